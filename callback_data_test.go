package metabiz_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/metabiz-go/metabiz"
)

// Whatever road a message takes, what its status will name it by is in the error that tells that its answer was lost.
func TestOutcomeUnknownHasTheCallbackData(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("T"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		body any
		opts []metabiz.Option
		want string
	}{
		"object":           {body: map[string]string{"to": "1", "biz_opaque_callback_data": "order 7"}, want: "order 7"},
		"ready JSON":       {body: json.RawMessage(`{"biz_opaque_callback_data":"órder\n7"}`), want: "órder\n7"},
		"form":             {body: url.Values{"biz_opaque_callback_data": {"a&b"}}, want: "a&b"},
		"from an option":   {body: map[string]string{"to": "1"}, opts: []metabiz.Option{metabiz.WithParam("biz_opaque_callback_data", "opt")}, want: "opt"},
		"below the top":    {body: map[string]any{"text": map[string]string{"biz_opaque_callback_data": "inner"}}},
		"none":             {body: map[string]string{"to": "1"}},
		"no body":          {},
		"not an object":    {body: json.RawMessage(`["biz_opaque_callback_data"]`)},
		"a file with it":   {body: metabiz.FileFromBytes("a.json", []byte(`{"biz_opaque_callback_data":"x"}`)), want: "x"},
		"a multipart form": {body: &metabiz.Form{Fields: map[string]string{"biz_opaque_callback_data": "x"}}},
	} {
		_, err := client.Do(t.Context(), &metabiz.Request{Method: "POST", Path: "1/messages", Body: tt.body}, tt.opts...)
		e, ok := errors.AsType[*metabiz.OutcomeUnknownError](err)
		if !ok || e.CallbackData != tt.want {
			t.Errorf("%s: %#v", name, err)
		}
	}

	results, err := client.Batch(t.Context(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "POST", Path: "1/messages", Body: map[string]string{"biz_opaque_callback_data": "first"}}},
		{Request: &metabiz.Request{Method: "POST", Path: "1/messages", Body: map[string]string{"biz_opaque_callback_data": "second"}}},
	})
	if err != nil || len(results) != 2 {
		t.Fatalf("%v, %v", results, err)
	}
	for i, want := range []string{"first", "second"} {
		if e, ok := errors.AsType[*metabiz.OutcomeUnknownError](results[i].Err); !ok || e.CallbackData != want {
			t.Errorf("call %d of a batch: %v", i, results[i].Err)
		}
	}
}
