package ads_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	day := time.Date(2098, 12, 1, 0, 0, 0, 0, time.UTC)
	image := picture(600, 600)
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   []string // what each problem begins with
	}{
		{"nothing at all", func(ad *ads.ClickToMessage) { *ad = ads.ClickToMessage{} }, []string{
			"Name is empty", "PageID is empty: an ad needs the Page", "Budget is 0: give Daily or Lifetime",
			"Audience.Countries is empty: an audience needs a place", "Creative is not set",
		}},
		{"page", func(ad *ads.ClickToMessage) { ad.PageID = "my page" }, []string{`PageID is not a Page's id, which has digits only, got "my page"`}},
		{"long name", func(ad *ads.ClickToMessage) { ad.Name = strings.Repeat("è", 401) }, []string{"Name has 401 characters, at most 400"}},
		{"number", func(ad *ads.ClickToMessage) { ad.WhatsAppNumber = "0333 123" }, []string{"WhatsAppNumber is not a number in international form"}},
		{"number without WhatsApp", func(ad *ads.ClickToMessage) {
			ad.WhatsAppNumber, ad.Destinations = "+393331234567", []ads.DestinationType{ads.DestinationMessenger}
		}, []string{"WhatsAppNumber is given, but"}},
		{"Instagram without account", func(ad *ads.ClickToMessage) { ad.Destinations = []ads.DestinationType{ads.DestinationInstagramDirect} },
			[]string{"InstagramUserID is empty"}},
		{"destination", func(ad *ads.ClickToMessage) { ad.Destinations = []ads.DestinationType{ads.DestinationWebsite} },
			[]string{"Destinations[0] is not WHATSAPP, MESSENGER or INSTAGRAM_DIRECT"}},

		{"two budgets", func(ad *ads.ClickToMessage) { ad.Budget.Lifetime = 1 }, []string{"Budget has Daily and Lifetime"}},
		{"negative budget", func(ad *ads.ClickToMessage) { ad.Budget.Daily = -1 }, []string{"Budget.Daily is below 0, got -1"}},
		{"lifetime without end", func(ad *ads.ClickToMessage) { ad.Budget = ads.Budget{Lifetime: 1} }, []string{"Schedule.End is not set"}},
		{"cap without amount", func(ad *ads.ClickToMessage) { ad.Budget.BidStrategy = ads.BidStrategyCostCap }, []string{"Budget.BidAmount must be given with COST_CAP"}},
		{"amount without cap", func(ad *ads.ClickToMessage) { ad.Budget.BidAmount = 5 }, []string{"Budget.BidAmount has no meaning"}},
		{"return on spend", func(ad *ads.ClickToMessage) { ad.Budget.BidStrategy = ads.BidStrategyLowestCostWithMinROAS }, []string{"Budget.BidStrategy needs a goal"}},
		{"end before start", func(ad *ads.ClickToMessage) { ad.Schedule = ads.Schedule{Start: day, End: day} }, []string{"Schedule.End is not after Start"}},
		{"short daily run", func(ad *ads.ClickToMessage) { ad.Schedule = ads.Schedule{Start: day, End: day.Add(24 * time.Hour)} },
			[]string{"Schedule is too short for a daily budget"}},
		{"day parts", func(ad *ads.ClickToMessage) {
			ad.Schedule.DayParts = []ads.DayPart{{StartMinute: 60, EndMinute: 60, Days: []int{7}}, {EndMinute: 1441}}
		}, []string{"Schedule.DayParts[0] is from minute 60 to 60", "Schedule.DayParts[0].Days has a day", "Schedule.DayParts[1] is from", "Schedule.DayParts[1].Days is empty", "Schedule.DayParts need a lifetime budget"}},

		{"ages", func(ad *ads.ClickToMessage) { ad.Audience.AgeMin, ad.Audience.AgeMax = 40, 12 },
			[]string{"Audience.AgeMax is not between 13 and 65, got 12", "Audience.AgeMin is above AgeMax 12, got 40"}},
		{"ages with Advantage", func(ad *ads.ClickToMessage) {
			ad.Audience.AgeMin, ad.Audience.AgeMax, ad.Audience.Advantage = 30, 50, true
		},
			[]string{"Audience.AgeMin is above 25", "Audience.AgeMax can't be set with Advantage"}},
		{"country, gender", func(ad *ads.ClickToMessage) {
			ad.Audience.Countries, ad.Audience.Genders = []string{"Italy"}, []ads.Gender{3}
		},
			[]string{`Audience.Countries is not a country's code of two letters, such as IT, got "Italy"`, "Audience.Genders is neither"}},
		{"whole targeting without place", func(ad *ads.ClickToMessage) { ad.Audience.Targeting = &ads.Targeting{} }, []string{"Audience.Targeting.GeoLocations is empty"}},

		{"no picture", func(ad *ads.ClickToMessage) { ad.Creative = ads.ImageCreative{} }, []string{"Creative has no picture: give File or Hash"}},
		{"two pictures", func(ad *ads.ClickToMessage) { ad.Creative = ads.ImageCreative{File: image, Hash: "h"} }, []string{"Creative has several pictures"}},
		{"video without thumbnail", func(ad *ads.ClickToMessage) { ad.Creative = ads.VideoCreative{} }, []string{"Creative.VideoID is empty", "Creative has no picture: give Thumbnail"}},
		{"thumbnail's address", func(ad *ads.ClickToMessage) { ad.Creative = ads.VideoCreative{VideoID: "1", ThumbnailURL: "x.jpg"} }, []string{"Creative.ThumbnailURL is not an address"}},
		{"cards", func(ad *ads.ClickToMessage) {
			ad.Creative = ads.CarouselCreative{Cards: []ads.CarouselCard{{Hash: "h", Link: "https://a.example/così"}}}
		},
			[]string{"Creative.Cards are not 2 to 10, got 1", "Creative.Cards[0].Link has characters that must be percent-encoded"}},
		{"post with texts", func(ad *ads.ClickToMessage) { ad.Creative = ads.ExistingPost{} },
			[]string{"Creative.PostID is empty", "Text can't be changed", "Headline can't be changed", "Description can't be changed"}},
		{"Instagram post", func(ad *ads.ClickToMessage) {
			ad.Creative, ad.Text, ad.Headline, ad.Description = ads.InstagramPost{}, "", "", ""
		},
			[]string{"Creative.MediaID is empty", "InstagramUserID is empty"}},
		{"text", func(ad *ads.ClickToMessage) { ad.Text = "\xff" }, []string{"Text is not UTF-8"}},
		{"label", func(ad *ads.ClickToMessage) { ad.Labels = []string{" "} }, []string{"Labels[0] is empty"}},
		{"button of several", func(ad *ads.ClickToMessage) {
			ad.Destinations, ad.Button = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationMessenger}, ads.CallToActionChatNow
		}, []string{"Button can't be chosen with several destinations"}},
		{"pixel", func(ad *ads.ClickToMessage) {
			ad.Objective, ad.Goal = ads.ObjectiveOutcomeSales, ads.OptimizationGoalOffsiteConversions
		},
			[]string{"Conversion needs PixelID and Event"}},

		{"greeting", func(ad *ads.ClickToMessage) {
			ad.Welcome = &ads.WelcomeMessage{Text: strings.Repeat("a", 301), IceBreakers: []ads.IceBreaker{{Title: strings.Repeat("b", 81)}}}
			ad.WelcomeFlowID = "f"
		}, []string{"Welcome.Text has 301 characters, at most 300", "Welcome.IceBreakers[0].Title has 81 characters, at most 80", "WelcomeFlowID stands beside Welcome"}},
		{"call prompt", func(ad *ads.ClickToMessage) {
			ad.Welcome, ad.Objective = &ads.WelcomeMessage{Text: "a", CallPrompt: "b"}, ads.ObjectiveOutcomeTraffic
		}, []string{"Welcome.CallPrompt goes with the objective engagement only"}},
		{"Flow in Messenger", func(ad *ads.ClickToMessage) {
			ad.Welcome = &ads.WelcomeMessage{Text: "a", Flow: &ads.WelcomeFlow{FlowID: "1", CallToAction: "b"}}
			ad.Destinations = []ads.DestinationType{ads.DestinationMessenger}
		}, []string{"Welcome has a Flow or a CallPrompt, which only WhatsApp knows"}},

		{"category with several destinations", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryOnlineGamblingAndGaming}
			ad.Destinations = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationMessenger}
		}, []string{"SpecialAdCategories are not possible with several destinations"}},
		{"politics in the EU", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryIssuesElectionsPolitics}
		}, []string{"SpecialAdCategories has politics"}},
		{"housing", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryHousing}
			ad.Audience.AgeMin, ad.Audience.Genders, ad.Audience.Zips = 21, []ads.Gender{ads.GenderMen}, []string{"IT:20121"}
			ad.Audience.Excluding = &ads.TargetingGeoLocation{}
		}, []string{"Audience.AgeMin, AgeMax can't be narrowed", "Audience.Genders can't be narrowed", "Audience.Excluding is not possible", "Audience.Zips are not possible"}},
		{"no category", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryNone}
		}, nil},
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

