package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func numberKey(id string) Charge { return Charge{Key: Key{Kind: KindPhoneNumber, ID: id}} }

// oneTry is a config whose calls are one attempt each, so that calls count as attempts.
func (b *bubble) oneTry() *Config {
	cfg := b.config()
	cfg.Retry = Retry{Attempts: 1}
	return cfg
}

// A storm opens the circuit; one attempt at a time tries whether it is over.
func TestCircuit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			if down.Load() {
				refuseWith(w, 503, "<html>sorry</html>")
				return
			}
			_, _ = io.WriteString(w, `{}`)
		})
		tr, cfg := New(), b.oneTry()
		var states []CircuitState
		cfg.Hook = func(_ context.Context, e Event) {
			if e.Kind == EventCircuit {
				if e.Key != numberKey("1").Key || e.Host != "127.0.0.1" || (e.Wait > 0) != (e.Circuit == CircuitOpen) {
					t.Errorf("told %+v", e)
				}
				states = append(states, e.Circuit)
			}
		}
		call := b.call(http.MethodPost, numberKey("1"), Charge{Key: Key{KindPair, "1:2", ""}})
		do := func() *CircuitError {
			_, err := tr.Do(t.Context(), cfg, call)
			e, _ := errors.AsType[*CircuitError](err)
			return e
		}
		for range 20 {
			if do() != nil {
				t.Fatalf("open after %d failures", b.hits.Load())
			}
		}
		for wait := 5 * time.Second; wait <= 80*time.Second; wait *= 2 {
			hits := b.hits.Load()
			started := time.Now()
			e := do()
			if e == nil || e.Key != numberKey("1").Key || b.hits.Load() != hits || time.Since(started) != 0 {
				t.Fatalf("not open: %v", e)
			}
			if open := min(wait, time.Minute); e.RetryAfter < open*3/4 || e.RetryAfter > open*5/4 {
				t.Errorf("open for %v, want about %v", e.RetryAfter, open)
			}
			time.Sleep(e.RetryAfter)
			if wait > time.Minute {
				break
			}
			if e := do(); e != nil || b.hits.Load() != hits+1 {
				t.Fatalf("not tried: %v", e)
			}
		}
		down.Store(false)
		for range 30 {
			if e := do(); e != nil {
				t.Fatalf("still open: %v", e)
			}
		}
		want := []CircuitState{CircuitOpen}
		for range 4 {
			want = append(want, CircuitProbing, CircuitOpen)
		}
		want = append(want, CircuitProbing, CircuitClosed)
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
		if n := tr.circuits.troubled.Load(); n != 0 {
			t.Errorf("%d circuits are remembered", n)
		}
	})
}

// Of all who come when the circuit is half open, one is let through.
func TestCircuitProbesAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			time.Sleep(100 * time.Millisecond)
			refuseWith(w, 500, "")
		})
		tr, cfg := New(), b.oneTry()
		call := b.call(http.MethodPost, numberKey("1"))
		storm := func(n int) (blocked int) {
			var wg sync.WaitGroup
			var count atomic.Int32
			for range n {
				wg.Go(func() {
					_, err := tr.Do(t.Context(), cfg, call)
					if e, ok := errors.AsType[*CircuitError](err); ok {
						if e.RetryAfter <= 0 {
							t.Errorf("no RetryAfter: %v", e)
						}
						count.Add(1)
					}
				})
			}
			wg.Wait()
			return int(count.Load())
		}
		storm(64)
		time.Sleep(10 * time.Second)
		if blocked := storm(64); blocked != 63 {
			t.Errorf("%d of 64 are blocked", blocked)
		}
	})
}

// A caller who gives up while probing leaves the place to the next.
func TestCircuitProbeThatIsCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, r *http.Request) {
			switch {
			case hit <= 20:
				refuseWith(w, 500, "")
			case hit == 21:
				hang(r)
			}
		})
		tr, cfg := New(), b.oneTry()
		for range 20 {
			_, _ = tr.Do(t.Context(), cfg, b.call(http.MethodGet, numberKey("1")))
		}
		time.Sleep(10 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := tr.Do(ctx, cfg, b.call(http.MethodGet, numberKey("1"))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the probe: %v", err)
		}
		if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, numberKey("1"))); err != nil {
			t.Errorf("the next: %v", err)
		}
	})
}

