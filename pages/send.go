package pages

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// MessageSent is what Meta answers to a message that it took.
type MessageSent struct {
	RecipientID  string `json:"recipient_id"` // left out where the recipient was no id
	MessageID    string `json:"message_id"`
	AttachmentID string `json:"attachment_id"` // of media that was sent with Reusable set
}

// Send sends a message. [Message.Validate] is called first: a text has up to
// 2,000 characters, a message up to 13 quick replies. It needs the Page's token
// with the MESSAGING task and pages_messaging, and for Instagram
// instagram_manage_messages.
//
// Errors: [ErrWindowClosed] more than 24 hours after the person's last message,
// [ErrUndeliverable] where the person is not available.
//
// A message is sent once: where its answer was lost, the error is
// [metabiz.ErrOutcomeUnknown], and an [EchoEvent] with the message's Metadata tells whether it went out.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/send-api.
//
//meta:operation POST /{page-id}/messages
func (p *PageHandle) Send(ctx context.Context, m Message, opts ...metabiz.Option) (*MessageSent, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[MessageSent](ctx, p.client, p.messenger(p.post("POST /{page-id}/messages", m, "messages")), opts...)
}

// messenger counts a call against the quota of conversations.
func (p *PageHandle) messenger(req *metabiz.Request) *metabiz.Request {
	req.Limits = []metabiz.LimitKey{{Kind: metabiz.LimitPage, ID: p.id, UseCase: "messenger"}}
	return req
}

// SenderAction is something that a person sees the Page do.
type SenderAction string

const (
	SenderMarkSeen  SenderAction = "MARK_SEEN"
	SenderTypingOn  SenderAction = "TYPING_ON" // for 20 seconds, or until a message comes
	SenderTypingOff SenderAction = "TYPING_OFF"
	SenderReact     SenderAction = "REACT"   // see [PageHandle.React]
	SenderUnreact   SenderAction = "UNREACT" // see [PageHandle.Unreact]
)

type senderAction struct {
	Recipient Recipient        `json:"recipient"`
	Action    SenderAction     `json:"sender_action"`
	Payload   *reactionPayload `json:"payload,omitzero"`
}

type reactionPayload struct {
	MessageID string `json:"message_id"`
	Reaction  string `json:"reaction,omitzero"`
}

// SendAction shows a person that the Page has seen their message, or writes.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions.
//
//meta:operation POST /{page-id}/messages
func (p *PageHandle) SendAction(ctx context.Context, to Recipient, action SenderAction, opts ...metabiz.Option) error {
	var c checker
	to.check(&c, "recipient")
	c.required("sender_action", string(action))
	if action == SenderReact || action == SenderUnreact {
		c.add("sender_action", "needs a message: use React or Unreact", nil, string(action))
	}
	return p.act(ctx, &c, senderAction{Recipient: to, Action: action}, opts)
}

// React answers a person's message with an emoji, instead of the one that was there.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions.
//
//meta:operation POST /{page-id}/messages
func (p *PageHandle) React(ctx context.Context, to Recipient, messageID, emoji string, opts ...metabiz.Option) error {
	var c checker
	to.check(&c, "recipient")
	c.required("payload.message_id", messageID)
	c.required("payload.reaction", emoji)
	return p.act(ctx, &c, senderAction{Recipient: to, Action: SenderReact, Payload: &reactionPayload{messageID, emoji}}, opts)
}

// Unreact takes the emoji back.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions.
//
//meta:operation POST /{page-id}/messages
func (p *PageHandle) Unreact(ctx context.Context, to Recipient, messageID string, opts ...metabiz.Option) error {
	var c checker
	to.check(&c, "recipient")
	c.required("payload.message_id", messageID)
	return p.act(ctx, &c, senderAction{Recipient: to, Action: SenderUnreact, Payload: &reactionPayload{MessageID: messageID}}, opts)
}

func (p *PageHandle) act(ctx context.Context, c *checker, action senderAction, opts []metabiz.Option) error {
	if err := c.err("SenderAction"); err != nil {
		return err
	}
	return done(ctx, p.client, p.messenger(idempotent(p.post("POST /{page-id}/messages", action, "messages"))), opts)
}

// Upload is media to be kept by Meta, for messages that name it by its id.
type Upload struct {
	Type     AttachmentType // AttachmentImage and its kin
	URL      string         // Meta fetches it from there
	File     *metabiz.File  // or it is sent with the call
	Platform Platform       // the zero value is PlatformMessenger
}

// UploadAttachment has Meta keep media and gives its id, for [Media]. Up to 25
// MB; images up to 8 MB.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api.
//
//meta:operation POST /{page-id}/message_attachments
func (p *PageHandle) UploadAttachment(ctx context.Context, upload Upload, opts ...metabiz.Option) (attachmentID string, err error) {
	var c checker
	c.required("message.attachment.type", string(upload.Type))
	switch {
	case upload.URL == "" && upload.File == nil:
		c.add("message.attachment.payload", "needs a URL or a file", nil, nil)
	case upload.URL != "" && upload.File != nil:
		c.add("message.attachment.payload", "has a URL and a file, takes one of them", nil, nil)
	case upload.URL != "":
		c.link("message.attachment.payload.url", upload.URL, "https", "http")
	}
	if err := c.err("Upload"); err != nil {
		return "", err
	}
	params := uploadParams{Message: &messageBody{}, Platform: upload.Platform}
	if err := attach(params.Message, string(upload.Type), mediaPayload{URL: upload.URL, IsReusable: true}); err != nil {
		return "", fmt.Errorf("pages: Upload: %w", err)
	}
	var body any = params
	if upload.File != nil {
		body = &metabiz.Form{Fields: params, Files: map[string]metabiz.File{"filedata": *upload.File}}
	}
	answer, err := metabiz.Call[MessageSent](ctx, p.client, p.messenger(p.post("POST /{page-id}/message_attachments", body, "message_attachments")), opts...)
	if err != nil {
		return "", err
	}
	return answer.AttachmentID, nil
}

type uploadParams struct {
	Message  *messageBody `json:"message"`
	Platform Platform     `json:"platform,omitzero"`
}
