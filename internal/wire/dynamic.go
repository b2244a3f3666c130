package wire

import (
	"reflect"
)

// decodeInterface decodes into what a pointer in the interface points to, or else puts a new value into it, as
// encoding/json does: map[string]any, []any, string, float64, bool or nil.
func decodeInterface(s *Scanner, v reflect.Value) {
	isNull := s.next() == 'n'
	if inner := v.Elem(); inner.Kind() == reflect.Pointer && !inner.IsNil() {
		if to := inner.Elem(); !isNull || to.Kind() == reflect.Pointer {
			planFor(to.Type()).decode(s, to)
			return
		}
	}
	switch {
	case isNull:
		if s.Null() {
			v.SetZero()
		}
	case v.NumMethod() > 0:
		s.misfitUnlessNull("decodable: the field is a " + v.Type().String())
	default:
		if value := s.any(); value != nil {
			v.Set(reflect.ValueOf(value))
		} else {
			v.SetZero()
		}
	}
}

// any consumes one value and gives it as encoding/json does.
func (s *Scanner) any() any {
	c := s.next()
	switch kinds[c] {
	case KindString:
		return s.str(s.text())
	case KindBool:
		s.Skip()
		return c == 't'
	case KindNumber:
		start := s.pos
		f, ok := parseFloat(s.number(), 64)
		if !ok {
			s.misfit(start, "a number that a float64 holds", nil)
			return nil
		}
		return f
	case KindObject:
		object := map[string]any{}
		s.open()
		for first := true; ; first = false {
			key, ok := s.member(first, true)
			if !ok {
				return object
			}
			name := s.str(key)
			object[name] = s.any()
		}
	case KindArray:
		list := []any{}
		s.open()
		for first := true; s.element(first); first = false {
			list = append(list, s.any())
		}
		return list
	}
	s.Skip()
	return nil
}
