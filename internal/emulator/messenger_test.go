package emulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// messengerShop is a shop whose webhooks are received, and a person who has written to its Page.
func messengerShop(t *testing.T) (*client, *client, *Person, func() []map[string]any) {
	t.Helper()
	r := newReceiver(t, func() time.Time { return time.Time{} })
	c := newClient(t, Config{Start: start, AppSecret: "s3cret", WebhookURL: r.URL})
	seen := 0
	news := func() []map[string]any {
		t.Helper()
		if err := c.e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		all := r.received()
		var out []map[string]any
		for _, h := range all[seen:] {
			if h.signature == "" {
				t.Error("a webhook without signature")
			}
			var body struct {
				Object string
				Entry  []map[string]any
			}
			if err := json.Unmarshal([]byte(h.body), &body); err != nil || body.Object != "page" {
				t.Fatalf("%v in %s", err, h.body)
			}
			for _, e := range body.Entry {
				for _, list := range []string{"messaging", "standby"} {
					items, _ := e[list].([]any)
					for _, item := range items {
						m := item.(map[string]any)
						delete(m, "timestamp")
						m["list"] = list
						out = append(out, m)
					}
				}
			}
		}
		seen = len(all)
		return out
	}
	return c, c.with(c.e.Seed().PageToken), c.e.Person("+39 333 000 0001", "Anna"), news
}

func TestMessengerConversation(t *testing.T) {
	t.Parallel()
	c, page, anna, news := messengerShop(t)
	id := c.e.Seed().PageID
	to := map[string]any{"id": anna.Messenger().ID()}
	send := func(message string, more ...string) answer {
		return page.call("POST", id+"/messages", append([]string{"recipient", `{"id":"` + anna.Messenger().ID() + `"}`, "messaging_type", "RESPONSE", "message", message}, more...)...)
	}
	if got := send(`{"text":"Ciao"}`); got.code() != 100 {
		t.Errorf("before the person wrote: %s", got.raw)
	}
	if err := anna.Messenger().Write("Is it open?"); err != nil {
		t.Fatal(err)
	}
	got := news()
	if len(got) != 1 || got[0]["message"].(map[string]any)["text"] != "Is it open?" || got[0]["list"] != "messaging" {
		t.Fatalf("webhooks %v", got)
	}
	if diff := cmp.Diff(to, got[0]["sender"]); diff != "" {
		t.Error(diff)
	}
	sent := send(`{"text":"Yes","quick_replies":[{"content_type":"text","title":"Menu","payload":"MENU"}],"metadata":"x"}`)
	mid, _ := sent.body["message_id"].(string)
	if sent.body["recipient_id"] != anna.Messenger().ID() || mid == "" {
		t.Fatalf("sent %s", sent.raw)
	}
	c.e.Clock().Advance(2 * time.Second)
	got = news()
	if len(got) != 2 || got[0]["message"].(map[string]any)["is_echo"] != true || got[1]["delivery"].(map[string]any)["mids"].([]any)[0] != mid {
		t.Errorf("webhooks %v", got)
	}
	if err := anna.Messenger().Tap("Menu"); err != nil {
		t.Fatal(err)
	}
	if err := anna.Messenger().Read(); err != nil {
		t.Fatal(err)
	}
	got = news()
	if len(got) != 2 || got[0]["message"].(map[string]any)["quick_reply"].(map[string]any)["payload"] != "MENU" || got[1]["read"] == nil {
		t.Errorf("webhooks %v", got)
	}
	send(`{"attachment":{"type":"template","payload":{"template_type":"button","text":"And now?","buttons":[{"type":"postback","title":"Order","payload":"ORDER"},{"type":"web_url","title":"See","url":"https://x"}]}}}`)
	for _, tap := range []string{"Order", "See"} {
		if err := anna.Messenger().Tap(tap); err != nil {
			t.Fatal(err)
		}
	}
	if err := anna.Messenger().Tap("Nothing"); err == nil {
		t.Error("tapped what is not there")
	}
	got = news()
	if last := got[len(got)-1]; last["postback"].(map[string]any)["payload"] != "ORDER" {
		t.Errorf("webhooks %v", got)
	}
	thread := page.ok("GET", id+"/conversations", "fields", "id,participants,message_count,messages{message,from}").data()
	if len(thread) != 1 {
		t.Fatalf("conversations %v", thread)
	}
	messages := thread[0].(map[string]any)["messages"].(map[string]any)["data"].([]any)
	if len(messages) != 5 || messages[4].(map[string]any)["message"] != "Is it open?" {
		t.Errorf("messages %v", messages)
	}
	for _, action := range []string{"mark_seen", "TYPING_ON"} {
		page.ok("POST", id+"/messages", "recipient", `{"id":"`+anna.Messenger().ID()+`"}`, "sender_action", action)
	}
	if inbox := anna.Messenger().Inbox(); len(inbox) != 4 || inbox[0].Text != "Yes" || inbox[3].Action != "typing_on" {
		t.Errorf("inbox %+v", inbox)
	}

	c.e.Clock().Advance(25 * time.Hour)
	if got := send(`{"text":"Still there?"}`); got.code() != 10 || !strings.Contains(got.raw, "2018278") {
		t.Errorf("after a day: %s", got.raw)
	}
	if got := send(`{"text":"I am a person"}`, "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT"); got.status != 200 {
		t.Errorf("by a person: %s", got.raw)
	}
	c.e.Clock().Advance(7 * 24 * time.Hour)
	if got := send(`{"text":"I am a person"}`, "messaging_type", "MESSAGE_TAG", "tag", "HUMAN_AGENT"); got.code() != 10 {
		t.Errorf("by a person after a week: %s", got.raw)
	}
}

