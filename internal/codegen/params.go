package main

import (
	"fmt"
	"slices"
	"strings"
)

// addParameters gives every planned operation its parameters. Operations that take
// the same share a struct; where two that take something else would have structs of
// one name, the name of the node goes in front.
func (g *generator) addParameters() error {
	byName := make(map[string][]*operation)
	for _, o := range g.operations {
		list, err := g.parametersOf(o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.where(), err)
		}
		own := slices.DeleteFunc(slices.Clone(list), func(p parameter) bool { return p.Name == "limit" })
		switch {
		case o.edge.params != "":
			o.params = &parameters{name: o.edge.params, table: true}
			continue
		case len(own) == 0:
			continue
		case len(own) == 1 && own[0].Required && (own[0].goType == "string" || own[0].goType == "[]string"):
			o.arg = &own[0]
			continue
		}
		if name := g.tabled(o, list); name != "" {
			o.params = &parameters{name: name, table: true}
			continue
		}
		o.params = &parameters{name: o.structName(), list: list, route: o.route(), used: o.handle.typeName() + "." + o.method, file: o.handle.file}
		byName[o.params.name] = append(byName[o.params.name], o)
	}
	for name, same := range byName {
		distinct := slices.ContainsFunc(same[1:], func(o *operation) bool { return !same[0].params.equal(o.params) })
		taken := slices.ContainsFunc(g.t.requests, func(r request) bool { return r.name == name }) || g.listed[name] || g.autoEnums[name] != nil || g.written.names[name]
		for _, o := range same {
			switch {
			case distinct || taken:
				o.params.name = strings.TrimSuffix(o.handle.typeName(), "Handle") + o.params.name
			default:
				o.params = same[0].params
			}
		}
	}
	return nil
}

// structName is what the struct of an operation's parameters is called, unless
// that is taken.
func (o *operation) structName() string {
	base := strings.TrimSuffix(o.handle.typeName(), "Handle")
	switch {
	case (o.form == formList || o.form == formOne) && strings.HasSuffix(o.method, "ByLabels"):
		return o.method + "Query"
	case o.form == formList, o.form == formOne:
		return singular(o.method) + "Query"
	case o.api.Endpoint == "" && o.api.Method == "GET":
		return base + "GetQuery"
	case o.api.Endpoint == "" && o.api.Method == "POST":
		return base + "Update"
	case o.api.Method == "POST":
		return strings.TrimPrefix(o.method, "Create") + "Params"
	}
	return o.method + "Params"
}

func (p *parameters) equal(other *parameters) bool {
	return slices.EqualFunc(p.list, other.list, func(a, b parameter) bool {
		return a.Name == b.Name && a.goType == b.goType && a.Required == b.Required
	})
}

// tabled finds the struct of the tables that an operation takes: its own, or that
// of the same edge of another node with the same parameters.
func (g *generator) tabled(o *operation, list []parameter) string {
	for _, r := range g.t.requests {
		if r.method == o.api.Method && r.node == o.handle.node && r.edge == o.api.Endpoint {
			return r.name
		}
	}
	for _, r := range g.t.requests {
		if r.method != o.api.Method || r.edge == "" || r.edge != o.api.Endpoint {
			continue
		}
		declared, err := g.declared(r)
		if err != nil {
			continue
		}
		if slices.EqualFunc(declared, list, func(a specField, b parameter) bool { return a.Name == b.Name && a.Required == b.Required }) {
			return r.name
		}
	}
	return ""
}

// parametersOf are the parameters that an operation takes.
func (g *generator) parametersOf(o *operation) ([]parameter, error) {
	files := strings.Fields(o.edge.files)
	fields := slices.DeleteFunc(slices.Clone(o.api.Params), func(p specField) bool { return left[p.Name] })
	for _, name := range files {
		if !slices.ContainsFunc(fields, func(p specField) bool { return p.Name == name }) {
			fields = append(fields, specField{Name: name})
		}
	}
	if o.form == formList && !slices.ContainsFunc(fields, func(p specField) bool { return p.Name == "limit" }) {
		fields = append(fields, groups["list"]...)
	}
	slices.SortFunc(fields, inOrder)
	like := o.handle.node
	if o.api.Endpoint != "" && g.listed[o.api.Return] {
		like = o.api.Return
	}
	var list []parameter
	for _, f := range fields {
		p := parameter{specField: f, goName: fieldName(f.Name), file: innermost(f.Type) == "file" || slices.Contains(files, f.Name)}
		switch {
		case p.file && strings.HasPrefix(f.Type, "list<"):
			p.goType = "[]metabiz.File"
		case p.file:
			p.goType = "metabiz.File"
		default:
			var err error
			if p.goType, err = g.paramType(request{name: o.structName(), like: like}, f); err != nil {
				return nil, err
			}
		}
		list = append(list, p)
	}
	return list, nil
}
