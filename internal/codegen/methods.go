package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// decl is something that is written only where something else needs it.
type decl struct {
	name, file string
	body       []byte
}

// writeOperations gives, by file, the methods of the long tail and all that they need.
func (g *generator) writeOperations() (map[string]*bytes.Buffer, error) {
	files := make(map[string]*bytes.Buffer)
	open := func(name string) *bytes.Buffer {
		if files[name] == nil {
			files[name] = &bytes.Buffer{}
		}
		return files[name]
	}
	decls := make(map[string]*decl)
	add := func(d *decl) error {
		if _, twice := decls[d.name]; twice {
			return fmt.Errorf("two declarations are called %s", d.name)
		}
		decls[d.name] = d
		return nil
	}
	if err := g.declare(add); err != nil {
		return nil, err
	}
	methods := make(map[string]string)
	needed := make(map[string]bool)
	for _, h := range g.t.handles {
		w := &bytes.Buffer{}
		g.writeHandle(w, h)
		for _, o := range g.operations {
			if o.handle.node != h.node || g.written.operations[o.route()] {
				continue
			}
			name := h.typeName() + "." + o.method
			if other, twice := methods[name]; twice {
				return nil, fmt.Errorf("%s and %s are both %s", o.where(), other, name)
			}
			if g.written.names[name] {
				return nil, fmt.Errorf("%s would be %s, which is something else by hand: give it a name in the tables", o.where(), name)
			}
			methods[name] = o.where()
			g.writeMethod(w, o)
		}
		mention(needed, w.Bytes())
		open(h.file + "_calls").Write(w.Bytes())
	}
	for name := range decls {
		if g.written.used[name] {
			needed[name] = true
		}
	}
	for _, d := range reachable(decls, needed) {
		open(d.file).Write(d.body)
	}
	return files, nil
}

var identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

func mention(names map[string]bool, source []byte) {
	for _, id := range identifier.FindAll(source, -1) {
		names[string(id)] = true
	}
}

// reachable are the declarations that are needed, by what else or by each other, in order.
func reachable(decls map[string]*decl, needed map[string]bool) []*decl {
	var found []*decl
	seen := make(map[string]bool)
	for again := true; again; {
		again = false
		for name, d := range decls {
			if needed[name] && !seen[name] {
				seen[name], again = true, true
				found = append(found, d)
				mention(needed, d.body)
			}
		}
	}
	slices.SortFunc(found, func(a, b *decl) int { return strings.Compare(a.name, b.name) })
	return found
}

// declare makes the structs, enums and lists of fields that methods may need.
func (g *generator) declare(add func(*decl) error) error {
	for _, i := range g.implied {
		w := &bytes.Buffer{}
		if err := g.writeNode(w, described{name: i.node, doc: g.describe(i.node)}); err != nil {
			return err
		}
		if err := add(&decl{name: g.typeName(i.node), file: i.file + "_nodes", body: w.Bytes()}); err != nil {
			return err
		}
	}
	for _, e := range g.autoEnums {
		w := &bytes.Buffer{}
		g.writeAutoEnum(w, e)
		if err := add(&decl{name: e.name, file: e.file + "_params", body: w.Bytes()}); err != nil {
			return err
		}
	}
	written := make(map[*parameters]bool)
	for _, o := range g.operations {
		if o.params == nil || o.params.table || written[o.params] {
			continue
		}
		written[o.params] = true
		w := &bytes.Buffer{}
		g.writeParameters(w, o.params)
		if err := add(&decl{name: o.params.name, file: o.params.file + "_params", body: w.Bytes()}); err != nil {
			return err
		}
	}
	fields := make(map[string]bool)
	for _, o := range g.operations {
		name, body := g.readFields(o)
		if body == "" || fields[name] || g.written.names[name] {
			continue
		}
		fields[name] = true
		if err := add(&decl{name: name, file: o.handle.file + "_calls", body: []byte(body)}); err != nil {
			return err
		}
	}
	return nil
}

// describe is the sentence about an implied node.
func (g *generator) describe(node string) string {
	var of []string
	for _, o := range g.operations {
		if o.api.Return == node && (o.form == formList || o.form == formOne) {
			of = append(of, "["+o.handle.typeName()+"."+o.method+"]")
		}
	}
	if len(of) == 0 {
		return "is a part of what calls answer."
	}
	return "is what " + of[0] + " reads."
}

