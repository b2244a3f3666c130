package emulator

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func header(t *testing.T, a answer, name string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.header.Get(name)), &v); err != nil {
		t.Fatalf("%s %q: %v", name, a.header.Get(name), err)
	}
	return v
}

func TestUsageHeaders(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start, Quotas: Quotas{
		App: Quota{Limit: 100, Per: time.Hour}, AdAccount: Quota{Limit: 20, Per: 5 * time.Minute}, Page: Quota{Limit: 10, Per: time.Hour},
		UseCases: map[string]Quota{"ads_management": {Limit: 10, Per: time.Hour}}}})
	c.ok("GET", "act_7")
	a := c.ok("POST", "act_7", "name", "x")
	want := map[string]map[string]any{
		"X-App-Usage":        {"call_count": 2., "total_cputime": 1., "total_time": 1.},
		"X-Ad-Account-Usage": {"acc_id_util_pct": 20., "reset_time_duration": 300., "ads_api_access_tier": "standard_access"},
		"X-Business-Use-Case-Usage": {"7": []any{map[string]any{"type": "ads_management", "call_count": 20., "total_cputime": 10.,
			"total_time": 10., "estimated_time_to_regain_access": 0., "ads_api_access_tier": "standard_access"}}},
	}
	for name, v := range want {
		if diff := cmp.Diff(v, header(t, a, name)); diff != "" {
			t.Error(name, diff)
		}
	}
	page := c.with(c.e.Seed().PageToken).ok("GET", "me")
	if got := header(t, page, "X-Page-Usage")["call_count"]; got != 10. {
		t.Errorf("X-Page-Usage: %v", got)
	}
	c.e.Clock().Advance(time.Hour)
	if got := header(t, c.ok("GET", "act_7"), "X-App-Usage")["call_count"]; got != 1. {
		t.Errorf("the window did not slide: %v", got)
	}
}

func TestThrottling(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		quotas  Quotas
		page    bool
		calls   int // until it throttles
		code    int
		subcode float64
		wait    time.Duration
	}{
		"app":        {Quotas{App: Quota{Limit: 3, Per: time.Hour}}, false, 3, 4, 0, time.Hour},
		"page":       {Quotas{Page: Quota{Limit: 2, Per: time.Hour}}, true, 2, 32, 0, time.Hour},
		"ad account": {Quotas{AdAccount: Quota{Limit: 5, Per: time.Minute, Block: 2 * time.Minute}}, false, 5, 17, 2446079, 2 * time.Minute},
		"use case": {Quotas{UseCases: map[string]Quota{"ads_management": {Limit: 4, Per: time.Hour}}}, false, 4, 80004, 2446079,
			time.Hour},
		"development tier": {Quotas{Tier: "development_access"}, false, 60, 17, 2446079, 5 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newShop(t, Config{Start: start, Quotas: test.quotas})
			path := "act_7"
			if test.page {
				c, path = c.with(c.e.Seed().PageToken), "me"
			}
			for range test.calls {
				c.ok("GET", path)
			}
			got := c.call("GET", path)
			e, _ := got.body["error"].(map[string]any)
			subcode, _ := e["error_subcode"].(float64)
			if got.status != 400 || got.code() != test.code || subcode != test.subcode || e["is_transient"] != true {
				t.Fatalf("got %d %s", got.status, got.raw)
			}
			if test.code == 80004 {
				usage := header(t, got, "X-Business-Use-Case-Usage")["7"].([]any)[0].(map[string]any)
				if usage["estimated_time_to_regain_access"] != 60. {
					t.Errorf("usage = %v", usage)
				}
			}
			c.e.Clock().Advance(test.wait - time.Second)
			if got := c.call("GET", path); got.code() != test.code {
				t.Errorf("a second too early: %s", got.raw)
			}
			c.e.Clock().Advance(test.wait)
			c.ok("GET", path)
		})
	}
}

func TestMutationsPerSecond(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	for range 100 {
		c.ok("POST", "act_7", "name", "x")
	}
	if got := c.call("POST", "act_7", "name", "x"); got.code() != 613 {
		t.Errorf("101st write in a second: %s", got.raw)
	}
	c.ok("GET", "act_7")
	c.e.Clock().Advance(time.Second)
	c.ok("POST", "act_7", "name", "x")
}

func TestMessageLimits(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	for range 45 {
		c.ok("POST", "act_7/messages", "to", "1")
	}
	if got := c.call("POST", "act_7/messages", "to", "1"); got.code() != 131056 {
		t.Errorf("46th message to one person: %s", got.raw)
	}
	for i := range 35 {
		c.ok("POST", "act_7/messages", "to", fmt.Sprint(100+i))
	}
	if got := c.call("POST", "act_7/messages", "to", "2"); got.code() != 130429 {
		t.Errorf("81st message of the number in a second: %s", got.raw)
	}
	c.e.Clock().Advance(time.Second)
	c.ok("POST", "act_7/messages", "to", "2")
	c.e.Clock().Advance(45*6*time.Second - 2*time.Second)
	if got := c.call("POST", "act_7/messages", "to", "1"); got.code() != 131056 {
		t.Errorf("before the burst is paid back: %s", got.raw)
	}
	c.e.Clock().Advance(time.Second)
	c.ok("POST", "act_7/messages", "to", "1")
}
