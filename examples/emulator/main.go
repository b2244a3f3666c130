// Command emulator serves a Graph API in memory to any client, in any language.
//
//	go run ./emulator -addr 127.0.0.1:8099 -token T -app-secret S -webhook http://127.0.0.1:9000/webhook
//
// It prints one line of JSON, with its base URL and the ids that it was seeded
// with, and serves until it is interrupted. Under /_emulator/ it can be told what
// the people and the clock do; GET /_emulator/ lists the ways.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/metabiz-go/metabiz/internal/emulator"
)

const about = `emulator serves a Graph API in memory: Pages, ads and WhatsApp, with people who click and write.

It prints one line of JSON, with its base URL, the token and the ids that it was seeded with,
and serves until it is interrupted. Call it as you would call https://graph.facebook.com.
GET /_emulator/ lists what people, clock and faults can be told to do.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := serve(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	stop()
	os.Exit(1)
}

// serve reads the flags, prints the seed and serves until the context ends.
func serve(ctx context.Context, args []string, out, logs io.Writer) error {
	var cfg emulator.Config
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(logs)
	flags.StringVar(&cfg.Addr, "addr", "127.0.0.1:8099", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&cfg.Token, "token", "", "access `token` of the system user; made up where empty")
	flags.StringVar(&cfg.AppSecret, "app-secret", "", "app `secret`: signs webhooks, and makes appsecret_proof required")
	flags.StringVar(&cfg.WebhookURL, "webhook", "", "`URL` that every webhook goes to")
	flags.StringVar(&cfg.VerifyToken, "verify-token", "", "`token` that webhook subscriptions are verified with")
	verbose := flags.Bool("v", false, "log every call to standard error")
	flags.Usage = func() {
		fmt.Fprint(logs, about)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("emulator: unexpected argument %q; -h tells what there is", flags.Arg(0))
	}
	if *verbose {
		cfg.Logger = slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	e, err := emulator.Start(cfg)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w; -addr 127.0.0.1:0 takes a free port", err)
	}
	if err != nil {
		return err
	}
	defer e.Close()
	if err := json.NewEncoder(out).Encode(e.Seed()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
