package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// story is the bot beside an emulator that stands for Meta, for people and for time.
type story struct {
	*shop
	talk   *talk
	world  *emulator.Emulator
	chat   emulator.PageChat // Giulia's, on Messenger
	direct emulator.PageChat // on Instagram
	adID   string
}

const emulatedSecret = "emulated-secret"

// tell plays the whole story.
func tell(ctx context.Context, listen string, out io.Writer) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	y, m, d := time.Now().Date()
	world, err := emulator.Start(emulator.Config{AppSecret: emulatedSecret, VerifyToken: "verify", Addr: "127.0.0.1:0",
		WebhookURL: "http://" + listener.Addr().String() + "/", Start: time.Date(y, m, d-2, 9, 0, 0, 0, time.Local)})
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer func() { _ = world.Close() }()
	t := &talk{out: out, now: world.Clock().Now}
	fmt.Fprintf(out, "%s  %s\n", t.paint("1", "metabiz · Messenger bot"), t.paint("2", "an emulator of the Graph API on "+strings.TrimPrefix(world.URL(), "http://")))
	seed, giulia := world.Seed(), world.Person("+39 333 000 0001", "Giulia Rossi")
	client, err := metabiz.New(metabiz.WithBaseURL(world.URL()), metabiz.WithToken(seed.PageToken), metabiz.WithAppSecret(emulatedSecret))
	if err != nil {
		return err
	}
	own, err := open(client, seed.PageID, seed.AppID, world.Clock().Now, t)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: own.webhook(emulatedSecret, "verify"), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	s := &story{shop: own, talk: t, world: world, chat: giulia.Messenger(), direct: giulia.Instagram()}
	for n, chapter := range []struct {
		title string
		tell  func(context.Context) error
	}{
		{"Open the shop's chat", s.openChat},
		{"An ad opens the chat on Messenger", s.buyAd},
		{"The bot shows what there is", s.order},
		{"Marco takes over, and gives it back", s.handOver},
		{"The same bot on Instagram", s.instagram},
		{"A day later", s.dayLater},
	} {
		t.chapter(fmt.Sprintf("%d  %s", n+1, chapter.title))
		if err := chapter.tell(ctx); err != nil {
			return fmt.Errorf("%s: %w", chapter.title, err)
		}
	}
	return nil
}

