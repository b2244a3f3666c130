package ads

import (
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// SponsoredMessage is a message that an old campaign of the objective MESSAGES has sent to people
// with an open chat with the Page. Such creatives can be read; since neither the objective nor
// the creative can be made any more, there is no way to make one: see [MessageCampaign].
//
// See https://developers.facebook.com/docs/marketing-api/guides/messenger-sponsored.
type SponsoredMessage struct {
	Text         string
	QuickReplies []SponsoredReply

	// Extra keeps what the message has besides, such as an attachment.
	Extra map[string]json.RawMessage
}

// SponsoredReply is an answer to tap.
type SponsoredReply struct {
	ContentType string `json:"content_type,omitzero"`
	Title       string `json:"title,omitzero"`
	Payload     string `json:"payload,omitzero"`
}

// SponsoredMessage reads the message of a creative; nil where it has none.
func (a *AdCreative) SponsoredMessage() (*SponsoredMessage, error) {
	if a.MessengerSponsoredMessage == "" {
		return nil, nil
	}
	var sent struct {
		Message struct {
			Text         string           `json:"text"`
			QuickReplies []SponsoredReply `json:"quick_replies"`

			Extra map[string]json.RawMessage `json:"-" wire:"extra"`
		} `json:"message"`
	}
	if err := wire.Unmarshal([]byte(a.MessengerSponsoredMessage), &sent); err != nil {
		return nil, fmt.Errorf("ads: messenger_sponsored_message: %w", err)
	}
	return &SponsoredMessage{Text: sent.Message.Text, QuickReplies: sent.Message.QuickReplies, Extra: sent.Message.Extra}, nil
}

// SponsoredMessageTargeting is a targeting as sponsored messages have it, for estimates: it shows in their placement
// and in no other.
func SponsoredMessageTargeting(of Targeting) Targeting {
	of.PublisherPlatforms = []PublisherPlatform{PublisherPlatformMessenger}
	of.MessengerPositions = []MessengerPosition{MessengerPositionSponsoredMessages}
	of.FacebookPositions, of.InstagramPositions, of.ThreadsPositions = nil, nil, nil
	of.AudienceNetworkPositions, of.WhatsAppPositions = nil, nil
	return of
}
