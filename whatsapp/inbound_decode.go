package whatsapp

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// contentMembers collects the members of a message that may be its content:
// which one is known only once "type" has been met, and that may come last.
type contentMembers struct {
	kind string
	few  [4]contentMember
	n    int
	rest []contentMember
}

type contentMember struct {
	name, raw []byte
}

func (b *contentMembers) add(key []byte, s *wire.Scanner) {
	if string(key) == "type" {
		b.kind = s.ReadString()
		return
	}
	// The key is the scanner's only until the value is read. Keys of content are
	// plain and few; others are copied along with them.
	m := contentMember{name: bytes.Clone(key)}
	m.raw = s.Raw()
	if b.n < len(b.few) {
		b.few[b.n] = m
		b.n++
		return
	}
	b.rest = append(b.rest, m)
}

func (b *contentMembers) find(name string) []byte {
	for _, m := range b.few[:b.n] {
		if string(m.name) == name {
			return m.raw
		}
	}
	for _, m := range b.rest {
		if string(m.name) == name {
			return m.raw
		}
	}
	return nil
}

var (
	errNotObject = errors.New("is not a JSON object")
	errNoContent = errors.New("has no member that its type names")
)

func (b *contentMembers) content() InboundContent {
	raw := b.find(b.kind)
	switch b.kind {
	case "text":
		return contentAs[InboundText](b.kind, raw, wire.KindObject)
	case "image", "video", "audio", "document", "sticker":
		return mediaContent(b.kind, raw)
	case "interactive":
		return interactiveReply(raw)
	case "button":
		return contentAs[TemplateButtonReply](b.kind, raw, wire.KindObject)
	case "reaction":
		return contentAs[InboundReaction](b.kind, raw, wire.KindObject)
	case "location":
		return contentAs[InboundLocation](b.kind, raw, wire.KindObject)
	case "contacts":
		return contentAs[InboundContacts](b.kind, raw, wire.KindArray)
	case "order":
		return contentAs[Order](b.kind, raw, wire.KindObject)
	case "system":
		return contentAs[SystemChange](b.kind, raw, wire.KindObject)
	case "revoke":
		return contentAs[MessageRevoke](b.kind, raw, wire.KindObject)
	case "edit":
		return editContent(raw)
	case "request_welcome":
		return WelcomeRequest{}
	case "media_placeholder":
		return MediaPlaceholder{}
	case "unsupported":
		if raw == nil {
			return Unsupported{}
		}
		return contentAs[Unsupported](b.kind, raw, wire.KindObject)
	}
	return UnknownInbound{Kind: b.kind, Raw: raw}
}

// contentAs decodes the member that a type names. One of another shape is kept as it is.
func contentAs[T InboundContent](kind string, raw []byte, want wire.Kind) InboundContent {
	var c T
	if bad := misshapen(kind, raw, want); bad != nil {
		return bad
	}
	if err := wire.Unmarshal(raw, &c); err != nil {
		return UnknownInbound{Kind: kind, Raw: raw, Err: err}
	}
	return c
}

func misshapen(kind string, raw []byte, want wire.Kind) InboundContent {
	if raw == nil {
		return UnknownInbound{Kind: kind, Err: errNoContent}
	}
	if wire.NewScanner(raw).Kind() != want {
		return UnknownInbound{Kind: kind, Raw: raw, Err: fmt.Errorf("%s is not what it must be in a message of that type", kind)}
	}
	return nil
}

func mediaContent(kind string, raw []byte) InboundContent {
	if bad := misshapen(kind, raw, wire.KindObject); bad != nil {
		return bad
	}
	c := InboundMedia{Kind: kind}
	s := wire.NewScanner(raw)
	for key := range s.Object() {
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
		}
	}
	return c
}

func editContent(raw []byte) InboundContent {
	if bad := misshapen("edit", raw, wire.KindObject); bad != nil {
		return bad
	}
	var c MessageEdit
	c.scan(raw)
	return c
}

// interactiveReply decodes the answer to an interactive message, which names its kind as messages do.
func interactiveReply(raw []byte) InboundContent {
	const kind = "interactive"
	if bad := misshapen(kind, raw, wire.KindObject); bad != nil {
		return bad
	}
	var body contentMembers
	s := wire.NewScanner(raw)
	for key := range s.Object() {
		body.add(key, s)
	}
	var reply InboundContent
	switch inner := body.find(body.kind); body.kind {
	case "button_reply":
		reply = contentAs[ButtonReply](body.kind, inner, wire.KindObject)
	case "list_reply":
		reply = contentAs[ListReply](body.kind, inner, wire.KindObject)
	case "nfm_reply":
		reply = contentAs[FlowReply](body.kind, inner, wire.KindObject)
	case "call_permission_reply":
		reply = contentAs[CallPermissionReply](body.kind, inner, wire.KindObject)
	default:
		return UnknownInbound{Kind: kind, Raw: raw}
	}
	if bad, ok := reply.(UnknownInbound); ok {
		return UnknownInbound{Kind: kind, Raw: raw, Err: bad.Err}
	}
	return reply
}
