package emulator

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// adsClient is a client of an emulator whose Page has a WhatsApp number.
type adsClient struct {
	*client
	s Seed
}

const pageNumber = "+393331234567"

func newAdsClient(t *testing.T) *adsClient {
	t.Helper()
	c := newClient(t, Config{Start: start})
	c.link(pageNumber)
	return &adsClient{c, c.e.Seed()}
}

// link gives the seeded Page a number, or takes it away.
func (c *client) link(number string) {
	c.e.mu.Lock()
	defer c.e.mu.Unlock()
	page := c.e.store.objects[c.e.seed.PageID]
	page.Values["has_whatsapp_number"], page.Values["has_whatsapp_business_number"] = number != "", number != ""
	page.Values["whatsapp_number"] = number
}

// post sends a JSON body, as the guides of the Marketing API do.
func (c *adsClient) post(path, body string) answer {
	c.Helper()
	return c.send("POST", path, "application/json", strings.NewReader(body))
}

func (c *adsClient) posted(path, body string) map[string]any {
	c.Helper()
	a := c.post(path, body)
	if a.status != http.StatusOK {
		c.Fatalf("POST %s: %d %s", path, a.status, a.raw)
	}
	return a.body
}

func (c *adsClient) get(path string, params ...string) map[string]any {
	c.Helper()
	return c.ok("GET", path, params...).body
}

func (c *adsClient) make(edge, body string) string {
	c.Helper()
	id, _ := c.posted(c.s.AdAccountID+"/"+edge, body)["id"].(string)
	if id == "" {
		c.Fatalf("%s: no id", edge)
	}
	return id
}

func pngImage(t *testing.T, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a picture as a multipart file.
func (c *adsClient) upload(field, name string, content []byte) answer {
	c.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	file, err := w.CreateFormFile(field, name)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := file.Write(content); err != nil {
		c.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.Fatal(err)
	}
	return c.send("POST", c.s.AdAccountID+"/adimages", w.FormDataContentType(), &b)
}

func (c *adsClient) image() string {
	c.Helper()
	a := c.upload("filename", "a.png", pngImage(c.T, 600))
	hash, _ := dig(a.body, "images", "a.png", "hash").(string)
	if hash == "" {
		c.Fatal(a.raw)
	}
	return hash
}

// dig follows keys and indexes into decoded JSON.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

const (
	campaignBody = `{"name":"CTWA","objective":"OUTCOME_ENGAGEMENT","status":"PAUSED","special_ad_categories":[],"buying_type":"AUCTION","is_adset_budget_sharing_enabled":false}`
	adSetBody    = `{"name":"IT","campaign_id":"CAMPAIGN","status":"PAUSED","destination_type":"WHATSAPP",
		"promoted_object":{"page_id":"PAGE","whatsapp_phone_number":"+393331234567"},"optimization_goal":"CONVERSATIONS",
		"billing_event":"IMPRESSIONS","bid_strategy":"LOWEST_COST_WITHOUT_CAP","daily_budget":1000,"start_time":"2026-12-01T08:00:00+0100",
		"targeting":{"geo_locations":{"countries":["IT"]},"age_min":18,"targeting_automation":{"advantage_audience":0}},
		"dsa_beneficiary":"ACME","dsa_payor":"ACME"}`
	creativeBody = `{"name":"cr1","object_story_spec":{"page_id":"PAGE","link_data":{"message":"Vieni a trovarci","name":"Caffè","description":"d",
		"image_hash":"HASH","link":"https://api.whatsapp.com/send","page_welcome_message":"{\"type\":\"VISUAL_EDITOR\",\"version\":2,\"landing_screen_type\":\"welcome_message\",\"media_type\":\"text\",\"text_format\":{\"customer_action_type\":\"ice_breakers\",\"message\":{\"text\":\"Ciao!\",\"ice_breakers\":[{\"title\":\"Prezzi?\",\"response\":\"Da 2 euro\"}]}}}",
		"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP"}}}},
		"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_OUT"}}}}`
	adBody = `{"name":"ad1","creative":{"creative_id":"CREATIVE"},"adset_id":"ADSET","status":"PAUSED"}`
)

// story are the objects of a whole ad.
type story struct{ campaign, set, creative, ad, hash string }

// fill puts ids into a body.
func (c *adsClient) fill(body string, s story) string {
	return strings.NewReplacer("CAMPAIGN", s.campaign, "ADSET", s.set, "CREATIVE", s.creative, `"PAGE"`, `"`+c.s.PageID+`"`, "HASH", s.hash).Replace(body)
}

func (c *adsClient) story() story {
	c.Helper()
	var s story
	s.hash = c.image()
	s.campaign = c.make("campaigns", campaignBody)
	s.set = c.make("adsets", c.fill(adSetBody, s))
	s.creative = c.make("adcreatives", c.fill(creativeBody, s))
	s.ad = c.make("ads", c.fill(adBody, s))
	return s
}

func (c *adsClient) activate(s story) {
	c.Helper()
	for _, id := range []string{s.campaign, s.set, s.ad} {
		c.posted(id, `{"status":"ACTIVE"}`)
	}
}

func (c *adsClient) status(id string) string {
	c.Helper()
	s, _ := c.get(id, "fields", "effective_status")["effective_status"].(string)
	return s
}

func TestAdStory(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	if got := c.status(s.ad); got != "PAUSED" {
		t.Errorf("new ad is %s", got)
	}
	c.posted(s.ad, `{"status":"ACTIVE"}`)
	if got := c.status(s.ad); got != "CAMPAIGN_PAUSED" {
		t.Errorf("ad of a paused campaign is %s", got)
	}
	c.posted(s.campaign, `{"status":"ACTIVE"}`)
	if got := c.status(s.ad); got != "ADSET_PAUSED" {
		t.Errorf("ad of a paused ad set is %s", got)
	}
	c.posted(s.set, `{"status":"ACTIVE"}`)
	if got := c.status(s.ad); got != "PENDING_REVIEW" {
		t.Errorf("ad before its review is %s", got)
	}
	if err := c.e.Person("393290000001", "Anna").ClickAd(s.ad); err == nil {
		t.Error("an ad under review was clicked")
	}
	c.e.Clock().Advance(10 * time.Minute)
	if got := c.status(s.ad); got != "ACTIVE" {
		t.Errorf("ad after its review is %s", got)
	}
	set := c.get(s.set, "fields", "name,daily_budget,bid_strategy,start_time,campaign{name,objective},targeting{age_min},promoted_object,effective_status")
	want := map[string]any{"id": s.set, "name": "IT", "daily_budget": "1000", "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
		"start_time": "2026-12-01T10:00:00+0100", "campaign": map[string]any{"id": s.campaign, "name": "CTWA", "objective": "OUTCOME_ENGAGEMENT"},
		"targeting": map[string]any{"age_min": 18.0}, "effective_status": "ACTIVE",
		"promoted_object": map[string]any{"page_id": c.s.PageID, "whatsapp_phone_number": "+393331234567"}}
	if diff := cmp.Diff(want, set); diff != "" {
		t.Error(diff)
	}
	c.e.Clock().Advance(48 * time.Hour)
	rows := c.get(s.ad+"/insights", "date_preset", "maximum", "fields", "impressions,spend,ctr,clicks")
	if spend := dig(rows, "data", 0, "spend"); spend != "20.03" { // 48 hours and the 5 minutes after the review
		t.Errorf("spend of two days: %v", rows)
	}
}
