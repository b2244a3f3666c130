package transport

import "time"

// EventKind tells what an Event is about.
type EventKind string

const (
	EventAttempt EventKind = "attempt" // an attempt has ended
	EventRetry   EventKind = "retry"   // the call will be repeated after Wait
	EventWait    EventKind = "wait"    // an attempt has waited for its quota
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
	Key       Key           // the quota waited for
	Err       error         // redacted
}
