// Package edgetest drives every method of a package that calls an endpoint, by what
// its directive says, and holds what goes over the wire against that.
package edgetest

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
)

// Method is a method that calls an endpoint.
type Method struct {
	Type, Name string
	HTTP       string // GET, POST or DELETE
	Edge       string // empty for the node itself
}

var directive = regexp.MustCompile(`(?m)^meta:operation (GET|POST|DELETE) /\{[a-z-]+\}(?:/(\S+))?$`)

// Methods are the methods of the files that a pattern matches, and with them the
// twins that go by pages.
func Methods(t *testing.T, pattern string) []Method {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var methods []Method
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var last Method
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Doc == nil || !fn.Name.IsExported() {
				continue
			}
			receiver, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			m := Method{Type: receiver.X.(*ast.Ident).Name, Name: fn.Name.Name}
			found := directiveOf(fn.Doc)
			switch {
			case found != nil:
				m.HTTP, m.Edge = found[1], found[2]
				last = m
			case strings.Contains(fn.Doc.Text(), "["+last.Type+"."+last.Name+"] by pages"):
				m.HTTP, m.Edge = last.HTTP, last.Edge
			default:
				continue
			}
			methods = append(methods, m)
		}
	}
	return methods
}

func directiveOf(doc *ast.CommentGroup) []string {
	for _, c := range doc.List {
		if found := directive.FindStringSubmatch(strings.TrimPrefix(c.Text, "//")); found != nil {
			return found
		}
	}
	return nil
}

// Drive calls each method on the handle of its type and checks what it sends, that it
// sends nothing where something required is missing, that it gives refusals back as
// they are, and that lists go on to the next page. id is that of all handles.
func Drive(t *testing.T, methods []Method, id string, handles func(*metabiz.Client) []any) {
	t.Helper()
	g := newGraph(t)
	byType := make(map[string]reflect.Value)
	for _, h := range handles(g.client) {
		v := reflect.ValueOf(h)
		byType[v.Type().Elem().Name()] = v
	}
	for _, m := range methods {
		handle, ok := byType[m.Type]
		if !ok {
			t.Errorf("%s.%s: there is no handle to try it on", m.Type, m.Name)
			continue
		}
		c := &check{t: t, graph: g, method: m, path: id, call: handle.MethodByName(m.Name)}
		if m.Edge != "" {
			c.path += "/" + m.Edge
		}
		c.run()
	}
}

// check is one method being tried.
type check struct {
	t      *testing.T
	graph  *graph
	method Method
	path   string
	call   reflect.Value
}

func (c *check) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s.%s: "+format, slices.Concat([]any{c.method.Type, c.method.Name}, args)...)
}

func (c *check) run() {
	want := c.sends()
	c.refused()
	c.lacking(want)
}

// sends makes the call with every required parameter, and gives their names.
func (c *check) sends() []string {
	args, want := c.arguments(true)
	c.graph.answer(c.lists())
	items, err := c.make(args)
	if err != nil {
		c.errorf("%v", err)
		return want
	}
	requests := c.graph.taken()
	if len(requests) == 0 {
		c.errorf("nothing was sent")
		return want
	}
	if got, want := requests[0].line, c.method.HTTP+" "+c.path; got != want {
		c.errorf("sent %s, want %s", got, want)
	}
	for _, name := range want {
		if !requests[0].has(name) {
			c.errorf("the parameter %s did not arrive: %v", name, requests[0].names)
		}
	}
	if c.method.HTTP != http.MethodPost && requests[0].body {
		c.errorf("a %s has a body", c.method.HTTP)
	}
	if c.lists() && (items != 2 || len(requests) != 2) {
		c.errorf("%d items on %d pages, want one on each of 2", items, len(requests))
	}
	return want
}

// refused has the call answered with an error.
func (c *check) refused() {
	args, _ := c.arguments(true)
	c.graph.refuse()
	_, err := c.make(args)
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || refusal.Code != 100 || refusal.Subcode != 33 || !strings.HasPrefix(refusal.Operation, c.method.HTTP+" /{") {
		c.errorf("gives a refusal back as %v", err)
	}
	c.graph.taken()
}

// lacking leaves every required parameter out that can be told from a zero.
func (c *check) lacking(required []string) {
	args, _ := c.arguments(false)
	c.graph.answer(c.lists())
	_, err := c.make(args)
	sent := c.graph.taken()
	if !c.mustRefuse() {
		return
	}
	invalid, ok := errors.AsType[*metabiz.ValidationError](err)
	if !ok || len(sent) > 0 {
		c.errorf("without its required parameters it gives %v, after %d requests", err, len(sent))
		return
	}
	for _, f := range invalid.Fields {
		if !slices.Contains(required, f.Path) && !slices.Contains(required, "") {
			c.errorf("misses %s, which isn't required", f.Path)
		}
	}
}

func (c *check) lists() bool {
	return c.call.Type().NumOut() == 1 && c.call.Type().Out(0).Kind() == reflect.Func
}

// make calls the method and counts the items of a list.
func (c *check) make(args []reflect.Value) (items int, err error) {
	out := c.call.Call(args)
	if !c.lists() {
		err, _ := out[len(out)-1].Interface().(error)
		return 0, err
	}
	for item, failure := range out[0].Seq2() {
		if err, _ := failure.Interface().(error); err != nil {
			return items, err
		}
		if item.Kind() == reflect.Pointer && item.Type().Elem().Kind() == reflect.Struct && item.Elem().FieldByName("Data").IsValid() && strings.HasPrefix(item.Type().Elem().Name(), "Page[") {
			items += item.Elem().FieldByName("Data").Len()
		} else {
			items++
		}
	}
	return items, nil
}

// arguments are those of a call, and the names of the required parameters.
func (c *check) arguments(filled bool) (args []reflect.Value, required []string) {
	args = append(args, reflect.ValueOf(context.Background()))
	for i := 1; i < c.call.Type().NumIn()-1; i++ {
		v := reflect.New(c.call.Type().In(i)).Elem()
		if v.Kind() != reflect.Struct {
			if filled {
				fill(v)
			}
			required = append(required, "")
		} else {
			for n := range v.NumField() {
				if name, ok := requiredField(v.Type().Field(n)); ok {
					required = append(required, name)
					if filled {
						fill(v.Field(n))
					}
				}
			}
		}
		args = append(args, v)
	}
	return args, required
}

// mustRefuse reports whether the method has a required parameter whose absence can be seen.
func (c *check) mustRefuse() bool {
	for i := 1; i < c.call.Type().NumIn()-1; i++ {
		in := c.call.Type().In(i)
		if in.Kind() != reflect.Struct {
			return true
		}
		for f := range in.Fields() {
			if _, ok := requiredField(f); ok && !slices.Contains([]reflect.Kind{reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool}, f.Type.Kind()) {
				return true
			}
		}
	}
	return false
}

func requiredField(f reflect.StructField) (string, bool) {
	if file, ok := f.Tag.Lookup("file"); ok {
		return strings.CutSuffix(file, ",required")
	}
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, name != "" && name != "-" && rest == ""
}
