package wire

import (
	"errors"
	"fmt"
	"strconv"
)

// maxMisfits is how many fields UnmarshalStrict complains of; the others are left zero silently.
const maxMisfits = 100

// FieldError is a value that does not fit the field it is for.
type FieldError struct {
	Path string // to the value: entry[0].changes[2].field, or empty for the whole
	Want string // what the field takes
	Got  string // the value's text, shortened
	Err  error  // what the type's own UnmarshalJSON or UnmarshalText said, if it was that which refused
}

func (e *FieldError) Error() string {
	where := e.Path
	if where == "" {
		where = "the value"
	}
	text := fmt.Sprintf("%s: %s is not %s", where, e.Got, e.Want)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *FieldError) Unwrap() error { return e.Err }

// misfit is a FieldError in the making: its path is found only when somebody wants to know.
type misfit struct {
	offset int
	want   string
	err    error
}

// misfit notes that the value at offset start is not what was wanted.
func (s *Scanner) misfit(start int, want string, err error) {
	if s.strict && len(s.misfits) < maxMisfits {
		s.misfits = append(s.misfits, misfit{start, want, err})
	}
}

// misfitUnlessNull consumes a value that is not what was wanted; null fits everything.
func (s *Scanner) misfitUnlessNull(want string) {
	if s.Null() || s.err != nil {
		return
	}
	start := s.pos
	s.Skip()
	s.misfit(start, want, nil)
}

// fieldErrors joins the misfits, each with the path to its value.
func (s *Scanner) fieldErrors() error {
	if len(s.misfits) == 0 {
		return nil
	}
	l := locator{walk: NewScanner(s.data), misfits: s.misfits}
	l.value(nil)
	return errors.Join(l.found...)
}

// locator walks over the input once and gives each misfit, in order, the path at its offset.
type locator struct {
	walk    *Scanner
	misfits []misfit
	found   []error
}

func (l *locator) value(path []byte) {
	kind := l.walk.Kind()
	for len(l.misfits) > 0 && l.misfits[0].offset == l.walk.pos {
		m := l.misfits[0]
		l.misfits = l.misfits[1:]
		start := l.walk.pos
		got := shorten(l.walk.Raw())
		l.walk.pos = start
		l.found = append(l.found, &FieldError{Path: string(path), Want: m.want, Got: got, Err: m.err})
	}
	switch kind {
	case KindObject:
		for key := range l.walk.Object() {
			inner := path
			if len(path) > 0 {
				inner = append(inner, '.')
			}
			l.value(append(inner, key...))
		}
	case KindArray:
		for i := range l.walk.Array() {
			inner := append(path, '[')
			inner = strconv.AppendInt(inner, int64(i), 10)
			l.value(append(inner, ']'))
		}
	default:
		l.walk.Skip()
	}
}

func shorten(text []byte) string {
	const most = 60
	if len(text) > most {
		return string(text[:most-3]) + "..."
	}
	return string(text)
}
