package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func badRule(blamed, format string, args ...any) *Error {
	return invalid(1713098, "Rule is invalid", fmt.Sprintf(format, args...), blamed)
}

// checkSpecs holds what a rule looks at, when, and what it does against each other.
// https://developers.facebook.com/docs/marketing-api/ad-rules/overview/execution-spec
func checkSpecs(evaluation, execution, schedule Args) error {
	entity, named := "", false
	hasPeriod, hasFigure, hasIDs := false, "", false
	for i, v := range evaluation.List("filters") {
		f, _ := v.(map[string]any)
		filter, at := Args(f), fmt.Sprintf("evaluation_spec.filters.%d", i)
		if filter.Text("field") == "" || filter.Text("operator") == "" || !filter.Has("value") {
			return badRule(at, "A filter needs field, operator and value.")
		}
		switch field := filter.Text("field"); field {
		case "entity_type":
			entity, named = filter.Text("value"), true
			if ruleEntities[entity] == "" {
				return badRule(at+".value", "entity_type is AD, ADSET or CAMPAIGN.")
			}
		case "id":
			named, hasIDs = true, true
		case "time_preset":
			hasPeriod = true
			if filter.Text("operator") != "EQUAL" {
				return badRule(at+".operator", "time_preset takes EQUAL.")
			}
		case "attribution_window":
			if filter.Text("value") != "ACCOUNT_DEFAULT" {
				return badRule(at+".value", "attribution_window is ACCOUNT_DEFAULT.")
			}
		default:
			if slices.Contains(ruleFigureNames, afterLevel(field)) {
				hasFigure = at
			}
		}
	}
	if !named {
		return badRule("evaluation_spec.filters", "A rule needs a filter on entity_type or id.")
	}
	if hasFigure != "" && !hasPeriod {
		return badRule(hasFigure, "A filter on a figure needs the filter time_preset.")
	}
	kind, action := evaluation.Text("evaluation_type"), execution.Text("execution_type")
	switch kind {
	case "SCHEDULE":
		if schedule == nil {
			return badRule("schedule_spec", "A rule that is evaluated by schedule needs a schedule_spec.")
		}
		switch schedule.Text("schedule_type") {
		case "DAILY", "HOURLY", "SEMI_HOURLY":
		case "CUSTOM":
			if len(schedule.List("schedule")) == 0 {
				return badRule("schedule_spec.schedule", "A custom schedule needs its times.")
			}
			for _, v := range schedule.List("schedule") {
				m, _ := v.(map[string]any)
				if start, end := Args(m).Int("start_minute"), Args(m).Int("end_minute"); start%30 != 0 || end%30 != 0 ||
					Args(m).Has("end_minute") && end < start || !Args(m).Has("start_minute") && len(Args(m).List("days")) == 0 {
					return badRule("schedule_spec.schedule", "Times are multiples of 30 minutes, and end after they start.")
				}
			}
		default:
			return badRule("schedule_spec.schedule_type", "schedule_type is DAILY, HOURLY, SEMI_HOURLY or CUSTOM.")
		}
	case "TRIGGER":
		if evaluation.Map("trigger").Text("type") == "" {
			return badRule("evaluation_spec.trigger", "A rule that is triggered needs its trigger.")
		}
	default:
		return badRule("evaluation_spec.evaluation_type", "evaluation_type is SCHEDULE or TRIGGER.")
	}
	needs := map[string]string{"CHANGE_BUDGET": "ADSET", "CHANGE_CAMPAIGN_BUDGET": "CAMPAIGN", "CHANGE_BID": "ADSET", "REBALANCE_BUDGET": "ADSET", "ROTATE": "AD"}
	switch action {
	case "PAUSE", "UNPAUSE", "NOTIFICATION":
	case "PING_ENDPOINT":
		if kind != "TRIGGER" {
			return badRule("execution_spec.execution_type", "PING_ENDPOINT needs a trigger.")
		}
	case "CHANGE_BUDGET", "CHANGE_CAMPAIGN_BUDGET", "CHANGE_BID", "REBALANCE_BUDGET", "ROTATE":
		if kind != "SCHEDULE" || entity != "" && entity != needs[action] {
			return badRule("execution_spec.execution_type", "%s needs a schedule, and works on %s.", action, needs[action])
		}
	default:
		return badRule("execution_spec.execution_type", "%q is no action of a rule.", action)
	}
	switch action {
	case "CHANGE_BUDGET", "CHANGE_CAMPAIGN_BUDGET", "CHANGE_BID":
		if executionOption(execution, "change_spec") == nil {
			return badRule("execution_spec.execution_options", "%s needs the option change_spec.", action)
		}
	case "ROTATE":
		if !hasIDs {
			return badRule("evaluation_spec.filters", "ROTATE needs a filter on the ids of ad sets.")
		}
	}
	return nil
}

// afterLevel is a field without the level in front.
func afterLevel(field string) string {
	for _, level := range []string{"ad.", "adset.", "campaign."} {
		field = strings.TrimPrefix(field, level)
	}
	return field
}

func executionOption(execution Args, field string) any {
	for _, v := range execution.List("execution_options") {
		if m, _ := v.(map[string]any); Args(m).Text("field") == field {
			return fromText(m["value"])
		}
	}
	return nil
}

func checkNewRule(c *Call) error {
	return checkSpecs(c.Args.Map("evaluation_spec"), c.Args.Map("execution_spec"), c.Args.Map("schedule_spec"))
}

func checkRuleUpdate(c *Call) error {
	merged := Args(maps.Clone(c.Node.Values))
	for _, name := range []string{"evaluation_spec", "execution_spec", "schedule_spec"} {
		if c.Args.Has(name) {
			merged[name] = c.Args[name]
		}
	}
	return checkSpecs(merged.Map("evaluation_spec"), merged.Map("execution_spec"), merged.Map("schedule_spec"))
}
