package wire

import (
	"encoding/json"
	"reflect"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// member tells where a struct keeps the value of a key.
type member struct {
	name  string
	token string // the name as it mostly stands in the input, in quotes and with the colon
	index int    // of the field in the struct
	path  []int  // the whole way, if the field is in an embedded struct
	plan  *plan
	after *atomic.Int32 // the member that came behind this one when it was last read: a guess at what comes next
}

// structPlan is what is known of a struct type.
type structPlan struct {
	members []member
	exact   map[string]int // from a name to its member
	folded  map[string]int // the same without regard to case; the first of several
	extra   []int          // to the field that keeps unknown members, or nil
	first   atomic.Int32   // the member that was the first of the object that was last read
}

func (b *builder) structure(t reflect.Type) func(*Scanner, reflect.Value) {
	fields, extra := structFields(t)
	p := &structPlan{extra: extra, exact: map[string]int{}, folded: map[string]int{}}
	for i, f := range fields {
		m := member{name: f.name, token: string(AppendString(nil, f.name)) + ":", index: f.index[0], after: new(atomic.Int32)}
		m.after.Store(int32(i + 1))
		if len(f.index) > 1 {
			m.path = f.index
		}
		if f.exported {
			m.plan = b.plan(f.typ)
		} else {
			m.plan = &plan{decode: b.methodless(f.typ)}
		}
		if f.quoted {
			m.plan = quoted(m.plan)
		}
		p.members = append(p.members, m)
		p.exact[f.name] = i
		if name := string(fold(nil, []byte(f.name))); !has(p.folded, name) {
			p.folded[name] = i
		}
	}
	return p.decode
}

func has(m map[string]int, name string) bool {
	_, ok := m[name]
	return ok
}

func (p *structPlan) decode(s *Scanner, v reflect.Value) {
	if ok, empty := s.enterObject(); !ok || empty {
		return
	}
	// Objects of one kind mostly have their members in the same order: that of the fields, or that of the object before.
	guess := &p.first
	for first := true; ; first = false {
		next := int(guess.Load())
		if next >= len(p.members) || !s.skipToken(p.members[next].token, first) {
			key, ok := s.member(first, true)
			if !ok {
				return
			}
			i := p.find(key)
			if i < 0 {
				p.unknown(s, v, key)
				continue
			}
			if next != i {
				next = i
				guess.Store(int32(i))
			}
		}
		m := &p.members[next]
		guess = m.after
		if m.path == nil {
			m.plan.decode(s, v.Field(m.index))
			continue
		}
		if target, ok := embedded(v, m.path); ok {
			m.plan.decode(s, target)
		} else {
			s.misfitUnlessNull("decodable: the field is in a nil pointer that is not exported")
		}
	}
}

func (p *structPlan) find(key []byte) int {
	if i, ok := p.exact[string(key)]; ok {
		return i
	}
	var room [64]byte
	if i, ok := p.folded[string(fold(room[:0], key))]; ok {
		return i
	}
	return -1
}

// unknown keeps the value of a member that the struct has no field for, or skips it.
func (p *structPlan) unknown(s *Scanner, v reflect.Value, key []byte) {
	if p.extra == nil {
		s.Skip()
		return
	}
	target, ok := embedded(v, p.extra)
	if !ok {
		s.Skip()
		return
	}
	name := s.str(key)
	raw := s.RawMessage()
	if s.err != nil {
		return
	}
	extra := target.Addr().Interface().(*map[string]json.RawMessage)
	if *extra == nil {
		*extra = map[string]json.RawMessage{}
	}
	(*extra)[name] = raw
}

// embedded follows path through embedded structs and makes those that are nil pointers.
func embedded(v reflect.Value, path []int) (reflect.Value, bool) {
	for i, index := range path {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return reflect.Value{}, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(index)
	}
	return v, true
}

// fold appends name in the form that all its spellings in upper and lower case share.
func fold(dst, name []byte) []byte {
	for len(name) > 0 {
		if c := name[0]; c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			dst = append(dst, c)
			name = name[1:]
			continue
		}
		r, n := utf8.DecodeRune(name)
		dst = utf8.AppendRune(dst, leastFold(r))
		name = name[n:]
	}
	return dst
}

// leastFold gives the smallest of the runes that differ from r in case only.
func leastFold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}
