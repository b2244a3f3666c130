package ads

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
)

// ReviewWatcher waits for reviews to end without asking all the time: it is a
// [metabiz.Subscriber] of ad account webhooks, to be given to [metabiz.NewWebhook] beside others. What a
// webhook tells is looked up before it is believed.
//
//	watcher := ads.NewReviewWatcher(0)
//	hook := metabiz.NewWebhook(config, watcher, events)
//	...
//	ad, err := watcher.Await(ctx, account.Ad(launched.AdID))
//
// The app is subscribed to in_process_ad_objects, with_issues_ad_objects and effective_status of
// the object ad_account, and [Account.SubscribeApp] adds the account.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/in-process-ad-objects.
type ReviewWatcher struct {
	every time.Duration

	mu      sync.Mutex
	waiting map[string]map[chan struct{}]bool // by the ad's id
}

// watchEvery is how often an ad is looked at of which no webhook has told.
const watchEvery = 5 * time.Minute

// NewReviewWatcher makes a watcher that looks by itself every so often, in case a webhook
// got lost; 0 is every 5 minutes.
func NewReviewWatcher(every time.Duration) *ReviewWatcher {
	if every <= 0 {
		every = watchEvery
	}
	return &ReviewWatcher{every: every, waiting: map[string]map[chan struct{}]bool{}}
}

// Deliver wakes those who wait for the ads that a delivery tells of. It is done at once,
// and never fails: a delivery that can't be read is told to other subscribers.
func (w *ReviewWatcher) Deliver(_ context.Context, d *metabiz.Delivery) error {
	if d.Object != webhookObject {
		return nil
	}
	events, err := accountEvents(d.Body)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, event := range events {
		for waiter := range w.waiting[reviewedObject(event)] {
			select {
			case waiter <- struct{}{}:
			default: // woken already
			}
		}
	}
	return nil
}

// reviewedObject is what an event says that its state has changed; empty for other events.
func reviewedObject(event AccountEvent) string {
	switch e := event.(type) {
	case InProcessEvent:
		return e.ObjectID
	case WithIssuesEvent:
		return e.ObjectID
	case EffectiveStatusEvent:
		return e.ObjectID
	}
	return ""
}

func (w *ReviewWatcher) enter(id string) (woken chan struct{}, leave func()) {
	woken = make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting[id] == nil {
		w.waiting[id] = map[chan struct{}]bool{}
	}
	w.waiting[id][woken] = true
	return woken, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if delete(w.waiting[id], woken); len(w.waiting[id]) == 0 {
			delete(w.waiting, id)
		}
	}
}

// Await waits until the ad has left Meta's review, and gives it as it is then. It is
// [AdHandle.AwaitReview] but for when it looks: at once, when a webhook tells of the ad, and now and then.
//
//meta:operation GET /{ad-id}
func (w *ReviewWatcher) Await(ctx context.Context, ad *AdHandle, opts ...metabiz.Option) (*Ad, error) {
	// Listening begins before the first look: what happens in between is not missed.
	woken, leave := w.enter(ad.id)
	defer leave()
	for {
		seen, over, err := ad.review(ctx, opts)
		if over {
			return seen, err
		}
		timer := time.NewTimer(w.every)
		select {
		case <-woken:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return seen, fmt.Errorf("ads: ad %s is still %s: %w", ad.id, seen.EffectiveStatus, context.Cause(ctx))
		}
		timer.Stop()
	}
}
