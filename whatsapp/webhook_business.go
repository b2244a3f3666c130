package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// BusinessCapabilityUpdate tells that limits of an account or its business have changed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update.
type BusinessCapabilityUpdate struct {
	// MaxDailyConversationsPerBusiness is how many people may be written to in 24
	// hours outside of a window: a number, "TIER_2K" and its kin, or "-1" and "TIER_UNLIMITED".
	MaxDailyConversationsPerBusiness string `json:"max_daily_conversations_per_business,omitempty"`
	MaxDailyConversationPerPhone     *int   `json:"max_daily_conversation_per_phone,omitempty"` // before v24.0; -1 is no limit
	MaxPhoneNumbersPerBusiness       *int   `json:"max_phone_numbers_per_business,omitempty"`
	MaxPhoneNumbersPerWABA           *int   `json:"max_phone_numbers_per_waba,omitempty"`
}

// UnmarshalJSON takes the limits as numbers or names.
func (u *BusinessCapabilityUpdate) UnmarshalJSON(data []byte) error {
	type plain BusinessCapabilityUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

func (u BusinessCapabilityUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(BusinessCapabilityEvent{EventHeader: h, Update: u})
}

// BusinessUsernameUpdate tells that a number's username was approved, reserved or deleted.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
type BusinessUsernameUpdate struct {
	DisplayPhoneNumber string `json:"display_phone_number,omitempty"`
	Username           string `json:"username,omitempty"`
	Status             string `json:"status"` // "approved", "reserved", "deleted"
}

func (v BusinessUsernameUpdate) events(h EventHeader, yield func(Event) bool) bool {
	h.DisplayPhoneNumber = v.DisplayPhoneNumber
	return yield(BusinessUsernameEvent{EventHeader: h, Update: v})
}

// PhoneNumberNameUpdate is the outcome of a display name's review.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update.
type PhoneNumberNameUpdate struct {
	DisplayPhoneNumber    string `json:"display_phone_number"`
	Decision              string `json:"decision"` // "APPROVED", "REJECTED", "DEFERRED", "PENDING"
	RequestedVerifiedName string `json:"requested_verified_name,omitempty"`
	RejectionReason       string `json:"rejection_reason,omitempty"` // "NAME_FORMAT_UNACCEPTABLE" …
}

func (v PhoneNumberNameUpdate) events(h EventHeader, yield func(Event) bool) bool {
	h.DisplayPhoneNumber = v.DisplayPhoneNumber
	return yield(PhoneNumberNameEvent{EventHeader: h, Update: v})
}

// PhoneNumberQualityUpdate tells that a number's throughput or limit has changed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update.
type PhoneNumberQualityUpdate struct {
	DisplayPhoneNumber               string `json:"display_phone_number"`
	Event                            string `json:"event"` // "ONBOARDING", "THROUGHPUT_UPGRADE", "FLAGGED" …
	OldLimit                         string `json:"old_limit,omitempty"`
	CurrentLimit                     string `json:"current_limit,omitempty"` // "TIER_2K" …
	MaxDailyConversationsPerBusiness string `json:"max_daily_conversations_per_business,omitempty"`
}

// UnmarshalJSON takes the limit as a number or a name.
func (u *PhoneNumberQualityUpdate) UnmarshalJSON(data []byte) error {
	type plain PhoneNumberQualityUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

func (u PhoneNumberQualityUpdate) events(h EventHeader, yield func(Event) bool) bool {
	h.DisplayPhoneNumber = u.DisplayPhoneNumber
	return yield(PhoneNumberQualityEvent{EventHeader: h, Update: u})
}

// SecurityUpdate tells that a number's two-step verification PIN was changed,
// or that somebody asked to have it switched off.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security.
type SecurityUpdate struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	Event              string `json:"event"`               // "PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_REQUEST_SUCCESS"
	Requester          string `json:"requester,omitempty"` // who asked for the reset
}

func (v SecurityUpdate) events(h EventHeader, yield func(Event) bool) bool {
	h.DisplayPhoneNumber = v.DisplayPhoneNumber
	return yield(SecurityEvent{EventHeader: h, Update: v})
}

// PartnerSolutionUpdate tells of a multi-partner solution. The entry is a
// business portfolio, not an account.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions.
type PartnerSolutionUpdate struct {
	Event          string `json:"event"` // "SOLUTION_CREATED", "SOLUTION_UPDATED"
	SolutionID     string `json:"solution_id"`
	SolutionStatus string `json:"solution_status,omitempty"` // "ACTIVE", "DRAFT", "INITIATED", "REJECTED" …
}

func (v PartnerSolutionUpdate) events(h EventHeader, yield func(Event) bool) bool {
	h.WABAID = ""
	return yield(PartnerSolutionEvent{EventHeader: h, Update: v})
}

// PaymentConfigurationUpdate tells that a payment gateway was connected, tested or lost (India, Brazil).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update.
type PaymentConfigurationUpdate struct {
	ConfigurationName string    `json:"configuration_name"`
	ProviderName      string    `json:"provider_name,omitempty"` // "razorpay", "payu" …
	ProviderMID       string    `json:"provider_mid,omitempty"`
	Status            string    `json:"status,omitempty"` // "Active", "Needs Connecting", "Needs Testing"
	CreatedTimestamp  time.Time `json:"created_timestamp,omitzero" wire:"direct"`
	UpdatedTimestamp  time.Time `json:"updated_timestamp,omitzero"`
}

// UnmarshalJSON takes the times in any of Graph's forms.
func (u *PaymentConfigurationUpdate) UnmarshalJSON(data []byte) error {
	type plain PaymentConfigurationUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

// MarshalJSON writes the times as Meta does.
func (u PaymentConfigurationUpdate) MarshalJSON() ([]byte, error) {
	type plain PaymentConfigurationUpdate
	return json.Marshal(struct {
		plain
		CreatedTimestamp unixNumber `json:"created_timestamp,omitzero"`
		UpdatedTimestamp unixNumber `json:"updated_timestamp,omitzero"`
	}{plain(u), unixNumber(u.CreatedTimestamp), unixNumber(u.UpdatedTimestamp)})
}

func (u PaymentConfigurationUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(PaymentConfigurationEvent{EventHeader: h, Update: u})
}
