// Codegen writes the types and calls of packages ads and pages from Meta's
// machine-readable specification of the Graph API:
//
//	go run ./internal/codegen -package ads -specs ../shared/specs/graph-v25.0 -out ads
//
// What is written, and how it is called, is told by the tables beside this file:
// families.go (nodes), requests.go (parameters), enums.go, fields.go, handles.go
// (nodes whose operations become methods) and edges_*.go (the methods' names). The
// result depends on nothing but these, the specification and what the package holds
// by hand.
//
// # What is left out
//
// An operation that a hand-written method declares by its //meta:operation is not
// generated as well: to write a nicer method, write it and run go generate. Structs,
// enums and lists of fields of the long tail are written where a generated method
// or hand-written code mentions them; a type that is there by hand is taken as it is.
//
// # Where it ends
//
// A node that an edge answers becomes a struct with every field. Of what it holds,
// an object that has a struct anyhow is of that type, one with an id becomes a
// reference by it, and one without, of at most 10 fields, a struct too, two levels
// deep; everything else stays JSON. Enums of 2 to 50 values become types.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	specs := flag.String("specs", "", "the folder of the specification, one JSON file a node")
	name := flag.String("package", "ads", "the package: ads or pages")
	out := flag.String("out", ".", "the folder of the package")
	flag.Parse()
	if err := run(*name, *specs, *out); err != nil {
		fmt.Fprintln(os.Stderr, "codegen:", err)
		os.Exit(1)
	}
}

func run(name, specs, out string) error {
	t, ok := targets[name]
	if !ok {
		return fmt.Errorf("there are no tables for a package %q", name)
	}
	files, err := generate(t, specs, out)
	if err != nil {
		return err
	}
	stale, err := filepath.Glob(filepath.Join(out, "*_gen.go"))
	if err != nil {
		return err
	}
	for _, file := range stale {
		if _, ok := files[filepath.Base(file)]; !ok {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		file := filepath.Join(out, name)
		if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, content) {
			continue
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
