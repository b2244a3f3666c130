package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// An Account is a handle on a WhatsApp Business Account (WABA): templates,
// numbers, subscriptions. It holds no state and costs nothing to make.
type Account struct {
	client *metabiz.Client
	id     string
}

// NewAccount makes a handle on the WhatsApp Business Account with the id.
func NewAccount(client *metabiz.Client, wabaID string) *Account {
	return &Account{client: client, id: wabaID}
}

// ID is the id that the handle was made with.
func (a *Account) ID() string { return a.id }

// request is a call that Meta counts against the account: 5,000 an hour where it
// has a registered number, else 200.
func (a *Account) request(method, edge string) *metabiz.Request {
	req := &metabiz.Request{
		Method: method, Path: metabiz.Path(a.id), Operation: method + " /{waba-id}",
		Limits: []metabiz.LimitKey{{Kind: metabiz.LimitWhatsAppAccount, ID: a.id}},
	}
	if edge != "" {
		req.Path, req.Operation = metabiz.Path(a.id, edge), req.Operation+"/"+edge
	}
	return req
}

// BusinessAccount is a WhatsApp Business Account.
type BusinessAccount struct {
	ID                         string    `json:"id"`
	Name                       string    `json:"name,omitzero"`
	Status                     string    `json:"status,omitzero"`
	Country                    string    `json:"country,omitzero"`
	Currency                   string    `json:"currency,omitzero"`
	TimezoneID                 string    `json:"timezone_id,omitzero"` // prices change, and months begin, by it
	CreationTime               time.Time `json:"creation_time,omitzero"`
	AccountReviewStatus        string    `json:"account_review_status,omitzero"`
	BusinessVerificationStatus string    `json:"business_verification_status,omitzero"`
	OwnershipType              string    `json:"ownership_type,omitzero"`
	PrimaryBusinessLocation    string    `json:"primary_business_location,omitzero"`
	PrimaryFundingID           string    `json:"primary_funding_id,omitzero"`
	PurchaseOrderNumber        string    `json:"purchase_order_number,omitzero"`
	MessageTemplateNamespace   string    `json:"message_template_namespace,omitzero"`
	// BusinessMessagingLimit is how many people may be written to first, in 24
	// hours, by all numbers of the portfolio: "TIER_2K", "TIER_UNLIMITED" …
	BusinessMessagingLimit string  `json:"whatsapp_business_manager_messaging_limit,omitzero"`
	HealthStatus           *Health `json:"health_status,omitzero"`

	IsEnabledForInsights               bool                              `json:"is_enabled_for_insights,omitzero"`
	IsSharedWithPartners               bool                              `json:"is_shared_with_partners,omitzero"`
	DisableMarketingMessagesOnCloudAPI bool                              `json:"disable_marketing_messages_on_cloud_api,omitzero"`
	TemplateAutoArchivalEnabled        bool                              `json:"template_auto_archival_enabled,omitzero"`
	MarketingMessagesLiteAPIStatus     string                            `json:"marketing_messages_lite_api_status,omitzero"`
	MarketingMessagesOnboardingStatus  string                            `json:"marketing_messages_onboarding_status,omitzero"`
	OwnerBusiness                      *BusinessOwner                    `json:"owner_business,omitzero"`
	OwnerBusinessInfo                  *BusinessOwner                    `json:"owner_business_info,omitzero"`
	OnBehalfOfBusinessInfo             *BusinessOwner                    `json:"on_behalf_of_business_info,omitzero"`
	Analytics                          *Analytics                        `json:"analytics,omitzero"`
	AuthInternationalRateEligibility   *AuthInternationalRateEligibility `json:"auth_international_rate_eligibility,omitzero"`
	LinkedCommerceAccount              any                               `json:"linked_commerce_account,omitzero"`
}

// UnmarshalJSON takes the forms that Graph has for times and numbers.
func (a *BusinessAccount) UnmarshalJSON(data []byte) error {
	type plain BusinessAccount
	return wire.Unmarshal(data, (*plain)(a))
}

// BusinessOwner is the business portfolio that an account belongs to, or is used for.
type BusinessOwner struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitzero"`
	Status string `json:"status,omitzero"`
	Type   string `json:"type,omitzero"`
}

var accountFields = strings.Join([]string{
	"id", "name", "status", "country", "currency", "timezone_id", "account_review_status", "business_verification_status",
	"ownership_type", "primary_business_location", "message_template_namespace", "is_enabled_for_insights",
	"whatsapp_business_manager_messaging_limit", "owner_business_info", "on_behalf_of_business_info",
}, ",")

// Get reads the account. Other fields, such as health_status, are asked for by [metabiz.WithFields].
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account.
//
//meta:operation GET /{waba-id}
func (a *Account) Get(ctx context.Context, opts ...metabiz.Option) (*BusinessAccount, error) {
	req := a.request(http.MethodGet, "")
	req.Query = fieldsQuery{accountFields}
	return metabiz.Call[BusinessAccount](ctx, a.client, req, opts...)
}

// PhoneNumberQuery narrows a list of numbers.
type PhoneNumberQuery struct {
	Filtering []PhoneNumberFilter `json:"filtering,omitzero"` // all of which must hold
	Sort      string              `json:"sort,omitzero"`      // "creation_time.desc", "last_onboarded_time.asc" …
	Limit     int                 `json:"limit,omitzero"`
}

