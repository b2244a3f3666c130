package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Granularity is how long each figure counts.
type Granularity string

const (
	GranularityHalfHour Granularity = "HALF_HOUR"
	GranularityDaily    Granularity = "DAILY"
	GranularityMonthly  Granularity = "MONTHLY"
)

// ConversationAnalyticsQuery says which conversations are counted, of the last
// year, and what they are told apart by. Start, End and Granularity are required;
// what is left out is not narrowed.
type ConversationAnalyticsQuery struct {
	Start, End             time.Time
	Granularity            Granularity
	PhoneNumbers           []string
	CountryCodes           []string // "IT"
	MetricTypes            []string // "CONVERSATION", "COST"
	ConversationCategories []string // "MARKETING", "UTILITY", "AUTHENTICATION", "SERVICE" …
	ConversationTypes      []string // "REGULAR", "FREE_TIER", "FREE_ENTRY_POINT"
	ConversationDirections []string // "BUSINESS_INITIATED", "USER_INITIATED"
	Dimensions             []string // "CONVERSATION_CATEGORY", "CONVERSATION_TYPE", "CONVERSATION_DIRECTION", "COUNTRY", "PHONE"
}

// PricingAnalyticsQuery says which delivered messages are counted, of the last
// year, and what they are told apart by. Start, End and Granularity are required.
type PricingAnalyticsQuery struct {
	Start, End        time.Time
	Granularity       Granularity
	PhoneNumbers      []string
	CountryCodes      []string // "IT"
	MetricTypes       []string // "COST", "VOLUME"
	PricingTypes      []string // "REGULAR", "FREE_CUSTOMER_SERVICE", "FREE_ENTRY_POINT", "FREE_GROUP_CUSTOMER_SERVICE"
	PricingCategories []string // "MARKETING", "UTILITY", "AUTHENTICATION", "SERVICE", "MARKETING_LITE" …
	Tiers             []string
	Dimensions        []string // "COUNTRY", "PHONE", "PRICING_CATEGORY", "PRICING_TYPE", "TIER"
}

// CallAnalyticsQuery says which calls are counted, and what they are told apart
// by. Start, End and Granularity are required.
type CallAnalyticsQuery struct {
	Start, End   time.Time
	Granularity  Granularity
	PhoneNumbers []string
	CountryCodes []string // "IT"
	Directions   []string // "BUSINESS_INITIATED", "USER_INITIATED"
	MetricTypes  []string // "COUNT", "COST", "AVERAGE_DURATION"
	Tiers        []string
	Dimensions   []string // "COUNTRY", "DIRECTION", "PHONE", "TIER"
}

// GroupAnalyticsQuery says which group's messages are counted, of the last 90 days.
type GroupAnalyticsQuery struct {
	Start, End  time.Time
	GroupID     string
	MetricTypes []string // "SENT", "DELIVERED", "READ", "REPLIES", "CLICKS", "COST", "PARTICIPANTS_JOINED", "PARTICIPANTS_LEFT"
}

