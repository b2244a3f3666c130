package ads_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// bodyOf is the body of a plan's step.
func bodyOf(t *testing.T, ad ads.ClickToMessage, name ads.StepName) []byte {
	t.Helper()
	_, client := newGraph(t)
	plan, err := ads.NewAccount(client, "1").Plan(ad)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range plan.Steps {
		if step.Name == name {
			body, err := json.Marshal(step.Body)
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
	}
	t.Fatalf("no step %s", name)
	return nil
}

const (
	whatsAppButton = `"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP"}}`
	linkedButton   = `"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://api.whatsapp.com/send"}}`
	optOut         = `"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_OUT"}}}`
)

func TestCreativeBodies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   string
	}{
		{"image by hash", func(ad *ads.ClickToMessage) { ad.Creative = ads.ImageCreative{Hash: "h"} },
			`{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","link_data":{"message":"T","name":"H","description":"D",
			"image_hash":"h","link":"https://api.whatsapp.com/send",` + whatsAppButton + `}}}`},
		{"enhanced, labelled, own button", func(ad *ads.ClickToMessage) {
			ad.StandardEnhancements, ad.Labels, ad.Button = true, []string{"spring"}, ads.CallToActionChatNow
		}, `{"name":"N","adlabels":[{"name":"spring"}],
			"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_IN"}}},
			"object_story_spec":{"page_id":"1001","link_data":{"message":"T","name":"H","description":"D",
			"image_hash":"h","link":"https://api.whatsapp.com/send","call_to_action":{"type":"CHAT_NOW","value":{"app_destination":"WHATSAPP"}}}}}`},
		{"video", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.VideoCreative{VideoID: "v", Thumbnail: picture(600, 600)}
		},
			`{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","video_data":{"video_id":"v","image_hash":"{image.hash}",
			"message":"T","title":"H","link_description":"D",` + linkedButton + `}}}`},
		{"carousel", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.CarouselCreative{Cards: []ads.CarouselCard{
				{File: picture(600, 600), Headline: "one"}, {Hash: "h2", Link: "https://example.com/a%20b"}, {File: picture(600, 601), Description: "three"},
			}}
		}, `{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","link_data":{"message":"T","name":"H","description":"D",
			"link":"https://api.whatsapp.com/send",` + whatsAppButton + `,"child_attachments":[
			{"link":"https://api.whatsapp.com/send","name":"one","image_hash":"{image1.hash}",` + whatsAppButton + `},
			{"link":"https://example.com/a%20b","image_hash":"h2",` + whatsAppButton + `},
			{"link":"https://api.whatsapp.com/send","description":"three","image_hash":"{image2.hash}",` + whatsAppButton + `}]}}}`},
		{"post", func(ad *ads.ClickToMessage) {
			ad.Creative, ad.Text, ad.Headline, ad.Description = ads.ExistingPost{PostID: "77"}, "", "", ""
			ad.Welcome = &ads.WelcomeMessage{Text: "Ciao"}
		}, `{"name":"N",` + optOut + `,"object_story_id":"1001_77",` + linkedButton + `,"page_welcome_message":` +
			`"{\"type\":\"VISUAL_EDITOR\",\"version\":2,\"landing_screen_type\":\"welcome_message\",\"media_type\":\"text\",\"text_format\":{\"customer_action_type\":\"ice_breakers\",\"message\":{\"text\":\"Ciao\",\"ice_breakers\":[],\"quick_replies\":[]}},\"user_edit\":false,\"surface\":\"visual_editor_new\"}"}`},
		{"post of Instagram", func(ad *ads.ClickToMessage) {
			ad.Creative, ad.Text, ad.Headline, ad.Description = ads.InstagramPost{MediaID: "m"}, "", "", ""
			ad.InstagramUserID = "17"
		}, `{"name":"N",` + optOut + `,"source_instagram_media_id":"m","instagram_user_id":"17","object_id":"1001",` + linkedButton + `}`},
		{"several destinations", func(ad *ads.ClickToMessage) {
			ad.Destinations = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationMessenger, ads.DestinationInstagramDirect, ads.DestinationMessenger}
			ad.InstagramUserID = "17"
		}, `{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","instagram_user_id":"17","link_data":{"message":"T","name":"H","description":"D",
			"image_hash":"h","link":"https://api.whatsapp.com/send",` + whatsAppButton + `}},
			"asset_feed_spec":{"optimization_type":"DOF_MESSAGING_DESTINATION","call_to_actions":[
			{"type":"INSTAGRAM_MESSAGE","value":{"app_destination":"INSTAGRAM_DIRECT","link":"https://www.instagram.com"}},
			{"type":"MESSAGE_PAGE","value":{"app_destination":"MESSENGER","link":"https://fb.com/messenger_doc/"}},
			{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://api.whatsapp.com/send"}}]}}`},
		{"flow made beforehand", func(ad *ads.ClickToMessage) { ad.WelcomeFlowID = "f" },
			`{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","link_data":{"message":"T","name":"H","description":"D",
			"image_hash":"h","link":"https://api.whatsapp.com/send",` + whatsAppButton + `}},
			"asset_feed_spec":{"additional_data":{"partner_app_welcome_message_flow_id":"f"}}}`},
		{"politics", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories, ad.Audience.Countries = []ads.SpecialAdCategory{ads.SpecialAdCategoryIssuesElectionsPolitics}, []string{"US"}
		}, `{"name":"N",` + optOut + `,"authorization_category":"POLITICAL","object_story_spec":{"page_id":"1001","link_data":{
			"message":"T","name":"H","description":"D","image_hash":"h","link":"https://api.whatsapp.com/send",` + whatsAppButton + `}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			sameJSON(t, bodyOf(t, ad, ads.StepCreative), tt.want)
		})
	}
}

// plain is an ad with as little as possible.
func plain() ads.ClickToMessage {
	return ads.ClickToMessage{
		Name: "N", PageID: "1001", Budget: ads.Budget{Daily: 500}, Audience: ads.Audience{Countries: []string{"IT"}},
		Creative: ads.ImageCreative{Hash: "h"}, Text: "T", Headline: "H", Description: "D",
	}
}

const plainTargeting = `{"geo_locations":{"countries":["IT"]},"targeting_automation":{"advantage_audience":0}}`

func TestAdSetBodies(t *testing.T) {
	t.Parallel()
	start := time.Date(2098, 12, 1, 8, 0, 0, 123, time.UTC)
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   string
	}{
		{"the least", func(*ads.ClickToMessage) {}, `{"bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":500,"destination_type":"WHATSAPP",
			"optimization_goal":"CONVERSATIONS","promoted_object":{"page_id":"1001"},"targeting":` + plainTargeting + `}`},
		{"budget on the campaign", func(ad *ads.ClickToMessage) { ad.Budget.OnCampaign = true },
			`{"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS","promoted_object":{"page_id":"1001"},"targeting":` + plainTargeting + `}`},
		{"lifetime by hours, with a cap", func(ad *ads.ClickToMessage) {
			ad.Budget = ads.Budget{Lifetime: 7000, BidStrategy: ads.BidStrategyCostCap, BidAmount: 200}
			ad.Schedule = ads.Schedule{Start: start, End: start.Add(48 * time.Hour), DayParts: []ads.DayPart{{StartMinute: 480, EndMinute: 1200, Days: []int{1, 5}}}}
		}, `{"bid_strategy":"COST_CAP","bid_amount":200,"lifetime_budget":7000,"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS",
			"start_time":"2098-12-01T08:00:00Z","end_time":"2098-12-03T08:00:00Z","pacing_type":["day_parting"],
			"adset_schedule":[{"start_minute":480,"end_minute":1200,"days":[1,5]}],
			"promoted_object":{"page_id":"1001"},"targeting":` + plainTargeting + `}`},
		{"two destinations, awareness", func(ad *ads.ClickToMessage) {
			ad.Objective = ads.ObjectiveOutcomeAwareness
			ad.Destinations = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationMessenger}
		}, `{"bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":500,"destination_type":"MESSAGING_MESSENGER_WHATSAPP",
			"optimization_goal":"REACH","promoted_object":{"page_id":"1001"},"targeting":` + plainTargeting + `}`},
		{"sales by a pixel", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Goal = ads.ObjectiveOutcomeSales, ads.OptimizationGoalOffsiteConversions
			ad.Conversion = ads.Conversion{PixelID: "p", Event: ads.CustomEventPurchase}
		}, `{"bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":500,"destination_type":"WHATSAPP","optimization_goal":"OFFSITE_CONVERSIONS",
			"promoted_object":{"page_id":"1001","pixel_id":"p","custom_event_type":"PURCHASE"},"targeting":` + plainTargeting + `}`},
		{"audience and placements", func(ad *ads.ClickToMessage) {
			ad.Audience = ads.Audience{
				Cities:  []ads.TargetingGeoLocationCity{{Key: "1", Radius: 17, DistanceUnit: "kilometer"}},
				Regions: []string{"2"}, Zips: []string{"IT:20121"}, Excluding: &ads.TargetingGeoLocation{Countries: []string{"SM"}},
				AgeMin: 20, Genders: []ads.Gender{ads.GenderWomen}, Locales: []int{10}, Interests: []ads.IDName{{ID: "6"}},
				CustomAudiences: []string{"7"}, ExcludedCustomAudiences: []string{"8"}, Advantage: true,
			}
			ad.Placements = ads.Placements{
				Platforms: []ads.PublisherPlatform{ads.PublisherPlatformInstagram}, Facebook: []ads.FacebookPosition{ads.FacebookPositionFeed},
				Devices: []ads.DevicePlatform{ads.DevicePlatformMobile},
			}
		}, `{"bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":500,"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS",
			"promoted_object":{"page_id":"1001"},"targeting":{"age_min":20,"genders":[2],"locales":[10],
			"geo_locations":{"cities":[{"key":"1","radius":17,"distance_unit":"kilometer"}],"regions":[{"key":"2"}],"zips":[{"key":"IT:20121"}]},
			"excluded_geo_locations":{"countries":["SM"]},"flexible_spec":[{"interests":[{"id":"6"}]}],
			"custom_audiences":[{"id":"7"}],"excluded_custom_audiences":[{"id":"8"}],"targeting_automation":{"advantage_audience":1},
			"publisher_platforms":["instagram","facebook"],"facebook_positions":["feed"],"device_platforms":["mobile"]}}`},
		{"whole targeting", func(ad *ads.ClickToMessage) {
			ad.Audience = ads.Audience{Targeting: &ads.Targeting{GeoLocations: &ads.TargetingGeoLocation{CountryGroups: []string{"eea"}},
				TargetingAutomation: &ads.TargetingAutomation{AdvantageAudience: new(1)}}}
		}, `{"bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":500,"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS",
			"promoted_object":{"page_id":"1001"},"targeting":{"geo_locations":{"country_groups":["eea"]},"targeting_automation":{"advantage_audience":1}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			common := `{"name":"N","campaign_id":"{campaign.id}","status":"PAUSED","billing_event":"IMPRESSIONS",`
			sameJSON(t, bodyOf(t, ad, ads.StepAdSet), common+strings.TrimPrefix(tt.want, "{"))
		})
	}
}

