package whatsapp

import (
	"context"

	"github.com/metabiz-go/metabiz"
)

// A Chat is where a message was written: with one person or in one group, over
// the business number that it came in on. It answers that message.
type Chat struct {
	phone     *Phone
	messageID string
	// blank is addressed to whoever wrote, and says nothing yet.
	blank Message
}

// Chat is where the message was written. Its answers go out over the number that
// the message came in on, whichever of an account's numbers that is:
//
//	OnMessage: func(ctx context.Context, e whatsapp.MessageEvent) error {
//		_, err := e.Chat(client).Reply(ctx, whatsapp.Text{Body: "Ciao!"})
//		return err
//	},
func (e MessageEvent) Chat(client *metabiz.Client) *Chat {
	blank := e.Reply(nil)
	blank.ReplyTo = ""
	return &Chat{phone: NewPhone(client, e.PhoneNumberID), messageID: e.Message.ID, blank: blank}
}

// Phone is the business number.
func (c *Chat) Phone() *Phone { return c.phone }

// Reply answers the message, quoting it. In a group the answer goes to the group.
// See [Phone.Send].
//
//meta:operation POST /{phone-number-id}/messages
func (c *Chat) Reply(ctx context.Context, content Content, opts ...metabiz.Option) (*Sent, error) {
	m := c.blank
	m.Content, m.ReplyTo = content, c.messageID
	return c.phone.Send(ctx, m, opts...)
}

// Send says something in the chat, quoting nothing. See [Phone.Send].
//
//meta:operation POST /{phone-number-id}/messages
func (c *Chat) Send(ctx context.Context, content Content, opts ...metabiz.Option) (*Sent, error) {
	m := c.blank
	m.Content = content
	return c.phone.Send(ctx, m, opts...)
}

// React puts an emoji on the message; an empty one takes it away again.
//
//meta:operation POST /{phone-number-id}/messages
func (c *Chat) React(ctx context.Context, emoji string, opts ...metabiz.Option) (*Sent, error) {
	return c.Send(ctx, Reaction{MessageID: c.messageID, Emoji: emoji}, opts...)
}

// MarkRead marks the message, and those before it, as read. See [Phone.MarkRead].
//
//meta:operation POST /{phone-number-id}/messages
func (c *Chat) MarkRead(ctx context.Context, opts ...metabiz.Option) error {
	return c.phone.MarkRead(ctx, c.messageID, opts...)
}

// Typing marks the message as read and shows that an answer is being written,
// for 25 seconds or until it arrives. See [Phone.Typing].
//
//meta:operation POST /{phone-number-id}/messages
func (c *Chat) Typing(ctx context.Context, opts ...metabiz.Option) error {
	return c.phone.Typing(ctx, c.messageID, opts...)
}
