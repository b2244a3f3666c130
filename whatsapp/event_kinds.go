package whatsapp

import (
	"cmp"
	"encoding/json"
)

// MessageEvent is a message from a person. [MessageEvent.Reply] answers it.
type MessageEvent struct {
	EventHeader
	Message             InboundMessage       `json:"message"`
	Contact             WebhookContact       `json:"contact"`                        // who wrote
	ConversationContext *ConversationContext `json:"conversation_context,omitempty"` // of a chat that was handed over
}

// StatusEvent tells what became of a message that the business sent.
type StatusEvent struct {
	EventHeader
	Status  Status         `json:"status"`
	Contact WebhookContact `json:"contact"` // whom it went to, as far as Meta tells
}

// UserActionEvent is a click on a marketing message.
type UserActionEvent struct {
	EventHeader
	Action UserAction `json:"action"`
}

// ErrorEvent is an error that is no single message's.
type ErrorEvent struct {
	EventHeader
	Err WebhookError `json:"error"`
}

// EchoEvent is a message that the business sent by the WhatsApp Business app.
type EchoEvent struct {
	EventHeader
	Echo    MessageEcho    `json:"echo"`
	Contact WebhookContact `json:"contact"` // whom it went to
}

// HistoryEvent is a part of the chats from before the number joined the Cloud API.
type HistoryEvent struct {
	EventHeader
	History HistoryValue `json:"history"`
}

// AppStateEvent is a change in the address book of the WhatsApp Business app.
type AppStateEvent struct {
	EventHeader
	Sync StateSync `json:"sync"`
}

// CallEvent is a step of a call.
type CallEvent struct {
	EventHeader
	Call    CallUpdate     `json:"call"`
	Contact WebhookContact `json:"contact"`
	Errors  []WebhookError `json:"errors,omitempty"` // why it was ended
}

// CallStatusEvent tells how far a call by the business has come.
type CallStatusEvent struct {
	EventHeader
	Status  CallStatus     `json:"status"`
	Contact WebhookContact `json:"contact"`
}

// PreferenceEvent tells that a person stopped marketing messages, or wants them again.
type PreferenceEvent struct {
	EventHeader
	Preference UserPreference `json:"preference"`
	Contact    WebhookContact `json:"contact"`
}

// UserIDEvent tells that a person's business-scoped user id has changed.
type UserIDEvent struct {
	EventHeader
	Update  UserIDUpdate   `json:"update"`
	Contact WebhookContact `json:"contact"`
}

// HandoverEvent tells that a chat was given to this app or taken from it.
type HandoverEvent struct {
	EventHeader
	Handover HandoverValue `json:"handover"`
}

// StandbyEvent is a copy of something in a chat that another app owns. One of
// Message, Echo and Status is set.
type StandbyEvent struct {
	EventHeader
	Message *InboundMessage `json:"message,omitempty"`
	Echo    *StandbyEcho    `json:"echo,omitempty"`
	Status  *Status         `json:"status,omitempty"`
	Contact WebhookContact  `json:"contact"` // who wrote the message
}

// AutomaticEvent is a lead or purchase that Meta recognised in a chat.
type AutomaticEvent struct {
	EventHeader
	Detected DetectedEvent `json:"detected"`
}

// GroupEvent is news of a group.
type GroupEvent struct {
	EventHeader
	Group GroupUpdate `json:"group"`
}

// FlowEvent tells that a Flow's status or health has changed.
type FlowEvent struct {
	EventHeader
	Flow FlowUpdate `json:"flow"`
}

// TemplateStatusEvent tells that a template was approved, rejected, paused …
type TemplateStatusEvent struct {
	EventHeader
	Update TemplateStatusUpdate `json:"update"`
}

// TemplateQualityEvent tells that a template's quality has changed.
type TemplateQualityEvent struct {
	EventHeader
	Update TemplateQualityUpdate `json:"update"`
}

// TemplateComponentsEvent tells that a template was edited.
type TemplateComponentsEvent struct {
	EventHeader
	Update TemplateComponentsUpdate `json:"update"`
}

// TemplateCategoryEvent tells that Meta has changed a template's category, or will.
type TemplateCategoryEvent struct {
	EventHeader
	Update TemplateCategoryUpdate `json:"update"`
}

// TemplateCategoryDetectionEvent tells that a Direct Send was sent in the wrong category.
type TemplateCategoryDetectionEvent struct {
	EventHeader
	Detection TemplateCategoryDetection `json:"detection"`
}

// PhoneNumberNameEvent is the outcome of a display name's review.
type PhoneNumberNameEvent struct {
	EventHeader
	Update PhoneNumberNameUpdate `json:"update"`
}

// PhoneNumberQualityEvent tells that a number's throughput or limit has changed.
type PhoneNumberQualityEvent struct {
	EventHeader
	Update PhoneNumberQualityUpdate `json:"update"`
}

// SecurityEvent is about a number's two-step verification.
type SecurityEvent struct {
	EventHeader
	Update SecurityUpdate `json:"update"`
}

// AccountEvent tells what has happened to an account.
type AccountEvent struct {
	EventHeader
	Update AccountUpdate `json:"update"`
}

// AccountAlertEvent is an alert about an account, a number or a business.
type AccountAlertEvent struct {
	EventHeader
	Alert AccountAlert `json:"alert"`
}

// AccountReviewEvent is the outcome of an account's review.
type AccountReviewEvent struct {
	EventHeader
	Update AccountReviewUpdate `json:"update"`
}

// AccountSettingsEvent tells that a number's settings have changed.
type AccountSettingsEvent struct {
	EventHeader
	Update AccountSettingsUpdate `json:"update"`
}

