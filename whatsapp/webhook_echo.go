package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Numbers that are on the WhatsApp Business app and on the Cloud API at once
// (coexistence): what the business sends from the app, its chats from before,
// and its address book.

// EchoesValue is the value of the fields "smb_message_echoes" and "message_echoes".
type EchoesValue struct {
	MessagingProduct string           `json:"messaging_product,omitempty"`
	Metadata         Metadata         `json:"metadata,omitzero"`
	Contacts         []WebhookContact `json:"contacts,omitempty"`
	MessageEchoes    []MessageEcho    `json:"message_echoes,omitempty"`
}

func (v EchoesValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return eachEcho(h, v.MessageEchoes, v.Contacts, yield)
}

func eachEcho(h EventHeader, echoes []MessageEcho, contacts []WebhookContact, yield func(Event) bool) bool {
	for _, m := range echoes {
		h := h
		h.Raw = m.Raw
		h.at(m.Timestamp)
		var ev Event = EchoEvent{EventHeader: h, Echo: m, Contact: contactOf(contacts, m.ToUserID, m.To)}
		if unread, ok := m.Content.(UnknownInbound); ok && unread.Err == errNotObject {
			ev = UnknownEvent{EventHeader: h, Raw: m.Raw, Err: unread.Err}
		}
		if !yield(ev) {
			return false
		}
	}
	return true
}

// HistoryValue is the value of the field "history": a part of the chats from
// before, or media for messages that came as [MediaPlaceholder].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history.
type HistoryValue struct {
	MessagingProduct string           `json:"messaging_product,omitempty"`
	Metadata         Metadata         `json:"metadata,omitzero"`
	Contacts         []WebhookContact `json:"contacts,omitempty"`
	History          []HistoryChunk   `json:"history,omitempty"`
	Messages         []HistoryMessage `json:"messages,omitempty"` // media that people sent
	MessageEchoes    []MessageEcho    `json:"message_echoes,omitempty"`
}

// A HistoryChunk is a part of the chats. Parts come in any order; the last has
// a progress of 100. Where the business declined to share them, Errors has 2593109.
type HistoryChunk struct {
	Metadata *HistoryMetadata `json:"metadata,omitempty"`
	Threads  []HistoryThread  `json:"threads,omitempty"`
	Errors   []WebhookError   `json:"errors,omitempty"`
}

// HistoryMetadata tells which part of the history this is.
type HistoryMetadata struct {
	Phase      int `json:"phase"` // 0 the last day, 1 up to 90 days, 2 up to 180 days
	ChunkOrder int `json:"chunk_order"`
	Progress   int `json:"progress"` // percent
}

// A HistoryThread is one person's chat.
type HistoryThread struct {
	ID       string           `json:"id,omitempty"` // the person's phone number
	Context  *ThreadContext   `json:"context,omitempty"`
	Messages []HistoryMessage `json:"messages,omitempty"`
}

// A ThreadContext tells who the person of a chat is.
type ThreadContext struct {
	WhatsAppID   string `json:"wa_id,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	Username     string `json:"username,omitempty"`
}

func (v HistoryValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return yield(HistoryEvent{EventHeader: h, History: v})
}

// AppStateSyncValue is the value of the field "smb_app_state_sync".
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync.
type AppStateSyncValue struct {
	MessagingProduct string      `json:"messaging_product,omitempty"`
	Metadata         Metadata    `json:"metadata,omitzero"`
	StateSync        []StateSync `json:"state_sync,omitempty"`
}

// A StateSync is an entry of the business's address book that was added, changed or removed.
type StateSync struct {
	Type     string             `json:"type"` // "contact"
	Contact  *SyncedContact     `json:"contact,omitempty"`
	Action   string             `json:"action"` // "add", for changes too, or "remove"
	Metadata *StateSyncMetadata `json:"metadata,omitempty"`
}

// A SyncedContact is a person in the business's address book. Names are missing on removal.
type SyncedContact struct {
	FullName     string `json:"full_name,omitempty"`
	FirstName    string `json:"first_name,omitempty"`
	PhoneNumber  string `json:"phone_number,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	Username     string `json:"username,omitempty"`
}

// StateSyncMetadata tells when an address book was changed.
type StateSyncMetadata struct {
	Timestamp time.Time `json:"timestamp,omitzero" wire:"direct"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (m *StateSyncMetadata) UnmarshalJSON(data []byte) error {
	type plain StateSyncMetadata
	return wire.Unmarshal(data, (*plain)(m))
}

// MarshalJSON writes the time as Meta does.
func (m StateSyncMetadata) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Timestamp unixText `json:"timestamp,omitzero"`
	}{unixText(m.Timestamp)})
}

func (v AppStateSyncValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return each(h, "state_sync", v.StateSync, yield, func(h EventHeader, s StateSync) Event {
		if s.Metadata != nil {
			h.at(s.Metadata.Timestamp)
		}
		return AppStateEvent{EventHeader: h, Sync: s}
	})
}
