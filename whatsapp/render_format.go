package whatsapp

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formatHTML writes a text with the marks of WhatsApp as HTML: *bold*, _italic_,
// ~strike~, `code`, ```mono```, lists and quotes. Everything else is escaped.
//
// See https://faq.whatsapp.com/539178204879377.
func formatHTML(text string) string {
	var b strings.Builder
	text = visible(text)
	for {
		before, rest, found := strings.Cut(text, "```")
		mono, after, closed := strings.Cut(rest, "```")
		if !found || !closed || strings.TrimSpace(mono) == "" {
			formatLines(&b, text)
			return b.String()
		}
		formatLines(&b, before)
		b.WriteString("<code>" + html.EscapeString(mono) + "</code>")
		text = after
	}
}

// visible drops what is no text: bytes that are not UTF-8, and control characters but line breaks and tabs.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

func formatLines(b *strings.Builder, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		quote, isQuote := strings.CutPrefix(line, "> ")
		switch {
		case isQuote:
			b.WriteString("<q>")
			formatInline(b, quote, "*_~`")
			b.WriteString("</q>")
		case strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "- "):
			b.WriteString("• ")
			formatInline(b, line[2:], "*_~`")
		default:
			formatInline(b, line, "*_~`")
		}
	}
}

var markTags = map[byte]string{'*': "b", '_': "i", '~': "s", '`': "code"}

// formatInline writes a line. marks are those that may begin here: one is not within itself.
func formatInline(b *strings.Builder, line, marks string) {
	plain := 0 // where what was not written yet begins
	flush := func(end int) { b.WriteString(html.EscapeString(line[plain:end])) }
	for i := 0; i < len(line); {
		if startsWord(line, i) {
			if n := addressLength(line[i:]); n > 0 {
				flush(i)
				b.WriteString(`<span class="link">` + html.EscapeString(line[i:i+n]) + "</span>")
				i += n
				plain = i
				continue
			}
		}
		at := strings.IndexByte(marks, line[i])
		if at < 0 || !opens(line, i) {
			i++
			continue
		}
		end := closingMark(line, i)
		if end < 0 {
			// Where none closes this one, none closes a later one either.
			marks = marks[:at] + marks[at+1:]
			i++
			continue
		}
		flush(i)
		tag := markTags[line[i]]
		b.WriteString("<" + tag + ">")
		if tag == "code" {
			b.WriteString(html.EscapeString(line[i+1 : end]))
		} else {
			formatInline(b, line[i+1:end], strings.ReplaceAll(marks, line[i:i+1], ""))
		}
		b.WriteString("</" + tag + ">")
		i = end + 1
		plain = i
	}
	flush(len(line))
}

// opens tells whether the mark at i may begin something: not within a word, nor in
// front of a space or of itself.
func opens(line string, i int) bool {
	return startsWord(line, i) && i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' && line[i+1] != line[i]
}

// closingMark finds the mark that ends what the one at start begins: behind a
// character that is no space, and in front of one that is no letter or digit.
func closingMark(line string, start int) int {
	for end := start + 2; end < len(line); end++ {
		if line[end] == line[start] && line[end-1] != ' ' && line[end-1] != '\t' && endsWord(line, end) {
			return end
		}
	}
	return -1
}

func startsWord(line string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(line[:i])
	return i == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func endsWord(line string, i int) bool {
	r, _ := utf8.DecodeRuneInString(line[i+1:])
	return i+1 == len(line) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// addressLength is how long the web address is that a text begins with, 0 where it begins with none.
func addressLength(s string) int {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return 0
	}
	n := strings.IndexFunc(s, unicode.IsSpace)
	if n < 0 {
		n = len(s)
	}
	return len(strings.TrimRight(s[:n], ".,;:!?)*_~"))
}