// BusinessCapabilityEvent tells that limits of an account or its business have changed.
type BusinessCapabilityEvent struct {
	EventHeader
	Update BusinessCapabilityUpdate `json:"update"`
}

// BusinessUsernameEvent tells that a number's username was approved, reserved or deleted.
type BusinessUsernameEvent struct {
	EventHeader
	Update BusinessUsernameUpdate `json:"update"`
}

// PartnerSolutionEvent is about a multi-partner solution.
type PartnerSolutionEvent struct {
	EventHeader
	Update PartnerSolutionUpdate `json:"update"`
}

// PaymentConfigurationEvent is about a payment gateway.
type PaymentConfigurationEvent struct {
	EventHeader
	Update PaymentConfigurationUpdate `json:"update"`
}

// UnknownEvent is what this version does not know or could not read: a change
// of a field without a type here, such as "tracking_events", whose shape Meta
// has not published; or an entry, change or item that is not what it must be, and Err tells how.
type UnknownEvent struct {
	EventHeader
	Raw json.RawMessage `json:"raw"` // the change, entry or item as it came
	Err error           `json:"-"`
}

func (v UnknownValue) events(h EventHeader, yield func(Event) bool) bool {
	var head struct {
		Metadata Metadata `json:"metadata"`
	}
	if json.Unmarshal(v.Raw, &head) == nil {
		h.of(head.Metadata)
	}
	return yield(UnknownEvent{EventHeader: h, Raw: h.Raw, Err: v.Err})
}

// The keys: a message's id; a status's message, status and participant; a
// digest for what has no id.

func (e MessageEvent) Key() string { return e.key() }

func (e *MessageEvent) key() string {
	if e.Message.ID != "" {
		return "wa:message:" + e.Message.ID
	}
	return e.digest(e.Message)
}

func (e StatusEvent) Key() string { return e.key() }

func (e *StatusEvent) key() string {
	if key := e.Status.key("wa:status:"); key != "" {
		return key
	}
	return e.digest(e.Status)
}

// key is empty where a status has no id, and for payments: there are several updates with one status.
func (s *Status) key(prefix string) string {
	participant := cmp.Or(s.RecipientParticipantID, s.RecipientParticipantUserID)
	switch {
	case s.ID == "" || s.Payment != nil:
		return ""
	case participant == "":
		return prefix + s.ID + ":" + string(s.Status)
	}
	return prefix + s.ID + ":" + string(s.Status) + ":" + participant
}

func (e EchoEvent) Key() string {
	if e.Echo.ID != "" {
		return "wa:echo:" + e.Echo.ID
	}
	return e.digest(e.Echo)
}

func (e CallEvent) Key() string {
	if e.Call.ID != "" {
		return "wa:call:" + e.Call.ID + ":" + e.Call.Event
	}
	return e.digest(e.Call)
}

func (e CallStatusEvent) Key() string {
	if e.Status.ID != "" {
		return "wa:call_status:" + e.Status.ID + ":" + e.Status.Status
	}
	return e.digest(e.Status)
}

func (e StandbyEvent) Key() string {
	switch {
	case e.Message != nil && e.Message.ID != "":
		return "wa:standby_message:" + e.Message.ID
	case e.Echo != nil && e.Echo.ID != "":
		return "wa:standby_echo:" + e.Echo.ID
	case e.Status != nil:
		if key := e.Status.key("wa:standby_status:"); key != "" {
			return key
		}
	}
	return e.digest([]any{e.Message, e.Echo, e.Status})
}

func (e UserActionEvent) Key() string                { return e.digest(e.Action) }
func (e ErrorEvent) Key() string                     { return e.digest(e.Err) }
func (e HistoryEvent) Key() string                   { return e.digest(e.History) }
func (e AppStateEvent) Key() string                  { return e.digest(e.Sync) }
func (e PreferenceEvent) Key() string                { return e.digest(e.Preference) }
func (e UserIDEvent) Key() string                    { return e.digest(e.Update) }
func (e HandoverEvent) Key() string                  { return e.digest(e.Handover) }
func (e AutomaticEvent) Key() string                 { return e.digest(e.Detected) }
func (e GroupEvent) Key() string                     { return e.digest(e.Group) }
func (e FlowEvent) Key() string                      { return e.digest(e.Flow) }
func (e TemplateStatusEvent) Key() string            { return e.digest(e.Update) }
func (e TemplateQualityEvent) Key() string           { return e.digest(e.Update) }
func (e TemplateComponentsEvent) Key() string        { return e.digest(e.Update) }
func (e TemplateCategoryEvent) Key() string          { return e.digest(e.Update) }
func (e TemplateCategoryDetectionEvent) Key() string { return e.digest(e.Detection) }
func (e PhoneNumberNameEvent) Key() string           { return e.digest(e.Update) }
func (e PhoneNumberQualityEvent) Key() string        { return e.digest(e.Update) }
func (e SecurityEvent) Key() string                  { return e.digest(e.Update) }
func (e AccountEvent) Key() string                   { return e.digest(e.Update) }
func (e AccountAlertEvent) Key() string              { return e.digest(e.Alert) }
func (e AccountReviewEvent) Key() string             { return e.digest(e.Update) }
func (e AccountSettingsEvent) Key() string           { return e.digest(e.Update) }
func (e BusinessCapabilityEvent) Key() string        { return e.digest(e.Update) }
func (e BusinessUsernameEvent) Key() string          { return e.digest(e.Update) }
func (e PartnerSolutionEvent) Key() string           { return e.digest(e.Update) }
func (e PaymentConfigurationEvent) Key() string      { return e.digest(e.Update) }
func (e UnknownEvent) Key() string                   { return e.digest(e.Raw) }
