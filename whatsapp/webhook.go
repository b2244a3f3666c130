package whatsapp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// WebhookObject is what the webhooks of this package are about, as their "object" says.
const WebhookObject = "whatsapp_business_account"

// A Notification is the body of one webhook: changes of one or more accounts,
// up to a thousand at once. [Notification.Events] takes them apart.
//
// json.Marshal gives back what came, and what was changed since.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview.
type Notification struct {
	Object string  `json:"object"`
	Entry  []Entry `json:"entry"`

	Extra map[string]json.RawMessage `json:"-"` // members that this version does not know
}

// An Entry holds the changes of one account.
type Entry struct {
	ID      string    // of the WhatsApp Business Account; of a business portfolio, for some partner events
	Time    time.Time // when it was sent; zero in webhooks of messages
	Changes []Change

	Extra map[string]json.RawMessage // members that this version does not know
	Raw   json.RawMessage            // the entry as it came
	Err   error                      // why it could not be read, or not wholly
}

// A Change is one field's news. Value is the type that belongs to Field, or
// [UnknownValue].
type Change struct {
	Field string
	Value ChangeValue

	Raw json.RawMessage // the change as it came; clear it to have json.Marshal write the fields above alone
}

// ChangeValue is what a [Change] says: [MessagesValue] for the field "messages",
// a type of its own for every other field, [UnknownValue] for what this version does not know.
type ChangeValue interface {
	// events yields the value's events, each with the header, until yield returns false.
	events(h EventHeader, yield func(Event) bool) bool
}

// UnknownValue is a change of a field that this version does not know, or whose
// value is not what the field promises; Err then tells how.
type UnknownValue struct {
	Raw json.RawMessage
	Err error
}

// MarshalJSON gives the value as it came.
func (v UnknownValue) MarshalJSON() ([]byte, error) {
	if v.Raw == nil {
		return []byte("null"), nil
	}
	return v.Raw, nil
}

// ParseWebhook reads the body of a webhook about WhatsApp.
//
// It fails only where the body is no JSON object or is about something else. An
// entry, a change or a message that can't be read does not keep the others back:
// it becomes an [UnknownEvent] that says why. Numbers and times may be strings,
// and fields may be missing.
func ParseWebhook(data []byte) (*Notification, error) {
	return parseWebhook(bytes.Clone(data))
}

// UnmarshalJSON takes the body of a webhook.
func (n *Notification) UnmarshalJSON(data []byte) (err error) {
	*n = Notification{}
	read(bytes.Clone(data), func(r *reader) { err = r.notification(n) })
	return err
}

func keep(extra *map[string]json.RawMessage, key []byte, s *wire.Scanner) {
	if *extra == nil {
		*extra = map[string]json.RawMessage{}
	}
	name := string(key)
	(*extra)[name] = s.Raw()
}

// MarshalJSON gives the body as it came, changed where a field was changed.
func (n Notification) MarshalJSON() ([]byte, error) {
	entries := n.Entry
	if entries == nil {
		entries = []Entry{}
	}
	return wire.MarshalWithExtra(struct {
		Object string  `json:"object"`
		Entry  []Entry `json:"entry"`
	}{n.Object, entries}, n.Extra)
}

// Events yields one event a message, status or other change, in the order in
// which they came, and an [UnknownEvent] for a change that holds nothing known.
// It may be ranged over again.
func (n *Notification) Events() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for c := (cursor{entries: n.Entry}); c.next(); {
			if !yield(c.event()) {
				return
			}
		}
	}
}

// UnmarshalJSON takes an entry of a webhook.
func (e *Entry) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: webhook: entry: %w", errNotJSON)
	}
	*e = Entry{}
	read(bytes.Clone(data), func(r *reader) { r.entry(e) })
	return nil
}

// MarshalJSON gives the entry as it came, changed where a field was changed.
func (e Entry) MarshalJSON() ([]byte, error) {
	if e.Err != nil && e.Raw != nil {
		return e.Raw, nil
	}
	// The changes keep their own text; of the rest, id and time may be numbers or strings.
	var id, sent json.RawMessage
	s := wire.NewScanner(e.Raw)
	for key := range s.Object() {
		switch string(key) {
		case "id":
			id = s.Raw()
		case "time":
			sent = s.Raw()
		}
	}
	if id == nil || wire.NewScanner(id).ReadString() != e.ID {
		id = wire.AppendString(nil, e.ID)
	}
	if sent == nil || !wire.NewScanner(sent).ReadTime().Equal(e.Time) {
		sent = nil
		if !e.Time.IsZero() {
			sent = strconv.AppendInt(nil, e.Time.Unix(), 10)
		}
	}
	changes := e.Changes
	if changes == nil {
		changes = []Change{}
	}
	return wire.MarshalWithExtra(struct {
		ID      json.RawMessage `json:"id"`
		Time    json.RawMessage `json:"time,omitempty"`
		Changes []Change        `json:"changes"`
	}{id, sent, changes}, e.Extra)
}

func decodeChange(raw []byte) (c Change) {
	read(raw, func(r *reader) { r.change(&c) })
	return c
}

// value is the text of the change's value, as it came.
func (c *Change) value() []byte {
	var value []byte
	s := wire.NewScanner(c.Raw)
	for key := range s.Object() {
		if string(key) == "value" {
			value = s.Raw()
		}
	}
	return value
}

// UnmarshalJSON takes a change of a webhook.
func (c *Change) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: webhook: change: %w", errNotJSON)
	}
	*c = decodeChange(bytes.Clone(data))
	return nil
}

// MarshalJSON gives the change as it came, changed where a field was changed.
func (c Change) MarshalJSON() ([]byte, error) {
	return restore(c.Raw, c.plain, func(raw []byte) ([]byte, error) { return decodeChange(raw).plain() })
}

func (c Change) plain() ([]byte, error) {
	return json.Marshal(struct {
		Value ChangeValue `json:"value"`
		Field string      `json:"field"`
	}{c.Value, c.Field})
}
