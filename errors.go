package metabiz

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// Classes of errors, found by errors.Is. Package whatsapp has further ones.
var (
	// ErrRateLimited: Meta, or the limiter on its behalf, asks to slow down. See [Error.RetryAfter].
	ErrRateLimited = newClass("rate limited", transport.RateLimited)
	// ErrAuth: the token is missing, expired, withdrawn, or does not fit the app's secret.
	ErrAuth = newClass("access token not accepted", transport.Auth)
	// ErrPermission: the token is good, but lacks a permission, a task or the asset.
	ErrPermission = newClass("permission missing", transport.Permission)
	// ErrInvalidParam: the call can't succeed as it is; also everything refused before it is sent.
	ErrInvalidParam = newClass("invalid parameter", transport.InvalidParam)
	// ErrNotFound: the object does not exist, or the token can't see it: Meta tells no difference.
	ErrNotFound = newClass("not found", transport.NotFound)
	// ErrTransient: Meta failed for a while; the same call may succeed later. A [CircuitError] is one too.
	ErrTransient = newClass("temporary failure", transport.Transient)
	// ErrPolicy: an account, a Page, a number or content is blocked, not linked, unpaid or
	// unfinished: a person must act, as the error's hint and user message tell.
	ErrPolicy = newClass("a person must act", transport.Policy)
	// ErrOutcomeUnknown: the answer of a call that must not be repeated was lost. It may have been acted on; see [OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrTooLarge: the answer is larger than [WithMaxSize] allows. What was asked for has been done.
	ErrTooLarge = transport.ErrAnswerTooLarge
)

// An Error is Meta's refusal of a call, whatever form it came in.
//
// Decide by class (errors.Is with [ErrRateLimited] and its kin) or by Code and
// Subcode, not by Status or Message.
//
// See https://developers.facebook.com/docs/graph-api/guides/error-handling.
type Error struct {
	Operation string // what was called: "POST /{phone-number-id}/messages"

	Status  int    // HTTP status; mostly 400, whatever went wrong
	Code    int    // may be negative; 0 where the answer was not Graph's
	Subcode int    // error_subcode
	Type    string // "OAuthException"
	Message string // for developers

	UserTitle    string   // error_user_title, in the language of the locale parameter
	UserMessage  string   // error_user_msg
	Details      string   // error_data.details, where WhatsApp says what is wrong
	BlamedFields []string // parameters found fault with: "targeting.geo_locations"

	TraceID    string        // fbtrace_id, for Meta's support
	Transient  bool          // is_transient
	RetryAfter time.Duration // how long Meta asks to wait; 0 where it did not say
	Hint       string        // what to do about it, where this package knows

	Data json.RawMessage // error_data, as it came
	Body []byte          // the first 16 KiB of the answer, secrets removed
}

// Error is one line: what was called, code, message, details, trace id and hint.
func (e *Error) Error() string {
	if e.Operation == "" {
		return "metabiz: " + e.reason()
	}
	return "metabiz: " + e.Operation + ": " + e.reason()
}

// reason is the line without what was called.
func (e *Error) reason() string {
	var b strings.Builder
	message := oneLine(e.Message)
	if message == "" {
		message = "no message"
	}
	b.WriteString(message)
	if e.Details != "" && !strings.Contains(message, e.Details) {
		fmt.Fprintf(&b, ": %s", oneLine(e.Details))
	} else if e.UserMessage != "" && !strings.Contains(message, e.UserMessage) {
		fmt.Fprintf(&b, ": %s", oneLine(e.UserMessage))
	}
	fmt.Fprintf(&b, " (code %d", e.Code)
	if e.Subcode != 0 {
		fmt.Fprintf(&b, "/%d", e.Subcode)
	}
	fmt.Fprintf(&b, ", status %d", e.Status)
	if len(e.BlamedFields) > 0 {
		fmt.Fprintf(&b, ", about %s", strings.Join(e.BlamedFields, ", "))
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, ", retry after %v", e.RetryAfter.Round(time.Second))
	}
	if e.TraceID != "" {
		fmt.Fprintf(&b, ", trace %s", e.TraceID)
	}
	b.WriteByte(')')
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// class is worked out anew, so that an Error made of a webhook's code has one too.
func (e *Error) class() transport.Class {
	return transport.Classify(&transport.GraphError{Status: e.Status, Code: e.Code, Subcode: e.Subcode, Message: e.Message, Transient: e.Transient})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Is tells whether the error belongs to a class.
func (e *Error) Is(target error) bool {
	c, ok := target.(*errorClass)
	return ok && c.has(e)
}

// errorClass is a sentinel that errors.Is finds in an Error by its code.
type errorClass struct {
	text  string
	class transport.Class // of those that the transport knows
	codes []int           // or, sorted, codes and subcodes
}

func newClass(text string, class transport.Class) error {
	return &errorClass{text: text, class: class}
}

// NewErrorClass makes a class of errors: errors.Is(err, class) holds for an
// [Error] whose code or subcode is one of codes.
func NewErrorClass(text string, codes ...int) error {
	sorted := slices.Clone(codes)
	slices.Sort(sorted)
	return &errorClass{text: text, codes: sorted}
}

func (c *errorClass) Error() string { return c.text }

func (c *errorClass) has(e *Error) bool {
	if len(c.codes) == 0 {
		return c.class != transport.Unclassified && c.class == e.class()
	}
	if _, found := slices.BinarySearch(c.codes, e.Code); found && e.Code != 0 {
		return true
	}
	_, found := slices.BinarySearch(c.codes, e.Subcode)
	return found && e.Subcode != 0
}

// An OutcomeUnknownError is a call that must not be repeated and whose answer
// was lost: a timeout, a broken connection, a 5xx. It may have been acted on.
// Find out before calling again: for a WhatsApp message by the status webhook
// that carries its CallbackData, as whatsapp.Tracker does, for an ad object by its name or label.
type OutcomeUnknownError struct {
	Operation   string
	Fingerprint string // of the request: equal for an equal method, path and body
	// CallbackData is the biz_opaque_callback_data that a WhatsApp message was sent
	// with; empty for a message without and for any other call.
	CallbackData string
	Err          error // what was seen last
}

func (e *OutcomeUnknownError) Error() string {
	return fmt.Sprintf("metabiz: %s: outcome unknown: the call may or may not have been acted on (request %s): %s", e.Operation, e.Fingerprint, reasonOf(e.Err))
}

// reasonOf does not repeat what was called.
func reasonOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.reason()
	}
	return fmt.Sprint(err)
}

