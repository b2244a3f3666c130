package emulator

import (
	"maps"
	"time"
)

// reportRun is a report that is made in the background.
type reportRun struct {
	node *Object
	args Args
	raw  map[string]any
}

// reportSteps are the states that a report goes through, and when. For a while it is at 100 % and not done.
var reportSteps = []struct {
	after   time.Duration
	status  string
	percent int64
}{
	{time.Second, "Job Started", 0}, {2 * time.Second, "Job Running", 40}, {4 * time.Second, "Job Running", 100},
	{5 * time.Second, "Job Completed", 100},
}

const reportLife = 30 * 24 * time.Hour

func startReport(c *Call) (any, error) {
	account := adAccountOf(c, c.Node)
	spans, err := spansOf(c)
	if err != nil {
		return nil, err
	}
	run := c.Make("AdReportRun", map[string]any{"account_id": account.Get("account_id"), "async_status": "Job Not Started",
		"async_percent_completion": int64(0), "is_running": true, "time_ref": c.Now(), "is_bookmarked": false,
		"date_start": spans[0].since.Format(dayForm), "date_stop": spans[len(spans)-1].until.Format(dayForm)})
	run.State = &reportRun{node: c.Node, args: c.Args, raw: c.raw}
	for _, step := range reportSteps {
		c.After(step.after, func(c *Call) {
			run.Values["async_status"], run.Values["async_percent_completion"] = step.status, step.percent
			if step.status == "Job Completed" {
				run.Values["is_running"], run.Values["time_completed"] = false, c.Now()
			}
		})
	}
	c.After(reportLife, func(c *Call) { c.Remove(run) })
	return wholeAnswer{"report_run_id": run.ID}, nil
}

// reportInsights reads a report that is done, with the fields that it was ordered with unless others are asked for.
func reportInsights(c *Call) (any, error) {
	if c.Node.Get("async_status") != "Job Completed" {
		return nil, FailPlain(2601, "The report is not ready yet").Sub(1815107).Titled("Report not ready",
			"The report run has not completed. Ask again later.").Temporary()
	}
	run := c.Node.State.(*reportRun)
	ordered := *c
	ordered.Node, ordered.Args = run.node, run.args
	ordered.raw = maps.Clone(run.raw)
	for _, name := range []string{"limit", "after", "before", "summary"} {
		delete(ordered.raw, name)
		if v, ok := c.raw[name]; ok {
			ordered.raw[name] = v
		}
	}
	answer, err := listInsights(&ordered)
	if err != nil {
		return nil, err
	}
	list := answer.(*List)
	if c.raw["fields"] != nil || run.raw["fields"] == nil {
		if list.Items, err = ordered.filter(list.Items); err != nil {
			return nil, err
		}
		return list, nil
	}
	fields, err := parseSelections(run.raw["fields"])
	if err != nil {
		return nil, err
	}
	return ordered.page(list, fields)
}
