package wire

import (
	"encoding/base64"
	"reflect"
)

// The decoders in this file leave v as it is when the value is null or does not fit.

func decodeString(s *Scanner, v reflect.Value) {
	if text, ok := s.readString(); ok {
		v.SetString(text)
	}
}

// decodeNumeral fills a string with the text of a number, which may be in a string; null empties it.
func decodeNumeral(s *Scanner, v reflect.Value) {
	switch s.Kind() {
	case KindBool:
		s.misfitUnlessNull("a number")
	case KindNull:
		if s.Null() {
			v.SetString("")
		}
	default:
		decodeString(s, v)
	}
}

func decodeBool(s *Scanner, v reflect.Value) {
	if b, ok := s.readBool(); ok {
		v.SetBool(b)
	}
}

func decodeInt(s *Scanner, v reflect.Value) {
	s.next()
	start := s.pos
	n, ok := s.readInt()
	switch {
	case !ok:
	case v.OverflowInt(n):
		s.misfit(start, v.Type().String()+" (too big)", nil)
	default:
		v.SetInt(n)
	}
}

func decodeUint(s *Scanner, v reflect.Value) {
	s.next()
	start := s.pos
	n, ok := s.readUint()
	switch {
	case !ok:
	case v.OverflowUint(n):
		s.misfit(start, v.Type().String()+" (too big)", nil)
	default:
		v.SetUint(n)
	}
}

func decodeFloat(s *Scanner, v reflect.Value) {
	if f, ok := s.readFloat(v.Type().Bits()); ok {
		v.SetFloat(f)
	}
}

func decodeTime(s *Scanner, v reflect.Value) {
	if t, ok := s.readTime(); ok {
		v.Set(reflect.ValueOf(t))
	}
}

func decodeRaw(s *Scanner, v reflect.Value) {
	if raw := s.RawMessage(); s.err == nil {
		v.SetBytes(raw)
	}
}

// decodeNumber fills a json.Number, whose text must be a number's or empty.
func decodeNumber(s *Scanner, v reflect.Value) {
	kind := s.Kind()
	start := s.pos
	var text []byte
	switch kind {
	case KindNumber:
		text = s.number()
	case KindString:
		text = s.text()
		if len(text) > 0 && numberLength(text) != len(text) {
			s.misfit(start, "a number", nil)
			return
		}
	default:
		s.misfitUnlessNull("a number")
		return
	}
	if s.err == nil {
		v.SetString(string(text))
	}
}

// decodeBase64 fills a slice of bytes from a string.
func decodeBase64(s *Scanner, v reflect.Value) {
	s.next()
	start := s.pos
	text := s.text()
	if s.err != nil {
		return
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err != nil {
		s.misfit(start, "base64", err)
		return
	}
	v.SetBytes(out[:n])
}

// quoted decodes a field with the string option: the value is a string that holds the JSON text of what the field
// takes. A value that is not wrapped so is taken as it is.
func quoted(inner *plan) *plan {
	return &plan{decode: func(s *Scanner, v reflect.Value) {
		if s.Kind() != KindString {
			inner.decode(s, v)
			return
		}
		start := s.pos
		text := s.text()
		if s.err != nil {
			return
		}
		content := NewScanner(append([]byte(nil), text...))
		content.strict = s.strict
		before := content.Kind()
		if before == KindInvalid || !wellFormed(content.data) {
			s.pos = start
			inner.decode(s, v)
			return
		}
		inner.decode(content, v)
		for _, m := range content.misfits {
			s.misfit(start, m.want, m.err)
		}
	}}
}

func wellFormed(text []byte) bool {
	s := NewScanner(text)
	s.Skip()
	return s.End() == nil
}
