package pages

import "reflect"

// direct gives what a pointer points to: Go gives *Text the methods of Text, so
// that either is [Content]. A nil pointer is nothing.
func direct[T any](v T) T {
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Pointer {
		return v
	}
	var none T
	if r.IsNil() {
		return none
	}
	inner, ok := r.Elem().Interface().(T)
	if !ok {
		return none
	}
	return inner
}
