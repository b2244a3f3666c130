package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// outage remembers that Redis has failed, so that not every call has to find out by itself.
type outage struct{ until atomic.Int64 } // nanoseconds of the Unix time

// askAgain is how long Redis is left alone after it has failed.
const askAgain = time.Second

// ask makes an exchange with Redis, within the time that it may take.
func (l *Limiter) ask(ctx context.Context, exchange func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, l.cfg.Timeout)
	defer cancel()
	return exchange(ctx)
}

// errLetThrough is a call for which Redis could not be asked and which goes out all the same.
var errLetThrough = errors.New("let through")

// verdict says what becomes of a call for which Redis could not be asked.
func (o *outage) verdict(ctx context.Context, l *Limiter, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= 0 {
		return context.DeadlineExceeded // a connection notices a deadline before its context does
	}
	o.until.Store(time.Now().Add(askAgain).UnixNano())
	if l.cfg.OnError != nil {
		l.cfg.OnError(err)
	}
	if l.cfg.OnOutage == FailOpen {
		return errLetThrough
	}
	return fmt.Errorf("%w: %w", ErrOutage, err)
}

// going is what becomes of calls just after Redis has failed, and nil otherwise.
func (o *outage) going(l *Limiter) error {
	switch {
	case time.Now().UnixNano() >= o.until.Load():
		return nil
	case l.cfg.OnOutage == FailOpen:
		return errLetThrough
	}
	return ErrOutage
}
