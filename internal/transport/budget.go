package transport

import "sync"

// budget keeps an outage from being multiplied: retries of our own choice may be a fifth of all calls in the long run,
// and no more than a reserve in the short.
type budget struct {
	mu     sync.Mutex
	tokens float64
}

const (
	budgetReserve = 50
	budgetShare   = 0.2
)

func newBudget() *budget { return &budget{tokens: budgetReserve} }

// earn is called once a call.
func (b *budget) earn() {
	b.mu.Lock()
	b.tokens = min(b.tokens+budgetShare, budgetReserve)
	b.mu.Unlock()
}

// spend tells whether one more retry is within the budget.
func (b *budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
