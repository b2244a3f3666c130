package transport

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// engine is go-retryablehttp with everything that it would decide by itself taken out: it repeats, rewinds and sleeps, and asks
// the exchange whether and for how long.
type engine struct {
	loop      retryablehttp.Client
	client    http.Client
	admission admission
	sender    sender
	wait      time.Duration // until the next attempt
}

// run hands the request to the engine. It returns the engine's error, of which the exchange knows more.
func (x *exchange) run(req *retryablehttp.Request) error {
	if err := x.blocked(); err != nil {
		return x.refuse(err)
	}
	e := &x.engine
	e.sender = sender{x: x, wire: x.transport.wire(x.cfg)}
	e.admission = admission{x: x, next: &e.sender}
	// An admission has no CloseIdleConnections: the loop calls that after every failure, and the connections belong to
	// everybody.
	e.client.Transport, e.client.CheckRedirect = &e.admission, x.follow
	e.loop.HTTPClient, e.loop.RetryMax = &e.client, x.retry.Attempts-1
	e.loop.CheckRetry, e.loop.Backoff = x.check, e.backoff
	e.loop.ErrorHandler = retryablehttp.PassthroughErrorHandler
	_, err := e.loop.Do(req)
	return err
}

func (e *engine) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return e.wait }

// check is asked after each attempt, the last one too.
func (x *exchange) check(ctx context.Context, _ *http.Response, err error) (again bool, _ error) {
	x.engine.wait, again = x.judge(ctx, err)
	return again, nil
}

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
