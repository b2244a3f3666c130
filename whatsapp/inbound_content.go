package whatsapp

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// InboundContent is what a message that was received says. These types are
// inbound content:
//
//   - [InboundText], [InboundMedia], [InboundLocation], [InboundContacts], [InboundReaction]
//   - [ButtonReply], [ListReply], [TemplateButtonReply], [FlowReply], [CallPermissionReply]
//   - [Order], [SystemChange], [MessageEdit], [MessageRevoke], [WelcomeRequest], [MediaPlaceholder]
//   - [Unsupported], which WhatsApp has and the Cloud API does not deliver
//   - [UnknownInbound], which this version does not know
type InboundContent interface {
	// Type is the value of "type" on the wire: "text", "image", "interactive" …
	Type() string
	// member appends the member that Type names, its key included.
	member(e *encoder)
}

// InboundText is a text message.
type InboundText struct {
	Body string `json:"body"`
}

// InboundMedia is an image, video, audio, document or sticker. Fetch it soon:
// the address is good for five minutes and needs the access token, the id for seven days.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/image.
type InboundMedia struct {
	Kind     string `json:"-"` // [InboundImage], [InboundVideo], [InboundAudio], [InboundDocument], [InboundSticker]
	ID       string `json:"id,omitempty"`
	MIMEType string `json:"mime_type,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // base64
	URL      string `json:"url,omitempty"`
	Caption  string `json:"caption,omitempty"`  // image, video, document
	Filename string `json:"filename,omitempty"` // document
	Voice    bool   `json:"-"`                  // audio: recorded in the chat
	Animated bool   `json:"-"`                  // sticker
}

// Values of [InboundMedia].Kind.
const (
	InboundImage    = "image"
	InboundVideo    = "video"
	InboundAudio    = "audio"
	InboundDocument = "document"
	InboundSticker  = "sticker"
)

// InboundLocation is a place that the person shared.
type InboundLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// InboundContacts are contact cards that the person shared.
type InboundContacts []InboundContact

// An InboundContact is one card, of which people share as much as they like. Its
// [Contact] can be sent on.
type InboundContact struct {
	Contact
	VCard  string `json:"vcard,omitempty"`
	Origin string `json:"origin,omitempty"` // "contact_request" where the business asked for it, else "other"
}

// InboundReaction is an emoji on a message of either side. No emoji means that
// the person took theirs back.
type InboundReaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji,omitempty"`
}

// Removed tells whether the person took their reaction back.
func (r InboundReaction) Removed() bool { return r.Emoji == "" }

// ButtonReply is a tap on a reply button of an interactive message.
type ButtonReply struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// ListReply is a row chosen from a list.
type ListReply struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// TemplateButtonReply is a tap on a quick reply button of a template.
type TemplateButtonReply struct {
	Payload string `json:"payload"` // as given when the template was sent, else the text
	Text    string `json:"text"`
}

// FlowReply is a Flow that the person finished, or an address that they filled in.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/receiveflowresponse.
type FlowReply struct {
	Name         string `json:"name,omitempty"` // "flow" or "address_message"
	Body         string `json:"body,omitempty"` // what the chat shows, such as "Sent"
	ResponseJSON string `json:"response_json"`  // JSON text, see Decode
}

// Decode reads what was filled in into v, a pointer to a struct with json tags
// or to a map. The flow token is in "flow_token".
func (r FlowReply) Decode(v any) error {
	if err := json.Unmarshal([]byte(r.ResponseJSON), v); err != nil {
		return fmt.Errorf("whatsapp: response_json of a flow reply: %w", err)
	}
	return nil
}

// CallPermissionReply is the answer to a call permission request.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions.
type CallPermissionReply struct {
	Response            string    `json:"response"` // "accept" or "reject"
	IsPermanent         bool      `json:"is_permanent"`
	ExpirationTimestamp time.Time `json:"expiration_timestamp,omitzero" wire:"direct"` // of a permission for a time
	ResponseSource      string    `json:"response_source,omitempty"`                   // "user_action" or "automatic", as when the person called
}

// Accepted tells whether the business may call.
func (r CallPermissionReply) Accepted() bool { return r.Response == "accept" }

