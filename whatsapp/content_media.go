package whatsapp

import "strings"

// captionLimit is how long the text under a picture, video or document may be.
const captionLimit = 1024

// Image is a picture, JPEG or PNG up to 5 MB, named by the id of an upload or by
// a link that Meta fetches. It is also a [Header] and a [HeaderParameter].
//
// Exactly one of ID and Link is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages.
type Image struct {
	ID      string `json:"id,omitzero"`   // from [Phone.UploadMedia]
	Link    string `json:"link,omitzero"` // https
	Caption string `json:"caption,omitzero"`
}

// Video is a video, MP4 or 3GPP with H.264 and AAC up to 16 MB. It is also a
// [Header] and a [HeaderParameter].
//
// Exactly one of ID and Link is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/video-messages.
type Video struct {
	ID      string `json:"id,omitzero"`
	Link    string `json:"link,omitzero"`
	Caption string `json:"caption,omitzero"`
}

// Document is a file of up to 100 MB, shown by its Filename. It is also a
// [Header] and a [HeaderParameter].
//
// Exactly one of ID and Link is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/document-messages.
type Document struct {
	ID       string `json:"id,omitzero"`
	Link     string `json:"link,omitzero"`
	Caption  string `json:"caption,omitzero"`
	Filename string `json:"filename,omitzero"` // its ending decides the icon
}

// Audio is a sound file of up to 16 MB: AAC, AMR, MP3, M4A or OGG. Voice makes
// it a voice note, which must be OGG with the OPUS codec, mono.
//
// Exactly one of ID and Link is set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages.
type Audio struct {
	ID    string `json:"id,omitzero"`
	Link  string `json:"link,omitzero"`
	Voice bool   `json:"voice,omitzero"`
}

// Sticker is a WebP picture: 100 KB, or 500 KB where it is animated.
//
// Exactly one of ID and Link is set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/sticker-messages.
type Sticker struct {
	ID   string `json:"id,omitzero"`
	Link string `json:"link,omitzero"`
}

func (Image) kind() string    { return "image" }
func (Video) kind() string    { return "video" }
func (Document) kind() string { return "document" }
func (Audio) kind() string    { return "audio" }
func (Sticker) kind() string  { return "sticker" }

func (m Image) encode(e *encoder) {
	e.open("image")
	e.text("id", m.ID)
	e.text("link", m.Link)
	e.text("caption", m.Caption)
	e.close()
}

func (m Video) encode(e *encoder) {
	e.open("video")
	e.text("id", m.ID)
	e.text("link", m.Link)
	e.text("caption", m.Caption)
	e.close()
}

func (m Document) encode(e *encoder) {
	e.open("document")
	e.text("id", m.ID)
	e.text("link", m.Link)
	e.text("caption", m.Caption)
	e.text("filename", m.Filename)
	e.close()
}

func (m Audio) encode(e *encoder) {
	e.open("audio")
	e.text("id", m.ID)
	e.text("link", m.Link)
	if m.Voice {
		e.bool("voice", true)
	}
	e.close()
}

func (m Sticker) encode(e *encoder) {
	e.open("sticker")
	e.text("id", m.ID)
	e.text("link", m.Link)
	e.close()
}

func (m Image) check(c *checker) {
	checkSource(c, at("image"), m.ID, m.Link)
	c.atMost(at("image.caption"), m.Caption, captionLimit)
}

func (m Video) check(c *checker) {
	checkSource(c, at("video"), m.ID, m.Link)
	c.atMost(at("video.caption"), m.Caption, captionLimit)
}

func (m Document) check(c *checker) {
	checkSource(c, at("document"), m.ID, m.Link)
	c.atMost(at("document.caption"), m.Caption, captionLimit)
}

func (m Audio) check(c *checker)   { checkSource(c, at("audio"), m.ID, m.Link) }
func (m Sticker) check(c *checker) { checkSource(c, at("sticker"), m.ID, m.Link) }

// checkSource notes media that is named in no way or in two.
func checkSource(c *checker, p path, id, link string) {
	switch {
	case id == "" && link == "":
		c.add(p, "needs an id or a link", nil, nil)
	case id != "" && link != "":
		c.add(p, "has both an id and a link", nil, nil)
	case link != "":
		checkLink(c, p.dot("link"), link)
	}
}

func checkLink(c *checker, p path, link string) {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		c.add(p, "is not an http or https address", nil, link)
	}
}
