package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// specs is the folder of the specification beside the project.
func specs(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "specs", "graph-v25.0")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("METABIZ_REQUIRE_SPECS") == "1" {
			t.Fatalf("the specification is required: %v", err)
		}
		t.Skipf("the specification is not here: %v", err)
	}
	return dir
}

// The files of each package are what the specification and the tables give today.
func TestCommittedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("..", "..", name)
			files, err := generate(target, dir, folder)
			if err != nil {
				t.Fatal(err)
			}
			committed, err := filepath.Glob(filepath.Join(folder, "*_gen.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range committed {
				if _, ok := files[filepath.Base(file)]; !ok {
					t.Errorf("%s is not generated any more", file)
				}
			}
			for file, want := range files {
				got, err := os.ReadFile(filepath.Join(folder, file))
				if err != nil {
					t.Error(err)
					continue
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
					t.Errorf("%s differs from what is generated; run go generate ./%s (-generated +committed):\n%s", file, name, diff)
				}
			}
		})
	}
}

func TestGenerateIsStable(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("..", "..", name)
			first, err := generate(target, dir, folder)
			if err != nil {
				t.Fatal(err)
			}
			second, err := generate(target, dir, folder)
			if err != nil {
				t.Fatal(err)
			}
			for file := range first {
				if string(first[file]) != string(second[file]) {
					t.Errorf("%s comes out differently the second time", file)
				}
			}
			for file, content := range first {
				f, err := parser.ParseFile(token.NewFileSet(), file, content, parser.ParseComments)
				if err != nil {
					t.Error(err)
					continue
				}
				if first := f.Comments[0].Text(); !strings.HasPrefix(first, "Code generated") {
					t.Errorf("%s begins with %q", file, first)
				}
				if lines := strings.Count(string(content), "\n"); lines > 3000 {
					t.Errorf("%s has %d lines: spread its handles over more files", file, lines)
				}
			}
		})
	}
}

// An entry that names nothing would be passed over in silence.
func TestTablesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, err := newGenerator(target, dir)
			if err != nil {
				t.Fatal(err)
			}
			if g.written, err = readPackage(filepath.Join("..", "..", name)); err != nil {
				t.Fatal(err)
			}
			if err := g.plan(); err != nil {
				t.Fatal(err)
			}
			params := make(map[string]bool)
			used := make(map[string]bool)
			for _, r := range target.requests {
				declared, err := g.declared(r)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range declared {
					params[r.name+"."+p.Name], params["."+p.Name] = true, true
				}
			}
			for _, o := range g.operations {
				used[o.edge.on] = true
				for _, p := range o.api.Params {
					params[o.structName()+"."+p.Name], params["."+p.Name] = true, true
				}
			}
			for key := range target.fieldTypes {
				if g.fields[key] == "" {
					t.Errorf("fieldTypes: there is no field %s", key)
				}
			}
			for key := range target.always {
				if g.fields[key] == "" {
					t.Errorf("always: there is no field %s", key)
				}
			}
			for key := range target.paramTypes {
				if !params[key] {
					t.Errorf("paramTypes: there is no parameter %s", key)
				}
			}
			for key := range target.fieldNotes {
				if g.fields[key] == "" && !params[key] {
					t.Errorf("fieldNotes: there is no field or parameter %s", key)
				}
			}
			for _, name := range slices.Concat(target.roots, target.rows) {
				if !g.listed[name] {
					t.Errorf("%s is not among the families", name)
				}
			}
			for _, e := range target.edges {
				if !used[e.on] {
					t.Errorf("edges: no operation is %s", e.on)
				}
			}
			for node, fields := range target.fields {
				n, err := g.spec.node(node)
				if err != nil || n == nil {
					t.Errorf("fields: there is no node %s: %v", node, err)
					continue
				}
				for _, f := range strings.Fields(fields) {
					if _, ok := n.field(f); !ok {
						t.Errorf("fields: %s has no field %s", node, f)
					}
				}
			}
		})
	}
}

func TestGoType(t *testing.T) {
	t.Parallel()
	g, err := newGenerator(targets["ads"], specs(t))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, spec string
		as         use
		want       string
	}{
		{"name", "string", answer, "string"},
		{"age_min", "unsigned int", answer, "int"},
		{"adset_id", "unsigned int", params, "string"},
		{"campaign_ids", "list<int>", answer, "[]string"},
		{"timezone_id", "unsigned int", answer, "int"},
		{"published", "bool", answer, "bool"},
		{"published", "bool", edited, "*bool"},
		{"published", "bool", params, "*bool"},
		{"created_time", "datetime", answer, "time.Time"},
		{"targeting", "Targeting", answer, "*Targeting"},
		{"cities", "list<TargetingGeoLocationCity>", edited, "[]TargetingGeoLocationCity"},
		{"primary_page", "Page", answer, "*IDName"},
		{"bid_info", "map<string, unsigned int>", answer, "map[string]int"},
		{"blocks", "list<list<int>>", answer, "[][]int"},
		{"sources", "list<Object>", answer, "[]json.RawMessage"},
		{"sources", "list<Object>", params, "[]any"},
		{"filter", "map", params, "map[string]any"},
		{"data", "list<map<string, string>>", answer, "json.RawMessage"},
		{"status", "Campaign_status", answer, "Status"},
		{"locale", "pageleadgen_forms_locale_enum_param", params, "string"},
	}
	for _, test := range tests {
		got, err := g.goType(specField{Name: test.name, Type: test.spec}, test.as)
		if err != nil || got != test.want {
			t.Errorf("%s %s: %s, %v; want %s", test.name, test.spec, got, err, test.want)
		}
	}
	if _, err := g.goType(specField{Name: "x", Type: "NoSuchNode"}, answer); err == nil {
		t.Error("a type that the specification lacks is taken")
	}
}

func TestFaultySpecifications(t *testing.T) {
	t.Parallel()
	if _, err := generate(targets["ads"], t.TempDir(), t.TempDir()); err == nil {
		t.Error("a folder without a specification is taken")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "enum_types.json"), []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := generate(targets["ads"], dir, t.TempDir()); err == nil {
		t.Error("a specification without nodes is taken")
	}
}
