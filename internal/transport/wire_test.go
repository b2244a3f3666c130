package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// patternBody is a body that is nowhere in memory.
type patternBody struct {
	size           int64
	opened, closed atomic.Int32
	fail           error // of Open
	breaks         error // of Read, half way
}

func (b *patternBody) Size() int64         { return b.size }
func (b *patternBody) ContentType() string { return "application/octet-stream" }

func (b *patternBody) Open() (io.ReadCloser, error) {
	if b.fail != nil {
		return nil, b.fail
	}
	b.opened.Add(1)
	return &patternReader{body: b, left: b.size}, nil
}

type patternReader struct {
	body *patternBody
	left int64
	once sync.Once
}

func (r *patternReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	if r.body.breaks != nil && r.left < r.body.size/2 {
		return 0, r.body.breaks
	}
	n := int(min(int64(len(p)), r.left))
	for i := range p[:n] {
		p[i] = 'x'
	}
	r.left -= int64(n)
	return n, nil
}

func (r *patternReader) Close() error {
	r.once.Do(func() { r.body.closed.Add(1) })
	return nil
}

// An upload is streamed, once an attempt, and each opening is closed.
func TestUploadIsNotHeldInMemory(t *testing.T) {
	const size = 64 << 20
	var lengths []int64
	s := serve(t, func(hit int, w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		lengths = append(lengths, n, r.ContentLength)
		if hit == 1 {
			refuseWith(w, 400, `{"error":{"code":4}}`)
		}
	})
	body := &patternBody{size: size}
	call := send(s)
	call.Body = body
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res, err := New().Do(t.Context(), s.config(), call)
	runtime.ReadMemStats(&after)
	if err != nil || res.Attempts != 2 {
		t.Fatalf("%v, %+v", err, res)
	}
	if diff := cmp.Diff([]int64{size, size, size, size}, lengths); diff != "" {
		t.Errorf("received and announced (-want +got):\n%s", diff)
	}
	if body.opened.Load() != 2 {
		t.Errorf("opened %d times", body.opened.Load())
	}
	for start := time.Now(); body.closed.Load() < 2 && time.Since(start) < time.Second; {
		runtime.Gosched() // net/http closes a body from its own goroutine
	}
	if body.closed.Load() != 2 {
		t.Errorf("closed %d times", body.closed.Load())
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes allocated for an upload of %d", used, size)
	}
}

func TestBodyOfUnknownSizeIsChunked(t *testing.T) {
	t.Parallel()
	var got []string
	s := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got = append(r.TransferEncoding, string(data))
	})
	call := send(s)
	call.Body = unsized{BytesBody([]byte("abc"), "text/plain")}
	if _, err := New().Do(t.Context(), s.config(), call); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"chunked", "abc"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type unsized struct{ Body }

func (unsized) Size() int64 { return -1 }

