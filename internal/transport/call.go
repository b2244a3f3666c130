package transport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
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
	// Small tells that the answer is too short to be worth compressing.
	Small bool
	// Charges are what Meta counts each attempt against.
	Charges []Charge
	// Stream leaves a successful body unread in Result.Stream, for the caller to close.
	Stream bool
	// MaxBody bounds an answer in bytes, as it is unpacked. Zero: 64 MiB for a buffered one, and no bound for a streamed one.
	MaxBody int64
}

const defaultMaxBody = 64 << 20

// check refuses what net/http would, which then could not be told from a request that left.
func (c *Call) check() error {
	if c.URL == nil {
		return errors.New("a call needs a URL")
	}
	if c.Method == "" || strings.ContainsFunc(c.Method, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return fmt.Errorf("%q is no method", c.Method)
	}
	return nil
}

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
