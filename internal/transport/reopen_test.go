package transport

import (
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A quota that nobody has published opens again without a herd, too, whether or not an answer told how much of it is used.
func TestReopeningOfUnknownQuotas(t *testing.T) {
	t.Parallel()
	for _, usage := range []string{"", `{"call_count":100}`, `{"call_count":20}`} {
		for _, code := range []string{"4", "32"} {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var served []time.Duration
				started := time.Now()
				b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
					if hit == 1 {
						w.Header().Set("Retry-After", "20")
						if usage != "" {
							w.Header().Set("X-App-Usage", usage)
							w.Header().Set("X-Page-Usage", usage)
						}
						refuseWith(w, 400, `{"error":{"code":`+code+`}}`)
						return
					}
					mu.Lock()
					served = append(served, time.Since(started))
					mu.Unlock()
					_, _ = io.WriteString(w, "{}")
				})
				tr := New()
				charges := []Charge{{Key: Key{KindPage, "1", ""}}, {Key: Key{KindApp, "a", ""}}}
				cfg := b.config()
				cfg.Retry.MaxWait = time.Hour
				var wg sync.WaitGroup
				for range 200 {
					wg.Go(func() {
						if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, charges...)); err != nil {
							t.Error(err)
						}
					})
					synctest.Wait()
				}
				wg.Wait()
				slices.Sort(served)
				for i, at := range served {
					if at < 20*time.Second {
						t.Fatalf("code %s, usage %s: served at %v", code, usage, at)
					}
					if i >= 40 && at-served[i-40] < time.Second {
						t.Fatalf("code %s, usage %s: 41 calls within %v of %v", code, usage, at-served[i-40], at)
					}
				}
			})
		}
	}
}

// One report that can't be true does not slow a quota down for longer than it is believed.
func TestWildReportsAreSoonForgotten(t *testing.T) {
	t.Parallel()
	for _, wild := range []float64{1e11, 5000, 101} {
		synctest.Test(t, func(t *testing.T) {
			s, key := newBuckets(), Key{KindAdAccount, "1", "ads_management"}
			s.Report(key, Report{Used: wild})
			time.Sleep(time.Minute)
			for range 60 {
				s.Report(key, Report{Used: 1})
				time.Sleep(2 * time.Minute)
			}
			s.Report(key, Report{Used: 1})
			ctx := t.Context()
			started := time.Now()
			for range 100 {
				if err := s.Wait(ctx, charge(key)); err != nil {
					t.Fatal(err)
				}
			}
			if took := elapsed(started); took > 10*time.Second {
				t.Errorf("after %v %%: 100 calls took %v", wild, took)
			}
		})
	}
}
