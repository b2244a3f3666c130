package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// made collects a report from the emulator.
func made(t *testing.T, background bool) *report {
	t.Helper()
	s, err := openEmulated(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	s.background = background
	r, err := collect(t.Context(), s, 7)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReport(t *testing.T) {
	t.Parallel()
	r := made(t, false)
	if len(r.Ads) != len(emulatedAds) || len(r.Days) != 7 || len(r.Countries) != 4 {
		t.Fatalf("%d ads, %d days, countries %v", len(r.Ads), len(r.Days), r.Countries)
	}
	var byAd, byDay float64
	var chats int64
	for i, ad := range r.Ads {
		byAd += ad.Spend
		chats += ad.Chats
		if i > 0 && ad.Chats > 0 && ad.CostPerChat < r.Ads[i-1].CostPerChat {
			t.Errorf("%s stands behind a dearer ad", ad.Name)
		}
	}
	for _, d := range r.Days {
		byDay += d.total()
	}
	if math.Abs(byAd-r.Spend) > 0.005 || chats != r.Chats {
		t.Errorf("ads add up to %.2f and %d conversations, in all %.2f and %d", byAd, chats, r.Spend, r.Chats)
	}
	// Each row of a day and country is rounded to a cent.
	if math.Abs(byDay-r.Spend) > 0.005*float64(len(r.Days)*len(r.Countries)) {
		t.Errorf("days add up to %.2f, in all %.2f", byDay, r.Spend)
	}
	if want := r.Spend / float64(r.Chats); math.Abs(want-r.CostPerChat) > 0.000001 {
		t.Errorf("a conversation costs %v, want %v", r.CostPerChat, want)
	}
	for i, s := range r.Funnel[1:] {
		if s.Count <= 0 || s.Count > r.Funnel[i].Count {
			t.Errorf("%s: %d of %d", s.Name, s.Count, r.Funnel[i].Count)
		}
	}
}

func TestReportInTheBackground(t *testing.T) {
	t.Parallel()
	now, later := made(t, false), made(t, true)
	if !slices.Equal(now.Funnel, later.Funnel) {
		t.Errorf("at once %v, in the background %v", now.Funnel, later.Funnel)
	}
}

// The page is well-formed, loads nothing, and tells each drawing in words.
func TestPage(t *testing.T) {
	t.Parallel()
	r := made(t, false)
	r.Ads[0].Name = `<script>alert("1")</script> & more`
	var page bytes.Buffer
	if err := r.write(&page); err != nil {
		t.Fatal(err)
	}
	text := page.String()
	for _, never := range []string{"<script", "http:", "https:", "url(", "NaN", "Inf", "%!"} {
		if strings.Contains(text, never) {
			t.Errorf("the page has %s", never)
		}
	}
	for _, wanted := range []string{r.bare(r.Spend), count(r.Chats), "Italy", `role="img"`, "prefers-color-scheme: dark", "&lt;script&gt;"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the page lacks %q", wanted)
		}
	}
	drawings, titled := 0, 0
	for rest := text; ; {
		_, after, found := strings.Cut(rest, `<svg viewBox="0 0 1000`)
		if !found {
			break
		}
		drawing, tail, _ := strings.Cut(after, "</svg>")
		rest = tail
		drawings++
		decoder := xml.NewDecoder(strings.NewReader(`<svg viewBox="0 0 1000` + drawing + "</svg>"))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("drawing %d: %v", drawings, err)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "svg" {
				for _, a := range start.Attr {
					if a.Name.Local == "aria-labelledby" && strings.Contains(drawing, `<title id="`+a.Value+`">`) {
						titled++
					}
				}
			}
		}
	}
	if drawings != 3 || titled != 3 {
		t.Errorf("%d drawings, %d of them with a title", drawings, titled)
	}
}

// An account without any figures has a page, too.
func TestEmptyPage(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	r := &report{Currency: "JPY", Since: "2026-11-01", Until: "2026-11-01", Made: day, Funnel: make([]step, 6)}
	var page bytes.Buffer
	if err := r.write(&page); err != nil || strings.Contains(page.String(), "NaN") || !strings.Contains(page.String(), "Nothing was spent.") {
		t.Errorf("%v\n%s", err, page.String())
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		currency string
		amount   float64
		want     string
	}{
		{"EUR", 1234567.891, "1,234,567.89 EUR"}, {"JPY", 123456, "123,456 JPY"}, {"USD", 0.5, "0.50 USD"}, {"EUR", -1234, "-1,234.00 EUR"},
	} {
		r := report{Currency: test.currency}
		if got := strings.ReplaceAll(r.money(test.amount), "\u00a0", " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.amount, got, test.want)
		}
	}
	for _, test := range []struct{ x, want float64 }{{0.3, 0.5}, {1, 1}, {2.1, 2.5}, {32, 50}, {60, 100}} {
		if got := niceStep(test.x); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("step for %v: %v, want %v", test.x, got, test.want)
		}
	}
}
