package metabiz

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// A Page is one answer of an edge that gives lists.
type Page[T any] struct {
	Data    []T
	Before  string          // the cursor in front of Data
	After   string          // the cursor behind Data: [WithAfter] resumes here; empty on edges that page by time or number
	Summary json.RawMessage // as asked for by the parameter summary

	Header http.Header // of the answer: what it tells of budgets is in [Client.Usage]
}

// List walks over all items of an edge, page by page. req needs no Method.
//
// Nothing is sent before the range begins, and each range begins anew. After an
// error, which is yielded once, the walk is over; breaking off early leaves nothing behind.
func List[T any](ctx context.Context, c *Client, req *Request, opts ...Option) iter.Seq2[T, error] {
	pages := Pages[T](ctx, c, req, opts...)
	return func(yield func(T, error) bool) {
		for page, err := range pages {
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range page.Data {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Pages walks over the pages of an edge. Where Meta says that a page holds too
// much data, it is asked for again with half as many items.
//
// A cursor that comes back a second time ends the walk with [ErrRepeatedCursor].
//
// See https://developers.facebook.com/docs/graph-api/results.
func Pages[T any](ctx context.Context, c *Client, req *Request, opts ...Option) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		walk, err := newWalk(c, req, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		for {
			page, err := nextPage[T](ctx, walk)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || walk.done {
				return
			}
			if walk.stuck != nil {
				yield(nil, walk.stuck)
				return
			}
		}
	}
}

// ErrRepeatedCursor ends a list whose next page would have been one that was seen already.
var ErrRepeatedCursor = errors.New("the same cursor came back")

// walk is where a range over pages stands. Each range has its own.
type walk struct {
	client *Client
	req    Request
	opts   []Option
	query  url.Values
	seen   map[string]bool
	done   bool
	stuck  error // why there is no going on
}

func newWalk(c *Client, req *Request, opts []Option) (*walk, error) {
	if req == nil {
		return nil, errNilRequest
	}
	cfg, err := c.config(opts)
	if err != nil {
		return nil, err
	}
	w := &walk{client: c, req: *req, seen: map[string]bool{}}
	if w.req.Method == "" {
		w.req.Method = http.MethodGet
	}
	if w.req.Method != http.MethodGet {
		return nil, &ValidationError{What: w.req.operation(), Fields: []FieldError{{Path: "Method", Problem: "is not GET: lists are read", Value: w.req.Method}}}
	}
	// Options are settled into the query here, so that the walk can change after and limit.
	if w.query, err = w.req.query(cfg); err != nil {
		return nil, &encodeError{w.req.operation(), "query", err}
	}
	if w.query == nil {
		w.query = url.Values{}
	}
	w.opts = append(append([]Option(nil), opts...), optionFunc(func(cfg *config) error {
		cfg.params, cfg.fields = nil, ""
		return nil
	}))
	w.req.Query = w.query
	return w, nil
}

type listAnswer[T any] struct {
	Data    []T             `json:"data"`
	Summary json.RawMessage `json:"summary"`
	Paging  struct {
		Cursors struct {
			Before string `json:"before"`
			After  string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

func nextPage[T any](ctx context.Context, w *walk) (*Page[T], error) {
	res, err := w.client.Do(ctx, &w.req, w.opts...)
	for err != nil && w.shrink(err) {
		res, err = w.client.Do(ctx, &w.req, w.opts...)
	}
	if err != nil {
		return nil, err
	}
	var answer listAnswer[T]
	var into any = &answer
	if bytes.HasPrefix(bytes.TrimSpace(res.Body), []byte("[")) {
		into = &answer.Data // as some of Meta's guides have it: the list alone
	}
	if err := res.Decode(into); err != nil {
		return nil, err
	}
	page := &Page[T]{
		Data: answer.Data, Summary: answer.Summary, Header: res.Header,
		Before: answer.Paging.Cursors.Before, After: answer.Paging.Cursors.After,
	}
	return page, w.advance(page.After, answer.Paging.Next)
}

// positions are the parameters by which an edge tells where its next page
// begins. They alone are taken from paging.next, which carries a token as well.
var positions = []string{"after", "__paging_token", "until", "since", "offset", "page"}

// advance sets where the next page begins. Meta leaves next out on the last
// page, even though a cursor is there.
func (w *walk) advance(after, next string) error {
	if next == "" {
		w.done = true
		return nil
	}
	at := url.Values{}
	if after != "" {
		at.Set("after", after)
	} else if u, err := url.Parse(next); err == nil {
		q := u.Query()
		for _, p := range positions {
			if v := q.Get(p); v != "" {
				at.Set(p, v)
			}
		}
	}
	mark := at.Encode()
	switch {
	case mark == "":
		// The page is good, it is only that nothing tells where the next one begins.
		w.stuck = fmt.Errorf("metabiz: %s: there is a next page, but no cursor that leads to it", w.req.operation())
		return nil
	case w.seen[mark]:
		return fmt.Errorf("metabiz: %s: %w", w.req.operation(), ErrRepeatedCursor)
	}
	w.seen[mark] = true
	for _, p := range positions {
		if v := at.Get(p); v != "" {
			w.query.Set(p, v)
		} else if p == "after" {
			w.query.Del(p)
		}
	}
	return nil
}

// shrink halves the page where Meta says that it holds too much, and tells
// whether another try makes sense.
func (w *walk) shrink(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.class() != transport.TooMuchData {
		return false
	}
	limit, err := strconv.Atoi(w.query.Get("limit"))
	if err != nil || limit <= 0 {
		limit = 25 // Graph's own
	}
	if limit == 1 {
		return false
	}
	w.query.Set("limit", strconv.Itoa(limit/2))
	return true
}

// Collect gathers a list in memory. On an error it gives what came before.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for item, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, item)
	}
	return out, nil
}
