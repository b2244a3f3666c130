package ads

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ruleActions tells for each action of a rule how it may be evaluated, on what objects
// it works, and which option it can't do without. What is not listed is not checked.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/overview/execution-spec.
var ruleActions = map[RuleExecutionType]struct {
	by     []RuleEvaluationType
	on     RuleObjectType // empty: all
	option string
}{
	RuleExecutionNotification:         {by: []RuleEvaluationType{RuleEvaluationSchedule, RuleEvaluationTrigger}},
	RuleExecutionPause:                {by: []RuleEvaluationType{RuleEvaluationSchedule, RuleEvaluationTrigger}},
	RuleExecutionUnpause:              {by: []RuleEvaluationType{RuleEvaluationSchedule, RuleEvaluationTrigger}},
	RuleExecutionChangeBudget:         {by: []RuleEvaluationType{RuleEvaluationSchedule}, on: RuleObjectAdSet, option: "change_spec"},
	RuleExecutionChangeCampaignBudget: {by: []RuleEvaluationType{RuleEvaluationSchedule}, on: RuleObjectCampaign, option: "change_spec"},
	RuleExecutionChangeBid:            {by: []RuleEvaluationType{RuleEvaluationSchedule}, on: RuleObjectAdSet, option: "change_spec"},
	RuleExecutionRotate:               {by: []RuleEvaluationType{RuleEvaluationSchedule}, on: RuleObjectAd},
	RuleExecutionRebalanceBudget:      {by: []RuleEvaluationType{RuleEvaluationSchedule}, on: RuleObjectAdSet, option: "rebalance_spec"},
	RuleExecutionPingEndpoint:         {by: []RuleEvaluationType{RuleEvaluationTrigger}},
}

// ruleFigures are fields of conditions that are figures, and so need a period.
var ruleFigures = []string{
	"impressions", "unique_impressions", "reach", "frequency", "clicks", "unique_clicks", "link_click", "spent", "results", "result_rate",
	"cost_per", "cpc", "cpm", "cpp", "ctr", "cpa", "unique_ctr", "cost_per_unique_click", "cost_per_link_click", "link_ctr",
	"leadgen", "cost_per_lead_fb", "website_purchase_roas", "mobile_app_purchase_roas", "cost_per_mobile_app_install", "mobile_app_install",
	"offsite_conversion.fb_pixel_purchase", "video_play_curve_actions",
}

// Operators by what they compare with.
var (
	numberOperators = []RuleOperator{RuleOperatorGreaterThan, RuleOperatorLessThan}
	rangeOperators  = []RuleOperator{RuleOperatorInRange, RuleOperatorNotInRange}
	listOperators   = []RuleOperator{RuleOperatorIn, RuleOperatorNotIn, RuleOperatorAny, RuleOperatorAll, RuleOperatorNone}
	textOperators   = []RuleOperator{RuleOperatorContain, RuleOperatorNotContain}
)

// Validate finds what the API would refuse, each with its JSON path.
func (a AdRuleParams) Validate() error {
	var found problems
	a.check(&found)
	return found.err("ads.AdRuleParams")
}

func (a AdRuleParams) check(found *problems) {
	if a.Name == "" {
		found.add("name", "is empty")
	}
	a.EvaluationSpec.check("evaluation_spec", found)
	a.ExecutionSpec.check("execution_spec", found)
	if a.ScheduleSpec != nil {
		a.ScheduleSpec.check("schedule_spec", found)
	}
	checkRule(a.EvaluationSpec, a.ExecutionSpec, found)
	switch {
	case a.EvaluationSpec.EvaluationType == RuleEvaluationSchedule && a.ScheduleSpec == nil:
		found.add("schedule_spec", "is missing: evaluation_type SCHEDULE needs it")
	case a.EvaluationSpec.EvaluationType == RuleEvaluationTrigger && a.ScheduleSpec != nil:
		found.add("schedule_spec", "does not go with evaluation_type TRIGGER")
	}
}

// Validate finds what the API would refuse, each with its JSON path.
func (a AdRuleUpdate) Validate() error {
	var found problems
	if a.EvaluationSpec != nil {
		a.EvaluationSpec.check("evaluation_spec", &found)
	}
	if a.ExecutionSpec != nil {
		a.ExecutionSpec.check("execution_spec", &found)
	}
	if a.ScheduleSpec != nil {
		a.ScheduleSpec.check("schedule_spec", &found)
	}
	if a.EvaluationSpec != nil && a.ExecutionSpec != nil {
		checkRule(*a.EvaluationSpec, *a.ExecutionSpec, &found)
	}
	return found.err("ads.AdRuleUpdate")
}

func (a *AdRuleEvaluationSpec) check(path string, found *problems) {
	switch {
	case a.EvaluationType == "":
		found.add(path+".evaluation_type", "is empty: SCHEDULE or TRIGGER")
	case a.EvaluationType == RuleEvaluationTrigger && a.Trigger == nil:
		found.add(path+".trigger", "is missing: evaluation_type TRIGGER needs it")
	case a.EvaluationType == RuleEvaluationSchedule && a.Trigger != nil:
		found.add(path+".trigger", "does not go with evaluation_type SCHEDULE")
	}
	if a.Trigger != nil && a.Trigger.Type == "" {
		found.add(path+".trigger.type", "is empty")
	}
	named := func(field string) bool {
		return slices.ContainsFunc(a.Filters, func(f AdRuleFilters) bool { return f.Field == field })
	}
	if !named("entity_type") && !named("id") {
		found.add(path+".filters", "need one of entity_type or id: what the rule looks at")
	}
	for i, f := range a.Filters {
		at := fmt.Sprintf("%s.filters[%d]", path, i)
		f.check(at, found)
		if !named("time_preset") && slices.Contains(ruleFigures, f.unprefixed()) {
			found.value(at+".field", f.Field, "is a figure: the filters need a time_preset")
		}
	}
}

