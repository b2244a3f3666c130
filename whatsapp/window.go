package whatsapp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/window"
)

// How long windows stay open.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing.
const (
	// CustomerServiceWindow is how long after a person's last message or call
	// free-form messages may be sent to them.
	CustomerServiceWindow = 24 * time.Hour
	// FreeEntryWindow is how long messages are free of charge after the first
	// answer to a person who came from an ad or a Page's button.
	FreeEntryWindow = 72 * time.Hour
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
	// AllowUnknown lets free-form messages through to people of whom nothing is
	// known, and leaves the decision to Meta. Otherwise they count as people who never wrote.
	AllowUnknown bool
	// Category tells a template's category, so that [Marketing] to people who
	// stopped it is held back. nil knows none; see [AsMarketing].
	Category func(name, language string) TemplateCategory
	// Fallback may replace a free-form message whose window is closed, by a
	// template for example. It gets the message and returns what to send instead, or false.
	Fallback func(ctx context.Context, refused Message) (Message, bool)
	// Logger gets what could not be remembered after a message was sent; nil is silence.
	Logger *slog.Logger
}

// A Window knows, for each person and business number, until when free-form
// messages may be sent.
//
// A person's message or call opens the customer service window for 24 hours. It
// learns of these as a [metabiz.Subscriber] of the webhook, and refuses what
// would come too late as an option of the client:
//
//	window := whatsapp.NewWindow(whatsapp.WindowConfig{})
//	webhook := metabiz.NewWebhook(config, window, whatsapp.Events{ … })
//	client, err := metabiz.New(metabiz.WithToken(token), window.Guard())
//
// Put it before the subscribers that answer messages. It is safe for concurrent use.
//
// A person is known by phone number and by business-scoped user id; either
// finds them. The messages that count are Meta's to define: templates are
// always let through, and what Meta thinks of a message may still differ.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages.
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
	cfg.Logger = window.Quiet(cfg.Logger)
	w := &Window{cfg: cfg, clock: window.NewClock(cfg.Now, cfg.Margin)}
	w.guard = window.Guard[Message, WindowRecord]{
		Message: guarded, Recipient: recipientOf, Replaceable: ErrWindowClosed, Logger: cfg.Logger,
		Load: func(ctx context.Context, s window.Sending[Message]) (WindowRecord, error) {
			return w.load(ctx, s.From, recipientOf(s.Message))
		},
		Refusal: w.refusal, Sent: w.learnSend,
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
	// FreeFormUntil is when the customer service window closes or closed; zero
	// for a person who never wrote. It is the person's time, without the margin.
	FreeFormUntil time.Time
	// FreeEntryUntil is until when messages are free of charge because the person
	// came from an ad or a Page's button; zero where they did not. Once the
	// customer service window is closed, only templates may be sent all the same.
	FreeEntryUntil time.Time
	// FreeEntryConfirmed tells whether Meta has said so. Until then it is an
	// estimate: the window is opened on phones only, and webhooks do not tell the device.
	FreeEntryConfirmed bool
	// OptedOut tells whether the person has stopped marketing messages, and OptedOutAt when.
	OptedOut   bool
	OptedOutAt time.Time
}

// FreeForm tells whether a free-form message may be sent at a time.
func (s WindowState) FreeForm(at time.Time) bool { return at.Before(s.FreeFormUntil) }

// Free tells whether messages cost nothing at a time because of how the person came.
func (s WindowState) Free(at time.Time) bool { return at.Before(s.FreeEntryUntil) }

// Pricing tells what a message of a category is charged as when it is delivered at a time, which
// should be in the account's time zone: Meta's prices change at its midnight. Since July 2025 every message that is delivered
// is charged by its category, other than:
//
//   - all messages while they are free because of how the person came: [PricingFreeEntryPoint];
//   - until the end of September 2026, service messages, and utility templates while
//     the customer service window is open: [PricingFreeCustomerService].
//
// From October 2026 on the first 1,000 service messages of a business number a month are free, too,
// which a window of one person can't know. What Meta charges in the end, [Status.PricingInfo] tells.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing.
func (s WindowState) Pricing(category PricingCategory, at time.Time) PricingType {
	if s.Free(at) {
		return PricingFreeEntryPoint
	}
	before := at.Before(time.Date(2026, time.October, 1, 0, 0, 0, 0, at.Location()))
	if before && (category == PricingService || category == PricingUtility && s.FreeForm(at)) {
		return PricingFreeCustomerService
	}
	return PricingRegular
}

