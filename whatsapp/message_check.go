package whatsapp

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
)

// checker gathers every rule that a value breaks.
type checker struct {
	fields []metabiz.FieldError
}

func (c *checker) err(what string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &metabiz.ValidationError{What: what, Fields: c.fields}
}

// A path is a place in the JSON, spelled out only once something is wrong there:
// checking a sound message allocates nothing.
type path struct {
	pieces  [10]string // "template.components", "[]", "parameters", …
	count   int
	index   [6]int // what goes into the first brackets, in their order
	indexes int    // how many there are; further brackets stand for themselves
}

func at(pattern string, index ...int) path {
	var p path
	p.pieces[0], p.count = pattern, 1
	p.indexes = copy(p.index[:], index)
	return p
}

// dot is a member of what p names.
func (p path) dot(member string) path {
	p.push(member)
	return p
}

// element is an element of the list that p names.
func (p path) element(i int) path {
	p.push("[]")
	p.index[p.indexes] = i
	p.indexes++
	return p
}

func (p *path) push(piece string) {
	if p.count == len(p.pieces) {
		p.pieces[0], p.count = p.template(), 1
	}
	p.pieces[p.count] = piece
	p.count++
}

// template is the place with empty brackets.
func (p *path) template() string {
	var b strings.Builder
	for _, piece := range p.pieces[:p.count] {
		if b.Len() > 0 && piece != "[]" {
			b.WriteByte('.')
		}
		b.WriteString(piece)
	}
	return b.String()
}

func (p path) String() string {
	var b strings.Builder
	rest := p.template()
	for _, i := range p.index[:p.indexes] {
		before, after, _ := strings.Cut(rest, "[]")
		b.WriteString(before)
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(i))
		b.WriteByte(']')
		rest = after
	}
	b.WriteString(rest)
	return b.String()
}

func (c *checker) add(p path, problem string, limit, value any) {
	c.fields = append(c.fields, metabiz.FieldError{Path: p.String(), Problem: problem, Limit: limit, Value: value})
}

// required notes a text that is missing.
func (c *checker) required(p path, value string) bool {
	if strings.TrimSpace(value) != "" {
		return true
	}
	c.add(p, "is required", nil, nil)
	return false
}

// atMost notes a text that is too long. Meta counts characters, not bytes.
func (c *checker) atMost(p path, value string, limit int) {
	if len(value) <= limit {
		return
	}
	if n := utf8.RuneCountInString(value); n > limit {
		c.add(p, fmt.Sprintf("has %d characters, at most %d", n, limit), limit, value)
	}
}

// text notes a required text that is missing or too long.
func (c *checker) text(p path, value string, limit int) {
	if c.required(p, value) {
		c.atMost(p, value, limit)
	}
}

// count notes a list that is too short or too long.
func (c *checker) count(p path, n, least, most int, what string) {
	switch {
	case n < least:
		c.add(p, fmt.Sprintf("needs at least %d %s", least, what), least, n)
	case n > most:
		c.add(p, fmt.Sprintf("takes at most %d %s", most, what), most, n)
	}
}

// between notes a number outside its range.
func (c *checker) between(p path, n, least, most int) {
	if n < least || n > most {
		c.add(p, fmt.Sprintf("must be from %d to %d", least, most), [2]int{least, most}, n)
	}
}

// noEmoji notes the first emoji in a text that may hold none.
func (c *checker) noEmoji(p path, value string) {
	for _, r := range value {
		if isEmoji(r) {
			c.add(p, "can't have emoji", nil, value)
			return
		}
	}
}

// isEmoji recognises what is drawn as a picture: the pictograph planes, flags,
// the older dingbats and symbols, and the marks that turn a sign into an emoji.
func isEmoji(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, // pictographs, transport, flags, cards
		r >= 0x2600 && r <= 0x27BF, // symbols and dingbats
		r >= 0x2B05 && r <= 0x2B55, // arrows, stars, squares
		r == 0xFE0F, r == 0x20E3,   // emoji presentation, keycap
		r == 0x231A || r == 0x231B || r == 0x2328 || r >= 0x23E9 && r <= 0x23FA:
		return true
	}
	return false
}
