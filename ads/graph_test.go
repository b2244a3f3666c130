package ads_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/metabiz-go/metabiz"
)

// graph is a Graph API of canned answers that remembers what was asked of it.
type graph struct {
	mu       sync.Mutex
	requests []request
	made     map[string]int
	handlers map[string]http.HandlerFunc // by method and path below the version: "POST act_1/campaigns"
}

// request is one call as it went over the wire.
type request struct {
	Line  string // "POST act_1/campaigns"
	Query string
	Body  string
	Files map[string]string // names of the files, by part
}

// newGraph serves until the test ends, and gives a client for it.
func newGraph(t *testing.T) (*graph, *metabiz.Client) {
	t.Helper()
	g := &graph{made: map[string]int{}, handlers: map[string]http.HandlerFunc{}}
	server := httptest.NewUnstartedServer(g)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL+"/base"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return g, client
}

// bubbleGraph serves over pipes, for tests whose time is their own.
func bubbleGraph(t *testing.T) (*graph, *metabiz.Client) {
	t.Helper()
	g := &graph{made: map[string]int{}, handlers: map[string]http.HandlerFunc{}}
	pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: g, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(pipes) }()
	transport := &http.Transport{DialContext: pipes.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	})
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL("http://127.0.0.1:1/base"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}),
		metabiz.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return g, client
}

// pipeListener accepts connections that never leave the process.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// on answers a call in another way than by default.
func (g *graph) on(line string, handle http.HandlerFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.handlers[line] = handle
}

// answer makes a handler of a JSON text.
func answer(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text)
	}
}

// refuse makes a handler that refuses as Graph does.
func refuse(code, subcode int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":{"message":%q,"type":"OAuthException","code":%d,"error_subcode":%d,"fbtrace_id":"X"}}`, message, code, subcode)
	}
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, found := strings.CutPrefix(r.URL.Path, "/base/"+metabiz.DefaultVersion+"/")
	if !found {
		http.Error(w, "outside of the version: "+r.URL.Path, http.StatusNotFound)
		return
	}
	req := request{Line: r.Method + " " + path, Query: r.URL.RawQuery}
	req.read(r)
	g.mu.Lock()
	g.requests = append(g.requests, req)
	handle := g.handlers[req.Line]
	g.made[path]++
	n := g.made[path]
	g.mu.Unlock()
	switch {
	case handle != nil:
		handle(w, r)
	case r.Method == http.MethodGet:
		answer(`{"data":[]}`)(w, r)
	case r.Method == http.MethodDelete || !strings.Contains(path, "/"):
		answer(`{"success":true}`)(w, r)
	case strings.HasSuffix(path, "/adimages"):
		answer(fmt.Sprintf(`{"images":{"poster.png":{"hash":"hash%d","url":"https://x"}}}`, n))(w, r)
	default:
		_, edge, _ := strings.Cut(path, "/")
		answer(fmt.Sprintf(`{"id":"%s%d"}`, strings.TrimSuffix(edge, "s"), n))(w, r)
	}
}

func (req *request) read(r *http.Request) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		body, _ := io.ReadAll(r.Body)
		req.Body = string(body)
		r.Body = io.NopCloser(bytes.NewReader(body)) // for the handler
		return
	}
	req.Files = map[string]string{}
	form := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return
		}
		req.Files[part.FormName()] = part.FileName() + " " + part.Header.Get("Content-Type")
	}
}

// lines are the calls in their order.
func (g *graph) lines() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	lines := make([]string, len(g.requests))
	for i, r := range g.requests {
		lines[i] = r.Line
	}
	return lines
}

// last is the last call of a line.
func (g *graph) last(t *testing.T, line string) request {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := len(g.requests) - 1; i >= 0; i-- {
		if g.requests[i].Line == line {
			return g.requests[i]
		}
	}
	t.Fatalf("no call %s", line)
	return request{}
}

// pictures are those drawn so far: drawing them takes longer than most tests.
var pictures sync.Map

// picture is a PNG of a size.
func picture(width, height int) metabiz.File {
	draw, _ := pictures.LoadOrStore([2]int{width, height}, sync.OnceValue(func() []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White})); err != nil {
			panic(err)
		}
		return b.Bytes()
	}))
	return metabiz.FileFromBytes("poster.png", draw.(func() []byte)())
}
