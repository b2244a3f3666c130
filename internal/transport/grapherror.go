package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// GraphError is a refusal by Meta, whatever form it came in: an error object, an HTML page, an empty body.
type GraphError struct {
	Status       int
	Code         int
	Subcode      int
	Type         string
	Message      string
	UserTitle    string
	UserMessage  string
	Details      string   // error_data.details, as WhatsApp has it
	BlamedFields []string // error_data.blame_field_specs, each path joined by dots
	TraceID      string
	Transient    bool // as Meta says
	RetryAfter   time.Duration
	Data         json.RawMessage // error_data, as an object even where Meta sent a JSON string
	Body         []byte          // at most maxErrorBody bytes, redacted
}

// maxErrorBody bounds what is kept of a refusal's body, and maxErrorRead what is read of it.
const (
	maxErrorBody = 16 << 10
	maxErrorRead = 1 << 20
)

func (e *GraphError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "graph: %d", e.Status)
	if e.Code != 0 {
		fmt.Fprintf(&b, " code %d", e.Code)
	}
	if e.Subcode != 0 {
		fmt.Fprintf(&b, "/%d", e.Subcode)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Details != "" && e.Details != e.Message {
		b.WriteString(" (" + e.Details + ")")
	}
	if e.TraceID != "" {
		b.WriteString(" [trace " + e.TraceID + "]")
	}
	return b.String()
}

// ParseGraphError reads a refusal. It always returns one: what can't be read as Graph's error object is described by
// its status and kept in Body. What looks like a credential of Meta's is redacted.
func ParseGraphError(status int, header http.Header, body []byte) *GraphError {
	return parseRefusal(status, header, body, &redactor{})
}

func parseRefusal(status int, header http.Header, body []byte, redact *redactor) *GraphError {
	body = redact.bytes(body)
	e := parseErrorObject(body)
	if e == nil {
		e = &GraphError{}
	}
	if e.Message == "" && e.Code == 0 {
		e.Message = describeBody(status, header, body)
	}
	e.Status = status
	e.Body = bytes.Clone(body[:min(len(body), maxErrorBody)])
	if e.TraceID == "" {
		e.TraceID = TraceID(header)
	}
	e.RetryAfter = retryAfter(header, time.Now())
	redact.graphError(e)
	return e
}

// hasErrorObject tells whether a body that came with a good status holds a refusal all the same.
func hasErrorObject(body []byte) bool {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	// Cheap tests first: nearly every body is not an error, and some are megabytes.
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return false
	}
	rest := bytes.TrimLeft(trimmed[1:], " \t\r\n")
	if !bytes.HasPrefix(rest, []byte(`"error"`)) {
		return false
	}
	e := parseErrorObject(body)
	return e != nil && (e.Code != 0 || e.Message != "" || e.Type != "")
}

// looseInt accepts a number, or one in a string, and ignores anything else: a strange code must not hide the message.
type looseInt int

func (n *looseInt) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if i, err := strconv.Atoi(text); err == nil {
		*n = looseInt(i)
	} else if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1e15 && f < 1e15 {
		*n = looseInt(f)
	}
	return nil
}

// looseText accepts a string and keeps any other value as its JSON text.
type looseText string

func (s *looseText) UnmarshalJSON(data []byte) error {
	var text string
	switch {
	case string(data) == "null":
	case json.Unmarshal(data, &text) == nil:
		*s = looseText(text)
	default:
		*s = looseText(data)
	}
	return nil
}

type looseBool bool

func (b *looseBool) UnmarshalJSON(data []byte) error {
	switch strings.Trim(string(data), `"`) {
	case "true", "1":
		*b = true
	}
	return nil
}

type errorObject struct {
	Message   looseText       `json:"message"`
	Type      looseText       `json:"type"`
	Code      looseInt        `json:"code"`
	Subcode   looseInt        `json:"error_subcode"`
	UserTitle looseText       `json:"error_user_title"`
	UserMsg   looseText       `json:"error_user_msg"`
	TraceID   looseText       `json:"fbtrace_id"`
	Transient looseBool       `json:"is_transient"`
	Data      json.RawMessage `json:"error_data"`
}

