package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	ruleParams = `account_id string, evaluation_spec! map, execution_spec! map, name! string, schedule_spec map,
		status enum(DELETED|DISABLED|ENABLED|HAS_ISSUES), ui_creation_source string`
	ruleUpdateParams  = `evaluation_spec map, execution_spec map, name string, schedule_spec map, status enum(DELETED|DISABLED|ENABLED|HAS_ISSUES)`
	ruleHistoryParams = `action string, hide_no_changes bool, object_id string`
)

func ruleRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "adrules_library", Of: "AdRule"},
		Edge{Method: "POST", Name: "adrules_library", Of: "AdRule", Params: Params(ruleParams), Check: checkNewRule, Handle: makeRule},
		Edge{Method: "GET", Name: "adrules_history", Of: "AdAccountAdRulesHistory", Handle: accountRuleHistory,
			Params: Params(ruleHistoryParams + `, evaluation_type enum(SCHEDULE|TRIGGER)`)})
	r.Edge("AdRule",
		Edge{Method: "POST", Params: Params(ruleUpdateParams), Check: checkRuleUpdate, Handle: updateRule},
		Edge{Method: "DELETE"},
		Edge{Method: "POST", Name: "preview", Handle: previewRule},
		Edge{Method: "POST", Name: "execute", Handle: executeRule},
		Edge{Method: "GET", Name: "history", Of: "AdRuleHistory", Params: Params(ruleHistoryParams), Handle: ruleHistory})
	for _, typ := range []string{"Ad", "AdSet", "Campaign"} {
		r.Edge(typ, Edge{Method: "GET", Name: "adrules_governed", Of: "AdRule", Params: Params(`pass_evaluation bool`), Handle: governingRules})
	}
}

// ruleState is what a rule did, oldest first.
type ruleState struct{ history []map[string]any }

// ruleEntities are the node types that rules look at.
var ruleEntities = map[string]string{"AD": "Ad", "ADSET": "AdSet", "CAMPAIGN": "Campaign"}

// ruleFigureNames are the fields of filters that are figures of delivery.
var ruleFigureNames = []string{"spent", "impressions", "results", "cost_per", "cpm", "clicks", "reach", "ctr", "cpc", "frequency"}

