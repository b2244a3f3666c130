package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// The slow way to read what the reader reads by hand: the same structs and a few like them, by reflection.

type slowNotification struct {
	Entry []struct {
		Changes []struct {
			Field string          `json:"field"`
			Value json.RawMessage `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type slowValue struct {
	MessagingProduct string           `json:"messaging_product"`
	Metadata         Metadata         `json:"metadata"`
	Contacts         []WebhookContact `json:"contacts"`
	Messages         []slowMessage    `json:"messages"`
	Statuses         []slowStatus     `json:"statuses"`
	Errors           []WebhookError   `json:"errors"`
}

type slowMessage struct {
	ID               string          `json:"id"`
	Timestamp        time.Time       `json:"timestamp"`
	From             string          `json:"from"`
	FromUserID       string          `json:"from_user_id"`
	FromParentUserID string          `json:"from_parent_user_id"`
	GroupID          string          `json:"group_id"`
	Context          *MessageContext `json:"context"`
	Referral         *Referral       `json:"referral"`
	Errors           []WebhookError  `json:"errors"`
	Type             string          `json:"type"`

	Text        json.RawMessage `json:"text"`
	Image       json.RawMessage `json:"image"`
	Document    json.RawMessage `json:"document"`
	Audio       json.RawMessage `json:"audio"`
	Sticker     json.RawMessage `json:"sticker"`
	Interactive json.RawMessage `json:"interactive"`
}

type slowMedia struct {
	ID       string `json:"id"`
	MIMEType string `json:"mime_type"`
	SHA256   string `json:"sha256"`
	URL      string `json:"url"`
	Caption  string `json:"caption"`
	Filename string `json:"filename"`
	Voice    bool   `json:"voice"`
	Animated bool   `json:"animated"`
}

type slowStatus struct {
	ID          string         `json:"id"`
	Status      StatusValue    `json:"status"`
	Timestamp   time.Time      `json:"timestamp"`
	RecipientID string         `json:"recipient_id"`
	UserID      string         `json:"recipient_user_id"`
	Type        RecipientType  `json:"recipient_type"`
	Pricing     *Pricing       `json:"pricing"`
	Conv        *Conversation  `json:"conversation"`
	Errors      []WebhookError `json:"errors"`
}

// content is what the slow way makes of the content; nil where it has no opinion.
func (m slowMessage) content(t testing.TB) InboundContent {
	isObject := func(raw []byte) bool { return wire.NewScanner(raw).Kind() == wire.KindObject }
	decode := func(raw []byte, into any) {
		if err := wire.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	media := func(raw []byte) InboundContent {
		if !isObject(raw) {
			return nil
		}
		var s slowMedia
		decode(raw, &s)
		return InboundMedia{Kind: m.Type, ID: s.ID, MIMEType: s.MIMEType, SHA256: s.SHA256, URL: s.URL, Caption: s.Caption, Filename: s.Filename, Voice: s.Voice, Animated: s.Animated}
	}
	switch m.Type {
	case "text":
		if isObject(m.Text) {
			var c InboundText
			decode(m.Text, &c)
			return c
		}
	case "image":
		return media(m.Image)
	case "document":
		return media(m.Document)
	case "audio":
		return media(m.Audio)
	case "sticker":
		return media(m.Sticker)
	case "interactive":
		var c struct {
			Type        string          `json:"type"`
			ButtonReply json.RawMessage `json:"button_reply"`
			ListReply   json.RawMessage `json:"list_reply"`
		}
		if !isObject(m.Interactive) {
			return nil
		}
		decode(m.Interactive, &c)
		switch {
		case c.Type == "button_reply" && isObject(c.ButtonReply):
			var reply ButtonReply
			decode(c.ButtonReply, &reply)
			return reply
		case c.Type == "list_reply" && isObject(c.ListReply):
			var reply ListReply
			decode(c.ListReply, &reply)
			return reply
		}
	}
	return nil
}

// unambiguous tells whether no object has a key twice, in whatever case: readers may differ on which one counts.
func unambiguous(body []byte) bool {
	s := wire.NewScanner(body)
	var value func() bool
	value = func() bool {
		switch s.Kind() {
		case wire.KindObject:
			met := map[string]bool{}
			for key := range s.Object() {
				for _, c := range key {
					if c < ' ' || c > '~' || 'A' <= c && c <= 'Z' {
						return false
					}
				}
				if met[string(key)] {
					return false
				}
				met[string(key)] = true
				if !value() {
					return false
				}
			}
		case wire.KindArray:
			for range s.Array() {
				if !value() {
					return false
				}
			}
		default:
			s.Skip()
		}
		return true
	}
	return value() && s.Err() == nil
}

func checkAgainstSlow(t *testing.T, body []byte) {
	t.Helper()
	n, err := ParseWebhook(body)
	if err != nil || !unambiguous(body) {
		return
	}
	var slow slowNotification
	if err := wire.Unmarshal(body, &slow); err != nil {
		t.Fatal(err)
	}
	same := cmpopts.EquateEmpty()
	for i, entry := range n.Entry {
		if len(entry.Changes) != len(slow.Entry[i].Changes) {
			continue // the list is none, which one of the two takes more strictly
		}
		for j, change := range entry.Changes {
			v, ok := change.Value.(MessagesValue)
			if !ok {
				continue
			}
			var want slowValue
			if err := wire.Unmarshal(slow.Entry[i].Changes[j].Value, &want); err != nil {
				t.Fatal(err)
			}
			got := slowValue{MessagingProduct: v.MessagingProduct, Metadata: v.Metadata, Contacts: v.Contacts, Errors: v.Errors}
			for k, m := range v.Messages {
				got.Messages = append(got.Messages, slowMessage{ID: m.ID, Timestamp: m.Timestamp, From: m.From, FromUserID: m.FromUserID, FromParentUserID: m.FromParentUserID, GroupID: m.GroupID, Context: m.Context, Referral: m.Referral, Errors: m.Errors})
				if content := want.Messages[k].content(t); content != nil {
					if diff := cmp.Diff(content, m.Content, same); diff != "" {
						t.Errorf("content (-slow +fast):\n%s", diff)
					}
				}
				w := &want.Messages[k]
				w.Type, w.Text, w.Image, w.Document, w.Audio, w.Sticker, w.Interactive = "", nil, nil, nil, nil, nil, nil
			}
			for _, s := range v.Statuses {
				got.Statuses = append(got.Statuses, slowStatus{ID: s.ID, Status: s.Status, Timestamp: s.Timestamp, RecipientID: s.RecipientID, UserID: s.RecipientUserID, Type: s.RecipientType, Pricing: s.Pricing, Conv: s.Conversation, Errors: s.Errors})
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("(-slow +fast):\n%s\n%s", diff, body)
			}
		}
	}
}

// TestReaderAgainstReflection holds what is read by hand against what reflection makes of the same text.
func TestReaderAgainstReflection(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		checkAgainstSlow(t, s.body())
	}
	for _, body := range requestExamples(t, "post", "/whatsapp/webhooks") {
		checkAgainstSlow(t, body)
	}
	checkAgainstSlow(t, []byte(benchMixed(0)))
}

func FuzzReaderAgainstReflection(f *testing.F) {
	for _, s := range samples {
		f.Add(s.body())
	}
	f.Add([]byte(benchBody(benchText(1), benchPriced(2, "sent"))))
	f.Add([]byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"contacts":[null,{"profile":[]},{"profile":null,"wa_id":5}],"messages":[{"text":{"body":"\u00e8"},"type":"text","timestamp":"x"}],"statuses":[{"pricing":[],"status":7},{"pricing":{"billable":"x"}}]}}]}]}`))
	f.Fuzz(checkAgainstSlow)
}

