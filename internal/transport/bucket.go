package transport

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// bucket paces one quota. Only the first in its queue sleeps on the rate limiter, and it holds no reservation: so a changed rate
// reaches everybody who waits, and a caller who gives up lets the others move up.
type bucket struct {
	key     Key
	limiter *rate.Limiter
	steer   *steering // of a quota whose use Meta reports; else nil

	mu       sync.Mutex
	queue    queue
	tight    tightening
	tier     string
	override *Quota
	quota    Quota         // that is in force
	changed  chan struct{} // closed when the rate has changed; nil while nobody listens
	heard    rate.Limit    // the rate that who listens has reckoned with
	shut     time.Time     // when a pause ends, after which calls are to flow and not burst
	reopens  time.Time     // when the last pause ends or ended
	burst    time.Time     // when the burst on credit began
	touched  time.Time

	older, newer *bucket // in the order of last use; guarded by buckets.mu
	users        int     // guarded by buckets.mu
}

// newBucket makes a full one.
func newBucket(key Key, override *Quota) *bucket {
	b := &bucket{key: key, override: override}
	b.choose()
	if reported(key) {
		percent := 0.0
		if q, ok := quotaOf(key, ""); ok && q.counted > 0 {
			percent = 100 / q.within()
		}
		b.steer = newSteering(windowOf(key), percent)
	}
	b.limiter = rate.NewLimiter(rate.Limit(b.quota.Rate), b.quota.Burst)
	return b
}

// choose finds the quota that is in force: what the user knows, else what is documented for the tier, else none.
func (b *bucket) choose() {
	q, ok := quotaOf(b.key, b.tier)
	switch {
	case b.override != nil:
		q = *b.override
	case !ok:
		q = boundless
	}
	b.quota = q
}

