package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// One number with a thousand messages delays another's by one at the application that they share, not by a thousand.
func TestFlowsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, app := newBuckets(), Charge{Key: Key{KindApp, "a", ""}}
		s.setQuota(app.Key, Quota{Rate: 10, Burst: 1})
		from := func(account string) []Charge {
			return []Charge{{Key: Key{KindWhatsAppAccount, account, ""}}, app}
		}
		s.setQuota(Key{KindWhatsAppAccount, "busy", ""}, Quota{Rate: 1e6, Burst: 1e6})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() { _ = s.Wait(ctx, from("busy")) })
		}
		synctest.Wait()
		for range 5 {
			started := time.Now()
			if err := s.Wait(t.Context(), from("quiet")); err != nil || elapsed(started) > 300*time.Millisecond {
				t.Errorf("%v after %v", err, elapsed(started))
			}
		}
		cancel()
		wg.Wait()
		if b := s.byKey[app.Key]; b.queue.starts != nil || b.queue.owed != 0 {
			t.Errorf("the queue remembers %d flows and %d tokens", len(b.queue.starts), b.queue.owed)
		}
	})
}

// Flows that come and go leave nothing behind while the queue never empties.
func TestFlowsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, number := newBuckets(), Charge{Key: Key{KindPhoneNumber, "1", ""}}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					_ = s.Wait(ctx, []Charge{{Key: Key{KindPair, fmt.Sprint("1:", i, ".", n), ""}}, number})
				}
			})
		}
		time.Sleep(time.Minute)
		started := time.Now()
		var few sync.WaitGroup
		for range 3 { // to one person: all others are served before the third only once each
			few.Go(func() { _ = s.Wait(ctx, []Charge{{Key: Key{KindPair, "1:0", ""}}, number}) })
		}
		few.Wait()
		if took := elapsed(started); took > 3*time.Second {
			t.Errorf("three messages to one person took %v", took)
		}
		time.Sleep(4 * time.Minute)
		s.mu.Lock()
		b := s.byKey[number.Key]
		s.mu.Unlock()
		b.mu.Lock()
		if b.queue.empty() || len(b.queue.starts) > 200 {
			t.Errorf("%d flows for %d waiting", len(b.queue.starts), len(b.queue.waiting))
		}
		b.mu.Unlock()
		cancel()
		wg.Wait()
	})
}

// Whichever quota asks for the longest wait, the call fails at once with that wait, and takes nothing of the others.
func TestLongestOfSeveralWaits(t *testing.T) {
	t.Parallel()
	for _, slow := range []Key{{KindPair, "1:2", ""}, {KindPhoneNumber, "1", ""}, {KindApp, "a", ""}} {
		synctest.Test(t, func(t *testing.T) {
			s := newBuckets()
			charges := []Charge{{Key: Key{KindPair, "1:2", ""}}, {Key: Key{KindPhoneNumber, "1", ""}}, {Key: Key{KindApp, "a", ""}}}
			for _, c := range charges {
				s.setQuota(c.Key, Quota{Rate: 0.5, Burst: 2})
			}
			s.setQuota(slow, Quota{Rate: 0.05, Burst: 2})
			_, _ = s.Wait(t.Context(), charges), s.Wait(t.Context(), charges)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			started := time.Now()
			err := s.Wait(ctx, charges)
			limit, ok := errors.AsType[*LimitError](err)
			if !ok || limit.Key != slow || limit.Wait.Round(time.Second) != 20*time.Second || time.Since(started) != 0 {
				t.Errorf("%s: %v after %v", slow, err, time.Since(started))
			}
			time.Sleep(2 * time.Second)
			for _, c := range charges {
				if tokens := s.byKey[c.Key].limiter.Tokens(); c.Key != slow && tokens < 0.99 {
					t.Errorf("%s: of %s %v are left", slow, c.Key, tokens)
				}
			}
		})
	}
}

// What was taken of one quota comes back when the turn at another is given up.
func TestTokensOfAGivenUpCallComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newBuckets()
		pair, number := Charge{Key: Key{KindPair, "1:2", ""}}, Charge{Key: Key{KindPhoneNumber, "1", ""}}
		s.setQuota(number.Key, Quota{Rate: 0.001, Burst: 1})
		_ = s.Wait(t.Context(), []Charge{number})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 43 {
			wg.Go(func() { _ = s.Wait(ctx, []Charge{pair, number}) })
		}
		synctest.Wait()
		cancel()
		wg.Wait()
		if through := times(t, s, 43, pair.Key); through[42] != 0 {
			t.Errorf("after 43 messages that were never sent, the 43rd waits for %v", through[42])
		}
	})
}

