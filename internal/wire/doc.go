// Package wire holds the JSON codecs that every product shares: a lenient decoder for what Graph really sends,
// a pull scanner for decoders written by hand, append-style encoding, request parameters and times.
//
// Graph's answers come from a loosely typed server: a number may arrive as a string and the other way round, a
// boolean as 0 or 1, an empty map as an empty list, a time in one of four forms. Unmarshal takes all of them, and a
// field that still does not fit is left zero instead of failing the whole answer, so that a change on Meta's side
// never turns a message that was sent into an error.
package wire
