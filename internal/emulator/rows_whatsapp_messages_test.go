package emulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMessageRefusals(t *testing.T) {
	t.Parallel()
	interactive := func(kind string, action any, others ...any) map[string]any {
		m := map[string]any{"type": kind, "body": map[string]any{"text": "Which?"}, "action": action}
		for i := 0; i+1 < len(others); i += 2 {
			m[others[i].(string)] = others[i+1]
		}
		return map[string]any{"type": "interactive", "interactive": m}
	}
	button := func(id, title string) any {
		return map[string]any{"type": "reply", "reply": map[string]any{"id": id, "title": title}}
	}
	row := func(id string) any { return map[string]any{"id": id, "title": "Row " + id} }
	tests := map[string]struct {
		to      string
		keys    map[string]any
		status  int
		code    int
		details string // part of
	}{
		"no recipient":      {"", textMessage("x"), 400, 131008, "to"},
		"recipient is text": {"anna", textMessage("x"), 400, 131009, "to"},
		"to itself":         {"+39 06 00000012", textMessage("x"), 400, 131021, "to"},
		"unknown type":      {anna, map[string]any{"type": "telegram"}, 400, 100, "type"},
		"no text":           {anna, map[string]any{"type": "text"}, 400, 131008, "text"},
		"no body":           {anna, map[string]any{"type": "text", "text": map[string]any{}}, 400, 131008, "text['body']"},
		"long body":         {anna, textMessage(strings.Repeat("é", 4097)), 400, 131009, "4096"},
		"unknown key":       {anna, map[string]any{"type": "text", "text": map[string]any{"body": "x", "colour": "red"}}, 400, 100, "colour"},
		"long caption": {anna, map[string]any{"type": "image", "image": map[string]any{"link": "https://a.example/a.png",
			"caption": strings.Repeat("x", 1025)}}, 400, 131009, "image['caption']"},
		"unknown media":    {anna, map[string]any{"type": "image", "image": map[string]any{"id": "1"}}, 400, 131009, "image['id']"},
		"neither id":       {anna, map[string]any{"type": "video", "video": map[string]any{}}, 400, 131008, "video['id']"},
		"link of a file":   {anna, map[string]any{"type": "image", "image": map[string]any{"link": "file:///a.png"}}, 400, 131009, "image['link']"},
		"latitude":         {anna, map[string]any{"type": "location", "location": map[string]any{"latitude": 91, "longitude": 1}}, 400, 131009, "latitude"},
		"no longitude":     {anna, map[string]any{"type": "location", "location": map[string]any{"latitude": 1}}, 400, 131008, "longitude"},
		"reaction":         {anna, map[string]any{"type": "reaction", "reaction": map[string]any{"message_id": "wamid.x", "emoji": "x"}}, 400, 131009, "message_id"},
		"context":          {anna, map[string]any{"context": map[string]any{"message_id": "wamid.x"}, "type": "text", "text": map[string]any{"body": "x"}}, 400, 131009, "context['message_id']"},
		"lifetime":         {anna, map[string]any{"type": "text", "text": map[string]any{"body": "x"}, "ttl_seconds": 60}, 400, 100, "ttl_seconds"},
		"no name":          {anna, map[string]any{"type": "contacts", "contacts": []any{map[string]any{}}}, 400, 131008, "contacts[0]['name']"},
		"formatted only":   {anna, map[string]any{"type": "contacts", "contacts": []any{map[string]any{"name": map[string]any{"formatted_name": "A"}}}}, 400, 131008, "first_name"},
		"four buttons":     {anna, interactive("button", map[string]any{"buttons": []any{button("1", "a"), button("2", "b"), button("3", "c"), button("4", "d")}}), 400, 131009, "buttons"},
		"long title":       {anna, interactive("button", map[string]any{"buttons": []any{button("1", strings.Repeat("x", 21))}}), 400, 131009, "interactive['action']['buttons'][0]['reply']['title']"},
		"same id":          {anna, interactive("button", map[string]any{"buttons": []any{button("1", "a"), button("1", "b")}}), 400, 131009, "twice"},
		"eleven rows":      {anna, interactive("list", map[string]any{"button": "See", "sections": []any{map[string]any{"title": "A", "rows": []any{row("1"), row("2"), row("3"), row("4"), row("5"), row("6")}}, map[string]any{"title": "B", "rows": []any{row("7"), row("8"), row("9"), row("10"), row("11")}}}}), 400, 131009, "10 rows"},
		"untitled":         {anna, interactive("list", map[string]any{"button": "See", "sections": []any{map[string]any{"rows": []any{row("1")}}, map[string]any{"rows": []any{row("2")}}}}), 400, 131008, "title"},
		"list with image":  {anna, interactive("list", map[string]any{"button": "See", "sections": []any{map[string]any{"rows": []any{row("1")}}}}, "header", map[string]any{"type": "image"}), 400, 131009, "header"},
		"long footer":      {anna, interactive("button", map[string]any{"buttons": []any{button("1", "a")}}, "footer", map[string]any{"text": strings.Repeat("x", 61)}), 400, 131009, "footer"},
		"no action":        {anna, interactive("cta_url", map[string]any{"name": "cta_url"}), 400, 131008, "parameters"},
		"callback data":    {anna, map[string]any{"biz_opaque_callback_data": strings.Repeat("x", 513), "type": "text", "text": map[string]any{"body": "x"}}, 400, 131009, "biz_opaque_callback_data"},
		"identity":         {anna, map[string]any{"recipient_identity_key_hash": "x", "type": "text", "text": map[string]any{"body": "x"}}, 400, 137000, "hash"},
		"unknown template": {anna, templateMessage("nothing", "en"), 404, 132001, "nothing"},
		"other language":   {anna, templateMessage("order_update", "de"), 404, 132001, "de"},
		"no values":        {anna, templateMessage("order_update", "en"), 400, 132000, "expected number of params (2)"},
		"unnamed values":   {anna, templateMessage("order_update", "en", texts("body", "Anna", "7")), 400, 132012, "order_number"},
		"value of a link":  {anna, templateMessage("spring_offer", "en", texts("body", "Anna")), 400, 131008, "index 1"},
		"header without":   {anna, templateMessage("hello_world", "en_US", texts("header", "x")), 400, 132000, "header"},
		"button without":   {anna, templateMessage("hello_world", "en_US", urlButton("0", "x")), 400, 132018, "button"},
		"line break":       {anna, templateMessage("spring_offer", "en", texts("body", "A\nB"), urlButton("1", "x")), 400, 132018, "new-line"},
		"image for text": {anna, templateMessage("spring_offer", "en", map[string]any{"type": "body", "parameters": []any{
			map[string]any{"type": "image", "image": map[string]any{"link": "https://a.example/a.png"}}}}, urlButton("1", "x")), 400, 132012, "IMAGE"},
		"closed window": {"393339999999", textMessage("x"), 400, 131047, "24 hours"},
	}
	s := newChat(t, Config{})
	must(t, s.e.Person(anna, "Anna").Write("Ciao"))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := &shopChat{client: s.as(t), phone: s.phone}
			a := s.message(test.to, test.keys)
			if a.status != test.status || a.code() != test.code || !strings.Contains(a.details(), test.details) {
				t.Errorf("got %d %s, want %d, code %d and %q", a.status, a.raw, test.status, test.code, test.details)
			}
		})
	}
	if a := s.json(http.MethodPost, s.phone+"/messages", map[string]any{"to": anna, "text": map[string]any{"body": "x"}}); a.code() != 100 || !strings.Contains(a.message(), "messaging_product") {
		t.Errorf("without messaging_product: %s", a.raw)
	}
	if a := s.message("393339999999", textMessage("x")); a.message() != "(#131047) Re-engagement message" {
		t.Error(a.message())
	}
}

