package metabiz_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// failing answers with 503 and counts.
func failing(t *testing.T, opts ...metabiz.Option) (*metabiz.Client, *atomic.Int32) {
	t.Helper()
	var hits atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits.Add(1)
		w.WriteHeader(503)
		_, _ = w.Write([]byte(`{"error":{"code":2,"message":"Service temporarily unavailable"}}`))
	}))
	t.Cleanup(server.Close)
	opts = append([]metabiz.Option{
		metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL),
		metabiz.WithRetry(metabiz.Retry{Attempts: 1}),
	}, opts...)
	client, err := metabiz.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client, &hits
}

func TestCircuitBreaker(t *testing.T) {
	t.Parallel()
	var told []metabiz.Event
	client, hits := failing(t, metabiz.WithCircuitBreaker(metabiz.CircuitBreaker{Failures: 3, MinOpen: time.Hour, MaxOpen: time.Hour}),
		metabiz.WithHook(func(_ context.Context, e metabiz.Event) {
			if e.Kind == metabiz.EventCircuit {
				told = append(told, e)
			}
		}))
	number := metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "1"}
	send := func() error {
		_, err := client.Do(t.Context(), &metabiz.Request{
			Method: "POST", Path: "1/messages", Operation: "POST /{phone-number-id}/messages", Body: map[string]any{}, Limits: []metabiz.LimitKey{number},
		})
		return err
	}
	for range 3 {
		if err := send(); !errors.Is(err, metabiz.ErrOutcomeUnknown) {
			t.Fatalf("before: %v", err)
		}
	}
	err := send()
	e, ok := errors.AsType[*metabiz.CircuitError](err)
	if !ok || hits.Load() != 3 || e.Key != number || e.RetryAfter < 45*time.Minute || e.Operation != "POST /{phone-number-id}/messages" ||
		!errors.Is(err, metabiz.ErrTransient) || errors.Is(err, metabiz.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "not sent") {
		t.Errorf("%v after %d requests", err, hits.Load())
	}
	if len(told) != 1 || told[0].Circuit != metabiz.CircuitOpen || told[0].Limit != number || told[0].Wait < 45*time.Minute {
		t.Errorf("the hook was told %+v", told)
	}
	derived, err := client.With(metabiz.WithToken("other"))
	if err != nil {
		t.Fatal(err)
	}
	if err := derived.Get(t.Context(), "2", nil, nil); errors.Is(err, metabiz.ErrOutcomeUnknown) || hits.Load() != 4 {
		t.Errorf("another tenant: %v", err)
	}
}

func TestCircuitBreakerSwitchedOff(t *testing.T) {
	t.Parallel()
	client, hits := failing(t, metabiz.WithCircuitBreaker(metabiz.CircuitBreaker{Disabled: true}))
	for range 50 {
		if err := client.Get(t.Context(), "1", nil, nil); err == nil {
			t.Fatal("no error")
		}
	}
	if hits.Load() != 50 {
		t.Errorf("%d requests", hits.Load())
	}
}

// Without a budget every call is repeated as often as its attempts allow.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	for budget, want := range map[float64]int32{0: 200 + 50 + 40, 0.1: 200 + 25 + 20, -1: 600} {
		client, hits := failing(t, metabiz.WithCircuitBreaker(metabiz.CircuitBreaker{Disabled: true}),
			metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: 1, MaxWait: 1, Budget: budget}))
		for range 200 {
			_ = client.Get(t.Context(), "1", nil, nil)
		}
		if got := hits.Load(); got < want-41 || got > want {
			t.Errorf("budget %v: %d requests, want %d", budget, got, want)
		}
	}
}

func TestCircuitBreakerOptionIsChecked(t *testing.T) {
	t.Parallel()
	for name, breaker := range map[string]metabiz.CircuitBreaker{
		"Failures": {Failures: -1}, "time": {Window: -1}, "MaxOpen": {MinOpen: 2, MaxOpen: 1},
	} {
		if _, err := metabiz.New(metabiz.WithCircuitBreaker(breaker)); err == nil || !strings.Contains(err.Error(), name) || !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