// unprefixed is the field without the level in front of it.
func (a AdRuleFilters) unprefixed() string {
	for _, level := range []string{"ad.", "adset.", "campaign."} {
		if rest, ok := strings.CutPrefix(a.Field, level); ok {
			return rest
		}
	}
	return a.Field
}

func (a AdRuleFilters) check(at string, found *problems) {
	if a.Field == "" {
		found.add(at+".field", "is empty")
	}
	if a.Operator == "" {
		found.add(at+".operator", "is empty")
	}
	if len(a.Value) == 0 || string(a.Value) == "null" {
		found.add(at+".value", "is empty")
		return
	}
	checkOperand(at+".value", a.Operator, a.Value, found)
	switch a.Field {
	case "time_preset", "attribution_window":
		if a.Operator != RuleOperatorEqual {
			found.value(at+".operator", a.Operator, "does not go with %s: only EQUAL does", a.Field)
		}
	case "entity_type":
		if a.Operator == RuleOperatorEqual && !slices.Contains([]RuleObjectType{RuleObjectAd, RuleObjectAdSet, RuleObjectCampaign}, RuleObjectType(textOf(a.Value))) {
			found.value(at+".value", textOf(a.Value), "is not AD, ADSET or CAMPAIGN")
		}
	}
	if a.Field == "attribution_window" && textOf(a.Value) != "ACCOUNT_DEFAULT" {
		found.value(at+".value", textOf(a.Value), "is not ACCOUNT_DEFAULT, the only attribution window that rules have")
	}
}

// checkOperand wants what an operator compares with.
func checkOperand(at string, op RuleOperator, value json.RawMessage, found *problems) {
	switch {
	case slices.Contains(numberOperators, op):
		if numberOf(value) == nil {
			found.value(at, string(value), "is not a number, which %s compares with", op)
		}
	case slices.Contains(rangeOperators, op):
		var bounds []json.RawMessage
		if json.Unmarshal(value, &bounds) != nil || len(bounds) != 2 || numberOf(bounds[0]) == nil || numberOf(bounds[1]) == nil {
			found.value(at, string(value), "is not a pair of numbers, which %s compares with", op)
		} else if *numberOf(bounds[0]) > *numberOf(bounds[1]) {
			found.value(at, string(value), "begins above its end")
		}
	case slices.Contains(listOperators, op):
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil || len(list) == 0 {
			found.value(at, string(value), "is not a list, which %s compares with", op)
		}
	case slices.Contains(textOperators, op):
		if textOf(value) == "" {
			found.value(at, string(value), "is not a text, which %s compares with", op)
		}
	}
}

// numberOf is a number, also one that is written as text.
func numberOf(raw json.RawMessage) *float64 {
	var n float64
	if json.Unmarshal(raw, &n) == nil {
		return &n
	}
	if text := textOf(raw); text != "" && json.Unmarshal([]byte(text), &n) == nil {
		return &n
	}
	return nil
}

func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

func (a *AdRuleExecutionSpec) check(path string, found *problems) {
	if a.ExecutionType == "" {
		found.add(path+".execution_type", "is empty")
	}
	for i, o := range a.ExecutionOptions {
		at := fmt.Sprintf("%s.execution_options[%d]", path, i)
		if o.Operator != RuleOperatorEqual && o.Operator != RuleOperatorIn {
			found.value(at+".operator", o.Operator, "is not EQUAL")
		}
		switch o.Field {
		case "":
			found.add(at+".field", "is empty")
		case "change_spec":
			var change RuleChange
			if json.Unmarshal(o.Value, &change) != nil || change.Amount == 0 {
				found.value(at+".value.amount", string(o.Value), "is 0: nothing would change")
			} else if change.Unit == "" {
				found.add(at+".value.unit", "is empty: PERCENTAGE or ACCOUNT_CURRENCY")
			} else if change.Unit == RuleChangePercent && change.Amount <= -100 {
				found.value(at+".value.amount", change.Amount, "takes away 100 percent or more")
			}
		case "execution_count_limit", "action_frequency":
			if n := numberOf(o.Value); n == nil || *n < 1 {
				found.value(at+".value", string(o.Value), "is below 1")
			}
		}
	}
}

// checkRule holds what a rule does against what it looks at.
func checkRule(e AdRuleEvaluationSpec, x AdRuleExecutionSpec, found *problems) {
	known, ok := ruleActions[x.ExecutionType]
	if !ok {
		return
	}
	const at = "execution_spec.execution_type"
	if e.EvaluationType != "" && !slices.Contains(known.by, e.EvaluationType) {
		found.value(at, x.ExecutionType, "does not go with evaluation_type %s", e.EvaluationType)
	}
	hasIDs := false
	for _, f := range e.Filters {
		hasIDs = hasIDs || f.Field == "id" || f.Field == "adset.id"
		if f.Field == "entity_type" && known.on != "" && textOf(f.Value) != "" && textOf(f.Value) != string(known.on) {
			found.value(at, x.ExecutionType, "works on %s only, and entity_type is %s", known.on, textOf(f.Value))
		}
	}
	if x.ExecutionType == RuleExecutionRotate && !hasIDs {
		found.value(at, x.ExecutionType, "needs a filter id with the ad sets whose ads take turns")
	}
	if known.option != "" && !slices.ContainsFunc(x.ExecutionOptions, func(o AdRuleExecutionOptions) bool { return o.Field == known.option }) {
		found.value(at, x.ExecutionType, "needs the option %s", known.option)
	}
}
