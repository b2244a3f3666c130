package whatsapp

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// A reader takes the body of a webhook apart in one pass. Strings are parts of one copy of the body, raw text is part
// of the body itself, and what comes in numbers is allocated in numbers.
type reader struct {
	in       wire.Scanner
	values   slab[MessagesValue]
	messages slab[messageRoom]
	statuses slab[statusRoom]
	metadata metadataRead
	// pointers has the values of changes stay pointers, which this package knows how to take; others get them plain.
	pointers bool
}

// metadataRead is what was read last: the changes of a webhook are mostly about one number.
type metadataRead struct {
	text  []byte
	value Metadata
}

// messageRoom is what a message mostly takes.
type messageRoom struct {
	message [1]InboundMessage
	contact [1]WebhookContact
	profile ContactProfile
}

// statusRoom is what a status mostly takes.
type statusRoom struct {
	status   [1]Status
	pricing  Pricing
	billable bool
}

// firstRoom is what a webhook of one message takes.
type firstRoom struct {
	notification Notification
	entry        [1]Entry
	change       [1]Change
	value        [1]MessagesValue
	message      [1]messageRoom
}

// A slab makes values several at once, more each time.
type slab[T any] struct {
	free []T
	made int
}

func (s *slab[T]) take() *T {
	if len(s.free) == 0 {
		s.made = min(2*s.made+1, 16)
		s.free = make([]T, s.made)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// read has a reader read data, which is kept and must not be changed any more.
func read(data []byte, f func(*reader)) {
	r := readers.Get().(*reader)
	r.in.Share(data)
	f(r)
	r.in.Share(nil)
	*r = reader{in: r.in}
	readers.Put(r)
}

// parseWebhook keeps data, which must not be changed any more.
func parseWebhook(data []byte) (*Notification, error) { return parseInto(data, false) }

// parseShared is parseWebhook for those who walk over events and nothing else.
func parseShared(data []byte) (*Notification, error) { return parseInto(data, true) }

func parseInto(data []byte, pointers bool) (*Notification, error) {
	var n *Notification
	var err error
	read(data, func(r *reader) {
		room := new(firstRoom)
		n = &room.notification
		n.Entry, room.entry[0].Changes = room.entry[:0], room.change[:0]
		r.values.free, r.messages.free, r.pointers = room.value[:], room.message[:], pointers
		err = r.notification(n)
	})
	if err != nil {
		return nil, err
	}
	if n.Object != WebhookObject {
		return nil, fmt.Errorf("whatsapp: webhook: object is %q, want %q", n.Object, WebhookObject)
	}
	return n, nil
}

// notification reads a whole body. What is below an entry is decoded entry by entry; one that is not what it must be
// leaves the rest alone.
func (r *reader) notification(n *Notification) error {
	s := &r.in
	if kind := s.Kind(); kind != wire.KindObject && s.Err() == nil {
		return errors.New("whatsapp: webhook: the body is not a JSON object")
	}
	if s.OpenObject() {
		for {
			key, more := s.Member()
			if !more {
				break
			}
			switch string(key) {
			case "object":
				n.Object = s.ReadString()
			case "entry":
				r.entries(n)
			default:
				keep(&n.Extra, key, s)
			}
		}
	}
	if err := s.End(); err != nil {
		return fmt.Errorf("whatsapp: webhook: %w", err)
	}
	if len(n.Entry) == 0 {
		n.Entry = nil
	}
	return nil
}

func (r *reader) entries(n *Notification) {
	s := &r.in
	if !s.OpenArray() {
		return
	}
	for s.Element() {
		i := len(n.Entry)
		if i < cap(n.Entry) {
			n.Entry = n.Entry[:i+1] // with room for a change
		} else {
			n.Entry = append(n.Entry, Entry{})
		}
		r.entry(&n.Entry[i])
	}
}

func (r *reader) entry(e *Entry) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		*e = Entry{Raw: s.Raw(), Err: fmt.Errorf("whatsapp: webhook: entry: %w", errNotObject)}
		return
	}
	s.OpenObject()
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "id":
			e.ID = s.ReadString()
		case "time":
			e.Time = s.ReadTime()
		case "changes":
			if kind := s.Kind(); kind != wire.KindArray && kind != wire.KindNull {
				e.Err = errors.New("whatsapp: webhook: entry: changes is not a list")
			}
			r.changes(e)
		default:
			keep(&e.Extra, key, s)
		}
	}
	e.Raw = s.Since(start)
	if len(e.Changes) == 0 {
		e.Changes = nil
	}
}

func (r *reader) changes(e *Entry) {
	s := &r.in
	start := s.Pos()
	if !s.OpenArray() {
		return
	}
	for n := 0; s.Element(); n++ {
		i := len(e.Changes)
		if i == cap(e.Changes) {
			// As many as there is text for, if the others are like those so far.
			room := 1
			if n > 0 {
				room += s.Left() / max((s.Pos()-start)/n, 1)
			}
			e.Changes = slices.Grow(e.Changes, min(room, 8*(n+1)))
		}
		e.Changes = e.Changes[:i+1]
		e.Changes[i] = Change{}
		r.change(&e.Changes[i])
	}
}

