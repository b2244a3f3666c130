package main

import (
	"slices"
	"strings"
	"unicode"
)

// autoEnum is an enum that no table lists, because only operations of the long
// tail and what they answer have it.
type autoEnum struct {
	name   string
	values []string
	of     string // the parameter or field that has it
	file   string
}

// Enums of fewer values tell nothing, and those of more are lists of countries,
// currencies and the like. They stay strings.
const (
	leastValues = 2
	mostValues  = 50
)

// nameEnums gives a type to the enums of parameters and of implied nodes' fields.
func (g *generator) nameEnums() {
	for _, o := range g.operations {
		base := g.typeName(o.handle.node)
		if n, _ := g.spec.node(o.api.Return); n != nil && o.api.Endpoint != "" {
			base = g.typeName(o.api.Return)
		}
		for _, p := range o.api.Params {
			if !left[p.Name] {
				g.nameEnum(p, o.handle.file, base, g.typeName(o.handle.node)+goName(o.api.Endpoint))
			}
		}
	}
	for _, i := range g.implied {
		n, _ := g.spec.node(i.node)
		for _, f := range n.Fields {
			g.nameEnum(f, i.file, g.typeName(i.node))
		}
	}
}

func (g *generator) nameEnum(f specField, file string, bases ...string) {
	e, ok := g.spec.enums[innermost(f.Type)]
	if !ok || len(e.Values) < leastValues || len(e.Values) > mostValues {
		return
	}
	key := valuesKey(e.Values)
	if g.enums[key] != "" {
		return
	}
	for _, base := range bases {
		name := join(base, goName(singular(f.Name)))
		if g.taken(name) || !nameable(name, e.Values) {
			continue
		}
		g.enums[key] = name
		g.autoEnums[name] = &autoEnum{name: name, values: e.Values, of: f.Name, file: file}
		return
	}
}

// taken reports whether a name is something else's.
func (g *generator) taken(name string) bool {
	if g.written.names[name] || g.autoEnums[name] != nil {
		return true
	}
	for node := range g.listed {
		if g.typeName(node) == name {
			return true
		}
	}
	return slices.ContainsFunc(g.t.enums, func(e enum) bool { return e.name == name }) ||
		slices.ContainsFunc(g.t.requests, func(r request) bool { return r.name == name })
}

// nameable reports whether each value gives a constant of its own.
func nameable(enum string, values []string) bool {
	seen := make(map[string]string)
	for _, v := range values {
		if len(split(v)) == 0 {
			return false
		}
		name := constName(enum, v)
		if other, ok := seen[name]; ok && other != v {
			return false
		}
		seen[name] = v
	}
	return true
}

// join puts one name behind another and says a word that ends the one and begins
// the other once: RuleType behind ProductFeedRule is ProductFeedRuleType.
func join(name, more string) string {
	for i := range name {
		if rest, ok := strings.CutPrefix(more, name[i:]); ok && unicode.IsUpper(rune(name[i])) && (rest == "" || startsAWord(rest)) {
			return name + rest
		}
	}
	return name + more
}

// hasEnum reports whether a Go type is an enum.
func (g *generator) hasEnum(goType string) bool {
	return g.autoEnums[goType] != nil || slices.ContainsFunc(g.t.enums, func(e enum) bool { return e.name == goType })
}
