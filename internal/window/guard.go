package window

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// Sending is a message on its way.
type Sending[M any] struct {
	From    string // who sends it: the node of the request
	Edge    string // by which it is sent
	Message M
}

// Guard holds messages back that are refused, before they are sent. M is a message, R what is known
// of whom it is for.
type Guard[M, R any] struct {
	// Message finds the message in the body of a request; false for what is none, and passes.
	Message func(body any) (M, bool)
	// Recipient is whom a message is for.
	Recipient func(M) string
	// Load gives what is known of the recipient.
	Load func(context.Context, Sending[M]) (R, error)
	// Refusal is why the message must not be sent; nil where it may.
	Refusal func(context.Context, Sending[M], R) error
	// Replaceable tells whether Fallback may send something else instead.
	Replaceable error
	// Fallback makes another message of one that is refused; nil makes none.
	Fallback func(context.Context, M) (M, bool, error)
	// Sent takes in what came of it; nil takes nothing in.
	Sent func(context.Context, Sending[M], R, *metabiz.Response, error) error
	// Logger gets what Sent could not take in.
	Logger *slog.Logger
}

// Intercept is a [metabiz.Interceptor].
func (g *Guard[M, R]) Intercept(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	m, ok := g.Message(req.Body)
	from, edge := Edge(req)
	if !ok || from == "" {
		return next(ctx, req)
	}
	s := Sending[M]{From: from, Edge: edge, Message: m}
	known, err := g.Load(ctx, s)
	if err != nil {
		return nil, err
	}
	refusal := g.Refusal(ctx, s, known)
	if refusal != nil && g.Fallback != nil && errors.Is(refusal, g.Replaceable) {
		instead, ok, err := g.Fallback(ctx, m)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return nil, refusal
		}
		s.Message = instead
		if g.Recipient(instead) != g.Recipient(m) {
			if known, err = g.Load(ctx, s); err != nil {
				return nil, err
			}
		}
		refusal = g.Refusal(ctx, s, known)
		replaced := *req
		replaced.Body = instead
		req = &replaced
	}
	if refusal != nil {
		return nil, refusal
	}
	res, err := next(ctx, req)
	if g.Sent == nil {
		return res, err
	}
	// The caller may give up the moment the answer is there.
	if lerr := g.Sent(context.WithoutCancel(ctx), s, known, res, err); lerr != nil {
		// What was sent was sent: the caller must not send it again because of the store.
		g.Logger.WarnContext(ctx, "window not remembered", "error", lerr)
	}
	return res, err
}

// Edge tells which node a POST is of, and which of its edges; nothing for any other request.
func Edge(req *metabiz.Request) (node, edge string) {
	if req.Method != http.MethodPost {
		return "", ""
	}
	node, edge, _ = strings.Cut(strings.TrimPrefix(req.Path, "/"), "/")
	node, err := url.PathUnescape(node)
	if err != nil {
		return "", ""
	}
	return node, edge
}
