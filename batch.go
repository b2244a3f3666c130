package metabiz

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// MaxBatch is how many calls Meta takes at once.
const MaxBatch = 50

// A BatchCall is one call of a batch.
type BatchCall struct {
	// Request is what is called. Files, another Host and headers are not possible in a batch.
	Request *Request
	// Name lets later calls refer to this one's answer, as Graph has it:
	// "{result=NAME:$.id}" anywhere in their path, query or body.
	Name string
	// DependsOn names a call that must have succeeded before this one is made.
	DependsOn string
	// Token makes this one call with another token, such as a Page's. It is left
	// out where the call is printed or made JSON.
	Token string `json:"-"`
}

// Format keeps the token out of logs, whatever the verb.
func (b BatchCall) Format(s fmt.State, _ rune) {
	if b.Request == nil {
		_, _ = fmt.Fprint(s, "metabiz.BatchCall(no request)")
		return
	}
	_, _ = fmt.Fprintf(s, "metabiz.BatchCall(%s)", b.Request.operation())
}

// A BatchResult is what became of one call of a batch.
type BatchResult struct {
	Response *Response // nil where Err is not
	Err      error     // as Client.Do would have returned it
}

// Decode reads the answer into out, or returns the call's error.
func (r BatchResult) Decode(out any) error {
	if r.Err != nil {
		return r.Err
	}
	return r.Response.Decode(out)
}

// Batch makes many calls at once, 50 in each request to Meta, and gives each its
// own answer or error, in the order of calls. Calls that refer to one another
// stay in one request; two ad sets of one campaign share none, as Meta asks,
// unless such references tie them. Calls that don't refer to one another may be
// made in any order. Options hold for each call.
//
// Every call counts against the limits as if it had been made alone. What Meta
// had no time for is tried again where that does no harm; else its error is
// [ErrOutcomeUnknown]. A call that Meta refused is not tried again. The error
// that Batch itself returns tells that the calls can't be made as they are;
// nothing was sent then.
//
// See https://developers.facebook.com/docs/graph-api/batch-requests.
//
//meta:operation POST /
func (c *Client) Batch(ctx context.Context, calls []BatchCall, opts ...Option) ([]BatchResult, error) {
	cfg, err := c.config(opts)
	if err != nil {
		return nil, err
	}
	// Interceptors stand around each call, and parameters are added to each; the
	// batch itself goes out without them.
	bare := &Client{chain: c.chain, notes: c.notes}
	if bare.cfg, err = cfg.with([]Option{forBatch}); err != nil {
		return nil, err
	}
	send := func(calls []BatchCall) ([]BatchResult, error) {
		chunks, err := newBatch(cfg, calls)
		if err != nil {
			return nil, err
		}
		results := make([]BatchResult, len(calls))
		for _, chunk := range chunks {
			bare.sendChunk(ctx, chunk, results)
		}
		return results, nil
	}
	if len(cfg.interceptors) == 0 {
		return send(calls)
	}
	// Before any interceptor takes note of a call that will never be made.
	if _, err := newBatch(cfg, calls); err != nil {
		return nil, err
	}
	return intercepted(ctx, cfg.interceptors, calls, send)
}

var forBatch = optionFunc(func(cfg *config) error {
	cfg.interceptors, cfg.fields, cfg.params = nil, "", nil
	return nil
})

// newBatch checks the calls and cuts them into requests.
func newBatch(cfg *config, calls []BatchCall) ([][]batchOp, error) {
	ops := make([]batchOp, len(calls))
	for i, call := range calls {
		var err error
		if ops[i], err = newBatchOp(cfg, i, call); err != nil {
			return nil, err
		}
	}
	return chunkBatch(ops)
}

// batchOp is a call as Graph's batch has it.
type batchOp struct {
	Method      string `json:"method"`
	RelativeURL string `json:"relative_url"`
	Body        string `json:"body,omitempty"`
	Name        string `json:"name,omitempty"`
	DependsOn   string `json:"depends_on,omitempty"`
	// Always sent as false where there is a name: else the answer to a call that
	// others refer to is null, which a call that ran out of time is too.
	OmitResponse *bool `json:"omit_response_on_success,omitempty"`

	index      int
	request    *Request
	token      string // of its own
	refersTo   []string
	campaign   string // of a new ad set
	idempotent bool
}

