package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// AnalyticsQuery says which messages are counted, of the last year.
type AnalyticsQuery struct {
	Start, End   time.Time
	Granularity  MessagingGranularity
	PhoneNumbers []string // all of the account where it is left out
	ProductTypes []int    // 0 templates, 2 other messages to people, 100 messages from people; all where it is left out
	CountryCodes []string // "IT"; all where it is left out
}

// MessagingGranularity is how long each figure counts. Meta spells it otherwise here than in all other figures.
type MessagingGranularity string

const (
	MessagingHalfHour MessagingGranularity = "HALF_HOUR"
	MessagingDay      MessagingGranularity = "DAY"
	MessagingMonth    MessagingGranularity = "MONTH"
)

// Analytics are messages that were sent and delivered over time.
type Analytics struct {
	PhoneNumbers []string             `json:"phone_numbers,omitzero"`
	CountryCodes []string             `json:"country_codes,omitzero"`
	Granularity  MessagingGranularity `json:"granularity"`
	DataPoints   []AnalyticsPoint     `json:"data_points"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (a *Analytics) UnmarshalJSON(data []byte) error {
	type plain Analytics
	return wire.Unmarshal(data, (*plain)(a))
}

// AnalyticsPoint is how many messages were sent and delivered in a time.
type AnalyticsPoint struct {
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Sent      int64     `json:"sent"`
	Delivered int64     `json:"delivered"`
}

// Analytics counts the messages of the account's numbers.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics#messaging-analytics.
//
//meta:operation GET /{waba-id}
func (a *Account) Analytics(ctx context.Context, q AnalyticsQuery, opts ...metabiz.Option) (*Analytics, error) {
	var c checker
	c.period(q.Start, q.End)
	c.required(at("granularity"), string(q.Granularity))
	c.countries(q.CountryCodes)
	if err := c.err("whatsapp.AnalyticsQuery"); err != nil {
		return nil, err
	}
	var field strings.Builder
	fmt.Fprintf(&field, "analytics.start(%d).end(%d).granularity(%s)", q.Start.Unix(), q.End.Unix(), q.Granularity)
	for _, list := range [...]struct {
		name   string
		values any
		n      int
	}{{"phone_numbers", q.PhoneNumbers, len(q.PhoneNumbers)}, {"product_types", q.ProductTypes, len(q.ProductTypes)}, {"country_codes", q.CountryCodes, len(q.CountryCodes)}} {
		if list.n > 0 {
			text, err := wire.Marshal(list.values)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&field, ".%s(%s)", list.name, text)
		}
	}
	req := a.request(http.MethodGet, "")
	req.Query = fieldsQuery{field.String()}
	answer, err := metabiz.Call[struct {
		Analytics *Analytics `json:"analytics"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	if answer.Analytics == nil {
		return &Analytics{Granularity: q.Granularity}, nil
	}
	return answer.Analytics, nil
}

// period notes a time that is missing or runs backwards.
func (c *checker) period(start, end time.Time) {
	switch {
	case start.IsZero():
		c.add(at("start"), "is required", nil, nil)
	case end.IsZero():
		c.add(at("end"), "is required", nil, nil)
	case !start.Before(end):
		c.add(at("end"), "must be behind start", start.Format(time.RFC3339), end.Format(time.RFC3339))
	}
}

// countries notes what is no code of two letters.
func (c *checker) countries(codes []string) {
	for i, code := range codes {
		if len(code) != 2 {
			c.add(at("country_codes[]", i), "is not a code of two letters", nil, code)
		}
	}
}
