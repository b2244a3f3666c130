package metabiz_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

// thief is a server that no call was meant for, and what it gets.
type thief struct {
	*httptest.Server
	mu  sync.Mutex
	got []string
}

func newThief(t *testing.T) *thief {
	t.Helper()
	f := &thief{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.got = append(f.got, fmt.Sprintf("%s %s %v %s", r.Method, r.URL, r.Header, body))
		_, _ = io.WriteString(w, `{"id":"stolen","data":[]}`)
	}))
	t.Cleanup(f.Close)
	return f
}

// Whatever an answer points to, neither the token nor the call itself goes to another host than the configured one.
func TestNothingTravelsElsewhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request, elsewhere string)
		call   func(t *testing.T, c *metabiz.Client, base, elsewhere string) error
		fails  bool
	}{{
		name: "paging.next",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			if r.URL.Query().Get("after") == "B" {
				_, _ = io.WriteString(w, `{"data":[{"id":"2"}]}`)
				return
			}
			_, _ = fmt.Fprintf(w, `{"data":[{"id":"1"}],"paging":{"cursors":{"after":"B"},"next":"%s/v26.0/1/edge?access_token=%s&after=B"}}`, elsewhere, secretToken)
		},
		call: func(t *testing.T, c *metabiz.Client, _, _ string) error {
			var ids []string
			for it, err := range metabiz.List[item](t.Context(), c, &metabiz.Request{Method: "GET", Path: "1/edge"}) {
				if err != nil {
					return err
				}
				ids = append(ids, it.ID)
			}
			if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			return nil
		},
	}, {
		name: "redirect of a read",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			http.Redirect(w, r, elsewhere+"/v26.0/1", http.StatusFound)
		},
		call: func(t *testing.T, c *metabiz.Client, _, _ string) error {
			return c.Get(t.Context(), "1", nil, nil)
		},
		fails: true,
	}, {
		name: "redirect of a send",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			http.Redirect(w, r, elsewhere+"/v26.0/1", http.StatusTemporaryRedirect)
		},
		call: func(t *testing.T, c *metabiz.Client, _, _ string) error {
			return c.Post(t.Context(), "1/messages", map[string]string{"to": "39333"}, nil)
		},
		fails: true,
	}, {
		name: "redirect of a batch",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			http.Redirect(w, r, elsewhere+"/", http.StatusPermanentRedirect)
		},
		call: func(t *testing.T, c *metabiz.Client, _, _ string) error {
			results, err := c.Batch(t.Context(), []metabiz.BatchCall{{Token: pageToken, Request: &metabiz.Request{Method: "POST", Path: "1"}}})
			if err == nil {
				err = results[0].Err
			}
			return err
		},
		fails: true,
	}, {
		name: "redirect of a media",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			http.Redirect(w, r, elsewhere+"/file", http.StatusFound)
		},
		call: func(t *testing.T, c *metabiz.Client, base, _ string) error {
			_, err := c.Open(t.Context(), base+"/media?hash=x")
			return err
		},
		fails: true,
	}, {
		name: "a media elsewhere",
		call: func(t *testing.T, c *metabiz.Client, _, elsewhere string) error {
			_, err := c.Open(t.Context(), elsewhere+"/media?hash=x")
			return err
		},
		fails: true,
	}, {
		name: "a media elsewhere that begins alike",
		call: func(t *testing.T, c *metabiz.Client, base, elsewhere string) error {
			_, err := c.Open(t.Context(), base+"@"+strings.TrimPrefix(elsewhere, "http://")+"/media")
			return err
		},
		fails: true,
	}, {
		name: "an address for a path",
		call: func(t *testing.T, c *metabiz.Client, _, elsewhere string) error {
			return c.Get(t.Context(), elsewhere+"/v26.0/me", nil, nil)
		},
		fails: true,
	}, {
		name: "a path that leaves its host",
		call: func(t *testing.T, c *metabiz.Client, _, elsewhere string) error {
			return c.Get(t.Context(), "//"+strings.TrimPrefix(elsewhere, "http://")+"/me", nil, nil)
		},
		fails: true,
	}, {
		name: "a Host header",
		answer: func(w http.ResponseWriter, r *http.Request, elsewhere string) {
			if "http://"+r.Host == elsewhere {
				t.Error("the host was replaced")
			}
			_, _ = io.WriteString(w, "{}")
		},
		call: func(t *testing.T, c *metabiz.Client, _, elsewhere string) error {
			_, err := c.Do(t.Context(), &metabiz.Request{Method: "GET", Path: "1", Header: http.Header{"Host": {strings.TrimPrefix(elsewhere, "http://")}}})
			return err
		},
	}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			elsewhere := newThief(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tt.answer == nil {
					_, _ = io.WriteString(w, "{}")
					return
				}
				tt.answer(w, r, elsewhere.URL)
			}))
			t.Cleanup(server.Close)
			client, err := metabiz.New(metabiz.WithToken(secretToken), metabiz.WithAppSecret(secretKey), metabiz.WithBaseURL(server.URL))
			if err != nil {
				t.Fatal(err)
			}
			err = tt.call(t, client, server.URL, elsewhere.URL)
			if tt.fails != (err != nil) {
				t.Errorf("%v", err)
			}
			if err != nil {
				mustHide(t, "the error", shown(err))
			}
			if elsewhere.mu.Lock(); len(elsewhere.got) > 0 {
				t.Errorf("went elsewhere: %s", elsewhere.got)
			}
			elsewhere.mu.Unlock()
		})
	}
}

func TestPlainHTTPIsForLoopback(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"http://127.0.0.1:8099": true, "http://localhost": true, "http://[::1]:1": true, "https://gateway.example/meta": true,
		"http://gateway.example": false, "http://10.0.0.1": false, "http://192.168.1.1:80": false, "http://0.0.0.0": false,
		"http://localhost.example": false, "http://127.0.0.1.example": false, "http://[fe80::1]": false, "HTTP://gateway.example": false,
		"ftp://127.0.0.1": false, "http://token@127.0.0.1": false,
	} {
		_, err := metabiz.New(metabiz.WithToken(secretToken), metabiz.WithBaseURL(base))
		if ok != (err == nil) || !ok && !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", base, err)
		}
	}
}

// Errors of a client that can't be made tell no more than others.
func TestOptionsThatFailDoNotTellSecrets(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]metabiz.Option{
		"a token with a line break": metabiz.WithToken(secretToken + "\n"),
		"a base with a user":        metabiz.WithBaseURL("https://" + secretToken + "@graph.facebook.com"),
		"a base with a query":       metabiz.WithBaseURL("https://graph.facebook.com/?access_token=" + secretToken),
		"a base that is no address": metabiz.WithBaseURL("https://graph.facebook.com:" + secretToken),
		"a token as a parameter":    metabiz.WithParam("access_token", secretToken),
	} {
		if _, err := metabiz.New(option); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			mustHide(t, name, shown(err))
		}
	}
	client, err := metabiz.New(metabiz.WithToken(secretToken), metabiz.WithBaseURL("http://127.0.0.1:1"), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	for name, req := range map[string]*metabiz.Request{
		"a token in the query":  {Method: "GET", Path: "1", Query: map[string]string{"access_token": secretToken}},
		"a token in the path":   {Method: "GET", Path: "1?access_token=" + secretToken},
		"a connection refused":  {Method: "GET", Path: "1"},
		"a send that is unsent": {Method: "POST", Path: "1", Body: map[string]string{"secret": secretKey}},
	} {
		_, err := client.Do(t.Context(), req)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		mustHide(t, name, shown(err))
	}
}
