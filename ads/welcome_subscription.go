package ads

import (
	"cmp"
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// welcomeCard is the template that a subscription is sent as. What it holds besides makes it
// another card than this package writes, which is then kept as it is.
type welcomeCard struct {
	Type    string `json:"type"`
	Payload struct {
		TemplateType string               `json:"template_type"`
		Elements     []welcomeCardElement `json:"elements"`

		Extra map[string]json.RawMessage `json:"-" wire:"extra"`
	} `json:"payload"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

type welcomeCardElement struct {
	Title    string              `json:"title"`
	Subtitle string              `json:"subtitle,omitzero"`
	ImageURL string              `json:"image_url,omitzero"`
	AppID    string              `json:"app_id,omitzero"`
	Buttons  []welcomeCardButton `json:"buttons"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

type welcomeCardButton struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Payload string `json:"payload"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

const (
	subscriptionTemplate = "notification_messages"
	subscriptionButton   = "Get messages"
)

// attachment is the card on the wire.
func (s *WelcomeSubscription) attachment() json.RawMessage {
	card := welcomeCard{Type: "template"}
	card.Payload.TemplateType = subscriptionTemplate
	card.Payload.Elements = []welcomeCardElement{{
		Title: s.Title, Subtitle: s.Subtitle, ImageURL: s.ImageURL, AppID: s.AppID,
		Buttons: []welcomeCardButton{{Type: "postback", Title: cmp.Or(s.Button, subscriptionButton), Payload: s.Payload}},
	}}
	// Text alone always encodes.
	raw, _ := json.Marshal(card)
	return raw
}

// subscriptionOf reads a card; nil where it is another one.
func subscriptionOf(attachment json.RawMessage) *WelcomeSubscription {
	var card welcomeCard
	if len(attachment) == 0 || wire.Unmarshal(attachment, &card) != nil {
		return nil
	}
	if card.Type != "template" || card.Payload.TemplateType != subscriptionTemplate || len(card.Payload.Elements) != 1 ||
		len(card.Extra)+len(card.Payload.Extra) > 0 {
		return nil
	}
	element := card.Payload.Elements[0]
	if len(element.Buttons) != 1 || element.Buttons[0].Type != "postback" || len(element.Extra)+len(element.Buttons[0].Extra) > 0 {
		return nil
	}
	s := &WelcomeSubscription{
		Title: element.Title, Subtitle: element.Subtitle, ImageURL: element.ImageURL, AppID: element.AppID,
		Button: element.Buttons[0].Title, Payload: element.Buttons[0].Payload,
	}
	if s.Button == subscriptionButton {
		s.Button = ""
	}
	return s
}
