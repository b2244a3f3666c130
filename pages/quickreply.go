package pages

import (
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// QuickReply is a button above the keyboard that answers a message and then
// goes away. A message has up to 13 of them.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies.
type QuickReply struct {
	Type     QuickReplyType // the zero value is QuickReplyText
	Title    string         // of a text, at most 20 characters
	Payload  string         // of a text, at most 1,000 characters; comes back in the [MessageEvent]
	ImageURL string         // at least 24 by 24 pixels
}

// QuickReplyType is what a quick reply sends.
type QuickReplyType string

const (
	QuickReplyText  QuickReplyType = "text"
	QuickReplyPhone QuickReplyType = "user_phone_number" // the person's telephone number, as their profile has it
	QuickReplyEmail QuickReplyType = "user_email"        // the person's mail address, as their profile has it
)

type quickReply struct {
	Type     QuickReplyType `json:"content_type"`
	Title    string         `json:"title,omitzero"`
	Payload  string         `json:"payload,omitzero"`
	ImageURL string         `json:"image_url,omitzero"`
}

func (q QuickReply) kind() QuickReplyType {
	if q.Type == "" {
		return QuickReplyText
	}
	return q.Type
}

// MarshalJSON writes the wire form.
func (q QuickReply) MarshalJSON() ([]byte, error) {
	return wire.Marshal(quickReply{q.kind(), q.Title, q.Payload, q.ImageURL})
}

// UnmarshalJSON takes the wire form.
func (q *QuickReply) UnmarshalJSON(data []byte) error {
	var w quickReply
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	if w.Type == QuickReplyText {
		w.Type = "" // what the zero value stands for
	}
	*q = QuickReply(w)
	return nil
}

func checkQuickReplies(c *checker, path string, replies []QuickReply) {
	c.count(path, len(replies), 0, 13, "quick reply")
	for i, q := range replies {
		at := fmt.Sprintf("%s[%d]", path, i)
		if q.kind() == QuickReplyText {
			c.text(at+".title", q.Title, maxReplyTitle)
			c.text(at+".payload", q.Payload, maxPayload)
		}
		if q.ImageURL != "" {
			c.link(at+".image_url", q.ImageURL, "https", "http")
		}
	}
}
