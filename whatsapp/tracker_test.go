package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
)

var trackedFrom = time.Unix(1_790_000_000, 0).UTC()

// status is an event of a message; at counts seconds.
func statusOf(id string, value StatusValue, at int, more ...func(*Status)) StatusEvent {
	s := Status{ID: id, Status: value, Timestamp: trackedFrom.Add(time.Duration(at) * time.Second), RecipientID: "393331234567"}
	for _, f := range more {
		f(&s)
	}
	return StatusEvent{EventHeader: EventHeader{Field: FieldMessages, PhoneNumberID: "106"}, Status: s}
}

func withData(data string) func(*Status) { return func(s *Status) { s.CallbackData = data } }

func withError(code int) func(*Status) {
	return func(s *Status) { s.Errors = append(s.Errors, WebhookError{Code: code, Title: "title"}) }
}

func ofMember(id string) func(*Status) {
	return func(s *Status) {
		s.RecipientID, s.RecipientType, s.RecipientParticipantID = "group", RecipientGroup, id
	}
}

func learn(t *testing.T, tracker *Tracker, events ...StatusEvent) {
	t.Helper()
	for _, ev := range events {
		if err := tracker.Learn(t.Context(), ev); err != nil {
			t.Fatal(err)
		}
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

// Whatever the order, and however often each comes, the same is known in the end, and never less than before.
func TestTrackerInAnyOrder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		events []StatusEvent
		want   StatusValue
		code   int // of the failure
	}{
		"read":                   {[]StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusDelivered, 2), statusOf("m", StatusRead, 3)}, StatusRead, 0},
		"read without delivered": {[]StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusRead, 3)}, StatusRead, 0},
		"played":                 {[]StatusEvent{statusOf("m", StatusDelivered, 2), statusOf("m", StatusPlayed, 4), statusOf("m", StatusRead, 3)}, StatusPlayed, 0},
		"failed after sent":      {[]StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusFailed, 2, withError(131026))}, StatusFailed, 131026},
		"failed twice":           {[]StatusEvent{statusOf("m", StatusFailed, 2, withError(131047)), statusOf("m", StatusFailed, 9, withError(131000))}, StatusFailed, 131047},
		"arrived all the same":   {[]StatusEvent{statusOf("m", StatusFailed, 2, withError(131000)), statusOf("m", StatusDelivered, 3)}, StatusDelivered, 0},
		"of an unknown kind":     {[]StatusEvent{statusOf("m", "warning", 2), statusOf("m", StatusSent, 1)}, StatusSent, 0},
	}
	for name, tt := range tests {
		for _, order := range permutations(len(tt.events)) {
			tracker := NewTracker(TrackerConfig{})
			var best int
			for _, i := range slices.Concat(order, order) {
				learn(t, tracker, tt.events[i])
				now, err := tracker.Message(t.Context(), "m")
				if err != nil {
					t.Fatal(err)
				}
				if p := progress[now.Status()]; p < best && now.Status() != StatusFailed {
					t.Errorf("%s %v: went back to %s", name, order, now.Status())
				} else {
					best = p
				}
			}
			got, _ := tracker.Message(t.Context(), "m")
			failed, _ := errors.AsType[*MessageFailedError](got.Err())
			if got.Status() != tt.want || (failed != nil) != (tt.code != 0) || failed != nil && failed.Errors[0].Code != tt.code {
				t.Errorf("%s %v: %s, %v", name, order, got.Status(), got.Err())
			}
			if got.PhoneNumberID != "106" || got.Recipient != "393331234567" {
				t.Errorf("%s: %+v", name, got)
			}
		}
	}
}

