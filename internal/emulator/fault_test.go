package emulator

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault  Fault
		status int // 0: the connection breaks
		code   int
		done   bool
	}{
		"drop before":    {Fault{Kind: FaultDrop}, 0, 0, false},
		"drop after":     {Fault{Kind: FaultDropAfter}, 0, 0, true},
		"drop early":     {Fault{Kind: FaultDropEarly}, 0, 0, false},
		"drop in body":   {Fault{Kind: FaultDropBody}, 0, 0, false},
		"half an answer": {Fault{Kind: FaultHalf}, 0, 0, true},
		"500 before":     {Fault{Kind: FaultStatus}, 500, 0, false},
		"503 after":      {Fault{Kind: FaultAfter, Status: 503}, 503, 0, true},
		"error before":   {Fault{Kind: FaultStatus, Status: 503, Code: 2}, 503, 2, false},
		"error after":    {Fault{Kind: FaultAfter, Code: 1}, 500, 1, true},
		"slow":           {Fault{Kind: FaultSlow, Delay: time.Millisecond}, 200, 0, true},
		"throttle":       {Fault{Kind: FaultThrottle}, 400, 4, false},
		"throttle by 17": {Fault{Kind: FaultThrottle, Code: 17, Subcode: 2446079}, 400, 17, false},
		"other path":     {Fault{Kind: FaultDrop, Path: "*/messages"}, 200, 0, true},
		"other method":   {Fault{Kind: FaultDrop, Method: "GET", Path: "*/books"}, 200, 0, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newShop(t, Config{})
			cancel := c.e.Fault(test.fault)
			req, err := http.NewRequestWithContext(t.Context(), "POST", c.url+"/v26.0/act_7/books?access_token="+c.token, strings.NewReader("name=x"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			got, err := do(req)
			if (err != nil) != (test.status == 0) {
				t.Fatal(err)
			}
			if got.status != test.status || got.code() != test.code {
				t.Errorf("got %d %s", got.status, got.raw)
			}
			cancel()
			if done := len(c.ok("GET", "act_7/books").data()) == 1; done != test.done {
				t.Errorf("done is %v", done)
			}
		})
	}
}

func TestFaultTimes(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	c.e.Fault(Fault{Kind: FaultThrottle, Times: 2})
	for want := range []int{400, 400, 200} {
		if got := c.call("GET", "me"); (got.status == 200) != (want == 2) {
			t.Errorf("call %d: %d", want, got.status)
		}
	}
	c.e.Fault(Fault{Kind: FaultThrottle, Times: -1})
	for range 3 {
		if got := c.call("GET", "me"); got.status != 400 {
			t.Errorf("got %d", got.status)
		}
	}
	c.e.ClearFaults()
	c.ok("GET", "me")
}

// Of many calls, a fault may hit each nth.
func TestFaultEvery(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	c.e.Fault(Fault{Kind: FaultStatus, Every: 3, Times: 2})
	var hit []int
	for i := range 12 {
		if c.call("GET", "me").status != 200 {
			hit = append(hit, i)
		}
	}
	if diff := cmp.Diff([]int{2, 5}, hit); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[FaultKind]int{FaultStatus: 2}, c.e.FaultHits()); diff != "" {
		t.Error(diff)
	}
}

// A call that hangs is not answered before the client gives up, and nothing is done.
func TestFaultHang(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	c.e.Fault(Fault{Kind: FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", c.url+"/v26.0/act_7/books?access_token="+c.token, strings.NewReader("name=x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got, err := do(req); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, %v", got, err)
	}
	if n := len(c.ok("GET", "act_7/books").data()); n != 0 {
		t.Errorf("%d were made", n)
	}
}

// A client that backs off by the headers finds there what the fault stands for.
func TestFaultThrottleHeaders(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	tests := map[string]struct {
		code   int
		header string
		want   map[string]any
	}{
		"app":  {4, "X-App-Usage", map[string]any{"call_count": 100., "total_cputime": 50., "total_time": 50.}},
		"page": {32, "X-Page-Usage", map[string]any{"call_count": 100., "total_cputime": 50., "total_time": 50.}},
		"ad account": {17, "X-Ad-Account-Usage", map[string]any{"acc_id_util_pct": 100., "reset_time_duration": 300.,
			"ads_api_access_tier": "standard_access"}},
		"use case": {80004, "X-Business-Use-Case-Usage", map[string]any{"7": []any{map[string]any{"type": "ads_management", "call_count": 100.,
			"total_cputime": 50., "total_time": 50., "estimated_time_to_regain_access": 5., "ads_api_access_tier": "standard_access"}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := c.as(t)
			c.e.Fault(Fault{Kind: FaultThrottle, Code: test.code, Delay: 5 * time.Minute})
			got := c.call("GET", "act_7")
			if got.code() != test.code || got.header.Get("Facebook-Api-Version") != "v26.0" {
				t.Fatalf("got %s, version %q", got.raw, got.header.Get("Facebook-Api-Version"))
			}
			if diff := cmp.Diff(test.want, header(t, got, test.header)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
