package ads

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz"
)

// insightsLevels are sorted from the whole to its parts.
var insightsLevels = []InsightsLevel{InsightsLevelAccount, InsightsLevelCampaign, InsightsLevelAdSet, InsightsLevelAd}

// Spans that a report's rows may be cut into, beside a number of days from 1 to 90.
const (
	TimeIncrementMonthly = "monthly"
	TimeIncrementAllDays = "all_days"
)

const maxIncrement = 90 // days

// Validate finds what Meta would refuse, or silently pass over, whatever object the report is on.
func (q InsightsQuery) Validate() error { return q.check(InsightsLevelAccount) }

// check also holds the level against that of the object that the report is on.
func (q InsightsQuery) check(own InsightsLevel) error {
	p := &problems{}
	if level := slices.Index(insightsLevels, q.Level); level >= 0 && level < slices.Index(insightsLevels, own) {
		p.value("level", string(q.Level), "is above what the report is on, which is of level %s (1/99)", own)
	}
	given := 0
	for _, set := range []bool{q.DatePreset != "", q.TimeRange != nil, q.TimeRanges != nil} {
		if set {
			given++
		}
	}
	if given > 1 {
		p.add("time_range", "only one of date_preset, time_range and time_ranges counts")
	}
	if q.TimeRange != nil {
		q.TimeRange.check(p, "time_range")
	}
	for i, r := range q.TimeRanges {
		r.check(p, fmt.Sprintf("time_ranges[%d]", i))
	}
	if q.TimeRanges != nil && len(q.TimeRanges) == 0 {
		p.add("time_ranges", "is empty")
	}
	switch days, err := strconv.Atoi(q.TimeIncrement); {
	case q.TimeIncrement == "" || q.TimeIncrement == TimeIncrementAllDays:
	case q.TimeIncrement != TimeIncrementMonthly && (err != nil || days < 1 || days > maxIncrement):
		p.list = append(p.list, metabiz.FieldError{
			Path: "time_increment", Problem: "is neither a number of days from 1 to 90, nor monthly or all_days", Limit: maxIncrement, Value: q.TimeIncrement,
		})
	case len(q.TimeRanges) > 0:
		p.value("time_increment", q.TimeIncrement, "has no effect with time_ranges")
	}
	if q.Limit < 0 {
		p.value("limit", q.Limit, "is below 0")
	}
	for i, f := range q.Filtering {
		if f.Field == "" {
			p.add(fmt.Sprintf("filtering[%d].field", i), "is empty")
		}
		if f.Operator == "" {
			p.add(fmt.Sprintf("filtering[%d].operator", i), "is empty")
		}
	}
	return p.err("ads.InsightsQuery")
}

// days gives the first and the last day.
func (r TimeRange) days() (since, until time.Time, err error) {
	if since, err = time.Parse(time.DateOnly, r.Since); err != nil {
		return since, until, err
	}
	until, err = time.Parse(time.DateOnly, r.Until)
	return since, until, err
}

func (r TimeRange) check(p *problems, path string) {
	for _, end := range []struct{ name, day string }{{"since", r.Since}, {"until", r.Until}} {
		if _, err := time.Parse(time.DateOnly, end.day); err != nil {
			p.value(path+"."+end.name, end.day, "is not a day of the form 2026-11-22")
		}
	}
	if since, until, err := r.days(); err == nil && until.Before(since) {
		p.value(path+".until", r.Until, "is before since, %s", r.Since)
	}
}
