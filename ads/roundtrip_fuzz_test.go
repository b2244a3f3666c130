package ads_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

// What is read, changed in one thing and written back keeps everything else: fields of
// later versions, numbers beyond 2^53, and what is nested in what is unknown.
func FuzzTargetingRoundTrip(f *testing.F) {
	for _, seed := range []string{
		`{"geo_locations":{"countries":["IT"],"future_places":[{"key":"9","radius":1.5}]},"age_min":18,"future":{"a":[1,2,{"b":null}]},"whatsapp_positions":["status"]}`,
		`{"flexible_spec":[{"interests":[{"id":"6003107902433","name":"Soccer","topic":"sport"}],"future":[1]}],"threads_positions":["threads_stream"]}`,
		`{"targeting_automation":{"advantage_audience":1,"individual_setting":{"age":1}},"big":9007199254740993,"small":1e-9}`,
		`{"custom_audiences":[{"id":"1","future":true}],"excluded_geo_locations":{"cities":[{"key":"1","radius":10,"distance_unit":"mile","later":"x"}]}}`,
		`{"":1,"Age_Min":3,"age_min":"21"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { keepsUnknown[ads.Targeting](t, data) })
}

func FuzzCreativeRoundTrip(f *testing.F) {
	for _, seed := range []string{
		`{"object_story_spec":{"page_id":"1","link_data":{"link":"https://a.example","future":{"x":1},"call_to_action":{"type":"WHATSAPP_MESSAGE","value":{"app_destination":"WHATSAPP","new_key":[true]}}}},"later":"y"}`,
		`{"asset_feed_spec":{"message_extensions":[{"type":"whatsapp","future":1}],"additional_data":{"partner_app_welcome_message_flow_id":"5","z":2}},"wamo_whatsapp_identity_spec":{"wamo_whatsapp_identity_id":"1"}}`,
		`{"degrees_of_freedom_spec":{"creative_features_spec":{"standard_enhancements":{"enroll_status":"OPT_OUT","q":1},"new_feature":{"enroll_status":"OPT_IN"}}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { keepsUnknown[ads.AdCreative](t, data) })
}

// keepsUnknown reads a value, writes it and reads it again: nothing may have changed, and no key that T lacks may be gone.
func keepsUnknown[T any](t *testing.T, data []byte) {
	t.Helper()
	var in map[string]json.RawMessage
	if json.Unmarshal(data, &in) != nil || in == nil {
		return
	}
	var first T
	if json.Unmarshal(data, &first) != nil {
		return // of a shape that Meta does not send
	}
	written, err := json.Marshal(first)
	if err != nil {
		t.Fatalf("%s can't be written: %v", data, err)
	}
	var second T
	if err := json.Unmarshal(written, &second); err != nil {
		t.Fatalf("%s can't be read: %v", written, err)
	}
	again, err := json.Marshal(second)
	if err != nil || !bytes.Equal(written, again) {
		t.Fatalf("%s became %s, %v", written, again, err)
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(written, &out); err != nil {
		t.Fatal(err)
	}
	for key, want := range in {
		if known[T](key) {
			continue
		}
		if diff := cmp.Diff(decoded(t, want), decoded(t, out[key])); diff != "" {
			t.Fatalf("%q is not as it was (-want +got):\n%s", key, diff)
		}
	}
}

// known tells whether T has a field for a key.
func known[T any](key string) bool {
	for field := range reflect.TypeFor[T]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if strings.EqualFold(name, key) {
			return true
		}
	}
	return false
}

func decoded(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	if raw == nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
