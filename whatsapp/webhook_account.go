package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// AccountUpdate tells what has happened to an account. Which part is there
// depends on Event.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update.
type AccountUpdate struct {
	Event       string `json:"event"` // [AccountDeleted] and its kin
	PhoneNumber string `json:"phone_number,omitempty"`
	Country     string `json:"country,omitempty"` // ISO 3166-1 alpha-2, of [AccountPrimaryLocation]

	WABAInfo        *WABAInfo         `json:"waba_info,omitempty"`
	ViolationInfo   *ViolationInfo    `json:"violation_info,omitempty"`
	RestrictionInfo []RestrictionInfo `json:"restriction_info,omitempty"`
	BanInfo         *BanInfo          `json:"ban_info,omitempty"`

	AuthInternationalRateEligibility *AuthInternationalRateEligibility `json:"auth_international_rate_eligibility,omitempty"`
	VolumeTierInfo                   *VolumeTierInfo                   `json:"volume_tier_info,omitempty"`
	DisconnectionInfo                *DisconnectionInfo                `json:"disconnection_info,omitempty"`
	PartnerClientCertificationInfo   *PartnerClientCertificationInfo   `json:"partner_client_certification_info,omitempty"`
	PartnerClientCertificationNeeded *PartnerClientCertificationInfo   `json:"partner_client_certification_needed_info,omitempty"`
}

// Values of [AccountUpdate].Event.
const (
	AccountDeleted                    = "ACCOUNT_DELETED"
	AccountRestriction                = "ACCOUNT_RESTRICTION"
	AccountViolation                  = "ACCOUNT_VIOLATION"
	AccountDisabled                   = "DISABLED_UPDATE"
	AccountOffboarded                 = "ACCOUNT_OFFBOARDED"
	AccountReconnected                = "ACCOUNT_RECONNECTED"
	AccountAdAccountLinked            = "AD_ACCOUNT_LINKED"
	AccountAuthInternational          = "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"
	AccountPrimaryLocation            = "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"
	AccountMarketingTermsSigned       = "MM_LITE_TERMS_SIGNED"
	AccountPartnerAdded               = "PARTNER_ADDED"
	AccountPartnerRemoved             = "PARTNER_REMOVED"
	AccountPartnerAppInstalled        = "PARTNER_APP_INSTALLED"
	AccountPartnerAppUninstalled      = "PARTNER_APP_UNINSTALLED"
	AccountPartnerCertificationNeeded = "PARTNER_CLIENT_CERTIFICATION_NEEDED"
	AccountPartnerCertificationStatus = "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"
	AccountVolumeTier                 = "VOLUME_BASED_PRICING_TIER_UPDATE"
	AccountVerified                   = "VERIFIED_ACCOUNT"
)

// WABAInfo names the account that a partner event is about. The entry's id is
// then that of a business portfolio.
type WABAInfo struct {
	WABAID                     string   `json:"waba_id,omitempty"`
	OwnerBusinessID            string   `json:"owner_business_id,omitempty"`
	AdAccountLinked            string   `json:"ad_account_linked,omitempty"`
	AdAccountID                string   `json:"ad_account_id,omitempty"` // the same, as another page spells it
	PartnerAppID               string   `json:"partner_app_id,omitempty"`
	SolutionID                 string   `json:"solution_id,omitempty"`
	SolutionPartnerBusinessIDs []string `json:"solution_partner_business_ids,omitempty"`
}

// ViolationInfo names the rule that was broken.
type ViolationInfo struct {
	ViolationType string `json:"violation_type,omitempty"`
	Remediation   string `json:"remediation,omitempty"`
}

// RestrictionInfo is something that the account may not do for now.
type RestrictionInfo struct {
	RestrictionType string    `json:"restriction_type"` // "RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_ADD_PHONE_NUMBER_ACTION" …
	Expiration      time.Time `json:"expiration,omitzero" wire:"direct"`
	Remediation     string    `json:"remediation,omitempty"`
}

// UnmarshalJSON takes the expiration in any of Graph's forms.
func (i *RestrictionInfo) UnmarshalJSON(data []byte) error {
	type plain RestrictionInfo
	return wire.Unmarshal(data, (*plain)(i))
}

// MarshalJSON writes the expiration as Meta does.
func (i RestrictionInfo) MarshalJSON() ([]byte, error) {
	type plain RestrictionInfo
	return json.Marshal(struct {
		plain
		Expiration unixNumber `json:"expiration,omitzero"`
	}{plain(i), unixNumber(i.Expiration)})
}

// BanInfo tells that an account is disabled, will be, or is no longer.
type BanInfo struct {
	WABABanState string `json:"waba_ban_state,omitempty"` // "DISABLE", "REINSTATE", "SCHEDULE_FOR_DISABLE"
	WABABanDate  string `json:"waba_ban_date,omitempty"`  // "April 17, 2026"
}

// AuthInternationalRateEligibility tells from when on authentication messages
// cost the international rate.
type AuthInternationalRateEligibility struct {
	StartTime          time.Time          `json:"start_time,omitzero" wire:"direct"`
	ExceptionCountries []ExceptionCountry `json:"exception_countries,omitempty"`
}

