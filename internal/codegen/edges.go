package main

// edge is how an operation on an edge is called, and what the specification does
// not tell of it. Operations that change something must have a name here; lists are
// named after their edge where nothing else is said.
type edge struct {
	on      string // the operation: "POST agencies" of any node, "POST Page/agencies" of one
	name    string // of the method
	doc     string // what follows the name in its documentation; {noun} is the node
	returns string // the Go type that is answered, or ok where the answer says only that it worked
	params  string // the struct of its parameters, where it is that of another operation
	set     bool   // whether doing it twice is the same as once
	single  bool   // whether a GET answers one value rather than a list
	files   string // parameters that are files though the specification says otherwise
	host    string // the host, where it is not the usual one
}
