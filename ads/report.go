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
// Rows come about 15 minutes late, change for 28 days, and go back 37 months (3018).
// What is too much for one call is refused with 100/1487534: ask for less time or fewer breakdowns.
//
// See https://developers.facebook.com/docs/marketing-api/insights.
//
//meta:operation GET /{ad-account-id}/insights
func (a *Account) Insights(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return a.report(ctx, InsightsLevelAccount, query, opts)
}

// InsightsPages is [Account.Insights] by pages, with the cursors to resume from.
func (a *Account) InsightsPages(ctx context.Context, query InsightsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdsInsights], error] {
	req, opts := a.reportRequest(InsightsLevelAccount, query, opts)
	return metabiz.Pages[AdsInsights](ctx, a.client, req, opts...)
}

func (o object) report(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option) iter.Seq2[AdsInsights, error] {
	req, opts := o.reportRequest(own, query, opts)
	return metabiz.List[AdsInsights](ctx, o.client, req, opts...)
}

// reportRequest sends the fields by their own parameter: as a part of the query they
// would go as JSON text, and an option could not replace them.
func (o object) reportRequest(own InsightsLevel, query InsightsQuery, opts []metabiz.Option) (*metabiz.Request, []metabiz.Option) {
	fields := query.Fields
	if len(fields) == 0 {
		fields = insightsFields(cmp.Or(query.Level, own))
	}
	query.Fields = nil
	req := o.get("insights", query)
	req.Limits = o.limits(useInsights)
	return req, reading(metabiz.WithFields(fields...), opts)
}

// insightsFields are what a report has by default: names down to its level, and the figures.
func insightsFields(level InsightsLevel) []string {
	fields := []string{"account_id", "account_name", "account_currency"}
	for _, l := range []InsightsLevel{InsightsLevelCampaign, InsightsLevelAdSet, InsightsLevelAd} {
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
