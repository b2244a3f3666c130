package transport

import "time"

// EventKind tells what an Event is about.
type EventKind string

const (
	EventAttempt EventKind = "attempt" // an attempt has ended
	EventRetry   EventKind = "retry"   // the call will be repeated after Wait
	EventWait    EventKind = "wait"    // an attempt has waited for its quota
	EventUsage   EventKind = "usage"   // Meta reported another use of a quota than before
	EventCircuit EventKind = "circuit" // a circuit has changed its state
)

// Event is one thing that happened to a call. It holds no URL, header or body.
type Event struct {
	Kind      EventKind
	Operation string
	Method    string
	Host      string
	Attempt   int           // counted from 1
	Status    int           // zero when there was no answer
	Code      int           // Graph's error code
	Subcode   int           // Graph's error subcode
	TraceID   string        // fbtrace_id, or the header that stands for it
	Duration  time.Duration // of the attempt on the wire, or of the wait for a quota
	Wait      time.Duration // until the next attempt
	Key       Key           // the quota waited for, reported, or whose circuit changed
	Usage     Usage         // of EventUsage
	Circuit   CircuitState  // of EventCircuit: the new one
	Err       error         // redacted
}

// CircuitState tells whether a circuit lets calls through.
type CircuitState string

const (
	CircuitClosed  CircuitState = "closed"    // all of them
	CircuitOpen    CircuitState = "open"      // none: calls fail at once
	CircuitProbing CircuitState = "half-open" // one, to see whether it goes well
)
