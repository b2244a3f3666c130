package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/pages"
)

// linkNumber checks that the user may do it, and links the number to the Page.
func (s *story) linkNumber(ctx context.Context) error {
	page, err := pages.Me(s.client).Administers(ctx, s.pageID, pages.TaskManage, pages.TaskAdvertise)
	if err != nil {
		return err
	}
	s.shopName = page.Name
	tasks := make([]string, len(page.Tasks))
	for i, t := range page.Tasks {
		tasks[i] = strings.ToLower(string(t))
	}
	slices.Sort(tasks)
	s.tl.event(shop, meta, "checks its tasks on "+page.Name, clip(strings.Join(tasks, ", "), 60))
	// The Page's token came along: from here on the Page speaks for itself.
	if s.page, err = page.Handle(s.client); err != nil {
		return err
	}
	stop := s.letTimePass()
	defer stop()
	linked, err := pages.Link(ctx, s.page, pages.NumberLink{
		Number: s.number,
		Code: func(ctx context.Context) (string, error) {
			s.tl.event(shop, meta, "asks for a code to link "+s.number, "")
			code, err := s.code(ctx)
			if err == nil {
				s.tl.event(meta, shop, "sends a code to the number", "")
				s.tl.event(shop, meta, "brings the code back", "waits until the Page shows the number")
			}
			return code, err
		},
		Poll: pages.PollOptions{Interval: s.patience()},
	})
	if err != nil {
		return err
	}
	kind := "WhatsApp number"
	if linked.IsBusiness {
		kind = "WhatsApp Business number"
	}
	s.tl.event(meta, shop, "the Page shows "+linked.Number, kind)
	return nil
}

// code is what Meta sent to the number.
func (s *story) code(ctx context.Context) (string, error) {
	if s.world == nil {
		return s.ask(ctx, "Meta has sent a code to "+s.number+". The code:")
	}
	code, ok := s.world.emulator.VerificationCode(s.number)
	if !ok {
		return "", errors.New("no code has arrived")
	}
	return code, nil
}

// prepareWelcome makes a welcome flow that ads can greet with, and reads how the Page's messaging is set up.
func (s *story) prepareWelcome(ctx context.Context) error {
	id, err := s.page.CreateWelcomeFlow(ctx, pages.WelcomeFlow{
		Name:      "Coffee for the office " + s.now().Format("2006-01-02 15:04"),
		Platforms: []pages.Platform{pages.PlatformMessenger, pages.PlatformInstagram},
		Messages: pages.Greeting("Ciao {{user_first_name}}! How can we help?",
			pages.IceBreaker{Title: "What do you roast?", Response: "Three blends and two single origins, every Tuesday."},
			pages.IceBreaker{Title: "Do you deliver?", Response: "Within two days, free from 30 €."},
		),
	})
	if err != nil {
		return err
	}
	s.tl.event(shop, meta, "makes a welcome flow, 2 ice breakers", "flow "+short(id))
	features, err := s.page.MessagingFeatureStatus(ctx)
	if err != nil {
		return err
	}
	page, err := s.page.Get(ctx)
	if err != nil {
		return err
	}
	s.tl.event(meta, shop, fmt.Sprintf("the Page is %s", published(page.IsPublished)),
		fmt.Sprintf("routing %s, several apps on Messenger %s", onOff(features.HOPv2), onOff(features.MsgrMultiApp)))
	return nil
}

func published(is bool) string {
	if is {
		return "published"
	}
	return "not published"
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// patience is how long to wait between two looks: the emulator's seconds are short.
func (s *story) patience() time.Duration {
	if s.world != nil {
		return 5 * time.Millisecond
	}
	return 0
}

// letTimePass lets the emulator's clock run while something is waited for.
func (s *story) letTimePass() (stop func()) {
	if s.world == nil {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				s.world.emulator.Clock().Advance(time.Second)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}
