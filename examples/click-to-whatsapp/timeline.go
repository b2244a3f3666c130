package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A timeline prints what happens, one line an event: when, who to whom, what, and what came of it.
type timeline struct {
	mu     sync.Mutex
	out    io.Writer
	colour bool
	now    func() time.Time
	day    string
}

// The parties of the story. Each has a colour of its own on a terminal.
const (
	shop   = "shop"
	meta   = "Meta"
	person = "Giulia"
	bot    = "bot"
)

var colours = map[string]string{shop: "36", meta: "34", person: "35", bot: "32"}

func newTimeline(out io.Writer, now func() time.Time) *timeline {
	return &timeline{out: out, colour: isTerminal(out) && os.Getenv("NO_COLOR") == "", now: now}
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (t *timeline) paint(code, s string) string {
	if !t.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// chapter begins a step of the story.
func (t *timeline) chapter(n int, title string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "\n%s\n", t.paint("1", fmt.Sprintf("%d  %s", n, title)))
}

const (
	whoWidth  = 15
	whatWidth = 46
)

// event prints one line. from and to are parties; to may be empty.
func (t *timeline) event(from, to, what, detail string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	day := now.Format("Mon 2 Jan")
	if day == t.day {
		day = strings.Repeat(" ", len(day))
	} else {
		t.day = day
	}
	who, width := t.paint(colours[from], from), utf8.RuneCountInString(from)
	if to != "" {
		who += " → " + t.paint(colours[to], to)
		width += 3 + utf8.RuneCountInString(to)
	}
	line := fmt.Sprintf("   %s  %s  %s%s", t.paint("2", fmt.Sprintf("%-10s", day)), now.Format("15:04:05"), who, pad(width, whoWidth))
	line += what
	if detail != "" {
		line += pad(utf8.RuneCountInString(what), whatWidth) + t.paint("2", detail)
	}
	fmt.Fprintln(t.out, line)
}

func pad(width, want int) string { return strings.Repeat(" ", max(want-width, 1)) }

// short keeps the beginning and the end of an id, which is enough to tell it from others.
func short(id string) string {
	if len(id) <= 12 {
		return id
	}
	// Message ids all end in the same padding.
	return id[:5] + "…" + tail(strings.TrimRight(strings.TrimSuffix(id, "AA=="), "="), 5)
}

func tail(s string, n int) string { return s[max(len(s)-n, 0):] }

// title heads the timeline.
func (t *timeline) title(name, detail string) {
	fmt.Fprintf(t.out, "%s  %s\n", t.paint("1", name), t.paint("2", detail))
}

// note is a line beside the story.
func (t *timeline) note(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "   %s\n", t.paint("2", text))
}
