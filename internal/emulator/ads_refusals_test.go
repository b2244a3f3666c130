package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// change is a body with some of its keys set, or (nil) taken out. Keys are paths: targeting.age_min.
func change(t *testing.T, body string, changes map[string]any) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	for path, value := range changes {
		at := v
		keys := strings.Split(path, ".")
		for _, k := range keys[:len(keys)-1] {
			next, ok := at[k].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[k] = next
			}
			at = next
		}
		if at[keys[len(keys)-1]] = value; value == nil {
			delete(at, keys[len(keys)-1])
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// refused is what matters of a refusal.
type refused struct {
	Code, Subcode int
	Blamed        string // first path, joined by dots
}

func refusedBy(a answer) refused {
	sub, _ := dig(a.body, "error", "error_subcode").(float64)
	r := refused{Code: a.code(), Subcode: int(sub)}
	path, _ := dig(a.body, "error", "error_data", "blame_field_specs", 0).([]any)
	words := make([]string, 0, len(path))
	for _, p := range path {
		s, _ := p.(string)
		words = append(words, s)
	}
	r.Blamed = strings.Join(words, ".")
	return r
}

type set = map[string]any

// refusals runs a table on one edge: each body is the good one with a change, and must be refused with nothing made.
func refusals(t *testing.T, c *adsClient, edge, body string, s story, tests map[string]struct {
	changes set
	want    refused
}) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			sub := &adsClient{c.as(t), c.s}
			path := c.s.AdAccountID + "/" + edge
			changed := change(t, c.fill(body, s), test.changes)
			for _, b := range []string{changed, change(t, changed, set{"execution_options": []any{"validate_only"}})} {
				a := sub.post(path, b)
				if a.status == http.StatusOK {
					t.Fatalf("was not refused: %s", a.raw)
				}
				if diff := cmp.Diff(test.want, refusedBy(a)); diff != "" {
					t.Errorf("%s\n%s", diff, a.raw)
				}
			}
		})
	}
	a := c.post(c.s.AdAccountID+"/"+edge, change(t, c.fill(body, s), set{"execution_options": []any{"validate_only"}}))
	if diff := cmp.Diff(map[string]any{"success": true}, a.body); diff != "" {
		t.Errorf("validate_only of the good body: %s", diff)
	}
}

func TestCampaignRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	refusals(t, c, "campaigns", campaignBody, story{}, map[string]struct {
		changes set
		want    refused
	}{
		"no name":              {set{"name": nil}, refused{100, 0, "name"}},
		"no objective":         {set{"objective": nil}, refused{100, 0, "objective"}},
		"unknown objective":    {set{"objective": "OUTCOME_FUN"}, refused{100, 0, "objective"}},
		"legacy objective":     {set{"objective": "MESSAGES"}, refused{100, 0, "objective"}},
		"no categories":        {set{"special_ad_categories": nil}, refused{100, 0, "special_ad_categories"}},
		"unknown category":     {set{"special_ad_categories": []any{"FUN"}}, refused{100, 0, "special_ad_categories.0"}},
		"politics":             {set{"special_ad_categories": []any{"ISSUES_ELECTIONS_POLITICS"}}, refused{100, 2708008, "special_ad_categories"}},
		"no sharing flag":      {set{"is_adset_budget_sharing_enabled": nil}, refused{100, 4834011, "is_adset_budget_sharing_enabled"}},
		"budget too low":       {set{"daily_budget": 99}, refused{100, 1885272, "daily_budget"}},
		"budget is no number":  {set{"daily_budget": "ten"}, refused{100, 0, "daily_budget"}},
		"two budgets":          {set{"daily_budget": 1000, "lifetime_budget": 1000}, refused{100, 0, "daily_budget"}},
		"strategy, no budget":  {set{"bid_strategy": "COST_CAP"}, refused{100, 0, "bid_strategy"}},
		"spending limit":       {set{"spend_cap": 9999}, refused{100, 2446307, "spend_cap"}},
		"stopped already":      {set{"stop_time": "2026-11-30T08:00:00+0100"}, refused{100, 1487033, "stop_time"}},
		"born archived":        {set{"status": "ARCHIVED"}, refused{100, 0, "status"}},
		"date_format":          {set{"date_format": "U"}, refused{100, 0, ""}},
		"unknown buying type":  {set{"buying_type": "BARTER"}, refused{100, 0, "buying_type"}},
		"sharing and a budget": {set{"daily_budget": 1000, "is_adset_budget_sharing_enabled": true}, refused{100, 0, "is_adset_budget_sharing_enabled"}},
	})
	if n := len(c.get(c.s.AdAccountID + "/campaigns")["data"].([]any)); n != 0 {
		t.Errorf("%d campaigns were made", n)
	}
}

func TestAdSetRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := story{campaign: c.make("campaigns", campaignBody)}
	refusals(t, c, "adsets", adSetBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"no campaign":               {set{"campaign_id": nil}, refused{100, 0, "campaign_id"}},
		"unknown campaign":          {set{"campaign_id": "1"}, refused{100, 0, "campaign_id"}},
		"no name":                   {set{"name": nil}, refused{100, 0, "name"}},
		"no goal":                   {set{"optimization_goal": nil}, refused{100, 0, "optimization_goal"}},
		"no billing event":          {set{"billing_event": nil}, refused{100, 0, "billing_event"}},
		"billing event of no use":   {set{"billing_event": "LINK_CLICKS"}, refused{100, 0, "billing_event"}},
		"unknown goal":              {set{"optimization_goal": "FUN"}, refused{100, 0, "optimization_goal"}},
		"goal of another objective": {set{"optimization_goal": "REACH"}, refused{100, 2490408, "optimization_goal"}},
		"unknown destination":       {set{"destination_type": "MOON"}, refused{100, 0, "destination_type"}},
		"destination of another":    {set{"destination_type": "ON_AD"}, refused{100, 2446509, "destination_type"}},
		"no budget":                 {set{"daily_budget": nil}, refused{100, 0, "daily_budget"}},
		"budget too low":            {set{"daily_budget": 50}, refused{100, 1885272, "daily_budget"}},
		"lifetime budget too low": {set{"daily_budget": nil, "lifetime_budget": 500, "end_time": "2026-12-20T08:00:00+0100"},
			refused{100, 1885272, "lifetime_budget"}},
		"lifetime without end":  {set{"daily_budget": nil, "lifetime_budget": 50000}, refused{100, 0, "end_time"}},
		"ended already":         {set{"end_time": "2026-11-30T08:00:00+0100"}, refused{100, 1487033, "end_time"}},
		"ends before it starts": {set{"start_time": "2026-12-20T08:00:00+0100", "end_time": "2026-12-19T08:00:00+0100"}, refused{100, 1487033, "end_time"}},
		"bid cap without bid":   {set{"bid_strategy": "LOWEST_COST_WITH_BID_CAP"}, refused{100, 1815857, "bid_amount"}},
		"cost cap without bid":  {set{"bid_strategy": "COST_CAP"}, refused{100, 1815857, "bid_amount"}},
		"roas without floor":    {set{"bid_strategy": "LOWEST_COST_WITH_MIN_ROAS"}, refused{100, 1815857, "bid_constraints"}},
		"no page":               {set{"promoted_object": set{"whatsapp_phone_number": pageNumber}}, refused{100, 0, "promoted_object.page_id"}},
		"unknown page":          {set{"promoted_object.page_id": "1"}, refused{100, 0, "promoted_object.page_id"}},
		"another number":        {set{"promoted_object.whatsapp_phone_number": "+390000000"}, refused{100, 1487246, "promoted_object.whatsapp_phone_number"}},
		"page and app":          {set{"promoted_object.application_id": "1"}, refused{100, 1487929, "promoted_object"}},
		"no place":              {set{"targeting.geo_locations": nil}, refused{100, 0, "targeting.geo_locations"}},
		"no country code":       {set{"targeting.geo_locations.countries": []any{"Italy"}}, refused{100, 0, "targeting.geo_locations.countries"}},
		"no such country":       {set{"targeting.geo_locations.countries": []any{"UK"}}, refused{100, 0, "targeting.geo_locations.countries"}},
		"city without key":      {set{"targeting.geo_locations.cities": []any{set{"radius": 10}}}, refused{100, 0, "targeting.geo_locations.cities"}},
		"threads alone": {set{"targeting.publisher_platforms": []any{"threads"}, "targeting.threads_positions": []any{"threads_stream"}},
			refused{100, 0, "targeting.threads_positions"}},
		"no beneficiary": {set{"dsa_beneficiary": nil}, refused{100, 3858152, "dsa_beneficiary"}},
		"no payer":       {set{"dsa_payor": ""}, refused{100, 3858152, "dsa_payor"}},
		"no payer in a city": {set{"dsa_payor": nil, "targeting.geo_locations": set{"cities": []any{set{"key": "2420605", "country": "FR"}}}},
			refused{100, 3858152, "dsa_payor"}},
		"ages the wrong way":   {set{"targeting.age_min": 40, "targeting.age_max": 30}, refused{100, 0, "targeting.age_min"}},
		"no advantage flag":    {set{"targeting.age_min": 30, "targeting.targeting_automation": nil}, refused{100, 1870227, "targeting.targeting_automation.advantage_audience"}},
		"advantage with limit": {set{"targeting.age_max": 50, "targeting.targeting_automation.advantage_audience": 1}, refused{100, 1870189, "targeting.age_max"}},
		"placement gone in 26": {set{"targeting.publisher_platforms": []any{"instagram"}, "targeting.instagram_positions": []any{"explore"}},
			refused{100, 0, "targeting.instagram_positions"}},
		"placement gone in 24": {set{"targeting.facebook_positions": []any{"video_feeds"}}, refused{100, 0, "targeting.facebook_positions"}},
		"marketplace alone":    {set{"targeting.facebook_positions": []any{"marketplace"}}, refused{100, 0, "targeting.facebook_positions"}},
		"status without story": {set{"targeting.whatsapp_positions": []any{"status"}, "targeting.instagram_positions": []any{"stream"}},
			refused{100, 0, "targeting.whatsapp_positions"}},
		"audience network alone": {set{"targeting.publisher_platforms": []any{"audience_network"}}, refused{100, 0, "targeting.publisher_platforms"}},
		"day parts, daily":       {set{"pacing_type": []any{"day_parting"}, "adset_schedule": []any{set{"start_minute": 480, "end_minute": 720, "days": []any{1}}}}, refused{100, 0, "adset_schedule"}},
	})

	t.Run("25.0 has explore", func(t *testing.T) {
		old := &adsClient{c.as(t), c.s}
		old.version = "v25.0"
		old.posted(c.s.AdAccountID+"/adsets", change(t, c.fill(adSetBody, s), set{"execution_options": []any{"validate_only"},
			"targeting.publisher_platforms": []any{"instagram"}, "targeting.instagram_positions": []any{"stream", "explore"}}))
	})
	t.Run("budget on both levels", func(t *testing.T) {
		rich := story{campaign: c.make("campaigns", change(t, campaignBody, set{"daily_budget": 2000}))}
		want := refused{100, 1885621, "daily_budget"}
		if diff := cmp.Diff(want, refusedBy(c.post(c.s.AdAccountID+"/adsets", c.fill(adSetBody, rich)))); diff != "" {
			t.Error(diff)
		}
		c.make("adsets", change(t, c.fill(adSetBody, rich), set{"daily_budget": nil, "bid_strategy": nil}))
	})
	t.Run("disclosure by the account", func(t *testing.T) {
		c.posted(c.s.AdAccountID, `{"default_dsa_beneficiary":"ACME","default_dsa_payor":"ACME"}`)
		c.make("adsets", change(t, c.fill(adSetBody, s), set{"dsa_beneficiary": nil, "dsa_payor": nil}))
	})
	t.Run("no number linked", func(t *testing.T) {
		c.link("")
		want := refused{100, 1487246, "promoted_object.whatsapp_phone_number"}
		if diff := cmp.Diff(want, refusedBy(c.post(c.s.AdAccountID+"/adsets", c.fill(adSetBody, s)))); diff != "" {
			t.Error(diff)
		}
		c.link(pageNumber)
	})
	t.Run("no task", func(t *testing.T) {
		if err := c.e.Change(c.s.PageID, set{"tasks": []any{"ANALYZE"}}); err != nil {
			t.Fatal(err)
		}
		want := refused{200, 0, "promoted_object.page_id"}
		if diff := cmp.Diff(want, refusedBy(c.post(c.s.AdAccountID+"/adsets", c.fill(adSetBody, s)))); diff != "" {
			t.Error(diff)
		}
	})
}

