package emulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPaging(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	var want []string
	for i := range 7 {
		want = append(want, c.ok("POST", "act_7/books", "name", fmt.Sprintf("B%d", i), "pages", fmt.Sprint(i*10)).id())
	}
	first := c.ok("GET", "act_7/books", "limit", "3", "summary", "total_count")
	if diff := cmp.Diff(map[string]any{"total_count": 7.}, first.body["summary"]); diff != "" {
		t.Error(diff)
	}
	var got []string
	after := ""
	for page := 0; ; page++ {
		a := c.ok("GET", "act_7/books", "limit", "3", "after", after)
		for _, row := range a.data() {
			got = append(got, row.(map[string]any)["id"].(string))
		}
		paging := a.body["paging"].(map[string]any)
		after = paging["cursors"].(map[string]any)["after"].(string)
		if _, previous := paging["previous"]; previous != (page > 0) {
			t.Errorf("page %d: previous is %v", page, previous)
		}
		if paging["next"] == nil {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	// `next` works as it is, without a header, since the token is in it.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, first.body["paging"].(map[string]any)["next"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := do(req)
	if err != nil {
		t.Fatal(err)
	}
	before := second.body["paging"].(map[string]any)["cursors"].(map[string]any)["before"].(string)
	back := c.ok("GET", "act_7/books", "limit", "3", "before", before)
	if diff := cmp.Diff(first.data(), back.data()); diff != "" {
		t.Error(diff)
	}

	// What is deleted meanwhile does not shift the page.
	cursor := first.body["paging"].(map[string]any)["cursors"].(map[string]any)["after"].(string)
	if err := c.e.act(func(c *Call) error { c.Remove(c.Object(want[0])); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := c.ok("GET", "act_7/books", "limit", "1", "after", cursor).data()[0].(map[string]any)["id"]; got != want[3] {
		t.Errorf("after a deletion the page begins with %v, want %s", got, want[3])
	}
}

func TestPagingRefusals(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	tests := map[string]struct {
		params []string
		code   int
	}{
		"limit too high": {[]string{"limit", "5001"}, 1},
		"limit negative": {[]string{"limit", "-1"}, 100},
		"limit text":     {[]string{"limit", "all"}, 100},
		"bad cursor":     {[]string{"after", "nonsense"}, 100},
		"bad filter":     {[]string{"filtering", `[{"field":"name","operator":"LIKE","value":"x"}]`}, 100},
		"filter unknown": {[]string{"filtering", `[{"field":"colour","operator":"EQUAL","value":"x"}]`}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.as(t).call("GET", "act_7/books", test.params...); got.code() != test.code {
				t.Errorf("got %s", got.raw)
			}
		})
	}
}

func TestFiltering(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	for i := range 4 {
		c.ok("POST", "act_7/books", "name", fmt.Sprintf("Book %d", i), "pages", fmt.Sprint(i*10))
	}
	tests := map[string]struct {
		filter string
		want   []any
	}{
		"equal":    {`[{"field":"name","operator":"EQUAL","value":"Book 1"}]`, []any{"Book 1"}},
		"prefixed": {`[{"field":"book.name","operator":"EQUAL","value":"Book 1"}]`, []any{"Book 1"}},
		"in":       {`[{"field":"name","operator":"IN","value":["Book 0","Book 3"]}]`, []any{"Book 0", "Book 3"}},
		"contain":  {`[{"field":"name","operator":"CONTAIN","value":"book 2"}]`, []any{"Book 2"}},
		"greater":  {`[{"field":"pages","operator":"GREATER_THAN","value":10}]`, []any{"Book 2", "Book 3"}},
		"range":    {`[{"field":"pages","operator":"IN_RANGE","value":[10,20]}]`, []any{"Book 1", "Book 2"}},
		"both": {`[{"field":"pages","operator":"GREATER_THAN","value":0},{"field":"name","operator":"NOT_EQUAL","value":"Book 2"}]`,
			[]any{"Book 1", "Book 3"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []any
			for _, row := range c.as(t).ok("GET", "act_7/books", "fields", "name", "filtering", test.filter).data() {
				got = append(got, row.(map[string]any)["name"])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The link of an expanded edge can be followed as it is, and asks for the same fields.
func TestExpandedNext(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{AppSecret: "s3cret"})
	for i := range 3 {
		c.ok("POST", "act_7/books", "name", fmt.Sprintf("Book %d", i), "pages", "9")
	}
	page := c.ok("GET", "act_7", "fields", "books.limit(2){name,shelf{name}}").body["books"].(map[string]any)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page["paging"].(map[string]any)["next"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := do(req)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{map[string]any{"id": got.data()[0].(map[string]any)["id"], "name": "Book 2"}}
	if diff := cmp.Diff(want, got.data()); diff != "" {
		t.Error(diff, got.raw)
	}
}

// A count that was asked for is answered, even of nothing.
func TestExpandedSummary(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	want := map[string]any{"id": "act_7", "books": map[string]any{"data": []any{}, "summary": map[string]any{"total_count": 0.}}}
	if diff := cmp.Diff(want, c.ok("GET", "act_7", "fields", "books.limit(0).summary(true)").body); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]any{"id": "act_7"}, c.ok("GET", "act_7", "fields", "books").body); diff != "" {
		t.Error(diff)
	}
}
