package ads

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
)

// States of a report that Meta makes in the background, as [AdReportRun] has them.
const (
	ReportNotStarted = "Job Not Started"
	ReportStarting   = "Job Started"
	ReportRunning    = "Job Running"
	ReportCompleted  = "Job Completed"
	ReportFailed     = "Job Failed"
	ReportSkipped    = "Job Skipped"
)

// Done tells whether the report's rows can be read. A report that is at 100 % but
// still runs is not done, and reading it fails with 2601/1815107.
func (a *AdReportRun) Done() bool {
	return a.AsyncStatus == ReportCompleted && a.AsyncPercentCompletion == 100
}

// Failure is a *[ReportError] where the report has failed or was skipped, and nil else.
func (a *AdReportRun) Failure() error {
	if a.AsyncStatus != ReportFailed && a.AsyncStatus != ReportSkipped {
		return nil
	}
	failed := &ReportError{RunID: a.ID, Status: a.AsyncStatus, Percent: a.AsyncPercentCompletion}
	if a.ErrorCode != 0 || a.ErrorMessage != "" {
		failed.Reason = &metabiz.Error{
			Operation: "GET /{ad-report-run-id}", Code: a.ErrorCode, Subcode: a.ErrorSubcode, Message: a.ErrorMessage,
			UserTitle: a.ErrorUserTitle, UserMessage: a.ErrorUserMsg,
		}
	}
	return failed
}

// A ReportError is a report that Meta could not make. It wraps its Reason, so that
// errors.Is finds the class of that.
type ReportError struct {
	RunID   string
	Status  string // [ReportFailed] or [ReportSkipped]
	Percent int    // how far it came

	// Reason has the code, subcode and messages that Meta gives since v25.0; nil where it gave none.
	Reason *metabiz.Error
}

func (e *ReportError) Error() string {
	text := fmt.Sprintf("ads: report %s: %s at %d %%", e.RunID, e.Status, e.Percent)
	if e.Reason != nil {
		text += ": " + e.Reason.Error()
	}
	return text
}

// Unwrap gives the reason, if there is one.
func (e *ReportError) Unwrap() error {
	if e.Reason == nil {
		return nil
	}
	return e.Reason
}

var reportStateFields = metabiz.WithFields(
	"id", "account_id", "async_status", "async_percent_completion", "date_start", "date_stop", "time_ref", "time_completed",
	"error_code", "error_subcode", "error_message", "error_user_title", "error_user_msg",
)

// How often a report is looked at where the caller does not say.
const (
	firstLook = 5 * time.Second
	slowLook  = 30 * time.Second
)

// Await waits until the report is done, looking every so often (0 is after 5 seconds, and
// then more and more seldom, up to every 30), and gives it as it is then. Bound the wait by
// ctx; what was waited for goes on, and a later Await of the same id takes it up, for 30 days.
// A report that failed is a *[ReportError].
//
// See https://developers.facebook.com/docs/marketing-api/insights/best-practices.
func (r *AdReportRunHandle) Await(ctx context.Context, every time.Duration, opts ...metabiz.Option) (*AdReportRun, error) {
	wait := cmp.Or(max(every, 0), firstLook)
	for {
		run, err := r.Get(ctx, reading(reportStateFields, opts)...)
		if err != nil {
			return nil, err
		}
		run.ID = cmp.Or(run.ID, r.id)
		if err := run.Failure(); err != nil {
			return run, err
		}
		if run.Done() {
			return run, nil
		}
		if err := pause(ctx, wait); err != nil {
			return run, fmt.Errorf("ads: report %s is at %s, %d %%: %w", r.id, run.AsyncStatus, run.AsyncPercentCompletion, err)
		}
		if every <= 0 {
			wait = min(wait*3/2, slowLook)
		}
	}
}

// AwaitInsights is [AdReportRunHandle.Await], and then [AdReportRunHandle.Insights]: it takes
// up a report whose id was kept.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-report-run/insights.
func (r *AdReportRunHandle) AwaitInsights(ctx context.Context, every time.Duration, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return func(yield func(AdsInsights, error) bool) {
		// The caller's fields are those of the rows.
		if _, err := r.Await(ctx, every, append(opts[:len(opts):len(opts)], reportStateFields)...); err != nil {
			yield(AdsInsights{}, err)
			return
		}
		r.Insights(ctx, opts...)(yield)
	}
}

