// Command click-to-whatsapp tells the whole story of an ad that opens a WhatsApp
// chat: linking the number, buying the ad, answering whoever clicks, writing again
// by template when the 24 hours are over, and reading what it all brought.
//
//	go run -C examples ./click-to-whatsapp
//
// It needs no account: an emulator of the Graph API runs inside of it. With
// META_ACCESS_TOKEN, the ids named below and -live it runs against Meta, and asks
// before it spends.
//
// The ad shows a picture. -format has it show cards, a film, or a slideshow instead:
//
//	go run -C examples ./click-to-whatsapp -format carousel
//	go run -C examples ./click-to-whatsapp -format video -video film.mp4
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "\nclick-to-whatsapp:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	live   bool
	image  string
	format string
	video  string
	listen string
	wait   time.Duration
	bodies bool
	in     io.Reader // where questions are answered
}

func run(ctx context.Context) error {
	set := settings{in: os.Stdin}
	flag.BoolVar(&set.live, "live", false, "run against Meta, with META_ACCESS_TOKEN and the ids in the environment")
	flag.StringVar(&set.image, "image", "", "picture of the ad, a `file`; the poster of a coffee roaster where empty")
	flag.StringVar(&set.format, "format", formatImage, "what the ad shows: "+strings.Join(formats, ", "))
	flag.StringVar(&set.video, "video", "", "the film of -format video, a `file`")
	flag.StringVar(&set.listen, "listen", "127.0.0.1:0", "`address` that the webhook listens on; behind an https proxy when live")
	flag.DurationVar(&set.wait, "wait", 30*time.Minute, "when live, how long to wait for somebody who clicks")
	flag.BoolVar(&set.bodies, "bodies", false, "print the whole bodies of the plan")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprintln(out, "Usage: click-to-whatsapp [flags]")
		flag.PrintDefaults()
		fmt.Fprintln(out, "\nWith -live, in the environment:")
		for _, v := range liveVariables {
			fmt.Fprintf(out, "  %-22s %s\n", v.name, v.what)
		}
	}
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	if !slices.Contains(formats, set.format) {
		return fmt.Errorf("-format %s is none of %s", set.format, strings.Join(formats, ", "))
	}
	return tell(ctx, set, os.Stdout)
}

// tell tells the story from its first chapter to its last.
func tell(ctx context.Context, set settings, out io.Writer) error {
	s, closeStory, err := open(set, out)
	if err != nil {
		return err
	}
	defer closeStory()
	for n, chapter := range []struct {
		title string
		tell  func(context.Context) error
	}{
		{"Link the WhatsApp number to the Page", s.linkNumber},
		{"Prepare the welcome", s.prepareWelcome},
		{"Buy the ad", s.buyAd},
		{"Somebody clicks and writes", s.click},
		{"The bot answers", s.converse},
		{"A day later", s.nextDay},
		{"Report the purchase", s.reportPurchase},
		{"What it brought", s.readInsights},
	} {
		s.tl.chapter(n+1, chapter.title)
		if err := chapter.tell(ctx); err != nil {
			// Also when the program was interrupted: nobody would be there to answer.
			return errors.Join(fmt.Errorf("%d %s: %w", n+1, chapter.title, err), s.pause(context.WithoutCancel(ctx)))
		}
	}
	return s.close(ctx)
}
