package whatsapp

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// CodeMethod is how a verification code reaches a number.
type CodeMethod string

const (
	CodeSMS   CodeMethod = "SMS"
	CodeVoice CodeMethod = "VOICE"
)

// CodeRequest asks for a verification code. Both are required.
type CodeRequest struct {
	Method   CodeMethod `json:"code_method"`
	Language string     `json:"language"` // of the message: "it", "en_US"
}

// Registration registers a number for the Cloud API. PIN is required.
type Registration struct {
	MessagingProduct string `json:"messaging_product"` // "whatsapp" where it is left out
	// PIN of two-step verification, six digits: the one that the number has, or
	// the one that it gets where it has none.
	PIN string `json:"pin"`
	// DataLocalizationRegion is the country in which messages are stored: "DE",
	// "IN", "SG" … Meta's own where it is left out.
	DataLocalizationRegion string  `json:"data_localization_region,omitzero"`
	Tier                   string  `json:"tier,omitzero"` // "PROD", "SANDBOX"
	RetentionMinutes       int     `json:"meta_store_retention_minutes,omitzero"`
	Backup                 *Backup `json:"backup,omitzero"` // to migrate from the On-Premises API
}

// Backup is what the On-Premises API gave to migrate a number with.
type Backup struct {
	Data     string `json:"data"`
	Password string `json:"password"`
}

// RequestCode makes Meta send a verification code to the number.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers.
//
//meta:operation POST /{phone-number-id}/request_code
func (p *Phone) RequestCode(ctx context.Context, code CodeRequest, opts ...metabiz.Option) error {
	if err := code.check(); err != nil {
		return err
	}
	req := p.request(http.MethodPost, "request_code")
	req.Body = code
	return succeed(ctx, p.client, req, opts)
}

func (r CodeRequest) check() error {
	var c checker
	c.required(at("code_method"), string(r.Method))
	c.required(at("language"), r.Language)
	return c.err("whatsapp.CodeRequest")
}

// VerifyCode verifies the number by the code that it received, six digits with
// or without a hyphen between them.
//
//meta:operation POST /{phone-number-id}/verify_code
func (p *Phone) VerifyCode(ctx context.Context, code string, opts ...metabiz.Option) error {
	digits, err := codeDigits("whatsapp.Phone.VerifyCode", code)
	if err != nil {
		return err
	}
	req := p.request(http.MethodPost, "verify_code")
	req.Body = struct {
		Code string `json:"code"`
	}{digits}
	return succeed(ctx, p.client, req, opts)
}

// codeDigits are the digits of a code as people copy it.
func codeDigits(what, code string) (string, error) {
	digits := make([]byte, 0, 6)
	for i := range len(code) {
		if code[i] != '-' && code[i] != ' ' {
			digits = append(digits, code[i])
		}
	}
	var c checker
	c.digits(at("code"), string(digits), 6)
	return string(digits), c.err(what)
}

// Register makes a verified number ready to send and receive. A number takes ten
// registrations in 72 hours, then none for as long (133016).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/registration.
//
//meta:operation POST /{phone-number-id}/register
func (p *Phone) Register(ctx context.Context, r Registration, opts ...metabiz.Option) error {
	var c checker
	c.digits(at("pin"), r.PIN, 6)
	if err := c.err("whatsapp.Registration"); err != nil {
		return err
	}
	if r.MessagingProduct == "" {
		r.MessagingProduct = "whatsapp"
	}
	req := p.request(http.MethodPost, "register")
	req.Body = r
	return succeed(ctx, p.client, req, opts)
}

// Deregister ends the use of the number with the Cloud API: it can neither send
// nor receive until it is registered again.
//
//meta:operation POST /{phone-number-id}/deregister
func (p *Phone) Deregister(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, p.client, p.request(http.MethodPost, "deregister"), opts)
}

// digits notes what is not exactly n digits. The value is a secret and not shown.
func (c *checker) digits(p path, value string, n int) {
	ok := len(value) == n
	for i := range len(value) {
		ok = ok && value[i] >= '0' && value[i] <= '9'
	}
	if !ok {
		c.add(p, "must be 6 digits", n, nil)
	}
}
