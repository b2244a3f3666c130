package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	receipt := Message{Content: ReadReceipt{MessageID: "wamid.IN1", Typing: true}}
	direct := Message{To: testPerson, Category: DirectSendUtility, Content: Text{Body: "Il pacco arriva"}}
	byUserID := Message{Recipient: "IT.1349", Content: Text{Body: "Ciao!"}}
	tests := []struct {
		name    string
		after   time.Duration
		unheard bool
		cfg     WindowConfig
		message Message
		want    error
	}{
		{name: "in the window", after: 23 * time.Hour, message: hello},
		{name: "by user id", after: 23 * time.Hour, message: byUserID},
		{name: "at its end", after: 24 * time.Hour, message: hello, want: ErrWindowClosed},
		{name: "a day later, by user id", after: 25 * time.Hour, message: byUserID, want: ErrWindowClosed},
		{name: "within the usual margin", after: 24*time.Hour - 20*time.Second, message: hello, want: ErrWindowClosed},
		{name: "before the usual margin", after: 24*time.Hour - 40*time.Second, message: hello},
		{name: "within a margin of one's own", after: 23*time.Hour + 50*time.Minute, cfg: WindowConfig{Margin: 15 * time.Minute}, message: hello, want: ErrWindowClosed},
		{name: "without a margin", after: 24*time.Hour - time.Second, cfg: WindowConfig{Margin: -1}, message: hello},
		{name: "a template", after: 25 * time.Hour, message: reminder},
		{name: "a direct send", after: 25 * time.Hour, message: direct},
		{name: "a service message", after: 25 * time.Hour, message: Message{To: testPerson, Category: DirectSendService, Content: Text{Body: "x"}}, want: ErrWindowClosed},
		{name: "a pointer to a template", after: 25 * time.Hour, message: Message{To: testPerson, Content: &TemplateMessage{Name: "n", Language: "it"}}},
		{name: "a template of another shape", after: 25 * time.Hour, message: Message{To: testPerson, Content: Unknown{Type: "template", Raw: json.RawMessage(`{"name":"n"}`)}}},
		{name: "a read receipt", after: 25 * time.Hour, message: receipt},
		{name: "to somebody who never wrote", unheard: true, message: hello, want: ErrWindowClosed},
		{name: "to somebody unknown, left to Meta", unheard: true, cfg: WindowConfig{AllowUnknown: true}, message: hello},
		{name: "to somebody known, not left to Meta", after: 25 * time.Hour, cfg: WindowConfig{AllowUnknown: true}, message: hello, want: ErrWindowClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newCloudAPI(t, tt.cfg).at(tt.after)
			if !tt.unheard {
				api.hear(t, named(t, "text"))
			}
			sent, err := api.send(t.Context(), tt.message)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("error is %v, want %v", err, tt.want)
			}
			if want := map[bool]int{true: 1, false: 0}[tt.want == nil]; sent != want {
				t.Errorf("%d requests were sent, want %d", sent, want)
			}
		})
	}
}

func TestGuardLeavesOtherCallsAlone(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	for _, body := range []any{map[string]any{"to": testPerson, "type": "text"}, nil, (*Message)(nil)} {
		if sent, err := api.post(t.Context(), "messages", body); sent != 1 || err != nil {
			t.Errorf("body %v: %d requests, %v", body, sent, err)
		}
	}
	if sent, err := api.post(t.Context(), "register", hello); sent != 1 || err != nil {
		t.Errorf("another edge: %d requests, %v", sent, err)
	}
	if sent, err := api.post(t.Context(), "messages", &hello); sent != 0 || !errors.Is(err, ErrWindowClosed) {
		t.Errorf("a pointer: %d requests, %v", sent, err)
	}
}

func TestGuardSeesTheCallsOfABatch(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	results, err := api.client.Batch(t.Context(), []metabiz.BatchCall{{Request: &metabiz.Request{
		Method: http.MethodPost, Path: metabiz.Path(testNumber, "messages"), Body: hello,
	}}})
	if len(results) != 1 || !errors.Is(results[0].Err, ErrWindowClosed) || len(api.got) != 0 {
		t.Errorf("results %v, error %v, %d requests", results, err, len(api.got))
	}
}

func TestWindowErrors(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{}).at(30 * time.Hour)
	api.hear(t, named(t, "text"), named(t, "preferences"))
	_, err := api.send(t.Context(), hello)
	closed, ok := errors.AsType[*WindowClosedError](err)
	if !ok || closed.Recipient != testPerson || closed.PhoneNumberID != testNumber || !closed.Closed.Equal(testStart.Add(24*time.Hour)) {
		t.Errorf("error is %#v", err)
	}
	if got, want := err.Error(), "whatsapp: not sent to …4567: the customer service window is closed: it closed at 2025-12-02T08:00:00Z, 24 hours after their last message or call; send a template, or wait until they write"; got != want {
		t.Errorf("text is %q, want %q", got, want)
	}
	_, err = api.send(AsMarketing(t.Context()), reminder)
	if got, want := fmt.Sprint(err), "whatsapp: not sent to …4567: they stopped marketing messages at 2025-12-01T08:00:00Z; do not repeat it"; got != want {
		t.Errorf("text is %q, want %q", got, want)
	}
	_, err = api.send(t.Context(), Message{To: "1", Content: Text{Body: "Ciao!"}})
	if got := fmt.Sprint(err); !strings.Contains(got, "not known to have written") || strings.Contains(got, "to 1:") {
		t.Errorf("text is %q", got)
	}
}

func TestGuardFallsBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		fallback func(context.Context, Message) (Message, bool)
		want     string // the template sent
		err      error
	}{
		{"to a template", func(_ context.Context, m Message) (Message, bool) {
			m.Content = reminder.Content
			return m, true
		}, "promemoria", nil},
		{"not", func(_ context.Context, m Message) (Message, bool) { return m, false }, "", ErrWindowClosed},
		{"to what is no better", func(_ context.Context, m Message) (Message, bool) { return m, true }, "", ErrWindowClosed},
		{"to what is not valid", func(_ context.Context, m Message) (Message, bool) {
			m.Content = TemplateMessage{}
			return m, true
		}, "", metabiz.ErrInvalidParam},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newCloudAPI(t, WindowConfig{Fallback: tt.fallback}).at(25 * time.Hour)
			api.hear(t, named(t, "text"))
			sent, err := api.send(t.Context(), hello)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("error is %v, want %v", err, tt.err)
			}
			if tt.want == "" {
				if sent != 0 {
					t.Errorf("%d requests", sent)
				}
				return
			}
			var body struct {
				To       string
				Template struct{ Name string }
			}
			if err := json.Unmarshal([]byte(api.got[0]), &body); err != nil {
				t.Fatal(err)
			}
			if body.To != testPerson || body.Template.Name != tt.want {
				t.Errorf("sent %s", api.got[0])
			}
			if hello.Content != (Text{Body: "Ciao!"}) {
				t.Error("the caller's message was changed")
			}
		})
	}
}

func TestGuardHoldsMarketingBack(t *testing.T) {
	t.Parallel()
	resume := numberSample("", FieldUserPreferences, `"user_preferences":[{"wa_id":"393331234567","category":"marketing_messages","value":"resume","timestamp":1764579600}]`, "")
	failed := statusSample("", `"status":"failed","recipient_id":"393331234567","errors":[{"code":131050}]`)
	byName := WindowConfig{Category: func(name, language string) TemplateCategory {
		return map[string]TemplateCategory{"promemoria/it": "marketing", "avviso/it": "UTILITY"}[name+"/"+language]
	}}
	notice := Message{To: testPerson, Content: TemplateMessage{Name: "avviso", Language: "it"}}
	tests := []struct {
		name    string
		cfg     WindowConfig
		ctx     func(context.Context) context.Context
		edge    string
		hear    []sample
		message Message
		want    error
	}{
		{name: "by the template's category", cfg: byName, hear: []sample{named(t, "preferences")}, message: reminder, want: ErrOptedOut},
		{name: "not of another category", cfg: byName, hear: []sample{named(t, "preferences")}, message: notice},
		{name: "not of an unknown category", hear: []sample{named(t, "preferences")}, message: reminder},
		{name: "by the caller's mark", ctx: AsMarketing, hear: []sample{named(t, "preferences")}, message: reminder, want: ErrOptedOut},
		{name: "by the edge", edge: "marketing_messages", hear: []sample{named(t, "preferences")}, message: reminder, want: ErrOptedOut},
		{name: "not from others", ctx: AsMarketing, hear: []sample{named(t, "text")}, message: reminder},
		{name: "not once wanted again", ctx: AsMarketing, hear: []sample{named(t, "preferences"), resume}, message: reminder},
		{name: "not once wanted again, told late", ctx: AsMarketing, hear: []sample{resume, named(t, "preferences")}, message: reminder},
		{name: "by a failed message", ctx: AsMarketing, hear: []sample{failed}, message: reminder, want: ErrOptedOut},
		{name: "not free-form messages", ctx: AsMarketing, hear: []sample{named(t, "text"), named(t, "preferences")}, message: hello},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newCloudAPI(t, tt.cfg).at(2 * time.Hour)
			api.hear(t, tt.hear...)
			ctx := t.Context()
			if tt.ctx != nil {
				ctx = tt.ctx(ctx)
			}
			edge := "messages"
			if tt.edge != "" {
				edge = tt.edge
			}
			sent, err := api.post(ctx, edge, tt.message)
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) || (sent == 1) != (err == nil) {
				t.Errorf("%d requests, error is %v, want %v", sent, err, tt.want)
			}
		})
	}
}

func TestGuardLearnsOptOutFromMeta(t *testing.T) {
	t.Parallel()
	api := newCloudAPI(t, WindowConfig{})
	api.status, api.answer = http.StatusBadRequest, `{"error":{"message":"opted out","code":131050,"type":"OAuthException"}}`
	if _, err := api.send(t.Context(), reminder); !errors.Is(err, ErrOptedOut) {
		t.Fatalf("error is %v", err)
	}
	if s := api.until(t, testPerson); !s.OptedOut || !s.OptedOutAt.Equal(testStart) {
		t.Errorf("state is %+v", s)
	}
}
