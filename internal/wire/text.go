package wire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// span consumes the string that starts at the next byte and gives what is between its quotes. The text is plain when
// it stands for itself: no escapes, and valid UTF-8.
func (s *Scanner) span() (text []byte, plain bool) {
	data := s.data
	start := s.pos + 1
	i := start
	var seen uint64 // bytes so far, or-ed; may count some behind the closing quote
	escaped := false
	for {
		// Eight bytes at a time: the lowest set bit of special marks the first quote, backslash or control character.
		for i+8 <= len(data) {
			x := binary.LittleEndian.Uint64(data[i:])
			seen |= x
			quote := x ^ ('"' * lows)
			slash := x ^ ('\\' * lows)
			special := ((x-0x20*lows) & ^x | (quote-lows)&^quote | (slash-lows)&^slash) & highs
			if special != 0 {
				i += bits.TrailingZeros64(special) >> 3
				break
			}
			i += 8
		}
		if i >= len(data) {
			s.fail("a string without an end")
			return nil, true
		}
		switch c := data[i]; {
		case c == '"':
			s.pos = i + 1
			text = data[start:i:i]
			return text, !escaped && (seen&highs == 0 || utf8.Valid(text))
		case c == '\\':
			escaped = true
			n := escapeLength(data[i:])
			if n == 0 {
				s.pos = i
				s.fail("an unknown escape in a string")
				return nil, true
			}
			i += n
		case c < ' ':
			s.pos = i
			s.fail("a control character in a string")
			return nil, true
		default:
			seen |= uint64(c)
			i++
		}
	}
}

// escapeLength gives the length of the escape that b starts with, or 0 if it is none.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) >= 6 && hexRune(b[2:6]) >= 0 {
			return 6
		}
	}
	return 0
}

// hexRune reads four hexadecimal digits, or gives -1.
func hexRune(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// unescape gives what the text of a string stands for, with U+FFFD for what is not UTF-8. The escapes are known to be
// good. The result is valid until the next call.
func (s *Scanner) unescape(text []byte) []byte {
	out := s.scratch[:0]
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\\':
			r, n := unescapeRune(text[i:])
			out = utf8.AppendRune(out, r)
			i += n
		case c < utf8.RuneSelf:
			run := i
			for i++; i < len(text) && text[i] != '\\' && text[i] < utf8.RuneSelf; i++ {
			}
			out = append(out, text[run:i]...)
		default:
			r, n := utf8.DecodeRune(text[i:])
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	s.scratch = out
	return out
}

// unescapeRune reads one escape, or the two that make up a surrogate pair, and tells how long it was.
func unescapeRune(b []byte) (rune, int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := hexRune(b[2:6])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if pair := utf16.DecodeRune(r, hexRune(b[8:12])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(b[1]), 2
}

// text consumes the string that starts at the next byte and gives what it stands for, valid until the next read.
func (s *Scanner) text() []byte {
	b, plain := s.span()
	if plain {
		return b
	}
	return s.unescape(b)
}

// part is text of a scanner that shares its strings: it is cut out of a copy of the input where it stands plainly there.
func (s *Scanner) part() (v string, ok bool) {
	start := s.pos + 1
	b, plain := s.span()
	switch {
	case s.err != nil:
		return "", false
	case !plain:
		return string(s.unescape(b)), true
	case len(b) > sharedText/4:
		return string(b), true
	}
	if start+len(b) > s.sharedAt+len(s.shared) || start < s.sharedAt {
		s.shared = string(s.data[start:min(start+sharedText, len(s.data))])
		s.sharedAt = start
	}
	at := start - s.sharedAt
	return s.shared[at : at+len(b)], true
}
