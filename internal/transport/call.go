package transport

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
)

// Call is one operation on the Graph API. Do neither keeps nor changes it.
type Call struct {
	// Operation is the route template that logs, errors and metrics name: "POST /{phone-number-id}/messages".
	Operation string
	Method    string
	// URL is absolute and holds no credentials.
	URL    *url.URL
	Header http.Header
	Body   Body
	// Idempotent allows repeating the call when it is not known whether Meta acted on it. GET, HEAD and DELETE always are.
	Idempotent bool
	// Anonymous calls carry no credentials, such as those to oauth/access_token.
	Anonymous bool
	// Unsigned calls carry no appsecret_proof: those to addresses that Meta has signed itself.
	Unsigned bool
	// AuthScheme precedes the token in the Authorization header. Empty: Bearer. The rupload host wants OAuth.
	AuthScheme string
	// Charges are what Meta counts each attempt against.
	Charges []Charge
	// Stream leaves a successful body unread in Result.Stream, for the caller to close.
	Stream bool
	// MaxBody bounds a buffered answer in bytes. Zero: 64 MiB.
	MaxBody int64
}

const defaultMaxBody = 64 << 20

func (c *Call) repeatable() bool {
	switch c.Method {
	case http.MethodGet, http.MethodHead, http.MethodDelete:
		return true
	}
	return c.Idempotent
}

// Result is Meta's answer to a call that succeeded.
type Result struct {
	Status   int
	Header   http.Header
	Body     []byte
	Stream   io.ReadCloser
	Attempts int

	redact *redactor // a pointer, which fmt does not follow to print the secrets
}

// Inner reads an answer that came inside of this one, as those of a batch do. secret is a credential that the inner call had of its
// own. The refusal is nil when the inner call succeeded; else the result is.
func (r *Result) Inner(status int, header http.Header, body []byte, secret string) (*Result, *GraphError) {
	redact := r.redact.clone()
	redact.add(secret)
	inner := &Result{Status: status, Header: header, Body: body, redact: redact}
	if status >= 200 && status < 300 && !hasErrorObject(body) {
		return inner, nil
	}
	return nil, parseRefusal(status, header, body, redact)
}

// Redact gives a copy of a part of an answer without the credentials of its call, and without what looks like one. A nil Result knows
// none of its own.
func (r *Result) Redact(body []byte) []byte {
	if r == nil {
		return bytes.Clone((&redactor{}).bytes(body))
	}
	return bytes.Clone(r.redact.bytes(body))
}

// Body is what a call sends. It can be opened any number of times, once an attempt, so that nothing need be held in
// memory to send it again.
type Body interface {
	// Open starts the body from its first byte.
	Open() (io.ReadCloser, error)
	// Size is the length in bytes, or negative when it is not known.
	Size() int64
	ContentType() string
}

// BytesBody is a Body that is in memory already. It keeps b, which must not change until the call has ended.
func BytesBody(b []byte, contentType string) Body {
	return &bytesBody{content: b, contentType: contentType}
}

type bytesBody struct {
	content     []byte
	contentType string
}

// Open returns one of the readers that net/http recognises as held in memory: it then sends headers and body in one
// write.
func (b *bytesBody) Open() (io.ReadCloser, error) {
	if len(b.content) == 0 {
		return http.NoBody, nil
	}
	return io.NopCloser(bytes.NewReader(b.content)), nil
}

func (b *bytesBody) Size() int64         { return int64(len(b.content)) }
func (b *bytesBody) ContentType() string { return b.contentType }
