package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// use is what a struct is for: it decides what becomes of types that leave room.
type use int

const (
	answer use = iota // read from Meta only
	edited            // read, changed and written back
	params            // sent to Meta only
)

// generator turns the specification into Go.
type generator struct {
	t      *target
	spec   *spec
	listed map[string]bool   // nodes that become structs
	edited map[string]bool   // nodes that are read, changed and written back
	enums  map[string]string // the Go type of an enum, by its values
	fields map[string]string // the Go type of a field, by Node.field, once known

	written    *written             // what the package holds by hand
	operations []*operation         // all of the package's, also those that are there by hand
	implied    []implied            // nodes that become structs because an edge answers them
	autoEnums  map[string]*autoEnum // by name
}

func newGenerator(t *target, dir string) (*generator, error) {
	s, err := openSpec(dir)
	if err != nil {
		return nil, err
	}
	g := &generator{t: t, spec: s, listed: make(map[string]bool), edited: make(map[string]bool), enums: make(map[string]string), fields: make(map[string]string), written: &written{}, autoEnums: make(map[string]*autoEnum)}
	for _, f := range g.t.families {
		for _, n := range f.nodes {
			if g.listed[n.name] {
				return nil, fmt.Errorf("%s is listed twice", n.name)
			}
			g.listed[n.name] = true
		}
	}
	for _, e := range g.t.enums {
		for _, ref := range e.refs {
			found, err := s.enum(ref)
			if err != nil {
				return nil, fmt.Errorf("enum %s: %w", e.name, err)
			}
			key := valuesKey(found.Values)
			if other := g.enums[key]; other != "" && other != e.name {
				return nil, fmt.Errorf("enums %s and %s have the same values", other, e.name)
			}
			g.enums[key] = e.name
		}
	}
	for _, root := range g.t.roots {
		if err := g.reach(root); err != nil {
			return nil, err
		}
	}
	return g, g.settle()
}

// reach marks a node, and what it is made of, as edited. What has an id of its own
// to be read by is not part of what refers to it.
func (g *generator) reach(root string) error {
	waiting := []string{root}
	for len(waiting) > 0 {
		name := waiting[0]
		waiting = waiting[1:]
		if g.edited[name] || !g.listed[name] {
			continue
		}
		n, err := g.spec.node(name)
		if err != nil {
			return err
		}
		if n == nil {
			return fmt.Errorf("the specification has no node %s", name)
		}
		if _, own := n.api("GET", ""); own && name != root {
			continue
		}
		g.edited[name] = true
		for _, f := range n.Fields {
			waiting = append(waiting, innermost(f.Type))
		}
	}
	return nil
}

// settle decides the Go type of every field of the listed nodes. A field that is
// a string has the enum that the parameter of the same name has.
func (g *generator) settle() error {
	for _, f := range g.t.families {
		for _, d := range f.nodes {
			n, err := g.spec.node(d.name)
			if err != nil {
				return err
			}
			if n == nil {
				return fmt.Errorf("the specification has no node %s", d.name)
			}
			n.Fields = append(slices.Clip(n.Fields), g.t.moreFields[d.name]...)
			slices.SortFunc(n.Fields, inOrder)
			for _, field := range n.Fields {
				t, err := g.fieldType(d.name, field)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", d.name, field.Name, err)
				}
				g.fields[d.name+"."+field.Name] = t
			}
		}
	}
	for _, r := range g.t.requests {
		declared, err := g.declared(r)
		if err != nil {
			return err
		}
		for _, p := range declared {
			key := r.like + "." + p.Name
			e, ok := g.enumType(innermost(p.Type))
			if _, set := g.t.fieldTypes[key]; !ok || set {
				continue
			}
			switch {
			case g.fields[key] == "string" && innermost(p.Type) == p.Type:
				g.fields[key] = e
			case g.fields[key] == "[]string" && innermost(p.Type) != p.Type:
				g.fields[key] = "[]" + e
			}
		}
	}
	return nil
}

// leading are the fields that a reader looks for first.
var leading = []string{"id", "name", "status"}

// inOrder puts what tells which one it is in front; all else is sorted by name.
func inOrder(a, b specField) int {
	rank := func(f specField) int {
		if i := slices.Index(leading, f.Name); i >= 0 {
			return i
		}
		return len(leading)
	}
	return cmp.Or(rank(a)-rank(b), strings.Compare(a.Name, b.Name))
}

// secretFields are tokens: answers hide them from whoever prints them.
var secretFields = map[string]bool{"access_token": true, "page_token": true}

func (g *generator) fieldType(node string, f specField) (string, error) {
	if t, ok := g.t.fieldTypes[node+"."+f.Name]; ok {
		return t, nil
	}
	as := answer
	if g.edited[node] {
		as = edited
	} else if f.Type == "string" && secretFields[f.Name] {
		return "Secret", nil
	}
	return g.goType(f, as)
}

