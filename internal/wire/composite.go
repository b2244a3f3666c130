package wire

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
)

func (b *builder) pointer(t reflect.Type) func(*Scanner, reflect.Value) {
	elem := t.Elem()
	inner := b.plan(elem)
	return func(s *Scanner, v reflect.Value) {
		if s.next() == 'n' {
			if s.Null() {
				v.SetZero()
			}
			return
		}
		if v.IsNil() {
			if !v.CanSet() {
				s.misfitUnlessNull("decodable: the field is not exported")
				return
			}
			v.Set(reflect.New(elem))
		}
		inner.decode(s, v.Elem())
	}
}

func (b *builder) slice(t reflect.Type) func(*Scanner, reflect.Value) {
	inner := b.plan(t.Elem())
	isBytes := t.Elem().Kind() == reflect.Uint8
	isWide := t.Elem().Kind() == reflect.Struct && t.Elem().Size() >= wide
	return func(s *Scanner, v reflect.Value) {
		c := s.next()
		if c == '"' && isBytes {
			decodeBase64(s, v)
			return
		}
		if c != '[' {
			if s.Null() {
				v.SetZero()
			} else {
				s.misfitUnlessNull("a list")
			}
			return
		}
		start := s.pos
		s.open()
		n := 0
		for s.element(n == 0) {
			switch {
			case n < v.Cap():
			case n == 0 && isWide:
				v.Grow(s.count())
			default:
				v.Grow(s.room(n, start))
			}
			if n >= v.Len() {
				v.SetLen(n + 1)
			}
			inner.decode(s, v.Index(n))
			n++
		}
		switch {
		case n < v.Len():
			v.SetLen(n)
		case n == 0 && v.IsNil():
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
	}
}

// room tells for how many more elements a list that starts at start and has n of them needs room. The list of a page's
// rows, which is most of the input, is measured by the rows so far; all others grow by doubling.
func (s *Scanner) room(n, start int) int {
	const outermost, measured = 2, 4
	if s.depth > outermost || n < measured {
		return 1
	}
	each := (s.pos - start) / n
	return min((len(s.data)-s.pos)/each+1, 8*n)
}

// wide is the size in bytes from which the elements of a list are counted before there is room made for them: to grow by
// doubling would clear and copy far more than there is to read.
const wide = 256

// count guesses how many objects the list has whose first element is next. It is right for flat ones.
func (s *Scanner) count() int {
	const most = 64
	text := s.data[s.pos:]
	if end := bytes.IndexByte(text, ']'); end >= 0 {
		text = text[:end]
	}
	return min(max(bytes.Count(text, openBrace), 1), most)
}

var openBrace = []byte("{")

func (b *builder) array(t reflect.Type) func(*Scanner, reflect.Value) {
	inner := b.plan(t.Elem())
	return func(s *Scanner, v reflect.Value) {
		if s.next() != '[' {
			s.misfitUnlessNull("a list")
			return
		}
		s.open()
		n := 0
		for ; s.element(n == 0); n++ {
			if n < v.Len() {
				inner.decode(s, v.Index(n))
			} else {
				s.Skip()
			}
		}
		for ; n < v.Len(); n++ {
			v.Index(n).SetZero()
		}
	}
}

func (b *builder) mapping(t reflect.Type) func(*Scanner, reflect.Value) {
	switch t {
	case reflect.TypeFor[map[string]string]():
		return func(s *Scanner, v reflect.Value) {
			decodeMap(s, v.Addr().Interface().(*map[string]string), (*Scanner).ReadString)
		}
	case reflect.TypeFor[map[string]json.RawMessage]():
		return func(s *Scanner, v reflect.Value) {
			decodeMap(s, v.Addr().Interface().(*map[string]json.RawMessage), (*Scanner).RawMessage)
		}
	case reflect.TypeFor[map[string]any]():
		return func(s *Scanner, v reflect.Value) {
			decodeMap(s, v.Addr().Interface().(*map[string]any), (*Scanner).any)
		}
	}
	key := keyDecoder(t.Key())
	if key == nil {
		return func(s *Scanner, _ reflect.Value) { s.misfitUnlessNull("decodable: the field is a " + t.String()) }
	}
	elem := t.Elem()
	inner := b.plan(elem)
	return func(s *Scanner, v reflect.Value) {
		if s.Null() {
			v.SetZero()
			return
		}
		ok, empty := s.enterObject()
		if !ok {
			return
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(t))
		}
		if empty {
			return
		}
		name := reflect.New(t.Key()).Elem()
		value := reflect.New(elem).Elem()
		for first := true; ; first = false {
			text, ok := s.member(first, true)
			if !ok {
				return
			}
			start := s.pos
			name.SetZero()
			err := key(name, text)
			value.SetZero()
			inner.decode(s, value)
			if err != nil {
				s.misfit(start, "under a key of type "+t.Key().String(), err)
			} else if s.err == nil {
				v.SetMapIndex(name, value)
			}
		}
	}
}

// decodeMap is the map decoder for the types that need no reflection.
func decodeMap[V any](s *Scanner, m *map[string]V, read func(*Scanner) V) {
	if s.Null() {
		*m = nil
		return
	}
	ok, empty := s.enterObject()
	if !ok {
		return
	}
	if *m == nil {
		*m = map[string]V{}
	}
	if empty {
		return
	}
	for first := true; ; first = false {
		key, ok := s.member(first, true)
		if !ok {
			return
		}
		name := s.str(key)
		value := read(s)
		if s.err == nil {
			(*m)[name] = value
		}
	}
}

// keyDecoder tells how the text of a key becomes a map key of type t, or gives nil if it cannot.
func keyDecoder(t reflect.Type) func(reflect.Value, []byte) error {
	if reflect.PointerTo(t).Implements(untext) {
		return func(v reflect.Value, text []byte) error {
			return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(text)
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(v reflect.Value, text []byte) error {
			v.SetString(string(text))
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v reflect.Value, text []byte) error {
			n, err := strconv.ParseInt(string(text), 10, t.Bits())
			v.SetInt(n)
			return err
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return func(v reflect.Value, text []byte) error {
			n, err := strconv.ParseUint(string(text), 10, t.Bits())
			v.SetUint(n)
			return err
		}
	}
	return nil
}
