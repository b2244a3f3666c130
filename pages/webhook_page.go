package pages

import (
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// RatingEvent is a review of the Page, or what others said to one.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page#ratings.
type RatingEvent struct {
	EventHeader
	Rating Rating `json:"rating"`
}

// Rating is a review, or a comment or reaction on one.
type Rating struct {
	Item               string    `json:"item,omitzero" wire:"direct"`  // "rating", "comment", "like" ...
	Verb               string    `json:"verb,omitzero"`                // "add", "edit", "remove"
	RecommendationType string    `json:"recommendation_type,omitzero"` // "POSITIVE", "NEGATIVE"
	Rating             int       `json:"rating,omitzero"`              // of old reviews: stars, from 1 to 5
	ReviewText         string    `json:"review_text,omitzero"`
	ReviewerID         string    `json:"reviewer_id,omitzero"`
	ReviewerName       string    `json:"reviewer_name,omitzero"`
	OpenGraphStoryID   string    `json:"open_graph_story_id,omitzero"`
	CommentID          string    `json:"comment_id,omitzero"`
	ParentID           string    `json:"parent_id,omitzero"`
	Message            string    `json:"message,omitzero"` // of a comment
	SenderID           string    `json:"sender_id,omitzero"`
	SenderName         string    `json:"sender_name,omitzero"`
	ReactionType       string    `json:"reaction_type,omitzero"`
	CreatedTime        time.Time `json:"created_time,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (r *Rating) UnmarshalJSON(data []byte) error {
	type plain Rating
	return wire.Unmarshal(data, (*plain)(r))
}

// BusinessIntegrityEvent tells how Meta thinks of the Page's messages, and what it does about it.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page#business_integrity.
type BusinessIntegrityEvent struct {
	EventHeader
	Integrity BusinessIntegrity `json:"integrity"`
}

// BusinessIntegrity is the state of the Page's messaging.
type BusinessIntegrity struct {
	Status       string                 `json:"status,omitzero" wire:"direct"`
	Timestamp    time.Time              `json:"timestamp,omitzero"`
	Violations   []IntegrityViolation   `json:"violations,omitzero"`
	Restrictions []IntegrityRestriction `json:"restrictions,omitzero"`
	ActionEvents []IntegrityAction      `json:"action_events,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (b *BusinessIntegrity) UnmarshalJSON(data []byte) error {
	type plain BusinessIntegrity
	return wire.Unmarshal(data, (*plain)(b))
}

// IntegrityViolation is a policy that the Page has broken.
type IntegrityViolation struct {
	Type        string `json:"type,omitzero"`
	Description string `json:"description,omitzero"`
	URL         string `json:"url,omitzero"` // of the policy
}

// IntegrityRestriction is something that the Page may not do for a while.
type IntegrityRestriction struct {
	Feature        string    `json:"feature,omitzero" wire:"direct"`
	Status         string    `json:"status,omitzero"`
	Description    string    `json:"description,omitzero"`
	AppliedTime    time.Time `json:"applied_time,omitzero"`
	ExpirationTime time.Time `json:"expiration_time,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (i *IntegrityRestriction) UnmarshalJSON(data []byte) error {
	type plain IntegrityRestriction
	return wire.Unmarshal(data, (*plain)(i))
}

// IntegrityAction is a step that Meta took.
type IntegrityAction struct {
	Type        string    `json:"type,omitzero" wire:"direct"`
	Status      string    `json:"status,omitzero"`
	CreatedTime time.Time `json:"created_time,omitzero"`
	UpdatedTime time.Time `json:"updated_time,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (i *IntegrityAction) UnmarshalJSON(data []byte) error {
	type plain IntegrityAction
	return wire.Unmarshal(data, (*plain)(i))
}

// LabelEvent is a label that was put on a person, or taken off.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/identity/custom-labels.
type LabelEvent struct {
	EventHeader
	Label LabelChange `json:"label"`
}

// LabelChange tells who bears which label from now on, or no longer.
type LabelChange struct {
	User   Participant                `json:"user"`
	Action string                     `json:"action"` // "add", "remove"
	Label  PageUserMessageThreadLabel `json:"label"`
}

// TemplateStatusEvent is what Meta decided on a utility template.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages.
type TemplateStatusEvent struct {
	EventHeader
	Template TemplateStatus `json:"template"`
}

// TemplateStatus is the new status of a utility template.
type TemplateStatus struct {
	Event    MessengerBusinessTemplateStatus `json:"event,omitzero" wire:"direct"` // "APPROVED", "REJECTED" ...
	ID       string                          `json:"message_template_id,omitzero"`
	Name     string                          `json:"message_template_name,omitzero"`
	Language string                          `json:"message_template_language,omitzero"`
	Reason   string                          `json:"reason,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (t *TemplateStatus) UnmarshalJSON(data []byte) error {
	type plain TemplateStatus
	return wire.Unmarshal(data, (*plain)(t))
}
