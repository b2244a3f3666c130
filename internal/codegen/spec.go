package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// spec is Meta's specification of the Graph API, as far as it has been asked for.
type spec struct {
	dir   string
	nodes map[string]*specNode
	enums map[string]*specEnum
}

// specNode is one node: its fields, and the operations on it and its edges.
type specNode struct {
	Fields []specField `json:"fields"`
	APIs   []specAPI   `json:"apis"`
}

// specField is a field of a node or a parameter of an operation.
type specField struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

type specAPI struct {
	Method   string      `json:"method"`
	Endpoint string      `json:"endpoint"` // empty for an operation on the node itself
	Return   string      `json:"return"`   // the node that is answered, or Object
	Params   []specField `json:"params"`
}

type specEnum struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// openSpec reads the enums of the specification in dir; nodes are read when they are asked for.
func openSpec(dir string) (*spec, error) {
	data, err := os.ReadFile(filepath.Join(dir, "enum_types.json"))
	if err != nil {
		return nil, err
	}
	var enums []*specEnum
	if err := json.Unmarshal(data, &enums); err != nil {
		return nil, fmt.Errorf("enum_types.json: %w", err)
	}
	s := &spec{dir: dir, nodes: make(map[string]*specNode), enums: make(map[string]*specEnum, len(enums))}
	for _, e := range enums {
		s.enums[e.Name] = e
	}
	return s, nil
}

// node gives nil for a name that no file describes: that of a scalar, an enum or a generic.
func (s *spec) node(name string) (*specNode, error) {
	if n, ok := s.nodes[name]; ok {
		return n, nil
	}
	if strings.ContainsAny(name, `<>/\ `) {
		return nil, nil
	}
	data, err := os.ReadFile(filepath.Join(s.dir, name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		s.nodes[name] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var n specNode
	if err := json.Unmarshal(data, &n); err != nil {
		return nil, fmt.Errorf("%s.json: %w", name, err)
	}
	slices.SortFunc(n.Fields, func(a, b specField) int { return strings.Compare(a.Name, b.Name) })
	s.nodes[name] = &n
	return &n, nil
}

func (n *specNode) field(name string) (specField, bool) {
	i := slices.IndexFunc(n.Fields, func(f specField) bool { return f.Name == name })
	if i < 0 {
		return specField{}, false
	}
	return n.Fields[i], true
}

func (n *specNode) api(method, edge string) (specAPI, bool) {
	i := slices.IndexFunc(n.APIs, func(a specAPI) bool { return a.Method == method && a.Endpoint == edge })
	if i < 0 {
		return specAPI{}, false
	}
	return n.APIs[i], true
}

// enum finds the enum that a reference names: an enum of the specification, a
// field's (Campaign.status) or a parameter's (AdAccount.campaigns.status).
func (s *spec) enum(reference string) (*specEnum, error) {
	if e, ok := s.enums[reference]; ok {
		return e, nil
	}
	steps := strings.Split(reference, ".")
	n, err := s.node(steps[0])
	if err != nil {
		return nil, err
	}
	var candidates []specField
	switch {
	case n == nil:
	case len(steps) == 2:
		candidates = n.Fields
	case len(steps) == 3:
		for _, a := range n.APIs {
			if a.Endpoint == steps[1] {
				candidates = append(candidates, a.Params...)
			}
		}
	}
	for _, f := range candidates {
		if f.Name == steps[len(steps)-1] {
			if e, ok := s.enums[innermost(f.Type)]; ok {
				return e, nil
			}
		}
	}
	return nil, fmt.Errorf("the specification has no enum %s", reference)
}

// innermost is X of list<X>, list<list<X>> and so on, else the type itself.
func innermost(t string) string {
	for {
		inner, ok := strings.CutPrefix(t, "list<")
		if !ok {
			return t
		}
		t = strings.TrimSuffix(inner, ">")
	}
}
