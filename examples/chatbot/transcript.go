package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz/whatsapp"
)

// transcript prints a chat as it looks on a telephone: the guest on the left, the
// house on the right.
type transcript struct {
	mu     sync.Mutex
	out    io.Writer
	colour bool
	now    func() time.Time
	day    string
	lines  chan string // what was said, for whoever waits for it
}

func newTranscript(out io.Writer, now func() time.Time) *transcript {
	f, ok := out.(*os.File)
	colour := false
	if ok && os.Getenv("NO_COLOR") == "" {
		info, err := f.Stat()
		colour = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return &transcript{out: out, colour: colour, now: now, lines: make(chan string, 256)}
}

const (
	bubble = 46 // characters of a line in a bubble
	indent = 34 // where the house's bubbles begin
)

// guest prints what a guest wrote or tapped.
func (t *transcript) guest(e whatsapp.MessageEvent) {
	text := e.Message.Text()
	if tapped(e) != "" {
		text = "▸ " + text
	}
	if text == "" && e.Message.Content != nil {
		text = "(" + e.Message.Content.Type() + ")"
	}
	name := e.Contact.Name()
	if name == "" {
		name = "a guest"
	}
	t.print(0, "35", name, wrap(text))
}

// said prints what the bot sent.
func (t *transcript) said(content whatsapp.Content) {
	var lines []string
	switch c := content.(type) {
	case whatsapp.Text:
		lines = wrap(c.Body)
	case whatsapp.ReplyButtons:
		lines = wrap(c.Body)
		for _, b := range c.Buttons {
			lines = append(lines, "[ "+b.Title+" ]")
		}
		lines = append(lines, t.paint("2", c.Footer))
	case whatsapp.List:
		lines = append(wrap(c.Body), "≡ "+c.Button)
		for _, s := range c.Sections {
			for _, r := range s.Rows {
				line := "   ○ " + r.Title
				if r.Description != "" {
					line += t.paint("2", "  "+r.Description)
				}
				lines = append(lines, line)
			}
		}
	default:
		lines = []string{fmt.Sprintf("(%T)", content)}
	}
	t.print(indent, "32", "bot", lines)
}

func (t *transcript) house(what string) { t.print(indent, "32", "bot", []string{what}) }
func (t *transcript) marco(text string) { t.print(indent, "36", "Marco", wrap(text)) }

func (t *transcript) note(text string) {
	t.mu.Lock()
	fmt.Fprintf(t.out, "%s\n", t.paint("2", "        · "+text))
	t.mu.Unlock()
	t.heard(text)
}

func (t *transcript) print(left int, colour, who string, lines []string) {
	t.mu.Lock()
	now := t.now()
	if day := now.Format("Monday 2 January"); day != t.day {
		t.day = day
		fmt.Fprintf(t.out, "\n%s\n", t.paint("1", strings.Repeat(" ", 26)+day))
	}
	margin := strings.Repeat(" ", left)
	fmt.Fprintf(t.out, "\n%s%s  %s\n", margin, t.paint("2", now.Format("15:04")), t.paint(colour, who))
	for _, line := range lines {
		fmt.Fprintf(t.out, "%s       %s\n", margin, line)
	}
	t.mu.Unlock()
	t.heard(strings.Join(lines, " "))
}

// heard tells whoever waits; nobody does when live.
func (t *transcript) heard(line string) {
	select {
	case t.lines <- line:
	default:
	}
}

func (t *transcript) paint(code, s string) string {
	if !t.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// wrap breaks a text between its words.
func wrap(text string) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > bubble {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}