// goType is the Go type for a type of the specification.
func (g *generator) goType(f specField, as use) (string, error) {
	t := f.Type
	if inner, ok := strings.CutPrefix(t, "list<"); ok {
		inner = strings.TrimSuffix(inner, ">")
		if strings.HasPrefix(inner, "map<") {
			// The specification writes so both lists of maps and maps.
			return raw(as), nil
		}
		elem, err := g.goType(specField{Name: f.Name, Type: inner}, as)
		return "[]" + strings.TrimPrefix(elem, "*"), err
	}
	if inner, ok := strings.CutPrefix(t, "map<"); ok {
		_, value, _ := strings.Cut(strings.TrimSuffix(inner, ">"), ", ")
		elem, err := g.goType(specField{Name: f.Name, Type: value}, as)
		return "map[string]" + strings.TrimPrefix(elem, "*"), err
	}
	switch t {
	case "string":
		return "string", nil
	case "int", "unsigned int":
		if isID(f.Name) {
			return "string", nil
		}
		return "int", nil
	case "float":
		return "float64", nil
	case "bool":
		if as != answer {
			return "*bool", nil // absent and false are not the same
		}
		return "bool", nil
	case "datetime":
		return "time.Time", nil
	case "list":
		return "[]" + raw(as), nil
	case "map":
		return "map[string]" + raw(as), nil
	case "Object", "object":
		return raw(as), nil
	}
	if e, ok := g.enumType(t); ok {
		return e, nil
	}
	if _, ok := g.spec.enums[t]; ok {
		return "string", nil
	}
	n, err := g.spec.node(t)
	switch {
	case err != nil:
		return "", err
	case n == nil:
		return "", fmt.Errorf("the specification does not tell what %s is", t)
	case g.listed[t]:
		return "*" + g.typeName(t), nil
	}
	if _, ok := n.field("id"); ok {
		return "*IDName", nil
	}
	return raw(as), nil
}

func raw(as use) string {
	if as == params {
		return "any"
	}
	return "json.RawMessage"
}

// isID reports whether a number is one that is not counted with. Ids pass the
// range of numbers that other languages' JSON keeps exactly.
func isID(name string) bool {
	return name != "timezone_id" && name != "vertical_id" && (name == "id" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ids"))
}

func (g *generator) enumType(name string) (string, bool) {
	e, ok := g.spec.enums[name]
	if !ok {
		return "", false
	}
	goName, ok := g.enums[valuesKey(e.Values)]
	return goName, ok
}

// valuesKey is the same for enums that have the same values, whatever their case.
func valuesKey(values []string) string {
	folded := make([]string, len(values))
	for i, v := range values {
		folded[i] = strings.ToLower(v)
	}
	slices.Sort(folded)
	return strings.Join(slices.Compact(folded), "\n")
}

// declared are the parameters of a request's operation that its struct has.
func (g *generator) declared(r request) ([]specField, error) {
	n, err := g.spec.node(r.node)
	if err != nil {
		return nil, err
	}
	if n == nil {
		return nil, fmt.Errorf("%s: the specification has no node %s", r.name, r.node)
	}
	api, ok := n.api(r.method, r.edge)
	if !ok {
		return nil, fmt.Errorf("%s: %s has no %s /%s", r.name, r.node, r.method, r.edge)
	}
	only := strings.Fields(r.only)
	var kept []specField
	for _, p := range api.Params {
		if p.Type == "file" || (len(only) > 0 && !slices.Contains(only, p.Name)) {
			continue
		}
		if left[p.Name] && g.t.paramTypes[r.name+"."+p.Name] == "" {
			continue
		}
		kept = append(kept, p)
	}
	for _, name := range only {
		if !slices.ContainsFunc(kept, func(p specField) bool { return p.Name == name }) {
			return nil, fmt.Errorf("%s: the operation has no parameter %s", r.name, name)
		}
	}
	for _, p := range groups[r.with] {
		if !slices.ContainsFunc(kept, func(k specField) bool { return k.Name == p.Name }) {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, inOrder)
	return kept, nil
}

// paramType is the Go type of a parameter: its own if one is set, else that of the
// node's field of the same name where that tells more, else what the specification says.
func (g *generator) paramType(r request, p specField) (string, error) {
	if t, ok := g.t.paramTypes[r.name+"."+p.Name]; ok {
		return t, nil
	}
	if t, ok := g.t.paramTypes["."+p.Name]; ok {
		return t, nil
	}
	own, err := g.goType(p, params)
	if err != nil {
		return "", fmt.Errorf("%s.%s: %w", r.name, p.Name, err)
	}
	field, like := g.fields[r.like+"."+p.Name], strings.TrimPrefix(own, "*")
	loose := like == "any" || like == "[]any" || like == "map[string]any" || like == "[]map[string]any"
	switch {
	case field == "" || strings.Contains(field, "json.RawMessage"):
	case loose && !strings.ContainsAny(field[:1], "*[m"): // an object isn't the scalar that it is read as
	case loose && strings.HasPrefix(own, "[]") == strings.HasPrefix(field, "[]"):
		own = field
	case field == "Money" && (own == "int" || own == "float64"):
		own = field
	case own == "[]string" && g.isEnum(field):
		own = "[]" + field
	case own == "string" && g.isEnum(field):
		own = field
	}
	if p.Required {
		own = strings.TrimPrefix(own, "*")
	}
	return own, nil
}

func (g *generator) isEnum(goType string) bool {
	return g.hasEnum(goType)
}
