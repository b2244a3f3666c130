package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

var adFields = metabiz.WithFields(
	"id", "account_id", "campaign_id", "adset_id", "name", "status", "configured_status", "effective_status",
	"creative{id}", "bid_amount", "tracking_specs", "ad_review_feedback", "issues_info", "preview_shareable_link",
	"ad_schedule_start_time", "ad_schedule_end_time", "created_time", "updated_time", "adlabels",
)

// Ads lists the account's ads.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation GET /{ad-account-id}/ads
func (a *Account) Ads(ctx context.Context, query AdQuery, opts ...metabiz.Option) iter.Seq2[Ad, error] {
	return metabiz.List[Ad](ctx, a.client, a.get("ads", query), reading(adFields, opts)...)
}

// AdPages is [Account.Ads] by pages, with the cursors to resume from.
func (a *Account) AdPages(ctx context.Context, query AdQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Ad], error] {
	return metabiz.Pages[Ad](ctx, a.client, a.get("ads", query), reading(adFields, opts)...)
}

// CreateAd makes an ad of an ad set and a creative. The answer has its ID, and further
// fields only where [metabiz.WithFields] asks for them.
//
// Meta reviews it before it is shown. Errors: 1885029 where the creative's Page is not
// the one that the ad set promotes, 613/1487225 for too many new ads.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation POST /{ad-account-id}/ads
func (a *Account) CreateAd(ctx context.Context, params AdParams, opts ...metabiz.Option) (*Ad, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[Ad](ctx, a.client, a.creation("ads", params, params.ExecutionOptions), opts...)
}

// AdHandle is an ad to work with. It costs nothing to make.
type AdHandle struct{ object }

// NewAd makes the handle of an ad. That of [Account.Ad] also paces its calls by the
// account's limits.
func NewAd(client *metabiz.Client, id string) *AdHandle {
	return &AdHandle{object{client: client, id: id, route: "{ad-id}"}}
}

// ID is the ad's id.
func (a *AdHandle) ID() string { return a.id }

// Get reads the ad. EffectiveStatus tells whether it is shown, or why not.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation GET /{ad-id}
func (a *AdHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Ad, error) {
	return metabiz.Call[Ad](ctx, a.client, a.get("", nil), reading(adFields, opts)...)
}

// Update changes the ad. With another creative it is reviewed anew.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation POST /{ad-id}
func (a *AdHandle) Update(ctx context.Context, params AdUpdate, opts ...metabiz.Option) error {
	return a.change(ctx, params, opts)
}

// SetStatus activates, pauses, archives or deletes the ad.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation POST /{ad-id}
func (a *AdHandle) SetStatus(ctx context.Context, status Status, opts ...metabiz.Option) error {
	return a.change(ctx, statusOnly{status}, opts)
}

// Delete deletes the ad. Its creative stays.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup.
//
//meta:operation DELETE /{ad-id}
func (a *AdHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return a.remove(ctx, opts)
}

// Insights reports on the ad, see [Account.Insights].
//
// See https://developers.facebook.com/docs/marketing-api/insights.
//
//meta:operation GET /{ad-id}/insights
func (a *AdHandle) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return a.report(ctx, InsightsLevelAd, query, opts)
}

// Previews shows the ad as it looks in one place, as HTML of an iframe.
//
// See https://developers.facebook.com/docs/marketing-api/generatepreview.
//
//meta:operation GET /{ad-id}/previews
func (a *AdHandle) Previews(ctx context.Context, query AdPreviewQuery, opts ...metabiz.Option) iter.Seq2[AdPreview, error] {
	return metabiz.List[AdPreview](ctx, a.client, a.get("previews", query), opts...)
}

// Copy copies the ad, paused unless params say otherwise.
//
// See https://developers.facebook.com/docs/marketing-api/reference/adgroup/copies.
//
//meta:operation POST /{ad-id}/copies
func (a *AdHandle) Copy(ctx context.Context, params AdCopyParams, opts ...metabiz.Option) (*Copies, error) {
	return metabiz.Call[Copies](ctx, a.client, a.post("copies", params), opts...)
}
