package ads_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// A website ad with a button for WhatsApp is looked over with all that it depends on, and made with its creative.
func TestCassetteLaunchWebsite(t *testing.T) {
	t.Parallel()
	p := play(t, "launch_website")
	p.link(t)
	ad := p.chatAd(t)
	ad.Objective, ad.Website, ad.WhatsAppAccountID = ads.ObjectiveOutcomeSales, "https://a.example/spring", p.Seed.WABAID
	ad.Conversion = ads.Conversion{PixelID: p.Seed.DatasetID, Event: ads.CustomEventPurchase}
	ad.Templates = []string{"not_there"}
	found, err := p.account.Preflight(t.Context(), ad)
	failOn(t, err)
	if !found.OK() || len(found.Findings) != 1 || found.Findings[0].Kind != ads.FindingTemplate {
		t.Errorf("preflight:\n%s", found)
	}
	launched, err := p.account.Launch(t.Context(), ad, ads.LaunchOptions{KeepPaused: true})
	failOn(t, err)
	if launched.AdID == "" || launched.CreativeID != "" {
		t.Errorf("launched %s", launched)
	}
}

// A slideshow is made into a video before the ad.
func TestCassetteLaunchSlideshow(t *testing.T) {
	t.Parallel()
	p := play(t, "launch_slideshow")
	p.link(t)
	ad := p.chatAd(t)
	ad.Creative = ads.SlideshowCreative{Slides: []ads.Slide{{File: adPoster(t)}, {URL: "https://a.example/2.png"}, {URL: "https://a.example/3.png"}}, Duration: 2 * time.Second}
	launched, err := p.account.Launch(t.Context(), ad, ads.LaunchOptions{KeepPaused: true, Observe: func(s ads.Step) {
		if s.Name == ads.StepVideo {
			p.World(func(e *emulator.Emulator) { e.Clock().Advance(time.Minute) })
		}
	}})
	failOn(t, err)
	if launched.VideoID == "" || launched.AdID == "" {
		t.Errorf("launched %s", launched)
	}
}

// Marketing messages on Messenger are estimated, paid for by a campaign, and sent.
func TestCassetteMessageCampaign(t *testing.T) {
	t.Parallel()
	p := play(t, "message_campaign")
	p.World(func(e *emulator.Emulator) {
		failOn(t, e.Change(p.Seed.AdAccountID, map[string]any{"business_country_code": "BR"}))
	})
	campaign := ads.MessageCampaign{Name: "Weekly roast", PageID: p.Seed.PageID, Daily: 2000}
	_, err := p.account.PreflightMessageCampaign(t.Context(), campaign)
	failOn(t, err)
	_, err = p.account.EstimateMessageCampaign(t.Context(), campaign)
	failOn(t, err)
	running, err := p.account.StartMessageCampaign(t.Context(), campaign)
	failOn(t, err)
	sent, err := running.Send(t.Context(), ads.MarketingMessage{SubscriptionToken: "1001", Message: json.RawMessage(`{"attachment":{"type":"template","payload":{"template_type":"generic"}}}`)})
	failOn(t, err)
	if sent.TrackingID == "" {
		t.Errorf("%+v", sent)
	}
	listed, err := metabiz.Collect(p.account.MessageCampaigns(t.Context()))
	failOn(t, err)
	if len(listed) != 1 {
		t.Errorf("%d campaigns", len(listed))
	}
	_, err = metabiz.Collect(running.Insights(t.Context(), ads.InsightsQuery{DatePreset: ads.DatePresetMaximum}))
	failOn(t, err)
	failOn(t, running.Delete(t.Context()))
}
