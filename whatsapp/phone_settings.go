package whatsapp

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// SettingStatus switches a feature of a number on or off. Meta writes it in
// capitals or not.
type SettingStatus string

// The values of a [SettingStatus].
const (
	SettingEnabled  = "ENABLED"
	SettingDisabled = "DISABLED"
)

// On tells whether the feature is switched on.
func (s SettingStatus) On() bool { return strings.EqualFold(string(s), SettingEnabled) }

// PhoneSettings are the settings of a number.
type PhoneSettings struct {
	Calling              *CallingSettings      `json:"calling,omitzero"`
	PayloadEncryption    *PayloadEncryption    `json:"payload_encryption,omitzero"`
	StorageConfiguration *StorageConfiguration `json:"storage_configuration,omitzero"`
	UserIdentityChange   *UserIdentityChange   `json:"user_identity_change,omitzero"`
}

// UserIdentityChange says whether the number wants to know that another person may
// be behind an account: messages to that person are then held until they are acknowledged.
type UserIdentityChange struct {
	Enabled bool `json:"enable_identity_key_check"`
}

// PayloadEncryption says whether the number takes encrypted messages, see [Phone.SendEncrypted].
type PayloadEncryption struct {
	Status                         SettingStatus `json:"status"`
	ClientEncryptionKeyFingerprint string        `json:"client_encryption_key_fingerprint,omitzero"`
	CloudEncryptionKey             string        `json:"cloud_encryption_key,omitzero"` // Meta's public key, which messages are encrypted for
}

// StorageConfiguration says where messages are kept at rest.
type StorageConfiguration struct {
	Status                 string `json:"status"` // "DEFAULT", "IN_COUNTRY_STORAGE_ENABLED"
	DataLocalizationRegion string `json:"data_localization_region,omitzero"`
}

// CallingSettings are how a number calls and is called. In an update what is left
// out stays as it is, but for CallHours, which are replaced as a whole.
type CallingSettings struct {
	Status                   SettingStatus        `json:"status,omitzero"`
	CallIconVisibility       CallIconVisibility   `json:"call_icon_visibility,omitzero"`
	CallIcons                *CallIcons           `json:"call_icons,omitzero"`
	CallHours                *CallHours           `json:"call_hours,omitzero"`
	CallbackPermissionStatus SettingStatus        `json:"callback_permission_status,omitzero"` // whether who called is asked to be called back
	SIP                      *SIPSettings         `json:"sip,omitzero"`
	SRTPKeyExchangeProtocol  string               `json:"srtp_key_exchange_protocol,omitzero"` // "DTLS" or "SDES"
	Audio                    *MediaSetting        `json:"audio,omitzero"`
	Video                    *MediaSetting        `json:"video,omitzero"`
	IPAddresses              *CallingIPAddresses  `json:"ip_addresses,omitzero"` // Meta's; read only
	Restrictions             *CallingRestrictions `json:"restrictions,omitzero"` // Meta's; read only
}

// CallIconVisibility is where people find the button by which they call.
type CallIconVisibility string

const (
	CallIconDefault  CallIconVisibility = "DEFAULT"
	CallIconDisabled CallIconVisibility = "DISABLE_ALL" // only messages have a button
)

// CallIcons narrows who sees the call button.
type CallIcons struct {
	RestrictToUserCountries []string `json:"restrict_to_user_countries"` // "IT"; none: all
}

// MediaSetting switches sound or pictures of calls.
type MediaSetting struct {
	Status SettingStatus `json:"status"`
}

// CallingIPAddresses are the addresses that Meta's media come from.
type CallingIPAddresses struct {
	Default []string `json:"default"`
}

// CallHours are when people may call. Outside of them they are offered to write,
// or to be called back.
type CallHours struct {
	Status               SettingStatus    `json:"status"`
	TimezoneID           string           `json:"timezone_id,omitzero"` // "Europe/Rome"
	WeeklyOperatingHours []OperatingHours `json:"weekly_operating_hours,omitzero"`
	HolidaySchedule      []HolidayHours   `json:"holiday_schedule,omitzero"` // up to 20; left out, those that are there are taken away

	// As the specification has it.

	Timezone       string `json:"timezone,omitzero"`
	DayOfWeekStart string `json:"day_of_week_start,omitzero"`
}

// DayOfWeek is a day of the week.
type DayOfWeek string

const (
	Monday    DayOfWeek = "MONDAY"
	Tuesday   DayOfWeek = "TUESDAY"
	Wednesday DayOfWeek = "WEDNESDAY"
	Thursday  DayOfWeek = "THURSDAY"
	Friday    DayOfWeek = "FRIDAY"
	Saturday  DayOfWeek = "SATURDAY"
	Sunday    DayOfWeek = "SUNDAY"
)

