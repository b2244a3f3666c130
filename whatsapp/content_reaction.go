package whatsapp

import "unicode"

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
	if r.Emoji != "" && !oneEmoji(r.Emoji) {
		c.add(at("reaction.emoji"), "is not one emoji", 1, r.Emoji)
	}
}

// oneEmoji tells whether a text may be one emoji. There are more every year, so that only letters and spaces
// are none, and what stands beside another one without being joined to it is a second one.
func oneEmoji(text string) bool {
	count, joined, flag := 0, false, false
	for _, r := range text {
		switch {
		case r == 0x200D: // joins what stands on either side
			joined = true
			continue
		case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r),
			r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0020 && r <= 0xE007F: // skins and the letters of regions' flags
			continue
		case unicode.IsLetter(r) && r != 'ℹ', unicode.IsSpace(r):
			return false
		case unicode.Is(unicode.Regional_Indicator, r) && flag: // the second letter of a country's flag
			flag = false
		default:
			if !joined {
				count++
			}
			flag = unicode.Is(unicode.Regional_Indicator, r)
		}
		joined = false
	}
	return count <= 1
}
