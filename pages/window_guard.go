package pages

import (
	"context"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/window"
)

// Guard is an option for a client, or for one call: it refuses messages that Meta would refuse,
// before they are sent: a message to a person whose window is closed is a [WindowClosedError], or
// what [WindowConfig].Fallback makes of it.
//
// Let through are utility templates; messages with [TagHumanAgent] for seven days, and those with
// other tags; messages to a comment, a post, a checkbox or an opt-in; and what people see the Page
// do. It sees messages that are sent by [PageHandle.Send] or whose [metabiz.Request] has a
// [Message] as its body, alone or in a batch.
func (w *Window) Guard() metabiz.Option { return metabiz.WithInterceptor(w.intercept) }

func (w *Window) intercept(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	if _, edge := window.Edge(req); edge != "messages" {
		return next(ctx, req)
	}
	return w.guard.Intercept(ctx, req, next)
}

// messageOf finds the message in the body of a request.
func messageOf(body any) (Message, bool) {
	switch m := body.(type) {
	case Message:
		return m, true
	case *Message:
		if m != nil {
			return *m, true
		}
	}
	return Message{}, false
}

// recipientOf is whom a message goes to, where it says so by an id.
func recipientOf(m Message) string { return m.To.ID }

// refusal is why the message must not be sent; nil where it may.
func (w *Window) refusal(_ context.Context, s window.Sending[Message], known WindowRecord) error {
	state := known.state()
	until, kind := state.OpenUntil, StandardWindow
	switch m := s.Message; {
	case m.To.ID == "", m.messagingType() == MessagingUtility:
		return nil
	case m.Tag == TagHumanAgent:
		until, kind = state.HumanAgentUntil, HumanAgentWindow
	case m.Tag != "":
		return nil
	}
	if w.clock.Open(until) || !state.Known && w.cfg.AllowUnknown {
		return nil
	}
	return &WindowClosedError{PageID: s.From, PersonID: s.Message.To.ID, Closed: until, Window: kind}
}

// fallback has the user make another message of one that is refused.
func (w *Window) fallback(ctx context.Context, refused Message) (Message, bool, error) {
	instead, ok := w.cfg.Fallback(ctx, refused)
	if !ok {
		return Message{}, false, nil
	}
	return instead, true, instead.Validate()
}

// A WindowClosedError is a message that was not sent, because the person's window is closed.
// errors.Is finds [ErrWindowClosed].
type WindowClosedError struct {
	PageID   string
	PersonID string
	Closed   time.Time     // when; zero for a person who is not known to have written
	Window   time.Duration // StandardWindow or HumanAgentWindow
}

func (e *WindowClosedError) Error() string {
	since := "they are not known to have written to this Page"
	if !e.Closed.IsZero() {
		since = fmt.Sprintf("it closed at %s, %.0f hours after what they did last", e.Closed.UTC().Format(time.RFC3339), e.Window.Hours())
	}
	return fmt.Sprintf("pages: not sent to %s: the window is closed: %s; send a utility template, have a person answer within seven days, or wait until they write",
		window.Masked(e.PersonID), since)
}

// Is holds for [ErrWindowClosed] and metabiz.ErrPermission.
func (e *WindowClosedError) Is(target error) bool {
	return target == ErrWindowClosed || target == metabiz.ErrPermission
}