// A file that can't be read is the caller's trouble, not a lost answer.
func TestBodyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	gone := errors.New("the disk is gone")
	for name, body := range map[string]*patternBody{"opening": {size: 10, fail: gone}, "reading": {size: 1 << 20, breaks: gone}} {
		s := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
		call := send(s)
		call.Body = body
		_, err := New().Do(t.Context(), s.config(), call)
		_, unknown := errors.AsType[*UnknownOutcomeError](err)
		if !errors.Is(err, gone) || unknown || body.opened.Load() > 1 || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	s := serve(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
		if hit == 1 {
			refuseWith(w, 500, "")
			return
		}
		_, _ = io.WriteString(w, "first ")
		w.(http.Flusher).Flush()
		<-wait
		_, _ = io.WriteString(w, "second")
	})
	cfg, call := s.config(), read(s)
	cfg.HTTPClient = &http.Client{Timeout: time.Minute}
	call.Stream = true
	res, err := New().Do(t.Context(), cfg, call)
	if err != nil || res.Body != nil {
		t.Fatal(err)
	}
	close(wait)
	data, err := io.ReadAll(res.Stream)
	if err != nil || string(data) != "first second" || res.Stream.Close() != nil {
		t.Errorf("%q, %v", data, err)
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	for _, announced := range []bool{true, false} {
		s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			if !announced {
				w.(http.Flusher).Flush()
			}
			_, _ = io.WriteString(w, strings.Repeat("x", 1001))
		})
		call := read(s)
		call.MaxBody = 1000
		if _, err := New().Do(t.Context(), s.config(), call); !errors.Is(err, ErrAnswerTooLarge) || s.hits.Load() != 1 {
			t.Errorf("%v after %d requests", err, s.hits.Load())
		}
		call.MaxBody = 1001
		if res, err := New().Do(t.Context(), s.config(), call); err != nil || len(res.Body) != 1001 {
			t.Errorf("%v", err)
		}
		call = send(s)
		call.MaxBody = 1000
		if _, err := New().Do(t.Context(), s.config(), call); !errors.Is(err, ErrAnswerTooLarge) {
			t.Errorf("%v", err)
		} else if _, ok := errors.AsType[*UnknownOutcomeError](err); !ok {
			t.Errorf("a send that Meta acted on: %v", err)
		}
	}
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { refuseWith(w, 404, strings.Repeat("x", 4<<20)) })
	_, err := New().Do(t.Context(), s.config(), read(s))
	if e, ok := errors.AsType[*GraphError](err); !ok || e.Status != 404 || len(e.Body) != maxErrorBody {
		t.Errorf("%v", err)
	}
}

// counting counts the connections that a pool opens.
func counting(pool *http.Transport) *atomic.Int32 {
	var n atomic.Int32
	dial := pool.DialContext
	pool.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		n.Add(1)
		return dial(ctx, network, addr)
	}
	return &n
}

// What is not read to its end is let go of.
func TestOversizedAnswersFreeTheirConnections(t *testing.T) {
	t.Parallel()
	var open atomic.Int32
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, io.LimitReader(&patternReader{body: &patternBody{}, left: 1 << 30}, 1<<30))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	call := read(s)
	call.MaxBody = 1000
	for range 3 {
		if _, err := New().Do(t.Context(), s.config(), call); !errors.Is(err, ErrAnswerTooLarge) {
			t.Fatal(err)
		}
	}
	for start := time.Now(); open.Load() > 0 && time.Since(start) < 5*time.Second; {
		runtime.Gosched()
	}
	if open.Load() != 0 {
		t.Errorf("%d connections are still open", open.Load())
	}
}

// Failures leave the connections alone, exhausted attempts, refusals and pages beyond a few kilobytes included.
func TestConnectionsOutliveFailures(t *testing.T) {
	t.Parallel()
	bodies := []string{`{"error":{"code":2}}`, strings.Repeat("<p>sorry</p>", 5000), `{"error":{"code":100}}`, ``, `{"error":{"code":4}}`}
	s := serve(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
		refuseWith(w, 500, bodies[hit%len(bodies)])
	})
	tr := New()
	dials := counting(tr.pool)
	cfg := s.config()
	cfg.Circuit.Disabled = true
	for range 10 {
		for _, call := range []*Call{read(s), send(s)} {
			if _, err := tr.Do(t.Context(), cfg, call); err == nil {
				t.Fatal("no error")
			}
		}
	}
	if dials.Load() != 1 {
		t.Errorf("%d connections for %d requests", dials.Load(), s.hits.Load())
	}
}

func TestClientsShareThePool(t *testing.T) {
	t.Parallel()
	s := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	tr := New()
	dials := counting(tr.pool)
	for range 5 {
		if _, err := tr.Do(t.Context(), s.config(), read(s)); err != nil {
			t.Fatal(err)
		}
	}
	if dials.Load() != 1 {
		t.Errorf("%d connections", dials.Load())
	}
}

