package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// inspector reads a body by the rules of the Cloud API. It keeps the first fault that it finds; all that is read after one
// is let through, so that who reads need not look after each step.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
type inspector struct{ err *Error }

// piece is an object within the body.
type piece struct {
	in   *inspector
	path string // as Meta writes it: interactive['action']['buttons'][0]
	keys map[string]any
	read map[string]bool
}

func (in *inspector) root(path string, keys map[string]any) *piece {
	return &piece{in: in, path: path, keys: keys, read: map[string]bool{}}
}

// failure is the first fault, as an error that may be nil.
func (in *inspector) failure() error {
	if in.err == nil {
		return nil
	}
	return in.err
}

func (in *inspector) fail(err *Error) {
	if in.err == nil {
		in.err = err
	}
}

// at is the path of a key.
func (p *piece) at(key string) string {
	if p.path == "" {
		return key
	}
	return p.path + "['" + key + "']"
}

func (p *piece) has(key string) bool {
	v, ok := p.keys[key]
	return ok && v != nil
}

// missing refuses the lack of a key.
func (p *piece) missing(key string) {
	p.in.fail(Fail(131008, "Required parameter is missing").Detailed("The parameter %s is required.", p.at(key)))
}

// bad refuses the value of a key.
func (p *piece) bad(key, format string, args ...any) {
	p.in.fail(Fail(131009, "Parameter value is not valid").Detailed("Param %s %s", p.at(key), fmt.Sprintf(format, args...)))
}

// any takes a value as it is.
func (p *piece) any(key string) any {
	p.read[key] = true
	return fromText(p.keys[key])
}

// done refuses the keys that nobody asked for.
func (p *piece) done() {
	var unknown []string
	for key := range p.keys {
		if !p.read[key] {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) > 0 {
		key := slices.Min(unknown)
		p.in.fail(Fail(100, "Invalid parameter").Detailed("Unexpected key \"%s\" on param \"%s\".", key, p.path))
	}
}

func (p *piece) str(key string, shortest, longest int) string {
	if !p.has(key) && shortest > 0 {
		p.missing(key)
		return ""
	}
	return p.optStr(key, shortest, longest)
}

// optStr is a string of a number of characters, which may be left out; longest 0: any.
func (p *piece) optStr(key string, shortest, longest int) string {
	p.read[key] = true
	if !p.has(key) {
		return ""
	}
	s, ok := scalarText(p.keys[key])
	n := utf8.RuneCountInString(s)
	switch {
	case !ok:
		p.bad(key, "must be a string.")
	case n == 0 && shortest > 0:
		p.missing(key)
	case n < shortest:
		p.bad(key, "must be at least %d characters long.", shortest)
	case longest > 0 && n > longest:
		p.bad(key, "must be at most %d characters long.", longest)
	}
	return s
}

func (p *piece) enum(key string, values ...string) string {
	if !p.has(key) {
		p.read[key] = true
		p.missing(key)
		return ""
	}
	return p.optEnum(key, values...)
}

func (p *piece) optEnum(key string, values ...string) string {
	p.read[key] = true
	if !p.has(key) {
		return ""
	}
	s, ok := scalarText(p.keys[key])
	if !ok || !slices.Contains(values, s) {
		p.bad(key, "must be one of {%s} - got %q.", strings.ToUpper(strings.Join(values, ", ")), s)
	}
	return s
}

func (p *piece) flag(key string) bool {
	p.read[key] = true
	if !p.has(key) {
		return false
	}
	switch s, _ := scalarText(p.keys[key]); s {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	p.bad(key, "must be a boolean.")
	return false
}

// num is a required number within bounds.
func (p *piece) num(key string, lowest, highest float64) float64 {
	p.read[key] = true
	if !p.has(key) {
		p.missing(key)
		return 0
	}
	s, _ := scalarText(p.keys[key])
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil:
		p.bad(key, "must be a number.")
	case n < lowest || n > highest:
		p.bad(key, "must be between %v and %v.", lowest, highest)
	}
	return n
}

func (p *piece) obj(key string) *piece {
	child, ok := p.optObj(key)
	if !ok {
		p.missing(key)
	}
	return child
}

// optObj is an object that may be left out. What is given back can be read either way.
func (p *piece) optObj(key string) (child *piece, ok bool) {
	p.read[key] = true
	child = p.in.root(p.at(key), nil)
	if !p.has(key) {
		return child, false
	}
	keys, isObject := fromText(p.keys[key]).(map[string]any)
	if !isObject {
		p.bad(key, "must be a JSON object.")
	}
	child.keys = keys
	return child, true
}

// objs is a required list of objects; most 0: any number.
func (p *piece) objs(key string, fewest, most int) []*piece {
	p.read[key] = true
	if !p.has(key) {
		p.missing(key)
		return nil
	}
	list, ok := fromText(p.keys[key]).([]any)
	switch {
	case !ok:
		p.bad(key, "must be an array.")
		return nil
	case len(list) < fewest:
		p.bad(key, "must have at least %d elements.", fewest)
	case most > 0 && len(list) > most:
		p.bad(key, "must have at most %d elements.", most)
	}
	parts := make([]*piece, 0, len(list))
	for i, e := range list {
		path := fmt.Sprintf("%s[%d]", p.at(key), i)
		keys, ok := e.(map[string]any)
		if !ok {
			p.in.fail(Fail(131009, "Parameter value is not valid").Detailed("Param %s must be a JSON object.", path))
		}
		parts = append(parts, p.in.root(path, keys))
	}
	return parts
}

// url is a required address that begins with http:// or https://.
func (p *piece) url(key string) string {
	s := p.str(key, 1, 2000)
	if s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		p.bad(key, "must be a URL that begins with http:// or https://.")
	}
	return s
}
