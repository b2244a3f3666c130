package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// tell looks, links the number, mends what a program can mend, and looks again.
func (s *shop) tell(ctx context.Context) error {
	open, err := s.examine(ctx, "What is in place")
	if err != nil || s.check {
		return err
	}
	if err := s.link(ctx); err != nil {
		return err
	}
	if !s.live {
		if err := s.mend(ctx); err != nil {
			return err
		}
	}
	left, err := s.examine(ctx, "What is in place now")
	if err != nil {
		return err
	}
	if left == 0 {
		fmt.Fprintln(s.out, "Ads of the Page can open chats, and the chats can be answered.")
	} else {
		fmt.Fprintf(s.out, "%d of %d are left to mend.\n", left, max(open, left))
	}
	return nil
}

// examine prints the doctor's checklist, and how much is to be mended.
func (s *shop) examine(ctx context.Context, title string) (open int, err error) {
	d, err := pages.Doctor(ctx, s.client, s.checkup())
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(s.out, "%s\n\n%s\n", title, d)
	return len(d.Open()), nil
}

// link links the number to the Page. It may be done any number of times.
func (s *shop) link(ctx context.Context) error {
	page, err := pages.NewPage(s.client, s.page).WithPageToken(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Linking %s\n\n", s.number)
	link := pages.NumberLink{Number: s.number, Code: s.code, Replace: s.replace}
	if !s.live {
		link.Poll.Interval = time.Millisecond
	}
	shown, err := pages.Link(ctx, page, link)
	if other, ok := errors.AsType[*pages.OtherNumberError](err); ok {
		return fmt.Errorf("%w (here: -replace)", other)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "  The Page shows %s.\n", shown.Number)
	if step, ok := errors.AsType[*pages.ManualStepError](page.UnlinkNumber(ctx)); ok {
		fmt.Fprintf(s.out, "  To take it off again, a person goes to %s.\n", step.Where)
	}
	details, err := pages.NewPage(s.client, s.page).NumberDetails(ctx, s.business)
	if err != nil && s.business != "" {
		return err
	}
	if err == nil && details.Platform != nil {
		fmt.Fprintf(s.out, "  It is %s, on the WhatsApp account %s.\n", details.Platform.VerifiedName, details.Platform.Account.Name)
	}
	fmt.Fprintln(s.out)
	return nil
}

// mend does what is left that a program can do, and greets who comes: on WhatsApp,
// on Messenger and on Instagram from one definition.
func (s *shop) mend(ctx context.Context) error {
	fmt.Fprintf(s.out, "Mending the rest\n\n")
	page, err := pages.NewPage(s.client, s.page).WithPageToken(ctx)
	if err != nil {
		return err
	}
	if err := page.Update(ctx, pages.PageUpdate{IsPublished: new(true)}); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "  The Page is published.")
	number, err := pages.NewBusiness(s.client, s.business).FindWhatsAppNumber(ctx, s.number)
	if errors.Is(err, metabiz.ErrNotFound) {
		fmt.Fprintln(s.out, "  The number is of the WhatsApp Business app, whose owner answers.")
		return nil
	}
	if err != nil {
		return err
	}
	account := whatsapp.NewAccount(s.client, number.Account.ID)
	if err := account.SubscribeApp(ctx, whatsapp.WebhookOverride{}); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "  The app is told what people write.")
	return s.greet(ctx, page, account)
}

// greeting is how chats with the shop begin, wherever they do.
var greeting = metabiz.Greeting{
	Name:  "Bottega, first words",
	Text:  "Benvenuti alla Bottega! What may we do for you?",
	Start: "STARTED",
	Questions: []metabiz.GreetingQuestion{
		{Title: "Are you open?", Answer: "Every day from 8 to 19.", Payload: "HOURS"},
		{Title: "Do you roast for cafés?", Answer: "We do: from 5 kg.", Payload: "ROAST"},
	},
}

func (s *shop) greet(ctx context.Context, page *pages.PageHandle, account *whatsapp.Account) error {
	sequence, err := whatsapp.WelcomeMessageSequenceFrom(greeting)
	if err != nil {
		return err
	}
	if _, err := account.CreateWelcomeMessageSequence(ctx, sequence); err != nil {
		return err
	}
	flow, err := pages.WelcomeFlowFrom(greeting, pages.PlatformMessenger, pages.PlatformInstagram)
	if err != nil {
		return err
	}
	if _, err := page.CreateWelcomeFlow(ctx, flow); err != nil {
		return err
	}
	for _, platform := range []pages.Platform{pages.PlatformMessenger, pages.PlatformInstagram} {
		profile, err := pages.MessengerProfileFrom(greeting, platform)
		if err != nil {
			return err
		}
		if err := page.SetMessengerProfile(ctx, platform, profile); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "  Chats begin with %q, on WhatsApp, Messenger and Instagram.\n\n", greeting.Text)
	return nil
}
