package whatsapp

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// MessagesValue is the value of the field "messages": messages that people
// sent, statuses of messages that the business sent, errors, and clicks.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages.
type MessagesValue struct {
	MessagingProduct    string               `json:"messaging_product,omitempty"`
	Metadata            Metadata             `json:"metadata,omitzero"`
	Contacts            []WebhookContact     `json:"contacts,omitempty"` // missing with system messages and failed statuses
	Messages            []InboundMessage     `json:"messages,omitempty"`
	Statuses            []Status             `json:"statuses,omitempty"`
	Errors              []WebhookError       `json:"errors,omitempty"`
	UserActions         []UserAction         `json:"user_actions,omitempty"`
	ConversationContext *ConversationContext `json:"conversation_context,omitempty"`
}

// Metadata names the business number that a change is about. Route by PhoneNumberID.
type Metadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

// UnmarshalJSON takes the value of the field "messages".
func (v *MessagesValue) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return errNotJSON
	}
	read(bytes.Clone(data), func(r *reader) { *v = *r.messagesValue() })
	return nil
}

func (v MessagesValue) events(h EventHeader, yield func(Event) bool) bool {
	c := cursor{head: h}
	for c.enter(&v); c.item(); {
		if !yield(c.event()) {
			return false
		}
	}
	return true
}

// contactOf finds the person among those that a change describes: by user id,
// else by phone number. It never guesses by position.
func contactOf(contacts []WebhookContact, userID, phone string) WebhookContact {
	for _, c := range contacts {
		if userID != "" && c.UserID == userID {
			return c
		}
	}
	for _, c := range contacts {
		if phone != "" && samePhone(c.WhatsAppID, phone) {
			return c
		}
	}
	// Nobody described: what the message itself says.
	return WebhookContact{UserID: userID, WhatsAppID: phone}
}

// samePhone compares two numbers of which either may have a "+".
func samePhone(a, b string) bool {
	if a != "" && a[0] == '+' {
		a = a[1:]
	}
	if b != "" && b[0] == '+' {
		b = b[1:]
	}
	return a == b
}

// A UserAction is something that a person did with a message, such as a click
// on a marketing message of the last seven days. Meta names neither the person nor the message.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-click-events.
type UserAction struct {
	ActionType string     `json:"action_type"` // "marketing_messages_link_click"
	Timestamp  time.Time  `json:"timestamp,omitzero" wire:"direct"`
	LinkClick  *LinkClick `json:"marketing_messages_link_click_data,omitempty"`
}

// A LinkClick is a click on a marketing message.
type LinkClick struct {
	ClickComponent string `json:"click_component,omitempty"` // "cta" or "body"
	ProductID      string `json:"product_id,omitempty"`
	ClickID        string `json:"click_id,omitempty"` // also added to the address that the person visits
	TrackingToken  string `json:"tracking_token,omitempty"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (a *UserAction) UnmarshalJSON(data []byte) error {
	type plain UserAction
	return wire.Unmarshal(data, (*plain)(a))
}

// MarshalJSON writes the time as Meta does.
func (a UserAction) MarshalJSON() ([]byte, error) {
	type plain UserAction
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(a), unixText(a.Timestamp)})
}
