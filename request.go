package metabiz

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

type readCloser = io.ReadCloser

// A Request describes one call. The zero value of each field but Method and Path is right for most calls.
type Request struct {
	// Method is GET, POST or DELETE.
	Method string
	// Path is the address below the version, without a query: "act_1234/campaigns". See [Path].
	Path string
	// Operation is the route with names for ids, "POST /{phone-number-id}/messages":
	// what logs, hooks and errors call it. Left out, it is the method and the path.
	Operation string
	// Query holds parameters of the address: nil, url.Values, a map or a struct
	// with json tags. Compound values are written as JSON text, as Graph wants them.
	Query any
	// Body is sent as JSON; a *[Form] as multipart/form-data, a [File] as it is.
	Body any
	// Header holds further headers. Authorization can't be set here.
	Header http.Header
	// Idempotent marks a POST that may be repeated when its outcome is in doubt,
	// because doing it twice is the same as once. GET and DELETE always are.
	Idempotent bool
	// Anonymous sends no token: for calls that carry their own proof.
	Anonymous bool
	// Limits tells what Meta counts the call against.
	Limits []LimitKey
	// Host is where the call goes; the zero value is graph.facebook.com.
	Host Host

	stream  bool
	url     *url.URL           // set for media, whose address Meta gives whole
	auth    string             // scheme of the Authorization header, where it is not Bearer
	charges []transport.Charge // of a batch: those of all its calls
}

// Host is one of the hosts of the Graph API.
type Host int

const (
	HostGraph  Host = iota // graph.facebook.com
	HostVideo              // graph-video.facebook.com: chunked uploads of videos
	HostUpload             // rupload.facebook.com: resumable uploads of ad videos; Path carries the version itself
)

// Path joins segments to a path, each escaped, so that an id that comes from
// outside can't reach another node. An empty or dotted segment, or one with a
// slash in it, is refused by the call that uses the path, before anything is sent.
func Path(segments ...string) string {
	var b strings.Builder
	if len(segments) > 0 && segments[0] == "" {
		// A single slash in front is allowed in a path, so that an empty id needs a
		// second one to be noticed.
		b.WriteString("//")
		segments = segments[1:]
	}
	for i, s := range segments {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(url.PathEscape(s))
	}
	return b.String()
}

func (r *Request) operation() string {
	if r.Operation != "" {
		return r.Operation
	}
	return r.Method + " /" + strings.TrimPrefix(r.Path, "/")
}

// call turns the request into what the chain takes, checking it on the way.
func (r *Request) call(cfg *config) (*transport.Call, error) {
	op := r.operation()
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodDelete:
	default:
		return nil, &ValidationError{What: op, Fields: []FieldError{{Path: "Method", Problem: "is not GET, POST or DELETE", Value: r.Method}}}
	}
	u := r.url
	if u == nil {
		if err := checkPath(op, r.Path); err != nil {
			return nil, err
		}
		u = cfg.address(r.Host, r.Path)
	}
	call := &transport.Call{
		Operation:  op,
		Method:     r.Method,
		URL:        u,
		Header:     r.Header,
		Idempotent: r.Idempotent || r.Method != http.MethodPost,
		Anonymous:  r.Anonymous,
		Unsigned:   r.url != nil,
		Stream:     r.stream,
		Charges:    charges(r),
	}
	if call.AuthScheme = r.auth; r.Host == HostUpload {
		call.AuthScheme = "OAuth"
	}
	if r.charges != nil {
		call.Charges = r.charges
	}
	if r.url == nil {
		query, err := r.query(cfg)
		if err != nil {
			return nil, fmt.Errorf("metabiz: %s: query: %w", op, err)
		}
		u.RawQuery = query.Encode()
	}
	var err error
	if call.Body, err = r.body(cfg); err != nil {
		return nil, fmt.Errorf("metabiz: %s: body: %w", op, err)
	}
	return call, nil
}

// query is the request's own parameters and those that options add. Options
// add to the body of a POST instead, except for fields, which any call may name.
func (r *Request) query(cfg *config) (url.Values, error) {
	if r.Query == nil && len(cfg.params) == 0 && cfg.fields == "" {
		return nil, nil
	}
	values, err := wire.Query(r.Query)
	if err != nil {
		return nil, err
	}
	if values == nil {
		values = url.Values{}
	} else if _, shared := r.Query.(url.Values); shared {
		values = cloneValues(values)
	}
	if cfg.fields != "" {
		values.Set("fields", cfg.fields)
	}
	if r.Method != http.MethodPost && len(cfg.params) > 0 {
		extra, err := wire.Query(cfg.params)
		if err != nil {
			return nil, err
		}
		for k, v := range extra {
			values[k] = v
		}
	}
	return values, nil
}

func cloneValues(v url.Values) url.Values {
	out := make(url.Values, len(v)+1)
	for k, vs := range v {
		out[k] = append([]string(nil), vs...)
	}
	return out
}

func (r *Request) body(cfg *config) (transport.Body, error) {
	var extra map[string]any
	if r.Method == http.MethodPost {
		extra = cfg.params
	}
	switch b := r.Body.(type) {
	case nil:
		if len(extra) == 0 {
			return nil, nil
		}
		return jsonBody(extra)
	case *Form:
		return b.body(extra)
	case File:
		return fileBody{b}, nil
	default:
		if len(extra) == 0 {
			return jsonBody(b)
		}
		raw := make(map[string]json.RawMessage, len(extra))
		for k, v := range extra {
			data, err := json.Marshal(v)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			raw[k] = data
		}
		data, err := wire.MarshalWithExtra(b, raw)
		if err != nil {
			return nil, err
		}
		return transport.BytesBody(data, contentTypeJSON), nil
	}
}

const contentTypeJSON = "application/json"

func jsonBody(v any) (transport.Body, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return transport.BytesBody(data, contentTypeJSON), nil
}

// checkPath refuses what Path's callers can't have meant: an id that is empty,
// that climbs, or that carries a query of its own.
func checkPath(op, path string) error {
	rest := strings.TrimPrefix(path, "/")
	if rest == "" {
		return nil // the root node, where batches go
	}
	for n := 0; ; n++ {
		segment, tail, more := strings.Cut(rest, "/")
		if problem := segmentProblem(segment); problem != "" {
			return &ValidationError{What: op, Fields: []FieldError{{
				Path: fmt.Sprintf("path segment %d", n+1), Problem: problem, Value: segment,
			}}}
		}
		if !more {
			return nil
		}
		rest = tail
	}
}

func segmentProblem(escaped string) string {
	s, err := url.PathUnescape(escaped)
	switch {
	case err != nil:
		return "is not an escaped path segment"
	case s == "":
		return "is empty: an id is missing"
	case s == "." || s == "..":
		return "is not an id"
	case strings.ContainsAny(s, "/\\") || strings.ContainsAny(escaped, "?#"):
		return "has a character that no id has"
	}
	for _, r := range s {
		if r <= ' ' || r == 0x7f {
			return "has a space or control character"
		}
	}
	return ""
}
