package whatsapp

import (
	"encoding/json"
	"time"
)

// A Template is a message template: its definition, as it is created, and what
// Meta adds to it when it is read. A template of a name exists once a language.
//
// Name, Language, Category and Body are required to create one. Variables are
// {{1}}, {{2}} … or, with ParameterFormat NAMED, {{first_name}} …; each needs an example.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components.
type Template struct {
	Name            string // up to 512 lower-case letters, digits and underscores
	Language        string // "it", "en_US"
	Category        TemplateCategory
	ParameterFormat ParameterFormat // positional where it is left out

	Header                *TemplateHeader
	Body                  TemplateBody
	Footer                string // up to 60 characters
	CodeExpirationMinutes int    // 1 to 90, said in the footer of an authentication template
	Buttons               []TemplateButton
	LimitedTimeOffer      *LimitedTimeOffer
	Cards                 []TemplateCard // of a carousel: two to ten, all of the same shape
	CallPermissionRequest bool           // asks whether the business may call
	Other                 []UnknownComponent

	// MessageSendTTLSeconds is how long Meta tries to deliver: 30 to 900 for
	// authentication, 30 to 43,200 for utility, -1 (30 days) for both, and 43,200
	// to 2,592,000 for marketing by the Marketing Messages API. Meta's own where it is left out.
	MessageSendTTLSeconds int
	SubCategory           string // "ORDER_DETAILS", "ORDER_STATUS", "RICH_ORDER_STATUS"
	DisplayFormat         string // "ORDER_DETAILS"
	SendType              string // "CAMPAIGN", "DIRECT"
	AllowCategoryChange   *bool  // lets Meta change the category at review
	LinkTrackingOptedOut  *bool  // cta_url_link_tracking_opted_out
	PrimaryDeviceOnly     *bool  // is_primary_device_delivery_only
	// CreativeFeatures lets Meta improve on marketing messages, or not: all that are not
	// named are on. Marketing Messages API only (degrees_of_freedom_spec).
	CreativeFeatures CreativeFeatures
	OptimizationSpec *OptimizationSpec // the most that a delivered marketing message may cost

	// A template made of one in Meta's library has no components of its own: see [LibraryTemplate].

	LibraryTemplateName string
	LibraryBodyInputs   *LibraryBodyInputs   // library_template_body_inputs
	LibraryButtonInputs []LibraryButtonInput // library_template_button_inputs, one for each button that takes something

	// What Meta adds when a template is read.

	ID               string
	Status           TemplateStatus
	RejectedReason   string // "NONE", "INVALID_FORMAT", "TAG_CONTENT_MISMATCH" …
	PreviousCategory TemplateCategory
	CorrectCategory  TemplateCategory // the one that Meta is about to change it to
	QualityScore     *TemplateQuality
	RejectionInfo    *TemplateRejection
	HealthStatus     *Health // asked for by name: metabiz.WithFields
	LastUpdatedTime  time.Time
	DisabledUntil    time.Time

	// Extra holds members that have no field here, by their name: it is sent
	// along when a template is created.
	Extra map[string]json.RawMessage
}

// TemplateCategory decides what a template may say and what it costs. Meta may change it.
type TemplateCategory string

const (
	Authentication TemplateCategory = "AUTHENTICATION" // one-time codes
	Marketing      TemplateCategory = "MARKETING"      // whatever is not the others
	Utility        TemplateCategory = "UTILITY"        // about something the person has done or asked for
)

// TemplateStatus is how far a template has come. Only an approved one can be sent.
type TemplateStatus string

const (
	TemplateApproved        TemplateStatus = "APPROVED"
	TemplateArchived        TemplateStatus = "ARCHIVED"
	TemplateDeleted         TemplateStatus = "DELETED"
	TemplateDisabled        TemplateStatus = "DISABLED"
	TemplateInAppeal        TemplateStatus = "IN_APPEAL"
	TemplateLimitExceeded   TemplateStatus = "LIMIT_EXCEEDED"
	TemplatePaused          TemplateStatus = "PAUSED"
	TemplatePending         TemplateStatus = "PENDING"
	TemplatePendingDeletion TemplateStatus = "PENDING_DELETION"
	TemplateRejected        TemplateStatus = "REJECTED"
)

// ParameterFormat is how the variables of a template are written.
type ParameterFormat string

const (
	Positional ParameterFormat = "POSITIONAL" // {{1}}, {{2}} …
	Named      ParameterFormat = "NAMED"      // {{first_name}}: lower-case letters and underscores
)

// HeaderFormat is what a template's header shows.
type HeaderFormat string

