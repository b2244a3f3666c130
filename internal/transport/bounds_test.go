package transport

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// bomb is size zero bytes, in a thousandth of that.
func bomb(t *testing.T, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range size >> 20 {
		if _, err := z.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A small answer may unpack to a large one: what counts is what it unpacks to.
func TestPackedAnswersAreBounded(t *testing.T) {
	packed := bomb(t, defaultMaxBody+1<<20)
	status := 0
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("the server was not asked for gzip")
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		_, _ = w.Write(packed)
	})
	for _, tt := range []struct {
		name   string
		status int
		limit  int64
		most   uint64 // bytes that reading it may take
	}{
		{"an answer", 200, 1 << 20, 8 << 20},
		{"an answer without a limit of its own", 200, 0, 8 * defaultMaxBody},
		{"a refusal", 400, 0, 32 << 20},
		{"a failure", 500, 0, 32 << 20},
	} {
		status = tt.status
		call, cfg := read(s), s.config()
		call.MaxBody = tt.limit
		cfg.Retry.Attempts = 1
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := New().Do(t.Context(), cfg, call)
		runtime.ReadMemStats(&after)
		if refusal, ok := errors.AsType[*GraphError](err); tt.status >= 400 {
			if !ok || refusal.Status != tt.status || len(refusal.Body) > maxErrorBody {
				t.Errorf("%s: %v", tt.name, err)
			}
		} else if !errors.Is(err, ErrAnswerTooLarge) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > tt.most {
			t.Errorf("%s took %d bytes", tt.name, used)
		}
	}
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	packed := bomb(t, 8<<20)
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("form") {
		case "packed":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed)
		case "announced":
			_, _ = io.WriteString(w, strings.Repeat("x", 2000))
		case "endless":
			w.(http.Flusher).Flush()
			_, _ = io.Copy(w, &patternReader{body: &patternBody{}, left: 1 << 30})
		}
	})
	tr := New()
	for _, form := range []string{"packed", "announced", "endless"} {
		call := read(s)
		call.URL = s.url("/media?form=" + form)
		call.Stream, call.MaxBody = true, 1000
		res, err := tr.Do(t.Context(), s.config(), call)
		if form == "announced" {
			if !errors.Is(err, ErrAnswerTooLarge) {
				t.Errorf("%s: %v", form, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		data, err := io.ReadAll(res.Stream)
		if len(data) != 1000 || !errors.Is(err, ErrAnswerTooLarge) || res.Stream.Close() != nil {
			t.Errorf("%s: %d bytes, %v", form, len(data), err)
		}
	}
	if len(tr.lulls.reading) != 0 {
		t.Errorf("%d answers are still watched", len(tr.lulls.reading))
	}
}

// An answer that begins and does not go on is given up, however patient the caller; one that goes on slowly is not.
func TestAnswersThatStandStill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Fb-Trace-Id", "Trace1")
			_, _ = io.WriteString(w, "{")
			w.(http.Flusher).Flush()
			if r.Header.Get("Slow") != "" {
				for range 5 {
					time.Sleep(50 * time.Second)
					_, _ = io.WriteString(w, " ")
					w.(http.Flusher).Flush()
				}
				_, _ = io.WriteString(w, "}")
				return
			}
			hang(r)
		})
		tr, cfg := New(), b.config()
		cfg.Retry.Attempts = 1
		started := time.Now()
		_, err := tr.Do(t.Context(), cfg, b.call(http.MethodPost))
		var timeout net.Error
		if _, unknown := errors.AsType[*UnknownOutcomeError](err); !unknown || !errors.As(err, &timeout) || !timeout.Timeout() || !strings.Contains(err.Error(), "Trace1") {
			t.Errorf("%v", err)
		}
		if took := time.Since(started); took < longestLull || took > longestLull*5/4 {
			t.Errorf("given up after %v", took)
		}
		slow := b.call(http.MethodGet)
		slow.Header = http.Header{"Slow": {"1"}}
		if res, err := tr.Do(t.Context(), cfg, slow); err != nil || string(res.Body) != "{     }" {
			t.Errorf("a slow answer: %v", err)
		}
		stream := b.call(http.MethodGet)
		stream.Stream = true
		res, err := tr.Do(t.Context(), cfg, stream)
		if err != nil {
			t.Fatal(err)
		}
		p := make([]byte, 1)
		if _, err := res.Stream.Read(p); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // it is the reader who takes his time
		started = time.Now()
		if _, err := res.Stream.Read(p); !errors.As(err, &timeout) || time.Since(started) < longestLull {
			t.Errorf("a stream: %v after %v", err, time.Since(started))
		}
		_ = res.Stream.Close()
		time.Sleep(time.Minute)
		if len(tr.lulls.reading) != 0 || tr.lulls.watched {
			t.Error("nothing is read any more, and yet it is watched")
		}
	})
}

func TestCapped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		limit int64
		fails bool
	}{{"12345", 6, false}, {"12345", 5, false}, {"12345", 4, true}, {"", 0, false}, {"1", 0, true}} {
		for _, buffer := range []int{1, 3, 100} {
			c := &capped{ReadCloser: io.NopCloser(strings.NewReader(tt.text)), left: tt.limit, limit: tt.limit}
			var got []byte
			var err error
			for p := make([]byte, buffer); err == nil; {
				var n int
				n, err = c.Read(p)
				got = append(got, p[:n]...)
			}
			if tt.fails != errors.Is(err, ErrAnswerTooLarge) || tt.fails == (err == io.EOF) || string(got) != tt.text[:min(tt.limit, int64(len(tt.text)))] {
				t.Errorf("%d of %q by %d: %q, %v", tt.limit, tt.text, buffer, got, err)
			}
		}
	}
}
