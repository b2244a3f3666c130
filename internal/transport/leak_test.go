package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// secretsOf are all that must never show.
func secretsOf() []string {
	return []string{
		testToken, testSecret, appSecretProof(testSecret, testToken), "fields=id", url.QueryEscape(testToken),
		"EAAGm0PX4ZCpsBA", "670843887433847|abc", "otherstoken",
	}
}

// talkative is an error that is no pointer, so that %#v prints its fields wherever it is held.
type talkative struct{ header, proof string }

func (t talkative) Error() string { return t.header + " " + t.proof }

// kept is what a refusal holds as bytes, which JSON would hide.
func kept(err error) string {
	if e, ok := errors.AsType[*GraphError](err); ok {
		return string(e.Body) + string(e.Data)
	}
	return ""
}

// showing gives every form in which a value may end up before somebody's eyes.
func showing(v any) string {
	var b bytes.Buffer
	timeless := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	slog.New(slog.NewTextHandler(&b, timeless)).Info("", "v", v)
	slog.New(slog.NewJSONHandler(&b, timeless)).Info("", "v", v)
	data, _ := json.Marshal(v)
	return fmt.Sprintf("%v\n%+v\n%#v\n%q\n%s\n%s\n", v, v, v, v, data, &b)
}

func everyForm(err error) string {
	var all strings.Builder
	for next := []error{err}; len(next) > 0; {
		e := next[0]
		next = next[1:]
		all.WriteString(showing(e))
		switch e := e.(type) {
		case interface{ Unwrap() error }:
			if inner := e.Unwrap(); inner != nil {
				next = append(next, inner)
			}
		case interface{ Unwrap() []error }:
			next = append(next, e.Unwrap()...)
		}
	}
	return all.String()
}

func TestNothingSecretShows(t *testing.T) {
	t.Parallel()
	escaped := strings.ReplaceAll(testToken, "t", `\u0074`)
	tests := []struct {
		name   string
		handle func(hit int, w http.ResponseWriter, r *http.Request)
		mw     func(http.RoundTripper) http.RoundTripper
		cfg    func(*Config)
	}{{
		name: "token in Meta's message",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 400, `{"error":{"message":"Malformed access token `+testToken+`","code":190,"error_data":{"details":"`+testToken+`"}}}`)
		},
	}, {
		name: "token in Meta's message, escaped",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 400, `{"error":{"message":"Malformed `+escaped+`","code":190,"error_data":{"x":["`+escaped+`"]}}}`)
		},
	}, {
		name: "token in a page",
		handle: func(_ int, w http.ResponseWriter, r *http.Request) {
			refuseWith(w, 502, "<a href='"+r.URL.Path+"?appsecret_proof="+r.URL.Query().Get("appsecret_proof")+"&access_token="+testToken+"'>back</a> "+testToken)
		},
	}, {
		name:   "connection dropped",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) { drop(w) },
	}, {
		name: "redirect",
		handle: func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/?access_token="+testToken, http.StatusFound)
		},
	}, {
		name: "redirect to nowhere",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://[::1/?access_token="+testToken)
			w.WriteHeader(http.StatusFound)
		},
	}, {
		name:   "middleware that talks",
		handle: func(int, http.ResponseWriter, *http.Request) {},
		mw: func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New("no " + r.Header.Get("Authorization"))}
			})
		},
	}, {
		name:   "middleware that wraps",
		handle: func(int, http.ResponseWriter, *http.Request) {},
		mw: func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: "https://proxy.example" + r.URL.RequestURI(), Err: io.ErrUnexpectedEOF})
			})
		},
	}, {
		name:   "middleware whose error is a value",
		handle: func(int, http.ResponseWriter, *http.Request) {},
		mw: func(http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				return nil, talkative{r.Header.Get("Authorization"), r.URL.Query().Get("appsecret_proof")}
			})
		},
	}, {
		name: "answer that breaks off",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			_, _ = io.WriteString(w, testToken)
		},
	}, {
		name: "tokens that were not this call's",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			refuseWith(w, 400, `{"error":{"message":"no EAAGm0PX4ZCpsBAexample0123 nor 670843887433847|abcdefghijklmnopqrst","code":190,"error_data":"{\"access_token\":\"otherstoken\"}"}}`)
		},
	}, {
		name:   "token source that talks",
		handle: func(int, http.ResponseWriter, *http.Request) {},
		cfg: func(cfg *Config) {
			cfg.Token = func(context.Context) (string, error) { return testToken, errors.New("expired: " + testToken) }
		},
	}, {
		name: "answer that is too large",
		handle: func(_ int, w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat(testToken, 10))
		},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tt.handle)
			for _, call := range []*Call{read(s), send(s)} {
				var log bytes.Buffer
				var events strings.Builder
				cfg := s.config()
				cfg.Retry.Attempts = 2
				cfg.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				cfg.Hook = func(_ context.Context, e Event) {
					events.WriteString(showing(e))
					if e.Err != nil {
						events.WriteString(everyForm(e.Err))
					}
				}
				if tt.mw != nil {
					cfg.Middleware = append(cfg.Middleware, tt.mw)
				}
				if tt.cfg != nil {
					tt.cfg(cfg)
				}
				call.MaxBody = 100
				tr := New()
				_, err := tr.Do(t.Context(), cfg, call)
				if err == nil {
					t.Fatal("no error")
				}
				for what, text := range map[string]string{
					"error": everyForm(err), "log": log.String(), "events": events.String(), "body": kept(err), "usage": showing(tr.Usage()),
				} {
					for _, secret := range secretsOf() {
						if strings.Contains(text, secret) {
							t.Errorf("%s %s: the %s shows %q:\n%s", tt.name, call.Method, what, secret, text)
						}
					}
				}
			}
		})
	}
}