// OperatingHours is a span of a day. A day has up to two that don't overlap.
type OperatingHours struct {
	DayOfWeek DayOfWeek `json:"day_of_week"`
	OpenTime  string    `json:"open_time"` // "0900"
	CloseTime string    `json:"close_time"`
}

// HolidayHours is a span of a date, which goes before the weekly hours.
type HolidayHours struct {
	Date      string `json:"date"` // "2026-12-24"
	StartTime string `json:"start_time"`
	EndTime   string `json:"end_time"`
}

// SIPSettings route calls by the Session Initiation Protocol; the calls of the
// Graph API and their webhooks are then out of use.
type SIPSettings struct {
	Status  SettingStatus `json:"status"`
	Servers []SIPServer   `json:"servers,omitzero"` // one an app
}

// SIPServer is where calls are routed to.
type SIPServer struct {
	AppID                string            `json:"app_id,omitzero"`
	Hostname             string            `json:"hostname"`
	Port                 int               `json:"port,omitzero"`
	RequestURIUserParams map[string]string `json:"request_uri_user_params,omitzero"` // such as tgrp
	SIPUserPassword      metabiz.Secret    `json:"sip_user_password,omitzero"`       // made by Meta; only where it is asked for
	Password             metabiz.Secret    `json:"password,omitzero"`                // as the specification spells it
}

// CallingRestrictions are why calling is held back.
type CallingRestrictions struct {
	List         []CallingRestriction `json:"restrictions_list,omitzero"`
	Restrictions []CallingRestriction `json:"restrictions,omitzero"` // as the specification spells it
}

// CallingRestriction is one reason.
type CallingRestriction struct {
	Type       string    `json:"type"` // "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING" …
	Reason     string    `json:"reason,omitzero"`
	Expiration time.Time `json:"expiration,omitzero"`
}

const (
	maxHolidays   = 20
	maxSpansADay  = 2
	callClock     = "1504"
	maxSIPServers = 1 // of the app of the token
	settingsEdge  = "settings"
)

// Validate finds every documented limit that an update by these settings breaks.
func (s CallingSettings) Validate() error {
	var c checker
	if s.CallHours != nil {
		s.CallHours.check(&c)
	}
	if s.SIP != nil {
		c.count(at("calling.sip.servers"), len(s.SIP.Servers), 0, maxSIPServers, "server an app")
		for i, server := range s.SIP.Servers {
			c.required(at("calling.sip.servers[].hostname", i), server.Hostname)
			if server.Port != 0 {
				c.between(at("calling.sip.servers[].port", i), server.Port, 1, 65535)
			}
		}
	}
	if s.IPAddresses != nil {
		c.add(at("calling.ip_addresses"), "is Meta's to set", nil, nil)
	}
	if s.Restrictions != nil {
		c.add(at("calling.restrictions"), "is Meta's to set", nil, nil)
	}
	return c.err("whatsapp.CallingSettings")
}

func (h CallHours) check(c *checker) {
	if !h.Status.On() {
		return
	}
	if h.Timezone == "" {
		c.required(at("calling.call_hours.timezone_id"), h.TimezoneID)
	}
	if len(h.WeeklyOperatingHours) == 0 {
		c.add(at("calling.call_hours.weekly_operating_hours"), "is required", 1, nil)
	}
	days := map[DayOfWeek][]OperatingHours{}
	for i, span := range h.WeeklyOperatingHours {
		p := at("calling.call_hours.weekly_operating_hours[]", i)
		c.required(p.dot("day_of_week"), string(span.DayOfWeek))
		c.span(p, "open_time", span.OpenTime, "close_time", span.CloseTime)
		for _, other := range days[span.DayOfWeek] {
			if span.OpenTime < other.CloseTime && other.OpenTime < span.CloseTime {
				c.add(p, "overlaps another span of the day", nil, span.OpenTime+"-"+span.CloseTime)
			}
		}
		days[span.DayOfWeek] = append(days[span.DayOfWeek], span)
		if n := len(days[span.DayOfWeek]); n == maxSpansADay+1 {
			c.add(p, "is the third span of the day, at most 2", maxSpansADay, string(span.DayOfWeek))
		}
	}
	c.count(at("calling.call_hours.holiday_schedule"), len(h.HolidaySchedule), 0, maxHolidays, "holidays")
	for i, day := range h.HolidaySchedule {
		p := at("calling.call_hours.holiday_schedule[]", i)
		if _, err := time.Parse(time.DateOnly, day.Date); err != nil {
			c.add(p.dot("date"), "is not of the form 2026-12-24", time.DateOnly, day.Date)
		}
		c.span(p, "start_time", day.StartTime, "end_time", day.EndTime)
	}
}

