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
	EventUsage   EventKind = "usage"   // Meta reported another use of a budget than before: see Usage
	EventCircuit EventKind = "circuit" // the circuit of Host and Limit changed: see Circuit
)

// CircuitState tells whether calls are let through to a host that has been failing.
type CircuitState string

const (
	CircuitClosed  CircuitState = "closed"    // all of them
	CircuitOpen    CircuitState = "open"      // none: they fail at once
	CircuitProbing CircuitState = "half-open" // one, to see whether it goes well
)

// An Event is one thing that happened to a call, for metrics and traces. It
// holds no address, header, token or body.
type Event struct {
	Kind      EventKind
	Operation string // "POST /{phone-number-id}/messages"
	Method    string
	Host      string // where the call goes, with the port where that is not the scheme's own
	Attempt   int    // from 1
	Status    int    // 0 where there was no answer
	Code      int    // Graph's error code
	Subcode   int
	TraceID   string
	Duration  time.Duration // of the attempt, or of the wait
	Wait      time.Duration // until the next attempt
	Limit     LimitKey      // that was waited for or reported, or whose circuit changed
	Usage     Usage         // of an EventUsage
	Circuit   CircuitState  // of an EventCircuit: what it is now
	Err       error         // what the attempt ended with, without secrets: an [Error] where Meta refused
}

// A Hook is told of what happens to calls, on the goroutine of the call and with
// its context, which is how it finds the span that an [Interceptor] has begun.
// It must not block, and must be safe for concurrent use.
type Hook func(ctx context.Context, e Event)

func (h Hook) transport() func(context.Context, transport.Event) {
	return func(ctx context.Context, e transport.Event) {
		if e.Err != nil {
			e.Err = translate(e.Operation, e.Err)
		}
		h(ctx, Event{
			Kind: EventKind(e.Kind), Operation: e.Operation, Method: e.Method, Host: e.Host, Attempt: e.Attempt,
			Status: e.Status, Code: e.Code, Subcode: e.Subcode, TraceID: e.TraceID, Duration: e.Duration, Wait: e.Wait,
			Limit: limitKey(e.Key), Usage: usage(e.Usage), Circuit: CircuitState(e.Circuit), Err: e.Err,
		})
	}
}

// WithHook reports each attempt, retry, wait, change of a budget's use and change of a circuit, for metrics and traces.
func WithHook(hook Hook) Option {
	return optionFunc(func(cfg *config) error {
		if hook == nil {
			return optionError("WithHook", "the hook is nil")
		}
		cfg.hook = hook
		return nil
	})
}
