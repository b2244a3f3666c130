package pages

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// MessageEvent is a message that a person wrote to the Page or Instagram account.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages.
type MessageEvent struct {
	EventHeader
	Message InboundMessage `json:"message"`
}

// EchoEvent is a message that the Page or Instagram account sent, by whatever app
// or person.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-echoes.
type EchoEvent struct {
	EventHeader
	Message InboundMessage `json:"message"`
}

// InboundMessage is a message as webhooks tell it.
type InboundMessage struct {
	MID           string              `json:"mid" wire:"direct"`
	Text          string              `json:"text,omitzero"`
	QuickReply    *TappedReply        `json:"quick_reply,omitzero"`
	ReplyTo       *RepliedTo          `json:"reply_to,omitzero"`
	Attachments   []InboundAttachment `json:"attachments,omitzero"`
	Referral      *Referral           `json:"referral,omitzero"` // where the person came from
	IsEcho        bool                `json:"is_echo,omitzero"`
	IsDeleted     bool                `json:"is_deleted,omitzero"`     // the person took the message back
	IsUnsupported bool                `json:"is_unsupported,omitzero"` // something that webhooks can't tell
	IsSelf        bool                `json:"is_self,omitzero"`        // to oneself, on Instagram
	AppID         string              `json:"app_id,omitzero"`         // of an echo: who sent it
	Metadata      string              `json:"metadata,omitzero"`       // of an echo: that of [Message.Metadata]
	Commands      []CalledCommand     `json:"commands,omitzero"`
	NLP           json.RawMessage     `json:"nlp,omitzero"` // what Meta's language processing found, where it is on
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (m *InboundMessage) UnmarshalJSON(data []byte) error {
	type plain InboundMessage
	return wire.Unmarshal(data, (*plain)(m))
}

// CalledCommand is a command that a person wrote behind a slash.
type CalledCommand struct {
	Name string `json:"name"`
}

// TappedReply is the quick reply that a person tapped.
type TappedReply struct {
	Payload string `json:"payload"`
}

// RepliedTo is what a message answers: a message or, on Instagram, a story.
type RepliedTo struct {
	MID         string        `json:"mid,omitzero"`
	IsSelfReply bool          `json:"is_self_reply,omitzero"`
	Story       *RepliedStory `json:"story,omitzero"`
}

// RepliedStory is a story on Instagram. URL expires.
type RepliedStory struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// InboundAttachment is what a person sent beside text. URL expires.
type InboundAttachment struct {
	Type    AttachmentType
	Title   string
	URL     string
	Sticker string          // id
	Lat     float64         // of a location, in degrees
	Long    float64         // of a location, in degrees
	Payload json.RawMessage // as it came: products, reels and the like
}

type inboundAttachment struct {
	Type    AttachmentType  `json:"type"`
	Title   string          `json:"title,omitzero"`
	URL     string          `json:"url,omitzero"`
	Payload json.RawMessage `json:"payload,omitzero"`
}

// UnmarshalJSON takes the wire form.
func (a *InboundAttachment) UnmarshalJSON(data []byte) error {
	var w inboundAttachment
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*a = InboundAttachment{Type: w.Type, Title: w.Title, URL: w.URL, Payload: w.Payload}
	if len(w.Payload) > 0 {
		a.readPayload(wire.NewScanner(w.Payload))
	}
	return nil
}

// MarshalJSON writes the wire form.
func (a InboundAttachment) MarshalJSON() ([]byte, error) {
	w := inboundAttachment{Type: a.Type, Title: a.Title, Payload: a.Payload}
	if len(a.Payload) == 0 {
		w.URL = a.URL
	}
	return wire.Marshal(w)
}

// Referral is where a person came from: an ad, a link, a QR code.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_referrals.
type Referral struct {
	Ref            string           `json:"ref,omitzero"`    // what the link or the ad says
	Source         string           `json:"source,omitzero"` // ReferralAds, "SHORTLINK" and the like
	Type           string           `json:"type,omitzero"`   // "OPEN_THREAD"
	AdID           string           `json:"ad_id,omitzero"`
	RefererURI     string           `json:"referer_uri,omitzero"`
	IsGuestUser    bool             `json:"is_guest_user,omitzero"`
	AdsContextData *AdsContextData  `json:"ads_context_data,omitzero"`
	Product        *ReferredProduct `json:"product,omitzero"`
}

// ReferredProduct is the product that a person asked about from a shop.
type ReferredProduct struct {
	ID string `json:"id"`
}

// ReferralAds is the source of people whom an ad led into the conversation.
const ReferralAds = "ADS"

// AdsContextData is what the ad showed that led a person into the conversation.
type AdsContextData struct {
	AdTitle   string `json:"ad_title,omitzero"`
	PhotoURL  string `json:"photo_url,omitzero"`
	VideoURL  string `json:"video_url,omitzero"` // of the video's thumbnail
	PostID    string `json:"post_id,omitzero"`
	ProductID string `json:"product_id,omitzero"`
	FlowID    string `json:"flow_id,omitzero"` // of the welcome message flow
}

// EditEvent is a message that a person changed.
type EditEvent struct {
	EventHeader
	MID     string `json:"mid"`
	Text    string `json:"text"`
	NumEdit int    `json:"num_edit"` // how often it was changed so far
}

type messageEdit struct {
	MID     string `json:"mid"`
	Text    string `json:"text"`
	NumEdit int    `json:"num_edit"`
}

// PostbackEvent is a button that a person tapped: of a template, a menu, an ice
// breaker, or the one to get started.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_postbacks.
type PostbackEvent struct {
	EventHeader
	MID      string    `json:"mid,omitzero"`
	Title    string    `json:"title,omitzero"`
	Payload  string    `json:"payload,omitzero"` // empty in a conversation of another app
	Referral *Referral `json:"referral,omitzero"`
}

type postback struct {
	MID      string    `json:"mid"`
	Title    string    `json:"title"`
	Payload  string    `json:"payload"`
	Referral *Referral `json:"referral"`
}

// ReactionEvent is an emoji that a person put on a message, or took off it.
type ReactionEvent struct {
	EventHeader
	MID      string `json:"mid"`
	Action   string `json:"action"`            // "react", "unreact"
	Reaction string `json:"reaction,omitzero"` // "love", "other" and the like
	Emoji    string `json:"emoji,omitzero"`
}

type reaction struct {
	MID      string `json:"mid"`
	Action   string `json:"action"`
	Reaction string `json:"reaction"`
	Emoji    string `json:"emoji"`
}

// ReadEvent tells that a person has read what was sent up to Watermark; on
// Instagram, the message MID and those before it.
type ReadEvent struct {
	EventHeader
	Watermark time.Time `json:"watermark,omitzero"`
	MID       string    `json:"mid,omitzero"`
}

// DeliveryEvent tells that what was sent up to Watermark has reached the person.
type DeliveryEvent struct {
	EventHeader
	Watermark time.Time `json:"watermark,omitzero"`
	MIDs      []string  `json:"mids,omitzero"` // may be left out
}

type receipt struct {
	Watermark time.Time `json:"watermark"`
	MID       string    `json:"mid"`
	MIDs      []string  `json:"mids"`
}

// ReferralEvent tells where a person came from who has talked with the Page before.
type ReferralEvent struct {
	EventHeader
	Referral Referral `json:"referral"`
}

// OptInEvent is a person who agrees to messages, or stops or resumes what they
// agreed to: see [OptIn.NotificationStatus].
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_optins.
type OptInEvent struct {
	EventHeader
	OptIn OptIn `json:"optin"`
}

// OptIn is what a person agreed to.
type OptIn struct {
	Type                  string    `json:"type,omitzero" wire:"direct"` // "notification_messages"
	Ref                   string    `json:"ref,omitzero"`
	UserRef               string    `json:"user_ref,omitzero"`
	Title                 string    `json:"title,omitzero"`
	Payload               string    `json:"payload,omitzero"`
	NotificationToken     string    `json:"notification_messages_token,omitzero"`  // for [Recipient.NotificationToken]
	NotificationStatus    string    `json:"notification_messages_status,omitzero"` // "STOP_NOTIFICATIONS", "RESUME_NOTIFICATIONS"
	NotificationFrequency string    `json:"notification_messages_frequency,omitzero"`
	NotificationTimezone  string    `json:"notification_messages_timezone,omitzero"`
	TokenExpiry           time.Time `json:"token_expiry_timestamp,omitzero"`
	UserTokenStatus       string    `json:"user_token_status,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (o *OptIn) UnmarshalJSON(data []byte) error {
	type plain OptIn
	return wire.Unmarshal(data, (*plain)(o))
}

// HandoverEvent is a conversation that goes from one app to another, or is asked for.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_handovers.
type HandoverEvent struct {
	EventHeader
	Kind                HandoverKind `json:"kind"`
	NewOwnerAppID       string       `json:"new_owner_app_id,omitzero"`
	PreviousOwnerAppID  string       `json:"previous_owner_app_id,omitzero"`  // empty where no app had it
	RequestedOwnerAppID string       `json:"requested_owner_app_id,omitzero"` // who asks for it
	Metadata            string       `json:"metadata,omitzero"`
	AppRoles            AppRoles     `json:"app_roles,omitzero"`
}

// HandoverKind is what happens to a conversation.
type HandoverKind string

const (
	HandoverPass    HandoverKind = "pass_thread_control"
	HandoverTake    HandoverKind = "take_thread_control"
	HandoverRequest HandoverKind = "request_thread_control"
	HandoverRoles   HandoverKind = "app_roles" // the app's own roles have changed
)

// AppRoles are the roles of apps, by app id: "primary_receiver", "secondary_receiver".
type AppRoles map[string][]string

type handover struct {
	NewOwnerAppID       string `json:"new_owner_app_id"`
	PreviousOwnerAppID  string `json:"previous_owner_app_id"`
	RequestedOwnerAppID string `json:"requested_owner_app_id"`
	Metadata            string `json:"metadata"`
}

func (o handover) event(h EventHeader, kind HandoverKind) HandoverEvent {
	return HandoverEvent{EventHeader: h, Kind: kind, NewOwnerAppID: o.NewOwnerAppID, PreviousOwnerAppID: o.PreviousOwnerAppID,
		RequestedOwnerAppID: o.RequestedOwnerAppID, Metadata: o.Metadata}
}