func TestReached(t *testing.T) {
	t.Parallel()
	all := []StatusValue{StatusSent, StatusDelivered, StatusRead, StatusPlayed, StatusFailed, "warning", ""}
	for name, tt := range map[string]struct {
		message TrackedMessage
		want    []StatusValue
	}{
		"nothing":           {TrackedMessage{}, nil},
		"sent":              {TrackedMessage{SentAt: trackedFrom}, all[:1]},
		"delivered":         {TrackedMessage{DeliveredAt: trackedFrom}, all[:2]},
		"read":              {TrackedMessage{ReadAt: trackedFrom}, all[:3]},
		"played":            {TrackedMessage{PlayedAt: trackedFrom}, all[:4]},
		"failed":            {TrackedMessage{FailedAt: trackedFrom}, []StatusValue{StatusFailed}},
		"sent and failed":   {TrackedMessage{SentAt: trackedFrom, FailedAt: trackedFrom}, []StatusValue{StatusSent, StatusFailed}},
		"failed and read":   {TrackedMessage{ReadAt: trackedFrom, FailedAt: trackedFrom}, all[:3]},
		"of a strange kind": {TrackedMessage{ID: "m"}, nil},
	} {
		var got []StatusValue
		for _, s := range all {
			if tt.message.Reached(s) {
				got = append(got, s)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAwait(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, later []StatusEvent // later: one a second
		await         StatusValue
		after         time.Duration
		status        StatusValue
		err           error
	}{
		"has been":          {before: []StatusEvent{statusOf("m", StatusDelivered, 1)}, await: StatusDelivered, status: StatusDelivered},
		"has gone further":  {before: []StatusEvent{statusOf("m", StatusRead, 1)}, await: StatusDelivered, status: StatusRead},
		"comes":             {later: []StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusDelivered, 2)}, await: StatusDelivered, after: 2 * time.Second, status: StatusDelivered},
		"skips":             {later: []StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusRead, 2)}, await: StatusDelivered, after: 2 * time.Second, status: StatusRead},
		"another's":         {later: []StatusEvent{statusOf("n", StatusRead, 1), statusOf("m", StatusRead, 2)}, await: StatusDelivered, after: 2 * time.Second, status: StatusRead},
		"has failed":        {before: []StatusEvent{statusOf("m", StatusFailed, 1, withError(131047))}, await: StatusDelivered, status: StatusFailed, err: ErrWindowClosed},
		"fails":             {later: []StatusEvent{statusOf("m", StatusSent, 1), statusOf("m", StatusFailed, 2, withError(131026))}, await: StatusDelivered, after: 2 * time.Second, status: StatusFailed, err: ErrUndeliverable},
		"fails, as awaited": {later: []StatusEvent{statusOf("m", StatusFailed, 1, withError(131026))}, await: StatusFailed, after: time.Second, status: StatusFailed},
		"too late":          {before: []StatusEvent{statusOf("m", StatusSent, 1)}, await: StatusDelivered, after: time.Minute, status: StatusSent, err: context.DeadlineExceeded},
		"never heard of":    {await: StatusSent, after: time.Minute, err: ErrNotSeen},
		"a payment failed":  {before: []StatusEvent{statusOf("m", StatusFailed, 1, func(s *Status) { s.Type = "payment" })}, later: []StatusEvent{statusOf("m", StatusRead, 1)}, await: StatusRead, after: time.Second, status: StatusRead},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tracker := NewTracker(TrackerConfig{})
				learn(t, tracker, tt.before...)
				go func() {
					for _, ev := range tt.later {
						time.Sleep(time.Second)
						_ = tracker.Learn(context.Background(), ev)
					}
				}()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				started := time.Now()
				m, err := tracker.Await(ctx, "m", tt.await)
				if !errors.Is(err, tt.err) || m.Status() != tt.status || time.Since(started) != tt.after {
					t.Errorf("%s, %v after %v", m.Status(), err, time.Since(started))
				}
				if len(tracker.waiters.byKey) != 0 {
					t.Error("somebody still waits")
				}
			})
		})
	}
}