// span notes times that are not of the form 0900, or in the wrong order.
func (c *checker) span(p path, fromName, from, toName, to string) {
	_, fromErr := time.Parse(callClock, from)
	_, toErr := time.Parse(callClock, to)
	if fromErr != nil {
		c.add(p.dot(fromName), "is not of the form 0900", callClock, from)
	}
	if toErr != nil {
		c.add(p.dot(toName), "is not of the form 0900", callClock, to)
	}
	if fromErr == nil && toErr == nil && from >= to {
		c.add(p.dot(toName), "must be behind "+fromName, from, to)
	}
}

// SettingsQuery says what is told of the settings.
type SettingsQuery struct {
	IncludeSIPCredentials bool `json:"include_sip_credentials,omitzero"` // tells SIP passwords, too
}

// Settings reads the number's settings of calls, encryption and storage.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings.
//
//meta:operation GET /{phone-number-id}/settings
func (p *Phone) Settings(ctx context.Context, q SettingsQuery, opts ...metabiz.Option) (*PhoneSettings, error) {
	req := p.request(http.MethodGet, settingsEdge)
	req.Query = q
	return metabiz.Call[PhoneSettings](ctx, p.client, req, opts...)
}

// UpdateCalling changes how the number calls and is called. Calling needs a
// messaging limit of 2,000 (138015, 138018). People's apps may take up to 7 days to show it.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings.
//
//meta:operation POST /{phone-number-id}/settings
func (p *Phone) UpdateCalling(ctx context.Context, s CallingSettings, opts ...metabiz.Option) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return p.set(ctx, struct {
		Calling CallingSettings `json:"calling"`
	}{s}, opts)
}

// UpdateUserIdentityChange says whether the number wants to know that another
// person may be behind an account. Messages to such a person are refused (137000)
// unless [Message].IdentityKeyHash is what the webhook told of them.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/identity-change.
//
//meta:operation POST /{phone-number-id}/settings
func (p *Phone) UpdateUserIdentityChange(ctx context.Context, enabled bool, opts ...metabiz.Option) error {
	return p.set(ctx, struct {
		UserIdentityChange UserIdentityChange `json:"user_identity_change"`
	}{UserIdentityChange{enabled}}, opts)
}

// PayloadEncryptionUpdate switches encrypted messages on or off.
type PayloadEncryptionUpdate struct {
	Status SettingStatus `json:"status"`
	// ClientEncryptionKey is one's own RSA public key in PEM, itself in base64: the
	// answers are encrypted for it. Required to switch on.
	ClientEncryptionKey string `json:"client_encryption_key,omitzero"`
}

// UpdatePayloadEncryption switches encrypted messages on or off, see [Phone.SendEncrypted].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payload-encryption.
//
//meta:operation POST /{phone-number-id}/settings
func (p *Phone) UpdatePayloadEncryption(ctx context.Context, u PayloadEncryptionUpdate, opts ...metabiz.Option) error {
	var c checker
	c.required(at("payload_encryption.status"), string(u.Status))
	if u.Status.On() {
		c.required(at("payload_encryption.client_encryption_key"), u.ClientEncryptionKey)
	}
	if err := c.err("whatsapp.PayloadEncryptionUpdate"); err != nil {
		return err
	}
	return p.set(ctx, struct {
		PayloadEncryption PayloadEncryptionUpdate `json:"payload_encryption"`
	}{u}, opts)
}

// StorageUpdate says whether messages are kept at rest in a country.
type StorageUpdate struct {
	Enabled bool   `json:"enabled"`
	Region  string `json:"region,omitzero"` // "DE", "IN", "SG" …; required to switch on
}

// UpdateStorage says in which country messages are kept at rest.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/local-storage.
//
//meta:operation POST /{phone-number-id}/settings
func (p *Phone) UpdateStorage(ctx context.Context, u StorageUpdate, opts ...metabiz.Option) error {
	var c checker
	if u.Enabled {
		c.required(at("storage_configuration.region"), u.Region)
	}
	if err := c.err("whatsapp.StorageUpdate"); err != nil {
		return err
	}
	return p.set(ctx, struct {
		Storage StorageUpdate `json:"storage_configuration"`
	}{u}, opts)
}

// set changes one feature: a call takes no more.
func (p *Phone) set(ctx context.Context, body any, opts []metabiz.Option) error {
	req := p.request(http.MethodPost, settingsEdge)
	req.Body = body
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}
