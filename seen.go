package metabiz

import (
	"context"
	"math"
	"strings"
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
//
// A token names a claim. A holder whose lease ran out may come back after
// somebody else has claimed the event, and must not give that claim away.
type Seen interface {
	// Claim takes the event for the time of the lease, unless it is held or done.
	// With [ClaimNew] it tells how often the event was claimed and released before, as
	// far as the store counts.
	Claim(ctx context.Context, key string, token uint64, lease time.Duration) (claim Claim, failures int, err error)
	// Done marks an event as handled, to be remembered for seven days or more,
	// even where the claim of the token has run out: what was handled was handled.
	Done(ctx context.Context, key string, token uint64) error
	// Release gives an event back that could not be handled, and counts that. It does
	// nothing where the event is done, or held by another token.
	Release(ctx context.Context, key string, token uint64) error
}

// NewMemorySeen remembers the last capacity events in this process. Where it is
// full, the event that was heard of longest ago is forgotten first; one that is
// being handled never is.
func NewMemorySeen(capacity int) Seen {
	s := &memorySeen{capacity: min(max(capacity, 1), math.MaxInt32-1), index: map[seenKey]int32{}, now: time.Now}
	s.slots = append(s.slots, seenSlot{}) // the ring's ends: oldest behind it, newest before it
	return s
}

// memorySeen keeps its events in one list of slots, which a ring threads from the
// oldest to the newest: nothing is allocated an event.
type memorySeen struct {
	mu       sync.Mutex
	capacity int
	index    map[seenKey]int32
	slots    []seenSlot
	free     int32 // the first of the slots that are not used, chained by next
	now      func() time.Time
}

// seenKey keeps the events of a webhook's subscribers apart.
type seenKey struct {
	key        string
	subscriber int
}

type seenSlot struct {
	key            seenKey
	token          uint64
	until          time.Time // of the lease
	failures       int32
	previous, next int32
	state          seenState
}

type seenState uint8

const (
	seenReleased seenState = iota
	seenHeld
	seenDone
)

func (s *memorySeen) Claim(_ context.Context, key string, token uint64, lease time.Duration) (Claim, int, error) {
	claim, failures, _ := s.claim(seenKey{key: strings.Clone(key)}, token, lease) // it may be a part of a whole body
	return claim, failures, nil
}

func (s *memorySeen) Done(_ context.Context, key string, _ uint64) error {
	s.done(seenKey{key: strings.Clone(key)}, 0)
	return nil
}

func (s *memorySeen) Release(_ context.Context, key string, token uint64) error {
	s.release(seenKey{key: key}, token)
	return nil
}

func (s *memorySeen) claim(key seenKey, token uint64, lease time.Duration) (claim Claim, failures int, slot int32) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	i, known := s.index[key]
	if known {
		switch was := &s.slots[i]; {
		case was.state == seenDone:
			return ClaimDone, 0, i
		case was.state == seenHeld && now.Before(was.until):
			return ClaimHeld, 0, i
		}
		s.unlink(i)
	} else {
		i = s.add(key, now)
	}
	held := &s.slots[i]
	held.state, held.token, held.until = seenHeld, token, now.Add(lease)
	s.link(i)
	return ClaimNew, int(held.failures), i
}

// done gets the slot that claim told, which may be another's by now.
func (s *memorySeen) done(key seenKey, slot int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slot == 0 || s.slots[slot].key != key {
		var known bool
		if slot, known = s.index[key]; !known { // forgotten since, which only an expired claim is
			slot = s.add(key, s.now())
			s.link(slot)
		}
	}
	s.slots[slot].state = seenDone
	s.unlink(slot)
	s.link(slot)
}

func (s *memorySeen) release(key seenKey, token uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i, known := s.index[key]; known && s.slots[i].state == seenHeld && s.slots[i].token == token {
		s.slots[i].state = seenReleased
		s.slots[i].failures++
	}
}

// add makes a slot for an event, in place of the oldest where it is full.
func (s *memorySeen) add(key seenKey, now time.Time) int32 {
	if len(s.index) >= s.capacity {
		s.forget(now)
	}
	i := s.free
	if i != 0 {
		s.free = s.slots[i].next
	} else {
		i = int32(len(s.slots))
		s.slots = append(s.slots, seenSlot{})
	}
	s.slots[i] = seenSlot{key: key}
	s.index[key] = i
	return i
}

// forget drops the oldest event that nobody is handling. There may be none: as
// many are handled at once as there are goroutines to do so.
func (s *memorySeen) forget(now time.Time) {
	for i := s.slots[0].next; i != 0; i = s.slots[i].next {
		if slot := &s.slots[i]; slot.state != seenHeld || !now.Before(slot.until) {
			s.unlink(i)
			delete(s.index, slot.key)
			*slot = seenSlot{next: s.free}
			s.free = i
			return
		}
	}
}

func (s *memorySeen) unlink(i int32) {
	slot := &s.slots[i]
	s.slots[slot.previous].next = slot.next
	s.slots[slot.next].previous = slot.previous
}

// link puts a slot in front, as the newest.
func (s *memorySeen) link(i int32) {
	newest := s.slots[0].previous
	s.slots[i].previous, s.slots[i].next = newest, 0
	s.slots[newest].next = i
	s.slots[0].previous = i
}
