// Command send sends any WhatsApp message, put together from flags or read from a
// JSON file, and says all that is wrong with it before anything is sent.
//
//	go run -C examples ./send -to +393330000001 -text "Ciao!"
//	go run -C examples ./send -to +393330000001 -image menu.png -caption "Today"
//	go run -C examples ./send -to +393330000001 -text "A table?" -button yes=Yes -button no=No
//	go run -C examples ./send -to +393330000001 -template spring_offer -language it -values Anna,anna
//	go run -C examples ./send -file message.json -dry-run
//
// It needs no account: an emulator of the platform stands in for Meta, and shows
// the message as the person sees it. With -live and the variables in the
// environment it sends it for real.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/metabiz-go/metabiz"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	report(os.Stderr, err)
	stop()
	os.Exit(1)
}

func run(ctx context.Context, args []string, in io.Reader, out, help io.Writer) error {
	var set settings
	flags := set.flags(help)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; -h tells what there is", flags.Arg(0))
	}
	m, err := set.message(in)
	if err != nil {
		return err
	}
	if err := m.Validate(); err != nil {
		return err
	}
	if set.dryRun {
		return show(out, m)
	}
	p, err := open(set)
	if err != nil {
		return err
	}
	defer p.close()
	return p.send(ctx, set, m, out)
}

// report prints what is wrong, a fault a line.
func report(out io.Writer, err error) {
	if invalid, ok := errors.AsType[*metabiz.ValidationError](err); ok {
		fmt.Fprintf(out, "Not sent: the message has %d %s.\n", len(invalid.Fields), plural(len(invalid.Fields), "fault"))
		for _, f := range invalid.Fields {
			fmt.Fprintf(out, "  %-40s %s\n", f.Path, f.Problem)
		}
		return
	}
	fmt.Fprintln(out, "Not sent:", err)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
