package transport

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func charge(key Key) []Charge { return []Charge{{Key: key, Cost: 1}} }

// times lets n callers go at the limiter together and returns when each was let through, in the order in which they were.
func times(t *testing.T, s *buckets, n int, key Key) []time.Duration {
	t.Helper()
	started := time.Now()
	var mu sync.Mutex
	var through []time.Duration
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := s.Wait(t.Context(), charge(key)); err != nil {
				t.Error(err)
			}
			mu.Lock()
			through = append(through, time.Since(started))
			mu.Unlock()
		})
	}
	wg.Wait()
	return through
}

// No window of the quota's length ever sees more than the quota, wherever it begins.
func TestDocumentedQuotas(t *testing.T) {
	t.Parallel()
	tests := []struct {
		key    Key
		most   int
		window time.Duration
		calls  int
	}{
		{Key{KindPhoneNumber, "1", ""}, 80, time.Second, 400},
		{Key{KindPage, "1", "messenger"}, 300, time.Second, 1000},
		{Key{KindWhatsAppAccount, "1", ""}, 5000, time.Hour, 6000},
		{Key{KindPage, "1", "conversations"}, 3, time.Second, 20},
	}
	for _, tt := range tests {
		t.Run(tt.key.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				through := times(t, newBuckets(), tt.calls, tt.key)
				for i := tt.most; i < len(through); i++ {
					// Half-open windows: the one that ends with call i holds the most+1 calls up to it.
					if span := through[i] - through[i-tt.most]; span < tt.window-10*time.Millisecond {
						t.Fatalf("%d calls within %v, ending at %v", tt.most+1, span, through[i])
					}
				}
				rate := float64(tt.calls) / through[len(through)-1].Seconds()
				if least := 0.9 * float64(tt.most) / tt.window.Seconds(); tt.most > 10 && rate < least {
					t.Errorf("%.2f a second, of %.2f allowed", rate, least)
				}
			})
		})
	}
}

func TestPairBurstIsPaidBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPair, "1:2", ""}
		through := times(t, s, 44, key)
		if through[42] != 0 || through[43].Round(time.Second) != 271*time.Second {
			t.Errorf("43rd after %v, 44th after %v", through[42], through[43])
		}
		// Paid back: a few more are a burst of their own, for which there is silence again.
		time.Sleep(10 * time.Second)
		started := time.Now()
		_ = times(t, s, 2, key)
		time.Sleep(4 * time.Second)
		_ = times(t, s, 1, key)
		if elapsed(started) != 4*time.Second {
			t.Errorf("three messages within 6 seconds took %v", elapsed(started))
		}
		time.Sleep(4 * time.Second)
		_ = times(t, s, 1, key)
		if took := elapsed(started); took < 18*time.Second || took > 20*time.Second {
			t.Errorf("after three messages in 4 seconds the next one went after %v", took)
		}
	})
}

func TestSteadyPairIsNeverHeldBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPair, "1:2", ""}
		for range 50 {
			started := time.Now()
			if _ = times(t, s, 1, key); time.Since(started) != 0 {
				t.Fatalf("waited %v", time.Since(started))
			}
			time.Sleep(6300 * time.Millisecond)
		}
	})
}

// What a caller is told that the wait would be is what it would have been.
func TestForetoldWaitIsTheWait(t *testing.T) {
	t.Parallel()
	for _, key := range []Key{{KindPair, "1:2", ""}, {KindPhoneNumber, "1", ""}} {
		synctest.Test(t, func(t *testing.T) {
			s := newBuckets()
			through := times(t, s, 150, key)
			s = newBuckets()
			var told []time.Duration
			ctx, cancel := context.WithCancel(t.Context())
			brief, stop := context.WithTimeout(t.Context(), time.Nanosecond)
			defer stop()
			var wg sync.WaitGroup
			for range 150 {
				if limit, ok := errors.AsType[*LimitError](s.Wait(brief, charge(key))); ok {
					told = append(told, limit.Wait)
				} else {
					told = append(told, 0)
					continue
				}
				wg.Go(func() { _ = s.Wait(ctx, charge(key)) })
				synctest.Wait()
			}
			for i := range told {
				if gap := told[i] - through[i]; gap > 10*time.Millisecond || gap < -10*time.Millisecond {
					t.Errorf("%s: call %d was told %v and takes %v", key, i, told[i], through[i])
				}
			}
			cancel()
			wg.Wait()
		})
	}
}

func TestWaitBeyondTheDeadlineFailsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPair, "1:2", ""}
		s.setQuota(key, Quota{Rate: 0.1, Burst: 1})
		_ = s.Wait(t.Context(), charge(key))
		go func() { _ = s.Wait(t.Context(), charge(key)) }() // is in the queue before us
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		started := time.Now()
		err := s.Wait(ctx, charge(key))
		limit, ok := errors.AsType[*LimitError](err)
		if !ok || limit.Wait.Round(time.Second) != 20*time.Second || limit.Key != key || time.Since(started) != 0 {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is no deadline", err)
		}
		time.Sleep(11 * time.Second)
	})
}

// Raising a rate wakes those who wait at the old one; x/time/rate alone would let them sleep.
func TestChangedRateReachesWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPhoneNumber, "1", ""}
		s.setQuota(key, Quota{Rate: 0.01, Burst: 1})
		_ = s.Wait(t.Context(), charge(key))
		started := time.Now()
		time.AfterFunc(time.Second, func() { s.setQuota(key, Quota{Rate: 10, Burst: 1}) })
		times(t, s, 5, key)
		if took := time.Since(started); took > 1600*time.Millisecond {
			t.Errorf("still waited %v", took)
		}
	})
}

// Who gives up leaves no gap: those behind move up.
func TestCancelledWaitersMoveTheQueueUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPhoneNumber, "1", ""}
		s.setQuota(key, Quota{Rate: 10, Burst: 1})
		_ = s.Wait(t.Context(), charge(key))
		started := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]time.Duration{}
		for i := range 5 {
			wg.Go(func() {
				ctx := ctx
				if i >= 3 {
					ctx = t.Context()
				}
				if err := s.Wait(ctx, charge(key)); err == nil {
					mu.Lock()
					got[fmt.Sprint("waiter ", i)] = elapsed(started)
					mu.Unlock()
				} else if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			synctest.Wait() // so that they stand in this order
		}
		time.Sleep(20 * time.Millisecond)
		cancel()
		wg.Wait()
		want := map[string]time.Duration{"waiter 3": 100 * time.Millisecond, "waiter 4": 200 * time.Millisecond}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// A cost beyond the burst would never be let through by x/time/rate.
// What costs more than there can ever be at once, such as a batch of messages, is let through by a full bucket, and the rest of it is
// owed: those who come after wait for as long as if it had come in parts.
func TestCostBeyondTheBurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPhoneNumber, "1", ""}
		s.setQuota(key, Quota{Rate: 1, Burst: 2})
		batch := []Charge{{Key: key, Cost: 50}}
		if err := s.Wait(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 48*time.Second)
		defer cancel()
		if e, ok := errors.AsType[*LimitError](s.Wait(ctx, charge(key))); !ok || e.Wait != 49*time.Second || elapsed(started) != 0 {
			t.Errorf("%+v after %v", e, elapsed(started))
		}
		var group sync.WaitGroup
		for i, want := range []time.Duration{49 * time.Second, 51 * time.Second, 100 * time.Second} {
			group.Go(func() {
				time.Sleep(time.Duration(i)) // one after the other
				charges := charge(key)
				if i == 1 {
					charges = batch
				}
				if err := s.Wait(t.Context(), charges); err != nil || elapsed(started) != want {
					t.Errorf("%d: %v after %v, want %v", i, err, elapsed(started), want)
				}
			})
		}
		time.Sleep(time.Second)
		// Behind the batch that waits.
		if e, ok := errors.AsType[*LimitError](s.Wait(ctx, charge(key))); !ok || e.Wait.Round(time.Second) != 100*time.Second {
			t.Errorf("%+v", e)
		}
		group.Wait()
		s.refund(batch)
		if err := s.Wait(t.Context(), charge(key)); err != nil || elapsed(started) != 100*time.Second {
			t.Errorf("%v after %v", err, elapsed(started))
		}
	})
}

