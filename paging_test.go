package metabiz_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

type item struct {
	ID string `json:"id"`
}

func list(client *metabiz.Client, opts ...metabiz.Option) func(context.Context) ([]string, error) {
	seq := func(ctx context.Context) ([]string, error) {
		var ids []string
		for it, err := range metabiz.List[item](ctx, client, &metabiz.Request{Path: "act_1/ads", Query: map[string]any{"limit": 2}}, opts...) {
			if err != nil {
				return ids, err
			}
			ids = append(ids, it.ID)
		}
		return ids, nil
	}
	return seq
}

func TestListWalksByCursor(t *testing.T) {
	t.Parallel()
	client, seen := serve(t,
		`{"data":[{"id":"1"},{"id":"2"}],"paging":{"cursors":{"before":"B","after":"A1"},"next":"https://evil.example/v26.0/act_1/ads?access_token=EAAtoken&after=A1"}}`,
		`{"data":[],"paging":{"cursors":{"after":"A2"},"next":"https://graph.facebook.com/x?after=A2"}}`,
		`{"data":[{"id":"3"}],"paging":{"cursors":{"before":"C","after":"A3"}}}`,
	)
	ids, err := list(client)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, ids); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	var queries []string
	for _, s := range seen() {
		queries = append(queries, s.Method+" "+s.Path+"?"+s.Query)
	}
	want := []string{"GET /v26.0/act_1/ads?limit=2", "GET /v26.0/act_1/ads?after=A1&limit=2", "GET /v26.0/act_1/ads?after=A2&limit=2"}
	if diff := cmp.Diff(want, queries); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestListRangedTwiceAndBrokenOff(t *testing.T) {
	t.Parallel()
	page := `{"data":[{"id":"1"},{"id":"2"}],"paging":{"cursors":{"after":"A1"},"next":"n"}}`
	last := `{"data":[{"id":"3"}]}`
	client, seen := serve(t, page, last, page, last)
	seq := metabiz.List[item](t.Context(), client, &metabiz.Request{Path: "act_1/ads"})
	if len(seen()) != 0 {
		t.Error("something was sent before the range began")
	}
	for range 2 {
		items, err := metabiz.Collect(seq)
		if diff := cmp.Diff([]item{{"1"}, {"2"}, {"3"}}, items); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	for range seq {
		break
	}
	if n := len(seen()); n != 5 {
		t.Errorf("%d requests, want 2 + 2 + 1", n)
	}
}

func TestListStopsAfterAnError(t *testing.T) {
	t.Parallel()
	client, _ := serve(t,
		`{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"n"}}`,
		`{"error":{"message":"no","code":190}}`)
	ids, err := list(client)(t.Context())
	if !errors.Is(err, metabiz.ErrAuth) || !cmp.Equal(ids, []string{"1"}) {
		t.Errorf("%v after %v", err, ids)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := list(client)(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

func TestListNoticesARepeatedCursor(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"n"}}`)
	ids, err := list(client)(t.Context())
	if !errors.Is(err, metabiz.ErrRepeatedCursor) || len(seen()) != 2 || len(ids) != 1 {
		t.Errorf("%v after %d requests and %v", err, len(seen()), ids)
	}
}

func TestListByTimeTakesOnlyThePosition(t *testing.T) {
	t.Parallel()
	client, seen := serve(t,
		`{"data":[{"id":"1"}],"paging":{"next":"https://graph.facebook.com/v26.0/x?access_token=EAAtoken&until=1700000000&__paging_token=P&limit=99"}}`,
		`{"data":[{"id":"2"}],"paging":{"next":"https://graph.facebook.com/v26.0/x?access_token=EAAtoken&offset=4"}}`,
		`{"data":[]}`)
	if _, err := list(client)(t.Context()); err != nil {
		t.Fatal(err)
	}
	q1, _ := url.ParseQuery(seen()[1].Query)
	if diff := cmp.Diff(url.Values{"until": {"1700000000"}, "__paging_token": {"P"}, "limit": {"2"}}, q1); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range seen() {
		if strings.Contains(s.Query, "EAAtoken") {
			t.Errorf("the token travelled in %q", s.Query)
		}
	}
}

func TestListShrinksPagesThatHoldTooMuch(t *testing.T) {
	t.Parallel()
	client, seen := serve(t,
		`{"error":{"message":"Please reduce the amount of data you're asking for, then retry your request","code":1}}`,
		`{"error":{"message":"Please reduce the amount of data you're asking for, then retry your request","code":1}}`,
		`{"data":[{"id":"1"}]}`)
	ids, err := list(client, metabiz.WithPageSize(100))(t.Context())
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	var queries []string
	for _, s := range seen() {
		queries = append(queries, s.Query)
	}
	if diff := cmp.Diff([]string{"limit=100", "limit=50", "limit=25"}, queries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPagesResume(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{"data":[{"id":"1"}],"summary":{"total_count":7},"paging":{"cursors":{"before":"B","after":"A1"},"next":"n"}}`)
	for page, err := range metabiz.Pages[item](t.Context(), client, &metabiz.Request{Path: "1/ads"}, metabiz.WithAfter("A0"), metabiz.WithFields("id")) {
		if err != nil {
			t.Fatal(err)
		}
		if page.After != "A1" || page.Before != "B" || string(page.Summary) != `{"total_count":7}` {
			t.Errorf("%+v", page)
		}
		break
	}
	if q := seen()[0].Query; q != "after=A0&fields=id" {
		t.Errorf("asked with %q", q)
	}
}

// A page whose successor can't be found is not lost.
func TestListThatCannotGoOn(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, `{"data":[{"id":"1"}],"paging":{"next":"https://graph.facebook.com/v26.0/x?access_token=EAAtoken&odd=1"}}`)
	ids, err := list(client)(t.Context())
	if err == nil || !cmp.Equal(ids, []string{"1"}) || len(seen()) != 1 || strings.Contains(err.Error(), "EAAtoken") {
		t.Errorf("%v after %d requests and %v", err, len(seen()), ids)
	}
	for _, err := range metabiz.List[item](t.Context(), client, &metabiz.Request{Method: "POST", Path: "1/ads"}) {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("a list that is posted: %v", err)
		}
	}
	for _, err := range metabiz.List[item](t.Context(), client, nil) {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("no request: %v", err)
		}
	}
}

func FuzzPaging(f *testing.F) {
	f.Add(`{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A"},"next":"https://x/?after=A"}}`)
	f.Add(`{"data":{"id":"1"},"paging":[]}`)
	f.Add(`{"paging":{"next":"%zz?offset=-1"}}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.HasPrefix(body, `{"error"`) {
			t.Skip("an error is no list")
		}
		client, seen := serve(t, body)
		n := 0
		for _, err := range metabiz.List[item](t.Context(), client, &metabiz.Request{Path: "1/ads"}) {
			if n++; err != nil {
				break
			}
		}
		if len(seen()) > 2 {
			t.Fatalf("the same answer was asked for %d times", len(seen()))
		}
		for _, s := range seen() {
			if s.Path != "/v26.0/1/ads" {
				t.Fatalf("the answer led to %s", s.Path)
			}
		}
	})
}

// Some of Meta's guides show edges that answer with the list alone.
func TestListWithoutEnvelope(t *testing.T) {
	t.Parallel()
	client, seen := serve(t, ` [{"id":"1"},{"id":"2"}]`)
	ids, err := list(client)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" || len(seen()) != 1 {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}
