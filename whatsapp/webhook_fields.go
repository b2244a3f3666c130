package whatsapp

import (
	"fmt"
	"reflect"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// The fields of the object whatsapp_business_account, as they are subscribed to
// and as [Change].Field has them.
const (
	FieldMessages                  = "messages"
	FieldMessageEchoes             = "message_echoes"
	FieldSMBMessageEchoes          = "smb_message_echoes"
	FieldSMBAppStateSync           = "smb_app_state_sync"
	FieldHistory                   = "history"
	FieldCalls                     = "calls"
	FieldUserPreferences           = "user_preferences"
	FieldUserIDUpdate              = "user_id_update"
	FieldMessagingHandovers        = "messaging_handovers"
	FieldStandby                   = "standby"
	FieldAutomaticEvents           = "automatic_events"
	FieldTrackingEvents            = "tracking_events"
	FieldFlows                     = "flows"
	FieldGroupLifecycle            = "group_lifecycle_update"
	FieldGroupParticipants         = "group_participants_update"
	FieldGroupSettings             = "group_settings_update"
	FieldGroupStatus               = "group_status_update"
	FieldTemplateStatus            = "message_template_status_update"
	FieldTemplateQuality           = "message_template_quality_update"
	FieldTemplateComponents        = "message_template_components_update"
	FieldTemplateCategory          = "template_category_update"
	FieldTemplateCategoryDetection = "template_correct_category_detection"
	FieldPhoneNumberName           = "phone_number_name_update"
	FieldPhoneNumberQuality        = "phone_number_quality_update"
	FieldSecurity                  = "security"
	FieldAccountAlerts             = "account_alerts"
	FieldAccountReview             = "account_review_update"
	FieldAccountUpdate             = "account_update"
	FieldAccountSettings           = "account_settings_update"
	FieldBusinessCapability        = "business_capability_update"
	FieldBusinessStatus            = "business_status_update"
	FieldBusinessUsername          = "business_username_updates"
	FieldPartnerSolutions          = "partner_solutions"
	FieldPaymentConfiguration      = "payment_configuration_update"
)

// fieldDecoders are the types of the fields' values. Some fields go by two
// names in Meta's own pages.
var fieldDecoders = map[string]func(*reader) ChangeValue{
	FieldMessages:                  messagesOf,
	FieldMessageEchoes:             valueAs[EchoesValue],
	FieldSMBMessageEchoes:          valueAs[EchoesValue],
	FieldSMBAppStateSync:           valueAs[AppStateSyncValue],
	FieldHistory:                   valueAs[HistoryValue],
	FieldCalls:                     valueAs[CallsValue],
	FieldUserPreferences:           valueAs[UserPreferencesValue],
	FieldUserIDUpdate:              valueAs[UserIDUpdateValue],
	FieldMessagingHandovers:        valueAs[HandoverValue],
	FieldStandby:                   valueAs[StandbyValue],
	FieldAutomaticEvents:           valueAs[AutomaticEventsValue],
	FieldFlows:                     valueAs[FlowUpdate],
	FieldGroupLifecycle:            valueAs[GroupsValue],
	FieldGroupParticipants:         valueAs[GroupsValue],
	"group_participant_update":     valueAs[GroupsValue],
	FieldGroupSettings:             valueAs[GroupsValue],
	FieldGroupStatus:               valueAs[GroupsValue],
	FieldTemplateStatus:            decodeTemplateStatus,
	FieldTemplateQuality:           valueAs[TemplateQualityUpdate],
	FieldTemplateComponents:        valueAs[TemplateComponentsUpdate],
	FieldTemplateCategory:          valueAs[TemplateCategoryUpdate],
	FieldTemplateCategoryDetection: valueAs[TemplateCategoryDetection],
	FieldPhoneNumberName:           valueAs[PhoneNumberNameUpdate],
	FieldPhoneNumberQuality:        valueAs[PhoneNumberQualityUpdate],
	FieldSecurity:                  valueAs[SecurityUpdate],
	FieldAccountAlerts:             valueAs[AccountAlert],
	FieldAccountReview:             valueAs[AccountReviewUpdate],
	FieldAccountUpdate:             valueAs[AccountUpdate],
	FieldAccountSettings:           valueAs[AccountSettingsUpdate],
	FieldBusinessCapability:        valueAs[BusinessCapabilityUpdate],
	FieldBusinessUsername:          valueAs[BusinessUsernameUpdate],
	"business_username_update":     valueAs[BusinessUsernameUpdate],
	FieldPartnerSolutions:          valueAs[PartnerSolutionUpdate],
	FieldPaymentConfiguration:      valueAs[PaymentConfigurationUpdate],
}

// missing is the value of a change that has none.
func (r *reader) missing(field string) ChangeValue {
	if _, known := fieldDecoders[field]; !known {
		return UnknownValue{}
	}
	return UnknownValue{Err: fmt.Errorf("whatsapp: webhook: value of %s: %w", field, errNotObject)}
}

// value consumes the value of a change, whose text is raw.
func (r *reader) value(field string, raw []byte) ChangeValue {
	decode, known := fieldDecoders[field]
	if !known {
		r.in.Skip()
		return UnknownValue{Raw: raw}
	}
	if r.in.Kind() != wire.KindObject {
		r.in.Skip()
		return UnknownValue{Raw: raw, Err: fmt.Errorf("whatsapp: webhook: value of %s: %w", field, errNotObject)}
	}
	return decode(r)
}

func valueAs[T ChangeValue](r *reader) ChangeValue {
	v := new(T)
	r.in.Decode(v)
	if r.pointers {
		return any(v).(ChangeValue) // which has the methods of what it points to
	}
	return *v
}

func messagesOf(r *reader) ChangeValue {
	v := r.messagesValue()
	if r.pointers {
		return v
	}
	return *v
}

// each yields an event for every item of a list. Items that were not what the
// field promises have stayed zero; these come as unknown events.
func each[T any](h EventHeader, list string, items []T, yield func(Event) bool, event func(EventHeader, T) Event) bool {
	for i, item := range items {
		var ev Event
		if reflect.ValueOf(&items[i]).Elem().IsZero() {
			raw := itemRaw(h.Raw, list, i)
			h := h
			h.Raw = raw
			ev = UnknownEvent{EventHeader: h, Raw: raw, Err: fmt.Errorf("whatsapp: webhook: %s[%d]: %w", list, i, errNotObject)}
		} else {
			ev = event(h, item)
		}
		if !yield(ev) {
			return false
		}
	}
	return true
}

// itemRaw finds the text of an item in the change that it came with.
func itemRaw(change []byte, list string, index int) []byte {
	s := wire.NewScanner(change)
	for key := range s.Object() {
		if string(key) != "value" {
			continue
		}
		for key := range s.Object() {
			if string(key) != list {
				continue
			}
			for i := range s.Array() {
				if i == index {
					return s.Raw()
				}
			}
		}
	}
	return nil
}