// A caller who waits for one recipient holds no place in the number's queue.
func TestOneRecipientDelaysNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newBuckets()
		number := Charge{Key: Key{KindPhoneNumber, "1", ""}, Cost: 1}
		slow := canonicalCharges(nil, []Charge{number, {Key: Key{KindPair, "1:slow", ""}, Cost: 1}})
		s.setQuota(Key{KindPair, "1:slow", ""}, Quota{Rate: 0.01, Burst: 1})
		_ = s.Wait(t.Context(), slow)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() { _ = s.Wait(ctx, slow) })
		}
		synctest.Wait()
		started := time.Now()
		if err := s.Wait(t.Context(), canonicalCharges(nil, []Charge{number, {Key: Key{KindPair, "1:quick", ""}}})); err != nil || time.Since(started) > 100*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		cancel()
		wg.Wait()
	})
}

func TestIdleBucketsAreDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newBuckets()
		most := 0
		const recipients = 50_000 // in 3 minutes, as a million in an hour
		for i := range recipients {
			if err := s.Wait(t.Context(), charge(Key{KindPair, fmt.Sprint("1:", i), ""})); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3600 * time.Microsecond)
			most = max(most, len(s.byKey))
		}
		// A bucket is full again after 6.3 seconds, in which 1,750 others are used.
		if most > 4000 {
			t.Errorf("%d buckets at once", most)
		}
		time.Sleep(time.Minute)
		for range most {
			_ = s.Wait(t.Context(), charge(Key{KindPair, "1:last", ""}))
			time.Sleep(7 * time.Second)
		}
		if len(s.byKey) > 2 {
			t.Errorf("%d buckets are left", len(s.byKey))
		}
	})
}

// A bucket in use is not dropped under its user, however idle it looks.
func TestDroppingLosesNoCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPair, "1:2", ""}
		var wg sync.WaitGroup
		for range 60 {
			wg.Go(func() {
				for i := range 3 {
					_ = s.Wait(t.Context(), charge(key))
					_ = s.Wait(t.Context(), charge(Key{KindPair, fmt.Sprint("1:other", i), ""}))
				}
			})
		}
		started := time.Now()
		wg.Wait()
		// 180 messages to each recipient: four bursts, and three times the silence after one.
		if took := time.Since(started); took < 3*270*time.Second {
			t.Errorf("180 messages to one recipient in %v", took)
		}
	})
}

// The same, seen from near: between being found and being used, a bucket may not go.
func TestBucketInHandIsNotDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, key := newBuckets(), Key{KindPair, "1:2", ""}
		b := s.use(key, false)
		for i := range 10 {
			_ = s.Wait(t.Context(), charge(Key{KindPair, fmt.Sprint("1:other", i), ""}))
			time.Sleep(time.Minute)
		}
		if s.byKey[key] != b {
			t.Error("dropped while in hand")
		}
		s.release(b)
		for range 3 {
			_ = s.Wait(t.Context(), charge(Key{KindPair, "1:last", ""}))
			time.Sleep(time.Minute)
		}
		if s.byKey[key] != nil {
			t.Error("kept though idle")
		}
	})
}

// Concurrent reports and waits, for the race detector.
func TestReportsWhileWaiting(t *testing.T) {
	t.Parallel()
	s := newBuckets()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			key := Key{KindAdAccount, fmt.Sprint(i % 2), "ads_insights"}
			for j := range 200 {
				_ = s.Wait(t.Context(), charge(key))
				s.Report(key, Report{Used: float64(j % 90), Tier: "standard_access"})
			}
		})
	}
	wg.Wait()
}
