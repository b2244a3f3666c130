package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

var campaignFields = metabiz.WithFields(
	"id", "account_id", "name", "objective", "status", "configured_status", "effective_status", "buying_type",
	"bid_strategy", "daily_budget", "lifetime_budget", "budget_remaining", "spend_cap", "pacing_type",
	"special_ad_categories", "special_ad_category_country", "is_adset_budget_sharing_enabled", "source_campaign_id",
	"start_time", "stop_time", "created_time", "updated_time", "adlabels", "issues_info",
)

// Campaigns lists the account's campaigns.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation GET /{ad-account-id}/campaigns
func (a *Account) Campaigns(ctx context.Context, query CampaignQuery, opts ...metabiz.Option) iter.Seq2[Campaign, error] {
	return metabiz.List[Campaign](ctx, a.client, a.get("campaigns", query), reading(campaignFields, opts)...)
}

// CampaignPages is [Account.Campaigns] by pages, with the cursors to resume from.
func (a *Account) CampaignPages(ctx context.Context, query CampaignQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Campaign], error] {
	return metabiz.Pages[Campaign](ctx, a.client, a.get("campaigns", query), reading(campaignFields, opts)...)
}

// CreateCampaign makes a campaign. The answer has its ID, and further fields only
// where [metabiz.WithFields] asks for them; with [ExecutionOptionValidateOnly] nothing is made and ID is empty.
//
// It is active unless params say otherwise. Errors: 1885621 where it and its ad sets
// both have a budget; [metabiz.ErrOutcomeUnknown] where the answer was lost.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation POST /{ad-account-id}/campaigns
func (a *Account) CreateCampaign(ctx context.Context, params CampaignParams, opts ...metabiz.Option) (*Campaign, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[Campaign](ctx, a.client, a.creation("campaigns", params, params.ExecutionOptions), opts...)
}

// creation is a POST that makes something, unless it only checks the parameters.
func (a *Account) creation(edge string, params any, options []ExecutionOption) *metabiz.Request {
	req := a.post(edge, params)
	for _, o := range options {
		req.Idempotent = req.Idempotent || o == ExecutionOptionValidateOnly
	}
	return req
}

// CampaignHandle is a campaign to work with. It costs nothing to make.
type CampaignHandle struct{ object }

// NewCampaign makes the handle of a campaign. That of [Account.Campaign] also paces
// its calls by the account's limits.
func NewCampaign(client *metabiz.Client, id string) *CampaignHandle {
	return &CampaignHandle{object{client: client, id: id, route: "{campaign-id}"}}
}

// ID is the campaign's id.
func (c *CampaignHandle) ID() string { return c.id }

// Get reads the campaign.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation GET /{campaign-id}
func (c *CampaignHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Campaign, error) {
	return metabiz.Call[Campaign](ctx, c.client, c.get("", nil), reading(campaignFields, opts)...)
}

// Update changes the campaign. Of a deleted one only the name can be changed (1487056).
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation POST /{campaign-id}
func (c *CampaignHandle) Update(ctx context.Context, params CampaignUpdate, opts ...metabiz.Option) error {
	return c.change(ctx, params, opts)
}

// SetStatus activates, pauses, archives or deletes the campaign. Its ad sets and ads
// run only while it is active.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation POST /{campaign-id}
func (c *CampaignHandle) SetStatus(ctx context.Context, status Status, opts ...metabiz.Option) error {
	return c.change(ctx, statusOnly{status}, opts)
}

// Delete deletes the campaign with its ad sets and ads. Their insights stay readable.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group.
//
//meta:operation DELETE /{campaign-id}
func (c *CampaignHandle) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return c.remove(ctx, opts)
}

// AdSets lists the campaign's ad sets.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/adsets.
//
//meta:operation GET /{campaign-id}/adsets
func (c *CampaignHandle) AdSets(ctx context.Context, query AdSetQuery, opts ...metabiz.Option) iter.Seq2[AdSet, error] {
	return metabiz.List[AdSet](ctx, c.client, c.get("adsets", query), reading(adSetFields, opts)...)
}

// Ads lists the campaign's ads.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/ads.
//
//meta:operation GET /{campaign-id}/ads
func (c *CampaignHandle) Ads(ctx context.Context, query AdQuery, opts ...metabiz.Option) iter.Seq2[Ad, error] {
	return metabiz.List[Ad](ctx, c.client, c.get("ads", query), reading(adFields, opts)...)
}

// Insights reports on the campaign, see [Account.Insights].
//
// See https://developers.facebook.com/docs/marketing-api/insights.
//
//meta:operation GET /{campaign-id}/insights
func (c *CampaignHandle) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return c.report(ctx, InsightsLevelCampaign, query, opts)
}

// Copy copies the campaign, with deep_copy also its ad sets and ads: up to 3 at once.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/copies.
//
//meta:operation POST /{campaign-id}/copies
func (c *CampaignHandle) Copy(ctx context.Context, params CampaignCopyParams, opts ...metabiz.Option) (*Copies, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return metabiz.Call[Copies](ctx, c.client, c.post("copies", params), opts...)
}
