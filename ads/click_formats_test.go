package ads_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

func slides() []ads.Slide {
	return []ads.Slide{{File: picture(600, 600)}, {URL: "https://a.example/2.png"}, {File: picture(600, 601)}}
}

// slideshow launched at Meta needs addresses of the pictures, which the emulator gives.
func TestFormatBodies(t *testing.T) {
	t.Parallel()
	const linkStory = `"object_story_spec":{"page_id":"1001","link_data":{"message":"T","name":"H","description":"D",`
	tests := []struct {
		name   string
		step   ads.StepName
		change func(*ads.ClickToMessage)
		want   string
	}{
		{"slideshow's video", ads.StepVideo, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.SlideshowCreative{Slides: slides(), Duration: 2 * time.Second, Transition: 200 * time.Millisecond}
		}, `{"name":"N","slideshow_spec":{"images_urls":["{image1.url}","https://a.example/2.png","{image2.url}"],"duration_ms":2000,"transition_ms":200}}`},
		{"slideshow", ads.StepCreative, func(ad *ads.ClickToMessage) { ad.Creative = &ads.SlideshowCreative{Slides: slides()} },
			`{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","video_data":{"video_id":"{video.id}","image_hash":"{image1.hash}",
			"message":"T","title":"H","link_description":"D",` + linkedButton + `}}}`},
		{"catalog", ads.StepCreative, func(ad *ads.ClickToMessage) {
			ad.Creative, ad.Headline = ads.CatalogCreative{ProductSetID: "5"}, ""
		}, `{"name":"N",` + optOut + `,"product_set_id":"5","object_story_spec":{"page_id":"1001","template_data":{"message":"T","name":"{{product.name}}",
			"description":"D","link":"https://api.whatsapp.com/send","multi_share_end_card":false,` + whatsAppButton + `}}}`},
		{"one product", ads.StepCreative, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.CatalogCreative{ProductSetID: "5", SingleProduct: true}
		}, `{"name":"N",` + optOut + `,"product_set_id":"5","object_story_spec":{"page_id":"1001","template_data":{"message":"T","name":"H",
			"description":"D","link":"https://api.whatsapp.com/send","force_single_link":true,"format_option":"single_image",` + whatsAppButton + `}}}`},
		{"collection", ads.StepCreative, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.CollectionCreative{CanvasLink: "https://fb.com/canvas_doc/7", Hash: "h", ProductSetID: "5", RetailerItemIDs: []string{"a", "b"}}
		}, `{"name":"N",` + optOut + `,"product_set_id":"5",` + linkStory + `"image_hash":"h","link":"https://fb.com/canvas_doc/7",
			"retailer_item_ids":["a","b"],` + whatsAppButton + `}}}`},
		{"collection with a video", ads.StepCreative, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.CollectionCreative{CanvasLink: "https://fb.com/canvas_doc/7", VideoID: "v", Hash: "h", Thumbnails: []ads.AdCreativeCollectionThumbnailInfo{{ElementID: "9"}}}
		}, `{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001","video_data":{"video_id":"v","image_hash":"h","message":"T","title":"H","link_description":"D",
			"collection_thumbnails":[{"element_id":"9"}],
			"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://fb.com/canvas_doc/7"}}}}}`},
		{"flexible", ads.StepAd, func(ad *ads.ClickToMessage) {
			ad.Objective = ads.ObjectiveOutcomeSales
			ad.Creative = ads.FlexibleCreative{Assets: ads.Assets{
				Images: []ads.AssetImage{{Hash: "h1"}, {Hash: "h2"}}, Videos: []string{"v"}, Texts: []string{"a", "b"}, Headlines: []string{"c"}, Descriptions: []string{"d"},
			}}
		}, `{"name":"N","adset_id":"{adset.id}","status":"PAUSED","creative":{"creative_id":"{creative.id}"},"creative_asset_groups_spec":{"groups":[{
			"images":[{"hash":"h1"},{"hash":"h2"}],"videos":[{"video_id":"v"}],"texts":[{"text":"a","text_type":"primary_text"},
			{"text":"b","text_type":"primary_text"},{"text":"c","text_type":"headline"},{"text":"d","text_type":"description"}],` + linkedButton + `}]}}`},
		{"asset feed", ads.StepCreative, func(ad *ads.ClickToMessage) {
			ad.Creative = ads.AssetFeedCreative{Assets: ads.Assets{Images: []ads.AssetImage{{Hash: "h1"}, {Hash: "h2"}}, Texts: []string{"T", "T2"}}}
			ad.WelcomeFlowID = "f"
		}, `{"name":"N",` + optOut + `,"object_story_spec":{"page_id":"1001"},"asset_feed_spec":{"ad_formats":["SINGLE_IMAGE"],"images":[{"hash":"h1"},{"hash":"h2"}],
			"bodies":[{"text":"T"},{"text":"T2"}],"titles":[{"text":"H"}],"descriptions":[{"text":"D"}],"link_urls":[{"website_url":"https://api.whatsapp.com/send"}],
			"call_to_actions":[{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://api.whatsapp.com/send"}}],
			"additional_data":{"partner_app_welcome_message_flow_id":"f"}}}`},
		{"website, with a button for WhatsApp", ads.StepAd, func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example/spring"
		}, `{"name":"N","adset_id":"{adset.id}","status":"PAUSED","creative":{"name":"N",` + optOut + `,` + linkStory + `"image_hash":"h","link":"https://a.example/spring",
			"call_to_action":{"type":"LEARN_MORE","value":{"link":"https://a.example/spring"}}}},"asset_feed_spec":{"message_extensions":[{"type":"whatsapp"}]}}}`},
		{"catalog first", ads.StepCreative, func(ad *ads.ClickToMessage) { ad.LandOnCatalog, ad.StatusIdentity = true, "77" },
			`{"name":"N",` + optOut + `,"wamo_whatsapp_identity_spec":{"wamo_whatsapp_identity_id":"77"},` + linkStory + `"image_hash":"h","link":"https://api.whatsapp.com/send",
			"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","land_on_whatsapp_catalog":1}}}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			sameJSON(t, bodyOf(t, ad, tt.step), tt.want)
		})
	}
}

func TestAdSetFormatBodies(t *testing.T) {
	t.Parallel()
	at := time.Date(2098, 12, 1, 8, 0, 0, 0, time.UTC)
	const head = `{"name":"N","campaign_id":"{campaign.id}","status":"PAUSED","daily_budget":500,"bid_strategy":"LOWEST_COST_WITHOUT_CAP",`
	const tail = `,"targeting":` + plainTargeting + `}`
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   string
	}{
		{"views of a video", func(ad *ads.ClickToMessage) {
			ad.DestinationType, ad.BillingEvent = ads.DestinationOnVideo, ads.BillingEventThruplay
			ad.Creative = ads.VideoCreative{VideoID: "v", ThumbnailHash: "h"}
		}, head + `"destination_type":"ON_VIDEO","optimization_goal":"THRUPLAY","billing_event":"THRUPLAY","promoted_object":{"page_id":"1001"}` + tail},
		{"reactions to a post", func(ad *ads.ClickToMessage) { ad.DestinationType = ads.DestinationOnPost },
			head + `"destination_type":"ON_POST","optimization_goal":"POST_ENGAGEMENT","billing_event":"IMPRESSIONS","promoted_object":{"page_id":"1001"}` + tail},
		{"visits of a website", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example"
		},
			head + `"destination_type":"WEBSITE","optimization_goal":"LANDING_PAGE_VIEWS","billing_event":"IMPRESSIONS"` + tail},
		{"reach of a website", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeAwareness, "https://a.example"
		},
			head + `"destination_type":"WEBSITE","optimization_goal":"REACH","billing_event":"IMPRESSIONS","promoted_object":{"page_id":"1001"}` + tail},
		{"sales on a website", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeSales, "https://a.example"
			ad.Conversion = ads.Conversion{PixelID: "p", Event: ads.CustomEventPurchase}
		}, head + `"destination_type":"WEBSITE","optimization_goal":"OFFSITE_CONVERSIONS","billing_event":"IMPRESSIONS",
			"promoted_object":{"pixel_id":"p","custom_event_type":"PURCHASE"}` + tail},
		{"asset feed", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.AssetFeedCreative{Assets: ads.Assets{Images: []ads.AssetImage{{Hash: "h"}}}}
		}, head + `"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS","billing_event":"IMPRESSIONS","promoted_object":{"page_id":"1001"},"is_dynamic_creative":true` + tail},
		{"regions, high demand, soft opt-out", func(ad *ads.ClickToMessage) {
			ad.RegionalCategories = []ads.RegionalCategory{ads.RegionalSingaporeUniversal}
			ad.RegionalIdentities = ads.RegionalRegulationIdentities{SingaporeUniversalBeneficiary: "1", SingaporeUniversalPayer: "2"}
			ad.Schedule.HighDemand = []ads.BudgetScheduleSpec{{TimeStart: ads.UnixTime{Time: at}, TimeEnd: ads.UnixTime{Time: at.Add(time.Hour)}, BudgetValue: 300, BudgetValueType: ads.BudgetValueAbsolute}}
			ad.Placements.SoftOptOut = &ads.PlacementSoftOptOut{ThreadsPositions: []ads.ThreadsPosition{ads.ThreadsPositionStream}}
		}, head + `"destination_type":"WHATSAPP","optimization_goal":"CONVERSATIONS","billing_event":"IMPRESSIONS","promoted_object":{"page_id":"1001"},
			"regional_regulated_categories":["SINGAPORE_UNIVERSAL"],"regional_regulation_identities":{"singapore_universal_beneficiary":"1","singapore_universal_payer":"2"},
			"budget_schedule_specs":[{"time_start":4068259200,"time_end":4068262800,"budget_value":300,"budget_value_type":"ABSOLUTE"}],
			"placement_soft_opt_out":{"threads_positions":["threads_stream"]}` + tail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			sameJSON(t, bodyOf(t, ad, ads.StepAdSet), tt.want)
		})
	}
}

func TestValidateFormats(t *testing.T) {
	t.Parallel()
	at := time.Date(2098, 12, 1, 8, 0, 0, 0, time.UTC)
	period := func(start, end time.Time) ads.BudgetScheduleSpec {
		return ads.BudgetScheduleSpec{TimeStart: ads.UnixTime{Time: start}, TimeEnd: ads.UnixTime{Time: end}, BudgetValue: 2, BudgetValueType: ads.BudgetValueMultiplier}
	}
	status := ads.Placements{Instagram: []ads.InstagramPosition{ads.InstagramPositionStory}, WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}
	cards := ads.CarouselCreative{Cards: []ads.CarouselCard{{Hash: "a"}, {Hash: "b"}}}
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   []string
	}{
		{"two slides", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.SlideshowCreative{Slides: []ads.Slide{{URL: "https://a.example/1"}, {}}, Duration: time.Microsecond}
		},
			[]string{"Creative.Slides are not 3 to 7, got 2", "Creative.Slides[1] has no picture", "Creative.Slides[0].File is not set", "Creative.Duration is not a number of whole milliseconds"}},
		{"no product set", func(ad *ads.ClickToMessage) { ad.Creative = ads.CatalogCreative{} }, []string{"Creative.ProductSetID is empty"}},
		{"empty collection", func(ad *ads.ClickToMessage) { ad.Creative = ads.CollectionCreative{RetailerItemIDs: make([]string, 5)} },
			[]string{"Creative.CanvasLink is empty", "Creative has no picture", "Creative shows nothing below its cover", "Creative.RetailerItemIDs are more than 4", "Creative.RetailerItemIDs hold an empty id"}},
		{"flexible engagement", func(ad *ads.ClickToMessage) { ad.Creative = ads.FlexibleCreative{} },
			[]string{"Objective has no ads in the flexible format: choose OUTCOME_SALES", "Creative.Assets.Images are empty"}},
		{"assets twice", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.AssetFeedCreative{Assets: ads.Assets{Images: []ads.AssetImage{{Hash: "h"}}, Texts: []string{"a", "a", "", "b", "c", "d"}, Videos: []string{"v"}}}
		}, []string{"Creative.Assets.Texts are more than 5", "Creative.Assets.Texts[1] is there twice", "Creative.Assets.Texts[2] is empty", "Creative.Assets.Videos can't stand beside"}},

		{"website badly encoded", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example/caffè"
		},
			[]string{"Website has characters that must be percent-encoded"}},
		{"website of sales without an event", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeSales, "https://a.example"
		},
			[]string{"Conversion needs PixelID and Event for the goal OFFSITE_CONVERSIONS"}},
		{"conversations on a website", func(ad *ads.ClickToMessage) {
			ad.Website, ad.Objective, ad.Goal = "https://a.example", ads.ObjectiveOutcomeTraffic, ads.OptimizationGoalConversations
		}, []string{"Goal is none that OUTCOME_TRAFFIC has for WEBSITE: choose LANDING_PAGE_VIEWS"}},
		{"video without video", func(ad *ads.ClickToMessage) { ad.DestinationType = ads.DestinationOnVideo }, []string{"Creative is no video, whose views ON_VIDEO counts"}},
		{"post of traffic", func(ad *ads.ClickToMessage) {
			ad.DestinationType, ad.Objective = ads.DestinationOnPost, ads.ObjectiveOutcomeTraffic
		},
			[]string{"Objective has no destination ON_POST"}},
		{"paid by clicks", func(ad *ads.ClickToMessage) { ad.BillingEvent = ads.BillingEventLinkClicks },
			[]string{"BillingEvent is not what CONVERSATIONS to WHATSAPP is paid by: choose IMPRESSIONS"}},
		{"catalog and profile of Messenger", func(ad *ads.ClickToMessage) {
			ad.Destinations, ad.LandOnCatalog, ad.LandOnProfile = []ads.DestinationType{ads.DestinationMessenger}, true, true
		}, []string{"LandOnCatalog, LandOnProfile are for buttons that open WhatsApp", "LandOnProfile stands beside LandOnCatalog"}},

		{"cards in the status", func(ad *ads.ClickToMessage) { ad.Placements, ad.Creative = status, cards }, nil},
		{"cards in the status, before v26.0", func(ad *ads.ClickToMessage) {
			ad.Placements, ad.Creative, ad.Matrix, ad.StatusIdentity = status, cards, ads.MatrixFor("v25.0"), "7"
		}, []string{"StatusIdentity is not known before v26.0", "Placements have whatsapp/status, which does not show a creative of the format carousel"}},
		{"enhanced in the status", func(ad *ads.ClickToMessage) { ad.Placements, ad.StandardEnhancements = status, true },
			[]string{"Placements have whatsapp/status, which is not possible with StandardEnhancements"}},
		{"explore before v26.0", func(ad *ads.ClickToMessage) {
			ad.Placements, ad.Matrix = ads.Placements{Instagram: []ads.InstagramPosition{"explore"}}, ads.MatrixFor("v25.0")
		}, nil},
		{"marketing messages", func(ad *ads.ClickToMessage) {
			ad.Placements = ads.Placements{Messenger: []ads.MessengerPosition{ads.MessengerPositionMarketingMessages}}
		}, []string{"Placements have messenger/marketing_messages, which is for message campaigns"}},

		{"half past", func(ad *ads.ClickToMessage) {
			ad.Budget, ad.Schedule.End = ads.Budget{Lifetime: 5000}, at
			ad.Schedule.DayParts = []ads.DayPart{{StartMinute: 510, EndMinute: 600, Days: []int{1}, TimezoneType: "MOON"}}
		}, []string{"Schedule.DayParts[0] is from minute 510 to 600, which are not whole hours", "Schedule.DayParts[0].TimezoneType is neither"}},
		{"demand", func(ad *ads.ClickToMessage) {
			ad.Schedule = ads.Schedule{Start: at, End: at.Add(72 * time.Hour), HighDemand: []ads.BudgetScheduleSpec{
				{BudgetValueType: "MORE"}, period(at, at), period(at.Add(time.Minute), at.Add(time.Hour)), period(at.Add(-time.Hour), at), period(at, at.Add(96*time.Hour)),
			}}
		}, []string{"Schedule.HighDemand[0] needs TimeStart and TimeEnd", "Schedule.HighDemand[0].BudgetValue must be above 0", "Schedule.HighDemand[0].BudgetValueType is neither",
			"Schedule.HighDemand[1].TimeEnd is not after", "Schedule.HighDemand[2] does not begin and end on a quarter",
			"Schedule.HighDemand[3].TimeStart is before the ad runs", "Schedule.HighDemand[4].TimeEnd is after the ad has ended"}},
		{"demand of a lifetime", func(ad *ads.ClickToMessage) {
			ad.Budget, ad.Schedule = ads.Budget{Lifetime: 5000}, ads.Schedule{End: at, HighDemand: []ads.BudgetScheduleSpec{period(at.Add(-2*time.Hour), at.Add(-time.Hour))}}
		}, []string{"Schedule.HighDemand needs a daily budget to raise"}},

		{"half a region", func(ad *ads.ClickToMessage) {
			ad.RegionalCategories = []ads.RegionalCategory{ads.RegionalTaiwanUniversal}
			ad.RegionalIdentities = ads.RegionalRegulationIdentities{TaiwanUniversalPayer: "ACME", SingaporeUniversalPayer: "3"}
		}, []string{"RegionalIdentities.TaiwanUniversalBeneficiary is empty", "RegionalIdentities.TaiwanUniversalPayer is not the id", "RegionalIdentities.SingaporeUniversalPayer is given, but RegionalCategories lacks SINGAPORE_UNIVERSAL"}},
		{"narrow housing", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryHousing}
			ad.Audience = ads.Audience{Cities: []ads.TargetingGeoLocationCity{{Key: "1", Country: "IT", Radius: 14, DistanceUnit: "kilometer"}, {Key: "2", Country: "US", Radius: 15}},
				Around: []ads.TargetingGeoLocationCustomLocation{{Country: "US", Radius: 20, DistanceUnit: "kilometer"}}}
		}, []string{"Audience.Cities[0].Radius is below 15 kilometer", "Audience.Around[0].Radius is below 25 kilometer"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			wantProblems(t, ad.Validate(), tt.want)
		})
	}
}

// A table of the caller's takes the place of the package's, and is not shared.
func TestMatrixOfTheCaller(t *testing.T) {
	t.Parallel()
	ad := plain()
	ad.Goal = ads.OptimizationGoalReach
	if ad.Validate() == nil {
		t.Fatal("reach was taken")
	}
	own := ads.MatrixFor("v26.0")
	for i, rule := range own.Goals {
		if rule.Objective == ads.ObjectiveOutcomeEngagement && rule.Destination == ads.DestinationWhatsApp {
			own.Goals[i].Goals = append(own.Goals[i].Goals, ads.OptimizationGoalReach)
		}
	}
	ad.Matrix = own
	if err := ad.Validate(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(ads.MatrixFor("v26.0"), ads.MatrixFor("v99.0")); diff != "" {
		t.Errorf("an unknown version (-v26 +v99):\n%s", diff)
	}
	if slices.ContainsFunc(ads.MatrixFor("v26.0").Goals, func(r ads.GoalRule) bool {
		return r.Destination == ads.DestinationWhatsApp && r.Objective == ads.ObjectiveOutcomeEngagement && slices.Contains(r.Goals, ads.OptimizationGoalReach)
	}) {
		t.Error("the package's own table has changed")
	}
	for _, r := range own.Goals {
		if (len(r.Goals) == 0) == (r.Refused == "") {
			t.Errorf("%s to %s has no goals and no reason, or both", r.Objective, r.Destination)
		}
	}
}

// An ad of every format is made and activated, as Meta's own rules have it.
func TestLaunchFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage, emulator.Seed)
		steps  int
	}{
		{"carousel", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			ad.Creative = ads.CarouselCreative{Cards: []ads.CarouselCard{{File: picture(600, 600), Headline: "1"}, {File: picture(600, 601), Headline: "2"}}}
		}, 9},
		{"slideshow", func(ad *ads.ClickToMessage, _ emulator.Seed) { ad.Creative = ads.SlideshowCreative{Slides: slides()} }, 10},
		{"flexible", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			ad.Objective = ads.ObjectiveOutcomeSales
			ad.Creative = ads.FlexibleCreative{Assets: ads.Assets{Images: []ads.AssetImage{{File: picture(600, 600)}, {File: picture(600, 601)}}, Headlines: []string{"a", "b"}}}
		}, 9},
		{"asset feed", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			ad.Creative = ads.AssetFeedCreative{Assets: ads.Assets{Images: []ads.AssetImage{{File: picture(600, 600)}, {File: picture(600, 601)}}, Headlines: []string{"a", "b"}}}
		}, 9},
		{"website", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example/"
		}, 7},
		{"sales on a website", func(ad *ads.ClickToMessage, s emulator.Seed) {
			ad.Objective, ad.Website = ads.ObjectiveOutcomeSales, "https://a.example/"
			ad.Conversion = ads.Conversion{PixelID: s.DatasetID, Event: ads.CustomEventPurchase}
		}, 7},
		{"reactions to the post", func(ad *ads.ClickToMessage, _ emulator.Seed) { ad.DestinationType = ads.DestinationOnPost }, 8},
		{"status, with cards", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			ad.Placements = ads.Placements{Instagram: []ads.InstagramPosition{ads.InstagramPositionStory}, WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}
			ad.Creative = ads.CarouselCreative{Cards: []ads.CarouselCard{{File: picture(600, 600)}, {File: picture(600, 601)}}}
			ad.Audience.Countries, ad.StatusIdentity = []string{"BR"}, ad.PageID
		}, 9},
		{"Singapore, in high demand", func(ad *ads.ClickToMessage, _ emulator.Seed) {
			start := time.Now().Add(240 * time.Hour).Truncate(time.Hour)
			ad.Audience.Countries, ad.RegionalCategories = []string{"SG"}, []ads.RegionalCategory{ads.RegionalSingaporeUniversal}
			ad.RegionalIdentities = ads.RegionalRegulationIdentities{SingaporeUniversalBeneficiary: "1", SingaporeUniversalPayer: "1"}
			ad.Schedule.HighDemand = []ads.BudgetScheduleSpec{{TimeStart: ads.UnixTime{Time: start}, TimeEnd: ads.UnixTime{Time: start.Add(time.Hour)}, BudgetValue: 500, BudgetValueType: ads.BudgetValueAbsolute}}
		}, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, client := emulated(t)
			account := ads.NewAccount(client, e.Seed().AdAccountID)
			ad := springOn(e)
			tt.change(&ad, e.Seed())
			if found, err := account.Preflight(t.Context(), ad); err != nil || !found.OK() {
				t.Fatalf("preflight: %v\n%s", err, found)
			}
			plan, err := account.Plan(ad)
			if err != nil {
				t.Fatal(err)
			}
			var steps []ads.StepName
			launched, err := account.Launch(t.Context(), ad, ads.LaunchOptions{Observe: func(s ads.Step) {
				steps = append(steps, s.Name)
				if s.Name == ads.StepVideo {
					e.Clock().Advance(time.Minute) // Meta makes the video
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			var planned []ads.StepName
			for _, s := range plan.Steps {
				planned = append(planned, s.Name)
			}
			if diff := cmp.Diff(planned, steps); diff != "" || len(steps) != tt.steps {
				t.Errorf("%d steps, want %d (-planned +done):\n%s", len(steps), tt.steps, diff)
			}
			e.Clock().Advance(time.Hour)
			if reviewed, err := account.Ad(launched.AdID).AwaitReview(t.Context(), time.Millisecond); err != nil || reviewed.EffectiveStatus != ads.EffectiveStatusActive {
				t.Errorf("%v, %v", reviewed.EffectiveStatus, err)
			}
			e.Clock().Advance(240 * time.Hour)
			if err := e.Person("393339876543", "Giulia").ClickAd(launched.AdID); err != nil {
				t.Errorf("click: %v", err)
			}
		})
	}
}

// The creative that a website ad brings along is removed with it.
func TestRollbackOfInlineCreative(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	ad := springOn(e)
	ad.Objective, ad.Website = ads.ObjectiveOutcomeTraffic, "https://a.example/"
	_, err := account.Launch(t.Context(), ad, ads.LaunchOptions{Observe: func(s ads.Step) {
		if s.Name == ads.StepAd {
			e.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Method: "POST", Path: "*", Code: 368})
		}
	}})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || failed.Step != ads.StepActivateCampaign || failed.Made.CreativeID == "" || !failed.RolledBack {
		t.Fatalf("error %+v", err)
	}
	if diff := cmp.Diff(map[string]int{}, census(t, account)); diff != "" {
		t.Errorf("in the account (-want +got):\n%s", diff)
	}
}

// A slideshow is waited for, and not for ever.
func TestLaunchAwaitsVideo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, status string
		took         time.Duration
		fails        bool
	}{{"ready after a while", "ready", 16250 * time.Millisecond, false}, {"broken", "error", 16250 * time.Millisecond, true}, {"never", "processing", 15 * time.Minute, true}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g, client := bubbleGraph(t)
				began := time.Now()
				g.on("GET advideo1", answer(`{"id":"advideo1","status":{"video_status":"processing"}}`))
				time.AfterFunc(15*time.Second, func() { g.on("GET advideo1", answer(`{"id":"advideo1","status":{"video_status":"`+tt.status+`"}}`)) })
				ad := spring()
				ad.Creative = ads.SlideshowCreative{Slides: slides()}
				launched, err := ads.NewAccount(client, "1").Launch(t.Context(), ad, ads.LaunchOptions{KeepPaused: true})
				if (err != nil) != tt.fails || !tt.fails && launched.VideoID != "advideo1" {
					t.Errorf("%v, %v", launched, err)
				}
				if failed, ok := errors.AsType[*ads.LaunchError](err); ok && failed.Step != ads.StepVideo {
					t.Errorf("failed at %s", failed.Step)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("took %s, want %s", took, tt.took)
				}
			})
		})
	}
}

// What an earlier launch made may not spend more than was told.
func TestLaunchGuardsReused(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	options := ads.LaunchOptions{Key: "order 9", KeepPaused: true}
	dear := springOn(e)
	dear.Budget.Daily = 5000
	made, err := account.Launch(t.Context(), dear, options)
	if err != nil {
		t.Fatal(err)
	}
	options.KeepPaused = false
	cheap := springOn(e)
	_, err = account.Launch(t.Context(), cheap, options)
	dearer, ok := errors.AsType[*ads.BudgetError](err)
	if !ok || dearer.ID != made.AdSetID || dearer.Told != 1000 || dearer.Found != 5000 || !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "daily budget of 5000") {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff(map[string]int{"campaign PAUSED": 1, "ad set PAUSED": 1, "creative ACTIVE": 1, "ad PAUSED": 1}, census(t, account)); diff != "" {
		t.Errorf("in the account (-want +got):\n%s", diff)
	}
	var asked []ads.Money
	options.Approve = func(_ context.Context, s ads.Spend) error {
		asked = append(asked, s.Daily)
		return nil
	}
	if _, err := account.Launch(t.Context(), cheap, options); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ads.Money{1000, 5000}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(oneAd, census(t, account)); diff != "" {
		t.Errorf("in the account (-want +got):\n%s", diff)
	}
}

// Times of high demand count for what an ad may cost at the most.
func TestSpendInHighDemand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind  ads.BudgetValueType
		value int
		want  ads.Spend
	}{
		{ads.BudgetValueAbsolute, 1000, ads.Spend{Daily: 1000, Raised: 2000, InADay: 3500, InAWeek: 14000}},
		{ads.BudgetValueMultiplier, 2, ads.Spend{Daily: 1000, Raised: 3000, InADay: 5250, InAWeek: 21000}},
	} {
		g, client := newGraph(t)
		g.on("GET act_1", answer(`{"currency":"EUR","id":"act_1"}`))
		at := time.Date(2098, 12, 1, 8, 0, 0, 0, time.UTC)
		ad := spring()
		ad.Schedule = ads.Schedule{HighDemand: []ads.BudgetScheduleSpec{{TimeStart: ads.UnixTime{Time: at}, TimeEnd: ads.UnixTime{Time: at.Add(time.Hour)}, BudgetValue: tt.value, BudgetValueType: tt.kind}}}
		_, err := ads.NewAccount(client, "1").Launch(t.Context(), ad, ads.LaunchOptions{Approve: func(_ context.Context, s ads.Spend) error {
			s.AccountID, s.Currency, s.Name = "", "", ""
			if diff := cmp.Diff(tt.want, s); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.kind, diff)
			}
			return errors.New("no")
		}})
		if err == nil {
			t.Error("launched")
		}
	}
}
