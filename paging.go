package metabiz

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Page is one answer of an edge that gives lists.
type Page[T any] struct {
	Data    []T
	Before  string          // the cursor in front of Data
	After   string          // the cursor behind Data: [WithAfter] resumes here; empty on edges that page by time or number
	Summary json.RawMessage // as asked for by the parameter summary

	Header http.Header // of the answer: what it tells of budgets is in [Client.Usage]
}

// List walks over all items of an edge, page by page, and reads each item when its
// turn comes. req needs no Method.
//
// Nothing is sent before the range begins, and each range begins anew. After an
// error, which is yielded once, the walk is over; breaking off early leaves nothing behind.
//
// The strings of neighbouring items share memory, up to 4 KiB of it: of long lists
// of which little is to be kept, keep copies, see [strings.Clone].
func List[T any](ctx context.Context, c *Client, req *Request, opts ...Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for a, err := range arrivals(ctx, c, req, opts) {
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			if !eachItem(a.res, yield) {
				return
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
		for a, err := range arrivals(ctx, c, req, opts) {
			var page *Page[T]
			if err == nil {
				page, err = pageOf[T](a)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// eachItem yields the items of an answer one by one: rows of reports are large, and
// a page of them at once would be many times the size of its text.
func eachItem[T any](res *Response, yield func(T, error) bool) (more bool) {
	more = true
	var zero T
	item := new(T)
	each := func(s *wire.Scanner) {
		for open := s.OpenArray(); open && s.Element(); {
			*item = zero
			s.Decode(item)
			if s.Err() != nil {
				return
			}
			if more = yield(*item, nil); !more {
				return
			}
		}
	}
	err := wire.ScanSharing(res.Body, func(s *wire.Scanner) {
		if s.Kind() == wire.KindArray { // as some of Meta's guides have it: the list alone
			each(s)
			return
		}
		for open := s.OpenObject(); open; {
			key, ok := s.Member()
			switch {
			case !ok:
				return
			case string(key) == "data":
				each(s)
			default:
				s.Skip()
			}
			if !more {
				return
			}
		}
	})
	if more && err != nil {
		yield(zero, res.undecodable(err))
		return false
	}
	return more
}

func pageOf[T any](a *arrival) (*Page[T], error) {
	var answer struct {
		Data    []T             `json:"data"`
		Summary json.RawMessage `json:"summary"`
	}
	var into any = &answer
	if isList(a.res.Body) {
		into = &answer.Data
	}
	if err := a.res.Decode(into); err != nil {
		return nil, err
	}
	return &Page[T]{
		Data: answer.Data, Summary: answer.Summary, Header: a.res.Header, Before: a.at.Cursors.Before, After: a.at.Cursors.After,
	}, nil
}

func isList(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) }

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
