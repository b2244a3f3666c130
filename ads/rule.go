package ads

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// Rule is a rule in the words of who wants it: what it looks at, for what it holds,
// how often, and what it does then. [Rule.Params] puts it into those of the API.
//
//	ads.Rule{
//		Name: "Stop what is dear", Level: ads.RuleObjectAd, Period: ads.RuleLast7Days,
//		Where: []ads.RuleCondition{ads.RuleMore("spent", 2000), ads.RuleFewer("results", 1)},
//		Every: ads.RuleSemiHourly, Do: ads.RuleAction{Type: ads.RuleExecutionPause},
//	}
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules.
type Rule struct {
	Name  string
	Level RuleObjectType // what is looked at and acted on
	IDs   []string       // only these; of a rule that rotates the ad sets whose ads take turns
	Where []RuleCondition

	// Period is the span of time that figures are of; conditions whose field has a
	// period of its own, such as yesterday_spent, do without.
	Period RulePeriod

	// Every is how often it is evaluated, Times when exactly. A rule with a Trigger is
	// evaluated when something happens instead.
	Every   RuleScheduleType
	Times   []AdRuleSchedule
	Trigger *RuleTrigger

	Do       RuleAction
	Disabled bool // made, but not yet to run
}

// RulePeriod is the span of time that the figures of a rule are of.
type RulePeriod string

// Periods of a rule. Those with DAYS include today, those with D don't.
const (
	RuleToday      RulePeriod = "TODAY"
	RuleYesterday  RulePeriod = "YESTERDAY"
	RuleLifetime   RulePeriod = "LIFETIME"
	RuleLast3Days  RulePeriod = "LAST_3_DAYS"
	RuleLast7Days  RulePeriod = "LAST_7_DAYS"
	RuleLast14Days RulePeriod = "LAST_14_DAYS"
	RuleLast30Days RulePeriod = "LAST_30_DAYS"
	RuleLast3D     RulePeriod = "LAST_3D"
	RuleLast7D     RulePeriod = "LAST_7D"
	RuleLast14D    RulePeriod = "LAST_14D"
	RuleLast30D    RulePeriod = "LAST_30D"
)

// RuleCondition compares a figure or a property with a value. Money is in minor units.
// A field may have its level, and figures their period, in front: adset.yesterday_spent.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/evaluation-spec-filters.
type RuleCondition struct {
	Field    string
	Operator RuleOperator
	Value    any // a number, a text, or for operators of lists and ranges a slice of them
}

// RuleMore holds for what is greater than a number.
func RuleMore(field string, than float64) RuleCondition {
	return RuleCondition{field, RuleOperatorGreaterThan, than}
}

// RuleFewer holds for what is less than a number.
func RuleFewer(field string, than float64) RuleCondition {
	return RuleCondition{field, RuleOperatorLessThan, than}
}

// RuleBetweenNumbers holds for what is from one number to another.
func RuleBetweenNumbers(field string, from, to float64) RuleCondition {
	return RuleCondition{field, RuleOperatorInRange, []float64{from, to}}
}

// RuleOneOf holds for what is one of the texts.
func RuleOneOf(field string, values ...string) RuleCondition {
	return RuleCondition{field, RuleOperatorIn, values}
}

// RuleContains holds for what has the text in it.
func RuleContains(field, text string) RuleCondition {
	return RuleCondition{field, RuleOperatorContain, text}
}

// RuleTrigger is what has a rule evaluated at once: a change of an object, or a figure
// that passes a value.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/trigger-based-rules.
type RuleTrigger struct {
	Type     RuleTriggerType
	Field    string
	Operator RuleOperator
	Value    any
}

// RuleAction is what a rule does to the objects that it holds for.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/overview/execution-spec.
type RuleAction struct {
	Type      RuleExecutionType
	Change    *RuleChange    // of budgets and bids
	Rebalance *RuleRebalance // of how budgets are spread
	Notify    []string       // ids of the users who are told; empty: who made the rule
	MaxTimes  int            // on one object; 0: without end
	AtMost    time.Duration  // between two changes of one object, in whole minutes; 0: a day, as Meta has it
}

