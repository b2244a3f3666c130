package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplateMetric is a figure of a template.
type TemplateMetric string

const (
	MetricSent      TemplateMetric = "SENT"
	MetricDelivered TemplateMetric = "DELIVERED"
	MetricRead      TemplateMetric = "READ"
	MetricReplied   TemplateMetric = "REPLIED"
	MetricClicked   TemplateMetric = "CLICKED" // marketing and utility: URL buttons and quick replies
	MetricCost      TemplateMetric = "COST"    // not where a solution partner's credit line pays

	// Of the Marketing Messages API alone.

	MetricAppActivations                  TemplateMetric = "APP_ACTIVATIONS"
	MetricAppAddToCart                    TemplateMetric = "APP_ADD_TO_CART"
	MetricAppCheckoutsInitiated           TemplateMetric = "APP_CHECKOUTS_INITIATED"
	MetricAppPurchases                    TemplateMetric = "APP_PURCHASES"
	MetricAppPurchasesConversionValue     TemplateMetric = "APP_PURCHASES_CONVERSION_VALUE"
	MetricWebsiteAddToCart                TemplateMetric = "WEBSITE_ADD_TO_CART"
	MetricWebsiteCheckoutsInitiated       TemplateMetric = "WEBSITE_CHECKOUTS_INITIATED"
	MetricWebsitePurchases                TemplateMetric = "WEBSITE_PURCHASES"
	MetricWebsitePurchasesConversionValue TemplateMetric = "WEBSITE_PURCHASES_CONVERSION_VALUE"
)

// TemplateProductType is what messages were sent by.
type TemplateProductType string

const (
	ProductCloudAPI             TemplateProductType = "CLOUD_API"
	ProductMarketingMessagesAPI TemplateProductType = "MARKETING_MESSAGES_LITE_API"
)

// TemplateAnalyticsQuery says which templates and days are told about, of up to 90 days.
type TemplateAnalyticsQuery struct {
	TemplateIDs []string // up to 10
	Start, End  time.Time
	Metrics     []TemplateMetric    // all where it is left out
	ProductType TemplateProductType // the Cloud API where it is left out
	// UseWABATimezone has days begin at midnight of the account, not of UTC. Start and End
	// then count by their date alone.
	UseWABATimezone bool
	Limit           int // a page
}

// TemplateGroupAnalyticsQuery says which groups of templates and days are told about, of up to 90 days.
type TemplateGroupAnalyticsQuery struct {
	TemplateGroupIDs []string // up to 10
	Start, End       time.Time
	Metrics          []TemplateMetric // all where it is left out
	UseWABATimezone  bool             // see TemplateAnalyticsQuery
	Limit            int              // a page
}

type templateAnalyticsQueryWire struct {
	Granularity      string              `json:"granularity"`
	Start            string              `json:"start"`
	End              string              `json:"end"`
	Metrics          []TemplateMetric    `json:"metric_types,omitzero"`
	TemplateIDs      []string            `json:"template_ids,omitzero"`
	TemplateGroupIDs []string            `json:"template_group_ids,omitzero"`
	ProductType      TemplateProductType `json:"product_type,omitzero"`
	UseWABATimezone  bool                `json:"use_waba_timezone,omitzero"`
	Limit            int                 `json:"limit,omitzero"`
}

// TemplateAnalytics are figures of a product, day by day.
type TemplateAnalytics struct {
	Granularity  string              `json:"granularity"` // "DAILY"
	ProductType  string              `json:"product_type,omitzero"`
	WABATimezone string              `json:"waba_timezone,omitzero"`
	DataPoints   []TemplateDataPoint `json:"data_points"`
}

// UnmarshalJSON takes the forms that Graph has for times and numbers.
func (t *TemplateAnalytics) UnmarshalJSON(data []byte) error {
	type plain TemplateAnalytics
	return wire.Unmarshal(data, (*plain)(t))
}

