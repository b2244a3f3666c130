package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// written is what a package holds that was not generated: what is there by hand
// is not generated as well.
type written struct {
	operations map[string]bool // "GET /{ad-account-id}/campaigns", as directives have it
	names      map[string]bool // types, functions, variables and constants, and methods as Type.Method
	used       map[string]bool // every name that the code mentions
}

var directive = regexp.MustCompile(`(?m)^//meta:operation (GET|POST|DELETE) (/\S+)\s*$`)

// readPackage parses the hand-written files of a folder. They need not compile.
func readPackage(dir string) (*written, error) {
	w := &written{operations: make(map[string]bool), names: make(map[string]bool), used: make(map[string]bool)}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_gen.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				w.used[id.Name] = true
			}
			return true
		})
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, found := range directive.FindAllStringSubmatch(string(source), -1) {
			w.operations[found[1]+" "+found[2]] = true
		}
		for _, decl := range f.Decls {
			w.declare(decl)
		}
	}
	return w, nil
}

func (w *written) declare(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			w.names[d.Name.Name] = true
			return
		}
		receiver := d.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if id, ok := receiver.(*ast.Ident); ok {
			w.names[id.Name+"."+d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				w.names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, id := range s.Names {
					w.names[id.Name] = true
				}
			}
		}
	}
}