// RuleChange is by how much a budget or bid changes: down where Amount is below 0.
type RuleChange struct {
	Amount      float64        `json:"amount"` // percent, or minor units of the account's currency
	Unit        RuleChangeUnit `json:"unit"`
	Limit       *float64       `json:"limit,omitzero"`        // not beyond this, in minor units
	TargetField string         `json:"target_field,omitzero"` // a figure by which the change is scaled, such as cpa
}

// RuleChangeUnit is what the amount of a change is in.
type RuleChangeUnit string

const (
	RuleChangePercent  RuleChangeUnit = "PERCENTAGE"
	RuleChangeCurrency RuleChangeUnit = "ACCOUNT_CURRENCY"
)

// RuleRebalance is how the budgets of paused ad sets are spread over the others.
type RuleRebalance struct {
	Type            string `json:"type"`                  // EVEN or PROPORTIONAL
	TargetField     string `json:"target_field,omitzero"` // the figure that shares are proportional to
	IsCrossCampaign *bool  `json:"is_cross_campaign,omitzero"`
}

// Validate finds what the API would refuse, each with its field.
func (r Rule) Validate() error {
	_, err := r.Params()
	return err
}

// Params are the rule as [Account.CreateAdRule] takes it.
func (r Rule) Params() (AdRuleParams, error) {
	params := AdRuleParams{Name: r.Name, Status: RuleStatusEnabled}
	if r.Disabled {
		params.Status = RuleStatusDisabled
	}
	var found problems
	e := &params.EvaluationSpec
	e.EvaluationType = RuleEvaluationSchedule
	if r.Level != "" {
		e.filter("entity_type", RuleOperatorEqual, r.Level, &found)
	}
	if len(r.IDs) > 0 {
		e.filter("id", RuleOperatorIn, r.IDs, &found)
	}
	if r.Period != "" {
		e.filter("time_preset", RuleOperatorEqual, r.Period, &found)
	}
	for _, c := range r.Where {
		e.filter(c.Field, c.Operator, c.Value, &found)
	}
	switch {
	case r.Trigger != nil:
		e.EvaluationType = RuleEvaluationTrigger
		e.Trigger = &AdRuleTrigger{Type: r.Trigger.Type, Field: r.Trigger.Field, Operator: r.Trigger.Operator, Value: jsonValue("evaluation_spec.trigger.value", r.Trigger.Value, &found)}
		if r.Every != "" || len(r.Times) > 0 {
			found.add("Trigger", "and a schedule exclude each other")
		}
	case len(r.Times) > 0:
		if r.Every != "" && r.Every != RuleCustom {
			found.value("Every", r.Every, "and Times exclude each other")
		}
		params.ScheduleSpec = &AdRuleScheduleSpec{ScheduleType: string(RuleCustom), Schedule: r.Times}
	default:
		params.ScheduleSpec = &AdRuleScheduleSpec{ScheduleType: string(r.Every)}
	}
	params.ExecutionSpec = r.Do.spec(&found)
	params.check(&found)
	return params, found.err("ads.Rule")
}

func (a *AdRuleEvaluationSpec) filter(field string, op RuleOperator, value any, found *problems) {
	path := fmt.Sprintf("evaluation_spec.filters[%d].value", len(a.Filters))
	a.Filters = append(a.Filters, AdRuleFilters{Field: field, Operator: op, Value: jsonValue(path, value, found)})
}

