package whatsapp

import (
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Pin pins a message in a group for 1 to 30 days. A group has three pinned
// messages at most; a further one takes the place of the oldest.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging.
type Pin struct {
	MessageID string
	Days      int
}

// Unpin takes the pin off a message in a group.
type Unpin struct {
	MessageID string
}

func (Pin) kind() string   { return "pin" }
func (Unpin) kind() string { return "pin" }

func (p Pin) encode(e *encoder) {
	e.open("pin")
	e.always("type", "pin")
	e.always("message_id", p.MessageID)
	e.int("expiration_days", int64(p.Days))
	e.close()
}

func (p Unpin) encode(e *encoder) {
	e.open("pin")
	e.always("type", "unpin")
	e.always("message_id", p.MessageID)
	e.close()
}

func (p Pin) check(c *checker) {
	c.required(at("pin.message_id"), p.MessageID)
	c.between(at("pin.expiration_days"), p.Days, 1, 30)
}

func (p Unpin) check(c *checker) { c.required(at("pin.message_id"), p.MessageID) }

func decodePin(raw json.RawMessage) (Content, error) {
	var pin struct {
		Type      string `json:"type"`
		MessageID string `json:"message_id"`
		Days      int    `json:"expiration_days"`
	}
	if err := wire.UnmarshalStrict(raw, &pin); err != nil {
		return nil, err
	}
	switch pin.Type {
	case "pin":
		return Pin{MessageID: pin.MessageID, Days: pin.Days}, nil
	case "unpin":
		return Unpin{MessageID: pin.MessageID}, nil
	}
	return unknown("pin", raw), nil
}
