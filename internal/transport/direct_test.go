package transport

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Middleware that breaks the rules of http.RoundTripper takes nothing down with it.
func TestRoundTrippersThatAnswerNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	for name, answer := range map[string]*http.Response{
		"nothing":   nil,
		"no body":   {StatusCode: 200},
		"a refusal": {StatusCode: 404},
	} {
		cfg := s.config()
		cfg.Retry.Attempts = 1
		cfg.Middleware = append(cfg.Middleware, func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(*http.Request) (*http.Response, error) { return answer, nil })
		})
		for _, call := range []*Call{read(s), send(s)} {
			res, err := New().Do(t.Context(), cfg, call)
			refusal, refused := errors.AsType[*GraphError](err)
			switch {
			case answer == nil:
				if !errors.Is(err, errNoAnswer) {
					t.Errorf("%s: %v", name, err)
				}
			case answer.StatusCode == 200:
				if err != nil || res.Status != 200 || len(res.Body) != 0 {
					t.Errorf("%s: %+v, %v", name, res, err)
				}
			case !refused || refusal.Status != 404:
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// What changes something follows no redirect, whichever its status, and tells where it pointed.
func TestChangesFollowNoRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for location, host := range map[string]string{"https://elsewhere.example/x": "elsewhere.example", "/y": "127.0.0.1", "": ""} {
			s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(status)
			})
			for _, method := range []string{http.MethodPost, http.MethodDelete} {
				call := send(s)
				call.Method = method
				before := s.hits.Load()
				_, err := New().Do(t.Context(), s.config(), call)
				if n := s.hits.Load() - before; n != 1 {
					t.Errorf("%s %d to %q: %d requests", method, status, location, n)
				}
				if location == "" {
					if e, ok := errors.AsType[*GraphError](err); !ok || e.Status != status {
						t.Errorf("%s %d to nowhere: %v", method, status, err)
					}
				} else if !errors.Is(err, ErrRedirect) || !strings.Contains(err.Error(), host) {
					t.Errorf("%s %d to %q: %v", method, status, location, err)
				}
			}
		}
	}
}

// Each kind of call has its headers, however many others went before with the same token, and no call leaves any to the next.
func TestHeadersOfEachKind(t *testing.T) {
	t.Parallel()
	type seen struct{ Type, Encoding, Auth, Extra string }
	var got seen
	s := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got = seen{r.Header.Get("Content-Type"), r.Header.Get("Accept-Encoding"), r.Header.Get("Authorization"), r.Header.Get("X-Extra")}
	})
	tr, cfg := New(), s.config()
	form := send(s)
	form.Body = BytesBody([]byte("a=b"), "application/x-www-form-urlencoded")
	small := send(s)
	small.Small = true
	extra := send(s)
	extra.Header = http.Header{"X-Extra": {"1"}, "Authorization": {"Bearer mine"}, "authorization": {"Bearer mine"}, "Accept-Encoding": {"br"}}
	scheme := send(s)
	scheme.AuthScheme = "OAuth"
	nobody := send(s)
	nobody.Anonymous = true
	auth := "Bearer " + testToken
	for range 2 {
		for i, tt := range []struct {
			call *Call
			want seen
		}{
			{send(s), seen{"application/json", "gzip", auth, ""}},
			{extra, seen{"application/json", "br", auth, "1"}},
			{read(s), seen{"", "gzip", auth, ""}},
			{form, seen{"application/x-www-form-urlencoded", "gzip", auth, ""}},
			{small, seen{"application/json", "identity", auth, ""}},
			{scheme, seen{"application/json", "gzip", "OAuth " + testToken, ""}},
			{nobody, seen{"application/json", "gzip", "", ""}},
		} {
			if _, err := tr.Do(t.Context(), cfg, tt.call); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("call %d (-want +got):\n%s", i, diff)
			}
		}
	}
}

// A body that net/http begins once more, on another connection, is watched like the first.
func TestRewoundBodiesAreWatched(t *testing.T) {
	t.Parallel()
	gone := errors.New("the disk is gone")
	w := &watch{source: &patternBody{size: 1 << 20, breaks: gone}}
	for range 2 {
		body, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, body); !errors.Is(err, gone) || !errors.Is(w.failed(), gone) {
			t.Errorf("%v, noted %v", err, w.failed())
		}
		w.err.Store(nil)
	}
}
