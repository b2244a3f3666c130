package transport

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// bucket paces one quota. Callers pass in the order in which they came. Only the first in the queue sleeps on the rate limiter,
// and it holds no reservation: so a changed rate reaches everybody who waits, and a caller who gives up lets the others
// move up.
type bucket struct {
	key     Key
	limiter *rate.Limiter

	mu       sync.Mutex
	queue    []*waiter
	owed     int // cost of all in the queue
	tight    tightening
	tier     string
	override *Quota
	quota    Quota         // that is in force
	changed  chan struct{} // closed when the rate has changed; nil while nobody listens
	drain    time.Time     // when a pause ends, after which calls are to flow and not burst
	burst    time.Time     // when the burst on credit began
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
	b.choose()
	b.limiter = rate.NewLimiter(rate.Limit(b.quota.Rate), b.quota.Burst)
	return b
}

// choose finds the quota that is in force: what the user knows, else what is documented for the tier.
func (b *bucket) choose() {
	q, ok := quotaOf(b.key, b.tier)
	switch {
	case b.override != nil:
		q = *b.override
	case !ok:
		q = unpublished
	}
	b.quota = q
}

// take waits for a turn. When the turn would come after ctx's deadline, it fails at once and takes nothing.
func (b *bucket) take(ctx context.Context, cost int) error {
	b.mu.Lock()
	now := time.Now()
	b.touched = now
	b.adjust(now)
	cost = min(cost, b.limiter.Burst()) // beyond the burst, x/time/rate would never let it through
	if len(b.queue) == 0 && b.pass(now, cost) {
		b.mu.Unlock()
		return nil
	}
	if wait := b.delay(now, b.owed+cost); !fits(ctx, wait) {
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
		return ctx.Err()
	}
}

// lead waits for the tokens of the first in the queue, anew whenever the rate changes.
func (b *bucket) lead(ctx context.Context, w *waiter) error {
	for {
		b.mu.Lock()
		now := time.Now()
		b.adjust(now)
		cost := min(w.cost, b.limiter.Burst())
		if b.pass(now, cost) {
			b.mu.Unlock()
			return nil
		}
		wait := b.delay(now, cost)
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-changed:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// leave takes a waiter out of the queue and wakes the one who is first now.
func (b *bucket) leave(w *waiter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.owed -= w.cost
	i := slices.Index(b.queue, w)
	b.queue = slices.Delete(b.queue, i, i+1)
	if i == 0 && len(b.queue) > 0 {
		close(b.queue[0].turn)
	}
	if len(b.queue) == 0 {
		b.queue = nil
	}
}

// pass takes the tokens if they are there now.
func (b *bucket) pass(now time.Time, cost int) bool {
	if !b.onCredit(now) {
		return false
	}
	full := b.full(now)
	if !b.limiter.AllowN(now, cost) {
		return false
	}
	if full {
		b.burst = now
	}
	return true
}

func (b *bucket) full(now time.Time) bool {
	// The tokens come back as fractions, which never quite add up.
	return b.limiter.TokensAt(now) > float64(b.limiter.Burst())-1e-6
}

// onCredit tells whether what is in the bucket may be used now: always, but for a quota whose burst is a loan, once the
// time for the burst is over and until all is paid back.
func (b *bucket) onCredit(now time.Time) bool {
	within := b.quota.CreditFor
	return within == 0 || b.full(now) || now.Sub(b.burst) < within
}

// delay is how long it takes until a cost has passed, and all before it that is part of it.
func (b *bucket) delay(now time.Time, cost int) time.Duration {
	perSecond, size, tokens := float64(b.limiter.Limit()), float64(b.limiter.Burst()), b.limiter.TokensAt(now)
	missing := float64(cost) - tokens
	if b.quota.CreditFor > 0 {
		missing = b.missingCredit(now, float64(cost), tokens, size)
	}
	return durationOf(math.Ceil(missing/perSecond*1e9), time.Nanosecond)
}

// missingCredit counts the tokens that have to come back first when bursts are loans: whatever does not fit into this burst waits for
// a full bucket, and what doesn't fit into that, for the next.
func (b *bucket) missingCredit(now time.Time, cost, tokens, size float64) float64 {
	if b.onCredit(now) {
		if cost <= tokens {
			return 0
		}
		cost -= math.Floor(tokens)
		tokens -= math.Floor(tokens)
	}
	rounds := math.Ceil(cost/size) - 1
	return size - tokens + rounds*size
}

// report takes in what Meta said of the quota.
func (b *bucket) report(r Report) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if r.Tier != "" && r.Tier != b.tier {
		b.tier = r.Tier
		b.choose()
	}
	if r.RegainAt.After(b.drain) {
		b.drain = r.RegainAt
	}
	b.tight.report(r, now)
	b.adjust(now)
}

// adjust sets the rate that the reports call for, and tells those who wait. It is called with the lock held.
func (b *bucket) adjust(now time.Time) {
	q := b.quota
	want, have := rate.Limit(q.Rate*b.tight.factor(now, windowOf(b.key))), b.limiter.Limit()
	// A penalty that wears off moves the rate a little all the time: that is not worth waking anybody.
	wake := want > have*1.1 || want < have*0.9
	if want != have {
		b.limiter.SetLimitAt(now, want)
	}
	if burst := b.limiter.Burst(); burst != q.Burst {
		b.limiter.SetBurstAt(now, q.Burst)
		wake = true
	}
	if wake && b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
	if !b.drain.IsZero() && !now.Before(b.drain) {
		// Everybody who was kept out comes at once now: let them in at the pace, not in a burst.
		if surplus := int(b.limiter.TokensAt(now)) - 1; surplus > 0 && q.CreditFor == 0 {
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
	return len(b.queue) == 0 && b.drain.IsZero() && b.tight.spent(now, window) && b.full(now)
}
