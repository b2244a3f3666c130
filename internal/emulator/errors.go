package emulator

import (
	"fmt"
	"net/http"
)

// Error is a refusal as the Graph API words it. Fail makes one; the methods add to it and give it back.
type Error struct {
	Status      int // HTTP status; 0: as the code has it, mostly 400
	Code        int
	Subcode     int
	Type        string // empty: OAuthException
	Message     string
	UserTitle   string
	UserMessage string
	Transient   bool
	Details     string         // WhatsApp: error_data.details
	Blamed      [][]string     // ads: error_data.blame_field_specs
	Data        map[string]any // other error_data
}

// Fail makes a refusal. The message is given the code in front, as Meta does with most.
func Fail(code int, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf("(#%d) ", code) + fmt.Sprintf(format, args...)}
}

// FailPlain makes a refusal whose message has no code in front.
func FailPlain(code int, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func (e *Error) Error() string { return e.Message }

// Sub sets the subcode.
func (e *Error) Sub(subcode int) *Error { e.Subcode = subcode; return e }

// Titled sets error_user_title and error_user_msg.
func (e *Error) Titled(title, message string) *Error {
	e.UserTitle, e.UserMessage = title, message
	return e
}

// Blame adds the path of a parameter to error_data.blame_field_specs.
func (e *Error) Blame(path ...string) *Error { e.Blamed = append(e.Blamed, path); return e }

// Detailed sets error_data.details, with messaging_product beside it, as WhatsApp does.
func (e *Error) Detailed(format string, args ...any) *Error {
	e.Details = fmt.Sprintf(format, args...)
	return e
}

// With sets the HTTP status.
func (e *Error) With(status int) *Error { e.Status = status; return e }

// Temporary marks the refusal as transient.
func (e *Error) Temporary() *Error { e.Transient = true; return e }

// status is the HTTP status of the code, unless one was set. The WhatsApp Platform has a status for every code; elsewhere
// nearly all are 400.
func (e *Error) status(p Product) int {
	if e.Status != 0 {
		return e.Status
	}
	if p == WhatsApp {
		if s, ok := whatsappStatus[e.Code]; ok {
			return s
		}
		if e.Code >= 200 && e.Code < 300 {
			return http.StatusForbidden
		}
		return http.StatusBadRequest
	}
	switch e.Code {
	case 1, 2:
		return http.StatusInternalServerError
	case 10:
		return http.StatusForbidden
	}
	if e.Code >= 200 && e.Code < 300 {
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var whatsappStatus = map[int]int{
	0: 401, 190: 401, 3: 500, 10: 403, 2: 503, 368: 403, 131000: 500, 131005: 403, 131016: 500, 131031: 403, 131045: 500,
	131057: 500, 130497: 403, 132001: 404, 133000: 500, 133004: 503, 131207: 403, 131208: 429, 138002: 429, 138004: 500,
	138005: 429, 138006: 401, 138007: 500, 613: 429,
}

// body is the error as the envelope has it.
func (e *Error) body(trace string) map[string]any {
	b := map[string]any{"message": e.Message, "type": e.Type, "code": e.Code, "fbtrace_id": trace}
	if e.Type == "" {
		b["type"] = "OAuthException"
	}
	if e.Subcode != 0 {
		b["error_subcode"] = e.Subcode
	}
	if e.UserTitle != "" || e.UserMessage != "" {
		b["error_user_title"], b["error_user_msg"] = e.UserTitle, e.UserMessage
	}
	if e.Transient || e.Subcode != 0 {
		b["is_transient"] = e.Transient
	}
	data := map[string]any{}
	for k, v := range e.Data {
		data[k] = v
	}
	if e.Details != "" {
		data["messaging_product"], data["details"] = "whatsapp", e.Details
	}
	if len(e.Blamed) > 0 {
		data["blame_field_specs"] = e.Blamed
	}
	if len(data) > 0 {
		b["error_data"] = data
	}
	return map[string]any{"error": b}
}

// noSuchObject is what Meta says of an id that does not exist, and of one that the token may not see.
func noSuchObject(method, id string) *Error {
	return (&Error{Code: 100, Type: "GraphMethodException", Message: fmt.Sprintf(
		"Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation",
		verb(method), id)}).Sub(33)
}

func unknownPath(path string) *Error {
	return FailPlain(2500, "Unknown path components: /%s", path)
}

func verb(method string) string {
	switch method {
	case http.MethodPost:
		return "post"
	case http.MethodDelete:
		return "delete"
	}
	return "get"
}
