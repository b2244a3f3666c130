package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// heard is what a webhook's callbacks were told, one line an event.
type heard struct {
	mu    sync.Mutex
	lines []string
	fail  map[string]bool // lines whose handler fails, once
}

func (h *heard) note(format string, args ...any) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	if h.fail[line] {
		delete(h.fail, line)
		return errors.New("the database is down")
	}
	h.lines = append(h.lines, line)
	return nil
}

// post delivers a body as Meta does, and gives the status that it was answered with.
func (h *heard) post(t *testing.T, hook http.Handler, body, signature string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/webhook", strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature-256", signature)
	}
	w := httptest.NewRecorder()
	hook.ServeHTTP(w, r)
	return w.Code
}

func (h *heard) hook() *metabiz.Webhook {
	return metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"new secret", "old secret"}, VerifyToken: "v"}, Events{
		OnMessage: func(_ context.Context, e MessageEvent) error {
			clid := ""
			if e.Message.Referral != nil {
				clid = " ad " + e.Message.Referral.CTWAClid
			}
			kind := ""
			if u, ok := e.Message.Content.(Unsupported); ok {
				kind = fmt.Sprintf(" unsupported %s", u.Kind)
			}
			return h.note("message %s over %s from %s%s%s", e.Message.ID, e.PhoneNumberID, e.Message.Sender(), clid, kind)
		},
		OnStatus: func(_ context.Context, e StatusEvent) error {
			var codes []int
			for _, err := range e.Status.Errors {
				codes = append(codes, err.Code)
			}
			return h.note("status %s %s %v", e.Status.ID, e.Status.Status, codes)
		},
		OnUnknown: func(_ context.Context, e UnknownEvent) error { return h.note("unknown %s", e.Field) },
		OnOther:   func(_ context.Context, e Event) error { return h.note("%s", e.Header().Field) },
	})
}

