package ads_test

import (
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// Reports on everything that can be reported on: at once, by pages, and in the background by its steps.
func TestCassetteInsights(t *testing.T) {
	t.Parallel()
	p := play(t, "insights")
	p.link(t)
	launched, err := p.account.Launch(t.Context(), p.chatAd(t), ads.LaunchOptions{})
	failOn(t, err)
	p.World(func(e *emulator.Emulator) {
		failOn(t, e.SetAppeal(launched.AdID, emulator.Appeal{LinkClicks: 25, Conversations: 350, Purchases: 200, Basket: 2400}))
		e.Clock().Advance(3 * 24 * time.Hour)
	})
	query := ads.InsightsQuery{
		DatePreset: ads.DatePresetMaximum, ActionAttributionWindows: []ads.AttributionWindow{ads.AttributionWindowClick1D, ads.AttributionWindowClick7D},
	}
	var chats, split int64
	rows, err := metabiz.Collect(p.account.Insights(t.Context(), query))
	failOn(t, err)
	total := ads.TotalInsights(rows)
	chats = total.Messaging().ConversationsStarted7d
	if len(rows) != 1 || chats == 0 || rows[0].ActionCounts(ads.AttributionWindowClick7D)[ads.ActionConversationStarted7d] == "" {
		t.Fatalf("%d rows, %d conversations", len(rows), chats)
	}
	byDay := query
	byDay.TimeIncrement, byDay.Breakdowns = "1", []ads.Breakdown{ads.BreakdownCountry, ads.BreakdownAge}
	for page, err := range p.account.Campaign(launched.CampaignID).InsightsPages(t.Context(), byDay, metabiz.WithPageSize(7)) {
		failOn(t, err)
		for _, row := range page.Data {
			split += row.Messaging().ConversationsStarted7d
			if row.Breakdown(ads.BreakdownCountry) == "" || row.Breakdown(ads.BreakdownAge) == "" {
				t.Errorf("a row without its breakdowns: %v", row.Extra)
			}
		}
	}
	if split != chats {
		t.Errorf("%d conversations by day, country and age, in all %d", split, chats)
	}

	started, err := p.account.CreateInsightsReport(t.Context(), ads.InsightsQuery{
		Level: ads.InsightsLevelAd, DatePreset: ads.DatePresetMaximum, TimeIncrement: "1", Fields: []string{"ad_id", "spend", "actions"},
	})
	failOn(t, err)
	run := p.account.AdReportRun(started.ReportRunID)
	state, err := run.Get(t.Context())
	failOn(t, err)
	if state.Done() || state.Failure() != nil {
		t.Errorf("begun: %s, %d %%", state.AsyncStatus, state.AsyncPercentCompletion)
	}
	// At 100 %, and still running.
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(4500 * time.Millisecond) })
	state, err = run.Get(t.Context())
	failOn(t, err)
	if state.Done() || state.AsyncPercentCompletion != 100 {
		t.Errorf("not yet: %s, %d %%", state.AsyncStatus, state.AsyncPercentCompletion)
	}
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(time.Minute) })
	chats = 0
	for row, err := range run.AwaitInsights(t.Context(), time.Millisecond) {
		failOn(t, err)
		chats += row.Messaging().ConversationsStarted7d
	}
	if chats != split {
		t.Errorf("%d conversations by the report, at once %d", chats, split)
	}
	for _, start := range []func() (*ads.ReportStarted, error){
		func() (*ads.ReportStarted, error) {
			return p.account.Campaign(launched.CampaignID).CreateInsightsReport(t.Context(), query)
		},
		func() (*ads.ReportStarted, error) {
			return p.account.AdSet(launched.AdSetID).CreateInsightsReport(t.Context(), query)
		},
		func() (*ads.ReportStarted, error) {
			return p.account.Ad(launched.AdID).CreateInsightsReport(t.Context(), query)
		},
	} {
		started, err := start()
		failOn(t, err)
		if started.ReportRunID == "" {
			t.Error("a report without an id")
		}
	}
	for _, list := range []func() ([]ads.AdsInsights, error){
		func() ([]ads.AdsInsights, error) {
			return metabiz.Collect(p.account.AdSet(launched.AdSetID).Insights(t.Context(), query, metabiz.WithReadAhead(1)))
		},
		func() ([]ads.AdsInsights, error) {
			return metabiz.Collect(p.account.Ad(launched.AdID).Insights(t.Context(), query))
		},
	} {
		rows, err := list()
		failOn(t, err)
		if len(rows) != 1 || rows[0].Messaging().ConversationsStarted7d != chats {
			t.Errorf("%d rows", len(rows))
		}
	}
}
