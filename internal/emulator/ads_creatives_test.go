package emulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The kinds of creatives that the guides show are taken, and their ads, too.
func TestKindsOfCreatives(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	video := c.make("advideos", `{"file_url":"https://a.example/film.mp4"}`)
	button := `"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP"}}`
	card := `{"link":"https://api.whatsapp.com/send","name":"n","image_hash":"HASH",` + button + `}`
	tests := map[string]struct{ body, kind string }{
		"carousel":      {`{"object_story_spec":{"page_id":"PAGE","link_data":{"message":"m","link":"https://api.whatsapp.com/send","child_attachments":[` + card + `,` + card + `]}}}`, "SHARE"},
		"photo":         {`{"object_story_spec":{"page_id":"PAGE","photo_data":{"image_hash":"HASH","caption":"c",` + button + `}}}`, "PHOTO"},
		"video":         {`{"object_story_spec":{"page_id":"PAGE","video_data":{"video_id":"` + video + `","image_url":"https://a.example/t.jpg","title":"t",` + button + `}}}`, "VIDEO"},
		"existing post": {`{"object_story_id":"` + c.s.PageID + `_77",` + button + `}`, "SHARE"},
		"Instagram":     {`{"source_instagram_media_id":"1","instagram_user_id":"2","object_id":"` + c.s.PageID + `",` + button + `}`, "SHARE"},
		"catalogue":     {`{"product_set_id":"5","object_story_spec":{"page_id":"PAGE","template_data":{"message":"m","name":"{{product.name}}","link":"https://a.example/",` + button + `}}}`, "SHARE"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			sub := story{hash: s.hash, set: s.set}
			sub.creative = c.make("adcreatives", c.fill(test.body, sub))
			if got := c.get(sub.creative, "fields", "object_type")["object_type"]; got != test.kind {
				t.Errorf("object_type %v", got)
			}
			c.make("ads", c.fill(adBody, sub))
		})
	}
	t.Run("message extension", func(t *testing.T) {
		inline := change(t, c.fill(creativeBody, s), set{"asset_feed_spec": set{"message_extensions": []any{set{"type": "whatsapp"}}}})
		c.make("ads", `{"name":"n","status":"PAUSED","adset_id":"`+s.set+`","creative":`+inline+`}`)
	})
	t.Run("call prompt", func(t *testing.T) {
		prompt := `{"type":"VISUAL_EDITOR","landing_screen_type":"ctwa_call_prompt","media_type":"text","text_format":{"message":{"text":"a"}}}`
		sub := s
		sub.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.page_welcome_message": prompt}))
		c.make("ads", c.fill(adBody, sub))
		sub.campaign = c.make("campaigns", change(t, campaignBody, set{"objective": "OUTCOME_TRAFFIC"}))
		sub.set = c.make("adsets", c.fill(adSetBody, sub))
		if diff := cmp.Diff(refused{100, 0, "creative"}, refusedBy(c.post(c.s.AdAccountID+"/ads", c.fill(adBody, sub)))); diff != "" {
			t.Error(diff)
		}
	})
}

// A sequence that an ad refers to greets who clicks on it, and cannot be deleted while it runs.
func TestSequenceOfAnAd(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	edge := c.s.WABAID + "/welcome_message_sequences"
	made := c.posted(edge, `{"name":"hello","welcome_message_sequence":{"text":"Ciao dalla sequenza","autofill_message":{"content":"Salve"},"ice_breakers":[]}}`)
	sequence, _ := made["sequence_id"].(string)
	s.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.page_welcome_message": nil,
		"asset_feed_spec": set{"additional_data": set{"partner_app_welcome_message_flow_id": sequence}}}))
	c.posted(s.ad, `{"creative":{"creative_id":"`+s.creative+`"}}`)
	if got := dig(c.get(edge), "data", 0, "is_used_in_ad"); got != true {
		t.Errorf("is_used_in_ad: %v", got)
	}
	c.activate(s)
	c.e.Clock().Advance(adReviewTime)
	if a := c.call(http.MethodDelete, edge, "sequence_id", sequence); refusedBy(a).Subcode != 4027012 {
		t.Errorf("deleted a sequence of a running ad: %s", a.raw)
	}
	c.e.mu.Lock()
	click, err := c.e.adForClick(s.ad)
	c.e.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"text": "Ciao dalla sequenza", "phone": phoneDigits(pageNumber), "page": c.s.PageID, "headline": "Caffè", "media": "image"}
	got := map[string]string{"text": click.WelcomeText, "phone": phoneDigits(click.Phone), "page": click.PageID, "headline": click.Headline, "media": click.MediaType}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	c.ok(http.MethodDelete, s.ad)
	c.ok(http.MethodDelete, edge, "sequence_id", sequence)
}

func TestNoWhatsAppChat(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	s.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"destination_type": "MESSENGER", "promoted_object": set{"page_id": c.s.PageID}}))
	s.creative = c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.link_data.page_welcome_message": nil,
		"object_story_spec.link_data.call_to_action": set{"type": "MESSAGE_PAGE", "value": set{"app_destination": "MESSENGER"}}}))
	s.ad = c.make("ads", c.fill(adBody, s))
	c.activate(s)
	c.e.Clock().Advance(adReviewTime)
	for _, id := range []string{s.ad, "1"} {
		if err := c.e.Person("393290000001", "Anna").ClickAd(id); err == nil {
			t.Errorf("a click on %s opened a WhatsApp chat", id)
		}
	}
}

func TestBulkAndSmallEdges(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	account := c.s.AdAccountID
	twin, _ := c.posted(s.set+"/copies", `{"deep_copy":true}`)["copied_adset_id"].(string)
	if n := len(c.get(twin + "/ads")["data"].([]any)); n != 1 {
		t.Errorf("%d ads in a copied ad set", n)
	}
	if a := c.post(s.set+"/copies", `{"campaign_id":"1"}`); a.code() != 100 {
		t.Errorf("copied into no campaign: %s", a.raw)
	}
	c.posted(s.creative, `{"name":"renamed"}`)
	c.ok(http.MethodDelete, s.creative)
	if got := c.get(s.creative, "fields", "name,status"); got["name"] != "renamed" || got["status"] != "DELETED" {
		t.Errorf("deleted creative: %v", got)
	}
	for i := range 3 {
		c.make("campaigns", change(t, campaignBody, set{"name": fmt.Sprint("c", i)}))
	}
	gone := c.ok(http.MethodDelete, account+"/campaigns", "delete_strategy", "DELETE_OLDEST", "object_count", "2").body
	if ids, _ := gone["deleted_object_ids"].([]any); len(ids) != 2 || ids[0] != s.campaign {
		t.Errorf("deleted in bulk: %v", gone)
	}
	if n := len(c.get(account + "/campaigns")["data"].([]any)); n != 2 {
		t.Errorf("%d campaigns left", n)
	}
}