func makeRule(c *Call) (any, error) {
	values := c.Values("AdRule")
	now := inZone(c.Node, c.Now())
	maps.Copy(values, map[string]any{"account_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
	if user := c.Find("User", c.Token.Subject); user != nil {
		values["created_by"] = user
	}
	fill(values, map[string]any{"status": "ENABLED"})
	rule := c.Make("AdRule", values)
	rule.State = &ruleState{}
	c.Node.Link("adrules_library", rule)
	scheduleRule(c, rule)
	return rule, nil
}

func updateRule(c *Call) (any, error) {
	maps.Copy(c.Node.Values, c.Values("AdRule"))
	c.Node.Values["updated_time"] = inZone(adAccountOf(c, c.Node), c.Now())
	if c.Args.Text("status") == "DELETED" {
		c.Remove(c.Node)
	}
	return map[string]any{"success": true}, nil
}

// scheduleRule has a rule looked at every half-hour, and run when its schedule says so.
func scheduleRule(c *Call, rule *Object) {
	if Args(rule.Values).Map("evaluation_spec").Text("evaluation_type") != "SCHEDULE" {
		return
	}
	next := c.Now().Truncate(30 * time.Minute).Add(30 * time.Minute)
	c.After(next.Sub(c.Now()), func(c *Call) {
		if c.Object(rule.ID) == nil {
			return
		}
		if rule.Get("status") == "ENABLED" && ruleIsDue(c, rule) {
			runRule(c, rule, false)
		}
		scheduleRule(c, rule)
	})
}

// ruleIsDue tells whether a rule runs at this half-hour of the account's clock.
func ruleIsDue(c *Call, rule *Object) bool {
	local := c.Now().In(adStateOf(adAccountOf(c, rule)).zone)
	minute := int64(local.Hour()*60 + local.Minute())
	schedule := Args(rule.Values).Map("schedule_spec")
	switch schedule.Text("schedule_type") {
	case "SEMI_HOURLY":
		return true
	case "HOURLY":
		return minute%60 == 0
	case "DAILY":
		return minute == 0
	}
	for _, v := range schedule.List("schedule") {
		m, _ := v.(map[string]any)
		s := Args(m)
		days := s.Strings("days")
		if len(days) > 0 && !slices.Contains(days, fmt.Sprint(int(local.Weekday()))) {
			continue
		}
		start, end := s.Int("start_minute"), s.Int("end_minute")
		if !s.Has("start_minute") || minute == start || s.Has("end_minute") && minute >= start && minute <= end {
			return true
		}
	}
	return false
}

// matches are the objects that a rule holds for.
func ruleMatches(c *Call, rule *Object) []*Object {
	spec := Args(rule.Values).Map("evaluation_spec")
	entity := "AD"
	var ids []string
	period, hasStatus := "LIFETIME", false
	for _, v := range spec.List("filters") {
		f := Args(v.(map[string]any))
		switch f.Text("field") {
		case "entity_type":
			entity = f.Text("value")
		case "id":
			ids = f.Strings("value")
			if ids == nil {
				ids = []string{f.Text("value")}
			}
		case "time_preset":
			period = f.Text("value")
		case "effective_status":
			hasStatus = true
		}
	}
	var out []*Object
	for _, o := range below(c, adAccountOf(c, rule), ruleEntities[entity]) {
		status := text(c.Value(o, "effective_status"))
		// Without a filter on it, what runs or is about to run is looked at; a rule that unpauses looks at the rest.
		if !hasStatus && (status == "ACTIVE" || status == "PENDING_REVIEW") == (Args(rule.Values).Map("execution_spec").Text("execution_type") == "UNPAUSE") || gone(o) {
			continue
		}
		if ids != nil && !slices.Contains(ids, o.ID) && !slices.Contains(ids, o.Get("adset_id")) && !slices.Contains(ids, o.Get("campaign_id")) {
			continue
		}
		holds := true
		for _, v := range spec.List("filters") {
			f := Args(v.(map[string]any))
			switch f.Text("field") {
			case "entity_type", "id", "time_preset", "attribution_window":
			default:
				holds = holds && filterHolds(c, o, f, period)
			}
		}
		if holds {
			out = append(out, o)
		}
	}
	return out
}

// filterHolds compares a figure or a field of an object with a filter's value.
func filterHolds(c *Call, o *Object, f Args, period string) bool {
	field := afterLevel(f.Text("field"))
	var have any
	if slices.Contains(ruleFigureNames, field) {
		have = ruleFigure(c, o, field, period)
	} else if have = c.Value(o, field); field == "hours_since_creation" {
		have = c.Now().Sub(o.Created).Hours()
	}
	n, s := number(have), text(have)
	list := f.Strings("value")
	switch f.Text("operator") {
	case "GREATER_THAN":
		return n > number(f["value"])
	case "LESS_THAN":
		return n < number(f["value"])
	case "EQUAL":
		return s == f.Text("value") || s == "" && n == number(f["value"])
	case "NOT_EQUAL":
		return s != f.Text("value")
	case "IN_RANGE", "NOT_IN_RANGE":
		bounds := f.List("value")
		in := len(bounds) == 2 && n >= number(bounds[0]) && n <= number(bounds[1])
		return in == (f.Text("operator") == "IN_RANGE")
	case "IN", "ANY":
		return slices.Contains(list, s)
	case "NOT_IN", "NONE":
		return !slices.Contains(list, s)
	case "CONTAIN":
		return contain(s, f.Text("value"))
	case "NOT_CONTAIN":
		return !contain(s, f.Text("value"))
	}
	return false
}

// ruleFigure works a figure out from the days of a period.
func ruleFigure(c *Call, o *Object, field, period string) float64 {
	settleDelivery(c)
	var spent, views, results, clicks float64
	first, last := periodDays(c, o, period)
	for _, ad := range adsOf(c, o) {
		for date, d := range stateOfAd(ad).days {
			if first != "" && (date < first || date > last) {
				continue
			}
			minor := float64(d.spent) / float64(msPerDay)
			spent += minor
			views += minor * 1000 / float64(price(ad))
			results += float64(d.counts[conversations])
			clicks += float64(d.counts[personClicks])
		}
	}
	clicks += views * clickRate / 1000
	over := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	return map[string]float64{"spent": spent, "impressions": views, "reach": views * reachRate / 100, "results": results, "clicks": clicks,
		"cost_per": over(spent, results), "cpm": over(1000*spent, views), "ctr": over(100*clicks, views), "cpc": over(spent, clicks),
		"frequency": over(100, reachRate)}[field]
}

// periodDays are the first and last day of a period, by the account's clock; empty: all.
func periodDays(c *Call, o *Object, period string) (first, last string) {
	now := c.Now().In(adStateOf(adAccountOf(c, o)).zone)
	day := func(back int) string { return now.AddDate(0, 0, -back).Format(dayForm) }
	var n int
	switch {
	case period == "TODAY":
		return day(0), day(0)
	case period == "YESTERDAY":
		return day(1), day(1)
	case strings.HasSuffix(period, "_DAYS"):
		_, _ = fmt.Sscanf(period, "LAST_%d_DAYS", &n)
		return day(n - 1), day(0)
	case strings.HasSuffix(period, "D"):
		_, _ = fmt.Sscanf(period, "LAST_%dD", &n)
		return day(n), day(1)
	}
	return "", ""
}

func ruleObjectKind(o *Object) string {
	for kind, typ := range ruleEntities {
		if typ == o.Type {
			return kind
		}
	}
	return ""
}

func previewRule(c *Call) (any, error) {
	rows := []any{}
	for _, o := range ruleMatches(c, c.Node) {
		rows = append(rows, map[string]any{"object_id": o.ID, "object_type": ruleObjectKind(o)})
	}
	return wholeAnswer{"data": rows}, nil
}

func executeRule(c *Call) (any, error) {
	runRule(c, c.Node, true)
	return map[string]any{"success": true}, nil
}

// runRule acts on what a rule holds for, and remembers it.
func runRule(c *Call, rule *Object, manual bool) {
	execution := Args(rule.Values).Map("execution_spec")
	results := []any{}
	for _, o := range ruleMatches(c, rule) {
		results = append(results, map[string]any{"object_id": o.ID, "object_type": ruleObjectKind(o), "actions": []any{actOnRule(c, o, execution)}})
	}
	s := rule.State.(*ruleState)
	entry := map[string]any{"rule_id": rule.ID, "timestamp": inZone(adAccountOf(c, rule), c.Now()), "is_manual": manual, "results": results}
	for _, name := range []string{"evaluation_spec", "execution_spec", "schedule_spec"} {
		entry[name] = rule.Values[name]
	}
	s.history = append(s.history, entry)
}

func actOnRule(c *Call, o *Object, execution Args) map[string]any {
	switch action := execution.Text("execution_type"); action {
	case "PAUSE", "UNPAUSE":
		was, to := configured(o), map[string]string{"PAUSE": "PAUSED", "UNPAUSE": "ACTIVE"}[action]
		if was == to {
			return map[string]any{"action": "NOT_CHANGED"}
		}
		setStatus(c, o, to)
		return map[string]any{"action": action + "D", "field": "status", "old_value": was, "new_value": to}
	case "CHANGE_BUDGET", "CHANGE_CAMPAIGN_BUDGET":
		settleDelivery(c)
		field := "daily_budget"
		if number(o.Values[field]) == 0 {
			field = "lifetime_budget"
		}
		change, _ := executionOption(execution, "change_spec").(map[string]any)
		was := number(o.Values[field])
		to := was + number(change["amount"])
		if text(change["unit"]) == "PERCENTAGE" {
			to = was * (1 + number(change["amount"])/100)
		}
		if limit, ok := change["limit"]; ok {
			if number(change["amount"]) > 0 {
				to = min(to, max(was, number(limit)))
			} else {
				to = max(to, min(was, number(limit)))
			}
		}
		if was == 0 || int64(to) == int64(was) {
			return map[string]any{"action": "NOT_CHANGED"}
		}
		o.Values[field] = int64(to)
		return map[string]any{"action": "CHANGED_BUDGET", "field": field, "old_value": fmt.Sprint(int64(was)), "new_value": fmt.Sprint(int64(to))}
	case "PING_ENDPOINT":
		return map[string]any{"action": "ENDPOINT_PINGED"}
	case "NOTIFICATION":
		return map[string]any{"action": "FACEBOOK_NOTIFICATION_SENT"}
	}
	return map[string]any{"action": "NOT_CHANGED"}
}

// historyRows are what rules did, newest first, narrowed by the call's parameters.
func historyRows(c *Call, typ string, rules []*Object) []*Object {
	rows := []*Object{}
	for _, rule := range rules {
		if kind := c.Args.Text("evaluation_type"); kind != "" && Args(rule.Values).Map("evaluation_spec").Text("evaluation_type") != kind {
			continue
		}
		for _, entry := range rule.State.(*ruleState).history {
			if keepsEntry(c, entry) {
				rows = append(rows, c.Row(typ, entry))
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b *Object) int {
		return Args(b.Values).Time("timestamp").Compare(Args(a.Values).Time("timestamp"))
	})
	return rows
}

func keepsEntry(c *Call, entry map[string]any) bool {
	raw, _ := json.Marshal(entry["results"])
	told := string(raw)
	switch {
	case c.Args.Has("object_id") && !strings.Contains(told, `"object_id":"`+c.Args.Text("object_id")+`"`),
		c.Args.Has("action") && !strings.Contains(told, `"action":"`+c.Args.Text("action")+`"`),
		c.Args.Bool("hide_no_changes") && strings.Count(told, `"action":`) == strings.Count(told, `"action":"NOT_CHANGED"`):
		return false
	}
	return true
}

func ruleHistory(c *Call) (any, error) {
	return historyRows(c, "AdRuleHistory", []*Object{c.Node}), nil
}

func accountRuleHistory(c *Call) (any, error) {
	return historyRows(c, "AdAccountAdRulesHistory", c.Node.Children("adrules_library")), nil
}

// governingRules are the rules that look at an object.
func governingRules(c *Call) (any, error) {
	rules := []*Object{}
	for _, rule := range adAccountOf(c, c.Node).Children("adrules_library") {
		about := false
		for _, v := range Args(rule.Values).Map("evaluation_spec").List("filters") {
			f := Args(v.(map[string]any))
			about = about || f.Text("field") == "entity_type" && ruleEntities[f.Text("value")] == c.Node.Type ||
				f.Text("field") == "id" && (slices.Contains(f.Strings("value"), c.Node.ID) || f.Text("value") == c.Node.ID)
		}
		if c.Args.Has("pass_evaluation") {
			about = about && slices.Contains(ruleMatches(c, rule), c.Node) == c.Args.Bool("pass_evaluation")
		}
		if about {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}
