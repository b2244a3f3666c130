package transport

import (
	"context"
	"sync"
	"time"
)

// buckets is the Limiter of one process: a bucket a quota, made when first used and dropped when full again.
type buckets struct {
	mu     sync.Mutex
	byKey  map[Key]*bucket
	set    map[Key]Quota // quotas that the user knows better
	oldest *bucket
	newest *bucket
	swept  time.Time
}

func newBuckets() *buckets { return &buckets{byKey: map[Key]*bucket{}, set: map[Key]Quota{}} }

// Wait takes the charges one after the other, in the order given: the quota with the fewest users first. Those that come later are not
// held while one waits; but when any of them would make the call too late, it fails at once, and takes nothing.
func (s *buckets) Wait(ctx context.Context, charges []Charge) error {
	if len(charges) > 1 { // one alone tells by itself
		if err := s.foretell(ctx, charges); err != nil {
			return err
		}
	}
	for i, c := range charges {
		b := s.use(c.Key, false)
		if b == nil {
			continue
		}
		flow := Key{}
		if i > 0 {
			flow = charges[i-1].Key
		}
		err := b.take(ctx, c.cost(), flow)
		s.release(b)
		if err != nil {
			s.refund(charges[:i])
			return err
		}
	}
	return nil
}

// foretell finds the longest of the waits that several quotas ask for, before any is taken of.
func (s *buckets) foretell(ctx context.Context, charges []Charge) error {
	if _, ok := ctx.Deadline(); !ok {
		return nil
	}
	now := time.Now()
	longest := &LimitError{Err: context.DeadlineExceeded}
	for _, c := range charges {
		s.mu.Lock()
		b := s.byKey[c.Key]
		s.mu.Unlock()
		if b == nil {
			continue // full
		}
		if wait := b.foretell(now, c.cost()); wait > longest.Wait {
			longest.Key, longest.Wait = c.Key, wait
		}
	}
	if longest.Wait > 0 && !fits(ctx, longest.Wait) {
		return longest
	}
	return nil
}

func (s *buckets) refund(charges []Charge) {
	for _, c := range charges {
		s.mu.Lock()
		b := s.byKey[c.Key]
		s.mu.Unlock()
		if b != nil {
			b.refund(c.cost())
		}
	}
}

// Report changes the pace of a quota.
func (s *buckets) Report(key Key, r Report) {
	key = key.canonical()
	b := s.use(key, reported(key) || r.Tier != "" || !r.RegainAt.IsZero())
	if b == nil {
		return
	}
	b.report(r)
	s.release(b)
}

func (s *buckets) setQuota(key Key, q Quota) {
	q.Rate, q.Burst = max(q.Rate, 0), max(q.Burst, 1) // x/time/rate lets nothing or everything through without a burst
	s.mu.Lock()
	s.set[key] = q
	b := s.byKey[key]
	s.mu.Unlock()
	if b == nil {
		return
	}
	b.mu.Lock()
	b.override = &q
	b.choose()
	b.adjust(time.Now())
	b.mu.Unlock()
}

// use finds a key's bucket and keeps it from being dropped until release. A bucket of a quota that is not published is
// made only when there is something to remember of it; without, use returns nil.
func (s *buckets) use(key Key, remember bool) *bucket {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.byKey[key]
	if b == nil {
		var override *Quota
		if q, ok := s.set[key]; ok {
			own := q // only here, lest a key without a bucket cost memory at each use
			override = &own
		}
		if _, ok := quotaOf(key, ""); !ok && override == nil && !remember {
			return nil
		}
		b = newBucket(key, override)
		s.byKey[key] = b
		s.sweep(time.Now())
	} else {
		s.unlink(b)
		if now := time.Now(); now.Sub(s.swept) >= betweenSweeps {
			s.sweep(now)
		}
	}
	b.users++
	s.append(b)
	return b
}

func (s *buckets) release(b *bucket) {
	s.mu.Lock()
	b.users--
	s.mu.Unlock()
}

// betweenSweeps keeps the buckets at hand from being swept around at each use, which costs more than the use.
const betweenSweeps = time.Millisecond

// sweep looks at the four buckets that were unused for longest, and drops those that are full again: for each that is made, and now and
// then. So they can't pile up, and no goroutine has to watch them.
func (s *buckets) sweep(now time.Time) {
	s.swept = now
	for range 4 {
		b := s.oldest
		if b == nil || b == s.newest {
			return
		}
		s.unlink(b)
		if b.users > 0 || !b.idle(now) {
			s.append(b)
			continue
		}
		delete(s.byKey, b.key)
	}
}

func (s *buckets) append(b *bucket) {
	b.older, b.newer = s.newest, nil
	if s.newest != nil {
		s.newest.newer = b
	} else {
		s.oldest = b
	}
	s.newest = b
}

func (s *buckets) unlink(b *bucket) {
	if b.older != nil {
		b.older.newer = b.newer
	} else {
		s.oldest = b.newer
	}
	if b.newer != nil {
		b.newer.older = b.older
	} else {
		s.newest = b.older
	}
	b.older, b.newer = nil, nil
}
