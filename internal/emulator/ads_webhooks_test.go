package emulator

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAdAccountWebhooks(t *testing.T) {
	t.Parallel()
	var c *adsClient
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() })
	c = &adsClient{client: newClient(t, Config{Start: start, WebhookURL: r.URL})}
	c.s = c.e.Seed()
	c.link(pageNumber)
	s := c.story()
	c.posted(s.campaign, `{"status":"ACTIVE"}`) // nobody has subscribed yet
	apps := c.s.AdAccountID + "/subscribed_apps"
	c.posted(apps, `{"app_id":"`+c.s.AppID+`"}`)
	if diff := cmp.Diff(c.s.AppID, dig(c.get(apps), "data", 0, "app_id")); diff != "" {
		t.Error(diff)
	}
	c.posted(s.set, `{"status":"ACTIVE"}`)
	c.posted(s.ad, `{"status":"ACTIVE"}`)
	c.e.Clock().Advance(adReviewTime)
	if err := c.e.Change(c.s.PageID, map[string]any{"has_whatsapp_number": false, "has_whatsapp_business_number": false}); err != nil {
		t.Fatal(err)
	}
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	type event struct{ Object, Field, ID, Level, Status string }
	var got []event
	for _, h := range r.received() {
		var body any
		if err := json.Unmarshal([]byte(h.body), &body); err != nil {
			t.Fatal(err)
		}
		if dig(body, "object") != "ad_account" {
			continue
		}
		at := func(path ...any) string {
			s, _ := dig(dig(body, "entry", 0, "changes", 0), path...).(string)
			return s
		}
		got = append(got, event{"ad_account", at("field"), at("value", "id"), at("value", "level"), at("value", "status_name")})
	}
	want := []event{
		{"ad_account", "effective_status", s.set, "AD_SET", "ACTIVE"},
		{"ad_account", "effective_status", s.ad, "AD", "PENDING_REVIEW"},
		{"ad_account", "in_process_ad_objects", s.ad, "AD", "ACTIVE"},
		{"ad_account", "with_issues_ad_objects", s.ad, "AD", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	c.ok("DELETE", apps, "app_id", c.s.AppID)
	if rows := c.get(apps)["data"].([]any); len(rows) != 0 {
		t.Errorf("still subscribed: %v", rows)
	}
}
