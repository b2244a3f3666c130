package ads_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/internal/vcr"
)

// played is a cassette that is played, and the ad account that it is about.
type played struct {
	*vcr.Tape
	account *ads.Account
	client  *metabiz.Client
}

func play(t *testing.T, name string, opts ...vcr.Option) played {
	t.Helper()
	tape := vcr.Open(t, "ads/"+name, opts...)
	client, err := metabiz.New(metabiz.WithHTTPClient(tape.Client), metabiz.WithToken(tape.Token), metabiz.WithAppSecret(tape.AppSecret),
		metabiz.WithBaseURL(tape.BaseURL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return played{tape, ads.NewAccount(client, tape.Seed.AdAccountID), client}
}

// link gives the Page the number that its ads lead to.
func (p played) link(t *testing.T) {
	t.Helper()
	p.World(func(e *emulator.Emulator) {
		fields := map[string]any{"has_whatsapp_number": true, "has_whatsapp_business_number": true, "whatsapp_number": p.Seed.DisplayPhone}
		if err := e.Change(p.Seed.PageID, fields); err != nil {
			t.Fatal(err)
		}
	})
}

// adPoster is a grey picture of 600 by 600. It isn't drawn anew: how an encoder
// compresses may change, and cassettes hold it byte for byte.
func adPoster(t *testing.T) metabiz.File {
	t.Helper()
	picture, err := base64.StdEncoding.DecodeString(
		"iVBORw0KGgoAAAANSUhEUgAAAlgAAAJYAQMAAACEqAqfAAAAA1BMVEXIyMiuWu3mAAAAR0lEQVR42uzAAQ0AAADCIPunNsc3GAAAAAAAAAAAAAAAAAAA" +
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABA3AMAAP//siAAAR+9kWQAAAAASUVORK5CYII=")
	failOn(t, err)
	return metabiz.FileFromBytes("poster.png", picture)
}

// chatAd is the ad of the story.
func (p played) chatAd(t *testing.T) ads.ClickToMessage {
	t.Helper()
	return ads.ClickToMessage{
		Name:           "Spring in the Bottega",
		PageID:         p.Seed.PageID,
		WhatsAppNumber: p.Seed.DisplayPhone,
		Budget:         ads.Budget{Daily: 1000},
		Schedule:       ads.Schedule{End: time.Date(2099, 6, 1, 18, 0, 0, 0, time.UTC)},
		Audience:       ads.Audience{Countries: []string{"IT"}, AgeMin: 25, AgeMax: 60},
		Creative:       ads.ImageCreative{File: adPoster(t)},
		Text:           "Fresh coffee, roasted this morning",
		Headline:       "Ask us what is in",
		Welcome: &ads.WelcomeMessage{
			Text:        "Ciao {{user_first_name}}!",
			IceBreakers: []ads.IceBreaker{{Title: "Are you open?"}, {Title: "Do you ship?", Response: "All over Italy."}},
		},
		DSABeneficiary: "Bottega Srl",
		DSAPayor:       "Bottega Srl",
	}
}

func (p played) campaignParams(name string) ads.CampaignParams {
	return ads.CampaignParams{
		Name: name, Objective: ads.ObjectiveOutcomeEngagement, Status: ads.StatusPaused, BuyingType: "AUCTION",
		SpecialAdCategories: []ads.SpecialAdCategory{}, IsAdSetBudgetSharingEnabled: new(false),
	}
}

func (p played) adSetParams(campaignID, name string) ads.AdSetParams {
	return ads.AdSetParams{
		Name: name, CampaignID: campaignID, Status: ads.StatusPaused, DailyBudget: 700, BillingEvent: ads.BillingEventImpressions,
		OptimizationGoal: ads.OptimizationGoalConversations, DestinationType: ads.DestinationWhatsApp,
		BidStrategy:    ads.BidStrategyLowestCostWithoutCap,
		PromotedObject: &ads.AdPromotedObject{PageID: p.Seed.PageID},
		Targeting:      &ads.Targeting{GeoLocations: &ads.TargetingGeoLocation{Countries: []string{"IT"}}, AgeMin: 25, TargetingAutomation: &ads.TargetingAutomation{AdvantageAudience: new(0)}},
		EndTime:        time.Date(2099, 6, 1, 18, 0, 0, 0, time.UTC),
		DSABeneficiary: "Bottega Srl", DSAPayor: "Bottega Srl",
	}
}

func (p played) creativeParams(name, imageHash string) ads.AdCreativeParams {
	return ads.AdCreativeParams{Name: name, ObjectStorySpec: &ads.AdCreativeObjectStorySpec{PageID: p.Seed.PageID, LinkData: &ads.AdCreativeLinkData{
		Link: "https://api.whatsapp.com/send", Message: "Fresh coffee", Name: "Ask us", ImageHash: imageHash,
		CallToAction: &ads.AdCreativeLinkDataCallToAction{
			Type: ads.CallToActionWhatsAppMessage, Value: &ads.AdCreativeLinkDataCallToActionValue{AppDestination: "WHATSAPP"},
		},
	}}}
}

func (p played) campaign(t *testing.T, name string) string {
	t.Helper()
	made, err := p.account.CreateCampaign(t.Context(), p.campaignParams(name))
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func (p played) adSet(t *testing.T, campaignID, name string) string {
	t.Helper()
	made, err := p.account.CreateAdSet(t.Context(), p.adSetParams(campaignID, name))
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func (p played) creative(t *testing.T, name string) string {
	t.Helper()
	image, err := p.account.UploadImage(t.Context(), adPoster(t))
	if err != nil {
		t.Fatal(err)
	}
	made, err := p.account.CreateAdCreative(t.Context(), p.creativeParams(name, image.Hash))
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func failOn(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCassetteCampaign(t *testing.T) {
	t.Parallel()
	p := play(t, "campaign")
	ids := []string{p.campaign(t, "One"), p.campaign(t, "Two"), p.campaign(t, "Three")}
	campaign := p.account.Campaign(ids[0])
	got, err := campaign.Get(t.Context())
	failOn(t, err)
	if got.Name != "One" || got.Objective != ads.ObjectiveOutcomeEngagement || got.Status != ads.StatusPaused || got.CreatedTime.IsZero() {
		t.Errorf("made: %+v", got)
	}
	failOn(t, campaign.Update(t.Context(), ads.CampaignUpdate{Name: "One, renamed", SpendCap: 20000}))
	failOn(t, campaign.SetStatus(t.Context(), ads.StatusActive))
	got, err = campaign.Get(t.Context())
	failOn(t, err)
	if got.Name != "One, renamed" || got.SpendCap != 20000 || got.Status != ads.StatusActive {
		t.Errorf("changed: %+v", got)
	}
	var listed []string
	pages := 0
	for page, err := range p.account.CampaignPages(t.Context(), ads.CampaignQuery{Limit: 2}) {
		failOn(t, err)
		pages++
		for _, c := range page.Data {
			listed = append(listed, c.ID)
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(ids, listed); diff != "" || pages < 2 {
		t.Errorf("listed on %d pages (-want +got):\n%s", pages, diff)
	}
	failOn(t, campaign.Delete(t.Context()))
	got, err = campaign.Get(t.Context())
	failOn(t, err)
	if got.Status != ads.StatusDeleted {
		t.Errorf("deleted: %+v", got)
	}
}

func TestCassetteAdSet(t *testing.T) {
	t.Parallel()
	p := play(t, "adset")
	p.link(t)
	campaignID := p.campaign(t, "Spring")
	ids := []string{p.adSet(t, campaignID, "Italy"), p.adSet(t, campaignID, "Italy again")}
	set := p.account.AdSet(ids[0])
	got, err := set.Get(t.Context())
	failOn(t, err)
	if got.CampaignID != campaignID || got.DailyBudget != 700 || got.DestinationType != ads.DestinationWhatsApp ||
		got.Targeting.AgeMin != 25 || !got.EndTime.Equal(time.Date(2099, 6, 1, 18, 0, 0, 0, time.UTC)) {
		t.Errorf("made: %+v", got)
	}
	failOn(t, set.Update(t.Context(), ads.AdSetUpdate{
		DailyBudget: 900, Targeting: &ads.Targeting{
			GeoLocations: &ads.TargetingGeoLocation{Countries: []string{"IT", "CH"}}, AgeMin: 30,
			TargetingAutomation: &ads.TargetingAutomation{AdvantageAudience: new(0)},
		},
	}))
	got, err = set.Get(t.Context())
	failOn(t, err)
	if got.DailyBudget != 900 || got.Targeting.AgeMin != 30 || len(got.Targeting.GeoLocations.Countries) != 2 {
		t.Errorf("changed: %+v", got)
	}
	var listed []string
	for s, err := range p.account.Campaign(campaignID).AdSets(t.Context(), ads.AdSetQuery{Limit: 1}) {
		failOn(t, err)
		listed = append(listed, s.ID)
	}
	slices.Sort(listed)
	if diff := cmp.Diff(ids, listed); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	failOn(t, set.Delete(t.Context()))
	left, err := metabiz.Collect(p.account.AdSets(t.Context(), ads.AdSetQuery{}))
	failOn(t, err)
	if len(left) != 1 || left[0].ID != ids[1] {
		t.Errorf("left: %+v", left)
	}
}

func TestCassetteImage(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_image")
	image, err := p.account.UploadImage(t.Context(), adPoster(t))
	failOn(t, err)
	if image.Hash == "" || image.Width != 600 || image.Height != 600 {
		t.Errorf("uploaded: %+v", image)
	}
	images, err := metabiz.Collect(p.account.Images(t.Context(), ads.AdImageQuery{Hashes: []string{image.Hash}}))
	failOn(t, err)
	if len(images) != 1 || images[0].Hash != image.Hash {
		t.Errorf("listed: %+v", images)
	}
	failOn(t, p.account.DeleteImage(t.Context(), ads.AdImageDelete{Hash: image.Hash}))
}

func TestCassetteCreative(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_creative")
	p.link(t)
	creative := p.account.AdCreative(p.creative(t, "Cup"))
	got, err := creative.Get(t.Context())
	failOn(t, err)
	if got.Name != "Cup" || got.ObjectStorySpec == nil || got.ObjectStorySpec.PageID != p.Seed.PageID {
		t.Errorf("made: %+v", got)
	}
	failOn(t, creative.Update(t.Context(), ads.AdCreativeUpdate{Name: "Cup, renamed"}))
	listed, err := metabiz.Collect(p.account.AdCreatives(t.Context(), ads.AdCreativeQuery{}))
	failOn(t, err)
	if len(listed) != 1 || listed[0].Name != "Cup, renamed" {
		t.Errorf("listed: %+v", listed)
	}
	failOn(t, creative.Delete(t.Context()))
}

func TestCassetteAd(t *testing.T) {
	t.Parallel()
	p := play(t, "ad")
	p.link(t)
	setID, creativeID := p.adSet(t, p.campaign(t, "Spring"), "Italy"), p.creative(t, "Cup")
	var ids []string
	for _, name := range []string{"A", "B", "C"} {
		made, err := p.account.CreateAd(t.Context(), ads.AdParams{
			Name: name, AdSetID: setID, Creative: ads.AdCreative{CreativeID: creativeID}, Status: ads.StatusPaused,
		})
		failOn(t, err)
		ids = append(ids, made.ID)
	}
	ad := p.account.Ad(ids[0])
	got, err := ad.Get(t.Context())
	failOn(t, err)
	if got.Name != "A" || got.AdSetID != setID || got.Creative == nil || got.Creative.ID != creativeID || got.Status != ads.StatusPaused {
		t.Errorf("made: %+v", got)
	}
	failOn(t, ad.Update(t.Context(), ads.AdUpdate{Name: "A, renamed"}))
	var listed []string
	for a, err := range p.account.AdSet(setID).Ads(t.Context(), ads.AdQuery{Limit: 2}) {
		failOn(t, err)
		listed = append(listed, a.ID)
	}
	slices.Sort(listed)
	if diff := cmp.Diff(ids, listed); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	failOn(t, ad.Delete(t.Context()))
	got, err = ad.Get(t.Context())
	failOn(t, err)
	if got.Name != "A, renamed" || got.Status != ads.StatusDeleted {
		t.Errorf("deleted: %+v", got)
	}
}

// The whole ad is made from one value, reviewed, clicked, and reported on.
func TestCassetteLaunchUntilInsights(t *testing.T) {
	t.Parallel()
	p := play(t, "launch")
	p.link(t)
	ad := p.chatAd(t)
	found, err := p.account.Preflight(t.Context(), ad)
	failOn(t, err)
	if !found.OK() || len(found.Findings) > 0 {
		t.Errorf("preflight:\n%s", found)
	}
	var steps []ads.StepName
	launched, err := p.account.Launch(t.Context(), ad, ads.LaunchOptions{Observe: func(s ads.Step) { steps = append(steps, s.Name) }})
	failOn(t, err)
	want := []ads.StepName{
		ads.StepImage, ads.StepCampaign, ads.StepAdSet, ads.StepCreative, ads.StepAd,
		ads.StepActivateCampaign, ads.StepActivateAdSet, ads.StepActivateAd,
	}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(time.Hour) })
	running, err := p.account.Ad(launched.AdID).AwaitReview(t.Context(), time.Millisecond)
	failOn(t, err)
	if running.EffectiveStatus != ads.EffectiveStatusActive {
		t.Errorf("reviewed: %s", running.EffectiveStatus)
	}
	p.World(func(e *emulator.Emulator) {
		anna := e.Person("393330000001", "Anna")
		failOn(t, anna.ClickAd(launched.AdID))
		failOn(t, anna.Write("Are you open?"))
		e.Clock().Advance(5 * time.Hour)
	})
	rows, err := metabiz.Collect(p.account.Ad(launched.AdID).Insights(t.Context(), ads.InsightsQuery{DatePreset: ads.DatePresetMaximum}))
	failOn(t, err)
	if len(rows) != 1 || rows[0].AdID != launched.AdID {
		t.Fatalf("insights: %+v", rows)
	}
	if m := rows[0].Messaging(); rows[0].Spend.Float64() <= 0 || rows[0].Impressions <= 0 || m.ConversationsStarted7d < 1 || m.CostPerConversationStarted.Float64() <= 0 {
		t.Errorf("spent %s, seen %d times, %+v", rows[0].Spend, rows[0].Impressions, m)
	}
	byPlatform, err := metabiz.Collect(p.account.Campaign(launched.CampaignID).Insights(t.Context(), ads.InsightsQuery{
		TimeRange:  &ads.TimeRange{Since: "2026-11-01", Until: "2026-11-02"},
		Breakdowns: []ads.Breakdown{ads.BreakdownPublisherPlatform},
	}))
	failOn(t, err)
	if len(byPlatform) < 2 || byPlatform[0].CampaignID != launched.CampaignID {
		t.Errorf("by platform: %+v", byPlatform)
	}
}

// A launch that is done again under the same key finds what it made.
func TestCassetteLaunchAgain(t *testing.T) {
	t.Parallel()
	p := play(t, "launch_again")
	p.link(t)
	options := ads.LaunchOptions{Key: "order-1042", KeepPaused: true}
	first, err := p.account.Launch(t.Context(), p.chatAd(t), options)
	failOn(t, err)
	var made []ads.StepName
	options.Observe = func(s ads.Step) {
		if !s.Reused {
			made = append(made, s.Name)
		}
	}
	second, err := p.account.Launch(t.Context(), p.chatAd(t), options)
	failOn(t, err)
	if first.AdID != second.AdID || first.CampaignID != second.CampaignID || len(made) > 0 {
		t.Errorf("first %s, second %s, made anew %v", first, second, made)
	}
}

// Meta refuses an ad whose number the Page doesn't have; what was made by then is removed.
func TestCassetteLaunchRefused(t *testing.T) {
	t.Parallel()
	p := play(t, "launch_refused")
	found, err := p.account.Preflight(t.Context(), p.chatAd(t))
	failOn(t, err)
	blockers := found.Of(ads.Blocker)
	if len(blockers) != 1 || blockers[0].Kind != ads.FindingNumber || !slices.Contains(blockers[0].Prevents, 1487246) {
		t.Errorf("preflight:\n%s", found)
	}
	_, err = p.account.Launch(t.Context(), p.chatAd(t), ads.LaunchOptions{})
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || failed.Step != ads.StepAdSet || !failed.RolledBack || failed.Made.CampaignID == "" {
		t.Fatalf("%+v", err)
	}
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || refusal.Code != 100 || refusal.Subcode != 1487246 || refusal.UserTitle == "" {
		t.Errorf("%+v", refusal)
	}
	campaign, err := p.account.Campaign(failed.Made.CampaignID).Get(t.Context())
	failOn(t, err)
	if campaign.Status != ads.StatusDeleted {
		t.Errorf("the campaign is left: %+v", campaign)
	}
}

// What is refused names the parameter.
func TestCassetteCampaignRefused(t *testing.T) {
	t.Parallel()
	p := play(t, "campaign_refused")
	params := p.campaignParams("Spring")
	params.Objective = "MESSAGES"
	_, err := p.account.CreateCampaign(t.Context(), params)
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || refusal.Code != 100 || !errors.Is(err, metabiz.ErrInvalidParam) || !slices.Contains(refusal.BlamedFields, "objective") {
		t.Errorf("%+v", err)
	}
}

func TestCassetteAccount(t *testing.T) {
	t.Parallel()
	p := play(t, "ad_account")
	account, err := p.account.Get(t.Context())
	failOn(t, err)
	if account.ID != p.Seed.AdAccountID || account.Currency != "EUR" || account.AccountStatus != 1 {
		t.Errorf("%+v", account)
	}
	least, err := metabiz.Collect(p.account.MinimumBudgets(t.Context(), ads.MinimumBudgetQuery{}))
	failOn(t, err)
	if !slices.ContainsFunc(least, func(b ads.MinimumBudget) bool { return b.Currency == "EUR" && b.MinDailyBudgetImp > 0 }) {
		t.Errorf("least budgets: %+v", least)
	}
}

// The purchase of the person who came from the ad is reported.
func TestCassetteEvents(t *testing.T) {
	t.Parallel()
	p := play(t, "ads_pixel_events", vcr.Ignore("event_time"))
	// Events are of the last days, whenever the cassette is made.
	p.World(func(e *emulator.Emulator) { e.Clock().Set(time.Now()) })
	answer, err := ads.NewDataset(p.client, p.Seed.DatasetID).SendEvents(t.Context(), ads.EventBatch{PartnerAgent: "metabiz", Events: []ads.Event{{
		EventName: ads.EventPurchase, EventTime: time.Now(), EventID: "order-1042",
		ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelWhatsApp,
		UserData: ads.UserData{
			WhatsAppBusinessAccountID: p.Seed.WABAID, CTWAClid: "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4XvnO2E4Nx0-eM-GABDLOPaOdRMv-_zfUQ2a",
			Phones: []string{"+39 333 000 0001"}, Countries: []string{"IT"},
		},
		CustomData: ads.CustomData{Currency: "EUR", Value: new(24.5), OrderID: "1042"},
	}}})
	failOn(t, err)
	if answer.EventsReceived != 1 || len(answer.Messages) > 0 || strings.TrimSpace(answer.TraceID) == "" {
		t.Errorf("%+v", answer)
	}
}
