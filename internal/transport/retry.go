package transport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// judge decides about the attempt that has just ended: whether it is repeated, and after how long.
func (x *exchange) judge(ctx context.Context, err error) (time.Duration, bool) {
	a := &x.last
	if err != nil && a.failure() == nil {
		// http.Client itself would not take the request: no step has seen it.
		a.err, a.local = x.redact.error(err), true
	}
	if x.elsewhere != "" {
		a.refusal, a.local, a.err = nil, true, fmt.Errorf("%w: to %s, after status %d", ErrRedirect, x.elsewhere, a.status)
	}
	if a.refusal != nil {
		x.refused = a.refusal
	}
	x.verdict = decide(a).verdict(x.call.repeatable())
	if x.verdict != verdictAgain && x.verdict != verdictAfterQuota {
		return 0, false
	}
	wait := x.backoff()
	if x.verdict == verdictAfterQuota {
		wait = x.quotaWait(a.refusal, wait)
		x.holdBack(a.refusal, wait)
	}
	if x.attempts >= x.retry.Attempts || ctx.Err() != nil {
		return 0, false
	}
	if wait > x.retry.MaxWait || !fits(ctx, wait) {
		return 0, false
	}
	// What Meta asks for is no storm, however often it comes: only retries of our own choice have a budget.
	if x.verdict == verdictAgain && (x.blocked() != nil || !x.transport.budget.spend(x.retry.Budget)) {
		return 0, false
	}
	x.observe.retry(a, wait)
	return wait, true
}

// backoff is a random wait below the ceiling: all those who failed together must not come again together.
func (x *exchange) backoff() time.Duration { return x.retry.Backoff(x.attempts) }

// Backoff is a random wait after the nth failure in a row, below a ceiling that doubles with each.
func (r Retry) Backoff(n int) time.Duration { return rand.N(r.withDefaults().ceiling(n)) + 1 }

func (r Retry) ceiling(n int) time.Duration {
	ceiling := r.MinWait
	for range n - 1 {
		if ceiling *= 2; ceiling >= r.MaxWait {
			ceiling = r.MaxWait
			break
		}
	}
	return min(ceiling, r.MaxWait)
}

// quotaWait is how long a throttled call waits: what Meta says or documents, else a backoff that is never short.
func (x *exchange) quotaWait(e *GraphError, backoff time.Duration) time.Duration {
	switch powers := meaningOf(e).powers; {
	case e.RetryAfter > 0:
		return max(e.RetryAfter, backoff)
	case powers > 0:
		wait := time.Second
		for range x.attempts - 1 {
			wait *= time.Duration(powers)
		}
		return wait
	}
	return x.retry.ceiling(x.attempts)/2 + backoff/2
}

// fits tells whether a wait ends before the context's deadline does.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}
