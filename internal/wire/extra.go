package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Marshal gives the JSON text of v as encoding/json does, but leaves <, > and & as they are.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// MarshalWithExtra gives the JSON object of v with the members of extra behind its own, sorted by name. A member that v
// has written wins over the one in extra. It is what a type with an extra field calls from MarshalJSON, on an alias of
// itself. It is an error if v is no object, or if extra holds malformed JSON.
func MarshalWithExtra(v any, extra map[string]json.RawMessage) ([]byte, error) {
	out, err := Marshal(v)
	if err != nil || len(extra) == 0 {
		return out, err
	}
	s := NewScanner(out)
	if kind := s.Kind(); kind == KindNull {
		out = []byte("{}")
		s = NewScanner(out)
	} else if kind != KindObject {
		return nil, fmt.Errorf("wire: cannot add members to %T: its JSON is not an object", v)
	}
	written := map[string]bool{}
	for key := range s.Object() {
		written[string(key)] = true
	}
	out = out[:len(out)-1]
	separate := len(written) > 0
	for _, key := range slices.Sorted(maps.Keys(extra)) {
		if written[key] {
			continue
		}
		if separate {
			out = append(out, ',')
		}
		separate = true
		out = AppendString(out, key)
		out = append(out, ':')
		if out, err = AppendRaw(out, extra[key]); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return append(out, '}'), nil
}

// MarshalReplacing gives the JSON object of v with others behind its own members, sorted by name, and in place of those of
// the same name. It is an error if v is no object, or if others holds malformed JSON.
func MarshalReplacing(v any, others map[string]json.RawMessage) ([]byte, error) {
	text, err := Marshal(v)
	if err != nil {
		return nil, err
	}
	s := NewScanner(text)
	if kind := s.Kind(); kind != KindObject && kind != KindNull {
		return nil, fmt.Errorf("wire: cannot add members to %T: its JSON is not an object", v)
	}
	w := NewWriter(make([]byte, 0, len(text)+64)).BeginObject()
	for key := range s.Object() {
		name := string(key)
		if _, replaced := others[name]; replaced {
			continue
		}
		w.Key(name).Raw(s.Raw())
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		w.Key(name).Raw(others[name])
	}
	return w.EndObject().Bytes()
}