// does has something happen, and waits for what comes of it.
func (s *story) does(ctx context.Context, acts ...func() error) error {
	for _, act := range acts {
		s.world.Clock().Advance(20 * time.Second)
		if err := act(); err != nil {
			return err
		}
		if err := s.world.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) openChat(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	s.talk.line(trader, "sets greeting, start button and menu", "on Messenger")
	for app, err := range s.page.SubscribedApps(ctx) {
		if err != nil {
			return err
		}
		s.talk.line(meta, fmt.Sprintf("tells the bot of %d fields", len(app.SubscribedFields)), app.Name)
	}
	return nil
}

// buyAd launches a click-to-Messenger ad, which Giulia sees.
func (s *story) buyAd(ctx context.Context) error {
	seed := s.world.Seed()
	client, err := metabiz.New(metabiz.WithBaseURL(s.world.URL()), metabiz.WithToken(seed.Token), metabiz.WithAppSecret(emulatedSecret))
	if err != nil {
		return err
	}
	picture, err := poster()
	if err != nil {
		return err
	}
	launched, err := ads.NewAccount(client, seed.AdAccountID).Launch(ctx, ads.ClickToMessage{
		Name: "Coffee, by Messenger", Destinations: []ads.DestinationType{ads.DestinationMessenger}, PageID: seed.PageID,
		Budget: ads.Budget{Daily: 500}, Schedule: ads.Schedule{End: s.world.Clock().Now().AddDate(0, 0, 7)},
		Audience: ads.Audience{Countries: []string{"IT"}}, Creative: ads.ImageCreative{File: picture},
		Placements: ads.Placements{Facebook: []ads.FacebookPosition{ads.FacebookPositionFeed}},
		Text:       "Roasted every Tuesday.", Headline: "Chat with the roastery",
		Welcome:        &ads.WelcomeMessage{Text: "Ciao! What may we do for you?", IceBreakers: []ads.IceBreaker{{Title: "What do you roast?"}}},
		DSABeneficiary: "Bottega del Caffè", DSAPayor: "Bottega del Caffè",
	}, ads.LaunchOptions{Approve: func(_ context.Context, spend ads.Spend) error {
		s.talk.line(trader, "approves the budget", fmt.Sprintf("at most %.2f %s a day", float64(spend.InADay)/100, spend.Currency))
		return nil
	}})
	if err != nil {
		return err
	}
	s.talk.line(trader, "launches the ad", "")
	s.world.Clock().Advance(2 * time.Hour) // Meta reviews it
	s.adID = launched.AdID
	return s.does(ctx, func() error { return s.chat.ClickAd(s.adID) }, func() error { return s.chat.Write("What do you roast?") })
}

func (s *story) order(ctx context.Context) error {
	return s.does(ctx,
		func() error { return s.chat.Tap("The coffees") },
		func() error { return s.chat.Tap("Order Aurora") },
		func() error { return s.chat.React("❤") },
	)
}

func (s *story) handOver(ctx context.Context) error {
	return s.does(ctx,
		func() error { return s.chat.Tap("A person, please") },
		func() error { return s.chat.Write("Can you grind it for a moka?") },
		func() error {
			s.talk.line(marco, "“Of course. Two bags?”", "in the Page's inbox")
			return s.chat.InboxWrites("Of course. Two bags?")
		},
		func() error {
			// The bot tries all the same, to show what happens: nothing goes out.
			_, err := s.page.Send(ctx, pages.Message{To: pages.Recipient{ID: s.chat.ID()}, Content: pages.Text{Body: "May I?"}})
			if !errors.Is(err, pages.ErrOtherOwner) {
				return fmt.Errorf("the bot spoke beside Marco: %w", err)
			}
			s.talk.line(robot, "is held back by the guard", "the Page's inbox has the conversation")
			return nil
		},
		func() error {
			s.talk.line(marco, "gives the conversation back", "")
			return s.chat.InboxHandsBack("two Aurora, ground, paid")
		},
	)
}

func (s *story) instagram(ctx context.Context) error {
	return s.does(ctx, func() error { return s.direct.Write("Do you ship?") }, func() error { return s.direct.Tap("The coffees") },
		func() error { return s.direct.Tap("A person, please") })
}

// dayLater is too late for what the bot likes, and not for a template.
func (s *story) dayLater(ctx context.Context) error {
	_, err := s.page.CreateMessageTemplate(ctx, pages.MessageTemplateParams{Name: "order_shipped", Language: "en", Category: "UTILITY",
		Components: []map[string]any{{"type": "BODY", "text": "Your {{1}} is on its way."}}})
	if err != nil {
		return err
	}
	s.world.Clock().Advance(25 * time.Hour)
	to := pages.Recipient{ID: s.chat.ID()}
	_, err = s.page.Send(ctx, pages.Message{To: to, Content: pages.Text{Body: "How was it?"}})
	closed, ok := errors.AsType[*pages.WindowClosedError](err)
	if !ok {
		return fmt.Errorf("a day later, the window is open: %w", err)
	}
	s.talk.line(robot, "is held back by the window", "closed since "+closed.Closed.Local().Format("Mon 15:04"))
	_, err = s.page.Send(ctx, pages.Message{To: to, Content: pages.UtilityTemplate{Name: "order_shipped", Language: "en", Body: []pages.UtilityParameter{{Text: "Aurora"}}}})
	if err != nil {
		return err
	}
	inbox := s.chat.Inbox()
	s.talk.line(robot, "“"+inbox[len(inbox)-1].Text+"”", "utility template order_shipped")
	return nil
}

// poster is the picture of the ad: a cup from above.
func poster() (metabiz.File, error) {
	const side = 600
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := color.RGBA{0xf3, 0xe9, 0xdc, 0xff}
			switch d := (x-side/2)*(x-side/2) + (y-side/2)*(y-side/2); {
			case d < 150*150:
				c = color.RGBA{0x4b, 0x2e, 0x1e, 0xff}
			case d < 180*180:
				c = color.RGBA{0xff, 0xff, 0xff, 0xff}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return metabiz.FileFromBytes("cup.png", out.Bytes()), err
}
