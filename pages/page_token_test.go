package pages_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const ended = `400 {"error":{"message":"Error validating access token","type":"OAuthException","code":190,"error_subcode":460}}`

// A Page's token that has ended is fetched anew, and the call made once more with it.
func TestPageTokenRenewed(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"1","access_token":"OLD"}`, ended, `{"id":"1","access_token":"NEW"}`, `{"success":true}`, `{"id":"1","name":"Bottega"}`)
	page, err := pages.NewPage(g.client, "1").WithPageToken(t.Context())
	noError(t, err)
	noError(t, page.SubscribeApp(t.Context(), []pages.SubscribedField{pages.FieldMessages}))
	_, err = page.Get(t.Context())
	noError(t, err)
	lines, tokens := g.lines()
	if diff := cmp.Diff([]string{"GET /v26.0/1", "POST /v26.0/1/subscribed_apps", "GET /v26.0/1", "POST /v26.0/1/subscribed_apps", "GET /v26.0/1"}, lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"USER-TOKEN", "OLD", "USER-TOKEN", "NEW", "NEW"}, tokens); diff != "" {
		t.Error(diff)
	}
}

// Where there is no other token the refusal is the caller's, and nothing is repeated.
func TestPageTokenNotRenewed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fetched string
		want    string
	}{
		"the same token":  {`{"id":"1","access_token":"OLD"}`, "Error validating access token"},
		"no token at all": {`{"id":"1"}`, "no other token of the Page either"},
		"a refusal":       {ended, "no other token of the Page either"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, `{"id":"1","access_token":"OLD"}`, ended, tt.fetched, `{"success":true}`)
			page, err := pages.NewPage(g.client, "1").WithPageToken(t.Context())
			noError(t, err)
			err = page.UnsubscribeApp(t.Context())
			if !errors.Is(err, metabiz.ErrAuth) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "OLD") {
				t.Errorf("%v", err)
			}
			if lines, _ := g.lines(); len(lines) != 3 {
				t.Errorf("called %v", lines)
			}
		})
	}
}

// A repeated call whose answer is lost is in doubt; that the first was refused says nothing of it.
func TestPageTokenRenewedAndAnswerLost(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"id":"1","access_token":"OLD"}`, ended, `{"id":"1","access_token":"NEW"}`, "drop")
	page, err := pages.NewPage(g.client, "1").WithPageToken(t.Context())
	noError(t, err)
	_, err = page.Send(t.Context(), pages.Message{To: pages.Recipient{ID: "2"}, Content: pages.Text{Body: "Ciao"}})
	if !errors.Is(err, metabiz.ErrOutcomeUnknown) || errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("%v", err)
	}
}

// Many calls that find the token ended ask for one other token together.
func TestPageTokenRenewedOnce(t *testing.T) {
	t.Parallel()
	var fetched atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.Header.Get("Authorization") {
		case "Bearer USER-TOKEN":
			fmt.Fprintf(w, `{"id":"1","access_token":"TOKEN%d"}`, fetched.Add(1))
		case "Bearer TOKEN1":
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, strings.TrimPrefix(ended, "400 "))
		default:
			fmt.Fprint(w, `{"id":"1","name":"Bottega"}`)
		}
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("USER-TOKEN"), metabiz.WithBaseURL(server.URL))
	noError(t, err)
	page, err := pages.NewPage(client, "1").WithPageToken(t.Context())
	noError(t, err)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, err := page.Get(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := fetched.Load(); n != 2 {
		t.Errorf("fetched %d tokens", n)
	}
}

// Within a batch, which makes each call once, the refusal is the call's, and the next call has the other token.
func TestPageTokenRenewedInABatch(t *testing.T) {
	t.Parallel()
	refused := strings.ReplaceAll(strings.TrimPrefix(ended, "400 "), `"`, `\"`)
	g := newGraph(t, `{"id":"1","access_token":"OLD"}`, `[{"code":400,"body":"`+refused+`"}]`, `{"id":"1","access_token":"NEW"}`, `{"id":"1"}`)
	page, err := pages.NewPage(g.client, "1").WithPageToken(t.Context())
	noError(t, err)
	results, err := page.Client().Batch(t.Context(), []metabiz.BatchCall{{Request: &metabiz.Request{Method: "GET", Path: "1"}}})
	noError(t, err)
	if !errors.Is(results[0].Err, metabiz.ErrAuth) {
		t.Errorf("%v", results[0].Err)
	}
	_, err = page.Get(context.WithoutCancel(t.Context()))
	noError(t, err)
	if _, tokens := g.lines(); tokens[len(tokens)-1] != "NEW" {
		t.Errorf("tokens %v", tokens)
	}
}