func TestCampaignBodies(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 12, 9, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   string
	}{
		{"budget on the campaign", func(ad *ads.ClickToMessage) {
			ad.Budget = ads.Budget{Lifetime: 7000, OnCampaign: true}
			ad.Schedule = ads.Schedule{End: end, DayParts: []ads.DayPart{{EndMinute: 60, Days: []int{0}}}}
		}, `{"lifetime_budget":7000,"bid_strategy":"LOWEST_COST_WITHOUT_CAP","pacing_type":["day_parting"],"special_ad_categories":[],"objective":"OUTCOME_ENGAGEMENT"}`},
		{"special category", func(ad *ads.ClickToMessage) {
			ad.Objective = ads.ObjectiveOutcomeLeads
			ad.SpecialAdCategories, ad.SpecialAdCategoryCountries = []ads.SpecialAdCategory{ads.SpecialAdCategoryHousing}, []string{"IT"}
		}, `{"is_adset_budget_sharing_enabled":false,"special_ad_categories":["HOUSING"],"special_ad_category_country":["IT"],"objective":"OUTCOME_LEADS"}`},
	}
	for _, tt := range tests {
		ad := plain()
		tt.change(&ad)
		sameJSON(t, bodyOf(t, ad, ads.StepCampaign), `{"name":"N","status":"PAUSED","buying_type":"AUCTION",`+strings.TrimPrefix(tt.want, "{"))
	}
}

// A plan is read by people before anything is sent.
func TestPlanText(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	plan, err := ads.NewAccount(client, "1").Plan(spring())
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "plan.txt")
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	// How small a picture becomes is up to the encoder.
	got := regexp.MustCompile(`[0-9.]+ (kB|bytes)`).ReplaceAllString(plan.String(), "SIZE")
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", golden, diff)
	}
	if lines := g.lines(); len(lines) > 0 {
		t.Errorf("calls %v", lines)
	}
}

func TestPlanRefusesImages(t *testing.T) {
	t.Parallel()
	_, client := newGraph(t)
	ad := plain()
	ad.Creative = ads.CarouselCreative{Cards: []ads.CarouselCard{
		{File: metabiz.FileFromBytes("a.png", []byte("\x89PNG\r\n\x1a\nnot really"))}, {File: picture(100, 100)},
	}}
	_, err := ads.NewAccount(client, "1").Plan(ad)
	want := `metabiz: ads.ClickToMessage: Creative.Cards[0].File is malformed: it begins like image/png but its header can't be read, got "a.png"; ` +
		`Creative.Cards[1].File has 100 x 100 pixels, at least 254 x 133 for an ad`
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
}