// What the functions of Events get is what Notification.Events yields, by whichever way it comes to them.
func TestFunctionsGetWhatEventsYields(t *testing.T) {
	t.Parallel()
	bodies := map[string][]byte{"mixed": []byte(benchMixed(0))}
	for _, s := range samples {
		bodies[s.name] = s.body()
	}
	for name, body := range bodies {
		var want []Event
		for ev := range parse(t, body).Events() {
			want = append(want, ev)
		}
		var typed, other, ordered []Event
		var events Events
		v := reflect.ValueOf(&events).Elem()
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "OnOther" {
				continue
			}
			v.Field(i).Set(reflect.MakeFunc(v.Field(i).Type(), func(args []reflect.Value) []reflect.Value {
				typed = append(typed, args[1].Interface().(Event))
				return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
			}))
		}
		for _, s := range []metabiz.Subscriber{
			events,
			Events{OnOther: func(_ context.Context, ev Event) error { other = append(other, ev); return nil }},
			NewOrdered(Events{OnOther: func(_ context.Context, ev Event) error { ordered = append(ordered, ev); return nil }}, OrderedConfig{Workers: 1}),
		} {
			if err := s.Deliver(t.Context(), &metabiz.Delivery{Object: WebhookObject, Body: body}); err != nil {
				t.Fatal(err)
			}
		}
		same := cmp.Options{cmp.Comparer(func(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) }), cmpopts.SortSlices(func(a, b Event) bool { return a.Key() < b.Key() })}
		for how, got := range map[string][]Event{"typed": typed, "other": other, "ordered": ordered} {
			if diff := cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)); diff != "" && cmp.Diff(want, got, same) != "" {
				t.Errorf("%s, %s (-want +got):\n%s", name, how, cmp.Diff(want, got, same))
			}
		}
	}
}