// ReportOptions tell how reports that are made in the background are waited for.
type ReportOptions struct {
	// Every is how often a report is looked at; 0 is as for [AdReportRunHandle.Await].
	Every time.Duration

	// Started, if not nil, is told each report that is begun: its id is what
	// [AdReportRunHandle.AwaitInsights] takes it up by, for 30 days. There are several where one is too much at once.
	Started func(runID string, query InsightsQuery)
}

// InsightsReport is [Account.Insights] by a report that Meta makes in the background, which
// can take minutes and has room for more. Rows come once it is done.
//
// A report that fails for no reason of its own (-2/2490547) is begun once more; one that is too
// much is split as [Account.Insights] splits it. Any other failure is a *[ReportError].
//
// See https://developers.facebook.com/docs/marketing-api/insights/best-practices.
func (a *Account) InsightsReport(ctx context.Context, query InsightsQuery, options ReportOptions, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return a.background(ctx, InsightsLevelAccount, query, options, opts)
}

// InsightsReport is [CampaignHandle.Insights] by a report in the background, see [Account.InsightsReport].
//
// See https://developers.facebook.com/docs/marketing-api/insights/best-practices.
func (c *CampaignHandle) InsightsReport(ctx context.Context, query InsightsQuery, options ReportOptions, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return c.background(ctx, InsightsLevelCampaign, query, options, opts)
}

// InsightsReport is [AdSetHandle.Insights] by a report in the background, see [Account.InsightsReport].
//
// See https://developers.facebook.com/docs/marketing-api/insights/best-practices.
func (s *AdSetHandle) InsightsReport(ctx context.Context, query InsightsQuery, options ReportOptions, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return s.background(ctx, InsightsLevelAdSet, query, options, opts)
}

// InsightsReport is [AdHandle.Insights] by a report in the background, see [Account.InsightsReport].
//
// See https://developers.facebook.com/docs/marketing-api/insights/best-practices.
func (a *AdHandle) InsightsReport(ctx context.Context, query InsightsQuery, options ReportOptions, opts ...metabiz.Option) iter.Seq2[AdsInsights, error] {
	return a.background(ctx, InsightsLevelAd, query, options, opts)
}

func (o object) background(ctx context.Context, own InsightsLevel, query InsightsQuery, options ReportOptions, opts []metabiz.Option) iter.Seq2[AdsInsights, error] {
	return o.inParts(ctx, own, query, opts, func(query InsightsQuery) iter.Seq2[AdsInsights, error] {
		return func(yield func(AdsInsights, error) bool) {
			run, err := o.made(ctx, own, query, options, opts)
			if err != nil {
				yield(AdsInsights{}, err)
				return
			}
			run.Insights(ctx, opts...)(yield)
		}
	})
}

// made begins a report and waits for it.
func (o object) made(ctx context.Context, own InsightsLevel, query InsightsQuery, options ReportOptions, opts []metabiz.Option) (*AdReportRunHandle, error) {
	for again := false; ; again = true {
		ordered := query
		ordered.Fields = query.fields(own)
		// A report too many does no harm: nobody reads it.
		started, err := metabiz.Call[ReportStarted](ctx, o.client, repeatable(o.using(useInsights, o.post("insights", ordered))), opts...)
		if err != nil {
			return nil, err
		}
		if options.Started != nil {
			options.Started(started.ReportRunID, query)
		}
		run := &AdReportRunHandle{object{client: o.client, id: started.ReportRunID, route: "{ad-report-run-id}", account: o.account}}
		if _, err = run.Await(ctx, options.Every, append(opts[:len(opts):len(opts)], reportStateFields)...); err == nil {
			return run, nil
		}
		failed, ok := errors.AsType[*ReportError](err)
		if !ok || again || tooLarge(err) || failed.Status != ReportFailed || failed.Reason != nil && !errors.Is(err, metabiz.ErrTransient) {
			return nil, err
		}
	}
}
