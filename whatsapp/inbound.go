package whatsapp

import (
	"encoding/json"
	"time"
)

// An InboundMessage is what a person sent to a business number.
//
// Its JSON is that of the webhook. What this version has no field for is in
// Raw, and json.Marshal gives it back.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages.
type InboundMessage struct {
	ID        string    // "wamid.…"; replies, reactions and read marks name it
	Timestamp time.Time // when Meta got it, to the second

	From             string // phone number without "+"; empty where the person has a username and Meta may not tell the number
	FromUserID       string // business-scoped user id, "IT.1349…"
	FromParentUserID string // the same across linked portfolios, "IT.ENT.…"
	GroupID          string // the group that it was written in

	Content  InboundContent
	Context  *MessageContext // the message or product that it is about
	Referral *Referral       // the ad or post that the person came from
	Errors   []WebhookError  // why it is [Unsupported]

	// Raw is the message as it came. Clear it to have json.Marshal write the fields above alone.
	Raw json.RawMessage `json:"-"`
}

// Text is what the person wrote, or reads on what was tapped: a text's body, a
// caption, the title of a button or row. It is empty for other content.
func (m InboundMessage) Text() string {
	switch c := m.Content.(type) {
	case InboundText:
		return c.Body
	case InboundMedia:
		return c.Caption
	case ButtonReply:
		return c.Title
	case ListReply:
		return c.Title
	case TemplateButtonReply:
		return c.Text
	case Order:
		return c.Text
	}
	return ""
}

// Sender is where an answer goes: the phone number, else the business-scoped user id.
func (m InboundMessage) Sender() string {
	if m.From != "" {
		return m.From
	}
	return m.FromUserID
}

// A MessageContext tells what a message is about.
type MessageContext struct {
	From                string           `json:"from,omitempty"`                 // who wrote the message answered: the business number, as displayed
	ID                  string           `json:"id,omitempty"`                   // the message answered; of a call, for some call permission replies
	Forwarded           bool             `json:"forwarded,omitempty"`            // forwarded up to five times
	FrequentlyForwarded bool             `json:"frequently_forwarded,omitempty"` // forwarded more than five times
	ReferredProduct     *ReferredProduct `json:"referred_product,omitempty"`     // asked about with the "Message business" button
}

// A ReferredProduct is a product of the business's catalog.
type ReferredProduct struct {
	CatalogID         string `json:"catalog_id"`
	ProductRetailerID string `json:"product_retailer_id"`
}

// A Referral is the ad or post that brought a person into the chat. The first
// message after the click carries it, whatever its type.
//
// CTWAClid goes into a conversion event, so that the ad is credited. It is
// missing for ads placed in WhatsApp Status.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text.
type Referral struct {
	SourceURL      string          `json:"source_url,omitempty"`
	SourceID       string          `json:"source_id,omitempty"`   // of the ad or post
	SourceType     string          `json:"source_type,omitempty"` // [ReferralAd] or [ReferralPost]
	Headline       string          `json:"headline,omitempty"`
	Body           string          `json:"body,omitempty"`
	MediaType      string          `json:"media_type,omitempty"` // "image" or "video"
	ImageURL       string          `json:"image_url,omitempty"`
	VideoURL       string          `json:"video_url,omitempty"`
	ThumbnailURL   string          `json:"thumbnail_url,omitempty"` // of the video
	CTWAClid       string          `json:"ctwa_clid,omitempty"`
	WelcomeMessage *WelcomeMessage `json:"welcome_message,omitempty"`
	Ref            string          `json:"ref,omitempty"` // of the welcome message sequence
}

// Values of [Referral].SourceType.
const (
	ReferralAd   = "ad"
	ReferralPost = "post"
)

// A WelcomeMessage is the greeting that the ad showed in the chat.
type WelcomeMessage struct {
	Text string `json:"text"`
}

// A WebhookContact is the person that a message, status or call is about, as
// Meta describes them. Any part may be missing.
//
// Key people by UserID and keep the phone number as an attribute: it may be
// withheld, and it may change.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
type WebhookContact struct {
	Profile         *ContactProfile `json:"profile,omitempty"`
	WhatsAppID      string          `json:"wa_id,omitempty"` // phone number without "+"
	UserID          string          `json:"user_id,omitempty"`
	ParentUserID    string          `json:"parent_user_id,omitempty"`
	IdentityKeyHash string          `json:"identity_key_hash,omitempty"` // with the identity change check on
}

// Name is the name that the person shows on WhatsApp, else their username.
func (c WebhookContact) Name() string {
	switch {
	case c.Profile == nil:
		return ""
	case c.Profile.Name != "":
		return c.Profile.Name
	}
	return c.Profile.Username
}

// A ContactProfile is what a person shows of themselves.
type ContactProfile struct {
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
}

// A MessageEcho is a message that the business sent by other means than this
// app: from the WhatsApp Business app or one of its companion devices.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes.
type MessageEcho struct {
	ID        string
	Timestamp time.Time

	From           string // the business number, as displayed
	To             string // the person's phone number
	ToUserID       string
	ToParentUserID string

	Content InboundContent
	Context *MessageContext

	Raw json.RawMessage `json:"-"` // as it came, see [InboundMessage].Raw
}

// A HistoryMessage is a message of a chat from before the number joined the
// Cloud API. To is empty for those that the person sent.
type HistoryMessage struct {
	ID        string
	Timestamp time.Time

	From             string
	FromUserID       string
	FromParentUserID string
	To               string
	ToUserID         string

	Content InboundContent // [MediaPlaceholder] where a later webhook brings the media
	Context *MessageContext
	Status  string // DELIVERED, ERROR, PENDING, PLAYED, READ, SENT
	Errors  []WebhookError

	Raw json.RawMessage `json:"-"` // as it came, see [InboundMessage].Raw
}
