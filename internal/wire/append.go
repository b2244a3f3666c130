package wire

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// asIs tells which ASCII bytes stand for themselves in a JSON string.
var asIs = func() (t [utf8.RuneSelf]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// AppendString appends s as a JSON string: quotes, backslashes, control characters, U+2028 and U+2029 are escaped, and
// what is not UTF-8 becomes \ufffd, as encoding/json does it without HTML escaping.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0 // of what is not yet copied
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if asIs[c] {
				i++
				continue
			}
			dst = append(dst, s[start:i]...)
			dst = appendEscaped(dst, c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(dst, s[start:i]...)
			dst = append(dst, `\ufffd`...)
			start = i + n
		case r == '\u2028' || r == '\u2029':
			dst = append(dst, s[start:i]...)
			dst = append(dst, `\u202`...)
			dst = append(dst, hexDigits[r&0xf])
			start = i + n
		}
		i += n
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscaped(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}

// AppendTime appends t as a JSON string in RFC 3339 with whole seconds, the form that Graph takes everywhere.
func AppendTime(dst []byte, t time.Time) []byte {
	dst = append(dst, '"')
	dst = t.AppendFormat(dst, time.RFC3339)
	return append(dst, '"')
}

// AppendRaw appends JSON text without its white space; text that is nil is null. Malformed text is a *SyntaxError.
func AppendRaw(dst []byte, text json.RawMessage) ([]byte, error) {
	if text == nil {
		return append(dst, "null"...), nil
	}
	s := NewScanner(text)
	s.Skip()
	if err := s.End(); err != nil {
		return dst, err
	}
	b := bytes.NewBuffer(dst)
	err := json.Compact(b, text)
	return b.Bytes(), err
}