// Is holds for [ErrOutcomeUnknown].
func (e *OutcomeUnknownError) Is(target error) bool { return target == ErrOutcomeUnknown }

func (e *OutcomeUnknownError) Unwrap() error { return e.Err }

// A LimitError is a call that was not sent, because waiting for its turn would
// have passed the context's deadline, or because Meta has said to stop for longer than
// [Retry.MaxWait]. It is [ErrRateLimited]. A queue of one's own making is waited in for as
// long as the context allows: give it a deadline.
type LimitError struct {
	Operation  string
	Key        LimitKey
	RetryAfter time.Duration // how long the wait would have been
	Err        error         // context.DeadlineExceeded where it was the context's deadline
}

func (e *LimitError) Error() string {
	allows := "Retry.MaxWait"
	if errors.Is(e.Err, context.DeadlineExceeded) {
		allows = "the context"
	}
	return fmt.Sprintf("metabiz: %s: not sent: the limit of %s asks to wait %v, longer than %s allows", e.Operation, e.Key, e.RetryAfter.Round(time.Millisecond), allows)
}

// Is holds for [ErrRateLimited].
func (e *LimitError) Is(target error) bool { return target == ErrRateLimited }

func (e *LimitError) Unwrap() error { return e.Err }

// wrapError turns what the chain returned into the errors of this package.
func wrapError(call *transport.Call, err error) error {
	operation := call.Operation
	switch e := err.(type) {
	case *transport.GraphError:
		return newError(operation, e)
	case *transport.UnknownOutcomeError:
		return &OutcomeUnknownError{
			Operation: operation, Fingerprint: e.Fingerprint, CallbackData: callbackDataOf(call.Body), Err: translate(operation, e.Err),
		}
	case *transport.CircuitError:
		return circuitError(operation, e)
	case *transport.LimitError:
		return &LimitError{Operation: operation, Key: limitKey(e.Key), RetryAfter: e.Wait, Err: e.Err}
	}
	return fmt.Errorf("metabiz: %s: %w", operation, translate(operation, err))
}

// translate makes Meta's refusal, where err is or holds one, an [Error].
func translate(operation string, err error) error {
	e, ok := errors.AsType[*transport.GraphError](err)
	switch {
	case !ok:
		return err
	case err == error(e):
		return newError(operation, e)
	}
	return &refusedBefore{err, newError(operation, e)}
}

// refusedBefore is an error in whose text a refusal has its place, such as that
// of a context that ended between two attempts.
type refusedBefore struct {
	error
	refusal *Error
}

func (e *refusedBefore) Unwrap() []error { return []error{e.error, e.refusal} }

func newError(operation string, e *transport.GraphError) *Error {
	return &Error{
		Operation: operation, Status: e.Status, Code: e.Code, Subcode: e.Subcode, Type: e.Type, Message: e.Message,
		UserTitle: e.UserTitle, UserMessage: e.UserMessage, Details: e.Details, BlamedFields: e.BlamedFields,
		TraceID: e.TraceID, Transient: e.Transient, RetryAfter: e.RetryAfter, Hint: hint(e.Code, e.Subcode),
		Data: e.Data, Body: e.Body,
	}
}
