package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, body []byte) *Notification {
	t.Helper()
	n, err := ParseWebhook(body)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// forget clears everything that keeps text as it came, so that only the fields are left.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Interface:
		if !v.IsNil() {
			inner := reflect.New(v.Elem().Type()).Elem()
			inner.Set(v.Elem())
			if inner.Kind() == reflect.Struct || inner.Kind() == reflect.Slice {
				forget(inner)
				v.Set(inner)
			}
		}
	case reflect.Struct:
		switch v.Addr().Interface().(type) {
		case *UnknownValue, *UnknownInbound, *time.Time:
			return // their text is all that they are
		}
		for i := range v.NumField() {
			if f := v.Field(i); v.Type().Field(i).Name == "Raw" {
				f.SetZero()
			} else if f.CanSet() {
				forget(f)
			}
		}
	}
}

// scalars writes numbers as text, since ids and times come in either form, and
// drops nulls and empty strings, which say nothing that a missing member does not.
func scalars(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if inner = scalars(inner); inner == nil || inner == "" {
				delete(v, k)
			} else {
				v[k] = inner
			}
		}
		return v
	case []any:
		for i := range v {
			v[i] = scalars(v[i])
		}
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return v
}

func eventTypes(n *Notification) string {
	var names []string
	for ev := range n.Events() {
		names = append(names, reflect.TypeOf(ev).Name())
	}
	return strings.Join(names, " ")
}

// checkRoundTrip holds what comes back against what came: the whole as it
// came, and every value of it by the fields alone.
func checkRoundTrip(t *testing.T, body []byte) {
	t.Helper()
	n := parse(t, body)
	if diff := cmp.Diff(values(t, body), values(t, marshal(t, n))); diff != "" {
		t.Errorf("not what came (-want +got):\n%s", diff)
	}
	forget(reflect.ValueOf(n))
	fields := marshal(t, n)
	if diff := cmp.Diff(scalars(values(t, body)), scalars(values(t, fields))); diff != "" {
		t.Errorf("the fields do not hold all that came (-want +got):\n%s", diff)
	}
	var again Notification
	if err := json.Unmarshal(fields, &again); err != nil {
		t.Fatal(err)
	}
	forget(reflect.ValueOf(&again))
	if diff := cmp.Diff(n, &again); diff != "" {
		t.Errorf("the fields change on their way through JSON (-want +got):\n%s", diff)
	}
}

func TestWebhookSamples(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			n := parse(t, s.body())
			if got := eventTypes(n); got != s.want {
				t.Errorf("events are %s, want %s", got, s.want)
			}
			keys := map[string]bool{}
			for ev := range n.Events() {
				if u, ok := ev.(UnknownEvent); ok && u.Err != nil {
					t.Errorf("not read: %v", u.Err)
				}
				if m, ok := ev.(MessageEvent); ok {
					if u, ok := m.Message.Content.(UnknownInbound); ok && u.Err != nil {
						t.Errorf("content not read: %v", u.Err)
					}
				}
				if keys[ev.Key()] || ev.Key() == "" {
					t.Errorf("key %q is not its own", ev.Key())
				}
				keys[ev.Key()] = true
				if h := ev.Header(); h.Field != s.field || h.EntryID != "104996122399160" || h.Time.IsZero() || len(h.Raw) == 0 {
					t.Errorf("header is incomplete: %+v", h)
				}
			}
			checkRoundTrip(t, s.body())
		})
	}
}

func TestWebhookSamplesCoverEveryField(t *testing.T) {
	t.Parallel()
	for field := range fieldDecoders {
		found := false
		for _, s := range samples {
			found = found || s.field == field
		}
		if !found {
			t.Errorf("no sample of %s", field)
		}
	}
}

func TestWebhookSpecification(t *testing.T) {
	t.Parallel()
	for name, body := range requestExamples(t, "post", "/whatsapp/webhooks") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkRoundTrip(t, body)
			if got := eventTypes(parse(t, body)); got == "" || strings.Contains(got, "Unknown") {
				t.Errorf("events are %q", got)
			}
		})
	}
}

func TestParseWebhookRefuses(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `null`, `[]`, `"x"`, `{`, `{"object":"whatsapp_business_account"`, `{"object":"page","entry":[]}`, `{"entry":[]}`, `{"object":"whatsapp_business_account","entry":[{]}`, `{"object":"whatsapp_business_account"} x`} {
		if n, err := ParseWebhook([]byte(body)); err == nil {
			t.Errorf("%s was taken: %+v", body, n)
		}
	}
}

