package ads

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// Insights reports what the account's ads did, one row for each object of the level,
// span of time and breakdown. Without Fields the rows have the delivery, the spend and
// the actions, from which [AdsInsights.Messaging] reads the chats.
//
// Rows come about 15 minutes late, change for 28 days, and go back 37 months (3018), with
// breakdowns of reach 13. What is too much for one call (100/1487534, 1504018, 1504038,
// 1504045) is asked for in parts where the rows are the same by parts: by time where the report has rows for
// each day, some days or month, else by the campaigns, ad sets or ads that the rows are about.
// Rows are then sorted within each part. See [Account.InsightsReport] for what takes long.
//
// See https://developers.facebook.com/docs/marketing-api/insights.
//
//meta:operation GET /{ad-account-id}/insights
func (a *Account) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return a.report(ctx, InsightsLevelAccount, query, opts)
}

// InsightsPages is [Account.Insights] by pages, with the cursors to resume from. It does not split what is too much.
func (a *Account) InsightsPages(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	return a.reportPages(ctx, InsightsLevelAccount, query, opts)
}

// InsightsPages is [CampaignHandle.Insights] by pages, as [Account.InsightsPages].
func (c *CampaignHandle) InsightsPages(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	return c.reportPages(ctx, InsightsLevelCampaign, query, opts)
}

// InsightsPages is [AdSetHandle.Insights] by pages, as [Account.InsightsPages].
func (s *AdSetHandle) InsightsPages(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	return s.reportPages(ctx, InsightsLevelAdSet, query, opts)
}

// InsightsPages is [AdHandle.Insights] by pages, as [Account.InsightsPages].
func (a *AdHandle) InsightsPages(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	return a.reportPages(ctx, InsightsLevelAd, query, opts)
}

func (o object) report(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option) iter.Seq2[AdsInsights, error] {
	return o.inParts(ctx, own, query, opts, func(query InsightsQuery) iter.Seq2[AdsInsights, error] {
		return o.rows(ctx, own, query, opts)
	})
}

// rows reports in one go.
func (o object) rows(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option) iter.Seq2[AdsInsights, error] {
	req, opts := o.reportRequest(own, query, opts)
	return metabiz.List[AdsInsights](ctx, o.client, req, opts...)
}

func (o object) reportPages(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	if err := query.check(own); err != nil {
		return func(yield func(*metabiz.Page[AdsInsights], error) bool) { yield(nil, err) }
	}
	req, opts := o.reportRequest(own, query, opts)
	return metabiz.Pages[AdsInsights](ctx, o.client, req, opts...)
}

// reportRequest sends the fields by their own parameter: as a part of the query they
// would go as JSON text, and an option could not replace them.
func (o object) reportRequest(own InsightsLevel, query InsightsQuery, opts []metabiz.Option) (*metabiz.Request, []metabiz.Option) {
	fields := query.fields(own)
	query.Fields = nil
	return o.using(useInsights, o.get("insights", query)), reading(metabiz.WithFields(fields...), opts)
}

func (q InsightsQuery) fields(own InsightsLevel) []string {
	if len(q.Fields) > 0 {
		return q.Fields
	}
	return insightsFields(cmp.Or(q.Level, own))
}

// insightsFields are what a report has by default: names down to its level, and the figures.
func insightsFields(level InsightsLevel) []string {
	fields := []string{"account_id", "account_name", "account_currency"}
	for _, l := range insightsLevels[1:] {
		if level == InsightsLevelAccount {
			break
		}
		fields = append(fields, string(l)+"_id", string(l)+"_name")
		if level == l {
			break
		}
	}
	return slices.Concat(fields, []string{
		"date_start", "date_stop", "spend", "impressions", "reach", "frequency", "clicks", "inline_link_clicks",
		"ctr", "cpc", "cpm", "actions", "action_values", "cost_per_action_type",
	})
}
