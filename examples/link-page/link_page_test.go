package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// in order tells whether texts come one after the other.
func inOrder(t *testing.T, text string, wants ...string) {
	t.Helper()
	at := 0
	for _, want := range wants {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its turn, in:\n%s", want, text)
		}
		at += i + len(want)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), nil, strings.NewReader(""), &out); err != nil {
		t.Fatalf("%v, after:\n%s", err, out.String())
	}
	inOrder(t, out.String(),
		"What is in place\n", "✓ the token works", "✗ the Page is not published", "→ publish it", "✗ the Page shows no WhatsApp number", "✗ its messages go to no app",
		"Linking +39 06 0000 0012", "Anna, who has the telephone, reads out: ", "The Page shows +390600000012", "a person goes to the Page's Settings", "Bottega del Caffè, on the WhatsApp account Bottega Srl",
		"The Page is published.", "The app is told", "Chats begin with",
		"What is in place now\n", "✓ the Page is published", "✓ the Page shows +390600000012", "✓ its messages go to an app", "can be answered.")
	if after := out.String()[strings.Index(out.String(), "What is in place now"):]; strings.Contains(after, "✗") {
		t.Errorf("left:\n%s", after)
	}
	if strings.Contains(out.String(), "EAA") || strings.Contains(out.String(), "emulated-secret") {
		t.Errorf("a secret in:\n%s", out.String())
	}
}

func TestCheckChangesNothing(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-check"}, nil, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Count(text, "✗") != 3 || strings.Contains(text, "Linking") {
		t.Errorf("said:\n%s", text)
	}
}

// A number of the WhatsApp Business app can be linked, too; its owner answers.
func TestNumberOfTheApp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-number", "+39 333 000 0001"}, nil, &out); err != nil {
		t.Fatal(err)
	}
	inOrder(t, out.String(), "The Page shows +393330000001", "whose owner answers", "! +39 333 000 0001 is on no WhatsApp account", "1 of ")
}

func TestRefused(t *testing.T) {
	t.Setenv("META_ACCESS_TOKEN", "")
	for want, args := range map[string][]string{
		"META_ACCESS_TOKEN":   {"-live", "-page", "1"},
		"unexpected argument": {"link"},
		"2 digits":            {"-number", "39"},
	} {
		if err := run(t.Context(), args, nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
	t.Setenv("META_ACCESS_TOKEN", "T")
	for want, args := range map[string][]string{"-page": {"-live"}, "-number": {"-live", "-page", "1"}} {
		if err := run(t.Context(), args, nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, nil, nil, &bytes.Buffer{}); err == nil {
		t.Error("went on after an interruption")
	}
}
