package emulator

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Param is a parameter of an operation, or a key of one that is an object.
type Param struct {
	Name     string
	Type     string // as in the specification, see [Field]; file for an upload
	Required bool
	Enum     []string // values allowed; of a list's elements, too
	Min, Max float64  // bounds of a number; both 0: none
	MaxLen   int      // characters of a string, or elements of a list; 0: any

	Params []Param // keys of an object, or of the objects in a list; nil: not looked into
	Strict bool    // refuses keys that Params lacks

	// Check holds a rule of its own. path is the parameter's name as Meta writes it: targeting[geo_locations].
	Check func(c *Call, path string, v any) error

	typ *typ
}

func compileParams(params []Param) []Param {
	params = slices.Clone(params)
	for i := range params {
		p := &params[i]
		p.typ = parseType(p.Type)
		if p.Enum != nil {
			enum := &typ{kind: kindEnum, enum: p.Enum}
			if p.typ.kind == kindList {
				p.typ = &typ{kind: kindList, elem: enum}
			} else {
				p.typ = enum
			}
		}
		p.Params = compileParams(p.Params)
	}
	return params
}

// checkParams gives the parameters their types. A refusal names the parameter as Meta does.
func checkParams(c *Call, params []Param, raw map[string]any, strict bool, path string) (Args, error) {
	args := make(Args, len(raw))
	known := make(map[string]bool, len(params))
	for i := range params {
		p := &params[i]
		known[p.Name] = true
		at := p.Name
		if path != "" {
			at = path + "[" + p.Name + "]"
		}
		v := raw[p.Name]
		if v == nil || v == "" && p.typ.kind != kindString {
			if p.Required {
				return nil, missingParam(c, at)
			}
			continue
		}
		typed, err := p.check(c, at, v)
		if err != nil {
			return nil, err
		}
		args[p.Name] = typed
	}
	for name, v := range raw {
		if known[name] {
			continue
		}
		if strict && !ambient[name] {
			where := ""
			if path != "" {
				where = fmt.Sprintf(" on param %q", path)
			}
			return nil, Fail(100, "Unexpected key %q%s", name, where).Detailed("Unexpected key %q%s", name, where).Blame(append(blamePath(path), name)...)
		}
		args[name] = v
	}
	return args, nil
}

// ambient are the parameters that every call may have.
var ambient = map[string]bool{
	"access_token": true, "appsecret_proof": true, "appsecret_time": true, "method": true, "fields": true, "format": true,
	"locale": true, "pretty": true, "suppress_http_code": true, "debug": true, "metadata": true, "limit": true,
	"after": true, "before": true, "summary": true, "include_headers": true, "transport": true, "return_ssl_resources": true,
}

func missingParam(c *Call, at string) *Error {
	if c.product() == WhatsApp {
		return Fail(100, "The parameter %s is required.", at).Detailed("The parameter %s is required.", at)
	}
	return Fail(100, "The parameter %s is required", at).Blame(blamePath(at)...)
}

func badParam(c *Call, at, format string, args ...any) *Error {
	message := fmt.Sprintf("Param %s %s", at, fmt.Sprintf(format, args...))
	e := Fail(100, "%s", message)
	if c.product() == WhatsApp {
		return e.Detailed("%s", message)
	}
	return e.Blame(blamePath(at)...)
}

// blamePath is the path of a parameter as error_data has it: targeting[geo_locations] is two steps.
func blamePath(at string) []string {
	return strings.FieldsFunc(at, func(r rune) bool { return r == '[' || r == ']' })
}

func (p *Param) check(c *Call, at string, v any) (any, error) {
	typed, err := convert(c, p.typ, at, v)
	if err != nil {
		return nil, err
	}
	switch t := typed.(type) {
	case string:
		if p.MaxLen > 0 && utf8.RuneCountInString(t) > p.MaxLen {
			return nil, badParam(c, at, "must be no longer than %d characters", p.MaxLen)
		}
	case int64:
		err = p.bounds(c, at, float64(t))
	case float64:
		err = p.bounds(c, at, t)
	case map[string]any:
		if p.Params != nil {
			var args Args
			if args, err = checkParams(c, p.Params, t, p.Strict, at); err == nil {
				typed = map[string]any(args)
			}
		}
	case []any:
		if p.MaxLen > 0 && len(t) > p.MaxLen {
			return nil, badParam(c, at, "must have at most %d elements", p.MaxLen)
		}
		if p.Params != nil {
			for i, e := range t {
				m, ok := e.(map[string]any)
				if !ok {
					return nil, badParam(c, fmt.Sprintf("%s[%d]", at, i), "must be a JSON object")
				}
				args, err := checkParams(c, p.Params, m, p.Strict, fmt.Sprintf("%s[%d]", at, i))
				if err != nil {
					return nil, err
				}
				t[i] = map[string]any(args)
			}
		}
	}
	if err == nil && p.Check != nil {
		err = p.Check(c, at, typed)
	}
	if err != nil {
		return nil, err
	}
	return typed, nil
}

