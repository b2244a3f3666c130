package window

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

type heard struct{ At time.Time }

func (h heard) Merge(o heard) heard { return heard{Later(h.At, o.At)} }

func TestMemory(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	m := NewMemory[string, heard](2, func(k string) string { return k })
	at := func(k string) time.Time {
		r, err := m.Load(t.Context(), k)
		if err != nil {
			t.Fatal(err)
		}
		return r.At
	}
	for _, news := range []struct {
		who   string
		after time.Duration
	}{{"anna", 5}, {"bruno", 1}, {"anna", 2}, {"carla", 3}} {
		if err := m.Merge(t.Context(), news.who, heard{begin.Add(news.after)}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]time.Time{begin.Add(5), {}, begin.Add(3)}, []time.Time{at("anna"), at("bruno"), at("carla")}); diff != "" {
		t.Errorf("Bruno was heard of longest ago (-want +got):\n%s", diff)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		margin, left time.Duration
		open         bool
	}{{0, 31 * time.Second, true}, {0, 30 * time.Second, false}, {-1, time.Second, true}, {-1, 0, false}, {time.Minute, 31 * time.Second, false}} {
		c := NewClock(func() time.Time { return now }, tt.margin)
		if got := c.Open(now.Add(tt.left)); got != tt.open {
			t.Errorf("margin %v, %v left: open %t", tt.margin, tt.left, got)
		}
	}
	c := NewClock(func() time.Time { return now }, 0)
	if got := c.Past(now.Add(time.Hour)); !got.Equal(now) {
		t.Errorf("a time to come became %v", got)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	errLate := errors.New("too late")
	for name, tt := range map[string]struct {
		body     any
		path     string
		fallback string
		want     string // what went out; empty: nothing
		err      error
	}{
		"in time":                       {body: "anna: ciao", want: "anna: ciao"},
		"no message":                    {body: 7, want: "7"},
		"too late":                      {body: "bruno: ciao", err: errLate},
		"too late, something else":      {body: "bruno: ciao", fallback: "bruno! template", want: "bruno! template"},
		"too late, to another":          {body: "bruno: ciao", fallback: "anna: ciao", want: "anna: ciao"},
		"too late, what is too late":    {body: "bruno: ciao", fallback: "bruno: ciao again", err: errLate},
		"a path that can't be unescape": {body: "bruno: ciao", path: "%zz/messages", want: "bruno: ciao"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var loaded, sent []string
			who := func(m string) string { return m[:4] }
			g := Guard[string, bool]{
				Message: func(body any) (string, bool) { m, ok := body.(string); return m, ok }, Recipient: who, Replaceable: errLate,
				Load: func(_ context.Context, s Sending[string]) (bool, error) {
					loaded = append(loaded, s.From+"/"+s.Edge+" "+who(s.Message))
					return who(s.Message) == "anna", nil
				},
				Refusal: func(_ context.Context, s Sending[string], open bool) error {
					if open || s.Message == "bruno! template" {
						return nil
					}
					return errLate
				},
				Sent: func(_ context.Context, s Sending[string], _ bool, _ *metabiz.Response, err error) error {
					sent = append(sent, s.Message)
					return err
				},
				Logger: Quiet(nil),
			}
			if tt.fallback != "" {
				g.Fallback = func(context.Context, string) (string, bool, error) { return tt.fallback, true, nil }
			}
			path := tt.path
			if path == "" {
				path = "1/messages"
			}
			got := ""
			_, err := g.Intercept(t.Context(), &metabiz.Request{Method: http.MethodPost, Path: path, Body: tt.body}, func(_ context.Context, req *metabiz.Request) (*metabiz.Response, error) {
				got, _ = req.Body.(string)
				if n, ok := req.Body.(int); ok {
					got = string(rune('0' + n))
				}
				return &metabiz.Response{}, nil
			})
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("sent %q, error %v", got, err)
			}
			if tt.path == "" && tt.want != "" && tt.body != 7 && (len(sent) != 1 || sent[0] != tt.want) {
				t.Errorf("took in %q", sent)
			}
			if len(loaded) > 0 && loaded[0][:11] != "1/messages " {
				t.Errorf("loaded %q", loaded)
			}
		})
	}
}