// Every objective takes, with every messaging destination, the goals that the guides list, and no other.
func TestMessagingMatrix(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	accepted := map[string]string{
		"OUTCOME_ENGAGEMENT WHATSAPP":                  "CONVERSATIONS LINK_CLICKS",
		"OUTCOME_ENGAGEMENT MESSENGER":                 "CONVERSATIONS LINK_CLICKS IMPRESSIONS LEAD_GENERATION",
		"OUTCOME_SALES WHATSAPP":                       "CONVERSATIONS LINK_CLICKS IMPRESSIONS REACH",
		"OUTCOME_TRAFFIC WHATSAPP":                     "CONVERSATIONS LANDING_PAGE_VIEWS LINK_CLICKS IMPRESSIONS REACH POST_ENGAGEMENT",
		"OUTCOME_LEADS WHATSAPP":                       "CONVERSATIONS",
		"OUTCOME_AWARENESS WHATSAPP":                   "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"OUTCOME_APP_PROMOTION WHATSAPP":               "",
		"OUTCOME_LEADS INSTAGRAM_DIRECT":               "",
		"OUTCOME_SALES MESSAGING_MESSENGER_WHATSAPP":   "CONVERSATIONS",
		"OUTCOME_TRAFFIC MESSAGING_MESSENGER_WHATSAPP": "CONVERSATIONS",
	}
	goals := strings.Fields("CONVERSATIONS LINK_CLICKS IMPRESSIONS REACH LANDING_PAGE_VIEWS POST_ENGAGEMENT THRUPLAY AD_RECALL_LIFT LEAD_GENERATION PAGE_LIKES")
	for pair, want := range accepted {
		t.Run(pair, func(t *testing.T) {
			c.e.Clock().Advance(time.Minute) // writes are limited a second
			objective, destination, _ := strings.Cut(pair, " ")
			s := story{campaign: c.make("campaigns", change(t, campaignBody, set{"objective": objective}))}
			for _, goal := range goals {
				a := c.post(c.s.AdAccountID+"/adsets", change(t, c.fill(adSetBody, s), set{"optimization_goal": goal,
					"destination_type": destination, "execution_options": []any{"validate_only"}}))
				subcode := 2490408
				if want == "" {
					subcode = 2446509
				}
				if known := strings.Contains(" "+want+" ", " "+goal+" "); known != (a.status == http.StatusOK) ||
					!known && refusedBy(a).Subcode != subcode {
					t.Errorf("%s: %d %s", goal, a.status, a.raw)
				}
			}
		})
	}
}