func parseErrorObject(body []byte) *GraphError {
	var envelope struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &envelope) != nil || len(envelope.Error) == 0 {
		return nil
	}
	var o errorObject
	switch envelope.Error[0] {
	case '{':
		if json.Unmarshal(envelope.Error, &o) != nil {
			return nil
		}
	case '"': // the OAuth style: {"error":"invalid_request","error_description":"..."}
		var oauth struct {
			Error       looseText `json:"error"`
			Description looseText `json:"error_description"`
		}
		if json.Unmarshal(body, &oauth) != nil {
			return nil
		}
		o.Type, o.Message = oauth.Error, oauth.Description
		if o.Message == "" {
			o.Message = o.Type
		}
	default:
		return nil
	}
	e := &GraphError{
		Code: int(o.Code), Subcode: int(o.Subcode),
		Type: string(o.Type), Message: string(o.Message),
		UserTitle: string(o.UserTitle), UserMessage: string(o.UserMsg),
		TraceID: string(o.TraceID), Transient: bool(o.Transient),
	}
	e.setData(o.Data)
	return e
}

// setData reads error_data, an object or a string that holds one.
func (e *GraphError) setData(data json.RawMessage) {
	if len(data) == 0 || string(data) == "null" {
		return
	}
	if data[0] == '"' {
		var text string
		if json.Unmarshal(data, &text) != nil {
			return
		}
		if !json.Valid([]byte(text)) || !strings.HasPrefix(strings.TrimSpace(text), "{") {
			e.Details = text
			e.Data = data
			return
		}
		data = json.RawMessage(text)
	}
	e.Data = data
	var object struct {
		Details looseText       `json:"details"`
		Blamed  json.RawMessage `json:"blame_field_specs"`
	}
	if json.Unmarshal(data, &object) != nil {
		return
	}
	e.Details = string(object.Details)
	e.BlamedFields = blamedFields(object.Blamed)
}

// blamedFields joins each path of blame_field_specs: [["daily_budget"],["targeting","age_min"]].
func blamedFields(data json.RawMessage) []string {
	var specs []json.RawMessage
	if json.Unmarshal(data, &specs) != nil {
		return nil
	}
	var fields []string
	for _, spec := range specs {
		var path []looseText
		if json.Unmarshal(spec, &path) != nil {
			var single looseText
			if json.Unmarshal(spec, &single) != nil {
				continue
			}
			path = []looseText{single}
		}
		parts := make([]string, 0, len(path))
		for _, part := range path {
			if part != "" {
				parts = append(parts, string(part))
			}
		}
		if len(parts) > 0 {
			fields = append(fields, strings.Join(parts, "."))
		}
	}
	return fields
}

// describeBody says in a line what came instead of an error object.
func describeBody(status int, header http.Header, body []byte) string {
	text := http.StatusText(status)
	if text == "" {
		text = "status " + strconv.Itoa(status)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return text + ", empty body"
	}
	kind, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if kind == "" {
		kind, _, _ = strings.Cut(http.DetectContentType(body), ";")
	}
	return fmt.Sprintf("%s, no Graph error in a body of %d bytes (%s)", text, len(body), strings.TrimSpace(kind))
}

// TraceID is what Meta's support asks for; answers without an error object have it in a header only.
func TraceID(header http.Header) string {
	for _, name := range []string{"X-Fb-Trace-Id", "X-Fb-Request-Id"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// retryAfter reads the Retry-After header: whole or fractional seconds, or a date in any form of HTTP's. Zero when absent, past
// or unreadable.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return durationOf(seconds, time.Second)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		if at, err = time.Parse(time.RFC1123Z, text); err != nil {
			return 0
		}
	}
	return min(max(at.Sub(now), 0), longestTold)
}

// longestTold bounds any wait that Meta or a proxy tells us, so that a wild number can't overflow.
const longestTold = 30 * 24 * time.Hour

// durationOf is n units, within 0 and longestTold; zero for what is not a number.
func durationOf(n float64, unit time.Duration) time.Duration {
	switch {
	case !(n > 0): // also NaN
		return 0
	case n >= float64(longestTold/unit):
		return longestTold
	}
	return time.Duration(n * float64(unit))
}
