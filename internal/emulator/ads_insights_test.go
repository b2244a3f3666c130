package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// running is a story whose ad has passed its review.
func (c *adsClient) running() story {
	c.Helper()
	s := c.story()
	c.activate(s)
	c.e.Clock().Advance(adReviewTime)
	if got := c.status(s.ad); got != "ACTIVE" {
		c.Fatalf("ad is %s", got)
	}
	return s
}

// numbers are the values of a list of actions, by type.
func numbers(v any) map[string]string {
	out := map[string]string{}
	list, _ := v.([]any)
	for _, e := range list {
		kind, _ := dig(e, "action_type").(string)
		out[kind], _ = dig(e, "value").(string)
	}
	return out
}

func TestConversationsAreCounted(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	c.link(c.s.DisplayPhone)
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"promoted_object": set{"page_id": c.s.PageID}}))
	s.ad = c.make("ads", c.fill(adBody, s))
	c.activate(s)
	c.e.Clock().Advance(adReviewTime)

	person := c.e.Person("393290000001", "Anna")
	if err := person.ClickAd(s.ad); err != nil {
		t.Fatal(err)
	}
	if err := person.Write("Ciao"); err != nil {
		t.Fatal(err)
	}
	clickID := ""
	c.e.mu.Lock()
	for id := range adStateOf(c.e.store.objects[c.s.AdAccountID]).clicks {
		clickID = id
	}
	c.e.mu.Unlock()
	c.posted(c.s.PhoneNumberID+"/messages", `{"messaging_product":"whatsapp","to":"393290000001","type":"text","text":{"body":"Buongiorno"}}`)

	events := c.s.DatasetID + "/events"
	bought := c.posted(events, fmt.Sprintf(`{"data":[{"event_name":"Purchase","event_time":%d,"action_source":"business_messaging",
		"messaging_channel":"whatsapp","user_data":{"whatsapp_business_account_id":%q,"ctwa_clid":%q},"custom_data":{"currency":"EUR","value":10.5}}]}`,
		start.Add(time.Minute).Unix(), c.s.WABAID, clickID))
	if bought["events_received"] != 1.0 || bought["fbtrace_id"] == nil {
		t.Errorf("events: %v", bought)
	}

	row := dig(c.get(s.campaign+"/insights", "date_preset", "today", "level", "ad",
		"fields", "ad_id,ad_name,spend,inline_link_clicks,actions,action_values,cost_per_action_type,results"), "data", 0)
	wantActions := map[string]string{"link_click": "1", "onsite_conversion.messaging_conversation_started_7d": "1",
		"onsite_conversion.total_messaging_connection": "1", "onsite_conversion.messaging_first_reply": "1",
		"onsite_conversion.purchase": "1", "purchase": "1", "omni_purchase": "1"}
	if diff := cmp.Diff(wantActions, numbers(dig(row, "actions"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"onsite_conversion.purchase": "10.50", "purchase": "10.50", "omni_purchase": "10.50"},
		numbers(dig(row, "action_values"))); diff != "" {
		t.Error(diff)
	}
	if got := dig(row, "ad_id"); got != s.ad {
		t.Errorf("ad_id %v", got)
	}
	if got := dig(row, "results", 0, "values", 0, "value"); got != "1" {
		t.Errorf("results %v", dig(row, "results"))
	}
}

