package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// selection is one entry of `fields`: `name.limit(2).as(alias){id}`.
type selection struct {
	name, alias string
	modifiers   map[string]any // limit, after, order ...: the parameters of an edge
	sub         []selection    // nil: none were named
}

// parseSelections reads a `fields` parameter: names separated by commas, or a JSON array of them.
func parseSelections(v any) ([]selection, error) {
	text, ok := scalarText(v)
	if list, isList := fromText(v).([]any); isList {
		names := make([]string, 0, len(list))
		for _, e := range list {
			s, ok := scalarText(e)
			if !ok {
				return nil, Fail(100, "Param fields must be a string or an array of strings")
			}
			names = append(names, s)
		}
		text = strings.Join(names, ",")
	} else if !ok {
		return nil, Fail(100, "Param fields must be a string or an array of strings")
	}
	p := &selectionParser{text: text}
	out, err := p.list()
	if err == nil && p.pos < len(p.text) {
		err = p.fail("end of string")
	}
	return out, err
}

const maxSelectionDepth = 10

type selectionParser struct {
	text  string
	pos   int
	depth int
}

func (p *selectionParser) list() ([]selection, error) {
	if p.depth++; p.depth > maxSelectionDepth {
		return nil, FailPlain(2500, "Field expansion is nested too deeply")
	}
	defer func() { p.depth-- }()
	out := []selection{}
	for {
		p.space()
		if p.peek() == ',' {
			p.pos++
			continue
		}
		if p.pos == len(p.text) || p.peek() == '}' {
			return out, nil
		}
		s, err := p.one()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		p.space()
		if c := p.peek(); c != ',' && c != '}' && p.pos < len(p.text) {
			return nil, p.fail("end of string")
		}
	}
}

func (p *selectionParser) one() (selection, error) {
	s := selection{name: p.word(), modifiers: map[string]any{}}
	if s.name == "" {
		return s, p.fail("a field name")
	}
	s.alias = s.name
	for {
		switch p.peek() {
		case '.':
			p.pos++
			name := p.word()
			if name == "" || p.peek() != '(' {
				return s, p.fail("a modifier")
			}
			value, ok := p.parenthesised()
			if !ok {
				return s, p.fail(")")
			}
			if name == "as" {
				s.alias = value
			} else {
				s.modifiers[name] = value
			}
		case '{':
			p.pos++
			sub, err := p.list()
			if err != nil {
				return s, err
			}
			if p.peek() != '}' {
				return s, p.fail("}")
			}
			p.pos++
			s.sub = sub
		default:
			return s, nil
		}
	}
}

// parenthesised reads `(...)`, with brackets and JSON strings inside.
func (p *selectionParser) parenthesised() (string, bool) {
	start, depth := p.pos+1, 0
	for ; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.pos++
				return p.text[start : p.pos-1], true
			}
		case '"':
			d := json.NewDecoder(strings.NewReader(p.text[p.pos:]))
			if _, err := d.Token(); err != nil {
				return "", false
			}
			p.pos += int(d.InputOffset()) - 1
		}
	}
	return "", false
}

func (p *selectionParser) word() string {
	start := p.pos
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != ':' && c != '-' {
			break
		}
		p.pos++
	}
	return p.text[start:p.pos]
}

func (p *selectionParser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *selectionParser) space() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *selectionParser) fail(want string) error {
	return FailPlain(2500, "Syntax error %q at character %d: %s",
		fmt.Sprintf("Expected %s instead of %q.", want, p.text[p.pos:]), p.pos, p.text)
}

// selectionText writes selections as `fields` has them.
func selectionText(sel []selection) string {
	var b strings.Builder
	for i, s := range sel {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.name)
		for _, name := range slices.Sorted(maps.Keys(s.modifiers)) {
			fmt.Fprintf(&b, ".%s(%s)", name, text(s.modifiers[name]))
		}
		if s.alias != s.name {
			fmt.Fprintf(&b, ".as(%s)", s.alias)
		}
		if s.sub != nil {
			b.WriteString("{" + selectionText(s.sub) + "}")
		}
	}
	return b.String()
}
