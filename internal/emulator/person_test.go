package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWriteAfterClick(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	p := s.e.Person("+39 333 1234567", "Anna")
	must(t, p.do(func(_ *Call, ch *chat) error {
		ch.clicked(adClick{CtwaClid: "Aff-1", SourceID: "120", SourceURL: "https://fb.me/1", Headline: "Chat with us", Body: "Coffee",
			MediaType: "image", ImageURL: "https://scontent.example/1", WelcomeText: "Ciao!"})
		return nil
	}))
	must(t, p.Write("Quanto costa?"))
	must(t, p.Write("E il tè?"))
	got := s.take()
	if len(got) != 2 {
		t.Fatalf("got %d webhooks", len(got))
	}
	id := got[0]["messages"].([]any)[0].(map[string]any)["id"]
	want := map[string]any{"field": "messages", "messaging_product": "whatsapp",
		"metadata": map[string]any{"display_phone_number": "390600000012", "phone_number_id": s.phone},
		"contacts": []any{map[string]any{"profile": map[string]any{"name": "Anna"}, "wa_id": anna, "user_id": p.UserID()}},
		"messages": []any{map[string]any{"from": anna, "from_user_id": p.UserID(), "id": id, "timestamp": "1796115600", "type": "text",
			"text": map[string]any{"body": "Quanto costa?"},
			"referral": map[string]any{"source_url": "https://fb.me/1", "source_id": "120", "source_type": "ad", "headline": "Chat with us", "body": "Coffee",
				"media_type": "image", "image_url": "https://scontent.example/1", "ctwa_clid": "Aff-1", "welcome_message": map[string]any{"text": "Ciao!"}}}}}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	if m := got[1]["messages"].([]any)[0].(map[string]any); m["referral"] != nil {
		t.Errorf("the second message has a referral: %v", m)
	}
	if !strings.HasPrefix(p.UserID(), "IT.") || p.Phone() != anna {
		t.Errorf("user id %s, phone %s", p.UserID(), p.Phone())
	}
}

// The reply to somebody who came from an ad opens a free window of 72 hours, beyond the window for free-form messages.
func TestFreeEntryPoint(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	p := s.e.Person(anna, "Anna")
	must(t, p.do(func(_ *Call, ch *chat) error { ch.clicked(adClick{CtwaClid: "Aff-1"}); return nil }))
	must(t, p.Write("Ciao"))
	free := func(name string, keys map[string]any, want string) {
		t.Helper()
		s.take()
		s.sent(anna, keys)
		s.pass(time.Second)
		for _, status := range s.items("statuses") {
			if kind := status["pricing"].(map[string]any)["type"]; kind != want {
				t.Errorf("%s: %s is %v, want %s", name, status["status"], kind, want)
			}
			conversation, _ := status["conversation"].(map[string]any)
			if (conversation != nil) != (want == "free_entry_point") {
				t.Errorf("%s: conversation %v", name, conversation)
			}
			if status["status"] == "sent" && conversation != nil && conversation["expiration_timestamp"] != "1796378400" {
				t.Errorf("%s: expires %v", name, conversation["expiration_timestamp"])
			}
		}
	}
	s.pass(time.Hour)
	offer := templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "anna"))
	free("the first reply", textMessage("Ciao!"), "free_entry_point")
	s.pass(71 * time.Hour)
	if a := s.message(anna, textMessage("x")); a.code() != 131047 {
		t.Errorf("free-form after a day: %s", a.raw)
	}
	free("a template on the third day", offer, "free_entry_point")
	s.pass(time.Hour)
	free("a template on the fourth day", offer, "regular")
}

