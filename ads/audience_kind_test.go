package ads_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

const year = 365 * 24 * time.Hour

var wroteToPage = ads.Engaged(ads.AudienceEventSourcePage, "2", ads.AudienceEventPageMessaged, year)

// Every kind of audience goes over the wire as Meta takes it.
func TestCreateAudience(t *testing.T) {
	t.Parallel()
	tenth := 0.1 // which with 0.05 is a little more than 0.15
	tests := []struct {
		name string
		of   ads.AudienceDefinition
		want string
		rule string // the text of rule or lookalike_spec, as JSON
	}{
		{"customer list", ads.CustomerList{Name: "Customers", Description: "d"},
			`{"name":"Customers","description":"d","subtype":"CUSTOM","customer_file_source":"USER_PROVIDED_ONLY"}`, ""},
		{"with values", ads.CustomerList{Name: "Best", Source: ads.CustomerFileSourcePartnerProvidedOnly, ValueBased: true, ExclusionOnly: true, OptOutLink: "https://x.it/out"},
			`{"name":"Best","subtype":"CUSTOM","customer_file_source":"PARTNER_PROVIDED_ONLY","is_value_based":true,"usage_restriction":"EXCLUSION_ONLY","opt_out_link":"https://x.it/out"}`, ""},
		{"engagement", ads.EngagementAudience{Name: "Wrote", Rule: ads.AnyOf(wroteToPage).Except(
			ads.Engaged(ads.AudienceEventSourceInstagram, "3", ads.AudienceEventIGMessaged, 30*24*time.Hour))},
			`{"name":"Wrote","prefill":true}`,
			`{"inclusions":{"operator":"or","rules":[{"event_sources":[{"type":"page","id":"2"}],"retention_seconds":31536000,
				"filter":{"operator":"and","filters":[{"field":"event","operator":"eq","value":"page_messaged"}]}}]},
			"exclusions":{"operator":"or","rules":[{"event_sources":[{"type":"ig_business","id":"3"}],"retention_seconds":2592000,
				"filter":{"operator":"and","filters":[{"field":"event","operator":"eq","value":"ig_user_messaged_business"}]}}]}}`},
		{"website", ads.WebsiteAudience{Name: "Bought", FromNowOn: true, Rule: ads.AllOf(
			ads.Visited("7", "/shoes", 24*time.Hour), ads.WebsiteEvent("7", "Purchase", 48*time.Hour, ads.AudienceCondition{Field: "value", Operator: ">=", Value: 50}))},
			`{"name":"Bought","prefill":false}`,
			`{"inclusions":{"operator":"and","rules":[
				{"event_sources":[{"type":"pixel","id":"7"}],"retention_seconds":86400,"filter":{"operator":"and","filters":[{"field":"url","operator":"i_contains","value":"/shoes"}]}},
				{"event_sources":[{"type":"pixel","id":"7"}],"retention_seconds":172800,"filter":{"operator":"and","filters":[
					{"field":"event","operator":"eq","value":"Purchase"},{"field":"value","operator":">=","value":50}]}}]}}`},
		{"subscribers", ads.SubscriberList{Name: "News", Channels: []ads.SubscriptionChannel{ads.SubscriptionChannelWhatsApp, ads.SubscriptionChannelMessenger},
			PageID: "2", WhatsAppPhoneNumberID: "4", AlsoForAds: true},
			`{"name":"News","subtype":"MESSENGER_SUBSCRIBER_LIST","customer_file_source":"USER_PROVIDED_ONLY","subscription_info":["WHATSAPP","MESSENGER"],
			"facebook_page_id":"2","whats_app_business_phone_number_id":"4","use_for_products":["MARKETING_MESSAGES","ADS"]}`, ""},
		{"lookalike", ads.LookalikeAudience{Name: "Like", OriginAudienceID: "5", Country: "IT", Ratio: 0.07, StartingRatio: 0.02},
			`{"name":"Like","subtype":"LOOKALIKE","origin_audience_id":"5"}`, `{"country":"IT","ratio":0.07,"starting_ratio":0.02}`},
		{"lookalike as people write it", ads.LookalikeAudience{Name: "Like", OriginAudienceID: "5", Country: " uk", Ratio: tenth + 0.05, StartingRatio: 0.03},
			`{"name":"Like","subtype":"LOOKALIKE","origin_audience_id":"5"}`, `{"country":"GB","ratio":0.15,"starting_ratio":0.03}`},
		{"lookalike by type", ads.LookalikeAudience{Name: "Like", OriginAudienceID: "5", Country: "IT", Type: ads.LookalikeReach},
			`{"name":"Like","subtype":"LOOKALIKE","origin_audience_id":"5"}`, `{"country":"IT","type":"reach"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			if _, err := ads.NewAccount(client, "1").CreateAudience(t.Context(), tt.of); err != nil {
				t.Fatal(err)
			}
			var sent map[string]json.RawMessage
			if err := json.Unmarshal([]byte(g.last(t, "POST act_1/customaudiences").Body), &sent); err != nil {
				t.Fatal(err)
			}
			var text string
			for _, key := range []string{"rule", "lookalike_spec"} { // JSON within a string
				if raw := sent[key]; raw != nil {
					if err := json.Unmarshal(raw, &text); err != nil {
						t.Fatal(err)
					}
					delete(sent, key)
				}
			}
			rest, _ := json.Marshal(sent)
			sameJSON(t, rest, tt.want)
			if tt.rule != "" {
				sameJSON(t, []byte(text), tt.rule)
			} else if text != "" {
				t.Errorf("rule %s", text)
			}
		})
	}
}

func TestCreateAudienceRefuses(t *testing.T) {
	t.Parallel()
	engaged := func(change func(*ads.AudienceActivity)) ads.EngagementAudience {
		a := ads.Engaged(ads.AudienceEventSourcePage, "2", ads.AudienceEventPageMessaged, year)
		change(&a)
		return ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(a)}
	}
	likes := ads.Engaged(ads.AudienceEventSourcePage, "2", ads.AudienceEventPageLiked, 0)
	lookalike := func(change func(*ads.LookalikeAudience)) ads.LookalikeAudience {
		l := ads.LookalikeAudience{Name: "n", OriginAudienceID: "5", Country: "IT", Ratio: 0.01}
		change(&l)
		return l
	}
	const rule = "rule.inclusions.rules[0]."
	tests := []struct {
		path string
		of   ads.AudienceDefinition
	}{
		{"definition", nil},
		{"name", ads.CustomerList{}},
		{"opt_out_link", ads.CustomerList{Name: "n", OptOutLink: "x.it"}},
		{"rule.inclusions.operator", ads.EngagementAudience{Name: "n"}},
		{"rule.inclusions.rules", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf()}},
		{"rule.exclusions.rules", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(wroteToPage).Except()}},
		{"rule.inclusions.rules", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(likes, wroteToPage)}},
		{"rule.inclusions.rules", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(likes).Except(wroteToPage)}},
		{rule + "event_sources", engaged(func(a *ads.AudienceActivity) { a.EventSources = nil })},
		{rule + "event_sources[0].id", engaged(func(a *ads.AudienceActivity) { a.EventSources[0].ID = "" })},
		{rule + "event_sources[0].type", engaged(func(a *ads.AudienceActivity) { a.EventSources[0].Type = "" })},
		{rule + "retention_seconds", engaged(func(a *ads.AudienceActivity) { a.RetentionSeconds = 731 * 86_400 })},
		{rule + "retention_seconds", engaged(func(a *ads.AudienceActivity) { a.RetentionSeconds = 0 })},
		{rule + "retention_seconds", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(ads.Engaged(ads.AudienceEventSourceLead, "6", "lead_generation_opened", 91*24*time.Hour))}},
		{rule + "retention_seconds", ads.EngagementAudience{Name: "n", Rule: ads.AnyOf(ads.Engaged(ads.AudienceEventSourcePage, "2", ads.AudienceEventPageLiked, year))}},
		{rule + "filter.operator", engaged(func(a *ads.AudienceActivity) { a.Filter.Operator = "xor" })},
		{rule + "filter.filters", engaged(func(a *ads.AudienceActivity) { a.Filter.Filters = nil })},
		{rule + "filter.filters[0]", engaged(func(a *ads.AudienceActivity) { a.Filter.Filters[0] = nil })},
		{rule + "filter.filters[0]", engaged(func(a *ads.AudienceActivity) { a.Filter.Filters[0] = (*ads.AudienceFilterGroup)(nil) })},
		{rule + "filter.filters[0].value", engaged(func(a *ads.AudienceActivity) {
			a.Filter.Filters[0] = ads.AudienceCondition{Field: "event", Operator: "eq"}
		})},
		{rule + "filter.filters[0].filters[0].field", engaged(func(a *ads.AudienceActivity) {
			a.Filter.Filters[0] = &ads.AudienceFilterGroup{Operator: ads.RuleAny, Filters: []ads.AudienceFilter{ads.AudienceCondition{Operator: "eq", Value: 1}}}
		})},
		{rule + "event_sources[0].type", ads.WebsiteAudience{Name: "n", Rule: ads.AnyOf(wroteToPage)}},
		{"subscription_info", ads.SubscriberList{Name: "n"}},
		{"facebook_page_id", ads.SubscriberList{Name: "n", Channels: []ads.SubscriptionChannel{ads.SubscriptionChannelMessenger}}},
		{"whats_app_business_phone_number_id", ads.SubscriberList{Name: "n", Channels: []ads.SubscriptionChannel{ads.SubscriptionChannelWhatsApp}}},
		{"origin_audience_id", lookalike(func(l *ads.LookalikeAudience) { l.OriginAudienceID = "" })},
		{"lookalike_spec.country", lookalike(func(l *ads.LookalikeAudience) { l.Country = "Italy" })},
		{"lookalike_spec.ratio", lookalike(func(l *ads.LookalikeAudience) { l.Ratio = 0 })},
		{"lookalike_spec.ratio", lookalike(func(l *ads.LookalikeAudience) { l.Ratio = math.NaN() })},
		{"lookalike_spec.ratio", lookalike(func(l *ads.LookalikeAudience) { l.Ratio = 0.21 })},
		{"lookalike_spec.ratio", lookalike(func(l *ads.LookalikeAudience) { l.Ratio = 0.015 })},
		{"lookalike_spec.starting_ratio", lookalike(func(l *ads.LookalikeAudience) { l.StartingRatio = 0.01 })},
		{"lookalike_spec.type", lookalike(func(l *ads.LookalikeAudience) { l.Type = ads.LookalikeReach })},
	}
	g, client := newGraph(t)
	for _, tt := range tests {
		_, err := ads.NewAccount(client, "1").CreateAudience(t.Context(), tt.of)
		if field, ok := errors.AsType[metabiz.FieldError](err); !ok || field.Path != tt.path || !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", tt.path, err)
		}
	}
	if got := g.lines(); len(got) > 0 {
		t.Errorf("sent %v", got)
	}
}

// A rule that is read, changed and written back keeps what this version does not know.
func TestAudienceRuleRoundTrip(t *testing.T) {
	t.Parallel()
	const text = `{"inclusions":{"operator":"or","rules":[{"event_sources":[{"type":"page","id":"2"}],"retention_seconds":86400,"new_key":{"a":[1]},
		"aggregation":{"type":"count","operator":">=","value":3},
		"filter":{"operator":"and","filters":[{"field":"event","operator":"eq","value":"page_messaged"},{"operator":"or","filters":[
			{"field":"id","operator":"eq","value":12345678901234567890},{"field":"x","operator":"eq","value":"y","hint":true}]}]}}],"also":1},"version":2}`
	audience := ads.CustomAudience{ID: "5", Rule: text}
	rule, err := audience.ParsedRule()
	if err != nil {
		t.Fatal(err)
	}
	written, err := rule.Text()
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(written), text)
	nested := rule.Inclusions.Rules[0].Filter.Filters[1].(*ads.AudienceFilterGroup)
	if _, unknown := nested.Filters[1].(ads.UnknownAudienceFilter); !unknown || rule.Inclusions.Rules[0].Aggregation.Type != "count" {
		t.Errorf("rule %+v", rule)
	}
	rule.Inclusions.Rules[0].RetentionSeconds = -1
	if _, err := rule.Text(); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("error %v", err)
	}
	if rule, err := (&ads.CustomAudience{}).ParsedRule(); rule != nil || err != nil {
		t.Errorf("without a rule: %v, %v", rule, err)
	}
	if _, err := (&ads.CustomAudience{Rule: `{"inclusions":`}).ParsedRule(); err == nil {
		t.Error("a rule that is none was read")
	}
}

func TestAudienceStatus(t *testing.T) {
	t.Parallel()
	state := func(code int, text string) *ads.CustomAudienceStatus {
		return &ads.CustomAudienceStatus{Code: code, Description: text}
	}
	tests := []struct {
		audience    ads.CustomAudience
		want        string
		deliverable bool
	}{
		{ads.CustomAudience{}, "its delivery status was not read", false},
		{ads.CustomAudience{DeliveryStatus: state(200, "ok"), OperationStatus: state(200, "Normal")}, "ready", true},
		{ads.CustomAudience{DeliveryStatus: state(300, "")}, "too small to show ads to", false},
		{ads.CustomAudience{DeliveryStatus: state(200, ""), OperationStatus: state(471, "Flagged")}, "ready; it is flagged: ads with it are refused (471: Flagged)", false},
		{ads.CustomAudience{DeliveryStatus: state(200, ""), OperationStatus: state(999, "Odd")}, "ready; state of its own (999: Odd)", true},
		{ads.CustomAudience{DeliveryStatus: state(100, ""), OperationStatus: state(410, "")}, "not ready (100); nobody was uploaded (410)", false},
	}
	for _, tt := range tests {
		if got := tt.audience.StatusText(); got != tt.want || tt.audience.Deliverable() != tt.deliverable {
			t.Errorf("%q, deliverable %v, want %q", got, tt.audience.Deliverable(), tt.want)
		}
	}
	account := ads.AdAccount{TOSAccepted: map[string]int{"custom_audience_tos": 1}}
	lists, values := account.AcceptedAudienceTerms()
	if diff := cmp.Diff([]bool{true, false}, []bool{lists, values}); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
}