// An ExceptionCountry has a start of its own.
type ExceptionCountry struct {
	CountryCode string    `json:"country_code"`
	StartTime   time.Time `json:"start_time,omitzero" wire:"direct"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (a *AuthInternationalRateEligibility) UnmarshalJSON(data []byte) error {
	type plain AuthInternationalRateEligibility
	return wire.Unmarshal(data, (*plain)(a))
}

// MarshalJSON writes the time as Meta does.
func (a AuthInternationalRateEligibility) MarshalJSON() ([]byte, error) {
	type plain AuthInternationalRateEligibility
	return json.Marshal(struct {
		plain
		StartTime unixNumber `json:"start_time,omitzero"`
	}{plain(a), unixNumber(a.StartTime)})
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (c *ExceptionCountry) UnmarshalJSON(data []byte) error {
	type plain ExceptionCountry
	return wire.Unmarshal(data, (*plain)(c))
}

// MarshalJSON writes the time as Meta does.
func (c ExceptionCountry) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		CountryCode string     `json:"country_code"`
		StartTime   unixNumber `json:"start_time,omitzero"`
	}{c.CountryCode, unixNumber(c.StartTime)})
}

// VolumeTierInfo tells which volume tier an account has reached. Of several for
// one tier, that with the smallest time counts.
type VolumeTierInfo struct {
	TierUpdateTime  time.Time `json:"tier_update_time,omitzero" wire:"direct"`
	PricingCategory string    `json:"pricing_category,omitempty"` // "UTILITY" or "AUTHENTICATION"
	Tier            string    `json:"tier,omitempty"`             // "100001:300000"
	EffectiveMonth  string    `json:"effective_month,omitempty"`  // "2026-11"
	Region          string    `json:"region,omitempty"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (i *VolumeTierInfo) UnmarshalJSON(data []byte) error {
	type plain VolumeTierInfo
	return wire.Unmarshal(data, (*plain)(i))
}

// MarshalJSON writes the time as Meta does.
func (i VolumeTierInfo) MarshalJSON() ([]byte, error) {
	type plain VolumeTierInfo
	return json.Marshal(struct {
		plain
		TierUpdateTime unixNumber `json:"tier_update_time,omitzero"`
	}{plain(i), unixNumber(i.TierUpdateTime)})
}

// DisconnectionInfo tells why a number left the Cloud API that is also on the
// WhatsApp Business app.
type DisconnectionInfo struct {
	Reason      string `json:"reason,omitempty"`       // "PRIMARY_INACTIVITY", "CHANGE_NUMBER", "BUSINESS_DOWNGRADE" …
	InitiatedBy string `json:"initiated_by,omitempty"` // "USER" or "SYSTEM"
}

// PartnerClientCertificationInfo is what became of a client's verification by a partner.
type PartnerClientCertificationInfo struct {
	ClientBusinessID string   `json:"client_business_id,omitempty"`
	Status           string   `json:"status,omitempty"` // "APPROVED", "FAILED", "PENDING", "DISCARDED", "REVOKED"
	RejectionReasons []string `json:"rejection_reasons,omitempty"`
}

func (v AccountUpdate) events(h EventHeader, yield func(Event) bool) bool {
	switch {
	case v.WABAInfo != nil:
		h.WABAID = v.WABAInfo.WABAID
	case v.Event == AccountPartnerAppInstalled, v.Event == AccountPartnerAppUninstalled:
		h.WABAID = "" // the entry is the partner's business
	}
	return yield(AccountEvent{EventHeader: h, Update: v})
}

// AccountAlert tells of a limit that was not raised, an official business
// account granted or refused, a profile picture lost.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts.
type AccountAlert struct {
	EntityType string     `json:"entity_type"` // "BUSINESS", "PHONE_NUMBER" …
	EntityID   string     `json:"entity_id"`
	AlertInfo  *AlertInfo `json:"alert_info,omitempty"`
}

// AlertInfo is what an alert says.
type AlertInfo struct {
	AlertSeverity    string `json:"alert_severity,omitempty"` // "INFORMATIONAL", "WARNING", "CRITICAL"
	AlertStatus      string `json:"alert_status,omitempty"`   // "ACTIVE", "NONE"
	AlertType        string `json:"alert_type,omitempty"`     // "OBA_APPROVED", "PROFILE_PICTURE_LOST" …
	AlertDescription string `json:"alert_description,omitempty"`
}

func (v AccountAlert) events(h EventHeader, yield func(Event) bool) bool {
	return yield(AccountAlertEvent{EventHeader: h, Alert: v})
}

// AccountReviewUpdate is the outcome of an account's review.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update.
type AccountReviewUpdate struct {
	Decision string `json:"decision"` // "APPROVED", "REJECTED", "PENDING", "DEFERRED"
}

func (v AccountReviewUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(AccountReviewEvent{EventHeader: h, Update: v})
}

// AccountSettingsUpdate tells that the settings of a number have changed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings.
type AccountSettingsUpdate struct {
	MessagingProduct    string                     `json:"messaging_product,omitempty"`
	Timestamp           time.Time                  `json:"timestamp,omitzero" wire:"direct"`
	Type                string                     `json:"type,omitempty"` // "phone_number_settings"
	PhoneNumberSettings *PhoneNumberSettingsUpdate `json:"phone_number_settings,omitempty"`
}

// PhoneNumberSettingsUpdate holds a number's settings after the change.
type PhoneNumberSettingsUpdate struct {
	PhoneNumberID string          `json:"phone_number_id"`
	Calling       json.RawMessage `json:"calling,omitempty"` // as the settings of the number have it
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (u *AccountSettingsUpdate) UnmarshalJSON(data []byte) error {
	type plain AccountSettingsUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

// MarshalJSON writes the time as Meta does.
func (u AccountSettingsUpdate) MarshalJSON() ([]byte, error) {
	type plain AccountSettingsUpdate
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(u), unixText(u.Timestamp)})
}

func (u AccountSettingsUpdate) events(h EventHeader, yield func(Event) bool) bool {
	if u.PhoneNumberSettings != nil {
		h.PhoneNumberID = u.PhoneNumberSettings.PhoneNumberID
	}
	h.at(u.Timestamp)
	return yield(AccountSettingsEvent{EventHeader: h, Update: u})
}
