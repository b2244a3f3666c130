package transport

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// bubble is a server and a wire to it without a network, for tests under a synthetic clock.
type bubble struct {
	server *http.Server
	client *http.Client
	hits   atomic.Int32
	dials  atomic.Int32
	refuse atomic.Int32 // as many of the next dials are refused
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// newBubble must be called inside of synctest.Test.
func newBubble(t *testing.T, handle func(hit int, w http.ResponseWriter, r *http.Request)) *bubble {
	t.Helper()
	b := &bubble{}
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	b.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handle(int(b.hits.Add(1)), w, r)
	})}
	go func() { _ = b.server.Serve(listener) }()
	wire := &http.Transport{
		MaxIdleConnsPerHost: 100,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if b.refuse.Add(-1) >= 0 {
				return nil, &net.OpError{Op: "dial", Net: network, Err: errRefused}
			}
			b.dials.Add(1)
			near, far := net.Pipe()
			select {
			case listener.conns <- far:
				return near, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
	}
	b.client = &http.Client{Transport: wire}
	t.Cleanup(func() {
		wire.CloseIdleConnections()
		close(listener.closed)
		_ = b.server.Close()
	})
	return b
}

func (b *bubble) config() *Config {
	return &Config{
		HTTPClient: b.client,
		Token:      func(context.Context) (string, error) { return testToken, nil },
		Hosts:      []string{"127.0.0.1"},
	}
}

func (b *bubble) call(method string, charges ...Charge) *Call {
	c := &Call{Operation: method + " /{id}", Method: method, URL: &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/v26.0/1"}, Charges: charges}
	if method == http.MethodPost {
		c.Body = BytesBody([]byte(`{"to":"1"}`), "application/json")
	}
	return c
}

// drop breaks the connection off without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// hang answers nothing until the client has gone. A server notices that only once it has read the body.
func hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func refuseWith(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func elapsed(from time.Time) time.Duration { return time.Since(from).Round(time.Millisecond) }
