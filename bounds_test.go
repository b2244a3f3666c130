package metabiz_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
)

func TestMaxSize(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/media" {
			w.(http.Flusher).Flush() // so that nothing tells the size beforehand
		}
		_, _ = io.WriteString(w, `"`+strings.Repeat("x", 998)+`"`)
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithMaxSize(999))
	if err != nil {
		t.Fatal(err)
	}
	var out string
	if err := client.Get(t.Context(), "1", nil, &out); !errors.Is(err, metabiz.ErrTooLarge) {
		t.Errorf("%v", err)
	}
	if err := client.Get(t.Context(), "1", nil, &out, metabiz.WithMaxSize(1000)); err != nil || len(out) != 998 {
		t.Errorf("just enough: %v", err)
	}
	for limit, want := range map[int64]error{999: metabiz.ErrTooLarge, 1000: nil} {
		d, err := client.Open(t.Context(), server.URL+"/media", metabiz.WithMaxSize(limit))
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(d); !errors.Is(err, want) || int64(len(data)) != min(limit, 1000) || d.Close() != nil {
			t.Errorf("at most %d: %d bytes, %v", limit, len(data), err)
		}
	}
	if _, err := metabiz.New(metabiz.WithMaxSize(0)); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("none at all: %v", err)
	}
}

// What Meta's support asks for is in every error that an answer led to.
func TestErrorsNameTheirTrace(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"a refusal": func(w http.ResponseWriter) {
			refuse(w, 400, `{"error":{"message":"m","code":100,"fbtrace_id":"Trace4711"}}`)
		},
		"a failure": func(w http.ResponseWriter) {
			refuse(w, 500, `{"error":{"message":"m","code":1,"fbtrace_id":"Trace4711"}}`)
		},
		"a page":          func(w http.ResponseWriter) { w.Header().Set("X-Fb-Trace-Id", "Trace4711"); refuse(w, 502, `<html>`) },
		"nothing":         func(w http.ResponseWriter) { w.Header().Set("X-Fb-Trace-Id", "Trace4711"); refuse(w, 503, ``) },
		"what is no JSON": func(w http.ResponseWriter) { w.Header().Set("X-Fb-Trace-Id", "Trace4711"); refuse(w, 200, `<html>`) },
		"half an answer": func(w http.ResponseWriter) {
			w.Header().Set("X-Fb-Request-Id", "Trace4711")
			w.Header().Set("Content-Length", "9")
			refuse(w, 200, `{`)
		},
		"an error in a 200": func(w http.ResponseWriter) {
			refuse(w, 200, `{"error":{"message":"m","code":100,"fbtrace_id":"Trace4711"}}`)
		},
		"an answer too large": func(w http.ResponseWriter) {
			w.Header().Set("X-Fb-Trace-Id", "Trace4711")
			refuse(w, 200, strings.Repeat("x", 3000))
		},
		"a throttled response": func(w http.ResponseWriter) {
			refuse(w, 400, `{"error":{"message":"m","code":4,"fbtrace_id":"Trace4711"}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
			t.Cleanup(server.Close)
			client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}), metabiz.WithMaxSize(2000))
			if err != nil {
				t.Fatal(err)
			}
			if err := client.Post(t.Context(), "1/messages", map[string]string{"to": "1"}, new(item)); err == nil || !strings.Contains(err.Error(), "Trace4711") {
				t.Errorf("%v", err)
			}
		})
	}
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
