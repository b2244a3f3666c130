package pages_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// call is what reached the server.
type call struct {
	Line  string // "POST /v26.0/1/settings"
	Query url.Values
	Body  string // compact JSON
	Token string
}

// graph is a Graph API that answers as it is told and remembers what it was asked.
type graph struct {
	*testing.T
	client *metabiz.Client

	mu      sync.Mutex
	calls   []call
	answers []string // one a call, in order; the last one stays
}

// newGraph answers with JSON texts; one that begins with a number begins with a status.
func newGraph(t *testing.T, answers ...string) *graph {
	t.Helper()
	g := &graph{T: t, answers: answers}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	var err error
	g.client, err = metabiz.New(metabiz.WithToken("USER-TOKEN"), metabiz.WithBaseURL(server.URL+"/base"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.Error(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	query := r.URL.Query()
	if len(query) == 0 {
		query = nil
	}
	g.calls = append(g.calls, call{
		Line:  r.Method + " " + strings.TrimPrefix(r.URL.Path, "/base"),
		Query: query,
		Body:  string(body),
		Token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "),
	})
	answer := "{}"
	if len(g.answers) > 0 {
		answer = g.answers[0]
	}
	if len(g.answers) > 1 {
		g.answers = g.answers[1:]
	}
	status := http.StatusOK
	if strings.HasPrefix(answer, "400 ") {
		status, answer = http.StatusBadRequest, answer[4:]
	}
	if answer == "drop" {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, answer)
}

// want compares what was called, without the tokens, and forgets it.
func (g *graph) want(want ...call) {
	g.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range g.calls {
		g.calls[i].Token = ""
	}
	if diff := cmp.Diff(want, g.calls); diff != "" {
		g.Errorf("called (-want +got):\n%s", diff)
	}
	g.calls = nil
}

// lines are the methods and paths called, with their tokens.
func (g *graph) lines() (lines, tokens []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.calls {
		lines = append(lines, c.Line)
		tokens = append(tokens, c.Token)
	}
	return lines, tokens
}

func compact(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// noError fails the test on an error.
func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fields is a query that asks for fields.
func fields(list string) url.Values { return url.Values{"fields": {list}} }