func TestAwaitIsChecked(t *testing.T) {
	t.Parallel()
	tracker := NewTracker(TrackerConfig{})
	for name, err := range map[string]error{
		"messageID":    second(tracker.Await(t.Context(), "", StatusRead)),
		"callbackData": second(tracker.AwaitCallback(t.Context(), "", StatusRead)),
		"status":       second(tracker.Await(t.Context(), "m", "red")),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Statuses that fall between the asking of the store and the listening are not lost.
func TestAwaitMissesNothing(t *testing.T) {
	t.Parallel()
	tracker := NewTracker(TrackerConfig{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for i := range 500 {
		id := fmt.Sprint("m", i)
		wg.Go(func() {
			if m, err := tracker.Await(ctx, id, StatusRead); err != nil {
				t.Errorf("%s: %v", id, err)
			} else if m.SentAt.IsZero() && m.DeliveredAt.IsZero() && m.ReadAt.IsZero() {
				t.Errorf("%+v", m)
			}
		})
		wg.Go(func() {
			events := []StatusEvent{statusOf(id, StatusSent, 1), statusOf(id, StatusDelivered, 2), statusOf(id, StatusRead, 3)}
			rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			for _, ev := range events {
				_ = tracker.Learn(ctx, ev)
			}
		})
	}
	wg.Wait()
}

// A store that forgets at once is no reason for those who wait to miss what they wait for.
func TestAwaitOutlivesTheStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tracker := NewTracker(TrackerConfig{Store: NewMemoryTrackerStore(1), Poll: -1})
		done := make(chan error, 1)
		go func() { done <- second(tracker.AwaitCallback(t.Context(), "k", StatusRead)) }()
		synctest.Wait()
		learn(t, tracker, statusOf("m", StatusSent, 1, withData("k")), statusOf("n", StatusSent, 1), statusOf("m", StatusRead, 2, withData("k")), statusOf("n", StatusSent, 1))
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestSettle(t *testing.T) {
	t.Parallel()
	lost := func(data string) error {
		return fmt.Errorf("sending: %w", &metabiz.OutcomeUnknownError{Operation: "POST /{phone-number-id}/messages", CallbackData: data, Err: errors.New("reset")})
	}
	refused := &metabiz.Error{Code: 100}
	tests := map[string]struct {
		err           error
		before, later []StatusEvent
		after         time.Duration
		id            string
		is            []error
		not           error
	}{
		"seen before":             {err: lost("k"), before: []StatusEvent{statusOf("m", StatusSent, 1, withData("k"))}, id: "m"},
		"seen later":              {err: lost("k"), later: []StatusEvent{statusOf("n", StatusSent, 1, withData("other")), statusOf("m", StatusDelivered, 1, withData("k"))}, after: 2 * time.Second, id: "m"},
		"failed, and so was sent": {err: lost("k"), before: []StatusEvent{statusOf("m", StatusFailed, 1, withData("k"), withError(131026))}, id: "m"},
		"of an unknown kind":      {err: lost("k"), before: []StatusEvent{statusOf("m", "held", 1, withData("k"))}, id: "m"},
		"not seen":                {err: lost("k"), before: []StatusEvent{statusOf("m", StatusSent, 1, withData("kk"))}, after: time.Minute, is: []error{ErrNotSeen, metabiz.ErrOutcomeUnknown, context.DeadlineExceeded}},
		"without data":            {err: lost(""), before: []StatusEvent{statusOf("m", StatusSent, 1)}, is: []error{metabiz.ErrOutcomeUnknown}, not: ErrNotSeen},
		"not unknown":             {err: refused, is: []error{refused, metabiz.ErrInvalidParam}, not: ErrNotSeen},
		"no error":                {},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tracker := NewTracker(TrackerConfig{})
				learn(t, tracker, tt.before...)
				go func() {
					for _, ev := range tt.later {
						time.Sleep(time.Second)
						_ = tracker.Learn(context.Background(), ev)
					}
				}()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				started := time.Now()
				m, err := tracker.Settle(ctx, tt.err)
				if m.ID != tt.id || (err == nil) != (len(tt.is) == 0) || time.Since(started) != tt.after || tt.not != nil && errors.Is(err, tt.not) {
					t.Errorf("%+v, %v after %v", m, err, time.Since(started))
				}
				for _, class := range tt.is {
					if !errors.Is(err, class) {
						t.Errorf("%v is not %v", err, class)
					}
				}
			})
		})
	}
}

