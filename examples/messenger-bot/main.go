// Command messenger-bot answers for a Page on Messenger and Instagram: an ad opens the
// chat, a menu shows what there is, a person of the shop takes over when asked for and
// gives the conversation back, and nobody is answered twice or too late.
//
//	go run -C examples ./messenger-bot
//
// It needs no account: an emulator of the Graph API runs inside of it, with the people
// on either side. With -live and the variables that it names, the same bot serves a real
// Page until it is interrupted.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	live := flag.Bool("live", false, "serve a real Page, with the variables below in the environment")
	listen := flag.String("listen", "127.0.0.1:0", "`address` that the webhook listens on; behind an https proxy when live")
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprintln(out, "Usage: messenger-bot [flags]")
		flag.PrintDefaults()
		fmt.Fprintln(out, "\nWith -live, in the environment: "+strings.Join(liveVariables, ", "))
	}
	flag.Parse()
	run := tell
	if *live {
		run = serve
	}
	if err := run(ctx, *listen, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "messenger-bot:", err)
		stop()
		os.Exit(1)
	}
}

var liveVariables = []string{metabiz.EnvAccessToken, metabiz.EnvAppSecret, "META_APP_ID", "META_PAGE_ID", "META_VERIFY_TOKEN"}

// shop is a Page with its bot. What is sent goes through both guards.
type shop struct {
	page   *pages.PageHandle
	window *pages.Window
	guard  *pages.HandoverGuard
	bot    *bot
}

// open makes the bot of a Page. Whoever learns comes before whoever answers.
func open(client *metabiz.Client, pageID, appID string, now func() time.Time, talk *talk) (*shop, error) {
	s := &shop{window: pages.NewWindow(pages.WindowConfig{Now: now}), guard: pages.NewHandoverGuard(pages.HandoverConfig{AppID: appID, Now: now})}
	guarded, err := client.With(s.window.Guard(), s.guard.Guard())
	if err != nil {
		return nil, err
	}
	s.page = pages.NewPage(guarded, pageID)
	s.bot = &bot{page: s.page, talk: talk}
	return s, nil
}

func (s *shop) webhook(secret, verify string) *metabiz.Webhook {
	return metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{secret}, VerifyToken: verify}, s.window, s.guard, s.bot.events())
}

// prepare says what people see before they write, and has Meta tell the bot what they do.
func (s *shop) prepare(ctx context.Context) error {
	items := []pages.Button{pages.PostbackButton{Title: "The coffees", Payload: payloadMenu}, pages.PostbackButton{Title: "A person, please", Payload: payloadPerson}}
	err := s.page.SetMessengerProfile(ctx, pages.PlatformMessenger, pages.MessengerProfile{
		Greeting:       []pages.LocalGreeting{{Locale: pages.DefaultLocale, Text: "Ciao {{user_first_name}}! Coffee?"}},
		GetStarted:     &pages.GetStarted{Payload: payloadStart},
		PersistentMenu: []pages.LocalMenu{{Locale: pages.DefaultLocale, Items: items}},
	})
	if err != nil {
		return err
	}
	return s.page.SubscribeApp(ctx, s.bot.events().Fields(pages.WebhookPage))
}

// serve runs the bot for a real Page.
func serve(ctx context.Context, listen string, out io.Writer) error {
	env := map[string]string{}
	for _, name := range liveVariables {
		if env[name] = os.Getenv(name); env[name] == "" {
			return fmt.Errorf("-live needs %s in the environment", strings.Join(liveVariables, ", "))
		}
	}
	client, err := metabiz.FromEnv()
	if err != nil {
		return err
	}
	own, err := pages.NewPage(client, env["META_PAGE_ID"]).WithPageToken(ctx)
	if err != nil {
		return err
	}
	t := &talk{out: out, now: time.Now}
	s, err := open(own.Client(), own.ID(), env["META_APP_ID"], time.Now, t)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		_ = listener.Close()
		return err
	}
	t.note("the webhook listens on http://" + listener.Addr().String() + "/; interrupt to end")
	server := &http.Server{Handler: s.webhook(env[metabiz.EnvAppSecret], env["META_VERIFY_TOKEN"]), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