// Somebody who tries and never comes back does not keep the others out for ever.
func TestCircuitProbeThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, r *http.Request) {
			switch {
			case hit <= 20:
				refuseWith(w, 500, "")
			case hit == 21:
				hang(r)
			}
		})
		tr, cfg := New(), b.oneTry()
		do := func(ctx context.Context) error {
			_, err := tr.Do(ctx, cfg, b.call(http.MethodGet, numberKey("1")))
			return err
		}
		for range 20 {
			_ = do(t.Context())
		}
		time.Sleep(10 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = do(ctx) }()
		synctest.Wait()
		if _, open := errors.AsType[*CircuitError](do(t.Context())); !open {
			t.Error("two try at once")
		}
		time.Sleep(time.Minute)
		if err := do(t.Context()); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// What opens a circuit, and what does not however often it happens.
func TestWhatOpensACircuit(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, status, body) }
	}
	tests := map[string]struct {
		handle  func(int, http.ResponseWriter, *http.Request)
		refuse  int32
		timeout time.Duration // of the attempt
		patient time.Duration // of the caller
		cfg     Circuit
		opens   bool
	}{
		"5xx":                      {handle: answer(500, ""), opens: true},
		"5xx with a code":          {handle: answer(503, `{"error":{"code":2}}`), opens: true},
		"reset":                    {handle: func(_ int, w http.ResponseWriter, _ *http.Request) { drop(w) }, opens: true},
		"connection refused":       {handle: answer(200, "{}"), refuse: 1000, opens: true},
		"attempts that time out":   {handle: func(_ int, _ http.ResponseWriter, r *http.Request) { hang(r) }, timeout: 10 * time.Millisecond, opens: true},
		"callers who give up":      {handle: func(_ int, _ http.ResponseWriter, r *http.Request) { hang(r) }, patient: 10 * time.Millisecond},
		"refused":                  {handle: answer(400, `{"error":{"code":100}}`)},
		"refused, in a 500":        {handle: answer(500, `{"error":{"code":131045}}`)},
		"throttled":                {handle: answer(400, `{"error":{"code":613}}`)},
		"maintenance of one's own": {handle: answer(500, `{"error":{"code":131057}}`)},
		"in doubt, in a 400":       {handle: answer(400, `{"error":{"code":1}}`)},
		"not found":                {handle: answer(404, "")},
		"every other": {handle: func(hit int, w http.ResponseWriter, _ *http.Request) {
			if hit%2 == 1 {
				refuseWith(w, 500, "")
			}
		}},
		"switched off": {handle: answer(500, ""), cfg: Circuit{Disabled: true}},
		"needs more":   {handle: answer(500, ""), cfg: Circuit{Failures: 1000}},
		"needs few only": {handle: func(hit int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, map[bool]int{true: 500, false: 200}[hit <= 3], "{}")
		}, cfg: Circuit{Failures: 3}, opens: true},
		"too slow a storm": {handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Second)
			refuseWith(w, 500, "")
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, tt.handle)
				b.refuse.Store(tt.refuse)
				tr, cfg := New(), b.oneTry()
				cfg.Circuit = tt.cfg
				cfg.HTTPClient = &http.Client{Transport: b.client.Transport, Timeout: tt.timeout}
				opened := false
				for range 100 {
					ctx, cancel := context.WithCancel(t.Context())
					if tt.patient > 0 {
						ctx, cancel = context.WithTimeout(t.Context(), tt.patient)
					}
					_, err := tr.Do(ctx, cfg, b.call(http.MethodPost, numberKey("1")))
					cancel()
					if _, open := errors.AsType[*CircuitError](err); open {
						opened = true
					}
				}
				if opened != tt.opens {
					t.Errorf("opened: %v", opened)
				}
			})
		})
	}
}

