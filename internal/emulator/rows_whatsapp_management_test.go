package emulator

import (
	"net/http"
	"testing"
	"time"
)

// What Meta refuses of the management of numbers, groups, Flows and partners.
func TestManagementRefusals(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	seed := s.e.Seed()
	phone, waba := seed.PhoneNumberID, seed.WABAID
	flow := s.ok(http.MethodPost, waba+"/flows", "name", "Booking", "categories", `["OTHER"]`).id()
	solution, _ := s.ok(http.MethodPost, seed.AppID+"/whatsapp_business_solution", "solution_name", "S", "partner_app_id", "5",
		"owner_permissions", `["MESSAGING"]`, "partner_permissions", `[]`).body["solution_id"].(string)
	tests := map[string]struct {
		method, path string
		params       []string
		code         int
	}{
		"two settings at once":       {"POST", phone + "/settings", []string{"calling", `{"status":"ENABLED"}`, "storage_configuration", `{"enabled":false}`}, 100},
		"unknown setting":            {"POST", phone + "/settings", []string{"colours", `{}`}, 100},
		"hours without a zone":       {"POST", phone + "/settings", []string{"calling", `{"call_hours":{"status":"ENABLED"}}`}, 100},
		"call while calling is off":  {"POST", phone + "/calls", []string{"messaging_product", "whatsapp", "action", "connect", "to", anna, "session", `{"sdp_type":"offer","sdp":"v=0"}`}, 138000},
		"five prompts":               {"POST", phone + "/conversational_automation", []string{"prompts", `["1","2","3","4","5"]`}, 100},
		"command twice":              {"POST", phone + "/conversational_automation", []string{"commands", `[{"command_name":"a","command_description":"x"},{"command_name":"a","command_description":"y"}]`}, 100},
		"custom type without OTHER":  {"POST", phone + "/business_compliance_info", []string{"messaging_product", "whatsapp", "entity_name", "B", "entity_type", "PARTNERSHIP", "entity_type_custom", "x", "grievance_officer_details", `{}`, "customer_care_details", `{}`}, 100},
		"withdrawal of nothing":      {"POST", phone + "/official_business_account", []string{"action", "WITHDRAW_APPLICATION"}, 100},
		"key that is none":           {"POST", phone + "/whatsapp_business_encryption", []string{"business_public_key", "x"}, 100},
		"username with a space":      {"POST", phone + "/username", []string{"username", "la bottega"}, 100},
		"long QR message":            {"POST", phone + "/message_qrdls", []string{"prefilled_message", string(make([]rune, 141))}, 100},
		"unknown QR code":            {"GET", phone + "/message_qrdls/ABC1", nil, 100},
		"group without a subject":    {"POST", phone + "/groups", []string{"messaging_product", "whatsapp"}, 100},
		"Flow of a name that exists": {"POST", waba + "/flows", []string{"name", "Booking", "categories", `["OTHER"]`}, 100},
		"Flow of an odd category":    {"POST", waba + "/flows", []string{"name", "B", "categories", `["PIZZA"]`}, 100},
		"publishing of nothing":      {"POST", flow + "/publish", nil, 139002},
		"deprecation of a draft":     {"POST", flow + "/deprecate", nil, 139003},
		"figures backwards":          {"GET", waba + "/pricing_analytics", []string{"start", "1793664000", "end", "1793577600", "granularity", "DAILY"}, 100},
		"figures of long ago":        {"GET", waba + "/pricing_analytics", []string{"start", "1593577600", "end", "1793577600", "granularity", "DAILY"}, 100},
		"users of no business":       {"GET", waba + "/assigned_users", nil, 100},
		"user who isn't there":       {"DELETE", waba + "/assigned_users?user=9", nil, 100},
		"invitation of another":      {"POST", solution + "/accept", []string{"partner_app_id", "6"}, 100},
		"end that nobody asked for":  {"POST", solution + "/accept_deactivation_request", nil, 100},
		"both sides send":            {"POST", seed.AppID + "/whatsapp_business_solution", []string{"solution_name", "S", "partner_app_id", "5", "owner_permissions", `["MESSAGING"]`, "partner_permissions", `["MESSAGING"]`}, 100},
		"unknown way to pay":         {"GET", waba + "/payment_configuration", []string{"configuration_name", "x"}, 100},
	}
	for name, test := range tests {
		if a := s.call(test.method, test.path, test.params...); a.code() != test.code {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
}

// A person who calls is heard, and the call ends by itself where nobody takes it.
func TestCallsOfPeople(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	caller := s.e.Person(anna, "Anna")
	if _, err := caller.Call(); err == nil {
		t.Error("called a number that takes no calls")
	}
	s.ok(http.MethodPost, s.phone+"/settings", "calling", `{"status":"ENABLED"}`)
	s.take()
	first, err := caller.Call()
	must(t, err)
	s.ok(http.MethodPost, s.phone+"/calls", "messaging_product", "whatsapp", "action", "accept", "call_id", first, "session", `{"sdp_type":"answer","sdp":"v=0"}`)
	s.pass(30 * time.Second)
	s.ok(http.MethodPost, s.phone+"/calls", "messaging_product", "whatsapp", "action", "terminate", "call_id", first)
	second, err := caller.Call()
	must(t, err)
	s.pass(2 * time.Minute)
	if a := s.call(http.MethodPost, s.phone+"/calls", "messaging_product", "whatsapp", "action", "reject", "call_id", second); a.code() != 100 {
		t.Errorf("rejected too late: %s", a.raw)
	}
	var told []any
	for _, c := range s.items("calls") {
		told = append(told, c["event"], c["status"], c["duration"])
	}
	want := []any{"connect", nil, nil, "terminate", "COMPLETED", 30.0, "connect", nil, nil, "terminate", "FAILED", nil}
	if len(told) != len(want) {
		t.Fatalf("webhooks: %v", told)
	}
	for i := range want {
		if told[i] != want[i] {
			t.Errorf("webhooks: %v", told)
		}
	}
}

// A group is made later than it is asked for, and people join by its link alone.
func TestGroupsOfPeople(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	made := s.ok(http.MethodPost, s.phone+"/groups", "messaging_product", "whatsapp", "subject", "Wine club")
	if got := s.items("groups"); len(got) != 0 {
		t.Errorf("told before it was made: %v", got)
	}
	s.pass(2 * time.Second)
	told := s.items("groups")
	if len(told) != 1 || told[0]["type"] != "group_create" || told[0]["request_id"] != made.body["request_id"] {
		t.Fatalf("webhooks: %v", told)
	}
	id, link := told[0]["group_id"].(string), told[0]["invite_link"].(string)
	guest := s.e.Person(anna, "Anna")
	must(t, guest.JoinGroup(link))
	if got := s.items("groups"); len(got) != 1 || got[0]["type"] != "group_participants_add" {
		t.Errorf("webhooks: %v", got)
	}
	s.ok(http.MethodDelete, id+"/invite_link", "messaging_product", "whatsapp")
	if err := s.e.Person("393331234568", "Bruno").JoinGroup(link); err == nil {
		t.Error("joined by a link that is good no more")
	}
	s.ok(http.MethodDelete, id+"/participants", "messaging_product", "whatsapp", "participants", `[{"user":"`+anna+`"}]`)
	fresh, _ := s.ok(http.MethodPost, id+"/invite_link", "messaging_product", "whatsapp").body["invite_link"].(string)
	if err := guest.JoinGroup(fresh); err == nil || fresh == link {
		t.Errorf("who was removed came back by %s", fresh)
	}
}
