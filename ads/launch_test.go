package ads_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

// spring is a click-to-WhatsApp ad that is right in every way.
func spring() ads.ClickToMessage {
	return ads.ClickToMessage{
		Name:           "CTWA spring",
		PageID:         "1001",
		WhatsAppNumber: "+39 333 123 4567",
		Budget:         ads.Budget{Daily: 1000},
		Schedule:       ads.Schedule{Start: time.Date(2026, 12, 1, 8, 0, 0, 0, time.FixedZone("CET", 3600))},
		Audience:       ads.Audience{Countries: []string{"IT"}, AgeMin: 18},
		Creative:       ads.ImageCreative{File: picture(1080, 1080)},
		Text:           "Tulips & more",
		Headline:       "Ask us",
		Description:    "We answer",
		Welcome: &ads.WelcomeMessage{
			Text:        "Ciao {{user_first_name}}!",
			IceBreakers: []ads.IceBreaker{{Title: "Prezzi?", Response: "Da 5 €"}},
		},
		DSABeneficiary: "ACME S.r.l.",
		DSAPayor:       "ACME S.r.l.",
	}
}

const springWelcome = `{"type":"VISUAL_EDITOR","version":2,"landing_screen_type":"welcome_message","media_type":"text",` +
	`"text_format":{"customer_action_type":"ice_breakers","message":{"text":"Ciao {{user_first_name}}!",` +
	`"ice_breakers":[{"title":"Prezzi?","response":"Da 5 €"}],"quick_replies":[]}},"user_edit":false,"surface":"visual_editor_new"}`

// The bodies of a launch, in their order.
func TestLaunchOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	launched, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := &ads.Launched{
		ImageHashes: []string{"hash1"}, CampaignID: "campaign1", AdSetID: "adset1", CreativeID: "adcreative1", AdID: "ad1",
	}
	if diff := cmp.Diff(want, launched); diff != "" {
		t.Errorf("launched (-want +got):\n%s", diff)
	}
	quoted, _ := json.Marshal(springWelcome)
	steps := []struct{ line, body string }{
		{"POST act_1/adimages", ""},
		{"POST act_1/campaigns", `{"name":"CTWA spring","objective":"OUTCOME_ENGAGEMENT","status":"PAUSED","special_ad_categories":[],
			"buying_type":"AUCTION","is_adset_budget_sharing_enabled":false}`},
		{"POST act_1/adsets", `{"name":"CTWA spring","campaign_id":"campaign1","status":"PAUSED","destination_type":"WHATSAPP",
			"promoted_object":{"page_id":"1001","whatsapp_phone_number":"+393331234567"},
			"optimization_goal":"CONVERSATIONS","billing_event":"IMPRESSIONS","bid_strategy":"LOWEST_COST_WITHOUT_CAP",
			"daily_budget":1000,"start_time":"2026-12-01T08:00:00+01:00",
			"targeting":{"geo_locations":{"countries":["IT"]},"age_min":18,"targeting_automation":{"advantage_audience":0}},
			"dsa_beneficiary":"ACME S.r.l.","dsa_payor":"ACME S.r.l."}`},
		{"POST act_1/adcreatives", `{"name":"CTWA spring","object_story_spec":{"page_id":"1001","link_data":{
			"message":"Tulips & more","name":"Ask us","description":"We answer","image_hash":"hash1",
			"link":"https://api.whatsapp.com/send","page_welcome_message":` + string(quoted) + `,
			"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP"}}}},
			"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_OUT"}}}}`},
		{"POST act_1/ads", `{"name":"CTWA spring","adset_id":"adset1","creative":{"creative_id":"adcreative1"},"status":"PAUSED"}`},
		{"POST campaign1", `{"status":"ACTIVE"}`},
		{"POST adset1", `{"status":"ACTIVE"}`},
		{"POST ad1", `{"status":"ACTIVE"}`},
	}
	var lines []string
	for _, s := range steps {
		lines = append(lines, s.line)
		if got := g.last(t, s.line); s.body != "" {
			sameJSON(t, []byte(got.Body), s.body)
		}
	}
	if diff := cmp.Diff(lines, g.lines()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"filename": "poster.png image/png"}, g.last(t, "POST act_1/adimages").Files); diff != "" {
		t.Errorf("upload (-want +got):\n%s", diff)
	}
}
