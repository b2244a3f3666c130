package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

var creativeFields = metabiz.WithFields(
	"id", "account_id", "name", "status", "title", "body", "object_type", "call_to_action_type", "image_hash",
	"image_url", "video_id", "thumbnail_url", "object_story_id", "effective_object_story_id", "object_story_spec",
	"asset_feed_spec", "degrees_of_freedom_spec", "instagram_user_id", "instagram_permalink_url",
	"source_instagram_media_id", "url_tags", "adlabels",
)

// AdCreatives lists the account's creatives.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/adcreatives.
//
//meta:operation GET /{ad-account-id}/adcreatives
func (a *Account) AdCreatives(ctx context.Context, query AdCreativeQuery, opts ...metabiz.Option) iter.Seq2[AdCreative, error] {
	return metabiz.List[AdCreative](ctx, a.client, a.get("adcreatives", query), reading(creativeFields, opts)...)
}

// AdCreativePages is [Account.AdCreatives] by pages, with the cursors to resume from.
func (a *Account) AdCreativePages(ctx context.Context, query AdCreativeQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdCreative], error] {
	return metabiz.Pages[AdCreative](ctx, a.client, a.get("adcreatives", query), reading(creativeFields, opts)...)
}

// CreateAdCreative makes a creative. The answer has its ID, and further fields only
// where [metabiz.WithFields] asks for them.
//
// Errors: 1815166 for a story that isn't valid, often because a link isn't encoded,
// 1443226 for a video without a thumbnail, 3 for message_extensions, which only [Account.CreateAd] takes.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-creative.
//
//meta:operation POST /{ad-account-id}/adcreatives
func (a *Account) CreateAdCreative(ctx context.Context, params AdCreativeParams, opts ...metabiz.Option) (*AdCreative, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[AdCreative](ctx, a.client, a.creation("adcreatives", params, params.ExecutionOptions), opts...)
}

// AdCreativeHandle is a creative to work with. It costs nothing to make.
type AdCreativeHandle struct{ object }

// NewAdCreative makes the handle of a creative. That of [Account.AdCreative] also paces
// its calls by the account's limits.
func NewAdCreative(client *metabiz.Client, id string) *AdCreativeHandle {
	return &AdCreativeHandle{object{client: client, id: id, route: "{ad-creative-id}"}}
}

// ID is the creative's id.
func (c *AdCreativeHandle) ID() string { return c.id }

// Get reads the creative.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-creative.
//
//meta:operation GET /{ad-creative-id}
func (c *AdCreativeHandle) Get(ctx context.Context, opts ...metabiz.Option) (*AdCreative, error) {
	return metabiz.Call[AdCreative](ctx, c.client, c.get("", nil), reading(creativeFields, opts)...)
}

// Update changes the creative's name, labels or status; nothing else of it can be changed.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-creative.
//
//meta:operation POST /{ad-creative-id}
func (c *AdCreativeHandle) Update(ctx context.Context, params AdCreativeUpdate, opts ...metabiz.Option) error {
	return c.change(ctx, params, opts)
}

// Delete deletes the creative. One that an ad uses can't be deleted.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-creative.
//
//meta:operation DELETE /{ad-creative-id}
func (c *AdCreativeHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return c.remove(ctx, opts)
}

// Previews shows the creative as it looks in one place, as HTML of an iframe.
//
// See https://developers.facebook.com/docs/marketing-api/generatepreview.
//
//meta:operation GET /{ad-creative-id}/previews
func (c *AdCreativeHandle) Previews(ctx context.Context, query AdPreviewQuery, opts ...metabiz.Option) iter.Seq2[AdPreview, error] {
	return metabiz.List[AdPreview](ctx, c.client, c.get("previews", query), opts...)
}

// GeneratePreviews shows a creative that need not exist yet as it looks in one place, as HTML of an iframe.
//
// See https://developers.facebook.com/docs/marketing-api/generatepreview.
//
//meta:operation GET /{ad-account-id}/generatepreviews
func (a *Account) GeneratePreviews(ctx context.Context, query GeneratePreviewQuery, opts ...metabiz.Option) iter.Seq2[AdPreview, error] {
	return metabiz.List[AdPreview](ctx, a.client, a.get("generatepreviews", query), opts...)
}
