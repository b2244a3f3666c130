package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Content is what a [Message] or a [WelcomeMessage] says: [Text], [Media], [Images], [Sticker],
// [Heart], [PublishedPost], a template such as [GenericTemplate] or [ButtonTemplate], the approved
// one of a [UtilityTemplate]; [UnknownContent] for what this version does not know.
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
	Attachments  json.RawMessage `json:"attachments,omitzero"`
	StickerID    json.RawMessage `json:"sticker_id,omitzero"`
	Template     json.RawMessage `json:"template,omitzero"`
	QuickReplies []QuickReply    `json:"quick_replies,omitzero"`
	IceBreakers  []IceBreaker    `json:"ice_breakers,omitzero"`
	Metadata     string          `json:"metadata,omitzero"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// bodyMembers are the members that a messageBody has fields for.
var bodyMembers = []string{"text", "attachment", "attachments", "sticker_id", "template", "quick_replies", "ice_breakers", "metadata"}

// MarshalJSON writes the members that this version does not know behind its own.
func (b messageBody) MarshalJSON() ([]byte, error) {
	type plain messageBody
	return wire.MarshalWithExtra(plain(b), b.Extra)
}

// content reads the typed content back.
func (b messageBody) content() Content {
	switch {
	case b.Template != nil:
		return b.again(b.Template, decodeAs[UtilityTemplate](b.Template))
	case b.StickerID != nil:
		return Sticker{ID: wire.NewScanner(b.StickerID).ReadString()}
	case b.Attachments != nil:
		return b.again(b.Attachments, decodeImages(b.Attachments))
	case b.Attachment != nil:
		return b.again(b.Attachment, decodeAttachment(b.Attachment))
	case b.Text != "":
		return Text{Body: b.Text}
	}
	return nil
}

// again is the content that was read, if it is written as it came. What has members that this
// version does not know is better kept whole.
func (b messageBody) again(raw json.RawMessage, read Content) Content {
	var w messageBody
	if read != nil && read.fill(&w) == nil && sameJSON(raw, first(w.Attachment, w.Attachments, w.Template)) {
		return read
	}
	var head struct {
		Type string `json:"type"`
	}
	if b.Attachment != nil {
		_ = wire.Unmarshal(raw, &head) // what it is called is told where it is told
		return UnknownContent{Type: head.Type, Raw: raw}
	}
	member := "attachments"
	if b.Template != nil {
		member = "template"
	}
	return UnknownContent{Member: member, Raw: raw}
}

func first(list ...json.RawMessage) json.RawMessage {
	for _, raw := range list {
		if raw != nil {
			return raw
		}
	}
	return nil
}

// sameJSON tells whether two texts say the same, with numbers as text or not, and what is false left out or not.
func sameJSON(a, b json.RawMessage) bool {
	x, okX := decodeAny(a)
	y, okY := decodeAny(b)
	return okX && okY && same(x, y)
}

func decodeAny(raw json.RawMessage) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return v, d.Decode(&v) == nil
}

func same(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		for k, v := range x {
			ok = ok && same(v, y[k])
		}
		for k, v := range y {
			_, both := x[k]
			ok = ok && (both || same(nil, v))
		}
		return ok
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	}
	return scalar(a) == scalar(b)
}

// scalar is a value as text; nothing for what says no more than a value that is left out.
func scalar(v any) string {
	switch v {
	case nil, false:
		return ""
	}
	return fmt.Sprint(v)
}

func decodeAs[T Content](raw json.RawMessage) Content {
	var v T
	if err := wire.Unmarshal(raw, &v); err != nil {
		return nil
	}
	return v
}

func decodeAttachment(raw json.RawMessage) Content {
	var a attachment
	if err := wire.Unmarshal(raw, &a); err != nil {
		return nil
	}
	switch kind := AttachmentType(a.Type); kind {
	case AttachmentImage, AttachmentVideo, AttachmentAudio, AttachmentFile:
		var m mediaPayload
		if err := wire.Unmarshal(a.Payload, &m); err == nil {
			return Media{Type: kind, URL: m.URL, AttachmentID: m.AttachmentID, Reusable: m.IsReusable}
		}
	case AttachmentTemplate:
		return decodeTemplate(a.Payload)
	case attachmentHeart:
		return Heart{}
	case attachmentPost:
		return decodeAs[PublishedPost](a.Payload)
	}
	return nil
}

// attachment is everything that a message can hold but text.
type attachment struct {
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitzero"`
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
	m.checkSource(c, path+".attachment.payload")
}

func (m Media) checkSource(c *checker, path string) {
	switch {
	case m.URL == "" && m.AttachmentID == "":
		c.add(path, "needs url or attachment_id", nil, nil)
	case m.URL != "" && m.AttachmentID != "":
		c.add(path, "has url and attachment_id, takes one of them", nil, nil)
	case m.URL != "":
		c.link(path+".url", m.URL, "https", "http")
	}
}

// UnknownContent is content of a kind that this version does not know. It is sent as it is.
type UnknownContent struct {
	Type   string          // of the attachment, "template" for one
	Member string          // of the message that it is; empty: "attachment"
	Raw    json.RawMessage // the attachment: {"type": ..., "payload": ...}; else what the member says
}

func (u UnknownContent) fill(b *messageBody) error {
	if !json.Valid(u.Raw) {
		return fmt.Errorf("pages: UnknownContent: Raw is not JSON")
	}
	switch u.Member {
	case "", "attachment":
		b.Attachment = u.Raw
	case "attachments":
		b.Attachments = u.Raw
	case "template":
		b.Template = u.Raw
	default:
		return fmt.Errorf("pages: UnknownContent: Member is %q, takes attachment, attachments or template", u.Member)
	}
	return nil
}

func (u UnknownContent) check(c *checker, path string) {
	switch u.Member {
	case "attachments":
		if !json.Valid(u.Raw) {
			c.add(path+".attachments", "is not JSON", nil, nil)
		}
	case "", "attachment":
		c.object(path+".attachment", u.Raw)
	case "template":
		c.object(path+".template", u.Raw)
	default:
		c.add(path, "has no content by that name: takes attachment, attachments or template", nil, u.Member)
	}
}
