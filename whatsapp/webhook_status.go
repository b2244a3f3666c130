package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Status tells what became of a message that the business sent.
//
// Statuses come out of order and more than once; [StatusDelivered] may be
// skipped, since [StatusRead] implies it. For a message to a group there is one
// for each participant.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status.
type Status struct {
	ID        string      `json:"id"` // of the message
	Status    StatusValue `json:"status"`
	Timestamp time.Time   `json:"timestamp,omitzero"`

	RecipientID           string        `json:"recipient_id,omitempty"`      // phone number, or the group's id
	RecipientUserID       string        `json:"recipient_user_id,omitempty"` // business-scoped user id
	RecipientParentUserID string        `json:"recipient_parent_user_id,omitempty"`
	RecipientType         RecipientType `json:"recipient_type,omitempty"` // [RecipientGroup] for a group

	RecipientParticipantID           string `json:"recipient_participant_id,omitempty"` // the member of the group
	RecipientParticipantUserID       string `json:"recipient_participant_user_id,omitempty"`
	RecipientParticipantParentUserID string `json:"recipient_participant_parent_user_id,omitempty"`
	RecipientIdentityKeyHash         string `json:"recipient_identity_key_hash,omitempty"`
	GroupID                          string `json:"group_id,omitempty"`

	CallbackData string         `json:"biz_opaque_callback_data,omitempty"` // as given with [Message].CallbackData
	TemplateID   string         `json:"template_id,omitempty"`              // of a Direct Send
	Conversation *Conversation  `json:"conversation,omitempty"`             // from v24.0 on only in a free entry point window
	Pricing      *Pricing       `json:"pricing,omitempty"`                  // see PricingInfo
	Errors       []WebhookError `json:"errors,omitempty"`

	Type    string         `json:"type,omitempty"`    // "payment" for a payment's status
	Payment *PaymentUpdate `json:"payment,omitempty"` // for an order details message

	Raw json.RawMessage `json:"-"` // as it came, see [InboundMessage].Raw
}

// StatusValue is what became of a message.
type StatusValue string

const (
	StatusSent      StatusValue = "sent"      // one tick
	StatusDelivered StatusValue = "delivered" // two ticks
	StatusRead      StatusValue = "read"      // two blue ticks
	StatusFailed    StatusValue = "failed"    // Status.Errors says why
)

// StatusPlayed is a [StatusValue], too: a voice message was played for the first
// time. Meta's pages have it, its specification does not yet.
const StatusPlayed = "played"

// PricingInfo is what the message costs. Meta puts it beside the conversation
// or, for groups, into it. It comes with "sent" and with one of the later
// statuses, or only once: keep the first.
func (s Status) PricingInfo() *Pricing {
	if s.Pricing == nil && s.Conversation != nil {
		return s.Conversation.Pricing
	}
	return s.Pricing
}

// Err is why the message failed, nil where it did not. errors.Is finds the
// classes of this package in it: [ErrWindowClosed], [ErrUndeliverable] and their kin.
func (s Status) Err() error {
	if s.Status != StatusFailed {
		return nil
	}
	errs := make([]error, len(s.Errors))
	for i, e := range s.Errors {
		errs[i] = e
	}
	if len(errs) == 0 {
		return fmt.Errorf("whatsapp: message %s failed, and Meta gave no reason", s.ID)
	}
	return errors.Join(errs...)
}

var errNotStatus = errors.New("whatsapp: webhook: statuses: an item has neither an id nor a status")

// MarshalJSON gives the status as it came, changed where a field was changed.
func (s Status) MarshalJSON() ([]byte, error) {
	return restore(s.Raw, s.plain, func(raw []byte) ([]byte, error) {
		var was Status
		was.scan(raw)
		return was.plain()
	})
}

func (s Status) plain() ([]byte, error) {
	type plain Status
	return wire.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(s), unixText(s.Timestamp)})
}

// UnmarshalJSON takes a status as it is in a webhook.
func (s *Status) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("whatsapp: status: %w", errNotJSON)
	}
	*s = Status{}
	s.scan(bytes.Clone(data))
	return nil
}

// scan reads a status from raw, valid JSON that it keeps.
func (s *Status) scan(raw []byte) { read(raw, func(r *reader) { r.status(s, r.statuses.take()) }) }

// status reads a status. They are most of what a webhook brings.
func (r *reader) status(st *Status, room *statusRoom) {
	s := &r.in
	kind, start := s.Kind(), s.Pos()
	if kind != wire.KindObject {
		st.Raw = s.Raw()
		return
	}
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		switch string(key) {
		case "id":
			st.ID = s.ReadString()
		case "status":
			st.Status = StatusValue(s.ReadString())
		case "timestamp":
			st.Timestamp = s.ReadTime()
		case "recipient_id":
			st.RecipientID = s.ReadString()
		case "recipient_user_id":
			st.RecipientUserID = s.ReadString()
		case "recipient_parent_user_id", "parent_recipient_user_id": // either, in Meta's pages
			st.RecipientParentUserID = s.ReadString()
		case "recipient_type":
			st.RecipientType = RecipientType(s.ReadString())
		case "recipient_participant_id", "participant_recipient_id": // either, in Meta's pages
			st.RecipientParticipantID = s.ReadString()
		case "recipient_participant_user_id":
			st.RecipientParticipantUserID = s.ReadString()
		case "recipient_participant_parent_user_id":
			st.RecipientParticipantParentUserID = s.ReadString()
		case "recipient_identity_key_hash":
			st.RecipientIdentityKeyHash = s.ReadString()
		case "group_id":
			st.GroupID = s.ReadString()
		case "biz_opaque_callback_data":
			st.CallbackData = s.ReadString()
		case "template_id":
			st.TemplateID = s.ReadString()
		case "conversation":
			s.Decode(&st.Conversation)
		case "pricing":
			r.pricing(st, room)
		case "errors":
			s.Decode(&st.Errors)
		case "type":
			st.Type = s.ReadString()
		case "payment":
			s.Decode(&st.Payment)
		default:
			s.Skip()
		}
	}
	st.Raw = s.Since(start)
}

