package emulator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

func insightsRows(r *Registry) {
	for _, node := range []string{"AdAccount", "Campaign", "AdSet", "Ad"} {
		r.Edge(node,
			Edge{Method: "GET", Name: "insights", Of: "AdsInsights", UseCase: "ads_insights", Params: Params(insightsParams),
				Check: checkInsights, Handle: listInsights},
			Edge{Method: "POST", Name: "insights", Of: "AdsInsights", UseCase: "ads_insights", Params: Params(insightsParams),
				Check: checkInsights, Handle: startReport},
		)
	}
	r.Edge("AdReportRun", Edge{Method: "GET", Name: "insights", Of: "AdsInsights", UseCase: "ads_insights", Handle: reportInsights})
}

// metrics are figures of any span of time, by kind.
type metrics [metricKinds]int64

type metricKind int

const (
	mImpressions metricKind = iota
	mReach
	mSpent // minor units times the milliseconds of a day
	mClicks
	mLinkClicks
	mConversations
	mFirstReplies
	mPurchases
	mPurchaseValue
	mWelcomeViews
	mBusinessReplies
	mReplied
	mDepth2
	mDepth3
	mDepth5
	mBlocks
	metricKinds
)

// metricsOf are the figures of an ad's day: what its budget bought, what single people did, and its crowd.
func metricsOf(ad *Object, date string, d *adDay) metrics {
	bought := d.spent * 1000 / msPerDay / price(ad)
	people := d.counts[personClicks]
	m := metrics{
		mImpressions: bought + people, mReach: bought*reachRate/100 + people, mSpent: d.spent,
		mClicks: bought*clickRate/1000 + people, mLinkClicks: bought*linkRate/1000 + people,
		mConversations: d.counts[conversations], mFirstReplies: d.counts[firstReplies],
		mPurchases: d.counts[purchases], mPurchaseValue: d.counts[purchaseValue],
	}
	if appeal := stateOfAd(ad).appeal; appeal != nil {
		m.add(appeal.crowd(ad.ID, date, bought))
	}
	return m
}

func (m *metrics) add(other metrics) {
	for k, v := range other {
		m[k] += v
	}
}

var levels = []string{"account", "campaign", "adset", "ad"}

func levelOf(o *Object) string {
	return map[string]string{"AdAccount": "account", "Campaign": "campaign", "AdSet": "adset", "Ad": "ad"}[o.Type]
}

// span is a stretch of days, both ends included.
type span struct{ since, until time.Time }

// maxHistory is how far back figures reach, in months.
const maxHistory = 37

func checkInsights(c *Call) error {
	if l := c.Args.Text("level"); l != "" && slices.Index(levels, l) < slices.Index(levels, levelOf(c.Node)) {
		return FailPlain(1, "The level %s does not fit the object %s", l, levelOf(c.Node)).Sub(99)
	}
	if err := checkBreakdowns(c.Args.Strings("breakdowns")); err != nil {
		return err
	}
	spans, err := spansOf(c)
	if err != nil {
		return err
	}
	oldest := midnight(c.Now().In(adStateOf(adAccountOf(c, c.Node)).zone)).AddDate(0, -maxHistory, 0)
	for _, s := range spans {
		if s.since.Before(oldest) {
			return Fail(3018, "The start date of the time range cannot be beyond %d months from the current date", maxHistory).Blame("time_range")
		}
	}
	_, err = steps(c, spans)
	return err
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// spansOf are the time ranges asked for; the last 30 days if none are.
func spansOf(c *Call) ([]span, error) {
	zone := adStateOf(adAccountOf(c, c.Node)).zone
	var given []any
	if m := c.Args.Map("time_range"); m != nil {
		given = []any{map[string]any(m)}
	}
	if l := c.Args.List("time_ranges"); len(l) > 0 {
		given = l
	}
	var spans []span
	for _, v := range given {
		m, _ := v.(map[string]any)
		since, err1 := time.ParseInLocation(dayForm, Args(m).Text("since"), zone)
		until, err2 := time.ParseInLocation(dayForm, Args(m).Text("until"), zone)
		if err1 != nil || err2 != nil {
			return nil, badParam(c, "time_range", "must have since and until of the form YYYY-MM-DD")
		}
		if until.Before(since) {
			return nil, badParam(c, "time_range", "must not have since after until")
		}
		spans = append(spans, span{since, until})
	}
	if len(spans) > 0 {
		return spans, nil
	}
	preset := c.Args.Text("date_preset")
	if preset == "" {
		preset = "last_30d"
	}
	s := presetSpan(preset, midnight(c.Now().In(zone)))
	return []span{s}, nil
}

func presetSpan(preset string, today time.Time) span {
	back := func(days int) time.Time { return today.AddDate(0, 0, -days) }
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location())
	quarter := time.Date(today.Year(), (today.Month()-1)/3*3+1, 1, 0, 0, 0, 0, today.Location())
	year := time.Date(today.Year(), 1, 1, 0, 0, 0, 0, today.Location())
	sunday := int(today.Weekday())
	monday := (sunday + 6) % 7
	switch preset {
	case "today":
		return span{today, today}
	case "yesterday":
		return span{back(1), back(1)}
	case "this_week_mon_today":
		return span{back(monday), today}
	case "this_week_sun_today":
		return span{back(sunday), today}
	case "last_week_mon_sun":
		return span{back(monday + 7), back(monday + 1)}
	case "last_week_sun_sat":
		return span{back(sunday + 7), back(sunday + 1)}
	case "this_month":
		return span{month, today}
	case "last_month":
		return span{month.AddDate(0, -1, 0), month.AddDate(0, 0, -1)}
	case "this_quarter":
		return span{quarter, today}
	case "last_quarter":
		return span{quarter.AddDate(0, -3, 0), quarter.AddDate(0, 0, -1)}
	case "this_year":
		return span{year, today}
	case "last_year":
		return span{year.AddDate(-1, 0, 0), year.AddDate(0, 0, -1)}
	case "maximum", "data_maximum":
		return span{today.AddDate(0, -maxHistory, 0), today}
	}
	if days, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(preset, "last_"), "d")); err == nil {
		return span{back(days), back(1)}
	}
	return span{back(30), back(1)}
}

