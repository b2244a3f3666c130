package metabiz_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

type sentOp struct {
	Method       string `json:"method"`
	RelativeURL  string `json:"relative_url"`
	Body         string `json:"body"`
	Name         string `json:"name"`
	DependsOn    string `json:"depends_on"`
	OmitResponse *bool  `json:"omit_response_on_success"`
}

// serveBatch answers batches by what reply says of each call; "null" leaves it out.
func serveBatch(t *testing.T, reply func(op sentOp) string) (*metabiz.Client, *[][]sentOp) {
	t.Helper()
	var batches [][]sentOp
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Batch []sentOp `json:"batch"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/v26.0/" {
			t.Errorf("%s %v", r.URL, err)
		}
		batches = append(batches, body.Batch)
		parts := make([]string, len(body.Batch))
		for i, op := range body.Batch {
			parts[i] = reply(op)
		}
		fmt.Fprintf(w, "[%s]", strings.Join(parts, ","))
	}))
	t.Cleanup(server.Close)
	client, err := metabiz.New(metabiz.WithToken("t"), metabiz.WithBaseURL(server.URL), metabiz.WithRetry(metabiz.Retry{Attempts: 1, MinWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	return client, &batches
}

func slot(code int, body string) string {
	b, _ := json.Marshal(body)
	return fmt.Sprintf(`{"code":%d,"headers":[{"name":"X","value":"y"}],"body":%s}`, code, b)
}

func TestBatchSplitsAndKeepsOrder(t *testing.T) {
	t.Parallel()
	client, batches := serveBatch(t, func(op sentOp) string {
		return slot(200, `{"id":"`+strings.TrimPrefix(op.RelativeURL, "node")+`"}`)
	})
	calls := make([]metabiz.BatchCall, 120)
	for i := range calls {
		calls[i].Request = &metabiz.Request{Method: "GET", Path: fmt.Sprintf("node%d", i)}
	}
	results, err := client.Batch(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, b := range *batches {
		sizes = append(sizes, len(b))
	}
	if diff := cmp.Diff([]int{50, 50, 20}, sizes); diff != "" {
		t.Errorf("sizes (-want +got):\n%s", diff)
	}
	for i, r := range results {
		var got item
		if err := r.Decode(&got); err != nil || got.ID != fmt.Sprint(i) {
			t.Fatalf("result %d is %+v, %v", i, got, err)
		}
	}
}

func TestBatchOnTheWire(t *testing.T) {
	t.Parallel()
	client, batches := serveBatch(t, func(op sentOp) string {
		if op.Method == "DELETE" {
			return slot(400, `{"error":{"message":"gone","code":100,"error_subcode":33}}`)
		}
		return slot(200, `{"id":"1"}`)
	})
	calls := []metabiz.BatchCall{
		{Name: "campaign", Request: &metabiz.Request{Method: "POST", Path: "act_1/campaigns", Body: map[string]any{"name": "a b", "special_ad_categories": []string{}}}},
		{Request: &metabiz.Request{Method: "GET", Path: "{result=campaign:$.id}/adsets", Query: url.Values{"limit": {"1"}}}},
		{Token: "page", Request: &metabiz.Request{Method: "DELETE", Path: "5"}, DependsOn: "campaign"},
	}
	results, err := client.Batch(t.Context(), calls, metabiz.WithAppSecret("secret"))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]sentOp{{
		{Method: "POST", RelativeURL: "act_1/campaigns", Body: "name=a+b&special_ad_categories=%5B%5D", Name: "campaign", OmitResponse: new(false)},
		{Method: "GET", RelativeURL: "{result=campaign:$.id}/adsets?limit=1"},
		{Method: "DELETE", RelativeURL: "5?access_token=page&appsecret_proof=24bbc1c3d816cd2f8d8e75c782a857540394479b4a6f3dba12b9eba47ebc8002", DependsOn: "campaign"},
	}}
	if diff := cmp.Diff(want, *batches); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if results[0].Err != nil || results[1].Err != nil || !errors.Is(results[2].Err, metabiz.ErrNotFound) {
		t.Errorf("results: %v, %v, %v", results[0].Err, results[1].Err, results[2].Err)
	}
	if results[0].Response.Header.Get("X") != "y" {
		t.Error("headers were asked for and are lost")
	}
}

func TestBatchSlotsThatRanOutOfTime(t *testing.T) {
	t.Parallel()
	tries := map[string]int{}
	client, batches := serveBatch(t, func(op sentOp) string {
		if tries[op.RelativeURL]++; op.RelativeURL != "fine" && tries[op.RelativeURL] == 1 {
			return "null"
		}
		return slot(200, `{"id":"1"}`)
	})
	results, err := client.Batch(t.Context(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "GET", Path: "fine"}},
		{Request: &metabiz.Request{Method: "GET", Path: "slow"}},
		{Request: &metabiz.Request{Method: "POST", Path: "write", Body: map[string]any{"a": 1}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if results[0].Err != nil || results[1].Err != nil || !errors.Is(results[2].Err, metabiz.ErrOutcomeUnknown) {
		t.Errorf("results: %v, %v, %v", results[0].Err, results[1].Err, results[2].Err)
	}
	if diff := cmp.Diff(map[string]int{"fine": 1, "slow": 2, "write": 1}, tries); diff != "" || len(*batches) != 2 {
		t.Errorf("tries (-want +got):\n%s", diff)
	}
}

func TestBatchKeepsAdSetsOfACampaignApart(t *testing.T) {
	t.Parallel()
	client, batches := serveBatch(t, func(sentOp) string { return slot(200, `{"id":"1"}`) })
	var calls []metabiz.BatchCall
	for _, campaign := range []string{"1", "2", "1", "3"} {
		calls = append(calls, metabiz.BatchCall{Request: &metabiz.Request{Method: "POST", Path: "act_1/adsets", Body: map[string]any{"campaign_id": campaign}}})
	}
	if _, err := client.Batch(t.Context(), calls); err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, b := range *batches {
		var ids []string
		for _, op := range b {
			ids = append(ids, strings.TrimPrefix(op.Body, "campaign_id="))
		}
		got = append(got, ids)
	}
	if diff := cmp.Diff([][]string{{"1", "2", "3"}, {"1"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBatchRefusesBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	get := &metabiz.Request{Method: "GET", Path: "1"}
	tied := []metabiz.BatchCall{{Name: "a", Request: get}}
	for range 50 {
		tied = append(tied, metabiz.BatchCall{DependsOn: "a", Request: get})
	}
	for name, tt := range map[string]struct {
		calls []metabiz.BatchCall
		says  string
	}{
		"nil request":     {[]metabiz.BatchCall{{}}, "calls[0].Request is nil"},
		"empty id":        {[]metabiz.BatchCall{{Request: &metabiz.Request{Method: "GET", Path: metabiz.Path("", "x")}}}, "segment 1 is empty"},
		"name twice":      {[]metabiz.BatchCall{{Name: "a", Request: get}, {Name: "a", Request: get}}, `calls[1].Name "a" was given before`},
		"unknown name":    {[]metabiz.BatchCall{{DependsOn: "a", Request: get}}, `calls[0] refers to "a"`},
		"later name":      {[]metabiz.BatchCall{{Request: &metabiz.Request{Method: "GET", Path: "{result=a:$.id}"}}, {Name: "a", Request: get}}, "no earlier call"},
		"too many tied":   {tied, "51 calls"},
		"a file":          {[]metabiz.BatchCall{{Request: &metabiz.Request{Method: "POST", Path: "1", Body: &metabiz.Form{}}}}, "files"},
		"malformed token": {[]metabiz.BatchCall{{Token: "a b", Request: get}}, "calls[0].Token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, batches := serveBatch(t, func(sentOp) string { return "null" })
			_, err := client.Batch(t.Context(), tt.calls)
			if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), tt.says) || len(*batches) > 0 {
				t.Errorf("%v after %d requests, want %q", err, len(*batches), tt.says)
			}
		})
	}
}

// What guards a single call guards it in a batch as well.
func TestBatchGoesThroughInterceptors(t *testing.T) {
	t.Parallel()
	client, batches := serveBatch(t, func(op sentOp) string { return slot(200, `{"id":"`+op.RelativeURL+`"}`) })
	closed := errors.New("closed")
	var seen []string
	var mu sync.Mutex
	guarded, err := client.With(metabiz.WithInterceptor(func(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
		if req.Path == "refused" {
			return nil, closed
		}
		changed := *req
		changed.Path += "x"
		res, err := next(ctx, &changed)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, changed.Path)
		return res, err
	}))
	if err != nil {
		t.Fatal(err)
	}
	results, err := guarded.Batch(t.Context(), []metabiz.BatchCall{
		{Request: &metabiz.Request{Method: "POST", Path: "a"}},
		{Name: "no", Request: &metabiz.Request{Method: "POST", Path: "refused"}},
		{Request: &metabiz.Request{Method: "POST", Path: "b"}, DependsOn: "no"},
		{Request: &metabiz.Request{Method: "GET", Path: "c"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got item
	if err := results[3].Decode(&got); err != nil || got.ID != "cx" || results[0].Err != nil {
		t.Errorf("%+v, %v, %v", got, err, results[0].Err)
	}
	if !errors.Is(results[1].Err, closed) || !errors.Is(results[2].Err, closed) {
		t.Errorf("refused: %v, %v", results[1].Err, results[2].Err)
	}
	var sent []string
	for _, op := range (*batches)[0] {
		sent = append(sent, op.RelativeURL)
	}
	slices.Sort(seen)
	if diff := cmp.Diff([]string{"ax", "cx"}, sent); diff != "" || len(*batches) != 1 {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ax", "bx", "cx"}, seen); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
}
