package pages

import "github.com/metabiz-go/metabiz/internal/wire"

// Business is a business portfolio, as far as nodes of this package name it.
type Business struct {
	ID                 string `json:"id,omitzero"`
	Name               string `json:"name,omitzero"`
	VerificationStatus string `json:"verification_status,omitzero"` // "verified", "not_verified", "pending"
	PrimaryPage        *Page  `json:"primary_page,omitzero"`
}

// InstagramAccount is an Instagram account that belongs to a Page, as far as
// nodes of this package name it.
type InstagramAccount struct {
	ID                string `json:"id,omitzero"`
	Username          string `json:"username,omitzero"`
	Name              string `json:"name,omitzero"`
	ProfilePictureURL string `json:"profile_picture_url,omitzero"`
}

// PageCategory is what a Page is about.
type PageCategory struct {
	APIEnum          string         `json:"api_enum,omitzero"`
	FBPageCategories []PageCategory `json:"fb_page_categories,omitzero"`
	ID               string         `json:"id,omitzero"`
	Name             string         `json:"name,omitzero"`
}

// CoverPhoto is the wide picture above a Page. Offsets are in percent.
type CoverPhoto struct {
	CoverID string  `json:"cover_id,omitzero"`
	ID      string  `json:"id,omitzero" wire:"direct"`
	OffsetX float64 `json:"offset_x,omitzero"`
	OffsetY float64 `json:"offset_y,omitzero"`
	Source  string  `json:"source,omitzero"` // address of the picture
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (c *CoverPhoto) UnmarshalJSON(data []byte) error {
	type plain CoverPhoto
	return wire.Unmarshal(data, (*plain)(c))
}

// ProfilePictureSource is a profile picture. Sizes are in pixels.
type ProfilePictureSource struct {
	Bottom       int    `json:"bottom,omitzero" wire:"direct"`
	CacheKey     string `json:"cache_key,omitzero"`
	Height       int    `json:"height,omitzero"`
	IsSilhouette bool   `json:"is_silhouette,omitzero"` // nobody has uploaded one
	Left         int    `json:"left,omitzero"`
	Right        int    `json:"right,omitzero"`
	Top          int    `json:"top,omitzero"`
	URL          string `json:"url,omitzero"`
	Width        int    `json:"width,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (p *ProfilePictureSource) UnmarshalJSON(data []byte) error {
	type plain ProfilePictureSource
	return wire.Unmarshal(data, (*plain)(p))
}

// Location is where a Page's business is.
type Location struct {
	City        string  `json:"city,omitzero" wire:"direct"`
	CityID      int     `json:"city_id,omitzero"`
	Country     string  `json:"country,omitzero"`
	CountryCode string  `json:"country_code,omitzero"`
	Latitude    float64 `json:"latitude,omitzero"`
	LocatedIn   string  `json:"located_in,omitzero"`
	Longitude   float64 `json:"longitude,omitzero"`
	Name        string  `json:"name,omitzero"`
	Region      string  `json:"region,omitzero"`
	RegionID    int     `json:"region_id,omitzero"`
	State       string  `json:"state,omitzero"`
	Street      string  `json:"street,omitzero"`
	Zip         string  `json:"zip,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (l *Location) UnmarshalJSON(data []byte) error {
	type plain Location
	return wire.Unmarshal(data, (*plain)(l))
}

// MailingAddress is a postal address.
type MailingAddress struct {
	City       string `json:"city,omitzero"`
	CityPage   *Page  `json:"city_page,omitzero"`
	Country    string `json:"country,omitzero"`
	ID         string `json:"id,omitzero"`
	PostalCode string `json:"postal_code,omitzero"`
	Region     string `json:"region,omitzero"`
	Street1    string `json:"street1,omitzero"`
	Street2    string `json:"street2,omitzero"`
}

// Engagement tells how many people like a Page, in numbers and in words.
type Engagement struct {
	Count                     int    `json:"count,omitzero" wire:"direct"`
	CountString               string `json:"count_string,omitzero"`
	CountStringWithLike       string `json:"count_string_with_like,omitzero"`
	CountStringWithoutLike    string `json:"count_string_without_like,omitzero"`
	SocialSentence            string `json:"social_sentence,omitzero"`
	SocialSentenceWithLike    string `json:"social_sentence_with_like,omitzero"`
	SocialSentenceWithoutLike string `json:"social_sentence_without_like,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (e *Engagement) UnmarshalJSON(data []byte) error {
	type plain Engagement
	return wire.Unmarshal(data, (*plain)(e))
}

// HasLeadAccess tells whether the token's person and app may read the Page's leads, and if not, why.
type HasLeadAccess struct {
	AppHasLeadsPermission    bool   `json:"app_has_leads_permission,omitzero"`
	CanAccessLead            bool   `json:"can_access_lead,omitzero"`
	EnabledLeadAccessManager bool   `json:"enabled_lead_access_manager,omitzero"`
	FailureReason            string `json:"failure_reason,omitzero"`
	FailureResolution        string `json:"failure_resolution,omitzero"`
	IsPageAdmin              bool   `json:"is_page_admin,omitzero"`
	PageID                   string `json:"page_id,omitzero"`
	UserHasLeadsPermission   bool   `json:"user_has_leads_permission,omitzero"`
	UserID                   string `json:"user_id,omitzero"`
}

// CopyrightAttributionInsights counts, over seven days, the views that videos with the Page's material brought it.
type CopyrightAttributionInsights struct {
	L7AttributionPageView       int     `json:"l7_attribution_page_view,omitzero" wire:"direct"`
	L7AttributionPageViewDelta  float64 `json:"l7_attribution_page_view_delta,omitzero"`
	L7AttributionVideoView      int     `json:"l7_attribution_video_view,omitzero"`
	L7AttributionVideoViewDelta float64 `json:"l7_attribution_video_view_delta,omitzero"`
	MetricsEndingDate           string  `json:"metrics_ending_date,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (c *CopyrightAttributionInsights) UnmarshalJSON(data []byte) error {
	type plain CopyrightAttributionInsights
	return wire.Unmarshal(data, (*plain)(c))
}

// PageParking tells what parking there is: 1 for what there is, 0 for what there is not.
type PageParking struct {
	Lot    int `json:"lot,omitzero"`
	Street int `json:"street,omitzero"`
	Valet  int `json:"valet,omitzero"`
}

// PagePaymentOptions tells how customers may pay: 1 for what is taken, 0 for what is not.
type PagePaymentOptions struct {
	Amex       int `json:"amex,omitzero"`
	CashOnly   int `json:"cash_only,omitzero"`
	Discover   int `json:"discover,omitzero"`
	Mastercard int `json:"mastercard,omitzero"`
	Visa       int `json:"visa,omitzero"`
}

// PageRestaurantServices tells what a restaurant offers.
type PageRestaurantServices struct {
	Catering bool `json:"catering,omitzero"`
	Delivery bool `json:"delivery,omitzero"`
	Groups   bool `json:"groups,omitzero"`
	Kids     bool `json:"kids,omitzero"`
	Outdoor  bool `json:"outdoor,omitzero"`
	Pickup   bool `json:"pickup,omitzero"`
	Reserve  bool `json:"reserve,omitzero"`
	Takeout  bool `json:"takeout,omitzero"`
	Waiter   bool `json:"waiter,omitzero"`
	Walkins  bool `json:"walkins,omitzero"`
}

// PageRestaurantSpecialties tells which meals a restaurant is for: 1 for what it serves, 0 for what it does not.
type PageRestaurantSpecialties struct {
	Breakfast int `json:"breakfast,omitzero"`
	Coffee    int `json:"coffee,omitzero"`
	Dinner    int `json:"dinner,omitzero"`
	Drinks    int `json:"drinks,omitzero"`
	Lunch     int `json:"lunch,omitzero"`
}

// PageStartInfo tells when a business began.
type PageStartInfo struct {
	Date *StartDate `json:"date,omitzero"`
	Type string     `json:"type,omitzero"`
}

// StartDate is a date of which the month and the day may be missing.
type StartDate struct {
	Year  int `json:"year,omitzero"`
	Month int `json:"month,omitzero"`
	Day   int `json:"day,omitzero"`
}

// VoIPInfo tells whether the Page can be called by the token's person.
type VoIPInfo struct {
	HasMobileApp      bool   `json:"has_mobile_app,omitzero"`
	HasPermission     bool   `json:"has_permission,omitzero"`
	IsCallable        bool   `json:"is_callable,omitzero"`
	IsCallableWebRTC  bool   `json:"is_callable_webrtc,omitzero"`
	IsPushable        bool   `json:"is_pushable,omitzero"`
	ReasonCode        int    `json:"reason_code,omitzero"`
	ReasonDescription string `json:"reason_description,omitzero"`
}
