package whatsapp

import (
	"context"
	"errors"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/window"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Guard is an option for a client, or for one call: it refuses messages that
// Meta would refuse or drop, before they are sent.
//
//   - A free-form message to a person whose customer service window is closed:
//     a [WindowClosedError], or what [WindowConfig].Fallback makes of it.
//   - A marketing template to a person who stopped these: an [OptedOutError].
//     What is marketing is told by [WindowConfig].Category and [AsMarketing];
//     all that goes to the Marketing Messages API is.
//
// Templates, Direct Sends, read receipts and typing are let through. It sees
// messages that are sent by [Phone] or whose [metabiz.Request] has a [Message]
// as its body, alone or in a batch.
func (w *Window) Guard() metabiz.Option { return metabiz.WithInterceptor(w.intercept) }

func (w *Window) intercept(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	if number, _ := messageEdge(req); number == "" {
		return next(ctx, req)
	}
	return w.guard.Intercept(ctx, req, next)
}

// marketingEdge is what takes marketing messages alone.
const marketingEdge = "marketing_messages"

// guarded finds the message in the body of a request. Receipts are let through.
func guarded(body any) (Message, bool) {
	m, ok := messageOf(body)
	_, receipt := m.Content.(ReadReceipt)
	return m, ok && !receipt
}

// fallback has the user make another message of one that is refused.
func (w *Window) fallback(ctx context.Context, refused Message) (Message, bool, error) {
	// The caller knows what becomes of the message by the data that it was given.
	callbackData := refused.CallbackData
	instead, ok := w.cfg.Fallback(ctx, refused)
	if !ok {
		return Message{}, false, nil
	}
	if err := instead.Validate(); err != nil {
		return Message{}, false, err
	}
	instead = instead.direct()
	instead.CallbackData = either(instead.CallbackData, callbackData)
	return instead, true, nil
}

// refusal is why the message must not be sent; nil where it may.
func (w *Window) refusal(ctx context.Context, sending window.Sending[Message], known WindowRecord) error {
	number, edge, m, s := sending.From, sending.Edge, sending.Message, known.state()
	if m.Content != nil && m.Content.kind() == kindTemplate {
		template, _ := m.Content.(TemplateMessage) // else Unknown, of a shape that this version does not know
		if s.OptedOut && w.marketing(ctx, edge, template) {
			return &OptedOutError{PhoneNumberID: number, Recipient: recipientOf(m), Since: s.OptedOutAt}
		}
		return nil
	}
	if m.Category != "" && m.Category != DirectSendService { // Meta makes a template of it
		return nil
	}
	if w.clock.Open(s.FreeFormUntil) || s.FreeFormUntil.IsZero() && w.cfg.AllowUnknown {
		return nil
	}
	return &WindowClosedError{PhoneNumberID: number, Recipient: recipientOf(m), Closed: s.FreeFormUntil}
}

func (w *Window) marketing(ctx context.Context, edge string, t TemplateMessage) bool {
	if edge == marketingEdge || ctx.Value(marketingMark{}) != nil {
		return true
	}
	return w.cfg.Category != nil && t.Name != "" && strings.EqualFold(string(w.cfg.Category(t.Name, t.Language)), string(Marketing))
}

// learnSend takes in what the answer tells: the names that Meta has for the
// recipient, the begin of a free entry point window, an opt-out.
func (w *Window) learnSend(ctx context.Context, sending window.Sending[Message], known WindowRecord, res *metabiz.Response, err error) error {
	number, to, now := sending.From, recipientOf(sending.Message), w.clock.Now()
	if err != nil {
		if errors.Is(err, ErrOptedOut) {
			return w.merge(ctx, number, WindowRecord{OptedOut: now}, to)
		}
		return nil
	}
	if known.Referral.After(known.FreeEntryFrom) && now.Sub(known.Referral) <= CustomerServiceWindow {
		known.FreeEntryFrom = now
		if err := w.merge(ctx, number, WindowRecord{FreeEntryFrom: now}, to); err != nil {
			return err
		}
	}
	var sent struct {
		Contacts []struct {
			WhatsAppID string `json:"wa_id"`
			UserID     string `json:"user_id"`
		} `json:"contacts"`
	}
	if res == nil || wire.Unmarshal(res.Body, &sent) != nil || len(sent.Contacts) != 1 {
		return nil
	}
	// The person under the names by which webhooks will know them.
	for _, name := range []string{sent.Contacts[0].WhatsAppID, sent.Contacts[0].UserID} {
		if name == "" || person(name) == person(to) {
			continue
		}
		other, err := w.load(ctx, number, name)
		if err != nil {
			return err
		}
		if both := other.Merge(known); !both.equal(other) {
			if err := w.merge(ctx, number, known, name); err != nil {
				return err
			}
		}
		if both := other.Merge(known); !both.equal(known) {
			if err := w.merge(ctx, number, other, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// messageEdge tells which number a request sends messages from, and by which edge; nothing for any
// other request.
func messageEdge(req *metabiz.Request) (number, edge string) {
	if number, edge = window.Edge(req); edge != "messages" && edge != marketingEdge {
		return "", ""
	}
	return number, edge
}

func messageOf(body any) (Message, bool) {
	switch m := body.(type) {
	case Message:
		return m.direct(), true
	case *Message:
		if m != nil {
			return m.direct(), true
		}
	}
	return Message{}, false
}

// recipientOf is whom a message goes to: Meta uses To where both are set.
func recipientOf(m Message) string {
	if m.To != "" {
		return m.To
	}
	return m.Recipient
}
