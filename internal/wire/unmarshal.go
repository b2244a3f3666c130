package wire

import (
	"fmt"
	"reflect"
	"sync"
)

// Unmarshal decodes the JSON text data into what v points to, as encoding/json does, and is lenient beyond it:
//
//   - numbers may be in strings ("" is 0), and numbers and booleans may be where strings are wanted;
//   - booleans may be 0 or 1, and be in strings;
//   - time.Time takes every form of ParseTime;
//   - an empty list is an empty object;
//   - a value that does not fit its field leaves the field as it is, and the rest is decoded.
//
// A field of type map[string]json.RawMessage with the tag `json:"-" wire:"extra"` keeps the members that the struct
// has no field for. The error is a *SyntaxError, or says that v is no pointer; v is then filled in part.
//
// A type may call Unmarshal from its UnmarshalJSON on an alias of itself, to have this leniency under encoding/json.
// When it does nothing else, and its MarshalJSON no more than MarshalWithExtra, the tag option `wire:"direct"`, on any
// of its fields or on a blank one, lets Unmarshal and Query see its fields without the detour through the methods.
func Unmarshal(data []byte, v any) error {
	s := borrow(data)
	defer giveBack(s)
	if err := s.decodeTop(v); err != nil {
		return err
	}
	return s.End()
}

// UnmarshalStrict decodes as Unmarshal does, and afterwards reports each value that did not fit as a *FieldError, all
// joined, up to 100 of them. What a type's own UnmarshalJSON has swallowed is not reported.
func UnmarshalStrict(data []byte, v any) error {
	s := borrow(data)
	defer giveBack(s)
	s.strict = true
	if err := s.decodeTop(v); err != nil {
		return err
	}
	if err := s.End(); err != nil {
		return err
	}
	return s.fieldErrors()
}

// Scan has read consume the one value that data holds, and gives the *SyntaxError that stopped it or that follows it. It
// is cheaper than NewScanner. The scanner must not be kept.
func Scan(data []byte, read func(*Scanner)) error {
	s := borrow(data)
	defer giveBack(s)
	read(s)
	return s.End()
}

// ScanSharing is Scan for a body of many items, whose strings are parts of copies of it: see Share.
func ScanSharing(data []byte, read func(*Scanner)) error {
	s := borrow(data)
	defer giveBack(s)
	s.sharing = true
	read(s)
	return s.End()
}

// Decode consumes the next value into what v points to, by the rules of Unmarshal. A v that is no pointer panics.
func (s *Scanner) Decode(v any) {
	if err := s.decodeTop(v); err != nil {
		panic(err)
	}
}

func (s *Scanner) decodeTop(v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("wire: cannot decode into %T: want a pointer that is not nil", v)
	}
	p := planFor(target.Type().Elem())
	p.decode(s, target.Elem())
	return nil
}

var scanners = sync.Pool{New: func() any { return &Scanner{interned: new(interned)} }}

// maxScratch bounds the buffer that an idle scanner keeps.
const maxScratch = 64 << 10

func borrow(data []byte) *Scanner {
	s := scanners.Get().(*Scanner)
	s.data = data
	return s
}

func giveBack(s *Scanner) {
	scratch := s.scratch
	if cap(scratch) > maxScratch {
		scratch = nil
	}
	*s = Scanner{scratch: scratch, interned: s.interned}
	scanners.Put(s)
}
