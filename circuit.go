package metabiz

import (
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// A CircuitBreaker says when calls fail at once instead of being sent, because
// those before them met an outage: a 5xx, a connection that was refused, broke off or timed out.
//
// There is a circuit for each host and each budget that Meta counts calls
// against ([Request].Limits; of a pair, its number), so that the trouble of one
// number, account or Page is no other's; calls that count against their app alone
// have one for each path. What Meta refuses, 4xx and throttled calls among it,
// opens none. The zero value of each field is right for most.
type CircuitBreaker struct {
	// Disabled sends every call, whatever became of those before it.
	Disabled bool
	// Failures within Window open a circuit, if they are two thirds of the
	// attempts or more; 0 is 20 within 10 s.
	Failures int
	Window   time.Duration
	// MinOpen is how long it is open, give or take a quarter, until a single
	// attempt is let through. Where that succeeds, all are; where it fails the time
	// doubles, up to MaxOpen. 0 is 5 s and a minute.
	MinOpen, MaxOpen time.Duration
}

// WithCircuitBreaker sets when calls fail at once because of an outage, or
// switches that off. What the calls have met is known to all clients that share limits.
func WithCircuitBreaker(breaker CircuitBreaker) Option {
	return optionFunc(func(cfg *config) error {
		switch {
		case breaker.Failures < 0:
			return optionError("WithCircuitBreaker", fmt.Sprintf("Failures is %d, below 0", breaker.Failures))
		case breaker.Window < 0 || breaker.MinOpen < 0 || breaker.MaxOpen < 0:
			return optionError("WithCircuitBreaker", "a time is negative")
		case breaker.MaxOpen > 0 && breaker.MaxOpen < breaker.MinOpen:
			return optionError("WithCircuitBreaker", fmt.Sprintf("MaxOpen %v is below MinOpen %v", breaker.MaxOpen, breaker.MinOpen))
		}
		cfg.breaker = breaker
		return nil
	})
}

// A CircuitError is a call that was not sent, because those before it met an
// outage. It is [ErrTransient]: the call may be made again after RetryAfter.
type CircuitError struct {
	Operation  string
	Host       string
	Key        LimitKey      // whose circuit is open
	RetryAfter time.Duration // until the next attempt is let through
	Err        error         // an [Error] where Meta refused an earlier attempt of this call, else nil
}

func (e *CircuitError) Error() string {
	text := fmt.Sprintf("metabiz: %s: not sent: too many calls of %s to %s have failed: the circuit is open for another %v",
		e.Operation, e.Key, e.Host, e.RetryAfter.Round(time.Millisecond))
	if e.Err != nil {
		text += "; before that: " + reasonOf(e.Err)
	}
	return text
}

// Is holds for [ErrTransient].
func (e *CircuitError) Is(target error) bool { return target == ErrTransient }

func (e *CircuitError) Unwrap() error { return e.Err }

func circuitError(operation string, e *transport.CircuitError) error {
	out := &CircuitError{Operation: operation, Host: e.Host, Key: limitKey(e.Key), RetryAfter: e.RetryAfter}
	if e.Err != nil {
		out.Err = translate(operation, e.Err)
	}
	return out
}
