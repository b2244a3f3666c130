package pages

import (
	"encoding/json"
	"iter"
	"strings"
	"sync"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// A reader takes the body of a webhook apart in one pass, as long as everything stands where Meta
// puts it. Strings are parts of one copy of the body, raw text is part of the body itself.
type reader struct {
	in  wire.Scanner
	out *eventList
}

// An eventList is all that a body tells, in its order. Messages, which are most of it, stand beside
// each other, and become an [Event] only for whoever wants one.
type eventList struct {
	order    []int // from 0: the message of that place; below: of others, -1 the first
	messages []MessageEvent
	others   []Event
}

// firstRoom is what a webhook of one message takes.
type firstRoom struct {
	list    eventList
	order   [1]int
	message [1]MessageEvent
}

func (l *eventList) add(e Event) {
	l.others = append(l.others, e)
	l.order = append(l.order, -len(l.others))
}

// at is the event of a place; for a message, where it stands, too.
func (l *eventList) at(n int) (*MessageEvent, Event) {
	if i := l.order[n]; i >= 0 {
		return &l.messages[i], nil
	} else {
		return nil, l.others[-i-1]
	}
}

func (l *eventList) all() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for n := range l.order {
			m, e := l.at(n)
			if m != nil {
				e = *m
			}
			if !yield(e) {
				return
			}
		}
	}
}

var readers = sync.Pool{New: func() any { return new(reader) }}

func read(data []byte, f func(*reader)) {
	r := readers.Get().(*reader)
	r.in.Share(data)
	f(r)
	r.in.Share(nil)
	r.out = nil
	readers.Put(r)
}

// parseEvents keeps data, which must not be changed any more. It is what subscribers share.
func parseEvents(data []byte) (*eventList, error) {
	room := new(firstRoom)
	room.list.order, room.list.messages = room.order[:0], room.message[:0]
	usual := false
	read(data, func(r *reader) {
		r.out = &room.list
		usual = r.body()
	})
	if usual {
		return &room.list, nil
	}
	n, err := parseWebhook(data)
	if err != nil {
		return nil, err
	}
	list := new(eventList)
	for e := range n.Events() {
		if m, ok := e.(MessageEvent); ok {
			list.order = append(list.order, len(list.messages))
			list.messages = append(list.messages, m)
			continue
		}
		list.add(e)
	}
	return list, nil
}

// body reads all, and tells whether it was as usual: what a body is about comes first, whose entry
// it is before what happened.
func (r *reader) body() bool {
	s := &r.in
	if !s.OpenObject() {
		return false
	}
	object, entries := "", 0
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "object":
			if object != "" {
				return false
			}
			object = r.object()
		case "entry":
			if entries++; !ours(object) || entries > 1 || s.Kind() != wire.KindArray || !r.entries(object) {
				return false
			}
		default:
			s.Skip()
		}
	}
	return s.End() == nil && ours(object)
}

func (r *reader) object() string {
	switch {
	case r.in.Skips(`"page"`):
		return WebhookPage
	case r.in.Skips(`"instagram"`):
		return WebhookInstagram
	}
	return r.in.ReadString()
}

func (r *reader) entries(object string) bool {
	s := &r.in
	if !s.OpenArray() {
		return false
	}
	for s.Element() {
		if s.Kind() != wire.KindObject || !r.entry(EventHeader{Object: object}) {
			return false
		}
	}
	return s.Err() == nil
}

func (r *reader) entry(h EventHeader) bool {
	s := &r.in
	const (
		heading = iota
		inMessaging
		inStandby
		inChanges
	)
	place, told := heading, len(r.out.order)
	if !s.OpenObject() {
		return false
	}
	for {
		key, more := s.Member()
		if !more {
			break
		}
		at := heading
		switch string(key) {
		case "id":
			h.EntryID = s.ReadString()
		case "time":
			h.EntryTime = s.ReadTime()
			h.Time = h.EntryTime
		case "messaging":
			at = inMessaging
		case "standby":
			at = inStandby
		case "changes":
			at = inChanges
		case "field", "value":
			return false
		default:
			s.Skip()
			continue
		}
		switch {
		case at < place, at > heading && at == place, at > heading && (h.EntryID == "" || s.Kind() != wire.KindArray):
			return false
		case at == heading:
			continue
		}
		place, h.Standby = at, at == inStandby
		s.OpenArray()
		for s.Element() {
			if at != inChanges {
				r.item(h)
				continue
			}
			r.out.add(changeEvent(h, readChange(s.Raw())))
		}
	}
	return s.Err() == nil && len(r.out.order) > told
}