func TestMessengerRefusals(t *testing.T) {
	t.Parallel()
	c, page, anna, _ := messengerShop(t)
	id := c.e.Seed().PageID
	if err := anna.Messenger().Write("Ciao"); err != nil {
		t.Fatal(err)
	}
	to := `{"id":"` + anna.Messenger().ID() + `"}`
	for name, test := range map[string]struct {
		c      *client
		params []string
		code   int
	}{
		"user token":          {c, []string{"recipient", to, "message", `{"text":"x"}`}, 190},
		"no recipient":        {page, []string{"message", `{"text":"x"}`}, 100},
		"two recipients":      {page, []string{"recipient", `{"id":"1","user_ref":"2"}`, "message", `{"text":"x"}`}, 100},
		"a stranger":          {page, []string{"recipient", `{"id":"1"}`, "message", `{"text":"x"}`}, 100},
		"nothing":             {page, []string{"recipient", to}, 100},
		"both":                {page, []string{"recipient", to, "message", `{"text":"x"}`, "sender_action", "typing_on"}, 100},
		"an empty message":    {page, []string{"recipient", to, "message", `{}`}, 100},
		"a long text":         {page, []string{"recipient", to, "message", `{"text":"` + strings.Repeat("è", 2001) + `"}`}, 100},
		"a type":              {page, []string{"recipient", to, "message", `{"text":"x"}`, "messaging_type", "CHAT"}, 100},
		"a tag is missing":    {page, []string{"recipient", to, "message", `{"text":"x"}`, "messaging_type", "MESSAGE_TAG"}, 100},
		"a tag":               {page, []string{"recipient", to, "message", `{"text":"x"}`, "messaging_type", "MESSAGE_TAG", "tag", "SALE"}, 100},
		"an action":           {page, []string{"recipient", to, "sender_action", "dance"}, 100},
		"react to nothing":    {page, []string{"recipient", to, "sender_action", "react"}, 100},
		"a persona":           {page, []string{"recipient", to, "message", `{"text":"x"}`, "persona_id", "1"}, 100},
		"an attachment":       {page, []string{"recipient", to, "message", `{"attachment":{"type":"image","payload":{}}}`}, 100},
		"an attachment's id":  {page, []string{"recipient", to, "message", `{"attachment":{"type":"image","payload":{"attachment_id":"1"}}}`}, 100},
		"a kind":              {page, []string{"recipient", to, "message", `{"attachment":{"type":"song","payload":{"url":"https://x"}}}`}, 100},
		"no elements":         {page, []string{"recipient", to, "message", `{"attachment":{"type":"template","payload":{"template_type":"generic"}}}`}, 100},
		"an answer to nobody": {page, []string{"recipient", to, "message", `{"text":"x"}`, "reply_to", `{"mid":"1"}`}, 100},
		"utility without":     {page, []string{"recipient", to, "message", `{"text":"x"}`, "messaging_type", "UTILITY"}, 100},
	} {
		if got := test.c.call("POST", id+"/messages", test.params...); got.code() != test.code {
			t.Errorf("%s: %s", name, got.raw)
		}
	}
	page.ok("POST", id+"/moderate_conversations", "actions", `["BLOCK_USER"]`, "user_ids", `[`+to+`]`)
	if got := page.call("POST", id+"/messages", "recipient", to, "message", `{"text":"x"}`); got.code() != 551 {
		t.Errorf("to who is blocked: %s", got.raw)
	}
	if err := anna.Messenger().Write("?"); err == nil {
		t.Error("who is blocked wrote")
	}
}

