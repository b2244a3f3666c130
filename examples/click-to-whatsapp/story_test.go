package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestStory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := tell(t.Context(), settings{listen: "127.0.0.1:0"}, &out); err != nil {
		t.Fatalf("%v, after:\n%s", err, out.String())
	}
	text := out.String()
	at := 0
	for _, want := range []string{
		"1  Link", "the Page shows +39",
		"2  Prepare", "makes a welcome flow",
		"3  Buy", "preflight: nothing stands in the way", "makes the campaign, paused", "makes the ad set, paused",
		"makes the creative, paused", "makes the ad, paused", "activate campaign", "activate ad set", "activate ad", "the ad is active",
		"4  Somebody", "taps the button", "“What do you roast?”", "from ad ", "read ✓✓, typing", "[The coffees]",
		"5  The bot", "a list of 3 coffees", "picks ‹Aurora›", "uploads a picture", "a picture:", "hands the conversation over", "Marco writes by hand",
		"6  A day", "by the window guard", "131047", "template order_update for Giulia", "sent ✓", "delivered ✓✓", "read ✓✓",
		"7  Report", "1 event received",
		"8  What", "people saw the ad", "1 conversation started, 1 first reply",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its turn, in:\n%s", want, text)
		}
		at += i
	}
	if strings.Contains(text, "\x1b[") {
		t.Error("colours where there is no terminal")
	}
	if found := regexp.MustCompile(`EAAEMULATOR|emulated-secret|[0-9]{13,}`).FindString(text); found != "" {
		t.Errorf("the timeline shows %q: a secret, or an id that is not shortened", found)
	}
}

// The story is the same whatever the ad shows.
func TestStoryInEveryFormat(t *testing.T) {
	t.Parallel()
	film := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(film, append([]byte("\x00\x00\x00\x18ftypmp42"), make([]byte, 4096)...), 0o600); err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string][]string{
		formatCarousel:  {"plans the ad", "10 requests", "uploads the picture Aurora.png", "uploads the picture Notturno.png", "the ad is active", "1 conversation started"},
		formatVideo:     {"uploads the film", "the film is ready", "plans the ad", "8 requests", "the ad is active", "1 conversation started"},
		formatSlideshow: {"plans the ad", "12 requests", "has Meta make a video of the pictures", "makes the creative", "the ad is active", "1 conversation started"},
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := tell(t.Context(), settings{listen: "127.0.0.1:0", format: format, video: film}, &out); err != nil {
				t.Fatalf("%v, after:\n%s", err, out.String())
			}
			at := 0
			for _, w := range want {
				i := strings.Index(out.String()[at:], w)
				if i < 0 {
					t.Fatalf("%q does not come, or not in its turn, in:\n%s", w, out.String())
				}
				at += i
			}
		})
	}
}

func TestStoryRefusesBadInput(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "poster.png")
	if err := os.WriteFile(broken, []byte("no image"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		set  settings
		says string
	}{
		"a malformed image":  {settings{listen: "127.0.0.1:0", image: broken}, "Creative.File is not an image"},
		"an image not there": {settings{listen: "127.0.0.1:0", image: broken + "x"}, "no such file"},
		"no film":            {settings{listen: "127.0.0.1:0", format: formatVideo}, "-format video needs a film"},
		"an address taken":   {settings{listen: "256.0.0.1:0"}, "256.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tell(t.Context(), tt.set, &bytes.Buffer{})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %q in it", err, tt.says)
			}
		})
	}
}

func TestLiveNeedsItsSettings(t *testing.T) {
	for _, v := range liveVariables {
		t.Setenv(v.name, "")
	}
	t.Setenv("META_PAGE_ID", "1")
	err := tell(t.Context(), settings{live: true, listen: "127.0.0.1:0"}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "META_ACCESS_TOKEN") || strings.Contains(err.Error(), "META_PAGE_ID") {
		t.Errorf("got %v", err)
	}
}

func TestTimelineAligns(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	tl := newTimeline(&out, func() time.Time { return now })
	tl.event(shop, meta, "asks", "detail")
	tl.event(person, bot, "“Ünïcödé”", "detail")
	tl.event(shop, "", "thinks", "detail")
	var columns []int
	for line := range strings.Lines(out.String()) {
		columns = append(columns, len([]rune(line[:strings.Index(line, "detail")])))
	}
	if columns[0] != columns[1] || columns[1] != columns[2] {
		t.Errorf("the details stand at %v in:\n%s", columns, out.String())
	}
	if got := short("wamid.HBgMMzkzMzMwMDAwMDAxFQIAERgSQUJDREU1AA=="); got != "wamid…REU1" && !strings.HasPrefix(got, "wamid…") {
		t.Errorf("short is %q", got)
	}
}
