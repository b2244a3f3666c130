package pages

import (
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

type entry struct {
	ID        string          `json:"id"`
	Time      time.Time       `json:"time"`
	Messaging json.RawMessage `json:"messaging"`
	Standby   json.RawMessage `json:"standby"`
	Changes   json.RawMessage `json:"changes"`
	Change                    // Instagram's may stand in the entry itself
}

// UnmarshalJSON takes an entry. One that can't be read is kept in Raw, with Err.
func (e *Entry) UnmarshalJSON(data []byte) error {
	*e = Entry{Raw: append(json.RawMessage(nil), data...)}
	var w entry
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	e.ID, e.Time, e.Messaging, e.Standby = w.ID, w.Time, items(w.Messaging), items(w.Standby)
	for _, raw := range items(w.Changes) {
		var c Change
		if raw[0] != '{' || wire.Unmarshal(raw, &c) != nil {
			c = Change{Value: raw}
		}
		e.Changes = append(e.Changes, c)
	}
	if w.Field != "" {
		e.Changes = append(e.Changes, w.Change)
	}
	if len(e.Messaging)+len(e.Standby)+len(e.Changes) == 0 {
		e.Err = errors.New("pages: webhook: the entry holds nothing that this version knows")
	}
	return nil
}

// items takes a list apart. What should be a list and is none is an item, so that it is not lost.
func items(raw json.RawMessage) []json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var list []json.RawMessage
	if raw[0] != '[' || wire.Unmarshal(raw, &list) != nil {
		return []json.RawMessage{raw}
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
func ParseWebhook(data []byte) (*Notification, error) {
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
				n.Entry = append(n.Entry, Entry{Raw: s.RawMessage(), Err: errors.New("pages: webhook: entry is not a list")})
				continue
			}
			for range s.Array() {
				var e Entry
				if raw := s.RawMessage(); json.Unmarshal(raw, &e) != nil || len(raw) == 0 || raw[0] != '{' {
					e = Entry{Raw: raw, Err: errors.New("pages: webhook: the entry is not an object")}
				}
				n.Entry = append(n.Entry, e)
			}
		}
	}
	if err := s.End(); err != nil {
		return nil, fmt.Errorf("pages: webhook: %w", err)
	}
	if n.Object != WebhookPage && n.Object != WebhookInstagram {
		return nil, fmt.Errorf("pages: webhook: object is %q, want %q or %q", n.Object, WebhookPage, WebhookInstagram)
	}
	return &n, nil
}

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
		if !yield(messagingEvent(h, raw)) {
			return false
		}
	}
	h.Standby = true
	for _, raw := range e.Standby {
		if !yield(messagingEvent(h, raw)) {
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

// messaging is an item of a conversation. What it is shows in which of its members is there.
type messaging struct {
	Sender    Recipient `json:"sender"`
	Recipient Recipient `json:"recipient"`
	Timestamp time.Time `json:"timestamp"`

	Message  *InboundMessage `json:"message"`
	Edit     *messageEdit    `json:"message_edit"`
	Postback *postback       `json:"postback"`
	Reaction *reaction       `json:"reaction"`
	Read     *receipt        `json:"read"`
	Delivery *receipt        `json:"delivery"`
	OptIn    *OptIn          `json:"optin"`
	OptOut   *OptIn          `json:"optout"`
	Linking  *accountLinking `json:"account_linking"`
	Policy   *policy         `json:"policy_enforcement"`
	Policy2  *policy         `json:"policy-enforcement"` // as Meta's example has it
	Pass     *handover       `json:"pass_thread_control"`
	Take     *handover       `json:"take_thread_control"`
	Request  *handover       `json:"request_thread_control"`
	AppRoles AppRoles        `json:"app_roles"`
	Referral *Referral       `json:"referral"`

	Field string `json:"field"` // of what has no member of its own: marketing messages
}

// messagingEvent reads an item of a conversation.
func messagingEvent(h EventHeader, raw json.RawMessage) Event {
	h.Raw = raw
	var m messaging
	err := wire.Unmarshal(raw, &m)
	if err == nil && (len(raw) == 0 || raw[0] != '{') {
		err = errors.New("pages: webhook: the item is not an object")
	}
	if err != nil {
		return unknown(h, err)
	}
	h.Sender, h.Recipient = m.Sender, m.Recipient
	if !m.Timestamp.IsZero() {
		h.Time = m.Timestamp
	}
	switch {
	case m.Message != nil && m.Message.IsEcho:
		return EchoEvent{h, *m.Message}
	case m.Message != nil:
		return MessageEvent{h, *m.Message}
	case m.Edit != nil:
		return EditEvent{h, m.Edit.MID, m.Edit.Text, m.Edit.NumEdit}
	case m.Postback != nil:
		return PostbackEvent{h, m.Postback.MID, m.Postback.Title, m.Postback.Payload, m.Postback.Referral}
	case m.Reaction != nil:
		return ReactionEvent{h, m.Reaction.MID, m.Reaction.Action, m.Reaction.Reaction, m.Reaction.Emoji}
	case m.Read != nil:
		return ReadEvent{h, m.Read.Watermark, m.Read.MID}
	case m.Delivery != nil:
		return DeliveryEvent{h, m.Delivery.Watermark, m.Delivery.MIDs}
	case m.OptIn != nil:
		return OptInEvent{h, *m.OptIn}
	case m.OptOut != nil:
		return OptOutEvent{h, *m.OptOut}
	case m.Linking != nil:
		return AccountLinkingEvent{h, m.Linking.Status, m.Linking.AuthorizationCode}
	case m.Policy != nil:
		return PolicyEvent{h, m.Policy.Action, m.Policy.Reason}
	case m.Policy2 != nil:
		return PolicyEvent{h, m.Policy2.Action, m.Policy2.Reason}
	case m.Pass != nil:
		return m.Pass.event(h, HandoverPass)
	case m.Take != nil:
		return m.Take.event(h, HandoverTake)
	case m.Request != nil:
		return m.Request.event(h, HandoverRequest)
	case m.AppRoles != nil:
		return HandoverEvent{EventHeader: h, Kind: HandoverRoles, AppRoles: m.AppRoles}
	case m.Referral != nil:
		return ReferralEvent{h, *m.Referral}
	case isMarketing(m.Field):
		h.Field = m.Field
		return marketingEvent(h, raw)
	}
	return unknown(h, nil)
}

// changeEvent reads a change. One that tells of a conversation is read as an item of it.
func changeEvent(h EventHeader, c Change) Event {
	h.Field, h.Raw = c.Field, c.Value
	switch c.Field {
	case string(FieldLeadGen), string(FieldLeadGenUpdate):
		if lead, err := decodeValue[Lead](c.Value); err == nil {
			if !lead.CreatedTime.IsZero() {
				h.Time = lead.CreatedTime
			}
			return LeadEvent{h, lead}
		}
	case string(FieldFeed), string(FieldMention):
		if feed, err := decodeValue[FeedChange](c.Value); err == nil {
			if !feed.CreatedTime.IsZero() {
				h.Time = feed.CreatedTime
			}
			return FeedEvent{h, feed}
		}
	case "comments", "live_comments", "mentions":
		if comment, err := decodeValue[Comment](c.Value); err == nil {
			return CommentEvent{h, comment}
		}
	default:
		if isMarketing(c.Field) && len(c.Value) > 0 && c.Value[0] == '{' {
			return marketingEvent(h, c.Value)
		}
		event := messagingEvent(h, c.Value)
		if _, unknown := event.(UnknownEvent); !unknown {
			return event
		}
	}
	err := error(nil)
	if len(c.Value) == 0 || c.Value[0] != '{' {
		err = fmt.Errorf("pages: webhook: the value of %s is not an object", c.Field)
	}
	return unknown(h, err)
}

func unknown(h EventHeader, err error) UnknownEvent {
	return UnknownEvent{EventHeader: h, Raw: h.Raw, Err: err}
}

func decodeValue[T any](raw json.RawMessage) (T, error) {
	var v T
	if len(raw) == 0 || raw[0] != '{' {
		return v, errors.New("not an object")
	}
	err := wire.Unmarshal(raw, &v)
	return v, err
}
