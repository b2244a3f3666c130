package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz/whatsapp"
)

const anna = "+393330000001"

// picture writes a PNG and gives its path.
func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return write(t, "menu.png", b.String())
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// send runs the program, and gives what it prints.
func send(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, strings.NewReader(in), &out, io.Discard)
	if err != nil {
		report(&out, err)
	}
	return out.String(), err
}

// What is sent is what the person sees.
func TestSend(t *testing.T) {
	t.Parallel()
	menu := picture(t)
	for name, test := range map[string]struct {
		in   string
		args []string
		want []string
	}{
		"text":     {"", []string{"-to", anna, "-text", "Ciao!"}, []string{"Accepted: wamid.", "│ Ciao!"}},
		"picture":  {"", []string{"-to", anna, "-image", menu, "-caption", "Today"}, []string{"Accepted: wamid.", "│ [image]", "│ Today"}},
		"buttons":  {"", []string{"-to", anna, "-text", "A table?", "-image", menu, "-button", "y=Yes", "-button", "n=No"}, []string{"[interactive", "A table?", "[ Yes ]", "[ No ]"}},
		"menu":     {"", []string{"-to", anna, "-text", "Which?", "-header", "Menu", "-row", "a=Pasta|Of today", "-row", "b=Fish"}, []string{"Menu", "Which?", "[ Pasta ]", "[ Fish ]"}},
		"link":     {"", []string{"-to", anna, "-text", "See", "-url", "Open=https://example.com/?a=b"}, []string{"[ Open ]"}},
		"place":    {"", []string{"-to", anna, "-location", "45.4642, 9.19, Trattoria, Via Dante 1"}, []string{"Trattoria", "Via Dante 1"}},
		"contact":  {"", []string{"-to", anna, "-contact", "Marco Bianchi=+393330000002"}, []string{"Marco Bianchi"}},
		"template": {"", []string{"-to", anna, "-template", "spring_offer", "-language", "it", "-values", "Anna,anna"}, []string{"Primavera in Bottega", "Ciao Anna"}},
		"template by names": {
			"", []string{"-to", anna, "-template", "order_update", "-values", "customer=Anna,order_number=7"}, []string{"Hello Anna, your order 7"},
		},
		"marketing": {"", []string{"-to", anna, "-template", "spring_offer", "-values", "Anna,anna", "-marketing"}, []string{"Spring at the Bottega"}},
		"file": {
			`{"messaging_product":"whatsapp","to":"390000000000","type":"text","text":{"body":"from a file"}}`,
			[]string{"-file", "-", "-to", anna}, []string{"393330000001", "from a file"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := send(t, test.in, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
			}
		})
	}
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"text":     {"-to", anna, "-text", "Ciao!", "-reply-to", "wamid.A", "-callback", "7"},
		"group":    {"-group", "Y2F", "-text", "Ciao!"},
		"user":     {"-user", "IT.1", "-text", "Ciao!"},
		"picture":  {"-to", anna, "-image", picture(t)},
		"upload":   {"-to", anna, "-voice", "id:7"},
		"link":     {"-to", anna, "-document", "https://example.com/a.pdf", "-filename", "Menu.pdf"},
		"reaction": {"-to", anna, "-reply-to", "wamid.A", "-react", "👍"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := send(t, "", append(args, "-dry-run")...)
			if err != nil {
				t.Fatal(err)
			}
			_, body, found := strings.Cut(out, "Its body:\n")
			var m whatsapp.Message
			if err := json.Unmarshal([]byte(body), &m); !found || err != nil || m.Validate() != nil {
				t.Errorf("%v in:\n%s", err, out)
			}
		})
	}
}

// Each mistake is told, and nothing sent.
func TestSendRefuses(t *testing.T) {
	t.Parallel()
	text := write(t, "menu.png", "no picture")
	for name, test := range map[string]struct {
		in   string
		args []string
		want []string
	}{
		"nothing":  {"", nil, []string{"nothing to send"}},
		"argument": {"", []string{"-text", "a", "b"}, []string{`unexpected argument "b"`}},
		"faults, all at once": {
			"", []string{"-to", "US.1", "-text", strings.Repeat("x", 2000), "-button", "a=A", "-button", "a=A"},
			[]string{"4 faults", "interactive.body.text", "at most 1024", "buttons[1].reply.id", "buttons[1].reply.title", "belongs in recipient"},
		},
		"button without a title":    {"", []string{"-button", "a"}, []string{"id=title"}},
		"no picture":                {"", []string{"-to", anna, "-image", text}, []string{"1 fault", "holds text/plain"}},
		"no picture, in a dry run":  {"", []string{"-to", anna, "-image", text, "-dry-run"}, []string{"holds text/plain"}},
		"a picture as a voice note": {"", []string{"-to", anna, "-voice", picture(t)}, []string{"can't be sent as voice note"}},
		"no file":                   {"", []string{"-to", anna, "-image", text + "x"}, []string{"no such file"}},
		"a sound above buttons":     {"", []string{"-to", anna, "-text", "a", "-button", "a=A", "-audio", "id:1"}, []string{"above the text"}},
		"no number":                 {"", []string{"-to", anna, "-location", "north,1"}, []string{"the latitude"}},
		"too few values":            {"", []string{"-to", anna, "-template", "spring_offer", "-values", "Anna"}, []string{"has no value"}},
		"no template":               {"", []string{"-to", anna, "-template", "autumn_offer"}, []string{"autumn_offer"}},
		"not JSON":                  {"{", []string{"-file", "-"}, []string{"-: "}},
		"a file and a text":         {`{"type":"text","text":{"body":"a"}}`, []string{"-file", "-", "-text", "b"}, []string{"both -file and"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := send(t, test.in, test.args...)
			if err == nil || strings.Contains(out, "Accepted") {
				t.Fatalf("%v, printed:\n%s", err, out)
			}
			for _, want := range test.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
			}
		})
	}
}

func TestLiveNeedsItsSettings(t *testing.T) {
	for _, v := range liveVariables {
		t.Setenv(v.name, "")
	}
	if _, err := send(t, "", "-live", "-to", anna, "-text", "Ciao"); err == nil || !strings.Contains(err.Error(), "META_PHONE_NUMBER_ID") || strings.Contains(err.Error(), "META_WABA_ID") {
		t.Errorf("got %v", err)
	}
	if _, err := send(t, "", "-live", "-to", anna, "-template", "a"); err == nil || !strings.Contains(err.Error(), "META_WABA_ID") {
		t.Errorf("got %v", err)
	}
}

func TestBubbleLines(t *testing.T) {
	t.Parallel()
	for line := range wrapped("città " + strings.Repeat("x", 100) + "\n\nb") {
		if n := len([]rune(line)); n > width {
			t.Errorf("a line of %d", n)
		}
	}
}