// item reads an item of a conversation. What it is shows in which of its members is there.
func (r *reader) item(h EventHeader) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		h.Raw = s.Raw()
		r.out.add(unknown(h, errNotItem))
		return
	}
	message, field := -1, ""
	var told member
	s.OpenObject()
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "sender":
			r.recipient(&h.Sender)
		case "recipient":
			r.recipient(&h.Recipient)
		case "timestamp":
			if t := s.ReadTime(); !t.IsZero() {
				h.Time = t
			}
		case "message":
			if s.Kind() != wire.KindObject {
				s.Skip()
				continue
			}
			if message < 0 {
				message = len(r.out.messages)
				r.out.messages = append(r.out.messages, MessageEvent{})
			}
			m := &r.out.messages[message].Message
			*m = InboundMessage{}
			r.message(m)
		case "field":
			field = s.ReadString()
		default:
			if m := members[string(key)]; m > told.is && s.Kind() != wire.KindNull {
				told = member{m, s.Pos()}
			}
			s.Skip()
		}
	}
	h.Raw = s.Since(start)
	if message < 0 {
		r.out.add(r.other(h, told, field))
		return
	}
	e := &r.out.messages[message]
	if e.Message.IsEcho {
		r.out.add(EchoEvent{h, e.Message})
		r.out.messages = r.out.messages[:message]
		return
	}
	e.EventHeader = h
	r.out.order = append(r.out.order, message)
}

// readItem reads an item by itself, which is kept.
func readItem(h EventHeader, raw json.RawMessage) (e Event) {
	h.Raw = raw
	e = unknown(h, errNotItem)
	if len(raw) == 0 {
		return e
	}
	var list eventList
	read(raw, func(r *reader) {
		r.out = &list
		r.item(h)
	})
	for e = range list.all() {
		break
	}
	return e
}

func (r *reader) recipient(to *Recipient) {
	s := &r.in
	*to = Recipient{}
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "id":
			to.ID = s.ReadString()
		case "user_ref":
			to.UserRef = s.ReadString()
		case "comment_id":
			to.CommentID = s.ReadString()
		case "post_id":
			to.PostID = s.ReadString()
		case "notification_messages_token":
			to.NotificationToken = s.ReadString()
		default:
			s.Skip()
		}
	}
}

func (r *reader) message(m *InboundMessage) {
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
		case "mid":
			m.MID = s.ReadString()
		case "text":
			m.Text = s.ReadString()
		case "quick_reply":
			s.Decode(&m.QuickReply)
		case "reply_to":
			s.Decode(&m.ReplyTo)
		case "attachments":
			r.attachments(m)
		case "referral":
			s.Decode(&m.Referral)
		case "is_echo":
			m.IsEcho = s.ReadBool()
		case "is_deleted":
			m.IsDeleted = s.ReadBool()
		case "is_unsupported":
			m.IsUnsupported = s.ReadBool()
		case "is_self":
			m.IsSelf = s.ReadBool()
		case "app_id":
			m.AppID = s.ReadString()
		case "metadata":
			m.Metadata = s.ReadString()
		case "commands":
			s.Decode(&m.Commands)
		case "nlp":
			if m.NLP = s.Raw(); string(m.NLP) == "null" {
				m.NLP = nil
			}
		default:
			s.Skip()
		}
	}
}

func (r *reader) attachments(m *InboundMessage) {
	s := &r.in
	if !s.OpenArray() {
		return
	}
	for s.Element() {
		m.Attachments = append(m.Attachments, InboundAttachment{})
		r.attachment(&m.Attachments[len(m.Attachments)-1])
	}
}

func (r *reader) attachment(a *InboundAttachment) {
	s := &r.in
	if !s.OpenObject() {
		return
	}
	at := -1
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "type":
			a.Type = AttachmentType(s.ReadString())
		case "title":
			a.Title = s.ReadString()
		case "url":
			a.URL = s.ReadString()
		case "payload":
			at = s.Pos()
			if a.Payload = s.Raw(); string(a.Payload) == "null" {
				a.Payload, at = nil, -1
			}
		default:
			s.Skip()
		}
	}
	if at >= 0 {
		s.At(at, a.readPayload)
	}
}

// readPayload reads what most attachments have in their payload.
func (a *InboundAttachment) readPayload(s *wire.Scanner) {
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "url":
			if url := s.ReadString(); a.URL == "" {
				a.URL = url
			}
		case "title":
			if title := s.ReadString(); a.Title == "" {
				a.Title = title
			}
		case "sticker_id":
			a.Sticker = s.ReadString()
		case "coordinates":
			var p struct {
				Lat  float64 `json:"lat"`
				Long float64 `json:"long"`
			}
			s.Decode(&p)
			a.Lat, a.Long = p.Lat, p.Long
		default:
			s.Skip()
		}
	}
}

// key is the event's, which tells it apart without having it made an [Event].
func (e *MessageEvent) key() string {
	kind := ":message:"
	if e.Message.IsDeleted {
		kind = ":deleted:"
	}
	switch {
	case e.Message.MID == "":
		return e.digest()
	case e.Standby:
		return e.Object + ":standby" + kind + e.Message.MID
	}
	return e.Object + kind + e.Message.MID
}

func isMarketing(field string) bool { return strings.HasPrefix(field, "marketing_message_") }
