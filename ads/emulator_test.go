package ads_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// emulated starts a Graph API in memory whose Page has a WhatsApp number linked.
func emulated(t *testing.T, settings ...func(*emulator.Config)) (*emulator.Emulator, *metabiz.Client) {
	t.Helper()
	config := emulator.Config{Token: "T", AppSecret: "S"}
	for _, set := range settings {
		set(&config)
	}
	e, err := emulator.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	linked := map[string]any{"has_whatsapp_number": true, "has_whatsapp_business_number": true, "whatsapp_number": e.Seed().DisplayPhone}
	if err := e.Change(e.Seed().PageID, linked); err != nil {
		t.Fatal(err)
	}
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithAppSecret("S"), metabiz.WithBaseURL(e.URL()),
		metabiz.WithRetry(metabiz.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	return e, client
}

// springOn is the spring ad for the emulator's Page and number, from now on.
func springOn(e *emulator.Emulator) ads.ClickToMessage {
	ad := spring()
	ad.PageID, ad.WhatsAppNumber, ad.Schedule = e.Seed().PageID, e.Seed().DisplayPhone, ads.Schedule{}
	return ad
}

// An ad goes from its description to what it brought.
func TestStory(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)

	found, err := account.Preflight(t.Context(), springOn(e))
	if err != nil {
		t.Fatal(err)
	}
	if !found.OK() || len(found.Findings) > 0 {
		t.Errorf("preflight: %s", found)
	}
	launched, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(time.Hour)
	reviewed, err := account.Ad(launched.AdID).AwaitReview(t.Context(), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if reviewed.EffectiveStatus != ads.EffectiveStatusActive {
		t.Errorf("the ad is %s", reviewed.EffectiveStatus)
	}
	giulia := e.Person("393339876543", "Giulia")
	if err := giulia.ClickAd(launched.AdID); err != nil {
		t.Fatal(err)
	}
	if err := giulia.Write("Quanto costa?"); err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(time.Hour)

	rows, err := metabiz.Collect(account.Ad(launched.AdID).Insights(t.Context(), ads.InsightsQuery{DatePreset: ads.DatePresetMaximum}))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	if got := rows[0].Messaging(); got.ConversationsStarted7d == 0 || got.CostPerConversationStarted.Float64() <= 0 {
		t.Errorf("messaging: %+v", got)
	}
	if rows[0].AdID != launched.AdID || rows[0].Impressions == 0 || rows[0].Spend.Float64() <= 0 {
		t.Errorf("row: ad %s, %d impressions, spend %s", rows[0].AdID, rows[0].Impressions, rows[0].Spend)
	}
}

// census counts what an account has, but for what was deleted.
func census(t *testing.T, account *ads.Account) map[string]int {
	t.Helper()
	count := map[string]int{}
	for c, err := range account.Campaigns(t.Context(), ads.CampaignQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		count["campaign "+string(c.Status)]++
	}
	for s, err := range account.AdSets(t.Context(), ads.AdSetQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		count["ad set "+string(s.Status)]++
	}
	for c, err := range account.AdCreatives(t.Context(), ads.AdCreativeQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		count["creative "+string(c.Status)]++
	}
	for d, err := range account.Ads(t.Context(), ads.AdQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		count["ad "+string(d.Status)]++
	}
	return count
}

var oneAd = map[string]int{"campaign ACTIVE": 1, "ad set ACTIVE": 1, "creative ACTIVE": 1, "ad ACTIVE": 1}

// Whatever goes wrong at whichever call, a launch with a key can be repeated until there is one ad, and no more.
func TestLaunchIsMadeOnce(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"*/campaigns", "*/adsets", "*/adcreatives", "*/ads"} {
		for _, tt := range []struct {
			fault  emulator.Fault
			policy ads.FailurePolicy
		}{
			{emulator.Fault{Kind: emulator.FaultDropAfter}, ads.RollBack},
			{emulator.Fault{Kind: emulator.FaultAfter}, ads.RollBack},
			{emulator.Fault{Kind: emulator.FaultThrottle, Code: 368}, ads.RollBack}, // which is not waited for
			{emulator.Fault{Kind: emulator.FaultThrottle, Code: 368}, ads.Keep},
		} {
			t.Run(fmt.Sprint(path, " ", tt.fault.Kind, " ", tt.policy), func(t *testing.T) {
				t.Parallel()
				e, client := emulated(t)
				account := ads.NewAccount(client, e.Seed().AdAccountID)
				options := ads.LaunchOptions{Key: "order 4711", OnFailure: tt.policy}
				fault := tt.fault
				fault.Method, fault.Path = "POST", path
				e.Fault(fault)
				if _, err := account.Launch(t.Context(), springOn(e), options); (err != nil) != (fault.Kind == emulator.FaultThrottle) {
					t.Errorf("error %v", err)
				}
				first, err := account.Launch(t.Context(), springOn(e), options)
				if err != nil {
					t.Fatal(err)
				}
				second, err := account.Launch(t.Context(), springOn(e), options)
				if err != nil {
					t.Fatal(err)
				}
				if first.String() != second.String() {
					t.Errorf("%s, then %s", first, second)
				}
				if diff := cmp.Diff(oneAd, census(t, account)); diff != "" {
					t.Errorf("in the account (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// Launches with one key that begin at once make one ad, whatever is in the key.
func TestLaunchesAtOnce(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if _, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{Key: `ordine "7", 'è' {日本} <x>&\y`}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff(oneAd, census(t, account)); diff != "" {
		t.Errorf("in the account (-want +got):\n%s", diff)
	}
}

// A rollback leaves nothing of the launch, and everything else.
func TestRollbackLeavesTheRest(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	if _, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{}); err != nil {
		t.Fatal(err)
	}
	e.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Method: "POST", Path: "*/ads", Code: 368})
	_, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || !failed.RolledBack || failed.Made.CreativeID == "" {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff(oneAd, census(t, account)); diff != "" {
		t.Errorf("in the account (-want +got):\n%s", diff)
	}
}
