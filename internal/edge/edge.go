// Package edge makes the calls that methods of nodes and edges consist of: it holds
// what they send against what they must, and takes each form that answers come in.
package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// List walks over the items of an edge, see [metabiz.List].
func List[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) iter.Seq2[T, error] {
	if err := prepare(req); err != nil {
		return func(yield func(T, error) bool) {
			var zero T
			yield(zero, err)
		}
	}
	return metabiz.List[T](ctx, client, req, opts...)
}

// Pages walks over the pages of an edge, see [metabiz.Pages].
func Pages[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) iter.Seq2[*metabiz.Page[T], error] {
	if err := prepare(req); err != nil {
		return func(yield func(*metabiz.Page[T], error) bool) { yield(nil, err) }
	}
	return metabiz.Pages[T](ctx, client, req, opts...)
}

// Call makes a call whose answer is a T. An answer that says that it did not
// succeed, though its status is 200, is an error.
func Call[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (*T, error) {
	res, err := do(ctx, client, req, opts)
	if err != nil {
		return nil, err
	}
	answer := new(T)
	return answer, res.Decode(answer)
}

// Do makes a call whose answer says no more than that it succeeded.
func Do(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) error {
	_, err := do(ctx, client, req, opts)
	return err
}

// One makes a call that answers with a single T, which some edges wrap in data: as
// it is, or as the only item of a list.
func One[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (*T, error) {
	answer, err := Call[single[T]](ctx, client, req, opts)
	if err != nil {
		return nil, err
	}
	return &answer.value, nil
}

func do(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (*metabiz.Response, error) {
	if err := prepare(req); err != nil {
		return nil, err
	}
	res, err := client.Do(ctx, req, opts...)
	if err != nil || !bytes.Contains(res.Body, []byte(`"success"`)) {
		return res, err
	}
	var answer struct {
		Success json.RawMessage `json:"success"`
	}
	if err := res.Decode(&answer); err != nil {
		return nil, err
	}
	if said := strings.Trim(string(answer.Success), `"`); said == "false" {
		return nil, &metabiz.Error{Operation: req.Operation, Status: res.Status, Message: "answered that it did not succeed"}
	}
	return res, nil
}

type single[T any] struct{ value T }

func (s *single[T]) UnmarshalJSON(data []byte) error {
	var wrapped struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(data, &wrapped); err != nil {
		return err
	}
	inner := bytes.TrimSpace(wrapped.Data)
	switch {
	case len(inner) == 0:
		inner = data
	case inner[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(inner, &items); err != nil {
			return err
		}
		if len(items) == 0 {
			return nil
		}
		inner = items[0]
	}
	return json.Unmarshal(inner, &s.value)
}
