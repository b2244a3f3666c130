package ads_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// dear stops ads that spent 20 euros in a week and brought nothing.
func dear() ads.Rule {
	return ads.Rule{
		Name: "Stop what is dear", Level: ads.RuleObjectAd, Period: ads.RuleLast7Days, Every: ads.RuleSemiHourly,
		Where: []ads.RuleCondition{ads.RuleMore("spent", 2000), ads.RuleFewer("results", 1)},
		Do:    ads.RuleAction{Type: ads.RuleExecutionPause},
	}
}

func TestRuleOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		rule ads.Rule
		want string
	}{
		{"pause", dear(), `{"name":"Stop what is dear","status":"ENABLED",
			"evaluation_spec":{"evaluation_type":"SCHEDULE","filters":[
				{"field":"entity_type","operator":"EQUAL","value":"AD"},{"field":"time_preset","operator":"EQUAL","value":"LAST_7_DAYS"},
				{"field":"spent","operator":"GREATER_THAN","value":2000},{"field":"results","operator":"LESS_THAN","value":1}]},
			"execution_spec":{"execution_type":"PAUSE"},"schedule_spec":{"schedule_type":"SEMI_HOURLY"}}`},
		{"raise budgets at times", ads.Rule{
			Name: "More of what works", Level: ads.RuleObjectAdSet, IDs: []string{"3", "4"}, Period: ads.RuleYesterday, Disabled: true,
			Where: []ads.RuleCondition{ads.RuleBetweenNumbers("cost_per", 10, 90), ads.RuleContains("name", "Spring"), ads.RuleOneOf("effective_status", "ACTIVE")},
			Times: []ads.AdRuleSchedule{ads.RuleAt(6, 30), ads.RuleBetween(8, 20, time.Monday, time.Friday)},
			Do: ads.RuleAction{
				Type: ads.RuleExecutionChangeBudget, Change: &ads.RuleChange{Amount: 15, Unit: ads.RuleChangePercent, Limit: new(5000.0)},
				Notify: []string{"9"}, MaxTimes: 3, AtMost: 12 * time.Hour,
			},
		}, `{"name":"More of what works","status":"DISABLED",
			"evaluation_spec":{"evaluation_type":"SCHEDULE","filters":[
				{"field":"entity_type","operator":"EQUAL","value":"ADSET"},{"field":"id","operator":"IN","value":["3","4"]},{"field":"time_preset","operator":"EQUAL","value":"YESTERDAY"},
				{"field":"cost_per","operator":"IN_RANGE","value":[10,90]},{"field":"name","operator":"CONTAIN","value":"Spring"},{"field":"effective_status","operator":"IN","value":["ACTIVE"]}]},
			"execution_spec":{"execution_type":"CHANGE_BUDGET","execution_options":[
				{"field":"change_spec","operator":"EQUAL","value":{"amount":15,"unit":"PERCENTAGE","limit":5000}},{"field":"user_ids","operator":"EQUAL","value":["9"]},
				{"field":"execution_count_limit","operator":"EQUAL","value":3},{"field":"action_frequency","operator":"EQUAL","value":720}]},
			"schedule_spec":{"schedule_type":"CUSTOM","schedule":[{"start_minute":390},{"days":[1,5],"start_minute":480,"end_minute":1200}]}}`},
		{"ping", ads.Rule{
			Name: "Tell me", Level: ads.RuleObjectCampaign, Trigger: &ads.RuleTrigger{Type: ads.RuleTriggerStatsMilestone, Field: "impressions", Operator: ads.RuleOperatorEqual, Value: 1000},
			Do: ads.RuleAction{Type: ads.RuleExecutionPingEndpoint},
		}, `{"name":"Tell me","status":"ENABLED",
			"evaluation_spec":{"evaluation_type":"TRIGGER","filters":[{"field":"entity_type","operator":"EQUAL","value":"CAMPAIGN"}],
				"trigger":{"type":"STATS_MILESTONE","field":"impressions","operator":"EQUAL","value":1000}},
			"execution_spec":{"execution_type":"PING_ENDPOINT"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			params, err := tt.rule.Params()
			if err != nil {
				t.Fatal(err)
			}
			g, client := newGraph(t)
			if _, err := ads.NewAccount(client, "1").CreateAdRule(t.Context(), params); err != nil {
				t.Fatal(err)
			}
			sameJSON(t, []byte(g.last(t, "POST act_1/adrules_library").Body), tt.want)
		})
	}
}

func TestRuleRefusedBeforehand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*ads.Rule)
		want   []string
	}{
		{"nothing", func(r *ads.Rule) { *r = ads.Rule{} }, []string{"name is empty", "filters need one of entity_type or id", "execution_type is empty", "schedule_type is empty"}},
		{"no period", func(r *ads.Rule) { r.Period = "" }, []string{"filters[1].field is a figure: the filters need a time_preset", "filters[2].field is a figure"}},
		{"a period of its own", func(r *ads.Rule) {
			r.Period, r.Where = "", []ads.RuleCondition{ads.RuleMore("adset.yesterday_spent", 1)}
		}, nil},
		{"figure of a level", func(r *ads.Rule) { r.Period, r.Where = "", []ads.RuleCondition{ads.RuleMore("adset.spent", 1)} }, []string{"filters[1].field is a figure"}},
		{"text for a number", func(r *ads.Rule) { r.Where[0].Value = "much" }, []string{"filters[2].value is not a number, which GREATER_THAN compares with"}},
		{"range upside down", func(r *ads.Rule) { r.Where[0] = ads.RuleBetweenNumbers("spent", 9, 1) }, []string{"filters[2].value begins above its end"}},
		{"range of one", func(r *ads.Rule) { r.Where[0].Operator, r.Where[0].Value = ads.RuleOperatorInRange, []int{1} }, []string{"filters[2].value is not a pair of numbers"}},
		{"empty list", func(r *ads.Rule) { r.Where[0] = ads.RuleOneOf("id") }, []string{"filters[2].value is empty"}},
		{"no text", func(r *ads.Rule) { r.Where[0] = ads.RuleContains("name", "") }, []string{"filters[2].value is not a text"}},
		{"level", func(r *ads.Rule) { r.Level = "PAGE" }, []string{"filters[0].value is not AD, ADSET or CAMPAIGN"}},
		{"budget of ads", func(r *ads.Rule) { r.Do = ads.RuleAction{Type: ads.RuleExecutionChangeBudget} },
			[]string{"execution_type works on ADSET only, and entity_type is AD", "execution_type needs the option change_spec"}},
		{"rotation without ad sets", func(r *ads.Rule) { r.Do.Type = ads.RuleExecutionRotate }, []string{"execution_type needs a filter id with the ad sets"}},
		{"ping by schedule", func(r *ads.Rule) { r.Do.Type = ads.RuleExecutionPingEndpoint }, []string{"execution_type does not go with evaluation_type SCHEDULE"}},
		{"budget by trigger", func(r *ads.Rule) {
			r.Every, r.Level, r.Trigger = "", ads.RuleObjectAdSet, &ads.RuleTrigger{Type: ads.RuleTriggerStatsChange}
			r.Do = ads.RuleAction{Type: ads.RuleExecutionChangeBudget, Change: &ads.RuleChange{Amount: 1, Unit: ads.RuleChangeCurrency}}
		}, []string{"execution_type does not go with evaluation_type TRIGGER"}},
		{"trigger and schedule", func(r *ads.Rule) { r.Trigger = &ads.RuleTrigger{} }, []string{"Trigger and a schedule exclude each other", "trigger.type is empty"}},
		{"no change", func(r *ads.Rule) {
			r.Level, r.Do = ads.RuleObjectCampaign, ads.RuleAction{Type: ads.RuleExecutionChangeCampaignBudget, Change: &ads.RuleChange{Unit: ads.RuleChangePercent}, AtMost: time.Second}
		}, []string{"value.amount is 0: nothing would change", "Do.AtMost is not a whole number of minutes", "execution_options[1].value is below 1"}},
		{"all of it", func(r *ads.Rule) {
			r.Level, r.Do = ads.RuleObjectCampaign, ads.RuleAction{Type: ads.RuleExecutionChangeCampaignBudget, Change: &ads.RuleChange{Amount: -100, Unit: ads.RuleChangePercent}}
		}, []string{"value.amount takes away 100 percent or more"}},
		{"times", func(r *ads.Rule) {
			r.Every, r.Times = "", []ads.AdRuleSchedule{{}, {StartMinute: new(45)}, {StartMinute: new(600), EndMinute: new(300)}, {EndMinute: new(30), Days: []int{7}}}
		}, []string{"schedule[0] needs start_minute or days", "schedule[1].start_minute is not a multiple of 30", "schedule[2].end_minute is before start_minute, 600",
			"schedule[3].end_minute needs a start_minute", "schedule[3].days[0] is not a day from 0 (Sunday) to 6"}},
		{"times and a rhythm", func(r *ads.Rule) { r.Times = []ads.AdRuleSchedule{ads.RuleAt(1, 0)} }, []string{"Every and Times exclude each other"}},
		{"no number", func(r *ads.Rule) { r.Where[0] = ads.RuleMore("spent", notANumber()) }, []string{"filters[2].value is not a number"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rule := dear()
			tt.change(&rule)
			err := rule.Validate()
			if len(tt.want) == 0 && err != nil || len(tt.want) > 0 && !errors.Is(err, metabiz.ErrInvalidParam) {
				t.Fatalf("error %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(errorText(err), want) {
					t.Errorf("error lacks %q:\n%v", want, err)
				}
			}
		})
	}
	g, client := newGraph(t)
	if _, err := ads.NewAccount(client, "1").CreateAdRule(t.Context(), ads.AdRuleParams{}); !errors.Is(err, metabiz.ErrInvalidParam) || len(g.lines()) > 0 {
		t.Errorf("raw: %v, %v", err, g.lines())
	}
	broken := ads.AdRuleUpdate{ScheduleSpec: &ads.AdRuleScheduleSpec{ScheduleType: "CUSTOM"}}
	if err := ads.NewAdRule(client, "5").Update(t.Context(), broken); !errors.Is(err, metabiz.ErrInvalidParam) || len(g.lines()) > 0 {
		t.Errorf("update: %v, %v", err, g.lines())
	}
}

func notANumber() float64 {
	var zero float64
	return zero / zero
}

// A rule whose schedule has days only says nothing of minutes, and keeps what this version does not know.
func TestRuleScheduleRoundTrip(t *testing.T) {
	t.Parallel()
	const text = `{"schedule_type":"CUSTOM","schedule":[{"days":[0,6]},{"start_minute":0,"new":{"a":1}}]}`
	var spec ads.AdRuleScheduleSpec
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		t.Fatal(err)
	}
	back, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, back, text)
}

func TestRuleCalls(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	rule := ads.NewAdRule(client, "5")
	for _, text := range []string{`[{"object_id":"7","object_type":"AD"}]`, `{"data":[{"object_id":"7","object_type":"AD"}]}`, `{"results":[{"object_id":"7","object_type":"AD"}]}`} {
		g.on("POST 5/preview", answer(text))
		got, err := rule.Preview(t.Context())
		if diff := cmp.Diff([]ads.RuleMatch{{ObjectID: "7", ObjectType: ads.RuleObjectAd}}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
	g.on("POST 5/execute", answer(`{"success":true}`))
	for _, err := range []error{rule.Execute(t.Context()), rule.SetStatus(t.Context(), ads.RuleStatusDisabled)} {
		if err != nil {
			t.Error(err)
		}
	}
	sameJSON(t, []byte(g.last(t, "POST 5").Body), `{"status":"DISABLED"}`)
	g.on("POST 5/execute", refuse(100, 1713098, "Rule is invalid"))
	if err := rule.Execute(t.Context()); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("refused: %v", err)
	}
}