// When Meta stops a quota, who can't wait that long is told at once, wherever in the queue.
func TestStoppedQueueTellsItsWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPhoneNumber, "1", ""}
		s.setQuota(key, Quota{Rate: 0.1, Burst: 1})
		_ = s.Wait(t.Context(), charge(key))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		started := time.Now()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				within := ctx
				if i%2 == 0 {
					within = t.Context()
				}
				err := s.Wait(within, charge(key))
				_, limited := errors.AsType[*LimitError](err)
				if i%2 == 0 && err != nil || i%2 == 1 && (!limited || elapsed(started) != time.Second) {
					t.Errorf("waiter %d: %v after %v", i, err, elapsed(started))
				}
			})
		}
		synctest.Wait()
		time.Sleep(time.Second)
		s.Report(key, Report{Used: -1, Throttled: true, RegainAt: time.Now().Add(time.Hour)})
		wg.Wait()
	})
}

// Those who had their turn at one quota when another was stopped don't leave together when it opens.
func TestGateOpensForOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var served []time.Duration
		started := time.Now()
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			if hit == 1 {
				time.Sleep(time.Second)
				w.Header().Set("Retry-After", "20")
				refuseWith(w, 400, `{"error":{"code":80007}}`)
				return
			}
			mu.Lock()
			served = append(served, time.Since(started))
			mu.Unlock()
			_, _ = io.WriteString(w, "{}")
		})
		tr, account, app := New(), Charge{Key: Key{KindWhatsAppAccount, "1", ""}}, Charge{Key: Key{KindApp, "a", ""}}
		tr.SetQuota(account.Key, Quota{Rate: 5, Burst: 100})
		tr.SetQuota(app.Key, Quota{Rate: 10, Burst: 1})
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				if _, err := tr.Do(t.Context(), b.config(), b.call(http.MethodGet, account, app)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var late []time.Duration
		for _, at := range served {
			if at > 2*time.Second {
				late = append(late, at)
			}
		}
		if len(late) < 20 {
			t.Fatalf("only %d were kept out", len(late))
		}
		for i, at := range late {
			if at < 20*time.Second {
				t.Errorf("served at %v, before the gate opened", at)
			}
			if i >= 7 && at-late[i-7] < 900*time.Millisecond {
				t.Errorf("8 calls within %v", at-late[i-7])
			}
		}
	})
}

func TestTiersOfPhoneNumbers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for tier, perSecond := range map[string]float64{"": 80, "STANDARD": 80, tierHigh: 1000, tierBusinessPhone: 20} {
			tr, key := New(), Key{KindPhoneNumber, "1", ""}
			tr.Learn(&Config{}, key, Report{Used: -1, Tier: tier})
			// It is remembered while other buckets come and go.
			for i := range 100 {
				_ = tr.buckets.Wait(t.Context(), charge(Key{KindPair, fmt.Sprint("1:", i), ""}))
				time.Sleep(time.Minute)
			}
			through := times(t, tr.buckets, int(3*perSecond), key)
			if got := float64(len(through)) / through[len(through)-1].Seconds(); got > 1.1*perSecond || got < 0.9*perSecond {
				t.Errorf("%q: %.0f a second, not %v", tier, got, perSecond)
			}
		}
	})
}

func TestHookHearsOfChangedUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		used := []string{"1", "1", "2", "2", "50"}
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-App-Usage", `{"call_count":`+used[hit-1]+`}`)
			_, _ = io.WriteString(w, "{}")
		})
		tr, cfg := New(), b.config()
		var heard []float64
		cfg.Hook = func(_ context.Context, e Event) {
			if e.Kind == EventUsage && e.Key.Kind == KindApp {
				heard = append(heard, e.Usage.Most())
			}
		}
		for range used {
			if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet)); err != nil {
				t.Fatal(err)
			}
		}
		if fmt.Sprint(heard) != "[1 2 50]" {
			t.Errorf("heard of %v", heard)
		}
	})
}
