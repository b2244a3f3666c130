package pages

import (
	"context"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/window"
)

// A WindowRecord is what is known of a person. Its time only moves forward, so that webhooks may
// come late, twice and in any order.
type WindowRecord struct {
	LastInbound time.Time `json:"last_inbound,omitzero"` // what they did last that opens the window
}

// Merge gives the later of each time.
func (r WindowRecord) Merge(other WindowRecord) WindowRecord {
	return WindowRecord{LastInbound: window.Later(r.LastInbound, other.LastInbound)}
}

func (r WindowRecord) state() WindowState {
	if r.LastInbound.IsZero() {
		return WindowState{}
	}
	return WindowState{Known: true, OpenUntil: r.LastInbound.Add(StandardWindow), HumanAgentUntil: r.LastInbound.Add(HumanAgentWindow)}
}

// A WindowStore remembers people for a [Window], by their ids. Use one that lasts where it matters
// that a restart does not forget who wrote. It must be safe for concurrent use.
type WindowStore interface {
	// Load gives what is known; the zero record where nothing is.
	Load(ctx context.Context, personID string) (WindowRecord, error)
	// Merge keeps, of each time in the record, the later of it and the one that is
	// there, atomically: GREATEST in SQL, [WindowRecord.Merge] in Go.
	Merge(ctx context.Context, personID string, r WindowRecord) error
}

// NewMemoryWindowStore remembers the last capacity people in this process.
// Where it is full, the one heard of longest ago is forgotten first.
func NewMemoryWindowStore(capacity int) WindowStore {
	return window.NewMemory[string, WindowRecord](capacity, strings.Clone)
}
