package pages

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// A reader takes the body of a webhook apart in one pass, as long as everything stands where Meta
// puts it. Strings are parts of one copy of the body, raw text is part of the body itself.
type reader struct {
	in  wire.Scanner
	out eventList

	messages   slab[MessageEvent]
	reads      slab[ReadEvent]
	deliveries slab[DeliveryEvent]
	postbacks  slab[PostbackEvent]

	receipt  receipt  // what was read last
	postback postback // what was read last
	// Items are mostly for the same Page, and several in a row of the same person.
	sender, recipient recipientRead
}

// recipientRead is what was read last.
type recipientRead struct {
	text  []byte
	value Recipient
}

func (r *reader) tell(e Event) { r.out = append(r.out, e) }

var readers = sync.Pool{New: func() any { return new(reader) }}

func read(data []byte, f func(*reader)) {
	r := readers.Get().(*reader)
	r.in.Share(data)
	f(r)
	r.in.Share(nil)
	*r = reader{in: r.in}
	readers.Put(r)
}

// parseEvents keeps data, which must not be changed any more. It is what subscribers share.
func parseEvents(data []byte) (*eventList, error) {
	room := new(firstRoom)
	usual := false
	read(data, func(r *reader) {
		r.out, r.messages.free = room.place[:0], room.message[:]
		usual = r.body()
		room.list = r.out
	})
	if usual {
		return &room.list, nil
	}
	n, err := parseWebhook(data)
	if err != nil {
		return nil, err
	}
	var list eventList
	for e := range n.Events() {
		list = append(list, e)
	}
	return &list, nil
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
	place, told := heading, len(r.out)
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
		start := s.Pos()
		s.OpenArray()
		for n := 0; s.Element(); n++ {
			if len(r.out) == cap(r.out) && n > 0 {
				// As many as there is text for, if the others are like those so far.
				r.out = slices.Grow(r.out, min(1+s.Left()/max((s.Pos()-start)/n, 1), 8*(n+1)))
			}
			if at != inChanges {
				r.item(h)
				continue
			}
			r.tell(changeEvent(h, readChange(s.Raw())))
		}
	}
	return s.Err() == nil && len(r.out) > told
}

// item reads an item of a conversation. What it is shows in which of its members is there.
func (r *reader) item(h EventHeader) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		h.Raw = s.Raw()
		r.tell(unknown(h, errNotItem))
		return
	}
	var message *MessageEvent
	field := ""
	var told member
	s.OpenObject()
	for {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "sender":
			r.who(&h.Sender, &r.sender)
		case "recipient":
			r.who(&h.Recipient, &r.recipient)
		case "timestamp":
			if t := s.ReadTime(); !t.IsZero() {
				h.Time = t
			}
		case "message":
			if s.Kind() != wire.KindObject {
				s.Skip()
				continue
			}
			if message != nil { // the last counts
				message.Message = InboundMessage{}
			} else {
				message = r.messages.take()
			}
			r.message(&message.Message)
		case "field":
			field = s.ReadString()
		default:
			if m := members[string(key)]; m > told.is && s.Kind() != wire.KindNull {
				told = member{m, s.Pos()}
				if r.frequent(m) {
					continue
				}
			}
			s.Skip()
		}
	}
	h.Raw = s.Since(start)
	switch {
	case message == nil:
		r.tell(r.other(h, told, field))
	case message.Message.IsEcho:
		r.tell(EchoEvent{h, message.Message})
	default:
		message.EventHeader = h
		r.tell(message)
	}
}

// frequent reads what comes often, of objects alone, without detours.
func (r *reader) frequent(is memberKind) bool {
	s := &r.in
	switch is {
	case readTold, deliveryTold:
		r.receipt = receipt{}
		for ok := s.OpenObject(); ok; {
			key, more := s.Member()
			if !more {
				break
			}
			switch string(key) {
			case "watermark":
				r.receipt.Watermark = s.ReadTime()
			case "mid":
				r.receipt.MID = s.ReadString()
			case "mids":
				for ok := s.OpenArray(); ok && s.Element(); {
					r.receipt.MIDs = append(r.receipt.MIDs, s.ReadString())
				}
			default:
				s.Skip()
			}
		}
	case postbackTold:
		r.postback = postback{}
		for ok := s.OpenObject(); ok; {
			key, more := s.Member()
			if !more {
				break
			}
			switch string(key) {
			case "mid":
				r.postback.MID = s.ReadString()
			case "title":
				r.postback.Title = s.ReadString()
			case "payload":
				r.postback.Payload = s.ReadString()
			case "referral":
				s.Decode(&r.postback.Referral)
			default:
				s.Skip()
			}
		}
	default:
		return false
	}
	return true
}

// readItem reads an item by itself, which is kept.
func readItem(h EventHeader, raw json.RawMessage) (e Event) {
	h.Raw = raw
	e = unknown(h, errNotItem)
	if len(raw) == 0 {
		return e
	}
	read(raw, func(r *reader) {
		r.item(h)
		e = plain(r.out[0])
	})
	return e
}

// who reads a recipient, unless it is the last one again.
func (r *reader) who(to *Recipient, last *recipientRead) {
	s := &r.in
	if !s.Same(last.text) {
		object, at := s.Kind() == wire.KindObject, s.Pos()
		*last = recipientRead{}
		r.read(&last.value)
		if object { // another number may begin with this one
			last.text = s.Since(at)
		}
	}
	*to = last.value
}

func (r *reader) read(to *Recipient) {
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

func isMarketing(field string) bool { return strings.HasPrefix(field, "marketing_message_") }