// Until tells what may be sent from a business number to a person, who is named
// by phone number or business-scoped user id, or to a group. It fails only where the store does.
func (w *Window) Until(ctx context.Context, phoneNumberID, recipient string) (WindowState, error) {
	r, err := w.load(ctx, phoneNumberID, recipient)
	if err != nil {
		return WindowState{}, err
	}
	return r.state(), nil
}

func (w *Window) load(ctx context.Context, phoneNumberID, recipient string) (WindowRecord, error) {
	r, err := w.cfg.Store.Load(ctx, WindowKey{phoneNumberID, person(recipient)})
	if err != nil {
		return r, fmt.Errorf("whatsapp: window store: %w", err)
	}
	return r, nil
}

func (w *Window) merge(ctx context.Context, phoneNumberID string, r WindowRecord, people ...string) error {
	if r.IsZero() || phoneNumberID == "" {
		return nil
	}
	for i, p := range people {
		p = person(p)
		if p == "" || i > 0 && p == person(people[0]) {
			continue
		}
		if err := w.cfg.Store.Merge(ctx, WindowKey{phoneNumberID, p}, r); err != nil {
			return fmt.Errorf("whatsapp: window store: %w", err)
		}
	}
	return nil
}

type marketingMark struct{}

// AsMarketing marks the templates that are sent with the context as marketing,
// so that [Window.Guard] holds them back from people who stopped marketing.
// [WindowConfig].Category does the same by template.
func AsMarketing(ctx context.Context) context.Context {
	return context.WithValue(ctx, marketingMark{}, true)
}

// A WindowClosedError is a free-form message that was not sent, because the
// person's window is closed. errors.Is finds [ErrWindowClosed].
type WindowClosedError struct {
	PhoneNumberID string
	Recipient     string
	Closed        time.Time // when; zero for a person who is not known to have written
}

func (e *WindowClosedError) Error() string {
	since := "they are not known to have written to this number"
	if !e.Closed.IsZero() {
		since = "it closed at " + e.Closed.UTC().Format(time.RFC3339) + ", 24 hours after their last message or call"
	}
	return fmt.Sprintf("whatsapp: not sent to %s: the customer service window is closed: %s; send a template, or wait until they write", window.Masked(e.Recipient), since)
}

// Is holds for [ErrWindowClosed].
func (e *WindowClosedError) Is(target error) bool { return target == ErrWindowClosed }

// An OptedOutError is a marketing message that was not sent, because the person
// has stopped these. errors.Is finds [ErrOptedOut].
type OptedOutError struct {
	PhoneNumberID string
	Recipient     string
	Since         time.Time
}

func (e *OptedOutError) Error() string {
	return fmt.Sprintf("whatsapp: not sent to %s: they stopped marketing messages at %s; do not repeat it", window.Masked(e.Recipient), e.Since.UTC().Format(time.RFC3339))
}

// Is holds for [ErrOptedOut].
func (e *OptedOutError) Is(target error) bool { return target == ErrOptedOut }

var _ metabiz.Subscriber = (*Window)(nil)

// person is the form in which people are remembered: digits of a phone number,
// or an id as it is.
func person(recipient string) string {
	if strings.Trim(recipient, "+0123456789 ()-.") != "" {
		return recipient
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, recipient)
	return mobile(digits)
}

// mobile drops the digit that mobile numbers of three countries have in one form
// and lack in the other: Meta reports either, whatever was asked for.
func mobile(digits string) string {
	switch {
	case len(digits) == 13 && strings.HasPrefix(digits, "521"): // Mexico
		return "52" + digits[3:]
	case len(digits) == 13 && strings.HasPrefix(digits, "549"): // Argentina
		return "54" + digits[3:]
	case len(digits) == 13 && strings.HasPrefix(digits, "55") && digits[4] == '9' && digits[5] >= '6': // Brazil
		return digits[:4] + digits[5:]
	}
	return digits
}
