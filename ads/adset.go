package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

var adSetFields = metabiz.WithFields(
	"id", "account_id", "campaign_id", "name", "status", "configured_status", "effective_status", "destination_type",
	"optimization_goal", "billing_event", "bid_strategy", "bid_amount", "daily_budget", "lifetime_budget",
	"budget_remaining", "promoted_object", "targeting", "pacing_type", "adset_schedule", "attribution_spec",
	"dsa_beneficiary", "dsa_payor", "is_dynamic_creative", "learning_stage_info", "issues_info",
	"start_time", "end_time", "created_time", "updated_time", "adlabels",
)

// AdSets lists the account's ad sets.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation GET /{ad-account-id}/adsets
func (a *Account) AdSets(ctx context.Context, query AdSetQuery, opts ...metabiz.Option) iter.Seq2[AdSet, error] {
	return metabiz.List[AdSet](ctx, a.client, a.get("adsets", query), reading(adSetFields, opts)...)
}

// AdSetPages is [Account.AdSets] by pages, with the cursors to resume from.
func (a *Account) AdSetPages(ctx context.Context, query AdSetQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdSet], error] {
	return metabiz.Pages[AdSet](ctx, a.client, a.get("adsets", query), reading(adSetFields, opts)...)
}

// CreateAdSet makes an ad set. The answer has its ID, and further fields only where
// [metabiz.WithFields] asks for them.
//
// A campaign has up to 200. Errors: 1487901, 1885272 for a budget below the least one,
// 2446509 for a destination that the objective doesn't allow, 1487246 for a WhatsApp number that isn't
// linked to the Page, 3858152 without beneficiary and payor in the EU.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation POST /{ad-account-id}/adsets
func (a *Account) CreateAdSet(ctx context.Context, params AdSetParams, opts ...metabiz.Option) (*AdSet, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[AdSet](ctx, a.client, a.creation("adsets", params, params.ExecutionOptions), opts...)
}

// AdSetHandle is an ad set to work with. It costs nothing to make.
type AdSetHandle struct{ object }

// NewAdSet makes the handle of an ad set. That of [Account.AdSet] also paces its calls
// by the account's limits.
func NewAdSet(client *metabiz.Client, id string) *AdSetHandle {
	return &AdSetHandle{object{client: client, id: id, route: "{ad-set-id}"}}
}

// ID is the ad set's id.
func (s *AdSetHandle) ID() string { return s.id }

// Get reads the ad set.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation GET /{ad-set-id}
func (s *AdSetHandle) Get(ctx context.Context, opts ...metabiz.Option) (*AdSet, error) {
	return metabiz.Call[AdSet](ctx, s.client, s.get("", nil), reading(adSetFields, opts)...)
}

// Update changes the ad set: its budget up to 4 times an hour (613/1487632), its promoted object never.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation POST /{ad-set-id}
func (s *AdSetHandle) Update(ctx context.Context, params AdSetUpdate, opts ...metabiz.Option) error {
	if err := params.Validate(); err != nil {
		return err
	}
	return s.change(ctx, params, opts)
}

// SetStatus activates, pauses, archives or deletes the ad set.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation POST /{ad-set-id}
func (s *AdSetHandle) SetStatus(ctx context.Context, status Status, opts ...metabiz.Option) error {
	return s.change(ctx, statusOnly{status}, opts)
}

// Delete deletes the ad set with its ads.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
//
//meta:operation DELETE /{ad-set-id}
func (s *AdSetHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return s.remove(ctx, opts)
}

// Ads lists the ad set's ads.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign/ads.
//
//meta:operation GET /{ad-set-id}/ads
func (s *AdSetHandle) Ads(ctx context.Context, query AdQuery, opts ...metabiz.Option) iter.Seq2[Ad, error] {
	return metabiz.List[Ad](ctx, s.client, s.get("ads", query), reading(adFields, opts)...)
}

// Insights reports on the ad set, see [Account.Insights].
//
// See https://developers.facebook.com/docs/marketing-api/insights.
//
//meta:operation GET /{ad-set-id}/insights
func (s *AdSetHandle) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return s.report(ctx, InsightsLevelAdSet, query, opts)
}

// DeliveryEstimate tells how many people the ad set may reach.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign/delivery_estimate.
//
//meta:operation GET /{ad-set-id}/delivery_estimate
func (s *AdSetHandle) DeliveryEstimate(ctx context.Context, query AdSetDeliveryEstimateQuery, opts ...metabiz.Option) (*AdCampaignDeliveryEstimate, error) {
	return one[AdCampaignDeliveryEstimate](ctx, s.client, s.get("delivery_estimate", query), opts)
}

// Copy copies the ad set, with deep_copy also its ads: up to 3 at once.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign/copies.
//
//meta:operation POST /{ad-set-id}/copies
func (s *AdSetHandle) Copy(ctx context.Context, params AdSetCopyParams, opts ...metabiz.Option) (*Copies, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[Copies](ctx, s.client, s.post("copies", params), opts...)
}