// Order is a cart that the person sent.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/order.
type Order struct {
	CatalogID    string        `json:"catalog_id"`
	Text         string        `json:"text"`
	ProductItems []ProductItem `json:"product_items"`
}

// A ProductItem is one line of an [Order].
type ProductItem struct {
	ProductRetailerID string  `json:"product_retailer_id"`
	Quantity          int     `json:"quantity"`
	ItemPrice         float64 `json:"item_price"` // of one piece, in the currency's main unit
	Currency          string  `json:"currency"`
}

// SystemChange tells that the person's number, user id or identity has changed.
// The message's From and FromUserID are the old ones.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system.
type SystemChange struct {
	Kind          string `json:"type,omitempty"` // [UserChangedNumber], [UserChangedUserID], [CustomerIdentityChanged]
	Body          string `json:"body,omitempty"`
	WhatsAppID    string `json:"wa_id,omitempty"` // the new number
	UserID        string `json:"user_id,omitempty"`
	ParentUserID  string `json:"parent_user_id,omitempty"`
	Customer      string `json:"customer,omitempty"`
	Identity      string `json:"identity,omitempty"` // the new identity's hash
	NewWhatsAppID string `json:"new_wa_id,omitempty"`
}

// Values of [SystemChange].Kind.
const (
	UserChangedNumber       = "user_changed_number"
	UserChangedUserID       = "user_changed_user_id"
	CustomerIdentityChanged = "customer_identity_changed"
)

// MessageEdit is new content for a message sent within the last 15 minutes
// (numbers that are also on the WhatsApp Business app).
type MessageEdit struct {
	OriginalMessageID string
	Content           InboundContent
	Context           *MessageContext
}

// MessageRevoke takes a message back (numbers that are also on the WhatsApp Business app).
type MessageRevoke struct {
	OriginalMessageID string `json:"original_message_id"`
}

// WelcomeRequest is a chat that the person opened for the first time, without
// a word so far. It comes where welcome messages are switched on.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components.
type WelcomeRequest struct{}

// MediaPlaceholder stands in a chat's history for media that a later webhook brings.
type MediaPlaceholder struct{}

// Unsupported is a message of a kind that the Cloud API does not deliver;
// [InboundMessage].Errors says so (131051).
type Unsupported struct {
	Kind string `json:"type,omitempty"` // "poll", "edit", "gif", "group_invite", "pin" …, where Meta tells
}

// UnknownInbound is content that this version does not know, or that is not
// what its type promises; Err then tells how.
type UnknownInbound struct {
	Kind string          // the value of "type"
	Raw  json.RawMessage // the value of the member named by Kind
	Err  error           `json:"-"`
}

func (InboundText) Type() string         { return "text" }
func (m InboundMedia) Type() string      { return m.Kind }
func (InboundLocation) Type() string     { return "location" }
func (InboundContacts) Type() string     { return "contacts" }
func (InboundReaction) Type() string     { return "reaction" }
func (ButtonReply) Type() string         { return "interactive" }
func (ListReply) Type() string           { return "interactive" }
func (FlowReply) Type() string           { return "interactive" }
func (CallPermissionReply) Type() string { return "interactive" }
func (TemplateButtonReply) Type() string { return "button" }
func (Order) Type() string               { return "order" }
func (SystemChange) Type() string        { return "system" }
func (MessageEdit) Type() string         { return "edit" }
func (MessageRevoke) Type() string       { return "revoke" }
func (WelcomeRequest) Type() string      { return "request_welcome" }
func (MediaPlaceholder) Type() string    { return "media_placeholder" }
func (Unsupported) Type() string         { return "unsupported" }
func (u UnknownInbound) Type() string    { return u.Kind }

// UnmarshalJSON takes the expiration in any of Graph's forms.
func (r *CallPermissionReply) UnmarshalJSON(data []byte) error {
	type plain CallPermissionReply
	return wire.Unmarshal(data, (*plain)(r))
}

// MarshalJSON writes the expiration as Unix seconds in a string, as Meta does.
func (r CallPermissionReply) MarshalJSON() ([]byte, error) {
	type plain CallPermissionReply
	return json.Marshal(struct {
		plain
		ExpirationTimestamp unixText `json:"expiration_timestamp,omitzero"`
	}{plain(r), unixText(r.ExpirationTimestamp)})
}