func newBatchOp(cfg *config, index int, call BatchCall) (batchOp, error) {
	at := func(field, problem string) error {
		return fieldError("Client.Batch", fmt.Sprintf("calls[%d].%s", index, field), problem)
	}
	req := call.Request
	if req == nil {
		return batchOp{}, at("Request", "is nil")
	}
	if req.Host != HostGraph || req.stream || req.Anonymous || len(req.Header) > 0 {
		return batchOp{}, at("Request", "can't be in a batch: it is anonymous, or has a host or headers of its own")
	}
	plain := *req
	plain.Path = referencePattern.ReplaceAllString(req.Path, "0")
	if err := plain.check(); err != nil {
		return batchOp{}, err
	}
	query, err := req.query(cfg)
	if err != nil {
		return batchOp{}, at("Request.Query", err.Error())
	}
	body, err := req.batchBody(cfg)
	if err != nil {
		return batchOp{}, at("Request.Body", err.Error())
	}
	if err := req.guardParts(cfg, query, body); err != nil {
		return batchOp{}, err
	}
	op := batchOp{
		Method: req.Method, Name: call.Name, DependsOn: call.DependsOn, index: index, request: req,
		token:      call.Token,
		idempotent: req.Idempotent || req.Method != http.MethodPost,
	}
	if call.Token != "" {
		if err := checkToken(call.Token); err != nil {
			return batchOp{}, at("Token", err.Error())
		}
		if query == nil {
			query = url.Values{}
		}
		query.Set("access_token", call.Token)
		if cfg.secret != nil {
			mac := hmac.New(sha256.New, []byte(*cfg.secret))
			mac.Write([]byte(call.Token))
			query.Set("appsecret_proof", hex.EncodeToString(mac.Sum(nil)))
		}
	}
	op.RelativeURL = strings.TrimPrefix(req.Path, "/")
	if len(query) > 0 {
		op.RelativeURL += "?" + query.Encode()
	}
	op.Body = body.Encode()
	if call.Name != "" {
		op.OmitResponse = new(false)
	}
	op.refersTo = references(req.Path, query, body)
	if call.DependsOn != "" {
		op.refersTo = append(op.refersTo, call.DependsOn)
	}
	if req.Method == http.MethodPost && strings.HasSuffix(req.Path, "/adsets") {
		op.campaign = body.Get("campaign_id")
	}
	return op, nil
}

func (r *Request) batchBody(cfg *config) (url.Values, error) {
	switch r.Body.(type) {
	case *Form, Form, *File, File:
		return nil, errors.New("files can't be in a batch")
	}
	values, err := wire.Query(r.Body)
	if err != nil || r.paramsInQuery() {
		return values, err
	}
	extra, err := wire.Query(cfg.params)
	maps.Copy(values, extra)
	return values, err
}

// referencePattern finds what refers to another call's answer.
var referencePattern = regexp.MustCompile(`\{result=([^:}]+):[^}]*\}`)

func references(path string, values ...url.Values) []string {
	var names []string
	find := func(s string) {
		for _, m := range referencePattern.FindAllStringSubmatch(s, -1) {
			names = append(names, m[1])
		}
	}
	find(path)
	if p, err := url.PathUnescape(path); err == nil {
		find(p)
	}
	for _, v := range values {
		for _, texts := range v {
			for _, s := range texts {
				find(s)
			}
		}
	}
	return names
}

// chunkBatch cuts calls into requests of at most 50, keeping together what
// refers to one another and apart what Meta wants apart.
func chunkBatch(ops []batchOp) ([][]batchOp, error) {
	groups, err := groupBatch(ops)
	if err != nil {
		return nil, err
	}
	var chunks [][]batchOp
	var campaigns []map[string]bool // of each chunk
	for _, group := range groups {
		if len(group) > MaxBatch {
			return nil, fieldError("Client.Batch", fmt.Sprintf("calls[%d]", group[0].index),
				fmt.Sprintf("refers, with those that refer to it, to %d calls, and Meta takes at most %d at once", len(group), MaxBatch))
		}
		// An ad set whose campaign is named by reference is in its campaign's group and
		// can't be moved; of the rest, none may meet another of the same campaign.
		at := slices.IndexFunc(chunks, func(chunk []batchOp) bool { return len(chunk)+len(group) <= MaxBatch })
		for ; at >= 0 && at < len(chunks); at++ {
			if len(chunks[at])+len(group) <= MaxBatch && !meets(campaigns[at], group) {
				break
			}
		}
		if at < 0 || at == len(chunks) {
			at = len(chunks)
			chunks, campaigns = append(chunks, nil), append(campaigns, map[string]bool{})
		}
		chunks[at] = append(chunks[at], group...)
		for _, op := range group {
			if op.campaign != "" {
				campaigns[at][op.campaign] = true
			}
		}
	}
	return chunks, nil
}

func meets(campaigns map[string]bool, group []batchOp) bool {
	return slices.ContainsFunc(group, func(op batchOp) bool { return op.campaign != "" && campaigns[op.campaign] })
}

