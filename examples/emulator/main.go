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
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/metabiz-go/metabiz/internal/emulator"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "emulator:", err)
		os.Exit(1)
	}
}

func run() error {
	var cfg emulator.Config
	flag.StringVar(&cfg.Addr, "addr", "127.0.0.1:8099", "`address` to listen on; port 0 takes a free one")
	flag.StringVar(&cfg.Token, "token", "", "access `token` of the system user; made up where empty")
	flag.StringVar(&cfg.AppSecret, "app-secret", "", "app `secret`: signs webhooks, and makes appsecret_proof required")
	flag.StringVar(&cfg.WebhookURL, "webhook", "", "`URL` that every webhook goes to")
	flag.StringVar(&cfg.VerifyToken, "verify-token", "", "`token` that webhook subscriptions are verified with")
	verbose := flag.Bool("v", false, "log every call to standard error")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flag.Arg(0))
	}
	if *verbose {
		cfg.Logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e, err := emulator.Start(cfg)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := json.NewEncoder(os.Stdout).Encode(e.Seed()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
