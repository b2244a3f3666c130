package pages

import (
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Attachments that can be sent and that people do not send.
const (
	attachmentHeart AttachmentType = "like_heart"
	attachmentPost  AttachmentType = "MEDIA_SHARE"
)

const maxImages = 30

// Images are several images in one message: at most 30, each of up to 8 MB. The type of each is
// AttachmentImage, which need not be said.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages.
type Images []Media

func (i Images) fill(b *messageBody) error {
	list := make([]attachment, len(i))
	for n, m := range i {
		payload, err := wire.Marshal(mediaPayload{URL: m.URL, AttachmentID: m.AttachmentID, IsReusable: m.Reusable})
		if err != nil {
			return err
		}
		list[n] = attachment{Type: string(AttachmentImage), Payload: payload}
	}
	raw, err := wire.Marshal(list)
	b.Attachments = raw
	return err
}

func (i Images) check(c *checker, path string) {
	path += ".attachments"
	c.count(path, len(i), 1, maxImages, "image")
	for n, m := range i {
		at := fmt.Sprintf("%s[%d]", path, n)
		if m.Type != "" && m.Type != AttachmentImage {
			c.add(at+".type", "must be image", nil, string(m.Type))
		}
		m.checkSource(c, at+".payload")
	}
}

func decodeImages(raw json.RawMessage) Content {
	var list []attachment
	if wire.Unmarshal(raw, &list) != nil {
		return nil
	}
	images := make(Images, len(list))
	for n, a := range list {
		var m mediaPayload
		if a.Type != string(AttachmentImage) || wire.Unmarshal(a.Payload, &m) != nil {
			return nil
		}
		images[n] = Media{Type: AttachmentImage, URL: m.URL, AttachmentID: m.AttachmentID, Reusable: m.IsReusable}
	}
	return images
}

// Sticker is one of Meta's own stickers, on Messenger: see [Stickers].
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sticker-api.
type Sticker struct {
	ID string
}

func (s Sticker) fill(b *messageBody) error {
	b.StickerID = wire.AppendString(nil, s.ID)
	return nil
}

func (s Sticker) check(c *checker, path string) { c.required(path+".sticker_id", s.ID) }

// Heart is the heart that people send with one tap, on Instagram.
//
// See https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message.
type Heart struct{}

func (Heart) fill(b *messageBody) (err error) {
	b.Attachment, err = wire.Marshal(attachment{Type: string(attachmentHeart)})
	return err
}

func (Heart) check(*checker, string) {}

// PublishedPost is a post of the Instagram account itself, on Instagram.
//
// See https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message.
type PublishedPost struct {
	ID string `json:"id"`
}

func (p PublishedPost) fill(b *messageBody) error {
	type plain PublishedPost
	return attach(b, string(attachmentPost), plain(p))
}

func (p PublishedPost) check(c *checker, path string) {
	c.required(path+".attachment.payload.id", p.ID)
}