// One tenant's outage is no other's, and neither is another use case's or host's.
func TestCircuitsAreApart(t *testing.T) {
	t.Parallel()
	account := func(id, useCase string) Charge { return Charge{Key: Key{KindAdAccount, id, useCase}} }
	type way struct {
		path    string
		charges []Charge
	}
	tests := map[string]struct {
		failing, other way
		same           bool
	}{
		"the same number":          {way{"1/messages", []Charge{numberKey("1")}}, way{"1/marketing_messages", []Charge{numberKey("1")}}, true},
		"another person":           {way{"1/messages", []Charge{numberKey("1"), {Key: Key{KindPair, "1:2", ""}}}}, way{"1/messages", []Charge{numberKey("1"), {Key: Key{KindPair, "1:3", ""}}}}, true},
		"another number":           {way{"1/messages", []Charge{numberKey("1")}}, way{"2/messages", []Charge{numberKey("2")}}, false},
		"the same account":         {way{"act_1/ads", []Charge{account("act_1", "ads_management")}}, way{"act_1/adsets", []Charge{account("1", "ads_management")}}, true},
		"another use case":         {way{"act_1/insights", []Charge{account("1", "ads_insights")}}, way{"act_1/ads", []Charge{account("1", "ads_management")}}, false},
		"another node of the app":  {way{"1", nil}, way{"2", nil}, false},
		"a batch about several":    {way{"", []Charge{numberKey("1"), numberKey("2")}}, way{"1/messages", []Charge{numberKey("1")}}, false},
		"another batch about them": {way{"", []Charge{numberKey("1"), numberKey("2")}}, way{"", []Charge{numberKey("2"), numberKey("3")}}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, "") })
				tr, cfg := New(), b.oneTry()
				do := func(w way) error {
					call := b.call(http.MethodGet, w.charges...)
					call.URL.Path = "/v26.0/" + w.path
					_, err := tr.Do(t.Context(), cfg, call)
					return err
				}
				for range 25 {
					_ = do(tt.failing)
				}
				if _, open := errors.AsType[*CircuitError](do(tt.failing)); !open {
					t.Fatal("its own is not open")
				}
				if _, open := errors.AsType[*CircuitError](do(tt.other)); open != tt.same {
					t.Errorf("open: %v", open)
				}
			})
		})
	}
}

// A call that is being repeated when the circuit opens ends with what Meta said, without waiting for the next attempt.
func TestCircuitEndsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 503, `{"error":{"code":2,"message":"down"}}`)
		})
		cfg := b.config()
		cfg.Circuit = Circuit{Failures: 2}
		tr := New()
		_, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, numberKey("1")))
		if refusal, ok := errors.AsType[*GraphError](err); !ok || refusal.Message != "down" || b.hits.Load() != 2 {
			t.Errorf("%v after %d requests", err, b.hits.Load())
		}
		_, err = tr.Do(t.Context(), cfg, b.call(http.MethodPost, numberKey("1")))
		if _, unknown := errors.AsType[*UnknownOutcomeError](err); unknown || !strings.Contains(err.Error(), "circuit") {
			t.Errorf("a send that never left: %v", err)
		}
	})
}

// Opened while one waits for the next attempt: that attempt is not made, and the error tells both.
func TestCircuitOpensWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 503, `{"error":{"code":2,"message":"down"}}`)
		})
		tr, cfg := New(), b.config()
		cfg.Retry = Retry{Attempts: 2, MinWait: 10 * time.Second, MaxWait: 10 * time.Second}
		var wg sync.WaitGroup
		var both atomic.Int32
		for range 50 {
			wg.Go(func() {
				_, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, numberKey("1")))
				_, open := errors.AsType[*CircuitError](err)
				if refusal, ok := errors.AsType[*GraphError](err); open && ok && refusal.Message == "down" {
					both.Add(1)
				}
			})
		}
		wg.Wait()
		if both.Load() == 0 {
			t.Error("no error tells both")
		}
	})
}

func TestCircuitsAreBounded(t *testing.T) {
	t.Parallel()
	c, now := newCircuits(), time.Unix(1e9, 0)
	cfg := Circuit{}.withDefaults()
	for i := range 2 * maxCircuits {
		c.leave(circuitKey{host: fmt.Sprint(i)}, pass{}, healthDown, cfg, now)
	}
	if n := len(c.states); n != maxCircuits {
		t.Errorf("%d at once", n)
	}
	now = now.Add(time.Hour)
	for i := range 3 * circuitSweep {
		c.leave(circuitKey{host: fmt.Sprint("later", i)}, pass{}, healthDown, cfg, now.Add(time.Duration(i)*time.Second))
	}
	if n := len(c.states); n > 2*circuitSweep || int(c.troubled.Load()) != n {
		t.Errorf("%d, said to be %d, an hour later", n, c.troubled.Load())
	}
}

func BenchmarkCircuitOfAHealthyHost(b *testing.B) {
	x := newExchange(b.Context(), New(), &Config{}, &Call{Charges: []Charge{numberKey("1")}})
	x.last = attempt{phase: phaseAnswered, status: 200}
	b.ReportAllocs()
	for b.Loop() {
		p, _ := x.enter()
		x.leave(b.Context(), p)
	}
}
