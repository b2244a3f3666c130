package transport

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// bucket paces one quota. Callers pass in the order in which they came. Only the first in the queue holds a reservation of the
// rate limiter, so that a changed rate reaches everybody who waits, and a caller who gives up lets the others move up.
type bucket struct {
	key     Key
	limiter *rate.Limiter

	mu       sync.Mutex
	queue    []*waiter
	owed     int // cost of all in the queue that have no reservation
	tight    tightening
	tier     string
	override *Quota
	changed  chan struct{} // closed when the rate has changed; nil while nobody listens
	drain    time.Time     // when a pause ends, after which calls are to flow and not burst
	touched  time.Time

	older, newer *bucket // in the order of last use; guarded by buckets.mu
	users        int     // guarded by buckets.mu
}

type waiter struct {
	cost int
	turn chan struct{} // closed when the waiter is first
}

// newBucket makes a full one.
func newBucket(key Key, override *Quota) *bucket {
	b := &bucket{key: key, override: override}
	q := b.quota()
	b.limiter = rate.NewLimiter(rate.Limit(q.Rate), q.Burst)
	return b
}

func (b *bucket) quota() Quota {
	if b.override != nil {
		return *b.override
	}
	if q, ok := quotaOf(b.key, b.tier); ok {
		return q
	}
	return unpublished
}

// take waits for a turn. When the turn would come after ctx's deadline, it fails at once and takes nothing.
func (b *bucket) take(ctx context.Context, cost int) error {
	b.mu.Lock()
	now := time.Now()
	b.touched = now
	b.adjust(now)
	cost = min(cost, b.limiter.Burst())
	if len(b.queue) == 0 && b.limiter.AllowN(now, cost) {
		b.mu.Unlock()
		return nil
	}
	if wait := b.delay(now, cost); !fits(ctx, wait) {
		b.mu.Unlock()
		return &LimitError{Key: b.key, Wait: wait, Err: context.DeadlineExceeded}
	}
	w := &waiter{cost: cost, turn: make(chan struct{})}
	b.queue = append(b.queue, w)
	b.owed += cost
	if len(b.queue) == 1 {
		close(w.turn)
	}
	b.mu.Unlock()

	defer b.leave(w)
	select {
	case <-w.turn:
		return b.lead(ctx, w)
	case <-ctx.Done():
		b.mu.Lock()
		b.owed -= w.cost
		b.mu.Unlock()
		return ctx.Err()
	}
}

// lead waits for the tokens of the first in the queue, anew whenever the rate changes.
func (b *bucket) lead(ctx context.Context, w *waiter) error {
	for {
		b.mu.Lock()
		now := time.Now()
		b.adjust(now)
		b.owed -= w.cost
		w.cost = min(w.cost, b.limiter.Burst())
		reserved := b.limiter.ReserveN(now, w.cost)
		wait := reserved.DelayFrom(now)
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		if wait <= 0 {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			timer.Stop()
			reserved.Cancel()
			return ctx.Err()
		case <-changed:
			timer.Stop()
			b.mu.Lock()
			reserved.Cancel()
			b.owed += w.cost
			b.mu.Unlock()
		}
	}
}

// leave takes a waiter out of the queue and wakes the one who is first now.
func (b *bucket) leave(w *waiter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.Index(b.queue, w)
	b.queue = slices.Delete(b.queue, i, i+1)
	if i == 0 && len(b.queue) > 0 {
		close(b.queue[0].turn)
	}
	if len(b.queue) == 0 {
		b.queue = nil
	}
}

// delay is how long a newcomer of that cost would wait behind the queue.
func (b *bucket) delay(now time.Time, cost int) time.Duration {
	missing := float64(b.owed+cost) - b.limiter.TokensAt(now)
	return durationOf(missing/float64(b.limiter.Limit()), time.Second)
}

// report takes in what Meta said of the quota.
func (b *bucket) report(r Report) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if r.Tier != "" {
		b.tier = r.Tier
	}
	if r.RegainAt.After(b.drain) {
		b.drain = r.RegainAt
	}
	b.tight.report(r, now)
	b.adjust(now)
}

// adjust sets the rate that the reports call for, and tells those who wait. It is called with the lock held.
func (b *bucket) adjust(now time.Time) {
	q := b.quota()
	want := rate.Limit(q.Rate * b.tight.factor(now, windowOf(b.key)))
	have := b.limiter.Limit()
	if burst := b.limiter.Burst(); burst != q.Burst {
		b.limiter.SetBurstAt(now, q.Burst)
		if burst < q.Burst {
			have = 0
		}
	}
	if want != have {
		b.limiter.SetLimitAt(now, want)
		// A penalty that wears off moves the rate a little all the time: that is not worth waking anybody.
		if (want > have*1.1 || want < have*0.9) && b.changed != nil {
			close(b.changed)
			b.changed = nil
		}
	}
	if !b.drain.IsZero() && !now.Before(b.drain) {
		// Everybody who was kept out comes at once now: let them in at the pace, not in a burst.
		if surplus := int(b.limiter.TokensAt(now)) - 1; surplus > 0 {
			b.limiter.AllowN(now, surplus)
		}
		b.drain = time.Time{}
	}
}

// idle tells whether forgetting the bucket and making a new one later would make no difference.
func (b *bucket) idle(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	window := windowOf(b.key)
	if b.tier != "" && now.Sub(b.touched) < window {
		return false // the next answer would tell the tier again, but calls before it would not know
	}
	return len(b.queue) == 0 && b.drain.IsZero() && b.tight.spent(now, window) &&
		b.limiter.TokensAt(now) >= float64(b.limiter.Burst())
}
