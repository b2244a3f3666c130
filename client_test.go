package metabiz_test

import (
	"context"
	"encoding/json"
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

// served is what a test server saw of one request.
type served struct {
	Method, Path, Query, Auth, ContentType, Body string
}

// serve starts a Graph API that answers each request in turn, the last answer
// again and again, and a client of it.
func serve(t *testing.T, answers ...string) (*metabiz.Client, func() []served) {
	t.Helper()
	var mu sync.Mutex
	var seen []served
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		n := min(len(seen), len(answers)-1)
		seen = append(seen, served{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body)})
		status := http.StatusOK
		if strings.HasPrefix(answers[n], `{"error"`) {
			status = http.StatusBadRequest
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answers[n])
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(
		metabiz.WithToken("EAAtoken"), metabiz.WithBaseURL(server.URL),
		metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: time.Millisecond, MaxWait: 2 * time.Millisecond}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return client, func() []served {
		mu.Lock()
		defer mu.Unlock()
		return append([]served(nil), seen...)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opt  metabiz.Option
		says string
	}{
		"empty token":        {metabiz.WithToken(""), "WithToken: the token is empty"},
		"token with newline": {metabiz.WithToken("abc\n"), "space, line break"},
		"nil source":         {metabiz.WithTokenSource(nil), "source is nil"},
		"empty secret":       {metabiz.WithAppSecret(""), "secret is empty"},
		"version":            {metabiz.WithVersion("26"), `"26" is not of the form v26.0`},
		"version climbs":     {metabiz.WithVersion("v26.0/.."), "not of the form"},
		"relative URL":       {metabiz.WithBaseURL("graph.facebook.com"), "not an absolute URL"},
		"plain http":         {metabiz.WithBaseURL("http://graph.example.com"), "plain http"},
		"query in URL":       {metabiz.WithBaseURL("https://x.example/?a=b"), "no user, query"},
		"nil HTTP client":    {metabiz.WithHTTPClient(nil), "client is nil"},
		"negative attempts":  {metabiz.WithRetry(metabiz.Retry{Attempts: -1}), "below 0"},
		"waits crossed":      {metabiz.WithRetry(metabiz.Retry{MinWait: 2, MaxWait: 1}), "below MinWait"},
		"nil limiter":        {metabiz.WithLimiter(nil), "limiter is nil"},
		"nil middleware":     {metabiz.WithMiddleware(nil), "middleware is nil"},
		"nil interceptor":    {metabiz.WithInterceptor(nil), "interceptor is nil"},
		"nil hook":           {metabiz.WithHook(nil), "hook is nil"},
		"empty field":        {metabiz.WithFields("id", ""), "field is empty"},
		"token as param":     {metabiz.WithParam("access_token", "x"), "set by WithToken"},
		"page size":          {metabiz.WithPageSize(0), "below 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := metabiz.New(tt.opt)
			if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want one that says %q", err, tt.says)
			}
		})
	}
}

func TestFromEnv(t *testing.T) {
	t.Setenv("META_ACCESS_TOKEN", "")
	if _, err := metabiz.FromEnv(); !errors.Is(err, metabiz.ErrAuth) || !strings.Contains(err.Error(), "META_ACCESS_TOKEN") {
		t.Errorf("without a token: %v", err)
	}
	t.Setenv("META_ACCESS_TOKEN", "EAAtoken")
	t.Setenv("META_GRAPH_VERSION", "v25.0")
	client, err := metabiz.FromEnv()
	if err != nil || client.Version() != "v25.0" {
		t.Errorf("version %q, %v", client.Version(), err)
	}
	t.Setenv("META_GRAPH_URL", "http://example.com")
	if _, err := metabiz.FromEnv(); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("with plain http: %v", err)
	}
}