func (r *reader) pricing(st *Status, room *statusRoom) {
	s := &r.in
	if s.Null() {
		st.Pricing = nil
		return
	}
	st.Pricing = &room.pricing
	if !s.OpenObject() {
		return
	}
	for {
		key, more := s.Member()
		if !more {
			return
		}
		switch string(key) {
		case "billable":
			if s.Kind() == wire.KindNull {
				s.Skip()
				st.Pricing.Billable = nil
				continue
			}
			room.billable = s.ReadBool()
			st.Pricing.Billable = &room.billable
		case "pricing_model":
			st.Pricing.PricingModel = s.ReadString()
		case "type":
			st.Pricing.Type = PricingType(s.ReadString())
		case "category":
			st.Pricing.Category = PricingCategory(s.ReadString())
		default:
			s.Skip()
		}
	}
}

// A Conversation is a free entry point window, or before v24.0 any
// conversation that was charged for.
type Conversation struct {
	ID                  string              `json:"id,omitempty"`
	ExpirationTimestamp time.Time           `json:"expiration_timestamp,omitzero" wire:"direct"` // comes with "sent"
	Origin              *ConversationOrigin `json:"origin,omitempty"`
	Pricing             *Pricing            `json:"pricing,omitempty"` // of messages to groups
}

// A ConversationOrigin tells what opened a conversation.
type ConversationOrigin struct {
	Type PricingCategory `json:"type,omitempty"`
}

// UnmarshalJSON takes the expiration in any of Graph's forms.
func (c *Conversation) UnmarshalJSON(data []byte) error {
	type plain Conversation
	return wire.Unmarshal(data, (*plain)(c))
}

// MarshalJSON writes the expiration as Meta does.
func (c Conversation) MarshalJSON() ([]byte, error) {
	type plain Conversation
	return json.Marshal(struct {
		plain
		ExpirationTimestamp unixText `json:"expiration_timestamp,omitzero"`
	}{plain(c), unixText(c.ExpirationTimestamp)})
}

// Pricing tells what a message is charged as. It is charged when Type is
// [PricingRegular].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing.
type Pricing struct {
	Billable     *bool           `json:"billable,omitempty"`      // being withdrawn: use Type
	PricingModel string          `json:"pricing_model,omitempty"` // "PMP" by message, "CBP" by conversation (until July 2025)
	Type         PricingType     `json:"type,omitempty"`
	Category     PricingCategory `json:"category,omitempty"`
}

// PricingType tells whether a message is charged, and why not.
type PricingType string

const (
	PricingRegular                  PricingType = "regular"
	PricingFreeCustomerService      PricingType = "free_customer_service"
	PricingFreeEntryPoint           PricingType = "free_entry_point"
	PricingFreeGroupCustomerService PricingType = "free_group_customer_service"
)

// PricingCategory is the rate that a message is charged at.
type PricingCategory string

const (
	PricingAuthentication              PricingCategory = "authentication"
	PricingAuthenticationInternational PricingCategory = "authentication_international" // also spelled with a hyphen
	PricingMarketing                   PricingCategory = "marketing"
	PricingMarketingLite               PricingCategory = "marketing_lite" // by the Marketing Messages API
	PricingUtility                     PricingCategory = "utility"
	PricingService                     PricingCategory = "service"
	PricingReferralConversion          PricingCategory = "referral_conversion" // in a free entry point window
	PricingGroupMarketing              PricingCategory = "group_marketing"
	PricingGroupUtility                PricingCategory = "group_utility"
	PricingGroupService                PricingCategory = "group_service"
)

// A WebhookError is an error that a webhook reports: of a message that failed,
// of one that can't be delivered here, of a group, a call or an account.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes.
type WebhookError struct {
	Code      int               `json:"code"`
	Title     string            `json:"title,omitempty"`
	Message   string            `json:"message,omitempty"`
	ErrorData *WebhookErrorData `json:"error_data,omitempty"`
	Href      string            `json:"href,omitempty"`
}

// WebhookErrorData says more about an error.
type WebhookErrorData struct {
	Details string `json:"details,omitempty"`
}

// Error is one line: message, details and code.
func (e WebhookError) Error() string {
	text := e.Message
	if text == "" {
		text = e.Title
	}
	if e.ErrorData != nil && e.ErrorData.Details != "" && e.ErrorData.Details != text {
		if text != "" {
			text += ": "
		}
		text += e.ErrorData.Details
	}
	return fmt.Sprintf("whatsapp: %s (code %d)", text, e.Code)
}

// Is finds the classes of this package by the code.
func (e WebhookError) Is(target error) bool {
	return (&metabiz.Error{Code: e.Code}).Is(target)
}
