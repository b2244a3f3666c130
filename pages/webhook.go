package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// What the webhooks of this package are about, as their "object" says.
const (
	WebhookPage      = "page"      // a Page and its conversations on Messenger
	WebhookInstagram = "instagram" // an Instagram account and its conversations
)

// A Notification is the body of one webhook about Pages or Instagram accounts.
// [Notification.Events] takes it apart.
//
// See https://developers.facebook.com/docs/messenger-platform/webhooks.
type Notification struct {
	Object string  `json:"object"`
	Entry  []Entry `json:"entry"`
}

// An Entry is what happened with one Page or Instagram account.
type Entry struct {
	ID   string    // of the Page or the Instagram account
	Time time.Time // when it was sent

	Messaging []json.RawMessage // of conversations that are the app's
	Standby   []json.RawMessage // of conversations that are other apps'
	Changes   []Change          // of everything else

	Raw json.RawMessage // the entry as it came
	Err error           // why it could not be read
}

// A Change is one field's news.
type Change struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

var errNothingKnown = errors.New("pages: webhook: the entry holds nothing that this version knows")

// UnmarshalJSON takes an entry. One that can't be read is kept in Raw, with Err.
func (e *Entry) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return errors.New("pages: webhook: the entry is not JSON")
	}
	readEntry(bytes.Clone(data), e)
	return nil
}

// readEntry reads an entry, which keeps data.
func readEntry(data []byte, e *Entry) {
	*e = Entry{Raw: data}
	s := wire.NewScanner(data)
	if s.Kind() != wire.KindObject {
		e.Err = errors.New("pages: webhook: the entry is not an object")
		return
	}
	var own Change // Instagram's may stand in the entry itself
	for key := range s.Object() {
		switch string(key) {
		case "id":
			e.ID = s.ReadString()
		case "time":
			e.Time = s.ReadTime()
		case "messaging":
			e.Messaging = items(s)
		case "standby":
			e.Standby = items(s)
		case "changes":
			e.Changes = nil
			for _, raw := range items(s) {
				e.Changes = append(e.Changes, readChange(raw))
			}
		case "field":
			own.Field = s.ReadString()
		case "value":
			own.Value = s.Raw()
		}
	}
	if own.Field != "" {
		e.Changes = append(e.Changes, own)
	}
	if len(e.Messaging)+len(e.Standby)+len(e.Changes) == 0 {
		e.Err = errNothingKnown
	}
}

func readChange(raw json.RawMessage) Change {
	var c Change
	s := wire.NewScanner(raw)
	if s.Kind() != wire.KindObject {
		return Change{Value: raw}
	}
	for key := range s.Object() {
		switch string(key) {
		case "field":
			c.Field = s.ReadString()
		case "value":
			c.Value = s.Raw()
		}
	}
	return c
}

// items takes a list apart. What should be a list and is none is an item, so that it is not lost.
func items(s *wire.Scanner) (list []json.RawMessage) {
	switch s.Kind() {
	case wire.KindNull:
		s.Skip()
	case wire.KindArray:
		for range s.Array() {
			list = append(list, s.Raw())
		}
	default:
		list = []json.RawMessage{s.Raw()}
	}
	return list
}

// MarshalJSON gives the entry as it came.
func (e Entry) MarshalJSON() ([]byte, error) {
	if e.Raw == nil {
		return []byte("null"), nil
	}
	return e.Raw, nil
}

// ParseWebhook reads the body of a webhook about a Page or an Instagram account.
//
// It fails only where the body is no JSON object or is about something else. What
// can't be read in it does not keep the rest back: it becomes an [UnknownEvent]
// that says why. Numbers and times may be strings, and fields may be missing.
func ParseWebhook(data []byte) (*Notification, error) { return parseWebhook(bytes.Clone(data)) }

// parseWebhook keeps data, which must not be changed any more.
func parseWebhook(data []byte) (*Notification, error) {
	var n Notification
	s := wire.NewScanner(data)
	if s.Kind() != wire.KindObject && s.Err() == nil {
		return nil, errors.New("pages: webhook: the body is not a JSON object")
	}
	for key := range s.Object() {
		switch string(key) {
		case "object":
			n.Object = s.ReadString()
		case "entry":
			if kind := s.Kind(); kind != wire.KindArray && kind != wire.KindNull {
				n.Entry = append(n.Entry, Entry{Raw: s.Raw(), Err: errors.New("pages: webhook: entry is not a list")})
				continue
			}
			for range s.Array() {
				if raw := s.Raw(); s.Err() == nil {
					n.Entry = append(n.Entry, Entry{})
					readEntry(raw, &n.Entry[len(n.Entry)-1])
				}
			}
		}
	}
	if err := s.End(); err != nil {
		return nil, fmt.Errorf("pages: webhook: %w", err)
	}
	if !ours(n.Object) {
		return nil, fmt.Errorf("pages: webhook: object is %q, want %q or %q", n.Object, WebhookPage, WebhookInstagram)
	}
	return &n, nil
}

func ours(object string) bool { return object == WebhookPage || object == WebhookInstagram }

// Events yields one event a message, a postback, a change and so on, in the order in which they stand.
func (n *Notification) Events() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, e := range n.Entry {
			if !e.events(n.Object, yield) {
				return
			}
		}
	}
}

func (e Entry) events(object string, yield func(Event) bool) bool {
	h := EventHeader{Object: object, EntryID: e.ID, EntryTime: e.Time, Time: e.Time}
	if e.Err != nil {
		h.Raw = e.Raw
		return yield(unknown(h, e.Err))
	}
	for _, raw := range e.Messaging {
		if !yield(readItem(h, raw)) {
			return false
		}
	}
	h.Standby = true
	for _, raw := range e.Standby {
		if !yield(readItem(h, raw)) {
			return false
		}
	}
	h.Standby = false
	for _, c := range e.Changes {
		if !yield(changeEvent(h, c)) {
			return false
		}
	}
	return true
}

func unknown(h EventHeader, err error) UnknownEvent {
	return UnknownEvent{EventHeader: h, Raw: h.Raw, Err: err}
}