// Each member of a group has statuses of their own, and one who can't be reached is no failure of the message.
func TestTrackerOfGroups(t *testing.T) {
	t.Parallel()
	tracker := NewTracker(TrackerConfig{})
	learn(t, tracker,
		statusOf("m", StatusSent, 1),
		statusOf("m", StatusFailed, 2, ofMember("c"), withError(131026)),
		statusOf("m", StatusRead, 5, ofMember("a")),
		statusOf("m", StatusDelivered, 3, ofMember("b")),
		statusOf("m", StatusDelivered, 4, ofMember("a")),
		statusOf("m", StatusDelivered, 4, ofMember("a")))
	m, err := tracker.Await(t.Context(), "m", StatusRead)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s int) time.Time { return trackedFrom.Add(time.Duration(s) * time.Second) }
	want := TrackedMessage{
		ID: "m", PhoneNumberID: "106", Recipient: "393331234567", SentAt: at(1), DeliveredAt: at(3), ReadAt: at(5),
		Participants: []TrackedParticipant{
			{ID: "a", DeliveredAt: at(4), ReadAt: at(5)},
			{ID: "b", DeliveredAt: at(3)},
			{ID: "c", FailedAt: at(2), Errors: []WebhookError{{Code: 131026, Title: "title"}}},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if m.Err() != nil {
		t.Errorf("failed: %v", m.Err())
	}
	for i := range 2 * maxParticipants {
		learn(t, tracker, statusOf("m", StatusRead, 6, ofMember(fmt.Sprint("x", i))))
	}
	if m, _ = tracker.Message(t.Context(), "m"); len(m.Participants) != maxParticipants {
		t.Errorf("%d members", len(m.Participants))
	}
}

func TestTrackedMessageKeepsItsJSON(t *testing.T) {
	t.Parallel()
	tracker := NewTracker(TrackerConfig{})
	learn(t, tracker, statusOf("m", StatusSent, 1, withData("k"), func(s *Status) { s.Pricing = &Pricing{Type: PricingRegular, Category: PricingUtility} }),
		statusOf("m", StatusFailed, 2, withError(131026)), statusOf("m", StatusDelivered, 2, ofMember("a")))
	m, _ := tracker.Message(t.Context(), "m")
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back TrackedMessage
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A tracker learns from webhooks as they come, and one that it can't take in is Meta's to repeat.
func TestTrackerLearnsFromTheWebhook(t *testing.T) {
	t.Parallel()
	tracker := NewTracker(TrackerConfig{})
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}}, tracker)
	deliver := func(body string) error {
		return hook.Handle(t.Context(), metabiz.Signature("secret", []byte(body)), []byte(body))
	}
	body := `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
		`"metadata":{"display_phone_number":"1","phone_number_id":"106"},"statuses":[` +
		`{"id":"wamid.A","status":"read","timestamp":"1790000003","recipient_id":"39333","biz_opaque_callback_data":"k"},` +
		`{"id":"wamid.A","status":"sent","timestamp":"1790000001","recipient_id":"39333","biz_opaque_callback_data":"k","pricing":{"billable":true,"pricing_model":"PMP","category":"utility","type":"regular"}}]}}]}]}`
	for range 2 {
		if err := deliver(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := deliver(`{"object":"page","entry":[{"id":"1"}]}`); err != nil {
		t.Errorf("of a Page: %v", err)
	}
	m, err := tracker.AwaitCallback(t.Context(), "k", StatusDelivered)
	if err != nil || m.ID != "wamid.A" || m.Status() != StatusRead || !m.SentAt.Equal(trackedFrom.Add(time.Second)) || m.Pricing == nil {
		t.Errorf("%+v, %v", m, err)
	}

	broken := NewTracker(TrackerConfig{Store: fullStore{}})
	hook = metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}}, broken)
	if err := deliver(body); !errors.Is(err, errDiskFull) {
		t.Errorf("a store that fails: %v", err)
	}
	if _, err := broken.Await(t.Context(), "m", StatusRead); !errors.Is(err, errDiskFull) {
		t.Errorf("a store that fails: %v", err)
	}
	if _, err := broken.Settle(t.Context(), &metabiz.OutcomeUnknownError{CallbackData: "k"}); !errors.Is(err, errDiskFull) || errors.Is(err, ErrNotSeen) {
		t.Errorf("a store that fails: %v", err)
	}
}

var errDiskFull = errors.New("the disk is full")

type fullStore struct{}

func (fullStore) Load(context.Context, string) (TrackedMessage, error) {
	return TrackedMessage{}, errDiskFull
}
func (fullStore) LoadByCallback(context.Context, string) (TrackedMessage, error) {
	return TrackedMessage{}, errDiskFull
}
func (fullStore) Merge(context.Context, TrackedMessage) (TrackedMessage, error) {
	return TrackedMessage{}, errDiskFull
}

// What another process has put into a shared store is found by asking it now and then.
func TestTrackerOfASharedStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := NewMemoryTrackerStore(10)
		here, elsewhere := NewTracker(TrackerConfig{Store: store, Poll: 2 * time.Second}), NewTracker(TrackerConfig{Store: store})
		time.AfterFunc(3*time.Second, func() { _ = elsewhere.Learn(context.Background(), statusOf("m", StatusRead, 1)) })
		started := time.Now()
		if _, err := here.Await(t.Context(), "m", StatusRead); err != nil || time.Since(started) != 4*time.Second {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

func TestMemoryTrackerStoreForgetsTheOldest(t *testing.T) {
	t.Parallel()
	store := NewMemoryTrackerStore(2)
	ctx := t.Context()
	for _, m := range []TrackedMessage{{ID: "a", CallbackData: "1"}, {ID: "b", CallbackData: "2"}, {ID: "a"}, {ID: "c", CallbackData: "2"}} {
		if _, err := store.Merge(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	for data, want := range map[string]string{"1": "a", "2": "c", "3": ""} {
		if m, err := store.LoadByCallback(ctx, data); err != nil || m.ID != want {
			t.Errorf("%s: %+v, %v", data, m, err)
		}
	}
	for id, known := range map[string]bool{"a": true, "b": false, "c": true} {
		if m, err := store.Load(ctx, id); err != nil || m.Known() != known {
			t.Errorf("%s: %+v, %v", id, m, err)
		}
	}
	for i := range 1000 {
		_, _ = store.Merge(ctx, TrackedMessage{ID: fmt.Sprint(i), CallbackData: fmt.Sprint(i)})
	}
	memory := store.(*memoryTracker)
	if len(memory.messages) != 2 || len(memory.callbacks) != 2 || memory.order.Len() != 2 {
		t.Errorf("%d messages, %d callbacks", len(memory.messages), len(memory.callbacks))
	}
}

// BenchmarkTracker learns the four statuses of each of many messages, and reports what the store holds for one.
func BenchmarkTracker(b *testing.B) {
	const capacity = 100_000
	store := NewMemoryTrackerStore(capacity)
	tracker := NewTracker(TrackerConfig{Store: store, Poll: -1})
	values := []StatusValue{StatusSent, StatusDelivered, StatusRead, StatusPlayed}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		id := fmt.Sprintf("wamid.HBgMMzkzMzMxMjM0NTY3FQIAERgS%024d", n/4)
		ev := statusOf(id, values[n%4], n%4, withData(fmt.Sprintf("data-%021d", n/4)), func(s *Status) { s.Pricing = &Pricing{Type: PricingRegular} })
		if err := tracker.Learn(b.Context(), ev); err != nil {
			b.Fatal(err)
		}
		n++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := min((n+3)/4, capacity)
	b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(held), "bytes/message")
	runtime.KeepAlive(store)
}
