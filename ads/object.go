package ads

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// object is a node that a handle stands for: an id, the client that reaches it, and
// the ad account that its calls count against, where it is known.
type object struct {
	client  *metabiz.Client
	id      string
	route   string // its placeholder in routes, such as {campaign-id}
	account string
}

// Use cases by which Meta counts the calls to an ad account.
const (
	useManagement = "ads_management"
	useInsights   = "ads_insights"
)

// request addresses the node, or one of its edges.
func (o object) request(method, edge string) *metabiz.Request {
	req := &metabiz.Request{Method: method, Path: metabiz.Path(o.id), Operation: method + " /" + o.route, Limits: o.limits(useManagement)}
	if edge != "" {
		req.Path = metabiz.Path(o.id, edge)
		req.Operation += "/" + edge
	}
	return req
}

func (o object) get(edge string, query any) *metabiz.Request {
	req := o.request("GET", edge)
	req.Query = query
	return req
}

func (o object) post(edge string, body any) *metabiz.Request {
	req := o.request("POST", edge)
	req.Body = body
	return req
}

// limits are the account's score and the use case, which Meta keeps apart.
func (o object) limits(useCase string) []metabiz.LimitKey {
	if o.account == "" {
		return nil
	}
	return []metabiz.LimitKey{
		{Kind: metabiz.LimitAdAccount, ID: o.account},
		{Kind: metabiz.LimitAdAccount, ID: o.account, UseCase: useCase},
	}
}

// change updates the node. Setting the same values twice does no harm.
func (o object) change(ctx context.Context, params any, opts []metabiz.Option) error {
	req := o.post("", params)
	req.Idempotent = true
	return acknowledge(ctx, o.client, req, opts)
}

func (o object) remove(ctx context.Context, opts []metabiz.Option) error {
	return acknowledge(ctx, o.client, o.request("DELETE", ""), opts)
}

// acknowledge makes a call whose answer says no more than that it succeeded.
func acknowledge(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) error {
	type acknowledgement struct {
		Success *bool `json:"success"`
	}
	answer, err := metabiz.Call[acknowledgement](ctx, client, req, opts...)
	if err != nil {
		return err
	}
	if answer.Success != nil && !*answer.Success {
		return fmt.Errorf("ads: %s: Meta answered success: false and no reason", req.Operation)
	}
	return nil
}

// reading puts a method's own fields in front of the caller's options, which win.
func reading(fields metabiz.Option, opts []metabiz.Option) []metabiz.Option {
	return append([]metabiz.Option{fields}, opts...)
}

// statusOnly changes a node's status and nothing else.
type statusOnly struct {
	Status Status `json:"status"`
}

// single is an answer that holds one value, which some edges wrap in data: as it is,
// or as the only item of a list.
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

// one makes a call that answers with a single value.
func one[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (*T, error) {
	answer, err := metabiz.Call[single[T]](ctx, client, req, opts...)
	if err != nil {
		return nil, err
	}
	return &answer.value, nil
}
