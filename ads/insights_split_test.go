package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// reporter is an account of campaigns with two ad sets of two ads each, that reports a row for each ad (or what is above it) and
// day, and refuses reports of more rows than it may.
type reporter struct {
	*httptest.Server
	campaigns, most int

	mu     sync.Mutex
	calls  []string
	runs   map[string]map[string]any
	states []string // of a run, one a look; empty: done at once
	looks  int
}

func newReporter(t *testing.T, campaigns, most int) (*reporter, *ads.Account) {
	t.Helper()
	r := &reporter{campaigns: campaigns, most: most, runs: map[string]map[string]any{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(r.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return r, ads.NewAccount(client, "act_1")
}

func (r *reporter) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	path := strings.TrimPrefix(req.URL.Path, "/v26.0/")
	asked := map[string]any{}
	for name, values := range req.URL.Query() {
		if json.Unmarshal([]byte(values[0]), new(any)) == nil && strings.ContainsAny(values[0], "[{") {
			var v any
			_ = json.Unmarshal([]byte(values[0]), &v)
			asked[name] = v
		} else {
			asked[name] = values[0]
		}
	}
	say := func(status int, format string, args ...any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprintf(w, format, args...)
	}
	id, insights := strings.CutSuffix(path, "/insights")
	run := r.runs[id]
	switch {
	case req.Method == http.MethodPost:
		body := map[string]any{}
		_ = json.NewDecoder(req.Body).Decode(&body)
		r.calls = append(r.calls, describe("POST "+id, body))
		id := fmt.Sprint("run", len(r.runs)+1)
		r.runs[id] = body
		r.looks = 0
		say(200, `{"report_run_id":%q}`, id)
	case run != nil && !insights:
		state := "Job Completed/100"
		if r.looks < len(r.states) {
			state = r.states[r.looks]
		}
		r.looks++
		status, percent, _ := strings.Cut(state, "/")
		refusal := ""
		if len(r.rows(run)) > r.most {
			status, refusal = "Job Failed", `,"error_code":100,"error_subcode":1487534,"error_message":"too much","error_user_title":"Less"`
		}
		say(200, `{"id":%q,"async_status":%q,"async_percent_completion":%s%s}`, id, status, percent, refusal)
	case run != nil:
		r.answer(say, id, run)
	default:
		r.calls = append(r.calls, describe("GET "+id, asked))
		r.answer(say, id, asked)
	}
}

func (r *reporter) answer(say func(int, string, ...any), id string, asked map[string]any) {
	rows := r.rows(asked)
	if len(rows) > r.most {
		say(400, `{"error":{"message":"Please reduce it","code":100,"error_subcode":1487534}}`)
		return
	}
	text, _ := json.Marshal(rows)
	say(200, `{"data":%s}`, text)
}

func describe(call string, asked map[string]any) string {
	for _, name := range []string{"level", "time_range", "time_increment", "filtering"} {
		if v, ok := asked[name]; ok {
			text, _ := json.Marshal(v)
			call += " " + name + "=" + strings.ReplaceAll(string(text), `"`, "")
		}
	}
	return call
}

func (r *reporter) rows(asked map[string]any) []map[string]string {
	since, until := "2026-11-01", "2026-11-08"
	if span, ok := asked["time_range"].(map[string]any); ok {
		since, until = span["since"].(string), span["until"].(string)
	}
	first, _ := time.Parse(time.DateOnly, since)
	last, _ := time.Parse(time.DateOnly, until)
	days := int(last.Sub(first).Hours()/24) + 1
	step := days
	if n, err := strconv.Atoi(fmt.Sprint(asked["time_increment"])); err == nil {
		step = n
	}
	var rows []map[string]string
	for day := 0; day < days; day += step {
		from, to := first.AddDate(0, 0, day), first.AddDate(0, 0, min(day+step, days)-1)
		span := map[string]string{"date_start": from.Format(time.DateOnly), "date_stop": to.Format(time.DateOnly), "impressions": "5"}
		var seen []string
		for ad := range r.campaigns * 4 {
			ids := map[string]string{"campaign": fmt.Sprint("c", ad/4), "adset": fmt.Sprint("s", ad/2), "ad": fmt.Sprint("a", ad)}
			if !passes(asked["filtering"], ids) {
				continue
			}
			level := fmt.Sprint(asked["level"])
			id := ids[level]
			if slices.Contains(seen, id) {
				continue
			}
			seen = append(seen, id)
			row := map[string]string{}
			for k, v := range span {
				row[k] = v
			}
			for _, l := range []string{"campaign", "adset", "ad"} {
				if id == "" {
					break
				}
				row[l+"_id"] = ids[l]
				if l == level {
					break
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func passes(filters any, ids map[string]string) bool {
	list, _ := filters.([]any)
	for _, f := range list {
		filter := f.(map[string]any)
		level, isID := strings.CutSuffix(filter["field"].(string), ".id")
		values, _ := filter["value"].([]any)
		if isID && !slices.Contains(values, any(ids[level])) {
			return false
		}
	}
	return true
}

// A report that is too much comes in parts, and its rows are those of the whole, each once.
func TestInsightsAreSplit(t *testing.T) {
	t.Parallel()
	week := &ads.TimeRange{Since: "2026-11-01", Until: "2026-11-08"}
	tests := []struct {
		name      string
		campaigns int
		most      int
		query     ads.InsightsQuery
		rows      int
		calls     []string
	}{
		{"not at all", 1, 8, ads.InsightsQuery{TimeRange: week, TimeIncrement: "1"}, 8,
			[]string{"GET act_1 time_range={since:2026-11-01,until:2026-11-08} time_increment=1"}},
		{"by days", 1, 4, ads.InsightsQuery{TimeRange: week, TimeIncrement: "1"}, 8, []string{
			"GET act_1 time_range={since:2026-11-01,until:2026-11-08} time_increment=1",
			"GET act_1 time_range={since:2026-11-01,until:2026-11-04} time_increment=1",
			"GET act_1 time_range={since:2026-11-05,until:2026-11-08} time_increment=1",
		}},
		{"by spans of three days", 1, 2, ads.InsightsQuery{TimeRange: week, TimeIncrement: "3"}, 3, []string{
			"GET act_1 time_range={since:2026-11-01,until:2026-11-08} time_increment=3",
			"GET act_1 time_range={since:2026-11-01,until:2026-11-03} time_increment=3",
			"GET act_1 time_range={since:2026-11-04,until:2026-11-08} time_increment=3",
		}},
		{"of a preset", 1, 4, ads.InsightsQuery{DatePreset: ads.DatePresetLast7D, TimeIncrement: "1"}, 8, []string{
			"GET act_1 time_increment=1",
			"GET act_1", // which days are those?
			"GET act_1 time_range={since:2026-11-01,until:2026-11-04} time_increment=1",
			"GET act_1 time_range={since:2026-11-05,until:2026-11-08} time_increment=1",
		}},
		{"by campaigns", 2, 4, ads.InsightsQuery{Level: ads.InsightsLevelAd}, 8, []string{
			"GET act_1 level=ad",
			"GET act_1 level=campaign",
			"GET act_1 level=ad filtering=[{field:campaign.id,operator:IN,value:[c0]}]",
			"GET act_1 level=ad filtering=[{field:campaign.id,operator:IN,value:[c1]}]",
		}},
		{"by ad sets of the one campaign", 1, 2, ads.InsightsQuery{Level: ads.InsightsLevelAd}, 4, []string{
			"GET act_1 level=ad", "GET act_1 level=campaign",
			"GET act_1 level=adset",
			"GET act_1 level=ad filtering=[{field:adset.id,operator:IN,value:[s0]}]",
			"GET act_1 level=ad filtering=[{field:adset.id,operator:IN,value:[s1]}]",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r, account := newReporter(t, test.campaigns, test.most)
			rows, err := metabiz.Collect(account.Insights(t.Context(), test.query))
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, row := range rows {
				seen[row.AdID+row.DateStart+row.DateStop] = true
			}
			if len(rows) != test.rows || len(seen) != test.rows {
				t.Errorf("%d rows, %d of them different, want %d", len(rows), len(seen), test.rows)
			}
			if diff := cmp.Diff(test.calls, r.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// By days first, then by what is below, down to single ads; in the background as well.
func TestInsightsAreSplitToTheEnd(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(context.Context, *ads.Account, ads.InsightsQuery) ([]ads.AdsInsights, error){
		"at once": func(ctx context.Context, a *ads.Account, q ads.InsightsQuery) ([]ads.AdsInsights, error) {
			return metabiz.Collect(a.Insights(ctx, q))
		},
		"in the background": func(ctx context.Context, a *ads.Account, q ads.InsightsQuery) ([]ads.AdsInsights, error) {
			return metabiz.Collect(a.InsightsReport(ctx, q, ads.ReportOptions{Every: time.Millisecond}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, account := newReporter(t, 3, 3)
			rows, err := read(t.Context(), account, ads.InsightsQuery{
				Level: ads.InsightsLevelAd, TimeIncrement: "1", TimeRange: &ads.TimeRange{Since: "2026-11-01", Until: "2026-11-05"},
			})
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, row := range rows {
				seen[row.AdID+" "+row.DateStart] = true
			}
			if len(rows) != 60 || len(seen) != 60 {
				t.Errorf("%d rows, %d of them different, want 12 ads on 5 days", len(rows), len(seen))
			}
		})
	}
	// One row of all can't be cut: the refusal comes through.
	_, account := newReporter(t, 3, 0)
	_, err := metabiz.Collect(account.Insights(t.Context(), ads.InsightsQuery{}))
	if refused, ok := errors.AsType[*metabiz.Error](err); !ok || refused.Subcode != 1487534 {
		t.Errorf("%v", err)
	}
}

// A report is read when it is both completed and at 100 %, and not before.
func TestReportIsAwaited(t *testing.T) {
	t.Parallel()
	r, account := newReporter(t, 1, 10)
	r.states = []string{"Job Not Started/0", "Job Running/100", "Job Completed/99"}
	var started []string
	options := ads.ReportOptions{Every: time.Millisecond, Started: func(id string, _ ads.InsightsQuery) { started = append(started, id) }}
	rows, err := metabiz.Collect(account.InsightsReport(t.Context(), ads.InsightsQuery{Level: ads.InsightsLevelAd}, options))
	if err != nil || len(rows) != 4 || r.looks != 4 {
		t.Errorf("%d rows after %d looks: %v", len(rows), r.looks, err)
	}
	if diff := cmp.Diff([]string{"run1"}, started); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
	if fields, _ := r.runs["run1"]["fields"].([]any); !slices.Contains(fields, any("spend")) {
		t.Errorf("ordered %v", r.runs["run1"])
	}
	// What was begun is taken up by its id.
	rows, err = metabiz.Collect(account.AdReportRun("run1").AwaitInsights(t.Context(), time.Millisecond))
	if err != nil || len(rows) != 4 {
		t.Errorf("taken up: %d rows, %v", len(rows), err)
	}
	// The wait ends with the context.
	r.states, r.looks = slices.Repeat([]string{"Job Running/40"}, 1000), 0
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	run, err := account.AdReportRun("run1").Await(ctx, time.Millisecond)
	if !errors.Is(err, context.DeadlineExceeded) || run == nil && r.looks == 0 {
		t.Errorf("%v, %v", run, err)
	}
}

func TestReportThatFails(t *testing.T) {
	t.Parallel()
	run := ads.AdReportRun{ID: "7", AsyncStatus: ads.ReportFailed, AsyncPercentCompletion: 30, ErrorCode: -2, ErrorSubcode: 2490547, ErrorMessage: "no", ErrorUserMsg: "try again"}
	failed, ok := errors.AsType[*ads.ReportError](run.Failure())
	if !ok || failed.RunID != "7" || failed.Reason.UserMessage != "try again" || !errors.Is(failed, metabiz.ErrTransient) {
		t.Errorf("%+v", failed)
	}
	for status, done := range map[string]bool{ads.ReportCompleted: true, ads.ReportRunning: false} {
		run := ads.AdReportRun{AsyncStatus: status, AsyncPercentCompletion: 100}
		if run.Done() != done || run.Failure() != nil {
			t.Errorf("%s: done %v, %v", status, run.Done(), run.Failure())
		}
	}
	// A job that failed for no reason is begun once more, and then given up.
	r, account := newReporter(t, 1, 10)
	r.states = slices.Repeat([]string{"Job Failed/10"}, 100)
	_, err := metabiz.Collect(account.InsightsReport(t.Context(), ads.InsightsQuery{}, ads.ReportOptions{Every: time.Millisecond}))
	if failed, ok := errors.AsType[*ads.ReportError](err); !ok || failed.Percent != 10 || len(r.runs) != 2 {
		t.Errorf("%v after %d runs", err, len(r.runs))
	}
	r.states = []string{"Job Skipped/0"}
	_, err = metabiz.Collect(account.Campaign("c0").InsightsReport(t.Context(), ads.InsightsQuery{}, ads.ReportOptions{Every: time.Millisecond}))
	if failed, ok := errors.AsType[*ads.ReportError](err); !ok || failed.Status != ads.ReportSkipped || len(r.runs) != 3 {
		t.Errorf("%v after %d runs", err, len(r.runs))
	}
}

// Without a time of the caller's, looks become rarer: after 5 s at first, then up to every 30 s.
func TestReportIsLookedAtMoreAndMoreSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var looks []time.Duration
		// Nothing leaves the bubble: the answers are made where they are asked for.
		answer := func(_ context.Context, _ *metabiz.Request, _ func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
			looks = append(looks, time.Since(began).Round(time.Second))
			status := ads.ReportRunning
			if len(looks) == 8 {
				status = ads.ReportCompleted
			}
			return &metabiz.Response{Status: 200, Body: fmt.Appendf(nil, `{"id":"7","async_status":%q,"async_percent_completion":100}`, status)}, nil
		}
		client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithInterceptor(answer))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ads.NewAdReportRun(client, "7").Await(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		want := []time.Duration{0, 5 * time.Second, 13 * time.Second, 24 * time.Second, 41 * time.Second, 66 * time.Second, 96 * time.Second, 126 * time.Second}
		if diff := cmp.Diff(want, looks); diff != "" {
			t.Errorf("looks (-want +got):\n%s", diff)
		}
	})
}

func TestInsightsQueryIsChecked(t *testing.T) {
	t.Parallel()
	r, account := newReporter(t, 1, 10)
	query := ads.InsightsQuery{
		Level: ads.InsightsLevelAccount, DatePreset: ads.DatePresetToday, TimeIncrement: "91", Limit: -1,
		TimeRange: &ads.TimeRange{Since: "2026-11-09", Until: "2026-11-08"}, Filtering: []ads.Filter{{Field: "spend"}},
	}
	want := []string{
		`level is above what the report is on, which is of level ad (1/99), got "account"`,
		"time_range only one of date_preset, time_range and time_ranges counts",
		`time_range.until is before since, 2026-11-09, got "2026-11-08"`,
		`time_increment is neither a number of days from 1 to 90, nor monthly or all_days, got "91"`,
		"limit is below 0, got -1", "filtering[0].operator is empty",
	}
	for _, err := range account.Ad("4").Insights(t.Context(), query) {
		wantProblems(t, err, want)
	}
	for _, err := range account.Ad("4").InsightsPages(t.Context(), query) {
		wantProblems(t, err, want)
	}
	for _, err := range account.Ad("4").InsightsReport(t.Context(), query, ads.ReportOptions{}) {
		wantProblems(t, err, want)
	}
	ranges := ads.InsightsQuery{TimeRanges: []ads.TimeRange{{Since: "1.11.2026", Until: "2026-11-08"}}, TimeIncrement: "7"}
	wantProblems(t, ranges.Validate(), []string{
		`time_ranges[0].since is not a day of the form 2026-11-22, got "1.11.2026"`, `time_increment has no effect with time_ranges, got "7"`,
	})
	ranges.TimeRanges[0].Since, ranges.TimeIncrement = "2026-11-01", ads.TimeIncrementMonthly
	wantProblems(t, ranges.Validate(), []string{`time_increment has no effect with time_ranges, got "monthly"`})
	if len(r.calls) > 0 {
		t.Errorf("sent %v", r.calls)
	}
}
