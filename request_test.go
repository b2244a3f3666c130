package metabiz_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

func TestBodiesOnTheWire(t *testing.T) {
	t.Parallel()
	file := metabiz.FileFromBytes("a.png", []byte("PNG"))
	for name, tt := range map[string]struct {
		body any
		opts []metabiz.Option
		want served
	}{
		"values are a form": {
			body: url.Values{"name": {"a b"}, "tags": {"x", "y"}},
			want: served{ContentType: "application/x-www-form-urlencoded", Body: "name=a+b&tags=x&tags=y"},
		},
		"values and a parameter more": {
			body: url.Values{"name": {"n"}}, opts: []metabiz.Option{metabiz.WithParam("name", "m"), metabiz.WithParam("list", []int{1})},
			want: served{ContentType: "application/x-www-form-urlencoded", Body: "list=%5B1%5D&name=m"},
		},
		"JSON that is ready": {
			body: json.RawMessage(`{"a":1}`), opts: []metabiz.Option{metabiz.WithParam("b", 2)},
			want: served{ContentType: "application/json", Body: `{"a":1,"b":2}`},
		},
		"a parameter wins over one of the body": {
			body: map[string]any{"name": "n", "x": 1}, opts: []metabiz.Option{metabiz.WithParam("name", "m")},
			want: served{ContentType: "application/json", Body: `{"x":1,"name":"m"}`},
		},
		"a file":                         {body: file, want: served{ContentType: "image/png", Body: "PNG"}},
		"a pointer to a file":            {body: &file, want: served{ContentType: "image/png", Body: "PNG"}},
		"a file and a parameter more":    {body: file, opts: []metabiz.Option{metabiz.WithParam("a", 1)}, want: served{Query: "a=1", ContentType: "image/png", Body: "PNG"}},
		"a nil pointer is an empty body": {body: (*metabiz.Form)(nil), want: served{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, `{}`)
			if err := client.Post(t.Context(), "1", tt.body, nil, tt.opts...); err != nil {
				t.Fatal(err)
			}
			tt.want.Method, tt.want.Path, tt.want.Auth = "POST", "/v26.0/1", "Bearer EAAtoken"
			if diff := cmp.Diff([]served{tt.want}, seen()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	client, seen := serve(t, `{}`)
	if err := client.Post(t.Context(), "1", metabiz.Form{Files: map[string]metabiz.File{"f": file}}, nil); err != nil || !strings.HasPrefix(seen()[0].ContentType, "multipart/form-data") {
		t.Errorf("a form by value: %v", err)
	}
}

// What can't have been meant is refused before it is sent, and says so.
func TestRequestsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	file := metabiz.FileFromBytes("a.png", []byte("PNG"))
	file.ContentType = "image/png\r\nX-Other: 1"
	var number int
	post := func(body any) func(context.Context, *metabiz.Client) error {
		return func(ctx context.Context, c *metabiz.Client) error { return c.Post(ctx, "1", body, nil) }
	}
	do := func(req *metabiz.Request) func(context.Context, *metabiz.Client) error {
		return func(ctx context.Context, c *metabiz.Client) error {
			_, err := c.Do(ctx, req)
			return err
		}
	}
	into := func(out any) func(context.Context, *metabiz.Client) error {
		return func(ctx context.Context, c *metabiz.Client) error { return c.Post(ctx, "1", nil, out) }
	}
	for name, tt := range map[string]struct {
		do   func(context.Context, *metabiz.Client) error
		says string
	}{
		"no request":             {do(nil), "request is nil"},
		"bytes":                  {post([]byte(`{"a":1}`)), "json.RawMessage"},
		"a reader":               {post(bytes.NewBufferString("x")), "File"},
		"a function":             {post(func() {}), "body"},
		"a file that is nothing": {post(metabiz.File{}), "Open is nil"},
		"type with a line break": {post(file), "ContentType"},
		"type in a form":         {post(&metabiz.Form{Files: map[string]metabiz.File{"f": file}}), "f.ContentType"},
		"query that is a number": {do(&metabiz.Request{Method: "GET", Path: "1", Query: 1}), "query"},
		"header with a break":    {do(&metabiz.Request{Method: "POST", Path: "1", Header: http.Header{"X-A": {"b\r\nc"}}}), "X-A"},
		"header without a name":  {do(&metabiz.Request{Method: "POST", Path: "1", Header: http.Header{"X A": {"b"}}}), "X A"},
		"token in the address":   {do(&metabiz.Request{Method: "GET", Path: "1", Query: url.Values{"access_token": {"EAAtoken"}}}), "WithToken"},
		"proof in the address":   {do(&metabiz.Request{Method: "GET", Path: "1", Query: map[string]any{"appsecret_proof": "x"}}), "WithAppSecret"},
		"no pointer":             {into(number), "int"},
		"nil pointer":            {into((*int)(nil)), "*int"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, seen := serve(t, `{}`)
			err := tt.do(t.Context(), client)
			if !errors.Is(err, metabiz.ErrInvalidParam) || errors.Is(err, metabiz.ErrOutcomeUnknown) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want one that says %q", err, tt.says)
			}
			if err != nil && strings.Contains(err.Error(), "EAAtoken") {
				t.Errorf("the error tells the token: %v", err)
			}
			if n := len(seen()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

func TestAuthorizationIsNotTheRequests(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	req := &metabiz.Request{Method: "GET", Path: "1", Header: http.Header{"authorization": {"Bearer other"}, "X-A": {"b"}}}
	if _, err := client.Do(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	req.Anonymous = true
	if _, err := client.Do(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if got := []string{seen()[0].Auth, seen()[1].Auth}; !cmp.Equal(got, []string{"Bearer EAAtoken", ""}) {
		t.Errorf("sent as %q", got)
	}
}

// An interceptor may answer by itself, or forget to.
func TestInterceptorsThatAnswer(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{}`)
	answering := func(res *metabiz.Response) metabiz.Option {
		return metabiz.WithInterceptor(func(context.Context, *metabiz.Request, func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
			return res, nil
		})
	}
	var got item
	if err := client.Get(t.Context(), "1", nil, &got, answering(&metabiz.Response{Body: []byte(`{"id":"7"}`)})); err != nil || got.ID != "7" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := client.Get(t.Context(), "1", nil, &got, answering(nil)); err == nil || !strings.Contains(err.Error(), "interceptor") {
		t.Errorf("no answer and no error: %v", err)
	}
	d, err := client.Open(t.Context(), "https://lookaside.fbsbx.com/x", metabiz.WithBaseURL(metabiz.DefaultBaseURL), answering(&metabiz.Response{Body: []byte("PNG")}))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var content bytes.Buffer
	if _, err := content.ReadFrom(d); err != nil || content.String() != "PNG" {
		t.Errorf("downloaded %q, %v", content.String(), err)
	}
	if n := len(seen()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestOptionsThatMislead(t *testing.T) {
	t.Parallel()
	for address, says := range map[string]string{
		"https://graph.facebook.com/v25.0": "WithVersion",
		"https://proxy.example/v25.0/":     "WithVersion",
		"https://:8080":                    "host",
	} {
		if _, err := metabiz.New(metabiz.WithBaseURL(address)); !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want one that says %q", address, err, says)
		}
	}
	if _, err := (*metabiz.Client)(nil).With(); err == nil {
		t.Error("a client from nothing")
	}
	if err := new(metabiz.Client).Get(t.Context(), "1", nil, nil); err == nil || !strings.Contains(err.Error(), "metabiz.New") {
		t.Errorf("a client that was not made: %v", err)
	}
}

func TestEnvironmentIsNamedInErrors(t *testing.T) {
	t.Setenv("META_ACCESS_TOKEN", "EAAtoken")
	t.Setenv("META_GRAPH_VERSION", "26")
	if _, err := metabiz.FromEnv(); !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "META_GRAPH_VERSION") {
		t.Errorf("got %v", err)
	}
}
