package main

import "strings"

// fieldTypes are the Go types of fields that the specification's own type tells
// too little of: money, decimals and counts that it calls string, times that it
// calls int, and objects whose shape is known. Keys are Node.field.
var fieldTypes = merge(
	as("Money",
		"AdAccount: amount_spent balance min_campaign_group_spend_cap min_daily_budget spend_cap",
		"AdSet: bid_amount budget_remaining daily_budget daily_min_spend_target daily_spend_cap lifetime_budget lifetime_min_spend_target lifetime_spend_cap",
		"Ad: bid_amount",
		"Campaign: budget_remaining daily_budget lifetime_budget spend_cap",
		"FundingSourceDetailsCoupon: amount original_amount",
		"MinimumBudget: min_daily_budget_high_freq min_daily_budget_imp min_daily_budget_low_freq min_daily_budget_video_views",
	),
	as("map[string]Money", "AdSet: bid_info", "Ad: bid_info"),
	as("Decimal",
		"AdSet: max_budget_spend_percentage min_budget_spend_percentage",
		"AdsInsights: advanced_reach_1d_lookback advanced_reach_28d_lookback advanced_reach_7d_lookback auction_bid auction_competitiveness",
		"AdsInsights: auction_max_competitor_bid canvas_avg_view_percent canvas_avg_view_time cost_per_dda_countby_convs",
		"AdsInsights: cost_per_estimated_ad_recallers cost_per_inline_link_click cost_per_inline_post_engagement cost_per_unique_click",
		"AdsInsights: cost_per_unique_inline_link_click cpc cpm cpp ctr dda_countby_convs estimated_ad_recall_rate",
		"AdsInsights: estimated_ad_recall_rate_lower_bound estimated_ad_recall_rate_upper_bound frequency inline_link_click_ctr",
		"AdsInsights: landing_page_view_actions_per_link_click landing_page_view_per_link_click landing_page_view_per_purchase_rate",
		"AdsInsights: marketing_messages_click_rate_benchmark marketing_messages_cost_per_delivered marketing_messages_cost_per_link_btn_click",
		"AdsInsights: marketing_messages_delivery_rate marketing_messages_link_btn_click_rate marketing_messages_media_view_rate",
		"AdsInsights: marketing_messages_phone_call_btn_click_rate marketing_messages_quick_reply_btn_click_rate marketing_messages_read_rate",
		"AdsInsights: marketing_messages_read_rate_benchmark marketing_messages_spend marketing_messages_website_purchase_values",
		"AdsInsights: purchase_per_landing_page_view purchases_per_link_click qualifying_question_qualify_answer_rate social_spend spend",
		"AdsInsights: unique_ctr unique_inline_link_click_ctr unique_link_clicks_ctr wish_bid",
		"AdsActionStats: value 1d_click 1d_click_all_conversions 1d_click_first_conversion 1d_ev 1d_ev_all_conversions 1d_ev_first_conversion",
		"AdsActionStats: 1d_passback 1d_view 1d_view_all_conversions 1d_view_first_conversion 28d_click 28d_click_all_conversions",
		"AdsActionStats: 28d_click_first_conversion 28d_passback 28d_view 28d_view_all_conversions 28d_view_first_conversion 7d_click",
		"AdsActionStats: 7d_click_all_conversions 7d_click_first_conversion 7d_passback 7d_view 7d_view_all_conversions 7d_view_first_conversion",
		"AdsActionStats: dda incrementality incrementality_all_conversions incrementality_first_conversion inline skan_click",
		"AdsActionStats: skan_click_second_postback skan_click_third_postback skan_view skan_view_second_postback skan_view_third_postback",
		"AdsPixelStats: value",
		"CurrencyAmount: amount",
	),
	as("int64",
		"AdsInsights: clicks estimated_ad_recallers estimated_ad_recallers_lower_bound estimated_ad_recallers_upper_bound",
		"AdsInsights: full_view_impressions full_view_reach impressions inline_link_clicks inline_post_engagement instagram_profile_visits",
		"AdsInsights: instagram_upcoming_event_reminders_set instant_experience_clicks_to_open instant_experience_clicks_to_start",
		"AdsInsights: marketing_messages_delivered marketing_messages_link_btn_click marketing_messages_quick_reply_btn_click",
		"AdsInsights: marketing_messages_read marketing_messages_sent marketing_messages_website_add_to_cart",
		"AdsInsights: marketing_messages_website_initiate_checkout marketing_messages_website_purchase product_views reach",
		"AdsInsights: shops_assisted_purchases total_postbacks unique_clicks unique_inline_link_clicks",
		"AdSet: lifetime_imps",
		"AdVideo: live_audience_count post_views views",
		"AdAccountDeliveryEstimate: estimate_dau estimate_mau_lower_bound estimate_mau_upper_bound",
		"AdAccountReachEstimate: users_lower_bound users_upper_bound",
		"AdAccountTargetingUnified: audience_size_lower_bound audience_size_upper_bound",
		"AdCampaignDeliveryEstimate: estimate_dau estimate_mau_lower_bound estimate_mau_upper_bound",
		"AdsPixel: duplicate_entries matched_entries valid_entries",
		"AdsPixelStats: count",
		"AdsDataset: duplicate_entries matched_entries valid_entries",
		"BroadTargetingCategories: size_lower_bound size_upper_bound",
		"CustomAudience: approximate_count_lower_bound approximate_count_upper_bound",
		"LeadGenThankYouPageGatedFile: file_size_bytes",
		"MessageDeliveryEstimate: estimate_coverage_lower_bound estimate_coverage_upper_bound estimate_delivery",
		"MessageDeliveryEstimate: estimate_delivery_lower_bound estimate_delivery_upper_bound",
		"ProductItemCommerceInsights: message_sends organic_impressions paid_impressions",
		"SavedAudience: approximate_count_lower_bound approximate_count_upper_bound",
		"VideoStatusUploadingPhase: bytes_transferred source_file_size",
	),
	as("time.Time",
		"AdCampaignLearningStageInfo: last_sig_edit_ts",
		"AdReportRun: time_completed time_ref",
		"AdsDataset: event_time_max event_time_min last_upload_app_changed_time last_upload_time",
		"AdsPixel: event_time_max event_time_min last_upload_app_changed_time",
		"CustomAudience: delete_time page_deletion_marked_delete_time time_content_updated time_created time_updated",
		"SavedAudience: delete_time page_deletion_marked_delete_time",
	),
	as("UnixTime", "AdCreativePromotionMetadataSpec: end_date start_date"),
	as("[]InsightsResult",
		"AdsInsights: cost_per_objective_result cost_per_result dda_results link_clicks_per_results objective_result_rate objective_results",
		"AdsInsights: result_rate results",
	),
	as("Objective", "AdsInsights: objective"),
	as("OptimizationGoal", "AdsInsights: optimization_goal"),
	as("[]SpecialAdCategory", "Ad: special_ad_categories", "AdSet: special_ad_categories"),
	as("SpecialAdCategory", "Campaign: special_ad_category"),
	as("AsyncRequestStatus", "AdAsyncRequest: status"),
	as("AudienceSubtype", "CustomAudience: subtype"),
	as("CustomerFileSource", "CustomAudience: customer_file_source"),
	as("*IDName", "AdVideo: from", "Business: created_by updated_by"),
	as("[][]int",
		"AdsImageCrops: 100x100 100x72 191x100 300x400 400x150 400x500 600x360 90x160",
	),
	as("[]PublisherPlatform",
		"Targeting: publisher_platforms effective_publisher_platforms",
		"Placement: publisher_platforms effective_publisher_platforms",
		"AdAssetCustomizationRuleCustomizationSpec: publisher_platforms",
	),
	as("[]FacebookPosition",
		"Targeting: facebook_positions effective_facebook_positions",
		"Placement: facebook_positions effective_facebook_positions",
		"AdAssetCustomizationRuleCustomizationSpec: facebook_positions",
		"PlacementSoftOptOut: facebook_positions",
	),
	as("[]InstagramPosition",
		"Targeting: instagram_positions effective_instagram_positions",
		"Placement: instagram_positions effective_instagram_positions",
		"AdAssetCustomizationRuleCustomizationSpec: instagram_positions",
		"PlacementSoftOptOut: instagram_positions",
	),
	as("[]MessengerPosition",
		"Targeting: messenger_positions effective_messenger_positions",
		"Placement: messenger_positions effective_messenger_positions",
		"AdAssetCustomizationRuleCustomizationSpec: messenger_positions",
		"PlacementSoftOptOut: messenger_positions",
	),
	as("[]AudienceNetworkPosition",
		"Targeting: audience_network_positions effective_audience_network_positions",
		"Placement: audience_network_positions effective_audience_network_positions",
		"AdAssetCustomizationRuleCustomizationSpec: audience_network_positions",
		"PlacementSoftOptOut: audience_network_positions",
	),
	as("[]ThreadsPosition",
		"Targeting: threads_positions effective_threads_positions",
		"Placement: threads_positions effective_threads_positions",
		"AdAssetCustomizationRuleCustomizationSpec: threads_positions",
		"PlacementSoftOptOut: threads_positions",
	),
	as("[]WhatsAppPosition",
		"Targeting: whatsapp_positions effective_whatsapp_positions",
		"Placement: whatsapp_positions effective_whatsapp_positions",
		"PlacementSoftOptOut: whatsapp_positions",
	),
	as("[][]string", "AdSet: time_based_ad_rotation_id_blocks"),
	as("[]string", "LookalikeSpec: target_country_names", "SavedAudience: sentence_lines"),

	// Zero is a choice here, and not the same as saying nothing.
	as("*int",
		"TargetingAutomation: advantage_audience creative_audience_pairing shared_audiences value_expression",
		"TargetingRelaxation: custom_audience lookalike",
		"AdCreativeLinkData: additional_image_index",
		"AdCreativeVideoData: additional_image_index",
		"AdCreativeLinkDataCallToActionValue: land_on_whatsapp_catalog land_on_whatsapp_profile",
		"AdCreativeCollectionThumbnailInfo: element_child_index",
		"AdCreativeLinkDataImageLayerSpec: opacity",
	),
	as("*float64", "TargetingGeoLocationCustomLocation: latitude longitude", "TargetingGeoLocationPlace: latitude longitude", "AdCreativePlaceData: latitude longitude"),
	as("*int", "AdRuleSchedule: end_minute start_minute"), // without a start it is every half-hour of its days
	as("[]SentenceLine", "TargetingSentenceLine: targetingsentencelines"),
)

