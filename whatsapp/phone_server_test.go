package whatsapp

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// received is a call as it came over the wire.
type received struct {
	Call  string              // "POST /v26.0/1/messages"
	Query map[string][]string // nil where there is none
	Body  any                 // decoded JSON, or the parts of a form: text, and of files name, type and bytes
}

// graph is a Graph API that answers as a test says and remembers what it was sent.
type graph struct {
	t       *testing.T
	url     string
	client  *metabiz.Client
	limiter *countingLimiter

	mu       sync.Mutex
	received []received
}

// answer is what a call is answered with: a status, 200 where it is 0, and a body.
type answer struct {
	status int
	body   string
}

// newGraph answers the calls in their turn, the last answer again and again.
func newGraph(t *testing.T, answers ...answer) *graph {
	t.Helper()
	g := &graph{t: t, limiter: &countingLimiter{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := received{Call: r.Method + " " + r.URL.Path}
		if len(r.URL.RawQuery) > 0 {
			call.Query = r.URL.Query()
		}
		call.Body = g.body(r)
		g.mu.Lock()
		a := answers[min(len(g.received), len(answers)-1)]
		g.received = append(g.received, call)
		g.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if a.status != 0 {
			w.WriteHeader(a.status)
		}
		_, _ = io.WriteString(w, strings.ReplaceAll(a.body, "{server}", g.url))
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	client, err := metabiz.New(
		metabiz.WithToken("token"), metabiz.WithBaseURL(server.URL), metabiz.WithLimiter(g.limiter),
		metabiz.WithRetry(metabiz.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: time.Millisecond}),
	)
	if err != nil {
		t.Fatal(err)
	}
	g.client = client
	return g
}

func (g *graph) calls() []received {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.received
}

func (g *graph) body(r *http.Request) any {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Error(err)
	}
	contentType, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(data) == 0:
		return nil
	case contentType == "multipart/form-data":
		return g.form(multipart.NewReader(strings.NewReader(string(data)), params["boundary"]))
	}
	var body any
	if err := json.Unmarshal(data, &body); err != nil {
		g.t.Errorf("%v in %s", err, data)
	}
	return body
}

func (g *graph) form(r *multipart.Reader) map[string]any {
	parts := map[string]any{}
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			g.t.Error(err)
			return parts
		}
		data, err := io.ReadAll(part)
		if err != nil {
			g.t.Error(err)
		}
		if part.FileName() == "" {
			parts[part.FormName()] = string(data)
			continue
		}
		parts[part.FormName()] = []string{part.FileName(), part.Header.Get("Content-Type"), string(data)}
	}
}

// countingLimiter lets everything through and remembers what it was charged for.
type countingLimiter struct {
	mu      sync.Mutex
	charges []metabiz.LimitKey
}

func (l *countingLimiter) Wait(_ context.Context, charges []metabiz.Charge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range charges {
		if c.Key.Kind != metabiz.LimitApp { // every call counts against the app
			l.charges = append(l.charges, c.Key)
		}
	}
	return nil
}

func (l *countingLimiter) Report(metabiz.UsageReport) {}

func (l *countingLimiter) keys() []metabiz.LimitKey {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.charges
}

// fields is a query that names fields.
func fields(list string, more ...string) map[string][]string {
	q := url.Values{"fields": {list}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

// failed is a refusal of Meta's with the code.
func failed(code string) answer {
	return answer{400, `{"error":{"message":"refused","type":"OAuthException","code":` + code + `,"fbtrace_id":"A1"}}`}
}

const success = `{"success":true}`

// newDiscarding is a client of a Graph API that reads what it is sent and keeps nothing.
func newDiscarding(t *testing.T, body string) *metabiz.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(server.URL), metabiz.WithLimiter(&countingLimiter{}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}
