package emulator

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// Registry is the table of all that the emulator serves: node types and the edges that hang on them.
//
// # How a domain adds rows
//
// A domain has a function that fills the table and one that makes what is there from the beginning, both named in
// domains.go. A row is data; only what differs from the rule needs a function:
//
//	func adsRows(r *Registry) {
//		r.Type(NodeType{
//			Name:    "Campaign",               // as in Meta's specification
//			Product: Ads,
//			Fields:  Fields(`id string, name string, daily_budget numeric string, start_time datetime`),
//			Default: []string{"id"},           // what is answered when no fields are asked for
//			Compute: map[string]Compute{"effective_status": effectiveStatus},
//		})
//		r.Edge("AdAccount",
//			Edge{Method: "GET", Name: "campaigns", Of: "Campaign"},   // lists the children made below: needs no function
//			Edge{Method: "POST", Name: "campaigns", Of: "Campaign",   // checks, then makes one from its parameters
//				Params: Params(`name! string, objective! enum(OUTCOME_SALES|OUTCOME_TRAFFIC), daily_budget unsigned int`),
//				Check:  checkBudget},                                 // rules beyond types; runs for validate_only, too
//		)
//		r.Edge("Campaign",                                        // an empty Name is the node itself
//			Edge{Method: "POST", Params: Params(`name string`)},      // update: writes the parameters into the fields
//			Edge{Method: "DELETE"})
//	}
//
// Edges may be added to another domain's node type (r.Edge("Page", ...)), computed fields too (r.Compute), in any order:
// rows are put together once all domains have spoken. The root has edges as well: r.Edge(Root, Edge{Method: "GET", Name: "search"}).
//
// A [Handler] runs with the emulator locked, so that it reads and writes without thinking of others; it must not block
// and must not call the emulator over HTTP. It answers one of:
//
//   - *Object: rendered with the fields asked for; `{"id"}` after a POST without fields,
//   - []*Object or *List: a page of the list with cursors and summary, each item rendered,
//   - *Answer: a status, a header or a body that is no JSON,
//   - anything else: written as JSON as it is.
//
// An error of type *Error becomes Meta's error body: Fail(100, "...") and what can be added to it, see errors.go.
// Rows that are not stored (insights, settings) are objects without id: c.Row("AdsInsights", values).
// A parameter of type any is decoded JSON or text; parameters that the row does not name are given as they came.
// What happens later goes on the clock: c.After(time.Second, func(c *Call) {...}); what Meta would push is
// c.Emit("whatsapp_business_account", "messages", wabaID, value).
type Registry struct {
	types   map[string]*NodeType
	edges   map[string][]Edge
	compute map[string]map[string]Compute
	routes  map[string]Route
}

// Root is the node type of the API itself: its edges are reached without a node, such as `GET /debug_token`.
const Root = "Root"

// Product is the part of the platform that a node type belongs to. Statuses, versions and usage follow it.
type Product int

// The products, and what belongs to none of them.
const (
	Platform Product = iota
	Ads
	WhatsApp
	Pages
)

// NodeType is a row of the table: what a kind of object is made of.
type NodeType struct {
	Name    string             // as in Meta's specification: Page, AdAccount
	Product Product            // decides on statuses, versions and usage
	UseCase string             // business use case that its calls count as, such as ads_management; empty: none
	Fields  []Field            // every field that may be asked for
	Default []string           // fields answered when none are asked for; id is always answered
	Always  []string           // fields answered besides those asked for, such as the dates of a report's row
	Compute map[string]Compute // fields worked out when asked for, instead of read from the object

	NewID func(n int64) string // form of its ids; nil: digits

	edges   map[edgeKey]*Edge
	fields  map[string]*Field
	byNames map[string]bool // names of its edges, whatever the method
}

// Field is a field of a node type. Its type is written as in the specification: "string", "unsigned int", "datetime",
// "list<string>", or the name of a node type, whose object can be expanded.
type Field struct {
	Name string
	Type string

	typ *typ
}

// Compute works out the value of a field. A nil value is left out of the answer.
type Compute func(c *Call, o *Object) any

// Handler does what an operation is there for.
type Handler func(c *Call) (any, error)

