package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// story is what all chapters share.
type story struct {
	settings
	ids
	out    io.Writer
	tl     *timeline
	now    func() time.Time
	world  *world        // the people and the clock; nil when live
	asking *bufio.Reader // where a person answers when live

	page    *pages.PageHandle
	account *ads.Account
	waba    *whatsapp.Account
	phone   *whatsapp.Phone // with the window's guard
	bare    *whatsapp.Phone // without it
	window  *whatsapp.Window
	bot     *waiter

	client   *metabiz.Client
	shopName string // the Page's
	launched *ads.Launched
}

// ids name what the story is about.
type ids struct {
	pageID, adAccountID, wabaID, phoneNumberID, number string
}

// world is the emulator, which stands for Meta, for the person and for time.
type world struct {
	emulator *emulator.Emulator
	giulia   *emulator.Person
}

var liveVariables = []struct{ name, what string }{
	{metabiz.EnvAccessToken, "token of a system user with the Page, the ad account and the WhatsApp account"},
	{metabiz.EnvAppSecret, "secret of the app: signs calls, and verifies webhooks"},
	{"META_VERIFY_TOKEN", "token that the webhook's subscription was given"},
	{"META_PAGE_ID", "the Page that the ad speaks for"},
	{"META_AD_ACCOUNT_ID", "the ad account that pays, act_…"},
	{"META_WABA_ID", "the WhatsApp Business account"},
	{"META_PHONE_NUMBER_ID", "the number's id, as the Cloud API has it"},
	{"META_DISPLAY_PHONE", "the number itself, with its country code"},
}

func open(set settings, out io.Writer) (*story, func(), error) {
	listener, err := net.Listen("tcp", set.listen)
	if err != nil {
		return nil, nil, err
	}
	set.listen = listener.Addr().String()
	s := &story{settings: set, out: out}
	var cfg metabiz.WebhookConfig
	if set.live {
		cfg, err = s.openLive()
	} else {
		cfg, err = s.openEmulated("http://" + listener.Addr().String() + "/webhook")
	}
	if err != nil {
		_ = listener.Close()
		return nil, nil, err
	}
	s.window = whatsapp.NewWindow(whatsapp.WindowConfig{Now: s.now})
	guarded, err := s.client.With(s.window.Guard())
	if err != nil {
		return nil, nil, err
	}
	s.account = ads.NewAccount(s.client, s.adAccountID)
	s.waba = whatsapp.NewAccount(s.client, s.wabaID)
	s.phone = whatsapp.NewPhone(guarded, s.phoneNumberID)
	s.bare = whatsapp.NewPhone(s.client, s.phoneNumberID)
	s.bot = &waiter{s: s, arrived: make(chan struct{}, 64)}

	// The window learns of a message before the bot answers it.
	mux := http.NewServeMux()
	mux.Handle("/webhook", metabiz.NewWebhook(cfg, s.window, s.bot.events()))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return s, func() {
		_ = server.Close()
		if s.world != nil {
			_ = s.world.emulator.Close()
		}
	}, nil
}

// openEmulated begins two days ago, so that the whole story has happened by now.
func (s *story) openEmulated(webhook string) (metabiz.WebhookConfig, error) {
	y, m, d := time.Now().Date()
	cfg := emulator.Config{
		Token: "EAAEMULATOR", AppSecret: "emulated-secret", VerifyToken: "verify", WebhookURL: webhook, Addr: "127.0.0.1:0",
		Start: time.Date(y, m, d-2, 9, 0, 0, 0, time.Local),
	}
	e, err := emulator.Start(cfg)
	if err != nil {
		return metabiz.WebhookConfig{}, err
	}
	seed := e.Seed()
	s.ids = ids{seed.PageID, seed.AdAccountID, seed.WABAID, seed.PhoneNumberID, seed.DisplayPhone}
	s.world = &world{emulator: e, giulia: e.Person("+39 333 000 0001", "Giulia Rossi")}
	s.now = e.Clock().Now
	s.tl = newTimeline(s.out, s.now)
	s.tl.title("metabiz · click to WhatsApp", "an emulator of the Graph API on "+strings.TrimPrefix(e.URL(), "http://"))
	if os.Getenv(metabiz.EnvAccessToken) != "" {
		s.tl.note(metabiz.EnvAccessToken + " is set, but only -live uses it")
	}
	s.client, err = metabiz.New(metabiz.WithBaseURL(e.URL()), metabiz.WithToken(cfg.Token), metabiz.WithAppSecret(cfg.AppSecret))
	return metabiz.WebhookConfig{AppSecrets: []string{cfg.AppSecret}, VerifyToken: cfg.VerifyToken}, err
}

func (s *story) openLive() (metabiz.WebhookConfig, error) {
	var missing []string
	for _, v := range liveVariables {
		if os.Getenv(v.name) == "" {
			missing = append(missing, v.name)
		}
	}
	if len(missing) > 0 {
		return metabiz.WebhookConfig{}, fmt.Errorf("-live needs %s in the environment", strings.Join(missing, ", "))
	}
	s.ids = ids{
		os.Getenv("META_PAGE_ID"), os.Getenv("META_AD_ACCOUNT_ID"), os.Getenv("META_WABA_ID"),
		os.Getenv("META_PHONE_NUMBER_ID"), os.Getenv("META_DISPLAY_PHONE"),
	}
	s.now = time.Now
	s.tl = newTimeline(s.out, s.now)
	s.tl.title("metabiz · click to WhatsApp", "live, against Meta; the webhook listens on "+s.listen)
	s.asking = bufio.NewReader(s.in)
	var err error
	s.client, err = metabiz.FromEnv()
	return metabiz.WebhookConfig{AppSecrets: []string{os.Getenv(metabiz.EnvAppSecret)}, VerifyToken: os.Getenv("META_VERIFY_TOKEN")}, err
}

// ask puts a question to the person at the terminal.
func (s *story) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(s.out, "\n   "+question+" ")
	type answer struct {
		line string
		err  error
	}
	// Reading can't be broken off, but waiting for it can.
	answers := make(chan answer, 1)
	go func() {
		line, err := s.asking.ReadString('\n')
		answers <- answer{line, err}
	}()
	select {
	case a := <-answers:
		if a.err != nil && !errors.Is(a.err, io.EOF) {
			return "", a.err
		}
		return strings.TrimSpace(a.line), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
