package emulator

import (
	"net/http"
	"time"
)

// Call is what a row's functions get: the call, and the emulator behind it.
type Call struct {
	Method  string
	Version string
	Path    string  // below the version
	Node    *Object // node of the path; the root has none
	Edge    *Edge
	Args    Args
	Body    []byte // body that holds no parameters, such as a chunk of an upload
	Header  http.Header
	Token   *Token

	e       *Emulator
	typ     *NodeType      // of Node
	raw     map[string]any // parameters as they came
	baseURL string         // as the client wrote it, for links
}

// Now is the emulator's time.
func (c *Call) Now() time.Time { return c.e.clock.now() }

// Object is the node with the id, or nil.
func (c *Call) Object(id string) *Object { return c.e.store.objects[id] }

// Find is the node with the id if it is of the type, or nil.
func (c *Call) Find(typ, id string) *Object {
	if o := c.Object(id); o != nil && o.Type == typ {
		return o
	}
	return nil
}

// All are the nodes of a type, in the order of their making.
func (c *Call) All(typ string) []*Object { return c.e.store.all(typ) }

// Make makes a node of a type with a new id. It belongs to the account of the call's node.
func (c *Call) Make(typ string, values map[string]any) *Object {
	t := c.e.registry.types[typ]
	return c.MakeWithID(typ, c.e.store.newID(t), values)
}

// MakeWithID makes a node with a given id.
func (c *Call) MakeWithID(typ, id string, values map[string]any) *Object {
	o := &Object{ID: id, Type: typ, Values: values, Created: c.Now()}
	if c.Node != nil {
		o.Owner = c.Node.Owner
		if o.Owner == "" {
			o.Owner = c.Node.ID
		}
	}
	c.e.store.add(o)
	return o
}

// Row makes an object that is answered but not kept.
func (c *Call) Row(typ string, values map[string]any) *Object {
	return &Object{Type: typ, Values: values}
}

// NewID gives an id of a type's form without making a node.
func (c *Call) NewID(typ string) string { return c.e.store.newID(c.e.registry.types[typ]) }

// Remove deletes a node: it is gone from every edge, and its id is no longer known.
func (c *Call) Remove(o *Object) { c.e.store.remove(o) }

// Value is a field of an object as an answer would have it, computed or stored.
func (c *Call) Value(o *Object, field string) any {
	t := c.e.registry.types[o.Type]
	if f := t.Compute[field]; f != nil {
		return f(c, o)
	}
	return o.Values[field]
}

// Seed is what was there from the beginning. Seeds fill it in.
func (c *Call) Seed() *Seed { return &c.e.seed }

// Config is the emulator's configuration, defaults filled in.
func (c *Call) Config() *Config { return &c.e.config }

// Values are the operation's parameters that are fields of a node type: what a new node starts with. A field that the
// operation does not take, such as an effective_status, is Meta's to set.
func (c *Call) Values(typ string) map[string]any {
	t := c.e.registry.types[typ]
	values := map[string]any{}
	for i := range c.Edge.Params {
		name := c.Edge.Params[i].Name
		if v, given := c.Args[name]; given && t.fields[name] != nil {
			values[name] = v
		}
	}
	return values
}

// URL is an address of the emulator, as the client would write it.
func (c *Call) URL(path string) string {
	base := c.baseURL
	if base == "" {
		base = c.e.baseURL
	}
	return base + "/" + path
}

// After puts work on the clock. It runs with a call of its own, on the same node, when the time comes.
func (c *Call) After(d time.Duration, do func(c *Call)) {
	later := &Call{e: c.e, Node: c.Node, typ: c.typ, Version: c.Version, baseURL: c.baseURL}
	c.e.clock.after(d, func() { do(later) })
}

// Emit sends a webhook: a change of a field of an object, as in
// `{"object":object,"entry":[{"id":entryID,"time":now,"changes":[{"field":field,"value":value}]}]}`.
func (c *Call) Emit(object, field, entryID string, value any) {
	c.e.emit(object, field, entryID, value, map[string]any{
		"id": entryID, "time": c.Now().Unix(),
		"changes": []any{map[string]any{"field": field, "value": value}},
	})
}

// EmitMessaging sends a webhook of Messenger or Instagram, whose entries have `messaging` where others have `changes`.
func (c *Call) EmitMessaging(object, field, entryID string, event any) {
	c.e.emit(object, field, entryID, event, map[string]any{
		"id": entryID, "time": c.Now().UnixMilli(), "messaging": []any{event},
	})
}

// act runs a function with the emulator locked, for what does not come as a call: simulated people, tests.
func (e *Emulator) act(do func(c *Call) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clock.runDue()
	return do(&Call{e: e})
}

// product is the part of the platform that the call is about.
func (c *Call) product() Product {
	if c.typ == nil {
		return Platform
	}
	return c.typ.Product
}
