package whatsapp

import (
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// node is what every handle on something with an id has.
type node struct {
	client *metabiz.Client
	id     string
	route  string // how operations call its id: "{flow-id}"
}

// ID is the id that the handle was made with.
func (n node) ID() string { return n.id }

func (n node) request(method, edge string) *metabiz.Request {
	req := &metabiz.Request{Method: method, Path: metabiz.Path(n.id), Operation: method + " /" + n.route}
	if edge != "" {
		req.Path, req.Operation = metabiz.Path(n.id, edge), req.Operation+"/"+edge
	}
	return req
}

// read is a GET of fields, which [metabiz.WithFields] overrides.
func (n node) read(edge, fields string) *metabiz.Request {
	req := n.request(http.MethodGet, edge)
	req.Query = fieldsQuery{fields}
	return req
}