// take waits for a turn. When the turn would come after ctx's deadline, it fails at once and takes nothing.
func (b *bucket) take(ctx context.Context, cost int, flow Key) error {
	b.mu.Lock()
	now := time.Now()
	b.touched = now
	b.adjust(now)
	if b.queue.empty() && b.pass(now, cost) {
		b.mu.Unlock()
		return nil
	}
	w := b.queue.join(cost, flow)
	if wait := b.delay(now, b.queue.upTo(w), cost); !fits(ctx, wait) {
		b.queue.leave(w)
		b.mu.Unlock()
		return &LimitError{Key: b.key, Wait: wait, Err: context.DeadlineExceeded}
	}
	w.deadline, _ = ctx.Deadline()
	b.mu.Unlock()

	defer b.leave(w)
	select {
	case <-w.turn:
		if w.err != nil {
			return w.err
		}
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
		if b.pass(now, w.cost) {
			b.mu.Unlock()
			return nil
		}
		wait := b.delay(now, w.cost, w.cost)
		if !fits(ctx, wait) {
			b.mu.Unlock()
			return &LimitError{Key: b.key, Wait: wait, Err: context.DeadlineExceeded}
		}
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		b.heard = b.limiter.Limit()
		changed := b.changed
		if b.steer != nil {
			wait = min(wait, b.steer.window/steerLook) // what comes back by itself wakes nobody
		}
		b.mu.Unlock()
		timer := time.NewTimer(max(wait, time.Microsecond))
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

func (b *bucket) leave(w *waiter) {
	b.mu.Lock()
	b.queue.leave(w)
	b.mu.Unlock()
}

// foretell is how long a call that came now would wait.
func (b *bucket) foretell(now time.Time, cost int) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.adjust(now)
	return b.delay(now, b.queue.owed+cost, cost)
}

// tokens is what a cost needs to be let through: beyond the burst, x/time/rate would never do that.
func (b *bucket) tokens(cost int) int { return min(cost, b.limiter.Burst()) }

// owe takes what is beyond the burst of the tokens that come next.
func (b *bucket) owe(now time.Time, tokens int) {
	if tokens <= 0 {
		return
	}
	burst := b.limiter.Burst()
	b.limiter.SetBurstAt(now, max(tokens, burst)) // of which x/time/rate reserves at most as many
	b.limiter.ReserveN(now, tokens)
	b.limiter.SetBurstAt(now, burst)
}

// pass takes the tokens if they are there now.
func (b *bucket) pass(now time.Time, cost int) bool {
	if !b.open(now, cost) {
		return false
	}
	full := b.full(now)
	if !b.limiter.AllowN(now, b.tokens(cost)) {
		return false
	}
	b.owe(now, cost-b.tokens(cost))
	if full {
		b.burst = now
	}
	if b.steer != nil {
		b.steer.spend(now, float64(cost))
	}
	return true
}

// open tells whether anything but the tokens keeps a cost out.
func (b *bucket) open(now time.Time, cost int) bool {
	return !now.Before(b.shut) && b.onCredit(now) && (b.steer == nil || b.steer.room(now, float64(cost)) <= 0)
}

// refund gives back what a call took that was not sent after all.
func (b *bucket) refund(cost int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.limiter.AllowN(now, -cost)
	if b.steer != nil {
		b.steer.spend(now, -float64(cost))
	}
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

// delay is how long it takes until so much has been let through, the last of it a call of that cost.
func (b *bucket) delay(now time.Time, total, cost int) time.Duration {
	tokens := total - cost + b.tokens(cost)
	from := now
	if b.shut.After(now) {
		from = b.shut
	}
	perSecond, size, there := float64(b.limiter.Limit()), float64(b.limiter.Burst()), b.limiter.TokensAt(from)
	if from != now && b.quota.CreditFor == 0 {
		there = min(there, 1) // the pause ends without a burst
	}
	missing := float64(tokens) - there
	if b.quota.CreditFor > 0 {
		missing = b.missingCredit(from, float64(tokens), there, size)
	}
	wait := from.Sub(now) + durationOf(math.Ceil(max(missing, 0)/perSecond*1e9), time.Nanosecond)
	if b.steer != nil {
		wait = max(wait, b.steer.room(now, float64(total)))
	}
	return wait
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
		if b.steer != nil && b.quota.counted > 0 {
			b.steer.learned = startLearning(100 / b.quota.within())
		}
	}
	if r.RegainAt.After(b.shut) {
		b.shut, b.reopens = r.RegainAt, r.RegainAt
		b.rearrange(now)
	}
	if b.steer == nil {
		if r.Throttled {
			b.tight.refused(now)
		}
	} else {
		if r.Used >= 0 {
			b.steer.report(r.Used, now)
		}
		if r.Throttled {
			b.steer.refused(now)
		}
	}
	b.adjust(now)
}

// allowed is the rate and burst that quota, reports and the last pause call for.
func (b *bucket) allowed(now time.Time) (rate.Limit, int) {
	perSecond, burst := b.steered(now)
	if b.quota == boundless && b.easing(now) {
		// Nothing tells how many may come in: so a few at first, and soon all who want to.
		eased := unpublished.Rate * math.Exp2(max(now.Sub(b.reopens), 0).Seconds()/easedStep.Seconds())
		perSecond, burst = min(perSecond, rate.Limit(eased)), min(burst, unpublished.Burst)
	}
	return perSecond, burst
}

const (
	easedFor  = time.Minute     // after a pause
	easedStep = 5 * time.Second // in which the rate doubles
)

func (b *bucket) easing(now time.Time) bool {
	return !b.reopens.IsZero() && now.Sub(b.reopens) < easedFor
}

// steered is the rate and burst that quota and reports call for.
func (b *bucket) steered(now time.Time) (rate.Limit, int) {
	q := b.quota
	if b.steer == nil {
		return rate.Limit(q.Rate * b.tight.factor(now)), q.Burst
	}
	if !b.steer.fresh(now) {
		return rate.Limit(q.Rate), q.Burst
	}
	perSecond, burst, ok := b.steer.pace(now)
	if !ok {
		return rate.Limit(q.Rate), q.Burst
	}
	if q.counted == 0 {
		perSecond = min(perSecond, q.Rate) // what is reported is not what this quota is about
	}
	return rate.Limit(perSecond), max(min(int(burst), q.Burst), 1)
}

// adjust sets the rate that the reports call for, and tells those who wait. It is called with the lock held.
func (b *bucket) adjust(now time.Time) {
	want, burst := b.allowed(now)
	if want != b.limiter.Limit() {
		b.limiter.SetLimitAt(now, want)
	}
	more := burst > b.limiter.Burst()
	if burst != b.limiter.Burst() {
		b.limiter.SetBurstAt(now, burst)
	}
	if !b.shut.IsZero() && !now.Before(b.shut) {
		// Everybody who was kept out comes at once now: let them in at the pace, not in a burst.
		if surplus := int(b.limiter.TokensAt(now)) - 1; surplus > 0 && b.quota.CreditFor == 0 {
			b.limiter.AllowN(now, surplus)
		}
		b.shut = time.Time{}
	}
	// The rate moves a little all the time: that is not worth waking anybody.
	if b.changed != nil && (more && b.steer == nil || want > b.heard*1.1 || want < b.heard*0.9) {
		b.rearrange(now)
	}
}

// rearrange lets those who wait reckon anew.
func (b *bucket) rearrange(now time.Time) {
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
	b.queue.cull(now, b.key, func(total, cost int) time.Duration { return b.delay(now, total, cost) })
}

// idle tells whether forgetting the bucket and making a new one later would make no difference.
func (b *bucket) idle(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !b.queue.empty() || !b.shut.IsZero() || !b.full(now) || b.easing(now):
		return false
	case b.steer != nil:
		// The next answer would tell the tier again, but calls before it would not know.
		return b.steer.idle(now) && (b.tier == "" || now.Sub(b.touched) >= b.steer.window)
	case b.tier != "":
		return false // told by nothing but a look at the node
	}
	return b.tight.factor(now) == 1
}