const feedBody = `{"object_story_spec":{"page_id":"PAGE","link_data":{"message":"m","name":"n","image_hash":"HASH","link":"https://fb.com/messenger_doc/"}},
	"asset_feed_spec":{"optimization_type":"DOF_MESSAGING_DESTINATION","call_to_actions":[
	{"type":"MESSAGE_PAGE","value":{"app_destination":"MESSENGER","link":"https://fb.com/messenger_doc/"}},
	{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","link":"https://api.whatsapp.com/send"}}]}}`

func TestCreativeRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := story{hash: c.image()}
	link := "object_story_spec.link_data"
	only := func(kind string, data set) set {
		return set{link: nil, "object_story_spec." + kind: data}
	}
	button := set{"type": "WHATSAPP_MESSAGE", "value": set{"app_destination": "WHATSAPP"}}
	welcome := func(w string) set { return set{link + ".page_welcome_message": w} }
	refusals(t, c, "adcreatives", creativeBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"nothing":            {set{"object_story_spec": nil}, refused{100, 0, "object_story_spec"}},
		"no page":            {set{"object_story_spec.page_id": nil}, refused{100, 0, "object_story_spec.page_id"}},
		"unknown page":       {set{"object_story_spec.page_id": "1"}, refused{100, 0, "object_story_spec.page_id"}},
		"no story":           {set{link: nil}, refused{100, 1815166, "object_story_spec"}},
		"two stories":        {set{"object_story_spec.text_data": set{"message": "m"}}, refused{100, 1815166, "object_story_spec.text_data"}},
		"unknown image":      {set{link + ".image_hash": "0123"}, refused{100, 0, link + ".image_hash"}},
		"no link":            {set{link + ".link": nil}, refused{100, 1815166, link + ".link"}},
		"link with a space":  {set{link + ".link": "https://a.example/caffè e tè"}, refused{100, 1815166, link + ".link"}},
		"unknown button":     {set{link + ".call_to_action.type": "PUSH_ME"}, refused{100, 1373054, link + ".call_to_action.type"}},
		"welcome as object":  {set{link + ".page_welcome_message": set{"type": "VISUAL_EDITOR"}}, refused{100, 0, "page_welcome_message"}},
		"welcome no JSON":    {welcome("Ciao"), refused{100, 0, link + ".page_welcome_message"}},
		"welcome other type": {welcome(`{"type":"OTHER","text_format":{}}`), refused{100, 0, link + ".page_welcome_message"}},
		"welcome no format":  {welcome(`{"type":"VISUAL_EDITOR","media_type":"text"}`), refused{100, 0, link + ".page_welcome_message"}},
		"welcome too long": {welcome(`{"type":"VISUAL_EDITOR","media_type":"text","text_format":{"message":{"text":"` + strings.Repeat("à", 301) + `"}}}`),
			refused{100, 0, link + ".page_welcome_message"}},
		"ice breaker too long": {welcome(`{"type":"VISUAL_EDITOR","media_type":"text","text_format":{"message":{"text":"a","ice_breakers":[{"title":"` + strings.Repeat("a", 81) + `"}]}}}`),
			refused{100, 0, link + ".page_welcome_message"}},
		"one card":         {set{link + ".child_attachments": []any{set{"link": "https://a.example"}}}, refused{100, 1815166, link + ".child_attachments"}},
		"unknown video":    {only("video_data", set{"video_id": "1", "image_hash": s.hash}), refused{100, 0, "object_story_spec.video_data.video_id"}},
		"empty photo":      {only("photo_data", set{"caption": "c", "call_to_action": button}), refused{100, 1815166, "object_story_spec.photo_data.image_hash"}},
		"bad post":         {set{"object_story_spec": nil, "object_story_id": "12"}, refused{100, 1885557, "object_story_id"}},
		"extensions":       {set{"asset_feed_spec": set{"message_extensions": []any{set{"type": "whatsapp"}}}}, refused{3, 0, "asset_feed_spec.message_extensions"}},
		"no enroll_status": {set{"degrees_of_freedom_spec.creative_features_spec.standard_enhancements": set{}}, refused{100, 3858082, "degrees_of_freedom_spec.creative_features_spec.standard_enhancements.enroll_status"}},
		"two identities":   {set{"instagram_actor_id": "1", "instagram_user_id": "2"}, refused{100, 2446149, "instagram_actor_id"}},
		"unknown flow":     {set{"asset_feed_spec": set{"additional_data": set{"partner_app_welcome_message_flow_id": "1"}}}, refused{100, 0, "asset_feed_spec.additional_data.partner_app_welcome_message_flow_id"}},
	})
	t.Run("video without thumbnail", func(t *testing.T) {
		video := c.make("advideos", `{"file_url":"https://a.example/film.mp4"}`)
		body := change(t, c.fill(creativeBody, s), only("video_data", set{"video_id": video, "call_to_action": button}))
		want := refused{100, 1443226, "object_story_spec.video_data.image_hash"}
		if diff := cmp.Diff(want, refusedBy(c.post(c.s.AdAccountID+"/adcreatives", body))); diff != "" {
			t.Error(diff)
		}
		c.make("adcreatives", change(t, body, set{"object_story_spec.video_data.image_hash": s.hash}))
	})
	refusals(t, c, "adcreatives", feedBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"one destination": {set{"asset_feed_spec.call_to_actions": []any{button}}, refused{100, 0, "asset_feed_spec.call_to_actions"}},
		"twice the same":  {set{"asset_feed_spec.call_to_actions": []any{button, button}}, refused{100, 1815629, "asset_feed_spec.call_to_actions"}},
	})
}

