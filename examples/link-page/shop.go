package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// shop is whose Page it is, on Meta or in the emulator.
type shop struct {
	settings
	client *metabiz.Client
	out    io.Writer
	code   func(ctx context.Context) (string, error) // read by whoever has the telephone
	close  func()
}

func open(set settings, in io.Reader, out io.Writer) (*shop, error) {
	if set.live {
		return openLive(set, in, out)
	}
	return openEmulated(set, out)
}

func openLive(set settings, in io.Reader, out io.Writer) (*shop, error) {
	switch {
	case os.Getenv(metabiz.EnvAccessToken) == "":
		return nil, errors.New("-live needs " + metabiz.EnvAccessToken + " in the environment")
	case set.page == "":
		return nil, errors.New("-live needs -page")
	case set.number == "" && !set.check:
		return nil, errors.New("-live needs the -number to link; -check only looks")
	}
	client, err := metabiz.FromEnv()
	if err != nil {
		return nil, err
	}
	s := &shop{settings: set, client: client, out: out, close: func() {}}
	s.code = func(context.Context) (string, error) {
		fmt.Fprintf(out, "  The code that %s was sent, please: ", set.number)
		line, err := bufio.NewReader(in).ReadString('\n')
		if line = strings.TrimSpace(line); line == "" {
			return "", fmt.Errorf("no code: %w", err)
		}
		return line, nil
	}
	return s, nil
}

// openEmulated makes a Page that lacks a few things: people can't see it, no number
// is linked to it, and nobody is told what people write.
func openEmulated(set settings, out io.Writer) (*shop, error) {
	e, err := emulator.Start(emulator.Config{AppSecret: "emulated-secret", Start: time.Now()})
	if err != nil {
		return nil, err
	}
	seed := e.Seed()
	set.page, set.business, set.ads = seed.PageID, seed.BusinessID, seed.AdAccountID
	if set.number == "" {
		set.number = seed.DisplayPhone
	}
	if err := e.Change(seed.PageID, map[string]any{"is_published": false}); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	client, err := metabiz.New(metabiz.WithToken(seed.Token), metabiz.WithAppSecret(seed.AppSecret), metabiz.WithBaseURL(e.URL()),
		// Its clock stands still: a second goes by with each call.
		metabiz.WithHook(func(_ context.Context, event metabiz.Event) {
			if event.Kind == metabiz.EventAttempt {
				e.Clock().Advance(time.Second)
			}
		}))
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	s := &shop{settings: set, client: client, out: out, close: func() { _ = e.Close() }}
	s.code = func(context.Context) (string, error) {
		code, ok := e.VerificationCode(set.number)
		if !ok {
			return "", errors.New("the number was sent no code")
		}
		fmt.Fprintf(out, "  Anna, who has the telephone, reads out: %s\n", code)
		return code, nil
	}
	return s, nil
}

// checkup is all that is looked at.
func (s *shop) checkup() pages.Checkup {
	return pages.Checkup{PageID: s.page, BusinessID: s.business, Number: s.number, AdAccountID: s.ads}
}
