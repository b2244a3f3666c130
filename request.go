package metabiz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/metabiz-go/metabiz/internal/transport"
	"github.com/metabiz-go/metabiz/internal/wire"
)

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
	// Body is sent as JSON, which a json.RawMessage is already; url.Values as a form,
	// a *[Form] as multipart/form-data, a [File] as it is.
	Body any
	// Header holds further headers. Authorization can't be set here: see [WithToken].
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
	HostAPI                // api.facebook.com, whose addresses have no version: the archive of WhatsApp templates
)

// Path joins segments to a path, each escaped, so that an id that comes from
// outside can't reach another node. An empty or dotted segment, or one with a
// slash in it, is refused by the call that uses the path, before anything is sent.
func Path(segments ...string) string {
	if len(segments) > 0 && segments[0] == "" {
		// A single slash in front is allowed in a path, so that an empty id needs a
		// second one to be noticed.
		return "//" + Path(segments[1:]...)
	}
	var room [4]string
	escaped := room[:0]
	for _, s := range segments {
		escaped = append(escaped, url.PathEscape(s))
	}
	return strings.Join(escaped, "/")
}

func (r *Request) operation() string {
	if r.Operation != "" {
		return r.Operation
	}
	return r.Method + " /" + beforeQuery(strings.TrimPrefix(r.Path, "/"))
}

// beforeQuery leaves a query out of what errors repeat: it has no place in a path, and often a token in it.
func beforeQuery(path string) string {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		return path[:i] + "?…"
	}
	return path
}

// outgoing is what the chain takes, with room for what most calls are made of.
type outgoing struct {
	transport.Call
	address url.URL
	content transport.Bytes
	counted [2]transport.Charge
	scratch []byte
}

// outgoings that have ended, to be used again: the chain keeps nothing of a call.
var outgoings = sync.Pool{New: func() any { return new(outgoing) }}

// maxScratch bounds what an idle outgoing keeps.
const maxScratch = 4 << 10

func (o *outgoing) end() {
	scratch := o.scratch
	if cap(scratch) > maxScratch {
		scratch = nil
	}
	*o = outgoing{scratch: scratch[:0]}
	outgoings.Put(o)
}

// call turns the request into what the chain takes, checking it on the way.
func (r *Request) call(cfg *config) (*outgoing, error) {
	op := r.operation()
	if err := r.check(); err != nil {
		return nil, err
	}
	out := outgoings.Get().(*outgoing)
	out.Call = transport.Call{
		Operation:  op,
		Method:     r.Method,
		URL:        r.url,
		Header:     r.Header,
		Idempotent: r.Idempotent || r.Method != http.MethodPost,
		Anonymous:  r.Anonymous,
		Unsigned:   r.url != nil,
		Stream:     r.stream,
		MaxBody:    cfg.maxSize,
		// Writing is answered by an id and little else, but for the root node's batches.
		Small: r.Method != http.MethodGet && strings.Trim(r.Path, "/") != "",
	}
	call := &out.Call
	if call.AuthScheme = r.auth; r.Host == HostUpload {
		call.AuthScheme = "OAuth"
	}
	if call.Charges = r.charges; call.Charges == nil {
		call.Charges = charges(out.counted[:0], r)
	}
	var query url.Values
	var err error
	if r.url == nil {
		if query, err = r.query(cfg); err != nil {
			return nil, &encodeError{op, "query", err}
		}
		call.URL = cfg.address(&out.address, r.Host, r.Path)
		call.URL.RawQuery = query.Encode()
	}
	if call.Body, err = r.body(cfg, out); err != nil {
		return nil, &encodeError{op, "body", err}
	}
	return out, r.guardCall(cfg, query, call.Body)
}

// check finds what is wrong with the request before anything of it is encoded.
func (r *Request) check() error {
	op := r.operation()
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodDelete:
	default:
		return &ValidationError{What: op, Fields: []FieldError{{Path: "Method", Problem: "is not GET, POST or DELETE", Value: r.Method}}}
	}
	if err := checkHeader(op, r.Header); err != nil || r.url != nil {
		return err
	}
	return checkPath(op, r.Path)
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
	for name, option := range credentials {
		if values.Has(name) {
			return nil, fmt.Errorf("%s may not be in an address, which proxies and logs see: pass it by %s", name, option)
		}
	}
	if cfg.fields != "" {
		values.Set("fields", cfg.fields)
	}
	if r.paramsInQuery() && len(cfg.params) > 0 {
		extra, err := wire.Query(cfg.params)
		if err != nil {
			return nil, err
		}
		maps.Copy(values, extra)
	}
	return values, nil
}

