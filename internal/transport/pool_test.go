package transport

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// together makes calls by so many callers at once, each of them so often.
func together(t *testing.T, tr *Transport, u string, callers, times int) {
	t.Helper()
	address, err := url.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range times {
				res, err := tr.Do(t.Context(), &Config{Retry: Retry{Attempts: 1}}, &Call{
					Method: http.MethodPost, URL: address, Anonymous: true, Body: BytesBody([]byte(`{}`), "application/json"),
				})
				if err != nil || string(res.Body) != "{}" {
					t.Errorf("%v", err)
					return
				}
			}
		})
	}
	all.Wait()
}

// Over HTTP/2 one connection serves everybody.
func TestHTTP2IsKept(t *testing.T) {
	t.Parallel()
	var other, connections atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 || r.TLS.Version < tls.VersionTLS12 {
			other.Add(1)
		}
		_, _ = io.WriteString(w, "{}")
	}))
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	tr := New()
	tr.pool.TLSClientConfig.RootCAs = x509.NewCertPool()
	tr.pool.TLSClientConfig.RootCAs.AddCert(s.Certificate())
	t.Cleanup(tr.pool.CloseIdleConnections)
	together(t, tr, s.URL, 1, 1) // before that nobody knows what the server speaks
	together(t, tr, s.URL, 64, 5)
	if other.Load() != 0 || connections.Load() != 1 {
		t.Errorf("%d calls by another protocol, %d connections", other.Load(), connections.Load())
	}
}

// A host that speaks HTTP/1.1 only is called over about as many connections as there are callers, however often they come back.
func TestHTTP1ConnectionsAreReused(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Millisecond) // so that the callers are there at once
		_, _ = io.WriteString(w, "{}")
	})
	tr := New()
	dials := counting(tr.pool)
	const callers = 200
	together(t, tr, s.URL, callers, 5)
	// One that was dialled for a caller may come when another is free already; without reuse there would be a thousand.
	if n := dials.Load(); n > 2*callers {
		t.Errorf("%d connections for %d callers", n, callers)
	}
	tr.pool.CloseIdleConnections()
}

// A thousand requests a second to one host, each of which takes a third of a second, and no phase without a limit.
func TestPoolIsSizedAndBounded(t *testing.T) {
	t.Parallel()
	pool := newPool()
	if pool.MaxIdleConnsPerHost < 1000/3 || pool.MaxIdleConns < pool.MaxIdleConnsPerHost || pool.MaxConnsPerHost != 0 {
		t.Errorf("%d connections are kept to a host, %d in all", pool.MaxIdleConnsPerHost, pool.MaxIdleConns)
	}
	for phase, limit := range map[string]time.Duration{
		"TLS": pool.TLSHandshakeTimeout, "answer": pool.ResponseHeaderTimeout, "idle": pool.IdleConnTimeout, "100-continue": pool.ExpectContinueTimeout,
		"ping": pool.HTTP2.SendPingTimeout, "pong": pool.HTTP2.PingTimeout, "writing": pool.HTTP2.WriteByteTimeout, "standing still": longestLull,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s has the limit %v", phase, limit)
		}
	}
	if pool.MaxResponseHeaderBytes <= 0 || pool.MaxResponseHeaderBytes > 1<<20 || pool.TLSClientConfig.MinVersion < tls.VersionTLS12 || pool.TLSClientConfig.InsecureSkipVerify {
		t.Errorf("headers of %d bytes, TLS %x", pool.MaxResponseHeaderBytes, pool.TLSClientConfig.MinVersion)
	}
}
