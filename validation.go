package metabiz

import (
	"fmt"
	"strings"
)

// A FieldError is one rule that a value breaks.
type FieldError struct {
	Path    string // where, as the JSON has it: "interactive.action.buttons[0].reply.title"
	Problem string // what is wrong, with the limit: "has 23 characters, at most 20"
	Limit   any    // the limit alone, where there is one
	Value   any    // what was given, where it may be shown
}

func (e FieldError) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	if e.Path != "" {
		b.WriteByte(' ')
	}
	b.WriteString(e.Problem)
	switch v := e.Value.(type) {
	case nil:
	case string:
		if v != "" {
			fmt.Fprintf(&b, ", got %q", clip(v))
		}
	default:
		fmt.Fprintf(&b, ", got %v", v)
	}
	return b.String()
}

// clip keeps long texts out of error lines.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// A ValidationError tells every rule that a value breaks. Nothing was sent.
// It is [ErrInvalidParam].
type ValidationError struct {
	What   string // what was checked: "whatsapp.Message"
	Fields []FieldError
}

func (e *ValidationError) Error() string {
	var b strings.Builder
	b.WriteString("metabiz: ")
	b.WriteString(e.What)
	for i, f := range e.Fields {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(f.Error())
	}
	return b.String()
}

// Is holds for [ErrInvalidParam].
func (e *ValidationError) Is(target error) bool { return target == ErrInvalidParam }

// Unwrap gives the single rules, for errors.As with [FieldError].
func (e *ValidationError) Unwrap() []error {
	errs := make([]error, len(e.Fields))
	for i, f := range e.Fields {
		errs[i] = f
	}
	return errs
}

// encodeError is a value of the caller's that can't be written as a request.
// It is [ErrInvalidParam], and wraps what the value itself said.
type encodeError struct {
	operation, part string
	err             error
}

func (e *encodeError) Error() string {
	return fmt.Sprintf("metabiz: %s: %s: %v", e.operation, e.part, e.err)
}

func (e *encodeError) Is(target error) bool { return target == ErrInvalidParam }
func (e *encodeError) Unwrap() error        { return e.err }
