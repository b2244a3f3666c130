package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// timed bounds an attempt by the timeout of the user's http.Client. The client itself is not given it: its clock would run
// while the attempt waits for its turn.
func (x *exchange) timed(ctx context.Context) (context.Context, *timeLimit) {
	if x.cfg.HTTPClient == nil || x.cfg.HTTPClient.Timeout <= 0 {
		return ctx, nil
	}
	limit := &timeLimit{after: x.cfg.HTTPClient.Timeout, call: ctx}
	limit.ctx, limit.cancel = context.WithTimeout(ctx, limit.after)
	return limit.ctx, limit
}

// timeLimit is an attempt's own deadline. A nil one is none.
type timeLimit struct {
	after     time.Duration
	call, ctx context.Context
	cancel    context.CancelFunc
}

func (l *timeLimit) end() {
	if l != nil {
		l.cancel()
	}
}

// explain tells the attempt's deadline from the caller's, which has the same error.
func (l *timeLimit) explain(err error) error {
	if err == nil || l == nil || l.call.Err() != nil || !errors.Is(l.ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	return &timeoutError{after: l.after}
}

// stream lets go of the deadline when the caller has read enough.
func (l *timeLimit) stream(body io.ReadCloser) io.ReadCloser {
	if l == nil {
		return body
	}
	return &timedStream{ReadCloser: body, limit: l}
}

type timedStream struct {
	io.ReadCloser
	limit *timeLimit
}

func (s *timedStream) Close() error {
	defer s.limit.end()
	return s.ReadCloser.Close()
}

// timeoutError is a net.Error.
type timeoutError struct{ after time.Duration }

func (e *timeoutError) Error() string   { return fmt.Sprintf("no whole answer within %s", e.after) }
func (e *timeoutError) Timeout() bool   { return true }
func (e *timeoutError) Temporary() bool { return true }
