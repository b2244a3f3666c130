package wire

import "time"

// ReadString consumes the next value: a string, or a number or boolean as its text.
func (s *Scanner) ReadString() string {
	v, _ := s.readString()
	return v
}

// ReadInt consumes the next value: a whole number, or a string that holds one.
func (s *Scanner) ReadInt() int64 {
	v, _ := s.readInt()
	return v
}

// ReadFloat consumes the next value: a number, or a string that holds one.
func (s *Scanner) ReadFloat() float64 {
	v, _ := s.readFloat(64)
	return v
}

// ReadBool consumes the next value: a boolean, 0 or 1, or a string that holds one of them.
func (s *Scanner) ReadBool() bool {
	v, _ := s.readBool()
	return v
}

// ReadTime consumes the next value: a time in one of the forms of ParseTime, as a string or a number.
func (s *Scanner) ReadTime() time.Time {
	v, _ := s.readTime()
	return v
}

// The methods below consume one value as well; ok is false for null and for what does not fit, which leave a target
// as it is.

func (s *Scanner) readString() (v string, ok bool) {
	switch kinds[s.next()] {
	case KindString:
		if s.sharing {
			return s.part()
		}
		v = s.str(s.text())
	case KindNumber:
		v = s.str(s.number())
	case KindBool:
		v = string(s.Raw())
	default:
		s.misfitUnlessNull("a string")
		return "", false
	}
	return v, s.err == nil
}

// digits gives the text of a number, bare or in a string, and where it starts; empty text counts as 0.
func (s *Scanner) digits(want string) (text []byte, start int, ok bool) {
	switch kinds[s.next()] {
	case KindNumber:
		start = s.pos
		text = s.number()
		return text, start, s.err == nil
	case KindString:
		start = s.pos
		text = s.text()
		if s.err != nil {
			return nil, start, false
		}
		if len(text) == 0 {
			return zeroDigit, start, true
		}
		if !startsNumber(text) {
			s.misfit(start, want, nil)
			return nil, start, false
		}
		return text, start, true
	}
	s.misfitUnlessNull(want)
	return nil, s.pos, false
}

var zeroDigit = []byte("0")

func (s *Scanner) readInt() (int64, bool) {
	text, start, ok := s.digits("a whole number")
	if !ok {
		return 0, false
	}
	v, ok := parseInt(text)
	if !ok {
		s.misfit(start, "a whole number", nil)
	}
	return v, ok
}

func (s *Scanner) readUint() (uint64, bool) {
	text, start, ok := s.digits("a whole number")
	if !ok {
		return 0, false
	}
	v, ok := parseUint(text)
	if !ok {
		s.misfit(start, "a whole number, not negative", nil)
	}
	return v, ok
}

func (s *Scanner) readFloat(bits int) (float64, bool) {
	text, start, ok := s.digits("a number")
	if !ok {
		return 0, false
	}
	v, ok := parseFloat(text, bits)
	if !ok {
		s.misfit(start, "a number", nil)
		return 0, false
	}
	return v, true
}

func (s *Scanner) readBool() (v, ok bool) {
	var text []byte
	c := s.next()
	start := s.pos
	switch kinds[c] {
	case KindBool:
		s.Skip()
		return c == 't', s.err == nil
	case KindString:
		text = s.text()
	case KindNumber:
		text = s.number()
	default:
		s.misfitUnlessNull("a boolean")
		return false, false
	}
	switch string(text) {
	case "true", "1":
		return true, s.err == nil
	case "false", "0", "":
		return false, s.err == nil
	}
	s.misfit(start, "a boolean", nil)
	return false, false
}

func (s *Scanner) readTime() (t time.Time, ok bool) {
	var text []byte
	c := s.next()
	start := s.pos
	switch kinds[c] {
	case KindString:
		text = s.text()
	case KindNumber:
		text = s.number()
	default:
		s.misfitUnlessNull("a time")
		return time.Time{}, false
	}
	if s.err != nil {
		return time.Time{}, false
	}
	t, ok = parseTime(text)
	if !ok {
		s.misfit(start, "a time", nil)
	}
	return t, ok
}
