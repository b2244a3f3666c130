package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// try runs the program in its folder, as from the examples' own.
func try(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), append([]string{"-file", "customers.csv"}, args...), &out)
	return out.String(), err
}

func TestAudience(t *testing.T) {
	t.Parallel()
	const told = "133 rows, 132 sent in 1 calls, 1 refused; Meta received 132 and could not read 0."
	for name, test := range map[string]struct {
		args []string
		want []string
	}{
		"add": {nil, []string{
			told, "Audience Customers: ready.",
			"line 6: EMAIL is not an e-mail address", "line 10: has nothing that a person can be found by",
			"line 13: PHONE is not a phone number", "line 13: DOBY is not a year", "line 13: COUNTRY is not a country's code",
		}},
		"replace": {[]string{"-do", "replace", "-name", "Best of Roma"}, []string{told, "Audience Best of Roma: ready."}},
		"batches": {[]string{"-batch", "50"}, []string{"132 sent in 3 calls"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := try(t, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range test.want {
				if !strings.Contains(out, part) {
					t.Errorf("%q is not told:\n%s", part, out)
				}
			}
			for _, plain := range []string{"@example.com", "333 555", "Anna"} {
				if strings.Contains(out, plain) {
					t.Errorf("%q shows:\n%s", plain, out)
				}
			}
		})
	}
}

func TestCheckpoint(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state.json")
	if _, err := try(t, "-checkpoint", state); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(state); !os.IsNotExist(err) {
		t.Errorf("a checkpoint is left: %v", err)
	}
	// What broke off leaves one, and the next run holds it against what it is to do.
	broken := filepath.Join(t.TempDir(), "broken.csv")
	if err := os.WriteFile(broken, []byte("email\na@example.com\nb@example.com\n\"c@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := try(t, "-file", broken, "-checkpoint", state, "-batch", "1"); err == nil || !strings.Contains(out, "1 sent in 1 calls") {
		t.Fatalf("a broken file: %v\n%s", err, out)
	}
	if _, err := try(t, "-file", broken, "-checkpoint", state, "-do", "remove"); err == nil || !strings.Contains(err.Error(), "Resume.kind") {
		t.Errorf("another thing to do: %v", err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(empty, []byte("colour,size\nred,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"names no column": {"-file", empty}, "no such file": {"-file", "nowhere.csv"}, "is not add": {"-do", "forget"}, "-live needs -account": {"-live"},
	} {
		if _, err := try(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
