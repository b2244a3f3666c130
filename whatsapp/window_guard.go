package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
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
	number, edge := messageEdge(req)
	m, ok := messageOf(req.Body)
	if _, receipt := m.Content.(ReadReceipt); !ok || number == "" || receipt {
		return next(ctx, req)
	}
	known, err := w.load(ctx, number, recipientOf(m))
	if err != nil {
		return nil, err
	}
	refusal := w.refusal(ctx, number, edge, m, known.state())
	if errors.Is(refusal, ErrWindowClosed) && w.cfg.Fallback != nil {
		callbackData := m.CallbackData
		instead, ok := w.cfg.Fallback(ctx, m)
		if !ok {
			return nil, refusal
		}
		if err := instead.Validate(); err != nil {
			return nil, err
		}
		if recipientOf(instead) != recipientOf(m) {
			if known, err = w.load(ctx, number, recipientOf(instead)); err != nil {
				return nil, err
			}
		}
		m = instead.direct()
		// The caller knows what becomes of the message by the data that it was given.
		m.CallbackData = either(m.CallbackData, callbackData)
		refusal = w.refusal(ctx, number, edge, m, known.state())
		replaced := *req
		replaced.Body = m
		req = &replaced
	}
	if refusal != nil {
		return nil, refusal
	}
	res, err := next(ctx, req)
	if lerr := w.learnSend(ctx, number, m, known, res, err); lerr != nil {
		// What was sent was sent: the caller must not send it again because of the store.
		w.cfg.Logger.WarnContext(ctx, "window not remembered", "error", lerr)
	}
	return res, err
}

// refusal is why the message must not be sent; nil where it may.
func (w *Window) refusal(ctx context.Context, number, edge string, m Message, s WindowState) error {
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
	if s.FreeForm(w.cfg.Now().Add(w.cfg.Margin)) || s.FreeFormUntil.IsZero() && w.cfg.AllowUnknown {
		return nil
	}
	return &WindowClosedError{PhoneNumberID: number, Recipient: recipientOf(m), Closed: s.FreeFormUntil}
}

func (w *Window) marketing(ctx context.Context, edge string, t TemplateMessage) bool {
	if edge == "marketing_messages" || ctx.Value(marketingMark{}) != nil {
		return true
	}
	return w.cfg.Category != nil && t.Name != "" && strings.EqualFold(string(w.cfg.Category(t.Name, t.Language)), string(Marketing))
}

// learnSend takes in what the answer tells: the names that Meta has for the
// recipient, the begin of a free entry point window, an opt-out.
func (w *Window) learnSend(ctx context.Context, number string, m Message, known WindowRecord, res *metabiz.Response, err error) error {
	// The caller may give up the moment the answer is there.
	ctx = context.WithoutCancel(ctx)
	now := w.cfg.Now()
	to := recipientOf(m)
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

// messageEdge tells which number a request sends messages from, and by which
// edge; nothing for any other request.
func messageEdge(req *metabiz.Request) (number, edge string) {
	if req.Method != http.MethodPost {
		return "", ""
	}
	number, edge, _ = strings.Cut(strings.TrimPrefix(req.Path, "/"), "/")
	if edge != "messages" && edge != "marketing_messages" {
		return "", ""
	}
	number, err := url.PathUnescape(number)
	if err != nil {
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
