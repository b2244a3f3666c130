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

func TestPaceFollowsReportedUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindAdAccount, "1", "ads_management"}
		rate := func() float64 { return float64(s.byKey[key].limiter.Limit()) }
		_ = s.Wait(t.Context(), charge(key))
		full := rate()
		last := 2 * full
		for _, used := range []float64{12.5, 76, 97, 98.1, 98.5, 99, 99.4, 100, 140} {
			s.Report(key, Report{Used: used})
			if now := rate(); now > last || now <= 0 {
				t.Errorf("at %v%%: %v a second, after %v", used, now, last)
			} else {
				last = now
			}
			if now := rate(); used >= 99.4 && now > full/5 || used < 90 && now < full*0.7 {
				t.Errorf("at %v%%: %v a second", used, now)
			}
		}
		s.Report(key, Report{Used: 12})
		if rate() < full*0.7 {
			t.Errorf("%v a second when use has fallen, not %v", rate(), full)
		}
		s.Report(key, Report{Used: 99.4})
		time.Sleep(61 * time.Minute) // the report is about an hour that has passed
		_ = s.Wait(t.Context(), charge(key))
		if rate() != full {
			t.Errorf("%v a second on the strength of an old report", rate())
		}
	})
}

func TestRefusalsSlowDownForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPhoneNumber, "1", ""}
		rate := func() float64 {
			_ = s.Wait(t.Context(), charge(key))
			return float64(s.byKey[key].limiter.Limit())
		}
		full := rate()
		for range 10 {
			s.Report(key, Report{Used: -1, Throttled: true})
		}
		if slow := rate(); slow > full/5 || slow <= 0 {
			t.Errorf("%v a second after ten refusals, of %v", slow, full)
		}
		time.Sleep(penaltyPeriod)
		if rate() != full {
			t.Errorf("%v a second a minute later, of %v", rate(), full)
		}
	})
}

func TestTierChoosesTheQuota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindAdAccount, "1", ""}
		s.Report(key, Report{Used: 1, Tier: tierLimited})
		through := times(t, s, 31, key)
		if through[19] != 0 || through[30] < 10*time.Second || through[30] > time.Minute {
			t.Errorf("20th after %v, 31st after %v", through[19], through[30])
		}
		// Full access: those who wait profit at once.
		time.AfterFunc(time.Second, func() { s.Report(key, Report{Used: 1, Tier: tierFull}) })
		if more := times(t, s, 100, key); more[99] > 10*time.Second {
			t.Errorf("the last of 100 after %v", more[99])
		}
	})
}

// After a pause everybody comes at once: they are let in at the pace, not in a burst.
func TestReopeningIsNoHerd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var served []time.Duration
		started := time.Now()
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			if hit == 1 {
				w.Header().Set("Retry-After", "10")
				refuseWith(w, 400, `{"error":{"code":17,"error_subcode":2446079}}`)
				return
			}
			mu.Lock()
			served = append(served, time.Since(started))
			mu.Unlock()
			_, _ = io.WriteString(w, "{}")
		})
		tr, key := New(), Key{KindAdAccount, "act_1", ""}
		tr.SetQuota(key, Quota{Rate: 10, Burst: 100})
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := tr.Do(t.Context(), b.config(), b.call(http.MethodGet, Charge{Key: key})); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
			mu.Lock()
			early := len(served)
			mu.Unlock()
			if early > 0 {
				t.Fatal("served behind a closed gate")
			}
		}
		wg.Wait()
		for i, at := range served {
			if at < 10*time.Second {
				t.Errorf("call %d at %v, before the time that Meta gave", i, at)
			}
			if i >= 11 && served[i]-served[i-11] < time.Second {
				t.Errorf("12 calls within %v", served[i]-served[i-11])
			}
		}
	})
}

