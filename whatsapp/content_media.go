package whatsapp

import (
	"errors"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// captionLimit is how long the text under a picture, video or document may be.
const captionLimit = 1024

// Image is a picture, JPEG or PNG up to 5 MB, named by the id of an upload, by a
// link that Meta fetches, or a file that is uploaded when the message is sent. It is also a [Header] and a [HeaderParameter].
//
// Exactly one of ID, Link and Upload is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages.
type Image struct {
	ID      string        `json:"id,omitzero"`   // from [Phone.UploadMedia]
	Link    string        `json:"link,omitzero"` // https
	Upload  *metabiz.File `json:"-"`             // uploaded first by [Phone.Send]
	Caption string        `json:"caption,omitzero"`
}

// Video is a video, MP4 or 3GPP with H.264 and AAC up to 16 MB. It is also a
// [Header] and a [HeaderParameter].
//
// Exactly one of ID, Link and Upload is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/video-messages.
type Video struct {
	ID      string        `json:"id,omitzero"`
	Link    string        `json:"link,omitzero"`
	Upload  *metabiz.File `json:"-"` // see [Image]
	Caption string        `json:"caption,omitzero"`
}

// Document is a file of up to 100 MB, shown by its Filename. It is also a
// [Header] and a [HeaderParameter].
//
// Exactly one of ID, Link and Upload is set. Caption takes up to 1,024 characters; a
// header has none.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/document-messages.
type Document struct {
	ID       string        `json:"id,omitzero"`
	Link     string        `json:"link,omitzero"`
	Upload   *metabiz.File `json:"-"` // see [Image]
	Caption  string        `json:"caption,omitzero"`
	Filename string        `json:"filename,omitzero"` // its ending decides the icon; the name of Upload where it is left out
}

// Audio is a sound file of up to 16 MB: AAC, AMR, MP3, M4A or OGG. Voice makes
// it a voice note, which must be OGG with the OPUS codec, mono.
//
// Exactly one of ID, Link and Upload is set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages.
type Audio struct {
	ID     string        `json:"id,omitzero"`
	Link   string        `json:"link,omitzero"`
	Upload *metabiz.File `json:"-"` // see [Image]
	Voice  bool          `json:"voice,omitzero"`
}

// Sticker is a WebP picture of 512 by 512 pixels: 100 KB, or 500 KB where it is animated.
//
// Exactly one of ID, Link and Upload is set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/sticker-messages.
type Sticker struct {
	ID     string        `json:"id,omitzero"`
	Link   string        `json:"link,omitzero"`
	Upload *metabiz.File `json:"-"` // see [Image]
}

func (Image) kind() string    { return "image" }
func (Video) kind() string    { return "video" }
func (Document) kind() string { return "document" }
func (Audio) kind() string    { return "audio" }
func (Sticker) kind() string  { return "sticker" }

func (m Image) encode(e *encoder) {
	e.open("image")
	e.source(m.ID, m.Link, m.Upload)
	e.text("caption", m.Caption)
	e.close()
}

func (m Video) encode(e *encoder) {
	e.open("video")
	e.source(m.ID, m.Link, m.Upload)
	e.text("caption", m.Caption)
	e.close()
}

func (m Document) encode(e *encoder) {
	e.open("document")
	e.source(m.ID, m.Link, m.Upload)
	e.text("caption", m.Caption)
	e.text("filename", m.Filename)
	e.close()
}

func (m Audio) encode(e *encoder) {
	e.open("audio")
	e.source(m.ID, m.Link, m.Upload)
	if m.Voice {
		e.bool("voice", true)
	}
	e.close()
}

func (m Sticker) encode(e *encoder) {
	e.open("sticker")
	e.source(m.ID, m.Link, m.Upload)
	e.close()
}

func (m Image) check(c *checker) {
	checkSource(c, at("image"), m.ID, m.Link, m.Upload)
	c.atMost(at("image.caption"), m.Caption, captionLimit)
}

func (m Video) check(c *checker) {
	checkSource(c, at("video"), m.ID, m.Link, m.Upload)
	c.atMost(at("video.caption"), m.Caption, captionLimit)
}

func (m Document) check(c *checker) {
	checkSource(c, at("document"), m.ID, m.Link, m.Upload)
	c.atMost(at("document.caption"), m.Caption, captionLimit)
}

func (m Audio) check(c *checker)   { checkSource(c, at("audio"), m.ID, m.Link, m.Upload) }
func (m Sticker) check(c *checker) { checkSource(c, at("sticker"), m.ID, m.Link, m.Upload) }

var errNotUploaded = errors.New("is a file that was not uploaded: Phone.Send uploads it; for a message that waits in a queue, use Phone.UploadMedia and its id")

// source appends what names a media. A file can't be put into JSON, and must not
// be lost on the way.
func (e *encoder) source(id, link string, upload *metabiz.File) {
	if upload != nil {
		e.fail("upload", errNotUploaded)
	}
	e.text("id", id)
	e.text("link", link)
}

// checkSource notes media that is named in no way or in several.
func checkSource(c *checker, p path, id, link string, upload *metabiz.File) {
	switch {
	case id == "" && link == "" && upload == nil:
		c.add(p, "needs an id or a link, or a file to upload", nil, nil)
	case id != "" && link != "":
		c.add(p, "has both an id and a link", nil, nil)
	case upload != nil && (id != "" || link != ""):
		c.add(p, "has a file to upload beside its id or link", nil, nil)
	case link != "":
		checkLink(c, p.dot("link"), link)
		checkFetchable(c, p.dot("link"), link)
	}
}

// checkFetchable notes addresses of Meta's own that Meta does not fetch: those of
// media, which need a token, and those of the examples of templates. The message
// would be taken, and fail later (131053).
func checkFetchable(c *checker, p path, link string) {
	u, err := url.Parse(link)
	if err != nil {
		return
	}
	switch u.Hostname() {
	case "lookaside.fbsbx.com", "scontent.whatsapp.net":
		c.add(p, "is an address of Meta's that Meta can't fetch: upload the file, or use its id", nil, link)
	}
}

func checkLink(c *checker, p path, link string) {
	if !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
		c.add(p, "is not an http or https address", nil, link)
	}
}
