package whatsapp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A TrackedMessage is what statuses have told of a message so far. The zero
// value is a message that none has told of. It encodes to JSON.
//
// Times are Meta's, of the first status of their kind; one that was skipped is zero.
type TrackedMessage struct {
	ID            string `json:"id"`
	PhoneNumberID string `json:"phone_number_id,omitzero"`
	CallbackData  string `json:"callback_data,omitzero"`
	Recipient     string `json:"recipient,omitzero"` // phone number, else business-scoped user id, or the group's id

	SentAt      time.Time `json:"sent_at,omitzero"`
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	ReadAt      time.Time `json:"read_at,omitzero"`
	PlayedAt    time.Time `json:"played_at,omitzero"`
	FailedAt    time.Time `json:"failed_at,omitzero"`

	Errors  []WebhookError `json:"errors,omitzero"`  // why it failed: those of the first failure
	Pricing *Pricing       `json:"pricing,omitzero"` // as first told

	// Participants are the members of a group that statuses have told of, by ID.
	// The message's own times are those of the first of them; that it did not
	// reach one of them is told here alone.
	Participants []TrackedParticipant `json:"participants,omitzero"`
}

// A TrackedParticipant is what became of a message to a group at one of its members.
type TrackedParticipant struct {
	ID          string         `json:"id"` // phone number, else business-scoped user id
	DeliveredAt time.Time      `json:"delivered_at,omitzero"`
	ReadAt      time.Time      `json:"read_at,omitzero"`
	PlayedAt    time.Time      `json:"played_at,omitzero"`
	FailedAt    time.Time      `json:"failed_at,omitzero"`
	Errors      []WebhookError `json:"errors,omitzero"`
}

// Known tells whether any status has told of the message.
func (m TrackedMessage) Known() bool { return m.ID != "" }

// Status is how far the message has come: the furthest of [StatusSent],
// [StatusDelivered], [StatusRead] and [StatusPlayed], whatever order they came in;
// [StatusFailed] where it failed and never arrived; empty where nothing is known.
func (m TrackedMessage) Status() StatusValue {
	switch {
	case !m.PlayedAt.IsZero():
		return StatusPlayed
	case !m.ReadAt.IsZero():
		return StatusRead
	case !m.DeliveredAt.IsZero():
		return StatusDelivered
	case !m.FailedAt.IsZero():
		return StatusFailed
	case !m.SentAt.IsZero():
		return StatusSent
	}
	return ""
}

// progress orders the statuses that follow upon each other.
var progress = map[StatusValue]int{StatusSent: 1, StatusDelivered: 2, StatusRead: 3, StatusPlayed: 4}

// Reached tells whether the message has come as far as a status: what was read
// was delivered, and what was delivered was sent, whether or not a status said so.
func (m TrackedMessage) Reached(status StatusValue) bool {
	now := m.Status()
	if now == StatusFailed {
		return status == StatusFailed || status == StatusSent && !m.SentAt.IsZero()
	}
	return progress[status] > 0 && progress[now] >= progress[status]
}

// Err is why the message failed, a [*MessageFailedError]; nil where it did not.
func (m TrackedMessage) Err() error {
	if m.Status() != StatusFailed {
		return nil
	}
	return &MessageFailedError{MessageID: m.ID, Errors: m.Errors}
}

// Merge joins what two statuses, or any number of them, have told of one
// message. For how far it has come, their order makes no difference, nor does
// repetition. What was told of another message is left out.
func (m TrackedMessage) Merge(o TrackedMessage) TrackedMessage {
	if m.ID != "" && o.ID != "" && m.ID != o.ID {
		return m
	}
	m.ID = either(m.ID, o.ID)
	m.PhoneNumberID = either(m.PhoneNumberID, o.PhoneNumberID)
	m.CallbackData = either(m.CallbackData, o.CallbackData)
	m.Recipient = either(m.Recipient, o.Recipient)
	m.Errors = firstErrors(m.FailedAt, m.Errors, o.FailedAt, o.Errors)
	m.SentAt = earlier(m.SentAt, o.SentAt)
	m.DeliveredAt = earlier(m.DeliveredAt, o.DeliveredAt)
	m.ReadAt = earlier(m.ReadAt, o.ReadAt)
	m.PlayedAt = earlier(m.PlayedAt, o.PlayedAt)
	m.FailedAt = earlier(m.FailedAt, o.FailedAt)
	if m.Pricing == nil {
		m.Pricing = o.Pricing
	}
	if len(o.Participants) > 0 {
		m.Participants = slices.Clone(m.Participants)
		for _, p := range o.Participants {
			i, found := slices.BinarySearchFunc(m.Participants, p.ID, func(p TrackedParticipant, id string) int { return strings.Compare(p.ID, id) })
			if found {
				m.Participants[i] = m.Participants[i].merge(p)
			} else if len(m.Participants) < maxParticipants {
				m.Participants = slices.Insert(m.Participants, i, p)
			}
		}
	}
	return m
}

