package pages

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// OptOutEvent is a person who no longer wants messages. Meta names the field,
// messaging_optouts, and not what is in it: what is not in OptOut is in Raw.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page.
type OptOutEvent struct {
	EventHeader
	OptOut OptIn `json:"optout"`
}

// AccountLinkingEvent is a person who tapped the button to link their account of
// the business, or to unlink it.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_account_linking.
type AccountLinkingEvent struct {
	EventHeader
	Status            string `json:"status"`                      // "linked", "unlinked"
	AuthorizationCode string `json:"authorization_code,omitzero"` // what the business gave when the person logged in
}

type accountLinking struct {
	Status            string `json:"status"`
	AuthorizationCode string `json:"authorization_code"`
}

// PolicyEvent tells that Meta enforces a policy against the Page. It has no sender.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_policy_enforcement.
type PolicyEvent struct {
	EventHeader
	Action string `json:"action"` // "warning", "block", "unblock"
	Reason string `json:"reason,omitzero"`
}

type policy struct {
	Action string `json:"action"`
	Reason string `json:"reason"`
}

// MarketingMessageEvent tells what became of a marketing message: the field of the
// header says whether it was sent, delivered, read, clicked, or failed.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
type MarketingMessageEvent struct {
	EventHeader
	Marketing MarketingMessage `json:"marketing"`
}

// What a [MarketingMessageEvent] tells of, as its field says.
const (
	MarketingEchoes         = "marketing_message_echoes" // was sent
	MarketingDeliveries     = "marketing_message_deliveries"
	MarketingReads          = "marketing_message_reads"
	MarketingClicks         = "marketing_message_clicks"
	MarketingDeliveryFailed = "marketing_message_delivery_failed"
)

// MarketingMessage names a marketing message and whom it was for.
type MarketingMessage struct {
	RecipientID       string    `json:"recipient_id,omitzero" wire:"direct"` // left out where the person came from a custom audience
	PageID            string    `json:"page_id,omitzero"`
	AppID             string    `json:"app_id,omitzero"`
	BusinessID        string    `json:"business_id,omitzero"`
	Timestamp         time.Time `json:"timestamp,omitzero"`
	MID               string    `json:"mid,omitzero"`
	TrackingID        string    `json:"marketing_message_tracking_id,omitzero"` // what sending it was answered with
	SubscriptionToken string    `json:"messenger_subscription_token,omitzero"`
	MessageID         string    `json:"message_id,omitzero"`    // of the campaign
	ErrorMessage      string    `json:"error_message,omitzero"` // of one that failed
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (m *MarketingMessage) UnmarshalJSON(data []byte) error {
	type plain MarketingMessage
	return wire.Unmarshal(data, (*plain)(m))
}

func marketingEvent(h EventHeader, raw json.RawMessage) Event {
	m := decoded[MarketingMessage](wire.NewScanner(raw))
	h.happened(m.Timestamp)
	return MarketingMessageEvent{h, m}
}