// usual are the fields that reads ask for where the node has them.
var usual = []string{"id", "name", "status", "account_id", "type", "subtype", "title", "message", "description", "created_time", "creation_time", "updated_time"}

// readFields is the variable with the fields that an operation asks for, and its
// declaration. Nodes without an id are answered whole.
func (g *generator) readFields(o *operation) (name, body string) {
	if o.api.Method != "GET" || o.result == "Record" || o.result == "Answer" || o.edge.returns != "" {
		return "", ""
	}
	if name, ok := g.t.asked[o.api.Return]; ok {
		return name, ""
	}
	n, _ := g.spec.node(o.api.Return)
	if n == nil {
		return "", ""
	}
	if _, ok := n.field("id"); !ok {
		return "", ""
	}
	name = lowerFirst(o.result) + g.t.asks
	wanted := slices.Concat(usual, strings.Fields(g.t.fields[o.api.Return]))
	var quoted []string
	for _, f := range wanted {
		if _, ok := n.field(f); ok {
			quoted = append(quoted, fmt.Sprintf("%q", f))
		}
	}
	if len(quoted) < 2 {
		return "", ""
	}
	return name, fmt.Sprintf("\nvar %s = metabiz.WithFields(%s)\n", name, strings.Join(quoted, ", "))
}

func (g *generator) writeAutoEnum(w *bytes.Buffer, e *autoEnum) {
	fmt.Fprintf(w, "\n// %s is one of the values of %s.\ntype %s string\n\nconst (\n", e.name, e.of, e.name)
	values := slices.Sorted(slices.Values(e.values))
	for _, value := range slices.Compact(values) {
		fmt.Fprintf(w, "%s %s = %q\n", constName(e.name, value), e.name, value)
	}
	fmt.Fprint(w, ")\n")
}

func (g *generator) writeParameters(w *bytes.Buffer, p *parameters) {
	fmt.Fprintf(w, "\n// %s is what [%s] takes.\n//\n// The parameters of %s.\ntype %s struct {\n", p.name, p.used, p.route, p.name)
	for _, f := range p.list {
		note := g.t.fieldNotes[p.name+"."+f.Name]
		if f.file {
			tag := f.Name
			if f.Required {
				tag += ",required"
			}
			fmt.Fprintf(w, "%s %s `json:\"-\" file:%q`\n", f.goName, f.goType, tag)
			continue
		}
		tag := f.Name
		if !f.Required {
			tag += ",omitzero"
		}
		writeField(w, f.goName, f.goType, tag, note)
	}
	fmt.Fprint(w, "}\n")
}

