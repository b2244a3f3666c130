package pages

import (
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Body is what a message says, without whom it is for and why: what calls of an ad account take as
// "message", for marketing messages on Messenger that are sent to a [UserPageOneTimeOptInTokenSettings].
// It encodes to exactly that.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
type Body struct {
	Content      Content
	QuickReplies []QuickReply // at most 13
}

// Validate finds every documented limit that the body breaks, as [Message.Validate] does.
func (b Body) Validate() error {
	var c checker
	b.check(&c, "message")
	return c.err("Body")
}

func (b Body) check(c *checker, path string) {
	if content := direct(b.Content); content != nil {
		content.check(c, path)
	} else {
		c.add(path, "has no content", nil, nil)
	}
	checkQuickReplies(c, path+".quick_replies", b.QuickReplies)
}

// MarshalJSON writes the wire form.
func (b Body) MarshalJSON() ([]byte, error) {
	w := messageBody{QuickReplies: b.QuickReplies}
	if content := direct(b.Content); content != nil {
		if err := content.fill(&w); err != nil {
			return nil, err
		}
	}
	return wire.Marshal(w)
}

// UnmarshalJSON takes the wire form.
func (b *Body) UnmarshalJSON(data []byte) error {
	var w messageBody
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*b = Body{Content: w.content(), QuickReplies: w.QuickReplies}
	return nil
}

// SponsoredMessage is the JSON text that a creative of sponsored messages has as its
// messenger_sponsored_message: what people read who have a conversation with the Page already. Its
// object is the Page, its object type SHARE. Meta's specification has that field for reading alone
// by now: an account may refuse it.
//
// See https://developers.facebook.com/docs/marketing-api/guides/messenger-sponsored.
func SponsoredMessage(b Body) (string, error) {
	if err := b.Validate(); err != nil {
		return "", err
	}
	text, err := wire.Marshal(struct {
		Message Body `json:"message"`
	}{b})
	if err != nil {
		return "", fmt.Errorf("pages: SponsoredMessage: %w", err)
	}
	return string(text), nil
}
