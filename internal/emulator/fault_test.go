package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"
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
		"500 before":     {Fault{Kind: FaultStatus}, 500, 0, false},
		"503 after":      {Fault{Kind: FaultAfter, Status: 503}, 503, 0, true},
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