// writeHandle writes a handle that is not there by hand.
func (g *generator) writeHandle(w *bytes.Buffer, h handle) {
	name, r := h.typeName(), h.receiver()
	base := g.t.base
	if !g.written.names[name] {
		fmt.Fprintf(w, "\n// %s is %s to work with. It costs nothing to make.\ntype %s struct{ %s }\n", name, article(h.noun), name, base)
		also := ""
		if h.member {
			also = fmt.Sprintf(" That of [%s.%s] also\n// paces its calls by the limits of that.", g.t.owner, strings.TrimSuffix(name, "Handle"))
		}
		fmt.Fprintf(w, "\n// %s makes the handle of %s.%s\n", h.constructor(), article(h.noun), also)
		fmt.Fprintf(w, "func %s(client *metabiz.Client, id string) *%s {\nreturn &%s{%s{client: client, id: id, route: \"{%s}\"}}\n}\n", h.constructor(), name, name, base, placeholder(h.node))
		fmt.Fprintf(w, "\n// ID is the %s's id.\nfunc (%s *%s) ID() string { return %s.id }\n", h.noun, r, name, r)
	}
	if maker := strings.TrimSuffix(name, "Handle"); h.member && !g.written.names[g.t.owner+"."+maker] {
		owner := g.t.handles[0]
		fmt.Fprintf(w, "\n// %s is the handle of %s of this %s: its calls count against the same limits.\n", maker, article(h.noun), owner.noun)
		fmt.Fprintf(w, "func (%s *%s) %s(id string) *%s {\nreturn &%s{%s.child(id, \"{%s}\")}\n}\n", owner.receiver(), g.t.owner, maker, name, name, owner.receiver(), placeholder(h.node))
	}
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func (g *generator) writeMethod(w *bytes.Buffer, o *operation) {
	r := o.handle.receiver()
	var in, given string // the parameter of the method, and what is sent
	switch {
	case o.arg != nil:
		name := argName(o.arg)
		in, given = ", "+name+" "+o.arg.goType, fmt.Sprintf("map[string]%s{%q: %s}", o.arg.goType, o.arg.Name, name)
	case o.params != nil && o.api.Method == "GET":
		in, given = ", query "+o.params.name, "query"
	case o.params != nil:
		in, given = ", params "+o.params.name, "params"
	default:
		given = "nil"
	}
	from := r
	if g.t.name == "pages" && g.written.names[o.handle.typeName()] {
		from = r + ".node()"
	}
	req := fmt.Sprintf("%s.%s(%q, %s)", from, strings.ToLower(o.api.Method), o.api.Endpoint, given)
	if use := g.useCase(o); use != "" {
		req = fmt.Sprintf("%s.using(%s, %s)", from, use, req)
	}
	if o.edge.set || o.api.Method == "POST" && o.api.Endpoint == "" {
		req = g.t.set + "(" + req + ")"
	}
	if o.edge.host != "" {
		req = fmt.Sprintf("hosted(metabiz.%s, %s)", o.edge.host, req)
	}
	opts := "opts"
	if fields, _ := g.readFields(o); fields != "" {
		opts = "reading(" + fields + ", opts)"
	}
	head := fmt.Sprintf("func (%s *%s) %%s(ctx context.Context%s, opts ...metabiz.Option)", r, o.handle.typeName(), in)

	fmt.Fprintf(w, "\n// %s %s\n//\n// See %s.\n//\n//meta:operation %s\n", o.method, o.sentence(), o.page(), o.route())
	call := func(function, result string) {
		fmt.Fprintf(w, head+" %s {\nreturn edge.%s(ctx, %s.client, %s, %s)\n}\n", o.method, result, function, r, req, opts)
	}
	switch o.form {
	case formList:
		call("List["+o.result+"]", "iter.Seq2["+o.result+", error]")
		pages := singular(o.method) + "Pages"
		if g.written.names[o.handle.typeName()+"."+pages] {
			return
		}
		fmt.Fprintf(w, "\n// %s is [%s.%s] by pages, with the cursors to resume from.\n", pages, o.handle.typeName(), o.method)
		fmt.Fprintf(w, head+" iter.Seq2[*metabiz.Page[%s], error] {\nreturn edge.Pages[%s](ctx, %s.client, %s, %s)\n}\n", pages, o.result, o.result, r, req, opts)
	case formOne:
		call("One["+o.result+"]", "(*"+o.result+", error)")
	case formCall:
		call("Call["+o.result+"]", "(*"+o.result+", error)")
	case formDo:
		call("Do", "error")
	}
}

// useCase is what Meta counts a call to an ad account for, where it isn't its management.
func (g *generator) useCase(o *operation) string {
	switch {
	case g.t.name != "ads":
		return ""
	case o.api.Endpoint == "insights":
		return "useInsights"
	case o.handle.node == "CustomAudience", slices.Contains([]string{"customaudiences", "product_audiences", "usersofanyaudience"}, o.api.Endpoint):
		return "useAudiences"
	}
	return ""
}

func (o *operation) page() string {
	if o.api.Endpoint == "" {
		return o.handle.page
	}
	return o.handle.page + "/" + o.api.Endpoint
}

// sentence is what a method does, behind its name.
func (o *operation) sentence() string {
	noun := o.handle.noun
	switch {
	case o.edge.doc != "":
		return strings.ReplaceAll(o.edge.doc, "{noun}", noun)
	case o.api.Endpoint == "" && o.api.Method == "GET":
		return "reads the " + noun + "."
	case o.api.Endpoint == "" && o.api.Method == "POST":
		return "changes the " + noun + "; what is left out stays as it is."
	case o.api.Endpoint == "":
		return "deletes the " + noun + "."
	case o.form == formList:
		return "lists the " + phrase(o.api.Endpoint) + " of the " + noun + "."
	}
	return "reads the " + phrase(o.api.Endpoint) + " of the " + noun + "."
}

// argName is a parameter as an argument: businessID for business.
func argName(p *parameter) string {
	name := lowerFirst(p.goName)
	if slices.Contains(references, p.Name) {
		name += "ID"
	}
	return name
}

// references are the parameters that hold an id though their names don't say so.
var references = []string{"business", "business_app", "instagram_account", "page", "user"}
