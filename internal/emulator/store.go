package emulator

import (
	"slices"
	"strconv"
	"time"
)

// Object is a node that exists: its fields' values, and what its domain remembers of it.
type Object struct {
	ID      string
	Type    string
	Values  map[string]any // by field; what is absent or nil is left out of answers
	State   any            // the domain's own
	Owner   string         // node whose quota calls on this one count against: ad account, WhatsApp account, Page
	Created time.Time

	children map[string][]*Object // by edge
}

// Get is the text of a field's value.
func (o *Object) Get(field string) string { s, _ := scalarText(o.Values[field]); return s }

// Children are the objects on an edge, oldest first.
func (o *Object) Children(edge string) []*Object { return o.children[edge] }

// Link puts an object on an edge, once.
func (o *Object) Link(edge string, child *Object) {
	if !slices.Contains(o.children[edge], child) {
		o.children[edge] = append(o.children[edge], child)
	}
}

// Unlink takes an object off an edge.
func (o *Object) Unlink(edge string, child *Object) {
	o.children[edge] = slices.DeleteFunc(o.children[edge], func(x *Object) bool { return x == child })
}

// store holds all objects. Ids are given in order, so that two emulators driven alike give the same ones.
type store struct {
	objects map[string]*Object
	order   []*Object // as they were made
	last    int64
	traces  int64
}

func newStore() *store {
	return &store{objects: map[string]*Object{}}
}

// newID gives an id of the form of its type: digits, unless the type has its own.
func (s *store) newID(t *NodeType) string {
	s.last++
	if t.NewID != nil {
		return t.NewID(s.last)
	}
	return strconv.FormatInt(100_200_300_400_000+s.last, 10)
}

func (s *store) add(o *Object) {
	if o.Values == nil {
		o.Values = map[string]any{}
	}
	o.children = map[string][]*Object{}
	s.objects[o.ID] = o
	s.order = append(s.order, o)
}

// all are the objects of a type, in the order of their making.
func (s *store) all(typ string) []*Object {
	var out []*Object
	for _, o := range s.order {
		if o.Type == typ {
			out = append(out, o)
		}
	}
	return out
}

// remove takes an object out of the store and off every edge.
func (s *store) remove(o *Object) {
	delete(s.objects, o.ID)
	s.order = slices.DeleteFunc(s.order, func(x *Object) bool { return x == o })
	for _, p := range s.order {
		for edge := range p.children {
			p.Unlink(edge, o)
		}
	}
}
