package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/metabiz-go/metabiz"
)

const scope = "github.com/metabiz-go/metabiz"

// Telemetry makes what clients do visible: a span a call, with its attempts, retries and waits as events, and metrics of all of them.
//
// Nothing secret is in either, and no person's telephone number: of a limit they have what its String tells, which leaves it out.
type Telemetry struct {
	tracer trace.Tracer

	calls    metric.Float64Histogram
	attempts metric.Float64Histogram
	retries  metric.Int64Counter
	waits    metric.Float64Histogram
	refused  metric.Int64Counter
	circuits metric.Int64Counter
	usage    metric.Float64Gauge
}

// NewTelemetry makes the instruments.
func NewTelemetry(tracers trace.TracerProvider, meters metric.MeterProvider) (*Telemetry, error) {
	m := meters.Meter(scope)
	t := &Telemetry{tracer: tracers.Tracer(scope)}
	var errs [7]error
	t.calls, errs[0] = m.Float64Histogram("metabiz.call.duration", metric.WithUnit("s"), metric.WithDescription("Calls, with all their attempts and waits"))
	t.attempts, errs[1] = m.Float64Histogram("metabiz.attempt.duration", metric.WithUnit("s"), metric.WithDescription("Attempts, on the wire"))
	t.retries, errs[2] = m.Int64Counter("metabiz.retries", metric.WithUnit("{retry}"), metric.WithDescription("Attempts that are to be repeated"))
	t.waits, errs[3] = m.Float64Histogram("metabiz.wait.duration", metric.WithUnit("s"), metric.WithDescription("Waits for a turn"))
	t.refused, errs[4] = m.Int64Counter("metabiz.throttled", metric.WithUnit("{attempt}"), metric.WithDescription("Attempts that Meta refused for a limit"))
	t.circuits, errs[5] = m.Int64Counter("metabiz.circuit.changes", metric.WithUnit("{change}"), metric.WithDescription("Circuits that opened, probe or closed"))
	t.usage, errs[6] = m.Float64Gauge("metabiz.usage", metric.WithUnit("%"), metric.WithDescription("What is used of a limit, as Meta reports it"))
	return t, errors.Join(errs[:]...)
}

// Options are for metabiz.New, Client.With or a single call.
func (t *Telemetry) Options() []metabiz.Option {
	return []metabiz.Option{metabiz.WithInterceptor(t.call), metabiz.WithHook(t.event)}
}

// call is a metabiz.Interceptor: it stands around a whole call. The hook finds its span in the context.
func (t *Telemetry) call(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	name := req.Operation
	if name == "" {
		name = req.Method // a path has ids in it, of which there are too many to count by
	}
	started := time.Now()
	ctx, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("http.request.method", req.Method),
		attribute.Bool("metabiz.idempotent", req.Idempotent || req.Method != "POST"),
	))
	defer span.End()
	res, err := next(ctx, req)
	labels := []attribute.KeyValue{attribute.String("metabiz.operation", name)}
	if err != nil {
		kind := attribute.String("error.type", kindOf(err))
		labels = append(labels, kind)
		span.SetAttributes(kind)
		span.SetStatus(codes.Error, err.Error())
		if refusal, ok := errors.AsType[*metabiz.Error](err); ok {
			span.SetAttributes(refusalAttributes(refusal)...)
		}
	} else {
		span.SetAttributes(attribute.Int("http.response.status_code", res.Status))
	}
	t.calls.Record(ctx, time.Since(started).Seconds(), metric.WithAttributes(labels...))
	return res, err
}

