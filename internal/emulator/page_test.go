package emulator

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLinkNumber(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{Start: start})
	s := c.e.Seed()
	page := c.with(s.PageToken)
	const path, number = "/page_whatsapp_number_verification", "+39 333 123 4567"
	linked := func() bool {
		return page.ok("GET", s.PageID, "fields", "has_whatsapp_number").body["has_whatsapp_number"] == true
	}

	sent := page.ok("POST", s.PageID+path, "whatsapp_number", number)
	if sent.body["verification_status"] != "CODE_SENT" || sent.body["whatsapp_display_number"] != "+393331234567" {
		t.Errorf("sent = %v", sent.body)
	}
	code, ok := c.e.VerificationCode(number)
	if !ok {
		t.Fatal("no code was sent")
	}
	wrong := page.ok("POST", s.PageID+path, "whatsapp_number", number, "verification_code", "000000")
	if wrong.body["error_message"] == nil || wrong.body["verification_status"] != "FAILED" {
		t.Errorf("wrong code: %v", wrong.body)
	}
	verified := page.ok("POST", s.PageID+path, "whatsapp_number", number, "verification_code", code)
	if verified.body["error_message"] != nil || verified.body["verification_status"] != "VERIFIED" {
		t.Errorf("verified = %v", verified.body)
	}
	if linked() {
		t.Error("the Page shows the number at once")
	}
	c.e.Clock().Advance(5 * time.Second)
	if !linked() {
		t.Error("the Page does not show the number")
	}
	again := page.ok("POST", s.PageID+path, "whatsapp_number", number, "verification_code", code)
	if again.body["error_message"] == nil {
		t.Error("a code was taken twice")
	}

	refusals := map[string]struct {
		c      *client
		number string
		code   int
	}{
		"user token": {c, number, 190},
		"no number":  {page, "", 100},
		"nonsense":   {page, "call me", 100},
	}
	for name, test := range refusals {
		if got := test.c.call("POST", s.PageID+path, "whatsapp_number", test.number); got.code() != test.code {
			t.Errorf("%s: %s", name, got.raw)
		}
	}
	c.ok("POST", s.PageID+"/assigned_users", "user", s.UserID, "tasks", "ANALYZE")
	if got := page.call("POST", s.PageID+path, "whatsapp_number", number); got.code() != 200 {
		t.Errorf("without the ADVERTISE task: %s", got.raw)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	want := []any{map[string]any{"id": s.PageID, "name": "Bottega del Caffè", "access_token": s.PageToken,
		"tasks": []any{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"}}}
	for _, path := range []string{"me/accounts", s.BusinessID + "/owned_pages", s.UserID + "/assigned_pages"} {
		if diff := cmp.Diff(want, c.ok("GET", path, "fields", "id,name,access_token,tasks").data()); diff != "" {
			t.Error(path, diff)
		}
	}
	page := c.ok("GET", "me/accounts").data()[0].(map[string]any)
	if page["access_token"] != s.PageToken || page["tasks"] == nil || page["category_list"] == nil {
		t.Errorf("without fields: %v", page)
	}
	if got := c.ok("GET", "me/businesses").data(); len(got) != 1 || got[0].(map[string]any)["id"] != s.BusinessID {
		t.Errorf("businesses = %v", got)
	}
}

func TestWelcomeMessageFlows(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{Start: start})
	s := c.e.Seed()
	page, path := c.with(s.PageToken), s.PageID+"/welcome_message_flows"
	if got := page.call("POST", path, "name", "x"); got.message() != "(#100) The parameter welcome_message_flow is required" {
		t.Errorf("without a flow: %s", got.raw)
	}
	if got := page.call("POST", path, "name", "x", "welcome_message_flow", `[{"message":{"text":"Ciao"}}]`); got.code() != 100 {
		t.Errorf("without platforms: %s", got.raw)
	}
	id, _ := page.ok("POST", path, "name", "Spring", "eligible_platforms", `["instagram"]`,
		"welcome_message_flow", `[{"message":{"text":"Ciao"}}]`).body["flow_id"].(string)
	if got := page.ok("POST", path, "flow_id", id, "name", "Summer").body; got["success"] != true {
		t.Errorf("changed: %v", got)
	}
	if got := page.call("POST", path, "flow_id", id); got.code() != 100 {
		t.Errorf("nothing to change: %s", got.raw)
	}
	want := map[string]any{"id": id, "name": "Summer", "is_ig_only_flow": true, "is_used_in_ad": false,
		"welcome_message_flow": `[{"message":{"text":"Ciao"}}]`, "last_update_time": "2026-12-01T09:00:00+0000"}
	got := page.ok("GET", path, "flow_id", id, "fields", "name,is_ig_only_flow,is_used_in_ad,welcome_message_flow,last_update_time")
	if diff := cmp.Diff([]any{want}, got.data()); diff != "" {
		t.Error(diff)
	}
	use := func(used bool) {
		if err := c.e.act(func(c *Call) error { c.Object(id).Values["is_used_in_ad"] = used; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	use(true)
	if got := page.call("POST", path, "flow_id", id, "name", "x"); got.code() != 100 {
		t.Errorf("changing a flow in use: %s", got.raw)
	}
	if got := page.call("DELETE", path+"?flow_id="+id); got.code() != 100 {
		t.Errorf("deleting a flow in use: %s", got.raw)
	}
	use(false)
	page.ok("DELETE", path+"?flow_id="+id)
	if got := page.call("POST", path, "flow_id", id, "name", "x"); got.code() != 100 {
		t.Errorf("changing a deleted flow: %s", got.raw)
	}
}

func TestPageState(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	page := c.with(s.PageToken)
	setting := func() any {
		for _, row := range page.ok("GET", s.PageID+"/settings").data() {
			if row := row.(map[string]any); row["setting"] == "USERS_CAN_MESSAGE" {
				return row["value"]
			}
		}
		return nil
	}
	if setting() != true {
		t.Errorf("USERS_CAN_MESSAGE = %v", setting())
	}
	page.ok("POST", s.PageID+"/settings", "option", `{"USERS_CAN_MESSAGE":false}`)
	if setting() != false {
		t.Errorf("USERS_CAN_MESSAGE = %v", setting())
	}
	if got := page.call("POST", s.PageID+"/settings", "option", `{"COLOUR":"red"}`); got.code() != 100 {
		t.Errorf("unknown setting: %s", got.raw)
	}
	asked := page.ok("POST", s.PageID+"/business_messaging_feature_status", "features", `[{"feature":"messenger_api_calling"}]`)
	if diff := cmp.Diff([]any{map[string]any{"feature": "messenger_api_calling", "status": "enabled"}}, asked.data()); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []string{`{"feature":"hop_v2"}`, `[{"feature":"colour"}]`, `[{"hop_v2":true}]`} {
		if got := page.call("POST", s.PageID+"/business_messaging_feature_status", "features", wrong); got.code() != 100 {
			t.Errorf("%s: %s", wrong, got.raw)
		}
	}
	want := map[string]any{"hop_v2": true, "ig_multi_app": true, "msgr_multi_app": true}
	if diff := cmp.Diff(want, page.ok("GET", s.PageID, "fields", "messaging_feature_status").body["messaging_feature_status"]); diff != "" {
		t.Error(diff)
	}
	if got := page.ok("GET", s.PageID+"/dataset").body; len(got) != 0 {
		t.Errorf("dataset before it is made: %v", got)
	}
	id := page.ok("POST", s.PageID+"/dataset").id()
	if again := page.ok("POST", s.PageID+"/dataset", "dataset_name", "other").id(); again != id || page.ok("GET", s.PageID+"/dataset").id() != id {
		t.Errorf("a second dataset %s beside %s", again, id)
	}
	if got := page.ok("GET", s.PageID+"/conversations", "platform", "messenger").data(); len(got) != 0 {
		t.Errorf("conversations = %v", got)
	}
	c.ok("DELETE", s.PageID+"/assigned_users?user="+s.UserID)
	if got := page.ok("GET", s.PageID, "fields", "tasks").body["tasks"]; len(got.([]any)) != 0 {
		t.Errorf("tasks = %v", got)
	}
}