// steps cuts time ranges into the pieces that time_increment asks for.
func steps(c *Call, spans []span) ([]span, error) {
	increment := c.Args.Text("time_increment")
	if increment == "" || increment == "all_days" {
		return spans, nil
	}
	days, err := strconv.Atoi(increment)
	if increment != "monthly" && (err != nil || days < 1 || days > 90) {
		return nil, badParam(c, "time_increment", "must be a number of days from 1 to 90, monthly, or all_days")
	}
	var out []span
	for _, s := range spans {
		for from := s.since; !from.After(s.until); {
			next := from.AddDate(0, 0, days)
			if increment == "monthly" {
				next = time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, from.Location())
			}
			to := next.AddDate(0, 0, -1)
			if to.After(s.until) {
				to = s.until
			}
			out = append(out, span{from, to})
			from = next
		}
	}
	return out, nil
}

// listInsights answers with a row for each object of the level, step of time and value of the breakdowns that has figures.
func listInsights(c *Call) (any, error) {
	settleDelivery(c)
	byStatus := len(statusFilter(c)) > 0 // filteredAds takes the filter away
	ads, err := filteredAds(c)
	if err != nil {
		return nil, err
	}
	spans, err := spansOf(c)
	if err != nil {
		return nil, err
	}
	spans, err = steps(c, spans)
	if err != nil {
		return nil, err
	}
	level := c.Args.Text("level")
	if level == "" {
		level = levelOf(c.Node)
	}
	breakdowns := c.Args.Strings("breakdowns")
	rows, total := []*Object{}, metrics{}
	for _, s := range spans {
		groups := map[string]*group{}
		var order []string
		for _, ad := range ads {
			m := within(ad, s)
			if m == (metrics{}) {
				continue
			}
			total.add(m)
			if !byStatus && hidden(c, ad, level) {
				continue
			}
			for _, x := range cells(c, ad, m, breakdowns) {
				if x.metrics == (metrics{}) {
					continue
				}
				key := entityID(level, ad)
				for _, b := range breakdowns {
					key += "|" + x.values[b]
				}
				if groups[key] == nil {
					groups[key] = &group{ad: ad, values: x.values}
					order = append(order, key)
				}
				groups[key].add(x.metrics)
			}
		}
		for _, key := range order {
			rows = append(rows, c.Row("AdsInsights", insightsRow(c, groups[key], level, s)))
		}
	}
	if err := sortRows(c, rows); err != nil {
		return nil, err
	}
	c.summarise()
	return &List{Items: rows, Summary: figures(c, adAccountOf(c, c.Node), total)}, nil
}

