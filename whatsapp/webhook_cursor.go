package whatsapp

import "errors"

var errNothingKnown = errors.New("whatsapp: webhook: a change holds nothing that this version knows")

// A cursor walks over the events of a notification. Messages and statuses, which are most of them, it builds in
// place: whoever wants to keep one copies it.
type cursor struct {
	entries []Entry     // not entered yet
	changes []Change    // of the entry, not entered yet
	head    EventHeader // of the change

	value    *MessagesValue // of the change
	messages []InboundMessage
	statuses []Status
	others   []Event

	kind    eventKind
	message MessageEvent
	status  StatusEvent
	other   Event
}

type eventKind uint8

const (
	otherKind eventKind = iota
	messageKind
	statusKind
)

// next moves to the next event.
func (c *cursor) next() bool {
	for {
		switch {
		case c.item():
			return true
		case len(c.changes) > 0:
			change := &c.changes[0]
			c.changes = c.changes[1:]
			c.change(change)
		case len(c.entries) > 0:
			entry := &c.entries[0]
			c.entries = c.entries[1:]
			c.entry(entry)
		default:
			return false
		}
	}
}

func (c *cursor) entry(e *Entry) {
	c.changes = e.Changes
	c.head = EventHeader{EntryID: e.ID, WABAID: e.ID, EntryTime: sane(e.Time)}
	c.head.Time = c.head.EntryTime
	if e.Err != nil {
		c.head.Raw = e.Raw
		c.others = []Event{UnknownEvent{EventHeader: c.head, Raw: e.Raw, Err: e.Err}}
	}
}

func (c *cursor) change(change *Change) {
	c.head.PhoneNumberID, c.head.DisplayPhoneNumber = "", ""
	c.head.Field, c.head.Raw = change.Field, change.Raw
	switch v := change.Value.(type) {
	case nil:
		return
	case *MessagesValue:
		c.enter(v)
	case MessagesValue:
		c.enter(&v)
	default:
		c.others = collect(v, c.head)
	}
	if len(c.messages)+len(c.statuses)+len(c.others) == 0 {
		c.others = collect(UnknownValue{Raw: change.value(), Err: errNothingKnown}, c.head)
	}
}

// collect gives the events of a value. The cursor is none of its business: it must not escape.
func collect(v ChangeValue, h EventHeader) (all []Event) {
	v.events(h, func(ev Event) bool {
		all = append(all, ev)
		return true
	})
	return all
}

// aside gives those events of a value that are neither messages nor statuses.
func (v *MessagesValue) aside(h EventHeader) (all []Event) {
	tell := func(ev Event) bool {
		all = append(all, ev)
		return true
	}
	each(h, "errors", v.Errors, tell, func(h EventHeader, e WebhookError) Event {
		return ErrorEvent{EventHeader: h, Err: e}
	})
	each(h, "user_actions", v.UserActions, tell, func(h EventHeader, a UserAction) Event {
		h.at(a.Timestamp)
		return UserActionEvent{EventHeader: h, Action: a}
	})
	return all
}

// enter begins with a value of the field "messages", whose header is set.
func (c *cursor) enter(v *MessagesValue) {
	c.head.of(v.Metadata)
	c.value, c.messages, c.statuses, c.others = v, v.Messages, v.Statuses, nil
	if len(v.Errors)+len(v.UserActions) > 0 {
		c.others = v.aside(c.head)
	}
}

// item moves to the next event of the change.
func (c *cursor) item() bool {
	switch {
	case len(c.messages) > 0:
		m := &c.messages[0]
		c.messages = c.messages[1:]
		c.toMessage(m)
	case len(c.statuses) > 0:
		s := &c.statuses[0]
		c.statuses = c.statuses[1:]
		c.toStatus(s)
	case len(c.others) > 0:
		c.kind, c.other = otherKind, c.others[0]
		c.others = c.others[1:]
	default:
		return false
	}
	return true
}

func (c *cursor) toMessage(m *InboundMessage) {
	if unread, ok := m.Content.(UnknownInbound); ok && unread.Err == errNotObject {
		c.toUnknown(m.Raw, unread.Err)
		return
	}
	c.kind = messageKind
	ev := &c.message
	ev.EventHeader, ev.Message, ev.ConversationContext = c.head, *m, c.value.ConversationContext
	ev.Raw = m.Raw
	ev.at(m.Timestamp)
	ev.Contact = contactOf(c.value.Contacts, m.FromUserID, m.From)
}

func (c *cursor) toStatus(s *Status) {
	if s.ID == "" && s.Status == "" {
		c.toUnknown(s.Raw, errNotStatus)
		return
	}
	c.kind = statusKind
	ev := &c.status
	ev.EventHeader, ev.Status = c.head, *s
	ev.Raw = s.Raw
	ev.at(s.Timestamp)
	user, phone := s.RecipientUserID, s.RecipientID
	if s.RecipientType == RecipientGroup {
		user, phone = s.RecipientParticipantUserID, s.RecipientParticipantID
	}
	ev.Contact = contactOf(c.value.Contacts, user, phone)
}

func (c *cursor) toUnknown(raw []byte, err error) {
	h := c.head
	h.Raw = raw
	c.kind, c.other = otherKind, UnknownEvent{EventHeader: h, Raw: raw, Err: err}
}

// event is where the cursor is, to keep.
func (c *cursor) event() Event {
	switch c.kind {
	case messageKind:
		return c.message
	case statusKind:
		return c.status
	}
	return c.other
}
