// Codegen writes the types of package ads from Meta's machine-readable
// specification of the Graph API:
//
//	go run ./internal/codegen -specs ../shared/specs/graph-v25.0
//
// What is written, and how it is called, is told by the tables beside this file:
// families.go (nodes), requests.go (parameters), enums.go and fields.go. The
// result depends on nothing but these and the specification.
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
