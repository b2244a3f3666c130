package pages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/window"
)

// How long windows stay open.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages.
const (
	// StandardWindow is how long after what a person did last the Page may write to them.
	StandardWindow = 24 * time.Hour
	// HumanAgentWindow is how long a person of the Page may answer, with [TagHumanAgent].
	HumanAgentWindow = 7 * 24 * time.Hour
)

// A WindowConfig says how a [Window] works. The zero value is good for one process.
type WindowConfig struct {
	// Store remembers people; nil is [NewMemoryWindowStore] with 100,000 of them,
	// which a restart forgets.
	Store WindowStore
	// Now is the time; nil is time.Now.
	Now func() time.Time
	// Margin is how long before its end a window counts as closed, since a
	// message takes a while to reach Meta. 0 is 30 seconds; a negative margin is none.
	Margin time.Duration
	// AllowUnknown lets messages through to people of whom nothing is known, and leaves the
	// decision to Meta. Otherwise they count as people who never wrote.
	AllowUnknown bool
	// Fallback may replace a message whose window is closed, by a [UtilityTemplate] or by one
	// with [TagHumanAgent] for example. It gets the message and returns what to send instead, or false.
	Fallback func(ctx context.Context, refused Message) (Message, bool)
}

// A Window knows, for each person on Messenger and Instagram, until when the Page may write to them.
//
// What a person writes, taps or reacts with opens it for 24 hours, as does a plugin of a website that starts a conversation; a person of the Page may answer
// for seven days. It learns of these as a [metabiz.Subscriber] of the webhook, and refuses what
// would come too late as an option of the client:
//
//	window := pages.NewWindow(pages.WindowConfig{})
//	webhook := metabiz.NewWebhook(config, window, pages.Events{ … })
//	client, err := metabiz.New(metabiz.WithToken(token), window.Guard())
//
// Put it before the subscribers that answer messages. It is safe for concurrent use.
//
// People are known by their ids alone, which are scoped to one Page or Instagram account.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages.
type Window struct {
	cfg   WindowConfig
	clock window.Clock
	guard window.Guard[Message, WindowRecord]
}

// NewWindow makes a window.
func NewWindow(cfg WindowConfig) *Window {
	if cfg.Store == nil {
		cfg.Store = NewMemoryWindowStore(100_000)
	}
	w := &Window{cfg: cfg, clock: window.NewClock(cfg.Now, cfg.Margin)}
	w.guard = window.Guard[Message, WindowRecord]{
		Message: messageOf, Recipient: recipientOf, Replaceable: ErrWindowClosed,
		Load: func(ctx context.Context, s window.Sending[Message]) (WindowRecord, error) {
			return w.load(ctx, recipientOf(s.Message))
		},
		Refusal: w.refusal,
	}
	if cfg.Fallback != nil {
		w.guard.Fallback = w.fallback
	}
	return w
}

// A WindowState is what may be sent to a person, as far as is known.
type WindowState struct {
	// Known tells whether anything is known of the person at all.
	Known bool
	// OpenUntil is when the standard window closes or closed; zero for a person who never did
	// anything that opens it. It is the person's time, without the margin.
	OpenUntil time.Time
	// HumanAgentUntil is until when a person of the Page may answer with [TagHumanAgent].
	HumanAgentUntil time.Time
}

// Open tells whether the Page may write at a time, whatever it likes.
func (s WindowState) Open(at time.Time) bool { return at.Before(s.OpenUntil) }

// HumanAgent tells whether a person of the Page may answer at a time.
func (s WindowState) HumanAgent(at time.Time) bool { return at.Before(s.HumanAgentUntil) }

// Until tells what may be sent to a person, who is named by the id that is scoped to the Page or
// Instagram account. It fails only where the store does.
func (w *Window) Until(ctx context.Context, personID string) (WindowState, error) {
	r, err := w.load(ctx, personID)
	if err != nil {
		return WindowState{}, err
	}
	return r.state(), nil
}

func (w *Window) load(ctx context.Context, personID string) (WindowRecord, error) {
	if personID == "" {
		return WindowRecord{}, nil
	}
	r, err := w.cfg.Store.Load(ctx, personID)
	if err != nil {
		return r, fmt.Errorf("pages: window store: %w", err)
	}
	return r, nil
}

// Deliver learns from a delivery of the webhook. Deliveries about other objects
// are ignored. An error is the store's, and makes Meta deliver again.
func (w *Window) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	return eachEvent(d, func(e Event) error { return w.Learn(ctx, e) })
}

// Learn takes in one event, for those who get events from elsewhere than the
// webhook, such as a queue. Learning an event again changes nothing.
func (w *Window) Learn(ctx context.Context, event Event) error {
	switch e := direct(event).(type) {
	case MessageEvent:
		if e.Message.IsDeleted {
			return nil // taken back, not sent
		}
	case ReactionEvent:
		if e.Action == "unreact" {
			return nil
		}
	case OptInEvent:
		if e.OptIn.Type != "" {
			return nil // allows messages of its kind alone; without a type it is a plugin that starts a conversation
		}
	case PostbackEvent, ReferralEvent:
	default:
		return nil
	}
	h := event.Header()
	if h.Sender.ID == "" || h.Time.IsZero() {
		return nil
	}
	if err := w.cfg.Store.Merge(ctx, h.Sender.ID, WindowRecord{LastInbound: w.clock.Past(h.Time)}); err != nil {
		return fmt.Errorf("pages: window store: %w", err)
	}
	return nil
}

// eachEvent has f take in all events of a delivery, whichever fail.
func eachEvent(d *metabiz.Delivery, f func(Event) error) error {
	if d.Object != WebhookPage && d.Object != WebhookInstagram {
		return nil
	}
	events, err := metabiz.Parsed(d, parseEvents)
	if err != nil {
		return err
	}
	var errs []error
	for e := range events.all() {
		if err := f(e); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

var _ metabiz.Subscriber = (*Window)(nil)
