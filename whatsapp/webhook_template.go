package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// TemplateStatusUpdate tells that a template was approved, rejected, paused, deleted …
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update.
type TemplateStatusUpdate struct {
	Event                   string                 `json:"event"` // [TemplateEventApproved] and its kin
	MessageTemplateID       string                 `json:"message_template_id"`
	MessageTemplateName     string                 `json:"message_template_name"`
	MessageTemplateLanguage string                 `json:"message_template_language"`
	MessageTemplateCategory TemplateCategory       `json:"message_template_category,omitempty"`
	Reason                  string                 `json:"reason,omitempty"` // "NONE", "INVALID_FORMAT", "INCORRECT_CATEGORY", "SCAM" …
	DisableInfo             *TemplateDisableInfo   `json:"disable_info,omitempty"`
	OtherInfo               *TemplateOtherInfo     `json:"other_info,omitempty"`
	RejectionInfo           *TemplateRejectionInfo `json:"rejection_info,omitempty"`
}

// Values of [TemplateStatusUpdate].Event.
const (
	TemplateEventApproved        = "APPROVED"
	TemplateEventRejected        = "REJECTED"
	TemplateEventPending         = "PENDING"
	TemplateEventPaused          = "PAUSED"
	TemplateEventDisabled        = "DISABLED"
	TemplateEventFlagged         = "FLAGGED"
	TemplateEventInAppeal        = "IN_APPEAL"
	TemplateEventReinstated      = "REINSTATED"
	TemplateEventPendingDeletion = "PENDING_DELETION"
	TemplateEventDeleted         = "DELETED"
	TemplateEventLimitExceeded   = "LIMIT_EXCEEDED"
	TemplateEventLocked          = "LOCKED"
	TemplateEventArchived        = "ARCHIVED"
	TemplateEventUnarchived      = "UNARCHIVED"
)

// TemplateDisableInfo tells when a template is disabled.
type TemplateDisableInfo struct {
	DisableDate time.Time `json:"disable_date,omitzero" wire:"direct"`
}

// UnmarshalJSON takes the date in any of Graph's forms.
func (i *TemplateDisableInfo) UnmarshalJSON(data []byte) error {
	type plain TemplateDisableInfo
	return wire.Unmarshal(data, (*plain)(i))
}

// MarshalJSON writes the date as Meta does.
func (i TemplateDisableInfo) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		DisableDate unixNumber `json:"disable_date,omitzero"`
	}{unixNumber(i.DisableDate)})
}

// TemplateOtherInfo tells about a pause or lock.
type TemplateOtherInfo struct {
	Title       string `json:"title,omitempty"` // "FIRST_PAUSE", "SECOND_PAUSE", "RATE_LIMITING_PAUSE", "UNPAUSE", "DISABLED"
	Description string `json:"description,omitempty"`
}

// TemplateRejectionInfo tells what is wrong with a template, and how to mend it.
type TemplateRejectionInfo struct {
	Reason         string `json:"reason,omitempty"`
	Recommendation string `json:"recommendation,omitempty"`
}

// decodeTemplateStatus goes by the content, too: Meta's page on quality shows
// its value under this field's name.
func decodeTemplateStatus(r *reader) ChangeValue {
	var event, quality bool
	s := &r.in
	start := s.Pos()
	for s.OpenObject(); ; {
		key, more := s.Member()
		if !more {
			break
		}
		event = event || string(key) == "event"
		quality = quality || string(key) == "new_quality_score"
		s.Skip()
	}
	var v ChangeValue
	s.At(start, func(*wire.Scanner) {
		if quality && !event {
			v = valueAs[TemplateQualityUpdate](r)
		} else {
			v = valueAs[TemplateStatusUpdate](r)
		}
	})
	return v
}

func (v TemplateStatusUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(TemplateStatusEvent{EventHeader: h, Update: v})
}

