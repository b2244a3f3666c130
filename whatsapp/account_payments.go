package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PaymentConfiguration is how people in India pay: by a gateway, or to a UPI handle.
type PaymentConfiguration struct {
	ConfigurationName    string       `json:"configuration_name"`
	Status               string       `json:"status,omitzero"` // "Active", "Needs_Connecting", "Needs_Testing"
	MerchantCategoryCode *PaymentCode `json:"merchant_category_code,omitzero"`
	PurposeCode          *PaymentCode `json:"purpose_code,omitzero"`
	ProviderName         string       `json:"provider_name,omitzero"` // "RazorPay" …
	ProviderMID          string       `json:"provider_mid,omitzero"`
	MerchantVPA          string       `json:"merchant_vpa,omitzero"`
	CreatedTimestamp     time.Time    `json:"created_timestamp,omitzero"`
	UpdatedTimestamp     time.Time    `json:"updated_timestamp,omitzero"`
}

// PaymentCode is a code of a list, and what it means.
type PaymentCode struct {
	Code        string `json:"code"`
	Description string `json:"description,omitzero"`
}

// UnmarshalJSON takes times in any of Graph's forms.
func (p *PaymentConfiguration) UnmarshalJSON(data []byte) error {
	type plain PaymentConfiguration
	return wire.Unmarshal(data, (*plain)(p))
}

// PaymentProvider is who takes the money.
type PaymentProvider string

const (
	ProviderBillDesk PaymentProvider = "BILLDESK"
	ProviderPayU     PaymentProvider = "PAYU"
	ProviderRazorpay PaymentProvider = "RAZORPAY"
	ProviderUPIVPA   PaymentProvider = "UPI_VPA"
	ProviderZaakpay  PaymentProvider = "ZAAKPAY"
)

// PaymentConfigurationRequest is a way to pay that is to be made. ConfigurationName is required.
type PaymentConfigurationRequest struct {
	ConfigurationName    string          `json:"configuration_name"` // which orders name it by; up to 60 characters
	ProviderName         PaymentProvider `json:"provider_name,omitzero"`
	MerchantVPA          string          `json:"merchant_vpa,omitzero"` // the handle, for ProviderUPIVPA
	MerchantCategoryCode string          `json:"merchant_category_code,omitzero"`
	PurposeCode          string          `json:"purpose_code,omitzero"`
	RedirectURL          string          `json:"redirect_url,omitzero"`      // where the gateway sends who has linked it
	DataEndpointURL      string          `json:"data_endpoint_url,omitzero"` // for coupons and addresses at checkout
}

// PaymentConfigurationLink is where an administrator links a gateway.
type PaymentConfigurationLink struct {
	Success    bool      `json:"success,omitzero"`
	OAuthURL   string    `json:"oauth_url,omitzero"`
	Expiration time.Time `json:"expiration,omitzero"`
}

const maxConfigurationName = 60

// PaymentConfigurations lists the ways to pay.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis.
//
//meta:operation GET /{waba-id}/payment_configurations
func (a *Account) PaymentConfigurations(ctx context.Context, opts ...metabiz.Option) iter.Seq2[PaymentConfiguration, error] {
	lists := metabiz.List[struct {
		Configurations []PaymentConfiguration `json:"payment_configurations"`
	}](ctx, a.client, a.request(http.MethodGet, "payment_configurations"), opts...)
	return func(yield func(PaymentConfiguration, error) bool) {
		for list, err := range lists {
			if err != nil {
				yield(PaymentConfiguration{}, err)
				return
			}
			for _, configuration := range list.Configurations {
				if !yield(configuration, nil) {
					return
				}
			}
		}
	}
}

// PaymentConfiguration reads a way to pay; it is zero where there is none of the name.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis.
//
//meta:operation GET /{waba-id}/payment_configuration
func (a *Account) PaymentConfiguration(ctx context.Context, name string, opts ...metabiz.Option) (*PaymentConfiguration, error) {
	req, err := a.paymentConfiguration(http.MethodGet, name)
	if err != nil {
		return nil, err
	}
	return first[PaymentConfiguration](ctx, a.client, req, opts)
}

// CreatePaymentConfiguration makes a way to pay. A gateway must then be linked at the address that is given.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis.
//
//meta:operation POST /{waba-id}/payment_configuration
func (a *Account) CreatePaymentConfiguration(ctx context.Context, r PaymentConfigurationRequest, opts ...metabiz.Option) (*PaymentConfigurationLink, error) {
	var c checker
	c.text(at("configuration_name"), r.ConfigurationName, maxConfigurationName)
	if r.ProviderName == ProviderUPIVPA {
		c.required(at("merchant_vpa"), r.MerchantVPA)
	}
	if r.RedirectURL != "" {
		checkLink(&c, at("redirect_url"), r.RedirectURL)
	}
	if err := c.err("whatsapp.PaymentConfigurationRequest"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "payment_configuration")
	req.Body = r
	return metabiz.Call[PaymentConfigurationLink](ctx, a.client, req, opts...)
}

// LinkPaymentConfiguration gives a fresh address at which a gateway is linked.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis.
//
//meta:operation POST /{waba-id}/generate_payment_configuration_oauth_link
func (a *Account) LinkPaymentConfiguration(ctx context.Context, name, redirectURL string, opts ...metabiz.Option) (*PaymentConfigurationLink, error) {
	var c checker
	c.required(at("configuration_name"), name)
	if redirectURL != "" {
		checkLink(&c, at("redirect_url"), redirectURL)
	}
	if err := c.err("whatsapp.Account.LinkPaymentConfiguration"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "generate_payment_configuration_oauth_link")
	req.Body = PaymentConfigurationRequest{ConfigurationName: name, RedirectURL: redirectURL}
	req.Idempotent = true
	return metabiz.Call[PaymentConfigurationLink](ctx, a.client, req, opts...)
}

// DeletePaymentConfiguration takes a way to pay away.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/onboarding-apis.
//
//meta:operation DELETE /{waba-id}/payment_configuration
func (a *Account) DeletePaymentConfiguration(ctx context.Context, name string, opts ...metabiz.Option) error {
	req, err := a.paymentConfiguration(http.MethodDelete, name)
	if err != nil {
		return err
	}
	return succeed(ctx, a.client, req, opts)
}

func (a *Account) paymentConfiguration(method, name string) (*metabiz.Request, error) {
	var c checker
	c.required(at("configuration_name"), name)
	req := a.request(method, "payment_configuration")
	req.Query = struct {
		Name string `json:"configuration_name"`
	}{name}
	return req, c.err("whatsapp.Account.PaymentConfiguration")
}
