package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Phone is a handle on a business phone number, named by its id, which is not
// its number. It holds no state and costs nothing to make.
type Phone struct {
	client *metabiz.Client
	id     string
}

// NewPhone makes a handle on the phone number with the id.
func NewPhone(client *metabiz.Client, phoneNumberID string) *Phone {
	return &Phone{client: client, id: phoneNumberID}
}

// With makes a handle on the same number whose calls have further options:
//
//	phone, err = phone.With(whatsapp.WithCallbackData())
func (p *Phone) With(opts ...metabiz.Option) (*Phone, error) {
	client, err := p.client.With(opts...)
	if err != nil {
		return nil, err
	}
	return &Phone{client: client, id: p.id}, nil
}

// ID is the id that the handle was made with.
func (p *Phone) ID() string { return p.id }

func (p *Phone) request(method, edge string) *metabiz.Request {
	if edge == "" {
		return &metabiz.Request{Method: method, Path: metabiz.Path(p.id), Operation: method + " /{phone-number-id}"}
	}
	return &metabiz.Request{Method: method, Path: metabiz.Path(p.id, edge), Operation: method + " /{phone-number-id}/" + edge}
}

// PhoneNumber is a business phone number.
type PhoneNumber struct {
	ID                 string        `json:"id"`
	DisplayPhoneNumber string        `json:"display_phone_number,omitzero"` // "+39 333 123 4567"
	VerifiedName       string        `json:"verified_name,omitzero"`        // as people see it
	QualityRating      QualityRating `json:"quality_rating,omitzero"`
	Throughput         *Throughput   `json:"throughput,omitzero"`
	Status             string        `json:"status,omitzero"` // "CONNECTED", "PENDING", "FLAGGED", "RESTRICTED" …

	NameStatus               NameStatus                `json:"name_status,omitzero"`
	NewDisplayName           string                    `json:"new_display_name,omitzero"` // under review
	NewNameStatus            NameStatus                `json:"new_name_status,omitzero"`
	Certificate              string                    `json:"certificate,omitzero"` // of the name, until the number is registered with it
	NewCertificate           string                    `json:"new_certificate,omitzero"`
	CodeVerificationStatus   string                    `json:"code_verification_status,omitzero"` // "VERIFIED", "NOT_VERIFIED", "EXPIRED"
	UnifiedCertStatus        string                    `json:"unified_cert_status,omitzero"`
	IsOfficial               bool                      `json:"is_official_business_account,omitzero"`
	IsPINEnabled             bool                      `json:"is_pin_enabled,omitzero"`
	IsOnBusinessApp          bool                      `json:"is_on_biz_app,omitzero"` // used in the WhatsApp Business app too
	IsPreverified            bool                      `json:"is_preverified_number,omitzero"`
	AccountMode              string                    `json:"account_mode,omitzero"`  // "LIVE", "SANDBOX"
	PlatformType             string                    `json:"platform_type,omitzero"` // "CLOUD_API", "ON_PREMISE", "NOT_APPLICABLE"
	HostPlatform             string                    `json:"host_platform,omitzero"`
	CountryCode              string                    `json:"country_code,omitzero"`      // "IT"
	CountryDialCode          string                    `json:"country_dial_code,omitzero"` // "39"
	Username                 string                    `json:"username,omitzero"`
	SearchVisibility         string                    `json:"search_visibility,omitzero"`
	LastOnboardedTime        time.Time                 `json:"last_onboarded_time,omitzero"`
	MessagingLimitTier       string                    `json:"messaging_limit_tier,omitzero"`                      // of before October 2025
	BusinessMessagingLimit   string                    `json:"whatsapp_business_manager_messaging_limit,omitzero"` // of the whole portfolio: "TIER_2K", "TIER_UNLIMITED" …
	HealthStatus             *Health                   `json:"health_status,omitzero"`
	WebhookConfiguration     *WebhookAddresses         `json:"webhook_configuration,omitzero"`
	GlobalSearchEligibility  string                    `json:"eligibility_for_api_business_global_search,omitzero"`
	OfficialBusinessAccount  *OfficialBusinessAccount  `json:"official_business_account,omitzero"`
	ConversationalAutomation *ConversationalAutomation `json:"conversational_automation,omitzero"`
}

// UnmarshalJSON takes the forms that Graph has for times and numbers.
func (n *PhoneNumber) UnmarshalJSON(data []byte) error {
	type plain PhoneNumber
	return wire.Unmarshal(data, (*plain)(n))
}

