package metabiz_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the README shows must stand, line by line, in code that is compiled and run.
func TestReadmeShowsCodeThatRuns(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests []string
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "example_test.go") {
			var content []byte
			content, err = os.ReadFile(path)
			tests = append(tests, trimmed(string(content)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(readme), "```go\n")[1:]
	if len(blocks) < 4 {
		t.Fatalf("the README has %d pieces of Go, one for each package is the least", len(blocks))
	}
next:
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		for _, test := range tests {
			if strings.Contains(test, trimmed(code)) {
				continue next
			}
		}
		t.Errorf("no example has this:\n%s", code)
	}
}

// trimmed is the text without indentation.
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line))
		b.WriteByte('\n')
	}
	return b.String()
}
