package emulator

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParams(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	path := c.e.Seed().BusinessID + "/shelves"
	tests := map[string]struct {
		name, value string
		want        string // message; empty: taken
	}{
		"unsigned":                {"width", "12", ""},
		"unsigned negative":       {"width", "-1", "(#100) Param width must be an integer greater than or equal to 0"},
		"unsigned text":           {"width", "wide", "(#100) Param width must be an integer greater than or equal to 0"},
		"bool word":               {"movable", "true", ""},
		"bool number":             {"movable", "1", ""},
		"bool text":               {"movable", "perhaps", "(#100) Param movable must be a boolean"},
		"float":                   {"weight", "1.5", ""},
		"float text":              {"weight", "heavy", "(#100) Param weight must be a number"},
		"time":                    {"built_time", "2026-12-01T08:00:00+0100", ""},
		"unix time":               {"built_time", "1796115600", ""},
		"time text":               {"built_time", "soon", "(#100) Param built_time must be a valid date/time string or timestamp"},
		"numeric string":          {"budget", "1000", ""},
		"numeric string text":     {"budget", "much", "(#100) Param budget must be a numeric string"},
		"enum":                    {"kind", "OAK", ""},
		"enum unknown":            {"kind", "oak", `(#100) Param kind must be one of {OAK, PINE} - got "oak"`},
		"list of json":            {"tags", `["a","b"]`, ""},
		"list with commas":        {"tags", `a,b`, ""},
		"list of objects":         {"tags", `[{"a":1}]`, "(#100) Param tags[0] must be a string"},
		"object":                  {"spec", `{"depth":3,"colours":[{"name":"red"}]}`, ""},
		"object text":             {"spec", `deep`, "(#100) Param spec must be a JSON object"},
		"object key missing":      {"spec", `{}`, "(#100) The parameter spec[depth] is required"},
		"object key unknown":      {"spec", `{"depth":1,"height":2}`, `(#100) Unexpected key "height" on param "spec"`},
		"object key out of range": {"spec", `{"depth":10}`, "(#100) Param spec[depth] must be less than or equal to 9"},
		"element key missing":     {"spec", `{"depth":1,"colours":[{}]}`, "(#100) The parameter spec[colours][0][name] is required"},
		"rule of the edge":        {"width", "101", "(#100) Too wide"},
		"unknown is ignored":      {"height", "1", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := c.as(t).call("POST", path, "name", "x", test.name, test.value)
			if got.message() != test.want || (got.status == http.StatusOK) != (test.want == "") {
				t.Errorf("got %d %q, want %q", got.status, got.message(), test.want)
			}
		})
	}
	if got := c.call("POST", path).message(); got != "(#100) The parameter name is required" {
		t.Errorf("missing: %s", got)
	}
	if got := c.call("POST", "act_7/messages", "to", "1", "colour", "red").message(); got != `(#100) Unexpected key "colour"` {
		t.Errorf("strict: %s", got)
	}
	want := map[string]any{"blame_field_specs": []any{[]any{"width"}}}
	refused := c.call("POST", path, "name", "x", "width", "101").body["error"].(map[string]any)
	if diff := cmp.Diff(want, refused["error_data"]); diff != "" || refused["error_subcode"] != 1885272. {
		t.Error(diff, refused)
	}
}

// The same call is understood from a body of any kind.
func TestBodies(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	path := c.e.Seed().BusinessID + "/shelves"
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for name, value := range map[string]string{"name": "n", "width": "9", "tags": `["a"]`} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(c *client) answer{
		"form":     func(c *client) answer { return c.call("POST", path, "name", "n", "width", "9", "tags", `["a"]`) },
		"php form": func(c *client) answer { return c.call("POST", path, "name", "n", "width", "9", "tags[0]", "a") },
		"query":    func(c *client) answer { return c.send("POST", path+"?name=n&width=9&tags=a", "", nil) },
		"multipart": func(c *client) answer {
			return c.send("POST", path, m.FormDataContentType(), bytes.NewReader(form.Bytes()))
		},
		"json": func(c *client) answer {
			return c.json("POST", path, map[string]any{"name": "n", "width": 9, "tags": []string{"a"}})
		},
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c.as(t)
			made := call(c)
			want := map[string]any{"id": made.id(), "name": "n", "width": 9., "tags": []any{"a"}}
			if diff := cmp.Diff(want, c.ok("GET", made.id(), "fields", "name,width,tags").body); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := c.send("POST", path, "application/json", bytes.NewReader([]byte(`{"name":`))); got.code() != 100 {
		t.Errorf("broken JSON: %s", got.raw)
	}
	if got := c.json("POST", path, map[string]any{"name": map[string]any{"a": 1}}).message(); got != "(#100) Param name must be a string" {
		t.Errorf("object for a string: %s", got)
	}
}

// What an operation does not take is not set by it, even where the node has a field of that name.
func TestOnlyParametersAreSet(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	made := c.ok("POST", c.e.Seed().BusinessID+"/shelves", "name", "n", "label", "forged")
	if got, ok := c.ok("GET", made.id(), "fields", "label").body["label"]; ok {
		t.Errorf("made with label %v", got)
	}
	c.ok("POST", "act_7", "name", "renamed", "budget", "9")
	want := map[string]any{"id": "act_7", "name": "renamed", "budget": "1000"}
	if diff := cmp.Diff(want, c.ok("GET", "act_7", "fields", "name,budget").body); diff != "" {
		t.Error(diff)
	}
}

func TestBlamedPath(t *testing.T) {
	t.Parallel()
	c := newShop(t, Config{})
	refused := c.call("POST", c.e.Seed().BusinessID+"/shelves", "name", "x", "spec", `{"depth":1,"colours":[{}]}`)
	want := map[string]any{"blame_field_specs": []any{[]any{"spec", "colours", "0", "name"}}}
	if diff := cmp.Diff(want, refused.body["error"].(map[string]any)["error_data"]); diff != "" {
		t.Error(diff)
	}
}
