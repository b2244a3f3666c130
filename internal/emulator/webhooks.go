package emulator

import (
	"sync"
	"time"
)

// After puts work on the clock. It runs with a call of its own, on the same node, when the time comes.
func (c *Call) After(d time.Duration, do func(c *Call)) {
	later := &Call{e: c.e, Node: c.Node, typ: c.typ, Version: c.Version, baseURL: c.baseURL}
	c.e.clock.after(d, func() { do(later) })
}

// Emit sends a webhook: a change of a field of an object, as in
// `{"object":object,"entry":[{"id":entryID,"time":now,"changes":[{"field":field,"value":value}]}]}`.
func (c *Call) Emit(object, field, entryID string, value any) {
	c.e.hooks.push(object, map[string]any{
		"id": entryID, "time": c.Now().Unix(),
		"changes": []any{map[string]any{"field": field, "value": value}},
	})
}

// webhooks holds what is to be delivered.
type webhooks struct {
	e *Emulator

	mu      sync.Mutex
	pending []delivery
}

type delivery struct {
	object string
	entry  map[string]any
}

func newWebhooks(e *Emulator) *webhooks { return &webhooks{e: e} }

func (h *webhooks) push(object string, entry map[string]any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pending = append(h.pending, delivery{object, entry})
}

// settle waits until the webhooks that were due have been answered.
func (e *Emulator) settle() {}
