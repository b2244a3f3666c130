package whatsapp

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// CallsValue is the value of the field "calls".
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference.
type CallsValue struct {
	MessagingProduct string           `json:"messaging_product,omitempty"`
	Metadata         Metadata         `json:"metadata,omitzero"`
	Contacts         []WebhookContact `json:"contacts,omitempty"`
	Calls            []CallUpdate     `json:"calls,omitempty"`
	Statuses         []CallStatus     `json:"statuses,omitempty"`
	Errors           []WebhookError   `json:"errors,omitempty"` // why a call was ended
}

// A CallUpdate is one step of a call: it connects, it has ended, its recording is there.
type CallUpdate struct {
	ID        string    `json:"id"`    // "wacid.…"
	Event     string    `json:"event"` // "connect", "terminate", "call_created", "call_recording_available", "call_transcription_available"
	Timestamp time.Time `json:"timestamp,omitzero" wire:"direct"`
	Direction string    `json:"direction,omitempty"` // "USER_INITIATED" or "BUSINESS_INITIATED"

	From             string `json:"from,omitempty"`
	FromUserID       string `json:"from_user_id,omitempty"`
	FromParentUserID string `json:"from_parent_user_id,omitempty"`
	To               string `json:"to,omitempty"`
	ToUserID         string `json:"to_user_id,omitempty"`
	ToParentUserID   string `json:"to_parent_user_id,omitempty"`

	Session    *CallSession    `json:"session,omitempty"`    // of "connect"; not for calls by SIP
	Connection json.RawMessage `json:"connection,omitempty"` // of the dashboard's sample

	CallbackData    string `json:"biz_opaque_callback_data,omitempty"`
	DeeplinkPayload string `json:"deeplink_payload,omitempty"` // of the link that the person called by
	CTAPayload      string `json:"cta_payload,omitempty"`      // of the button that the person called by

	Status    string    `json:"status,omitempty"`    // of "terminate": "COMPLETED" or "FAILED", in either case
	StartTime time.Time `json:"start_time,omitzero"` // when it was answered
	EndTime   time.Time `json:"end_time,omitzero"`
	Duration  int       `json:"duration,omitempty"` // seconds

	CallRecording  *CallRecording  `json:"call_recording,omitempty"`
	CallTranscript *CallTranscript `json:"call_transcript,omitempty"`
}

// ByPerson tells whether the person called the business.
func (c CallUpdate) ByPerson() bool { return strings.EqualFold(c.Direction, "USER_INITIATED") }

// A CallSession is the other side's WebRTC offer or answer.
type CallSession struct {
	SDPType string `json:"sdp_type"` // "offer" or "answer"
	SDP     string `json:"sdp"`
}

// A CallRecording is a call's recording; its address is good for five minutes, its id for seven days.
type CallRecording struct {
	Type  string     `json:"type,omitempty"`
	Audio *CallMedia `json:"audio,omitempty"`
}

// A CallTranscript is what was said in a call, as a JSON document.
type CallTranscript struct {
	Document *CallMedia `json:"document,omitempty"`
}

// CallMedia is where a recording or transcript is fetched.
type CallMedia struct {
	ID       string `json:"id,omitempty"`
	MIMEType string `json:"mime_type,omitempty"`
	SHA256   string `json:"sha256,omitempty"`
	URL      string `json:"url,omitempty"`
}

// UnmarshalJSON takes times and numbers in any of Graph's forms.
func (c *CallUpdate) UnmarshalJSON(data []byte) error {
	type plain CallUpdate
	return wire.Unmarshal(data, (*plain)(c))
}

// MarshalJSON writes times as Meta does.
func (c CallUpdate) MarshalJSON() ([]byte, error) {
	type plain CallUpdate
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
		StartTime unixText `json:"start_time,omitzero"`
		EndTime   unixText `json:"end_time,omitzero"`
	}{plain(c), unixText(c.Timestamp), unixText(c.StartTime), unixText(c.EndTime)})
}

// A CallStatus tells how far a call by the business has come.
type CallStatus struct {
	ID                    string    `json:"id"`
	Type                  string    `json:"type,omitempty"` // "call"
	Status                string    `json:"status"`         // "RINGING", "ACCEPTED", "REJECTED"
	Timestamp             time.Time `json:"timestamp,omitzero" wire:"direct"`
	RecipientID           string    `json:"recipient_id,omitempty"`
	RecipientUserID       string    `json:"recipient_user_id,omitempty"`
	RecipientParentUserID string    `json:"recipient_parent_user_id,omitempty"`
	CallbackData          string    `json:"biz_opaque_callback_data,omitempty"`
}

// Accepted tells whether the person took the call.
func (s CallStatus) Accepted() bool { return strings.EqualFold(s.Status, "ACCEPTED") }

// UnmarshalJSON takes the time in any of Graph's forms.
func (s *CallStatus) UnmarshalJSON(data []byte) error {
	type plain CallStatus
	return wire.Unmarshal(data, (*plain)(s))
}

// MarshalJSON writes the time as Meta does.
func (s CallStatus) MarshalJSON() ([]byte, error) {
	type plain CallStatus
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(s), unixText(s.Timestamp)})
}

func (v CallsValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	if !each(h, "calls", v.Calls, yield, func(h EventHeader, c CallUpdate) Event {
		h.at(c.Timestamp)
		// Meta's own examples disagree on which side is "from" in calls by the business: try both.
		contact := contactOf(v.Contacts, c.FromUserID, c.From)
		if other := contactOf(v.Contacts, c.ToUserID, c.To); contact.Profile == nil && other.Profile != nil || !c.ByPerson() {
			contact = other
		}
		return CallEvent{EventHeader: h, Call: c, Contact: contact, Errors: v.Errors}
	}) {
		return false
	}
	if !each(h, "statuses", v.Statuses, yield, func(h EventHeader, s CallStatus) Event {
		h.at(s.Timestamp)
		return CallStatusEvent{EventHeader: h, Status: s, Contact: contactOf(v.Contacts, s.RecipientUserID, s.RecipientID)}
	}) {
		return false
	}
	if len(v.Calls) > 0 {
		return true // the errors are the calls'
	}
	return each(h, "errors", v.Errors, yield, func(h EventHeader, e WebhookError) Event {
		return ErrorEvent{EventHeader: h, Err: e}
	})
}
