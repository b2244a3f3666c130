package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// scene is an evening in the emulator: the bot, and a guest who writes to it.
type scene struct {
	*bot
	world *emulator.Emulator
	anna  *emulator.Person
	phone *whatsapp.Phone // with the window's guard
	waba  *whatsapp.Account
}

// play has a guest write to the bot, and prints the chat.
func play(ctx context.Context, set settings, out io.Writer) error {
	listener, err := net.Listen("tcp", set.listen)
	if err != nil {
		return err
	}
	cfg := emulator.Config{
		Token: "EAAEMULATOR", AppSecret: "emulated-secret", VerifyToken: "verify", Addr: "127.0.0.1:0",
		WebhookURL: "http://" + listener.Addr().String() + "/webhook",
		Start:      time.Date(2026, 11, 2, 22, 40, 0, 0, time.UTC), // a Monday, when the kitchen is closed
	}
	world, err := emulator.Start(cfg)
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer world.Close()
	client, err := metabiz.New(metabiz.WithBaseURL(world.URL()), metabiz.WithToken(cfg.Token), metabiz.WithAppSecret(cfg.AppSecret))
	if err != nil {
		_ = listener.Close()
		return err
	}
	tr := newTranscript(out, world.Clock().Now)
	fmt.Fprintf(out, "%s  %s\n", tr.paint("1", "metabiz · chatbot"), tr.paint("2", "an emulator of WhatsApp on "+strings.TrimPrefix(world.URL(), "http://")))
	b, guarded, stop, err := open(client, listener, world.Clock().Now, tr, metabiz.WebhookConfig{AppSecrets: []string{cfg.AppSecret}, VerifyToken: cfg.VerifyToken})
	if err != nil {
		return err
	}
	defer stop()
	s := &scene{
		bot: b, world: world, anna: world.Person("+39 333 000 0001", "Anna Rossi"),
		phone: whatsapp.NewPhone(guarded, world.Seed().PhoneNumberID), waba: whatsapp.NewAccount(client, world.Seed().WABAID),
	}
	return s.evening(ctx)
}

// open starts the webhook. The window learns of a message before the bot answers it.
func open(client *metabiz.Client, listener net.Listener, now func() time.Time, tr *transcript, cfg metabiz.WebhookConfig) (*bot, *metabiz.Client, func(), error) {
	window := whatsapp.NewWindow(whatsapp.WindowConfig{Now: now})
	guarded, err := client.With(window.Guard())
	if err != nil {
		_ = listener.Close()
		return nil, nil, nil, err
	}
	b := newBot(guarded, window, now, tr)
	mux := http.NewServeMux()
	mux.Handle("/webhook", metabiz.NewWebhook(cfg, window, b.events()))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return b, guarded, func() {
		_ = server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = b.talks.Shutdown(ctx)
	}, nil
}

// evening is what happens: first too late, then in time.
func (s *scene) evening(ctx context.Context) error {
	write := func(text string) func() error { return func() error { return s.anna.Write(text) } }
	tap := func(title string) func() error { return func() error { return s.anna.Tap(title) } }
	for _, step := range []struct {
		after time.Duration
		do    func() error
		hears string // what the bot says to it
	}{
		{0, write("Ciao, do you have a table tonight?"), "The kitchen is closed"},
		{20*time.Hour + 5*time.Minute, write("Ciao! Is it still possible this evening?"), "What may we do for you?"},
		{time.Minute, tap("See the menu"), "Tap one to read more"},
		{time.Minute, tap("Branzino"), "Anything else?"},
		{time.Minute, tap("Book a table"), "For how many?"},
		{time.Minute, write("the two of us"), "A number from 1 to 12"},
		{time.Minute, write("2"), "When would you like to come?"},
		{time.Minute, tap("20:30"), "See you this evening!"},
		{10 * time.Minute, write("One more thing"), "What may we do for you?"},
		{time.Minute, tap("A person, please"), "the bot is silent"},
		{time.Minute, write("Could we bring our dog?"), "Could we bring our dog?"},
		{time.Minute, func() error { return s.host(ctx, "Of course, Anna. There is water for it at the door.") }, "There is water"},
		{time.Minute, func() error { return s.host(ctx, "/bot") }, "answers again"},
		{2 * time.Hour, write("Stop!"), "no more of our offers"},
	} {
		s.world.Clock().Advance(step.after)
		if err := step.do(); err != nil {
			return err
		}
		if err := s.hears(ctx, step.hears); err != nil {
			return err
		}
		if err := s.world.Wait(ctx); err != nil {
			return err
		}
		s.world.Clock().Advance(15 * time.Second) // until it has arrived
	}
	return s.offer(ctx)
}

// hears waits until something was said.
func (s *scene) hears(ctx context.Context, want string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		select {
		case line := <-s.tr.lines:
			if strings.Contains(line, want) {
				return nil
			}
		case <-ctx.Done():
			return fmt.Errorf("nobody said %q: %w", want, ctx.Err())
		}
	}
}

// offer tries to send an offer to a guest who has stopped them.
func (s *scene) offer(ctx context.Context) error {
	template, err := s.waba.Template(ctx, "spring_offer", "en")
	if err != nil {
		return err
	}
	content, err := template.Bind("Anna", "anna")
	if err != nil {
		return err
	}
	_, err = s.phone.Send(whatsapp.AsMarketing(ctx), whatsapp.Message{To: s.anna.Phone(), Content: content})
	if !errors.Is(err, whatsapp.ErrOptedOut) {
		return fmt.Errorf("the offer should have been held back: %w", err)
	}
	s.tr.note("the spring offer for Anna was held back, before it was sent: she has stopped offers")
	return nil
}
