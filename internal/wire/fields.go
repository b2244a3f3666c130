package wire

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// field is one member of a struct's JSON object.
type field struct {
	name     string
	index    []int // as for reflect.Value.FieldByIndex
	typ      reflect.Type
	exported bool // false for an unexported embedded struct that has a name of its own
	tagged   bool
	quoted   bool // has the string option, and is of a kind that takes it
	omit     omission
}

type omission struct{ empty, zero bool }

var extraType = reflect.TypeFor[map[string]json.RawMessage]()

// structFields gives the members of the struct type t in their order of declaration, by the rules of encoding/json
// for tags, embedding and conflicts of names; and the index of the field that keeps the unknown ones, if any.
func structFields(t reflect.Type) (fields []field, extra []int) {
	type level struct {
		typ   reflect.Type
		index []int
		twice bool // the type is embedded more than once at this depth, so that its names conflict
	}
	seen := map[reflect.Type]bool{}
	current := []level{{typ: t}}
	for len(current) > 0 {
		var next []level
		at := map[reflect.Type]int{} // where a type is in next
		for _, l := range current {
			if seen[l.typ] {
				continue
			}
			seen[l.typ] = true
			for i := range l.typ.NumField() {
				sf := l.typ.Field(i)
				index := append(slices.Clip(l.index), i)
				if extra == nil && sf.Type == extraType && sf.IsExported() && hasOption(sf, "extra") {
					extra = index
				}
				f, embedded, ok := readField(sf, index)
				switch {
				case !ok:
				case embedded == nil:
					fields = append(fields, f)
					if l.twice {
						fields = append(fields, f)
					}
				default:
					if j, again := at[embedded]; again {
						next[j].twice = true
						continue
					}
					at[embedded] = len(next)
					next = append(next, level{typ: embedded, index: index})
				}
			}
		}
		current = next
	}
	return dominant(fields), extra
}

// readField reads what a struct field's tag says. An embedded struct without a name gives its type instead.
func readField(sf reflect.StructField, index []int) (f field, embedded reflect.Type, ok bool) {
	base := sf.Type
	if base.Kind() == reflect.Pointer && base.Name() == "" {
		base = base.Elem()
	}
	if !sf.IsExported() && (!sf.Anonymous || base.Kind() != reflect.Struct) {
		return field{}, nil, false
	}
	tag := sf.Tag.Get("json")
	if tag == "-" {
		return field{}, nil, false
	}
	name, options, _ := strings.Cut(tag, ",")
	if !validName(name) {
		name = ""
	}
	if name == "" && sf.Anonymous && base.Kind() == reflect.Struct {
		return field{}, base, true
	}
	f = field{name: name, index: index, typ: sf.Type, exported: sf.IsExported(), tagged: name != ""}
	if name == "" {
		f.name = sf.Name
	}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omit.empty = true
		case "omitzero":
			f.omit.zero = true
		case "string":
			f.quoted = takesQuotes(base.Kind())
		}
	}
	return f, nil, true
}

func takesQuotes(k reflect.Kind) bool {
	return k == reflect.String || reflect.Bool <= k && k <= reflect.Float64
}

// dominant keeps, of the fields with one name, the least deeply embedded; of several such, the one with a tag; and
// none if that leaves more than one.
func dominant(fields []field) []field {
	rank := func(a, b field) int {
		untagged := func(f field) int {
			if f.tagged {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(len(a.index), len(b.index)), cmp.Compare(untagged(a), untagged(b)))
	}
	byName := map[string][]field{}
	for _, f := range fields {
		byName[f.name] = append(byName[f.name], f)
	}
	var kept []field
	for _, same := range byName {
		slices.SortStableFunc(same, rank)
		if len(same) == 1 || rank(same[0], same[1]) != 0 {
			kept = append(kept, same[0])
		}
	}
	slices.SortFunc(kept, func(a, b field) int { return slices.Compare(a.index, b.index) })
	return kept
}

// validName tells whether encoding/json takes the name of a tag.
func validName(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return name != ""
}

// hasOption tells whether the wire tag of a field has the option.
func hasOption(sf reflect.StructField, option string) bool {
	tag, ok := sf.Tag.Lookup("wire")
	return ok && slices.Contains(strings.Split(tag, ","), option)
}

// isDirect tells whether a field of the struct type t says that its UnmarshalJSON does no more than call Unmarshal.
func isDirect(t reflect.Type) bool {
	for i := range t.NumField() {
		if hasOption(t.Field(i), "direct") {
			return true
		}
	}
	return false
}

// listing is what structFields gives, kept.
type listing struct {
	fields []field
	extra  []int
}

var listings sync.Map // reflect.Type -> listing

func fieldsOf(t reflect.Type) ([]field, []int) {
	if l, ok := listings.Load(t); ok {
		return l.(listing).fields, l.(listing).extra
	}
	fields, extra := structFields(t)
	listings.Store(t, listing{fields, extra})
	return fields, extra
}