// maxParticipants is far above the size that groups may have, lest one message fill the memory.
const maxParticipants = 1024

func (p TrackedParticipant) merge(o TrackedParticipant) TrackedParticipant {
	p.Errors = firstErrors(p.FailedAt, p.Errors, o.FailedAt, o.Errors)
	p.DeliveredAt = earlier(p.DeliveredAt, o.DeliveredAt)
	p.ReadAt = earlier(p.ReadAt, o.ReadAt)
	p.PlayedAt = earlier(p.PlayedAt, o.PlayedAt)
	p.FailedAt = earlier(p.FailedAt, o.FailedAt)
	return p
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func firstErrors(at time.Time, errs []WebhookError, otherAt time.Time, others []WebhookError) []WebhookError {
	if len(errs) == 0 || len(others) > 0 && otherAt.Before(at) {
		return others
	}
	return errs
}

// tracked is what one status tells. at is when, where the status itself does not say.
func tracked(phoneNumberID string, s Status, at time.Time) TrackedMessage {
	if t := sane(s.Timestamp); !t.IsZero() {
		at = t
	}
	m := TrackedMessage{ID: s.ID, PhoneNumberID: phoneNumberID, CallbackData: s.CallbackData, Pricing: s.PricingInfo()}
	m.Recipient = either(s.RecipientID, s.RecipientUserID)
	p := TrackedParticipant{ID: either(s.RecipientParticipantID, s.RecipientParticipantUserID)}
	switch s.Status {
	case StatusSent:
		m.SentAt = at
	case StatusDelivered:
		m.DeliveredAt, p.DeliveredAt = at, at
	case StatusRead:
		m.ReadAt, p.ReadAt = at, at
	case StatusPlayed:
		m.PlayedAt, p.PlayedAt = at, at
	case StatusFailed:
		if p.ID == "" {
			m.FailedAt, m.Errors = at, s.Errors
		}
		p.FailedAt, p.Errors = at, s.Errors
	}
	if p.ID != "" {
		m.Participants = []TrackedParticipant{p}
	}
	return m
}

// A MessageFailedError is a message that Meta took and then did not deliver.
// errors.Is finds the classes of this package in it: [ErrWindowClosed], [ErrUndeliverable] and their kin.
type MessageFailedError struct {
	MessageID string
	Errors    []WebhookError // empty where Meta gave no reason
}

func (e *MessageFailedError) Error() string {
	if len(e.Errors) == 0 {
		return fmt.Sprintf("whatsapp: message %s failed, and Meta gave no reason", e.MessageID)
	}
	reasons := make([]string, len(e.Errors))
	for i, reason := range e.Errors {
		reasons[i] = strings.TrimPrefix(reason.Error(), "whatsapp: ")
	}
	return fmt.Sprintf("whatsapp: message %s failed: %s", e.MessageID, strings.Join(reasons, "; "))
}

// Unwrap gives the reasons, each a [WebhookError].
func (e *MessageFailedError) Unwrap() []error {
	errs := make([]error, len(e.Errors))
	for i, reason := range e.Errors {
		errs[i] = reason
	}
	return errs
}

// ErrNotSeen is found in the error of a message whose answer was lost and which no
// status has told of so far. It is no proof that the message was not sent: Meta
// delivers webhooks for up to seven days.
var ErrNotSeen = errors.New("no status has told of the message")
