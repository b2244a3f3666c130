package emulator

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDatePresets(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) // a Sunday
	for preset, want := range map[string][2]string{
		"today": {"2026-11-22", "2026-11-22"}, "yesterday": {"2026-11-21", "2026-11-21"},
		"this_week_mon_today": {"2026-11-16", "2026-11-22"}, "this_week_sun_today": {"2026-11-22", "2026-11-22"},
		"last_week_mon_sun": {"2026-11-09", "2026-11-15"}, "last_week_sun_sat": {"2026-11-15", "2026-11-21"},
		"last_3d": {"2026-11-19", "2026-11-21"}, "last_7d": {"2026-11-15", "2026-11-21"}, "last_30d": {"2026-10-23", "2026-11-21"},
		"this_month": {"2026-11-01", "2026-11-22"}, "last_month": {"2026-10-01", "2026-10-31"},
		"this_quarter": {"2026-10-01", "2026-11-22"}, "last_quarter": {"2026-07-01", "2026-09-30"},
		"this_year": {"2026-01-01", "2026-11-22"}, "last_year": {"2025-01-01", "2025-12-31"},
		"maximum": {"2023-10-22", "2026-11-22"},
	} {
		s := presetSpan(preset, today)
		if diff := cmp.Diff(want, [2]string{s.since.Format(dayForm), s.until.Format(dayForm)}); diff != "" {
			t.Errorf("%s: %s", preset, diff)
		}
	}
}

// Shares of whole numbers lose nothing, whatever the weights.
func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	for n := range int64(50) {
		var sum int64
		for _, m := range (metrics{mClicks: n}).split([]share{{"a", 2}, {"b", 3}, {"c", 1}}) {
			sum += m[mClicks]
		}
		if sum != n {
			t.Errorf("%d shared out as %d", n, sum)
		}
	}
}

func TestLifetimeBudget(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"daily_budget": nil, "lifetime_budget": 7000, "start_time": "2026-12-02T00:00:00+0100",
		"end_time": "2026-12-09T00:00:00+0100", "pacing_type": []any{"day_parting"},
		"adset_schedule": []any{set{"start_minute": 480, "end_minute": 1320, "days": []any{1, 2, 3}}}}))
	s.ad = c.make("ads", c.fill(adBody, s))
	c.activate(s)
	c.e.Clock().Advance(time.Hour)
	if err := c.e.Person("393290000001", "Anna").ClickAd(s.ad); err == nil {
		t.Error("an ad was clicked before it began")
	}
	for _, step := range []struct {
		until string
		left  string
	}{{"2026-12-02T00:00:00+0100", "7000"}, {"2026-12-05T00:00:00+0100", "4000"}, {"2026-12-31T00:00:00+0100", "0"}} {
		at, err := time.Parse(graphTime, step.until)
		if err != nil {
			t.Fatal(err)
		}
		c.e.Clock().Set(at)
		if got := c.get(s.set, "fields", "budget_remaining")["budget_remaining"]; got != step.left {
			t.Errorf("at %s %v is left, not %s", step.until, got, step.left)
		}
	}
	rows := c.get(s.campaign+"/insights", "date_preset", "maximum", "time_increment", "1", "sort", `["date_start_ascending"]`, "fields", "spend")["data"].([]any)
	if len(rows) != 7 || dig(rows, 0, "spend") != "10.00" {
		t.Errorf("days: %v", rows)
	}
}

// The ads of an ad set share its budget, and the ad sets of a campaign the campaign's.
func TestBudgetIsShared(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.campaign = c.make("campaigns", change(t, campaignBody, set{"daily_budget": 2400, "status": "ACTIVE"}))
	for range 2 {
		s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"daily_budget": nil, "bid_strategy": nil, "status": "ACTIVE"}))
		for range 2 {
			c.make("ads", change(t, c.fill(adBody, s), set{"status": "ACTIVE"}))
		}
	}
	c.e.Clock().Advance(adReviewTime + 24*time.Hour)
	for _, row := range c.get(s.campaign+"/insights", "level", "ad", "date_preset", "maximum", "fields", "spend")["data"].([]any) {
		if got := dig(row, "spend"); got != "6.00" {
			t.Errorf("an ad spent %v", got)
		}
	}
	if got := dig(c.get(s.campaign+"/insights", "date_preset", "maximum", "fields", "spend"), "data", 0, "spend"); got != "24.00" {
		t.Errorf("the campaign spent %v", got)
	}
}
