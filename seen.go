package metabiz

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Claim is what became of the wish to handle an event.
type Claim int

const (
	ClaimNew  Claim = iota // nobody has handled it: handle it now
	ClaimHeld              // somebody is handling it
	ClaimDone              // it was handled
)

// Seen remembers which events were handled, since Meta delivers one again for
// seven days until it was answered 200, and to every app subscribed. A store
// that several processes share must claim atomically (SET NX in Redis, an INSERT
// with a unique key in SQL). It must be safe for concurrent use.
type Seen interface {
	// Claim takes the event for the time of the lease, unless it is held or done.
	Claim(ctx context.Context, key string, lease time.Duration) (Claim, error)
	// Done marks a claimed event as handled, to be remembered for seven days or more.
	Done(ctx context.Context, key string) error
	// Release gives a claimed event back.
	Release(ctx context.Context, key string) error
}

// NewMemorySeen remembers the last capacity events in this process. Where it is
// full, the event that was handled longest ago is forgotten first; one that is
// being handled never is.
func NewMemorySeen(capacity int) Seen {
	return &memorySeen{capacity: max(capacity, 1), events: map[string]*seenEvent{}, now: time.Now}
}

type memorySeen struct {
	mu       sync.Mutex
	capacity int
	events   map[string]*seenEvent
	done     list.List // keys, handled longest ago first
	now      func() time.Time
}

type seenEvent struct {
	done  bool
	until time.Time // of the lease
}

func (s *memorySeen) Claim(_ context.Context, key string, lease time.Duration) (Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	ev := s.events[key]
	switch {
	case ev == nil:
		s.events[key] = &seenEvent{until: now.Add(lease)}
	case ev.done:
		return ClaimDone, nil
	case now.Before(ev.until):
		return ClaimHeld, nil
	default: // its holder never came back
		ev.until = now.Add(lease)
	}
	return ClaimNew, nil
}

func (s *memorySeen) Done(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ev := s.events[key]; ev != nil && ev.done {
		return nil
	}
	s.events[key] = &seenEvent{done: true}
	s.done.PushBack(key)
	if s.done.Len() > s.capacity {
		delete(s.events, s.done.Remove(s.done.Front()).(string))
	}
	return nil
}

func (s *memorySeen) Release(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ev := s.events[key]; ev != nil && !ev.done {
		delete(s.events, key)
	}
	return nil
}
