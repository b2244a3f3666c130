package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestStory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := tell(t.Context(), "127.0.0.1:0", &out); err != nil {
		t.Fatalf("%v, after:\n%s", err, out.String())
	}
	text := out.String()
	at := 0
	for _, want := range []string{
		"1  Open", "sets greeting", "tells the bot of 5 fields",
		"2  An ad", "approves the budget", "launches the ad", "“What do you roast?”", "came from the ad “Chat with the roastery”", "[The coffees] [A person, please]",
		"3  The bot", "taps [The coffees]", "a carousel of 3 coffees", "taps [Order Aurora]", "250 g of Aurora", "reacts ❤",
		"4  Marco", "taps [A person, please]", "the shop's people have the conversation", "the bot only listens", "“Of course. Two bags?”",
		"is held back by the guard", "gives the conversation back", "the bot has it back  two Aurora", "It's the bot again",
		"5  The same", "on Instagram", "a carousel of 3 coffees", "the shop's people have the conversation",
		"6  A day", "is held back by the window", "“Your Aurora is on its way.”",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its turn, in:\n%s", want, text)
		}
		at += i
	}
	// Marco and the bot never both answer, and nothing is answered twice.
	for _, once := range []string{"“Of course. Two bags?”", "It's the bot again", "Marco takes over"} {
		want := 1
		if once == "Marco takes over" {
			want = 3 // the chapter, and once in each app
		}
		if got := strings.Count(text, once); got != want {
			t.Errorf("%q comes %d times", once, got)
		}
	}
	if found := regexp.MustCompile(`EAA|emulated-secret|\x1b`).FindString(text); found != "" {
		t.Errorf("the output shows %q", found)
	}
}

// Without what it needs, the bot says so before it does anything.
func TestServeNeeds(t *testing.T) {
	t.Setenv("META_ACCESS_TOKEN", "")
	err := serve(t.Context(), "127.0.0.1:0", &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "META_PAGE_ID") {
		t.Errorf("error %v", err)
	}
}
