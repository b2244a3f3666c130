package window

import (
	"container/list"
	"context"
	"sync"
)

// Record is what is known of somebody. Merging takes the news of either, so that webhooks may come
// late, twice and in any order.
type Record[R any] interface{ Merge(R) R }

// Memory remembers the last few in this process.
type Memory[K comparable, R Record[R]] struct {
	mu       sync.Mutex
	capacity int
	own      func(K) K
	people   map[K]*list.Element
	order    list.List // of entry, heard of longest ago first
}

type entry[K comparable, R any] struct {
	key    K
	record R
}

// NewMemory remembers up to capacity. Where it is full, the one heard of longest ago is forgotten
// first. own gives a key that is no part of a webhook's text, which need not be kept.
func NewMemory[K comparable, R Record[R]](capacity int, own func(K) K) *Memory[K, R] {
	return &Memory[K, R]{capacity: max(capacity, 1), own: own, people: map[K]*list.Element{}}
}

// Load gives what is known; the zero record where nothing is.
func (s *Memory[K, R]) Load(_ context.Context, key K) (R, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.people[key]; e != nil {
		return e.Value.(*entry[K, R]).record, nil
	}
	var none R
	return none, nil
}

// Merge adds to what is known.
func (s *Memory[K, R]) Merge(_ context.Context, key K, r R) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.people[key]; e != nil {
		known := e.Value.(*entry[K, R])
		known.record = known.record.Merge(r)
		s.order.MoveToBack(e)
		return nil
	}
	key = s.own(key)
	s.people[key] = s.order.PushBack(&entry[K, R]{key, r})
	if s.order.Len() > s.capacity {
		delete(s.people, s.order.Remove(s.order.Front()).(*entry[K, R]).key)
	}
	return nil
}
