package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// LibraryTemplate is a template that Meta has written and approved beforehand. A
// template of one's own is made of it by [Account.CreateTemplate] with its name in
// LibraryTemplateName; its text can't be changed, and what is filled in must be of BodyParamTypes.
type LibraryTemplate struct {
	ID             string                 `json:"id"`
	Name           string                 `json:"name"`
	Language       string                 `json:"language"`
	Category       TemplateCategory       `json:"category"`
	Topic          LibraryTopic           `json:"topic,omitzero"`
	UseCase        string                 `json:"usecase,omitzero"` // "SHIPMENT_CONFIRMATION", "LOW_BALANCE_WARNING" …
	Industry       []LibraryIndustry      `json:"industry,omitzero"`
	Header         string                 `json:"header,omitzero"`
	Body           string                 `json:"body"`
	BodyParams     []string               `json:"body_params,omitzero"` // examples, in the order of the variables
	BodyParamTypes []LibraryParameterType `json:"body_param_types,omitzero"`
	Footer         string                 `json:"footer,omitzero"`
	Buttons        []TemplateButton       `json:"-"`
}

// LibraryTopic is what templates of the library are about.
type LibraryTopic string

const (
	TopicAccountUpdate    LibraryTopic = "ACCOUNT_UPDATE"
	TopicCustomerFeedback LibraryTopic = "CUSTOMER_FEEDBACK"
	TopicOrderManagement  LibraryTopic = "ORDER_MANAGEMENT"
	TopicPayments         LibraryTopic = "PAYMENTS"
)

// LibraryIndustry is whom templates of the library are for.
type LibraryIndustry string

const (
	IndustryECommerce         LibraryIndustry = "E_COMMERCE"
	IndustryFinancialServices LibraryIndustry = "FINANCIAL_SERVICES"
)

// LibraryParameterType is what a variable of a library template takes; Meta checks it when a message is sent.
type LibraryParameterType string

const (
	ParameterAddress     LibraryParameterType = "ADDRESS"
	ParameterAmount      LibraryParameterType = "AMOUNT" // digits, with a currency before or behind
	ParameterDate        LibraryParameterType = "DATE"
	ParameterEmail       LibraryParameterType = "EMAIL"
	ParameterNumber      LibraryParameterType = "NUMBER" // digits alone
	ParameterPhoneNumber LibraryParameterType = "PHONE NUMBER"
	ParameterText        LibraryParameterType = "TEXT"
)

type libraryTemplateWire struct {
	plainLibraryTemplate
	Buttons []json.RawMessage `json:"buttons"`
}

type plainLibraryTemplate LibraryTemplate

// UnmarshalJSON reads a template of the library as it is listed.
func (t *LibraryTemplate) UnmarshalJSON(data []byte) error {
	var w libraryTemplateWire
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	out := LibraryTemplate(w.plainLibraryTemplate)
	if w.Buttons != nil {
		if err := decodeButtons(&out.Buttons, w.Buttons); err != nil {
			return err
		}
	}
	*t = out
	return nil
}

// LibraryTemplateQuery narrows the library. What is left out does not narrow it.
type LibraryTemplateQuery struct {
	Search   string          `json:"search,omitzero"` // in name, header, body and footer
	Name     string          `json:"name,omitzero"`
	Language string          `json:"language,omitzero"`
	Topic    LibraryTopic    `json:"topic,omitzero"`
	UseCase  string          `json:"usecase,omitzero"`
	Industry LibraryIndustry `json:"industry,omitzero"`
	Limit    int             `json:"limit,omitzero"` // a page
}

// LibraryTemplates lists the templates of Meta's library.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-library.
//
//meta:operation GET /message_template_library
func (a *Account) LibraryTemplates(ctx context.Context, q LibraryTemplateQuery, opts ...metabiz.Option) iter.Seq2[LibraryTemplate, error] {
	return metabiz.List[LibraryTemplate](ctx, a.client, a.libraryTemplates(q), opts...)
}

// LibraryTemplatePages lists the templates of Meta's library by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-library.
//
//meta:operation GET /message_template_library
func (a *Account) LibraryTemplatePages(ctx context.Context, q LibraryTemplateQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[LibraryTemplate], error] {
	return metabiz.Pages[LibraryTemplate](ctx, a.client, a.libraryTemplates(q), opts...)
}

func (a *Account) libraryTemplates(q LibraryTemplateQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "")
	req.Path, req.Operation = "message_template_library", "GET /message_template_library"
	req.Query = q
	return req
}

// LibraryBodyInputs add sentences to the body of a library template, where it has them.
type LibraryBodyInputs struct {
	AddContactNumber          *bool `json:"add_contact_number,omitzero"`
	AddLearnMoreLink          *bool `json:"add_learn_more_link,omitzero"`
	AddSecurityRecommendation *bool `json:"add_security_recommendation,omitzero"`
	AddTrackPackageLink       *bool `json:"add_track_package_link,omitzero"`
	CodeExpirationMinutes     int   `json:"code_expiration_minutes,omitzero"` // 1 to 90
}

// LibraryButtonInput fills a button of a library template in. Type is that of the
// button, in capitals: "URL", "PHONE_NUMBER", "OTP" …
type LibraryButtonInput struct {
	Type                 string         `json:"type"`
	PhoneNumber          string         `json:"phone_number,omitzero"`
	URL                  *LibraryURL    `json:"url,omitzero"`
	OTPType              OTPType        `json:"otp_type,omitzero"`
	SupportedApps        []SupportedApp `json:"supported_apps,omitzero"`
	ZeroTapTermsAccepted bool           `json:"zero_tap_terms_accepted,omitzero"`
}

// LibraryURL is the page that a button of a library template opens. BaseURL may
// end with {{1}}; URLSuffixExample is then the whole address with it filled in.
type LibraryURL struct {
	BaseURL          string `json:"base_url"`
	URLSuffixExample string `json:"url_suffix_example,omitzero"`
}

// checkLibrary checks what fills a library template in.
func (t Template) checkLibrary(c *checker) {
	if in := t.LibraryBodyInputs; in != nil && in.CodeExpirationMinutes != 0 {
		c.between(at("library_template_body_inputs.code_expiration_minutes"), in.CodeExpirationMinutes, 1, 90)
	}
	for i, b := range t.LibraryButtonInputs {
		p := at("library_template_button_inputs[]", i)
		c.required(p.dot("type"), b.Type)
		c.atMost(p.dot("phone_number"), b.PhoneNumber, 20)
		if b.URL != nil {
			c.text(p.dot("url.base_url"), b.URL.BaseURL, 2000)
			c.atMost(p.dot("url.url_suffix_example"), b.URL.URLSuffixExample, 2000)
			if len(variables(b.URL.BaseURL)) > 0 {
				c.required(p.dot("url.url_suffix_example"), b.URL.URLSuffixExample)
			}
		}
		checkApps(c, p.dot("supported_apps"), b.SupportedApps)
	}
}