func TestMessageAccepted(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	must(t, s.e.Person(anna, "Anna").Write("Ciao"))
	user := s.e.Person(anna, "").UserID()
	a := s.message("+39 333 123-4567", textMessage("Ciao!"))
	want := map[string]any{"messaging_product": "whatsapp",
		"contacts": []any{map[string]any{"input": "+39 333 123-4567", "wa_id": anna, "user_id": user}},
		"messages": []any{map[string]any{"id": messageID(a)}}}
	if diff := cmp.Diff(want, a.body); diff != "" || !strings.HasPrefix(messageID(a), "wamid.HBgM") {
		t.Error(a.status, diff)
	}
	a = s.json(http.MethodPost, s.phone+"/messages", map[string]any{"messaging_product": "whatsapp", "recipient": user, "text": map[string]any{"body": "x"}})
	if a.status != http.StatusOK {
		t.Errorf("to a user id: %s", a.raw)
	}
	s.pass(time.Minute)
	if got := len(s.e.Person(anna, "").Inbox()); got != 2 {
		t.Errorf("received %d messages", got)
	}
	s.take()
	if a = s.message(user, templateMessage("hello_world", "en_US")); a.status != http.StatusOK {
		t.Errorf("user id in to: %s", a.raw)
	}
	s.pass(time.Hour)
	if got := s.take(); len(got) != 0 {
		t.Errorf("a message whose to is a user id was not dropped: %v", got)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	p := s.e.Person(anna, "Anna")
	must(t, p.Write("Ciao"))
	s.take()
	keys := textMessage("Ciao!")
	keys["biz_opaque_callback_data"] = "order 7"
	id := s.sent(anna, keys)
	if got := s.take(); len(got) != 0 {
		t.Errorf("a status came at once: %v", got)
	}
	s.pass(2 * time.Second)
	must(t, p.Read())
	must(t, p.Read())
	pricing := map[string]any{"billable": false, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"}
	status := func(name, at string, others ...any) map[string]any {
		m := map[string]any{"id": id, "status": name, "timestamp": at, "recipient_id": anna, "recipient_user_id": p.UserID(), "biz_opaque_callback_data": "order 7"}
		for i := 0; i+1 < len(others); i += 2 {
			m[others[i].(string)] = others[i+1]
		}
		return m
	}
	want := []map[string]any{status("sent", "1796115600", "pricing", pricing), status("delivered", "1796115601", "pricing", pricing),
		status("read", "1796115602")}
	if diff := cmp.Diff(want, s.items("statuses")); diff != "" {
		t.Error(diff)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	offer := templateMessage("spring_offer", "it", texts("body", "Anna"), urlButton("1", "anna"))
	tests := map[string]struct {
		prepare func(p *Person)
		keys    map[string]any
		code    float64
	}{
		"no WhatsApp":         {func(p *Person) { p.Leave() }, offer, 131026},
		"blocked":             {func(p *Person) { _ = p.Block() }, offer, 131026},
		"opted out":           {func(p *Person) { _ = p.OptOut(); p.FailLate(true) }, offer, 131050},
		"closed window":       {func(p *Person) { p.FailLate(true) }, textMessage("x"), 131047},
		"opted out, utility":  {func(p *Person) { _ = p.OptOut() }, templateMessage("hello_world", "en_US"), 0},
		"resumed":             {func(p *Person) { _ = p.OptOut(); _ = p.Resume() }, offer, 0},
		"blocked and back on": {func(p *Person) { _ = p.Block(); _ = p.Unblock() }, offer, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newChat(t, Config{})
			test.prepare(s.e.Person(anna, "Anna"))
			id := s.sent(anna, test.keys)
			s.pass(time.Minute)
			got := s.items("statuses")
			if test.code == 0 {
				if len(got) != 2 || got[1]["status"] != "delivered" {
					t.Errorf("got %v", got)
				}
				return
			}
			if len(got) != 1 || got[0]["status"] != "failed" || got[0]["id"] != id {
				t.Fatalf("got %v", got)
			}
			fault := got[0]["errors"].([]any)[0].(map[string]any)
			if fault["code"] != test.code || fault["title"] == "" || fault["error_data"].(map[string]any)["details"] == "" {
				t.Errorf("got %v", fault)
			}
		})
	}
	s := newChat(t, Config{})
	must(t, s.e.Person(anna, "").OptOut())
	if a := s.message(anna, offer); a.code() != 131050 {
		t.Errorf("marketing to one who opted out: %s", a.raw)
	}
}

func TestPricing(t *testing.T) {
	t.Parallel()
	before, after := time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)
	update := templateMessage("hello_world", "en_US")
	offer := templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "anna"))
	tests := map[string]struct {
		at       time.Time
		open     bool
		keys     map[string]any
		category string
		kind     string
	}{
		"service before":         {before, true, textMessage("x"), "service", "free_customer_service"},
		"service after":          {after, true, textMessage("x"), "service", "free_customer_service"},
		"utility inside before":  {before, true, update, "utility", "free_customer_service"},
		"utility inside after":   {after, true, update, "utility", "regular"},
		"utility outside before": {before, false, update, "utility", "regular"},
		"marketing inside":       {before, true, offer, "marketing", "regular"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newChat(t, Config{Start: test.at})
			if test.open {
				must(t, s.e.Person(anna, "").Write("Ciao"))
			}
			s.sent(anna, test.keys)
			s.pass(time.Minute)
			want := map[string]any{"billable": test.kind == "regular", "pricing_model": "PMP", "category": test.category, "type": test.kind}
			for _, status := range s.items("statuses") {
				if diff := cmp.Diff(want, status["pricing"]); diff != "" {
					t.Error(status["status"], diff)
				}
			}
		})
	}
}

