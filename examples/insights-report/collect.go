package main

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz/ads"
)

// report is what the page tells. Amounts are in whole units of the currency.
type report struct {
	Account, Currency string
	Since, Until      string
	Made              time.Time

	Spend, Worth     float64
	Chats, Purchases int64
	CostPerChat      float64
	Funnel           []step
	Ads              []adRow
	Days             []day
	Countries        []string // by their spend, the largest first
	NotAdded         []string
}

// step is one of the funnel.
type step struct {
	Name  string
	Count int64
}

type adRow struct {
	Name               string
	Spend, CostPerChat float64 // no cost where there was no chat
	Chats, Purchases   int64
}

type day struct {
	Date  time.Time
	Spend map[string]float64 // by country
}

func (d day) total() (sum float64) {
	for _, amount := range d.Spend {
		sum += amount
	}
	return sum
}

// collect reads two reports: one row an ad, and one a day and country.
func collect(ctx context.Context, s *source, days int) (*report, error) {
	account, err := s.account.Get(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(account.TimezoneName)
	if err != nil {
		return nil, fmt.Errorf("the account's time zone: %w", err)
	}
	now := s.now().In(zone)
	span := &ads.TimeRange{Since: now.AddDate(0, 0, -days).Format(time.DateOnly), Until: now.AddDate(0, 0, -1).Format(time.DateOnly)}
	r := &report{Account: account.Name, Currency: account.Currency, Since: span.Since, Until: span.Until, Made: now}
	if err := r.readAds(s.insights(ctx, ads.InsightsQuery{Level: ads.InsightsLevelAd, TimeRange: span, Limit: 500})); err != nil {
		return nil, err
	}
	byDay := s.insights(ctx, ads.InsightsQuery{
		TimeRange: span, TimeIncrement: "1", Breakdowns: []ads.Breakdown{ads.BreakdownCountry}, Fields: []string{"spend"}, Limit: 500,
	})
	if err := r.readDays(byDay); err != nil {
		return nil, err
	}
	return r, nil
}

func (s *source) insights(ctx context.Context, query ads.InsightsQuery) iter.Seq2[ads.AdsInsights, error] {
	if s.background {
		return s.account.InsightsReport(ctx, query, ads.ReportOptions{Every: s.every, Started: s.started})
	}
	return s.account.Insights(ctx, query)
}

func (r *report) readAds(rows iter.Seq2[ads.AdsInsights, error]) error {
	var all []ads.AdsInsights
	for row, err := range rows {
		if err != nil {
			return err
		}
		all = append(all, row)
		m := row.Messaging()
		r.Ads = append(r.Ads, adRow{
			Name: row.AdName, Spend: row.Spend.Float64(), Chats: m.ConversationsStarted7d, Purchases: m.Purchases,
			CostPerChat: m.CostPerConversationStarted.Float64(),
		})
	}
	slices.SortFunc(r.Ads, func(a, b adRow) int {
		return cmp.Or(cmp.Compare(min(b.Chats, 1), min(a.Chats, 1)), cmp.Compare(a.CostPerChat, b.CostPerChat), cmp.Compare(b.Spend, a.Spend))
	})
	total := ads.TotalInsights(all)
	m := total.Messaging()
	r.NotAdded = total.NotAdded
	r.Spend, r.Chats, r.Purchases = total.Spend.Float64(), m.ConversationsStarted7d, m.Purchases
	r.Worth, r.CostPerChat = m.PurchaseValue.Float64(), m.CostPerConversationStarted.Float64()
	r.Funnel = []step{
		{"Impressions", total.Impressions}, {"Link clicks", total.InlineLinkClicks}, {"Conversations started", m.ConversationsStarted7d},
		{"Two messages or more", m.Depth2}, {"Five messages or more", m.Depth5}, {"Purchases", m.Purchases},
	}
	return nil
}

func (r *report) readDays(rows iter.Seq2[ads.AdsInsights, error]) error {
	spend := map[string]map[string]float64{}
	byCountry := map[string]float64{}
	for row, err := range rows {
		if err != nil {
			return err
		}
		country := cmp.Or(row.Breakdown(ads.BreakdownCountry), "unknown")
		if spend[row.DateStart] == nil {
			spend[row.DateStart] = map[string]float64{}
		}
		spend[row.DateStart][country] += row.Spend.Float64()
		byCountry[country] += row.Spend.Float64()
	}
	for country := range byCountry {
		r.Countries = append(r.Countries, country)
	}
	slices.SortFunc(r.Countries, func(a, b string) int { return cmp.Or(cmp.Compare(byCountry[b], byCountry[a]), cmp.Compare(a, b)) })
	r.foldCountries(spend)
	first, err := time.Parse(time.DateOnly, r.Since)
	if err != nil {
		return err
	}
	last, err := time.Parse(time.DateOnly, r.Until)
	if err != nil {
		return err
	}
	for ; !first.After(last); first = first.AddDate(0, 0, 1) { // days without a row spent nothing
		r.Days = append(r.Days, day{Date: first, Spend: spend[first.Format(time.DateOnly)]})
	}
	return nil
}

// maxCountries is how many colours can be told apart.
const maxCountries = 6

const otherCountries = "other"

// foldCountries leaves the largest countries by themselves, and the rest together.
func (r *report) foldCountries(spend map[string]map[string]float64) {
	if len(r.Countries) <= maxCountries {
		return
	}
	for _, of := range spend {
		for _, country := range r.Countries[maxCountries-1:] {
			of[otherCountries] += of[country]
			delete(of, country)
		}
	}
	r.Countries = append(r.Countries[:maxCountries-1:maxCountries-1], otherCountries)
}
