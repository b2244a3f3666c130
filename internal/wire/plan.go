package wire

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

// plan tells how a type is decoded. Plans refer to one another by pointer, so that types may be recursive.
type plan struct {
	// decode consumes one value into v, which can be set.
	decode func(s *Scanner, v reflect.Value)
}

var (
	plans     sync.Map // reflect.Type -> *plan, complete ones only
	planning  sync.Mutex
	unmarshal = reflect.TypeFor[json.Unmarshaler]()
	untext    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func planFor(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	planning.Lock()
	defer planning.Unlock()
	b := builder{made: map[reflect.Type]*plan{}}
	p := b.plan(t)
	// Only now is every plan that these refer to complete.
	for t, p := range b.made {
		plans.LoadOrStore(t, p)
	}
	return p
}

var numerals sync.Map // reflect.Type -> nothing

// Numeral declares that the UnmarshalJSON of T does no more than take the text of strings and numbers as it is: Unmarshal
// does so itself, without the detour through the method. It must be declared before a T is decoded.
func Numeral[T ~string]() bool {
	numerals.Store(reflect.TypeFor[T](), nil)
	return true
}

func isNumeral(t reflect.Type) bool {
	_, ok := numerals.Load(t)
	return ok
}

// builder makes the plans of a type and of all that it contains.
type builder struct {
	made map[reflect.Type]*plan
}

func (b *builder) plan(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	if p, ok := b.made[t]; ok {
		return p
	}
	p := new(plan)
	b.made[t] = p
	p.decode = b.decoder(t)
	return p
}

func (b *builder) decoder(t reflect.Type) func(*Scanner, reflect.Value) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return decodeTime
	case reflect.TypeFor[json.RawMessage]():
		return decodeRaw
	case reflect.TypeFor[json.Number]():
		return decodeNumber
	}
	// A pointer's methods are those of what it points to, which has its own plan.
	if t.Kind() != reflect.Pointer && t.Name() != "" {
		to := reflect.PointerTo(t)
		switch {
		case isNumeral(t):
			return decodeNumeral
		case to.Implements(unmarshal):
			if t.Kind() != reflect.Struct || !isDirect(t) {
				return b.unmarshaler(t)
			}
		case to.Implements(untext):
			return b.textUnmarshaler(t)
		}
	}
	return b.methodless(t)
}

// methodless decodes by the kind of the type alone.
func (b *builder) methodless(t reflect.Type) func(*Scanner, reflect.Value) {
	switch t.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return decodeInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return decodeUint
	case reflect.Float32, reflect.Float64:
		return decodeFloat
	case reflect.Interface:
		return decodeInterface
	case reflect.Pointer:
		return b.pointer(t)
	case reflect.Struct:
		return b.structure(t)
	case reflect.Map:
		return b.mapping(t)
	case reflect.Slice:
		return b.slice(t)
	case reflect.Array:
		return b.array(t)
	}
	return func(s *Scanner, _ reflect.Value) { s.misfitUnlessNull("decodable: the field is a " + t.String()) }
}

// unmarshaler decodes by the type's UnmarshalJSON.
func (b *builder) unmarshaler(t reflect.Type) func(*Scanner, reflect.Value) {
	return func(s *Scanner, v reflect.Value) {
		s.next()
		start := s.pos
		raw := s.Raw()
		if s.err != nil {
			return
		}
		if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw); err != nil {
			s.misfit(start, t.String(), err)
		}
	}
}

// textUnmarshaler decodes by the type's UnmarshalText, which gets the text of numbers and booleans, too.
func (b *builder) textUnmarshaler(t reflect.Type) func(*Scanner, reflect.Value) {
	return func(s *Scanner, v reflect.Value) {
		var text []byte
		kind := s.Kind()
		start := s.pos
		switch kind {
		case KindString:
			text = s.text()
		case KindNumber, KindBool:
			text = s.Raw()
		default:
			s.misfitUnlessNull(t.String())
			return
		}
		if s.err != nil {
			return
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(text); err != nil {
			s.misfit(start, t.String(), err)
		}
	}
}
