package emulator

import (
	"strconv"
	"strings"
	"time"
)

// filter applies `filtering`, a list of {field, operator, value}, all of which must hold.
func (c *Call) filter(items []*Object) ([]*Object, error) {
	raw, ok := c.raw["filtering"]
	if !ok {
		return items, nil
	}
	rules, ok := fromText(raw).([]any)
	if !ok {
		return nil, badParam(c, "filtering", "must be an array")
	}
	for _, r := range rules {
		rule, ok := r.(map[string]any)
		if !ok {
			return nil, badParam(c, "filtering", "must be an array of JSON objects")
		}
		holds, known := filterOperators[text(rule["operator"])]
		if !known {
			return nil, badParam(c, "filtering[operator]", "is not a known operator: %s", text(rule["operator"]))
		}
		kept := make([]*Object, 0, len(items))
		for _, o := range items {
			v, err := c.filterValue(o, text(rule["field"]))
			if err != nil {
				return nil, err
			}
			if holds(v, rule["value"]) {
				kept = append(kept, o)
			}
		}
		items = kept
	}
	return items, nil
}

// filterValue finds the value of a filter's field: a field of the object itself, whether or not the type's name stands
// in front (campaign.name), or of a node that it names (adset.campaign.id).
func (c *Call) filterValue(o *Object, field string) (any, error) {
	first, rest, dotted := strings.Cut(field, ".")
	if dotted && strings.EqualFold(first, strings.ReplaceAll(o.Type, "_", "")) {
		return c.filterValue(o, rest)
	}
	if first == "id" {
		return o.ID, nil
	}
	t := c.e.registry.types[o.Type]
	if t.fields[first] == nil {
		return nil, Fail(100, "Filtering field %s is invalid", field)
	}
	v := c.Value(o, first)
	if !dotted {
		return v, nil
	}
	switch u := v.(type) {
	case *Object:
		return c.filterValue(u, rest)
	case string:
		if linked := c.Object(u); linked != nil {
			return c.filterValue(linked, rest)
		}
	case map[string]any:
		return u[rest], nil
	}
	return nil, nil
}

var filterOperators = map[string]func(have, want any) bool{
	"EQUAL":                 equal,
	"NOT_EQUAL":             func(h, w any) bool { return !equal(h, w) },
	"IN":                    in,
	"NOT_IN":                func(h, w any) bool { return !in(h, w) },
	"CONTAIN":               contain,
	"NOT_CONTAIN":           func(h, w any) bool { return !contain(h, w) },
	"STARTS_WITH":           func(h, w any) bool { return strings.HasPrefix(text(h), text(w)) },
	"ANY":                   intersects,
	"NONE":                  func(h, w any) bool { return !intersects(h, w) },
	"GREATER_THAN":          func(h, w any) bool { return order(h, w) > 0 },
	"GREATER_THAN_OR_EQUAL": func(h, w any) bool { return order(h, w) >= 0 },
	"LESS_THAN":             func(h, w any) bool { return order(h, w) < 0 },
	"LESS_THAN_OR_EQUAL":    func(h, w any) bool { return order(h, w) <= 0 },
	"IN_RANGE":              inRange,
	"NOT_IN_RANGE":          func(h, w any) bool { return !inRange(h, w) },
}

func equal(have, want any) bool { return text(have) == text(want) }

func in(have, want any) bool {
	list, _ := fromText(want).([]any)
	for _, w := range list {
		if equal(have, w) {
			return true
		}
	}
	return false
}

func contain(have, want any) bool {
	return strings.Contains(strings.ToLower(text(have)), strings.ToLower(text(want)))
}

func intersects(have, want any) bool {
	list, _ := have.([]any)
	for _, h := range list {
		if in(h, want) {
			return true
		}
	}
	return false
}

func inRange(have, want any) bool {
	bounds, _ := fromText(want).([]any)
	return len(bounds) == 2 && order(have, bounds[0]) >= 0 && order(have, bounds[1]) <= 0
}

// order compares numbers and times.
func order(have, want any) int {
	a, b := number(have), number(want)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func number(v any) float64 {
	switch u := v.(type) {
	case time.Time:
		return float64(u.Unix())
	case float64:
		return u
	}
	s := text(v)
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return f
	}
	if t, ok := parseTime(s); ok {
		return float64(t.Unix())
	}
	return 0
}
