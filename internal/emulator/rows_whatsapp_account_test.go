package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAccountAndNumber(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	tests := map[string]struct {
		path, fields string
		want         map[string]any
	}{
		"account": {s.WABAID, "name,currency,account_review_status,ownership_type",
			map[string]any{"id": s.WABAID, "name": "Bottega Srl", "currency": "EUR", "account_review_status": "APPROVED", "ownership_type": "SELF"}},
		"number": {s.PhoneNumberID, "display_phone_number,status,quality_rating,code_verification_status,throughput,is_pin_enabled",
			map[string]any{"id": s.PhoneNumberID, "display_phone_number": "+39 06 0000 0012", "status": "CONNECTED", "quality_rating": "GREEN",
				"code_verification_status": "VERIFIED", "throughput": map[string]any{"level": "STANDARD"}, "is_pin_enabled": true}},
		"numbers of the account": {s.WABAID, "phone_numbers{status}", map[string]any{"id": s.WABAID, "phone_numbers": map[string]any{
			"data": []any{map[string]any{"id": s.PhoneNumberID, "status": "CONNECTED"}}}}},
	}
	for name, test := range tests {
		got := c.ok(http.MethodGet, test.path, "fields", test.fields).body
		if edge, ok := got["phone_numbers"].(map[string]any); ok {
			delete(edge, "paging")
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Error(name, diff)
		}
	}
	health, _ := c.ok(http.MethodGet, s.PhoneNumberID, "fields", "health_status").body["health_status"].(map[string]any)
	if entities, _ := health["entities"].([]any); health["can_send_message"] != "AVAILABLE" || len(entities) != 4 {
		t.Errorf("health %v", health)
	}
	if got := c.ok(http.MethodGet, s.BusinessID+"/owned_whatsapp_business_accounts").data(); len(got) != 1 || got[0].(map[string]any)["id"] != s.WABAID {
		t.Errorf("accounts of the business: %v", got)
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	s := newChat(t, Config{})
	waba := s.e.Seed().WABAID
	id := s.ok(http.MethodPost, waba+"/phone_numbers", "cc", "39", "phone_number", "0655500199", "verified_name", "Bottega 2").id()
	product := []string{"messaging_product", "whatsapp", "pin"}
	register := func(pin string) answer { return s.call(http.MethodPost, id+"/register", append(product, pin)...) }
	if a := register("123456"); a.code() != 133006 {
		t.Errorf("before verification: %s", a.raw)
	}
	s.ok(http.MethodPost, id+"/request_code", "code_method", "SMS", "language", "it")
	if a := s.call(http.MethodPost, id+"/verify_code", "code", "000000"); a.code() != 136024 {
		t.Errorf("wrong code: %s", a.raw)
	}
	code, ok := s.e.VerificationCode("390655500199")
	if !ok {
		t.Fatal("no code was sent")
	}
	s.ok(http.MethodPost, id+"/verify_code", "code", code)
	if a := register("12345"); a.code() != 100 {
		t.Errorf("short PIN: %s", a.raw)
	}
	other := &shopChat{client: s.client, phone: id}
	if a := other.message(anna, templateMessage("hello_world", "en_US")); a.code() != 133010 {
		t.Errorf("sent before registration: %s", a.raw)
	}
	if a := register("123456"); a.body["success"] != true {
		t.Error(a.raw)
	}
	other.sent(anna, templateMessage("hello_world", "en_US"))
	if a := register("654321"); a.code() != 133005 {
		t.Errorf("other PIN: %s", a.raw)
	}
	s.ok(http.MethodPost, id+"/deregister")
	for range 8 {
		register("123456")
	}
	if a := register("123456"); a.code() != 133016 {
		t.Errorf("eleventh time: %s", a.raw)
	}
	s.pass(72 * time.Hour)
	if a := register("123456"); a.status != http.StatusOK {
		t.Errorf("three days later: %s", a.raw)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	path := c.e.Seed().PhoneNumberID + "/whatsapp_business_profile"
	c.ok(http.MethodPost, path, "messaging_product", "whatsapp", "about", "Coffee", "websites", `["https://bottega.example"]`, "vertical", "RETAIL")
	if diff := cmp.Diff([]any{map[string]any{"messaging_product": "whatsapp", "vertical": "RETAIL"}}, c.ok(http.MethodGet, path, "fields", "vertical").data()); diff != "" {
		t.Error(diff) // messaging_product is answered without being asked for
	}
	want := []any{map[string]any{"messaging_product": "whatsapp", "about": "Coffee", "websites": []any{"https://bottega.example"}}}
	if diff := cmp.Diff(want, c.ok(http.MethodGet, path, "fields", "about,websites,messaging_product").data()); diff != "" {
		t.Error(diff)
	}
	for name, params := range map[string][]string{"no product": {"about", "x"}, "vertical": {"messaging_product", "whatsapp", "vertical", "COFFEE"},
		"websites": {"messaging_product", "whatsapp", "websites", `["a","b"]`}, "empty about": {"messaging_product", "whatsapp", "about", ""}} {
		if a := c.call(http.MethodPost, path, params...); a.code() != 100 {
			t.Errorf("%s: %s", name, a.raw)
		}
	}
}

// A number's own callback goes before the account's, and that before the app's.
func TestOverrides(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{Start: start, AppSecret: "secret"})
	s := c.e.Seed()
	counts := make([]atomic.Int64, 3)
	var callbacks []string
	for i := range counts {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost:
				counts[i].Add(1)
			case r.URL.Query().Get("hub.verify_token") == "v":
				_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
			}
		}))
		t.Cleanup(server.Close)
		callbacks = append(callbacks, server.URL)
	}
	app := c.with(s.AppID + "|secret")
	app.secret = ""
	app.ok(http.MethodPost, s.AppID+"/subscriptions", "object", "whatsapp_business_account", "callback_url", callbacks[0], "fields", "messages,user_preferences", "verify_token", "v")
	apps := s.WABAID + "/subscribed_apps"
	write := func(want ...int64) {
		t.Helper()
		must(t, c.e.Person(anna, "Anna").Write("Ciao"))
		must(t, c.e.Wait(t.Context()))
		var got []int64
		for i := range counts {
			got = append(got, counts[i].Swap(0))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	write(0, 0, 0)
	if a := c.call(http.MethodPost, apps, "override_callback_uri", callbacks[1], "verify_token", "v"); a.code() != 100 {
		t.Errorf("override before subscription: %s", a.raw)
	}
	c.ok(http.MethodPost, apps)
	write(1, 0, 0)
	if a := c.call(http.MethodPost, apps, "override_callback_uri", callbacks[1], "verify_token", "wrong"); a.code() != 2200 {
		t.Errorf("callback that does not answer: %s", a.raw)
	}
	c.ok(http.MethodPost, apps, "override_callback_uri", callbacks[1], "verify_token", "v")
	write(0, 1, 0)
	row, _ := c.ok(http.MethodGet, apps).data()[0].(map[string]any)
	if row["override_callback_uri"] != callbacks[1] || row["whatsapp_business_api_data"].(map[string]any)["id"] != s.AppID {
		t.Errorf("subscribed apps: %v", row)
	}
	c.ok(http.MethodPost, s.PhoneNumberID, "webhook_configuration", `{"override_callback_uri":"`+callbacks[2]+`","verify_token":"v"}`)
	write(0, 0, 1)
	must(t, c.e.Person(anna, "Anna").OptOut())
	must(t, c.e.Wait(t.Context()))
	if counts[0].Swap(0) != 1 {
		t.Error("what is not about messages goes to the app")
	}
	want := map[string]any{"application": callbacks[0], "whatsapp_business_account": callbacks[1], "phone_number": callbacks[2]}
	if diff := cmp.Diff(want, c.ok(http.MethodGet, s.PhoneNumberID, "fields", "webhook_configuration").body["webhook_configuration"]); diff != "" {
		t.Error(diff)
	}
	c.ok(http.MethodPost, s.PhoneNumberID, "webhook_configuration", `{"override_callback_uri":""}`)
	write(0, 1, 0)
	c.ok(http.MethodPost, apps)
	write(1, 0, 0)
	c.ok(http.MethodDelete, apps)
	write(0, 0, 0)
}

func TestWelcomeSequences(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	path := c.e.Seed().WABAID + "/welcome_message_sequences"
	sequence := `{"text":"Ciao!","autofill_message":{"content":"Vorrei un caffè"},"ice_breakers":[{"title":"Prezzi?"}]}`
	id, _ := c.ok(http.MethodPost, path, "name", "spring", "welcome_message_sequence", sequence).body["sequence_id"].(string)
	row, _ := c.ok(http.MethodGet, path).data()[0].(map[string]any)
	if row["name"] != "spring" || row["id"] != id || row["is_used_in_ad"] != false {
		t.Errorf("listed %v", row)
	}
	c.ok(http.MethodPost, path, "sequence_id", id, "name", "summer")
	if row, _ := c.ok(http.MethodGet, path, "sequence_id", id).data()[0].(map[string]any); row["name"] != "summer" {
		t.Errorf("after the update %v", row)
	}
	for name, params := range map[string][]string{
		"no name":     {"welcome_message_sequence", sequence},
		"no sequence": {"name", "x"},
		"no text":     {"name", "x", "welcome_message_sequence", `{"ice_breakers":[]}`},
		"unknown":     {"name", "x", "sequence_id", "1", "welcome_message_sequence", sequence},
		"five": {"name", "x", "welcome_message_sequence",
			`{"text":"a","ice_breakers":[{"title":"1"},{"title":"2"},{"title":"3"},{"title":"4"},{"title":"5"}]}`},
	} {
		if a := c.call(http.MethodPost, path, params...); a.status != http.StatusBadRequest {
			t.Errorf("%s: %s", name, a.raw)
		}
	}
	c.ok(http.MethodDelete, path, "sequence_id", id)
	if got := c.ok(http.MethodGet, path).data(); len(got) != 0 {
		t.Errorf("after deletion %v", got)
	}
}

func TestDatasetOfAccount(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	path := c.e.Seed().WABAID + "/dataset"
	id := c.ok(http.MethodPost, path, "dataset_name", "Shop").id()
	if again := c.ok(http.MethodPost, path).id(); again != id || id == "" {
		t.Errorf("datasets %s and %s", id, again)
	}
}

// A sequence that greets from a running ad cannot be deleted.
func TestWelcomeSequenceInUse(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	path := c.s.WABAID + "/welcome_message_sequences"
	id, _ := c.ok(http.MethodPost, path, "name", "spring", "welcome_message_sequence", `{"text":"Ciao!"}`).body["sequence_id"].(string)
	ad := c.story()
	must(t, c.e.act(func(call *Call) error {
		call.Object(ad.creative).Values["asset_feed_spec"] = map[string]any{"additional_data": map[string]any{"partner_app_welcome_message_flow_id": id}}
		return nil
	}))
	c.activate(ad)
	c.e.Clock().Advance(time.Hour)
	a := c.call(http.MethodDelete, path, "sequence_id", id)
	if code := dig(a.body, "error", "error_subcode"); code != 4027012.0 {
		t.Error(a.raw)
	}
	c.posted(ad.ad, `{"status":"PAUSED"}`)
	c.ok(http.MethodDelete, path, "sequence_id", id)
}

func TestCatalogsOfAccount(t *testing.T) {
	t.Parallel()
	c := newClient(t, Config{})
	s := c.e.Seed()
	path := s.WABAID + "/product_catalogs"
	var catalog string
	must(t, c.e.act(func(call *Call) error { catalog = call.All(catalogType)[0].ID; return nil }))
	c.ok(http.MethodPost, path, "catalog_id", catalog)
	if got := c.ok(http.MethodGet, path).data(); len(got) != 1 || dig(got[0], "id") != catalog {
		t.Errorf("catalogs %v", got)
	}
	c.ok(http.MethodDelete, path, "catalog_id", catalog)
	if got := c.ok(http.MethodGet, path).data(); len(got) != 0 {
		t.Errorf("catalogs %v", got)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	c := newChat(t, Config{})
	must(t, c.e.act(func(call *Call) error {
		call.e.tokens[c.token].Scopes = []string{"whatsapp_business_management"}
		return nil
	}))
	if a := c.message(anna, templateMessage("hello_world", "en_US")); a.code() != 10 || a.status != http.StatusForbidden {
		t.Errorf("messages: %d %s", a.status, a.raw)
	}
	c.ok(http.MethodGet, c.e.Seed().WABAID+"/message_templates")
}
