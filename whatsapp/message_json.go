package whatsapp

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// envelope holds the members of a body that are not its content.
var envelope = map[string]bool{
	"messaging_product": true, "recipient_type": true, "to": true, "recipient": true, "type": true, "context": true,
	"biz_opaque_callback_data": true, "recipient_identity_key_hash": true, "category": true,
	"ttl_seconds": true, "product_policy": true, "message_activity_sharing": true,
}

// MarshalJSON gives the body of POST /{phone-number-id}/messages.
func (m Message) MarshalJSON() ([]byte, error) { return m.AppendJSON(make([]byte, 0, 512)) }

// AppendJSON appends the body of POST /{phone-number-id}/messages to dst, which spares what json.Marshal costs.
func (m Message) AppendJSON(dst []byte) ([]byte, error) {
	m = m.direct()
	e := borrowEncoder(dst)
	defer e.giveBack()
	e.buf = append(e.buf, `{"messaging_product":"whatsapp"`...)
	e.text("recipient_type", string(m.RecipientType))
	e.text("to", m.To)
	e.text("recipient", m.Recipient)
	if m.ReplyTo != "" {
		e.open("context")
		e.always("message_id", m.ReplyTo)
		e.close()
	}
	e.text("biz_opaque_callback_data", m.CallbackData)
	e.text("recipient_identity_key_hash", m.IdentityKeyHash)
	e.text("category", string(m.Category))
	if m.TTLSeconds != 0 {
		e.int("ttl_seconds", int64(m.TTLSeconds))
	}
	e.text("product_policy", string(m.ProductPolicy))
	if m.ActivitySharing != nil {
		e.bool("message_activity_sharing", *m.ActivitySharing)
	}
	if m.Content != nil {
		if kind := m.Content.kind(); kind != "" {
			e.always("type", kind)
		}
		m.Content.encode(e)
	}
	e.extra(m.Extra)
	e.close()
	if e.err != nil {
		return nil, fmt.Errorf("whatsapp: message: %w", e.err)
	}
	return e.buf, nil
}

// UnmarshalJSON takes any body of POST /{phone-number-id}/messages. Content of
// a kind or shape that this version does not know becomes [Unknown]. Members
// within content of a known shape that have no field are left out.
func (m *Message) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	var head struct {
		RecipientType RecipientType `json:"recipient_type"`
		To            string        `json:"to"`
		Recipient     string        `json:"recipient"`
		Type          string        `json:"type"`
		Context       struct {
			MessageID string `json:"message_id"`
		} `json:"context"`
		CallbackData    string             `json:"biz_opaque_callback_data"`
		IdentityKeyHash string             `json:"recipient_identity_key_hash"`
		Category        DirectSendCategory `json:"category"`
		TTLSeconds      int                `json:"ttl_seconds"`
		ProductPolicy   ProductPolicy      `json:"product_policy"`
		ActivitySharing *bool              `json:"message_activity_sharing"`
		Status          string             `json:"status"`
	}
	if err := wire.UnmarshalStrict(data, &head); err != nil {
		return fmt.Errorf("whatsapp: message: %w", err)
	}
	out := Message{
		To: head.To, Recipient: head.Recipient, RecipientType: head.RecipientType,
		ReplyTo: head.Context.MessageID, CallbackData: head.CallbackData, IdentityKeyHash: head.IdentityKeyHash,
		Category: head.Category, TTLSeconds: head.TTLSeconds, ProductPolicy: head.ProductPolicy, ActivitySharing: head.ActivitySharing,
	}
	maps.DeleteFunc(members, func(name string, _ json.RawMessage) bool { return envelope[name] })
	kind := head.Type
	if kind == "" {
		kind = kindOf(members)
	}
	switch raw, found := members[kind]; {
	case kind == "" && head.Status != "":
		receipt, err := decodeReadReceipt(data)
		if err != nil {
			return fmt.Errorf("whatsapp: message: %w", err)
		}
		out.Content = receipt
		delete(members, "status")
		delete(members, "message_id")
		delete(members, "typing_indicator")
	case found:
		out.Content = decodeContent(kind, raw)
		delete(members, kind)
	case kind != "":
		return fmt.Errorf("whatsapp: message of type %q has no member of that name", kind)
	}
	if len(members) > 0 {
		out.Extra = members
	}
	*m = out
	return nil
}

// kindOf finds the content of a body that leaves out "type", which Meta takes
// for text and its own examples leave out elsewhere too.
func kindOf(members map[string]json.RawMessage) string {
	if _, found := members["text"]; found {
		return "text"
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if _, known := decoders[name]; known {
			return name
		}
	}
	return ""
}

// decoders make content from the member that is named by "type".
var decoders = map[string]func(json.RawMessage) (Content, error){
	"text":        decodeInto[Text],
	"image":       decodeInto[Image],
	"video":       decodeInto[Video],
	"audio":       decodeInto[Audio],
	"document":    decodeInto[Document],
	"sticker":     decodeInto[Sticker],
	"location":    decodeInto[Location],
	"contacts":    decodeInto[Contacts],
	"reaction":    decodeInto[Reaction],
	"pin":         decodePin,
	"interactive": decodeInteractive,
	"template":    decodeTemplateMessage,
}

// decodeContent keeps as it came what is not of the shape that its kind has:
// nothing of a message that waited in a queue is lost.
func decodeContent(kind string, raw json.RawMessage) Content {
	if decode, known := decoders[kind]; known {
		if content, err := decode(raw); err == nil {
			return content
		}
	}
	return unknown(kind, raw)
}

// unknown keeps content as it came, in bytes of its own.
func unknown(kind string, raw json.RawMessage) Content {
	return Unknown{Type: kind, Raw: slices.Clone(raw)}
}

func decodeInto[T Content](raw json.RawMessage) (Content, error) {
	var content T
	err := wire.UnmarshalStrict(raw, &content)
	return content, err
}