// Figures do not depend on how often one looks, add up over days and breakdowns, and end with the schedule.
func TestDelivery(t *testing.T) {
	t.Parallel()
	sums := map[string]string{}
	for _, looks := range []int{1, 7} {
		c := newAdsClient(t)
		s := c.story()
		c.posted(s.set, `{"end_time":"2026-12-03T12:00:00+0100"}`)
		c.activate(s)
		for range looks {
			c.e.Clock().Advance(7 * 24 * time.Hour / time.Duration(looks))
			c.get(s.ad+"/insights", "date_preset", "maximum")
		}
		total := c.get(c.s.AdAccountID+"/insights", "date_preset", "maximum", "fields", "spend,impressions,account_name")
		sums[fmt.Sprint(looks)] = fmt.Sprint(total["data"])
		if diff := cmp.Diff("20.80", dig(total, "data", 0, "spend")); diff != "" { // 49 hours and 55 minutes of 10.00 a day
			t.Error(diff)
		}
		var impressions float64
		for _, row := range c.get(c.s.AdAccountID+"/insights", "date_preset", "maximum", "time_increment", "1", "level", "adset",
			"breakdowns", "age,gender", "limit", "100", "fields", "impressions")["data"].([]any) {
			impressions += number(dig(row, "impressions"))
			for _, key := range []string{"age", "gender", "date_start", "date_stop"} {
				if dig(row, key) == nil {
					t.Errorf("a row without %s: %v", key, row)
				}
			}
		}
		if want := number(dig(total, "data", 0, "impressions")); impressions != want {
			t.Errorf("impressions by day, age and gender add up to %v, not %v", impressions, want)
		}
		account := c.get(c.s.AdAccountID, "fields", "amount_spent,currency")
		if diff := cmp.Diff(map[string]any{"id": c.s.AdAccountID, "amount_spent": "2079", "currency": "EUR"}, account); diff != "" {
			t.Error(diff)
		}
	}
	if sums["1"] != sums["7"] {
		t.Errorf("figures differ by looks: %v", sums)
	}
}