// The free service messages of a month are used up by the thousand-and-first.
func TestPricingOfService(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{Start: time.Date(2026, 10, 2, 12, 0, 0, 0, time.UTC)})
	number := s.e.store.objects[s.phone]
	numberOf(number).serviceSent["2026-10"] = freeServiceMessages - 1
	must(t, s.e.Person(anna, "").Write("Ciao"))
	for range 2 {
		s.sent(anna, textMessage("x"))
		s.pass(time.Minute)
	}
	var got []any
	for _, status := range s.items("statuses") {
		got = append(got, status["pricing"].(map[string]any)["type"])
	}
	if diff := cmp.Diff([]any{"free_customer_service", "free_customer_service", "regular", "regular"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	p := s.e.Person(anna, "Anna")
	must(t, p.Write("Ciao"))
	s.pass(23*time.Hour + 59*time.Minute)
	s.sent(anna, textMessage("x"))
	s.pass(time.Minute)
	if a := s.message(anna, textMessage("x")); a.code() != 131047 {
		t.Errorf("after 24 hours: %s", a.raw)
	}
	s.sent(anna, templateMessage("hello_world", "en_US"))
	must(t, p.Write("Sì"))
	s.sent(anna, textMessage("x"))
}

func TestVersionsTellOfConversations(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	s.version = "v23.0"
	s.sent(anna, templateMessage("hello_world", "en_US"))
	s.pass(time.Minute)
	for _, status := range s.items("statuses") {
		conversation, _ := status["conversation"].(map[string]any)
		if conversation["origin"] == nil || (conversation["expiration_timestamp"] != nil) != (status["status"] == "sent") {
			t.Errorf("conversation of v23.0: %v", conversation)
		}
	}
}

func TestPairAndThroughput(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{Quotas: Quotas{Phone: Quota{Limit: 60, Per: time.Second}}})
	must(t, s.e.Person(anna, "").Write("Ciao"))
	for range 45 {
		s.sent(anna, textMessage("x"))
	}
	if a := s.message(anna, textMessage("x")); a.code() != 131056 {
		t.Errorf("the 46th at once: %s", a.raw)
	}
	code := 0
	for i := range 60 {
		if a := s.message("39333000"+string(rune('0'+i/10))+string(rune('0'+i%10)), templateMessage("hello_world", "en_US")); a.status != http.StatusOK {
			code = a.code()
			break
		}
	}
	if code != 130429 {
		t.Errorf("more than the throughput: %d", code)
	}
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	must(t, s.e.Person(anna, "Anna").Write("Ciao"))
	id := s.items("messages")[0]["id"]
	read := func(keys ...any) answer {
		body := map[string]any{"messaging_product": "whatsapp", "status": "read", "message_id": id}
		for i := 0; i+1 < len(keys); i += 2 {
			body[keys[i].(string)] = keys[i+1]
		}
		return s.json(http.MethodPost, s.phone+"/messages", body)
	}
	if a := read("typing_indicator", map[string]any{"type": "text"}); a.status != http.StatusOK || a.body["success"] != true {
		t.Error(a.raw)
	}
	if a := read("message_id", "wamid.x"); a.code() != 131009 {
		t.Error(a.raw)
	}
	s.pass(31 * 24 * time.Hour)
	if a := read(); a.code() != 131009 {
		t.Error(a.raw)
	}
}