func (r *reader) change(c *Change) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		c.Raw = s.Raw()
		c.Value = UnknownValue{Raw: c.Raw, Err: fmt.Errorf("whatsapp: webhook: change: %w", errNotObject)}
		return
	}
	// Meta writes the value first and then what it is: mostly messages.
	const head = `{"messaging_product":"whatsapp","metadata":`
	var messages *MessagesValue
	var value []byte
	at := 0
	s.OpenObject()
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "field":
			c.Field = s.ReadString()
		case "value":
			at, messages = s.Pos(), nil
			if c.Field == FieldMessages && s.Kind() == wire.KindObject || c.Field == "" && s.Starts(head) {
				messages = r.messagesValue()
			} else {
				s.Skip()
			}
			value = s.Since(at)
		default:
			s.Skip()
		}
	}
	c.Raw = s.Since(start)
	switch {
	case messages != nil && c.Field == FieldMessages && r.pointers:
		c.Value = messages
	case messages != nil && c.Field == FieldMessages:
		c.Value = *messages
	case value == nil:
		c.Value = r.missing(c.Field)
	default:
		s.At(at, func(*wire.Scanner) { c.Value = r.value(c.Field, value) })
	}
}

func (r *reader) messagesValue() *MessagesValue {
	s, v := &r.in, r.values.take()
	if !s.OpenObject() {
		return v
	}
	// As they start when nobody has touched them.
	if s.Skips(`"messaging_product":"whatsapp","metadata":`) {
		v.MessagingProduct = "whatsapp"
		r.number(&v.Metadata)
	}
	var room *messageRoom // a message and its sender come together
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "messaging_product":
			v.MessagingProduct = s.ReadString()
		case "metadata":
			r.number(&v.Metadata)
		case "contacts":
			if room == nil {
				room = r.messages.take()
			}
			v.Contacts = room.contact[:0]
			if s.OpenArray() {
				for s.Element() {
					v.Contacts = append(v.Contacts, WebhookContact{})
					r.contact(&v.Contacts[len(v.Contacts)-1], room, len(v.Contacts) == 1)
				}
			}
		case "messages":
			if room == nil {
				room = r.messages.take()
			}
			v.Messages = room.message[:0]
			if s.OpenArray() {
				for s.Element() {
					v.Messages = append(v.Messages, InboundMessage{})
					r.message(&v.Messages[len(v.Messages)-1])
				}
			}
		case "statuses":
			r.statusList(v)
		case "errors":
			s.Decode(&v.Errors)
		case "user_actions":
			s.Decode(&v.UserActions)
		case "conversation_context":
			s.Decode(&v.ConversationContext)
		default:
			s.Skip()
		}
	}
	v.Contacts, v.Messages, v.Statuses = filled(v.Contacts), filled(v.Messages), filled(v.Statuses)
	return v
}

// filled gives a list that holds something, else none.
func filled[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func (r *reader) number(m *Metadata) {
	s := &r.in
	if s.Same(r.metadata.text) {
		*m = r.metadata.value
		return
	}
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		s.Skip()
		return
	}
	*m = Metadata{}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			r.metadata = metadataRead{s.Since(start), *m}
			return
		}
		switch string(key) {
		case "display_phone_number":
			m.DisplayPhoneNumber = s.ReadString()
		case "phone_number_id":
			m.PhoneNumberID = s.ReadString()
		default:
			s.Skip()
		}
	}
}

func (r *reader) contact(c *WebhookContact, room *messageRoom, first bool) {
	s := &r.in
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "profile":
			switch {
			case s.Null():
				c.Profile = nil
				continue
			case first:
				c.Profile = &room.profile
			default:
				c.Profile = new(ContactProfile)
			}
			r.profile(c.Profile)
		case "wa_id":
			c.WhatsAppID = s.ReadString()
		case "user_id":
			c.UserID = s.ReadString()
		case "parent_user_id":
			c.ParentUserID = s.ReadString()
		case "identity_key_hash":
			c.IdentityKeyHash = s.ReadString()
		default:
			s.Skip()
		}
	}
}

func (r *reader) profile(p *ContactProfile) {
	s := &r.in
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "name":
			p.Name = s.ReadString()
		case "username":
			p.Username = s.ReadString()
		default:
			s.Skip()
		}
	}
}

func (r *reader) statusList(v *MessagesValue) {
	s := &r.in
	room := r.statuses.take()
	v.Statuses = room.status[:0]
	if !s.OpenArray() {
		return
	}
	for s.Element() {
		i := len(v.Statuses)
		if i > 0 {
			room = r.statuses.take()
		}
		v.Statuses = append(v.Statuses, Status{})
		r.status(&v.Statuses[i], room)
	}
}