// change is a delivery with one change of the field messages.
func change(value string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},` + value + `}}]}]}`
}

// What other libraries lose or stumble over in webhooks, as their users have
// reported it. Each is answered 200, and told in full.
func TestWhatOthersLose(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want []string
	}{
		"a failure whose contact has no user id": {
			change(`"contacts":[{"wa_id":"39333"}],"statuses":[{"id":"wamid.A","status":"failed","timestamp":"1","recipient_id":"39333","errors":[{"code":131026,"title":"Message undeliverable"}]}]`),
			[]string{"status wamid.A failed [131026]"},
		},
		"a failure without contacts and conversation": {
			change(`"statuses":[{"id":"wamid.A","status":"failed","timestamp":"1","errors":[{"code":131049},{"code":131047}]}]`),
			[]string{"status wamid.A failed [131049 131047]"},
		},
		"a status whose contact has no profile": {
			change(`"contacts":[{"wa_id":"39333","user_id":"IT.1"}],"statuses":[{"id":"wamid.A","status":"delivered","timestamp":"1","recipient_id":"39333"}]`),
			[]string{"status wamid.A delivered []"},
		},
		"an unsupported message": {
			change(`"messages":[{"from":"39333","id":"wamid.A","timestamp":"1","type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051,"title":"Message type unknown"}]}]`),
			[]string{"message wamid.A over 1 from 39333 unsupported poll"},
		},
		"a message of a type that came out today": {
			change(`"messages":[{"from":"39333","id":"wamid.A","timestamp":"1","type":"hologram","hologram":{"n":[1,{"a":null}]}}]`),
			[]string{"message wamid.A over 1 from 39333"},
		},
		"the click on an ad": {
			change(`"messages":[{"from":"39333","id":"wamid.A","timestamp":"1","type":"image","image":{"id":"7"},"referral":{"source_type":"ad","source_id":"3","ctwa_clid":"ARA"}}]`),
			[]string{"message wamid.A over 1 from 39333 ad ARA"},
		},
		"somebody without a phone number": {
			change(`"messages":[{"from_user_id":"US.1","id":"wamid.A","timestamp":1,"type":"text","text":{"body":"hi"}}]`),
			[]string{"message wamid.A over 1 from US.1"},
		},
		"all entries, changes, messages and statuses": {
			`{"object":"whatsapp_business_account","entry":[
			  {"id":"9","changes":[
			    {"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[
			      {"from":"a","id":"wamid.A","type":"text","text":{"body":"1"}},{"from":"b","id":"wamid.B","type":"text","text":{"body":"2"}}]}},
			    {"value":{"metadata":{"phone_number_id":"2"},"statuses":[{"id":"wamid.C","status":"sent"},{"id":"wamid.C","status":"read"}]},"field":"messages"}]},
			  {"id":"8","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"3"},"messages":[{"from":"d","id":"wamid.D","type":"text","text":{"body":"4"}}]}}]}]}`,
			[]string{
				"message wamid.A over 1 from a", "message wamid.B over 1 from b", "status wamid.C sent []", "status wamid.C read []",
				"message wamid.D over 3 from d",
			},
		},
		"a field that nobody knows": {
			`{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"tracking_events","value":{"a":1}}]}]}`,
			[]string{"unknown tracking_events"},
		},
		"account fields, which have no metadata": {
			`{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[
			  {"field":"account_review_update","value":{"decision":"APPROVED"}},
			  {"field":"phone_number_quality_update","value":{"event":"THROUGHPUT_UPGRADE"}},
			  {"field":"message_template_status_update","value":{"event":"PAUSED","message_template_id":7,"reason":null}},
			  {"field":"account_alerts","value":{"entity_type":"BUSINESS","alert_info":{"alert_severity":"CRITICAL"}}},
			  {"field":"business_capability_update","value":{"max_daily_conversations_per_business":"TIER_UNLIMITED"}}]}]}`,
			[]string{
				"account_review_update", "phone_number_quality_update", "message_template_status_update", "account_alerts", "business_capability_update",
			},
		},
		"one bad message among good ones": {
			change(`"messages":[{"from":"a","id":"wamid.A","type":"text","text":{"body":"1"}},7,{"from":"c","id":"wamid.C","type":"text","text":"no object"}]`),
			[]string{"message wamid.A over 1 from a", "unknown messages", "message wamid.C over 1 from c"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h heard
			hook := h.hook()
			for range 2 { // Meta delivers again, to every app that is subscribed
				if status := h.post(t, hook, test.body, metabiz.Signature("new secret", []byte(test.body))); status != http.StatusOK {
					t.Errorf("answered %d", status)
				}
			}
			if diff := cmp.Diff(test.want, h.lines); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// Meta signs the bytes that it sends, in which what is not ASCII is escaped.
func TestSignaturesOfWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	escaped := change(`"messages":[{"from":"a","id":"wamid.A","type":"text","text":{"body":"citt\u00e0 \ud83d\udc4b a@b.it https:\/\/example.com"}}]`)
	decoded := strings.NewReplacer(`\u00e0`, "à", `\ud83d\udc4b`, "👋", `\/`, "/").Replace(escaped)
	for name, test := range map[string]struct {
		body, signature string
		want            int
	}{
		"of the bytes sent":        {escaped, metabiz.Signature("new secret", []byte(escaped)), 200},
		"of another encoding":      {escaped, metabiz.Signature("new secret", []byte(decoded)), 401},
		"with the secret before":   {escaped, metabiz.Signature("old secret", []byte(escaped)), 200},
		"with a secret of nobody":  {escaped, metabiz.Signature("guess", []byte(escaped)), 401},
		"with no secret at all":    {escaped, metabiz.Signature("", []byte(escaped)), 401},
		"left out":                 {escaped, "", 401},
		"of SHA-1":                 {escaped, "sha1=" + strings.Repeat("0", 40), 401},
		"of a body that was cut":   {escaped[:len(escaped)-1], metabiz.Signature("new secret", []byte(escaped)), 401},
		"of a body with a newline": {escaped + "\n", metabiz.Signature("new secret", []byte(escaped)), 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h heard
			if status := h.post(t, h.hook(), test.body, test.signature); status != test.want {
				t.Errorf("answered %d, want %d", status, test.want)
			}
			if (len(h.lines) > 0) != (test.want == 200) {
				t.Errorf("told %q", h.lines)
			}
		})
	}
}

// An event counts as handled when its handler returned, and not before: what
// failed comes again, alone.
func TestWhatFailedComesAgain(t *testing.T) {
	t.Parallel()
	body := change(`"messages":[{"from":"a","id":"wamid.A","type":"text","text":{"body":"1"}},{"from":"b","id":"wamid.B","type":"text","text":{"body":"2"}}]`)
	h := heard{fail: map[string]bool{"message wamid.A over 1 from a": true}}
	hook, signature := h.hook(), metabiz.Signature("new secret", []byte(body))
	var statuses []int
	for range 3 {
		statuses = append(statuses, h.post(t, hook, body, signature))
	}
	if diff := cmp.Diff([]int{500, 200, 200}, statuses); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"message wamid.B over 1 from b", "message wamid.A over 1 from a"}, h.lines); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// The numbers of three countries come back in another form than they were given in.
func TestOnePersonUnderTwoForms(t *testing.T) {
	t.Parallel()
	for asked, reported := range map[string]string{
		"+52 55 1234 5678": "5215512345678", "+54 11 2345 6789": "5491123456789", "+55 11 91234-5678": "551191234567" + "8",
		"551187654321": "5511987654321",
	} {
		w := NewWindow(WindowConfig{})
		body := change(fmt.Sprintf(`"contacts":[{"wa_id":%q}],"messages":[{"from":%q,"id":"wamid.A","timestamp":"4000000000","type":"text","text":{"body":"1"}}]`, reported, reported))
		if err := w.Deliver(t.Context(), &metabiz.Delivery{Object: WebhookObject, Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
		if state, err := w.Until(t.Context(), "1", asked); err != nil || !state.Known {
			t.Errorf("%s is not known as %s: %v", asked, reported, err)
		}
	}
}

// What has no field yet is in Raw, and in what is marshalled again.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	body := []byte(change(`"messages":[{"from":"a","id":"wamid.A","type":"hologram","hologram":{"n":1},"aura":"blue"}],"weather":{"t":20}`))
	n, err := ParseWebhook(body)
	if err != nil {
		t.Fatal(err)
	}
	for e := range n.Events() {
		if raw := e.Header().Raw; !bytes.Contains(raw, []byte(`"aura":"blue"`)) {
			t.Errorf("raw: %s", raw)
		}
	}
	again, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values(t, body), values(t, again)); diff != "" {
		t.Errorf("marshalled again (-want +got):\n%s", diff)
	}
}
