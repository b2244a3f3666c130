package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// recorder keeps what is exported.
type recorder struct {
	*Telemetry
	spans  *tracetest.SpanRecorder
	points *sdkmetric.ManualReader
}

func record(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{spans: tracetest.NewSpanRecorder(), points: sdkmetric.NewManualReader()}
	telemetry, err := NewTelemetry(
		sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r.spans)), sdkmetric.NewMeterProvider(sdkmetric.WithReader(r.points)))
	if err != nil {
		t.Fatal(err)
	}
	r.Telemetry = telemetry
	return r
}

// counts are the numbers of measurements of each instrument.
func (r *recorder) counts(t *testing.T) map[string]int {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.points.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, s := range all.ScopeMetrics {
		for _, m := range s.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					counts[m.Name] += int(p.Count)
				}
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					counts[m.Name] += int(p.Value)
				}
			case metricdata.Gauge[float64]:
				counts[m.Name] += len(data.DataPoints)
			default:
				t.Errorf("%s is a %T", m.Name, data)
			}
		}
	}
	return counts
}

// names are those of a span's events that are of the kinds.
func names(span sdktrace.ReadOnlySpan, kinds ...string) string {
	var all []string
	for _, e := range span.Events() {
		if slices.Contains(kinds, e.Name) {
			all = append(all, e.Name)
		}
	}
	return strings.Join(all, " ")
}

func attributeOf(all []attribute.KeyValue, name string) string {
	for _, a := range all {
		if string(a.Key) == name {
			return a.Value.String()
		}
	}
	return ""
}

func TestSpansAndMetrics(t *testing.T) {
	t.Parallel()
	r := record(t)
	if err := emulate(t.Context(), r.Telemetry); err != nil {
		t.Fatal(err)
	}
	spans := r.spans.Ended()
	want := []struct {
		events, kind, resent string
		status               codes.Code
	}{
		{"attempt", "", "0", codes.Unset},
		{"attempt retry attempt", "", "1", codes.Unset},
		{"attempt", "not_found", "0", codes.Error},
		{"attempt", "outcome_unknown", "0", codes.Error},
	}
	if len(spans) != len(want) {
		t.Fatalf("%d spans", len(spans))
	}
	for i, span := range spans {
		w := want[i]
		if events := names(span, "attempt", "retry"); events != w.events || span.Status().Code != w.status {
			t.Errorf("span %d: %s, %v", i, names(span), span.Status())
		}
		if span.Name() != "POST /{phone-number-id}/messages" || attributeOf(span.Attributes(), "http.request.resend_count") != w.resent {
			t.Errorf("span %d: %s %v", i, span.Name(), span.Attributes())
		}
		if got := attributeOf(span.Attributes(), "error.type"); got != w.kind {
			t.Errorf("span %d has the error %q, not %q", i, got, w.kind)
		}
	}
	first := slices.IndexFunc(spans[1].Events(), func(e sdktrace.Event) bool { return e.Name == "attempt" })
	throttled, refused := spans[1].Events()[first].Attributes, spans[2].Attributes()
	if attributeOf(throttled, "error.type") != "rate_limited" || attributeOf(throttled, "graph.trace_id") == "" {
		t.Errorf("the refused attempt has %v", throttled)
	}
	if attributeOf(refused, "graph.code") != "132001" || attributeOf(refused, "graph.trace_id") == "" {
		t.Errorf("the refused call has %v", refused)
	}
	counts := r.counts(t)
	for name, n := range map[string]int{"metabiz.call.duration": 4, "metabiz.attempt.duration": 5, "metabiz.retries": 1, "metabiz.throttled": 1} {
		if counts[name] != n {
			t.Errorf("%s has %d, not %d: %v", name, counts[name], n, counts)
		}
	}
}

// Waits, limits and circuits come from the client's hook as well.
func TestLimitsAreSeen(t *testing.T) {
	t.Parallel()
	e, err := emulator.Start(emulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r := record(t)
	account := e.Seed().AdAccountID
	client, err := metabiz.New(append(r.Options(), metabiz.WithToken(e.Seed().Token), metabiz.WithBaseURL(e.URL()),
		metabiz.WithQuota(metabiz.LimitKey{Kind: metabiz.LimitAdAccount, ID: account, UseCase: "ads_management"}, metabiz.Quota{PerSecond: 20, Burst: 1}))...)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := client.Get(t.Context(), account+"/campaigns", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	counts := r.counts(t)
	if counts["metabiz.wait.duration"] < 2 || counts["metabiz.usage"] == 0 {
		t.Errorf("%v", counts)
	}
	spans := r.spans.Ended()
	if name := spans[0].Name(); name != "GET" || strings.Contains(name, account) {
		t.Errorf("the span of a call without an operation is called %s", name)
	}
	r.event(t.Context(), metabiz.Event{Kind: metabiz.EventCircuit, Circuit: metabiz.CircuitOpen, Host: "h"})
	if counts := r.counts(t); counts["metabiz.circuit.changes"] != 1 {
		t.Errorf("%v", counts)
	}
}

func TestNobodysNumberIsExported(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), false, &out); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"39333100", "EAAEMULATOR", "Bearer", "access_token"} {
		if strings.Contains(out.String(), private) {
			t.Errorf("%s is exported", private)
		}
	}
	var documents int
	for decoder := json.NewDecoder(&out); ; documents++ {
		var document map[string]any
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if documents < 5 {
		t.Errorf("%d documents for 4 spans and the metrics", documents)
	}
}

func TestLive(t *testing.T) {
	e, err := emulator.Start(emulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	t.Setenv("META_PHONE_NUMBER_ID", "")
	if err := run(t.Context(), true, io.Discard); err == nil || !strings.Contains(err.Error(), "META_PHONE_NUMBER_ID") {
		t.Errorf("without a number: %v", err)
	}
	t.Setenv(metabiz.EnvGraphURL, e.URL())
	t.Setenv(metabiz.EnvAccessToken, e.Seed().Token)
	t.Setenv("META_PHONE_NUMBER_ID", e.Seed().PhoneNumberID)
	var out bytes.Buffer
	if err := run(t.Context(), true, &out); err != nil || !strings.Contains(out.String(), "GET /{phone-number-id}") {
		t.Errorf("%v: %s", err, &out)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	var got []string
	for _, err := range []error{
		&metabiz.OutcomeUnknownError{Err: context.DeadlineExceeded}, &metabiz.LimitError{Err: context.DeadlineExceeded}, ctx.Err(),
		&metabiz.Error{Code: 190}, &metabiz.Error{Status: 500}, io.EOF,
	} {
		got = append(got, kindOf(err))
	}
	if want := []string{"outcome_unknown", "rate_limited", "deadline_exceeded", "auth", "transient", "other"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
