package whatsapp

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// variables are the names between the double braces of a text: "first_name" in
// the order in which they first appear, "1", "2" … in that of their numbers, which
// is how messages give their values.
func variables(text string) []string {
	var names []string
	for name := range eachVariable(text) {
		known := false
		for _, n := range names {
			known = known || n == name
		}
		if !known {
			names = append(names, name)
		}
	}
	if !slices.ContainsFunc(names, func(name string) bool { return !isPositional(name) }) {
		slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	}
	return names
}

// eachVariable walks over the variables of a text, with where each begins.
func eachVariable(text string) func(yield func(name string, start int) bool) {
	return func(yield func(string, int) bool) {
		for at := 0; ; {
			open := strings.Index(text[at:], "{{")
			if open < 0 {
				return
			}
			open += at
			length := strings.Index(text[open:], "}}")
			if length < 0 {
				return
			}
			if !yield(text[open+2:open+length], open) {
				return
			}
			at = open + length + 2
		}
	}
}

// isPositional tells {{1}} from {{first_name}}.
func isPositional(name string) bool {
	for i := range len(name) {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return name != ""
}

func isParameterName(name string) bool {
	for i := range len(name) {
		if b := name[i]; (b < 'a' || b > 'z') && b != '_' {
			return false
		}
	}
	return name != ""
}

// renderedLength is how many characters a text has once its variables are
// replaced; those that value does not know count as they are written.
func renderedLength(text string, value func(name string) (string, bool)) int {
	n := utf8.RuneCountInString(text)
	for name := range eachVariable(text) {
		if v, known := value(name); known {
			n += utf8.RuneCountInString(v) - utf8.RuneCountInString(name) - len("{{}}")
		}
	}
	return n
}

// wordsBeside counts the words of a text that are not variables.
func wordsBeside(text string) int {
	var b strings.Builder
	last := 0
	for name, start := range eachVariable(text) {
		b.WriteString(text[last:start])
		b.WriteByte(' ')
		last = start + len(name) + len("{{}}")
	}
	b.WriteString(text[last:])
	return len(strings.Fields(b.String()))
}
