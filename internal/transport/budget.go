package transport

import "sync"

// budget keeps an outage from being multiplied: retries of our own choice may be a share of all calls in the long run, and no
// more than that share of a reserve in the short.
type budget struct {
	mu    sync.Mutex
	calls float64 // that no retry has been made on account of
}

const budgetReserve = 250

func newBudget() *budget { return &budget{calls: budgetReserve} }

// earn is called once a call.
func (b *budget) earn() {
	b.mu.Lock()
	b.calls = min(b.calls+1, budgetReserve)
	b.mu.Unlock()
}

// spend tells whether one more retry is within the budget.
func (b *budget) spend(share float64) bool {
	if share < 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.calls*share < 1 {
		return false
	}
	b.calls -= 1 / share
	return true
}
