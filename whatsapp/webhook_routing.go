package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Conversation routing: several apps, Meta's agent among them, share a number;
// one at a time owns a chat.

// HandoverValue is the value of the field "messaging_handovers": a chat was
// given to this app or taken from it. There is no other way to learn who owns a chat.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers.
type HandoverValue struct {
	MessagingProduct string          `json:"messaging_product,omitempty"`
	Sender           *HandoverSender `json:"sender,omitempty"`
	Recipient        Metadata        `json:"recipient,omitzero"` // the business number
	Type             string          `json:"type,omitempty"`     // [ControlPassed] or [ControlTaken]
	Timestamp        time.Time       `json:"timestamp,omitzero" wire:"direct"`
	ControlPassed    *Handover       `json:"control_passed,omitempty"` // this app owns the chat now
	ControlTaken     *Handover       `json:"control_taken,omitempty"`  // this app must stop answering
}

// Values of [HandoverValue].Type.
const (
	ControlPassed = "control_passed"
	ControlTaken  = "control_taken"
)

// Handover is the part that the type names.
func (v HandoverValue) Handover() *Handover {
	if v.Type == ControlTaken || v.ControlPassed == nil {
		return v.ControlTaken
	}
	return v.ControlPassed
}

// A HandoverSender is the person whose chat it is.
type HandoverSender struct {
	PhoneNumber string `json:"phone_number,omitempty"`
	UserID      string `json:"user_id,omitempty"`
}

// A Handover tells who owned a chat and who does now. Roles are
// "customer_service", "marketing", "utility", "ctwa", "ai_agent", "escalation".
type Handover struct {
	PreviousOwnerRole    string               `json:"previous_owner_role,omitempty"`
	PreviousOwnerAppID   string               `json:"previous_owner_app_id,omitempty"` // being withdrawn
	PreviousOwnerAppRole string               `json:"previous_owner_app_role,omitempty"`
	NewOwnerRole         string               `json:"new_owner_role,omitempty"`
	NewOwnerAppID        string               `json:"new_owner_app_id,omitempty"`
	Metadata             string               `json:"metadata,omitempty"` // text of the one who handed over
	ConversationContext  *ConversationContext `json:"conversation_context,omitempty"`
}

// A ConversationContext is a summary of the chat so far, written by a model:
// for a person to read, not for a program to act on.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/conversation-context.
type ConversationContext struct {
	Type    string               `json:"type,omitempty"` // "summary"
	Summary *ConversationSummary `json:"summary,omitempty"`
}

// A ConversationSummary is the text of a [ConversationContext].
type ConversationSummary struct {
	Text string `json:"text"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (v *HandoverValue) UnmarshalJSON(data []byte) error {
	type plain HandoverValue
	return wire.Unmarshal(data, (*plain)(v))
}

// MarshalJSON writes the time as Meta does.
func (v HandoverValue) MarshalJSON() ([]byte, error) {
	type plain HandoverValue
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(v), unixText(v.Timestamp)})
}

func (v HandoverValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Recipient)
	h.at(v.Timestamp)
	return yield(HandoverEvent{EventHeader: h, Handover: v})
}

// StandbyValue is the value of the field "standby": copies of what happens in
// chats that another app owns. Do not answer these.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby.
type StandbyValue struct {
	MessagingProduct string   `json:"messaging_product,omitempty"`
	Metadata         Metadata `json:"metadata,omitzero"`
	Standby          Standby  `json:"standby,omitzero"`
}

// Standby holds copies of one kind.
type Standby struct {
	Contacts      []WebhookContact `json:"contacts,omitempty"`
	Messages      []InboundMessage `json:"messages,omitempty"`
	MessageEchoes []StandbyEcho    `json:"message_echoes,omitempty"`
	Statuses      []Status         `json:"statuses,omitempty"`
}

// A StandbyEcho is a message that the chat's owner sent.
type StandbyEcho struct {
	ID        string          `json:"id"`
	Timestamp time.Time       `json:"timestamp,omitzero" wire:"direct"`
	Message   json.RawMessage `json:"message,omitempty"`  // as it was sent; decode it into a [Message]
	Template  json.RawMessage `json:"template,omitempty"` // its definition; decode it into a [Template]
	Flow      json.RawMessage `json:"flow,omitempty"`     // its definition
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (m *StandbyEcho) UnmarshalJSON(data []byte) error {
	type plain StandbyEcho
	return wire.Unmarshal(data, (*plain)(m))
}

// MarshalJSON writes the time as Meta does.
func (m StandbyEcho) MarshalJSON() ([]byte, error) {
	type plain StandbyEcho
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(m), unixText(m.Timestamp)})
}

func (v StandbyValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	for i := range v.Standby.Messages {
		m := &v.Standby.Messages[i]
		h := h
		h.at(m.Timestamp)
		if !yield(StandbyEvent{EventHeader: h, Message: m, Contact: contactOf(v.Standby.Contacts, m.FromUserID, m.From)}) {
			return false
		}
	}
	for i := range v.Standby.MessageEchoes {
		m := &v.Standby.MessageEchoes[i]
		h := h
		h.at(m.Timestamp)
		if !yield(StandbyEvent{EventHeader: h, Echo: m}) {
			return false
		}
	}
	for i := range v.Standby.Statuses {
		st := &v.Standby.Statuses[i]
		h := h
		h.at(st.Timestamp)
		if !yield(StandbyEvent{EventHeader: h, Status: st}) {
			return false
		}
	}
	return true
}

// FlowUpdate is the value of the field "flows": a Flow's status has changed, or
// its endpoint fails, is slow, or is well again.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/flowswebhooks.
type FlowUpdate struct {
	Event         string           `json:"event"` // "FLOW_STATUS_CHANGE", "CLIENT_ERROR_RATE", "ENDPOINT_ERROR_RATE", "ENDPOINT_LATENCY", "ENDPOINT_AVAILABILITY" …
	FlowID        string           `json:"flow_id"`
	Message       string           `json:"message,omitempty"`
	OldStatus     string           `json:"old_status,omitempty"`
	NewStatus     string           `json:"new_status,omitempty"`  // "PUBLISHED", "THROTTLED", "BLOCKED" …
	AlertState    string           `json:"alert_state,omitempty"` // "ACTIVATED" or "DEACTIVATED"
	Threshold     *float64         `json:"threshold,omitempty"`
	ErrorRate     *float64         `json:"error_rate,omitempty"` // percent
	RequestsCount *int             `json:"requests_count,omitempty"`
	P50Latency    *float64         `json:"p50_latency,omitempty"` // milliseconds
	P90Latency    *float64         `json:"p90_latency,omitempty"`
	Availability  *float64         `json:"availability,omitempty"` // percent
	Errors        []FlowErrorShare `json:"errors,omitempty"`
	Warning       string           `json:"warning,omitempty"` // that the Flow's version is about to be frozen
}

// A FlowErrorShare counts one kind of error of a Flow.
type FlowErrorShare struct {
	ErrorType  string   `json:"error_type,omitempty"`
	ErrorRate  *float64 `json:"error_rate,omitempty"` // percent
	ErrorCount *int     `json:"error_count,omitempty"`
}

func (v FlowUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(FlowEvent{EventHeader: h, Flow: v})
}
