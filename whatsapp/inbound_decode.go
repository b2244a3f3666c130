package whatsapp

import (
	"errors"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// contentFinder finds the content of a message among its members. Which one it is tells "type", which may come behind
// it; where it comes in front, the content is read as it is met.
type contentFinder struct {
	kind    string
	read    func(kind string, s *wire.Scanner) InboundContent
	content InboundContent
	of      string // the kind that content is of
	few     [4]metMember
	n       int
	more    []metMember
}

// metMember is a member and where its value is.
type metMember struct {
	name string
	at   int
}

// member takes a member that the message has no field for, and consumes its value.
func (f *contentFinder) member(key []byte, s *wire.Scanner) {
	if string(key) == "type" {
		f.kind = s.ReadString()
		return
	}
	m := metMember{contentName(key), s.Pos()}
	if f.n < len(f.few) {
		f.few[f.n] = m
		f.n++
	} else {
		f.more = append(f.more, m)
	}
	if f.content == nil && m.name == f.kind {
		f.of = m.name
		f.content = f.read(f.of, s)
		return
	}
	s.Skip()
}

// contentName is the key as a string of its own, which the usual ones are without being copied.
func contentName(key []byte) string {
	for _, name := range [...]string{"text", "image", "interactive", "button", "audio", "video", "document", "sticker", "reaction", "location", "contacts", "order", "system", "button_reply", "list_reply", "nfm_reply"} {
		if string(key) == name {
			return name
		}
	}
	return string(key)
}

// found gives the content once all members were met; s has passed them.
func (f *contentFinder) found(s *wire.Scanner) InboundContent {
	if f.content != nil && f.of == f.kind {
		return f.content
	}
	for _, list := range [...][]metMember{f.few[:f.n], f.more} {
		for _, m := range list {
			if m.name == f.kind {
				var c InboundContent
				s.At(m.at, func(s *wire.Scanner) { c = f.read(f.kind, s) })
				return c
			}
		}
	}
	return nil
}

var (
	errNotObject = errors.New("is not a JSON object")
	errNoContent = errors.New("has no member that its type names")
)

// content is what a message says, whose members the finder has met.
func (f *contentFinder) message(s *wire.Scanner) InboundContent {
	if c := f.found(s); c != nil {
		return c
	}
	switch f.kind {
	case "request_welcome":
		return WelcomeRequest{}
	case "media_placeholder":
		return MediaPlaceholder{}
	case "unsupported":
		return Unsupported{}
	case "text", "image", "video", "audio", "document", "sticker", "interactive", "button", "reaction", "location", "contacts", "order", "system", "revoke", "edit":
		return UnknownInbound{Kind: f.kind, Err: errNoContent}
	}
	return UnknownInbound{Kind: f.kind}
}

// readContent consumes the member that a message's type names.
func readContent(kind string, s *wire.Scanner) InboundContent {
	want := wire.KindObject
	switch kind {
	case "contacts":
		want = wire.KindArray
	case "text", "image", "video", "audio", "document", "sticker", "interactive", "button", "reaction", "location", "order", "system", "revoke", "edit", "unsupported":
	case "request_welcome":
		s.Skip()
		return WelcomeRequest{}
	case "media_placeholder":
		s.Skip()
		return MediaPlaceholder{}
	default:
		return UnknownInbound{Kind: kind, Raw: s.Raw()}
	}
	if s.Kind() != want {
		return misshapen(kind, s)
	}
	switch kind {
	case "text":
		return readText(s)
	case "interactive":
		return interactiveReply(s)
	case "button":
		return contentAs[TemplateButtonReply](s)
	case "reaction":
		return contentAs[InboundReaction](s)
	case "location":
		return contentAs[InboundLocation](s)
	case "contacts":
		return contentAs[InboundContacts](s)
	case "order":
		return contentAs[Order](s)
	case "system":
		return contentAs[SystemChange](s)
	case "revoke":
		return contentAs[MessageRevoke](s)
	case "edit":
		var c MessageEdit
		c.read(s)
		return c
	case "unsupported":
		return contentAs[Unsupported](s)
	}
	return readMedia(kind, s)
}

// misshapen keeps content that is not of the shape that its type has.
func misshapen(kind string, s *wire.Scanner) InboundContent {
	return UnknownInbound{Kind: kind, Raw: s.Raw(), Err: fmt.Errorf("%s is not what it must be in a message of that type", kind)}
}

func contentAs[T InboundContent](s *wire.Scanner) InboundContent {
	var c T
	s.Decode(&c)
	return c
}

func readText(s *wire.Scanner) InboundContent {
	var c InboundText
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			return c
		}
		if string(key) == "body" {
			c.Body = s.ReadString()
		} else {
			s.Skip()
		}
	}
}

func readMedia(kind string, s *wire.Scanner) InboundContent {
	c := InboundMedia{Kind: kind}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			return c
		}
		switch string(key) {
		case "id":
			c.ID = s.ReadString()
		case "mime_type":
			c.MIMEType = s.ReadString()
		case "sha256":
			c.SHA256 = s.ReadString()
		case "url":
			c.URL = s.ReadString()
		case "caption":
			c.Caption = s.ReadString()
		case "filename":
			c.Filename = s.ReadString()
		case "voice":
			c.Voice = s.ReadBool()
		case "animated":
			c.Animated = s.ReadBool()
		default:
			s.Skip()
		}
	}
}

// interactiveReply consumes the answer to an interactive message, which names its kind as messages do.
func interactiveReply(s *wire.Scanner) InboundContent {
	const kind = "interactive"
	start := s.Pos()
	f := contentFinder{read: readReply}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		f.member(key, s)
	}
	reply := f.found(s)
	switch f.kind {
	case "button_reply", "list_reply", "nfm_reply", "call_permission_reply":
		if reply == nil {
			return UnknownInbound{Kind: kind, Raw: s.Since(start), Err: errNoContent}
		}
	default:
		return UnknownInbound{Kind: kind, Raw: s.Since(start)}
	}
	if bad, ok := reply.(UnknownInbound); ok {
		return UnknownInbound{Kind: kind, Raw: s.Since(start), Err: bad.Err}
	}
	return reply
}

func readReply(kind string, s *wire.Scanner) InboundContent {
	if s.Kind() != wire.KindObject {
		return misshapen(kind, s)
	}
	switch kind {
	case "button_reply":
		id, title, _ := readRow(s)
		return ButtonReply{ID: id, Title: title}
	case "list_reply":
		id, title, description := readRow(s)
		return ListReply{ID: id, Title: title, Description: description}
	case "nfm_reply":
		return contentAs[FlowReply](s)
	case "call_permission_reply":
		return contentAs[CallPermissionReply](s)
	}
	return UnknownInbound{Kind: kind, Raw: s.Raw()}
}

func readRow(s *wire.Scanner) (id, title, description string) {
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			return id, title, description
		}
		switch string(key) {
		case "id":
			id = s.ReadString()
		case "title":
			title = s.ReadString()
		case "description":
			description = s.ReadString()
		default:
			s.Skip()
		}
	}
}