func (a RuleAction) spec(found *problems) AdRuleExecutionSpec {
	spec := AdRuleExecutionSpec{ExecutionType: a.Type}
	option := func(field string, value any) {
		path := fmt.Sprintf("execution_spec.execution_options[%d].value", len(spec.ExecutionOptions))
		spec.ExecutionOptions = append(spec.ExecutionOptions, AdRuleExecutionOptions{Field: field, Operator: RuleOperatorEqual, Value: jsonValue(path, value, found)})
	}
	if a.Change != nil {
		option("change_spec", a.Change)
	}
	if a.Rebalance != nil {
		option("rebalance_spec", a.Rebalance)
	}
	if len(a.Notify) > 0 {
		option("user_ids", a.Notify)
	}
	if a.MaxTimes != 0 {
		option("execution_count_limit", a.MaxTimes)
	}
	if a.AtMost != 0 {
		if a.AtMost < time.Minute || a.AtMost%time.Minute != 0 {
			found.value("Do.AtMost", a.AtMost.String(), "is not a whole number of minutes")
		}
		option("action_frequency", int(a.AtMost/time.Minute))
	}
	return spec
}

// jsonValue encodes a value of the caller's.
func jsonValue(path string, v any, found *problems) json.RawMessage {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		found.add(path, "is not a number")
		return nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		found.add(path, "can't be written as JSON")
	}
	return raw
}

// CreateAdRule makes a rule: see [Rule.Params]. It runs at once, unless its status says
// otherwise. A rule that can't be is refused with a [metabiz.ValidationError], and
// nothing is sent; what only Meta knows is 1713098.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules.
//
//meta:operation POST /{ad-account-id}/adrules_library
func (a *Account) CreateAdRule(ctx context.Context, params AdRuleParams, opts ...metabiz.Option) (*AdRule, error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	return edge.Call[AdRule](ctx, a.client, a.post("adrules_library", params), opts)
}

// Update changes the rule. What is left out stays as it is, but a spec is replaced as a
// whole: send also what does not change in it.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/api-calls.
//
//meta:operation POST /{ad-rule-id}
func (r *AdRuleHandle) Update(ctx context.Context, params AdRuleUpdate, opts ...metabiz.Option) error {
	if err := params.Validate(); err != nil {
		return err
	}
	return edge.Do(ctx, r.client, repeatable(r.post("", params)), opts)
}

// SetStatus has the rule run, or rest.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/api-calls.
func (r *AdRuleHandle) SetStatus(ctx context.Context, status RuleStatus, opts ...metabiz.Option) error {
	return r.Update(ctx, AdRuleUpdate{Status: status}, opts...)
}

// Execute has the rule act now, by hand: its history tells of it as such.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/api-calls.
//
//meta:operation POST /{ad-rule-id}/execute
func (r *AdRuleHandle) Execute(ctx context.Context, opts ...metabiz.Option) error {
	return edge.Do(ctx, r.client, r.post("execute", nil), opts)
}

// Preview tells which objects the rule would act on if it acted now. Nothing is changed.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/api-calls.
//
//meta:operation POST /{ad-rule-id}/preview
func (r *AdRuleHandle) Preview(ctx context.Context, opts ...metabiz.Option) ([]RuleMatch, error) {
	answer, err := edge.Call[ruleMatches](ctx, r.client, repeatable(r.post("preview", nil)), opts)
	if err != nil {
		return nil, err
	}
	return *answer, nil
}

// RuleMatch is an object that a rule would act on.
type RuleMatch struct {
	ObjectID   string         `json:"object_id"`
	ObjectType RuleObjectType `json:"object_type"`
}

// ruleMatches takes a list as it is, and one in data or in results.
type ruleMatches []RuleMatch

func (r *ruleMatches) UnmarshalJSON(data []byte) error {
	var list []RuleMatch
	if json.Unmarshal(data, &list) == nil {
		*r = list
		return nil
	}
	var wrapped struct {
		Data    []RuleMatch `json:"data"`
		Results []RuleMatch `json:"results"`
	}
	if err := json.Unmarshal(data, &wrapped); err != nil {
		return err
	}
	*r = append(wrapped.Data, wrapped.Results...)
	return nil
}
