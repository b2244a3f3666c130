package metabiz

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Client makes calls to the Graph API.
//
// It is made once, is immutable and safe for concurrent use, and is shared by
// all handles of the packages whatsapp, ads and pages. [Client.With] derives
// one for another token, app or version that shares its connections and limits.
type Client struct {
	cfg   *config
	chain *transport.Transport
	notes *versionNotes // shared by all that are derived
}

// New makes a client.
//
// Every option is checked here, before anything is sent. A client may be made
// without a token, to derive clients for many tenants from it; a call without
// one fails with [ErrAuth].
//
// How long a call may last is for its context to say. Without a deadline, an
// attempt waits at most 10 seconds for a connection and 3 minutes for an answer
// to begin; see [Retry] for the number of attempts and the waits between them.
func New(opts ...Option) (*Client, error) {
	cfg, err := defaultConfig().with(opts)
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, chain: transport.New(), notes: new(versionNotes)}
	cfg.setQuotas(c.chain)
	return c, nil
}

// Environment variables that [FromEnv] reads.
const (
	EnvAccessToken  = "META_ACCESS_TOKEN"
	EnvAppSecret    = "META_APP_SECRET"
	EnvGraphVersion = "META_GRAPH_VERSION"
	EnvGraphURL     = "META_GRAPH_URL"
)

// FromEnv makes a client from META_ACCESS_TOKEN (required), META_APP_SECRET,
// META_GRAPH_VERSION and META_GRAPH_URL. Options given here come later and win.
func FromEnv(opts ...Option) (*Client, error) {
	token := os.Getenv(EnvAccessToken)
	if token == "" {
		return nil, fmt.Errorf("metabiz: %s is not set: %w", EnvAccessToken, ErrAuth)
	}
	env := []Option{fromEnv(EnvAccessToken, WithToken)}
	for name, option := range map[string]func(string) Option{
		EnvAppSecret: WithAppSecret, EnvGraphVersion: WithVersion, EnvGraphURL: WithBaseURL,
	} {
		if os.Getenv(name) != "" {
			env = append(env, fromEnv(name, option))
		}
	}
	return New(append(env, opts...)...)
}

// fromEnv names the variable where its value is refused.
func fromEnv(name string, option func(string) Option) Option {
	return optionFunc(func(cfg *config) error {
		if err := option(os.Getenv(name)).apply(cfg); err != nil {
			return fmt.Errorf("%w (from %s)", err, name)
		}
		return nil
	})
}

// With derives a client that differs by the options and shares connections,
// limits and usage with the one that it comes from. It costs no goroutine and
// no connection: a process may hold thousands.
func (c *Client) With(opts ...Option) (*Client, error) {
	cfg, err := c.config(opts)
	if err != nil {
		return nil, err
	}
	return &Client{cfg: cfg, chain: c.chain, notes: c.notes}, nil
}

// config is the client's own, or one that differs from it by the options.
func (c *Client) config(opts []Option) (*config, error) {
	if c == nil || c.cfg == nil {
		return nil, errNoClient
	}
	if len(opts) == 0 {
		return c.cfg, nil
	}
	cfg, err := c.cfg.with(opts)
	if err != nil {
		return nil, err
	}
	cfg.setQuotas(c.chain)
	return cfg, nil
}

// Format names the version and the host, whatever the verb: no secret is printed.
func (c Client) Format(s fmt.State, _ rune) {
	if c.cfg == nil {
		_, _ = fmt.Fprint(s, "metabiz.Client(empty)")
		return
	}
	_, _ = fmt.Fprintf(s, "metabiz.Client(%s at %s)", c.cfg.version, c.cfg.base.Host)
}

// Version is the Graph API version that the client's calls name.
func (c *Client) Version() string { return c.cfg.version }

// Get reads a node or an edge and decodes the answer into out.
//
// path is below the version: "me", "act_1234/campaigns"; ids from outside go
// through [Path]. params is nil, url.Values, a map or a struct with json tags;
// out is a pointer, or nil to drop the answer. See [List] for edges with pages.
func (c *Client) Get(ctx context.Context, path string, params, out any, opts ...Option) error {
	return c.into(ctx, &Request{Method: http.MethodGet, Path: path, Query: params}, out, opts)
}

// Post creates or changes a node and decodes the answer into out.
//
// params is sent as JSON, as a form where it is url.Values, and as a multipart
// form where it is a *[Form]; out is as for [Client.Get]. The call
// counts as one that must not be repeated: when its outcome can't be known, the
// error is [ErrOutcomeUnknown]. Use [Client.Do] with Idempotent set where
// repeating does no harm.
func (c *Client) Post(ctx context.Context, path string, params, out any, opts ...Option) error {
	return c.into(ctx, &Request{Method: http.MethodPost, Path: path, Body: params}, out, opts)
}

// Delete removes a node, or an object from an edge, and decodes the answer into
// out. params and out are as for [Client.Get].
func (c *Client) Delete(ctx context.Context, path string, params, out any, opts ...Option) error {
	return c.into(ctx, &Request{Method: http.MethodDelete, Path: path, Query: params}, out, opts)
}

