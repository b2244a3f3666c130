package transport

import (
	"context"
	"log/slog"
	"time"
)

// observer tells the logger and the hook what happens to a call. Nothing that it says holds a URL, a header or a body.
type observer struct {
	ctx context.Context
	x   *exchange
}

// silent spares the work of describing what nobody listens to.
func (o *observer) silent() bool { return o.x.cfg.Logger == nil && o.x.cfg.Hook == nil }

// attempt tells of an attempt that has ended.
func (o *observer) attempt(a *attempt, took time.Duration) {
	if o.silent() {
		return
	}
	e := o.event(EventAttempt, a)
	e.Duration = took
	o.tell(slog.LevelDebug, e)
}

// retry tells that the call will be repeated after a wait.
func (o *observer) retry(a *attempt, wait time.Duration) {
	if o.silent() {
		return
	}
	e := o.event(EventRetry, a)
	e.Wait = wait
	o.tell(slog.LevelWarn, e)
}

// wait tells of a wait for a quota. A wait of less than a second is ordinary pacing, and no reason for a warning.
func (o *observer) wait(key Key, d time.Duration) {
	if o.silent() {
		return
	}
	e := o.event(EventWait, nil)
	e.Key, e.Duration = key, d
	level := slog.LevelWarn
	if d < time.Second {
		level = slog.LevelDebug
	}
	o.tell(level, e)
}

// circuit tells that a circuit has changed.
func (o *observer) circuit(key Key, state CircuitState, wait time.Duration) {
	if o.silent() {
		return
	}
	e := o.event(EventCircuit, nil)
	e.Key, e.Circuit, e.Wait = key, state, wait
	o.tell(slog.LevelWarn, e)
}

func (o *observer) event(kind EventKind, a *attempt) Event {
	e := Event{
		Kind: kind, Operation: o.x.call.Operation, Method: o.x.call.Method, Host: o.x.call.URL.Host,
		Attempt: o.x.attempts,
	}
	if a == nil {
		return e
	}
	e.Status, e.Err = a.status, a.failure()
	if a.refusal != nil {
		e.Code, e.Subcode, e.TraceID = a.refusal.Code, a.refusal.Subcode, a.refusal.TraceID
	} else if a.header != nil {
		e.TraceID = TraceID(a.header)
	}
	return e
}

func (o *observer) tell(level slog.Level, e Event) {
	if o.x.cfg.Hook != nil {
		o.x.cfg.Hook(o.ctx, e)
	}
	logger := o.x.cfg.Logger
	if logger == nil || !logger.Enabled(o.ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 9)
	attrs = append(attrs, slog.String("operation", e.Operation), slog.Int("attempt", e.Attempt))
	if e.Status != 0 {
		attrs = append(attrs, slog.Int("status", e.Status))
	}
	if e.Code != 0 {
		attrs = append(attrs, slog.Int("code", e.Code))
	}
	if e.Subcode != 0 {
		attrs = append(attrs, slog.Int("subcode", e.Subcode))
	}
	if e.TraceID != "" {
		attrs = append(attrs, slog.String("trace_id", e.TraceID))
	}
	if e.Duration != 0 {
		attrs = append(attrs, slog.Duration("duration", e.Duration))
	}
	if e.Wait != 0 {
		attrs = append(attrs, slog.Duration("wait", e.Wait))
	}
	if e.Key != (Key{}) {
		attrs = append(attrs, slog.String("limit", e.Key.String()))
	}
	if e.Circuit != "" {
		attrs = append(attrs, slog.String("circuit", string(e.Circuit)))
	}
	if e.Err != nil && e.Code == 0 {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	logger.LogAttrs(o.ctx, level, "graph "+string(e.Kind), attrs...)
}
