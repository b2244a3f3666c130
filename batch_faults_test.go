package metabiz_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

// The error of a call in a batch is the one that the call alone would have had.
func TestBatchErrorsAreThoseOfSingleCalls(t *testing.T) {
	t.Parallel()
	failed := slot(500, `{ "error":{"message":"An unknown error occurred","code":1}}`)
	read := metabiz.BatchCall{Request: &metabiz.Request{Method: "GET", Path: "read"}}
	write := metabiz.BatchCall{Request: &metabiz.Request{Method: "POST", Path: "write", Operation: "POST /{id}"}}
	for name, tt := range map[string]struct {
		answer      string
		read, write error // classes
	}{
		"both fail in doubt":     {"[" + failed + "," + failed + "]", metabiz.ErrTransient, metabiz.ErrOutcomeUnknown},
		"a refusal that says OK": {"[" + slot(200, `{ "error":{"message":"x","code":190}}`) + "," + slot(200, `{"error":{"message":"x","code":190}}`) + "]", metabiz.ErrAuth, metabiz.ErrAuth},
		"a slot without a code":  {`["what",{}]`, metabiz.ErrOutcomeUnknown, metabiz.ErrOutcomeUnknown},
		"too few answers":        {`[]`, metabiz.ErrOutcomeUnknown, metabiz.ErrOutcomeUnknown},
		"null":                   {`null`, nil, metabiz.ErrOutcomeUnknown},
		"an object":              {`{"data":[]}`, nil, metabiz.ErrOutcomeUnknown},
		"no JSON":                {`<html>`, nil, metabiz.ErrOutcomeUnknown},
		"an error for all":       {`{"error":{"message":"x","code":190}}`, metabiz.ErrAuth, metabiz.ErrAuth},
		"too many answers":       {"[" + slot(200, "{}") + "," + slot(200, "{}") + "," + slot(400, "{}") + "]", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, tt.answer)
			results, err := client.Batch(t.Context(), []metabiz.BatchCall{read, write})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []error{tt.read, tt.write} {
				if err := results[i].Err; want != nil && !errors.Is(err, want) {
					t.Errorf("call %d: %v, want %v", i, err, want)
				}
				if (results[i].Err == nil) != (results[i].Response != nil) {
					t.Errorf("call %d: %+v and %v", i, results[i].Response, results[i].Err)
				}
			}
			if e, ok := errors.AsType[*metabiz.OutcomeUnknownError](results[1].Err); ok && (e.Operation != "POST /{id}" || e.Fingerprint == "") {
				t.Errorf("%+v", e)
			}
			if _, ok := errors.AsType[*metabiz.DecodeError](results[0].Err); ok != (tt.read == nil && tt.write != nil) {
				t.Errorf("the read: %v", results[0].Err)
			}
		})
	}
}

// When the answer to a batch is lost, its reads are made again, and its writes are not.
func TestBatchThatWasLost(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if bodies = append(bodies, string(body)); len(bodies) == 1 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "["+slot(200, `{"id":"1"}`)+"]")
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	results, err := client.Batch(t.Context(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "POST", Path: "write"}},
		{Request: &metabiz.Request{Method: "GET", Path: "read"}},
	})
	if err != nil || !errors.Is(results[0].Err, metabiz.ErrOutcomeUnknown) || results[1].Err != nil {
		t.Fatalf("%v, %+v", err, results)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(bodies) != 2 || strings.Contains(bodies[1], "write") {
		t.Errorf("sent %q", bodies)
	}
}

func TestBatchOptionsHoldForEachCall(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `[`+slot(200, "{}")+`,`+slot(200, "{}")+`]`)
	_, err := client.Batch(t.Context(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "GET", Path: "1", Query: map[string]any{"fields": "name"}}},
		{Request: &metabiz.Request{Method: "POST", Path: "2", Body: map[string]any{"a": 1}}},
	}, metabiz.WithFields("id"), metabiz.WithParam("locale", "it_IT"))
	if err != nil {
		t.Fatal(err)
	}
	got := seen()[0]
	want := `{"batch":[{"method":"GET","relative_url":"1?fields=id\u0026locale=it_IT"},{"method":"POST","relative_url":"2?fields=id","body":"a=1\u0026locale=it_IT"}],"include_headers":true}`
	if diff := cmp.Diff(want, got.Body); diff != "" || got.Query != "" {
		t.Errorf("query %q, body (-want +got):\n%s", got.Query, diff)
	}
}

func TestBatchRefusesWhatCannotBeInOne(t *testing.T) {
	t.Parallel()
	for says, req := range map[string]*metabiz.Request{
		"Method":    {Method: "PATCH", Path: "1"},
		"anonymous": {Method: "GET", Path: "1", Anonymous: true},
		"WithToken": {Method: "GET", Path: "1", Query: map[string]string{"access_token": "x"}},
		"files":     {Method: "POST", Path: "1", Body: metabiz.Form{}},
	} {
		client, seen := serve(t, `[]`)
		_, err := client.Batch(t.Context(), []metabiz.BatchCall{{Request: req}})
		if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), says) || len(seen()) > 0 {
			t.Errorf("%s: %v", says, err)
		}
	}
}

type next = func(context.Context, *metabiz.Request) (*metabiz.Response, error)

// Interceptors may do as they like; a batch must come to its end all the same.
func TestBatchComesToAnEnd(t *testing.T) {
	t.Parallel()
	var one sync.Mutex
	for name, interceptor := range map[string]metabiz.Interceptor{
		"one after the other": func(ctx context.Context, req *metabiz.Request, next next) (*metabiz.Response, error) {
			one.Lock()
			defer one.Unlock()
			return next(ctx, req)
		},
		"nothing to call": func(ctx context.Context, _ *metabiz.Request, next next) (*metabiz.Response, error) {
			return next(ctx, nil)
		},
		"neither": func(context.Context, *metabiz.Request, next) (*metabiz.Response, error) { return nil, nil },
		"an answer of its own": func(context.Context, *metabiz.Request, next) (*metabiz.Response, error) {
			return &metabiz.Response{Body: []byte(`{}`)}, nil
		},
		"twice": func(ctx context.Context, req *metabiz.Request, next next) (*metabiz.Response, error) {
			_, _ = next(ctx, req)
			return next(ctx, req)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, `[`+slot(200, "{}")+`,`+slot(200, "{}")+`]`)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			get := &metabiz.Request{Method: "GET", Path: "1"}
			done := make(chan struct{})
			go func() {
				defer close(done)
				results, err := client.Batch(ctx, []metabiz.BatchCall{{Name: "a", Request: get}, {Request: get, DependsOn: "a"}}, metabiz.WithInterceptor(interceptor))
				for _, r := range results {
					if err == nil && name != "an answer of its own" && r.Err == nil {
						t.Errorf("no error, but %+v", r.Response)
					}
					if strings.Contains(errorText(r.Err), "%!") {
						t.Error(r.Err)
					}
				}
			}()
			select {
			case <-done:
			case <-time.After(5 * time.Second):
				t.Fatal("the batch hangs")
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
