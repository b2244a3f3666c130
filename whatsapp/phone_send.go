package whatsapp

import (
	"context"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Sent is what Meta answers to a message that it took. It is not yet delivered:
// that is told by status webhooks.
type Sent struct {
	MessagingProduct string        `json:"messaging_product,omitzero"`
	Contacts         []SentContact `json:"contacts"`
	Messages         []SentMessage `json:"messages"`
}

// SentContact is the person or group that a message went to.
type SentContact struct {
	Input        string `json:"input,omitzero"` // as it was given
	WhatsAppID   string `json:"wa_id,omitzero"` // may differ from Input in some countries
	UserID       string `json:"user_id,omitzero"`
	ParentUserID string `json:"parent_user_id,omitzero"`
}

// SentMessage is a message that Meta took.
type SentMessage struct {
	ID      string     `json:"id"` // "wamid.…", which status webhooks name
	GroupID string     `json:"group_id,omitzero"`
	Status  SendStatus `json:"message_status,omitzero"`
}

// SendStatus is what Meta did with a template message: others have none.
type SendStatus string

const (
	SendAccepted SendStatus = "accepted"
	SendHeld     SendStatus = "held_for_quality_assessment" // sent or dropped later, as the first recipients take the template
	SendPaused   SendStatus = "paused"
)

// MessageID is the id of the message, "" in an answer without one.
func (s *Sent) MessageID() string {
	if s == nil || len(s.Messages) == 0 {
		return ""
	}
	return s.Messages[0].ID
}

// Send sends a message. It is checked by [Message.Validate] first, waits for its
// turn where the number (80 messages a second by default) or the person (one in
// six seconds, after a burst of 45) has had too many, and is never sent twice.
// Files that it carries are uploaded first, by [Phone.UploadMedia] and with the same options.
//
// Errors: [ErrWindowClosed], [ErrUndeliverable], [ErrOptedOut], [ErrMarketingLimit],
// [ErrTemplate], [metabiz.ErrRateLimited]; [metabiz.ErrOutcomeUnknown] where the
// answer was lost: by Message.CallbackData, which [WithCallbackData] sees to,
// [Tracker.Settle] finds out whether it went out.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages.
//
//meta:operation POST /{phone-number-id}/messages
func (p *Phone) Send(ctx context.Context, m Message, opts ...metabiz.Option) (*Sent, error) {
	return p.send(ctx, "messages", m, opts)
}

// SendMarketing sends a marketing template through the Marketing Messages API,
// which chooses better whom and when to deliver to, and takes more kinds of template.
// Else it is as [Phone.Send].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/send-marketing-messages.
//
//meta:operation POST /{phone-number-id}/marketing_messages
func (p *Phone) SendMarketing(ctx context.Context, m Message, opts ...metabiz.Option) (*Sent, error) {
	m = m.direct()
	if m.RecipientType == RecipientGroup {
		return nil, &metabiz.ValidationError{What: "whatsapp.Message", Fields: []metabiz.FieldError{{
			Path: "recipient_type", Problem: "must be individual: marketing messages go to no group", Limit: RecipientIndividual, Value: m.RecipientType,
		}}}
	}
	m.RecipientType = RecipientIndividual // which is required here
	if _, template := m.Content.(TemplateMessage); !template && m.Content != nil {
		return nil, &metabiz.ValidationError{What: "whatsapp.Message", Fields: []metabiz.FieldError{{
			Path: "type", Problem: "must be template: nothing else is sent as a marketing message", Limit: "template", Value: m.Content.kind(),
		}}}
	}
	return p.send(ctx, "marketing_messages", m, opts)
}

func (p *Phone) send(ctx context.Context, edge string, m Message, opts []metabiz.Option) (*Sent, error) {
	m = m.direct()
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m, err := p.attach(ctx, m, opts)
	if err != nil {
		return nil, err
	}
	s := &sending{Request: metabiz.Request{
		Method: http.MethodPost, Path: metabiz.Path(p.id, edge), Operation: sendOperations[edge], Body: m,
	}}
	if _, receipt := m.Content.(ReadReceipt); receipt {
		s.Idempotent = true
	} else {
		s.Limits = p.limits(s.limits[:0], m)
	}
	return metabiz.Call[Sent](ctx, p.client, &s.Request, opts...)
}

// sending is the request for a message, with room for its limits.
type sending struct {
	metabiz.Request
	limits [2]metabiz.LimitKey
}

var sendOperations = map[string]string{
	"messages":           "POST /{phone-number-id}/messages",
	"marketing_messages": "POST /{phone-number-id}/marketing_messages",
}

// limits appends what Meta counts a message against: the throughput of the number,
// and how much one person is sent. The person is counted once, however the number is written.
func (p *Phone) limits(to []metabiz.LimitKey, m Message) []metabiz.LimitKey {
	to = append(to, metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: p.id})
	if m.RecipientType == RecipientGroup {
		return to
	}
	return append(to, metabiz.LimitKey{Kind: metabiz.LimitPair, ID: p.id + ":" + recipientKey(m)})
}

func recipientKey(m Message) string {
	if m.To == "" {
		return m.Recipient
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, m.To)
}

// MarkRead marks a received message, and those before it, as read: the person
// sees blue ticks. The message is at most 30 days old.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/mark-message-as-read.
//
//meta:operation POST /{phone-number-id}/messages
func (p *Phone) MarkRead(ctx context.Context, messageID string, opts ...metabiz.Option) error {
	return p.receipt(ctx, ReadReceipt{MessageID: messageID}, opts)
}

// Typing marks a received message as read and shows the person that an answer
// is being written, for 25 seconds or until it arrives. It can't be shown without the mark.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators.
//
//meta:operation POST /{phone-number-id}/messages
func (p *Phone) Typing(ctx context.Context, messageID string, opts ...metabiz.Option) error {
	return p.receipt(ctx, ReadReceipt{MessageID: messageID, Typing: true}, opts)
}

func (p *Phone) receipt(ctx context.Context, r ReadReceipt, opts []metabiz.Option) error {
	m := Message{Content: r}
	if err := m.Validate(); err != nil {
		return err
	}
	req := p.request(http.MethodPost, "messages")
	req.Body = m
	req.Idempotent = true // read is read
	return succeed(ctx, p.client, req, opts)
}