func TestThreadControl(t *testing.T) {
	t.Parallel()
	c, page, anna, news := messengerShop(t)
	s := c.e.Seed()
	if err := anna.Messenger().Write("A person, please"); err != nil {
		t.Fatal(err)
	}
	to := `{"id":"` + anna.Messenger().ID() + `"}`
	owner := func() any {
		for _, row := range page.ok("GET", s.PageID+"/thread_owner", "recipient", anna.Messenger().ID()).data() {
			return row.(map[string]any)["thread_owner"].(map[string]any)["app_id"]
		}
		return nil
	}
	if owner() != s.AppID {
		t.Errorf("owner %v", owner())
	}
	news()
	page.ok("POST", s.PageID+"/pass_thread_control", "recipient", to, "target_app_id", pageInbox, "metadata", "wants a person")
	got := news()
	if len(got) != 1 || got[0]["pass_thread_control"].(map[string]any)["new_owner_app_id"] != pageInbox || owner() != pageInbox {
		t.Errorf("webhooks %v", got)
	}
	for name, params := range map[string][]string{
		"messages":               {"message", `{"text":"x"}`},
		"pass_thread_control":    {"target_app_id", s.AppID},
		"release_thread_control": nil,
		"extend_thread_control":  {"duration", "60"},
	} {
		if got := page.call("POST", s.PageID+"/"+name, append([]string{"recipient", to}, params...)...); got.code() != 10 {
			t.Errorf("%s: %s", name, got.raw)
		}
	}
	if err := anna.Messenger().Write("Hello?"); err != nil {
		t.Fatal(err)
	}
	if got := news(); len(got) != 1 || got[0]["list"] != "standby" {
		t.Errorf("webhooks %v", got)
	}
	page.ok("POST", s.PageID+"/request_thread_control", "recipient", to)
	page.ok("POST", s.PageID+"/take_thread_control", "recipient", to)
	page.ok("POST", s.PageID+"/extend_thread_control", "recipient", to, "duration", "172800")
	c.e.Clock().Advance(30 * time.Hour)
	if owner() != s.AppID {
		t.Errorf("owner %v", owner())
	}
	page.ok("POST", s.PageID+"/release_thread_control", "recipient", to)
	if owner() != nil {
		t.Errorf("owner %v", owner())
	}
	if got := page.ok("GET", s.PageID+"/secondary_receivers", "platform", "MESSENGER").data(); len(got) != 1 {
		t.Errorf("receivers %v", got)
	}
}

