package wire

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Writer builds JSON text by appending, for encoders written by hand. It puts the commas; the caller sees to it that
// what is begun is ended and that an object's values come behind keys. The zero Writer is ready for use.
type Writer struct {
	buf []byte
	err error
}

// NewWriter appends to dst, which holds no begun value.
func NewWriter(dst []byte) *Writer { return &Writer{buf: dst} }

// Bytes gives what has been written, or the first error.
func (w *Writer) Bytes() ([]byte, error) { return w.buf, w.err }

// BeginObject begins an object.
func (w *Writer) BeginObject() *Writer { return w.begin('{') }

// EndObject ends the innermost object.
func (w *Writer) EndObject() *Writer { return w.end('}') }

// BeginArray begins a list.
func (w *Writer) BeginArray() *Writer { return w.begin('[') }

// EndArray ends the innermost list.
func (w *Writer) EndArray() *Writer { return w.end(']') }

// Key begins a member of an object; its value comes next.
func (w *Writer) Key(name string) *Writer {
	w.buf = AppendString(w.comma(), name)
	w.buf = append(w.buf, ':')
	return w
}

// String writes a string.
func (w *Writer) String(v string) *Writer {
	w.buf = AppendString(w.comma(), v)
	return w
}

// Int writes a whole number.
func (w *Writer) Int(v int64) *Writer {
	w.buf = strconv.AppendInt(w.comma(), v, 10)
	return w
}

// Float writes a number, as encoding/json does; one that is not finite is an error.
func (w *Writer) Float(v float64) *Writer {
	if v-v != 0 {
		return w.fail(errNotFinite)
	}
	w.buf = AppendFloat(w.comma(), v)
	return w
}

// Bool writes a boolean.
func (w *Writer) Bool(v bool) *Writer {
	w.buf = strconv.AppendBool(w.comma(), v)
	return w
}

// Null writes null.
func (w *Writer) Null() *Writer {
	w.buf = append(w.comma(), "null"...)
	return w
}

// Time writes a time as RFC 3339 with whole seconds.
func (w *Writer) Time(v time.Time) *Writer {
	w.buf = AppendTime(w.comma(), v)
	return w
}

// Raw writes JSON text without its white space; malformed text is an error.
func (w *Writer) Raw(text json.RawMessage) *Writer {
	out, err := AppendRaw(w.comma(), text)
	if err != nil {
		return w.fail(err)
	}
	w.buf = out
	return w
}

// Value writes what encoding/json makes of v.
func (w *Writer) Value(v any) *Writer {
	text, err := Marshal(v)
	if err != nil {
		return w.fail(fmt.Errorf("%T: %w", v, err))
	}
	w.buf = append(w.comma(), text...)
	return w
}

func (w *Writer) begin(c byte) *Writer {
	w.buf = append(w.comma(), c)
	return w
}

func (w *Writer) end(c byte) *Writer {
	w.buf = append(w.buf, c)
	return w
}

func (w *Writer) fail(err error) *Writer {
	if w.err == nil {
		w.err = err
	}
	return w.Null()
}

// comma gives the buffer with the comma that a value or key needs in front. What stands before it tells: only the
// beginning of something and a key end in these bytes.
func (w *Writer) comma() []byte {
	if len(w.buf) > 0 {
		switch w.buf[len(w.buf)-1] {
		case '{', '[', ':':
		default:
			return append(w.buf, ',')
		}
	}
	return w.buf
}

// AppendFloat appends a finite number in the shortest form that reads back the same, with an exponent below 1e-6 and
// from 1e21 on.
func AppendFloat(dst []byte, v float64) []byte {
	size := math.Abs(v)
	if size == 0 || 1e-6 <= size && size < 1e21 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, v, 'e', -1, 64)
	if n := len(dst); dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1] // e-09 is e-9
		dst = dst[:n-1]
	}
	return dst
}
