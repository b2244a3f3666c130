package emulator

import (
	"fmt"
	"strings"
	"unicode"
)

// typ is a type of the table, compiled: what parameters are checked against and fields rendered by.
type typ struct {
	kind kind
	elem *typ     // of a list
	enum []string // of an enum
	node string   // of a node
}

type kind int

const (
	kindString  kind = iota
	kindNumeric      // digits in a string: money, counters
	kindBool
	kindInt
	kindUnsigned
	kindFloat
	kindTime
	kindList
	kindMap
	kindFile
	kindEnum
	kindAny
	kindNode
)

var kinds = map[string]kind{
	"string": kindString, "numeric string": kindNumeric, "bool": kindBool, "int": kindInt, "integer": kindInt,
	"unsigned int": kindUnsigned, "float": kindFloat, "datetime": kindTime, "map": kindMap, "Object": kindMap,
	"file": kindFile, "any": kindAny, "list": kindList,
}

// parseType compiles a type: a word of kinds, `list<T>`, `map<K, V>`, `enum(A|B)`, or the name of a node or structure.
// A misspelt type is a mistake in the table, and panics.
func parseType(s string) *typ {
	s = strings.TrimSpace(s)
	if k, ok := kinds[s]; ok {
		t := &typ{kind: k}
		if k == kindList {
			t.elem = &typ{kind: kindAny}
		}
		return t
	}
	switch {
	case strings.HasPrefix(s, "list<") && strings.HasSuffix(s, ">"):
		return &typ{kind: kindList, elem: parseType(s[len("list<") : len(s)-1])}
	case strings.HasPrefix(s, "map<") && strings.HasSuffix(s, ">"):
		return &typ{kind: kindMap}
	case strings.HasPrefix(s, "enum(") && strings.HasSuffix(s, ")"):
		return &typ{kind: kindEnum, enum: strings.Split(s[len("enum("):len(s)-1], "|")}
	case s != "" && unicode.IsUpper(rune(s[0])) && !strings.ContainsAny(s, " <>(){}"):
		return &typ{kind: kindNode, node: s}
	}
	panic(fmt.Sprintf("emulator: unknown type %q", s))
}

// nodeName is the node type of a field, or of the elements of its list; empty if it is neither.
func (t *typ) nodeName() string {
	if t.kind == kindList {
		return t.elem.nodeName()
	}
	return t.node
}

// Fields reads fields written as `name type`, separated by commas or line ends.
func Fields(table string) []Field {
	var fields []Field
	for _, entry := range tableEntries(table) {
		name, typ, ok := strings.Cut(entry, " ")
		if !ok {
			panic(fmt.Sprintf("emulator: field %q has no type", entry))
		}
		fields = append(fields, Field{Name: name, Type: strings.TrimSpace(typ)})
	}
	return fields
}

// Params reads parameters written as `name type`, or `name! type` where the parameter is required, separated by commas
// or line ends. Parameters with parts or rules of their own are [Param] values, joined to these by slices.Concat.
func Params(table string) []Param {
	var params []Param
	for _, entry := range tableEntries(table) {
		name, typ, ok := strings.Cut(entry, " ")
		if !ok {
			panic(fmt.Sprintf("emulator: parameter %q has no type", entry))
		}
		name, required := strings.CutSuffix(name, "!")
		params = append(params, Param{Name: name, Type: strings.TrimSpace(typ), Required: required})
	}
	return params
}

// tableEntries splits at commas and line ends outside of brackets.
func tableEntries(table string) []string {
	depth := 0
	entries := strings.FieldsFunc(table, func(r rune) bool {
		switch r {
		case '<', '(':
			depth++
		case '>', ')':
			depth--
		}
		return r == '\n' || r == ',' && depth == 0
	})
	var out []string
	for _, e := range entries {
		if e = strings.Join(strings.Fields(e), " "); e != "" {
			out = append(out, e)
		}
	}
	return out
}