func TestPoolSpeaksHTTP2AndModernTLS(t *testing.T) {
	t.Parallel()
	for version, ok := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
		s.EnableHTTP2 = true
		s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
		s.Config.ErrorLog = quiet
		s.StartTLS()
		tr := New()
		tr.pool.TLSClientConfig.RootCAs = x509.NewCertPool()
		tr.pool.TLSClientConfig.RootCAs.AddCert(s.Certificate())
		u, _ := url.Parse(s.URL)
		res, err := tr.Do(t.Context(), &Config{Retry: Retry{Attempts: 1}}, &Call{Method: http.MethodGet, URL: u})
		if ok != (err == nil) || ok && string(res.Body) != "HTTP/2.0" {
			t.Errorf("TLS %x: %v", version, err)
		}
		tr.pool.CloseIdleConnections()
		s.Close()
	}
}

// A certificate that isn't trusted will not be trusted a second later.
func TestUntrustedCertificateIsFinal(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	tr := New()
	dials := counting(tr.pool)
	u, _ := url.Parse(s.URL)
	_, err := tr.Do(t.Context(), &Config{Retry: Retry{MinWait: time.Millisecond}}, &Call{Method: http.MethodPost, URL: u})
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || dials.Load() != 1 || asked.Load() != 0 {
		t.Errorf("%v after %d connections", err, dials.Load())
	}
}

// The caller's values are read, never written.
func TestCallIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := serve(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
		if hit <= 8 {
			refuseWith(w, 400, `{"error":{"code":4}}`)
		}
	})
	call := send(s)
	call.Header = http.Header{"X-Mine": {"1"}, "Authorization": {"x"}}
	call.Charges = []Charge{{Key: Key{KindApp, "1", ""}}, {Key: Key{KindAdAccount, "act_1", ""}}}
	want := []string{call.URL.String(), showing(call.Header), showing(call.Charges)}
	tr, cfg := New(), s.config()
	cfg.Retry.Attempts = 20
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := tr.Do(t.Context(), cfg, call); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff(want, []string{call.URL.String(), showing(call.Header), showing(call.Charges)}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Middleware is wrapped once for all calls of a client, so that it may remember; and let go with its client.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Via")) })
	made := 0
	add := func(name string) func(http.RoundTripper) http.RoundTripper {
		return func(next http.RoundTripper) http.RoundTripper {
			made++
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				r = r.Clone(r.Context())
				r.Header.Set("Via", r.Header.Get("Via")+name)
				return next.RoundTrip(r)
			})
		}
	}
	tr := New()
	client := s.config()
	client.Middleware = []func(http.RoundTripper) http.RoundTripper{add("outer "), add("inner")}
	for range 3 {
		perCall := *client
		res, err := tr.Do(t.Context(), &perCall, read(s))
		if err != nil || string(res.Body) != "outer inner" {
			t.Fatalf("%q, %v", res.Body, err)
		}
	}
	if made != 2 {
		t.Errorf("wrapped %d times", made)
	}
	client.Middleware = nil
	kept := func() (n int) {
		tr.chains.wrapped.Range(func(any, any) bool { n++; return true })
		return n
	}
	for start := time.Now(); kept() > 0 && time.Since(start) < 5*time.Second; {
		runtime.GC()
	}
	if kept() != 0 {
		t.Errorf("%d chains outlive their client", kept())
	}
}

// The middle of a send that was in a dead idle connection: net/http repeats only what it never wrote.
func TestDeadIdleConnection(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(&got, r.Body) })
	tr, cfg := New(), s.config()
	if _, err := tr.Do(t.Context(), cfg, send(s)); err != nil {
		t.Fatal(err)
	}
	s.CloseClientConnections()
	_, err := tr.Do(t.Context(), cfg, send(s))
	if _, unknown := errors.AsType[*UnknownOutcomeError](err); err != nil && !unknown {
		t.Errorf("%v", err)
	}
	if n := s.hits.Load(); err == nil && n != 2 || err != nil && n > 2 {
		t.Errorf("%v after %d requests", err, n)
	}
}
