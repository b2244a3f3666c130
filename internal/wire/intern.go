package wire

import "encoding/binary"

// maxInterned is the length of the longest string that is looked up: ids, dates, names of enums and of actions.
const maxInterned = 40

// interned holds strings seen lately, one a slot, so that what every row of a page repeats is allocated once. Scanners
// from the pool keep theirs.
type interned [256]string

// str gives text as a string, one that was made before if possible.
func (s *Scanner) str(text []byte) string {
	if s.interned == nil || len(text) > maxInterned || len(text) == 0 {
		return string(text)
	}
	slot := &s.interned[spread(text)]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}

// spread hashes text by its length and its first, middle and last bytes.
func spread(text []byte) uint8 {
	const odd = 0x9E3779B97F4A7C15
	n := len(text)
	h := uint64(n)
	switch {
	case n >= 8:
		h ^= binary.LittleEndian.Uint64(text)
		h = (h ^ h>>29) * odd
		h ^= binary.LittleEndian.Uint64(text[n/2-4:])
		h = (h ^ h>>29) * odd
		h ^= binary.LittleEndian.Uint64(text[n-8:])
	case n >= 4:
		h ^= uint64(binary.LittleEndian.Uint32(text))<<32 | uint64(binary.LittleEndian.Uint32(text[n-4:]))
	default:
		h ^= uint64(text[0])<<8 | uint64(text[n/2])<<16 | uint64(text[n-1])<<24
	}
	return uint8((h ^ h>>29) * odd >> 56)
}
