package main

import (
	"context"
	"math"
	"math/rand/v2"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"github.com/metabiz-go/metabiz"
)

// longestQueue is how far ahead turns are given out. Who comes later than that asks again: what is given out can't be taken back when
// a process dies or a rate falls.
const longestQueue = 10 * time.Second

// reserve takes a turn and waits for it.
//
// redis_rate answers only yes or no, but what it keeps is when the budget will be whole again, and that depends on the calls it let
// through alone. So a call asks for a larger burst than there is, larger by as many turns as it has time for: it is let through if its turn comes in
// that time, and the answer tells when that is.
func (l *Limiter) reserve(ctx context.Context, c metabiz.Charge, q metabiz.Quota) (waited time.Duration, _ error) {
	interval := intervalOf(q)
	ahead := max(longestQueue, interval)
	for {
		// As the built-in limiter has it: what costs more than a burst waits for a whole one, and owes the rest.
		cost := min(max(c.Cost, 1), q.Burst)
		room := ahead
		if deadline, ok := ctx.Deadline(); ok {
			room = min(room, time.Until(deadline))
		}
		slots := max(int(room/interval), 0)
		res, err := l.allow(ctx, l.name("rate:", c.Key), redis_rate.Limit{Rate: 1, Period: interval, Burst: q.Burst + slots}, cost)
		if err != nil {
			return waited, l.outage.verdict(ctx, l, err)
		}
		burst := time.Duration(q.Burst) * interval
		if res.Allowed > 0 {
			wait := max(res.ResetAfter-burst, 0)
			if owed := c.Cost - cost; owed > 0 {
				if _, err := l.allow(ctx, l.name("rate:", c.Key), redis_rate.Limit{Rate: 1, Period: interval, Burst: math.MaxInt32}, owed); err != nil {
					return waited, l.outage.verdict(ctx, l, err)
				}
			}
			return waited + wait, sleep(ctx, wait)
		}
		wait := res.ResetAfter + time.Duration(cost)*interval - burst
		if !fits(ctx, wait) {
			return waited, &metabiz.LimitError{Key: c.Key, RetryAfter: wait, Err: context.DeadlineExceeded}
		}
		// The queue is longer than what is given out: come again when its end is near, and not together with all others.
		back := max(wait-ahead, 0) + rand.N(ahead/10)
		if err := sleep(ctx, back); err != nil {
			return waited, err
		}
		waited += back
	}
}

// borrow takes a turn of a budget whose burst is a loan. Either the budget is whole, which begins a burst that may be used for a while, or
// such a burst is going on, or all of it has to be paid back first.
func (l *Limiter) borrow(ctx context.Context, c metabiz.Charge, q metabiz.Quota) (waited time.Duration, _ error) {
	interval := intervalOf(q)
	name, burst := l.name("rate:", c.Key), l.name("burst:", c.Key)
	for {
		res, err := l.allow(ctx, name, redis_rate.Limit{Rate: 1, Period: interval, Burst: 1}, 1)
		if err == nil && res.Allowed > 0 {
			err = l.ask(ctx, func(ctx context.Context) error { return l.cfg.Redis.Set(ctx, burst, 1, q.CreditFor).Err() })
			if err == nil {
				return waited, nil
			}
		}
		var going int64
		if err == nil {
			err = l.ask(ctx, func(ctx context.Context) (err error) {
				going, err = l.cfg.Redis.Exists(ctx, burst).Result()
				return err
			})
		}
		if err == nil && going > 0 {
			if res, err = l.allow(ctx, name, redis_rate.Limit{Rate: 1, Period: interval, Burst: q.Burst}, 1); err == nil && res.Allowed > 0 {
				return waited, nil
			}
		}
		if err != nil {
			return waited, l.outage.verdict(ctx, l, err)
		}
		wait := res.ResetAfter + time.Millisecond // Redis counts to some ten microseconds
		if !fits(ctx, wait) {
			return waited, &metabiz.LimitError{Key: c.Key, RetryAfter: wait, Err: context.DeadlineExceeded}
		}
		if err := sleep(ctx, wait); err != nil {
			return waited, err
		}
		waited += wait
	}
}

func (l *Limiter) allow(ctx context.Context, name string, limit redis_rate.Limit, cost int) (res *redis_rate.Result, _ error) {
	return res, l.ask(ctx, func(ctx context.Context) (err error) {
		res, err = l.rate.AllowN(ctx, name, limit, cost)
		return err
	})
}

func intervalOf(q metabiz.Quota) time.Duration {
	return max(time.Duration(float64(time.Second)/q.PerSecond), time.Microsecond)
}

// tightenFrom is the percentage of use from which the pace slackens, and slowest the share of it that is always left.
const (
	tightenFrom = 75.0
	slowest     = 0.01
)

// cautious is the quota of a budget whose size nobody knows, once Meta says that it is nearly used up.
var cautious = metabiz.Quota{PerSecond: 10, Burst: 5}

// quota is what a budget allows now. The burst shrinks with the pace: else what was used of it would count for less and less.
func (l *Limiter) quota(key metabiz.LimitKey, s state) (metabiz.Quota, bool) {
	q, ok := l.cfg.Quota(key, s.tier)
	switch {
	case ok && q.PerSecond > 0:
	case s.used > tightenFrom:
		q = cautious
	default:
		return q, false
	}
	q.Burst = max(q.Burst, 1)
	if s.used > tightenFrom {
		left := max(100-s.used, 0) / (100 - tightenFrom)
		share := max(left*left, slowest)
		q.PerSecond *= share
		q.Burst = max(int(math.Floor(float64(q.Burst)*share)), 1)
	}
	return q, true
}