func TestOneFaultyPartDoesNotHideTheOthers(t *testing.T) {
	t.Parallel()
	const good = `{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[7,{"id":"wamid.A","type":"text","text":{"body":"a"}},{"id":"wamid.B","type":"text","text":[]},{"id":"wamid.C","type":"image"}],"statuses":["x",{"id":"wamid.S","status":"read"}]}}`
	body := `{"object":"whatsapp_business_account","entry":[
		null, 5, {"id":"W0","changes":{"field":"messages"}},
		{"id":1049,"changes":[3, {"field":"messages","value":"x"}, {"field":"account_update"}, {"value":{}}, ` + good + `,
			{"field":"calls","value":{"calls":["x",{"id":"wacid.1","event":"connect"}]}},
			{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"polls":[{"id":"wamid.P"}]}},
			{"field":"messages","value":{"messages":{"id":"wamid.O"}}}]}
	]}`
	n := parse(t, []byte(body))
	var got []string
	for ev := range n.Events() {
		line := reflect.TypeOf(ev).Name()
		switch ev := ev.(type) {
		case UnknownEvent:
			line = fmt.Sprintf("Unknown %s %t", ev.Raw, ev.Err != nil)
		case MessageEvent:
			line = fmt.Sprintf("%s %T", ev.Message.ID, ev.Message.Content)
			if u, ok := ev.Message.Content.(UnknownInbound); ok {
				line += fmt.Sprintf(" %t", u.Err != nil)
			}
		case StatusEvent:
			line = ev.Status.ID
		}
		got = append(got, line)
	}
	want := []string{
		"Unknown null true", "Unknown 5 true", `Unknown {"id":"W0","changes":{"field":"messages"}} true`,
		"Unknown 3 true", `Unknown {"field":"messages","value":"x"} true`, `Unknown {"field":"account_update"} true`, `Unknown {"value":{}} false`,
		"Unknown 7 true", "wamid.A whatsapp.InboundText", "wamid.B whatsapp.UnknownInbound true", "wamid.C whatsapp.UnknownInbound true",
		`Unknown "x" true`, "wamid.S",
		`Unknown "x" true`, "CallEvent",
		`Unknown {"field":"messages","value":{"metadata":{"phone_number_id":"1"},"polls":[{"id":"wamid.P"}]}} true`,
		`Unknown {"field":"messages","value":{"messages":{"id":"wamid.O"}}} true`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if n.Entry[3].ID != "1049" {
		t.Errorf("a numeric id is %q", n.Entry[3].ID)
	}
	if diff := cmp.Diff(scalars(values(t, []byte(body))), scalars(values(t, marshal(t, n)))); diff != "" {
		t.Errorf("what could not be read does not come back (-want +got):\n%s", diff)
	}
}

func TestNumbersAndTimesInEitherForm(t *testing.T) {
	t.Parallel()
	at := time.Unix(1764576000, 0).UTC()
	for _, stamp := range []string{`1764576000`, `"1764576000"`, `"2025-12-01T08:00:00+0000"`} {
		body := sample{field: FieldMessages, value: `{"messages":[{"id":5,"from":393331234567,"timestamp":` + stamp + `,"type":"text","text":{"body":1}}],"statuses":[{"id":"wamid.S","status":"sent","timestamp":` + stamp + `,"pricing":{"billable":"true"},"errors":[{"code":"131047"}]}]}`}.body()
		var events []Event
		for ev := range parse(t, body).Events() {
			events = append(events, ev)
		}
		m, s := events[0].(MessageEvent), events[1].(StatusEvent)
		if !m.Message.Timestamp.Equal(at) || !m.Time.Equal(at) || m.Message.ID != "5" || m.Message.From != "393331234567" || m.Message.Text() != "1" {
			t.Errorf("%s: message is %+v", stamp, m.Message)
		}
		if !s.Status.Timestamp.Equal(at) || !*s.Status.Pricing.Billable || s.Status.Errors[0].Code != 131047 {
			t.Errorf("%s: status is %+v", stamp, s.Status)
		}
	}
}

func TestChangesShowInTheJSON(t *testing.T) {
	t.Parallel()
	const came = `{"from":"393331234567","id":"wamid.A","timestamp":"1764576000","new":{"a":[1,null]},"type":"text","text":{"body":"ciao","lang":"it"}}`
	tests := []struct {
		name   string
		change func(*InboundMessage)
		want   string
	}{
		{"nothing", func(*InboundMessage) {}, came},
		{"a field filled in", func(m *InboundMessage) { m.GroupID = "G" }, `{"from":"393331234567","id":"wamid.A","timestamp":"1764576000","new":{"a":[1,null]},"type":"text","text":{"body":"ciao","lang":"it"},"group_id":"G"}`},
		{"a field cleared", func(m *InboundMessage) { m.From = "" }, `{"id":"wamid.A","timestamp":"1764576000","new":{"a":[1,null]},"type":"text","text":{"body":"ciao","lang":"it"}}`},
		{"inside of the content", func(m *InboundMessage) { m.Content = InboundText{Body: "***"} }, `{"from":"393331234567","id":"wamid.A","timestamp":"1764576000","new":{"a":[1,null]},"type":"text","text":{"body":"***","lang":"it"}}`},
		{"other content", func(m *InboundMessage) { m.Content = InboundReaction{MessageID: "wamid.B"} }, `{"from":"393331234567","id":"wamid.A","timestamp":"1764576000","new":{"a":[1,null]},"type":"reaction","reaction":{"message_id":"wamid.B"}}`},
		{"the fields alone", func(m *InboundMessage) { m.Raw = nil }, `{"from":"393331234567","id":"wamid.A","timestamp":"1764576000","type":"text","text":{"body":"ciao"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m InboundMessage
			if err := json.Unmarshal([]byte(came), &m); err != nil {
				t.Fatal(err)
			}
			tt.change(&m)
			if diff := cmp.Diff(values(t, []byte(tt.want)), values(t, marshal(t, m))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("in a whole notification", func(t *testing.T) {
		t.Parallel()
		n := parse(t, sample{field: FieldMessages, value: `{"new":1,"messages":[` + came + `]}`}.body())
		v := n.Entry[0].Changes[0].Value.(MessagesValue)
		v.Messages[0].From = "redacted"
		want := sample{field: FieldMessages, value: `{"new":1,"messages":[` + strings.Replace(came, "393331234567", "redacted", 1) + `]}`}.body()
		if diff := cmp.Diff(values(t, want), values(t, marshal(t, n))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestParseWebhookKeepsNothingOfItsInput(t *testing.T) {
	t.Parallel()
	for _, s := range samples {
		body := s.body()
		n := parse(t, body)
		before := marshal(t, n)
		clear(body)
		if !bytes.Equal(before, marshal(t, n)) {
			t.Errorf("%s: changes with the buffer that it was read from", s.name)
		}
	}
}

func TestStatusErr(t *testing.T) {
	t.Parallel()
	failed := Status{ID: "wamid.A", Status: StatusFailed, Errors: []WebhookError{{Code: 131047, Title: "Re-engagement", ErrorData: &WebhookErrorData{Details: "More than 24 hours"}}}}
	err := failed.Err()
	if !errors.Is(err, ErrWindowClosed) || errors.Is(err, ErrOptedOut) {
		t.Errorf("classes of %v", err)
	}
	if e, ok := errors.AsType[WebhookError](err); !ok || e.Code != 131047 {
		t.Errorf("no WebhookError in %v", err)
	}
	if got, want := err.Error(), "whatsapp: Re-engagement: More than 24 hours (code 131047)"; got != want {
		t.Errorf("text is %q, want %q", got, want)
	}
	if err := (Status{ID: "wamid.A", Status: StatusFailed}).Err(); err == nil {
		t.Error("a failure without a reason is no error")
	}
	if err := (Status{Status: StatusSent, Errors: failed.Errors}).Err(); err != nil {
		t.Errorf("a message that was sent: %v", err)
	}
}

func TestStatusSpellings(t *testing.T) {
	t.Parallel()
	const body = `{"id":"wamid.A","status":"read","timestamp":"1764576000","recipient_type":"group","participant_recipient_id":"393331234567","parent_recipient_user_id":"IT.ENT.1","conversation":{"pricing":{"category":"group_service"}}}`
	var s Status
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		t.Fatal(err)
	}
	if s.RecipientParticipantID != "393331234567" || s.RecipientParentUserID != "IT.ENT.1" || s.PricingInfo().Category != PricingGroupService {
		t.Errorf("status is %+v", s)
	}
	if diff := cmp.Diff(values(t, []byte(body)), values(t, marshal(t, s))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
