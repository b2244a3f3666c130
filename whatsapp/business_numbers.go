package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PreVerifiedNumber is a number that a partner has verified, for a client to take
// without a code of its own.
type PreVerifiedNumber struct {
	ID                     string         `json:"id"`
	PhoneNumber            string         `json:"phone_number,omitzero"`
	CodeVerificationStatus string         `json:"code_verification_status,omitzero"` // "VERIFIED", "NOT_VERIFIED", "EXPIRED"
	CodeVerificationTime   time.Time      `json:"code_verification_time,omitzero"`
	VerificationExpiryTime time.Time      `json:"verification_expiry_time,omitzero"` // 90 days after it was verified
	OwnerBusiness          *BusinessOwner `json:"owner_business,omitzero"`

	// As the specification of the WhatsApp platform has it.

	DisplayPhoneNumber string    `json:"display_phone_number,omitzero"`
	VerificationStatus string    `json:"verification_status,omitzero"`
	AvailabilityStatus string    `json:"availability_status,omitzero"` // "AVAILABLE", "IN_USE", "RESERVED", "UNAVAILABLE"
	CountryCode        string    `json:"country_code,omitzero"`        // "IT"
	CountryPrefix      int       `json:"country_prefix,omitzero"`      // 39
	Region             string    `json:"region,omitzero"`
	SupportedFeatures  []string  `json:"supported_features,omitzero"`
	IsInputIDValid     bool      `json:"is_input_id_valid,omitzero"`
	ErrorMessage       string    `json:"error_msg,omitzero"`
	CreatedTime        time.Time `json:"created_time,omitzero"`
	LastUpdated        time.Time `json:"last_updated,omitzero"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (n *PreVerifiedNumber) UnmarshalJSON(data []byte) error {
	type plain PreVerifiedNumber
	return wire.Unmarshal(data, (*plain)(n))
}

const preVerifiedFields = "id,phone_number,code_verification_status,code_verification_time,verification_expiry_time"

// AddPhoneNumber adds a number to those that the business verifies for clients, and
// gives its id. It is then verified by [PreVerifiedNumberHandle.RequestCode] and VerifyCode.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation POST /{business-id}/add_phone_numbers
func (b *Business) AddPhoneNumber(ctx context.Context, phoneNumber string, opts ...metabiz.Option) (preVerifiedID string, err error) {
	var c checker
	c.required(at("phone_number"), phoneNumber)
	if err := c.err("whatsapp.Business.AddPhoneNumber"); err != nil {
		return "", err
	}
	req := b.request(http.MethodPost, "add_phone_numbers")
	req.Body = map[string]string{"phone_number": phoneNumber}
	return created(ctx, b.client, req, opts)
}

// PreVerifiedNumberQuery narrows a list of numbers.
type PreVerifiedNumberQuery struct {
	CodeVerificationStatus string `json:"code_verification_status,omitzero"` // "VERIFIED", "NOT_VERIFIED", "EXPIRED"
	PhoneNumber            string `json:"phone_number,omitzero"`
	Limit                  int    `json:"limit,omitzero"` // a page, up to 100
}

type preVerifiedQueryWire struct {
	fieldsQuery
	PreVerifiedNumberQuery
}

// PreVerifiedNumbers lists the numbers that the business verifies for clients.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation GET /{business-id}/preverified_numbers
func (b *Business) PreVerifiedNumbers(ctx context.Context, q PreVerifiedNumberQuery, opts ...metabiz.Option) iter.Seq2[PreVerifiedNumber, error] {
	return metabiz.List[PreVerifiedNumber](ctx, b.client, b.preVerified(q), opts...)
}

// PreVerifiedNumberPages lists them by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation GET /{business-id}/preverified_numbers
func (b *Business) PreVerifiedNumberPages(ctx context.Context, q PreVerifiedNumberQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[PreVerifiedNumber], error] {
	return metabiz.Pages[PreVerifiedNumber](ctx, b.client, b.preVerified(q), opts...)
}

func (b *Business) preVerified(q PreVerifiedNumberQuery) *metabiz.Request {
	req := b.request(http.MethodGet, "preverified_numbers")
	req.Query = preVerifiedQueryWire{fieldsQuery{preVerifiedFields}, q}
	return req
}

type shareWire struct {
	PreVerifiedID     string `json:"preverified_id"`
	PartnerBusinessID string `json:"partner_business_id"`
}

// ShareNumber lets a partner offer a number to its clients.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation POST /{business-id}/share_preverified_numbers
func (b *Business) ShareNumber(ctx context.Context, preVerifiedID, partnerBusinessID string, opts ...metabiz.Option) error {
	share, err := sharing("whatsapp.Business.ShareNumber", preVerifiedID, partnerBusinessID)
	if err != nil {
		return err
	}
	req := b.request(http.MethodPost, "share_preverified_numbers")
	req.Body, req.Idempotent = share, true
	return succeed(ctx, b.client, req, opts)
}

// UnshareNumber takes a number back from a partner.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/share_preverified_numbers.
//
//meta:operation DELETE /{business-id}/share_preverified_numbers
func (b *Business) UnshareNumber(ctx context.Context, preVerifiedID, partnerBusinessID string, opts ...metabiz.Option) error {
	share, err := sharing("whatsapp.Business.UnshareNumber", preVerifiedID, partnerBusinessID)
	if err != nil {
		return err
	}
	req := b.request(http.MethodDelete, "share_preverified_numbers")
	req.Query = share
	return succeed(ctx, b.client, req, opts)
}

func sharing(what, preVerifiedID, partnerBusinessID string) (shareWire, error) {
	var c checker
	c.required(at("preverified_id"), preVerifiedID)
	c.required(at("partner_business_id"), partnerBusinessID)
	return shareWire{preVerifiedID, partnerBusinessID}, c.err(what)
}

// PreVerifiedNumberHandle is a handle on a number that a partner verifies for clients.
type PreVerifiedNumberHandle struct{ node }

// NewPreVerifiedNumber makes a handle on the number with the id.
func NewPreVerifiedNumber(client *metabiz.Client, preVerifiedID string) *PreVerifiedNumberHandle {
	return &PreVerifiedNumberHandle{node{client, preVerifiedID, "{pre-verified-phone-number-id}"}}
}

// Get reads the number.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation GET /{pre-verified-phone-number-id}
func (n *PreVerifiedNumberHandle) Get(ctx context.Context, opts ...metabiz.Option) (*PreVerifiedNumber, error) {
	return metabiz.Call[PreVerifiedNumber](ctx, n.client, n.read("", preVerifiedFields), opts...)
}

// Delete removes the number from those that are verified for clients. It can't be taken back.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation DELETE /{pre-verified-phone-number-id}
func (n *PreVerifiedNumberHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, n.client, n.request(http.MethodDelete, ""), opts)
}

// NumberPartner is a business that a number is shared with.
type NumberPartner struct {
	ID                 string    `json:"id"`
	Name               string    `json:"name"`
	VerificationStatus string    `json:"verification_status,omitzero"`
	TwoFactorType      string    `json:"two_factor_type,omitzero"`
	TimezoneID         int       `json:"timezone_id,omitzero"`
	CreatedTime        time.Time `json:"created_time,omitzero"`
	UpdatedTime        time.Time `json:"updated_time,omitzero"`
}

// Partners lists the businesses that the number is shared with.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation GET /{pre-verified-phone-number-id}/partners
func (n *PreVerifiedNumberHandle) Partners(ctx context.Context, opts ...metabiz.Option) iter.Seq2[NumberPartner, error] {
	return metabiz.List[NumberPartner](ctx, n.client, n.read("partners", partnerFields), opts...)
}

// PartnerPages lists them by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation GET /{pre-verified-phone-number-id}/partners
func (n *PreVerifiedNumberHandle) PartnerPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[NumberPartner], error] {
	return metabiz.Pages[NumberPartner](ctx, n.client, n.read("partners", partnerFields), opts...)
}

const partnerFields = "id,name,verification_status,two_factor_type,timezone_id,created_time,updated_time"

// RequestCode makes Meta send a verification code to the number.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation POST /{pre-verified-phone-number-id}/request_code
func (n *PreVerifiedNumberHandle) RequestCode(ctx context.Context, code CodeRequest, opts ...metabiz.Option) error {
	if err := code.check(); err != nil {
		return err
	}
	req := n.request(http.MethodPost, "request_code")
	req.Body = code
	return succeed(ctx, n.client, req, opts)
}

// VerifyCode verifies the number by the code that it received, six digits with or
// without a hyphen between them. It takes 125 calls an hour.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/pre-verified-numbers.
//
//meta:operation POST /{pre-verified-phone-number-id}/verify_code
func (n *PreVerifiedNumberHandle) VerifyCode(ctx context.Context, code string, opts ...metabiz.Option) error {
	digits, err := codeDigits("whatsapp.PreVerifiedNumberHandle.VerifyCode", code)
	if err != nil {
		return err
	}
	req := n.request(http.MethodPost, "verify_code")
	req.Body = map[string]string{"code": digits}
	return succeed(ctx, n.client, req, opts)
}
