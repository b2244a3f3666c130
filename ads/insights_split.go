package ads

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// reportTooLarge are the subcodes by which Meta says that a report has too much data, or takes too long to make.
var reportTooLarge = []int{1487534, 1504018, 1504038, 1504045}

func tooLarge(err error) bool {
	refused, ok := errors.AsType[*metabiz.Error](err)
	if !ok {
		return false
	}
	return slices.Contains(reportTooLarge, refused.Subcode) || slices.Contains(reportTooLarge, refused.Code) ||
		strings.Contains(strings.ToLower(refused.Message), "reduce the amount of data")
}

// inParts yields the rows of a report, and of its parts where Meta says that it is too much at once: see [Account.Insights].
// A part of which rows were seen already is not begun again.
func (o object) inParts(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option,
	rows func(InsightsQuery) iter.Seq2[AdsInsights, error],
) iter.Seq2[AdsInsights, error] {
	return func(yield func(AdsInsights, error) bool) {
		if err := query.check(own); err != nil {
			yield(AdsInsights{}, err)
			return
		}
		left := []reportPart{{query: query, level: own}}
		for len(left) > 0 {
			p := left[len(left)-1]
			left = left[:len(left)-1]
			seen := false
			for row, err := range rows(p.query) {
				if err == nil {
					if seen = true; !yield(row, nil) {
						return
					}
					continue
				}
				var parts []reportPart
				if !seen && tooLarge(err) {
					var failed error
					if parts, failed = o.split(ctx, own, p, opts); failed != nil {
						err = errors.Join(err, failed)
					}
				}
				if len(parts) == 0 {
					yield(AdsInsights{}, err)
					return
				}
				slices.Reverse(parts) // the first one goes on top
				left = append(left, parts...)
			}
		}
	}
}

// reportPart is some of a report.
type reportPart struct {
	query InsightsQuery
	level InsightsLevel // of the ids that it is limited to, or of what the report is on
	ids   []string      // nil: all
}

// split cuts a part in two that have the same rows, or in none where that can't be.
func (o object) split(ctx context.Context, own InsightsLevel, p reportPart, opts []metabiz.Option) ([]reportPart, error) {
	if n := len(p.query.TimeRanges); n > 1 {
		return p.between(n, func(q *InsightsQuery, from, to int) { q.TimeRanges = q.TimeRanges[from:to] }), nil
	}
	if increment := p.query.TimeIncrement; increment != "" && increment != TimeIncrementAllDays {
		if p.query.TimeRange == nil {
			whole, err := o.spanOf(ctx, own, p.query, opts)
			if err != nil || whole == nil {
				return nil, err
			}
			p.query.TimeRange, p.query.DatePreset = whole, ""
		}
		spans := p.query.TimeRange.steps(increment)
		if len(spans) > 1 {
			return p.between(len(spans), func(q *InsightsQuery, from, to int) {
				q.TimeRange = &TimeRange{Since: spans[from].Since, Until: spans[to-1].Until}
			}), nil
		}
	}
	for len(p.ids) < 2 {
		below := slices.Index(insightsLevels, p.level) + 1
		if below > slices.Index(insightsLevels, p.query.Level) { // -1 for the level of the object itself
			return nil, nil
		}
		p.level = insightsLevels[below]
		var err error
		if p.ids, err = o.idsOf(ctx, own, p, opts); err != nil || len(p.ids) == 0 {
			return nil, err
		}
	}
	ids, level := p.ids, p.level
	parts := p.between(len(ids), func(q *InsightsQuery, from, to int) {
		field := string(level) + ".id"
		q.Filtering = slices.DeleteFunc(slices.Clone(q.Filtering), func(f Filter) bool { return f.Field == field && f.Operator == "IN" && ours(f.Value) })
		q.Filtering = append(q.Filtering, Filter{Field: field, Operator: "IN", Value: idList(ids[from:to])})
	})
	parts[0].ids, parts[1].ids = ids[:len(ids)/2], ids[len(ids)/2:]
	return parts, nil
}

// idList is the value of a filter that split has made, which it may make narrower.
type idList []string

func ours(value any) bool {
	_, ok := value.(idList)
	return ok
}

// between makes a half of the first, and one of the other of n things.
func (p reportPart) between(n int, narrow func(q *InsightsQuery, from, to int)) []reportPart {
	first, second := p, p
	narrow(&first.query, 0, n/2)
	narrow(&second.query, n/2, n)
	return []reportPart{first, second}
}

// spanOf asks what span of time a preset stands for, which the account's time zone decides: it is told by the row of all.
func (o object) spanOf(ctx context.Context, own InsightsLevel, query InsightsQuery, opts []metabiz.Option) (*TimeRange, error) {
	short := InsightsQuery{DatePreset: query.DatePreset, Fields: []string{"date_start", "date_stop"}}
	for row, err := range o.rows(ctx, own, short, slices.Concat(opts, []metabiz.Option{metabiz.WithFields(short.Fields...)})) {
		if err != nil {
			return nil, err
		}
		return &TimeRange{Since: row.DateStart, Until: row.DateStop}, nil
	}
	return nil, nil
}

// idsOf lists the objects of a part's level that its rows are about. Filters on figures are of the rows, not of what they are in.
func (o object) idsOf(ctx context.Context, own InsightsLevel, p reportPart, opts []metabiz.Option) ([]string, error) {
	field := string(p.level) + "_id"
	short := p.query
	short.Level, short.Fields, short.TimeIncrement = p.level, []string{field}, ""
	short.Breakdowns, short.ActionBreakdowns, short.ActionAttributionWindows, short.Sort, short.DefaultSummary, short.Summary = nil, nil, nil, nil, nil, nil
	short.Filtering = slices.DeleteFunc(slices.Clone(short.Filtering), func(f Filter) bool { return !strings.Contains(f.Field, ".") })
	var ids []string
	for row, err := range o.rows(ctx, own, short, slices.Concat(opts, []metabiz.Option{metabiz.WithFields(field)})) {
		if err != nil {
			return nil, err
		}
		id := map[InsightsLevel]string{InsightsLevelCampaign: row.CampaignID, InsightsLevelAdSet: row.AdSetID, InsightsLevelAd: row.AdID}[p.level]
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// steps are the spans of time that a report with an increment has rows for.
func (r TimeRange) steps(increment string) []TimeRange {
	since, until, err := r.days()
	if err != nil {
		return nil
	}
	days, _ := strconv.Atoi(increment)
	var out []TimeRange
	for !since.After(until) {
		next := since.AddDate(0, 0, max(days, 1))
		if increment == TimeIncrementMonthly {
			next = time.Date(since.Year(), since.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		}
		last := next.AddDate(0, 0, -1)
		if last.After(until) {
			last = until
		}
		out = append(out, TimeRange{Since: since.Format(time.DateOnly), Until: last.Format(time.DateOnly)})
		since = next
	}
	return out
}