func (c *Client) into(ctx context.Context, req *Request, out any, opts []Option) error {
	// Before the call is made: afterwards its answer would be lost.
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return fieldError(req.operation(), "out", fmt.Sprintf("is a %T and not a pointer to decode into (or nil, to drop the answer)", out))
	}
	if out == nil {
		return c.do(ctx, new(Response), req, opts)
	}
	return c.decoded(ctx, out, req, opts)
}

// Do makes a call as described by req. It is the road that every method of
// every package takes: the same limits, retries, guards and errors apply.
//
// Errors: *[Error] for what Meta refused, [ErrOutcomeUnknown] for a call that
// may or may not have been acted on, [ErrInvalidParam] (mostly a
// *[ValidationError]) for what was refused before it was sent, *[LimitError] for
// what would have waited too long for its turn, the context's error where that
// ended the call.
func (c *Client) Do(ctx context.Context, req *Request, opts ...Option) (*Response, error) {
	res := new(Response)
	if err := c.do(ctx, res, req, opts); err != nil {
		return nil, err
	}
	return res, nil
}

// do makes a call and leaves its answer in res.
func (c *Client) do(ctx context.Context, res *Response, req *Request, opts []Option) error {
	cfg, err := c.config(opts)
	if err != nil {
		return err
	}
	if req == nil {
		return errNilRequest
	}
	if len(cfg.interceptors) == 0 {
		return c.send(ctx, cfg, res, req)
	}
	answer, err := c.intercepted(ctx, cfg, req)
	if err != nil {
		return err
	}
	*res = *answer
	return nil
}

func (c *Client) intercepted(ctx context.Context, cfg *config, req *Request) (*Response, error) {
	next := func(ctx context.Context, req *Request) (*Response, error) {
		res := new(Response)
		if err := c.send(ctx, cfg, res, req); err != nil {
			return nil, err
		}
		return res, nil
	}
	for i := len(cfg.interceptors) - 1; i >= 0; i-- {
		inner, intercept := next, cfg.interceptors[i]
		next = func(ctx context.Context, req *Request) (*Response, error) { return intercept(ctx, req, inner) }
	}
	res, err := next(ctx, req)
	if res == nil && err == nil {
		return nil, fmt.Errorf("metabiz: %s: %w", req.operation(), errNoAnswer)
	}
	return res, err
}

func (c *Client) send(ctx context.Context, cfg *config, res *Response, req *Request) error {
	if req == nil {
		return errNilRequest
	}
	if cfg.token == nil && !req.Anonymous {
		return fmt.Errorf("metabiz: %s: no access token: pass WithToken or WithTokenSource: %w", req.operation(), ErrAuth)
	}
	out, err := req.call(cfg)
	if err != nil {
		return err
	}
	defer out.end()
	c.notes.note(ctx, cfg, req)
	call := &out.Call
	result, err := c.chain.Do(ctx, cfg.transport, call)
	if err != nil {
		return wrapError(call, err)
	}
	*res = Response{Status: result.Status, Header: result.Header, Body: result.Body, result: result, operation: call.Operation}
	return nil
}

// Call makes a call and decodes its answer: the core of every endpoint method,
// for edges that this version has no method for.
func Call[T any](ctx context.Context, c *Client, req *Request, opts ...Option) (*T, error) {
	out := new(T)
	if err := c.decoded(ctx, out, req, opts); err != nil {
		return nil, err
	}
	return out, nil
}

// decoded makes a call and decodes its answer into out, of which nothing else is kept.
func (c *Client) decoded(ctx context.Context, out any, req *Request, opts []Option) error {
	var res Response
	if err := c.do(ctx, &res, req, opts); err != nil {
		return err
	}
	return res.Decode(out)
}

// A Response is Meta's answer to a call that succeeded. One of more than 64 MiB
// is an error, see [WithMaxSize]: [Client.Open] streams what is larger.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // JSON, as it came

	result    *transport.Result // nil in an answer that an interceptor made
	operation string
}

// Decode reads the answer into out, a pointer. Unknown fields are ignored,
// numbers may stand in strings, and a field of an unexpected type stays zero:
// what Meta adds never turns a call that was acted on into an error. Only an
// answer that is not JSON at all is one, a *[DecodeError].
func (r *Response) Decode(out any) error {
	if err := wire.Unmarshal(r.Body, out); err != nil {
		return r.undecodable(err)
	}
	return nil
}

func (r *Response) undecodable(err error) error {
	return &DecodeError{Operation: r.operation, TraceID: transport.TraceID(r.Header), Body: r.result.Redact(r.Body[:min(len(r.Body), maxSnapshot)]), Err: err}
}

// A DecodeError is an answer that could not be read although the call succeeded
// (2xx): what was asked for has probably been done.
type DecodeError struct {
	Operation string
	TraceID   string // for Meta's support, where the answer's headers tell one
	Body      []byte // the first 1,024 bytes, secrets removed
	Err       error
}

func (e *DecodeError) Error() string {
	trace := ""
	if e.TraceID != "" {
		trace = " (trace " + e.TraceID + ")"
	}
	return fmt.Sprintf("metabiz: %s: the call succeeded but its answer can't be read%s: %v", e.Operation, trace, e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

const maxSnapshot = 1024

var (
	errNilRequest = fieldError("Client.Do", "", "the request is nil")
	errNoClient   = fieldError("Client", "", "is nil or empty: make it by metabiz.New")
	errNoAnswer   = errors.New("an interceptor gave neither an answer nor an error")
)
