package metabiz

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"
)

// parcel is what the deliveries of one body to several subscribers share.
type parcel struct {
	cfg    *WebhookConfig
	first  Delivery // the first subscriber's: there is mostly one
	mu     sync.Mutex
	parsed any
}

// Parsed is what parse makes of the delivery's body. That is kept for the subscribers behind,
// who get the same: it must not be changed. An error of parse has Meta deliver again.
func Parsed[T any](d *Delivery, parse func(body []byte) (*T, error)) (*T, error) {
	p := d.parcel
	if p == nil {
		return parse(d.Body)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if v, ok := p.parsed.(*T); ok {
		return v, nil
	}
	v, err := parse(d.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errMalformed, err)
	}
	p.parsed = v
	return v, nil
}

// ErrInFlight is found where the same event, of an earlier delivery, is being handled at this
// moment. The delivery is answered with an error, so that it comes again.
var ErrInFlight = errors.New("the same event is being handled")

// A DeadLetter is an event that kept failing.
type DeadLetter struct {
	Object   string // as in [Delivery]
	Key      string // of the event
	Event    any    // of the subscriber's package, such as a whatsapp.MessageEvent; nil where it told none
	Body     []byte // the delivery that it came in last, which may hold others
	Failures int    // this one included
	Err      error  // of the last failure; where the handler panicked, it says with what
}

// Once runs handle unless this subscriber has handled the event before. The
// event counts as handled only when handle returned nil, or when it failed once too
// often and [WebhookConfig].DeadLetter took it. Subscribers do not see
// each other's marks: where one failed, only that one handles the event again.
// While the event is being handled, for as long as [WebhookConfig].Lease, the error of another
// call is [ErrInFlight].
func (d *Delivery) Once(ctx context.Context, key string, handle func(context.Context) error) error {
	return d.OnceEvent(ctx, strings.Clone(key), nil, handle)
}

// OnceEvent is [Delivery.Once] for subscribers that can tell event as what a [DeadLetter] says it
// is. The key is kept, and with it what it is a part of.
func (d *Delivery) OnceEvent(ctx context.Context, key string, event func() any, handle func(context.Context) error) (err error) {
	if d.parcel == nil || key == "" {
		return handle(ctx)
	}
	cfg := d.parcel.cfg
	c := claimed{seen: cfg.Seen, key: seenKey{key, d.subscriber}, token: rand.Uint64()}
	claim, failures, err := c.claim(ctx, cfg.Lease)
	switch {
	case err != nil:
		return fmt.Errorf("metabiz: webhook: seen store: %w", err)
	case claim == ClaimDone:
		return nil
	case claim == ClaimHeld:
		return fmt.Errorf("metabiz: webhook: %w", ErrInFlight)
	}
	handled := false
	defer func() {
		// Also when handle panics: the event is not done, and the next delivery may try.
		if !handled {
			err = c.failed(ctx, d, event, failures+1, err, recover())
		}
	}()
	if err := handle(ctx); err != nil {
		return err
	}
	handled = true
	if err := c.done(ctx); err != nil {
		return fmt.Errorf("metabiz: webhook: seen store: %w", err)
	}
	return nil
}

// claimed is an event that was claimed. The store of this package gets by without
// keys of its own and without interfaces.
type claimed struct {
	seen  Seen
	key   seenKey
	token uint64
	slot  int32 // in the store of this package
}

func (c *claimed) claim(ctx context.Context, lease time.Duration) (Claim, int, error) {
	if m, ok := c.seen.(*memorySeen); ok {
		claim, failures, slot := m.claim(c.key, c.token, lease)
		c.slot = slot
		return claim, failures, nil
	}
	return c.seen.Claim(ctx, c.name(), c.token, lease)
}

// The caller may have given up meanwhile, but what has happened has happened.

func (c *claimed) done(ctx context.Context) error {
	if m, ok := c.seen.(*memorySeen); ok {
		m.done(c.key, c.slot)
		return nil
	}
	return c.seen.Done(context.WithoutCancel(ctx), c.name(), c.token)
}

func (c *claimed) release(ctx context.Context) error {
	if m, ok := c.seen.(*memorySeen); ok {
		m.release(c.key, c.token)
		return nil
	}
	return c.seen.Release(context.WithoutCancel(ctx), c.name(), c.token)
}

// name is the key with the subscriber's place in front.
func (c *claimed) name() string { return strconv.Itoa(c.key.subscriber) + ":" + c.key.key }

// failed gives the event back, or up where it has failed too often. A panic goes on.
func (c *claimed) failed(ctx context.Context, d *Delivery, event func() any, failures int, err error, panicked any) error {
	reason := err
	if panicked != nil {
		defer panic(panicked)
		reason = fmt.Errorf("metabiz: webhook: the handler panicked: %v", panicked)
	}
	cfg := d.parcel.cfg
	if cfg.DeadLetter != nil && failures >= cfg.MaxFailures {
		letter := DeadLetter{Object: d.Object, Key: c.key.key, Body: d.Body, Failures: failures, Err: reason}
		if event != nil {
			letter.Event = event()
		}
		derr := cfg.DeadLetter(context.WithoutCancel(ctx), letter)
		if derr == nil {
			cfg.Logger.Error("webhook event given up", "key", c.key.key, "failures", failures, "error", reason)
			derr = c.done(ctx)
		}
		if derr == nil {
			return nil
		}
		err = errors.Join(err, fmt.Errorf("metabiz: webhook: dead letter: %w", derr))
	}
	if rerr := c.release(ctx); rerr != nil {
		err = errors.Join(err, fmt.Errorf("metabiz: webhook: seen store: %w", rerr))
	}
	return err
}