func TestTap(t *testing.T) {
	t.Parallel()
	buttons := map[string]any{"type": "interactive", "interactive": map[string]any{"type": "button", "body": map[string]any{"text": "Sure?"},
		"action": map[string]any{"buttons": []any{map[string]any{"type": "reply", "reply": map[string]any{"id": "yes", "title": "Sì"}}}}}}
	list := map[string]any{"type": "interactive", "interactive": map[string]any{"type": "list", "body": map[string]any{"text": "Which?"},
		"action": map[string]any{"button": "See", "sections": []any{map[string]any{"rows": []any{
			map[string]any{"id": "r1", "title": "Espresso", "description": "Strong"}, map[string]any{"id": "r2", "title": "Lungo"}}}}}}}
	flow := map[string]any{"type": "interactive", "interactive": map[string]any{"type": "flow", "body": map[string]any{"text": "Book"},
		"action": map[string]any{"name": "flow", "parameters": map[string]any{"flow_message_version": "3", "flow_id": "1", "flow_cta": "Book"}}}}
	payload := map[string]any{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []any{map[string]any{"type": "payload", "payload": "STOP-1"}}}
	offer := templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "anna"), payload)
	tap := func(title string) func(*Person) error { return func(p *Person) error { return p.Tap(title) } }
	tests := map[string]struct {
		keys map[string]any
		tap  func(*Person) error
		kind string
		want map[string]any
	}{
		"button by title": {buttons, tap("Sì"), "interactive", map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": "yes", "title": "Sì"}}},
		"button by id":    {buttons, tap("yes"), "interactive", map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": "yes", "title": "Sì"}}},
		"row": {list, tap("Espresso"), "interactive", map[string]any{"type": "list_reply",
			"list_reply": map[string]any{"id": "r1", "title": "Espresso", "description": "Strong"}}},
		"quick reply":       {offer, tap("Stop"), "button", map[string]any{"payload": "STOP-1", "text": "Stop"}},
		"quick reply plain": {templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "anna")), tap("Stop"), "button", map[string]any{"payload": "Stop", "text": "Stop"}},
		"flow": {flow, func(p *Person) error { return p.CompleteFlow(map[string]any{"day": "Monday"}) }, "interactive",
			map[string]any{"type": "nfm_reply", "nfm_reply": map[string]any{"name": "flow", "body": "Sent", "response_json": `{"day":"Monday"}`}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newChat(t, Config{})
			p := s.e.Person(anna, "Anna")
			must(t, p.Write("Ciao"))
			id := s.sent(anna, test.keys)
			if err := test.tap(p); err == nil {
				t.Error("tapped before it was delivered")
			}
			s.pass(time.Minute)
			s.take()
			must(t, test.tap(p))
			got := s.items("messages")
			if len(got) != 1 || got[0]["type"] != test.kind {
				t.Fatalf("got %v", got)
			}
			if diff := cmp.Diff(test.want, got[0][test.kind]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]any{"from": "390600000012", "id": id}, got[0]["context"]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInbox(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	p := s.e.Person(anna, "Anna")
	s.sent(anna, templateMessage("order_update", "it", map[string]any{"type": "body", "parameters": []any{
		map[string]any{"type": "text", "parameter_name": "order_number", "text": "7"},
		map[string]any{"type": "text", "parameter_name": "customer", "text": "Anna"}}}))
	s.sent(anna, templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "a7")))
	if got := p.Inbox(); len(got) != 0 {
		t.Errorf("received before delivery: %v", got)
	}
	s.pass(time.Minute)
	must(t, p.Read())
	got := p.Inbox()
	if len(got) != 2 {
		t.Fatalf("got %d messages", len(got))
	}
	for i := range got {
		got[i].ID, got[i].Content = "", nil
	}
	want := []Received{
		{PhoneNumberID: s.phone, Time: start.Add(time.Second), Type: "template", Template: "order_update", Language: "it", Read: true,
			Text: "Ciao Anna, il tuo ordine 7 è partito e arriverà presto da te."},
		{PhoneNumberID: s.phone, Time: start.Add(time.Second), Type: "template", Template: "spring_offer", Language: "en", Read: true,
			Header: "Spring at the Bottega", Text: "Hi Anna, spring is here: all our coffees are cheaper by a fifth until Sunday.",
			Footer: "Tap Stop to hear no more of our offers", Buttons: []Button{{Kind: "quick_reply", Title: "Stop", Payload: "Stop"},
				{Kind: "url", Title: "See the offers", URL: "https://bottega.example/offers/a7"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatPeopleSend(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	s.ok(http.MethodGet, s.phone)
	p := s.e.Person(anna, "Anna")
	must(t, p.SendImage([]byte("picture"), "image/jpeg", "Look"))
	image := s.items("messages")[0]["image"].(map[string]any)
	if image["caption"] != "Look" || image["mime_type"] != "image/jpeg" {
		t.Errorf("image %v", image)
	}
	a := s.ok(http.MethodGet, image["id"].(string))
	if a := s.download(a.body["url"].(string), s.token); a.raw != "picture" {
		t.Errorf("downloaded %q", a.raw)
	}
	must(t, p.SendLocation(41.9, 12.5, "Roma", ""))
	if diff := cmp.Diff(map[string]any{"latitude": 41.9, "longitude": 12.5, "name": "Roma"}, s.items("messages")[0]["location"]); diff != "" {
		t.Error(diff)
	}
	id := s.sent(anna, textMessage("x"))
	s.pass(time.Minute)
	s.take()
	must(t, p.React("", "👍"))
	if diff := cmp.Diff(map[string]any{"message_id": id, "emoji": "👍"}, s.items("messages")[0]["reaction"]); diff != "" {
		t.Error(diff)
	}
	must(t, p.OptOut())
	got := s.take()[0]
	want := []any{map[string]any{"wa_id": anna, "user_id": p.UserID(), "category": "marketing_messages", "value": "stop",
		"detail": "User requested to stop marketing messages", "timestamp": float64(start.Add(time.Minute).Unix())}}
	if diff := cmp.Diff(want, got["user_preferences"]); diff != "" || got["field"] != "user_preferences" {
		t.Error(diff)
	}
	must(t, p.Block())
	if err := p.Write("x"); err == nil {
		t.Error("wrote to a business that is blocked")
	}
}

func TestAutoRead(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	s.e.Person(anna, "Anna").AutoRead(true)
	s.sent(anna, templateMessage("hello_world", "en_US"))
	s.pass(time.Minute)
	if got := s.items("statuses"); len(got) != 3 || got[2]["status"] != "read" {
		t.Errorf("got %v", got)
	}
}

func TestReportsPauseTemplates(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	s.sent(anna, templateMessage("hello_world", "en_US"))
	s.pass(time.Minute)
	s.take()
	p := s.e.Person(anna, "Anna")
	must(t, p.Report())
	must(t, p.Report())
	var got []any
	for _, v := range s.take() {
		got = append(got, v["field"], v["new_quality_score"], v["event"])
	}
	want := []any{"message_template_quality_update", "YELLOW", nil, "message_template_quality_update", "RED", nil,
		"message_template_status_update", nil, "PAUSED"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if a := s.message(anna, templateMessage("hello_world", "en_US")); a.code() != 132015 {
		t.Error(a.raw)
	}
}

func TestBlockUsers(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	must(t, s.e.Person(anna, "Anna").Write("Ciao"))
	s.take()
	body := map[string]any{"messaging_product": "whatsapp", "block_users": []any{map[string]any{"user": "+" + anna}}}
	a := s.json(http.MethodPost, s.phone+"/block_users", body)
	want := map[string]any{"messaging_product": "whatsapp", "block_users": map[string]any{"added_users": []any{map[string]any{"input": "+" + anna, "wa_id": anna}}}}
	if diff := cmp.Diff(want, a.body); diff != "" {
		t.Error(diff)
	}
	must(t, s.e.Person(anna, "").Write("Ciao?"))
	if got := s.take(); len(got) != 0 {
		t.Errorf("heard of one who is blocked: %v", got)
	}
	if a := s.message(anna, textMessage("x")); a.code() != 130403 {
		t.Error(a.raw)
	}
	if diff := cmp.Diff([]any{map[string]any{"messaging_product": "whatsapp", "wa_id": anna}}, s.ok(http.MethodGet, s.phone+"/block_users").data()); diff != "" {
		t.Error(diff)
	}
	s.json(http.MethodDelete, s.phone+"/block_users", body)
	stranger := map[string]any{"messaging_product": "whatsapp", "block_users": []any{map[string]any{"user": "+393290000009"}}}
	if a := s.json(http.MethodPost, s.phone+"/block_users", stranger); a.code() != 139100 || dig(a.body, "error", "fbtrace_id") != a.header.Get("X-Fb-Trace-Id") {
		t.Error(a.raw)
	}
	s.sent(anna, textMessage("x"))
	body["block_users"] = []any{map[string]any{"user": "393330000000"}}
	if a := s.json(http.MethodPost, s.phone+"/block_users", body); a.code() != 139100 {
		t.Errorf("one who has not written: %s", a.raw)
	}
}

// Programs in other languages do over HTTP what Go programs do by methods.
func TestPeopleOverHTTP(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	s.version = ""
	post := func(path string, body any) answer {
		t.Helper()
		a := s.json(http.MethodPost, "_emulator/"+path, body)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.raw)
		}
		return a
	}
	if a := post("people", map[string]any{"phone": "+39 333 1234567", "name": "Anna"}); a.body["phone"] != anna {
		t.Error(a.raw)
	}
	post("people/"+anna+"/write", map[string]any{"text": "Ciao"})
	s.version = "v26.0"
	s.sent(anna, map[string]any{"type": "interactive", "interactive": map[string]any{"type": "button", "body": map[string]any{"text": "Sure?"},
		"action": map[string]any{"buttons": []any{map[string]any{"type": "reply", "reply": map[string]any{"id": "yes", "title": "Sì"}}}}}})
	s.version = ""
	post("clock", map[string]any{"advance": "1m"})
	post("people/"+anna+"/read", nil)
	post("people/"+anna+"/tap", map[string]any{"button": "Sì"})
	inbox := s.call(http.MethodGet, "_emulator/people/"+anna+"/inbox").data()
	if len(inbox) != 1 || inbox[0].(map[string]any)["text"] != "Sure?" || inbox[0].(map[string]any)["read"] != true {
		t.Errorf("inbox %v", inbox)
	}
	if got := s.items("messages"); len(got) != 2 || got[1]["type"] != "interactive" {
		t.Errorf("webhooks %v", got)
	}
	for _, action := range []string{"tap", "dance"} {
		if a := s.json(http.MethodPost, "_emulator/people/"+anna+"/"+action, map[string]any{"button": "No"}); a.status == http.StatusOK || a.body["error"] == nil {
			t.Errorf("%s: %d %s", action, a.status, a.raw)
		}
	}
}

// The whole way: a number is linked to the Page, an ad leads to it, a person clicks, writes and is answered for free; the ad's
// figures know of it.
func TestFromAdToChat(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	c := &adsClient{s.client, s.e.Seed()}
	page, path := c.with(c.s.PageToken), c.s.PageID+"/page_whatsapp_number_verification"
	page.ok(http.MethodPost, path, "whatsapp_number", c.s.DisplayPhone)
	code, _ := s.e.VerificationCode(c.s.DisplayPhone)
	page.ok(http.MethodPost, path, "whatsapp_number", c.s.DisplayPhone, "verification_code", code)
	s.pass(time.Hour)
	var ad story
	ad.hash = c.image()
	ad.campaign = c.make("campaigns", campaignBody)
	ad.set = c.make("adsets", strings.ReplaceAll(c.fill(adSetBody, ad), "+393331234567", c.s.DisplayPhone))
	ad.creative = c.make("adcreatives", c.fill(creativeBody, ad))
	ad.ad = c.make("ads", c.fill(adBody, ad))
	c.activate(ad)
	s.pass(time.Hour)
	p := s.e.Person(anna, "Anna")
	must(t, p.ClickAd(ad.ad))
	must(t, p.Write("Quanto costa?"))
	referral, _ := s.items("messages")[0]["referral"].(map[string]any)
	if referral["source_id"] != ad.ad || referral["ctwa_clid"] == nil || dig(referral, "welcome_message", "text") != "Ciao!" {
		t.Errorf("referral %v", referral)
	}
	s.sent(anna, textMessage("2 euro"))
	s.pass(time.Minute)
	for _, status := range s.items("statuses") {
		if dig(status, "pricing", "type") != "free_entry_point" {
			t.Errorf("status %v", status)
		}
	}
	counts := map[any]any{}
	actions, _ := dig(c.get(ad.ad+"/insights", "date_preset", "maximum", "fields", "actions"), "data", 0, "actions").([]any)
	for _, a := range actions {
		counts[dig(a, "action_type")] = dig(a, "value")
	}
	for _, action := range []string{"onsite_conversion.messaging_conversation_started_7d", "onsite_conversion.messaging_first_reply"} {
		if n, _ := counts[action].(string); n == "" || n == "0" {
			t.Errorf("%s is %v in %v", action, counts[action], actions)
		}
	}
}