// wantProblems compares the beginnings of a validation's problems, in their order.
func wantProblems(t *testing.T, err error, want []string) {
	t.Helper()
	var got []string
	if invalid, ok := errors.AsType[*metabiz.ValidationError](err); ok {
		for _, f := range invalid.Fields {
			got = append(got, f.Error())
		}
	} else if err != nil {
		t.Fatalf("error %v", err)
	}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestGoalMatrix(t *testing.T) {
	t.Parallel()
	const (
		wa = ads.DestinationWhatsApp
		ms = ads.DestinationMessenger
		ig = ads.DestinationInstagramDirect
	)
	tests := []struct {
		objective ads.Objective
		to        []ads.DestinationType
		goal      ads.OptimizationGoal
		want      string // empty: accepted
	}{
		{"", nil, "", ""},
		{ads.ObjectiveOutcomeEngagement, []ads.DestinationType{wa}, ads.OptimizationGoalLinkClicks, ""},
		{ads.ObjectiveOutcomeEngagement, []ads.DestinationType{wa}, ads.OptimizationGoalReach, "Goal is none that OUTCOME_ENGAGEMENT has for WHATSAPP: choose CONVERSATIONS or LINK_CLICKS"},
		{ads.ObjectiveOutcomeSales, []ads.DestinationType{wa}, ads.OptimizationGoalReach, ""},
		{ads.ObjectiveOutcomeTraffic, []ads.DestinationType{wa}, ads.OptimizationGoalPostEngagement, ""},
		{ads.ObjectiveOutcomeLeads, []ads.DestinationType{wa}, ads.OptimizationGoalConversations, ""},
		{ads.ObjectiveOutcomeLeads, []ads.DestinationType{wa}, ads.OptimizationGoalLinkClicks, "Goal is none that"},
		{ads.ObjectiveOutcomeLeads, []ads.DestinationType{ms}, "", "Objective can't lead to MESSENGER: lead ads in Messenger"},
		{ads.ObjectiveOutcomeLeads, []ads.DestinationType{ig}, "", "Objective can't lead to INSTAGRAM_DIRECT"},
		{ads.ObjectiveOutcomeLeads, []ads.DestinationType{wa, ig}, "", "Objective can't lead to MESSAGING_INSTAGRAM_DIRECT_WHATSAPP"},
		{ads.ObjectiveOutcomeAwareness, []ads.DestinationType{wa, ms, ig}, ads.OptimizationGoalThruplay, ""},
		{ads.ObjectiveOutcomeSales, []ads.DestinationType{wa, ms}, ads.OptimizationGoalLinkClicks, "Goal is none that OUTCOME_SALES has for MESSAGING_MESSENGER_WHATSAPP: choose CONVERSATIONS"},
		{ads.ObjectiveOutcomeEngagement, []ads.DestinationType{ms}, ads.OptimizationGoalLeadGeneration, ""},
		{ads.ObjectiveOutcomeTraffic, []ads.DestinationType{ms}, ads.OptimizationGoalReach, ""},
		{ads.ObjectiveOutcomeSales, []ads.DestinationType{ig}, ads.OptimizationGoalConversations, ""},
		{ads.ObjectiveOutcomeSales, []ads.DestinationType{wa}, ads.OptimizationGoalMessagingPurchaseConversion, "Goal is open only to accounts that Meta has let in"},
		{ads.ObjectiveOutcomeAppPromotion, []ads.DestinationType{wa}, "", "Objective promotes an app"},
		{ads.ObjectiveMessages, []ads.DestinationType{wa}, "", "Objective is an objective of old campaigns"},
		{"OUTCOME_JOY", []ads.DestinationType{wa}, "", "Objective is not known"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.objective, tt.to, tt.goal), func(t *testing.T) {
			t.Parallel()
			ad := plain()
			ad.Objective, ad.Destinations, ad.Goal, ad.InstagramUserID = tt.objective, tt.to, tt.goal, "17"
			var want []string
			if tt.want != "" {
				want = []string{tt.want}
			}
			wantProblems(t, ad.Validate(), want)
			ad.Unchecked = true
			wantProblems(t, ad.Validate(), nil)
		})
	}
}

