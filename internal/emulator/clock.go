package emulator

import (
	"container/heap"
	"sync"
	"time"
)

// Clock is the emulator's time. Without [Config.Start] it begins at the present and runs by itself; with it, it stands
// still until it is moved, so that a test decides on every moment.
type Clock struct {
	e      *Emulator
	mu     sync.Mutex
	offset time.Duration // of a running clock, from the machine's
	fixed  time.Time     // of a standing one
	work   workHeap      // guarded by e.mu
	seq    int64
	timer  *time.Timer
	closed bool
}

type work struct {
	at  time.Time
	seq int64
	do  func()
}

// Now is the present on the emulator's clock.
func (k *Clock) Now() time.Time { return k.now() }

func (k *Clock) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.fixed.IsZero() {
		return k.fixed
	}
	return time.Now().Add(k.offset)
}

// Advance moves the clock ahead. What falls due on the way (statuses, reviews, retries of webhooks) happens in order,
// each at its time; before time goes on, the webhooks of a moment have been answered. It must not be called from a
// webhook's handler.
func (k *Clock) Advance(d time.Duration) {
	k.Set(k.now().Add(d))
}

// Set moves the clock to a time, forwards through all that falls due, or back, where nothing happens.
func (k *Clock) Set(t time.Time) {
	for {
		k.e.settle()
		k.e.mu.Lock()
		if len(k.work) == 0 || k.work[0].at.After(t) {
			k.jump(t)
			k.arm()
			k.e.mu.Unlock()
			return
		}
		w := heap.Pop(&k.work).(work)
		if w.at.After(k.now()) {
			k.jump(w.at)
		}
		w.do()
		k.e.mu.Unlock()
	}
}

func (k *Clock) jump(t time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.fixed.IsZero() {
		k.fixed = t
		return
	}
	k.offset = time.Until(t)
}

// after puts work on the clock; it runs with the emulator locked. The caller holds the lock.
func (k *Clock) after(d time.Duration, do func()) {
	k.seq++
	heap.Push(&k.work, work{at: k.now().Add(d), seq: k.seq, do: do})
	k.arm()
}

// runDue does what is due. The caller holds the lock.
func (k *Clock) runDue() {
	for k.due() {
		heap.Pop(&k.work).(work).do()
	}
	k.arm()
}

// due tells whether work is waiting. The caller holds the lock.
func (k *Clock) due() bool {
	return len(k.work) > 0 && !k.work[0].at.After(k.now())
}

// arm makes a running clock wake up for its next work.
func (k *Clock) arm() {
	if k.timer != nil {
		k.timer.Stop()
		k.timer = nil
	}
	k.mu.Lock()
	standing := !k.fixed.IsZero()
	k.mu.Unlock()
	if standing || k.closed || len(k.work) == 0 {
		return
	}
	k.timer = time.AfterFunc(max(0, k.work[0].at.Sub(k.now())), func() {
		k.e.mu.Lock()
		defer k.e.mu.Unlock()
		if !k.closed {
			k.runDue()
		}
	})
}

// stop ends what runs by itself. The caller holds the lock.
func (k *Clock) stop() {
	k.closed = true
	k.arm()
}

type workHeap []work

func (h workHeap) Len() int { return len(h) }
func (h workHeap) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].seq < h[j].seq
	}
	return h[i].at.Before(h[j].at)
}
func (h workHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *workHeap) Push(x any)   { *h = append(*h, x.(work)) }
func (h *workHeap) Pop() any {
	old := *h
	w := old[len(old)-1]
	*h = old[:len(old)-1]
	return w
}
