package pages

import "iter"

// An eventList is all that a body tells, in its order. What comes often stands in it as a pointer,
// which only [plain] makes an [Event] of: for most of them nobody wants one.
type eventList []Event

// plain is the event as users get it.
func plain(e Event) Event {
	switch e := e.(type) {
	case *MessageEvent:
		return *e
	case *ReadEvent:
		return *e
	case *DeliveryEvent:
		return *e
	case *PostbackEvent:
		return *e
	}
	return e
}

func (l eventList) all() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, e := range l {
			if !yield(plain(e)) {
				return
			}
		}
	}
}

// firstRoom is what a webhook of one message takes.
type firstRoom struct {
	list    eventList
	place   [1]Event
	message [1]MessageEvent
}

// A slab makes values several at once, more each time.
type slab[T any] struct {
	free []T
	made int
}

func (s *slab[T]) take() *T {
	if len(s.free) == 0 {
		s.made = min(2*s.made+1, 16)
		s.free = make([]T, s.made)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}
