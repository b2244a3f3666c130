package whatsapp

import (
	"context"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/window"
)

// A WindowKey names a person at a business number.
type WindowKey struct {
	PhoneNumberID string // of the business number
	Person        string // digits of the phone number, a business-scoped user id, or the id of a group
}

// A WindowRecord is what is known of a person at a number. All of it are times
// that only move forward, so that webhooks may come late, twice and in any order.
type WindowRecord struct {
	LastInbound    time.Time `json:"last_inbound,omitzero"`     // their last message or call
	Referral       time.Time `json:"referral,omitzero"`         // their last message that came from an ad or a Page's button
	FreeEntryFrom  time.Time `json:"free_entry_from,omitzero"`  // when that was first answered
	FreeEntryUntil time.Time `json:"free_entry_until,omitzero"` // as Meta told
	OptedOut       time.Time `json:"opted_out,omitzero"`        // when they stopped marketing messages
	OptedIn        time.Time `json:"opted_in,omitzero"`         // when they wanted them again
}

// IsZero tells whether nothing is known.
func (r WindowRecord) IsZero() bool { return r.equal(WindowRecord{}) }

func (r WindowRecord) equal(o WindowRecord) bool {
	return r.LastInbound.Equal(o.LastInbound) && r.Referral.Equal(o.Referral) &&
		r.FreeEntryFrom.Equal(o.FreeEntryFrom) && r.FreeEntryUntil.Equal(o.FreeEntryUntil) &&
		r.OptedOut.Equal(o.OptedOut) && r.OptedIn.Equal(o.OptedIn)
}

// Merge gives the later of each time.
func (r WindowRecord) Merge(other WindowRecord) WindowRecord {
	return WindowRecord{
		LastInbound:    window.Later(r.LastInbound, other.LastInbound),
		Referral:       window.Later(r.Referral, other.Referral),
		FreeEntryFrom:  window.Later(r.FreeEntryFrom, other.FreeEntryFrom),
		FreeEntryUntil: window.Later(r.FreeEntryUntil, other.FreeEntryUntil),
		OptedOut:       window.Later(r.OptedOut, other.OptedOut),
		OptedIn:        window.Later(r.OptedIn, other.OptedIn),
	}
}

func (r WindowRecord) state() WindowState {
	s := WindowState{Known: !r.IsZero()}
	if !r.LastInbound.IsZero() {
		s.FreeFormUntil = r.LastInbound.Add(CustomerServiceWindow)
	}
	switch {
	case r.FreeEntryUntil.After(r.FreeEntryFrom): // what Meta told is of this window, not of an earlier one
		s.FreeEntryUntil, s.FreeEntryConfirmed = r.FreeEntryUntil, true
	case !r.FreeEntryFrom.IsZero():
		s.FreeEntryUntil = r.FreeEntryFrom.Add(FreeEntryWindow)
	}
	// Stopped and wanted again within the same second: the stop counts.
	if !r.OptedOut.IsZero() && !r.OptedIn.After(r.OptedOut) {
		s.OptedOut, s.OptedOutAt = true, r.OptedOut
	}
	return s
}

// A WindowStore remembers people for a [Window]. Use one that lasts where it
// matters that a restart does not forget who wrote, or who opted out. It must be
// safe for concurrent use.
type WindowStore interface {
	// Load gives what is known; the zero record where nothing is.
	Load(ctx context.Context, key WindowKey) (WindowRecord, error)
	// Merge keeps, of each time in the record, the later of it and the one that is
	// there, atomically: GREATEST in SQL, [WindowRecord.Merge] in Go.
	Merge(ctx context.Context, key WindowKey, r WindowRecord) error
}

// NewMemoryWindowStore remembers the last capacity people in this process.
// Where it is full, the one heard of longest ago is forgotten first. A person
// known by number and by user id counts twice.
func NewMemoryWindowStore(capacity int) WindowStore {
	return window.NewMemory[WindowKey, WindowRecord](capacity, func(key WindowKey) WindowKey {
		return WindowKey{strings.Clone(key.PhoneNumberID), strings.Clone(key.Person)}
	})
}
