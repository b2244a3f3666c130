package ads

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
)

// maxAdSetName is how many characters the name of an ad set may have.
const maxAdSetName = 400

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (c CampaignParams) Validate() error {
	var found problems
	checkBudgets(c.DailyBudget, c.LifetimeBudget, &found)
	checkSpan("stop_time", c.StartTime, c.StopTime, &found)
	checkFirstStatus(c.Status, &found)
	return found.err("ads.CampaignParams")
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (a AdSetParams) Validate() error {
	var found problems
	if a.Name == "" {
		found.add("name", "is missing")
	}
	checkLength("name", a.Name, maxAdSetName, &found)
	checkBudgets(a.DailyBudget, a.LifetimeBudget, &found)
	checkSpan("end_time", a.StartTime, a.EndTime, &found)
	checkFirstStatus(a.Status, &found)
	if a.LifetimeBudget > 0 && a.EndTime.IsZero() {
		found.add("end_time", "is missing: lifetime_budget needs it")
	}
	if (a.BidStrategy == BidStrategyLowestCostWithBidCap || a.BidStrategy == BidStrategyCostCap) && a.BidAmount <= 0 {
		found.add("bid_amount", "is missing: bid_strategy %s needs it", a.BidStrategy)
	}
	if a.BidStrategy == BidStrategyLowestCostWithMinROAS && a.BidConstraints == nil {
		found.add("bid_constraints", "is missing: bid_strategy %s needs its roas_average_floor", a.BidStrategy)
	}
	checkFrequencies(a.FrequencyControlSpecs, &found)
	return found.err("ads.AdSetParams")
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (a AdSetUpdate) Validate() error {
	var found problems
	checkLength("name", a.Name, maxAdSetName, &found)
	checkBudgets(a.DailyBudget, a.LifetimeBudget, &found)
	checkSpan("end_time", a.StartTime, a.EndTime, &found)
	return found.err("ads.AdSetUpdate")
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (a AdParams) Validate() error {
	var found problems
	if a.Name == "" {
		found.add("name", "is missing")
	}
	checkSpan("ad_schedule_end_time", a.AdScheduleStartTime, a.AdScheduleEndTime, &found)
	checkFirstStatus(a.Status, &found)
	return found.err("ads.AdParams")
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON
// path: a story of several kinds and a link that isn't encoded (1815166), a video without a still (1443226).
func (a AdCreativeParams) Validate() error {
	var found problems
	if s := a.ObjectStorySpec; s != nil {
		const at = "object_story_spec"
		var kinds []string
		for _, kind := range []struct {
			name string
			set  bool
		}{
			{"link_data", s.LinkData != nil}, {"video_data", s.VideoData != nil}, {"photo_data", s.PhotoData != nil},
			{"text_data", s.TextData != nil}, {"template_data", s.TemplateData != nil},
		} {
			if kind.set {
				kinds = append(kinds, kind.name)
			}
		}
		if len(kinds) > 1 {
			found.value(at, kinds, "has several kinds of story: one of them")
		}
		if v := s.VideoData; v != nil && v.ImageHash == "" && v.ImageURL == "" {
			found.add(at+".video_data", "has no still: give image_hash or image_url, as of AdVideoHandle.PreferredThumbnail")
		}
		if l := s.LinkData; l != nil && l.Link != "" {
			found.link(at+".link_data.link", l.Link)
		}
	}
	return found.err("ads.AdCreativeParams")
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (c CampaignCopyParams) Validate() error {
	return checkCopy("ads.CampaignCopyParams", c.DeepCopy, c.RenameOptions, c.StartTime, c.EndTime)
}

// Validate finds what Meta documents as refused whatever the account, each with its JSON path.
func (a AdSetCopyParams) Validate() error {
	return checkCopy("ads.AdSetCopyParams", a.DeepCopy, a.RenameOptions, a.StartTime, a.EndTime)
}

func checkCopy(what string, deep *bool, rename *RenameOptions, start, end time.Time) error {
	var found problems
	checkSpan("end_time", start, end, &found)
	if rename != nil && rename.RenameStrategy == RenameStrategyDeepRename && (deep == nil || !*deep) {
		found.value("rename_options.rename_strategy", rename.RenameStrategy, "needs deep_copy: nothing below is copied")
	}
	if rename != nil && rename.RenameStrategy == RenameStrategyNoRename && (rename.RenamePrefix != "" || rename.RenameSuffix != "") {
		found.value("rename_options.rename_strategy", rename.RenameStrategy, "takes neither prefix nor suffix")
	}
	return found.err(what)
}

func checkLength(path, text string, limit int, found *problems) {
	if n := utf8.RuneCountInString(text); n > limit {
		found.list = append(found.list, metabiz.FieldError{Path: path, Problem: fmt.Sprintf("has %d characters, at most %d", n, limit), Limit: limit, Value: text})
	}
}

func checkBudgets(daily, lifetime Money, found *problems) {
	for _, budget := range []struct {
		path   string
		amount Money
	}{{"daily_budget", daily}, {"lifetime_budget", lifetime}} {
		if budget.amount < 0 {
			found.value(budget.path, budget.amount, "is below 0")
		}
	}
	if daily > 0 && lifetime > 0 {
		found.add("daily_budget", "and lifetime_budget exclude each other")
	}
}

func checkSpan(path string, start, end time.Time, found *problems) {
	if !start.IsZero() && !end.IsZero() && !end.After(start) {
		found.value(path, end, "is not after the start, %s", start.Format(time.RFC3339))
	}
}

// checkFirstStatus: what is made begins active or paused.
func checkFirstStatus(status Status, found *problems) {
	if slices.Contains([]Status{StatusArchived, StatusDeleted}, status) {
		found.value("status", status, "is not ACTIVE or PAUSED, as which objects are made")
	}
}

func checkFrequencies(specs []AdCampaignFrequencyControlSpecs, found *problems) {
	for i, s := range specs {
		at := fmt.Sprintf("frequency_control_specs[%d]", i)
		if s.IntervalDays < 1 || s.IntervalDays > 90 {
			found.list = append(found.list, metabiz.FieldError{Path: at + ".interval_days", Problem: "is not from 1 to 90", Limit: 90, Value: s.IntervalDays})
		}
		if s.MaxFrequency < 1 {
			found.value(at+".max_frequency", s.MaxFrequency, "is below 1")
		}
	}
}
