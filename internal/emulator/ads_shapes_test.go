package emulator

import (
	"encoding/json"
	"testing"
	"time"
)

// mutants are all values that come of a decoded body by putting something of another shape into one place.
func mutants(v any) []any {
	out := []any{"", "x", "-1", json.Number("1"), 1.5, true, []any{}, map[string]any{}, []any{1, "x", nil}, map[string]any{"a": 1}, nil}
	switch u := v.(type) {
	case map[string]any:
		for k := range u {
			for _, m := range mutants(u[k]) {
				twin := map[string]any{}
				for k2, v2 := range u {
					twin[k2] = v2
				}
				twin[k] = m
				out = append(out, twin)
			}
		}
	case []any:
		for i := range u {
			for _, m := range mutants(u[i]) {
				twin := append([]any(nil), u...)
				twin[i] = m
				out = append(out, twin)
			}
		}
	}
	return out
}

// Whatever shape a parameter comes in, the answer is Meta's: never a fault of the emulator's own.
func TestAdsTakeAnyShape(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.story()
	account := c.s.AdAccountID
	for path, body := range map[string]string{
		account + "/campaigns": campaignBody, account + "/adsets": c.fill(adSetBody, s), account + "/adcreatives": c.fill(creativeBody, s),
		account + "/ads": c.fill(adBody, s), s.set: `{"targeting":{"geo_locations":{"countries":["IT"]}},"end_time":"2026-12-24T20:00:00"}`,
		s.ad: c.fill(`{"creative":{"creative_id":"CREATIVE"},"status":"PAUSED"}`, s), s.campaign: `{"status":"PAUSED","spend_cap":20000}`,
		c.s.DatasetID + "/events":    `{"data":[{"event_name":"a","event_time":1764579600,"action_source":"chat","user_data":{"em":["a"]},"custom_data":{}}]}`,
		account + "/adimages":        `{"bytes":"aaaa","copy_from":{"source_account_id":"1","hash":"a"}}`,
		account + "/insights":        `{"time_range":{"since":"2026-12-01","until":"2026-12-01"},"breakdowns":["age"],"filtering":[{"field":"ad.id","operator":"IN","value":["1"]}],"sort":["spend_descending"],"level":"ad"}`,
		s.campaign + "/copies":       `{"deep_copy":true,"rename_options":{"rename_suffix":"a"}}`,
		account + "/customaudiences": `{"name":"n","subtype":"LOOKALIKE","origin_audience_id":"1","lookalike_spec":"{}"}`,
	} {
		var v map[string]any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			t.Fatal(err)
		}
		for _, m := range mutants(v) {
			if _, ok := m.(map[string]any); !ok {
				continue
			}
			b, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			c.e.Clock().Advance(50 * time.Millisecond) // writes are limited a second
			if a := c.post(path, string(b)); a.status >= 500 || a.code() == 1 || a.code() == 613 || a.body == nil {
				t.Errorf("POST %s %s: %d %s", path, b, a.status, a.raw)
			}
		}
	}
}