func TestMessengerProfile(t *testing.T) {
	t.Parallel()
	c, page, anna, news := messengerShop(t)
	path := c.e.Seed().PageID + "/messenger_profile"
	menu := `[{"locale":"default","call_to_actions":[{"type":"postback","title":"Hours","payload":"HOURS"}]}]`
	for name, params := range map[string][]string{
		"nothing":              nil,
		"a menu alone":         {"persistent_menu", menu},
		"no default":           {"greeting", `[{"locale":"it_IT","text":"Ciao"}]`},
		"a long greeting":      {"greeting", `[{"locale":"default","text":"` + strings.Repeat("è", 161) + `"}]`},
		"an empty button":      {"get_started", `{}`},
		"five questions":       {"ice_breakers", `[{"locale":"default","call_to_actions":[{},{},{},{},{}]}]`},
		"a domain":             {"whitelisted_domains", `["http://x"]`},
		"a greeting elsewhere": {"greeting", `[{"locale":"default","text":"Ciao"}]`, "platform", "INSTAGRAM"},
	} {
		if got := page.call("POST", path, params...); got.code() != 100 {
			t.Errorf("%s: %s", name, got.raw)
		}
	}
	if got := page.ok("GET", path).data(); len(got) != 0 {
		t.Errorf("profile %v", got)
	}
	page.ok("POST", path, "greeting", `[{"locale":"default","text":"Ciao"}]`, "get_started", `{"payload":"START"}`, "persistent_menu", menu,
		"ice_breakers", `[{"locale":"default","call_to_actions":[{"question":"Open?","payload":"OPEN"}]}]`)
	got := page.ok("GET", path, "fields", "get_started,greeting").data()
	want := []any{map[string]any{"get_started": map[string]any{"payload": "START"}, "greeting": []any{map[string]any{"locale": "default", "text": "Ciao"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, tap := range []string{"Get Started", "Open?", "Hours"} {
		if err := anna.Messenger().Tap(tap); err != nil {
			t.Fatal(err)
		}
	}
	var payloads []any
	for _, e := range news() {
		payloads = append(payloads, e["postback"].(map[string]any)["payload"])
	}
	if diff := cmp.Diff([]any{"START", "OPEN", "HOURS"}, payloads); diff != "" {
		t.Error(diff)
	}
	if got := page.call("DELETE", path+`?fields=["get_started"]`); got.code() != 100 {
		t.Errorf("the button without the menu: %s", got.raw)
	}
	page.ok("DELETE", path+`?fields=["get_started","PERSISTENT_MENU","greeting","ice_breakers"]`)
	if got := page.ok("GET", path).data(); len(got) != 0 {
		t.Errorf("profile %v", got)
	}
}

func TestAroundMessenger(t *testing.T) {
	t.Parallel()
	c, page, anna, _ := messengerShop(t)
	id := c.e.Seed().PageID
	if err := anna.Messenger().Write("Ciao"); err != nil {
		t.Fatal(err)
	}
	to := `{"id":"` + anna.Messenger().ID() + `"}`
	persona := page.ok("POST", id+"/personas", "name", "Luca", "profile_picture_url", "https://x/l.png").id()
	page.ok("POST", id+"/messages", "recipient", to, "message", `{"text":"Luca here"}`, "persona_id", persona)
	if got := page.ok("GET", id+"/personas").data(); len(got) != 1 || got[0].(map[string]any)["name"] != "Luca" {
		t.Errorf("personas %v", got)
	}
	page.ok("DELETE", persona)
	kept := page.ok("POST", id+"/message_attachments", "message", `{"attachment":{"type":"image","payload":{"url":"https://x/i.png","is_reusable":true}}}`).body["attachment_id"].(string)
	page.ok("POST", id+"/messages", "recipient", to, "message", `{"attachment":{"type":"image","payload":{"attachment_id":"`+kept+`"}}}`)
	label := page.ok("POST", id+"/custom_labels", "page_label_name", "vip").id()
	page.ok("POST", label+"/label", "user", anna.Messenger().ID())
	if got := page.call("POST", label+"/label", "user", "1"); got.code() != 100 {
		t.Errorf("a stranger labelled: %s", got.raw)
	}
	page.ok("DELETE", label+"/label?user="+anna.Messenger().ID())
	page.ok("DELETE", label)
	if got := page.ok("GET", id+"/picture", "redirect", "false", "width", "200").body["data"].(map[string]any); got["width"] != 200.0 || got["url"] == nil {
		t.Errorf("picture %v", got)
	}
}

// An ad tells of itself by the first message of somebody new, and at once where the Page knows the person.
func TestMessengerAd(t *testing.T) {
	t.Parallel()
	c, _, anna, news := messengerShop(t)
	shop := &adsClient{c, c.e.Seed()}
	c.link(pageNumber)
	s := shop.story()
	s.set = shop.make("adsets", change(t, shop.fill(adSetBody, s), set{"destination_type": "MESSENGER", "promoted_object": set{"page_id": shop.s.PageID}}))
	s.creative = shop.make("adcreatives", change(t, shop.fill(creativeBody, s), set{"object_story_spec.link_data.page_welcome_message": nil,
		"object_story_spec.link_data.call_to_action": set{"type": "MESSAGE_PAGE", "value": set{"app_destination": "MESSENGER"}}}))
	s.ad = shop.make("ads", shop.fill(adBody, s))
	if err := anna.Messenger().ClickAd(s.ad); err == nil {
		t.Error("clicked on an ad that is not shown")
	}
	shop.activate(s)
	c.e.Clock().Advance(adReviewTime)
	news()
	must(t, anna.Messenger().ClickAd(s.ad))
	must(t, anna.Messenger().Write("Ciao"))
	must(t, anna.Messenger().ClickAd(s.ad))
	got := news()
	if len(got) != 2 {
		t.Fatalf("webhooks %v", got)
	}
	for i, referral := range []any{dig(got[0], "message", "referral"), got[1]["referral"]} {
		if dig(referral, "ad_id") != s.ad || dig(referral, "source") != "ADS" || dig(referral, "ads_context_data", "ad_title") == "" {
			t.Errorf("%d: referral %v", i, referral)
		}
	}
}

func TestMessengerOverHTTP(t *testing.T) {
	t.Parallel()
	c, page, anna, news := messengerShop(t)
	control := func(action, body string) int {
		req, err := http.NewRequest(http.MethodPost, c.url+"/_emulator/messenger/"+anna.Phone()+action, strings.NewReader(body))
		must(t, err)
		resp, err := testClient.Do(req)
		must(t, err)
		must(t, resp.Body.Close())
		return resp.StatusCode
	}
	if status := control("/write", `{"text":"Ciao"}`); status != 200 {
		t.Fatalf("status %d", status)
	}
	page.ok("POST", "me/messages", "recipient", `{"id":"`+anna.Messenger().ID()+`"}`, "message", `{"text":"Ciao!"}`)
	for action, want := range map[string]int{"/read": 200, "/dance": 404, "/tap": 409, "/click": 409} {
		if status := control(action, `{}`); status != want {
			t.Errorf("%s: %d", action, status)
		}
	}
	if got := news(); len(got) != 3 {
		t.Errorf("webhooks %v", got)
	}
}

// On Instagram the same happens under the account's name, and by the names of its fields.
func TestInstagramConversation(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, func() time.Time { return time.Time{} })
	c := newClient(t, Config{Start: start, AppSecret: "s3cret", WebhookURL: r.URL})
	chat := c.e.Person("+39 333 000 0001", "Anna").Instagram()
	page := c.with(c.e.Seed().PageToken)
	if chat.ID() == c.e.Person("+39 333 000 0001", "").Messenger().ID() {
		t.Error("one id for both apps")
	}
	step := func(err error) {
		t.Helper()
		if err == nil {
			err = c.e.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	call := func(want int, edge string, params ...string) {
		t.Helper()
		got := page.call("POST", c.e.Seed().PageID+"/"+edge, append([]string{"recipient", `{"id":"` + chat.ID() + `"}`}, params...)...)
		if got.code() != want {
			t.Errorf("%s %q: %s", edge, params, got.raw)
		}
	}
	step(chat.Write("Ciao"))
	call(0, "messages", "message", `{"attachment":{"type":"like_heart"}}`)
	step(chat.Read())
	step(chat.React("❤"))
	call(100, "messages", "message", `{"text":"`+strings.Repeat("è", 501)+`"}`)
	call(100, "messages", "message", `{"text":"Ciao"}`, "messaging_type", "MESSAGE_TAG", "tag", "ACCOUNT_UPDATE")
	call(100, "pass_thread_control", "target_app_id", pageInbox)
	call(0, "pass_thread_control", "target_app_id", instagramInbox)
	step(chat.Write("Anybody?"))
	step(chat.InboxWrites("Marco here"))
	step(chat.InboxHandsBack("done"))
	if err := chat.InboxHandsBack("again"); err == nil {
		t.Error("given back twice")
	}
	step(nil)
	var told []string
	for _, h := range r.received() {
		var body struct {
			Object string
			Entry  []struct {
				ID                 string
				Messaging, Standby []map[string]any
			}
		}
		if err := json.Unmarshal([]byte(h.body), &body); err != nil || body.Object != "instagram" || body.Entry[0].ID != c.e.Seed().InstagramID {
			t.Fatalf("%v in %s", err, h.body)
		}
		for _, m := range body.Entry[0].Messaging {
			for _, kind := range []string{"message", "read", "reaction", "pass_thread_control", "take_thread_control", "delivery"} {
				if m[kind] != nil {
					told = append(told, kind)
				}
			}
		}
		for range body.Entry[0].Standby {
			told = append(told, "standby")
		}
	}
	if diff := cmp.Diff([]string{"message", "message", "read", "reaction", "pass_thread_control", "standby", "message", "pass_thread_control"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if n := len(chat.Inbox()); n != 2 {
		t.Errorf("Anna sees %d things", n)
	}
	c.e.Clock().Advance(25 * time.Hour)
	late := page.call("POST", c.e.Seed().PageID+"/messages", "recipient", `{"id":"`+chat.ID()+`"}`, "message", `{"text":"Still there?"}`)
	if late.code() != 10 || !strings.Contains(late.raw, "2534022") {
		t.Errorf("a day later: %s", late.raw)
	}
}
