package emulator

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestImages(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	content := pngImage(t, 64)
	images := c.s.AdAccountID + "/adimages"
	first := dig(c.upload("source", "shop.png", content).body, "images", "shop.png")
	hash, _ := dig(first, "hash").(string)
	if len(hash) != 32 || dig(first, "width") != 64.0 || dig(first, "url") == nil {
		t.Fatalf("upload: %v", first)
	}
	second := c.posted(images, `{"bytes":"`+base64.StdEncoding.EncodeToString(content)+`"}`)
	if dig(second, "images", "bytes", "hash") != hash {
		t.Errorf("the same content has another hash: %v", second)
	}
	other, _ := dig(c.upload("file2", "other.png", pngImage(t, 65)).body, "images", "other.png", "hash").(string)
	account := strings.TrimPrefix(c.s.AdAccountID, "act_")
	want := []any{map[string]any{"id": account + ":" + hash, "hash": hash}, map[string]any{"id": account + ":" + other, "hash": other}}
	if diff := cmp.Diff(want, c.get(images)["data"]); diff != "" {
		t.Error(diff)
	}
	byHash := c.get(images, "hashes", `["`+other+`"]`, "fields", "hash,name,width,permalink_url")["data"].([]any)
	if len(byHash) != 1 || dig(byHash, 0, "name") != "other.png" {
		t.Errorf("by hash: %v", byHash)
	}
	for name, content := range map[string][]byte{"cut off": content[:len(content)/2], "text": []byte("no image"), "empty": nil} {
		if a := c.upload("filename", "bad.png", content); a.code() != 100 || a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	if a := c.post(images, `{}`); a.code() != 100 {
		t.Errorf("nothing: %s", a.raw)
	}
	c.ok("DELETE", images, "hash", other)
	if n := len(c.get(images)["data"].([]any)); n != 1 {
		t.Errorf("%d images after a deletion", n)
	}
	c.make("adcreatives", c.fill(creativeBody, story{hash: hash}))
	if a := c.call("DELETE", images, "hash", hash); a.code() != 100 {
		t.Errorf("deletion of an image in use: %s", a.raw)
	}
}

func ids(list any) []string {
	var out []string
	l, _ := list.([]any)
	for _, e := range l {
		id, _ := dig(e, "id").(string)
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func TestLists(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	archived := c.make("campaigns", campaignBody)
	c.posted(archived, `{"status":"ARCHIVED"}`)
	deleted := c.make("campaigns", campaignBody)
	if diff := cmp.Diff(map[string]any{"success": true}, c.ok("DELETE", deleted).body); diff != "" {
		t.Error(diff)
	}
	account := c.s.AdAccountID
	tests := map[string]struct {
		path   string
		params []string
		want   []string
	}{
		"campaigns":             {account + "/campaigns", nil, []string{s.campaign}},
		"archived":              {account + "/campaigns", []string{"effective_status", `["ARCHIVED"]`}, []string{archived}},
		"archived, by filter":   {account + "/campaigns", []string{"filtering", `[{"field":"campaign.effective_status","operator":"IN","value":["ARCHIVED"]}]`}, []string{archived}},
		"by name":               {account + "/ads", []string{"filtering", `[{"field":"ad.name","operator":"CONTAIN","value":"AD"}]`}, []string{s.ad}},
		"by campaign":           {account + "/adsets", []string{"filtering", `[{"field":"campaign.id","operator":"EQUAL","value":"` + s.campaign + `"}]`}, []string{s.set}},
		"ads of a campaign":     {s.campaign + "/ads", nil, []string{s.ad}},
		"ad sets of a campaign": {s.campaign + "/adsets", nil, []string{s.set}},
		"ads of an ad set":      {s.set + "/ads", nil, []string{s.ad}},
		"creatives of an ad":    {s.ad + "/adcreatives", nil, []string{s.creative}},
		"creatives":             {account + "/adcreatives", nil, []string{s.creative}},
		"pages":                 {account + "/promote_pages", nil, []string{c.s.PageID}},
		"accounts of the user":  {"me/adaccounts", nil, []string{account}},
		"accounts of business":  {c.s.BusinessID + "/owned_ad_accounts", nil, []string{account}},
		"datasets":              {account + "/adspixels", nil, []string{c.s.DatasetID}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, ids(c.get(test.path, test.params...)["data"])); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, params := range [][]string{{"effective_status", `["PAUSED","DELETED"]`},
		{"filtering", `[{"field":"campaign.effective_status","operator":"IN","value":["DELETED"]}]`}} {
		if diff := cmp.Diff(refused{100, 1815001, "effective_status"}, refusedBy(c.call("GET", account+"/campaigns", params...))); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff(refused{100, 1487566, "status"}, refusedBy(c.call("POST", archived, "status", "ACTIVE"))); diff != "" {
		t.Error("an archived campaign is run again", diff)
	}
	c.posted(archived, `{"status":"DELETED"}`)
	if got := c.status(deleted); got != "DELETED" {
		t.Errorf("a deleted campaign is %s", got)
	}
	for name, test := range map[string]struct {
		id, body string
		want     refused
	}{
		"deleted":        {deleted, `{"daily_budget":2000}`, refused{100, 1487566, "daily_budget"}},
		"deleted status": {deleted, `{"status":"ACTIVE"}`, refused{100, 1487566, "status"}},
		"archived":       {archived, `{"spend_cap":20000}`, refused{100, 1487566, "spend_cap"}},
	} {
		t.Run("edit "+name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusedBy(c.post(test.id, test.body))); diff != "" {
				t.Error(diff)
			}
		})
	}
	c.posted(archived, `{"name":"still my name"}`)
	c.ok("DELETE", s.campaign)
	if got := ids(c.get(account + "/ads")["data"]); got != nil {
		t.Errorf("ads of a deleted campaign: %v", got)
	}
}

func TestUpdates(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	c.posted(s.campaign, `{"name":"new name"}`)
	if got := c.get(s.campaign, "fields", "name")["name"]; got != "new name" {
		t.Errorf("name is %v", got)
	}
	for name, test := range map[string]struct {
		id, body string
		want     refused
	}{
		"objective":       {s.campaign, `{"objective":"OUTCOME_SALES"}`, refused{100, 0, "objective"}},
		"campaign budget": {s.campaign, `{"daily_budget":2000}`, refused{100, 1885621, "daily_budget"}},
		"promoted object": {s.set, `{"promoted_object":{"page_id":"1"}}`, refused{100, 0, "promoted_object"}},
		"budget too low":  {s.set, `{"daily_budget":1}`, refused{100, 1885272, "daily_budget"}},
		"other budget":    {s.set, `{"lifetime_budget":90000,"end_time":"2026-12-30T08:00:00+0100"}`, refused{100, 0, "daily_budget"}},
		"past end":        {s.set, `{"end_time":"2026-11-30T08:00:00+0100"}`, refused{100, 1487033, "end_time"}},
		"goal":            {s.set, `{"optimization_goal":"REACH"}`, refused{100, 2490408, "optimization_goal"}},
		"creative":        {s.ad, `{"creative":{"creative_id":"1"}}`, refused{100, 0, "creative.creative_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusedBy(c.post(test.id, test.body))); diff != "" {
				t.Error(diff)
			}
		})
	}
	for i := range 4 {
		c.posted(s.set, fmt.Sprintf(`{"daily_budget":%d}`, 1100+i))
	}
	if diff := cmp.Diff(refused{613, 1487632, ""}, refusedBy(c.post(s.set, `{"daily_budget":1200}`))); diff != "" {
		t.Error(diff)
	}
	c.e.Clock().Advance(time.Hour)
	c.posted(s.set, `{"daily_budget":1200}`)
	c.posted(s.set, `{"end_time":"2026-12-24T20:00:00"}`) // in the account's time zone
	want := map[string]any{"id": s.set, "daily_budget": "1200", "end_time": "2026-12-24T20:00:00+0100"}
	if diff := cmp.Diff(want, c.get(s.set, "fields", "daily_budget,end_time")); diff != "" {
		t.Error(diff)
	}
	c.posted(s.set, `{"end_time":0}`)
	if got := c.get(s.set, "fields", "end_time")["end_time"]; got != nil {
		t.Errorf("end_time is still %v", got)
	}
	c.posted(s.set, `{"end_time":"2026-12-10T08:00:00+0100"}`)
	c.e.Clock().Advance(20 * 24 * time.Hour)
	if diff := cmp.Diff(refused{100, 1487007, "end_time"}, refusedBy(c.post(s.set, `{"status":"ACTIVE"}`))); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultsOfNewObjects(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	campaign := c.make("campaigns", `{"name":"n","objective":"OUTCOME_TRAFFIC","special_ad_categories":["NONE"],"daily_budget":"500"}`)
	want := map[string]any{"id": campaign, "status": "ACTIVE", "effective_status": "ACTIVE", "buying_type": "AUCTION", "daily_budget": "500",
		"bid_strategy": "LOWEST_COST_WITHOUT_CAP", "budget_remaining": "500", "created_time": "2026-12-01T10:00:00+0100",
		"special_ad_categories": []any{"NONE"}, "account_id": strings.TrimPrefix(c.s.AdAccountID, "act_")}
	if diff := cmp.Diff(want, c.get(campaign, "fields", "status,effective_status,buying_type,daily_budget,lifetime_budget,bid_strategy,budget_remaining,created_time,special_ad_categories,account_id")); diff != "" {
		t.Error(diff)
	}
	creative := c.get(s.creative, "fields", "object_type,call_to_action_type,title,body,status,effective_object_story_id,object_story_spec{link_data{image_hash}}")
	if !strings.HasPrefix(fmt.Sprint(creative["effective_object_story_id"]), c.s.PageID+"_") || creative["call_to_action_type"] != "WHATSAPP_MESSAGE" ||
		dig(creative, "object_story_spec", "link_data", "image_hash") != s.hash {
		t.Errorf("creative: %v", creative)
	}
	wide := c.make("adsets", change(t, c.fill(adSetBody, s), set{"targeting": set{"geo_locations": set{"countries": []any{"US"}}},
		"dsa_beneficiary": nil, "dsa_payor": nil, "start_time": nil}))
	targeting := c.get(wide, "fields", "targeting")["targeting"]
	if dig(targeting, "targeting_automation", "advantage_audience") != 1.0 || dig(targeting, "age_max") != 65.0 {
		t.Errorf("an audience that was left wide: %v", targeting)
	}
}

func TestCopies(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	deep := c.posted(s.campaign+"/copies", `{"deep_copy":true,"rename_options":{"rename_suffix":" II"}}`)
	objects, _ := deep["ad_object_ids"].([]any)
	if len(objects) != 3 || dig(objects, 2, "source_id") != s.ad {
		t.Fatalf("copied: %v", deep)
	}
	id, _ := deep["copied_campaign_id"].(string)
	want := map[string]any{"id": id, "name": "CTWA II", "status": "PAUSED", "source_campaign_id": s.campaign}
	if diff := cmp.Diff(want, c.get(id, "fields", "name,status,source_campaign_id")); diff != "" {
		t.Error(diff)
	}
	twin, _ := dig(objects, 2, "copied_id").(string)
	ad := c.get(twin, "fields", "campaign{id},creative{id},effective_status")
	if dig(ad, "campaign", "id") != id || dig(ad, "creative", "id") != s.creative || ad["effective_status"] != "PAUSED" {
		t.Errorf("copied ad: %v", ad)
	}
	if diff := cmp.Diff([]string{id}, ids(c.get(s.campaign + "/copies")["data"])); diff != "" {
		t.Error(diff)
	}
	one := c.posted(s.ad+"/copies", `{"adset_id":"`+s.set+`","status_option":"ACTIVE"}`)
	copied, _ := one["copied_ad_id"].(string)
	if got := c.status(copied); got != "PENDING_REVIEW" {
		t.Errorf("an active copy is %s", got)
	}
}

func TestEstimatesAndPreviews(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	account := c.s.AdAccountID
	if got := dig(c.get(account+"/minimum_budgets"), "data", 0); got == nil || dig(got, "min_daily_budget_imp") != 100.0 || dig(got, "currency") != "EUR" {
		t.Errorf("minimum budgets: %v", got)
	}
	reach := c.get(account+"/reachestimate", "targeting_spec", `{"geo_locations":{"countries":["IT"]}}`)
	if dig(reach, "data", "estimate_ready") != true || number(dig(reach, "data", "users_lower_bound")) <= 0 {
		t.Errorf("reach: %v", reach)
	}
	for _, path := range []string{account + "/delivery_estimate", s.set + "/delivery_estimate"} {
		row := dig(c.get(path, "targeting_spec", `{"geo_locations":{"countries":["IT"]}}`, "optimization_goal", "CONVERSATIONS"), "data", 0)
		if number(dig(row, "estimate_mau_lower_bound")) <= 0 || dig(row, "estimate_dau") != nil {
			t.Errorf("%s: %v", path, row)
		}
	}
	if got := dig(c.get(account+"/dsa_recommendations"), "data", 0, "recommendations", 0); got != "ACME" {
		t.Errorf("recommended: %v", got)
	}
	for _, path := range []string{s.ad + "/previews", s.creative + "/previews"} {
		body, _ := dig(c.get(path, "ad_format", "MOBILE_FEED_STANDARD"), "data", 0, "body").(string)
		if !strings.HasPrefix(body, "<iframe ") {
			t.Errorf("%s: %q", path, body)
		}
	}
	body, _ := dig(c.get(account+"/generatepreviews", "ad_format", "WHATSAPP_STATUS_MEDIA", "creative", c.fill(creativeBody, s)), "data", 0, "body").(string)
	if !strings.HasPrefix(body, "<iframe ") {
		t.Errorf("generated: %q", body)
	}
	if a := c.call("GET", s.ad+"/previews", "ad_format", "PAPER"); a.code() != 100 {
		t.Errorf("unknown format: %s", a.raw)
	}
}

func TestVideos(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	begun := c.posted(c.s.AdAccountID+"/advideos", `{"upload_phase":"start","file_size":2000000}`)
	if begun["start_offset"] != "0" || begun["end_offset"] != "1048576" {
		t.Fatalf("start: %v", begun)
	}
	wrong := c.post(c.s.AdAccountID+"/advideos", fmt.Sprintf(`{"upload_phase":"finish","upload_session_id":%q}`, begun["upload_session_id"]))
	if dig(wrong.body, "error", "error_subcode") != 1363037.0 || dig(wrong.body, "error", "error_data", "start_offset") != 0.0 {
		t.Errorf("finished too early: %s", wrong.raw)
	}
	modern := c.posted(c.s.AdAccountID+"/video_ads", `{"upload_phase":"start"}`)
	target, _ := modern["upload_url"].(string)
	film := make([]byte, 3000)
	for _, part := range []struct {
		from, to, status int
	}{{0, 1000, 200}, {2000, 3000, 400}, {1000, 3000, 200}} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", target, bytes.NewReader(film[part.from:part.to]))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "OAuth "+c.token)
		req.Header.Set("offset", fmt.Sprint(part.from))
		req.Header.Set("file_size", "3000")
		if a, err := do(req); err != nil || a.status != part.status {
			t.Fatalf("bytes from %d: %v %s", part.from, err, a.raw)
		}
	}
	if got := dig(c.get(fmt.Sprint(modern["video_id"]), "fields", "status"), "status", "uploading_phase", "bytes_transferred"); got != 3000.0 {
		t.Errorf("bytes_transferred: %v", got)
	}
	c.posted(c.s.AdAccountID+"/video_ads", fmt.Sprintf(`{"upload_phase":"finish","video_id":%q}`, modern["video_id"]))

	video := c.make("advideos", `{"file_url":"https://a.example/film.mp4","title":"film"}`)
	state := func() any { return dig(c.get(video, "fields", "status,title"), "status", "video_status") }
	if got := state(); got != "processing" {
		t.Errorf("new video is %v", got)
	}
	c.e.Clock().Advance(encodeTime)
	if got := state(); got != "ready" {
		t.Errorf("video is %v", got)
	}
}

func TestAudiences(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	id := c.make("customaudiences", `{"name":"customers","subtype":"CUSTOM","customer_file_source":"USER_PROVIDED_ONLY"}`)
	hash := "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"
	got := c.posted(id+"/users", `{"payload":{"schema":["EMAIL"],"data":[["`+hash+`"],["mary@example.com"]]}}`)
	if got["audience_id"] != id || got["num_received"] != 2.0 || got["num_invalid_entries"] != 1.0 {
		t.Errorf("users: %v", got)
	}
	if diff := cmp.Diff([]string{id}, ids(c.get(c.s.AdAccountID + "/customaudiences")["data"])); diff != "" {
		t.Error(diff)
	}
	if a := c.post(c.s.AdAccountID+"/customaudiences", `{"name":"n","subtype":"CUSTOM"}`); a.code() != 100 {
		t.Errorf("no source: %s", a.raw)
	}
}