// TemplateQualityUpdate tells that a template's quality has changed.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_quality_update.
type TemplateQualityUpdate struct {
	PreviousQualityScore    QualityRating `json:"previous_quality_score,omitempty"`
	NewQualityScore         QualityRating `json:"new_quality_score"`
	MessageTemplateID       string        `json:"message_template_id"`
	MessageTemplateName     string        `json:"message_template_name"`
	MessageTemplateLanguage string        `json:"message_template_language"`
}

func (v TemplateQualityUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(TemplateQualityEvent{EventHeader: h, Update: v})
}

// TemplateComponentsUpdate tells that a template was edited.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_components_update.
type TemplateComponentsUpdate struct {
	MessageTemplateID       string                 `json:"message_template_id"`
	MessageTemplateName     string                 `json:"message_template_name"`
	MessageTemplateLanguage string                 `json:"message_template_language"`
	MessageTemplateTitle    string                 `json:"message_template_title,omitempty"`   // text of the header
	MessageTemplateElement  string                 `json:"message_template_element,omitempty"` // text of the body
	MessageTemplateFooter   string                 `json:"message_template_footer,omitempty"`
	MessageTemplateButtons  []TemplateButtonUpdate `json:"message_template_buttons,omitempty"`
}

// A TemplateButtonUpdate is a button of an edited template.
type TemplateButtonUpdate struct {
	Type        string `json:"message_template_button_type,omitempty"` // "URL", "PHONE_NUMBER", "QUICK_REPLY" …
	Text        string `json:"message_template_button_text,omitempty"`
	URL         string `json:"message_template_button_url,omitempty"`
	PhoneNumber string `json:"message_template_button_phone_number,omitempty"`
}

func (v TemplateComponentsUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(TemplateComponentsEvent{EventHeader: h, Update: v})
}

// TemplateCategoryUpdate tells that Meta has changed a template's category, or
// will in 24 hours.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update.
type TemplateCategoryUpdate struct {
	MessageTemplateID       string           `json:"message_template_id"`
	MessageTemplateName     string           `json:"message_template_name"`
	MessageTemplateLanguage string           `json:"message_template_language"`
	PreviousCategory        TemplateCategory `json:"previous_category,omitempty"`        // of a change that was made
	NewCategory             TemplateCategory `json:"new_category,omitempty"`             // the present one, whether the change was made or will be
	CorrectCategory         TemplateCategory `json:"correct_category,omitempty"`         // what it will be
	CategoryUpdateTimestamp time.Time        `json:"category_update_timestamp,omitzero"` // when it will be
}

// Impending tells whether the change is still to come.
func (u TemplateCategoryUpdate) Impending() bool { return u.CorrectCategory != "" }

// UnmarshalJSON takes the time in any of Graph's forms.
func (u *TemplateCategoryUpdate) UnmarshalJSON(data []byte) error {
	type plain TemplateCategoryUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

// MarshalJSON writes the time as Meta does.
func (u TemplateCategoryUpdate) MarshalJSON() ([]byte, error) {
	type plain TemplateCategoryUpdate
	return json.Marshal(struct {
		plain
		CategoryUpdateTimestamp unixNumber `json:"category_update_timestamp,omitzero"`
	}{plain(u), unixNumber(u.CategoryUpdateTimestamp)})
}

func (u TemplateCategoryUpdate) events(h EventHeader, yield func(Event) bool) bool {
	return yield(TemplateCategoryEvent{EventHeader: h, Update: u})
}

// TemplateCategoryDetection tells that a Direct Send was sent in the wrong category.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines.
type TemplateCategoryDetection struct {
	MessageTemplateID       string           `json:"message_template_id"`
	MessageTemplateName     string           `json:"message_template_name,omitempty"`
	MessageTemplateLanguage string           `json:"message_template_language,omitempty"`
	Category                TemplateCategory `json:"category,omitempty"`
	CorrectCategory         TemplateCategory `json:"correct_category,omitempty"`
}

func (v TemplateCategoryDetection) events(h EventHeader, yield func(Event) bool) bool {
	return yield(TemplateCategoryDetectionEvent{EventHeader: h, Detection: v})
}
