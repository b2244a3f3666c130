package emulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFields(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	s := c.e.Seed()
	tests := map[string]struct {
		path   string
		fields string
		want   map[string]any
	}{
		"defaults":            {s.PageID, "", map[string]any{"id": s.PageID, "name": "Bottega del Caffè"}},
		"named":               {s.PageID, "is_published", map[string]any{"id": s.PageID, "is_published": true}},
		"known without value": {s.PageID, "bio,impressum", map[string]any{"id": s.PageID}},
		"list of names":       {s.PageID, `["is_published"]`, map[string]any{"id": s.PageID, "is_published": true}},
		"alias":               {s.PageID, "name.as(title)", map[string]any{"id": s.PageID, "title": "Bottega del Caffè"}},
		"me":                  {"me", "first_name", map[string]any{"id": s.UserID, "first_name": "Shop"}},
		"part of a structure": {s.PageID, "messaging_feature_status{hop_v2}",
			map[string]any{"id": s.PageID, "messaging_feature_status": map[string]any{"hop_v2": true}}},
		"expanded node": {s.PageID, "owner_business{verification_status}",
			map[string]any{"id": s.PageID, "owner_business": map[string]any{"id": s.BusinessID, "verification_status": "verified"}}},
		"by type": {"act_7", "width,budget,built_time,owner,books_total", map[string]any{"id": "act_7", "width": 80., "budget": "1000",
			"built_time": "2026-12-01T09:00:00+0000", "books_total": 0.,
			"owner": map[string]any{"id": s.BusinessID, "name": "Bottega Srl"}}},
		"empty edge": {"act_7", "name,books{name}", map[string]any{"id": "act_7", "name": "first"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, c.as(t).ok("GET", test.path, "fields", test.fields).body); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFieldsThroughEdges(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{Start: start})
	business := c.e.Seed().BusinessID
	for _, name := range []string{"A", "B", "C"} {
		c.ok("POST", "act_7/books", "name", name, "pages", "10")
	}
	got := c.ok("GET", business, "fields", "shelves.limit(1){name,books.limit(2).order(reverse_chronological).as(latest){name}}").body
	shelf := got["shelves"].(map[string]any)["data"].([]any)[0].(map[string]any)
	latest := shelf["latest"].(map[string]any)
	var names []any
	for _, b := range latest["data"].([]any) {
		names = append(names, b.(map[string]any)["name"])
	}
	if diff := cmp.Diff([]any{"C", "B"}, names); diff != "" {
		t.Error(diff)
	}
	if next := latest["paging"].(map[string]any)["next"].(string); !strings.HasPrefix(next, c.url+"/v26.0/act_7/books?") {
		t.Errorf("next = %s", next)
	}
}

func TestRefusedFields(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	page := c.e.Seed().PageID
	tests := map[string]struct {
		path, fields, want string
	}{
		"unknown":           {page, "colour", "(#100) Tried accessing nonexisting field (colour) on node type (Page)"},
		"unknown in a node": {page, "owner_business{colour}", "(#100) Tried accessing nonexisting field (colour) on node type (Business)"},
		"unknown in a list": {"act_7/books", "name,colour", "(#100) Tried accessing nonexisting field (colour) on node type (Book)"},
		"unclosed":          {page, "owner_business{name", `Syntax error "Expected } instead of \"\"." at character 19: owner_business{name`},
		"too deep":          {page, strings.Repeat("owner_business{", 12) + "name" + strings.Repeat("}", 12), "Field expansion is nested too deeply"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.as(t).call("GET", test.path, "fields", test.fields)
			if got.status != http.StatusBadRequest || got.message() != test.want {
				t.Errorf("got %d %q, want %q", got.status, got.message(), test.want)
			}
		})
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	page := c.e.Seed().PageID
	tests := map[string]struct {
		method, path string
		status, code int
		subcode      int
	}{
		"unknown edge":        {"GET", page + "/colours", 400, 2500, 0},
		"unknown object":      {"GET", "999", 400, 100, 33},
		"unknown alias":       {"GET", "nobody", 404, 803, 0},
		"method without row":  {"POST", "act_7/books/1", 400, 2500, 0},
		"edge without method": {"DELETE", "act_7/books", 400, 100, 33},
		"root ids":            {"GET", "?ids=1,2", 400, 100, 0},
		"root":                {"GET", "", 400, 100, 0},
		"date_format":         {"GET", page + "?date_format=U", 400, 100, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.as(t).send(test.method, test.path, "", nil)
			e, _ := got.body["error"].(map[string]any)
			subcode, _ := e["error_subcode"].(float64)
			if got.status != test.status || got.code() != test.code || int(subcode) != test.subcode {
				t.Errorf("got %d %s", got.status, got.raw)
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	got := c.ok("GET", "act_7", "metadata", "1").body["metadata"].(map[string]any)
	if got["type"] != "shelf" || len(got["fields"].([]any)) != 9 {
		t.Errorf("metadata = %v", got)
	}
	if diff := cmp.Diff(map[string]any{"books": c.url + "/v26.0/act_7/books"}, got["connections"]); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultHandlers(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	business := c.e.Seed().BusinessID
	made := c.ok("POST", business+"/shelves", "name", "second", "width", "20")
	if diff := cmp.Diff(map[string]any{"id": made.id()}, made.body); diff != "" {
		t.Error(diff)
	}
	read := c.ok("POST", business+"/shelves", "name", "third", "fields", "name")
	if diff := cmp.Diff(map[string]any{"id": read.id(), "name": "third"}, read.body); diff != "" {
		t.Error(diff)
	}
	c.ok("POST", made.id(), "name", "renamed")
	if got := c.ok("GET", made.id()).body["name"]; got != "renamed" {
		t.Errorf("name = %v", got)
	}
	c.ok("POST", read.id(), "method", "delete")
	if got := c.call("GET", read.id()); got.code() != 100 {
		t.Errorf("deleted object: %s", got.raw)
	}
	if got := len(c.ok("GET", business+"/shelves").data()); got != 2 {
		t.Errorf("%d shelves", got)
	}
	validated := c.ok("POST", business+"/shelves", "name", "no", "execution_options", `["validate_only"]`)
	if diff := cmp.Diff(map[string]any{"success": true}, validated.body); diff != "" {
		t.Error(diff)
	}
	if got := len(c.ok("GET", business+"/shelves").data()); got != 2 {
		t.Errorf("validate_only made a shelf")
	}
}

func TestTableMistakesPanic(t *testing.T) {
	t.Parallel()
	tests := map[string]func(r *Registry){
		"type twice":        func(r *Registry) { r.Type(NodeType{Name: "A"}); r.Type(NodeType{Name: "A"}) },
		"edge of nothing":   func(r *Registry) { r.Edge("Nothing", Edge{Method: "GET", Name: "x"}) },
		"edge of no type":   func(r *Registry) { r.Edge(Root, Edge{Method: "GET", Name: "x", Of: "Nothing"}) },
		"edge twice":        func(r *Registry) { e := Edge{Method: "GET", Name: "x"}; r.Edge(Root, e, e) },
		"misspelt type":     func(r *Registry) { r.Type(NodeType{Name: "A", Fields: Fields("id strnig")}) },
		"unknown default":   func(r *Registry) { r.Type(NodeType{Name: "A", Default: []string{"x"}}) },
		"compute of nobody": func(r *Registry) { r.Compute("Nothing", "x", nil) },
	}
	for name, rows := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			newRegistry([]domain{{rows: rows}})
		})
	}
}