// PhoneNumberFilter holds of the numbers that are listed.
type PhoneNumberFilter struct {
	Field    string `json:"field"`    // "account_mode", "messaging_limit_tier", "is_official_business_account"
	Operator string `json:"operator"` // "EQUAL", "IN" …
	Value    any    `json:"value"`
}

type phoneNumberQueryWire struct {
	fieldsQuery
	PhoneNumberQuery
}

// PhoneNumbers lists the numbers of the account.
//
//meta:operation GET /{waba-id}/phone_numbers
func (a *Account) PhoneNumbers(ctx context.Context, q PhoneNumberQuery, opts ...metabiz.Option) iter.Seq2[PhoneNumber, error] {
	return metabiz.List[PhoneNumber](ctx, a.client, a.phoneNumbers(q), opts...)
}

// PhoneNumberPages lists the numbers of the account by pages.
//
//meta:operation GET /{waba-id}/phone_numbers
func (a *Account) PhoneNumberPages(ctx context.Context, q PhoneNumberQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[PhoneNumber], error] {
	return metabiz.Pages[PhoneNumber](ctx, a.client, a.phoneNumbers(q), opts...)
}

func (a *Account) phoneNumbers(q PhoneNumberQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "phone_numbers")
	req.Query = phoneNumberQueryWire{fieldsQuery{phoneNumberFields}, q}
	return req
}

// SubscribedApp is an app that gets the webhooks of an account.
type SubscribedApp struct {
	App                 App    `json:"whatsapp_business_api_data"`
	OverrideCallbackURI string `json:"override_callback_uri,omitzero"`
}

// App is an app that uses the platform.
type App struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Link string `json:"link,omitzero"`
}

// WebhookOverride sends the webhooks about messages elsewhere than the app's own
// address. OverrideCallbackURI takes up to 200 characters; Meta verifies it with VerifyToken.
type WebhookOverride struct {
	OverrideCallbackURI string `json:"override_callback_uri,omitzero"`
	VerifyToken         string `json:"verify_token,omitzero"`
}

// SubscribeApp subscribes the app of the token to the account's webhooks, which
// no webhook arrives without. With an override these go to its address; without
// one an override that is there is removed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override.
//
//meta:operation POST /{waba-id}/subscribed_apps
func (a *Account) SubscribeApp(ctx context.Context, override WebhookOverride, opts ...metabiz.Option) error {
	var c checker
	if override.OverrideCallbackURI != "" {
		c.atMost(at("override_callback_uri"), override.OverrideCallbackURI, 200)
		if !strings.HasPrefix(override.OverrideCallbackURI, "https://") {
			c.add(at("override_callback_uri"), "is not an https address", nil, override.OverrideCallbackURI)
		}
		c.required(at("verify_token"), override.VerifyToken)
	}
	if err := c.err("whatsapp.WebhookOverride"); err != nil {
		return err
	}
	if override.OverrideCallbackURI == "" {
		return a.subscribe(ctx, nil, opts)
	}
	err := a.subscribe(ctx, override, opts)
	// An override is refused until the app is subscribed without one.
	if isCode(err, 100) {
		if plain := a.subscribe(ctx, nil, opts); plain != nil {
			return err
		}
		err = a.subscribe(ctx, override, opts)
	}
	return err
}

func (a *Account) subscribe(ctx context.Context, body any, opts []metabiz.Option) error {
	req := a.request(http.MethodPost, "subscribed_apps")
	req.Body = body
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// SubscribedApps lists the apps that get the account's webhooks.
//
//meta:operation GET /{waba-id}/subscribed_apps
func (a *Account) SubscribedApps(ctx context.Context, opts ...metabiz.Option) iter.Seq2[SubscribedApp, error] {
	return metabiz.List[SubscribedApp](ctx, a.client, a.request(http.MethodGet, "subscribed_apps"), opts...)
}

// UnsubscribeApp ends the app's webhooks of the account.
//
//meta:operation DELETE /{waba-id}/subscribed_apps
func (a *Account) UnsubscribeApp(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, a.client, a.request(http.MethodDelete, "subscribed_apps"), opts)
}

// Dataset is where events about the account's conversations are reported to, by
// the Conversions API.
type Dataset struct {
	ID   string `json:"id"`
	Name string `json:"name,omitzero"`
}

// Dataset gives the account's dataset, and makes it where there is none.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging.
//
//meta:operation GET /{waba-id}/dataset
//meta:operation POST /{waba-id}/dataset
func (a *Account) Dataset(ctx context.Context, opts ...metabiz.Option) (*Dataset, error) {
	found, err := a.dataset(ctx, http.MethodGet, opts)
	if err != nil || found.ID != "" {
		return found, err
	}
	return a.dataset(ctx, http.MethodPost, opts)
}

func (a *Account) dataset(ctx context.Context, method string, opts []metabiz.Option) (*Dataset, error) {
	req := a.request(method, "dataset")
	req.Idempotent = true // an account has one
	answer, err := metabiz.Call[struct {
		Dataset
		Data json.RawMessage `json:"data"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	if answer.ID != "" {
		return &answer.Dataset, nil
	}
	var list []Dataset
	if wire.Unmarshal(answer.Data, &list) == nil && len(list) > 0 {
		return &list[0], nil
	}
	return &Dataset{}, nil
}