// always are the fields that are written even when they are zero: midnight is
// minute 0, and a window of no days is one.
var always = set(
	"AttributionSpec.window_days",
	"DayPart.end_minute", "DayPart.start_minute",
	"HighDemandPeriodTimeSuggestionWeeklySegment.end_minute", "HighDemandPeriodTimeSuggestionWeeklySegment.start_minute",
)

// moreFields are fields that the specification's file lacks and Meta documents.
var moreFields = map[string][]specField{
	"AdCreative": {{Name: "creative_id", Type: "string"}}, // how POST /act_1/ads names a creative that exists
}

// fieldNotes are what a reader of a field has to know.
var fieldNotes = map[string]string{
	"AdAccount.account_status":                         "1 active, 2 disabled, 3 unsettled, 7 in review, 9 in grace, 100 and 101 closing and closed",
	"AdAccountUpdate.spend_cap":                        "in whole units of the currency, 0 for none",
	"AdAssetFeedAdditionalData.page_welcome_message":   "JSON text",
	"AdCreative.creative_id":                           "of a creative that exists; the other fields are left out then",
	"AdCreative.messenger_sponsored_message":           "JSON text",
	"AdCreative.page_welcome_message":                  "JSON text",
	"AdCreativeLinkData.page_welcome_message":          "JSON text",
	"AdCreativeParams.page_welcome_message":            "JSON text",
	"AdCreativeParams.template_url_spec":               "JSON text",
	"AdCreativePhotoData.page_welcome_message":         "JSON text",
	"AdCreativeVideoData.page_welcome_message":         "JSON text",
	"AdImageParams.bytes":                              "base64",
	"AdSetParams.bid_constraints":                      "with BidStrategyLowestCostWithMinROAS",
	"AdSetParams.daily_budget":                         "of ad sets that run longer than a day; else LifetimeBudget",
	"AdSetParams.dsa_beneficiary":                      "needed where the ad set reaches the EU, as is DSAPayor, unless the account has defaults",
	"AdSetParams.lifetime_budget":                      "needs EndTime",
	"AdSetParams.name":                                 "up to 400 characters",
	"AdStudyCell.control_percentage":                   "of all cells together at most 100 with the treatment's",
	"AdsInsights.spend":                                "in whole units of the currency",
	"CampaignParams.daily_budget":                      "then the ad sets have none",
	"CampaignParams.is_adset_budget_sharing_enabled":   "must be given when the ad sets have the budgets",
	"CampaignParams.special_ad_categories":             "empty for none",
	"CampaignParams.status":                            "active unless told otherwise",
	"CampaignUpdate.spend_cap":                         "922337203685478 removes it",
	"CustomAudienceParams.lookalike_spec":              "JSON text",
	"CustomAudienceParams.regulated_audience_spec":     "JSON text",
	"CustomAudienceParams.rule":                        "JSON text",
	"CustomAudienceUpdate.lookalike_spec":              "JSON text",
	"CustomAudienceUpdate.rule":                        "JSON text",
	"CustomConversionParams.rule":                      "JSON text",
	"DayPart.days":                                     "0 is Sunday",
	"DayPart.timezone_type":                            "USER or ADVERTISER",
	"HighDemandPeriodParams.budget_value":              "an amount, or a percentage",
	"InsightsQuery.time_increment":                     "days from 1 to 90, monthly or all_days",
	"LeadgenForm.locale":                               "such as EN_US",
	"Targeting.genders":                                "1 men, 2 women; none for all",
	"AdSet.pacing_type":                                "standard, no_pacing or day_parting",
	"AdSetParams.pacing_type":                          "standard, no_pacing or day_parting; the last goes with AdSetSchedule",
	"TargetingAutomation.advantage_audience":           "1 lets Meta widen the audience, 0 does not",
	"TargetingGeoLocationCity.distance_unit":           "kilometer or mile",
	"TargetingGeoLocationCustomLocation.distance_unit": "kilometer or mile",
}

// as gives each of the fields, written "Node: field field", the Go type.
func as(goType string, fields ...string) map[string]string {
	types := make(map[string]string)
	for _, line := range fields {
		node, names, _ := strings.Cut(line, ":")
		for _, name := range strings.Fields(names) {
			types[node+"."+name] = goType
		}
	}
	return types
}

func merge(all ...map[string]string) map[string]string {
	merged := make(map[string]string)
	for _, one := range all {
		for k, v := range one {
			if _, twice := merged[k]; twice {
				panic(k + " has two types")
			}
			merged[k] = v
		}
	}
	return merged
}

func set(names ...string) map[string]bool {
	s := make(map[string]bool, len(names))
	for _, name := range names {
		s[name] = true
	}
	return s
}
