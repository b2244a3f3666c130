package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// GroupsValue is the value of the fields "group_lifecycle_update",
// "group_participants_update", "group_settings_update" and "group_status_update".
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks.
type GroupsValue struct {
	MessagingProduct string        `json:"messaging_product,omitempty"`
	Metadata         Metadata      `json:"metadata,omitzero"`
	Groups           []GroupUpdate `json:"groups,omitempty"`
}

// A GroupUpdate is news of a group, or what became of a request about it.
type GroupUpdate struct {
	Timestamp time.Time `json:"timestamp,omitzero" wire:"direct"`
	GroupID   string    `json:"group_id,omitempty"`
	Type      string    `json:"type"`                 // [GroupCreate] and its kin
	RequestID string    `json:"request_id,omitempty"` // of the request that it answers

	Subject          string `json:"subject,omitempty"`
	Description      string `json:"description,omitempty"`
	InviteLink       string `json:"invite_link,omitempty"`
	JoinApprovalMode string `json:"join_approval_mode,omitempty"`

	Reason              string             `json:"reason,omitempty"`       // "invite_link"
	InitiatedBy         string             `json:"initiated_by,omitempty"` // of a removal: "business" or "participant"
	AddedParticipants   []GroupParticipant `json:"added_participants,omitempty"`
	RemovedParticipants []GroupParticipant `json:"removed_participants,omitempty"`
	FailedParticipants  []GroupParticipant `json:"failed_participants,omitempty"`

	JoinRequestID string `json:"join_request_id,omitempty"`
	WhatsAppID    string `json:"wa_id,omitempty"` // who asks to join
	UserID        string `json:"user_id,omitempty"`
	ParentUserID  string `json:"parent_user_id,omitempty"`
	Username      string `json:"username,omitempty"`

	ProfilePicture   *GroupSetting `json:"profile_picture,omitempty"`
	GroupSubject     *GroupSetting `json:"group_subject,omitempty"`
	GroupDescription *GroupSetting `json:"group_description,omitempty"`

	Errors []WebhookError `json:"errors,omitempty"`
}

// Values of [GroupUpdate].Type. Meta's reference spells two of them otherwise:
// "group_add_participants" and "group_remove_participants".
const (
	GroupCreate             = "group_create"
	GroupDelete             = "group_delete"
	GroupParticipantsAdd    = "group_participants_add"
	GroupParticipantsRemove = "group_participants_remove"
	GroupJoinRequestCreated = "group_join_request_created"
	GroupJoinRequestRevoked = "group_join_request_revoked"
	GroupSettingsUpdate     = "group_settings_update"
	GroupSuspend            = "group_suspend"
	GroupSuspendCleared     = "group_suspend_cleared"
)

// A GroupParticipant is a member of a group, or one who failed to become one.
type GroupParticipant struct {
	Input        string         `json:"input,omitempty"` // as given in the request
	WhatsAppID   string         `json:"wa_id,omitempty"`
	UserID       string         `json:"user_id,omitempty"`
	ParentUserID string         `json:"parent_user_id,omitempty"`
	Username     string         `json:"username,omitempty"`
	Errors       []WebhookError `json:"errors,omitempty"`
}

// A GroupSetting is a group's picture, subject or description after an update.
type GroupSetting struct {
	Text             string         `json:"text,omitempty"`
	MIMEType         string         `json:"mime_type,omitempty"`
	SHA256           string         `json:"sha256,omitempty"`
	UpdateSuccessful *bool          `json:"update_successful,omitempty"`
	Errors           []WebhookError `json:"errors,omitempty"`
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (u *GroupUpdate) UnmarshalJSON(data []byte) error {
	type plain GroupUpdate
	return wire.Unmarshal(data, (*plain)(u))
}

// MarshalJSON writes the time as Meta does.
func (u GroupUpdate) MarshalJSON() ([]byte, error) {
	type plain GroupUpdate
	return json.Marshal(struct {
		plain
		Timestamp unixText `json:"timestamp,omitzero"`
	}{plain(u), unixText(u.Timestamp)})
}

func (v GroupsValue) events(h EventHeader, yield func(Event) bool) bool {
	h.of(v.Metadata)
	return each(h, "groups", v.Groups, yield, func(h EventHeader, u GroupUpdate) Event {
		h.at(u.Timestamp)
		return GroupEvent{EventHeader: h, Group: u}
	})
}
