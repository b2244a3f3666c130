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

// The parties. Each has a colour of its own on a terminal.
const (
	guest  = "Giulia"
	robot  = "bot"
	marco  = "Marco"
	meta   = "Meta"
	trader = "shop"
)

var colours = map[string]string{guest: "35", robot: "32", marco: "33", meta: "34", trader: "36"}

// talk prints a conversation, a line for each thing that is said or done.
type talk struct {
	mu  sync.Mutex
	out io.Writer
	now func() time.Time
	day string
}

func (t *talk) paint(code, s string) string {
	f, ok := t.out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return s
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t *talk) chapter(title string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "\n%s\n", t.paint("1", title))
}

func (t *talk) note(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintln(t.out, "  "+t.paint("2", text))
}

func (t *talk) line(who, what, detail string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	day := t.now().Format("Mon 2 Jan")
	shown := day
	if day == t.day {
		shown = strings.Repeat(" ", utf8.RuneCountInString(day))
	}
	t.day = day
	if detail != "" {
		detail = "  " + t.paint("2", detail)
	}
	fmt.Fprintf(t.out, "  %-10s %s  %s%s %s%s\n", t.paint("2", shown), t.now().Format("15:04"), t.paint(colours[who], who),
		strings.Repeat(" ", 6-utf8.RuneCountInString(who)), what, detail)
}
