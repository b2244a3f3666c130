package whatsapp

import (
	"container/list"
	"context"
	"slices"
	"strings"
	"sync"
)

// A TrackerStore remembers messages for a [Tracker]. Use one that lasts where it
// matters that a restart does not forget what became of them. It must be safe for concurrent use.
type TrackerStore interface {
	// Load gives what is known of a message; the zero value where nothing is.
	Load(ctx context.Context, messageID string) (TrackedMessage, error)
	// LoadByCallback gives the message that was last heard of with the callback data; the zero value where there is none.
	LoadByCallback(ctx context.Context, callbackData string) (TrackedMessage, error)
	// Merge joins m with what is there of the message, as [TrackedMessage.Merge]
	// does, atomically, and gives the result.
	Merge(ctx context.Context, m TrackedMessage) (TrackedMessage, error)
}

// NewMemoryTrackerStore remembers the last capacity messages in this process, in
// less than a kilobyte each. Where it is full, the one heard of longest ago is forgotten first.
func NewMemoryTrackerStore(capacity int) TrackerStore {
	return &memoryTracker{capacity: max(capacity, 1), messages: map[string]*list.Element{}, callbacks: map[string]string{}}
}

type memoryTracker struct {
	mu        sync.Mutex
	capacity  int
	messages  map[string]*list.Element
	callbacks map[string]string // callback data to message id
	order     list.List         // of *TrackedMessage, heard of longest ago first
}

func (s *memoryTracker) Load(_ context.Context, messageID string) (TrackedMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.load(messageID), nil
}

func (s *memoryTracker) load(messageID string) TrackedMessage {
	if e := s.messages[messageID]; e != nil {
		return *e.Value.(*TrackedMessage)
	}
	return TrackedMessage{}
}

func (s *memoryTracker) LoadByCallback(_ context.Context, callbackData string) (TrackedMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.callbacks[callbackData]
	if !ok {
		return TrackedMessage{}, nil
	}
	return s.load(id), nil
}

func (s *memoryTracker) Merge(_ context.Context, m TrackedMessage) (TrackedMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.messages[m.ID]
	if e == nil {
		m = m.own(TrackedMessage{})
		e = s.order.PushBack(&m)
		s.messages[m.ID] = e
	} else {
		s.order.MoveToBack(e)
		known := e.Value.(*TrackedMessage)
		*known = known.Merge(m.own(*known))
		m = *known
	}
	if m.CallbackData != "" {
		s.callbacks[m.CallbackData] = m.ID
	}
	if s.order.Len() > s.capacity {
		oldest := s.order.Remove(s.order.Front()).(*TrackedMessage)
		delete(s.messages, oldest.ID)
		if s.callbacks[oldest.CallbackData] == oldest.ID {
			delete(s.callbacks, oldest.CallbackData)
		}
	}
	return m, nil
}

// own gives the message with texts of its own where they are news: as they come they are parts of a whole webhook,
// which they would keep in memory.
func (m TrackedMessage) own(known TrackedMessage) TrackedMessage {
	for _, text := range []struct {
		known string
		news  *string
	}{
		{known.ID, &m.ID}, {known.PhoneNumberID, &m.PhoneNumberID}, {known.CallbackData, &m.CallbackData}, {known.Recipient, &m.Recipient},
	} {
		if text.known == "" {
			*text.news = strings.Clone(*text.news)
		}
	}
	if m.Pricing != nil && known.Pricing == nil {
		p := *m.Pricing
		if p.Billable != nil {
			p.Billable = new(*p.Billable)
		}
		p.PricingModel, p.Type, p.Category = strings.Clone(p.PricingModel), PricingType(strings.Clone(string(p.Type))), PricingCategory(strings.Clone(string(p.Category)))
		m.Pricing = &p
	}
	m.Errors = ownErrors(m.Errors)
	m.Participants = slices.Clone(m.Participants)
	for i := range m.Participants {
		p := &m.Participants[i]
		p.ID, p.Errors = strings.Clone(p.ID), ownErrors(p.Errors)
	}
	return m
}

func ownErrors(errs []WebhookError) []WebhookError {
	errs = slices.Clone(errs)
	for i := range errs {
		e := &errs[i]
		e.Title, e.Message, e.Href = strings.Clone(e.Title), strings.Clone(e.Message), strings.Clone(e.Href)
		if e.ErrorData != nil {
			e.ErrorData = &WebhookErrorData{Details: strings.Clone(e.ErrorData.Details)}
		}
	}
	return errs
}
