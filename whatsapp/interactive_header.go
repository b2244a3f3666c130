package whatsapp

import (
	"encoding/json"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Header stands above the body of an interactive message: a [TextHeader], an
// [Image], a [Video] or a [Document].
type Header interface {
	headerKind() string
	encodeHeader(e *encoder) // appends the member that is named after the kind
	checkHeader(c *checker, p path)
}

// TextOnlyHeader is the header of messages that take no pictures above the body: a [TextHeader].
type TextOnlyHeader interface {
	Header
	textOnly()
}

// CardHeader stands on top of a card of a carousel: an [Image] or a [Video].
type CardHeader interface {
	Header
	cardHeader()
}

// TextHeader is a line of up to 60 characters above the body.
type TextHeader string

// UnknownHeader is a header of a kind that this version does not know. It is sent as it is.
type UnknownHeader struct {
	Type string
	Raw  json.RawMessage // the whole header, its type included
}

func (TextHeader) headerKind() string      { return "text" }
func (Image) headerKind() string           { return "image" }
func (Video) headerKind() string           { return "video" }
func (Document) headerKind() string        { return "document" }
func (h UnknownHeader) headerKind() string { return h.Type }

func (TextHeader) textOnly()    {}
func (UnknownHeader) textOnly() {}

func (Image) cardHeader()         {}
func (Video) cardHeader()         {}
func (UnknownHeader) cardHeader() {}

func (h TextHeader) encodeHeader(e *encoder) { e.always("text", string(h)) }
func (m Image) encodeHeader(e *encoder)      { m.encode(e) }
func (m Video) encodeHeader(e *encoder)      { m.encode(e) }
func (m Document) encodeHeader(e *encoder)   { m.encode(e) }
func (UnknownHeader) encodeHeader(*encoder)  {}

func (h TextHeader) checkHeader(c *checker, p path) { c.text(p.dot("text"), string(h), 60) }
func (m Image) checkHeader(c *checker, p path) {
	checkHeaderMedia(c, p.dot("image"), m.ID, m.Link, m.Upload, m.Caption)
}
func (m Video) checkHeader(c *checker, p path) {
	checkHeaderMedia(c, p.dot("video"), m.ID, m.Link, m.Upload, m.Caption)
}
func (m Document) checkHeader(c *checker, p path) {
	checkHeaderMedia(c, p.dot("document"), m.ID, m.Link, m.Upload, m.Caption)
}
func (UnknownHeader) checkHeader(*checker, path) {}

func checkHeaderMedia(c *checker, p path, id, link string, upload *metabiz.File, caption string) {
	checkSource(c, p, id, link, upload)
	if caption != "" {
		c.add(p.dot("caption"), "is not shown in a header: use the body", nil, caption)
	}
}

// header appends a header that may be nil.
func (e *encoder) header(h Header) {
	if h = direct(h); h == nil {
		return
	}
	if u, ok := h.(UnknownHeader); ok {
		e.raw("header", u.Raw)
		return
	}
	e.open("header")
	e.always("type", h.headerKind())
	h.encodeHeader(e)
	e.close()
}

func (c *checker) header(p path, h Header) {
	if h = direct(h); h != nil {
		h.checkHeader(c, p)
	}
}

// decodeHeader reads a header, nil where there is none. A kind that is not known
// here, or a text with something beside it, is kept as it came.
func decodeHeader(raw json.RawMessage) (Header, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var h struct {
		Type     string    `json:"type"`
		Text     string    `json:"text"`
		SubText  string    `json:"sub_text"`
		Image    *Image    `json:"image"`
		Video    *Video    `json:"video"`
		Document *Document `json:"document"`
	}
	if err := wire.UnmarshalStrict(raw, &h); err != nil {
		return nil, err
	}
	switch {
	case h.Type == "text" && h.SubText == "":
		return TextHeader(h.Text), nil
	case h.Type == "image" && h.Image != nil:
		return *h.Image, nil
	case h.Type == "video" && h.Video != nil:
		return *h.Video, nil
	case h.Type == "document" && h.Document != nil:
		return *h.Document, nil
	}
	return UnknownHeader{Type: h.Type, Raw: clone(raw)}, nil
}