func TestInsightsRows(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	c.e.Clock().Advance(72 * time.Hour)
	account := strings.TrimPrefix(c.s.AdAccountID, "act_")
	tests := map[string]struct {
		path   string
		params []string
		want   []map[string]any // without figures
	}{
		"an ad by default": {s.ad, nil, []map[string]any{{"account_id": account, "campaign_id": s.campaign, "adset_id": s.set, "ad_id": s.ad,
			"date_start": "2026-11-04", "date_stop": "2026-12-03"}}},
		"two days": {s.campaign, []string{"time_range", `{"since":"2026-12-02","until":"2026-12-03"}`, "time_increment", "1"},
			[]map[string]any{{"account_id": account, "campaign_id": s.campaign, "date_start": "2026-12-02", "date_stop": "2026-12-02"},
				{"account_id": account, "campaign_id": s.campaign, "date_start": "2026-12-03", "date_stop": "2026-12-03"}}},
		"a month": {c.s.AdAccountID, []string{"date_preset", "this_month", "time_increment", "monthly"},
			[]map[string]any{{"account_id": account, "date_start": "2026-12-01", "date_stop": "2026-12-04"}}},
		"platforms": {c.s.AdAccountID, []string{"date_preset", "yesterday", "breakdowns", "publisher_platform", "fields", "account_id"},
			[]map[string]any{{"account_id": account, "publisher_platform": "facebook", "date_start": "2026-12-03", "date_stop": "2026-12-03"},
				{"account_id": account, "publisher_platform": "instagram", "date_start": "2026-12-03", "date_stop": "2026-12-03"}}},
		"nothing yet": {s.ad, []string{"time_range", `{"since":"2026-11-01","until":"2026-11-02"}`}, nil},
		"filtered away": {c.s.AdAccountID, []string{"date_preset", "maximum", "level", "ad",
			"filtering", `[{"field":"ad.effective_status","operator":"IN","value":["PAUSED"]}]`}, nil},
		"filtered by figure": {c.s.AdAccountID, []string{"date_preset", "maximum", "filtering", `[{"field":"spend","operator":"GREATER_THAN","value":1000}]`}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []map[string]any
			for _, row := range c.get(test.path+"/insights", test.params...)["data"].([]any) {
				m := row.(map[string]any)
				delete(m, "impressions")
				delete(m, "spend")
				got = append(got, m)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	nested := c.get(s.campaign, "fields", "name,insights.date_preset(maximum){spend}")
	if dig(nested, "insights", "data", 0, "date_start") == nil || dig(nested, "insights", "data", 0, "spend") != "30.00" {
		t.Errorf("expanded: %v", nested)
	}
	for name, test := range map[string]struct {
		params []string
		want   refused
	}{
		"level above":         {[]string{"level", "account"}, refused{1, 99, ""}},
		"range the wrong way": {[]string{"time_range", `{"since":"2026-12-02","until":"2026-12-01"}`}, refused{100, 0, "time_range"}},
		"too long ago":        {[]string{"time_range", `{"since":"2023-10-01","until":"2026-12-01"}`}, refused{3018, 0, "time_range"}},
		"unknown preset":      {[]string{"date_preset", "ages_ago"}, refused{100, 0, "date_preset"}},
		"unknown field":       {[]string{"fields", "fun"}, refused{100, 0, ""}},
		"increment":           {[]string{"time_increment", "91"}, refused{100, 0, "time_increment"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusedBy(c.call("GET", s.ad+"/insights", append(test.params, "x", "y")...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReportRun(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	c.e.Clock().Advance(24 * time.Hour)
	run, _ := c.posted(c.s.AdAccountID+"/insights", `{"level":"ad","date_preset":"maximum","fields":["ad_id","spend"]}`)["report_run_id"].(string)
	var states []string
	for range 6 {
		r := c.get(run)
		states = append(states, fmt.Sprint(r["async_status"], " ", r["async_percent_completion"]))
		if r["async_status"] == "Job Completed" {
			break
		}
		if diff := cmp.Diff(refused{2601, 1815107, ""}, refusedBy(c.call("GET", run+"/insights"))); diff != "" {
			t.Error(diff)
		}
		c.e.Clock().Advance(time.Second)
	}
	want := []string{"Job Not Started 0", "Job Started 0", "Job Running 40", "Job Running 40", "Job Running 100", "Job Completed 100"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	row := dig(c.get(run+"/insights"), "data", 0).(map[string]any)
	if row["ad_id"] != s.ad || row["spend"] == nil || row["impressions"] != nil {
		t.Errorf("row of the fields ordered: %v", row)
	}
	c.e.Clock().Advance(31 * 24 * time.Hour)
	if a := c.call("GET", run); a.code() != 100 {
		t.Errorf("an expired report: %s", a.raw)
	}
}

func TestConversionEvents(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	event := func(changes set) string {
		return change(t, fmt.Sprintf(`{"event_name":"LeadSubmitted","event_time":%d,"action_source":"business_messaging","messaging_channel":"whatsapp",
			"user_data":{"whatsapp_business_account_id":"1","ctwa_clid":"abc"}}`, start.Unix()), changes)
	}
	path := c.s.DatasetID + "/events"
	good := event(nil)
	if got := c.posted(path, `{"data":[`+good+`,`+good+`],"partner_agent":"me"}`)["events_received"]; got != 2.0 {
		t.Errorf("events_received: %v", got)
	}
	tests := map[string]struct {
		data string
		want refused
	}{
		"none":            {``, refused{100, 0, "data"}},
		"too many":        {strings.Repeat(good+",", 1000) + good, refused{100, 0, "data"}},
		"too old":         {event(set{"event_time": start.Add(-8 * 24 * time.Hour).Unix()}), refused{100, 2804003, "data.0.event_time"}},
		"one of two":      {good + "," + event(set{"event_name": ""}), refused{100, 0, "data.1.event_name"}},
		"in milliseconds": {event(set{"event_time": start.UnixMilli()}), refused{100, 0, "data.0.event_time"}},
		"no source":       {event(set{"action_source": nil}), refused{100, 0, "data.0.action_source"}},
		"no channel":      {event(set{"messaging_channel": nil}), refused{100, 0, "data.0.messaging_channel"}},
		"no click":        {event(set{"user_data": set{"whatsapp_business_account_id": "1"}}), refused{100, 2804050, "data.0.user_data.ctwa_clid"}},
		"no person":       {event(set{"user_data": nil}), refused{100, 2804050, "data.0.user_data"}},
		"no price":        {event(set{"event_name": "Purchase", "custom_data": set{"currency": "EUR"}}), refused{100, 0, "data.0.custom_data.value"}},
		"no currency":     {event(set{"event_name": "Purchase", "custom_data": set{"value": 1}}), refused{100, 0, "data.0.custom_data.currency"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			body := `{"data":[` + test.data + `]}`
			got := refusedBy(c.post(path, body))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	stats := c.get(c.s.DatasetID + "/stats")
	if got := dig(stats, "data", 0, "data", 0, "count"); got != 2.0 {
		t.Errorf("a refused call left events behind: %v", stats)
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.message": "Please disapprove me"}))
	c.posted(s.ad, `{"creative":{"creative_id":"`+s.creative+`"}}`)
	c.activate(s)
	c.e.Clock().Advance(adReviewTime)
	ad := c.get(s.ad, "fields", "effective_status,ad_review_feedback,configured_status")
	if ad["effective_status"] != "DISAPPROVED" || ad["configured_status"] != "ACTIVE" || ad["ad_review_feedback"] == nil {
		t.Errorf("rejected ad: %v", ad)
	}
	c.posted(s.ad, c.fill(`{"creative":`+change(t, c.fill(creativeBody, s), set{"name": "better"})+`}`, s))
	if got := c.status(s.ad); got != "PENDING_REVIEW" {
		t.Errorf("mended ad is %s", got)
	}
	c.e.Clock().Advance(adReviewTime)
	if got := c.status(s.ad); got != "ACTIVE" {
		t.Errorf("mended ad is %s after its review", got)
	}
	for name, changes := range map[string]struct {
		id      string
		changes set
		want    string
	}{
		"no funding": {c.s.AdAccountID, set{"funding_source": nil}, "PENDING_BILLING_INFO"},
		"no number":  {c.s.PageID, set{"has_whatsapp_number": false, "has_whatsapp_business_number": false}, "WITH_ISSUES"},
	} {
		t.Run(name, func(t *testing.T) {
			old := set{}
			c.e.mu.Lock()
			for k := range changes.changes {
				old[k] = c.e.store.objects[changes.id].Values[k]
			}
			c.e.mu.Unlock()
			if err := c.e.Change(changes.id, changes.changes); err != nil {
				t.Fatal(err)
			}
			if got := c.status(s.ad); got != changes.want {
				t.Errorf("ad is %s", got)
			}
			if err := c.e.Change(changes.id, old); err != nil {
				t.Fatal(err)
			}
		})
	}
	c.version = "" // controls have none
	for body, want := range map[string]int{`{"fun":1}`: http.StatusBadRequest, `{"name":"changed"}`: http.StatusOK} {
		if a := c.post("_emulator/objects/"+s.ad, body); a.status != want {
			t.Errorf("%s: %d %s", body, a.status, a.raw)
		}
	}
}

func TestDefaultSummary(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	c.e.Clock().Advance(72 * time.Hour)
	rows := c.get(s.ad+"/insights", "fields", "spend", "default_summary", "true", "date_preset", "maximum")
	want := map[string]any{"spend": dig(rows, "data", 0, "spend")}
	if diff := cmp.Diff(want, dig(rows, "summary")); diff != "" || want["spend"] == nil {
		t.Error(diff, rows)
	}
}

// A deleted ad has no row of its own any more, unless it is asked for; what it spent stays in the sums.
func TestInsightsOfDeleted(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	c.e.Clock().Advance(72 * time.Hour)
	c.ok("DELETE", s.ad)
	whole := []string{"date_preset", "maximum", "fields", "spend"}
	filter := `[{"field":"ad.effective_status","operator":"IN","value":["DELETED"]}]`
	tests := map[string]struct {
		path   string
		params []string
		rows   int
	}{
		"by its id":   {s.ad, nil, 1},
		"of the ads":  {c.s.AdAccountID, []string{"level", "ad"}, 0},
		"by a filter": {c.s.AdAccountID, []string{"level", "ad", "filtering", filter}, 1},
		"in the sums": {c.s.AdAccountID, nil, 1},
		"in its set":  {c.s.AdAccountID, []string{"level", "adset"}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := c.get(test.path+"/insights", append(test.params, whole...)...)
			if rows, _ := got["data"].([]any); len(rows) != test.rows {
				t.Errorf("got %v", got)
			}
		})
	}
}
