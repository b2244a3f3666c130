package emulator

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// identity is the hash of the keys of a person's telephone.
func (h *human) identity() string {
	sum := sha256.Sum256([]byte("identity " + h.phone))
	return base64.StdEncoding.EncodeToString(sum[:16])
}

func textContent(s *sending, p *piece) {
	s.seen.Text = p.str("body", 1, 4096)
	p.flag("preview_url")
	p.done()
}

func mediaContent(s *sending, p *piece) {
	s.seen.MediaID, s.seen.MediaURL = s.media(p, s.seen.Type)
	switch s.seen.Type {
	case "image", "video":
		s.seen.Text = p.optStr("caption", 0, 1024)
	case "document":
		s.seen.Text = p.optStr("caption", 0, 1024)
		s.seen.Filename = p.optStr("filename", 0, 240)
	case "audio":
		if voice := p.flag("voice"); voice && s.failed == nil {
			s.voice(s.seen.MediaID)
		}
	}
	p.done()
}

// media is the id or the address of a media; one of them must be there.
func (s *sending) media(p *piece, kind string) (id, link string) {
	switch {
	case p.has("id") && p.has("link"):
		p.bad("link", "must not be given together with id.")
	case p.has("link"):
		link = p.url("link")
	default:
		id = p.str("id", 1, 0)
	}
	p.read["id"], p.read["link"] = true, true
	if id == "" || p.in.err != nil {
		return id, link
	}
	o := s.c.Find(mediaType, id)
	if o == nil || o.Owner != s.number.ID {
		p.bad("id", "is not the id of a media that was uploaded for this phone number.")
		return id, link
	}
	// What a media really is comes out only when it is sent on.
	if want := mediaKinds[baseType(o.Get("mime_type"))].name; want != kind && s.failed == nil {
		s.failed = mediaError("The media is of the type %s, which is not supported for messages of the type %s.", o.Get("mime_type"), kind)
	}
	return id, link
}

func mediaError(format string, args ...any) *Error {
	return Fail(131053, "Media upload error").Detailed(format, args...)
}

// voice checks that a voice message is in the one format that telephones play as such.
func (s *sending) voice(id string) {
	if o := s.c.Find(mediaType, id); o != nil && baseType(o.Get("mime_type")) != "audio/ogg" {
		s.failed = mediaError("A voice message must be of the type audio/ogg with the codec opus, and is of the type %s.", o.Get("mime_type"))
	}
}

func locationContent(s *sending, p *piece) {
	p.num("latitude", -90, 90)
	p.num("longitude", -180, 180)
	s.seen.Header = p.optStr("name", 0, 1000)
	s.seen.Text = p.optStr("address", 0, 1000)
	p.done()
}

func reactionContent(s *sending, p *piece) {
	s.seen.Context = s.known(p, "message_id")
	s.seen.Emoji = p.optStr("emoji", 0, 32)
	if !p.has("emoji") {
		p.missing("emoji")
	}
	p.done()
}

// contacts checks business cards.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages
func (s *sending) contacts(body *piece) {
	cards := body.objs("contacts", 1, 257)
	s.seen.Content = map[string]any{"contacts": body.keys["contacts"]}
	var names []string
	for _, card := range cards {
		name := card.obj("name")
		names = append(names, name.str("formatted_name", 1, 0))
		others := 0
		for _, key := range []string{"first_name", "last_name", "middle_name", "suffix", "prefix"} {
			if name.optStr(key, 0, 0) != "" {
				others++
			}
		}
		if others == 0 {
			name.missing("first_name")
		}
		name.done()
		card.optStr("birthday", 0, 0)
		if org, ok := card.optObj("org"); ok {
			for _, key := range []string{"company", "department", "title"} {
				org.optStr(key, 0, 0)
			}
			org.done()
		}
		card.entries("phones", "phone", "type", "wa_id")
		card.entries("emails", "email", "type")
		card.entries("urls", "url", "type")
		card.entries("addresses", "street", "city", "state", "zip", "country", "country_code", "type")
		card.done()
	}
	s.seen.Text = strings.Join(names, ", ")
}

// entries reads a list of objects that hold nothing but text.
func (p *piece) entries(key string, names ...string) {
	p.read[key] = true
	if !p.has(key) {
		return
	}
	for _, entry := range p.objs(key, 0, 0) {
		for _, name := range names {
			entry.optStr(name, 0, 0)
		}
		entry.done()
	}
}
