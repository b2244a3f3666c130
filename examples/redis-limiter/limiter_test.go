package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/metabiz-go/metabiz"
)

var number = metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "106540352242922"}

func charge(keys ...metabiz.LimitKey) []metabiz.Charge {
	charges := make([]metabiz.Charge, len(keys))
	for i, k := range keys {
		charges[i] = metabiz.Charge{Key: k, Cost: 1}
	}
	return charges
}

// allowing has every budget hold one quota.
func allowing(q metabiz.Quota) func(*Config) {
	return func(cfg *Config) {
		cfg.Quota = func(metabiz.LimitKey, string) (metabiz.Quota, bool) { return q, true }
	}
}

// within fails unless d is at least from and not much longer.
func within(t *testing.T, what string, d, from time.Duration) {
	t.Helper()
	if d < from-5*time.Millisecond || d > from+from/4+time.Second {
		t.Errorf("%s took %v, not %v", what, d, from)
	}
}

func spent(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func TestPace(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	q := metabiz.Quota{PerSecond: 50, Burst: 5}
	limiters := []*Limiter{s.limiter(t, allowing(q)), s.limiter(t, allowing(q)), s.limiter(t, allowing(q))}
	const calls = 45
	var all sync.WaitGroup
	took := spent(func() {
		for i := range calls {
			all.Go(func() {
				if err := limiters[i%3].Wait(t.Context(), charge(number)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	within(t, "all of them", took, (calls-5)*20*time.Millisecond)
	// Another number is none of their business.
	if took := spent(func() {
		_ = limiters[0].Wait(t.Context(), charge(metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "2"}))
	}); took > 200*time.Millisecond {
		t.Errorf("another number waited %v", took)
	}
}

// What costs more than can ever go at once, such as a batch, goes when there is a whole burst; those behind it wait for the rest.
func TestCostBeyondTheBurst(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	q := allowing(metabiz.Quota{PerSecond: 1, Burst: 2})
	one, other := s.limiter(t, q), s.limiter(t, q)
	if took := spent(func() {
		if err := one.Wait(t.Context(), []metabiz.Charge{{Key: number, Cost: 50}}); err != nil {
			t.Error(err)
		}
	}); took > time.Second {
		t.Errorf("the batch waited %v", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if e, ok := errors.AsType[*metabiz.LimitError](other.Wait(ctx, charge(number))); !ok || e.RetryAfter < 45*time.Second || e.RetryAfter > 50*time.Second {
		t.Errorf("a call behind it got %+v", e)
	}
}

func TestQueueLongerThanTurnsAreGivenOut(t *testing.T) {
	t.Parallel()
	l := startRedis(t).limiter(t, allowing(metabiz.Quota{PerSecond: 2, Burst: 1}))
	ctx, cancel := context.WithCancel(t.Context())
	var entered, failed atomic.Int32
	var all sync.WaitGroup
	for range 40 { // twice as many as have turns
		all.Go(func() {
			entered.Add(1)
			if err := l.Wait(ctx, charge(number)); err != nil && !errors.Is(err, context.Canceled) {
				failed.Add(1)
			}
		})
	}
	short, done := context.WithTimeout(t.Context(), 5*time.Second)
	defer done()
	for {
		// Once all turns of the next ten seconds are taken, one of five has no chance.
		var limit *metabiz.LimitError
		if err := l.Wait(short, charge(number)); errors.As(err, &limit) && limit.RetryAfter > 8*time.Second {
			break
		} else if err != nil && !errors.As(err, &limit) {
			t.Fatal(err)
		}
	}
	cancel()
	all.Wait()
	if entered.Load() != 40 || failed.Load() != 0 {
		t.Errorf("%d of %d failed", failed.Load(), entered.Load())
	}
}

func TestDeadlineFailsAtOnce(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	slow := allowing(metabiz.Quota{PerSecond: 0.5, Burst: 1})
	a, b := s.limiter(t, slow), s.limiter(t, slow)
	if err := a.Wait(t.Context(), charge(number)); err != nil {
		t.Fatal(err)
	}
	for range 3 { // a turn that is refused is not taken: the wait stays what it was
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		var err error
		took := spent(func() { err = b.Wait(ctx, charge(number)) })
		cancel()
		limit, ok := errors.AsType[*metabiz.LimitError](err)
		if !ok || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, metabiz.ErrRateLimited) || limit.Key != number {
			t.Fatalf("%v", err)
		}
		if limit.RetryAfter > 2*time.Second || limit.RetryAfter < time.Second || took > 500*time.Millisecond {
			t.Errorf("%v after %v", limit.RetryAfter, took)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := b.Wait(ctx, charge(number)); err != nil {
		t.Errorf("with time enough: %v", err)
	}
}

func TestStopReachesTheOthers(t *testing.T) {
	t.Parallel()
	account := metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: "1"}
	insights := metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: "1", UseCase: "ads_insights"}
	for name, tt := range map[string]struct {
		report metabiz.UsageReport
		regain time.Duration
		asked  metabiz.LimitKey
		wait   time.Duration
	}{
		"Meta says how long":   {metabiz.UsageReport{Key: number, Used: 100}, 10 * time.Second, number, 10 * time.Second},
		"Meta does not say":    {metabiz.UsageReport{Key: number, Used: -1, Throttled: true}, 0, number, leastStop},
		"Meta hardly says":     {metabiz.UsageReport{Key: number, Used: -1, Throttled: true}, 10 * time.Millisecond, number, leastStop},
		"the account as whole": {metabiz.UsageReport{Key: account, Used: -1}, 9 * time.Second, insights, 9 * time.Second},
		"one use case":         {metabiz.UsageReport{Key: insights, Used: -1}, 9 * time.Second, account, 0},
		"nothing to stop for":  {metabiz.UsageReport{Key: number, Used: 30}, 0, number, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startRedis(t)
			a, b := s.limiter(t, nil), s.limiter(t, nil)
			if tt.regain > 0 {
				tt.report.RegainAt = time.Now().Add(tt.regain)
			}
			a.Report(tt.report)
			a.Report(metabiz.UsageReport{Key: tt.report.Key, Used: -1, RegainAt: time.Now().Add(time.Millisecond)}) // shortens nothing
			time.Sleep(publishEvery / 2)                                                                            // what is urgent does not wait for the calm
			patience := tt.wait/2 + 50*time.Millisecond
			if tt.wait == 0 {
				patience = leastStop * 9 / 10 // too little for any stop
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			err := b.Wait(ctx, charge(tt.asked))
			if tt.wait == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			limit, ok := errors.AsType[*metabiz.LimitError](err)
			if !ok || limit.RetryAfter > tt.wait+tt.wait/20 || limit.RetryAfter < tt.wait*3/4 {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("longer than anybody waits", func(t *testing.T) {
		t.Parallel()
		s := startRedis(t)
		a, b := s.limiter(t, nil), s.limiter(t, nil)
		a.Report(metabiz.UsageReport{Key: number, RegainAt: time.Now().Add(time.Hour)})
		time.Sleep(publishEvery / 2)
		if limit, ok := errors.AsType[*metabiz.LimitError](b.Wait(t.Context(), charge(number))); !ok || limit.RetryAfter < 59*time.Minute || errors.Is(limit, context.DeadlineExceeded) {
			t.Errorf("%v", limit)
		}
	})
	t.Run("opens again", func(t *testing.T) {
		t.Parallel()
		s := startRedis(t)
		a, b := s.limiter(t, nil), s.limiter(t, nil)
		opens := time.Now().Add(600 * time.Millisecond)
		a.Report(metabiz.UsageReport{Key: number, RegainAt: opens})
		time.Sleep(publishEvery)
		left := max(time.Until(opens), 0)
		within(t, "the stop", spent(func() {
			if err := b.Wait(t.Context(), charge(number)); err != nil {
				t.Error(err)
			}
		}), left)
	})
}

// A burst to one person is a loan: it is paid back before there is another, and one at the steady pace is never held back.
func TestLoan(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	q := metabiz.Quota{PerSecond: 2.5, Burst: 5, CreditFor: 1200 * time.Millisecond}
	a, b := s.limiter(t, allowing(q)), s.limiter(t, allowing(q))
	pair := charge(metabiz.LimitKey{Kind: metabiz.LimitPair, ID: "1:393331234567"})
	took := spent(func() {
		for _, l := range []*Limiter{a, b, a, b, a} {
			if err := l.Wait(t.Context(), pair); err != nil {
				t.Fatal(err)
			}
		}
	})
	if took > time.Second {
		t.Errorf("the burst took %v", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if limit, ok := errors.AsType[*metabiz.LimitError](b.Wait(ctx, pair)); !ok || limit.RetryAfter > 2100*time.Millisecond || limit.RetryAfter < 800*time.Millisecond {
		t.Errorf("a sixth: %v", limit)
	} else if strings.Contains(limit.Error(), "39333") {
		t.Errorf("the error tells whom it was for: %v", limit)
	}
	within(t, "a sixth that waits", spent(func() {
		if err := b.Wait(t.Context(), pair); err != nil {
			t.Error(err)
		}
	}), 2*time.Second-took)
	// It began another burst: some are free again.
	if took := spent(func() { _ = a.Wait(t.Context(), pair) }); took > 360*time.Millisecond {
		t.Errorf("a seventh waited %v", took)
	}
}

func TestUseAndTierAreShared(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	account := metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: "1", UseCase: "ads_management"}
	byTier := func(cfg *Config) {
		cfg.Quota = func(_ metabiz.LimitKey, tier string) (metabiz.Quota, bool) {
			if tier == "development_access" {
				return metabiz.Quota{PerSecond: 0.01, Burst: 2}, true
			}
			return metabiz.Quota{PerSecond: 100, Burst: 100}, true
		}
	}
	a, b := s.limiter(t, byTier), s.limiter(t, byTier)
	tries := func(l *Limiter, key metabiz.LimitKey) (n int) {
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer cancel()
		for l.Wait(ctx, charge(key)) == nil {
			n++
		}
		return n
	}
	if n := tries(b, account); n < 80 {
		t.Errorf("%d calls at ease", n)
	}
	a.Report(metabiz.UsageReport{Key: account, Used: 10, Tier: "development_access"})
	time.Sleep(2 * publishEvery)
	if n := tries(b, account); n > 2 {
		t.Errorf("%d calls for an app of the lower tier", n)
	}
	page := metabiz.LimitKey{Kind: metabiz.LimitPage, ID: "7"}
	a.Report(metabiz.UsageReport{Key: page, Used: 95})
	time.Sleep(2 * publishEvery)
	if n := tries(b, page); n < 4 || n > 10 { // a twenty-fifth of 100 a second, and of 100 at once
		t.Errorf("%d calls near the end", n)
	}
	// A budget of a size that nobody knows is held back only when it runs out.
	unknown := func(cfg *Config) {
		cfg.Prefix += "unknown:"
		cfg.Quota = func(metabiz.LimitKey, string) (metabiz.Quota, bool) { return metabiz.Quota{}, false }
	}
	a, b = s.limiter(t, unknown), s.limiter(t, unknown)
	if n := tries(b, page); n < 50 {
		t.Errorf("%d calls of a budget that nobody knows", n)
	}
	a.Report(metabiz.UsageReport{Key: page, Used: 90})
	time.Sleep(2 * publishEvery)
	if n := tries(b, page); n < 1 || n > 3 {
		t.Errorf("%d calls when it runs out", n)
	}
}

func TestOutage(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	var told atomic.Int32
	closed := s.limiter(t, func(cfg *Config) { cfg.OnError = func(error) { told.Add(1) } })
	open := s.limiter(t, func(cfg *Config) { cfg.OnOutage = FailOpen })
	for _, l := range []*Limiter{closed, open} {
		if err := l.Wait(t.Context(), charge(number)); err != nil {
			t.Fatal(err)
		}
	}
	s.stop()
	for range 3 {
		if err := closed.Wait(t.Context(), charge(number)); !errors.Is(err, ErrOutage) || errors.Is(err, metabiz.ErrRateLimited) {
			t.Errorf("closed: %v", err)
		}
	}
	// Only the first had to find out.
	if took := spent(func() { _ = closed.Wait(t.Context(), charge(number)) }); took > 50*time.Millisecond || told.Load() != 1 {
		t.Errorf("the next call took %v; told %d times", took, told.Load())
	}
	if err := open.Wait(t.Context(), charge(number)); err != nil {
		t.Errorf("open: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	time.Sleep(askAgain)
	if err := open.Wait(ctx, charge(number)); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that is over: %v", err)
	}
}

func TestPeopleAreNoKeys(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	l := s.limiter(t, nil)
	pair := metabiz.LimitKey{Kind: metabiz.LimitPair, ID: "106540352242922:393331234567"}
	if err := l.Wait(t.Context(), charge(pair, number)); err != nil {
		t.Fatal(err)
	}
	l.Report(metabiz.UsageReport{Key: pair, Throttled: true, Used: -1})
	time.Sleep(publishEvery)
	keys, err := s.client(t).Keys(t.Context(), "*").Result()
	if err != nil || len(keys) < 4 {
		t.Fatalf("%q, %v", keys, err)
	}
	for _, key := range keys {
		if strings.Contains(key, "39333") || !strings.Contains(key, t.Name()+":") {
			t.Errorf("the key %s", key)
		}
		if ttl := s.client(t).PTTL(t.Context(), key).Val(); ttl <= 0 {
			t.Errorf("%s stays for ever", key)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	rdb := connect("127.0.0.1:1")
	t.Cleanup(func() { _ = rdb.Close() })
	deaf := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1"})
	t.Cleanup(func() { _ = deaf.Close() })
	for name, cfg := range map[string]Config{
		"no server": {}, "deaf to contexts": {Redis: deaf}, "negative timeout": {Redis: rdb, Timeout: -1}, "negative wait": {Redis: rdb, MaxWait: -1},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