func TestRedactedErrorIsStillFound(t *testing.T) {
	t.Parallel()
	r := &redactor{}
	r.add(testToken)
	err := r.error(&url.Error{Op: "Get", URL: "https://h/?access_token=" + testToken, Err: fmt.Errorf("%s: %w", testToken, io.ErrUnexpectedEOF)})
	if !errors.Is(err, io.ErrUnexpectedEOF) || err.Error() != "[redacted]: unexpected EOF" {
		t.Errorf("%v", err)
	}
	if plain := errors.New("dial tcp 127.0.0.1:1: connection refused"); r.error(plain) != plain {
		t.Errorf("%v was touched", plain)
	}
}

// The address of a proxy has a password in it, which net/http repeats where the proxy can't be used.
func TestProxyPasswordDoesNotShow(t *testing.T) {
	t.Parallel()
	s := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, proxy := range map[string]string{
		"down": strings.Replace(closed.URL, "://", "://user:pr0xy-pass@", 1), "of no kind": "gopher://user:pr0xy-pass@127.0.0.1:1",
		"unreadable": "http://user:pr0xy-pass@[::1",
	} {
		cfg := s.config()
		cfg.Retry.Attempts = 1
		wire := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }}
		t.Cleanup(wire.CloseIdleConnections)
		cfg.HTTPClient = &http.Client{Transport: wire}
		_, err := New().Do(t.Context(), cfg, send(s))
		if err == nil || strings.Contains(everyForm(err), "pr0xy-pass") {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := &redactor{}
	if got := r.text(`invalid proxy address "socks5://user:pr0xy-pass@h:1": mail to a@b.example`); got != `invalid proxy address "socks5://[redacted]@h:1": mail to a@b.example` {
		t.Error(got)
	}
}

func TestCredentialsTravelToConfiguredHostsOnly(t *testing.T) {
	t.Parallel()
	type seen struct{ Auth, Query string }
	bearer := seen{"Bearer " + testToken, "appsecret_proof=" + appSecretProof(testSecret, testToken)}
	tests := []struct {
		name  string
		hosts func(host string) []string
		call  func(*Call)
		want  seen
	}{
		{name: "configured host", hosts: func(h string) []string { return []string{"graph.facebook.com", h} }, want: bearer},
		{name: "another port", hosts: func(string) []string { return []string{"127.0.0.1:1", "127.0.0.1"} }},
		{name: "no host", hosts: func(string) []string { return nil }},
		{name: "a host that only begins alike", hosts: func(h string) []string { return []string{h + ".example"} }},
		{name: "anonymous", hosts: func(h string) []string { return []string{h} }, call: func(c *Call) { c.Anonymous = true }},
		{
			name: "an address signed by Meta", hosts: func(h string) []string { return []string{h} }, call: func(c *Call) { c.Unsigned = true },
			want: seen{Auth: bearer.Auth},
		},
		{
			name: "OAuth scheme", hosts: func(h string) []string { return []string{h} }, call: func(c *Call) { c.AuthScheme = "OAuth" },
			want: seen{"OAuth " + testToken, bearer.Query},
		},
		{
			name: "a header of the caller's", hosts: func(string) []string { return nil },
			call: func(c *Call) { c.Header = http.Header{"Authorization": {"Bearer mine"}} },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got seen
			s := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) {
				got = seen{r.Header.Get("Authorization"), r.URL.RawQuery}
			})
			cfg, call := s.config(), send(s)
			cfg.Hosts = tt.hosts(call.URL.Host)
			if tt.call != nil {
				tt.call(call)
			}
			if _, err := New().Do(t.Context(), cfg, call); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		host, url string
		want      bool
	}{
		{"graph.facebook.com", "https://graph.facebook.com/v26.0/me", true},
		{"graph.facebook.com", "https://GRAPH.facebook.com:443/me", true},
		{"graph.facebook.com:443", "https://graph.facebook.com/me", true},
		{"graph.facebook.com", "http://graph.facebook.com/me", true},
		{"graph.facebook.com", "https://graph.facebook.com:8443/me", false},
		{"graph.facebook.com", "https://graph.facebook.com.example/me", false},
		{"facebook.com", "https://graph.facebook.com/me", false},
		{"graph.facebook.com", "https://graph.facebook.com@evil.example/me", false},
		{"[::1]:80", "http://[::1]/me", true},
		{"::1", "http://[::1]:80/me", true},
	}
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := mayHold([]string{tt.host}, u); got != tt.want {
			t.Errorf("%s may hold the credentials of %s: %v", tt.url, tt.host, got)
		}
	}
}

