package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// An Event is one thing that a webhook tells: a message, a tap, a change of the
// Page. [Notification.Events] yields them; [Events] calls a function for each.
//
// A type switch tells them apart: [MessageEvent], [PostbackEvent], [LeadEvent] …
// and [UnknownEvent] for what this version does not know.
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
	Object    string    `json:"object"` // WebhookPage or WebhookInstagram
	EntryID   string    `json:"entry_id,omitempty"`
	EntryTime time.Time `json:"entry_time,omitzero"`
	Field     string    `json:"field,omitempty"` // of a change: "leadgen"; empty for conversations
	Time      time.Time `json:"time,omitzero"`   // when it happened, else when it was sent
	Sender    Recipient `json:"sender,omitzero"` // of conversations: the person; of an echo, the Page
	Recipient Recipient `json:"recipient,omitzero"`
	Standby   bool      `json:"standby,omitempty"` // the conversation is another app's: look, but don't answer

	// Raw is what the event was read from, as it came.
	Raw json.RawMessage `json:"-"`
}

// Header gives the header itself.
func (h EventHeader) Header() EventHeader { return h }

func (EventHeader) event() {}

// happened notes when it happened, where that is told.
func (h *EventHeader) happened(t time.Time) {
	if !t.IsZero() {
		h.Time = t
	}
}

// key makes the key of an event that has an id.
func (h EventHeader) key(kind string, parts ...string) string {
	if h.Standby {
		kind = "standby:" + kind
	}
	return h.Object + ":" + kind + ":" + strings.Join(parts, ":")
}

// digest makes the key of an event that has no id, of its text; of what it says, where it has
// waited in a queue and lost that. Changes are told apart by when they were sent, since they may
// say the same twice.
func (h EventHeader) digest(what any) string {
	hash := sha256.New()
	hash.Write([]byte(h.EntryID))
	hash.Write([]byte{0})
	hash.Write([]byte(h.Field))
	hash.Write([]byte{0})
	if h.Field != "" {
		hash.Write(strconv.AppendInt(nil, h.EntryTime.UnixMilli(), 10))
	}
	hash.Write([]byte{0})
	if len(h.Raw) > 0 {
		hash.Write(h.Raw)
	} else {
		h.digestSaid(hash, what)
	}
	return h.key("event", hex.EncodeToString(hash.Sum(nil)[:16]))
}

func (h EventHeader) digestSaid(hash io.Writer, what any) {
	said := struct {
		Sender, Recipient Recipient
		At                int64
		What              any
	}{Sender: h.Sender, Recipient: h.Recipient, What: what}
	if !h.Time.Equal(h.EntryTime) { // else only that it was sent again may differ
		said.At = h.Time.UnixMilli()
	}
	// These are strings, numbers and valid JSON, which always encode.
	data, _ := json.Marshal(said)
	_, _ = hash.Write(data)
}

// identified is the key by an id, and the digest of what it says where there is none.
func (h EventHeader) identified(kind, id string, what any, more ...string) string {
	if id == "" {
		return h.digest(what)
	}
	return h.key(kind, append([]string{id}, more...)...)
}

// Key identifies the event by the id of the message.
func (e MessageEvent) Key() string { return string(e.appendKey(make([]byte, 0, keyRoom))) }

// Key identifies the event by the id of the message.
func (e EchoEvent) Key() string {
	if e.Message.IsDeleted {
		return e.identified("deleted", e.Message.MID, e.Message)
	}
	return e.identified("echo", e.Message.MID, e.Message)
}

// Key identifies the event by the message and how often it was changed.
func (e EditEvent) Key() string {
	return e.identified("edit", e.MID, messageEdit{e.MID, e.Text, e.NumEdit}, strconv.Itoa(e.NumEdit))
}

// Key identifies the event by the id of the tap.
func (e PostbackEvent) Key() string { return string(e.appendKey(make([]byte, 0, keyRoom))) }

// Key identifies the event by the id of the lead; an update, of which a lead can
// have several, by what it says.
func (e LeadEvent) Key() string {
	if e.Field == string(FieldLeadGenUpdate) {
		return e.digest(e.Lead)
	}
	return e.identified(e.Field, e.Lead.LeadGenID, e.Lead)
}

// Key identifies the event by what it says.
func (e ReactionEvent) Key() string { return e.digest(reaction{e.MID, e.Action, e.Reaction, e.Emoji}) }

// Key identifies the event by the person and what they have read.
func (e ReadEvent) Key() string { return string(e.appendKey(make([]byte, 0, keyRoom))) }

// Key identifies the event by the person and what has reached them.
func (e DeliveryEvent) Key() string { return string(e.appendKey(make([]byte, 0, keyRoom))) }

// Key identifies the event by what it says.
func (e ReferralEvent) Key() string { return e.digest(e.Referral) }

// Key identifies the event by what it says.
func (e OptInEvent) Key() string { return e.digest(e.OptIn) }

// Key identifies the event by what it says.
func (e OptOutEvent) Key() string { return e.digest(e.OptOut) }

// Key identifies the event by what it says.
func (e AccountLinkingEvent) Key() string {
	return e.digest(accountLinking{e.Status, e.AuthorizationCode})
}

// Key identifies the event by what it says.
func (e PolicyEvent) Key() string { return e.digest(policy{e.Action, e.Reason}) }

// Key identifies the event by what it says.
func (e MarketingMessageEvent) Key() string { return e.digest(e.Marketing) }

// Key identifies the event by what it says.
func (e HandoverEvent) Key() string {
	return e.digest([]any{e.Kind, e.NewOwnerAppID, e.PreviousOwnerAppID, e.RequestedOwnerAppID, e.Metadata, e.AppRoles})
}

// Key identifies the event by what it says.
func (e FeedEvent) Key() string { return e.digest(e.Feed) }

// Key identifies the event by the id of the comment.
func (e CommentEvent) Key() string { return e.identified(e.Field, e.Comment.ID, e.Comment) }

// Key identifies the event by what it says.
func (e FeedbackEvent) Key() string { return e.digest(e.Screens) }

// Key identifies the event by what it says.
func (e CustomerInformationEvent) Key() string { return e.digest(e.Screens) }

// Key identifies the event by what it says.
func (e ResponseFeedbackEvent) Key() string { return e.digest(responseFeedback{e.MID, e.Feedback}) }

// Key identifies the event by what it says.
func (e RatingEvent) Key() string { return e.digest(e.Rating) }

// Key identifies the event by what it says.
func (e BusinessIntegrityEvent) Key() string { return e.digest(e.Integrity) }

// Key identifies the event by what it says.
func (e LabelEvent) Key() string { return e.digest(e.Label) }

// Key identifies the event by what it says.
func (e TemplateStatusEvent) Key() string { return e.digest(e.Template) }

// UnknownEvent is an event that this version does not know or could not read. Err
// tells why, where it could not.
type UnknownEvent struct {
	EventHeader
	Raw json.RawMessage `json:"raw,omitempty"` // the item, the change's value or the entry, as it came
	Err error           `json:"-"`
}

// Key identifies the event by what it says.
func (e UnknownEvent) Key() string { return e.digest(e.Raw) }