const (
	HeaderText     HeaderFormat = "TEXT"
	HeaderImage    HeaderFormat = "IMAGE"
	HeaderVideo    HeaderFormat = "VIDEO"
	HeaderDocument HeaderFormat = "DOCUMENT"
	HeaderGIF      HeaderFormat = "GIF" // an MP4 of up to 3.5 MB; Marketing Messages API only
	HeaderLocation HeaderFormat = "LOCATION"
	HeaderProduct  HeaderFormat = "PRODUCT"
)

// TemplateHeader stands above the body of a template.
type TemplateHeader struct {
	Format HeaderFormat // TEXT where it is left out
	// Text of a text header takes up to 60 characters and one variable.
	Text string
	// Example is a value for the variable or, of a picture, video, GIF or
	// document, the handle of a resumable upload ([metabiz.Client.Upload]). When a
	// template is read it is an address, which is of no use in a message: Meta's own
	// servers refuse to fetch it.
	Example string
}

// TemplateBody is the text of a template: up to 1,024 characters, 600 with a
// limited-time offer, 160 on a card and with a product. It neither begins nor
// ends with a variable. Authentication templates have no text of their own.
type TemplateBody struct {
	Text string
	// Examples are values for the variables, in the order of their numbers or in
	// that in which their names first appear.
	Examples []string
	// AddSecurityRecommendation makes an authentication template warn of sharing the code.
	AddSecurityRecommendation *bool
}

// LimitedTimeOffer shows that an offer ends. Text takes up to 16 characters.
type LimitedTimeOffer struct {
	Text string `json:"text"`
	// HasExpiration shows a countdown to the time that each message gives.
	HasExpiration *bool `json:"has_expiration,omitzero"`
}

// TemplateCard is a card of a carousel: a picture, video or product, a text of up
// to 160 characters, one or two buttons.
type TemplateCard struct {
	Header  *TemplateHeader
	Body    TemplateBody
	Buttons []TemplateButton
	Other   []UnknownComponent
}

// TemplateQuality is how people have taken a template of late.
type TemplateQuality struct {
	Score   QualityRating `json:"score"`
	Date    time.Time     `json:"date,omitzero"`
	Reason  string        `json:"reason,omitzero"`
	Reasons []string      `json:"reasons,omitzero"`
}

// QualityRating is how people have taken what was sent: of a template, or of a
// phone number over the last seven days.
type QualityRating string

const (
	QualityGreen   QualityRating = "GREEN"
	QualityYellow  QualityRating = "YELLOW"
	QualityRed     QualityRating = "RED"
	QualityNA      QualityRating = "NA"
	QualityUnknown QualityRating = "UNKNOWN"
)

// TemplateRejection is why Meta has rejected a template, and what it recommends.
type TemplateRejection struct {
	Reason         string `json:"reason,omitzero"`
	Recommendation string `json:"recommendation,omitzero"`
}

// CreativeFeature is a way in which Meta improves on a marketing message.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/features.
type CreativeFeature string

const (
	FeatureAddTextOverlay             CreativeFeature = "add_text_overlay"
	FeatureAutoPromotionTag           CreativeFeature = "auto_promotion_tag"
	FeatureImageAnimation             CreativeFeature = "image_animation"
	FeatureImageBackgroundGen         CreativeFeature = "image_background_gen"
	FeatureImageBrightnessAndContrast CreativeFeature = "image_brightness_and_contrast"
	FeatureImageTouchups              CreativeFeature = "image_touchups"
	FeatureProductExtensions          CreativeFeature = "product_extensions"
	FeatureTextExtractionForHeadline  CreativeFeature = "text_extraction_for_headline"
	FeatureTextExtractionForTapTarget CreativeFeature = "text_extraction_for_tap_target"
	FeatureTextFormattingOptimization CreativeFeature = "text_formatting_optimization"
)

// EnrollStatus says whether a [CreativeFeature] is used.
type EnrollStatus string

const (
	OptIn  EnrollStatus = "OPT_IN"
	OptOut EnrollStatus = "OPT_OUT"
)

// OptimizationSpec caps what marketing messages of a template cost.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/pricing.
type OptimizationSpec struct {
	BidAmount   int64  `json:"bid_amount,omitzero"` // for 1,000 deliveries, in minor units of the account's currency
	BidStrategy string `json:"bid_strategy,omitzero"`
}

// isZero tells whether there is no body component to write.
func (b TemplateBody) isZero() bool {
	return b.Text == "" && b.Examples == nil && b.AddSecurityRecommendation == nil
}