// event is a metabiz.Hook.
func (t *Telemetry) event(ctx context.Context, e metabiz.Event) {
	span := trace.SpanFromContext(ctx)
	operation := attribute.String("metabiz.operation", e.Operation)
	switch e.Kind {
	case metabiz.EventAttempt:
		span.SetAttributes(attribute.String("server.address", e.Host), attribute.Int("http.request.resend_count", e.Attempt-1))
		happened := []attribute.KeyValue{attribute.Int("attempt", e.Attempt), seconds("duration", e.Duration)}
		labels := []attribute.KeyValue{operation, attribute.Int("http.response.status_code", e.Status)}
		if e.Status != 0 {
			happened = append(happened, attribute.Int("http.response.status_code", e.Status))
		}
		if e.TraceID != "" {
			happened = append(happened, attribute.String("graph.trace_id", e.TraceID))
		}
		if e.Err != nil {
			kind := attribute.String("error.type", kindOf(e.Err))
			happened, labels = append(happened, kind, attribute.String("error.message", e.Err.Error())), append(labels, kind)
			if errors.Is(e.Err, metabiz.ErrRateLimited) {
				t.refused.Add(ctx, 1, metric.WithAttributes(operation, attribute.Int("graph.code", e.Code)))
			}
		}
		span.AddEvent("attempt", trace.WithAttributes(happened...))
		t.attempts.Record(ctx, e.Duration.Seconds(), metric.WithAttributes(labels...))
	case metabiz.EventRetry:
		span.AddEvent("retry", trace.WithAttributes(attribute.Int("attempt", e.Attempt), seconds("wait", e.Wait), attribute.Int("graph.code", e.Code)))
		t.retries.Add(ctx, 1, metric.WithAttributes(operation, attribute.String("error.type", kindOf(e.Err))))
	case metabiz.EventWait:
		span.AddEvent("wait", trace.WithAttributes(attribute.String("limit", e.Limit.String()), seconds("duration", e.Duration)))
		t.waits.Record(ctx, e.Duration.Seconds(), metric.WithAttributes(operation, limitKind(e.Limit)))
	case metabiz.EventUsage:
		t.usage.Record(ctx, e.Usage.Highest(), metric.WithAttributes(attribute.String("metabiz.limit", e.Usage.Key.String())))
		span.AddEvent("usage", trace.WithAttributes(
			attribute.String("limit", e.Usage.Key.String()), attribute.Float64("percent", e.Usage.Highest()),
		))
	case metabiz.EventCircuit:
		state := attribute.String("state", string(e.Circuit))
		span.AddEvent("circuit", trace.WithAttributes(state, attribute.String("server.address", e.Host), attribute.String("limit", e.Limit.String())))
		t.circuits.Add(ctx, 1, metric.WithAttributes(state, attribute.String("server.address", e.Host), limitKind(e.Limit)))
	}
}

func seconds(name string, d time.Duration) attribute.KeyValue {
	return attribute.Float64(name, d.Seconds())
}

// limitKind is what there are few enough of to count by.
func limitKind(key metabiz.LimitKey) attribute.KeyValue {
	kind := string(key.Kind)
	if key.UseCase != "" {
		kind = fmt.Sprintf("%s (%s)", kind, key.UseCase)
	}
	return attribute.String("metabiz.limit", kind)
}

func refusalAttributes(e *metabiz.Error) []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.Int("http.response.status_code", e.Status), attribute.Int("graph.code", e.Code), attribute.Int("graph.subcode", e.Subcode),
		attribute.String("graph.trace_id", e.TraceID), // what Meta's support asks for
	}
}

// kinds are the classes of errors, those first that say more.
var kinds = []struct {
	err  error
	name string
}{
	{metabiz.ErrOutcomeUnknown, "outcome_unknown"},
	{metabiz.ErrRateLimited, "rate_limited"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "deadline_exceeded"},
	{metabiz.ErrAuth, "auth"},
	{metabiz.ErrPermission, "permission"},
	{metabiz.ErrNotFound, "not_found"},
	{metabiz.ErrPolicy, "policy"},
	{metabiz.ErrTransient, "transient"},
	{metabiz.ErrInvalidParam, "invalid_param"},
}

func kindOf(err error) string {
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			return k.name
		}
	}
	return "other"
}
