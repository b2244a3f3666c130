package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var errRefused = syscall.ECONNREFUSED

// TestFaults walks through what can befall a call, for one that may be repeated in doubt and one that may not.
func TestFaults(t *testing.T) {
	t.Parallel()
	type want struct {
		Hits     int
		Attempts int  // of a success
		Unknown  bool // an UnknownOutcomeError
		Status   int  // of a GraphError
	}
	once := func(fault func(w http.ResponseWriter, r *http.Request)) func(int, http.ResponseWriter, *http.Request) {
		return func(hit int, w http.ResponseWriter, r *http.Request) {
			if hit == 1 {
				fault(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"id":"1"}`)
		}
	}
	tests := []struct {
		name          string
		refusedDials  int32
		handle        func(int, http.ResponseWriter, *http.Request)
		repeatable    want
		nonRepeatable want
	}{{
		name:          "connection refused",
		refusedDials:  1,
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }),
		repeatable:    want{Hits: 1, Attempts: 2},
		nonRepeatable: want{Hits: 1, Attempts: 2},
	}, {
		name:          "dropped before the body is read",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { drop(w) }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true},
	}, {
		name: "dropped after the body is read",
		handle: once(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			drop(w)
		}),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true},
	}, {
		name: "half an answer",
		handle: once(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"id":`)
		}),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true},
	}, {
		name:          "500 with a page",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, "<html>sorry</html>") }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true, Status: 500},
	}, {
		name:          "503 without a body",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 503, "") }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true, Status: 503},
	}, {
		name:          "unknown error, code 1 in a 400",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":1}}`) }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true, Status: 400},
	}, {
		name: "a code nobody knows, marked transient",
		handle: once(func(w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 400, `{"error":{"code":987654,"is_transient":true}}`)
		}),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 1, Unknown: true, Status: 400},
	}, {
		name:          "a code nobody knows",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":987654}}`) }),
		repeatable:    want{Hits: 1, Status: 400},
		nonRepeatable: want{Hits: 1, Status: 400},
	}, {
		name:          "throttled by code in a 400",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":80007}}`) }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 2, Attempts: 2},
	}, {
		name:          "429 without a code",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 429, ``) }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 2, Attempts: 2},
	}, {
		name:          "account in maintenance",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, `{"error":{"code":131057}}`) }),
		repeatable:    want{Hits: 2, Attempts: 2},
		nonRepeatable: want{Hits: 2, Attempts: 2},
	}, {
		name:          "refused for good, in a 500",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, `{"error":{"code":131045}}`) }),
		repeatable:    want{Hits: 1, Status: 500},
		nonRepeatable: want{Hits: 1, Status: 500},
	}, {
		name:          "bad parameter",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":100}}`) }),
		repeatable:    want{Hits: 1, Status: 400},
		nonRepeatable: want{Hits: 1, Status: 400},
	}, {
		name:          "an error in a 200",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 200, ` {"error":{"code":100}}`) }),
		repeatable:    want{Hits: 1, Status: 200},
		nonRepeatable: want{Hits: 1, Status: 200},
	}, {
		name:          "quality of the number: never again",
		handle:        once(func(w http.ResponseWriter, _ *http.Request) { refuseWith(w, 400, `{"error":{"code":131048}}`) }),
		repeatable:    want{Hits: 1, Status: 400},
		nonRepeatable: want{Hits: 1, Status: 400},
	}}
	for _, tt := range tests {
		for _, idempotent := range []bool{true, false} {
			name := tt.name + "/once"
			want1 := tt.nonRepeatable
			if idempotent {
				name, want1 = tt.name+"/repeatable", tt.repeatable
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := newBubble(t, tt.handle)
					b.refuse.Store(tt.refusedDials)
					call := b.call(http.MethodPost)
					call.Idempotent = idempotent
					res, err := New().Do(t.Context(), b.config(), call)
					var got want
					got.Hits = int(b.hits.Load())
					if err == nil {
						got.Attempts = res.Attempts
					}
					_, got.Unknown = errors.AsType[*UnknownOutcomeError](err)
					if refusal, ok := errors.AsType[*GraphError](err); ok {
						got.Status = refusal.Status
					}
					if diff := cmp.Diff(want1, got); diff != "" {
						t.Errorf("(-want +got):\n%s\nerror: %v", diff, err)
					}
				})
			})
		}
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]int32{0: 4, 1: 1, 2: 2} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				refuseWith(w, 500, `{"error":{"code":2,"message":"later"}}`)
			})
			cfg := b.config()
			cfg.Retry.Attempts = attempts
			_, err := New().Do(t.Context(), cfg, b.call(http.MethodGet))
			if e, ok := errors.AsType[*GraphError](err); !ok || e.Message != "later" || b.hits.Load() != want {
				t.Errorf("Attempts %d: %v after %d requests", attempts, err, b.hits.Load())
			}
		})
	}
}

