package emulator

import (
	"errors"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// render gives an object as an answer has it. Fields without a value are left out, as are empty edges.
func (c *Call) render(o *Object, sel []selection) (map[string]any, error) {
	t := c.e.registry.types[o.Type]
	if sel == nil {
		sel = selectionsOf(t.Default)
		if t.Default == nil && o.ID == "" {
			for name := range o.Values {
				sel = append(sel, selection{name: name, alias: name})
			}
		}
	}
	out := map[string]any{}
	if o.ID != "" {
		out["id"] = o.ID
	}
	for _, s := range sel {
		v, err := c.renderField(t, o, s)
		if err != nil {
			return nil, err
		}
		if v != nil {
			out[s.alias] = v
		}
	}
	for _, name := range t.Always {
		if out[name] != nil {
			continue
		}
		v, err := c.renderField(t, o, selection{name: name, alias: name})
		if err != nil {
			return nil, err
		}
		if v != nil {
			out[name] = v
		}
	}
	return out, nil
}

// selectionsOf selects fields by their names alone.
func selectionsOf(names []string) []selection {
	sel := make([]selection, 0, len(names))
	for _, name := range names {
		sel = append(sel, selection{name: name, alias: name})
	}
	return sel
}

func (c *Call) renderField(t *NodeType, o *Object, s selection) (any, error) {
	if s.name == "id" {
		if o.ID == "" {
			return nil, nil
		}
		return o.ID, nil
	}
	if f := t.fields[s.name]; f != nil {
		// An edge of the same name is meant when it is asked for as a list.
		if !t.byNames[s.name] || len(s.modifiers) == 0 {
			return c.renderValue(f.typ, c.Value(o, s.name), s.sub)
		}
	}
	if edge := t.edges[edgeKey{"GET", s.name}]; edge != nil {
		return c.renderEdge(t, o, edge, s)
	}
	return nil, Fail(100, "Tried accessing nonexisting field (%s) on node type (%s)", s.name, t.Name)
}

// renderEdge expands an edge inside of `fields`.
func (c *Call) renderEdge(t *NodeType, o *Object, edge *Edge, s selection) (any, error) {
	sub := *c
	sub.Method, sub.Node, sub.typ, sub.Edge, sub.Path, sub.raw = "GET", o, t, edge, o.ID+"/"+edge.Name, maps.Clone(s.modifiers)
	// Links to other pages ask for the same, and must pass the same check.
	if s.sub != nil {
		sub.raw["fields"] = selectionText(s.sub)
	}
	if p, ok := c.raw["appsecret_proof"]; ok {
		sub.raw["appsecret_proof"] = p
	}
	v, err := sub.perform(s.sub)
	if err != nil {
		return nil, err
	}
	if page, ok := v.(map[string]any); ok {
		if data, ok := page["data"].([]any); ok && len(data) == 0 && page["summary"] == nil {
			return nil, nil
		}
	}
	return v, nil
}

// renderValue gives a value the form that its type has on the wire.
func (c *Call) renderValue(t *typ, v any, sub []selection) (any, error) {
	switch u := v.(type) {
	case nil:
		return nil, nil
	case *Object:
		if u == nil {
			return nil, nil
		}
		return c.render(u, sub)
	case []*Object:
		out := make([]any, 0, len(u))
		for _, o := range u {
			r, err := c.render(o, sub)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	case time.Time:
		if u.IsZero() {
			return nil, nil
		}
		if t.kind == kindInt || t.kind == kindUnsigned {
			return u.Unix(), nil
		}
		return u.Format(graphTime), nil
	case string:
		if t.kind == kindNode && c.e.registry.types[t.node] != nil {
			if o := c.Object(u); o != nil {
				return c.render(o, sub)
			}
			return map[string]any{"id": u}, nil
		}
		return u, nil
	case int:
		return c.renderValue(t, int64(u), sub)
	case int64:
		if t.kind == kindNumeric || t.kind == kindString {
			return strconv.FormatInt(u, 10), nil
		}
		return u, nil
	case float64:
		if t.kind == kindNumeric || t.kind == kindString {
			return strconv.FormatFloat(u, 'f', -1, 64), nil
		}
		return u, nil
	case []any:
		elem := t.elem
		if elem == nil {
			elem = &typ{kind: kindAny}
		}
		out := make([]any, 0, len(u))
		for _, e := range u {
			r, err := c.renderValue(elem, e, sub)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	case map[string]any:
		return c.renderMap(u, sub)
	case Args:
		return c.renderMap(u, sub)
	}
	return v, nil
}

// renderMap gives a structure that is no node, cut down to the keys asked for.
func (c *Call) renderMap(m map[string]any, sub []selection) (any, error) {
	out := make(map[string]any, len(m))
	loose := &typ{kind: kindAny}
	if sub == nil {
		for k, v := range m {
			r, err := c.renderValue(loose, v, nil)
			if err != nil {
				return nil, err
			}
			out[k] = r
		}
		return out, nil
	}
	for _, s := range sub {
		if v, ok := m[s.name]; ok {
			r, err := c.renderValue(loose, v, s.sub)
			if err != nil {
				return nil, err
			}
			out[s.alias] = r
		}
	}
	return out, nil
}

// known refuses names that the node type has not, whether or not there is something to answer with.
func (c *Call) known(t *NodeType, sel []selection) error {
	for _, s := range sel {
		if s.name == "id" {
			continue
		}
		f, edge := t.fields[s.name], t.edges[edgeKey{http.MethodGet, s.name}]
		inner := ""
		switch {
		case f != nil:
			inner = f.typ.nodeName()
		case edge != nil:
			inner = edge.Of
		default:
			return Fail(100, "Tried accessing nonexisting field (%s) on node type (%s)", s.name, t.Name)
		}
		if it := c.e.registry.types[inner]; it != nil && inner != Root {
			if err := c.known(it, s.sub); err != nil {
				return err
			}
		}
	}
	return nil
}

// answers is the node type that an operation answers with, or nil if no row tells.
func (c *Call) answers() *NodeType {
	if c.Edge.Name == "" && c.Node != nil && c.Method == http.MethodGet {
		return c.typ
	}
	return c.e.registry.types[c.Edge.Of]
}

// perform checks the parameters of an operation, does it, and renders what it answered.
func (c *Call) perform(sel []selection) (any, error) {
	args, err := checkParams(c, c.Edge.Params, c.raw, c.Edge.Strict, "")
	if err != nil {
		return nil, err
	}
	c.Args = args
	if sel == nil && c.Method == http.MethodGet && c.Edge.Default != nil {
		sel = selectionsOf(c.Edge.Default)
	}
	if t := c.answers(); t != nil {
		if err := c.known(t, sel); err != nil {
			return nil, err
		}
	}
	if c.Edge.Check != nil {
		if err := c.Edge.Check(c); err != nil {
			return nil, err
		}
	}
	if c.validateOnly() {
		return map[string]any{"success": true}, nil
	}
	handle := c.Edge.Handle
	if handle == nil {
		handle = defaultHandler(c.Edge)
	}
	answer, err := handle(c)
	if err != nil {
		return nil, err
	}
	switch a := answer.(type) {
	case *Object:
		if a == nil {
			return nil, errors.New("the handler answered with no object")
		}
		if c.Method != "GET" && sel == nil {
			return map[string]any{"id": a.ID}, nil
		}
		return c.render(a, sel)
	case []*Object:
		return c.page(&List{Items: a}, sel)
	case *List:
		return c.page(a, sel)
	case *Answer:
		return a, nil
	}
	return c.renderValue(&typ{kind: kindAny}, answer, sel)
}

func (c *Call) validateOnly() bool {
	for _, option := range c.Args.Strings("execution_options") {
		if option == "validate_only" {
			return c.Method == "POST"
		}
	}
	return false
}

// defaultHandler does the rule of an edge that has no function of its own.
func defaultHandler(e *Edge) Handler {
	switch {
	case e.Method == "GET" && e.Name == "":
		return func(c *Call) (any, error) { return c.Node, nil }
	case e.Method == "GET":
		return func(c *Call) (any, error) { return c.Node.Children(e.Name), nil }
	case e.Method == "POST" && e.Name == "":
		return func(c *Call) (any, error) {
			maps.Copy(c.Node.Values, c.Values(c.Node.Type))
			return map[string]any{"success": true}, nil
		}
	case e.Method == "POST":
		return func(c *Call) (any, error) {
			o := c.Make(e.Of, c.Values(e.Of))
			c.Node.Link(e.Name, o)
			return o, nil
		}
	}
	return func(c *Call) (any, error) {
		c.Remove(c.Node)
		return map[string]any{"success": true}, nil
	}
}
