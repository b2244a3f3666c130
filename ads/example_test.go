package ads_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// world is an emulated Graph API with an ad account whose Page has a WhatsApp number.
func world() (*emulator.Emulator, *ads.Account) {
	e, err := emulator.Start(emulator.Config{Token: "token"})
	if err != nil {
		log.Fatal(err)
	}
	err = e.Change(e.Seed().PageID, map[string]any{"has_whatsapp_number": true, "has_whatsapp_business_number": true, "whatsapp_number": e.Seed().DisplayPhone})
	if err != nil {
		log.Fatal(err)
	}
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		log.Fatal(err)
	}
	return e, ads.NewAccount(client, e.Seed().AdAccountID)
}

// coffee is an ad for that Page.
func coffee(e *emulator.Emulator) ads.ClickToMessage {
	return ads.ClickToMessage{
		Name:           "Coffee",
		PageID:         e.Seed().PageID,
		WhatsAppNumber: e.Seed().DisplayPhone,
		Budget:         ads.Budget{Daily: 1000},
		Audience:       ads.Audience{Countries: []string{"IT"}},
		Creative:       ads.ImageCreative{File: picture(1080, 1080)},
		DSABeneficiary: "Bottega Srl", DSAPayor: "Bottega Srl",
	}
}

func ExampleClickToMessage_Validate() {
	ad := ads.ClickToMessage{
		Name:      "Coffee",
		Objective: ads.ObjectiveOutcomeAppPromotion,
		Audience:  ads.Audience{Countries: []string{"IT"}},
		Creative:  ads.ImageCreative{Hash: "2f6a…"},
	}
	err := ad.Validate()
	if invalid, ok := errors.AsType[*metabiz.ValidationError](err); ok {
		for _, problem := range invalid.Fields {
			fmt.Println(problem)
		}
	}
	// Output:
	// PageID is empty: an ad needs the Page that it speaks for
	// Budget is 0: give Daily or Lifetime, in minor units of the account's currency (1000 is 10.00 EUR)
	// Objective promotes an app, and the click leads to its store: no chat can be its destination, got "OUTCOME_APP_PROMOTION"
}

func ExampleAccount_Plan() {
	account := ads.NewAccount(nil, "act_1234") // a plan sends nothing
	plan, err := account.Plan(ads.ClickToMessage{
		Name:     "Coffee",
		PageID:   "5678",
		Budget:   ads.Budget{Daily: 1000},
		Audience: ads.Audience{Countries: []string{"IT"}},
		Creative: ads.ImageCreative{Hash: "2f6a"},
	})
	if err != nil {
		log.Fatal(err)
	}
	text, _, _ := strings.Cut(plan.String(), "3. creative")
	fmt.Print(text)
	// Output:
	// Coffee in act_1234: 7 requests, none sent yet
	//
	// 1. campaign
	//    POST /act_1234/campaigns
	//    {
	//      "name": "Coffee",
	//      "status": "PAUSED",
	//      "buying_type": "AUCTION",
	//      "is_adset_budget_sharing_enabled": false,
	//      "objective": "OUTCOME_ENGAGEMENT",
	//      "special_ad_categories": []
	//    }
	//
	// 2. ad set
	//    POST /act_1234/adsets
	//    {
	//      "name": "Coffee",
	//      "status": "PAUSED",
	//      "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
	//      "billing_event": "IMPRESSIONS",
	//      "campaign_id": "{campaign.id}",
	//      "daily_budget": 1000,
	//      "destination_type": "WHATSAPP",
	//      "optimization_goal": "CONVERSATIONS",
	//      "promoted_object": {"page_id":"5678"},
	//      "targeting": {"geo_locations":{"countries":["IT"]},"targeting_automation":{"advantage_audience":0}}
	//    }
}

func ExampleAccount_Preflight() {
	e, account := world()
	defer e.Close()
	// What a marketer may have overlooked: the Page's number is gone, and so little money buys nothing.
	if err := e.Change(e.Seed().PageID, map[string]any{"has_whatsapp_number": false, "has_whatsapp_business_number": false, "whatsapp_number": nil}); err != nil {
		log.Fatal(err)
	}
	ad := coffee(e)
	ad.Budget.Daily = 10

	found, err := account.Preflight(context.Background(), ad)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range found.Of(ads.Blocker) {
		fmt.Println(f.Kind, "-", f.Remedy)
	}
	// Output:
	// number - Link one in the Page's settings, or by its number verification
	// budget - Raise it
}

