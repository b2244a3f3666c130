package pages

import (
	"fmt"
	"slices"
	"strings"
)

// FeedbackTemplate asks a person how a purchase or a conversation went. The answers come as a
// [FeedbackEvent].
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates/customer-feedback-template.
type FeedbackTemplate struct {
	Title           string           `json:"title"`
	Subtitle        string           `json:"subtitle"`
	ButtonTitle     string           `json:"button_title"`
	Screens         []FeedbackScreen `json:"feedback_screens"`
	BusinessPrivacy BusinessPrivacy  `json:"business_privacy"`
	ExpiresInDays   int              `json:"expires_in_days,omitzero"` // from 1, which is Meta's own, to 7
}

// BusinessPrivacy is what the business does with what people tell it.
type BusinessPrivacy struct {
	URL string `json:"url"` // of the privacy policy
}

// FeedbackScreen is what is asked at once.
type FeedbackScreen struct {
	Questions []FeedbackQuestion `json:"questions"`
}

// FeedbackQuestion is a question with a scale, or one that is answered in words.
type FeedbackQuestion struct {
	ID          string            `json:"id"` // letters and digits, one of its own for each
	Type        FeedbackType      `json:"type"`
	Title       string            `json:"title,omitzero"`        // Meta's own, in the person's language, where empty
	ScoreLabel  string            `json:"score_label,omitzero"`  // what the ends of the scale say: "neg_pos", "hard_easy"
	ScoreOption ScoreOption       `json:"score_option,omitzero"` // how the scale looks
	FollowUp    *FeedbackFollowUp `json:"follow_up,omitzero"`
}

// FeedbackFollowUp asks for words beside the score.
type FeedbackFollowUp struct {
	Type        FeedbackType `json:"type"`                 // FeedbackFreeForm
	Placeholder string       `json:"placeholder,omitzero"` // what stands where they write
}

// FeedbackType is what a question measures.
type FeedbackType string

const (
	FeedbackCSAT     FeedbackType = "csat"      // how content somebody is, from 1 to 5
	FeedbackNPS      FeedbackType = "nps"       // whether they would recommend it, from 0 to 10
	FeedbackCES      FeedbackType = "ces"       // how easy it was, from 1 to 7
	FeedbackFreeForm FeedbackType = "free_form" // words
)

// ScoreOption is how a scale looks.
type ScoreOption string

const (
	ScoreOneToFive  ScoreOption = "one_to_five"
	ScoreFiveStars  ScoreOption = "five_stars"
	ScoreFiveEmojis ScoreOption = "five_emojis"
	ScoreZeroToTen  ScoreOption = "zero_to_ten"
	ScoreOneToSeven ScoreOption = "one_to_seven"
)

var scores = map[FeedbackType][]ScoreOption{
	FeedbackCSAT:     {ScoreOneToFive, ScoreFiveStars, ScoreFiveEmojis},
	FeedbackNPS:      {ScoreZeroToTen},
	FeedbackCES:      {ScoreOneToSeven},
	FeedbackFreeForm: {},
}

func (t FeedbackTemplate) fill(b *messageBody) error {
	type plain FeedbackTemplate
	return attachTemplate(b, templateFeedback, plain(t))
}

func (t FeedbackTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.required(path+".title", t.Title)
	c.required(path+".subtitle", t.Subtitle)
	c.required(path+".button_title", t.ButtonTitle)
	c.some(path+".feedback_screens", len(t.Screens), "screen")
	ids := map[string]bool{}
	for i, screen := range t.Screens {
		at := fmt.Sprintf("%s.feedback_screens[%d].questions", path, i)
		c.some(at, len(screen.Questions), "question")
		for j, q := range screen.Questions {
			q.check(c, fmt.Sprintf("%s[%d]", at, j))
			if ids[q.ID] {
				c.add(fmt.Sprintf("%s[%d].id", at, j), "comes twice", nil, q.ID)
			}
			ids[q.ID] = true
		}
	}
	checkPrivacy(c, path, t.BusinessPrivacy, t.ExpiresInDays)
}

func checkPrivacy(c *checker, path string, p BusinessPrivacy, days int) {
	c.link(path+".business_privacy.url", p.URL, "https", "http")
	if days < 0 || days > 7 {
		c.add(path+".expires_in_days", "must be from 1 to 7", [2]int{1, 7}, days)
	}
}

func (q FeedbackQuestion) check(c *checker, path string) {
	c.required(path+".id", q.ID)
	options, known := scores[q.Type]
	switch {
	case q.Type == "":
		c.add(path+".type", "is required", nil, nil)
	case known && q.ScoreOption != "" && !slices.Contains(options, q.ScoreOption):
		c.add(path+".score_option", "does not go with "+string(q.Type)+", which takes "+orNone(options), options, string(q.ScoreOption))
	}
	if q.FollowUp != nil && q.FollowUp.Type != FeedbackFreeForm {
		c.add(path+".follow_up.type", "must be "+string(FeedbackFreeForm), nil, string(q.FollowUp.Type))
	}
}

func orNone(options []ScoreOption) string {
	if len(options) == 0 {
		return "none"
	}
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = string(o)
	}
	return strings.Join(words, ", ")
}

// InformationTemplate asks a person for their name, address and contact. The answers come as a
// [CustomerInformationEvent].
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/template/customer-information.
type InformationTemplate struct {
	Countries       []string        `json:"countries"` // two letters each; of the addresses that are asked for
	BusinessPrivacy BusinessPrivacy `json:"business_privacy"`
	ExpiresInDays   int             `json:"expires_in_days,omitzero"` // from 1 to 7
}

func (t InformationTemplate) fill(b *messageBody) error {
	type plain InformationTemplate
	return attachTemplate(b, templateInformation, plain(t))
}

func (t InformationTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.some(path+".countries", len(t.Countries), "country")
	for i, country := range t.Countries {
		if len(country) != 2 {
			c.add(fmt.Sprintf("%s.countries[%d]", path, i), "is not a country of two letters", 2, country)
		}
	}
	checkPrivacy(c, path, t.BusinessPrivacy, t.ExpiresInDays)
}

// InstantFormTemplate shows a lead form in the chat. Its questions must be of the types CUSTOM,
// EMAIL, FIRST_NAME, FULL_NAME, LAST_NAME and PHONE; Meta refuses others with subcode 2018382. The
// field messaging_in_thread_lead_form_submit tells who has filled it in.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates/instant-form-template.
type InstantFormTemplate struct {
	FormID string `json:"form_id"` // see [PageHandle.LeadgenForms]
}

func (t InstantFormTemplate) fill(b *messageBody) error {
	type plain InstantFormTemplate
	return attachTemplate(b, templateForm, plain(t))
}

func (t InstantFormTemplate) check(c *checker, path string) {
	c.required(path+".attachment.payload.form_id", t.FormID)
}
