// Package window is what messaging windows of all products have in common: people of whom times are
// remembered, and messages that are held back when it is too late for them.
package window

import (
	"cmp"
	"log/slog"
	"time"
)

// Clock tells whether it is too late.
type Clock struct {
	Now    func() time.Time
	Margin time.Duration // how long before its end a window counts as closed
}

// NewClock is a clock with what is usual where nothing is said: time.Now, and 30 seconds. A
// negative margin is none.
func NewClock(now func() time.Time, margin time.Duration) Clock {
	if now == nil {
		now = time.Now
	}
	return Clock{Now: now, Margin: max(cmp.Or(margin, 30*time.Second), 0)}
}

// Open tells whether what closes at a time is still open.
func (c Clock) Open(until time.Time) bool { return c.Now().Add(c.Margin).Before(until) }

// Past is a time that has come: a window must not stay open for years because a webhook, or this
// machine's clock, was wrong.
func (c Clock) Past(t time.Time) time.Time {
	if now := c.Now(); t.After(now) {
		return now
	}
	return t
}

// Later is the later of two times.
func Later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Quiet is the logger, or one that is silent.
func Quiet(logger *slog.Logger) *slog.Logger {
	if logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return logger
}

// Masked keeps people's numbers and ids out of logs: errors tend to end up there.
func Masked(recipient string) string {
	if len(recipient) <= 4 {
		return "…"
	}
	return "…" + recipient[len(recipient)-4:]
}
