package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var quiet = log.New(io.Discard, "", 0)

func TestLogAndHook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
			time.Sleep(20 * time.Millisecond)
			w.Header().Set("X-Fb-Trace-Id", "Header1")
			if hit == 1 {
				w.Header().Set("Retry-After", "3")
				refuseWith(w, 400, `{"error":{"message":"too fast","code":131056,"error_subcode":7,"fbtrace_id":"AbC1"}}`)
				return
			}
			_, _ = io.WriteString(w, `{}`)
		})
		var out bytes.Buffer
		var events []Event
		cfg := b.config()
		cfg.Retry.MinWait = time.Millisecond
		cfg.Logger = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		cfg.Hook = func(_ context.Context, e Event) { events = append(events, e) }
		pair := Key{KindPair, "1:393331234567", ""}
		tr := New()
		tr.SetQuota(pair, Quota{Rate: 0.1, Burst: 1})
		if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodPost, Charge{Key: pair})); err != nil {
			t.Fatal(err)
		}

		type line struct {
			Level     string        `json:"level"`
			Msg       string        `json:"msg"`
			Operation string        `json:"operation"`
			Attempt   int           `json:"attempt"`
			Status    int           `json:"status"`
			Code      int           `json:"code"`
			Subcode   int           `json:"subcode"`
			TraceID   string        `json:"trace_id"`
			Duration  time.Duration `json:"duration"`
			Wait      time.Duration `json:"wait"`
			Limit     string        `json:"limit"`
			Time      time.Time     `json:"time"`
		}
		var lines []line
		decoder := json.NewDecoder(&out)
		decoder.DisallowUnknownFields()
		for decoder.More() {
			var l line
			if err := decoder.Decode(&l); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, l)
		}
		const op = "POST /{id}"
		took := 20 * time.Millisecond
		// The wait for the pair is its own 10 s, less the 3 s waited before, and what the penalty for the refusal adds.
		want := []line{
			{Level: "DEBUG", Msg: "graph attempt", Operation: op, Attempt: 1, Status: 400, Code: 131056, Subcode: 7, TraceID: "AbC1", Duration: took},
			{Level: "WARN", Msg: "graph retry", Operation: op, Attempt: 1, Status: 400, Code: 131056, Subcode: 7, TraceID: "AbC1", Wait: 3 * time.Second},
			{Level: "WARN", Msg: "graph wait", Operation: op, Attempt: 2, Limit: "pair 1", Duration: 10 * time.Second},
			{Level: "DEBUG", Msg: "graph attempt", Operation: op, Attempt: 2, Status: 200, TraceID: "Header1", Duration: took},
		}
		if diff := cmp.Diff(want, lines, cmpopts.IgnoreFields(line{}, "Time"), about(4*time.Second)); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		kinds := []EventKind{EventAttempt, EventRetry, EventWait, EventAttempt}
		var got []EventKind
		for _, e := range events {
			got = append(got, e.Kind)
			if e.Operation != op || e.Method != http.MethodPost || e.Host != "127.0.0.1" {
				t.Errorf("event %+v", e)
			}
		}
		if diff := cmp.Diff(kinds, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// about compares durations of seconds loosely, and those below a second exactly.
func about(d time.Duration) cmp.Option {
	return cmp.Comparer(func(a, b time.Duration) bool {
		if a < time.Second || b < time.Second {
			return a == b
		}
		return max(a-b, b-a) <= d
	})
}

func TestSilentByDefault(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, "") })
	cfg := s.config()
	cfg.Logger = slog.New(slog.NewTextHandler(failing{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	_, _ = New().Do(t.Context(), cfg, read(s))
}

// failing is an output that nothing may be written to.
type failing struct{ t *testing.T }

func (f failing) Write(p []byte) (int, error) {
	f.t.Errorf("written: %s", p)
	return len(p), nil
}