// AnalyticsPage is a list of figures.
type AnalyticsPage[P any] struct {
	Granularity string `json:"granularity,omitzero"`
	DataPoints  []P    `json:"data_points"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (p *AnalyticsPage[P]) UnmarshalJSON(data []byte) error {
	type plain AnalyticsPage[P]
	return wire.Unmarshal(data, (*plain)(p))
}

// ConversationPoint is how many conversations there were in a time, and their
// approximate cost in the account's currency. What the query does not tell apart is empty.
type ConversationPoint struct {
	Start        time.Time `json:"start"`
	End          time.Time `json:"end"`
	Conversation int64     `json:"conversation,omitzero"`
	Cost         float64   `json:"cost,omitzero"`
	PhoneNumber  string    `json:"phone_number,omitzero"`
	Country      string    `json:"country,omitzero"`
	Type         string    `json:"conversation_type,omitzero"`
	Direction    string    `json:"conversation_direction,omitzero"`
	Category     string    `json:"conversation_category,omitzero"`
}

// PricingPoint is how many messages were delivered in a time, and their
// approximate cost in the account's currency. What the query does not tell apart is empty.
type PricingPoint struct {
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Volume      int64     `json:"volume,omitzero"`
	Cost        float64   `json:"cost,omitzero"`
	PhoneNumber string    `json:"phone_number,omitzero"`
	Country     string    `json:"country,omitzero"`
	Type        string    `json:"pricing_type,omitzero"`
	Category    string    `json:"pricing_category,omitzero"`
	Tier        string    `json:"tier,omitzero"` // "0:750000", "750001:MAX"; none of what is free
}

// CallPoint is how many calls there were in a time, their approximate cost in the
// account's currency and their mean duration in seconds.
type CallPoint struct {
	Start           time.Time `json:"start"`
	End             time.Time `json:"end"`
	Count           int64     `json:"count,omitzero"`
	Cost            float64   `json:"cost,omitzero"`
	AverageDuration float64   `json:"average_duration,omitzero"`
	PhoneNumber     string    `json:"phone_number,omitzero"`
	Country         string    `json:"country,omitzero"`
	Direction       string    `json:"direction,omitzero"`
	Tier            string    `json:"tier,omitzero"`
}

// GroupPoint is what happened in a group on a day.
type GroupPoint struct {
	GroupID            string                     `json:"group_id,omitzero"`
	Start              time.Time                  `json:"start"`
	End                time.Time                  `json:"end"`
	Sent               int64                      `json:"sent,omitzero"`
	Delivered          int64                      `json:"delivered,omitzero"`
	Read               int64                      `json:"read,omitzero"`
	Replies            int64                      `json:"replies,omitzero"`
	ParticipantsJoined int64                      `json:"participants_joined,omitzero"`
	ParticipantsLeft   int64                      `json:"participants_left,omitzero"`
	Extra              map[string]json.RawMessage `json:"-" wire:"extra"` // such as clicks and cost
}

type analyticsQueryWire struct {
	Start                  int64    `json:"start"`
	End                    int64    `json:"end"`
	Granularity            string   `json:"granularity"`
	PhoneNumbers           []string `json:"phone_numbers,omitzero"`
	CountryCodes           []string `json:"country_codes,omitzero"`
	MetricTypes            []string `json:"metric_types,omitzero"`
	ConversationCategories []string `json:"conversation_categories,omitzero"`
	ConversationTypes      []string `json:"conversation_types,omitzero"`
	ConversationDirections []string `json:"conversation_directions,omitzero"`
	PricingTypes           []string `json:"pricing_types,omitzero"`
	PricingCategories      []string `json:"pricing_categories,omitzero"`
	Directions             []string `json:"directions,omitzero"`
	Tiers                  []string `json:"tiers,omitzero"`
	Dimensions             []string `json:"dimensions,omitzero"`
	GroupIDs               []string `json:"group_ids,omitzero"`
}

// ConversationAnalytics counts conversations, which Meta charged until July 2025. The
// cost is not told of accounts that a solution partner pays for.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#conversation-analytics.
//
//meta:operation GET /{waba-id}/conversation_analytics
func (a *Account) ConversationAnalytics(ctx context.Context, q ConversationAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[ConversationPoint, error] {
	return points[ConversationPoint](ctx, a, "conversation_analytics", analyticsQueryWire{
		Granularity: string(q.Granularity), PhoneNumbers: q.PhoneNumbers, CountryCodes: q.CountryCodes, MetricTypes: q.MetricTypes,
		ConversationCategories: q.ConversationCategories, ConversationTypes: q.ConversationTypes,
		ConversationDirections: q.ConversationDirections, Dimensions: q.Dimensions,
	}, q.Start, q.End, opts)
}

// PricingAnalytics counts delivered messages and what they cost, tiers included.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#pricing-analytics.
//
//meta:operation GET /{waba-id}/pricing_analytics
func (a *Account) PricingAnalytics(ctx context.Context, q PricingAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[PricingPoint, error] {
	return points[PricingPoint](ctx, a, "pricing_analytics", analyticsQueryWire{
		Granularity: string(q.Granularity), PhoneNumbers: q.PhoneNumbers, CountryCodes: q.CountryCodes, MetricTypes: q.MetricTypes,
		PricingTypes: q.PricingTypes, PricingCategories: q.PricingCategories, Tiers: q.Tiers, Dimensions: q.Dimensions,
	}, q.Start, q.End, opts)
}

// CallAnalytics counts calls, what they cost and how long they took.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#call-analytics.
//
//meta:operation GET /{waba-id}/call_analytics
func (a *Account) CallAnalytics(ctx context.Context, q CallAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[CallPoint, error] {
	return points[CallPoint](ctx, a, "call_analytics", analyticsQueryWire{
		Granularity: string(q.Granularity), PhoneNumbers: q.PhoneNumbers, CountryCodes: q.CountryCodes, MetricTypes: q.MetricTypes,
		Directions: q.Directions, Tiers: q.Tiers, Dimensions: q.Dimensions,
	}, q.Start, q.End, opts)
}

// GroupAnalytics counts what happened in a group, day by day. GroupID and at least one metric are required.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#group-analytics.
//
//meta:operation GET /{waba-id}/group_analytics
func (a *Account) GroupAnalytics(ctx context.Context, q GroupAnalyticsQuery, opts ...metabiz.Option) iter.Seq2[GroupPoint, error] {
	return points[GroupPoint](ctx, a, "group_analytics", analyticsQueryWire{
		Granularity: string(GranularityDaily), MetricTypes: q.MetricTypes, GroupIDs: []string{q.GroupID},
	}, q.Start, q.End, opts)
}

// points lists the figures of all pages, one after the other.
func points[P any](ctx context.Context, a *Account, edge string, w analyticsQueryWire, start, end time.Time, opts []metabiz.Option) iter.Seq2[P, error] {
	const longestGroup = 90 * 24 * time.Hour
	var c checker
	c.period(start, end)
	c.required(at("granularity"), w.Granularity)
	c.countries(w.CountryCodes)
	if w.GroupIDs != nil {
		c.required(at("group_ids[]", 0), w.GroupIDs[0])
		if len(w.MetricTypes) == 0 {
			c.add(at("metric_types"), "is required", 1, nil)
		}
		if end.Sub(start) > longestGroup {
			c.add(at("start"), "must be at most 90 days before end", 90, start.Format(time.RFC3339))
		}
	}
	err := c.err("whatsapp.Account " + edge)
	w.Start, w.End = start.Unix(), end.Unix()
	req := a.request(http.MethodGet, edge)
	req.Query = w
	pages := listChecked[AnalyticsPage[P]](ctx, a.client, req, err, opts)
	return func(yield func(P, error) bool) {
		for page, err := range pages {
			if err != nil {
				var none P
				yield(none, err)
				return
			}
			for _, point := range page.DataPoints {
				if !yield(point, nil) {
					return
				}
			}
		}
	}
}
