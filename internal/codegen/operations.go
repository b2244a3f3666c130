package main

import (
	"fmt"
	"slices"
	"strings"
)

// operation is an operation of the specification as a method.
type operation struct {
	handle handle
	api    specAPI
	edge   edge   // what the tables say about it
	method string // its name
	form   form
	result string // the Go type that is answered; empty where the answer says no more than that it worked
	params *parameters
	arg    *parameter // the only parameter, where it is passed as it is
}

// form is the shape of a method.
type form int

const (
	formList form = iota // a list, and its twin that goes by pages
	formOne              // one value, which the answer may wrap
	formCall             // one value
	formDo               // no more than that it worked
)

// parameters is the struct of an operation's parameters.
type parameters struct {
	name  string
	list  []parameter
	table bool // whether it is among the requests of the tables
	used  string
	route string
	file  string
}

type parameter struct {
	specField
	goName string
	goType string
	file   bool
}

// route is an operation as directives have it.
func (o *operation) route() string {
	route := o.api.Method + " /{" + placeholder(o.handle.node) + "}"
	if o.api.Endpoint != "" {
		route += "/" + o.api.Endpoint
	}
	return route
}

func (o *operation) where() string {
	return o.api.Method + " " + o.handle.node + "/" + o.api.Endpoint
}

// plan makes a method of each operation of the package's handles.
func (g *generator) plan() error {
	if err := g.imply("IDName", g.t.handles[0].file, 0); err != nil {
		return err // references are of it
	}
	for _, h := range g.t.handles {
		n, err := g.spec.node(h.node)
		if err != nil {
			return err
		}
		if n == nil {
			return fmt.Errorf("the specification has no node %s", h.node)
		}
		apis := slices.Clone(n.APIs)
		slices.SortFunc(apis, func(a, b specAPI) int {
			return strings.Compare(a.Endpoint+" "+a.Method, b.Endpoint+" "+b.Method)
		})
		for _, api := range apis {
			if !h.has(api.Endpoint) {
				continue
			}
			o := &operation{handle: h, api: api, edge: g.t.lookUp(h, api)}
			if api.Method != "GET" && api.Endpoint != "" && o.edge.name == "" && g.written.operations[o.route()] {
				continue // called by hand as the tables need not know
			}
			if err := g.shape(o); err != nil {
				return fmt.Errorf("%s: %w", o.where(), err)
			}
			g.operations = append(g.operations, o)
		}
	}
	return nil
}

// lookUp finds what the tables say about an operation: about this node's, else
// about the edge wherever it is.
func (t *target) lookUp(h handle, api specAPI) edge {
	for _, on := range []string{api.Method + " " + h.node + "/" + api.Endpoint, api.Method + " " + api.Endpoint} {
		if i := slices.IndexFunc(t.edges, func(e edge) bool { return e.on == on }); i >= 0 {
			return t.edges[i]
		}
	}
	return edge{}
}

// shape decides a method's name and what it answers.
func (g *generator) shape(o *operation) error {
	o.method = o.edge.name
	if o.method == "" {
		switch {
		case o.api.Endpoint != "" && o.api.Method == "GET":
			o.method = goName(o.api.Endpoint)
		case o.api.Endpoint != "":
			return fmt.Errorf("the tables have no name for it")
		case o.api.Method == "GET":
			o.method = "Get"
		case o.api.Method == "POST":
			o.method = "Update"
		default:
			o.method = "Delete"
		}
	}
	self := o.api.Endpoint == ""
	switch {
	case o.edge.returns == "ok", o.edge.returns == "" && (o.api.Method == "DELETE" || o.api.Method == "POST" && self):
		o.form = formDo
		return nil
	case self:
		o.form = formCall
	case o.api.Method == "GET" && o.edge.single:
		o.form = formOne
	case o.api.Method == "GET":
		o.form = formList
	default:
		o.form = formCall
	}
	if o.edge.returns != "" {
		o.result = o.edge.returns
		return nil
	}
	n, err := g.spec.node(o.api.Return)
	switch {
	case err != nil:
		return err
	case n == nil && o.api.Method == "GET":
		o.result = "Record"
	case n == nil, o.api.Method == "POST" && o.api.Return == o.handle.node:
		o.result = "Answer"
	default:
		o.result = g.typeName(o.api.Return)
		return g.imply(o.api.Return, o.handle.file, 0)
	}
	return nil
}

// typeName is the Go type of a node.
func (g *generator) typeName(node string) string {
	if name, ok := g.t.names[node]; ok {
		return name
	}
	return node
}

const (
	smallNode   = 10 // fields, up to which a nested object without an id gets a struct
	nestedNodes = 2  // levels, down to which it does
)

// imply has a node become a struct that no family lists, because an edge answers
// it. Of what such a node holds, an object that is known anyhow is of its own type,
// one that has an id is a reference by it, and a small one becomes a struct too;
// anything else stays JSON. So what is written ends where an edge's answer ends.
func (g *generator) imply(node, file string, level int) error {
	if g.listed[node] {
		return nil
	}
	n, err := g.spec.node(node)
	if err != nil || n == nil {
		return err
	}
	g.listed[node] = true
	if g.written.names[g.typeName(node)] {
		return nil // there by hand
	}
	g.implied = append(g.implied, implied{node: node, file: file})
	if level == nestedNodes {
		return nil
	}
	for _, f := range n.Fields {
		inner, err := g.spec.node(innermost(f.Type))
		if err != nil {
			return err
		}
		if inner == nil || len(inner.Fields) == 0 || len(inner.Fields) > smallNode {
			continue
		}
		if _, ok := inner.field("id"); ok || g.written.names[g.typeName(innermost(f.Type))] {
			continue
		}
		if err := g.imply(innermost(f.Type), file, level+1); err != nil {
			return err
		}
	}
	return nil
}

// implied is a node that an edge answers.
type implied struct{ node, file string }

// settleImplied decides the types of the fields of implied nodes.
func (g *generator) settleImplied() error {
	for _, i := range g.implied {
		n, err := g.spec.node(i.node)
		if err != nil {
			return err
		}
		slices.SortFunc(n.Fields, inOrder)
		for _, f := range n.Fields {
			t, err := g.fieldType(i.node, f)
			if err != nil {
				return fmt.Errorf("%s.%s: %w", i.node, f.Name, err)
			}
			g.fields[i.node+"."+f.Name] = t
		}
	}
	return nil
}