// groupBatch gathers calls that are tied by references, in the order of their first.
func groupBatch(ops []batchOp) ([][]batchOp, error) {
	named := map[string]int{}
	for i, op := range ops {
		if op.Name == "" {
			continue
		}
		if _, twice := named[op.Name]; twice {
			return nil, fieldError("Client.Batch", fmt.Sprintf("calls[%d].Name", i), fmt.Sprintf("%q was given before", op.Name))
		}
		named[op.Name] = i
	}
	parent := make([]int, len(ops))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for i, op := range ops {
		for _, name := range op.refersTo {
			j, ok := named[name]
			if !ok || j >= i {
				return nil, fieldError("Client.Batch", fmt.Sprintf("calls[%d]", i), fmt.Sprintf("refers to %q, which is no earlier call's Name", name))
			}
			a, b := root(i), root(j)
			parent[max(a, b)] = min(a, b)
		}
	}
	var groups [][]batchOp
	place := map[int]int{}
	for i, op := range ops {
		r := root(i)
		if _, ok := place[r]; !ok {
			place[r] = len(groups)
			groups = append(groups, nil)
		}
		groups[place[r]] = append(groups[place[r]], op)
	}
	return groups, nil
}

type batchAnswer struct {
	Code    int `json:"code"`
	Headers []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"headers"`
	Body string `json:"body"`
}

// batchTries bounds how often calls that Meta had no time for are sent again.
const batchTries = 3

func (c *Client) sendChunk(ctx context.Context, ops []batchOp, results []BatchResult) {
	for range batchTries {
		batch, answers, err := c.postBatch(ctx, ops)
		var again []batchOp
		for i, op := range ops {
			switch {
			case err != nil && (op.idempotent && batch != nil || batch == nil && !errors.Is(err, ErrOutcomeUnknown)):
				results[op.index].Err = err
				continue
			case i < len(answers) && answers[i] != nil && answers[i].Code != 0:
				results[op.index] = c.inner(ctx, op, batch, answers[i])
				continue
			}
			results[op.index].Err = op.lost(err)
			// Alone again only what nothing else of this request leans on.
			if op.idempotent && op.Name == "" && len(op.refersTo) == 0 {
				again = append(again, op)
			}
		}
		if len(again) == 0 {
			return
		}
		ops = again
	}
}

var errBatchTimeout = errors.New("no answer to this call of the batch, as when Meta runs out of time")

// lost is the error of a call that there is no answer to; err is why, where the
// whole batch has none.
func (op batchOp) lost(err error) error {
	if err == nil {
		err = errBatchTimeout
	}
	if e, ok := errors.AsType[*OutcomeUnknownError](err); ok {
		err = e.Err
	}
	return &OutcomeUnknownError{Operation: op.request.operation(), Fingerprint: op.fingerprint(), CallbackData: callbackDataIn(op.Body), Err: err}
}

func (op batchOp) fingerprint() string {
	sum := sha256.Sum256([]byte(op.Method + "\n" + op.request.Path + "\n" + op.Body))
	return hex.EncodeToString(sum[:8])
}

// postBatch sends calls in one request. With an error, the response is that which
// could not be read, or nil where there is none.
func (c *Client) postBatch(ctx context.Context, ops []batchOp) (*Response, []*batchAnswer, error) {
	req := &Request{
		Method: http.MethodPost, Operation: "POST / (batch)",
		Idempotent: !slices.ContainsFunc(ops, func(op batchOp) bool { return !op.idempotent }),
		Body: struct {
			Batch          []batchOp `json:"batch"`
			IncludeHeaders bool      `json:"include_headers"`
		}{ops, true},
		charges: batchCharges(ops),
	}
	res, err := c.Do(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	var answers []*batchAnswer
	if err := res.Decode(&answers); err != nil {
		return res, nil, err
	}
	if answers == nil {
		return res, nil, res.undecodable(errNoList)
	}
	return res, answers, nil
}

var errNoList = errors.New("it is not a list of answers")

func batchCharges(ops []batchOp) []transport.Charge {
	sums := map[transport.Key]int{}
	var keys []transport.Key
	for _, op := range ops {
		for _, ch := range charges(nil, op.request) {
			if _, ok := sums[ch.Key]; !ok {
				keys = append(keys, ch.Key)
			}
			sums[ch.Key] += ch.Cost
		}
	}
	out := make([]transport.Charge, len(keys))
	for i, k := range keys {
		out[i] = transport.Charge{Key: k, Cost: sums[k]}
	}
	return out
}

// inner reads the answer to one call, and learns what it tells of the budgets.
func (c *Client) inner(ctx context.Context, op batchOp, batch *Response, a *batchAnswer) BatchResult {
	header := http.Header{}
	for _, h := range a.Headers {
		header.Add(h.Name, h.Value)
	}
	operation := op.request.operation()
	result, refusal := batch.result.Inner(a.Code, header, []byte(a.Body), op.token)
	c.chain.Observe(ctx, c.cfg.transport, charges(nil, op.request), header, refusal)
	switch {
	case refusal == nil:
		return BatchResult{Response: &Response{Status: a.Code, Header: header, Body: result.Body, result: result, operation: operation}}
	case refusal.InDoubt() && !op.idempotent:
		return BatchResult{Err: op.lost(newError(operation, refusal))}
	}
	return BatchResult{Err: newError(operation, refusal)}
}
