package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// sentData is the callback data of each call.
func sentData(g *graph) []string {
	var all []string
	for _, call := range g.calls() {
		body, _ := call.Body.(map[string]any)
		data, _ := body["biz_opaque_callback_data"].(string)
		all = append(all, data)
	}
	return all
}

func TestWithCallbackData(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	text := Message{To: "393331234567", Content: Text{Body: "Ciao"}}
	named := text
	named.CallbackData = "order 7"
	g := newGraph(t, answer{body: `{"messages":[{"id":"wamid.A"}]}`})
	bare := NewPhone(g.client, "106")
	handle, err := bare.With(WithCallbackData())
	if err != nil || handle.ID() != "106" {
		t.Fatal(err)
	}
	client, err := g.client.With(WithCallbackData())
	if err != nil {
		t.Fatal(err)
	}
	const given, made, none = "order 7", "made", ""
	steps := []struct {
		name string
		want string
		do   func() error
	}{
		{"without", none, func() error { return second(bare.Send(ctx, text)) }},
		{"on the call", made, func() error { return second(bare.Send(ctx, text, WithCallbackData())) }},
		{"on the number", made, func() error { return second(handle.Send(ctx, text)) }},
		{"on the client", made, func() error { return second(NewPhone(client, "106").Send(ctx, text)) }},
		{"on all three", made, func() error { return second(NewPhone(client, "106").Send(ctx, text, WithCallbackData())) }},
		{"with data of its own", given, func() error { return second(handle.Send(ctx, named)) }},
		{"marketing", made, func() error {
			return second(handle.SendMarketing(ctx, Message{To: "393331234567", Content: TemplateMessage{Name: "n", Language: "it"}}))
		}},
		{"by Do", made, func() error {
			return second(client.Do(ctx, &metabiz.Request{Method: http.MethodPost, Path: "106/messages", Body: &text}))
		}},
		{"read", none, func() error { return handle.MarkRead(ctx, "wamid.A") }},
		{"another edge", none, func() error {
			return second(client.Do(ctx, &metabiz.Request{Method: http.MethodPost, Path: "106/drafts", Body: text}))
		}},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	seen := map[string]bool{}
	for i, data := range sentData(g) {
		switch step := steps[i]; {
		case step.want != made && data != step.want:
			t.Errorf("%s: %q", step.name, data)
		case step.want == made && (len(data) < 22 || len(data) > 512 || seen[data]):
			t.Errorf("%s: %q", step.name, data)
		}
		seen[data] = true
	}
	if text.CallbackData != "" {
		t.Error("the caller's message was changed")
	}
	if got := len(sentData(g)); got != len(steps) {
		t.Errorf("%d calls", got)
	}
}

func TestWithCallbackDataInABatch(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{body: `[{"code":200,"body":"{}"},{"code":200,"body":"{}"}]`})
	m := Message{To: "393331234567", Content: Text{Body: "Ciao"}}
	call := metabiz.BatchCall{Request: &metabiz.Request{Method: http.MethodPost, Path: "106/messages", Body: m}}
	if _, err := g.client.Batch(t.Context(), []metabiz.BatchCall{call, call}, WithCallbackData()); err != nil {
		t.Fatal(err)
	}
	body, _ := g.calls()[0].Body.(map[string]any)
	batch, _ := body["batch"].([]any)
	seen := map[string]bool{}
	for _, op := range batch {
		op, _ := op.(map[string]any)
		text, _ := op["body"].(string)
		fields, err := url.ParseQuery(text)
		if err != nil || len(fields.Get("biz_opaque_callback_data")) < 22 {
			t.Errorf("a call without callback data: %q", text)
		}
		seen[fields.Get("biz_opaque_callback_data")] = true
	}
	if len(seen) != 2 {
		t.Errorf("%d different callback data", len(seen))
	}
}

// A message that stands in for another has the other's callback data, unless it has its own: the caller knows no other.
func TestFallbackKeepsTheCallbackData(t *testing.T) {
	t.Parallel()
	var got []string
	for _, own := range []string{"", "own"} {
		g := newGraph(t, answer{body: `{"messages":[{"id":"wamid.A"}]}`})
		window := NewWindow(WindowConfig{Fallback: func(context.Context, Message) (Message, bool) {
			return Message{To: "393331234567", CallbackData: own, Content: TemplateMessage{Name: "n", Language: "it"}}, true
		}})
		m := Message{To: "393331234567", CallbackData: "order 7", Content: Text{Body: "Ciao"}}
		if _, err := NewPhone(g.client, "106").Send(t.Context(), m, window.Guard()); err != nil {
			t.Fatal(err)
		}
		got = append(got, sentData(g)...)
	}
	if diff := cmp.Diff([]string{"order 7", "own"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// From a send whose answer is lost to the knowledge that it went out.
func TestLostAnswerIsSettled(t *testing.T) {
	t.Parallel()
	g := newGraph(t, answer{status: 500, body: `<html>sorry</html>`})
	tracker := NewTracker(TrackerConfig{})
	_, err := NewPhone(g.client, "106").Send(t.Context(), Message{To: "393331234567", Content: Text{Body: "Ciao"}}, WithCallbackData())
	unknown, ok := errors.AsType[*metabiz.OutcomeUnknownError](err)
	if !ok || unknown.CallbackData == "" || unknown.CallbackData != sentData(g)[0] {
		t.Fatalf("%#v", err)
	}
	learn(t, tracker, statusOf("wamid.A", StatusSent, 1, withData(unknown.CallbackData)))
	if m, err := tracker.Settle(t.Context(), err); err != nil || m.ID != "wamid.A" {
		t.Errorf("%+v, %v", m, err)
	}
}