func ExampleAccount_Launch() {
	e, account := world()
	defer e.Close()
	ctx := context.Background()

	launched, err := account.Launch(ctx, coffee(e), ads.LaunchOptions{
		Approve: func(_ context.Context, s ads.Spend) error {
			if s.InAWeek > 10_000 {
				return fmt.Errorf("%d %s a week is too much", s.InAWeek, s.Currency)
			}
			return nil
		},
		Observe: func(s ads.Step) { fmt.Println(s.Name) },
	})
	if err != nil {
		log.Fatal(err)
	}
	e.Clock().Advance(time.Hour) // Meta reviews
	ad, err := account.Ad(launched.AdID).AwaitReview(ctx, time.Second)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ad.EffectiveStatus)
	// Output:
	// image
	// campaign
	// ad set
	// creative
	// ad
	// activate campaign
	// activate ad set
	// activate ad
	// ACTIVE
}

// A launch that fails takes back what it made.
func ExampleLaunchError() {
	e, account := world()
	defer e.Close()
	e.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Method: "POST", Path: "*/ads", Times: -1, Code: 368})

	_, err := account.Launch(context.Background(), coffee(e), ads.LaunchOptions{})
	if failed, ok := errors.AsType[*ads.LaunchError](err); ok {
		fmt.Println("failed at:", failed.Step)
		fmt.Println("rolled back:", failed.RolledBack)
	}
	for campaign, err := range account.Campaigns(context.Background(), ads.CampaignQuery{}) {
		fmt.Println(campaign.Name, err)
	}
	// Output:
	// failed at: ad
	// rolled back: true
}

func ExampleAccount_Insights() {
	e, account := world()
	defer e.Close()
	ctx := context.Background()
	launched, err := account.Launch(ctx, coffee(e), ads.LaunchOptions{})
	if err != nil {
		log.Fatal(err)
	}
	e.Clock().Advance(time.Hour)
	giulia := e.Person("393331112223", "Giulia")
	if err := errors.Join(giulia.ClickAd(launched.AdID), giulia.Write("Do you ship?")); err != nil {
		log.Fatal(err)
	}

	query := ads.InsightsQuery{DatePreset: ads.DatePresetMaximum, Level: ads.InsightsLevelAd}
	for row, err := range account.Insights(ctx, query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.AdName, "has begun", row.Messaging().ConversationsStarted7d, "chat")
	}
	// Output:
	// Coffee has begun 1 chat
}

func ExampleWelcomeMessage() {
	welcome := ads.WelcomeMessage{
		Text: "Ciao {{user_first_name}}! What would you like to know?",
		IceBreakers: []ads.IceBreaker{
			{Title: "Are you open?", Response: "Every day from 7 to 20."},
			{Title: "Do you ship?"},
		},
	}
	fmt.Println(welcome.Validate())
	text, _ := welcome.JSON() // what page_welcome_message holds
	fmt.Println(text)
	// Output:
	// <nil>
	// {"type":"VISUAL_EDITOR","version":2,"landing_screen_type":"welcome_message","media_type":"text","text_format":{"customer_action_type":"ice_breakers","message":{"text":"Ciao {{user_first_name}}! What would you like to know?","ice_breakers":[{"title":"Are you open?","response":"Every day from 7 to 20."},{"title":"Do you ship?"}],"quick_replies":[]}},"user_edit":false,"surface":"visual_editor_new"}
}

func ExampleDatasetHandle_SendEvents() {
	client, err := metabiz.New(metabiz.WithToken("token"))
	if err != nil {
		log.Fatal(err)
	}
	dataset := ads.NewDataset(client, "987654321")
	_, err = dataset.SendEvents(context.Background(), ads.EventBatch{Events: []ads.Event{{
		EventName:        ads.EventPurchase,
		EventTime:        time.Now(),
		ActionSource:     ads.ActionSourceBusinessMessaging,
		MessagingChannel: ads.ChannelWhatsApp,
		UserData:         ads.UserData{WhatsAppBusinessAccountID: "1122334455"}, // and no ctwa_clid
		CustomData:       ads.CustomData{Currency: "EUR", Value: new(24.9)},
	}}})
	fmt.Println(err)
	// Output:
	// metabiz: ads.EventBatch: data[0].user_data.ctwa_clid is empty: whatsapp needs it
}
