package transport

import (
	"context"
	"maps"
	"slices"
	"time"
)

// queue holds those who wait for one quota. They come from several flows, such as the numbers that share an application, and the
// flows take turns: a flow with a thousand waiting delays another by one. Within a flow, who came first goes first.
type queue struct {
	waiting []*waiter
	owed    int             // what all cost together
	served  float64         // how far all flows have come: where a new one starts
	starts  map[Key]float64 // where the next of each flow starts; nil while nobody waits
}

type waiter struct {
	cost     int
	start    float64 // its place: how far its flow has come, compared with the others
	deadline time.Time
	turn     chan struct{} // closed when the waiter is first, or has to go
	err      error         // why it has to go
}

func (q *queue) empty() bool { return len(q.waiting) == 0 }

// join finds the waiter's place. Who is first stays first.
func (q *queue) join(cost int, flow Key) *waiter {
	if q.starts == nil {
		q.starts = map[Key]float64{}
	}
	w := &waiter{cost: cost, start: max(q.served, q.starts[flow]), turn: make(chan struct{})}
	q.starts[flow] = w.start + float64(cost)
	if len(q.starts) > 2*len(q.waiting)+64 {
		// Flows that all others have caught up with are as good as new ones.
		maps.DeleteFunc(q.starts, func(_ Key, start float64) bool { return start <= q.served })
	}
	place := len(q.waiting)
	for place > 1 && q.waiting[place-1].start > w.start {
		place--
	}
	q.waiting = slices.Insert(q.waiting, place, w)
	q.owed += cost
	if place == 0 {
		q.promote()
	}
	return w
}

// upTo is what a waiter and all before it cost.
func (q *queue) upTo(w *waiter) int {
	total := q.owed
	for i := len(q.waiting) - 1; i >= 0 && q.waiting[i] != w; i-- {
		total -= q.waiting[i].cost
	}
	return total
}

// leave takes a waiter out, if it is still in, and lets the one who is first now go.
func (q *queue) leave(w *waiter) {
	i := slices.Index(q.waiting, w)
	if i < 0 {
		return
	}
	q.owed -= w.cost
	q.waiting = slices.Delete(q.waiting, i, i+1)
	switch {
	case len(q.waiting) == 0:
		*q = queue{}
	case i == 0:
		// As if all had been served a little: else those of new flows would go first for ever.
		q.served += float64(w.cost) / float64(len(q.waiting)+1)
		q.promote()
	}
}

func (q *queue) promote() {
	q.served = max(q.served, q.waiting[0].start)
	close(q.waiting[0].turn)
}

// cull sends away those whose turn would now come too late, but for the first, who sees to that itself.
func (q *queue) cull(now time.Time, key Key, delay func(total, cost int) time.Duration) {
	if q.empty() {
		return
	}
	total := q.waiting[0].cost
	kept := q.waiting[:1]
	for _, w := range q.waiting[1:] {
		wait := delay(total+w.cost, w.cost)
		if !w.deadline.IsZero() && w.deadline.Sub(now) <= wait {
			q.owed -= w.cost
			w.err = &LimitError{Key: key, Wait: wait, Err: context.DeadlineExceeded}
			close(w.turn)
			continue
		}
		total += w.cost
		kept = append(kept, w)
	}
	clear(q.waiting[len(kept):])
	q.waiting = kept
}
