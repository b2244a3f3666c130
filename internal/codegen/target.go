package main

// target is a package that is written: its tables.
type target struct {
	name     string
	owner    string // the handle that makes others, which share its limits
	base     string // the type that handles are built on
	set      string // the function that marks a request as one that may be repeated
	families []family
	requests []request
	enums    []enum
	roots    []string // nodes that are read, changed and written back
	rows     []string // nodes that keep what the specification lacks, but are only read

	fieldTypes map[string]string
	paramTypes map[string]string
	fieldNotes map[string]string
	always     map[string]bool
	moreFields map[string][]specField

	handles []handle
	edges   []edge
	names   map[string]string // of nodes whose own name is taken by something else in the package
	fields  map[string]string // what reads of a node ask for, besides the usual
	asks    string            // what the variables with the fields that reads ask for end in
	asked   map[string]string // such variables that are there by hand, by node
}

// targets are the packages by name.
var targets = map[string]*target{
	"ads": {
		name: "ads", owner: "Account", base: "object", set: "repeatable", families: families, requests: requests, enums: enums, roots: roots, rows: rows,
		fieldTypes: fieldTypes, paramTypes: paramTypes, fieldNotes: fieldNotes, always: always, moreFields: moreFields,
		handles: adsHandles, edges: adsEdges, fields: adsReads, asks: "Fields", asked: adsAsked,
	},
	"pages": {
		name: "pages", owner: "PageHandle", base: "node", set: "idempotent", paramTypes: pagesParamTypes,
		handles: pagesHandles, edges: pagesEdges, names: pagesNames, fields: pagesReads, asks: "Reads",
	},
}
