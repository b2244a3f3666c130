package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// UserPreferencesValue is the value of the field "user_preferences".
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences.
type UserPreferencesValue struct {
	MessagingProduct string           `json:"messaging_product,omitempty"`
	Metadata         Metadata         `json:"metadata,omitzero"`
	Contacts         []WebhookContact `json:"contacts,omitempty"`
	UserPreferences  []UserPreference `json:"user_preferences,omitempty"`
}

// A UserPreference tells that a person stopped marketing messages, or wants
// them again. Sending marketing to one who stopped them fails with [ErrOptedOut].
type UserPreference struct {
	WhatsAppID   string    `json:"wa_id,omitempty"`
	UserID       string    `json:"user_id,omitempty"`
	ParentUserID string    `json:"parent_user_id,omitempty"`
	Category     string    `json:"category"`            // "marketing_messages"
	Value        string    `json:"value"`               // [PreferenceStop], [PreferenceResume], [PreferenceSignup]
	SignupID     string    `json:"signup_id,omitempty"` // of the signup link
	Detail       string    `json:"detail,omitempty"`
	Timestamp    time.Time `json:"timestamp,omitzero" wire:"direct"`
}

// Values of [UserPreference].Value.
const (
	PreferenceStop   = "stop"
	PreferenceResume = "resume"
	PreferenceSignup = "signup" // by a signup link
)

// UnmarshalJSON takes the time in any of Graph's forms.
func (p *UserPreference) UnmarshalJSON(data []byte) error {
	type plain UserPreference
	return wire.Unmarshal(data, (*plain)(p))
}

// MarshalJSON writes the time as Meta does.
func (p UserPreference) MarshalJSON() ([]byte, error) {
	type plain UserPreference
	return json.Marshal(struct {
		plain
		Timestamp unixNumber `json:"timestamp,omitzero"`
	}{plain(p), unixNumber(p.Timestamp)})
}

func (v UserPreferencesValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return each(h, "user_preferences", v.UserPreferences, yield, func(h EventHeader, p UserPreference) Event {
		h.at(p.Timestamp)
		return PreferenceEvent{EventHeader: h, Preference: p, Contact: contactOf(v.Contacts, p.UserID, p.WhatsAppID)}
	})
}

// UserIDUpdateValue is the value of the field "user_id_update".
type UserIDUpdateValue struct {
	MessagingProduct string           `json:"messaging_product,omitempty"`
	Metadata         Metadata         `json:"metadata,omitzero"`
	Contacts         []WebhookContact `json:"contacts,omitempty"`
	UserIDUpdate     []UserIDUpdate   `json:"user_id_update,omitempty"`
}

// A UserIDUpdate tells that a person's business-scoped user id has changed:
// move what is kept under the previous one.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
type UserIDUpdate struct {
	WhatsAppID   string    `json:"wa_id,omitempty"`
	Detail       string    `json:"detail,omitempty"`
	UserID       IDChange  `json:"user_id"`
	ParentUserID *IDChange `json:"parent_user_id,omitempty"`
	Timestamp    time.Time `json:"timestamp,omitzero" wire:"direct"`
}

// An IDChange is an id before and after.
type IDChange struct {
	Previous string `json:"previous"`
	Current  string `json:"current"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (u *UserIDUpdate) UnmarshalJSON(data []byte) error {
	type plain UserIDUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

// MarshalJSON writes the time as Meta does.
func (u UserIDUpdate) MarshalJSON() ([]byte, error) {
	type plain UserIDUpdate
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(u), unixText(u.Timestamp)})
}

func (v UserIDUpdateValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return each(h, "user_id_update", v.UserIDUpdate, yield, func(h EventHeader, u UserIDUpdate) Event {
		h.at(u.Timestamp)
		return UserIDEvent{EventHeader: h, Update: u, Contact: contactOf(v.Contacts, u.UserID.Current, u.WhatsAppID)}
	})
}

// AutomaticEventsValue is the value of the field "automatic_events".
type AutomaticEventsValue struct {
	MessagingProduct string          `json:"messaging_product,omitempty"`
	Metadata         Metadata        `json:"metadata,omitzero"`
	AutomaticEvents  []DetectedEvent `json:"automatic_events,omitempty"`
}

// A DetectedEvent is a lead or purchase that Meta recognised in a chat that
// began with an ad. It is there for accounts that opted in, outside the EU, the UK and Japan.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/automatic-events-api.
type DetectedEvent struct {
	ID         string        `json:"id"`         // of the message
	EventName  string        `json:"event_name"` // "LeadSubmitted" or "Purchase"
	Timestamp  time.Time     `json:"timestamp,omitzero" wire:"direct"`
	CTWAClid   string        `json:"ctwa_clid,omitempty"`
	CustomData *DetectedSale `json:"custom_data,omitempty"`
}

// A DetectedSale is what a person bought for.
type DetectedSale struct {
	Currency string  `json:"currency,omitempty"`
	Value    float64 `json:"value"` // times 1,000
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (d *DetectedEvent) UnmarshalJSON(data []byte) error {
	type plain DetectedEvent
	return wire.Unmarshal(data, (*plain)(d))
}

// MarshalJSON writes the time as Meta does.
func (d DetectedEvent) MarshalJSON() ([]byte, error) {
	type plain DetectedEvent
	return json.Marshal(struct {
		plain
		Timestamp unixNumber `json:"timestamp,omitzero"`
	}{plain(d), unixNumber(d.Timestamp)})
}

func (v AutomaticEventsValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return each(h, "automatic_events", v.AutomaticEvents, yield, func(h EventHeader, d DetectedEvent) Event {
		h.at(d.Timestamp)
		return AutomaticEvent{EventHeader: h, Detected: d}
	})
}
