package ads

import (
	"context"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// LeadQuery selects leads. Meta keeps them for 90 days.
type LeadQuery struct {
	// After and Before bound when the form was sent, to the second; zero: no bound.
	After, Before time.Time
	Limit         int // of a page
}

// leadQuery is what it sends.
type leadQuery struct {
	Filtering []Filter `json:"filtering,omitzero"`
	Limit     int      `json:"limit,omitzero"`
}

func (q LeadQuery) sent() leadQuery {
	out := leadQuery{Limit: q.Limit}
	if !q.After.IsZero() {
		out.Filtering = append(out.Filtering, Filter{Field: "time_created", Operator: "GREATER_THAN", Value: q.After.Unix()})
	}
	if !q.Before.IsZero() {
		out.Filtering = append(out.Filtering, Filter{Field: "time_created", Operator: "LESS_THAN", Value: q.Before.Unix()})
	}
	return out
}

// Leads lists what people sent by the form, of all its ads and of posts.
//
// Errors: [metabiz.ErrPermission] without leads_retrieval and the task MANAGE_LEADS on the Page.
//
// See https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving.
//
//meta:operation GET /{leadgen-form-id}/leads
func (f *LeadgenFormHandle) Leads(ctx context.Context, query LeadQuery, opts ...metabiz.Option) iter.Seq2[Lead, error] {
	return edge.List[Lead](ctx, f.client, f.get("leads", query.sent()), reading(leadReads, opts))
}

// LeadPages is [LeadgenFormHandle.Leads] by pages, with the cursors to resume from.
func (f *LeadgenFormHandle) LeadPages(ctx context.Context, query LeadQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Lead], error] {
	return edge.Pages[Lead](ctx, f.client, f.get("leads", query.sent()), reading(leadReads, opts))
}

// Leads lists what people sent by the form of the ad.
//
// See https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving.
//
//meta:operation GET /{ad-id}/leads
func (a *AdHandle) Leads(ctx context.Context, query LeadQuery, opts ...metabiz.Option) iter.Seq2[Lead, error] {
	return edge.List[Lead](ctx, a.client, a.get("leads", query.sent()), reading(leadReads, opts))
}

// LeadPages is [AdHandle.Leads] by pages, with the cursors to resume from.
func (a *AdHandle) LeadPages(ctx context.Context, query LeadQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Lead], error] {
	return edge.Pages[Lead](ctx, a.client, a.get("leads", query.sent()), reading(leadReads, opts))
}

// Get reads the lead, such as one that a webhook of field leadgen names.
//
// See https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving.
//
//meta:operation GET /{lead-id}
func (l *LeadHandle) Get(ctx context.Context, opts ...metabiz.Option) (*Lead, error) {
	return edge.Call[Lead](ctx, l.client, l.get("", nil), reading(leadReads, opts))
}

// leadReads are the fields of a lead that are asked for where the caller names none.
var leadReads = metabiz.WithFields("id", "created_time", "ad_id", "adset_id", "campaign_id", "form_id", "field_data", "custom_disclaimer_responses", "is_organic", "platform")
