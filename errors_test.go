package metabiz_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// refusing answers everything with a refusal, and calls then each time.
func refusing(t *testing.T, status int, body string, then func(), opts ...metabiz.Option) *metabiz.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		then()
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(append([]metabiz.Option{metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const momentary = `{"error":{"message":"Service temporarily unavailable","code":2,"fbtrace_id":"T"}}`

// A call that its context ended while it was to be tried again tells what Meta
// said, besides why it ended.
func TestCallsThatTheirContextEnded(t *testing.T) {
	t.Parallel()
	stop := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	client := refusing(t, 500, momentary, func() {}, metabiz.WithRetry(metabiz.Retry{MinWait: time.Minute, MaxWait: time.Hour}),
		metabiz.WithHook(func(_ context.Context, e metabiz.Event) {
			if e.Kind == metabiz.EventRetry {
				cancel(stop)
			}
		}))
	err := client.Get(ctx, "1", nil, nil)
	if !errors.Is(err, context.Canceled) || !errors.Is(err, stop) {
		t.Errorf("why it ended is not found in %v", err)
	}
	if e, ok := errors.AsType[*metabiz.Error](err); !ok || e.Code != 2 || !errors.Is(err, metabiz.ErrTransient) {
		t.Errorf("what Meta said is not found in %v", err)
	}

	ctx, cancel = context.WithCancelCause(t.Context())
	cancel(stop)
	for _, err := range metabiz.List[item](ctx, client, &metabiz.Request{Path: "1/ads"}) {
		if !errors.Is(err, context.Canceled) || !errors.Is(err, stop) {
			t.Errorf("a list: %v", err)
		}
	}
}

func TestHooksAreToldOfErrorsByClass(t *testing.T) {
	t.Parallel()
	told := 0
	client := refusing(t, 400, `{"error":{"message":"x","code":190}}`, func() {}, metabiz.WithHook(func(_ context.Context, e metabiz.Event) {
		told++
		if _, ok := errors.AsType[*metabiz.Error](e.Err); !ok || !errors.Is(e.Err, metabiz.ErrAuth) {
			t.Errorf("%s: %v", e.Kind, e.Err)
		}
	}))
	if err := client.Get(t.Context(), "1", nil, nil); err == nil || told != 1 {
		t.Errorf("%v, told %d times", err, told)
	}
}

func TestOutcomeUnknownSaysItOnce(t *testing.T) {
	t.Parallel()
	client := refusing(t, 500, momentary, func() {})
	err := client.Post(t.Context(), "1", nil, nil)
	if !errors.Is(err, metabiz.ErrOutcomeUnknown) || strings.Count(err.Error(), "POST /1") != 1 || strings.Count(err.Error(), "metabiz:") != 1 {
		t.Errorf("got %v", err)
	}
}

// Options are the same for a client and for a call.
func TestQuotaOfOneCall(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	key := metabiz.LimitKey{Kind: metabiz.LimitPhoneNumber, ID: "5"}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	send := &metabiz.Request{Method: "POST", Path: "5/messages", Limits: []metabiz.LimitKey{key}}
	slow := metabiz.WithQuota(key, metabiz.Quota{PerSecond: 0.001, Burst: 1})
	if _, err := client.Do(ctx, send, slow); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(ctx, send); !errors.Is(err, metabiz.ErrRateLimited) || len(seen()) != 1 {
		t.Errorf("%v after %d requests", err, len(seen()))
	}
}

// What a report tells is the caller's own.
func TestUsageIsACopy(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-App-Usage", `{"call_count":28}`)
		_, _ = io.WriteString(w, `{}`)
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Get(t.Context(), "1", nil, nil); err != nil {
		t.Fatal(err)
	}
	client.Usage()[0].Used["call_count"] = 99
	if got := client.Usage()[0].Highest(); got != 28 {
		t.Errorf("changed to %v", got)
	}
}
