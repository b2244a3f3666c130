package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/metabiz-go/metabiz"
)

// A ConversationHandle waits for what one person writes to one number. Its [Chat] is
// that of the message that it began with.
type ConversationHandle struct {
	*Chat
	of    *Conversations
	first MessageEvent
	key   string
	owner string

	arrived chan struct{} // a message is in the store that was not looked for
	turn    chan struct{} // held by the one who waits: others wait in line behind
	once    sync.Once
	lease   sync.Mutex // held while the lease is renewed or given up
	closed  chan struct{}
}

// First is the message that the conversation began with.
func (c *ConversationHandle) First() MessageEvent { return c.first }

// Next waits for the person's next message. One that came in since the last one
// was taken is there at once, and one that is not taken because ctx has ended is
// there for the next call. Where several wait, each message goes to one of them:
// to the one who has waited longest.
//
// Errors: that of the context, context.DeadlineExceeded also after
// ConversationConfig.Wait, and [ErrConversationClosed].
func (c *ConversationHandle) Next(ctx context.Context) (MessageEvent, error) {
	ctx, cancel := context.WithTimeout(ctx, c.of.cfg.Wait)
	defer cancel()
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-c.closed:
		return MessageEvent{}, fmt.Errorf("whatsapp: %w", ErrConversationClosed)
	case <-ctx.Done():
		return MessageEvent{}, fmt.Errorf("whatsapp: conversation: %w", ctx.Err())
	}
	var look <-chan time.Time
	if c.of.cfg.Poll > 0 {
		ticker := time.NewTicker(c.of.cfg.Poll)
		defer ticker.Stop()
		look = ticker.C
	}
	for {
		if err := ctx.Err(); err != nil {
			return MessageEvent{}, fmt.Errorf("whatsapp: conversation: %w", err)
		}
		switch e, found, err := c.of.cfg.Store.Take(ctx, c.key, c.owner); {
		case err != nil:
			return MessageEvent{}, fmt.Errorf("whatsapp: conversation store: %w", err)
		case found:
			return e, nil
		}
		select {
		case <-c.arrived:
		case <-look:
		case <-c.closed:
			return MessageEvent{}, fmt.Errorf("whatsapp: %w", ErrConversationClosed)
		case <-ctx.Done():
		}
	}
}

// Ask says something and waits for the person's next message: [Chat.Send], then
// [ConversationHandle.Next]. Messages from before the question are answers too.
func (c *ConversationHandle) Ask(ctx context.Context, content Content, opts ...metabiz.Option) (MessageEvent, error) {
	if _, err := c.Send(ctx, content, opts...); err != nil {
		return MessageEvent{}, err
	}
	return c.Next(ctx)
}

// Close ends the conversation and gives the messages that were not taken to
// ConversationConfig.OnMessage, in their order. The error is that of the store,
// joined with those of OnMessage. Closing again does nothing.
func (c *ConversationHandle) Close(ctx context.Context) error {
	lost, err := c.finish(ctx, func(e MessageEvent) error { return c.of.OnMessage(ctx, e) })
	errs := []error{err}
	for _, l := range lost {
		errs = append(errs, fmt.Errorf("whatsapp: message %s, left over: %w", l.message.Message.ID, l.err))
	}
	return errors.Join(errs...)
}

// A lostMessage was left over by a conversation, and could not be given to anybody.
type lostMessage struct {
	message MessageEvent
	err     error
}

// finish ends the conversation, and gives away what was not taken. The error is the store's.
func (c *ConversationHandle) finish(ctx context.Context, give func(MessageEvent) error) (lost []lostMessage, err error) {
	var left []MessageEvent
	c.once.Do(func() {
		c.leave()
		if left, err = c.of.cfg.Store.Close(ctx, c.key, c.owner); err != nil {
			err = fmt.Errorf("whatsapp: conversation store: %w", err)
		}
	})
	if c.of.cfg.OnMessage == nil {
		return nil, err
	}
	for _, e := range left {
		// By way of the store: a conversation that one of them begins gets those behind it.
		if err := give(e); err != nil {
			lost = append(lost, lostMessage{e, err})
		}
	}
	return lost, err
}

// leave ends the conversation in this process. No renewal comes after it.
func (c *ConversationHandle) leave() {
	c.lease.Lock()
	close(c.closed)
	c.lease.Unlock()
	c.of.mu.Lock()
	if c.of.here[c.key] == c {
		delete(c.of.here, c.key)
	}
	c.of.mu.Unlock()
}

// abandon has the conversation lapse at once, with what was not taken from it.
func (c *ConversationHandle) abandon(ctx context.Context) (err error) {
	c.once.Do(func() {
		c.leave()
		_, err = c.renew(ctx, 0)
	})
	return err
}

// renew opens the conversation for a time from now on, or puts off its end.
func (c *ConversationHandle) renew(ctx context.Context, lease time.Duration) (bool, error) {
	open, err := c.of.cfg.Store.Open(ctx, c.key, c.owner, c.first.Key(), time.Now().Add(lease))
	if err != nil {
		return false, fmt.Errorf("whatsapp: conversation store: %w", err)
	}
	return open, nil
}

// keepOpen renews the lease, three times as often as needed, until the
// conversation is closed.
func (c *ConversationHandle) keepOpen() {
	every := c.of.cfg.Lease / 3
	time.AfterFunc(every, func() {
		if c.stillOpen(every) {
			c.keepOpen()
		}
	})
}

func (c *ConversationHandle) stillOpen(patience time.Duration) bool {
	c.lease.Lock()
	select {
	case <-c.closed:
		c.lease.Unlock()
		return false
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	open, err := c.renew(ctx, c.of.cfg.Lease)
	c.lease.Unlock()
	if err != nil {
		c.of.cfg.Logger.Warn("conversation not renewed", "error", err)
		return true // the next try may be in time
	}
	if !open { // it had lapsed, and somebody else has it
		c.once.Do(c.leave)
	}
	return open
}