func TestCallsOnTheWire(t *testing.T) {
	t.Parallel()
	type params struct {
		Name string   `json:"name"`
		Tags []string `json:"tags,omitzero"`
		Skip string   `json:"skip,omitzero"`
	}
	for name, tt := range map[string]struct {
		do   func(context.Context, *metabiz.Client) error
		want served
	}{
		"get with a struct": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Get(ctx, "me", params{Name: "a b", Tags: []string{"x"}}, nil)
			},
			served{"GET", "/v26.0/me", "name=a+b&tags=%5B%22x%22%5D", "Bearer EAAtoken", "", ""},
		},
		"get with fields": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Get(ctx, "me", nil, nil, metabiz.WithFields("id", "accounts.limit(2){id}"))
			},
			served{"GET", "/v26.0/me", "fields=id%2Caccounts.limit%282%29%7Bid%7D", "Bearer EAAtoken", "", ""},
		},
		"post": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Post(ctx, metabiz.Path("act_1", "campaigns"), params{Name: "n"}, nil)
			},
			served{"POST", "/v26.0/act_1/campaigns", "", "Bearer EAAtoken", "application/json", `{"name":"n"}`},
		},
		"post with a parameter more": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Post(ctx, "1", params{Name: "n"}, nil, metabiz.WithParam("execution_options", []string{"validate_only"}))
			},
			served{"POST", "/v26.0/1", "", "Bearer EAAtoken", "application/json", `{"name":"n","execution_options":["validate_only"]}`},
		},
		"post without a body": {
			func(ctx context.Context, c *metabiz.Client) error { return c.Post(ctx, "1", nil, nil) },
			served{"POST", "/v26.0/1", "", "Bearer EAAtoken", "", ""},
		},
		"delete": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Delete(ctx, "1", map[string]any{"hash": "h"}, nil)
			},
			served{"DELETE", "/v26.0/1", "hash=h", "Bearer EAAtoken", "", ""},
		},
		"another version and token": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Get(ctx, "1", nil, nil, metabiz.WithVersion("v25.0"), metabiz.WithToken("page"))
			},
			served{"GET", "/v25.0/1", "", "Bearer page", "", ""},
		},
		"proof of the token really used": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Get(ctx, "1", nil, nil, metabiz.WithAppSecret("secret"), metabiz.WithToken("page"))
			},
			served{"GET", "/v26.0/1", "appsecret_proof=24bbc1c3d816cd2f8d8e75c782a857540394479b4a6f3dba12b9eba47ebc8002", "Bearer page", "", ""},
		},
		"an id is escaped": {
			func(ctx context.Context, c *metabiz.Client) error {
				return c.Get(ctx, metabiz.Path("à%", "x"), nil, nil)
			},
			served{"GET", "/v26.0/%C3%A0%25/x", "", "Bearer EAAtoken", "", ""},
		},
		"anonymous": {
			func(ctx context.Context, c *metabiz.Client) error {
				_, err := c.Do(ctx, &metabiz.Request{Method: "GET", Path: "oauth/access_token", Anonymous: true})
				return err
			},
			served{"GET", "/v26.0/oauth/access_token", "", "", "", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, `{}`)
			if err := tt.do(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]served{tt.want}, seen()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		req  metabiz.Request
		opts []metabiz.Option
		is   error
		says string
	}{
		"empty id":       {req: metabiz.Request{Method: "GET", Path: metabiz.Path("", "messages")}, is: metabiz.ErrInvalidParam, says: "path segment 1 is empty"},
		"dotted id":      {req: metabiz.Request{Method: "GET", Path: metabiz.Path("..", "me")}, is: metabiz.ErrInvalidParam, says: `path segment 1 is not an id, got ".."`},
		"id with slash":  {req: metabiz.Request{Method: "GET", Path: metabiz.Path("1/../me")}, is: metabiz.ErrInvalidParam, says: "no id has"},
		"id with query":  {req: metabiz.Request{Method: "GET", Path: "me?fields=id"}, is: metabiz.ErrInvalidParam, says: "no id has"},
		"id with space":  {req: metabiz.Request{Method: "GET", Path: metabiz.Path("1 2")}, is: metabiz.ErrInvalidParam, says: "space"},
		"ends in slash":  {req: metabiz.Request{Method: "GET", Path: "1/"}, is: metabiz.ErrInvalidParam, says: "path segment 2 is empty"},
		"method":         {req: metabiz.Request{Method: "PATCH", Path: "1"}, is: metabiz.ErrInvalidParam, says: `Method is not GET, POST or DELETE, got "PATCH"`},
		"option":         {req: metabiz.Request{Method: "GET", Path: "1"}, opts: []metabiz.Option{metabiz.WithToken("")}, is: metabiz.ErrInvalidParam, says: "token is empty"},
		"unencodable":    {req: metabiz.Request{Method: "POST", Path: "1", Body: func() {}}, says: "body"},
		"file not there": {req: metabiz.Request{Method: "POST", Path: "1", Body: &metabiz.Form{Files: map[string]metabiz.File{"f": {Name: "x"}}}}, is: metabiz.ErrInvalidParam, says: "f.Open is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, `{}`)
			_, err := client.Do(t.Context(), &tt.req, tt.opts...)
			if err == nil || !strings.Contains(err.Error(), tt.says) || (tt.is != nil && !errors.Is(err, tt.is)) {
				t.Errorf("got %v, want one that says %q", err, tt.says)
			}
			if n := len(seen()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
	t.Run("no token", func(t *testing.T) {
		t.Parallel()
		client, err := metabiz.New()
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Get(t.Context(), "me", nil, nil); !errors.Is(err, metabiz.ErrAuth) {
			t.Errorf("got %v", err)
		}
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	client, _ := serve(t, `{"error":{"message":"(#100) Invalid parameter","type":"OAuthException","code":100,"error_subcode":1885272,"is_transient":false,
		"error_user_title":"Budget too low","error_user_msg":"Your budget is too low.","error_data":{"blame_field_specs":[["daily_budget"]]},"fbtrace_id":"AbC"}}`)
	err := client.Get(t.Context(), "act_1", nil, nil)
	got, ok := errors.AsType[*metabiz.Error](err)
	if !ok {
		t.Fatalf("got %T %v", err, err)
	}
	if !errors.Is(err, metabiz.ErrInvalidParam) || errors.Is(err, metabiz.ErrAuth) || errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("classes of %v", err)
	}
	if !errors.Is(&metabiz.Error{Code: 100, Subcode: 1487246}, metabiz.ErrPolicy) {
		t.Error("a number that is not linked is no policy's concern")
	}
	if !errors.Is(&metabiz.Error{Code: 130429}, metabiz.ErrRateLimited) {
		t.Error("an error made of a code alone has no class")
	}
	floor := metabiz.NewErrorClass("budget below the floor", 1885272, 1487901)
	if !errors.Is(err, floor) || errors.Is(err, metabiz.NewErrorClass("other", 1)) {
		t.Error("a class of one's own is not found by its subcode")
	}
	want := "metabiz: GET /act_1: (#100) Invalid parameter: Your budget is too low. (code 100/1885272, status 400, about daily_budget, trace AbC); raise the budget: see the account's minimum budgets"
	if diff := cmp.Diff(want, got.Error()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestErrorFromAPageThatIsNotGraphs(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>Bad gateway</html>")
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 2, MinWait: 1, MaxWait: 1}))
	if err != nil {
		t.Fatal(err)
	}
	err = client.Get(t.Context(), "me", nil, nil)
	if e, ok := errors.AsType[*metabiz.Error](err); !ok || e.Status != 502 || !errors.Is(err, metabiz.ErrTransient) {
		t.Errorf("a read: %v", err)
	}
	err = client.Post(t.Context(), "1/messages", map[string]any{}, nil)
	if e, ok := errors.AsType[*metabiz.Error](err); !ok || e.Status != 502 || !errors.Is(err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("a write: %v", err)
	}
}

func TestDecodeIsLenient(t *testing.T) {
	t.Parallel()
	type node struct {
		ID     string    `json:"id"`
		Budget int64     `json:"daily_budget"`
		Start  time.Time `json:"start_time"`
		List   []string  `json:"list"`
	}
	client, _ := serve(t, `{"id":12,"daily_budget":"1000","start_time":"2026-12-01T08:00:00+0100","list":7,"new":{"x":1}}`)
	got, err := metabiz.Call[node](t.Context(), client, &metabiz.Request{Method: "GET", Path: "12"})
	if err != nil {
		t.Fatal(err)
	}
	want := &node{ID: "12", Budget: 1000, Start: time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	broken, _ := serve(t, `{"id":`)
	_, err = metabiz.Call[node](t.Context(), broken, &metabiz.Request{Method: "POST", Path: "12"})
	if e, ok := errors.AsType[*metabiz.DecodeError](err); !ok || string(e.Body) != `{"id":` {
		t.Errorf("an answer that is no JSON: %v", err)
	}
}

func TestInterceptors(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{"id":"1"}`)
	var order []string
	around := func(name string) metabiz.Option {
		return metabiz.WithInterceptor(func(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
			order = append(order, name+" before "+req.Path)
			res, err := next(ctx, req)
			order = append(order, name+" after")
			return res, err
		})
	}
	guarded, err := client.With(around("outer"))
	if err != nil {
		t.Fatal(err)
	}
	if err := guarded.Get(t.Context(), "1", nil, nil, around("inner")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outer before 1", "inner before 1", "inner after", "outer after"}, order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	stop := errors.New("not now")
	err = guarded.Get(t.Context(), "1", nil, nil, metabiz.WithInterceptor(
		func(context.Context, *metabiz.Request, func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
			return nil, stop
		}))
	if !errors.Is(err, stop) || len(seen()) != 1 {
		t.Errorf("refused with %v after %d requests", err, len(seen()))
	}
}

// Two clients derived from one must not write into each other's options.
func TestDerivedClientsAreApart(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	base, err := client.With(metabiz.WithParam("a", 1), metabiz.WithMiddleware(func(rt http.RoundTripper) http.RoundTripper { return rt }))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b", "c"} {
		derived, err := base.With(metabiz.WithParam(name, 2))
		if err != nil {
			t.Fatal(err)
		}
		if err := derived.Get(t.Context(), "1", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	var queries []string
	for _, s := range seen() {
		queries = append(queries, s.Query)
	}
	if diff := cmp.Diff([]string{"a=1&b=2", "a=1&c=2"}, queries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTokenSource(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	n := 0
	source := metabiz.TokenFunc(func(context.Context) (string, error) {
		if n++; n > 1 {
			return "", errors.New("vault is sealed")
		}
		return "fresh", nil
	})
	if err := client.Get(t.Context(), "1", nil, nil, metabiz.WithTokenSource(source)); err != nil {
		t.Fatal(err)
	}
	err := client.Get(t.Context(), "1", nil, nil, metabiz.WithTokenSource(source))
	if err == nil || !strings.Contains(err.Error(), "vault is sealed") {
		t.Errorf("got %v", err)
	}
	if got := seen(); len(got) != 1 || got[0].Auth != "Bearer fresh" {
		t.Errorf("%+v", got)
	}
}

func TestValidationError(t *testing.T) {
	t.Parallel()
	err := error(&metabiz.ValidationError{What: "whatsapp.Message", Fields: []metabiz.FieldError{
		{Path: "to", Problem: "is empty"},
		{Path: "text.body", Problem: "has 5,000 characters, at most 4,096", Limit: 4096, Value: strings.Repeat("x", 5000)},
	}})
	want := `metabiz: whatsapp.Message: to is empty; text.body has 5,000 characters, at most 4,096, got "` + strings.Repeat("x", 39) + `…"`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var field metabiz.FieldError
	if !errors.As(err, &field) || field.Path != "to" || !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("found %+v", field)
	}
	if _, err := json.Marshal(err); err != nil {
		t.Error(err)
	}
}
