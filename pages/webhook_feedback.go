package pages

import (
	"github.com/metabiz-go/metabiz/internal/wire"
)

// FeedbackEvent is what a person answered to a [FeedbackTemplate].
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates/customer-feedback-template.
type FeedbackEvent struct {
	EventHeader
	Screens []AnsweredScreen `json:"feedback_screens"`
}

// AnsweredScreen holds the answers of a [FeedbackScreen].
type AnsweredScreen struct {
	ScreenID  int                         `json:"screen_id" wire:"direct"` // 0 is the first
	Questions map[string]AnsweredQuestion `json:"questions"`               // by [FeedbackQuestion.ID]
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (a *AnsweredScreen) UnmarshalJSON(data []byte) error {
	type plain AnsweredScreen
	return wire.Unmarshal(data, (*plain)(a))
}

// AnsweredQuestion is an answer: a score, or words.
type AnsweredQuestion struct {
	Type     FeedbackType      `json:"type"`
	Payload  string            `json:"payload"` // the score in digits, or the words
	FollowUp *AnsweredFollowUp `json:"follow_up,omitzero"`
}

// AnsweredFollowUp holds the words beside a score.
type AnsweredFollowUp struct {
	Type    FeedbackType `json:"type"`
	Payload string       `json:"payload"`
}

type feedback struct {
	Screens []AnsweredScreen `json:"feedback_screens"`
}

// CustomerInformationEvent is what a person entered in an [InformationTemplate].
//
// See https://developers.facebook.com/docs/graph-api/webhooks/reference/page#messaging_customer_information.
type CustomerInformationEvent struct {
	EventHeader
	Screens []InformationScreen `json:"screens"`
}

// InformationScreen holds what was entered on one screen.
type InformationScreen struct {
	ScreenID  string               `json:"screen_id"`
	Responses []InformationEntered `json:"responses"`
}

// InformationEntered is what was entered in one place.
type InformationEntered struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type information struct {
	Screens []InformationScreen `json:"screens"`
}

// ResponseFeedbackEvent is what a person thinks of a message of the Page, by its thumbs.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/response_feedback.
type ResponseFeedbackEvent struct {
	EventHeader
	MID      string `json:"mid"`
	Feedback string `json:"feedback"` // "Good response", "Bad response"
}

type responseFeedback struct {
	MID      string `json:"mid"`
	Feedback string `json:"feedback"`
}
