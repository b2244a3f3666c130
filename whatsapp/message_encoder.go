package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// encoder appends a JSON value to one buffer, without reflection and without
// intermediate values: what a message costs is its own length.
//
// Members that are empty are left out, except by the methods that say otherwise.
type encoder struct {
	buf []byte
	err error // the first value that could not be encoded
}

// encoders are borrowed, since what a content is given to write to can't stay on the stack.
var encoders = sync.Pool{New: func() any { return new(encoder) }}

func borrowEncoder(dst []byte) *encoder {
	e := encoders.Get().(*encoder)
	e.buf = dst
	return e
}

func (e *encoder) giveBack() {
	*e = encoder{}
	encoders.Put(e)
}

// next separates a value from the one before. A comma is due unless a brace or
// bracket has just been opened: a string that ends with one ends with its quote.
func (e *encoder) next() {
	if n := len(e.buf); n > 0 && e.buf[n-1] != '{' && e.buf[n-1] != '[' && e.buf[n-1] != ':' {
		e.buf = append(e.buf, ',')
	}
}

func (e *encoder) key(name string) {
	e.next()
	e.buf = wire.AppendString(e.buf, name)
	e.buf = append(e.buf, ':')
}

// open begins an object as a member, or as an element where name is empty.
func (e *encoder) open(name string) { e.begin(name, '{') }

// list begins an array as a member, or as an element where name is empty.
func (e *encoder) list(name string) { e.begin(name, '[') }

func (e *encoder) begin(name string, bracket byte) {
	if name != "" {
		e.key(name)
	} else {
		e.next()
	}
	e.buf = append(e.buf, bracket)
}

func (e *encoder) close() { e.buf = append(e.buf, '}') }
func (e *encoder) end()   { e.buf = append(e.buf, ']') }

// text appends a string that may be left out.
func (e *encoder) text(name, value string) {
	if value != "" {
		e.always(name, value)
	}
}

// always appends a string even where it is empty.
func (e *encoder) always(name, value string) {
	e.key(name)
	e.buf = wire.AppendString(e.buf, value)
}

// element appends a string to a list.
func (e *encoder) element(value string) {
	e.next()
	e.buf = wire.AppendString(e.buf, value)
}

func (e *encoder) int(name string, value int64) {
	e.key(name)
	e.buf = strconv.AppendInt(e.buf, value, 10)
}

func (e *encoder) bool(name string, value bool) {
	e.key(name)
	e.buf = strconv.AppendBool(e.buf, value)
}

func (e *encoder) float(name string, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		e.fail(name, &json.UnsupportedValueError{Str: strconv.FormatFloat(value, 'g', -1, 64)})
		value = 0
	}
	e.key(name)
	e.buf = strconv.AppendFloat(e.buf, value, 'f', -1, 64)
}

// raw appends JSON as it is.
func (e *encoder) raw(name string, value json.RawMessage) {
	e.key(name)
	e.json(name, value)
}

// item appends JSON as it is to a list.
func (e *encoder) item(value json.RawMessage) {
	e.next()
	e.json("element", value)
}

// json refuses what is not one JSON value: it could bring members of its own along.
func (e *encoder) json(name string, value json.RawMessage) {
	switch {
	case len(value) == 0:
		value = json.RawMessage("null")
	case !json.Valid(value):
		e.fail(name, errNotJSON)
	}
	e.buf = append(e.buf, value...)
}

// extra appends members that have no field, in a stable order.
func (e *encoder) extra(members map[string]json.RawMessage) {
	if len(members) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		e.raw(name, members[name])
	}
}

// any appends what only the caller knows the type of.
func (e *encoder) any(name string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		e.fail(name, err)
		data = []byte("null")
	}
	e.key(name)
	e.buf = append(e.buf, data...)
}

func (e *encoder) fail(name string, err error) {
	if e.err == nil {
		e.err = fmt.Errorf("%s: %w", name, err)
	}
}

// errNil is an element of a list that is nil.
var errNil = errors.New("is nil")

// wrapped appends {"text": value}, the shape of every body and footer, unless it is empty.
func (e *encoder) wrapped(name, value string) {
	if value == "" {
		return
	}
	e.open(name)
	e.always("text", value)
	e.close()
}
