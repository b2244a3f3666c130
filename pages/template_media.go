package pages

import (
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// MediaTemplate is an image or a video that is played in the chat, with up to three buttons below:
// from an attachment that was uploaded, or from an address below facebook.com.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/media.
type MediaTemplate struct {
	Type         AttachmentType // AttachmentImage or AttachmentVideo
	AttachmentID string
	URL          string // of a photo or video on Facebook; others are uploaded first
	Buttons      []Button
	Sharable     bool // shows the button to share
}

type mediaElement struct {
	MediaType    AttachmentType `json:"media_type"`
	AttachmentID string         `json:"attachment_id,omitzero"`
	URL          string         `json:"url,omitzero"`
	Buttons      []Button       `json:"buttons,omitzero"`
}

func (t MediaTemplate) fill(b *messageBody) error {
	return attachTemplate(b, templateMedia, struct {
		Elements []mediaElement `json:"elements"`
		Sharable bool           `json:"sharable,omitzero"`
	}{[]mediaElement{{t.Type, t.AttachmentID, t.URL, t.Buttons}}, t.Sharable})
}

// UnmarshalJSON takes the payload of the attachment.
func (t *MediaTemplate) UnmarshalJSON(data []byte) error {
	var w struct {
		Elements []struct {
			mediaElement
			Buttons []anyButton `json:"buttons"`
		} `json:"elements"`
		Sharable bool `json:"sharable"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*t = MediaTemplate{Sharable: w.Sharable}
	for _, e := range w.Elements { // there is one
		t.Type, t.AttachmentID, t.URL, t.Buttons = e.MediaType, e.AttachmentID, e.URL, buttons(e.Buttons)
	}
	return nil
}

func (t MediaTemplate) check(c *checker, path string) {
	path += ".attachment.payload.elements[0]"
	if t.Type != AttachmentImage && t.Type != AttachmentVideo {
		c.add(path+".media_type", "must be image or video", []AttachmentType{AttachmentImage, AttachmentVideo}, string(t.Type))
	}
	Media{URL: t.URL, AttachmentID: t.AttachmentID}.checkSource(c, path)
	checkButtons(c, path+".buttons", t.Buttons, 0)
}

// ImageGridTemplate is two to six images in one message, each with an action of its own, and up to
// three buttons below.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/image-grid.
type ImageGridTemplate struct {
	Images   []GridImage
	Title    string   // at most 45 characters
	Subtitle string   // at most 80 characters
	Buttons  []Button // [URLButton] and [PostbackButton] alone
}

// GridImage is an image of an [ImageGridTemplate].
type GridImage struct {
	URL    string `json:"url"`
	Hero   bool   `json:"is_hero_image,omitzero"` // is shown larger; one at most
	Action Button `json:"action,omitzero"`        // what a tap does: a [URLButton] or [PostbackButton], without a title
}

// UnmarshalJSON takes actions of every kind.
func (g *GridImage) UnmarshalJSON(data []byte) error {
	var w struct {
		URL    string     `json:"url"`
		Hero   bool       `json:"is_hero_image"`
		Action *anyButton `json:"action"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*g = GridImage{URL: w.URL, Hero: w.Hero}
	if w.Action != nil {
		g.Action = w.Action.Button
	}
	return nil
}

type gridElement struct {
	Images   []GridImage `json:"images"`
	Title    string      `json:"title,omitzero"`
	Subtitle string      `json:"subtitle,omitzero"`
	Buttons  []Button    `json:"buttons,omitzero"`
}

func (t ImageGridTemplate) fill(b *messageBody) error {
	return attachTemplate(b, templateGrid, struct {
		Elements []gridElement `json:"elements"`
	}{[]gridElement{gridElement(t)}})
}

// UnmarshalJSON takes the payload of the attachment.
func (t *ImageGridTemplate) UnmarshalJSON(data []byte) error {
	var w struct {
		Elements []struct {
			gridElement
			Buttons []anyButton `json:"buttons"`
		} `json:"elements"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*t = ImageGridTemplate{}
	for _, e := range w.Elements { // there is one
		*t = ImageGridTemplate(e.gridElement)
		t.Buttons = buttons(e.Buttons)
	}
	return nil
}

func (t ImageGridTemplate) check(c *checker, path string) {
	path += ".attachment.payload.elements[0]"
	c.count(path+".images", len(t.Images), 2, 6, "image")
	heroes := 0
	for i, image := range t.Images {
		at := fmt.Sprintf("%s.images[%d]", path, i)
		c.link(at+".url", image.URL, "https", "http")
		if image.Hero {
			heroes++
		}
		switch action := direct(image.Action).(type) {
		case nil:
		case URLButton:
			c.link(at+".action.url", action.URL, "https", "http")
		case PostbackButton:
			c.text(at+".action.payload", action.Payload, maxPayload)
		case UnknownButton:
			action.check(c, at+".action")
		default:
			c.add(at+".action", "must open an address or send a payload", nil, nil)
		}
	}
	if heroes > 1 {
		c.add(path+".images", "has several with is_hero_image", 1, heroes)
	}
	c.atMost(path+".title", t.Title, 45)
	c.atMost(path+".subtitle", t.Subtitle, maxElementTitle)
	checkButtons(c, path+".buttons", t.Buttons, 0)
	for i, b := range t.Buttons {
		switch direct(b).(type) {
		case nil, URLButton, PostbackButton, UnknownButton:
		default:
			c.add(fmt.Sprintf("%s.buttons[%d]", path, i), "must open an address or send a payload", nil, nil)
		}
	}
}
