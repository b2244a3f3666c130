package whatsapp

import (
	"strings"
	"unicode"
)

// Reaction puts an emoji on a message of the last 30 days. Where Emoji is empty
// it takes the business's reaction away.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages.
type Reaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
}

func (Reaction) kind() string { return "reaction" }

func (r Reaction) encode(e *encoder) {
	e.open("reaction")
	e.always("message_id", r.MessageID)
	e.always("emoji", r.Emoji) // empty removes; left out would be refused
	e.close()
}

func (r Reaction) check(c *checker) {
	c.required(at("reaction.message_id"), r.MessageID)
	// Emoji have no end, so that only what can't be one is refused.
	if strings.ContainsFunc(r.Emoji, func(r rune) bool { return unicode.IsSpace(r) || r < unicode.MaxASCII && unicode.IsLetter(r) }) {
		c.add(at("reaction.emoji"), "is not one emoji", nil, r.Emoji)
	}
}
