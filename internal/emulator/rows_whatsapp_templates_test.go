package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (s *shopChat) create(name string, keys map[string]any) answer {
	s.Helper()
	body := map[string]any{"name": name, "language": "it", "category": "UTILITY"}
	for k, v := range keys {
		body[k] = v
	}
	return s.json(http.MethodPost, s.e.Seed().WABAID+"/message_templates", body)
}

func components(list ...any) map[string]any { return map[string]any{"components": list} }

func TestTemplateLife(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	waba := s.e.Seed().WABAID
	a := s.create("ready", components(bodyWith("Your order {{1}} is ready for you.", "7")))
	id := a.id()
	if diff := cmp.Diff(map[string]any{"id": id, "status": "PENDING", "category": "UTILITY"}, a.body); diff != "" {
		t.Fatal(diff)
	}
	if a := s.message(anna, templateMessage("ready", "it", texts("body", "7"))); a.code() != 132001 {
		t.Errorf("sent while in review: %s", a.raw)
	}
	s.pass(time.Hour)
	want := []map[string]any{{"field": "message_template_status_update", "event": "APPROVED", "message_template_id": numeric(id),
		"message_template_name": "ready", "message_template_language": "it", "message_template_category": "UTILITY", "reason": "NONE"}}
	if diff := cmp.Diff(want, s.take()); diff != "" {
		t.Error(diff)
	}
	s.sent(anna, templateMessage("ready", "it", texts("body", "7")))

	edit := func() answer {
		return s.json(http.MethodPost, id, components(bodyWith("Your order {{1}} is ready, come and get it.", "7")))
	}
	if a := edit(); a.body["success"] != true {
		t.Errorf("edit: %s", a.raw)
	}
	if a := edit(); a.code() != 100 {
		t.Errorf("edit in review: %s", a.raw)
	}
	s.pass(time.Hour)
	if a := edit(); a.code() != 100 {
		t.Errorf("second edit of a day: %s", a.raw)
	}
	if got := s.ok(http.MethodGet, id, "fields", "status,components{text}").body["components"].([]any)[0]; got.(map[string]any)["text"] != "Your order {{1}} is ready, come and get it." {
		t.Errorf("after the edit: %v", got)
	}

	s.e.SetTemplateStatus("ready", "PAUSED")
	if a := s.message(anna, templateMessage("ready", "it", texts("body", "7"))); a.code() != 132015 {
		t.Errorf("sent while paused: %s", a.raw)
	}
	s.ok(http.MethodPost, id+"/unpause")
	s.sent(anna, templateMessage("ready", "it", texts("body", "7")))
	s.e.SetTemplateStatus("ready", "DISABLED")
	if a := s.message(anna, templateMessage("ready", "it", texts("body", "7"))); a.code() != 132016 {
		t.Errorf("sent while disabled: %s", a.raw)
	}
	s.e.SetTemplateStatus("ready", "APPROVED")

	s.ok(http.MethodDelete, waba+"/message_templates", "name", "ready")
	if a := s.message(anna, templateMessage("ready", "it", texts("body", "7"))); a.code() != 132001 {
		t.Errorf("sent after deletion: %s", a.raw)
	}
	if a := s.create("ready", components(bodyWith("Once more"))); a.code() != 100 {
		t.Errorf("the name of a deleted template: %s", a.raw)
	}
	s.pass(31 * 24 * time.Hour)
	if a := s.create("ready", components(bodyWith("Once more"))); a.status != http.StatusOK {
		t.Errorf("the name a month later: %s", a.raw)
	}
	s.create("rejected_one", components(bodyWith("Once more")))
	s.pass(time.Hour)
	a = s.ok(http.MethodGet, waba+"/message_templates", "status", "REJECTED", "fields", "name,status,rejected_reason")
	if len(a.data()) != 1 || a.data()[0].(map[string]any)["rejected_reason"] != "INVALID_FORMAT" {
		t.Errorf("rejected: %s", a.raw)
	}
}

func numeric(id string) float64 { return float64(Args{"id": id}.Int("id")) }

