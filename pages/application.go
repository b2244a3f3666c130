package pages

import (
	"context"
	"fmt"
	"iter"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// AppHandle makes calls about an app's webhooks. Its client has the app's own token, which is
// "{app-id}|{app-secret}": a Page's or a person's is refused.
type AppHandle struct{ node }

// NewApp makes a handle.
func NewApp(client *metabiz.Client, appID string) *AppHandle {
	return &AppHandle{node{client: client, id: appID, route: "{application-id}"}}
}

// ID is the app's id.
func (a *AppHandle) ID() string { return a.id }

// AppSubscription says what an app is told of an object, and where.
type AppSubscription struct {
	Object string // WebhookPage, WebhookInstagram and the like
	// CallbackURL is where Meta sends it, with https://. It is asked at once, and must answer with
	// the challenge, as a [metabiz.Webhook] does. Empty: where the object's are sent already.
	CallbackURL string
	VerifyToken Secret            // what the callback expects
	Fields      []SubscribedField // such as [Events.Fields]; they are added to what is subscribed
	// IncludeValues has changes come with their values; nil is Meta's own, which is true.
	IncludeValues *bool
}

type appSubscription struct {
	Object        string            `json:"object"`
	CallbackURL   string            `json:"callback_url,omitzero"`
	VerifyToken   string            `json:"verify_token,omitzero"`
	Fields        []SubscribedField `json:"fields,omitzero"`
	IncludeValues *bool             `json:"include_values,omitzero"`
}

// ApplicationSubscriptions is what an app is told of an object.
//
// See https://developers.facebook.com/docs/graph-api/reference/application/subscriptions.
type ApplicationSubscriptions struct {
	Object      string            `json:"object,omitzero" wire:"direct"`
	CallbackURL string            `json:"callback_url,omitzero"`
	Active      bool              `json:"active,omitzero"`
	Fields      []SubscribedValue `json:"fields,omitzero"`
}

// UnmarshalJSON takes booleans in each form that Meta writes them in.
func (a *ApplicationSubscriptions) UnmarshalJSON(data []byte) error {
	type plain ApplicationSubscriptions
	return wire.Unmarshal(data, (*plain)(a))
}

// SubscribedValue is a field that an app is subscribed to, as of a version.
type SubscribedValue struct {
	Name    string `json:"name"`
	Version string `json:"version,omitzero"` // "v26.0"
}

// Subscribe has the app told of an object's fields. Beside it, each Page is subscribed by
// [PageHandle.SubscribeApp].
//
// See https://developers.facebook.com/docs/graph-api/reference/application/subscriptions.
//
//meta:operation POST /{application-id}/subscriptions
func (a *AppHandle) Subscribe(ctx context.Context, subscription AppSubscription, opts ...metabiz.Option) error {
	var c checker
	c.required("object", subscription.Object)
	if subscription.CallbackURL != "" {
		c.link("callback_url", subscription.CallbackURL, "https", "http")
		if !subscription.VerifyToken.Known() {
			c.add("verify_token", "is required with callback_url", nil, nil)
		}
	}
	for i, f := range subscription.Fields {
		c.required(fmt.Sprintf("fields[%d]", i), string(f))
	}
	if err := c.err("AppSubscription"); err != nil {
		return err
	}
	return done(ctx, a.client, idempotent(a.post("subscriptions", appSubscription{subscription.Object, subscription.CallbackURL,
		string(subscription.VerifyToken), subscription.Fields, subscription.IncludeValues})), opts)
}

// Subscriptions lists what the app is told, an object each.
//
// See https://developers.facebook.com/docs/graph-api/reference/application/subscriptions.
//
//meta:operation GET /{application-id}/subscriptions
func (a *AppHandle) Subscriptions(ctx context.Context, opts ...metabiz.Option) iter.Seq2[ApplicationSubscriptions, error] {
	return metabiz.List[ApplicationSubscriptions](ctx, a.client, a.get("subscriptions", nil), opts...)
}

// Unsubscribe has the app no longer told of fields of an object; without fields, of none.
//
// See https://developers.facebook.com/docs/graph-api/reference/application/subscriptions.
//
//meta:operation DELETE /{application-id}/subscriptions
func (a *AppHandle) Unsubscribe(ctx context.Context, object string, fields []SubscribedField, opts ...metabiz.Option) error {
	var c checker
	c.required("object", object) // without one, Meta would end all subscriptions
	if err := c.err("Unsubscribe"); err != nil {
		return err
	}
	return done(ctx, a.client, a.delete("subscriptions", struct {
		Object string            `json:"object"`
		Fields []SubscribedField `json:"fields,omitzero"`
	}{object, fields}), opts)
}
