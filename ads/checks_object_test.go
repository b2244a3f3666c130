package ads_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func TestObjectsRefusedBeforehand(t *testing.T) {
	t.Parallel()
	monday := time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)
	story := func(change func(*ads.AdCreativeObjectStorySpec)) ads.AdCreativeParams {
		s := &ads.AdCreativeObjectStorySpec{PageID: "1"}
		change(s)
		return ads.AdCreativeParams{ObjectStorySpec: s}
	}
	tests := []struct {
		name   string
		params interface{ Validate() error }
		want   string
	}{
		{"campaign with two budgets", ads.CampaignParams{DailyBudget: 1, LifetimeBudget: 1}, "daily_budget and lifetime_budget exclude each other"},
		{"campaign below 0", ads.CampaignParams{DailyBudget: -1}, "daily_budget is below 0"},
		{"campaign that ends first", ads.CampaignParams{StartTime: monday, StopTime: monday}, "stop_time is not after the start"},
		{"campaign born deleted", ads.CampaignParams{Status: ads.StatusDeleted}, "status is not ACTIVE or PAUSED"},
		{"ad set without a name", ads.AdSetParams{}, "name is missing"},
		{"ad without a name", ads.AdParams{}, "name is missing"},
		{"ad set with a long name", ads.AdSetParams{Name: strings.Repeat("ü", 401)}, "name has 401 characters, at most 400"},
		{"ad set without an end", ads.AdSetParams{LifetimeBudget: 9}, "end_time is missing: lifetime_budget needs it"},
		{"ad set without a bid", ads.AdSetParams{BidStrategy: ads.BidStrategyCostCap}, "bid_amount is missing: bid_strategy COST_CAP needs it"},
		{"ad set without a floor", ads.AdSetParams{BidStrategy: ads.BidStrategyLowestCostWithMinROAS}, "bid_constraints is missing"},
		{"ad set shown too seldom", ads.AdSetParams{FrequencyControlSpecs: []ads.AdCampaignFrequencyControlSpecs{{IntervalDays: 91, MaxFrequency: 1}}}, "frequency_control_specs[0].interval_days is not from 1 to 90"},
		{"ad set shown never", ads.AdSetParams{FrequencyControlSpecs: []ads.AdCampaignFrequencyControlSpecs{{IntervalDays: 7}}}, "frequency_control_specs[0].max_frequency is below 1"},
		{"ad set changed to two budgets", ads.AdSetUpdate{DailyBudget: 1, LifetimeBudget: 1}, "daily_budget and lifetime_budget exclude each other"},
		{"ad with an odd schedule", ads.AdParams{AdScheduleStartTime: monday, AdScheduleEndTime: monday.Add(-1)}, "ad_schedule_end_time is not after the start"},
		{"creative of two kinds", story(func(s *ads.AdCreativeObjectStorySpec) {
			s.LinkData, s.PhotoData = &ads.AdCreativeLinkData{}, &ads.AdCreativePhotoData{}
		}), "object_story_spec has several kinds of story"},
		{"creative without a still", story(func(s *ads.AdCreativeObjectStorySpec) { s.VideoData = &ads.AdCreativeVideoData{VideoID: "7"} }), "object_story_spec.video_data has no still"},
		{"creative with a raw link", story(func(s *ads.AdCreativeObjectStorySpec) {
			s.LinkData = &ads.AdCreativeLinkData{Link: "https://x.example/a b"}
		}), "object_story_spec.link_data.link has characters that must be percent-encoded"},
		{"shallow copy renamed deeply", ads.CampaignCopyParams{RenameOptions: &ads.RenameOptions{RenameStrategy: ads.RenameStrategyDeepRename}}, "rename_options.rename_strategy needs deep_copy"},
		{"copy not renamed, with a suffix", ads.AdSetCopyParams{RenameOptions: &ads.RenameOptions{RenameStrategy: ads.RenameStrategyNoRename, RenameSuffix: "x"}}, "takes neither prefix nor suffix"},
		{"copy that ends first", ads.AdSetCopyParams{StartTime: monday, EndTime: monday}, "end_time is not after the start"},
		{"sound campaign", ads.CampaignParams{DailyBudget: 100, StartTime: monday, StopTime: monday.AddDate(0, 0, 1)}, ""},
		{"sound ad set", ads.AdSetParams{Name: strings.Repeat("ü", 400), LifetimeBudget: 100, EndTime: monday, BidStrategy: ads.BidStrategyCostCap, BidAmount: 5}, ""},
		{"sound creative", story(func(s *ads.AdCreativeObjectStorySpec) {
			s.VideoData = &ads.AdCreativeVideoData{VideoID: "7", ImageURL: "https://x"}
		}), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			account := ads.NewAccount(client, "1")
			var err error
			switch p := tt.params.(type) {
			case ads.CampaignParams:
				err = errOf(account.CreateCampaign(t.Context(), p))
			case ads.AdSetParams:
				err = errOf(account.CreateAdSet(t.Context(), p))
			case ads.AdSetUpdate:
				err = account.AdSet("3").Update(t.Context(), p)
			case ads.AdParams:
				err = errOf(account.CreateAd(t.Context(), p))
			case ads.AdCreativeParams:
				err = errOf(account.CreateAdCreative(t.Context(), p))
			case ads.CampaignCopyParams:
				err = errOf(account.Campaign("2").Copy(t.Context(), p))
			case ads.AdSetCopyParams:
				err = errOf(account.AdSet("3").Copy(t.Context(), p))
			}
			if tt.want == "" {
				if err != nil || len(g.lines()) != 1 {
					t.Errorf("error %v, calls %v", err, g.lines())
				}
				return
			}
			if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), tt.want) || len(g.lines()) > 0 {
				t.Errorf("error %v, calls %v", err, g.lines())
			}
		})
	}
}
