package ads_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// sameJSON compares two JSON texts whatever the order of their keys.
func sameJSON(t *testing.T, got []byte, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("%s: %v", want, err)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

// The bodies of a click-to-WhatsApp ad, as they go over the wire.
func TestParamsOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		body any
		want string
	}{
		{"campaign", ads.CampaignParams{
			Name:                        "CTWA spring",
			Objective:                   ads.ObjectiveOutcomeEngagement,
			Status:                      ads.StatusPaused,
			BuyingType:                  "AUCTION",
			IsAdSetBudgetSharingEnabled: new(false),
		}, `{"name":"CTWA spring","objective":"OUTCOME_ENGAGEMENT","status":"PAUSED","special_ad_categories":[],
			"buying_type":"AUCTION","is_adset_budget_sharing_enabled":false}`},
		{"campaign of a special category", ads.CampaignParams{
			SpecialAdCategories:      []ads.SpecialAdCategory{ads.SpecialAdCategoryHousing},
			SpecialAdCategoryCountry: []string{"IT"},
		}, `{"special_ad_categories":["HOUSING"],"special_ad_category_country":["IT"]}`},
		{"ad set", ads.AdSetParams{
			Name:             "IT 25-55",
			CampaignID:       "120",
			Status:           ads.StatusPaused,
			DestinationType:  ads.DestinationWhatsApp,
			PromotedObject:   &ads.AdPromotedObject{PageID: "1", WhatsAppPhoneNumber: "+393331234567"},
			OptimizationGoal: ads.OptimizationGoalConversations,
			BillingEvent:     ads.BillingEventImpressions,
			BidStrategy:      ads.BidStrategyLowestCostWithoutCap,
			DailyBudget:      1000,
			StartTime:        time.Date(2026, 12, 1, 8, 0, 0, 0, time.FixedZone("CET", 3600)),
			Targeting: &ads.Targeting{
				GeoLocations:        &ads.TargetingGeoLocation{Countries: []string{"IT"}},
				AgeMin:              18,
				TargetingAutomation: &ads.TargetingAutomation{AdvantageAudience: new(0)},
			},
			DSABeneficiary: "ACME S.r.l.",
			DSAPayor:       "ACME S.r.l.",
		}, `{"name":"IT 25-55","campaign_id":"120","status":"PAUSED","destination_type":"WHATSAPP",
			"promoted_object":{"page_id":"1","whatsapp_phone_number":"+393331234567"},
			"optimization_goal":"CONVERSATIONS","billing_event":"IMPRESSIONS","bid_strategy":"LOWEST_COST_WITHOUT_CAP",
			"daily_budget":1000,"start_time":"2026-12-01T08:00:00+01:00",
			"targeting":{"geo_locations":{"countries":["IT"]},"age_min":18,"targeting_automation":{"advantage_audience":0}},
			"dsa_beneficiary":"ACME S.r.l.","dsa_payor":"ACME S.r.l."}`},
		{"ad set by day part", ads.AdSetParams{
			Name:          "nights",
			AdSetSchedule: []ads.DayPart{{StartMinute: 0, EndMinute: 360, Days: []int{0, 6}}},
		}, `{"name":"nights","adset_schedule":[{"start_minute":0,"end_minute":360,"days":[0,6]}]}`},
		{"ad set update", ads.AdSetUpdate{DailyMinSpendTarget: new(ads.Money(0)), Status: ads.StatusActive},
			`{"daily_min_spend_target":0,"status":"ACTIVE"}`},
		{"creative", ads.AdCreativeParams{
			Name: "cr1",
			ObjectStorySpec: &ads.AdCreativeObjectStorySpec{PageID: "1", LinkData: &ads.AdCreativeLinkData{
				Message:            "Ciao",
				ImageHash:          "h",
				Link:               "https://api.whatsapp.com/send",
				PageWelcomeMessage: `{"type":"VISUAL_EDITOR"}`,
				CallToAction: &ads.AdCreativeLinkDataCallToAction{
					Type:  ads.CallToActionWhatsAppMessage,
					Value: &ads.AdCreativeLinkDataCallToActionValue{AppDestination: "WHATSAPP"},
				},
			}},
			DegreesOfFreedomSpec: &ads.AdCreativeDegreesOfFreedomSpec{CreativeFeaturesSpec: &ads.AdCreativeFeaturesSpec{
				StandardEnhancements: &ads.AdCreativeFeatureDetails{EnrollStatus: "OPT_OUT"},
			}},
		}, `{"name":"cr1","object_story_spec":{"page_id":"1","link_data":{"message":"Ciao","image_hash":"h",
			"link":"https://api.whatsapp.com/send","page_welcome_message":"{\"type\":\"VISUAL_EDITOR\"}",
			"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP"}}}},
			"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_OUT"}}}}`},
		{"ad", ads.AdParams{Name: "ad1", AdSetID: "121", Status: ads.StatusPaused, Creative: ads.AdCreative{CreativeID: "122"}},
			`{"name":"ad1","adset_id":"121","status":"PAUSED","creative":{"creative_id":"122"}}`},
		{"validation", ads.AdParams{Name: "ad1", ExecutionOptions: []ads.ExecutionOption{ads.ExecutionOptionValidateOnly}},
			`{"name":"ad1","creative":{},"execution_options":["validate_only"]}`},
		{"budget schedule", ads.HighDemandPeriodParams{
			BudgetValue: 200, BudgetValueType: ads.BudgetValueMultiplier,
			TimeStart: ads.UnixTime{Time: time.Unix(1796083200, 0)}, TimeEnd: ads.UnixTime{Time: time.Unix(1796169600, 0)},
		}, `{"budget_value":200,"budget_value_type":"MULTIPLIER","time_start":1796083200,"time_end":1796169600}`},
		{"copy", ads.CampaignCopyParams{DeepCopy: new(true), RenameOptions: &ads.RenameOptions{RenameSuffix: " (2)"}},
			`{"deep_copy":true,"rename_options":{"rename_suffix":" (2)"}}`},
		{"account", ads.AdAccountUpdate{SpendCap: new(0.0)}, `{"spend_cap":0}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(test.body)
			if err != nil {
				t.Fatal(err)
			}
			sameJSON(t, got, test.want)
		})
	}
}

func TestQueriesOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		query any
		want  map[string]string
	}{
		{"nothing", ads.CampaignQuery{}, map[string]string{}},
		{"campaigns", ads.CampaignQuery{
			EffectiveStatus: []ads.EffectiveStatus{ads.EffectiveStatusActive, ads.EffectiveStatusPaused},
			IsCompleted:     new(false),
			Filtering:       []ads.Filter{{Field: "name", Operator: "CONTAIN", Value: "CTWA"}},
			Limit:           50,
		}, map[string]string{
			"effective_status": `["ACTIVE","PAUSED"]`, "is_completed": "false", "limit": "50",
			"filtering": `[{"field":"name","operator":"CONTAIN","value":"CTWA"}]`,
		}},
		{"ads", ads.AdQuery{UpdatedSince: ads.UnixTime{Time: time.Unix(1796083200, 0)}}, map[string]string{"updated_since": "1796083200"}},
		{"insights", ads.InsightsQuery{
			Level:      ads.InsightsLevelAd,
			TimeRange:  &ads.TimeRange{Since: "2026-11-01", Until: "2026-11-07"},
			Breakdowns: []ads.Breakdown{ads.BreakdownAge},
			Fields:     []string{"spend"},
		}, map[string]string{
			"level": "ad", "time_range": `{"since":"2026-11-01","until":"2026-11-07"}`, "breakdowns": `["age"]`, "fields": `["spend"]`,
		}},
		{"estimate", ads.DeliveryEstimateQuery{
			OptimizationGoal: ads.OptimizationGoalReach,
			TargetingSpec:    ads.Targeting{AgeMin: 18},
		}, map[string]string{"optimization_goal": "REACH", "targeting_spec": `{"age_min":18}`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			values, err := wire.Query(test.query)
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]string)
			for name := range values {
				got[name] = values.Get(name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

// Meta writes money as text, times without a colon in the zone and ids as numbers.
func TestDecodeAsMetaWrites(t *testing.T) {
	t.Parallel()
	var campaign ads.Campaign
	decode(t, `{"id":"120","account_id":1234,"daily_budget":"1000","budget_remaining":"995","spend_cap":null,
		"objective":"OUTCOME_TELEPATHY","status":"PAUSED","effective_status":"PAUSED","special_ad_categories":[],
		"created_time":"2026-12-01T08:00:00+0100","start_time":"1970-01-01T01:00:00+0100",
		"is_adset_budget_sharing_enabled":"false","promoted_object":{"page_id":"1","smart_pse_enabled":false},
		"source_campaign":{"id":"119"},"a_field_of_tomorrow":{"x":1}}`, &campaign)
	if campaign.AccountID != "1234" || campaign.DailyBudget != 1000 || campaign.BudgetRemaining != 995 || campaign.SpendCap != 0 {
		t.Errorf("campaign %+v", campaign)
	}
	if campaign.Objective != "OUTCOME_TELEPATHY" {
		t.Errorf("objective %q: an unknown value is lost", campaign.Objective)
	}
	if want := time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC); !campaign.CreatedTime.Equal(want) {
		t.Errorf("created %v, want %v", campaign.CreatedTime, want)
	}
	if campaign.SourceCampaign == nil || campaign.SourceCampaign.ID != "119" {
		t.Errorf("source %+v", campaign.SourceCampaign)
	}
	if p := campaign.PromotedObject; p == nil || p.SmartPSEEnabled == nil || *p.SmartPSEEnabled {
		t.Errorf("promoted object %+v", p)
	}

	var audience ads.CustomAudience
	decode(t, `{"id":"5","time_created":1796083200,"delete_time":0,"approximate_count_lower_bound":"2147483648"}`, &audience)
	if !audience.TimeCreated.Equal(time.Unix(1796083200, 0)) || !audience.DeleteTime.IsZero() || audience.ApproximateCountLowerBound != 2147483648 {
		t.Errorf("audience %+v", audience)
	}

	var budgets ads.MinimumBudget
	decode(t, `{"currency":"EUR","min_daily_budget_imp":"100","min_daily_budget_low_freq":4000}`, &budgets)
	if diff := cmp.Diff(ads.MinimumBudget{Currency: "EUR", MinDailyBudgetImp: 100, MinDailyBudgetLowFreq: 4000}, budgets); diff != "" {
		t.Errorf("budgets (-want +got):\n%s", diff)
	}

	var account ads.AdAccount
	decode(t, `{"id":"act_1","account_status":1,"tos_accepted":{"web_custom_audience_tos":1},"user_tos_accepted":[],
		"business":{"id":"9","name":"ACME"},"min_daily_budget":100,"balance":"0"}`, &account)
	if account.AccountStatus != 1 || account.TOSAccepted["web_custom_audience_tos"] != 1 || account.Business.Name != "ACME" || account.MinDailyBudget != 100 {
		t.Errorf("account %+v", account)
	}
}

func TestInsights(t *testing.T) {
	t.Parallel()
	const row = `{"ad_id":"122","date_start":"2026-11-01","spend":"12.34","impressions":"1000","ctr":"1.5","objective":"OUTCOME_ENGAGEMENT",
		"actions":[{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"7","1d_click":"5","7d_click":7}],
		"results":[{"indicator":"actions:onsite_conversion.messaging_conversation_started_7d",
			"values":[{"value":"7","attribution_windows":["default"]}]}],
		"age":"25-34","image_asset":{"hash":"h"},"frequency_value":3}`
	var got ads.AdsInsights
	decode(t, row, &got)
	if got.Spend.Float64() != 12.34 || got.Impressions != 1000 || got.Objective != ads.ObjectiveOutcomeEngagement {
		t.Errorf("row %+v", got)
	}
	started := []ads.AdsActionStats{{ActionType: "onsite_conversion.messaging_conversation_started_7d", Value: "7", Click1D: "5", Click7D: "7"}}
	if diff := cmp.Diff(started, got.Actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	results := []ads.InsightsResult{{
		Indicator: "actions:onsite_conversion.messaging_conversation_started_7d",
		Values:    []ads.InsightsResultValue{{Value: "7", AttributionWindows: []ads.AttributionWindow{ads.AttributionWindowDefault}}},
	}}
	if diff := cmp.Diff(results, got.Results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	for breakdown, want := range map[ads.Breakdown]string{
		ads.BreakdownAge: "25-34", ads.BreakdownImageAsset: `{"hash":"h"}`, ads.BreakdownFrequencyValue: "3", ads.BreakdownGender: "",
	} {
		if value := got.Breakdown(breakdown); value != want {
			t.Errorf("%s: %q, want %q", breakdown, value, want)
		}
	}
}

// What is read, changed and written back loses nothing on the way.
func TestReadChangeWrite(t *testing.T) {
	t.Parallel()
	const targeting = `{"age_min":18,"age_max":65,"genders":[1,2],"user_age_unknown":false,"publisher_platforms":["facebook","whatsapp","mars"],
		"geo_locations":{"countries":[],"cities":[{"key":"777","radius":10,"distance_unit":"kilometer","moon":true}],
			"custom_locations":[{"latitude":0,"longitude":9.19,"radius":1.5,"distance_unit":"kilometer"}]},
		"flexible_spec":[{"interests":[{"id":"6003107902433","name":"Football <3"}]},{"new_kind":[{"id":"1"}]}],
		"targeting_automation":{"advantage_audience":0,"individual_setting":{"age":1}},"subscriber_universe":{"a":[1,2]},"nothing":null}`
	var got ads.Targeting
	decode(t, targeting, &got)
	if string(got.Extra["subscriber_universe"]) != `{"a":[1,2]}` {
		t.Errorf("extra %s", got.Extra)
	}
	written, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, written, targeting)

	got.AgeMin = 25
	got.Extra["user_adclusters"] = json.RawMessage(`[{"id":"2"}]`)
	got.UserAdClusters = []ads.IDName{{ID: "3"}}
	written, err = json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var again ads.Targeting
	decode(t, string(written), &again)
	if again.AgeMin != 25 || again.UserAdClusters[0].ID != "3" {
		t.Errorf("the field does not win over Extra: %s", written)
	}

	const creative = `{"id":"122","enable_direct_install":false,"call_to_action_type":"WHATSAPP_MESSAGE",
		"object_story_spec":{"page_id":"1","link_data":{"child_attachments":[{"name":"one","static_card":false,"new":1}],
			"image_crops":{"191x100":[[0,0],[191,100]]},"show_multiple_images":false}},
		"asset_feed_spec":{"optimization_type":"DOF_MESSAGING_DESTINATION",
			"call_to_actions":[{"type":"INSTAGRAM_MESSAGE","value":{"app_destination":"INSTAGRAM_DIRECT"}}]},
		"degrees_of_freedom_spec":{"creative_features_spec":{"feature_of_tomorrow":{"enroll_status":"OPT_IN"}}},
		"wamo_whatsapp_identity_spec":{"wamo_whatsapp_identity_id":"1"}}`
	var c ads.AdCreative
	decode(t, creative, &c)
	written, err = json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, written, creative)
}

// Every field of every struct that answers and requests reach comes back as it was
// written, through encoding/json as through wire.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	roots := []any{
		&ads.AdAccount{}, &ads.Campaign{}, &ads.AdSet{}, &ads.Ad{}, &ads.AdCreative{}, &ads.Targeting{}, &ads.AdsInsights{}, &ads.AdReportRun{},
		&ads.AdImage{}, &ads.AdVideo{}, &ads.AdPreview{}, &ads.CustomAudience{}, &ads.SavedAudience{}, &ads.AdRule{}, &ads.AdRuleHistory{},
		&ads.AdStudy{}, &ads.LeadgenForm{}, &ads.Lead{}, &ads.ProductCatalog{}, &ads.ProductSet{}, &ads.ProductItem{}, &ads.ProductFeed{},
		&ads.AdsPixel{}, &ads.CustomConversion{}, &ads.AdsDataset{}, &ads.AdAsyncRequestSet{}, &ads.AdAsyncRequest{}, &ads.AdAccountDeliveryEstimate{},
		&ads.MessageDeliveryEstimate{}, &ads.AdActivity{}, &ads.Business{}, &ads.HighDemandPeriod{}, &ads.MinimumBudget{},
		&ads.CampaignParams{}, &ads.CampaignUpdate{}, &ads.AdSetParams{}, &ads.AdSetUpdate{}, &ads.AdParams{}, &ads.AdUpdate{}, &ads.AdCreativeParams{},
		&ads.CustomAudienceParams{}, &ads.AdRuleParams{}, &ads.AdStudyParams{}, &ads.LeadgenFormParams{}, &ads.HighDemandPeriodParams{},
	}
	decoders := map[string]func([]byte, any) error{"encoding/json": json.Unmarshal, "wire": wire.Unmarshal}
	for _, want := range roots {
		t.Run(reflect.TypeOf(want).Elem().Name(), func(t *testing.T) {
			t.Parallel()
			fill(reflect.ValueOf(want).Elem(), new(int), 3)
			text, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			for name, decode := range decoders {
				got := reflect.New(reflect.TypeOf(want).Elem()).Interface()
				if err := decode(text, got); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// fill gives everything below v a value of its own, structs down to a depth.
func fill(v reflect.Value, n *int, depth int) {
	*n++
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = time.Unix(1_700_000_000+int64(*n), 0).UTC()
		return
	case *json.RawMessage:
		*value = json.RawMessage(fmt.Sprintf(`{"n":%d}`, *n))
		return
	case *ads.Decimal:
		*value = ads.Decimal(fmt.Sprintf("%d.25", *n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Interface:
		v.Set(reflect.ValueOf(fmt.Sprintf("any %d", *n)))
	case reflect.Pointer:
		if depth > 0 || v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), n, depth)
		}
	case reflect.Slice:
		if depth > 0 || v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), n, depth)
			fill(v.Index(1), n, depth)
		}
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, n, depth)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(fmt.Sprintf("key %d", *n)), value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n, depth-1)
		}
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