func TestTemplateRefusals(t *testing.T) {
	t.Parallel()
	button := func(kind string, others ...any) map[string]any {
		b := map[string]any{"type": kind, "text": "Tap"}
		for i := 0; i+1 < len(others); i += 2 {
			b[others[i].(string)] = others[i+1]
		}
		return b
	}
	buttons := func(list ...any) map[string]any {
		return components(bodyWith("Some text"), map[string]any{"type": "BUTTONS", "buttons": list})
	}
	tests := map[string]struct {
		name    string
		keys    map[string]any
		subcode float64
	}{
		"capitals in the name":  {"Ready", components(bodyWith("x")), 2388040},
		"same language":         {"order_update", components(bodyWith("x")), 2388024},
		"no body":               {"a", components(map[string]any{"type": "FOOTER", "text": "x"}), 2388072},
		"long body":             {"a", components(bodyWith(strings.Repeat("x", 1025))), 2388040},
		"variable at the end":   {"a", components(bodyWith("Your code is {{1}}", "7")), 2388299},
		"variable at the start": {"a", components(bodyWith("{{1}} is your code", "7")), 2388299},
		"gap":                   {"a", components(bodyWith("Here are {{1}} and then {{3}} things", "7", "8")), 2388039},
		"side by side":          {"a", components(bodyWith("Here are {{1}}{{2}} and things", "7", "8")), 2388039},
		"too many":              {"a", components(bodyWith("A {{1}} {{2}} {{3}} b", "1", "2", "3")), 2388293},
		"no example":            {"a", components(bodyWith("Your code {{1}} is here")), 2388043},
		"named without saying":  {"a", components(namedBody("Your code {{code}} is here", "code", "7")), 2388039},
		"long header":           {"a", components(bodyWith("x"), map[string]any{"type": "HEADER", "format": "TEXT", "text": strings.Repeat("x", 61)}), 2388047},
		"header by URL": {"a", components(bodyWith("x"), map[string]any{"type": "HEADER", "format": "IMAGE", "example": map[string]any{
			"header_handle": []any{"https://a.example/a.png"}}}), 2388043},
		"variable in footer": {"a", components(bodyWith("x"), map[string]any{"type": "FOOTER", "text": "By {{1}} us"}), 2388073},
		"three links":        {"a", buttons(button("URL", "url", "https://a.example"), button("URL", "url", "https://a.example"), button("URL", "url", "https://a.example")), 2388039},
		"variable inside":    {"a", buttons(button("URL", "url", "https://a.example/{{1}}/x", "example", []any{"https://a.example/1/x"})), 2388039},
		"scattered replies":  {"a", buttons(button("QUICK_REPLY"), button("URL", "url", "https://a.example"), button("QUICK_REPLY")), 2388039},
		"one card":           {"a", components(bodyWith("x"), map[string]any{"type": "CAROUSEL", "cards": []any{map[string]any{}}}), 2388039},
		"time to live":       {"a", map[string]any{"message_send_ttl_seconds": 29, "components": []any{bodyWith("x")}}, 2388039},
	}
	s := newChat(t, Config{})
	for name, test := range tests {
		a := s.create(test.name, test.keys)
		e, _ := a.body["error"].(map[string]any)
		if a.status != http.StatusBadRequest || a.code() != 100 || e["error_subcode"] != test.subcode || e["error_user_msg"] == "" {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	for _, required := range []string{"name", "language", "category"} {
		if a := s.create("a", map[string]any{required: nil, "components": []any{bodyWith("x")}}); a.code() != 100 || !strings.Contains(a.message(), required) {
			t.Errorf("without %s: %s", required, a.raw)
		}
	}
}

func TestTemplateList(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	path := s.e.Seed().WABAID + "/message_templates"
	tests := map[string]struct {
		params []string
		want   int
	}{
		"all":      {nil, 5},
		"name":     {[]string{"name", "order_update"}, 2},
		"language": {[]string{"language", "it"}, 2},
		"several":  {[]string{"language", `["it","en_US"]`}, 3},
		"category": {[]string{"category", "MARKETING"}, 2},
		"status":   {[]string{"status", "PENDING"}, 0},
		"content":  {[]string{"content", "primavera"}, 1},
		"either":   {[]string{"name_or_content", "spring"}, 2},
		"together": {[]string{"name", "order_update", "language", "it", "status", `["APPROVED"]`}, 1},
	}
	for name, test := range tests {
		if got := len(s.ok(http.MethodGet, path, append(test.params, "limit", "100")...).data()); got != test.want {
			t.Errorf("%s: %d templates, want %d", name, got, test.want)
		}
	}
	if a := s.call(http.MethodGet, path, "status", "GOOD"); a.code() != 100 {
		t.Errorf("unknown status: %s", a.raw)
	}
	template, _ := s.ok(http.MethodGet, path, "name", "hello_world").data()[0].(map[string]any)
	for _, field := range []string{"id", "name", "language", "status", "category", "components"} {
		if template[field] == nil {
			t.Errorf("no %s when no fields are asked for", field)
		}
	}
	if a := s.call(http.MethodGet, path, "after", "x"); a.code() != 131059 {
		t.Errorf("bad cursor: %s", a.raw)
	}
}

func TestAuthenticationTemplate(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	a := s.create("code", map[string]any{"category": "AUTHENTICATION", "components": []any{
		map[string]any{"type": "BODY", "add_security_recommendation": true}, map[string]any{"type": "FOOTER", "code_expiration_minutes": 5},
		map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}}}}})
	if a.status != http.StatusOK {
		t.Fatal(a.raw)
	}
	s.pass(time.Hour)
	s.sent(anna, templateMessage("code", "it", texts("body", "123456"), urlButton("0", "123456")))
	s.pass(time.Hour)
	got := s.e.Person(anna, "").Inbox()[0]
	if got.Text != "123456 is your verification code. For your security, do not share this code." || got.Buttons[0].Payload != "123456" {
		t.Errorf("received %+v", got)
	}
	must(t, s.e.Person(anna, "").Write("x"))
	user := s.e.Person(anna, "").UserID()
	message := templateMessage("code", "it", texts("body", "123456"), urlButton("0", "123456"))
	message["recipient"] = user
	if a := s.message("", message); a.code() != 131062 {
		t.Errorf("a code to a user id: %s", a.raw)
	}
}

