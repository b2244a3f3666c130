package whatsapp

import (
	"context"
	"errors"
	"time"

	"github.com/metabiz-go/metabiz"
)

// A TrackerConfig says how a [Tracker] works. The zero value is good for one process.
type TrackerConfig struct {
	// Store remembers messages; nil is [NewMemoryTrackerStore] with 100,000 of
	// them, which a restart forgets.
	Store TrackerStore
	// Poll is how often the store is asked while somebody waits, for a store that
	// other processes write to; 0 is a second, below 0 is never. The default store is never asked.
	Poll time.Duration
}

// A Tracker joins messages with their statuses. That a message was sent says no
// more than that Meta took it; what became of it is told by statuses, which come
// later, in any order, more than once and now and then before the answer to the send.
//
// It learns of them as a [metabiz.Subscriber] of the webhook, and whoever sent a message can wait for them:
//
//	tracker := whatsapp.NewTracker(whatsapp.TrackerConfig{})
//	webhook := metabiz.NewWebhook(config, tracker, whatsapp.Events{ … })
//
//	sent, err := phone.Send(ctx, message, whatsapp.WithCallbackData())
//	if errors.Is(err, metabiz.ErrOutcomeUnknown) { // the answer was lost
//		message, err := tracker.Settle(ctx, err)
//		…
//	}
//	message, err := tracker.Await(ctx, sent.MessageID(), whatsapp.StatusDelivered)
//
// It starts no goroutine, needs no closing and is safe for concurrent use.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status.
type Tracker struct {
	store   TrackerStore
	poll    time.Duration
	waiters waiters
}

// NewTracker makes a tracker.
func NewTracker(cfg TrackerConfig) *Tracker {
	t := &Tracker{store: cfg.Store, poll: cfg.Poll}
	switch {
	case cfg.Store == nil:
		t.store, t.poll = NewMemoryTrackerStore(100_000), -1
	case cfg.Poll == 0:
		t.poll = time.Second
	}
	return t
}

// Deliver learns from a delivery of the webhook. Deliveries about other objects
// are ignored. An error is the store's, and makes Meta deliver again.
func (t *Tracker) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != WebhookObject {
		return nil
	}
	n, err := metabiz.Parsed(d, parseShared)
	if err != nil {
		return err
	}
	var errs []error
	for ev := range n.Events() {
		if err := t.Learn(ctx, ev); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Learn takes in one event, for those who get events from elsewhere than the
// webhook, such as a queue. Learning an event again changes nothing; events that are no status are ignored.
func (t *Tracker) Learn(ctx context.Context, event Event) error {
	switch ev := direct(event).(type) {
	case StatusEvent:
		return t.learn(ctx, ev.EventHeader, ev.Status)
	case StandbyEvent:
		if ev.Status != nil {
			return t.learn(ctx, ev.EventHeader, *ev.Status)
		}
	}
	return nil
}

func (t *Tracker) learn(ctx context.Context, h EventHeader, s Status) error {
	// A payment has statuses of its own, and its failure is not the message's.
	if s.ID == "" || s.Type == "payment" {
		return nil
	}
	at := h.Time
	if at.IsZero() {
		at = time.Now()
	}
	m, err := t.store.Merge(ctx, tracked(h.PhoneNumberID, s, at))
	if err != nil {
		return err
	}
	t.waiters.tell(m)
	return nil
}

// Message tells what is known of a message by now; the zero value where nothing
// is. It fails only where the store does.
func (t *Tracker) Message(ctx context.Context, messageID string) (TrackedMessage, error) {
	return t.store.Load(ctx, messageID)
}
