package ads_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// A message campaign is made, sends within its rules, is listed and ends.
func TestMessageCampaign(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	campaign := ads.MessageCampaign{Name: "Weekly roast", PageID: e.Seed().PageID, Daily: 2000}
	if _, err := account.StartMessageCampaign(t.Context(), campaign); !errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("an Italian business: %v", err)
	}
	if err := e.Change(e.Seed().AdAccountID, map[string]any{"business_country_code": "BR"}); err != nil {
		t.Fatal(err)
	}
	estimate, err := account.EstimateMessageCampaign(t.Context(), campaign)
	if err != nil || estimate.EstimateDeliveryUpperBound < estimate.EstimateDeliveryLowerBound || estimate.EstimateDeliveryUpperBound == 0 {
		t.Errorf("%+v, %v", estimate, err)
	}
	running, err := account.StartMessageCampaign(t.Context(), campaign)
	if err != nil {
		t.Fatal(err)
	}
	message := ads.MarketingMessage{SubscriptionToken: "giulia", Message: json.RawMessage(`{"attachment":{"type":"template"}}`), MinGap: time.Minute}
	sent, err := running.Send(t.Context(), message)
	if err != nil || !sent.Success || sent.TrackingID == "" {
		t.Fatalf("%+v, %v", sent, err)
	}
	_, err = running.Send(t.Context(), message)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Subcode != 2300052 {
		t.Errorf("again at once: %v", err)
	}
	e.Clock().Advance(12 * time.Hour)
	if _, err := running.Send(t.Context(), message); err != nil {
		t.Errorf("half a day later: %v", err)
	}
	if _, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{}); err != nil {
		t.Fatal(err)
	}
	listed, err := metabiz.Collect(account.MessageCampaigns(t.Context()))
	if err != nil || len(listed) != 1 || listed[0].ID != running.ID() {
		t.Errorf("%+v, %v", listed, err)
	}
	if err := running.Delete(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMessageCampaignOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("POST act_1/message_campaign", answer(`{"id":"9"}`))
	g.on("POST act_1/messages", answer(`{"success":true,"marketing_message_tracking_id":"t"}`))
	account := ads.NewAccount(client, "1")
	start := time.Now().Add(time.Hour).Truncate(time.Second)
	campaign, err := account.StartMessageCampaign(t.Context(), ads.MessageCampaign{Name: "N", PageID: "1001", Lifetime: 60000, BidAmount: 5, Start: start, PixelID: "p"})
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(g.last(t, "POST act_1/message_campaign").Body), &body); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"name": "N", "page_id": "1001", "lifetime_budget": 60000.0, "bid_amount": 5.0, "start_time": float64(start.Unix()), "pixel_id": "p"}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("campaign (-want +got):\n%s", diff)
	}
	if _, err := campaign.Send(t.Context(), ads.MarketingMessage{SubscriptionToken: "s", Message: json.RawMessage(`{"text":"a"}`)}); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, []byte(g.last(t, "POST act_1/messages").Body), `{"message_id":"9","message":{"text":"a"},"messenger_delivery_data":{"subscription_token":"s"}}`)
}

func TestMessageCampaignValidates(t *testing.T) {
	t.Parallel()
	now := time.Now()
	wantProblems(t, ads.MessageCampaign{PageID: "x", BidAmount: -1, Start: now.AddDate(0, 2, 0), End: now}.Validate(),
		[]string{"Name is empty", "PageID is not a Page's id", "Daily is not set", "BidAmount is below 0", "Start is more than 30 days ahead", "End is not after the start"})
	wantProblems(t, ads.MessageCampaign{Name: "N", PageID: "1", Daily: 1, Lifetime: 1}.Validate(), []string{"Daily stands beside Lifetime"})
	g, client := newGraph(t)
	_, err := ads.NewAccount(client, "1").MessageCampaign("9").Send(t.Context(), ads.MarketingMessage{Message: json.RawMessage(`[]`), MinGap: time.Millisecond})
	wantProblems(t, err, []string{"SubscriptionToken is empty", "Message is not a JSON object", "MinGap is not a number of whole seconds"})
	if lines := g.lines(); len(lines) > 0 {
		t.Errorf("sent %v", lines)
	}
}

func TestPreflightMessageCampaign(t *testing.T) {
	t.Parallel()
	e, client := emulated(t, func(c *emulator.Config) {})
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	found, err := account.PreflightMessageCampaign(t.Context(), ads.MessageCampaign{Name: "N", PageID: e.Seed().PageID, Lifetime: 2999})
	if err != nil {
		t.Fatal(err)
	}
	text := found.String()
	for _, want := range []string{
		"blocker: permission: the token lacks paid_marketing_messages, marketing_messages_messenger",
		"blocker: region: businesses of IT can't send marketing messages on Messenger",
		"blocker: budget: the lifetime budget is 2999, below the least of 3000",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if len(found.Findings) != 3 {
		t.Errorf("findings\n%s", text)
	}
}

func TestSponsoredMessage(t *testing.T) {
	t.Parallel()
	var creative ads.AdCreative
	if err := json.Unmarshal([]byte(`{"id":"1","messenger_sponsored_message":"{\"message\":{\"text\":\"Hi\",\"quick_replies\":[{\"content_type\":\"text\",\"title\":\"Yes\"}],\"attachment\":{\"type\":\"image\"}}}"}`), &creative); err != nil {
		t.Fatal(err)
	}
	got, err := creative.SponsoredMessage()
	want := &ads.SponsoredMessage{Text: "Hi", QuickReplies: []ads.SponsoredReply{{ContentType: "text", Title: "Yes"}}, Extra: map[string]json.RawMessage{"attachment": json.RawMessage(`{"type":"image"}`)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if none, err := (&ads.AdCreative{}).SponsoredMessage(); none != nil || err != nil {
		t.Errorf("%v, %v", none, err)
	}
	if _, err := (&ads.AdCreative{MessengerSponsoredMessage: "Hi"}).SponsoredMessage(); err == nil {
		t.Error("plain text was read as JSON")
	}
	targeting := ads.SponsoredMessageTargeting(ads.Targeting{AgeMin: 21, PublisherPlatforms: []ads.PublisherPlatform{"facebook"}, FacebookPositions: []ads.FacebookPosition{"feed"}})
	text, _ := json.Marshal(targeting)
	sameJSON(t, text, `{"age_min":21,"publisher_platforms":["messenger"],"messenger_positions":["sponsored_messages"]}`)
}
