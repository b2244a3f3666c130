package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func (s *shopChat) refused(name string, a answer, code float64, about string) {
	s.Helper()
	if float64(a.code()) != code || !strings.Contains(a.raw, about) {
		s.Errorf("%s: %d %s", name, a.status, a.raw)
	}
}

func TestTemplateLibrary(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	waba := s.e.Seed().WABAID
	if a := s.ok(http.MethodGet, "message_template_library", "search", "parcel", "industry", "E_COMMERCE"); len(a.data()) != 1 {
		t.Errorf("search: %s", a.raw)
	}
	use := map[string]any{"library_template_name": "delivery_update_1"}
	s.refused("without an address", s.create("parcel", use), 100, "library_template_button_inputs")
	use["library_template_button_inputs"] = []any{map[string]any{"type": "URL", "url": map[string]any{"base_url": "https://a.example/{{1}}", "url_suffix_example": "https://a.example/1"}}}
	s.refused("other category", s.create("parcel", map[string]any{"library_template_name": "delivery_update_1", "category": "MARKETING"}), 100, "category")
	s.refused("not in the library", s.create("parcel", map[string]any{"library_template_name": "nothing"}), 100, "library")
	if a := s.create("parcel", use); a.body["status"] != "APPROVED" {
		t.Fatalf("made of the library: %s", a.raw)
	}
	s.sent(anna, templateMessage("parcel", "it", texts("body", "Anna", "7", "1 gennaio"), map[string]any{
		"type": "button", "sub_type": "url", "index": "0", "parameters": []any{map[string]any{"type": "text", "text": "7"}}}))

	previews := waba + "/message_template_previews"
	s.refused("another category", s.call(http.MethodGet, previews, "category", "UTILITY"), 100, "category")
	s.refused("too long", s.call(http.MethodGet, previews, "category", "AUTHENTICATION", "code_expiration_minutes", "91"), 100, "code_expiration_minutes")
	if a := s.ok(http.MethodGet, previews, "category", "AUTHENTICATION"); len(a.data()) != len(codeTexts) {
		t.Errorf("all languages: %s", a.raw)
	}
	upsert := func(keys map[string]any) answer {
		body := map[string]any{"name": "code", "category": "AUTHENTICATION", "languages": []any{"it", "fr"}, "components": []any{
			map[string]any{"type": "BODY"}, map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "OTP", "otp_type": "COPY_CODE"}}}}}
		for k, v := range keys {
			body[k] = v
		}
		return s.json(http.MethodPost, waba+"/upsert_message_templates", body)
	}
	s.refused("no language", upsert(map[string]any{"languages": []any{}}), 100, "languages")
	s.refused("a text of one's own", upsert(map[string]any{"components": []any{map[string]any{"type": "BUTTONS", "buttons": []any{
		map[string]any{"type": "OTP", "otp_type": "COPY_CODE", "text": "Mine"}}}}}), 100, "components")
	if a := upsert(nil); a.status != http.StatusOK || len(a.data()) != 2 {
		t.Errorf("upsert: %s", a.raw)
	}
}

func TestTemplateGroupsAndArchive(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	waba := s.e.Seed().WABAID
	first, second := s.create("first_one", components(bodyWith("Some text"))).id(), s.create("second_one", components(bodyWith("Some text"))).id()
	group := func(keys map[string]any) answer {
		body := map[string]any{"name": "All", "whatsapp_business_templates": []any{first}}
		for k, v := range keys {
			body[k] = v
		}
		return s.json(http.MethodPost, waba+"/template_groups", body)
	}
	s.refused("long name", group(map[string]any{"name": strings.Repeat("x", 257)}), 100, "name")
	s.refused("long description", group(map[string]any{"description": strings.Repeat("x", 513)}), 100, "description")
	s.refused("no template", group(map[string]any{"whatsapp_business_templates": []any{waba}}), 100, "whatsapp_business_templates")
	id := group(nil).id()
	s.refused("same name", group(map[string]any{"whatsapp_business_templates": []any{second}}), 100, "exists")
	s.refused("in two groups", group(map[string]any{"name": "Other"}), 100, "one template group only")
	s.refused("figures without insights", s.call(http.MethodGet, waba+"/template_group_analytics", "template_group_ids", id, "granularity", "DAILY",
		"start", "2026-11-01", "end", "2026-11-02"), 200007, "insights")
	s.ok(http.MethodDelete, id)

	archive := func(what string, ids ...any) answer {
		return s.json(http.MethodPost, waba+"/message_templates/"+what, map[string]any{"hsm_ids": ids})
	}
	s.refused("nothing to archive", archive("archive"), 100, "hsm_ids")
	if a := archive("archive", first); len(a.body["failed_templates"].(map[string]any)) != 1 {
		t.Errorf("archived in review: %s", a.raw)
	}
	s.pass(time.Hour)
	s.take()
	archive("archive", first)
	if a := s.message(anna, templateMessage("first_one", "it")); a.code() != 132001 {
		t.Errorf("sent out of the archive: %s", a.raw)
	}
	archive("unarchive", first)
	s.pass(time.Second)
	var events []any
	for _, v := range s.take() {
		events = append(events, v["event"])
	}
	if len(events) != 2 || events[0] != "ARCHIVED" || events[1] != "UNARCHIVED" {
		t.Errorf("webhooks: %v", events)
	}
	s.pass(40 * 24 * time.Hour)
	s.sent(anna, templateMessage("first_one", "it")) // it came back, and was not deleted
	s.refused("compared with itself", s.call(http.MethodGet, first+"/compare", "template_ids", `["`+first+`"]`, "start", "0", "end", "604800"), 100, "template_ids")
	s.refused("compared over 8 days", s.call(http.MethodGet, first+"/compare", "template_ids", `["`+second+`"]`, "start", "0", "end", "691200"), 100, "start")
	s.refused("migrated from itself", s.json(http.MethodPost, waba+"/migrate_message_templates", map[string]any{"source_waba_id": waba}), 100, "source_waba_id")
}
