package whatsapp

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/metabiz-go/metabiz"
)

// The store keeps what it is told of a message, and not the webhooks that told it: those would be several times as much.
func TestMemoryTrackerStoreKeepsNoWebhooks(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector's own memory counts, too")
	}
	const messages = 5_000
	store := NewMemoryTrackerStore(messages)
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}}, NewTracker(TrackerConfig{Store: store, Poll: -1}))
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what pools hold goes with the second
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	filler := fmt.Sprintf(`"contacts":[{"profile":{"name":"%01000d"},"wa_id":"1"}]`, 0)
	tell := func(i int, status, more string) {
		body := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{"messaging_product":"whatsapp",` +
			`"metadata":{"display_phone_number":"1","phone_number_id":"106540352242922"},` + filler + `,"statuses":[{"id":"wamid.` + fmt.Sprintf("%040d", i) +
			`","status":"` + status + `","timestamp":"1790000000","recipient_id":"393331234567"` + more + `}]},"field":"messages"}]}]}`)
		if err := hook.Handle(t.Context(), metabiz.Signature("secret", body), body); err != nil {
			t.Fatal(err)
		}
	}
	tell(0, "sent", "")
	before := held()
	for i := range messages {
		tell(i, "sent", "")
		tell(i, "delivered", fmt.Sprintf(`,"biz_opaque_callback_data":"k%d","pricing":{"billable":true,"pricing_model":"PMP","category":"utility","type":"regular"}`, i))
		if i%10 == 0 {
			tell(i, "failed", `,"errors":[{"code":131026,"title":"Undeliverable","message":"Undeliverable","error_data":{"details":"No WhatsApp"}}]`)
		}
	}
	if each := (int64(held()) - int64(before)) / messages; each > 1024 {
		t.Errorf("%d bytes a message", each)
	}
	m, err := store.Load(t.Context(), fmt.Sprintf("wamid.%040d", 10))
	if err != nil || m.CallbackData != "k10" || m.Pricing == nil || m.Pricing.Category != PricingUtility || m.Recipient != "393331234567" ||
		len(m.Errors) != 1 || m.Errors[0].ErrorData.Details != "No WhatsApp" {
		t.Errorf("%+v, %v", m, err)
	}
}

// slowStore answers what it knew when it was asked, once it may.
type slowStore struct {
	TrackerStore
	answer chan struct{}
}

func (s slowStore) Load(ctx context.Context, id string) (TrackedMessage, error) {
	m, err := s.TrackerStore.Load(ctx, id)
	<-s.answer
	return m, err
}

// A status that has come counts, although the waiting is over by the time that anybody looks.
func TestAwaitCountsWhatCameBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			store := slowStore{NewMemoryTrackerStore(1), make(chan struct{})}
			tracker := NewTracker(TrackerConfig{Store: store, Poll: -1})
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- second(tracker.Await(ctx, "m", StatusRead)) }()
			synctest.Wait()
			learn(t, tracker, statusOf("m", StatusRead, 1))
			cancel()
			close(store.answer)
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		})
	}
}
