package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
)

// MaxDepth is how many objects and lists may be open at once; deeper input is refused as malformed.
const MaxDepth = 1000

// Kind is what a JSON value is, as told by its first byte.
type Kind byte

// The kinds of JSON values. KindInvalid stands for the end of the input, too.
const (
	KindInvalid Kind = 0
	KindNull    Kind = 'n'
	KindBool    Kind = 't'
	KindNumber  Kind = '0'
	KindString  Kind = '"'
	KindObject  Kind = '{'
	KindArray   Kind = '['
)

var kinds = [256]Kind{
	'n': KindNull, 't': KindBool, 'f': KindBool, '"': KindString, '{': KindObject, '[': KindArray, '-': KindNumber,
	'0': KindNumber, '1': KindNumber, '2': KindNumber, '3': KindNumber, '4': KindNumber,
	'5': KindNumber, '6': KindNumber, '7': KindNumber, '8': KindNumber, '9': KindNumber,
}

// SyntaxError tells where the input stops being JSON.
type SyntaxError struct {
	Offset  int // in bytes from the start of the input
	Problem string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("malformed JSON at byte %d: %s", e.Offset, e.Problem)
}

// Scanner pulls values out of JSON text, for decoders written by hand. Every Read method consumes exactly one value
// whatever its kind, and gives zero for one that it cannot turn into what was asked. Malformed input stops the
// scanner for good: all later reads give zero, loops end, and Err tells where it was.
type Scanner struct {
	data     []byte
	pos      int
	depth    int
	err      *SyntaxError
	scratch  []byte
	interned *interned // nil: every string is allocated anew
	shared   string    // a copy of a part of data that strings are parts of, see Share
	sharedAt int       // where that part starts
	sharing  bool
	first    bool // nothing has been read of the object or list that was opened last
	strict   bool
	misfits  []misfit
}

// NewScanner reads the JSON text data, which it does not copy: data must not change while it is read.
func NewScanner(data []byte) *Scanner { return &Scanner{data: data} }

// Err gives the *SyntaxError that stopped the scanner, or nil.
func (s *Scanner) Err() error {
	if s.err == nil {
		return nil
	}
	return s.err
}

// End tells whether nothing but white space is left, and returns Err or what is wrong.
func (s *Scanner) End() error {
	if s.next() != 0 || s.pos < len(s.data) {
		s.fail("text after the end of the value")
	}
	return s.Err()
}

// Kind tells what the next value is, without reading it.
func (s *Scanner) Kind() Kind { return kinds[s.next()] }

// Null consumes the next value if it is null, and tells whether it was.
func (s *Scanner) Null() bool {
	if s.next() != 'n' {
		return false
	}
	return s.literal("null")
}

// Skip consumes the next value, checking that it is well-formed.
func (s *Scanner) Skip() {
	switch c := s.next(); kinds[c] {
	case KindString:
		s.span()
	case KindNumber:
		s.number()
	case KindObject:
		s.open()
		for first := true; ; first = false {
			if _, ok := s.member(first, false); !ok {
				return
			}
			s.Skip()
		}
	case KindArray:
		s.open()
		for first := true; s.element(first); first = false {
			s.Skip()
		}
	case KindNull:
		s.literal("null")
	case KindBool:
		if c == 't' {
			s.literal("true")
		} else {
			s.literal("false")
		}
	default:
		s.unexpected("a value")
	}
}

// Raw consumes the next value and gives its text, a part of the input that must not be kept or changed.
func (s *Scanner) Raw() []byte {
	s.next()
	start := s.pos
	s.Skip()
	if s.err != nil {
		return nil
	}
	return s.data[start:s.pos:s.pos]
}

// RawMessage consumes the next value and gives a copy of its text.
func (s *Scanner) RawMessage() json.RawMessage { return bytes.Clone(s.Raw()) }

// Object consumes the next value and yields the key of each member; the loop's body reads the member's value, or
// leaves it to be skipped. A key must not be kept: it is valid until the value is read. Null, the empty list that
// Graph sends for an empty object, and a value of any other kind yield nothing. Leaving the loop early skips the rest.
func (s *Scanner) Object() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if ok, empty := s.enterObject(); !ok || empty {
			return
		}
		wanted := true
		for first := true; ; first = false {
			key, ok := s.member(first, wanted)
			if !ok {
				return
			}
			start := s.pos
			if wanted {
				wanted = yield(key)
			}
			if s.pos == start {
				s.Skip()
			}
		}
	}
}

// Array consumes the next value and yields the index of each element; the loop's body reads the element, or leaves it
// to be skipped. Null and a value of any other kind yield nothing. Leaving the loop early skips the rest.
func (s *Scanner) Array() iter.Seq[int] {
	return func(yield func(int) bool) {
		if s.next() != '[' {
			s.misfitUnlessNull("a list")
			return
		}
		s.open()
		wanted := true
		for i := 0; s.element(i == 0); i++ {
			s.next()
			start := s.pos
			if wanted {
				wanted = yield(i)
			}
			if s.pos == start {
				s.Skip()
			}
		}
	}
}

// next moves to the next byte that is not white space and gives it, or 0 at the end.
func (s *Scanner) next() byte {
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		if c > ' ' {
			return c
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			s.fail("a control character between tokens")
			return 0
		}
		s.pos++
	}
	return 0
}

func (s *Scanner) fail(problem string) {
	if s.err == nil {
		s.err = &SyntaxError{Offset: s.pos, Problem: problem}
	}
	s.pos = len(s.data)
}

func (s *Scanner) unexpected(wanted string) {
	if s.pos >= len(s.data) {
		s.fail("it ends where " + wanted + " must be")
		return
	}
	s.fail(fmt.Sprintf("%q where %s must be", s.data[s.pos], wanted))
}

func (s *Scanner) literal(text string) bool {
	if end := s.pos + len(text); end <= len(s.data) && string(s.data[s.pos:end]) == text {
		s.pos = end
		return true
	}
	s.fail("an unknown word, not " + text)
	return false
}

// open steps into the object or list whose first byte is next.
func (s *Scanner) open() {
	s.pos++
	s.depth++
	if s.depth > MaxDepth {
		s.fail(fmt.Sprintf("more than %d objects and lists inside one another", MaxDepth))
	}
}

func (s *Scanner) close() {
	s.pos++
	s.depth--
}

// enterObject steps into an object. An empty list counts as an empty object: it is consumed, and nothing is left to
// read. Anything else is consumed, and ok is false.
func (s *Scanner) enterObject() (ok, empty bool) {
	switch s.next() {
	case '{':
		s.open()
		return s.err == nil, false
	case '[':
		// PHP cannot tell an empty map from an empty list.
		start := s.pos
		s.open()
		if !s.element(true) {
			return s.err == nil, true
		}
		s.pos = start
		s.depth--
	}
	s.misfitUnlessNull("an object")
	return false, false
}

// member moves to the value of an object's next member and gives its key, or closes the object and gives false.
func (s *Scanner) member(first, wanted bool) ([]byte, bool) {
	c := s.next()
	if c == '}' {
		s.close()
		return nil, false
	}
	if !first {
		if c != ',' {
			s.unexpected("a comma or }")
			return nil, false
		}
		s.pos++
		c = s.next()
	}
	if c != '"' {
		s.unexpected("a key")
		return nil, false
	}
	key, plain := s.span()
	if !plain && wanted {
		key = s.unescape(key)
	}
	if s.pos < len(s.data) && s.data[s.pos] == ':' {
		s.pos++
	} else if s.next() == ':' {
		s.pos++
	} else {
		s.unexpected("a colon")
	}
	s.next()
	return key, s.err == nil
}

// skipToken moves behind the key and colon of an object's next member if they are exactly token.
func (s *Scanner) skipToken(token string, first bool) bool {
	start := s.pos
	if !first {
		if start >= len(s.data) || s.data[start] != ',' {
			return false
		}
		start++
	}
	end := start + len(token)
	if end > len(s.data) || string(s.data[start:end]) != token {
		return false
	}
	s.pos = end
	return true
}

// element moves to a list's next element, or closes the list and gives false.
func (s *Scanner) element(first bool) bool {
	c := s.next()
	if c == ']' {
		s.close()
		return false
	}
	if !first {
		if c != ',' {
			s.unexpected("a comma or ]")
			return false
		}
		s.pos++
		c = s.next()
	}
	if c == 0 {
		s.unexpected("a value")
	}
	return s.err == nil
}
