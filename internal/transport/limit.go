package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// admission is the step that lets an attempt wait for its turn: behind the gates that Meta has closed, then at the
// limiter.
type admission struct {
	x    *exchange
	next *sender
}

// RoundTrip is how http.Client asks for an attempt or a redirect.
func (s *admission) RoundTrip(req *http.Request) (*http.Response, error) {
	return s.send(req.Context(), hop{req.URL, req.Response != nil})
}

func (s *admission) send(ctx context.Context, to hop) (*http.Response, error) {
	x := s.x
	x.attempts++
	x.last = attempt{}
	if err := x.admit(ctx); err != nil {
		return nil, x.refuse(err)
	}
	if x.attempts == 1 {
		x.transport.budget.earn()
	}
	return s.next.send(ctx, to)
}

// admit returns when the attempt may be made.
func (x *exchange) admit(ctx context.Context) error {
	for paced := false; ; {
		// Once it is handed to the wire, a call that may not be repeated counts as sent: notice the end before that.
		if err := ctx.Err(); err != nil {
			return err
		}
		if key, wait := x.transport.gates.closed(x.charges); wait > 0 {
			if wait > x.retry.MaxWait {
				return &LimitError{Key: key, Wait: wait, Err: ErrWaitTooLong}
			}
			if !fits(ctx, wait) {
				return &LimitError{Key: key, Wait: wait, Err: context.DeadlineExceeded}
			}
			if x.cfg.Limiter == nil {
				// Behind the gate there is a queue.
				if err := x.transport.buckets.foretell(ctx, x.charges); err != nil {
					return err
				}
			}
			x.observe.wait(key, wait)
			if err := sleep(ctx, wait); err != nil {
				return err
			}
			// The gate opens for all at once: who had a turn before it closed takes another, so that they don't leave together.
			paced = false
			continue
		}
		if paced || len(x.charges) == 0 {
			return nil
		}
		// A gate may close while we stand in the queue.
		paced = true
		started := time.Now()
		if err := x.limiter().Wait(ctx, x.charges); err != nil {
			if _, ok := errors.AsType[*LimitError](err); ok || ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("limiter: %w", err)
		}
		if waited := time.Since(started); waited >= noticeableWait {
			x.observe.wait(x.charges[0].Key, waited)
		}
	}
}

// sleep waits for d or the context's end.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// noticeableWait keeps the cost of asking a limiter apart from waiting at it.
const noticeableWait = 5 * time.Millisecond

func (x *exchange) limiter() Limiter {
	if x.cfg.Limiter != nil {
		return x.cfg.Limiter
	}
	return x.transport.buckets
}
