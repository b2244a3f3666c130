package whatsapp

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// Deliver learns from a delivery of the webhook. Deliveries about other objects
// are ignored. An error is the store's, and makes Meta deliver again.
func (w *Window) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != WebhookObject {
		return nil
	}
	n, err := metabiz.Parsed(d, parseShared)
	if err != nil {
		return err
	}
	var errs []error
	for ev := range n.Events() {
		if err := w.Learn(ctx, ev); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Learn takes in one event, for those who get events from elsewhere than the
// webhook, such as a queue. Learning an event again changes nothing.
func (w *Window) Learn(ctx context.Context, event Event) error {
	if event = direct(event); event == nil {
		return nil
	}
	header := event.Header()
	number, when := header.PhoneNumberID, w.clock.Past(header.Time)
	switch ev := event.(type) {
	case MessageEvent:
		return w.learnMessage(ctx, number, when, ev.Message, ev.Contact)
	case StandbyEvent:
		if ev.Message != nil {
			return w.learnMessage(ctx, number, when, *ev.Message, ev.Contact)
		}
		if ev.Status != nil {
			return w.learnStatus(ctx, number, when, *ev.Status)
		}
	case StatusEvent:
		return w.learnStatus(ctx, number, when, ev.Status)
	case CallEvent:
		// Answered or not, a call opens the window; that it ended does not open it anew.
		if ev.Call.ByPerson() && ev.Call.Event == "connect" {
			return w.merge(ctx, number, WindowRecord{LastInbound: when}, ev.Call.From, ev.Call.FromUserID, ev.Contact.WhatsAppID, ev.Contact.UserID)
		}
	case CallStatusEvent:
		if ev.Status.Accepted() {
			return w.merge(ctx, number, WindowRecord{LastInbound: when}, ev.Status.RecipientID, ev.Status.RecipientUserID)
		}
	case PreferenceEvent:
		return w.learnPreference(ctx, when, ev)
	case UserIDEvent:
		return w.move(ctx, number, []string{ev.Update.UserID.Previous}, ev.Update.UserID.Current, ev.Update.WhatsAppID)
	}
	return nil
}

func (w *Window) learnMessage(ctx context.Context, number string, when time.Time, m InboundMessage, c WebhookContact) error {
	switch content := m.Content.(type) {
	case SystemChange:
		return w.move(ctx, number, []string{m.From, m.FromUserID}, content.WhatsAppID, content.NewWhatsAppID, content.UserID)
	case MessageEdit, MessageRevoke:
		return nil // not messages of their own
	}
	r := WindowRecord{LastInbound: when}
	if m.GroupID != "" {
		// Anybody's message opens the group's window, and not their own.
		return w.merge(ctx, number, r, m.GroupID)
	}
	if m.Referral != nil {
		r.Referral = when
	}
	return w.merge(ctx, number, r, m.From, m.FromUserID, c.WhatsAppID, c.UserID)
}

func (w *Window) learnStatus(ctx context.Context, number string, when time.Time, s Status) error {
	var r WindowRecord
	if c := s.Conversation; c != nil && freeEntry(s) {
		r.FreeEntryUntil = c.ExpirationTimestamp
	}
	if errors.Is(s.Err(), ErrOptedOut) {
		r.OptedOut = when
	}
	return w.merge(ctx, number, r, s.RecipientID, s.RecipientUserID)
}

func freeEntry(s Status) bool {
	if p := s.PricingInfo(); p != nil && (p.Type == PricingFreeEntryPoint || p.Category == PricingReferralConversion) {
		return true
	}
	return s.Conversation.Origin != nil && s.Conversation.Origin.Type == PricingReferralConversion
}

func (w *Window) learnPreference(ctx context.Context, when time.Time, ev PreferenceEvent) error {
	p := ev.Preference
	if !strings.EqualFold(p.Category, "marketing_messages") {
		return nil
	}
	var r WindowRecord
	switch strings.ToLower(p.Value) {
	case PreferenceStop:
		r.OptedOut = when
	case PreferenceResume, PreferenceSignup:
		r.OptedIn = when
	}
	return w.merge(ctx, ev.PhoneNumberID, r, p.WhatsAppID, p.UserID, ev.Contact.WhatsAppID, ev.Contact.UserID)
}

// move carries what is known of a person over to what they are called now.
func (w *Window) move(ctx context.Context, number string, before []string, now ...string) error {
	var known WindowRecord
	for _, name := range before {
		if name == "" {
			continue
		}
		r, err := w.load(ctx, number, name)
		if err != nil {
			return err
		}
		known = known.Merge(r)
	}
	return w.merge(ctx, number, known, now...)
}
