package pages

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PageCallToAction is the button at the top of a Page.
//
// See https://developers.facebook.com/docs/graph-api/reference/page-call-to-action.
type PageCallToAction struct {
	ID                     string           `json:"id,omitzero" wire:"direct"`
	Type                   CallToActionType `json:"type,omitzero"`
	Status                 string           `json:"status,omitzero"`
	From                   *Page            `json:"from,omitzero"`
	CreatedTime            time.Time        `json:"created_time,omitzero"`
	UpdatedTime            time.Time        `json:"updated_time,omitzero"`
	EmailAddress           string           `json:"email_address,omitzero"`
	IntlNumberWithPlus     string           `json:"intl_number_with_plus,omitzero"`
	WebDestinationType     string           `json:"web_destination_type,omitzero"`
	WebURL                 string           `json:"web_url,omitzero"`
	AndroidApp             *App             `json:"android_app,omitzero"`
	AndroidDeeplink        string           `json:"android_deeplink,omitzero"`
	AndroidDestinationType string           `json:"android_destination_type,omitzero"`
	AndroidPackageName     string           `json:"android_package_name,omitzero"`
	AndroidURL             string           `json:"android_url,omitzero"`
	IPhoneApp              *App             `json:"iphone_app,omitzero"`
	IPhoneDeeplink         string           `json:"iphone_deeplink,omitzero"`
	IPhoneDestinationType  string           `json:"iphone_destination_type,omitzero"`
	IPhoneURL              string           `json:"iphone_url,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (a *PageCallToAction) UnmarshalJSON(data []byte) error {
	type plain PageCallToAction
	return wire.Unmarshal(data, (*plain)(a))
}

// CallToActions lists the buttons of the Page.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/call_to_actions.
//
//meta:operation GET /{page-id}/call_to_actions
func (p *PageHandle) CallToActions(ctx context.Context, opts ...metabiz.Option) iter.Seq2[PageCallToAction, error] {
	return metabiz.List[PageCallToAction](ctx, p.client, p.get("GET /{page-id}/call_to_actions",
		fieldsOf{"id,type,status,created_time,updated_time,email_address,intl_number_with_plus,web_destination_type,web_url"}, "call_to_actions"), opts...)
}

// CallToActionChange is what a button of a Page shall do. What is zero is left as it is.
type CallToActionChange struct {
	Type                   CallToActionType `json:"type,omitzero"`
	WebURL                 string           `json:"web_url,omitzero"`
	WebDestinationType     string           `json:"web_destination_type,omitzero"`
	EmailAddress           string           `json:"email_address,omitzero"`
	IntlNumberWithPlus     string           `json:"intl_number_with_plus,omitzero"`
	AndroidAppID           string           `json:"android_app_id,omitzero"`
	AndroidDestinationType string           `json:"android_destination_type,omitzero"`
	AndroidPackageName     string           `json:"android_package_name,omitzero"`
	AndroidURL             string           `json:"android_url,omitzero"`
	IPhoneAppID            string           `json:"iphone_app_id,omitzero"`
	IPhoneDestinationType  string           `json:"iphone_destination_type,omitzero"`
	IPhoneURL              string           `json:"iphone_url,omitzero"`
}

// ChangeCallToAction changes a button of the Page. CALL_NOW needs its number and
// EMAIL its address. It needs the Page's token with the CREATE_CONTENT task.
//
// No call has the button lead to WhatsApp: the error is then a *[ManualStepError]
// that says who can, and nothing is sent. Ads have buttons of their own.
//
// See https://developers.facebook.com/docs/graph-api/reference/page-call-to-action.
//
//meta:operation POST /{page-call-to-action-id}
func (p *PageHandle) ChangeCallToAction(ctx context.Context, id string, change CallToActionChange, opts ...metabiz.Option) error {
	if change.leadsToWhatsApp() {
		return whatsAppButton(p.id)
	}
	var c checker
	c.required("id", id)
	change.check(&c)
	if err := c.err("CallToActionChange"); err != nil {
		return err
	}
	return done(ctx, p.client, &metabiz.Request{Method: http.MethodPost, Path: metabiz.Path(id), Operation: "POST /{page-call-to-action-id}",
		Body: change, Idempotent: true, Limits: p.limits()}, opts)
}

// DeleteCallToAction removes a button of the Page.
//
// See https://developers.facebook.com/docs/graph-api/reference/page-call-to-action.
//
//meta:operation DELETE /{page-call-to-action-id}
func (p *PageHandle) DeleteCallToAction(ctx context.Context, id string, opts ...metabiz.Option) error {
	return done(ctx, p.client, &metabiz.Request{Method: http.MethodDelete, Path: metabiz.Path(id), Operation: "DELETE /{page-call-to-action-id}", Limits: p.limits()}, opts)
}
