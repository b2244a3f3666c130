package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A ConversationStore keeps, for each open conversation, the messages that nobody
// has taken yet. One that outlives the process keeps them over a restart; one that
// several processes share lets a message come in at any of them. It must be safe
// for concurrent use, and each method is atomic.
//
// A conversation is open for one owner, until a time that the owner puts off again
// and again. After it the conversation has lapsed: it is open to nobody, and what
// it has not given away is kept for the one that is opened next under its key.
type ConversationStore interface {
	// Open opens the conversation for an owner until a time, or puts off the time of
	// the one that the owner has open. It gives false where another owner has it.
	// first is the key of the message that the conversation begins with, which Put
	// does not take again.
	Open(ctx context.Context, key, owner, first string, until time.Time) (bool, error)
	// Put adds a message to an open conversation. It gives false where there is none.
	// A message that it was given before, by [MessageEvent.Key], it takes and does not add.
	Put(ctx context.Context, key string, e MessageEvent) (bool, error)
	// Take removes the oldest message and gives it; false where there is none. The
	// error is [ErrConversationClosed] for whoever does not own the conversation.
	Take(ctx context.Context, key, owner string) (MessageEvent, bool, error)
	// Close ends the owner's conversation and gives the messages that were not taken.
	Close(ctx context.Context, key, owner string) ([]MessageEvent, error)
}

// Bounds of a conversation in memory.
const (
	maxWaiting = 100 // messages that nobody has taken
	maxKnown   = 256 // messages that are recognised when they come again
)

// NewMemoryConversationStore keeps up to capacity conversations in this process.
// A further one is refused with [ErrTooManyConversations]. Of one conversation it
// keeps 100 messages; a further one is an error, so that Meta delivers it again.
func NewMemoryConversationStore(capacity int) ConversationStore {
	return &memoryConversations{capacity: max(capacity, 1), open: map[string]*openConversation{}}
}

type memoryConversations struct {
	mu       sync.Mutex
	capacity int
	open     map[string]*openConversation
}

type openConversation struct {
	owner   string
	until   time.Time
	waiting []MessageEvent
	known   []string // keys, oldest first
}

func (c *openConversation) lapsed() bool { return !time.Now().Before(c.until) }

// know tells whether the message is new, and remembers it.
func (c *openConversation) know(key string) bool {
	if key == "" {
		return true
	}
	if slices.Contains(c.known, key) {
		return false
	}
	if len(c.known) == maxKnown {
		c.known = slices.Delete(c.known, 0, 1)
	}
	c.known = append(c.known, key)
	return true
}

func (s *memoryConversations) Open(_ context.Context, key, owner, first string, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[key]
	switch {
	case c != nil && c.owner != owner && !c.lapsed():
		return false, nil
	case c == nil:
		if len(s.open) >= s.capacity && !s.sweep() {
			return false, fmt.Errorf("whatsapp: %d conversations are open: %w", len(s.open), ErrTooManyConversations)
		}
		c = &openConversation{}
		s.open[key] = c
	}
	c.owner, c.until = owner, until
	c.know(first)
	return true, nil
}

// sweep forgets conversations that have lapsed with nothing in them.
func (s *memoryConversations) sweep() bool {
	for key, c := range s.open {
		if c.lapsed() && len(c.waiting) == 0 {
			delete(s.open, key)
		}
	}
	return len(s.open) < s.capacity
}

func (s *memoryConversations) Put(_ context.Context, key string, e MessageEvent) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[key]
	switch {
	case c == nil || c.lapsed():
		return false, nil
	case len(c.waiting) >= maxWaiting:
		return false, errors.New("whatsapp: " + fmt.Sprint(maxWaiting) + " messages of the conversation are waiting")
	case c.know(e.Key()):
		c.waiting = append(c.waiting, e)
	}
	return true, nil
}

func (s *memoryConversations) Take(_ context.Context, key, owner string) (MessageEvent, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[key]
	switch {
	case c == nil || c.owner != owner:
		return MessageEvent{}, false, ErrConversationClosed
	case len(c.waiting) == 0:
		return MessageEvent{}, false, nil
	}
	e := c.waiting[0]
	c.waiting = slices.Delete(c.waiting, 0, 1)
	return e, true, nil
}

func (s *memoryConversations) Close(_ context.Context, key, owner string) ([]MessageEvent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open[key]
	if c == nil || c.owner != owner {
		return nil, nil
	}
	delete(s.open, key)
	return c.waiting, nil
}