func TestGates(t *testing.T) {
	t.Parallel()
	usage := func(w http.ResponseWriter, value string) {
		w.Header().Set("X-Business-Use-Case-Usage", value)
		_, _ = io.WriteString(w, "{}")
	}
	closing := `{"1":[{"type":"ads_insights","call_count":100,"estimated_time_to_regain_access":2}]}`
	insights := func(id string) Charge { return Charge{Key: Key{KindAdAccount, id, "ads_insights"}} }
	tests := []struct {
		name   string
		first  Charge
		then   Charge
		header string
		waits  bool
		whole  bool // the header is that of the whole account
	}{
		{
			name: "the whole account", first: insights("act_1"), then: insights("act_1"), whole: true, waits: true,
			header: `{"acc_id_util_pct":100,"reset_time_duration":120}`,
		},
		{
			name: "the whole of another account", first: insights("act_1"), then: insights("act_2"), whole: true,
			header: `{"acc_id_util_pct":100,"reset_time_duration":120}`,
		},
		{name: "the account itself", first: insights("act_1"), then: insights("act_1"), header: closing, waits: true},
		{name: "the account by its other spelling", first: insights("act_1"), then: insights("1"), header: closing, waits: true},
		{name: "another account", first: insights("act_1"), then: insights("act_2"), header: closing},
		{name: "another use case of the account", first: insights("act_1"), then: Charge{Key: Key{KindAdAccount, "act_1", "ads_management"}}, header: closing},
		{name: "named after the business", first: insights("act_9"), then: insights("act_9"), header: closing, waits: true},
		{
			name: "several accounts in a header", first: insights("act_2"), then: insights("act_2"),
			header: `{"1":[{"type":"ads_insights","call_count":100,"estimated_time_to_regain_access":2}],"2":[{"type":"ads_insights","call_count":3,"estimated_time_to_regain_access":0}]}`,
		},
		{
			name: "several use cases in an entry", first: insights("act_1"), then: insights("act_1"),
			header: `{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":2},{"type":"ads_insights","call_count":3}]}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
					if tt.whole {
						w.Header().Set("X-Ad-Account-Usage", tt.header)
						return
					}
					usage(w, tt.header)
				})
				tr, cfg := New(), b.config()
				cfg.Retry.MaxWait = 10 * time.Minute
				if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, tt.first)); err != nil {
					t.Fatal(err)
				}
				started := time.Now()
				if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, tt.then)); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(started); tt.waits != (took >= 2*time.Minute) || !tt.waits && took > time.Second {
					t.Errorf("waited %v", took)
				}
			})
		})
	}
}

func TestClosedGateFailsWhatCannotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-App-Usage", `{"call_count":100,"total_time":25,"total_cputime":25}`)
			_, _ = io.WriteString(w, "{}")
		})
		tr, cfg := New(), b.config()
		if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet)); err != nil {
			t.Fatal(err)
		}
		_, err := tr.Do(t.Context(), cfg, b.call(http.MethodPost))
		limit, ok := errors.AsType[*LimitError](err)
		if !ok || limit.Key.Kind != KindApp || limit.Wait != time.Minute || !errors.Is(err, ErrWaitTooLong) {
			t.Errorf("%v", err)
		}
		cfg.Retry.MaxWait = 2 * time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		if _, err = tr.Do(ctx, cfg, b.call(http.MethodPost)); !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 0 {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		if b.hits.Load() != 1 {
			t.Errorf("%d requests", b.hits.Load())
		}
		// An application with another secret is another application.
		cfg.AppSecret = testSecret
		if _, err = tr.Do(t.Context(), cfg, b.call(http.MethodPost)); err != nil {
			t.Error(err)
		}
	})
}

// Each attempt takes its turn, not each call.
func TestAttemptsArePaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			if hit < 3 {
				refuseWith(w, 500, "")
			}
		})
		tr, key := New(), Key{KindPhoneNumber, "1", ""}
		tr.SetQuota(key, Quota{Rate: 0.1, Burst: 1})
		cfg := b.config()
		started := time.Now()
		if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, Charge{Key: key})); err != nil || elapsed(started) != 20*time.Second {
			t.Errorf("%v after %v", err, elapsed(started))
		}
	})
}

// When the quota is what stops a further attempt, the caller is told what Meta said.
func TestRefusalOutlivesTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":131056}}`) })
		tr, key := New(), Key{KindPair, "1:2", ""}
		tr.SetQuota(key, Quota{Rate: 0.001, Burst: 1})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := tr.Do(ctx, b.config(), b.call(http.MethodPost, Charge{Key: key}))
		if e, ok := errors.AsType[*GraphError](err); !ok || e.Code != 131056 || e.RetryAfter < time.Minute || b.hits.Load() != 1 {
			t.Errorf("%v after %d requests", err, b.hits.Load())
		}
	})
}

// recordingLimiter stands for one that many processes share.
type recordingLimiter struct {
	mu      sync.Mutex
	waited  []string
	reports []string
	err     error
}

func (l *recordingLimiter) Wait(_ context.Context, charges []Charge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range charges {
		l.waited = append(l.waited, fmt.Sprint(c.Key, " ", c.Cost))
	}
	return l.err
}

func (l *recordingLimiter) Report(key Key, r Report) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reports = append(l.reports, fmt.Sprint(key, " ", r.Used, " ", r.Throttled))
}
