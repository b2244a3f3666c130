package whatsapp

import (
	"slices"
	"time"
)

// TemplateHistory is when approved templates were edited and deleted, which Meta limits: one
// edit in 24 hours and ten in 30 days, and no name for 30 days after it was deleted. It marshals to JSON; the zero
// value is a new one. It is not safe for concurrent use.
type TemplateHistory struct {
	Edits   map[string][]time.Time `json:"edits,omitzero"`   // by the id of the template, the latest last
	Deleted map[string]time.Time   `json:"deleted,omitzero"` // by name
}

// month is how far back Meta counts.
const month = 30 * 24 * time.Hour

// editFree is when the template may be edited next; the zero time where that is now.
func (h *TemplateHistory) editFree(id string, now time.Time) time.Time {
	if h == nil {
		return time.Time{}
	}
	edits := slices.DeleteFunc(slices.Clone(h.Edits[id]), func(t time.Time) bool { return !t.After(now.Add(-month)) })
	if len(edits) == 0 {
		return time.Time{}
	}
	free := edits[len(edits)-1].Add(editPause)
	if len(edits) >= editsAMonth {
		if again := edits[len(edits)-editsAMonth].Add(month); again.After(free) {
			free = again
		}
	}
	return free
}

// nameFree is when the name may be used again.
func (h *TemplateHistory) nameFree(name string) time.Time {
	if h == nil {
		return time.Time{}
	}
	deleted, known := h.Deleted[name]
	if !known {
		return time.Time{}
	}
	return deleted.Add(nameBlocked)
}

// edited notes an edit, and forgets those that no longer count.
func (h *TemplateHistory) edited(id string, now time.Time) {
	if h == nil {
		return
	}
	if h.Edits == nil {
		h.Edits = map[string][]time.Time{}
	}
	h.Edits[id] = append(slices.DeleteFunc(h.Edits[id], func(t time.Time) bool { return !t.After(now.Add(-month)) }), now)
}

func (h *TemplateHistory) deleted(name string, now time.Time) {
	if h == nil {
		return
	}
	if h.Deleted == nil {
		h.Deleted = map[string]time.Time{}
	}
	h.Deleted[name] = now
}
