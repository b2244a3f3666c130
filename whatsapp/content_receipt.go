package whatsapp

import "github.com/metabiz-go/metabiz/internal/wire"

// ReadReceipt marks a received message of the last 30 days, and those before it,
// as read. Typing also shows the person that an answer is being written, for 25
// seconds or until it arrives. It is sent to no one: Message.To stays empty.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/mark-message-as-read.
type ReadReceipt struct {
	MessageID string
	Typing    bool
}

func (ReadReceipt) kind() string { return "" }

func (r ReadReceipt) encode(e *encoder) {
	e.always("status", "read")
	e.always("message_id", r.MessageID)
	if r.Typing {
		e.open("typing_indicator")
		e.always("type", "text")
		e.close()
	}
}

func (r ReadReceipt) check(c *checker) { c.required(at("message_id"), r.MessageID) }

func decodeReadReceipt(body []byte) (Content, error) {
	var receipt struct {
		MessageID string `json:"message_id"`
		Typing    *struct {
			Type string `json:"type"`
		} `json:"typing_indicator"`
	}
	err := wire.UnmarshalStrict(body, &receipt)
	return ReadReceipt{MessageID: receipt.MessageID, Typing: receipt.Typing != nil}, err
}
