package transport

import "time"

// ledger remembers what was spent of a quota in its window, in slots, so that it is known when it comes back.
type ledger struct {
	slot   time.Duration
	newest int64 // number of the slot that now falls into
	spent  [ledgerSlots + ledgerLag + 2]float64
	sum    float64 // of the newest slot and the ledgerSlots before it
	late   float64 // the same, ledgerLag slots ago
	last   int64   // the slot in which something was spent last
}

const (
	ledgerSlots = 240 // of a window
	ledgerLag   = 12  // slots by which reports may be behind
)

func (l *ledger) at(slot int64) *float64 {
	n := int64(len(l.spent))
	return &l.spent[((slot%n)+n)%n]
}

// advance moves on to the slot of now.
func (l *ledger) advance(now time.Time) {
	slot := now.UnixNano() / int64(l.slot)
	if slot <= l.newest {
		return // a clock that goes back gives nothing back
	}
	if slot-l.newest >= int64(len(l.spent)) {
		l.spent, l.sum, l.late, l.newest = [len(l.spent)]float64{}, 0, 0, slot
		return
	}
	for l.newest < slot {
		l.newest++
		l.sum -= *l.at(l.newest - ledgerSlots - 1)
		l.late += *l.at(l.newest - ledgerLag)
		l.late -= *l.at(l.newest - ledgerLag - ledgerSlots - 1)
		*l.at(l.newest) = 0
	}
	if l.empty() {
		l.sum, l.late = 0, 0 // what is left is rounding
	}
}

// empty tells whether nothing is remembered.
func (l *ledger) empty() bool { return l.last == 0 || l.newest-l.last >= int64(len(l.spent)) }

// spend writes down what was spent, or, below zero, was not spent after all.
func (l *ledger) spend(now time.Time, cost float64) {
	l.advance(now)
	*l.at(l.newest) += cost
	l.sum += cost
	l.last = l.newest
}

// within is what was spent in the window that ends now, and in the rest of the slot in which it began.
func (l *ledger) within(now time.Time) float64 {
	l.advance(now)
	return max(l.sum, 0)
}

// before is what was spent in the window that ended ledgerLag slots ago.
func (l *ledger) before(now time.Time) float64 {
	l.advance(now)
	return max(l.late, 0)
}

// back is how long it takes until that much has come back, if nothing more is spent.
func (l *ledger) back(now time.Time, cost float64) time.Duration {
	l.advance(now)
	next := time.Duration((l.newest+1)*int64(l.slot) - now.UnixNano())
	for i := range int64(ledgerSlots + 1) {
		if cost -= *l.at(l.newest - ledgerSlots + i); cost <= 1e-9 {
			return next + time.Duration(i)*l.slot
		}
	}
	return next + ledgerSlots*l.slot
}