func TestCarouselTemplate(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	card := func() any {
		return map[string]any{"components": []any{
			map[string]any{"type": "HEADER", "format": "IMAGE", "example": map[string]any{"header_handle": []any{"4::aW"}}}, bodyWith("A coffee for {{1}} euro.", "2"),
			map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "QUICK_REPLY", "text": "Buy"}}}}}
	}
	a := s.create("cards", map[string]any{"category": "MARKETING", "components": []any{bodyWith("Our coffees:"), map[string]any{"type": "CAROUSEL", "cards": []any{card(), card()}}}})
	if a.status != http.StatusOK {
		t.Fatal(a.raw)
	}
	s.pass(time.Hour)
	sent := func(index int, price string) any {
		return map[string]any{"card_index": index, "components": []any{
			map[string]any{"type": "header", "parameters": []any{map[string]any{"type": "image", "image": map[string]any{"link": "https://a.example/" + price}}}},
			texts("body", price),
			map[string]any{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []any{map[string]any{"type": "payload", "payload": "buy-" + price}}}}}
	}
	s.sent(anna, templateMessage("cards", "it", map[string]any{"type": "carousel", "cards": []any{sent(0, "2"), sent(1, "3")}}))
	if a := s.message(anna, templateMessage("cards", "it", map[string]any{"type": "carousel", "cards": []any{sent(0, "2")}})); a.code() != 132000 {
		t.Errorf("one card: %s", a.raw)
	}
	s.pass(time.Hour)
	s.take()
	must(t, s.e.Person(anna, "Anna").Tap("buy-3"))
	if diff := cmp.Diff(map[string]any{"payload": "buy-3", "text": "Buy"}, s.items("messages")[0]["button"]); diff != "" {
		t.Error(diff)
	}
}
