// Command chatbot is the bot of a trattoria on WhatsApp: it greets, knows when the
// kitchen is closed, books tables, shows the menu, hands over to a person, and
// takes a "stop" for an answer.
//
//	go run -C examples ./chatbot
//
// It needs no account: an emulator of the platform runs inside of it, and a guest
// who writes. With -live and the variables named below it answers real people,
// until it is interrupted; what is typed then is what the host of the house writes.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "\nchatbot:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	live   bool
	listen string
	in     io.Reader // what the host types
}

func run(ctx context.Context) error {
	set := settings{in: os.Stdin}
	flag.BoolVar(&set.live, "live", false, "answer real people, with the number in the environment")
	flag.StringVar(&set.listen, "listen", "127.0.0.1:0", "`address` that the webhook listens on, at /webhook; behind an https proxy when live")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprintln(out, "Usage: chatbot [flags]")
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
	if set.live {
		return serve(ctx, set, os.Stdout)
	}
	return play(ctx, set, os.Stdout)
}
