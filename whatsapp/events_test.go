package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/metabiz-go/metabiz"
)

const testSecret = "app-secret"

// deliver posts a body to a webhook as Meta does, and gives the status it is answered with.
func deliver(t *testing.T, handler http.Handler, body []byte) int {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature-256", metabiz.Signature(testSecret, body))
	// Not the default client: every server that another test closes breaks its connections.
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func testWebhook(subscribers ...metabiz.Subscriber) *metabiz.Webhook {
	return metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{testSecret}}, subscribers...)
}

func TestEventsCallsTheFunctionOfEachEvent(t *testing.T) {
	t.Parallel()
	var events Events
	var got []string
	v := reflect.ValueOf(&events).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		v.Field(i).Set(reflect.MakeFunc(v.Field(i).Type(), func(args []reflect.Value) []reflect.Value {
			event := args[1]
			if event.Kind() == reflect.Interface {
				event = event.Elem()
			}
			got = append(got, name+" "+event.Type().Name())
			return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
		}))
	}
	for _, s := range samples {
		if status := deliver(t, testWebhook(events), s.body()); status != http.StatusOK {
			t.Errorf("%s: answered %d", s.name, status)
		}
	}
	slices.Sort(got)
	got = slices.Compact(got)
	for _, line := range got {
		name, event, _ := strings.Cut(line, " ")
		if want := "On" + strings.TrimSuffix(event, "Event"); name != want && name != "OnAutomaticEvent" {
			t.Errorf("%s was given a %s", name, event)
		}
	}
	if want := v.NumField() - 1; len(got) != want { // OnOther has nothing left
		t.Errorf("%d functions were called, want %d: %v", len(got), want, got)
	}
}

func TestEventsOtherGetsTheRest(t *testing.T) {
	t.Parallel()
	var got []string
	events := Events{
		OnStatus: func(context.Context, StatusEvent) error { return nil },
		OnOther:  func(_ context.Context, ev Event) error { got = append(got, ev.Key()); return nil },
	}
	for _, s := range samples[:2] {
		deliver(t, testWebhook(events), s.body())
	}
	deliver(t, testWebhook(events), statusSample("", `"status":"sent"`).body())
	if diff := cmp.Diff([]string{"wa:message:wamid.IN1", "wa:message:wamid.IN1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if status := deliver(t, testWebhook(Events{}), samples[0].body()); status != http.StatusOK {
		t.Errorf("no functions at all: answered %d", status)
	}
}

func TestEventsIgnoresOtherObjects(t *testing.T) {
	t.Parallel()
	events := Events{OnOther: func(context.Context, Event) error { t.Error("called"); return nil }}
	if err := events.Deliver(t.Context(), &metabiz.Delivery{Object: "page", Body: []byte(`{"object":"page","entry":[{}]}`)}); err != nil {
		t.Error(err)
	}
}

func TestEventsAreHandledOnceAndAgainWhereTheyFailed(t *testing.T) {
	t.Parallel()
	const body = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[
		{"id":"wamid.A","type":"text","text":{"body":"a"}},{"id":"wamid.B","type":"text","text":{"body":"b"}},{"id":"wamid.C","type":"text","text":{"body":"c"}}]}}]}]}`
	broken := errors.New("the database is away")
	var got []string
	fails := true
	webhook := testWebhook(Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
		got = append(got, ev.Message.ID)
		if ev.Message.ID == "wamid.B" && fails {
			return broken
		}
		return nil
	}})
	for i, want := range []struct {
		status int
		called []string
	}{
		{http.StatusInternalServerError, []string{"wamid.A", "wamid.B", "wamid.C"}},
		{http.StatusOK, []string{"wamid.B"}},
		{http.StatusOK, nil},
	} {
		got, fails = nil, i == 0
		if status := deliver(t, webhook, []byte(body)); status != want.status {
			t.Errorf("delivery %d: answered %d, want %d", i, status, want.status)
		}
		if diff := cmp.Diff(want.called, got); diff != "" {
			t.Errorf("delivery %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestEventsJoinErrors(t *testing.T) {
	t.Parallel()
	one, two := errors.New("one"), errors.New("two")
	events := Events{OnMessage: func(_ context.Context, ev MessageEvent) error {
		if ev.Message.ID == "wamid.A" {
			return one
		}
		return two
	}}
	body := `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"wamid.A"},{"id":"wamid.B"}]}}]}]}`
	err := events.Deliver(t.Context(), &metabiz.Delivery{Object: WebhookObject, Body: []byte(body)})
	if !errors.Is(err, one) || !errors.Is(err, two) {
		t.Errorf("error is %v", err)
	}
	if err := events.Deliver(t.Context(), &metabiz.Delivery{Object: WebhookObject, Body: []byte(`{"entry":7`)}); err == nil {
		t.Error("a broken body is no error")
	}
}

func TestEventKeys(t *testing.T) {
	t.Parallel()
	keys := func(body []byte) (all []string) {
		for ev := range parse(t, body).Events() {
			all = append(all, ev.Key())
		}
		return all
	}
	group := sample{field: FieldMessages, value: `{"statuses":[{"id":"wamid.A","status":"read","recipient_participant_id":"1"},{"id":"wamid.A","status":"read","recipient_participant_id":"2"},{"id":"wamid.A","status":"delivered","recipient_participant_user_id":"IT.1"}]}`}
	if diff := cmp.Diff([]string{"wa:status:wamid.A:read:1", "wa:status:wamid.A:read:2", "wa:status:wamid.A:delivered:IT.1"}, keys(group.body())); diff != "" {
		t.Errorf("statuses of a group (-want +got):\n%s", diff)
	}
	refund := func(status string) sample {
		return sample{field: FieldMessages, value: `{"statuses":[{"id":"wamid.A","status":"captured","type":"payment","payment":{"reference_id":"r","transaction":{"id":"t","refunds":[{"id":"f","status":"` + status + `"}]}}}]}`}
	}
	if cmp.Equal(keys(refund("pending").body()), keys(refund("completed").body())) {
		t.Error("two updates of a payment have the same key")
	}
	alert := func(time int, field, value string) []byte {
		return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","time":%d,"changes":[{"field":%q,"value":%s}]}]}`, time, field, value)
	}
	base := keys(alert(1, FieldAccountReview, `{"decision":"APPROVED"}`))
	if diff := cmp.Diff(base, keys(alert(1, FieldAccountReview, ` { "decision" : "APPROVED" } `))); diff != "" {
		t.Errorf("the same once more (-want +got):\n%s", diff)
	}
	for name, other := range map[string][]byte{
		"later":     alert(2, FieldAccountReview, `{"decision":"APPROVED"}`),
		"otherwise": alert(1, FieldAccountReview, `{"decision":"REJECTED"}`),
		"elsewhere": alert(1, "new_field", `{"decision":"APPROVED"}`),
	} {
		if cmp.Equal(base, keys(other)) {
			t.Errorf("%s has the same key", name)
		}
	}
}

func TestEventHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, waba, phone string }{
		{"text", "104996122399160", "106540352242922"},
		{"control passed", "104996122399160", "106540352242922"},
		{"account settings", "104996122399160", "106540352242922"},
		{"account shared", "495709166956424", ""},
		{"account deleted", "104996122399160", ""},
		{"partner solution", "", ""},
		{"tracking", "104996122399160", "106540352242922"},
	}
	for _, tt := range tests {
		i := slices.IndexFunc(samples, func(s sample) bool { return s.name == tt.name })
		for ev := range parse(t, samples[i].body()).Events() {
			if h := ev.Header(); h.WABAID != tt.waba || h.PhoneNumberID != tt.phone {
				t.Errorf("%s: account %q, number %q, want %q, %q", tt.name, h.WABAID, h.PhoneNumberID, tt.waba, tt.phone)
			}
		}
	}
}

func TestEventsContacts(t *testing.T) {
	t.Parallel()
	const contacts = `"contacts":[{"wa_id":"39333","profile":{"name":"Phone"}},{"user_id":"IT.1","profile":{"username":"user"}},{"user_id":"IT.2"}]`
	tests := []struct{ name, message, want string }{
		{"by user id before phone", `"from":"39333","from_user_id":"IT.1"`, "user"},
		{"by phone", `"from":"+39333"`, "Phone"},
		{"no profile", `"from_user_id":"IT.2"`, ""},
		{"nobody, not even by position", `"from":"39444"`, ""},
	}
	for _, tt := range tests {
		body := sample{field: FieldMessages, value: `{` + contacts + `,"messages":[{"id":"wamid.A",` + tt.message + `}]}`}.body()
		for ev := range parse(t, body).Events() {
			m := ev.(MessageEvent)
			if got := m.Contact.Name(); got != tt.want {
				t.Errorf("%s: name is %q, want %q", tt.name, got, tt.want)
			}
			if m.Contact.WhatsAppID == "" && m.Contact.UserID == "" {
				t.Errorf("%s: nothing is told of the person", tt.name)
			}
		}
	}
}

func TestEventsGoThroughAQueue(t *testing.T) {
	t.Parallel()
	same := cmp.Options{
		cmpopts.IgnoreFields(EventHeader{}, "Raw"),
		cmp.Transformer("value", func(raw json.RawMessage) any {
			if raw == nil {
				return nil
			}
			return values(t, raw)
		}),
	}
	for _, s := range samples {
		for ev := range parse(t, s.body()).Events() {
			back := reflect.New(reflect.TypeOf(ev))
			if err := json.Unmarshal(marshal(t, ev), back.Interface()); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			got := back.Elem().Interface().(Event)
			if diff := cmp.Diff(ev, got, same); diff != "" {
				t.Errorf("%s (-want +got):\n%s", s.name, diff)
			}
			if got.Key() != ev.Key() {
				t.Errorf("%s: key is %q, was %q", s.name, got.Key(), ev.Key())
			}
		}
	}
}

// In a queue that others read too, an event is named as its webhook is.
func TestEventsAreNamedAsMetaNamesThem(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		for ev := range parse(t, s.body()).Events() {
			for name := range values(t, marshal(t, ev)).(map[string]any) {
				if name != strings.ToLower(name) {
					t.Errorf("%s: %T has the member %q", s.name, ev, name)
				}
			}
		}
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   InboundMessage
		want string
	}{
		{"to a number", InboundMessage{ID: "wamid.A", From: "393331234567", FromUserID: "IT.1"}, `{"messaging_product":"whatsapp","to":"393331234567","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao!","preview_url":false}}`},
		{"to a user id", InboundMessage{ID: "wamid.A", FromUserID: "IT.1"}, `{"messaging_product":"whatsapp","recipient":"IT.1","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao!","preview_url":false}}`},
		{"to a group", InboundMessage{ID: "wamid.A", From: "393331234567", GroupID: "G1"}, `{"messaging_product":"whatsapp","recipient_type":"group","to":"G1","context":{"message_id":"wamid.A"},"type":"text","text":{"body":"Ciao!","preview_url":false}}`},
	}
	for _, tt := range tests {
		m := MessageEvent{Message: tt.in}.Reply(Text{Body: "Ciao!"})
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(values(t, []byte(tt.want)), values(t, marshal(t, m))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