// TemplateDataPoint is a day of a template, or of a group of templates.
type TemplateDataPoint struct {
	TemplateID      string           `json:"template_id,omitzero"`
	TemplateGroupID string           `json:"template_group_id,omitzero"`
	Start           time.Time        `json:"start"`
	End             time.Time        `json:"end"`
	Sent            int64            `json:"sent"`
	Delivered       int64            `json:"delivered"`
	Read            int64            `json:"read"`
	Replied         int64            `json:"replied,omitzero"`
	Clicked         []TemplateClicks `json:"clicked,omitzero"`
	Cost            []TemplateCost   `json:"cost,omitzero"`

	// Extra holds the figures of the Marketing Messages API, such as app_purchases, by their name.
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// TemplateClicks is how often a button was tapped.
type TemplateClicks struct {
	Type          string `json:"type"` // "quick_reply_button", "url_button", "unique_url_button"
	ButtonContent string `json:"button_content"`
	Count         int64  `json:"count"`
}

// TemplateCost is money in units of the account's currency.
type TemplateCost struct {
	Type  string  `json:"type"` // "amount_spent", "cost_per_delivered", "cost_per_url_button_click"
	Value float64 `json:"value"`
}

// TemplateAnalytics lists figures of templates. The account must have insights
// enabled, which can't be undone (200005 to 200007).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#template-analytics.
//
//meta:operation GET /{waba-id}/template_analytics
func (a *Account) TemplateAnalytics(ctx context.Context, q TemplateAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[TemplateAnalytics, error] {
	req, err := a.templateAnalytics(q)
	return listChecked[TemplateAnalytics](ctx, a.client, req, err, opts)
}

// TemplateAnalyticsPages lists figures of templates by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#template-analytics.
//
//meta:operation GET /{waba-id}/template_analytics
func (a *Account) TemplateAnalyticsPages(ctx context.Context, q TemplateAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[TemplateAnalytics], error] {
	req, err := a.templateAnalytics(q)
	return pagesChecked[TemplateAnalytics](ctx, a.client, req, err, opts)
}

// TemplateGroupAnalytics lists figures of groups of templates.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#template-group-analytics.
//
//meta:operation GET /{waba-id}/template_group_analytics
func (a *Account) TemplateGroupAnalytics(ctx context.Context, q TemplateGroupAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[TemplateAnalytics, error] {
	req, err := a.templateGroupAnalytics(q)
	return listChecked[TemplateAnalytics](ctx, a.client, req, err, opts)
}

// TemplateGroupAnalyticsPages lists figures of groups of templates by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#template-group-analytics.
//
//meta:operation GET /{waba-id}/template_group_analytics
func (a *Account) TemplateGroupAnalyticsPages(ctx context.Context, q TemplateGroupAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[TemplateAnalytics], error] {
	req, err := a.templateGroupAnalytics(q)
	return pagesChecked[TemplateAnalytics](ctx, a.client, req, err, opts)
}

// maxAnalyticsIDs is how many templates, or groups, one call tells about.
const maxAnalyticsIDs = 10

func (a *Account) templateAnalytics(q TemplateAnalyticsQuery) (*metabiz.Request, error) {
	var c checker
	c.templateIDs(at("template_ids"), q.TemplateIDs, maxAnalyticsIDs)
	w := templateAnalyticsQueryWire{
		Metrics: q.Metrics, TemplateIDs: q.TemplateIDs, ProductType: q.ProductType, UseWABATimezone: q.UseWABATimezone, Limit: q.Limit,
	}
	w.span(&c, q.Start, q.End)
	req := a.request(http.MethodGet, "template_analytics")
	req.Query = w
	return req, c.err("whatsapp.TemplateAnalyticsQuery")
}

func (a *Account) templateGroupAnalytics(q TemplateGroupAnalyticsQuery) (*metabiz.Request, error) {
	var c checker
	c.templateIDs(at("template_group_ids"), q.TemplateGroupIDs, maxAnalyticsIDs)
	w := templateAnalyticsQueryWire{
		Metrics: q.Metrics, TemplateGroupIDs: q.TemplateGroupIDs, UseWABATimezone: q.UseWABATimezone, Limit: q.Limit,
	}
	w.span(&c, q.Start, q.End)
	req := a.request(http.MethodGet, "template_group_analytics")
	req.Query = w
	return req, c.err("whatsapp.TemplateGroupAnalyticsQuery")
}

// span writes start and end, as seconds or, by the account's midnight, as dates.
func (w *templateAnalyticsQueryWire) span(c *checker, start, end time.Time) {
	const most = 90
	w.Granularity = "DAILY"
	switch {
	case start.IsZero():
		c.add(at("start"), "is required", nil, nil)
	case end.IsZero():
		c.add(at("end"), "is required", nil, nil)
	case !start.Before(end):
		c.add(at("end"), "must be behind start", start.Format(time.RFC3339), end.Format(time.RFC3339))
	case end.Sub(start) > most*24*time.Hour:
		c.add(at("start"), "must be at most 90 days before end", most, start.Format(time.RFC3339))
	}
	if w.UseWABATimezone {
		w.Start, w.End = start.Format(time.DateOnly), end.Format(time.DateOnly)
		return
	}
	w.Start, w.End = strconv.FormatInt(start.Unix(), 10), strconv.FormatInt(end.Unix(), 10)
}

// listChecked lists unless the request was found wrong, which is then what the range yields.
func listChecked[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, err error, opts []metabiz.Option) iter.Seq2[T, error] {
	if err != nil {
		return func(yield func(T, error) bool) {
			var none T
			yield(none, err)
		}
	}
	return metabiz.List[T](ctx, client, req, opts...)
}

// pagesChecked does so for pages.
func pagesChecked[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, err error, opts []metabiz.Option) iter.Seq2[*metabiz.Page[T], error] {
	if err != nil {
		return func(yield func(*metabiz.Page[T], error) bool) { yield(nil, err) }
	}
	return metabiz.Pages[T](ctx, client, req, opts...)
}

// TemplatePerformanceQuery names a template: by its name in all languages, by its id in one.
type TemplatePerformanceQuery struct {
	Name       string `json:"name,omitzero"`
	TemplateID string `json:"template_id,omitzero"`
	Limit      int    `json:"limit,omitzero"` // a page
}

// TemplatePerformance is how a template does. Meta documents the edge and not what it answers:
// all members are in Extra, by their name.
type TemplatePerformance struct {
	ID    string                     `json:"id,omitzero"`
	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// UnmarshalJSON keeps every member.
func (t *TemplatePerformance) UnmarshalJSON(data []byte) error {
	type plain TemplatePerformance
	return wire.Unmarshal(data, (*plain)(t))
}

// TemplatePerformanceMetrics lists how templates do.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/template_performance_metrics.
//
//meta:operation GET /{waba-id}/template_performance_metrics
func (a *Account) TemplatePerformanceMetrics(ctx context.Context, q TemplatePerformanceQuery, opts ...metabiz.Option) iter.Seq2[TemplatePerformance, error] {
	return metabiz.List[TemplatePerformance](ctx, a.client, a.templatePerformance(q), opts...)
}

// TemplatePerformanceMetricPages lists how templates do by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/template_performance_metrics.
//
//meta:operation GET /{waba-id}/template_performance_metrics
func (a *Account) TemplatePerformanceMetricPages(ctx context.Context, q TemplatePerformanceQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[TemplatePerformance], error] {
	return metabiz.Pages[TemplatePerformance](ctx, a.client, a.templatePerformance(q), opts...)
}

func (a *Account) templatePerformance(q TemplatePerformanceQuery) *metabiz.Request {
	req := a.request(http.MethodGet, "template_performance_metrics")
	req.Query = q
	return req
}
