package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// An Event is one thing that a webhook tells: a message, a status, a change of
// an account. [Notification.Events] yields them; [Events] calls a function for each.
//
// What an event points to is shared with other subscribers of the webhook and must not be changed. Its
// strings are parts of the webhook's text, of which they keep up to 4 KiB from being freed: strings.Clone
// those that are to be kept by the thousand.
//
// A type switch tells them apart: [MessageEvent], [StatusEvent],
// [TemplateStatusEvent] … and [UnknownEvent] for what this version does not know.
type Event interface {
	// Key is the same whenever the event is delivered again, and differs between
	// events. Meta delivers an event until it is answered, and to every app subscribed.
	Key() string
	// Header tells where the event came from.
	Header() EventHeader

	event()
}

// An EventHeader tells where an event came from. Every event has one embedded.
type EventHeader struct {
	Field              string    `json:"field"`                          // [FieldMessages] and its kin
	WABAID             string    `json:"waba_id,omitempty"`              // the account; empty where Meta does not name it
	PhoneNumberID      string    `json:"phone_number_id,omitempty"`      // the business number, where it is about one
	DisplayPhoneNumber string    `json:"display_phone_number,omitempty"` // the same as people see it
	Time               time.Time `json:"time,omitzero"`                  // when it happened, else when it was sent
	EntryID            string    `json:"entry_id,omitempty"`             // of the account or, for some partner events, of a business portfolio
	EntryTime          time.Time `json:"entry_time,omitzero"`

	// Raw is what the event was read from, as it came: the message or status,
	// else the whole change.
	Raw json.RawMessage `json:"-"`
}

// Header gives the header itself.
func (h EventHeader) Header() EventHeader { return h }

func (EventHeader) event() {}

// of sets the number that the change is about.
func (h *EventHeader) of(m Metadata) {
	h.PhoneNumberID, h.DisplayPhoneNumber = m.PhoneNumberID, m.DisplayPhoneNumber
}

// at sets when it happened, where that is told.
func (h *EventHeader) at(t time.Time) {
	if t = sane(t); !t.IsZero() {
		h.Time = t
	}
}

// sane drops a time that JSON can't hold, such as that of a number which is no time.
func sane(t time.Time) time.Time {
	if y := t.Year(); y < 0 || y > 9999 {
		return time.Time{}
	}
	return t
}

// digest makes the key of an event that has no id: of its field, its account,
// the time it was sent, and what it says.
func (h EventHeader) digest(what any) string {
	hash := sha256.New()
	hash.Write([]byte(h.Field))
	hash.Write([]byte{0})
	hash.Write([]byte(h.EntryID))
	hash.Write([]byte{0})
	hash.Write(strconv.AppendInt(nil, h.EntryTime.Unix(), 10))
	hash.Write([]byte{0})
	// These are strings, numbers and valid JSON, which always encode; and alike,
	// however Meta or a queue has spaced and escaped them.
	data, _ := json.Marshal(what)
	hash.Write(data)
	return "wa:" + h.Field + ":" + hex.EncodeToString(hash.Sum(nil)[:16])
}