func TestPlainHTTPOnlyToLoopback(t *testing.T) {
	t.Parallel()
	for host, secure := range map[string]bool{"127.0.0.1": true, "[::1]:80": true, "localhost": true, "127.8.9.1": true, "graph.facebook.com": false, "10.0.0.1": false, "localhost.example": false} {
		sent := false
		cfg := &Config{
			Token: func(context.Context) (string, error) { return testToken, nil }, Hosts: []string{host},
			Middleware: []func(http.RoundTripper) http.RoundTripper{func(http.RoundTripper) http.RoundTripper {
				return roundTripper(func(*http.Request) (*http.Response, error) {
					sent = true
					return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
				})
			}},
		}
		u := &url.URL{Scheme: "http", Host: host, Path: "/me"}
		_, err := New().Do(t.Context(), cfg, &Call{Method: http.MethodGet, URL: u})
		if secure != (err == nil) || secure != sent || !secure && !errors.Is(err, ErrInsecure) {
			t.Errorf("%s: %v, sent %v", host, err, sent)
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var auth []string
	other := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		auth = append(auth, r.Header.Get("Authorization")+r.Header.Get("Referer"))
		_, _ = io.WriteString(w, "elsewhere")
	})
	var target string
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/landing":
			_, _ = io.WriteString(w, "landed "+r.Header.Get("Authorization"))
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.Redirect(w, r, target, http.StatusTemporaryRedirect)
		}
	})
	cfg := s.config()

	target = "/landing"
	if res, err := New().Do(t.Context(), cfg, read(s)); err != nil || string(res.Body) != "landed Bearer "+testToken {
		t.Errorf("within the host: %v", err)
	}
	if _, err := New().Do(t.Context(), cfg, send(s)); !errors.Is(err, ErrRedirect) {
		t.Errorf("a send: %v", err)
	}
	target = "/loop"
	if _, err := New().Do(t.Context(), cfg, read(s)); !errors.Is(err, ErrRedirect) {
		t.Errorf("in a circle: %v", err)
	}
	target = other.URL
	_, err := New().Do(t.Context(), cfg, read(s))
	if !errors.Is(err, ErrRedirect) || !strings.Contains(err.Error(), other.url("").Host) || other.hits.Load() != 0 {
		t.Errorf("to another host: %v", err)
	}
	anonymous := read(s)
	anonymous.Anonymous = true
	if res, err := New().Do(t.Context(), cfg, anonymous); err != nil || string(res.Body) != "elsewhere" || auth[0] != "" {
		t.Errorf("without credentials: %v, %q", err, auth)
	}
}

func TestHTTPSNeverTurnsIntoHTTP(t *testing.T) {
	t.Parallel()
	plain := serve(t, func(int, http.ResponseWriter, *http.Request) {})
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	u, _ := url.Parse(secure.URL)
	call := &Call{Method: http.MethodGet, URL: u, Anonymous: true}
	if _, err := New().Do(t.Context(), &Config{HTTPClient: secure.Client()}, call); !errors.Is(err, ErrRedirect) || plain.hits.Load() != 0 {
		t.Errorf("%v", err)
	}
}