func TestAdRefusals(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	refusals(t, c, "ads", adBody, s, map[string]struct {
		changes set
		want    refused
	}{
		"no ad set":            {set{"adset_id": nil}, refused{100, 0, "adset_id"}},
		"unknown ad set":       {set{"adset_id": "1"}, refused{100, 0, "adset_id"}},
		"no creative":          {set{"creative": nil}, refused{100, 0, "creative"}},
		"unknown creative":     {set{"creative": set{"creative_id": "1"}}, refused{100, 0, "creative.creative_id"}},
		"bad inline creative":  {set{"creative": set{"object_story_spec": set{"page_id": "1", "text_data": set{"message": "m"}}}}, refused{100, 0, "creative.object_story_spec.page_id"}},
		"no name":              {set{"name": nil}, refused{100, 0, "name"}},
		"button leads nowhere": {set{"creative": set{"object_story_spec": set{"page_id": c.s.PageID, "text_data": set{"message": "m"}}}}, refused{100, 0, "creative.call_to_action"}},
	})
	t.Run("another page", func(t *testing.T) {
		page := c.secondPage()
		creative := c.make("adcreatives", change(t, c.fill(creativeBody, s), set{"object_story_spec.page_id": page}))
		body := change(t, c.fill(adBody, s), set{"creative": set{"creative_id": creative}})
		if diff := cmp.Diff(refused{100, 1885029, "creative"}, refusedBy(c.post(c.s.AdAccountID+"/ads", body))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("several destinations", func(t *testing.T) {
		many := s
		many.set = c.make("adsets", change(t, c.fill(adSetBody, s), set{"destination_type": "MESSAGING_MESSENGER_WHATSAPP"}))
		if diff := cmp.Diff(refused{100, 0, "creative.call_to_action"}, refusedBy(c.post(c.s.AdAccountID+"/ads", c.fill(adBody, many)))); diff != "" {
			t.Error(diff)
		}
		many.creative = c.make("adcreatives", c.fill(feedBody, s))
		c.make("ads", c.fill(adBody, many))
	})
	t.Run("deleted ad set", func(t *testing.T) {
		c.ok("DELETE", s.set)
		if diff := cmp.Diff(refused{100, 1487056, "adset_id"}, refusedBy(c.post(c.s.AdAccountID+"/ads", c.fill(adBody, s)))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAdsPermission(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	c.ok("DELETE", "me/permissions", "permission", "ads_management")
	c.get(s.ad, "fields", "name")
	for path, body := range map[string]string{c.s.AdAccountID + "/campaigns": campaignBody, s.ad: `{"status":"ACTIVE"}`} {
		if a := c.post(path, body); a.code() != 200 && a.code() != 10 {
			t.Errorf("POST %s without ads_management: %d %s", path, a.status, a.raw)
		}
	}
}

// secondPage makes a Page that the user may advertise for, too.
func (c *client) secondPage() string {
	c.e.mu.Lock()
	defer c.e.mu.Unlock()
	first := c.e.store.objects[c.e.seed.PageID]
	return (&Call{e: c.e}).Make("Page", maps.Clone(first.Values)).ID
}