func (p *Param) bounds(c *Call, at string, n float64) error {
	switch {
	case p.Min == 0 && p.Max == 0:
	case n < p.Min:
		return badParam(c, at, "must be greater than or equal to %v", p.Min)
	case p.Max != 0 && n > p.Max:
		return badParam(c, at, "must be less than or equal to %v", p.Max)
	}
	return nil
}

// convert takes a value, which came as text of a form or as JSON, to the type of its parameter.
func convert(c *Call, t *typ, at string, v any) (any, error) {
	switch t.kind {
	case kindString, kindNumeric:
		if s, ok := scalarText(v); ok {
			if t.kind == kindNumeric && !digits(strings.TrimPrefix(s, "-")) {
				return nil, badParam(c, at, "must be a numeric string")
			}
			return s, nil
		}
		return nil, badParam(c, at, "must be a string")
	case kindEnum:
		s, ok := scalarText(v)
		if !ok || !slices.Contains(t.enum, s) {
			got, _ := json.Marshal(v)
			return nil, badParam(c, at, "must be one of {%s} - got %s", strings.Join(t.enum, ", "), got)
		}
		return s, nil
	case kindBool:
		switch s, _ := scalarText(v); strings.ToLower(s) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return nil, badParam(c, at, "must be a boolean")
	case kindInt, kindUnsigned:
		if s, ok := scalarText(v); ok {
			if n, err := strconv.ParseInt(s, 10, 64); err == nil && (n >= 0 || t.kind == kindInt) {
				return n, nil
			}
			if f, err := strconv.ParseFloat(s, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 && (f >= 0 || t.kind == kindInt) {
				return int64(f), nil
			}
		}
		if t.kind == kindUnsigned {
			return nil, badParam(c, at, "must be an integer greater than or equal to 0")
		}
		return nil, badParam(c, at, "must be an integer")
	case kindFloat:
		if s, ok := scalarText(v); ok {
			if f, err := strconv.ParseFloat(s, 64); err == nil {
				return f, nil
			}
		}
		return nil, badParam(c, at, "must be a number")
	case kindTime:
		if s, ok := scalarText(v); ok {
			if when, ok := parseTime(s); ok {
				return when, nil
			}
		}
		return nil, badParam(c, at, "must be a valid date/time string or timestamp")
	case kindList:
		return convertList(c, t, at, v)
	case kindMap, kindNode:
		v = fromText(v)
		switch m := v.(type) {
		case map[string]any:
			return m, nil
		case []any:
			if len(m) == 0 {
				return map[string]any{}, nil
			}
		}
		if s, ok := scalarText(v); ok && t.kind == kindNode && digits(s) {
			return s, nil // a node may be given by its id
		}
		return nil, badParam(c, at, "must be a JSON object")
	case kindFile:
		switch v.(type) {
		case *File, string:
			return v, nil
		}
		return nil, badParam(c, at, "must be a file")
	}
	return fromText(v), nil
}

func convertList(c *Call, t *typ, at string, v any) (any, error) {
	var list []any
	switch u := fromText(v).(type) {
	case []any:
		list = slices.Clone(u)
	case string:
		if t.elem.kind == kindMap || t.elem.kind == kindNode || t.elem.kind == kindList {
			return nil, badParam(c, at, "must be an array")
		}
		for s := range strings.SplitSeq(u, ",") {
			list = append(list, strings.TrimSpace(s))
		}
	case json.Number:
		list = []any{u}
	default:
		return nil, badParam(c, at, "must be an array")
	}
	for i, e := range list {
		typed, err := convert(c, t.elem, fmt.Sprintf("%s[%d]", at, i), e)
		if err != nil {
			return nil, err
		}
		list[i] = typed
	}
	return list, nil
}

// fromText decodes a compound value that came as JSON text, as in forms and queries.
func fromText(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	if trimmed := strings.TrimSpace(s); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		if decoded, err := decodeJSON([]byte(trimmed)); err == nil {
			return decoded
		}
	}
	return v
}

// scalarText is the text of a value that is no compound.
func scalarText(v any) (string, bool) {
	switch u := v.(type) {
	case string:
		return u, true
	case json.Number:
		return u.String(), true
	case bool:
		return strconv.FormatBool(u), true
	case int64:
		return strconv.FormatInt(u, 10), true
	}
	return "", false
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
