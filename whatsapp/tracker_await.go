package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
)

// Await returns when the message has reached the status, at once where it has
// already: [StatusSent], [StatusDelivered], [StatusRead] or [StatusPlayed].
// A message to a group has when one of its members has.
//
// Errors: a [*MessageFailedError] when the message failed, with the classes of
// this package in it; the context's when that ended before; the store's. With an
// error, too, it tells what is known. A status that is never sent is waited for
// until the context ends, so give it a deadline: people may have switched read receipts off, or their telephone.
func (t *Tracker) Await(ctx context.Context, messageID string, status StatusValue) (TrackedMessage, error) {
	if messageID == "" {
		return TrackedMessage{}, awaitError("messageID", "is empty", nil)
	}
	return t.await(ctx, waitKey{id: messageID}, status)
}

// AwaitCallback is [Tracker.Await] for a message that is known by its [Message].CallbackData
// alone, which must be its own: of two messages with the same, either counts.
func (t *Tracker) AwaitCallback(ctx context.Context, callbackData string, status StatusValue) (TrackedMessage, error) {
	if callbackData == "" {
		return TrackedMessage{}, awaitError("callbackData", "is empty", nil)
	}
	return t.await(ctx, waitKey{callback: callbackData}, status)
}

// Settle finds out whether a message went out whose answer was lost: it waits for
// a status that carries its callback data. err is what the send returned, which
// is [metabiz.ErrOutcomeUnknown]; the message must have had callback data of its own, as [WithCallbackData] gives it.
//
// Without an error Meta took the message, whatever became of it then:
// [TrackedMessage].Err tells whether it failed. When the context ends first, the error is [ErrNotSeen] and
// still [metabiz.ErrOutcomeUnknown]; statuses mostly come within seconds, but
// may take as long as the webhook is down. Any other err is returned as it is.
func (t *Tracker) Settle(ctx context.Context, err error) (TrackedMessage, error) {
	unknown, ok := errors.AsType[*metabiz.OutcomeUnknownError](err)
	if !ok {
		return TrackedMessage{}, err
	}
	if unknown.CallbackData == "" {
		return TrackedMessage{}, fmt.Errorf("whatsapp: can't be settled, for the message had no callback data: %w", err)
	}
	m, werr := t.wait(ctx, waitKey{callback: unknown.CallbackData}, TrackedMessage.Known)
	if werr == nil {
		return m, nil
	}
	if ctx.Err() != nil {
		return m, fmt.Errorf("whatsapp: %w: %w: %w", ErrNotSeen, werr, err)
	}
	return m, fmt.Errorf("whatsapp: %w: %w", werr, err)
}

func awaitError(path, problem string, value any) error {
	return &metabiz.ValidationError{What: "whatsapp.Tracker", Fields: []metabiz.FieldError{{Path: path, Problem: problem, Value: value}}}
}

func (t *Tracker) await(ctx context.Context, key waitKey, status StatusValue) (TrackedMessage, error) {
	if progress[status] == 0 && status != StatusFailed {
		return TrackedMessage{}, awaitError("status", "is none that a message reaches: sent, delivered, read, played, failed", status)
	}
	m, err := t.wait(ctx, key, func(m TrackedMessage) bool { return m.Reached(status) || m.Status() == StatusFailed })
	if err != nil {
		if now := m.Status(); now != "" {
			return m, fmt.Errorf("whatsapp: message %s is %s and not yet %s: %w", m.ID, now, status, err)
		}
		return m, fmt.Errorf("whatsapp: %s: %w: %w", key, ErrNotSeen, err)
	}
	if !m.Reached(status) {
		return m, m.Err()
	}
	return m, nil
}

// wait returns when enough is known of a message.
func (t *Tracker) wait(ctx context.Context, key waitKey, enough func(TrackedMessage) bool) (TrackedMessage, error) {
	// Listening begins before the store is asked, so that no status falls in between.
	w := t.waiters.add(key)
	defer t.waiters.remove(key, w)
	m, err := t.load(ctx, key)
	if err != nil {
		return m, err
	}
	var poll <-chan time.Time
	if t.poll > 0 {
		ticker := time.NewTicker(t.poll)
		defer ticker.Stop()
		poll = ticker.C
	}
	for !enough(m) {
		select {
		case <-ctx.Done():
			if m = m.Merge(t.waiters.told(w)); enough(m) {
				return m, nil
			}
			return m, ctx.Err()
		case <-w.wake:
			m = m.Merge(t.waiters.told(w))
		case <-poll:
			stored, err := t.load(ctx, key)
			if err != nil {
				return m, err
			}
			m = m.Merge(stored)
		}
	}
	return m, nil
}

func (t *Tracker) load(ctx context.Context, key waitKey) (TrackedMessage, error) {
	if key.id != "" {
		return t.store.Load(ctx, key.id)
	}
	return t.store.LoadByCallback(ctx, key.callback)
}

// waitKey is what a message is waited for by: its id or its callback data.
type waitKey struct{ id, callback string }

func (k waitKey) String() string {
	if k.id != "" {
		return "message " + k.id
	}
	return fmt.Sprintf("message with callback data %q", k.callback)
}

// waiters are those who wait in this process.
type waiters struct {
	mu    sync.Mutex
	byKey map[waitKey]map[*waiter]struct{}
}

// waiter is told more and more of one message. What it was told it keeps, should the store forget it before it wakes.
type waiter struct {
	wake    chan struct{}
	message TrackedMessage
}

func (ws *waiters) add(key waitKey) *waiter {
	w := &waiter{wake: make(chan struct{}, 1)}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.byKey == nil {
		ws.byKey = map[waitKey]map[*waiter]struct{}{}
	}
	if ws.byKey[key] == nil {
		ws.byKey[key] = map[*waiter]struct{}{}
	}
	ws.byKey[key][w] = struct{}{}
	return w
}

func (ws *waiters) remove(key waitKey, w *waiter) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	delete(ws.byKey[key], w)
	if len(ws.byKey[key]) == 0 {
		delete(ws.byKey, key)
	}
}

func (ws *waiters) tell(m TrackedMessage) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if len(ws.byKey) == 0 {
		return
	}
	for _, key := range []waitKey{{id: m.ID}, {callback: m.CallbackData}} {
		for w := range ws.byKey[key] {
			// Two statuses may be learnt at once, and the later be told first.
			w.message = w.message.Merge(m)
			select {
			case w.wake <- struct{}{}:
			default:
			}
		}
	}
}

func (ws *waiters) told(w *waiter) TrackedMessage {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return w.message
}
