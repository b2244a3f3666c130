package wire

import (
	"math"
	"strconv"
)

// number consumes the number that starts at the next byte and gives its text.
func (s *Scanner) number() []byte {
	start := s.pos
	end := start + numberLength(s.data[start:])
	if end == start {
		s.fail("a malformed number")
		return nil
	}
	s.pos = end
	return s.data[start:end:end]
}

// numberLength gives the length of the number that b starts with, or 0 if it is not one as JSON defines it.
func numberLength(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	digits := digitCount(b[i:])
	if digits == 0 || digits > 1 && b[i] == '0' {
		return 0
	}
	i += digits
	if i < len(b) && b[i] == '.' {
		digits = digitCount(b[i+1:])
		if digits == 0 {
			return 0
		}
		i += 1 + digits
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		digits = digitCount(b[i:])
		if digits == 0 {
			return 0
		}
		i += digits
	}
	return i
}

func digitCount(b []byte) int {
	for i, c := range b {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(b)
}

// startsNumber tells whether the text of a string may be a number, which strconv decides: it must not get the names of
// infinity and of what is not a number.
func startsNumber(b []byte) bool {
	if len(b) > 1 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	return '0' <= b[0] && b[0] <= '9' || b[0] == '.'
}

// parseUint reads a whole number that is not negative.
func parseUint(b []byte) (uint64, bool) {
	if len(b) > 1 && b[0] == '+' {
		b = b[1:]
	}
	if len(b) == 0 {
		return 0, false
	}
	var n uint64
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return parseWholeFloat(b)
		}
		if n > math.MaxUint64/10 || n == math.MaxUint64/10 && d > math.MaxUint64%10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

// parseWholeFloat reads 1.0 and 1e3, as long as a float64 holds every whole number of that size.
func parseWholeFloat(b []byte) (uint64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || f != math.Trunc(f) || f < 0 || f > 1<<53 {
		return 0, false
	}
	return uint64(f), true
}

func parseInt(b []byte) (int64, bool) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		b = b[1:]
	}
	n, ok := parseUint(b)
	switch {
	case !ok:
		return 0, false
	case negative && n <= 1<<63:
		return -int64(n), true
	case !negative && n < 1<<63:
		return int64(n), true
	}
	return 0, false
}

func parseFloat(b []byte, bits int) (float64, bool) {
	f, err := strconv.ParseFloat(string(b), bits)
	return f, err == nil
}