// Edge is an operation on a node, or (with an empty Name) on the node itself.
type Edge struct {
	Method  string      // GET, POST or DELETE
	Name    string      // path below the node; may hold slashes, or end in [anyItem]
	Of      string      // node type of what it lists or makes
	Params  []Param     // parameters that are checked; others are ignored unless Strict
	Strict  bool        // refuses parameters that it does not know
	UseCase string      // overrides the node type's
	Cost    int         // what a call costs of the quota; 0: as Meta counts, 1 for a read and 3 for a write of an ad account
	Tokens  []TokenKind // kinds of tokens it takes; a Page's edge takes that Page's token only; nil: any
	Scope   string      // permission that the token must have; empty: none
	Open    bool        // needs no token
	Default []string    // fields a GET answers when none are asked for, instead of the node type's

	// Check holds the rules that types do not express. It changes nothing, and is all that runs for validate_only.
	Check func(c *Call) error
	// Handle answers. Nil does the rule: GET lists children, POST makes a child or updates the node, DELETE deletes the node.
	Handle Handler
}

// takes tells whether the operation has a parameter of its own by a name that otherwise means something to all calls.
func (e *Edge) takes(name string) bool {
	return e.Method != http.MethodGet && slices.ContainsFunc(e.Params, func(p Param) bool { return p.Name == name })
}

// anyItem ends the name of an edge that leads to one item of a list by a key of its own, the last part of the path.
const anyItem = "/*"

type edgeKey struct{ method, name string }

func newRegistry(domains []domain) *Registry {
	r := &Registry{types: map[string]*NodeType{}, edges: map[string][]Edge{}, compute: map[string]map[string]Compute{}, routes: map[string]Route{}}
	r.Type(NodeType{Name: Root})
	for _, d := range domains {
		d.rows(r)
	}
	r.link()
	return r
}

// Type adds a node type. Adding one twice is a mistake in the table, and panics.
func (r *Registry) Type(t NodeType) {
	if r.types[t.Name] != nil {
		panic("emulator: node type " + t.Name + " added twice")
	}
	r.types[t.Name] = &t
}

// Edge adds operations to a node type, which may be another domain's.
func (r *Registry) Edge(node string, edges ...Edge) {
	r.edges[node] = append(r.edges[node], edges...)
}

// Compute makes a field of a node type, which may be another domain's, be worked out by a function.
func (r *Registry) Compute(node, field string, f Compute) {
	if r.compute[node] == nil {
		r.compute[node] = map[string]Compute{}
	}
	r.compute[node][field] = f
}

// Route says who gets the webhooks of an object, such as whatsapp_business_account. Without it, an app's subscription to
// the field is enough.
func (r *Registry) Route(object string, route Route) { r.routes[object] = route }

// link puts the rows together and compiles their types. A mistake in the table panics.
func (r *Registry) link() {
	for node := range r.edges {
		if r.types[node] == nil {
			panic("emulator: edges of an unknown node type " + node)
		}
	}
	for node := range r.compute {
		if r.types[node] == nil {
			panic("emulator: computed field of an unknown node type " + node)
		}
	}
	for name, t := range r.types {
		t.Compute = maps.Clone(t.Compute)
		if t.Compute == nil {
			t.Compute = map[string]Compute{}
		}
		maps.Copy(t.Compute, r.compute[name])
		t.fields = make(map[string]*Field, len(t.Fields))
		for i := range t.Fields {
			f := &t.Fields[i]
			f.typ = parseType(f.Type)
			t.fields[f.Name] = f
		}
		for _, f := range slices.Concat(t.Default, t.Always, slices.Collect(maps.Keys(t.Compute))) {
			if t.fields[f] == nil {
				panic(fmt.Sprintf("emulator: %s has no field %s", name, f))
			}
		}
		t.edges = map[edgeKey]*Edge{}
		t.byNames = map[string]bool{}
		for _, e := range r.edges[name] {
			key := edgeKey{e.Method, e.Name}
			if t.edges[key] != nil {
				panic(fmt.Sprintf("emulator: %s %s of %s added twice", e.Method, e.Name, name))
			}
			if e.Of != "" && r.types[e.Of] == nil {
				panic(fmt.Sprintf("emulator: %s %s of %s is of an unknown node type %s", e.Method, e.Name, name, e.Of))
			}
			e.Params = compileParams(e.Params)
			t.edges[key] = &e
			t.byNames[e.Name] = true
		}
	}
}
