package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	testToken  = "1234567|tok3n-0123456789-abcdef" // not in the shape that is known from afar
	testSecret = "5ecre7-5ecre7-5ecre7-5ecre7"
)

// server answers by handle and counts what it is asked.
type server struct {
	*httptest.Server
	hits atomic.Int32
}

func serve(t *testing.T, handle func(hit int, w http.ResponseWriter, r *http.Request)) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handle(int(s.hits.Add(1)), w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) url(path string) *url.URL {
	u, err := url.Parse(s.URL + path)
	if err != nil {
		panic(err)
	}
	return u
}

// config trusts the server and repeats without noticeable waits.
func (s *server) config() *Config {
	u := s.url("")
	return &Config{
		Token:     func(context.Context) (string, error) { return testToken, nil },
		AppSecret: testSecret,
		Hosts:     []string{u.Host},
		Retry:     Retry{MinWait: time.Millisecond, MaxWait: time.Second},
	}
}

func send(s *server) *Call {
	return &Call{
		Operation: "POST /{phone-number-id}/messages", Method: http.MethodPost, URL: s.url("/v26.0/1/messages"),
		Body: BytesBody([]byte(`{"to":"1"}`), "application/json"),
	}
}

func read(s *server) *Call {
	return &Call{Operation: "GET /{id}", Method: http.MethodGet, URL: s.url("/v26.0/1?fields=id")}
}

func TestDoDelivers(t *testing.T) {
	t.Parallel()
	type seen struct{ Method, Path, Query, Auth, Type, Body string }
	var got seen
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body)}
		_, _ = io.WriteString(w, `{"id":"1"}`)
	})
	res, err := New().Do(t.Context(), s.config(), send(s))
	if err != nil {
		t.Fatal(err)
	}
	want := seen{
		"POST", "/v26.0/1/messages", "appsecret_proof=" + appSecretProof(testSecret, testToken),
		"Bearer " + testToken, "application/json", `{"to":"1"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if string(res.Body) != `{"id":"1"}` || res.Status != 200 || res.Attempts != 1 {
		t.Errorf("result %+v", res)
	}
}

func TestDoRepeatsThrottleInsideA400(t *testing.T) {
	t.Parallel()
	s := serve(t, func(hit int, w http.ResponseWriter, r *http.Request) {
		if hit == 1 {
			w.WriteHeader(400)
			_, _ = io.WriteString(w, `{"error":{"message":"slow down","code":130429}}`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	})
	res, err := New().Do(t.Context(), s.config(), send(s))
	if err != nil {
		t.Fatal(err)
	}
	if string(res.Body) != `{"to":"1"}` || res.Attempts != 2 {
		t.Errorf("result %s after %d attempts", res.Body, res.Attempts)
	}
}

func TestDoNeverRepeatsASendInDoubt(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(500)
		_, _ = io.WriteString(w, `<html>oops</html>`)
	})
	_, err := New().Do(t.Context(), s.config(), send(s))
	unknown, ok := errors.AsType[*UnknownOutcomeError](err)
	if !ok || s.hits.Load() != 1 || unknown.Fingerprint == "" {
		t.Fatalf("%v after %d requests", err, s.hits.Load())
	}
	if refusal, ok := errors.AsType[*GraphError](err); !ok || refusal.Status != 500 {
		t.Errorf("the refusal is not in %v", err)
	}
	if _, err := New().Do(t.Context(), s.config(), read(s)); err == nil || s.hits.Load() != 5 {
		t.Errorf("read: %v after %d requests", err, s.hits.Load()-1)
	}
}