// hidden tells whether a row of its own is kept from an object because it was deleted. Its figures stay in those of what is
// above it, and it has them itself when it is asked for by its id or by a filter on the status.
func hidden(c *Call, ad *Object, level string) bool {
	id := entityID(level, ad)
	return id != "" && id != c.Node.ID && configured(c.Object(id)) == "DELETED"
}

// summarise makes default_summary ask for the fields of the rows. A summary that is asked for by name wins.
func (c *Call) summarise() {
	if c.raw["summary"] != nil || !c.Args.Bool("default_summary") {
		return
	}
	c.raw = maps.Clone(c.raw)
	if c.raw["summary"] = c.raw["fields"]; c.raw["summary"] == nil {
		c.raw["summary"] = `["impressions","spend"]`
	}
}

// group is what becomes a row.
type group struct {
	metrics
	ad     *Object // one of its ads
	values map[string]string
}

func entityID(level string, ad *Object) string {
	switch level {
	case "ad":
		return ad.ID
	case "account":
		return ""
	}
	return ad.Get(level + "_id")
}

// within sums the days of an ad that lie in a span.
func within(ad *Object, s span) metrics {
	var sum metrics
	since, until := s.since.Format(dayForm), s.until.Format(dayForm)
	for date, d := range stateOfAd(ad).days {
		if date >= since && date <= until {
			sum.add(metricsOf(ad, date, d))
		}
	}
	return sum
}

// filteredAds are the ads under the node that pass the filters on objects. The filters on figures stay for the rows.
func filteredAds(c *Call) ([]*Object, error) {
	ads := adsOf(c, c.Node)
	rules, _ := fromText(c.raw["filtering"]).([]any)
	var rest []any
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		field := text(rule["field"])
		first, _, dotted := strings.Cut(field, ".")
		if !dotted || !slices.Contains(levels[1:], first) {
			rest = append(rest, r)
			continue
		}
		holds := filterOperators[text(rule["operator"])]
		if holds == nil {
			return nil, badParam(c, "filtering[operator]", "is not a known operator: %s", text(rule["operator"]))
		}
		kept := []*Object{}
		for _, ad := range ads {
			v, err := c.filterValue(ad, field)
			if err != nil {
				return nil, err
			}
			if holds(v, rule["value"]) {
				kept = append(kept, ad)
			}
		}
		ads = kept
	}
	if len(rest) < len(rules) {
		c.raw = maps.Clone(c.raw)
		c.raw["filtering"] = rest
	}
	return ads, nil
}

// sortRows orders rows as sort asks: spend_descending.
func sortRows(c *Call, rows []*Object) error {
	keys := c.Args.Strings("sort")
	for _, key := range slices.Backward(keys) {
		field, descending := strings.CutSuffix(key, "_descending")
		if !descending {
			field = strings.TrimSuffix(key, "_ascending")
		}
		if c.e.registry.types["AdsInsights"].fields[field] == nil {
			return badParam(c, "sort", "has an unknown field: %s", field)
		}
		slices.SortStableFunc(rows, func(a, b *Object) int {
			n := cmp.Compare(number(a.Values[field]), number(b.Values[field]))
			if descending {
				return -n
			}
			return n
		})
	}
	return nil
}

// insightsRow puts a row together: of what, when, by what, and the figures.
func insightsRow(c *Call, g *group, level string, s span) map[string]any {
	account := adAccountOf(c, c.Node)
	row := map[string]any{
		"account_id": account.Get("account_id"), "account_name": account.Get("name"), "account_currency": account.Get("currency"),
		"date_start": s.since.Format(dayForm), "date_stop": s.until.Format(dayForm),
	}
	campaign, set := c.Object(g.ad.Get("campaign_id")), c.Object(g.ad.Get("adset_id"))
	switch level {
	case "ad":
		row["ad_id"], row["ad_name"] = g.ad.ID, g.ad.Get("name")
		fallthrough
	case "adset":
		row["adset_id"], row["adset_name"], row["optimization_goal"] = set.ID, set.Get("name"), set.Get("optimization_goal")
		fallthrough
	case "campaign":
		row["campaign_id"], row["campaign_name"] = campaign.ID, campaign.Get("name")
		row["objective"], row["buying_type"] = campaign.Get("objective"), campaign.Get("buying_type")
	}
	for k, v := range g.values {
		row[k] = v
	}
	maps.Copy(row, figures(c, account, g.metrics))
	return row
}

func sixDecimals(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

// major writes minor units as an amount of two decimals, as spend is answered.
func major(account *Object, minor float64) string {
	return fmt.Sprintf("%.2f", minor/float64(currencyOffset(account.Get("currency"))))
}
