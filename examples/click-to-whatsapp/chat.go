package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// click has somebody see the ad, click it and write.
func (s *story) click(ctx context.Context) error {
	if s.world == nil {
		s.tl.note(fmt.Sprintf("waiting up to %v for somebody who clicks the ad and writes", s.wait))
		return s.await(ctx)
	}
	s.world.emulator.Clock().Advance(2 * time.Hour)
	s.tl.event(person, "", "sees the ad, taps the button", "the chat opens with the greeting")
	return s.does(ctx, func() error { return s.world.giulia.ClickAd(s.launched.AdID) },
		func() error { return s.world.giulia.Write("What do you roast?") })
}

// converse lets the person tap their way through the bot's answers.
func (s *story) converse(ctx context.Context) error {
	if s.world == nil {
		return s.await(ctx)
	}
	giulia := s.world.giulia
	return s.does(ctx,
		func() error { return giulia.Tap("The coffees") },
		func() error { return giulia.Tap("Aurora") },
		giulia.Read,
		func() error { return giulia.Write("Two bags, please!") },
		func() error {
			guest, _ := s.bot.who()
			_, err := s.phone.Send(ctx, guest.Reply(whatsapp.Text{Body: "Done, Giulia: two Aurora, 18 €. Thank you! Marco"}))
			if err == nil {
				s.tl.event(shop, person, "“Done, Giulia: two Aurora, 18 €. Thank …”", "Marco writes by hand")
			}
			return err
		},
	)
}

// does acts one after the other, each a few seconds after what came of the one before.
func (s *story) does(ctx context.Context, acts ...func() error) error {
	for _, act := range acts {
		s.world.emulator.Clock().Advance(12 * time.Second)
		if err := act(); err != nil {
			return err
		}
		if err := s.world.emulator.Wait(ctx); err != nil {
			return err
		}
	}
	s.world.emulator.Clock().Advance(20 * time.Second)
	return s.world.emulator.Wait(ctx)
}

// await waits for a message that the bot answers.
func (s *story) await(ctx context.Context) error {
	timer := time.NewTimer(s.wait)
	defer timer.Stop()
	select {
	case <-s.bot.arrived:
		return nil
	case <-timer.C:
		return errors.New("nobody wrote in time")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// nextDay writes when the 24 hours are over: a free message is refused, a template goes through.
func (s *story) nextDay(ctx context.Context) error {
	guest, known := s.bot.who()
	if !known {
		return errors.New("nobody has written")
	}
	to := guest.Message.Sender()
	if s.world != nil {
		s.world.emulator.Clock().Advance(25 * time.Hour)
		if err := s.world.emulator.Wait(ctx); err != nil {
			return err
		}
		if err := s.tooLate(ctx, to); err != nil {
			return err
		}
	}
	template, err := s.waba.Template(ctx, "order_update", "en")
	if s.world == nil && errors.Is(err, metabiz.ErrNotFound) {
		s.tl.note("the account has no approved template order_update in English: none is sent")
		return nil
	}
	if err != nil {
		return err
	}
	content, err := template.Bind(map[string]string{"customer": firstName(guest.Contact.Name()), "order_number": "2041"})
	if err != nil {
		return err
	}
	if s.world == nil {
		answer, err := s.ask(ctx, "Send the template "+template.Name+", which Meta may charge? Type yes:")
		if err != nil || answer != "yes" {
			return err
		}
	}
	sent, err := s.phone.Send(ctx, whatsapp.Message{To: to, Content: content, CallbackData: "order 2041"})
	if err != nil {
		return err
	}
	s.tl.event(shop, person, "template "+template.Name+" for "+firstName(guest.Contact.Name()), short(sent.MessageID()))
	if s.world == nil {
		return nil
	}
	return s.does(ctx, func() error { return nil }, func() error {
		inbox := s.world.giulia.Inbox()
		s.tl.event(person, "", "reads “"+clip(inbox[len(inbox)-1].Text, 34)+"”", "")
		return s.world.giulia.Read()
	})
}

// tooLate shows both guards: the library's, before anything is sent, and Meta's.
func (s *story) tooLate(ctx context.Context, to string) error {
	state, err := s.window.Until(ctx, s.phoneNumberID, to)
	if err != nil {
		return err
	}
	s.tl.event(shop, "", "25 hours have passed", fmt.Sprintf("free-form until %s, free of charge until %s",
		state.FreeFormUntil.Local().Format("Mon 15:04"), state.FreeEntryUntil.Local().Format("Mon 15:04")))
	late := whatsapp.Message{To: to, Content: whatsapp.Text{Body: "Your coffee is on its way!"}}
	_, err = s.phone.Send(ctx, late)
	if !errors.Is(err, whatsapp.ErrWindowClosed) {
		return fmt.Errorf("the guard should have refused: %w", err)
	}
	s.tl.event(shop, "", "“Your coffee is on its way!”  refused", "by the window guard, before it is sent")
	_, err = s.bare.Send(ctx, late)
	refused, ok := errors.AsType[*metabiz.Error](err)
	if !ok || !errors.Is(err, whatsapp.ErrWindowClosed) {
		return fmt.Errorf("it should have been refused with 131047: %w", err)
	}
	s.tl.event(meta, shop, "the same without the guard: refused", fmt.Sprintf("%d %s", refused.Code, clip(refused.Message, 40)))
	return nil
}
