package wire

// Pulling without callbacks, for decoders whose speed counts: an iterator's loop body is a function of its own, and what
// it refers to is mostly allocated.

// sharedText is how much of the input is copied at once for strings to be parts of, in bytes.
const sharedText = 4 << 10

// Share has the scanner read data from its start. Strings that it gives and that stand plainly in the input are parts
// of copies of the input, of up to 4 KiB each, which such a string keeps from being freed.
func (s *Scanner) Share(data []byte) { *s = Scanner{data: data, sharing: true, scratch: s.scratch} }

// Pos is where the scanner is, in bytes from the start of the input. Before a value that is its start once Kind was asked.
func (s *Scanner) Pos() int { return s.pos }

// Since gives the input from a position to where the scanner is; it must not be changed.
func (s *Scanner) Since(pos int) []byte {
	if s.err != nil || pos > s.pos {
		return nil
	}
	return s.data[pos:s.pos:s.pos]
}

// At has read consume the value at a position that the scanner has passed, and comes back to where it is.
func (s *Scanner) At(pos int, read func(*Scanner)) {
	if s.err != nil {
		return
	}
	now, first := s.pos, s.first
	s.pos = pos
	read(s)
	if s.err == nil {
		s.pos, s.first = now, first
	}
}

// OpenObject steps into the next value, whose members Member gives. A value that is no object, or the empty list that
// Graph sends for an empty one, is consumed, and false told: there is no member to ask for.
func (s *Scanner) OpenObject() bool {
	ok, empty := s.enterObject()
	s.first = ok && !empty // else the next is a member of what the value stood in
	return s.first
}

// Member moves to the value of the next member and gives its key, which is valid until the value is read. At the end
// of the object it steps out and gives false. The value must be consumed before the next call.
func (s *Scanner) Member() (key []byte, ok bool) {
	first := s.first
	s.first = false
	return s.member(first, true)
}

// OpenArray steps into the next value, whose elements Element moves to. A value that is no list is consumed, and false told.
func (s *Scanner) OpenArray() bool {
	if s.next() != '[' {
		s.misfitUnlessNull("a list")
		return false
	}
	s.open()
	s.first = true
	return s.err == nil
}

// Element moves to the next element, or steps out of the list and gives false. The element must be consumed before the
// next call.
func (s *Scanner) Element() bool {
	first := s.first
	s.first = false
	return s.element(first)
}

// Left is how much of the input the scanner has not reached yet, in bytes.
func (s *Scanner) Left() int { return len(s.data) - s.pos }

// Starts tells whether the next value starts with exactly that text.
func (s *Scanner) Starts(text string) bool {
	s.next()
	return s.Left() >= len(text) && string(s.data[s.pos:s.pos+len(text)]) == text
}

// Skips tells whether the input goes on with exactly that text, and moves behind it if so. Right behind OpenObject it may
// be the start of the members, up to a value.
func (s *Scanner) Skips(text string) bool {
	if s.err != nil || s.Left() < len(text) || string(s.data[s.pos:s.pos+len(text)]) != text {
		return false
	}
	s.pos += len(text)
	s.first = false
	return true
}

// Same consumes the next value if its text is that of value, an object or list that was read before, and tells so.
func (s *Scanner) Same(value []byte) bool {
	if len(value) == 0 || s.err != nil || s.Left() < len(value) || string(s.data[s.pos:s.pos+len(value)]) != string(value) {
		return false
	}
	s.pos += len(value)
	return true
}
