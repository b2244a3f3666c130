// Package vcr replays and records what goes over the wire in tests. It is the
// one place that knows go-vcr.
//
// A plain test run replays only: a call that the cassette lacks fails, and so
// does a test that leaves part of its cassette unused. METABIZ_RECORD=emulator
// records anew against internal/emulator; METABIZ_RECORD=live against Meta, with
// META_ACCESS_TOKEN, META_APP_SECRET and the ids in META_PAGE_ID,
// META_AD_ACCOUNT_ID, META_WABA_ID, META_PHONE_NUMBER_ID and so on, which are
// replaced by the emulator's before anything is saved.
package vcr

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz/internal/emulator"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"
	"gopkg.in/dnaeon/go-vcr.v3/recorder"
)

// Epoch is when the emulator's clock stands still while a cassette is recorded.
var Epoch = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// A Tape is a cassette that one test plays.
type Tape struct {
	Client    *http.Client // goes through the cassette
	BaseURL   string
	Token     string
	AppSecret string
	Seed      emulator.Seed // the ids, the same whether recorded or replayed

	emulator *emulator.Emulator
	live     bool
	ignored  map[string]bool
}

// An Option changes how a cassette is played.
type Option func(*Tape)

// Ignore leaves members of these names out when a request is held against the
// recorded ones, wherever they stand in its query or body: times, which differ
// from run to run. In the cassette they read as [Epoch], in seconds or as RFC 3339 has it.
func Ignore(names ...string) Option {
	return func(t *Tape) {
		for _, n := range names {
			t.ignored[n] = true
		}
	}
}

const (
	modeEnv  = "METABIZ_RECORD"
	modeLive = "live"
	modeFake = "emulator"

	placeholder = "<TOKEN>"
	graph       = "https://graph.facebook.com"
)

// emulated is the emulator that cassettes are recorded against.
var emulated = emulator.Config{Token: "EAAEMULATOR", AppSecret: "emulated-secret", Start: Epoch}

// Open opens testdata/cassettes/NAME.yaml for a test and closes it at its end.
func Open(t testing.TB, name string, opts ...Option) *Tape {
	t.Helper()
	tape := &Tape{Token: emulated.Token, AppSecret: emulated.AppSecret, BaseURL: graph, ignored: map[string]bool{}}
	for _, opt := range opts {
		opt(tape)
	}
	mode := recorder.ModeRecordOnly
	replaced := newScrubber()
	switch os.Getenv(modeEnv) {
	case "":
		mode = recorder.ModeReplayOnly
		tape.Seed = emulator.New(emulated).Seed()
	case modeFake:
		e, err := emulator.Start(emulated)
		if err != nil {
			t.Fatalf("vcr: %v", err)
		}
		t.Cleanup(func() { _ = e.Close() })
		tape.emulator, tape.Seed, tape.BaseURL = e, e.Seed(), e.URL()
		replaced.secret(tape.Seed.PageToken, placeholder)
	case modeLive:
		tape.live = true
		tape.Seed = liveSeed(t, emulator.New(emulated).Seed(), replaced)
		tape.Token, tape.AppSecret = os.Getenv("META_ACCESS_TOKEN"), os.Getenv("META_APP_SECRET")
		if tape.Token == "" {
			t.Fatalf("vcr: %s=%s needs META_ACCESS_TOKEN", modeEnv, modeLive)
		}
	default:
		t.Fatalf("vcr: %s=%q is neither %q nor %q", modeEnv, os.Getenv(modeEnv), modeFake, modeLive)
	}
	replaced.secret(tape.Token, placeholder)
	replaced.secret(tape.AppSecret, "<SECRET>")
	tape.open(t, filepath.Join(root(t), "testdata", "cassettes", filepath.FromSlash(name)), mode, replaced)
	return tape
}

// Recording tells whether the cassette is being made.
func (tp *Tape) Recording() bool { return tp.emulator != nil || tp.live }

// World does what people and time do, while recording against the emulator: it
// does nothing on replay, when all that came of it is on the cassette.
func (tp *Tape) World(act func(*emulator.Emulator)) {
	if tp.emulator != nil {
		act(tp.emulator)
	}
}

func (tp *Tape) open(t testing.TB, path string, mode recorder.Mode, s *scrubber) {
	t.Helper()
	if mode == recorder.ModeRecordOnly {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatalf("vcr: %v", err)
		}
	}
	rec, err := recorder.NewWithOptions(&recorder.Options{CassetteName: path, Mode: mode, RealTransport: http.DefaultTransport, SkipRequestLatency: true})
	if err != nil {
		t.Fatalf("vcr: cassette %s: %v (make it with %s=%s)", path, err, modeEnv, modeFake)
	}
	rec.SetMatcher(func(r *http.Request, recorded cassette.Request) bool { return tp.same(r, recorded) })
	// Before saving, not after capturing: the interaction shares the live request's headers.
	s.ignore(tp.ignored)
	rec.AddHook(func(i *cassette.Interaction) error { return s.scrub(i, tp.BaseURL) }, recorder.BeforeSaveHook)
	var unused []string
	rec.AddHook(func(i *cassette.Interaction) error {
		if mode == recorder.ModeReplayOnly && !i.WasReplayed() {
			unused = append(unused, fmt.Sprintf("#%d %s %s", i.ID, i.Request.Method, i.Request.URL))
		}
		return nil
	}, recorder.OnRecorderStopHook)
	t.Cleanup(func() {
		if err := rec.Stop(); err != nil {
			t.Errorf("vcr: %v", err)
		}
		if len(unused) > 0 && !t.Failed() {
			t.Errorf("vcr: cassette %s has calls that the test did not make:\n%s", path, strings.Join(unused, "\n"))
		}
	})
	tp.Client = &http.Client{Transport: drain{rec}}
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("vcr: no go.mod above the test")
		}
		dir = parent
	}
}

// liveSeed takes the ids from the environment and has each replaced by the emulator's.
func liveSeed(t testing.TB, fake emulator.Seed, s *scrubber) emulator.Seed {
	t.Helper()
	seed := fake
	for name, id := range map[string]*string{
		"META_APP_ID": &seed.AppID, "META_BUSINESS_ID": &seed.BusinessID, "META_PAGE_ID": &seed.PageID,
		"META_AD_ACCOUNT_ID": &seed.AdAccountID, "META_WABA_ID": &seed.WABAID, "META_PHONE_NUMBER_ID": &seed.PhoneNumberID,
		"META_DISPLAY_PHONE": &seed.DisplayPhone, "META_INSTAGRAM_ID": &seed.InstagramID, "META_DATASET_ID": &seed.DatasetID,
	} {
		if v := os.Getenv(name); v != "" {
			s.id(v, *id)
			*id = v
		}
	}
	return seed
}

func hostless(raw string) (path string, query url.Values) {
	u, err := url.Parse(raw)
	if err != nil {
		return raw, nil
	}
	return u.EscapedPath(), u.Query()
}
