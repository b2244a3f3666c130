package pages

import (
	"log/slog"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Page is a Facebook Page, as far as the call asked for its fields: a field
// that was not asked for is zero.
//
// See https://developers.facebook.com/docs/graph-api/reference/page.
type Page struct {
	ID                 string         `json:"id,omitzero" wire:"direct"`
	Name               string         `json:"name,omitzero"`
	Username           string         `json:"username,omitzero"`
	Link               string         `json:"link,omitzero"`
	Category           string         `json:"category,omitzero"`
	CategoryList       []PageCategory `json:"category_list,omitzero"`
	IsPublished        bool           `json:"is_published,omitzero"`
	IsVerified         bool           `json:"is_verified,omitzero"`
	VerificationStatus string         `json:"verification_status,omitzero"`
	OwnerBusiness      *Business      `json:"owner_business,omitzero"`
	Business           *Business      `json:"business,omitzero"`

	// AccessToken acts for the Page with the tasks of the person who asked for it.
	AccessToken Secret `json:"access_token,omitzero"`
	// Tasks are what the token's person may do on the Page. Ask with [Page.Can].
	Tasks                []Task    `json:"tasks,omitzero"`
	UserAccessExpireTime time.Time `json:"user_access_expire_time,omitzero"`

	// The WhatsApp number that ads of the Page lead to, as people see it.
	WhatsAppNumber            string `json:"whatsapp_number,omitzero"`
	HasWhatsAppNumber         bool   `json:"has_whatsapp_number,omitzero"`
	HasWhatsAppBusinessNumber bool   `json:"has_whatsapp_business_number,omitzero"`

	MessagingFeatureStatus          *MessagingFeatureStatus `json:"messaging_feature_status,omitzero"`
	HasAddedApp                     bool                    `json:"has_added_app,omitzero"`
	IsWebhooksSubscribed            bool                    `json:"is_webhooks_subscribed,omitzero"`
	IsMessengerPlatformBot          bool                    `json:"is_messenger_platform_bot,omitzero"`
	IsMessengerBotGetStartedEnabled bool                    `json:"is_messenger_bot_get_started_enabled,omitzero"`
	MessengerAdsDefaultIcebreakers  []string                `json:"messenger_ads_default_icebreakers,omitzero"`
	MessengerAdsDefaultQuickReplies []string                `json:"messenger_ads_default_quick_replies,omitzero"`
	MessengerAdsQuickRepliesType    string                  `json:"messenger_ads_quick_replies_type,omitzero"`
	DisplayedMessageResponseTime    string                  `json:"displayed_message_response_time,omitzero"`
	IsCallingEligible               bool                    `json:"is_calling_eligible,omitzero"`
	VoIPInfo                        *VoIPInfo               `json:"voip_info,omitzero"`
	PageToken                       Secret                  `json:"page_token,omitzero"`

	PromotionEligible           bool           `json:"promotion_eligible,omitzero"`
	PromotionIneligibleReason   string         `json:"promotion_ineligible_reason,omitzero"`
	IsEligibleForBrandedContent bool           `json:"is_eligible_for_branded_content,omitzero"`
	HasLeadAccess               *HasLeadAccess `json:"has_lead_access,omitzero"`
	LeadGenTOSAccepted          bool           `json:"leadgen_tos_accepted,omitzero"`
	LeadGenTOSAcceptanceTime    time.Time      `json:"leadgen_tos_acceptance_time,omitzero"`
	LeadGenTOSAcceptingUser     *User          `json:"leadgen_tos_accepting_user,omitzero"`

	InstagramBusinessAccount            *InstagramAccount `json:"instagram_business_account,omitzero"`
	ConnectedInstagramAccount           *InstagramAccount `json:"connected_instagram_account,omitzero"`
	ConnectedPageBackedInstagramAccount *InstagramAccount `json:"connected_page_backed_instagram_account,omitzero"`
	DoesViewerHavePagePermissionLinkIG  bool              `json:"does_viewer_have_page_permission_link_ig,omitzero"`

	About               string            `json:"about,omitzero"`
	Bio                 string            `json:"bio,omitzero"`
	CompanyOverview     string            `json:"company_overview,omitzero"`
	Cover               *CoverPhoto       `json:"cover,omitzero"`
	Description         string            `json:"description,omitzero"`
	Emails              []string          `json:"emails,omitzero"`
	Founded             string            `json:"founded,omitzero"`
	GeneralInfo         string            `json:"general_info,omitzero"`
	Hours               map[string]string `json:"hours,omitzero"` // "mon_1_open": "09:00"
	Impressum           string            `json:"impressum,omitzero"`
	IsAlwaysOpen        bool              `json:"is_always_open,omitzero"`
	IsPermanentlyClosed bool              `json:"is_permanently_closed,omitzero"`
	Mission             string            `json:"mission,omitzero"`
	Phone               string            `json:"phone,omitzero"`
	PriceRange          string            `json:"price_range,omitzero"`
	PrivacyInfoURL      string            `json:"privacy_info_url,omitzero"`
	Products            string            `json:"products,omitzero"`
	StartInfo           *PageStartInfo    `json:"start_info,omitzero"`
	TemporaryStatus     string            `json:"temporary_status,omitzero"`
	Website             string            `json:"website,omitzero"`

	ContactAddress              *MailingAddress            `json:"contact_address,omitzero"`
	CurrentLocation             string                     `json:"current_location,omitzero"`
	DeliveryAndPickupOptionInfo []string                   `json:"delivery_and_pickup_option_info,omitzero"`
	DisplaySubtext              string                     `json:"display_subtext,omitzero"`
	Location                    *Location                  `json:"location,omitzero"`
	NameWithLocationDescriptor  string                     `json:"name_with_location_descriptor,omitzero"`
	Parking                     *PageParking               `json:"parking,omitzero"`
	PaymentOptions              *PagePaymentOptions        `json:"payment_options,omitzero"`
	PickupOptions               []string                   `json:"pickup_options,omitzero"`
	PublicTransit               string                     `json:"public_transit,omitzero"`
	RestaurantServices          *PageRestaurantServices    `json:"restaurant_services,omitzero"`
	RestaurantSpecialties       *PageRestaurantSpecialties `json:"restaurant_specialties,omitzero"`
	SingleLineAddress           string                     `json:"single_line_address,omitzero"`
	StoreNumber                 int                        `json:"store_number,omitzero"`

	BestPage                           *Page `json:"best_page,omitzero"`
	ParentPage                         *Page `json:"parent_page,omitzero"`
	HasTransitionedToNewPageExperience bool  `json:"has_transitioned_to_new_page_experience,omitzero"`
	IsChain                            bool  `json:"is_chain,omitzero"`
	IsCommunityPage                    bool  `json:"is_community_page,omitzero"`
	IsOwned                            bool  `json:"is_owned,omitzero"`
	IsUnclaimed                        bool  `json:"is_unclaimed,omitzero"`
	CanCheckin                         bool  `json:"can_checkin,omitzero"`
	CanPost                            bool  `json:"can_post,omitzero"`

	Checkins                     int                           `json:"checkins,omitzero"`
	CopyrightAttributionInsights *CopyrightAttributionInsights `json:"copyright_attribution_insights,omitzero"`
	Engagement                   *Engagement                   `json:"engagement,omitzero"`
	FanCount                     int                           `json:"fan_count,omitzero"`
	FollowersCount               int                           `json:"followers_count,omitzero"`
	NewLikeCount                 int                           `json:"new_like_count,omitzero"`
	OverallStarRating            float64                       `json:"overall_star_rating,omitzero"`
	RatingCount                  int                           `json:"rating_count,omitzero"`
	TalkingAboutCount            int                           `json:"talking_about_count,omitzero"`
	UnreadMessageCount           int                           `json:"unread_message_count,omitzero"`
	UnreadNotifCount             int                           `json:"unread_notif_count,omitzero"`
	UnseenMessageCount           int                           `json:"unseen_message_count,omitzero"`
	WereHereCount                int                           `json:"were_here_count,omitzero"`
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (p *Page) UnmarshalJSON(data []byte) error {
	type plain Page
	return wire.Unmarshal(data, (*plain)(p))
}

// LogValue keeps the Page's token out of logs: they get the id and the name.
func (p Page) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", p.ID), slog.String("name", p.Name))
}
