package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

func TestPlay(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := play(t.Context(), settings{listen: "127.0.0.1:0"}, &out); err != nil {
		t.Fatalf("%v, after:\n%s", err, out.String())
	}
	text := out.String()
	at := 0
	for _, want := range []string{
		"Monday 2 November", "Anna Rossi", "do you have a table", "The kitchen is closed", "tomorrow at 12:00",
		"Tuesday 3 November", "What may we do for you?", "[ Book a table ]", "▸ See the menu", "○ Branzino", "▸ Branzino", "22 €.", "Anything else?",
		"▸ Book a table", "For how many?", "the two of us", "A number from 1 to 12", "When would you like", "▸ 20:30", "reacts with 👍",
		"a table for 2 at 20:30", "▸ A person, please", "Marco takes over", "Could we bring our dog?", "Marco\n", "There is water", "answers again",
		"Stop!", "no more of our", "was held back",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its turn, in:\n%s", want, text)
		}
		at += i
	}
	// While the host talks, and after a stop, the bot says nothing of its own.
	if n := strings.Count(text, "What may we do for you?"); n != 2 {
		t.Errorf("the bot greeted %d times:\n%s", n, text)
	}
	if strings.Contains(text, "\x1b[") || strings.Contains(text, "EAAEMULATOR") || strings.Contains(text, "emulated-secret") {
		t.Errorf("colours where there is no terminal, or a secret, in:\n%s", text)
	}
}

func TestPlayThatIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := play(ctx, settings{listen: "127.0.0.1:0"}, &bytes.Buffer{}); err == nil {
		t.Error("it went on")
	}
}

func TestServeNeedsItsSettings(t *testing.T) {
	for _, v := range liveVariables {
		t.Setenv(v.name, "")
	}
	t.Setenv("META_VERIFY_TOKEN", "v")
	err := serve(t.Context(), settings{live: true, listen: "127.0.0.1:0"}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "META_ACCESS_TOKEN") || strings.Contains(err.Error(), "META_VERIFY_TOKEN") {
		t.Errorf("got %v", err)
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		now  string // 2 November 2026 is a Monday
		open bool
		next string
	}{
		{"2026-11-01 22:59", true, "on Tuesday at 12:00"},
		{"2026-11-01 23:00", false, "on Tuesday at 12:00"},
		{"2026-11-02 13:00", false, "tomorrow at 12:00"},
		{"2026-11-03 11:59", false, "today at 12:00"},
		{"2026-11-03 12:00", true, "today at 18:30"},
		{"2026-11-03 15:00", false, "today at 18:30"},
		{"2026-12-31 23:30", false, "tomorrow at 12:00"},
	} {
		now, err := time.Parse("2006-01-02 15:04", test.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := isOpen(now); got != test.open {
			t.Errorf("%s: open is %v", test.now, got)
		}
		if got := when(now, opens(now)); got != test.next {
			t.Errorf("%s: opens %s, want %s", test.now, got, test.next)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, line := range wrap(strings.Repeat("città ", 40)) {
		if n := len([]rune(line)); n > bubble || n < bubble-len("città ") && !strings.HasSuffix(line, "città") {
			t.Errorf("a line of %d: %q", n, line)
		}
	}
}
