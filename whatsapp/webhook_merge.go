package whatsapp

import (
	"bytes"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// restore gives the JSON of a value that keeps the text it was decoded from.
//
// What was not changed since comes back as it came: unknown members, nulls,
// numbers in strings. To tell what was changed, the fields' own JSON is held
// against what it was when the text had just been decoded.
func restore(raw []byte, now func() ([]byte, error), then func(raw []byte) ([]byte, error)) ([]byte, error) {
	ours, err := now()
	if err != nil || raw == nil {
		return ours, err
	}
	base, err := then(raw)
	if err != nil {
		return nil, err
	}
	return merge(raw, base, ours), nil
}

// merge carries over to raw what differs between base and ours.
func merge(raw, base, ours []byte) []byte {
	if bytes.Equal(base, ours) {
		return raw
	}
	kind := wire.NewScanner(raw).Kind()
	if kind != wire.NewScanner(base).Kind() || kind != wire.NewScanner(ours).Kind() {
		return ours
	}
	switch kind {
	case wire.KindObject:
		return mergeObjects(members(raw), members(base), members(ours))
	case wire.KindArray:
		r, b, o := elements(raw), elements(base), elements(ours)
		if len(r) != len(b) || len(r) != len(o) {
			return ours
		}
		for i := range r {
			r[i] = merge(r[i], b[i], o[i])
		}
		return append(append([]byte{'['}, bytes.Join(r, []byte{','})...), ']')
	}
	return ours
}

type member struct {
	name  string
	value []byte
}

func mergeObjects(raw, base, ours []member) []byte {
	e := encoder{buf: []byte{'{'}}
	met := make(map[string]bool, len(raw))
	for _, m := range raw {
		met[m.name] = true
		b, o := lookup(base, m.name), lookup(ours, m.name)
		switch {
		case b != nil && o != nil:
			e.raw(m.name, merge(m.value, b, o))
		case o != nil: // was empty, and has been filled in
			e.raw(m.name, o)
		case b == nil: // unknown, or empty then and now
			e.raw(m.name, m.value)
		}
	}
	for _, m := range ours {
		// What the fields always write, though it did not come, counts only when it was changed.
		if !met[m.name] && !bytes.Equal(lookup(base, m.name), m.value) {
			e.raw(m.name, m.value)
		}
	}
	e.close()
	return e.buf
}

func lookup(all []member, name string) []byte {
	for _, m := range all {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func members(object []byte) []member {
	var all []member
	s := wire.NewScanner(object)
	for key := range s.Object() {
		name := string(key)
		all = append(all, member{name, s.Raw()})
	}
	return all
}

func elements(list []byte) [][]byte {
	var all [][]byte
	s := wire.NewScanner(list)
	for range s.Array() {
		all = append(all, s.Raw())
	}
	return all
}
