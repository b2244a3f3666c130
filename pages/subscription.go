package pages

import (
	"context"
	"fmt"
	"iter"

	"github.com/metabiz-go/metabiz"
)

// SubscribedApp is an app that is told by webhook what happens on a Page.
type SubscribedApp struct {
	App
	SubscribedFields []SubscribedField `json:"subscribed_fields,omitzero"`
}

// SubscribeApp has the token's app told by webhook what happens on the Page. The
// fields take the place of those subscribed before. It needs the Page's token and
// pages_manage_metadata, and for messages pages_messaging. The app itself must be
// subscribed to the object "page", and for Instagram to "instagram".
//
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps.
//
//meta:operation POST /{page-id}/subscribed_apps
func (p *PageHandle) SubscribeApp(ctx context.Context, fields []SubscribedField, opts ...metabiz.Option) error {
	var c checker
	c.some("subscribed_fields", len(fields), "field")
	for i, f := range fields {
		c.required(fmt.Sprintf("subscribed_fields[%d]", i), string(f))
	}
	if err := c.err("SubscribeApp"); err != nil {
		return err
	}
	return done(ctx, p.client, idempotent(p.post("POST /{page-id}/subscribed_apps", struct {
		Fields []SubscribedField `json:"subscribed_fields"`
	}{fields}, "subscribed_apps")), opts)
}

// SubscribedApps lists the apps that are told what happens on the Page.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps.
//
//meta:operation GET /{page-id}/subscribed_apps
func (p *PageHandle) SubscribedApps(ctx context.Context, opts ...metabiz.Option) iter.Seq2[SubscribedApp, error] {
	return metabiz.List[SubscribedApp](ctx, p.client, p.get("GET /{page-id}/subscribed_apps", nil, "subscribed_apps"), opts...)
}

// UnsubscribeApp has the token's app no longer told anything.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps.
//
//meta:operation DELETE /{page-id}/subscribed_apps
func (p *PageHandle) UnsubscribeApp(ctx context.Context, opts ...metabiz.Option) error {
	return done(ctx, p.client, p.delete("DELETE /{page-id}/subscribed_apps", nil, "subscribed_apps"), opts)
}