// credentials are the parameters that options stand for.
var credentials = map[string]string{"access_token": "WithToken", "appsecret_proof": "WithAppSecret"}

// paramsInQuery tells whether parameters from options go to the address: a file
// that is the whole body has no room for them.
func (r *Request) paramsInQuery() bool {
	switch r.Body.(type) {
	case File, *File:
		return true
	}
	return r.Method != http.MethodPost
}

// body is what is sent: JSON in the room given for it, anything else in its own.
func (r *Request) body(cfg *config, room *outgoing) (transport.Body, error) {
	var extra map[string]any
	if !r.paramsInQuery() {
		extra = cfg.params
	}
	body := r.Body
	if v := reflect.ValueOf(body); v.Kind() == reflect.Pointer && v.IsNil() {
		body = nil
	}
	switch b := body.(type) {
	case nil:
		if len(extra) == 0 {
			return nil, nil
		}
		return jsonBody(room, extra)
	case *Form:
		return b.body(extra)
	case Form:
		return b.body(extra)
	case File:
		return b.body()
	case *File:
		return b.body()
	case url.Values:
		return formBodyOf(b, extra)
	case []byte, string:
		return nil, fmt.Errorf("a %T is no object: JSON that is ready goes as json.RawMessage, a file as a File", b)
	case io.Reader:
		return nil, fmt.Errorf("a %T could be sent only once: make it a File", b)
	default:
		return jsonBodyWith(room, b, extra)
	}
}

const (
	contentTypeJSON = "application/json"
	contentTypeForm = "application/x-www-form-urlencoded"
)

func formBodyOf(fields url.Values, extra map[string]any) (transport.Body, error) {
	values, err := wire.Query(fields)
	if err != nil {
		return nil, err
	}
	more, err := wire.Query(extra)
	if err != nil {
		return nil, err
	}
	maps.Copy(values, more)
	return transport.BytesBody([]byte(values.Encode()), contentTypeForm), nil
}

func jsonBodyWith(room *outgoing, v any, extra map[string]any) (transport.Body, error) {
	if len(extra) == 0 {
		return jsonBody(room, v)
	}
	raw := make(map[string]json.RawMessage, len(extra))
	for name, value := range extra {
		data, err := wire.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		raw[name] = data
	}
	data, err := wire.MarshalReplacing(v, raw)
	if err != nil {
		return nil, err
	}
	return room.json(data), nil
}

// appender is what writes itself as JSON without the detour by json.Marshal, which would read it once more.
type appender interface {
	AppendJSON(dst []byte) ([]byte, error)
}

func (o *outgoing) json(data []byte) transport.Body {
	o.content = transport.Bytes{Content: data, Type: contentTypeJSON}
	return &o.content
}

func jsonBody(room *outgoing, v any) (transport.Body, error) {
	var data []byte
	var err error
	if a, ok := v.(appender); ok {
		if data, err = a.AppendJSON(room.scratch[:0]); err == nil {
			room.scratch = data
			data = bytes.Clone(data) // net/http may still read it after the call
		}
	} else {
		data, err = json.Marshal(v)
	}
	if err != nil {
		return nil, err
	}
	return room.json(data), nil
}

// checkHeader refuses what net/http would, which then could not be told from a
// request that left.
func checkHeader(op string, header http.Header) error {
	for name, values := range header {
		if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) }) {
			return fieldError(op, "Header", fmt.Sprintf("%q is not the name of a header", name))
		}
		if slices.ContainsFunc(values, hasControl) {
			return fieldError(op, "Header."+name, "has a line break or control character")
		}
	}
	return nil
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
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
				Path: fmt.Sprintf("path segment %d", n+1), Problem: problem, Value: beforeQuery(segment),
			}}}
		}
		if !more {
			return nil
		}
		rest = tail
	}
}

func segmentProblem(escaped string) string {
	if isWord(escaped) { // nearly always
		return ""
	}
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

// isWord tells what needs no closer look: letters, digits, underscores.
func isWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' {
			return false
		}
	}
	return s != ""
}
