package metabiz

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// ErrRepeatedCursor ends a list whose next page would have been one that was seen already.
var ErrRepeatedCursor = errors.New("the same cursor came back")

// walk is where a range over pages stands. Each range has its own.
type walk struct {
	client *Client
	req    Request
	opts   []Option
	query  url.Values
	seen   map[string]bool
	ahead  int // how many pages are fetched before they are asked for
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
	w := &walk{client: c, req: *req, seen: map[string]bool{}, ahead: cfg.ahead}
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

// arrival is a page as it came.
type arrival struct {
	res *Response
	at  position
}

// arrivals fetches the pages of an edge: each when it is asked for, or some ahead where the caller wants that.
func arrivals(ctx context.Context, c *Client, req *Request, opts []Option) iter.Seq2[*arrival, error] {
	return func(yield func(*arrival, error) bool) {
		w, err := newWalk(c, req, opts)
		switch {
		case err != nil:
			yield(nil, err)
		case w.ahead > 0:
			w.fetchAhead(ctx, yield)
		default:
			w.fetchAll(ctx, yield)
		}
	}
}

func (w *walk) fetchAll(ctx context.Context, yield func(*arrival, error) bool) {
	for {
		a, err := w.fetch(ctx)
		if !yield(a, err) || err != nil || w.done {
			return
		}
		if w.stuck != nil {
			yield(nil, w.stuck)
			return
		}
	}
}

func (w *walk) fetch(ctx context.Context) (*arrival, error) {
	res, err := w.client.Do(ctx, &w.req, w.opts...)
	for err != nil && w.shrink(err) {
		res, err = w.client.Do(ctx, &w.req, w.opts...)
	}
	if err != nil {
		return nil, err
	}
	a := &arrival{res: res}
	if a.at, err = positionOf(res); err != nil {
		return nil, err
	}
	if err := w.advance(a.at.Cursors.After, a.at.Next); err != nil {
		return nil, err
	}
	return a, nil
}

// position is what an answer tells of where it stands in the list.
type position struct {
	Cursors struct {
		Before string `json:"before"`
		After  string `json:"after"`
	} `json:"cursors"`
	Next string `json:"next"`
}

var pagingKey = []byte(`"paging":`)

// positionOf finds where an answer stands, without reading its items if it can: what follows the last key of that name
// closes one object and then the text ends, so that this is the outermost object.
func positionOf(res *Response) (position, error) {
	const most = 16 << 10 // of what is read twice
	var answer struct {
		Paging position `json:"paging"`
	}
	if isList(res.Body) {
		return position{}, nil
	}
	at := bytes.LastIndex(res.Body, pagingKey)
	if at > 0 && res.Body[at-1] != '\\' && len(res.Body)-at < most {
		rest := append([]byte{'{'}, res.Body[at:]...)
		if err := wire.Unmarshal(rest, &answer); err == nil {
			return answer.Paging, nil
		}
		answer.Paging = position{}
	}
	err := res.Decode(&answer)
	return answer.Paging, err
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

// wholeTooLarge are the subcodes by which insights say that the report is too large, or takes too long to make: it is no
// shorter for being asked for in smaller pages.
var wholeTooLarge = []int{1487534, 1504018, 1504038, 1504045}

// shrink halves the page where Meta says that it holds too much, and tells
// whether another try makes sense.
func (w *walk) shrink(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.class() != transport.TooMuchData || slices.Contains(wholeTooLarge, e.Subcode) {
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