func TestBackoffGrowsUpToItsCap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, "") })
		cfg := b.config()
		cfg.Retry = Retry{Attempts: 12, MinWait: time.Second, MaxWait: 8 * time.Second}
		var waits []time.Duration
		cfg.Hook = func(_ context.Context, e Event) {
			if e.Kind == EventRetry {
				waits = append(waits, e.Wait)
			}
		}
		started := time.Now()
		_, _ = New().Do(t.Context(), cfg, b.call(http.MethodGet))
		ceiling, sum := time.Second, time.Duration(0)
		for i, wait := range waits {
			if wait <= 0 || wait > ceiling {
				t.Errorf("wait %d is %v, above %v", i, wait, ceiling)
			}
			ceiling = min(ceiling*2, cfg.Retry.MaxWait)
			sum += wait
		}
		if len(waits) != 11 || time.Since(started) != sum {
			t.Errorf("%d waits of %v in %v", len(waits), sum, time.Since(started))
		}
	})
}

func TestRetryAfterIsHonouredAndCapped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		header  map[string]string
		charges []Charge
		code    int
		repeats bool
		atLeast time.Duration
	}{
		{name: "seconds", header: map[string]string{"Retry-After": "7"}, code: 4, repeats: true, atLeast: 7 * time.Second},
		{name: "fraction", header: map[string]string{"Retry-After": "1.5"}, code: 4, repeats: true, atLeast: 1500 * time.Millisecond},
		{name: "date", header: map[string]string{"Retry-After": "Sat, 01 Jan 2000 00:00:09 GMT"}, code: 4, repeats: true, atLeast: 9 * time.Second},
		{name: "date of another form", header: map[string]string{"Retry-After": "Saturday, 01-Jan-00 00:00:09 GMT"}, code: 4, repeats: true, atLeast: 9 * time.Second},
		{name: "date of C", header: map[string]string{"Retry-After": "Sat Jan  1 00:00:09 2000"}, code: 4, repeats: true, atLeast: 9 * time.Second},
		{name: "negative", header: map[string]string{"Retry-After": "-5"}, code: 4, repeats: true},
		{name: "past date", header: map[string]string{"Retry-After": "Sat, 01 Jan 1994 00:00:09 GMT"}, code: 4, repeats: true},
		{name: "garbage", header: map[string]string{"Retry-After": "soon"}, code: 4, repeats: true},
		{name: "an hour is returned, not waited for", header: map[string]string{"Retry-After": "3600"}, code: 4, atLeast: time.Hour},
		{name: "more than a Duration holds", header: map[string]string{"Retry-After": "1e300"}, code: 4, atLeast: longestTold},
		{
			name:    "minutes to regain",
			header:  map[string]string{"X-Business-Use-Case-Usage": `{"7":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":3}]}`},
			charges: []Charge{{Key: Key{KindAdAccount, "act_7", "ads_management"}}}, code: 80004, atLeast: 3 * time.Minute,
		},
		{
			name:    "seconds to reset",
			header:  map[string]string{"X-Ad-Account-Usage": `{"acc_id_util_pct":100.5,"reset_time_duration":20}`},
			charges: []Charge{{Key: Key{KindAdAccount, "act_7", ""}}}, code: 17, repeats: true, atLeast: 20 * time.Second,
		},
		{name: "documented window", code: 1487632, atLeast: time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
					if hit > 1 {
						return
					}
					for name, value := range tt.header {
						w.Header().Set(name, value)
					}
					refuseWith(w, 400, `{"error":{"code":`+strconv.Itoa(tt.code)+`}}`)
				})
				started := time.Now()
				_, err := New().Do(t.Context(), b.config(), b.call(http.MethodPost, tt.charges...))
				took := time.Since(started)
				if tt.repeats {
					if err != nil || took < tt.atLeast || took > tt.atLeast+time.Second {
						t.Errorf("%v after %v", err, took)
					}
					return
				}
				e, ok := errors.AsType[*GraphError](err)
				if !ok || e.RetryAfter != tt.atLeast || took != 0 {
					t.Errorf("%#v after %v", err, took)
				}
			})
		})
	}
}