func TestPlacementRules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		chosen ads.Placements
		change func(*ads.ClickToMessage)
		want   []string
	}{
		{"automatic", ads.Placements{}, nil, nil},
		{"whole platforms", ads.Placements{Platforms: []ads.PublisherPlatform{"facebook", "instagram", "threads", "whatsapp"}}, nil, nil},
		{"search alone", ads.Placements{Facebook: []ads.FacebookPosition{ads.FacebookPositionSearch}}, nil,
			[]string{"Placements have facebook/search, which shows only together with facebook/feed"}},
		{"search with feed", ads.Placements{Facebook: []ads.FacebookPosition{ads.FacebookPositionSearch, ads.FacebookPositionFeed}}, nil, nil},
		{"Instagram's profile feed", ads.Placements{Instagram: []ads.InstagramPosition{ads.InstagramPositionProfileFeed}}, nil, nil},
		{"Threads alone", ads.Placements{Threads: []ads.ThreadsPosition{ads.ThreadsPositionStream}}, nil,
			[]string{"Placements have threads/threads_stream, which shows only together with instagram/stream"}},
		{"status alone", ads.Placements{WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}, nil,
			[]string{"Placements have whatsapp/status, which shows only together with instagram/story"}},
		{"status with story", ads.Placements{WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}, Instagram: []ads.InstagramPosition{ads.InstagramPositionStory}},
			func(ad *ads.ClickToMessage) { ad.Goal = ads.OptimizationGoalThruplay }, nil},
		{"status with a category", ads.Placements{WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}, Platforms: []ads.PublisherPlatform{"instagram"}},
			func(ad *ads.ClickToMessage) {
				ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryOnlineGamblingAndGaming}
			}, []string{"Placements have whatsapp/status, which is not possible with a special ad category"}},
		{"audience network alone", ads.Placements{Platforms: []ads.PublisherPlatform{"audience_network"}}, nil, []string{"Placements have audience_network alone"}},
		{"sponsored messages with others", ads.Placements{Messenger: []ads.MessengerPosition{ads.MessengerPositionSponsoredMessages}, Platforms: []ads.PublisherPlatform{"facebook"}}, nil,
			[]string{"Placements have messenger/sponsored_messages, which is for campaigns of the objective MESSAGES"}},
		{"withdrawn", ads.Placements{Instagram: []ads.InstagramPosition{"explore"}, Facebook: []ads.FacebookPosition{"video_feeds"}}, nil,
			[]string{"Placements have facebook/video_feeds, which can't be chosen since v24.0", "Placements have instagram/explore, which can't be chosen since v26.0"}},
		{"search of Instagram, traffic", ads.Placements{Instagram: []ads.InstagramPosition{ads.InstagramPositionSearch}},
			func(ad *ads.ClickToMessage) { ad.Objective = ads.ObjectiveOutcomeTraffic }, []string{"Placements have instagram/ig_search, which is not possible"}},
		{"right column to Messenger", ads.Placements{Facebook: []ads.FacebookPosition{ads.FacebookPositionRightColumn}},
			func(ad *ads.ClickToMessage) { ad.Destinations = []ads.DestinationType{ads.DestinationMessenger} }, []string{"Placements have facebook/right_hand_column, which"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			ad.Placements = tt.chosen
			if tt.change != nil {
				tt.change(&ad)
			}
			wantProblems(t, ad.Validate(), tt.want)
		})
	}
}
