package metabiz

import (
	"context"
	"time"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// EventKind tells what an [Event] is about.
type EventKind string

const (
	EventAttempt EventKind = "attempt" // an attempt has ended
	EventRetry   EventKind = "retry"   // the call will be tried again after Wait
	EventWait    EventKind = "wait"    // an attempt waited for its turn
)

// An Event is one thing that happened to a call, for metrics and traces. It
// holds no address, header, token or body.
type Event struct {
	Kind      EventKind
	Operation string // "POST /{phone-number-id}/messages"
	Attempt   int    // from 1
	Status    int    // 0 where there was no answer
	Code      int    // Graph's error code
	Subcode   int
	TraceID   string
	Duration  time.Duration // of the attempt, or of the wait
	Wait      time.Duration // until the next attempt
	Limit     LimitKey      // that was waited for
	Err       error         // what the attempt ended with, without secrets: an [Error] where Meta refused
}

// A Hook is told of each attempt, retry and wait, on the goroutine of the call. It must not block.
type Hook func(ctx context.Context, e Event)

func (h Hook) transport() func(context.Context, transport.Event) {
	return func(ctx context.Context, e transport.Event) {
		if e.Err != nil {
			e.Err = translate(e.Operation, e.Err)
		}
		h(ctx, Event{
			Kind: EventKind(e.Kind), Operation: e.Operation, Attempt: e.Attempt, Status: e.Status, Code: e.Code,
			Subcode: e.Subcode, TraceID: e.TraceID, Duration: e.Duration, Wait: e.Wait, Limit: limitKey(e.Key), Err: e.Err,
		})
	}
}

// WithHook reports each attempt, retry and wait.
func WithHook(hook Hook) Option {
	return optionFunc(func(cfg *config) error {
		if hook == nil {
			return optionError("WithHook", "the hook is nil")
		}
		cfg.hook = hook
		return nil
	})
}
