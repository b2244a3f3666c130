package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// Credentials that Meta may repeat in a message: its own tokens by their prefix, and parameters by their name.
var (
	tokenShape = regexp.MustCompile(`\b(?:(?:EAA|IGQ|IGA)[A-Za-z0-9_-]{16,}|[0-9]{10,18}(?:\||%7C)[A-Za-z0-9_-]{16,})`)
	paramShape = regexp.MustCompile(`(?i)\b(access_token|appsecret_proof|client_secret|fb_exchange_token|input_token)(\\?"?\s*[=:]\s*\\?"?)[^&\s"'\\<>]+`)
	queryShape = regexp.MustCompile(`(https?://[^\s?"'<>]+)\?[^\s"'<>]*`)
	// The user of an address, as that of a proxy, which the network's errors repeat.
	userShape = regexp.MustCompile(`([a-z0-9+.-]+://)[^\s/?#"'<>@]*@`)
)

// redactor takes credentials out of text. Its secrets are those of one exchange.
type redactor struct {
	secrets []string
	room    [4]string // for an app secret, a token and its proof, without allocating
}

// minSecret is the length of the shortest secret that is taken out: shorter ones would tear holes into ordinary words.
const minSecret = 6

func (r *redactor) add(secret string) {
	if r.secrets == nil {
		r.secrets = r.room[:0]
	}
	if len(secret) >= minSecret && !slices.Contains(r.secrets, secret) {
		r.secrets = append(r.secrets, secret)
	}
}

// clone outlives the exchange without keeping it in memory. A nil redactor has no secrets.
func (r *redactor) clone() *redactor {
	c := &redactor{}
	if r != nil {
		r.copyTo(c)
	}
	return c
}

func (r *redactor) copyTo(c *redactor) {
	c.secrets = append(c.room[:0], r.secrets...)
}

// spellings are the secrets as they are, and as URLs write them: "APP-ID|SECRET" has a bar.
func (r *redactor) spellings() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, secret := range r.secrets {
			if !yield(secret) {
				return
			}
			if escaped := url.QueryEscape(secret); escaped != secret && !yield(escaped) {
				return
			}
		}
	}
}

func (r *redactor) text(s string) string {
	for secret := range r.spellings() {
		s = strings.ReplaceAll(s, secret, redacted)
	}
	s = tokenShape.ReplaceAllString(s, redacted)
	s = queryShape.ReplaceAllString(s, "$1?"+redacted)
	s = userShape.ReplaceAllString(s, "${1}"+redacted+"@")
	return paramShape.ReplaceAllString(s, "${1}${2}"+redacted)
}

// bytes redacts a body before it is parsed, so that no part of the result needs it again.
func (r *redactor) bytes(b []byte) []byte {
	for secret := range r.spellings() {
		b = bytes.ReplaceAll(b, []byte(secret), []byte(redacted))
	}
	b = tokenShape.ReplaceAll(b, []byte(redacted))
	return paramShape.ReplaceAll(b, []byte("${1}${2}"+redacted))
}

// graphError redacts what only decoding brought to light: JSON can write a token's characters as escapes.
func (r *redactor) graphError(e *GraphError) {
	for _, field := range []*string{&e.Type, &e.Message, &e.UserTitle, &e.UserMessage, &e.Details, &e.TraceID} {
		*field = r.text(*field)
	}
	for i, field := range e.BlamedFields {
		e.BlamedFields[i] = r.text(field)
	}
	var decoded any
	if len(e.Data) > 0 && json.Unmarshal(e.Data, &decoded) == nil && r.holds(decoded) {
		e.Data = json.RawMessage(`"` + redacted + `"`)
	}
	if json.Unmarshal(e.Body, &decoded) == nil && r.holds(decoded) {
		e.Body = []byte(redacted)
	}
}

// holds tells whether a secret is anywhere in a decoded value.
func (r *redactor) holds(v any) bool {
	switch v := v.(type) {
	case string:
		for secret := range r.spellings() {
			if strings.Contains(v, secret) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if r.holds(item) {
				return true
			}
		}
	case map[string]any:
		for name, item := range v {
			if r.holds(name) || r.holds(item) {
				return true
			}
		}
	}
	return false
}

// error takes the URL off a url.Error, and hides an error whose text still holds a credential.
func (r *redactor) error(err error) error {
	if err == nil {
		return nil
	}
	if wrapped, ok := err.(*url.Error); ok {
		err = wrapped.Err
	}
	text := err.Error()
	if clean := r.text(text); clean != text {
		return &redactedError{text: clean, is: func(target error) bool { return errors.Is(err, target) }}
	}
	return err
}

// redactedError answers errors.Is for the error it stands for, but does not unwrap to it: its text is the reason why it is here. It holds that
// error by a function, into which no verb of fmt looks.
type redactedError struct {
	text string
	is   func(target error) bool
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return e.is(target) }
