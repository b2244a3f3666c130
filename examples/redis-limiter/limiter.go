package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/metabiz-go/metabiz"
)

// OnOutage says what becomes of calls while Redis can't be asked.
type OnOutage int

const (
	// FailClosed refuses them with [ErrOutage]: no budget is ever overdrawn.
	FailClosed OnOutage = iota
	// FailOpen lets them through. What Meta refuses then still holds back the process that was refused, for each client keeps to that itself.
	FailOpen
)

// Config says how a [Limiter] works. Redis is required.
type Config struct {
	// Redis 7 or later. A *redis.Client needs ContextTimeoutEnabled.
	Redis redis.UniversalClient
	// Prefix begins the names of all keys. Empty: "metabiz:".
	Prefix string
	// Quota knows how much a budget allows, and is false for those whose size nobody knows. Nil: metabiz.DocumentedQuota.
	Quota func(key metabiz.LimitKey, tier string) (metabiz.Quota, bool)
	// OnOutage is FailClosed where nothing is said.
	OnOutage OnOutage
	// Timeout is how long Redis may take to answer. Zero: 250 ms.
	Timeout time.Duration
	// MaxWait is the longest time that a call waits because Meta said stop. Zero: 30 s.
	MaxWait time.Duration
	// OnError is told when Redis fails, on the goroutine that noticed it. Nil: nobody is.
	OnError func(error)
}

// ErrOutage is a call that was not sent because Redis could not be asked and the limiter fails closed.
var ErrOutage = errors.New("the shared limits can't be reached")

// errStopped is what a call ran into that would have to wait longer than Config.MaxWait.
var errStopped = errors.New("longer than the longest wait allowed")

// Limiter is a metabiz.Limiter whose budgets are kept in Redis, so that all the processes that use one server and prefix share them.
//
// A call takes its turn ahead: one that has to wait knows at once when its turn comes, first come, first served across all processes, and
// one whose deadline is nearer than that fails at once and takes nothing. A turn that is given up later, because its context was
// cancelled, is left unused. What Meta tells one process, that a budget is spent until some time, or nearly used up, holds for all of them.
type Limiter struct {
	cfg    Config
	rate   *redis_rate.Limiter
	outage outage

	mu      sync.Mutex
	pending map[metabiz.LimitKey]metabiz.UsageReport // that Redis has not been told of yet
	urgent  chan struct{}
	stop    chan struct{}
	done    chan struct{}
}

// New makes a limiter, which is closed by Close.
func New(cfg Config) (*Limiter, error) {
	if cfg.Redis == nil {
		return nil, errors.New("redis limiter: Config.Redis is nil")
	}
	if c, ok := cfg.Redis.(*redis.Client); ok && !c.Options().ContextTimeoutEnabled {
		return nil, errors.New("redis limiter: Config.Redis needs ContextTimeoutEnabled, lest a call outlast its deadline")
	}
	if cfg.Timeout < 0 || cfg.MaxWait < 0 {
		return nil, fmt.Errorf("redis limiter: Config.Timeout %v or Config.MaxWait %v is negative", cfg.Timeout, cfg.MaxWait)
	}
	if cfg.Prefix == "" {
		cfg.Prefix = "metabiz:"
	}
	if cfg.Quota == nil {
		cfg.Quota = metabiz.DocumentedQuota
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 250 * time.Millisecond
	}
	if cfg.MaxWait == 0 {
		cfg.MaxWait = 30 * time.Second
	}
	l := &Limiter{
		cfg:     cfg,
		rate:    redis_rate.NewLimiter(cfg.Redis),
		pending: map[metabiz.LimitKey]metabiz.UsageReport{},
		urgent:  make(chan struct{}, 1),
		stop:    make(chan struct{}),
		done:    make(chan struct{}),
	}
	go l.publishAll()
	return l, nil
}

// Close tells Redis what it has not been told yet. The limiter must not be used afterwards; the Redis client is left open.
func (l *Limiter) Close() error {
	close(l.stop)
	<-l.done
	return nil
}

// Wait returns when every charge has had its turn. It fails at once with a *metabiz.LimitError when that would be after ctx's deadline, or
// when Meta has said to stop for longer than Config.MaxWait.
func (l *Limiter) Wait(ctx context.Context, charges []metabiz.Charge) error {
	if err := l.wait(ctx, charges); err != errLetThrough {
		return err
	}
	return nil
}

func (l *Limiter) wait(ctx context.Context, charges []metabiz.Charge) error {
	for {
		states, err := l.states(ctx, charges)
		if err != nil {
			return err
		}
		if wait, key := longestGate(states); wait > 0 {
			if err := l.sitOut(ctx, key, wait); err != nil {
				return err
			}
			continue
		}
		waited, err := l.pay(ctx, charges, states)
		if err != nil || waited < noticeable {
			return err
		}
		// Somebody may have been told to stop while we waited. Then this turn is let go, and another is taken once calls are let in
		// again: all who waited must not come at once.
		if states, err = l.states(ctx, charges); err != nil {
			return err
		}
		if wait, _ := longestGate(states); wait == 0 {
			return nil
		}
	}
}

// noticeable is a wait in which something may have changed.
const noticeable = 20 * time.Millisecond

// sitOut waits until Meta lets calls in again, and a little more, lest all who wait for that come at once.
func (l *Limiter) sitOut(ctx context.Context, key metabiz.LimitKey, wait time.Duration) error {
	wait += rand.N(wait/20 + time.Millisecond)
	switch {
	case !fits(ctx, wait):
		return &metabiz.LimitError{Key: key, RetryAfter: wait, Err: context.DeadlineExceeded}
	case wait > l.cfg.MaxWait:
		return &metabiz.LimitError{Key: key, RetryAfter: wait, Err: errStopped}
	}
	return sleep(ctx, wait)
}

// pay takes the charges one after the other, in the order given, which is that from the budget with the fewest users to that with the
// most: a wait for one person must not hold up a turn that everybody shares.
func (l *Limiter) pay(ctx context.Context, charges []metabiz.Charge, states []state) (time.Duration, error) {
	var waited time.Duration
	for i, c := range charges {
		q, ok := l.quota(c.Key, states[i])
		if !ok {
			continue
		}
		var wait time.Duration
		var err error
		if q.CreditFor > 0 {
			wait, err = l.borrow(ctx, c, q)
		} else {
			wait, err = l.reserve(ctx, c, q)
		}
		waited += wait
		if err != nil {
			return waited, err
		}
	}
	return waited, nil
}

func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
