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
	err := run(t.Context(), append([]string{"-folder", "shop"}, args...), &out)
	return out.String(), err
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	page, history := filepath.Join(t.TempDir(), "page.html"), filepath.Join(t.TempDir(), "history.json")
	for name, test := range map[string]struct {
		args           []string
		want, unwanted []string
	}{
		"diff": {
			nil,
			[]string{"  create autumn_offer (it)", "  create catalogue (it)", "  create login_code (it)", "  create order_ready (en)", "  nothing spring_offer (it): is in no file", "Nothing was changed"},
			[]string{"✓", "delete"},
		},
		"diff of deletions": {[]string{"-delete"}, []string{"  delete spring_offer (it)", "  nothing hello_world (en_US): is in no file, and kept"}, []string{"✓"}},
		"apply": {
			[]string{"-apply", "-history", history}, []string{"✓ create autumn_offer (it)", "✓ create order_ready (it)", "5 done."}, []string{"delete"},
		},
		"apply deletions": {[]string{"-apply", "-delete"}, []string{"✓ delete spring_offer (en)", "9 done."}, nil},
		"page":            {[]string{"-html", page}, []string{"5 templates are shown in " + page}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := try(t, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range test.want {
				if !strings.Contains(out, part) {
					t.Errorf("%q is not told:\n%s", part, out)
				}
			}
			for _, part := range test.unwanted {
				if strings.Contains(out, part) {
					t.Errorf("%q is told:\n%s", part, out)
				}
			}
		})
	}
	data, err := os.ReadFile(page)
	if err != nil || !bytes.Contains(data, []byte("Ciao <b>Anna</b>")) || !bytes.Contains(data, []byte("Solo 7 giorni")) {
		t.Errorf("page: %v\n%s", err, data)
	}
	if _, err := os.Stat(history); err != nil {
		t.Error(err)
	}
}

func TestMisuse(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"unknown flag": {"-nonsense"}, "live without an account": {"-live"}, "no folder": {"-folder", "nowhere"},
	} {
		if out, err := try(t, args...); err == nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}
