package emulator

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is no format of its ad set is refused when the ad is made.
func TestFormatRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.campaign = c.make("campaigns", change(t, campaignBody, set{"objective": "OUTCOME_SALES"}))
	s.set = c.make("adsets", c.fill(adSetBody, s))
	text := func(kind string) any { return set{"text": "t", "text_type": kind} }
	image := []any{set{"hash": s.hash}}
	groups := func(group set) set {
		return set{"creative_asset_groups_spec": set{"groups": []any{group}}}
	}
	const at = "creative_asset_groups_spec"
	refusals(t, c, "ads", adBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"group without media": {groups(set{"texts": []any{text("headline")}}), refused{100, 0, at + ".groups"}},
		"unknown image":       {groups(set{"images": []any{set{"hash": "0"}}}), refused{100, 0, at + ".groups.images"}},
		"unknown video":       {groups(set{"videos": []any{set{"video_id": "0"}}}), refused{100, 0, at + ".groups.videos"}},
		"unknown text type":   {groups(set{"images": image, "texts": []any{text("poem")}}), refused{100, 0, at + ".groups.texts"}},
		"too many texts": {groups(set{"images": image, "texts": []any{text("headline"), text("headline"), text("headline"),
			text("headline"), text("headline"), text("headline")}}), refused{100, 0, at + ".groups.texts"}},
		"buttons of two types": {set{at: set{"groups": []any{
			set{"images": image, "call_to_action": set{"type": "WHATSAPP_MESSAGE"}}, set{"images": image, "call_to_action": set{"type": "CHAT_NOW"}}}}},
			refused{100, 0, at + ".groups.call_to_action"}},
	})
	c.make("ads", change(t, c.fill(adBody, s), groups(set{"images": image, "texts": []any{text("headline"), text("primary_text")}})))

	t.Run("of another objective", func(t *testing.T) {
		other := c.story()
		a := c.post(c.s.AdAccountID+"/ads", change(t, c.fill(adBody, other), groups(set{"images": []any{set{"hash": other.hash}}})))
		if diff := cmp.Diff(refused{100, 0, at}, refusedBy(a)); diff != "" {
			t.Error(diff)
		}
	})
}

// A feed of assets is an ad of its own, in an ad set of its own.
func TestAssetFeed(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	const feed = `{"object_story_spec":{"page_id":"PAGE"},"asset_feed_spec":{"ad_formats":["SINGLE_IMAGE"],"images":[{"hash":"HASH"}],
		"bodies":[{"text":"a"},{"text":"b"}],"link_urls":[{"website_url":"https://api.whatsapp.com/send"}],
		"call_to_actions":[{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://api.whatsapp.com/send"}}]}}`
	refusals(t, c, "adcreatives", feed, s, map[string]struct {
		changes set
		want    refused
	}{
		"twice the same": {set{"asset_feed_spec.bodies": []any{set{"text": "a"}, set{"text": "a"}}}, refused{100, 1815629, "asset_feed_spec.bodies"}},
		"too many": {set{"asset_feed_spec.titles": []any{set{"text": "1"}, set{"text": "2"}, set{"text": "3"}, set{"text": "4"}, set{"text": "5"}, set{"text": "6"}}},
			refused{100, 0, "asset_feed_spec.titles"}},
		"no assets": {set{"asset_feed_spec.images": nil}, refused{100, 1815166, "object_story_spec"}},
	})
	s.creative = c.make("adcreatives", c.fill(feed, s))
	plain := c.post(c.s.AdAccountID+"/ads", c.fill(adBody, s))
	if diff := cmp.Diff(refused{100, 0, "creative.asset_feed_spec"}, refusedBy(plain)); diff != "" {
		t.Error(diff)
	}
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"is_dynamic_creative": true}))
	c.make("ads", c.fill(adBody, s))
	if diff := cmp.Diff(refused{100, 0, "adset_id"}, refusedBy(c.post(c.s.AdAccountID+"/ads", c.fill(adBody, s)))); diff != "" {
		t.Errorf("second ad: %s", diff)
	}
}

// WhatsApp's status shows a single picture or video, and since 26.0 cards.
func TestStatusFormats(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"targeting.publisher_platforms": []any{"instagram", "whatsapp"},
		"targeting.instagram_positions": []any{"story"}, "targeting.whatsapp_positions": []any{"status"}}))
	c.make("ads", c.fill(adBody, s))
	enhanced := s
	enhanced.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"degrees_of_freedom_spec.creative_features_spec.standard_enhancements.enroll_status": "OPT_IN"}))
	if diff := cmp.Diff(refused{100, 0, "creative"}, refusedBy(c.post(c.s.AdAccountID+"/ads", c.fill(adBody, enhanced)))); diff != "" {
		t.Error(diff)
	}
	button := set{"type": "WHATSAPP_MESSAGE", "value": set{"app_destination": "WHATSAPP"}}
	card := set{"link": "https://api.whatsapp.com/send", "image_hash": s.hash, "call_to_action": button}
	cards := s
	cards.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.child_attachments": []any{card, card}}))
	old := &adsClient{c.as(t), c.s}
	old.version = "v25.0"
	if diff := cmp.Diff(refused{100, 0, "creative"}, refusedBy(old.post(c.s.AdAccountID+"/ads", c.fill(adBody, cards)))); diff != "" {
		t.Errorf("cards in 25.0: %s", diff)
	}
	c.make("ads", c.fill(adBody, cards))

	identity := set{"wamo_whatsapp_identity_spec": set{"wamo_whatsapp_identity_id": c.s.PageID}}
	c.make("adcreatives", change(t, c.fill(creativeBody, s), identity))
	if a := old.post(c.s.AdAccountID+"/adcreatives", change(t, c.fill(creativeBody, s), identity)); a.status == http.StatusOK {
		t.Error("25.0 took an identity")
	}
	if a := c.post(c.s.AdAccountID+"/adcreatives", change(t, c.fill(creativeBody, s), set{"wamo_whatsapp_identity_spec": set{}})); a.status == http.StatusOK {
		t.Error("an identity of nobody was taken")
	}
}

func TestSlideshowRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	for name, spec := range map[string]string{
		"two":         `{"images_urls":["https://a.example/1","https://a.example/2"]}`,
		"not encoded": `{"images_urls":["https://a.example/1","https://a.example/2","https://a.example/ 3"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			want := refused{100, map[string]int{"two": 0, "not encoded": 1815166}[name], "slideshow_spec.images_urls"}
			if diff := cmp.Diff(want, refusedBy(c.post(c.s.AdAccountID+"/advideos", `{"slideshow_spec":`+spec+`}`))); diff != "" {
				t.Error(diff)
			}
		})
	}
	c.make("advideos", `{"slideshow_spec":{"images_urls":["https://a.example/1","https://a.example/2","https://a.example/3"],"duration_ms":2000}}`)
}

// Regions, times of high demand, and an ad set that comes with its campaign.
func TestAdSetExtras(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := story{campaign: c.make("campaigns", campaignBody)}
	period := func(changes set) set {
		p := set{"time_start": 1796112000, "time_end": 1796198400, "budget_value": 500, "budget_value_type": "ABSOLUTE"}
		for k, v := range changes {
			p[k] = v
		}
		return set{"budget_schedule_specs": []any{p}}
	}
	const parties = "regional_regulation_identities"
	refusals(t, c, "adsets", adSetBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"no payer in Taiwan": {set{"regional_regulated_categories": []any{"TAIWAN_UNIVERSAL"}, parties: set{"taiwan_universal_beneficiary": "1"}},
			refused{100, 0, parties + ".taiwan_universal_payer"}},
		"no category":        {set{parties: set{"singapore_universal_payer": "1"}}, refused{100, 0, "regional_regulated_categories"}},
		"unknown category":   {set{"regional_regulated_categories": []any{"MOON"}}, refused{100, 0, "regional_regulated_categories.0"}},
		"no kind":            {period(set{"budget_value_type": "MORE"}), refused{100, 0, "budget_schedule_specs"}},
		"nothing more":       {period(set{"budget_value": 0}), refused{100, 0, "budget_schedule_specs"}},
		"backwards":          {period(set{"time_end": 1796111100}), refused{100, 0, "budget_schedule_specs"}},
		"at ten past":        {period(set{"time_start": 1796112600}), refused{100, 0, "budget_schedule_specs"}},
		"bad campaign along": {set{"campaign_id": nil, "campaign_spec": set{"name": "n"}}, refused{100, 0, "objective"}},
	})
	c.make("adsets", change(t, c.fill(adSetBody, s), period(nil)))
	made := c.make("adsets", change(t, c.fill(adSetBody, s), set{"campaign_id": nil, "campaign_spec": set{
		"name": "along", "objective": "OUTCOME_ENGAGEMENT", "status": "PAUSED", "special_ad_categories": []any{}, "is_adset_budget_sharing_enabled": false}}))
	campaign, _ := c.get(made, "fields", "campaign_id")["campaign_id"].(string)
	if got := c.get(campaign, "fields", "name,objective"); got["name"] != "along" || got["objective"] != "OUTCOME_ENGAGEMENT" {
		t.Errorf("%v", got)
	}
	a := c.post(c.s.AdAccountID+"/campaigns", change(t, campaignBody, period(nil)))
	if diff := cmp.Diff(refused{100, 0, "budget_schedule_specs"}, refusedBy(a)); diff != "" {
		t.Errorf("campaign without budget: %s", diff)
	}
}

// The ways to answer a greeting have what they are made of.
func TestWelcomeActions(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	for name, test := range map[string]struct {
		welcome string
		taken   bool
	}{
		"autofill":       {`{"type":"VISUAL_EDITOR","media_type":"text","text_format":{"customer_action_type":"autofill_message","message":{"text":"a","autofill_message":{"content":"b"}}}}`, true},
		"empty autofill": {`{"type":"VISUAL_EDITOR","media_type":"text","text_format":{"customer_action_type":"autofill_message","message":{"text":"a"}}}`, false},
		"flow": {`{"type":"VISUAL_EDITOR","landing_screen_type":"ctwa_flows","media_type":"text","text_format":{"customer_action_type":"whatsapp_flow",
			"message":{"text":"a","automated_greeting_message_cta":{"type":"flow","flow_data":{"flow_id":"1","call_to_action":"b"}}}}}`, true},
		"flow on no screen": {`{"type":"VISUAL_EDITOR","media_type":"text","text_format":{"customer_action_type":"whatsapp_flow",
			"message":{"text":"a","automated_greeting_message_cta":{"type":"flow","flow_data":{"flow_id":"1","call_to_action":"b"}}}}}`, false},
		"subscription without card": {`{"type":"VISUAL_EDITOR","landing_screen_type":"marketing_messages","media_type":"image","image_format":{"customer_action_type":"buttons",
			"message":{"text":"a"}}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			body := change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.page_welcome_message": test.welcome, "execution_options": []any{"validate_only"}})
			if a := c.post(c.s.AdAccountID+"/adcreatives", body); (a.status == http.StatusOK) != test.taken {
				t.Errorf("%d %s", a.status, a.raw)
			}
		})
	}
}