func TestMarketingMessages(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	post := func(keys map[string]any) answer {
		keys["messaging_product"], keys["to"], keys["recipient_type"] = "whatsapp", anna, "individual"
		return s.json(http.MethodPost, s.phone+"/marketing_messages", keys)
	}
	offer := templateMessage("spring_offer", "en", texts("body", "Anna"), urlButton("1", "anna"))
	offer["product_policy"], offer["message_activity_sharing"] = "STRICT", true
	if a := post(offer); a.status != http.StatusOK {
		t.Error(a.raw)
	}
	if a := post(templateMessage("hello_world", "en_US")); a.code() != 134100 {
		t.Errorf("no marketing: %s", a.raw)
	}
	if a := post(textMessage("x")); a.code() != 131055 {
		t.Errorf("no template: %s", a.raw)
	}
	s.ok(http.MethodPost, s.e.Seed().WABAID, "disable_marketing_messages_on_cloud_api", "true")
	delete(offer, "product_policy")
	delete(offer, "message_activity_sharing")
	if a := s.message(anna, offer); a.code() != 131063 {
		t.Errorf("on Cloud API: %s", a.raw)
	}
	if a := post(offer); a.status != http.StatusOK {
		t.Error(a.raw)
	}
}

// Whatever comes as a message, it is answered as Meta answers, and never with a fault of the emulator.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{"messaging_product":"whatsapp","to":"393331234567","type":"text","text":{"body":"x"}}`,
		`{"messaging_product":"whatsapp","to":"393331234567","type":"template","template":{"name":"spring_offer","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"x"}]},{"type":"button","sub_type":"url","index":1,"parameters":[{"type":"text","text":"x"}]}]}}`,
		`{"messaging_product":"whatsapp","to":"393331234567","type":"interactive","interactive":{"type":"carousel","body":{"text":"x"},"action":{"cards":[{"card_index":0,"action":{"name":"cta_url"}},{"card_index":1}]}}}`,
		`{"messaging_product":"whatsapp","to":"393331234567","type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"button":"x","sections":[{"rows":[{"id":"1","title":"x"}]}]}}}`,
		`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x"}`,
		`{"messaging_product":"whatsapp","to":"IT.1","type":"contacts","contacts":[{"name":{"formatted_name":"x","first_name":"x"},"phones":[{}]}]}`,
	} {
		f.Add(seed)
	}
	e := New(Config{Start: start, Quotas: Quotas{Phone: Quota{Limit: -1}, Pair: Quota{Limit: -1}, App: Quota{Limit: -1}}})
	if err := e.Person(anna, "Anna").Write("Ciao"); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v26.0/"+e.Seed().PhoneNumberID+"/messages", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+e.Seed().Token)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		var answer struct {
			Messages []any
			Success  bool
			Error    struct{ Code int }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if accepted := len(answer.Messages) == 1 || answer.Success; accepted != (w.Code == http.StatusOK) || accepted == (answer.Error.Code != 0) || answer.Error.Code == 1 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
