package transport

import (
	"sync"
	"time"
)

// gates hold the times before which Meta will let nobody in. A rate can't express "not before 14:05".
type gates struct {
	mu        sync.Mutex
	notBefore map[Key]time.Time
	sweepAt   int // how many gates there are when those that have opened are looked for and dropped
}

func newGates() *gates { return &gates{notBefore: map[Key]time.Time{}, sweepAt: gateSweep} }

// close keeps a key's calls back until then. It never opens a gate earlier than it was told before.
func (g *gates) close(key Key, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.notBefore[key]) {
		g.notBefore[key] = until
	}
	if len(g.notBefore) > g.sweepAt {
		now := time.Now()
		for key, until := range g.notBefore {
			if !until.After(now) {
				delete(g.notBefore, key)
			}
		}
		// Not before there are twice as many: else each that closes would look at all the others.
		g.sweepAt = max(2*len(g.notBefore), gateSweep)
	}
}

// gateSweep is the least number of gates that is worth a look.
const gateSweep = 1024

// closed tells the longest wait that any of the charges has to make, and for which key. A gate without a use case holds back
// all of its owner's.
func (g *gates) closed(charges []Charge) (Key, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.notBefore) == 0 {
		return Key{}, 0
	}
	now := time.Now()
	var longest time.Duration
	var at Key
	look := func(key Key) {
		until, ok := g.notBefore[key]
		if !ok {
			return
		}
		wait := until.Sub(now)
		if wait <= 0 {
			delete(g.notBefore, key)
		} else if wait > longest {
			longest, at = wait, key
		}
	}
	for _, c := range charges {
		look(c.Key)
		if c.Key.UseCase != "" {
			look(Key{Kind: c.Key.Kind, ID: c.Key.ID})
		}
	}
	return at, longest
}
