package pages

import (
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// node is what a handle stands for: an id, the client that reaches it, and the
// limits that its calls count against, where they are known.
type node struct {
	client *metabiz.Client
	id     string
	route  string // its placeholder in routes, such as {persona-id}
	counts []metabiz.LimitKey
}

func (p *PageHandle) node() node {
	return node{client: p.client, id: p.id, route: "{page-id}", counts: p.limits()}
}

// child is something of the Page's: calls about it count against the Page's limits.
func (p *PageHandle) child(id, route string) node {
	return node{client: p.client, id: id, route: route, counts: p.limits()}
}

func (u *UserHandle) node() node { return node{client: u.client, id: u.id, route: "{user-id}"} }

// request addresses the node, or one of its edges.
func (n node) request(method, edge string) *metabiz.Request {
	req := &metabiz.Request{Method: method, Path: metabiz.Path(n.id), Operation: method + " /" + n.route, Limits: n.counts}
	if edge != "" {
		req.Path = metabiz.Path(n.id, edge)
		req.Operation += "/" + edge
	}
	return req
}

func (n node) get(edge string, query any) *metabiz.Request {
	req := n.request(http.MethodGet, edge)
	req.Query = query
	return req
}

func (n node) post(edge string, body any) *metabiz.Request {
	req := n.request(http.MethodPost, edge)
	req.Body = body
	return req
}

func (n node) delete(edge string, query any) *metabiz.Request {
	req := n.request(http.MethodDelete, edge)
	req.Query = query
	return req
}

func hosted(host metabiz.Host, req *metabiz.Request) *metabiz.Request {
	req.Host = host
	return req
}

// reading puts a method's own fields in front of the caller's options, which win.
func reading(fields metabiz.Option, opts []metabiz.Option) []metabiz.Option {
	return append([]metabiz.Option{fields}, opts...)
}
