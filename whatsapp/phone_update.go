package whatsapp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// PhoneNumberUpdate changes what it sets and leaves the rest of a number as it is.
type PhoneNumberUpdate struct {
	PIN                  string           `json:"pin,omitzero"`               // of two-step verification, six digits
	NewDisplayName       string           `json:"new_display_name,omitzero"`  // 2 to 75 characters; goes to review
	SearchVisibility     SearchVisibility `json:"search_visibility,omitzero"` // whether people find the business by searching
	Username             string           `json:"username,omitzero"`          // see [Phone.SetUsername]
	WebhookConfiguration *WebhookOverride `json:"webhook_configuration,omitzero"`
	ConnectionStatus     string           `json:"connection_status,omitzero"`          // "CONNECTED", "DISCONNECTED"
	WebhookURL           string           `json:"webhook_url,omitzero"`                // of the On-Premises API
	APIData              *PhoneAPIData    `json:"whatsapp_business_api_data,omitzero"` // of the On-Premises API
}

// PhoneAPIData says what people are told of a change of keys or numbers.
type PhoneAPIData struct {
	ShowSecurityNotifications *bool `json:"show_security_notifications,omitempty"`
	NotifyUserChangeNumber    *bool `json:"notify_user_change_number,omitempty"`
}

// SearchVisibility is whether people find a business by searching in WhatsApp.
type SearchVisibility string

const (
	SearchVisible SearchVisibility = "VISIBLE"
	SearchHidden  SearchVisibility = "HIDDEN"
)

// Format prints the update without its PIN, whatever the verb.
func (u PhoneNumberUpdate) Format(f fmt.State, verb rune) {
	type plain PhoneNumberUpdate
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(u.hidden()))
}

// LogValue logs the update without its PIN.
func (u PhoneNumberUpdate) LogValue() slog.Value {
	type plain PhoneNumberUpdate
	return slog.AnyValue(plain(u.hidden()))
}

func (u PhoneNumberUpdate) hidden() PhoneNumberUpdate {
	u.PIN = metabiz.Secret(u.PIN).String()
	return u
}

// Validate finds every documented limit that the update breaks.
func (u PhoneNumberUpdate) Validate() error {
	const leastName, mostName = 2, 75
	var c checker
	if u.PIN != "" {
		c.digits(at("pin"), u.PIN, 6)
	}
	if u.NewDisplayName != "" {
		c.atMost(at("new_display_name"), u.NewDisplayName, mostName)
		if len([]rune(u.NewDisplayName)) < leastName {
			c.add(at("new_display_name"), "has 1 character, at least 2", leastName, u.NewDisplayName)
		}
	}
	if u.Username != "" {
		c.username(at("username"), u.Username)
	}
	if w := u.WebhookConfiguration; w != nil && w.OverrideCallbackURI != "" {
		w.check(&c, "webhook_configuration.")
	}
	return c.err("whatsapp.PhoneNumberUpdate")
}

// check notes what is wrong with an override that is no removal.
func (w WebhookOverride) check(c *checker, prefix string) {
	const maxURI = 200
	c.atMost(at(prefix+"override_callback_uri"), w.OverrideCallbackURI, maxURI)
	if !strings.HasPrefix(w.OverrideCallbackURI, "https://") {
		c.add(at(prefix+"override_callback_uri"), "is not an https address", nil, w.OverrideCallbackURI)
	}
	c.required(at(prefix+"verify_token"), w.VerifyToken)
}

// Update changes the number: its PIN, name, visibility or where its webhooks go.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers.
//
//meta:operation POST /{phone-number-id}
func (p *Phone) Update(ctx context.Context, u PhoneNumberUpdate, opts ...metabiz.Option) error {
	if err := u.Validate(); err != nil {
		return err
	}
	return p.update(ctx, u, opts)
}

// SetPIN sets the PIN of two-step verification, six digits. It can't be switched
// off by a call. Too many attempts are refused for a while (133008, 133009).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/two-step-verification.
//
//meta:operation POST /{phone-number-id}
func (p *Phone) SetPIN(ctx context.Context, pin string, opts ...metabiz.Option) error {
	var c checker
	c.digits(at("pin"), pin, 6)
	if err := c.err("whatsapp.Phone.SetPIN"); err != nil {
		return err
	}
	return p.update(ctx, PhoneNumberUpdate{PIN: pin}, opts)
}

// SetDisplayName asks for another display name, 2 to 75 characters. Its review is
// told by the webhook phone_number_name_update; the number must then be registered again.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/display-names.
//
//meta:operation POST /{phone-number-id}
func (p *Phone) SetDisplayName(ctx context.Context, name string, opts ...metabiz.Option) error {
	var c checker
	c.required(at("new_display_name"), name)
	if err := c.err("whatsapp.Phone.SetDisplayName"); err != nil {
		return err
	}
	return p.Update(ctx, PhoneNumberUpdate{NewDisplayName: name}, opts...)
}

// OverrideWebhook sends the number's webhooks about messages elsewhere than those
// of its account. The zero override takes an override back.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override.
//
//meta:operation POST /{phone-number-id}
func (p *Phone) OverrideWebhook(ctx context.Context, override WebhookOverride, opts ...metabiz.Option) error {
	if override.OverrideCallbackURI != "" {
		return p.Update(ctx, PhoneNumberUpdate{WebhookConfiguration: &override}, opts...)
	}
	return p.update(ctx, map[string]any{"webhook_configuration": map[string]string{"override_callback_uri": ""}}, opts)
}

func (p *Phone) update(ctx context.Context, body any, opts []metabiz.Option) error {
	req := p.request(http.MethodPost, "")
	req.Body = body
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}
