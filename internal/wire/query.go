package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"strconv"
	"time"
)

// Query turns v into Graph parameters: v is nil, url.Values, a map with string keys, or a struct with json tags, or
// a pointer to one. Strings, also named ones, stand as they are, numbers and booleans plainly, a time.Time as RFC 3339
// with whole seconds, and everything compound as its JSON text. omitempty and omitzero are respected; nil pointers and
// interfaces are left out, nil lists and maps that are not omitted become [] and {}. A type with a MarshalJSON, if it is
// not direct, gives the members of its JSON object. The result is the caller's own. An error names the parameter.
func Query(v any) (url.Values, error) {
	out := url.Values{}
	switch v := v.(type) {
	case nil:
		return out, nil
	case url.Values:
		for name, values := range v {
			out[name] = append([]string(nil), values...)
		}
		return out, nil
	case map[string]string:
		for name, value := range v {
			out.Set(name, value)
		}
		return out, nil
	}
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		if value.IsNil() {
			return out, nil
		}
		if marshals(value) {
			break
		}
		value = value.Elem()
	}
	var err error
	switch {
	case marshals(value):
		err = addMembers(out, value.Interface())
	case value.Kind() == reflect.Struct && value.Type() != reflect.TypeFor[time.Time]():
		err = addFields(out, value)
	case value.Kind() == reflect.Map && value.Type().Key().Kind() == reflect.String:
		for it := value.MapRange(); it.Next() && err == nil; {
			err = addParameter(out, it.Key().String(), it.Value())
		}
	default:
		err = fmt.Errorf("wire: parameters cannot be a %T: want a struct, a map with string keys or url.Values", v)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// marshals tells whether a MarshalJSON must be asked: one that only adds the extra members need not be.
func marshals(v reflect.Value) bool {
	t := v.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	_, ok := v.Interface().(json.Marshaler)
	return ok && t != reflect.TypeFor[time.Time]() && (t.Kind() != reflect.Struct || !isDirect(t))
}

// addMembers adds the members of the JSON object that v marshals to.
func addMembers(out url.Values, v any) error {
	text, err := Marshal(v)
	if err != nil {
		return err
	}
	s := NewScanner(text)
	if kind := s.Kind(); kind != KindObject && kind != KindNull {
		return fmt.Errorf("wire: parameters cannot be a %T: its JSON is not an object", v)
	}
	for key := range s.Object() {
		if s.Kind() == KindNull {
			continue
		}
		name := string(key)
		out.Set(name, plainText(s.Raw()))
	}
	return s.Err()
}

// plainText gives a JSON string without its quotes and escapes, and any other value as it is.
func plainText(text []byte) string {
	if len(text) > 0 && text[0] == '"' {
		return NewScanner(text).ReadString()
	}
	return string(text)
}

func addFields(out url.Values, v reflect.Value) error {
	fields, extra := fieldsOf(v.Type())
	for _, f := range fields {
		value, ok := follow(v, f.index)
		if !ok || !f.exported || f.omit.empty && isEmpty(value) || f.omit.zero && isZero(value) {
			continue
		}
		if err := addParameter(out, f.name, value); err != nil {
			return err
		}
	}
	if extra == nil {
		return nil
	}
	more, ok := follow(v, extra)
	if !ok {
		return nil
	}
	for name, text := range maps.All(more.Interface().(map[string]json.RawMessage)) {
		if out.Has(name) || text == nil {
			continue
		}
		compact, err := AppendRaw(nil, text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out.Set(name, plainText(compact))
	}
	return nil
}

// addParameter adds one parameter, unless it is nil.
func addParameter(out url.Values, name string, v reflect.Value) error {
	text, ok, err := parameter(v)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if ok {
		out.Set(name, text)
	}
	return nil
}

var errNotFinite = errors.New("not a finite number")

// parameter gives the text of one parameter; ok is false for nil.
func parameter(v reflect.Value) (text string, ok bool, err error) {
	for {
		if kind := v.Kind(); kind == reflect.Invalid || (kind == reflect.Pointer || kind == reflect.Interface) && v.IsNil() {
			return "", false, nil
		}
		if t, isTime := v.Interface().(time.Time); isTime {
			return t.Format(time.RFC3339), true, nil
		}
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			v = v.Elem()
			continue
		}
		whole := v
		if v.CanAddr() {
			whole = v.Addr() // its methods include those of v
		}
		switch whole.Interface().(type) {
		case json.Marshaler, encoding.TextMarshaler:
			return marshaled(whole)
		}
		break
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true, nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), true, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10), true, nil
	case reflect.Float32, reflect.Float64:
		f := v.Float()
		if f-f != 0 {
			return "", false, errNotFinite
		}
		return strconv.FormatFloat(f, 'f', -1, v.Type().Bits()), true, nil
	case reflect.Slice:
		if v.IsNil() && v.Type().Elem().Kind() != reflect.Uint8 {
			return "[]", true, nil
		}
	case reflect.Map:
		if v.IsNil() {
			return "{}", true, nil
		}
	}
	return marshaled(v)
}

func marshaled(v reflect.Value) (text string, ok bool, err error) {
	b, err := Marshal(v.Interface())
	if err != nil || string(b) == "null" {
		return "", false, err
	}
	return plainText(b), true, nil
}

// follow is like reflect.Value.FieldByIndex, and gives false for a field in an embedded nil pointer.
func follow(v reflect.Value, path []int) (reflect.Value, bool) {
	for i, index := range path {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(index)
	}
	return v, true
}

// isEmpty is what omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isZero is what omitzero leaves out.
func isZero(v reflect.Value) bool {
	if kind := v.Kind(); (kind == reflect.Pointer || kind == reflect.Interface) && v.IsNil() {
		return true
	}
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	if v.CanAddr() {
		if z, ok := v.Addr().Interface().(interface{ IsZero() bool }); ok {
			return z.IsZero()
		}
	}
	return v.IsZero()
}
