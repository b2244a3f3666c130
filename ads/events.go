package ads

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Events calls a function for each event of ad account webhooks. It is a
// [metabiz.Subscriber]: give it to [metabiz.NewWebhook]. Functions that are left
// out are not called.
//
// Events are handled one after the other, in the order in which they came, each
// once: one that was handled before is skipped. An error makes Meta deliver
// again, which then concerns only the events that failed; the others are tried all the same.
//
// The app subscribes to fields of the object ad_account, and [Account.SubscribeApp] adds
// the account. Meta waits a few seconds for the answer. What takes longer belongs into a
// queue: events encode to JSON.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ads-webhooks/ads-webhooks-overview.
type Events struct {
	OnInProcess       func(context.Context, InProcessEvent) error
	OnWithIssues      func(context.Context, WithIssuesEvent) error
	OnEffectiveStatus func(context.Context, EffectiveStatusEvent) error
	OnRecommendation  func(context.Context, RecommendationEvent) error
	OnCreativeFatigue func(context.Context, CreativeFatigueEvent) error
	OnSubscription    func(context.Context, SubscriptionEvent) error
	OnProductSetIssue func(context.Context, ProductSetIssueEvent) error
	OnAsyncCreation   func(context.Context, AsyncCreationEvent) error

	// OnUnknown gets what this version does not know or could not read.
	OnUnknown func(context.Context, UnknownEvent) error
	// OnOther gets every event whose own function is left out.
	OnOther func(context.Context, AccountEvent) error
}

const webhookObject = "ad_account"

// Deliver hands the events of a delivery to their functions. Deliveries about
// other objects are ignored.
func (e Events) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != webhookObject {
		return nil
	}
	events, err := accountEvents(d.Body)
	if err != nil {
		return err
	}
	var errs []error
	for _, event := range events {
		handle := e.handler(event)
		if handle == nil {
			continue
		}
		if err := d.Once(ctx, event.Key(), handle); err != nil {
			h := event.Header()
			errs = append(errs, fmt.Errorf("ads: webhook: %s of account %s: %w", h.Field, h.AccountID, err))
		}
	}
	return errors.Join(errs...)
}

// handler finds the function for an event; nil where there is none.
func (e *Events) handler(event AccountEvent) func(context.Context) error {
	var f func(context.Context) error
	switch ev := event.(type) {
	case InProcessEvent:
		f = bind(e.OnInProcess, ev)
	case WithIssuesEvent:
		f = bind(e.OnWithIssues, ev)
	case EffectiveStatusEvent:
		f = bind(e.OnEffectiveStatus, ev)
	case RecommendationEvent:
		f = bind(e.OnRecommendation, ev)
	case CreativeFatigueEvent:
		f = bind(e.OnCreativeFatigue, ev)
	case SubscriptionEvent:
		f = bind(e.OnSubscription, ev)
	case ProductSetIssueEvent:
		f = bind(e.OnProductSetIssue, ev)
	case AsyncCreationEvent:
		f = bind(e.OnAsyncCreation, ev)
	case UnknownEvent:
		f = bind(e.OnUnknown, ev)
	}
	if f == nil {
		f = bind(e.OnOther, event)
	}
	return f
}

func bind[E AccountEvent](f func(context.Context, E) error, event E) func(context.Context) error {
	if f == nil {
		return nil
	}
	return func(ctx context.Context) error { return f(ctx, event) }
}

// accountEvents reads the body of a webhook, one event a change. What can't be read in
// it does not keep the rest back.
func accountEvents(body []byte) ([]AccountEvent, error) {
	var delivery struct {
		Entry []struct {
			ID      string            `json:"id"`
			Time    time.Time         `json:"time"`
			Changes []json.RawMessage `json:"changes"`
		} `json:"entry"`
	}
	if err := wire.Unmarshal(body, &delivery); err != nil {
		return nil, fmt.Errorf("ads: webhook: %w", err)
	}
	var events []AccountEvent
	for _, entry := range delivery.Entry {
		for _, raw := range entry.Changes {
			events = append(events, accountEvent(EventHeader{AccountID: entry.ID, Time: entry.Time}, raw))
		}
	}
	return events, nil
}

func accountEvent(h EventHeader, raw json.RawMessage) AccountEvent {
	var change struct {
		Field string          `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	h.Raw = raw
	if err := wire.Unmarshal(raw, &change); err != nil || !isObject(raw) {
		return UnknownEvent{h, errors.Join(errors.New("ads: webhook: the change is not an object"), err)}
	}
	h.Field, h.Raw = change.Field, change.Value
	var value accountValue
	if err := wire.Unmarshal(change.Value, &value); err != nil || !isObject(change.Value) {
		return UnknownEvent{h, errors.Join(errors.New("ads: webhook: the change's value is not an object"), err)}
	}
	return value.event(h)
}

func isObject(raw json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }
