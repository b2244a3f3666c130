// Command link-page examines what ties a person, a business, a Facebook Page, a
// WhatsApp number and an ad account, and links the number to the Page, so that ads
// can open chats with it.
//
//	go run -C examples ./link-page               # a Page that lacks a few things, in an emulator
//	go run -C examples ./link-page -check        # only look
//
// It needs no account: an emulator of the Graph API runs inside of it, with somebody
// who reads out the code that the number is sent. With -live, META_ACCESS_TOKEN and
// -page it works on a real one:
//
//	go run -C examples ./link-page -live -page 1234 -business 5678 -ad-account act_90 -number "+39 06 0000 0012"
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "link-page:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	live, check, replace        bool
	page, business, ads, number string
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	var set settings
	flags := flag.NewFlagSet("link-page", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.BoolVar(&set.check, "check", false, "only look, change nothing")
	flags.BoolVar(&set.replace, "replace", false, "let the number take the place of another that the Page shows")
	flags.BoolVar(&set.live, "live", false, "work on Meta, with META_ACCESS_TOKEN of a person or system user")
	flags.StringVar(&set.page, "page", "", "`id` of the Page, when live")
	flags.StringVar(&set.business, "business", "", "`id` of the business; without it, that is not looked at")
	flags.StringVar(&set.ads, "ad-account", "", "`id` of the ad account; without it, that is not looked at")
	flags.StringVar(&set.number, "number", "", "WhatsApp `number` that ads shall lead to, with its country code")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	s, err := open(set, in, out)
	if err != nil {
		return err
	}
	defer s.close()
	return s.tell(ctx)
}
