package emulator

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// specification is what Meta's machine-readable specification says of a node.
type specification struct {
	Fields []struct{ Name string }
	APIs   []struct {
		Method, Endpoint string
		Params           []specParam
	}
}

type specParam struct {
	Name     string
	Required bool
}

// specs finds the specifications beside the repository. Without them the test is skipped, unless they are required.
func specs(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "specs", "graph-v25.0")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("METABIZ_REQUIRE_SPECS") == "1" {
			t.Fatal(err)
		}
		t.Skip("Meta's specifications are not at ../shared/specs")
	}
	return dir
}

func readSpec(t *testing.T, dir, node string) *specification {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, node+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var s specification
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// Every field that Meta specifies for a node can be asked for.
func TestFieldsOfTheSpecification(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	for name, node := range newRegistry(domains).types {
		spec := readSpec(t, dir, name)
		if spec == nil {
			continue
		}
		for _, f := range spec.Fields {
			if node.fields[f.Name] == nil {
				t.Errorf("%s: field %s is not known", name, f.Name)
			}
		}
	}
}

// The parameters of the nodes above the products, and what is required of them, are those that Meta specifies.
func TestParamsOfTheSpecification(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	types := newRegistry(domains).types
	for _, name := range []string{"User", "Business", "Application", "Page"} {
		spec := readSpec(t, dir, name)
		for _, api := range spec.APIs {
			edge := types[name].edges[edgeKey{api.Method, api.Endpoint}]
			if edge == nil {
				continue
			}
			for _, p := range api.Params {
				i := slices.IndexFunc(edge.Params, func(q Param) bool { return q.Name == p.Name })
				if i >= 0 && p.Required && !edge.Params[i].Required || i < 0 && p.Required {
					t.Errorf("%s /{%s}/%s: %s is required", api.Method, name, api.Endpoint, p.Name)
				}
			}
			for _, q := range edge.Params {
				if !slices.ContainsFunc(api.Params, func(p specParam) bool { return p.Name == q.Name }) {
					t.Errorf("%s /{%s}/%s: %s is no parameter", api.Method, name, api.Endpoint, q.Name)
				}
			}
		}
	}
}