// A wait that ends after the deadline is not begun: the caller gets Meta's refusal now, not a context error later.
func TestRefusalAtOnceWhenTheWaitCannotFit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "10")
			refuseWith(w, 429, `{"error":{"code":613,"message":"slow down"}}`)
		})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		started := time.Now()
		_, err := New().Do(ctx, b.config(), b.call(http.MethodGet))
		if e, ok := errors.AsType[*GraphError](err); !ok || e.Code != 613 || e.RetryAfter != 10*time.Second || time.Since(started) != 0 {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

func TestCancelledWhileWaitingToRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "20")
			refuseWith(w, 400, `{"error":{"code":4,"message":"too many"}}`)
		})
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("the user went away")
		time.AfterFunc(100*time.Millisecond, func() { cancel(why) })
		started := time.Now()
		_, err := New().Do(ctx, b.config(), b.call(http.MethodGet))
		if !errors.Is(err, context.Canceled) || !errors.Is(err, why) || elapsed(started) != 100*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		if e, ok := errors.AsType[*GraphError](err); !ok || e.Code != 4 {
			t.Errorf("%v doesn't say what Meta said last", err)
		}
	})
}

func TestCancelledInFlight(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, func(_ int, _ http.ResponseWriter, r *http.Request) { hang(r) })
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := New().Do(ctx, b.config(), b.call(method))
			_, unknown := errors.AsType[*UnknownOutcomeError](err)
			if !errors.Is(err, context.DeadlineExceeded) || unknown != (method == http.MethodPost) {
				t.Errorf("%s: %v", method, err)
			}
		})
	}
}

// A call that is not begun has no unknown outcome.
func TestCancelledBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(int, http.ResponseWriter, *http.Request) {})
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errRefused)
		_, err := New().Do(ctx, b.config(), b.call(http.MethodPost))
		if _, unknown := errors.AsType[*UnknownOutcomeError](err); unknown || !errors.Is(err, context.Canceled) || !errors.Is(err, errRefused) || b.hits.Load() != 0 {
			t.Errorf("%v", err)
		}
	})
}

// The timeout of the user's http.Client is an attempt's: it neither ends the call nor runs while an attempt waits its turn.
func TestTimeoutIsAnAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(hit int, w http.ResponseWriter, r *http.Request) {
			if hit == 1 {
				hang(r)
				return
			}
			_, _ = io.WriteString(w, "{}")
		})
		cfg := b.config()
		cfg.HTTPClient = &http.Client{Transport: b.client.Transport, Timeout: 2 * time.Second}
		pair := Key{KindPair, "1:2", ""}
		tr := New()
		tr.SetQuota(pair, Quota{Rate: 0.1, Burst: 1})
		started := time.Now()
		res, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet, Charge{Key: pair}))
		if err != nil || res.Attempts != 2 || elapsed(started) != 10*time.Second {
			t.Errorf("%v, %+v after %v", err, res, time.Since(started))
		}
		b.hits.Store(0)
		_, err = tr.Do(t.Context(), cfg, b.call(http.MethodPost))
		if _, ok := errors.AsType[*UnknownOutcomeError](err); !ok || !strings.Contains(err.Error(), "within 2s") || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a send that timed out: %v", err)
		}
	})
}

// An outage is not multiplied by everybody's retries.
func TestRetriesHaveABudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 500, "") })
		tr, cfg := New(), b.config()
		cfg.Circuit.Disabled = true
		const calls = 300
		for range calls {
			if _, err := tr.Do(t.Context(), cfg, b.call(http.MethodGet)); err == nil {
				t.Fatal("no error")
			}
		}
		if retries := int(b.hits.Load()) - calls; retries < 50 || retries > 50+calls/5 {
			t.Errorf("%d retries of %d calls", retries, calls)
		}
	})
}

// What a wire without a network reports as missing, as a recording does, is not retried and keeps its own error.
func TestForeignErrorIsFinal(t *testing.T) {
	t.Parallel()
	missing := errors.New("requested interaction not found")
	cfg := &Config{Middleware: []func(http.RoundTripper) http.RoundTripper{func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) { return nil, missing })
	}}}
	s := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	started := time.Now()
	if _, err := New().Do(t.Context(), cfg, read(s)); !errors.Is(err, missing) || time.Since(started) > 200*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(started))
	}
	if _, err := New().Do(t.Context(), cfg, send(s)); !errors.Is(err, missing) {
		t.Errorf("%v", err)
	}
	if s.hits.Load() != 0 {
		t.Error("it was sent")
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
