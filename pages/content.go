package pages

import (
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Content is what a [Message] or a [WelcomeMessage] says: [Text], [Media],
// [GenericTemplate] or [ButtonTemplate]; [UnknownContent] for what this version does not know.
type Content interface {
	// fill writes the content into the wire form of a message.
	fill(b *messageBody) error
	// check notes the limits that the content breaks; path is that of the message.
	check(c *checker, path string)
}

// messageBody is the wire form of what a message says.
type messageBody struct {
	Text         string          `json:"text,omitzero"`
	Attachment   json.RawMessage `json:"attachment,omitzero"`
	QuickReplies []QuickReply    `json:"quick_replies,omitzero"`
	IceBreakers  []IceBreaker    `json:"ice_breakers,omitzero"`
	Metadata     string          `json:"metadata,omitzero"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// bodyMembers are the members that a messageBody has fields for.
var bodyMembers = []string{"text", "attachment", "quick_replies", "ice_breakers", "metadata"}

// MarshalJSON writes the members that this version does not know behind its own.
func (b messageBody) MarshalJSON() ([]byte, error) {
	type plain messageBody
	return wire.MarshalWithExtra(plain(b), b.Extra)
}

// content reads the typed content back.
func (b messageBody) content() Content {
	if b.Attachment == nil {
		if b.Text == "" {
			return nil
		}
		return Text{Body: b.Text}
	}
	var a attachment
	if err := wire.Unmarshal(b.Attachment, &a); err != nil {
		return UnknownContent{Raw: b.Attachment}
	}
	switch kind := AttachmentType(a.Type); kind {
	case AttachmentImage, AttachmentVideo, AttachmentAudio, AttachmentFile:
		var m struct {
			mediaPayload
			Extra map[string]json.RawMessage `json:"-" wire:"extra"`
		}
		// What has members that this version does not know is better kept as it came.
		if err := wire.Unmarshal(a.Payload, &m); err == nil && len(m.Extra) == 0 {
			return Media{Type: kind, URL: m.URL, AttachmentID: m.AttachmentID, Reusable: m.IsReusable}
		}
	case AttachmentTemplate:
		if t := decodeTemplate(a.Payload); t != nil {
			return t
		}
	}
	return UnknownContent{Type: a.Type, Raw: b.Attachment}
}

// attachment is everything that a message can hold but text.
type attachment struct {
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

func attach(b *messageBody, kind string, payload any) error {
	raw, err := wire.Marshal(payload)
	if err != nil {
		return err
	}
	b.Attachment, err = wire.Marshal(attachment{Type: kind, Payload: raw})
	return err
}

// Limits of texts, in characters.
const (
	maxText         = 2000
	maxWelcomeText  = 300
	maxButtonText   = 640
	maxElementTitle = 80
	maxButtonTitle  = 20
	maxReplyTitle   = 20
	maxPayload      = 1000
	maxIceTitle     = 80
	maxIceResponse  = 300
)

// Text is plain text of up to 2,000 characters; on Instagram, up to 1,000 bytes.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/send-api.
type Text struct {
	Body string
}

func (t Text) fill(b *messageBody) error {
	b.Text = t.Body
	return nil
}

func (t Text) check(c *checker, path string) { c.text(path+".text", t.Body, maxText) }

// AttachmentType is what an attachment is. The first four can be sent; people
// send the others, too.
type AttachmentType string

const (
	AttachmentImage AttachmentType = "image"
	AttachmentVideo AttachmentType = "video"
	AttachmentAudio AttachmentType = "audio"
	AttachmentFile  AttachmentType = "file"

	AttachmentTemplate     AttachmentType = "template"
	AttachmentFallback     AttachmentType = "fallback" // a link, or what Meta can't show
	AttachmentSticker      AttachmentType = "sticker"
	AttachmentLocation     AttachmentType = "location"
	AttachmentReel         AttachmentType = "reel"
	AttachmentPost         AttachmentType = "post"
	AttachmentShare        AttachmentType = "share"
	AttachmentIGReel       AttachmentType = "ig_reel"
	AttachmentIGPost       AttachmentType = "ig_post"
	AttachmentStoryMention AttachmentType = "story_mention"
	AttachmentAppointment  AttachmentType = "appointment_booking"
)

// Media is an image, a video, a recording or a file, of up to 25 MB (images 8
// MB): from an address that Meta fetches it from, or an attachment that was sent
// before with Reusable set. One of URL and AttachmentID is required.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages#sending_attachments.
type Media struct {
	Type         AttachmentType
	URL          string
	AttachmentID string
	Reusable     bool // keep it, and answer with an attachment id
}

type mediaPayload struct {
	URL          string `json:"url,omitzero"`
	AttachmentID string `json:"attachment_id,omitzero"`
	IsReusable   bool   `json:"is_reusable,omitzero"`
}

func (m Media) fill(b *messageBody) error {
	return attach(b, string(m.Type), mediaPayload{URL: m.URL, AttachmentID: m.AttachmentID, IsReusable: m.Reusable})
}

func (m Media) check(c *checker, path string) {
	c.required(path+".attachment.type", string(m.Type))
	path += ".attachment.payload"
	switch {
	case m.URL == "" && m.AttachmentID == "":
		c.add(path, "needs url or attachment_id", nil, nil)
	case m.URL != "" && m.AttachmentID != "":
		c.add(path, "has url and attachment_id, takes one of them", nil, nil)
	case m.URL != "":
		c.link(path+".url", m.URL, "https", "http")
	}
}

// UnknownContent is an attachment of a kind that this version does not know. It
// is sent as it is.
type UnknownContent struct {
	Type string          // of the attachment, "template" for one
	Raw  json.RawMessage // the attachment: {"type": ..., "payload": ...}
}

func (u UnknownContent) fill(b *messageBody) error {
	if !json.Valid(u.Raw) {
		return fmt.Errorf("pages: UnknownContent: Raw is not JSON")
	}
	b.Attachment = u.Raw
	return nil
}

func (u UnknownContent) check(c *checker, path string) { c.object(path+".attachment", u.Raw) }