// Throughput is how many messages a number may send and receive a second: by
// default 80, 1,000 after Meta's upgrade. Meta gives a level, not a figure.
// [Phone.Get] tells it to the limits of its client.
type Throughput struct {
	Level string `json:"level"` // "STANDARD" …
}

// WebhookAddresses are where the webhooks of a number go, the most special first.
type WebhookAddresses struct {
	PhoneNumber     string `json:"phone_number,omitzero"`
	BusinessAccount string `json:"whatsapp_business_account,omitzero"`
	Application     string `json:"application,omitzero"`
}

// NameStatus is how far a display name has come.
type NameStatus string

const (
	NameApproved               NameStatus = "APPROVED"
	NameAvailableWithoutReview NameStatus = "AVAILABLE_WITHOUT_REVIEW"
	NameDeclined               NameStatus = "DECLINED"
	NameExpired                NameStatus = "EXPIRED"
	NamePendingReview          NameStatus = "PENDING_REVIEW"
	NameNone                   NameStatus = "NONE"
)

// Health tells whether messages can be sent, as a whole and by each thing that
// takes part in it.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status.
type Health struct {
	CanSendMessage string         `json:"can_send_message"` // "AVAILABLE", "LIMITED", "BLOCKED"
	Entities       []HealthEntity `json:"entities,omitzero"`
}

// HealthEntity is a number, account, business, app or template, and what is wrong with it.
type HealthEntity struct {
	EntityType        string        `json:"entity_type"` // "PHONE_NUMBER", "WABA", "BUSINESS", "APP", "MESSAGE_TEMPLATE"
	ID                string        `json:"id"`
	CanSendMessage    string        `json:"can_send_message"`
	CanReceiveCallSIP string        `json:"can_receive_call_sip,omitzero"`
	AdditionalInfo    []string      `json:"additional_info,omitzero"` // why it is LIMITED
	Errors            []HealthError `json:"errors,omitzero"`          // why it is BLOCKED
}

// HealthError is why something is blocked.
type HealthError struct {
	Code             int    `json:"error_code"`
	Description      string `json:"error_description"`
	PossibleSolution string `json:"possible_solution,omitzero"`
}

// phoneNumberFields are asked for where the caller names none.
var phoneNumberFields = strings.Join([]string{
	"id", "display_phone_number", "verified_name", "quality_rating", "throughput", "status", "name_status",
	"code_verification_status", "is_official_business_account", "is_pin_enabled", "account_mode", "platform_type",
	"whatsapp_business_manager_messaging_limit",
}, ",")

// fieldsQuery names the fields of an answer; [metabiz.WithFields] overrides it.
type fieldsQuery struct {
	Fields string `json:"fields"`
}

// Get reads the number: name, quality, throughput, limits. Other fields, such as
// health_status, are asked for by [metabiz.WithFields].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers.
//
//meta:operation GET /{phone-number-id}
func (p *Phone) Get(ctx context.Context, opts ...metabiz.Option) (*PhoneNumber, error) {
	req := p.request(http.MethodGet, "")
	req.Query = fieldsQuery{phoneNumberFields}
	number, err := metabiz.Call[PhoneNumber](ctx, p.client, req, opts...)
	if err != nil {
		return nil, err
	}
	number.reportThroughput(p.client, p.id)
	return number, nil
}

// reportThroughput lets messages of the number go as fast as Meta takes them.
func (n *PhoneNumber) reportThroughput(client *metabiz.Client, id string) {
	key := metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: id}
	switch {
	case n.IsOnBusinessApp:
		client.ReportTier(key, metabiz.TierBusinessApp)
	case n.Throughput != nil && n.Throughput.Level != "":
		client.ReportTier(key, n.Throughput.Level)
	}
}

// succeed makes a call whose answer is only whether it succeeded.
func succeed(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) error {
	answer, err := metabiz.Call[struct {
		Success *bool `json:"success"`
	}](ctx, client, req, opts...)
	if err != nil {
		return err
	}
	if answer.Success != nil && !*answer.Success {
		return fmt.Errorf("whatsapp: %s: Meta answered that it did not succeed", req.Operation)
	}
	return nil
}

// textOrObject is an object that Meta sends as JSON, or as a text with JSON in it.
func textOrObject(raw json.RawMessage) json.RawMessage {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return json.RawMessage(text)
	}
	return raw
}
