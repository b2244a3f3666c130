package emulator

// The parameters that Meta documents for the operations of the Marketing API, with their types.
const (
	accountUpdateParams = `
		agency_client_declaration map, attribution_spec list<Object>, business_info map,
		currency enum(AED|ARS|AUD|BDT|BOB|BRL|CAD|CHF|CLP|CNY|COP|CRC|CZK|DKK|DZD|EGP|EUR|GBP|GTQ|HKD|HNL|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|LKR|MOP|MXN|MYR|NGN|NIO|NOK|NZD|PEN|PHP|PKR|PLN|PYG|QAR|RON|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|UYU|VND|ZAR),
		custom_audience_info map, default_dsa_beneficiary string, default_dsa_payor string, end_advertiser string,
		existing_customers list<string>, is_ba_skip_delayed_eligible bool, is_notifications_enabled bool,
		media_agency string, name string, partner string, spend_cap float, spend_cap_action string,
		timezone_id unsigned int, tos_accepted map`

	campaignParams = `
		adlabels list<Object>,
		bid_strategy enum(COST_CAP|LOWEST_COST_WITHOUT_CAP|LOWEST_COST_WITH_BID_CAP|LOWEST_COST_WITH_MIN_ROAS),
		budget_schedule_specs list<Object>, buying_type string, daily_budget unsigned int,
		execution_options list<enum(include_recommendations|validate_only)>, is_adset_budget_sharing_enabled bool,
		is_budget_schedule_enabled bool, is_direct_send_campaign bool, is_message_campaign bool,
		is_skadnetwork_attribution bool, iterative_split_test_configs list<Object>, lifetime_budget unsigned int,
		name string,
		objective enum(APP_INSTALLS|BRAND_AWARENESS|CONVERSIONS|EVENT_RESPONSES|LEAD_GENERATION|LINK_CLICKS|LOCAL_AWARENESS|MESSAGES|OFFER_CLAIMS|OUTCOME_APP_PROMOTION|OUTCOME_AWARENESS|OUTCOME_ENGAGEMENT|OUTCOME_LEADS|OUTCOME_SALES|OUTCOME_TRAFFIC|PAGE_LIKES|POST_ENGAGEMENT|PRODUCT_CATALOG_SALES|REACH|STORE_VISITS|VIDEO_VIEWS),
		pacing_type list<string>, promoted_object Object,
		smart_promotion_type enum(GUIDED_CREATION|SMART_APP_PROMOTION), source_campaign_id string,
		special_ad_categories! list<enum(CREDIT|EMPLOYMENT|FINANCIAL_PRODUCTS_SERVICES|HOUSING|ISSUES_ELECTIONS_POLITICS|NONE|ONLINE_GAMBLING_AND_GAMING)>,
		special_ad_category_country list<string>, spend_cap unsigned int, start_time datetime,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), stop_time datetime, topline_id string`

	campaignUpdateParams = `
		adlabels list<Object>, adset_bid_amounts map, adset_budgets list<map>,
		bid_strategy enum(COST_CAP|LOWEST_COST_WITHOUT_CAP|LOWEST_COST_WITH_BID_CAP|LOWEST_COST_WITH_MIN_ROAS),
		budget_rebalance_flag bool, budget_schedule_specs list<Object>, daily_budget unsigned int,
		execution_options list<enum(include_recommendations|validate_only)>, is_adset_budget_sharing_enabled bool,
		is_budget_schedule_enabled bool, is_direct_send_campaign bool, is_message_campaign bool,
		is_skadnetwork_attribution bool, iterative_split_test_configs list<Object>, lifetime_budget unsigned int,
		migrate_to_advantage_plus bool, name string,
		objective enum(APP_INSTALLS|BRAND_AWARENESS|CONVERSIONS|EVENT_RESPONSES|LEAD_GENERATION|LINK_CLICKS|LOCAL_AWARENESS|MESSAGES|OFFER_CLAIMS|OUTCOME_APP_PROMOTION|OUTCOME_AWARENESS|OUTCOME_ENGAGEMENT|OUTCOME_LEADS|OUTCOME_SALES|OUTCOME_TRAFFIC|PAGE_LIKES|POST_ENGAGEMENT|PRODUCT_CATALOG_SALES|REACH|STORE_VISITS|VIDEO_VIEWS),
		pacing_type list<string>, promoted_object Object,
		smart_promotion_type enum(GUIDED_CREATION|SMART_APP_PROMOTION),
		special_ad_categories list<enum(CREDIT|EMPLOYMENT|FINANCIAL_PRODUCTS_SERVICES|HOUSING|ISSUES_ELECTIONS_POLITICS|NONE|ONLINE_GAMBLING_AND_GAMING)>,
		special_ad_category enum(CREDIT|EMPLOYMENT|FINANCIAL_PRODUCTS_SERVICES|HOUSING|ISSUES_ELECTIONS_POLITICS|NONE|ONLINE_GAMBLING_AND_GAMING),
		special_ad_category_country list<string>, spend_cap unsigned int, start_time datetime,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), stop_time datetime`

	adSetParams = `
		adlabels list<Object>, adset_schedule list<Object>, attribution_spec list<map>,
		automatic_manual_state enum(AUTOMATIC|MANUAL|UNSET), bid_adjustments Object, bid_amount int,
		bid_constraints map,
		bid_strategy enum(COST_CAP|LOWEST_COST_WITHOUT_CAP|LOWEST_COST_WITH_BID_CAP|LOWEST_COST_WITH_MIN_ROAS),
		billing_event enum(APP_INSTALLS|CLICKS|IMPRESSIONS|LINK_CLICKS|LISTING_INTERACTION|NONE|OFFER_CLAIMS|PAGE_LIKES|POST_ENGAGEMENT|PURCHASE|THRUPLAY),
		budget_schedule_specs list<Object>, budget_source enum(NONE|RMN), budget_split_set_id string,
		campaign_attribution Object, campaign_id string, campaign_spec Object, creative_sequence list<string>,
		creative_sequence_repetition_pattern enum(FULL_SEQUENCE|LAST_AD), daily_budget unsigned int,
		daily_imps unsigned int, daily_min_spend_target unsigned int, daily_spend_cap unsigned int,
		destination_type enum(APP|APPLINKS_AUTOMATIC|FACEBOOK|FACEBOOK_LIVE|FACEBOOK_PAGE|IMAGINE|INSTAGRAM_DIRECT|INSTAGRAM_LIVE|INSTAGRAM_PROFILE|INSTAGRAM_PROFILE_AND_FACEBOOK_PAGE|MESSAGING_INSTAGRAM_DIRECT_MESSENGER|MESSAGING_INSTAGRAM_DIRECT_MESSENGER_WHATSAPP|MESSAGING_INSTAGRAM_DIRECT_WHATSAPP|MESSAGING_MESSENGER_WHATSAPP|MESSENGER|ON_AD|ON_EVENT|ON_PAGE|ON_POST|ON_VIDEO|SHOP_AUTOMATIC|WEBSITE|WHATSAPP|PHONE_CALL|LEAD_FROM_MESSENGER|LEAD_FROM_IG_DIRECT|UNDEFINED),
		dsa_beneficiary string, dsa_payor string, end_time datetime,
		execution_options list<enum(include_recommendations|validate_only)>,
		existing_customer_budget_percentage unsigned int, frequency_control_specs list<Object>,
		full_funnel_exploration_mode enum(EXTENDED_EXPLORATION|LIMITED_EXPLORATION|NONE_EXPLORATION),
		is_ba_skip_delayed_eligible bool, is_budget_schedule_enabled bool, is_dynamic_creative bool,
		is_incremental_attribution_enabled bool, is_sac_cfca_terms_certified bool, lifetime_budget unsigned int,
		lifetime_imps unsigned int, lifetime_min_spend_target unsigned int, lifetime_spend_cap unsigned int,
		line_number unsigned int, max_budget_spend_percentage unsigned int, min_budget_spend_percentage unsigned int,
		multi_event_conversion_attribution_window_seconds unsigned int,
		multi_optimization_goal_weight enum(BALANCED|PREFER_EVENT|PREFER_INSTALL|UNDEFINED), name! string,
		optimization_goal enum(ADVERTISER_SILOED_VALUE|AD_RECALL_LIFT|APP_INSTALLS|APP_INSTALLS_AND_OFFSITE_CONVERSIONS|AUTOMATIC_OBJECTIVE|CONVERSATIONS|DERIVED_EVENTS|ENGAGED_PAGE_VIEWS|ENGAGED_USERS|EVENT_RESPONSES|IMPRESSIONS|IN_APP_VALUE|LANDING_PAGE_VIEWS|LEAD_GENERATION|LINK_CLICKS|MEANINGFUL_CALL_ATTEMPT|MESSAGING_APPOINTMENT_CONVERSION|MESSAGING_PURCHASE_CONVERSION|NONE|OFFSITE_CONVERSIONS|PAGE_LIKES|POST_ENGAGEMENT|PROFILE_AND_PAGE_ENGAGEMENT|PROFILE_VISIT|QUALITY_CALL|QUALITY_LEAD|REACH|REMINDERS_SET|SUBSCRIBERS|THRUPLAY|VALUE|VISIT_INSTAGRAM_PROFILE|MESSAGING_DEEP_CONVERSATION_AND_FOLLOW),
		optimization_sub_event enum(NONE|POST_INTERACTION|TRAVEL_INTENT|TRAVEL_INTENT_BUCKET_01|TRAVEL_INTENT_BUCKET_02|TRAVEL_INTENT_BUCKET_03|TRAVEL_INTENT_BUCKET_04|TRAVEL_INTENT_BUCKET_05|TRAVEL_INTENT_NO_DESTINATION_INTENT|TRIP_CONSIDERATION|VIDEO_SOUND_ON),
		pacing_type list<string>, placement_soft_opt_out Object, promoted_object Object, rb_prediction_id string,
		regional_regulated_categories list<enum(0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|AUSTRALIA_FINSERV|INDIA_FINSERV|SINGAPORE_UNIVERSAL|TAIWAN_FINSERV|TAIWAN_UNIVERSAL)>,
		regional_regulation_identities map, rf_prediction_id string, source_adset_id string, start_time datetime,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), targeting Targeting,
		time_based_ad_rotation_id_blocks list<list<unsigned int>>,
		time_based_ad_rotation_intervals list<unsigned int>, time_start datetime, time_stop datetime,
		topline_id string, trending_topics_spec map,
		tune_for_category enum(CREDIT|EMPLOYMENT|FINANCIAL_PRODUCTS_SERVICES|HOUSING|ISSUES_ELECTIONS_POLITICS|NONE|ONLINE_GAMBLING_AND_GAMING),
		value_rule_set_id string, value_rules_applied bool`

	adSetUpdateParams = `
		account_id string, adlabels list<Object>, adset_schedule list<Object>, attribution_spec list<map>,
		automatic_manual_state enum(AUTOMATIC|MANUAL|UNSET), bid_adjustments Object, bid_amount int,
		bid_constraints map,
		bid_strategy enum(COST_CAP|LOWEST_COST_WITHOUT_CAP|LOWEST_COST_WITH_BID_CAP|LOWEST_COST_WITH_MIN_ROAS),
		billing_event enum(APP_INSTALLS|CLICKS|IMPRESSIONS|LINK_CLICKS|LISTING_INTERACTION|NONE|OFFER_CLAIMS|PAGE_LIKES|POST_ENGAGEMENT|PURCHASE|THRUPLAY),
		budget_schedule_specs list<Object>, campaign_attribution Object, campaign_spec Object,
		creative_sequence list<string>, creative_sequence_repetition_pattern enum(FULL_SEQUENCE|LAST_AD),
		daily_budget unsigned int, daily_imps unsigned int, daily_min_spend_target unsigned int,
		daily_spend_cap unsigned int,
		destination_type enum(APP|APPLINKS_AUTOMATIC|FACEBOOK|FACEBOOK_LIVE|FACEBOOK_PAGE|IMAGINE|INSTAGRAM_DIRECT|INSTAGRAM_LIVE|INSTAGRAM_PROFILE|INSTAGRAM_PROFILE_AND_FACEBOOK_PAGE|MESSAGING_INSTAGRAM_DIRECT_MESSENGER|MESSAGING_INSTAGRAM_DIRECT_MESSENGER_WHATSAPP|MESSAGING_INSTAGRAM_DIRECT_WHATSAPP|MESSAGING_MESSENGER_WHATSAPP|MESSENGER|ON_AD|ON_EVENT|ON_PAGE|ON_POST|ON_VIDEO|SHOP_AUTOMATIC|WEBSITE|WHATSAPP|PHONE_CALL|LEAD_FROM_MESSENGER|LEAD_FROM_IG_DIRECT|UNDEFINED),
		dsa_beneficiary string, dsa_payor string, end_time datetime,
		execution_options list<enum(include_recommendations|validate_only)>,
		existing_customer_budget_percentage unsigned int, frequency_control_specs list<Object>,
		full_funnel_exploration_mode enum(EXTENDED_EXPLORATION|LIMITED_EXPLORATION|NONE_EXPLORATION),
		is_ba_skip_delayed_eligible bool, is_budget_schedule_enabled bool, is_incremental_attribution_enabled bool,
		is_sac_cfca_terms_certified bool, lifetime_budget unsigned int, lifetime_imps unsigned int,
		lifetime_min_spend_target unsigned int, lifetime_spend_cap unsigned int,
		max_budget_spend_percentage unsigned int, min_budget_spend_percentage unsigned int,
		multi_event_conversion_attribution_window_seconds unsigned int,
		multi_optimization_goal_weight enum(BALANCED|PREFER_EVENT|PREFER_INSTALL|UNDEFINED), name string,
		optimization_goal enum(ADVERTISER_SILOED_VALUE|AD_RECALL_LIFT|APP_INSTALLS|APP_INSTALLS_AND_OFFSITE_CONVERSIONS|AUTOMATIC_OBJECTIVE|CONVERSATIONS|DERIVED_EVENTS|ENGAGED_PAGE_VIEWS|ENGAGED_USERS|EVENT_RESPONSES|IMPRESSIONS|IN_APP_VALUE|LANDING_PAGE_VIEWS|LEAD_GENERATION|LINK_CLICKS|MEANINGFUL_CALL_ATTEMPT|MESSAGING_APPOINTMENT_CONVERSION|MESSAGING_PURCHASE_CONVERSION|NONE|OFFSITE_CONVERSIONS|PAGE_LIKES|POST_ENGAGEMENT|PROFILE_AND_PAGE_ENGAGEMENT|PROFILE_VISIT|QUALITY_CALL|QUALITY_LEAD|REACH|REMINDERS_SET|SUBSCRIBERS|THRUPLAY|VALUE|VISIT_INSTAGRAM_PROFILE|MESSAGING_DEEP_CONVERSATION_AND_FOLLOW),
		optimization_sub_event enum(NONE|POST_INTERACTION|TRAVEL_INTENT|TRAVEL_INTENT_BUCKET_01|TRAVEL_INTENT_BUCKET_02|TRAVEL_INTENT_BUCKET_03|TRAVEL_INTENT_BUCKET_04|TRAVEL_INTENT_BUCKET_05|TRAVEL_INTENT_NO_DESTINATION_INTENT|TRIP_CONSIDERATION|VIDEO_SOUND_ON),
		pacing_type list<string>, placement_soft_opt_out Object, promoted_object Object, rb_prediction_id string,
		regional_regulated_categories list<enum(0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|AUSTRALIA_FINSERV|INDIA_FINSERV|SINGAPORE_UNIVERSAL|TAIWAN_FINSERV|TAIWAN_UNIVERSAL)>,
		regional_regulation_identities map, rf_prediction_id string, start_time datetime,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), targeting Targeting,
		time_based_ad_rotation_id_blocks list<list<unsigned int>>,
		time_based_ad_rotation_intervals list<unsigned int>, time_start datetime, time_stop datetime,
		trending_topics_spec map,
		tune_for_category enum(CREDIT|EMPLOYMENT|FINANCIAL_PRODUCTS_SERVICES|HOUSING|ISSUES_ELECTIONS_POLITICS|NONE|ONLINE_GAMBLING_AND_GAMING),
		value_rule_set_id string, value_rules_applied bool`

	adParams = `
		ad_schedule_end_time datetime, ad_schedule_start_time datetime, adlabels list<Object>, adset_id unsigned int,
		adset_spec AdSet, audience_id string, bid_amount int, conversion_domain string, creative! AdCreative,
		creative_asset_groups_spec Object, display_sequence unsigned int, draft_adgroup_id string,
		engagement_audience bool,
		execution_options list<enum(include_recommendations|synchronous_ad_review|validate_only)>,
		include_demolink_hashes bool, name! string, priority unsigned int, source_ad_id string,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), tracking_specs Object`

	adUpdateParams = `
		ad_schedule_end_time datetime, ad_schedule_start_time datetime, adlabels list<Object>, adset_spec AdSet,
		audience_id string, bid_amount int, conversion_domain string, creative AdCreative,
		creative_asset_groups_spec Object, display_sequence unsigned int, draft_adgroup_id string,
		engagement_audience bool,
		execution_options list<enum(include_recommendations|synchronous_ad_review|validate_only)>,
		include_demolink_hashes bool, name string, priority unsigned int,
		status enum(ACTIVE|ARCHIVED|DELETED|PAUSED), tracking_specs Object`

	adCreativeParams = `
		actor_id unsigned int, ad_disclaimer_spec map, adlabels list<Object>,
		applink_treatment enum(automatic|deeplink_with_appstore_fallback|deeplink_with_web_fallback|web_only),
		asset_feed_spec Object, authorization_category enum(NONE|POLITICAL|POLITICAL_WITH_DIGITALLY_CREATED_MEDIA),
		body string, branded_content map, branded_content_sponsor_page_id string, bundle_folder_id string,
		call_to_action Object, categorization_criteria enum(brand|category|product_type),
		category_media_source enum(CATEGORY|MIXED|PRODUCTS_COLLAGE|PRODUCTS_SLIDESHOW), contextual_multi_ads map,
		creative_sourcing_spec map, degrees_of_freedom_spec map, destination_set_id string, destination_spec map,
		dynamic_ad_voice enum(DYNAMIC|STORY_OWNER), enable_launch_instant_app bool,
		execution_options list<enum(validate_only)>, existing_post_title string, facebook_branded_content map,
		format_transformation_spec list<map>, image_crops map, image_file string, image_hash string,
		image_url string, instagram_branded_content map, instagram_permalink_url string, instagram_user_id string,
		interactive_components_spec map, is_dco_internal bool, link_og_id string, link_url string,
		marketing_message_structured_spec map, media_sourcing_spec map, name string, object_id unsigned int,
		object_story_id string, object_story_spec AdCreativeObjectStorySpec, object_type string, object_url string,
		omnichannel_link_spec map, page_welcome_message string, place_page_set_id string,
		platform_customizations Object, playable_asset_id string, portrait_customizations map, product_set_id string,
		product_suggestion_settings map, recommender_settings map, regional_regulation_disclaimer_spec map,
		source_facebook_post_id string, source_instagram_media_id string, template_url string,
		template_url_spec string, thumbnail_url string, title string, url_tags string, use_page_actor_override bool`

	adVideoParams = `
		application_id string, asked_fun_fact_prompt_id unsigned int, audio_story_wave_animation_handle string,
		chunk_session_id string, composer_entry_picker string, composer_entry_point string,
		composer_entry_time unsigned int, composer_session_events_log string, composer_session_id string,
		composer_source_surface string, composer_type string, container_type string,
		content_category enum(BEAUTY_FASHION|BUSINESS|CARS_TRUCKS|COMEDY|CUTE_ANIMALS|ENTERTAINMENT|FAMILY|FOOD_HEALTH|HOME|LIFESTYLE|MUSIC|NEWS|OTHER|POLITICS|SCIENCE|SPORTS|TECHNOLOGY|VIDEO_GAMING),
		creative_tools string, description string, edit_description_spec map, embeddable bool,
		end_offset unsigned int, fbuploader_video_file_chunk string, file_size unsigned int, file_url string,
		fisheye_video_cropped bool, formatting enum(MARKDOWN|PLAINTEXT), fov unsigned int, front_z_rotation float,
		fun_fact_prompt_id string, fun_fact_toastee_id unsigned int, guide list<list<unsigned int>>,
		guide_enabled bool, initial_heading unsigned int, initial_pitch unsigned int,
		instant_game_entry_point_data string, is_boost_intended bool, is_group_linking_post bool,
		is_partnership_ad bool, is_voice_clip bool, location_source_id string, name string, og_action_type_id string,
		og_icon_id string, og_object_id string, og_phrase string, og_suggestion_mechanism string,
		original_fov unsigned int, original_projection_type enum(cubemap|equirectangular|half_equirectangular),
		partnership_ad_ad_code string, publish_event_id unsigned int, referenced_sticker_id string,
		replace_video_id string, slideshow_spec map, source any, source_instagram_media_id string, spherical bool,
		start_offset unsigned int, swap_mode enum(replace), text_format_metadata string, thumb file,
		time_since_original_post unsigned int, title string, transcode_setting_properties string,
		unpublished_content_type enum(ADS_POST|DRAFT|INLINE_CREATED|PUBLISHED|PUBLISH_PENDING|REVIEWABLE_BRANDED_CONTENT|SCHEDULED|SCHEDULED_RECURRING),
		upload_phase enum(cancel|finish|start|transfer), upload_session_id string, upload_setting_properties string,
		video_file_chunk any, video_id_original string, video_start_time_ms unsigned int, waterfall_id string`

	previewParams = `
		ad_format! enum(AUDIENCE_NETWORK_INSTREAM_VIDEO|AUDIENCE_NETWORK_INSTREAM_VIDEO_MOBILE|AUDIENCE_NETWORK_OUTSTREAM_VIDEO|AUDIENCE_NETWORK_REWARDED_VIDEO|BIZ_DISCO_FEED_MOBILE|DESKTOP_FEED_STANDARD|FACEBOOK_IFU_REELS_MOBILE|FACEBOOK_PROFILE_FEED_DESKTOP|FACEBOOK_PROFILE_FEED_MOBILE|FACEBOOK_PROFILE_REELS_MOBILE|FACEBOOK_REELS_BANNER|FACEBOOK_REELS_BANNER_DESKTOP|FACEBOOK_REELS_BANNER_FEED_ANDROID|FACEBOOK_REELS_BANNER_FEED_ANDROID_LARGE|FACEBOOK_REELS_BANNER_FULLSCREEN_IOS|FACEBOOK_REELS_BANNER_FULLSCREEN_MOBILE|FACEBOOK_REELS_MOBILE|FACEBOOK_REELS_POSTLOOP|FACEBOOK_REELS_POSTLOOP_FEED|FACEBOOK_REELS_SIMILAR_PRODUCTS_MOBILE|FACEBOOK_REELS_STICKER|FACEBOOK_STORY_MOBILE|FACEBOOK_STORY_STICKER_MOBILE|INSTAGRAM_EXPLORE_CONTEXTUAL|INSTAGRAM_EXPLORE_GRID_HOME|INSTAGRAM_EXPLORE_IMMERSIVE|INSTAGRAM_FEED_WEB|INSTAGRAM_FEED_WEB_M_SITE|INSTAGRAM_LEAD_GEN_MULTI_SUBMIT_ADS|INSTAGRAM_PROFILE_FEED|INSTAGRAM_PROFILE_REELS|INSTAGRAM_REELS|INSTAGRAM_REELS_OVERLAY|INSTAGRAM_REELS_WEB|INSTAGRAM_REELS_WEB_M_SITE|INSTAGRAM_SEARCH_CHAIN|INSTAGRAM_SEARCH_GRID|INSTAGRAM_STANDARD|INSTAGRAM_STORY|INSTAGRAM_STORY_EFFECT_TRAY|INSTAGRAM_STORY_WEB|INSTAGRAM_STORY_WEB_M_SITE|INSTANT_ARTICLE_RECIRCULATION_AD|INSTANT_ARTICLE_STANDARD|INSTREAM_BANNER_DESKTOP|INSTREAM_BANNER_FEED_IOS|INSTREAM_BANNER_FULLSCREEN_IOS|INSTREAM_BANNER_FULLSCREEN_MOBILE|INSTREAM_BANNER_IMMERSIVE_MOBILE|INSTREAM_BANNER_MOBILE|INSTREAM_VIDEO_DESKTOP|INSTREAM_VIDEO_FULLSCREEN_IOS|INSTREAM_VIDEO_FULLSCREEN_MOBILE|INSTREAM_VIDEO_IMAGE|INSTREAM_VIDEO_IMMERSIVE_MOBILE|INSTREAM_VIDEO_MOBILE|JOB_BROWSER_DESKTOP|JOB_BROWSER_MOBILE|MARKETPLACE_MOBILE|MESSENGER_MOBILE_INBOX_MEDIA|MESSENGER_MOBILE_STORY_MEDIA|MOBILE_BANNER|MOBILE_FEED_BASIC|MOBILE_FEED_STANDARD|MOBILE_FULLWIDTH|MOBILE_INTERSTITIAL|MOBILE_MEDIUM_RECTANGLE|MOBILE_NATIVE|RIGHT_COLUMN_STANDARD|SUGGESTED_VIDEO_DESKTOP|SUGGESTED_VIDEO_FULLSCREEN_MOBILE|SUGGESTED_VIDEO_IMMERSIVE_MOBILE|SUGGESTED_VIDEO_MOBILE|WATCH_FEED_HOME|WATCH_FEED_MOBILE|WHATSAPP_STATUS_MEDIA|MESSENGER_MARKETING_MESSAGES_MEDIA),
		creative! AdCreative,
		creative_feature enum(ig_video_native_subtitle|product_metadata_automation|profile_card|standard_enhancements_catalog|text_overlay_translation),
		dynamic_asset_label string, dynamic_creative_spec Object, dynamic_customization Object, end_date datetime,
		height unsigned int, locale string, message Object, place_page_id int, post Object,
		product_item_ids list<string>, render_type enum(FALLBACK), start_date datetime, width unsigned int`

	nodePreviewParams = `
		ad_format! enum(AUDIENCE_NETWORK_INSTREAM_VIDEO|AUDIENCE_NETWORK_INSTREAM_VIDEO_MOBILE|AUDIENCE_NETWORK_OUTSTREAM_VIDEO|AUDIENCE_NETWORK_REWARDED_VIDEO|BIZ_DISCO_FEED_MOBILE|DESKTOP_FEED_STANDARD|FACEBOOK_IFU_REELS_MOBILE|FACEBOOK_PROFILE_FEED_DESKTOP|FACEBOOK_PROFILE_FEED_MOBILE|FACEBOOK_PROFILE_REELS_MOBILE|FACEBOOK_REELS_BANNER|FACEBOOK_REELS_BANNER_DESKTOP|FACEBOOK_REELS_BANNER_FEED_ANDROID|FACEBOOK_REELS_BANNER_FEED_ANDROID_LARGE|FACEBOOK_REELS_BANNER_FULLSCREEN_IOS|FACEBOOK_REELS_BANNER_FULLSCREEN_MOBILE|FACEBOOK_REELS_MOBILE|FACEBOOK_REELS_POSTLOOP|FACEBOOK_REELS_POSTLOOP_FEED|FACEBOOK_REELS_SIMILAR_PRODUCTS_MOBILE|FACEBOOK_REELS_STICKER|FACEBOOK_STORY_MOBILE|FACEBOOK_STORY_STICKER_MOBILE|INSTAGRAM_EXPLORE_CONTEXTUAL|INSTAGRAM_EXPLORE_GRID_HOME|INSTAGRAM_EXPLORE_IMMERSIVE|INSTAGRAM_FEED_WEB|INSTAGRAM_FEED_WEB_M_SITE|INSTAGRAM_LEAD_GEN_MULTI_SUBMIT_ADS|INSTAGRAM_PROFILE_FEED|INSTAGRAM_PROFILE_REELS|INSTAGRAM_REELS|INSTAGRAM_REELS_OVERLAY|INSTAGRAM_REELS_WEB|INSTAGRAM_REELS_WEB_M_SITE|INSTAGRAM_SEARCH_CHAIN|INSTAGRAM_SEARCH_GRID|INSTAGRAM_STANDARD|INSTAGRAM_STORY|INSTAGRAM_STORY_EFFECT_TRAY|INSTAGRAM_STORY_WEB|INSTAGRAM_STORY_WEB_M_SITE|INSTANT_ARTICLE_RECIRCULATION_AD|INSTANT_ARTICLE_STANDARD|INSTREAM_BANNER_DESKTOP|INSTREAM_BANNER_FEED_IOS|INSTREAM_BANNER_FULLSCREEN_IOS|INSTREAM_BANNER_FULLSCREEN_MOBILE|INSTREAM_BANNER_IMMERSIVE_MOBILE|INSTREAM_BANNER_MOBILE|INSTREAM_VIDEO_DESKTOP|INSTREAM_VIDEO_FULLSCREEN_IOS|INSTREAM_VIDEO_FULLSCREEN_MOBILE|INSTREAM_VIDEO_IMAGE|INSTREAM_VIDEO_IMMERSIVE_MOBILE|INSTREAM_VIDEO_MOBILE|JOB_BROWSER_DESKTOP|JOB_BROWSER_MOBILE|MARKETPLACE_MOBILE|MESSENGER_MOBILE_INBOX_MEDIA|MESSENGER_MOBILE_STORY_MEDIA|MOBILE_BANNER|MOBILE_FEED_BASIC|MOBILE_FEED_STANDARD|MOBILE_FULLWIDTH|MOBILE_INTERSTITIAL|MOBILE_MEDIUM_RECTANGLE|MOBILE_NATIVE|RIGHT_COLUMN_STANDARD|SUGGESTED_VIDEO_DESKTOP|SUGGESTED_VIDEO_FULLSCREEN_MOBILE|SUGGESTED_VIDEO_IMMERSIVE_MOBILE|SUGGESTED_VIDEO_MOBILE|WATCH_FEED_HOME|WATCH_FEED_MOBILE|WHATSAPP_STATUS_MEDIA|MESSENGER_MARKETING_MESSAGES_MEDIA),
		creative_feature enum(ig_video_native_subtitle|product_metadata_automation|profile_card|standard_enhancements_catalog|text_overlay_translation),
		dynamic_asset_label string, dynamic_creative_spec Object, dynamic_customization Object, end_date datetime,
		height unsigned int, locale string, place_page_id int, post Object, product_item_ids list<string>,
		render_type enum(FALLBACK), start_date datetime, width unsigned int`

	insightsParams = `
		action_attribution_windows list<enum(1d_click|1d_ev|1d_view|28d_click|28d_view|28d_view_all_conversions|28d_view_first_conversion|7d_click|7d_view|7d_view_all_conversions|7d_view_first_conversion|dda|default|skan_click|skan_click_second_postback|skan_click_third_postback|skan_view|skan_view_second_postback|skan_view_third_postback)>,
		action_breakdowns list<enum(action_canvas_component_name|action_carousel_card_id|action_carousel_card_name|action_destination|action_device|action_reaction|action_target_id|action_type|action_video_sound|action_video_type|conversion_destination|is_business_ai_assisted|matched_persona_id|matched_persona_name|signal_source_bucket|standard_event_content_type)>,
		action_report_time enum(conversion|impression|lifetime|mixed),
		breakdowns list<enum(ad_extension_domain|ad_extension_url|ad_format_asset|age|app_id|body_asset|breakdown_ad_objective|breakdown_reporting_ad_id|call_to_action_asset|coarse_conversion_value|comscore_market|conversion_destination|country|creative_automation_asset_id|creative_relaxation_asset_type|crm_advertiser_l12_territory_ids|crm_advertiser_subvertical_id|crm_advertiser_vertical_id|crm_ult_advertiser_id|description_asset|device_platform|dma|fidelity_type|flexible_format_asset_type|frequency_value|gen_ai_asset_type|gender|hourly_stats_aggregated_by_advertiser_time_zone|hourly_stats_aggregated_by_audience_time_zone|hsid|image_asset|impression_device|impression_view_time_advertiser_hour_v2|is_auto_advance|is_conversion_id_modeled|is_rendered_as_delayed_skip_ad|landing_destination|link_url_asset|marketing_messages_btn_name|mdsa_landing_destination|media_asset_url|media_creator|media_destination_url|media_format|media_origin_url|media_text_content|media_type|mmm|place_page_id|platform_position|postback_sequence_index|product_brand_breakdown|product_category_breakdown|product_custom_label_0_breakdown|product_custom_label_1_breakdown|product_custom_label_2_breakdown|product_custom_label_3_breakdown|product_custom_label_4_breakdown|product_group_content_id_breakdown|product_id|publisher_platform|redownload|reels_trending_topic|region|rta_ugc_topic|rule_set_id|rule_set_name|signal_source_bucket|skan_campaign_id|skan_conversion_id|skan_version|sot_attribution_model_type|sot_attribution_window|sot_channel|sot_event_type|sot_source|standard_event_content_type|title_asset|user_persona_id|user_persona_name|video_asset)>,
		date_preset enum(data_maximum|last_14d|last_28d|last_30d|last_3d|last_7d|last_90d|last_month|last_quarter|last_week_mon_sun|last_week_sun_sat|last_year|maximum|this_month|this_quarter|this_week_mon_today|this_week_sun_today|this_year|today|yesterday),
		default_summary bool, export_columns list<string>, export_format string, export_name string,
		filtering list<Object>, graph_cache bool, level enum(account|ad|adset|campaign), product_id_limit int,
		sort list<string>, summary list<string>,
		summary_action_breakdowns list<enum(action_canvas_component_name|action_carousel_card_id|action_carousel_card_name|action_destination|action_device|action_reaction|action_target_id|action_type|action_video_sound|action_video_type|conversion_destination|is_business_ai_assisted|matched_persona_id|matched_persona_name|signal_source_bucket|standard_event_content_type)>,
		time_increment string, time_range map, time_ranges list<map>, use_account_attribution_setting bool,
		use_unified_attribution_setting bool`

	customAudienceParams = `
		allowed_domains list<string>, associated_audience_id unsigned int,
		claim_objective enum(AUTOMOTIVE_MODEL|COLLABORATIVE_ADS|HOME_LISTING|MEDIA_TITLE|PRODUCT|TRAVEL|VEHICLE|VEHICLE_OFFER),
		content_type enum(AUTOMOTIVE_MODEL|DESTINATION|FLIGHT|GENERIC|HOME_LISTING|HOTEL|LOCAL_SERVICE_BUSINESS|MEDIA_TITLE|OFFLINE_PRODUCT|PRODUCT|VEHICLE|VEHICLE_OFFER),
		countries string, creation_params map,
		customer_file_source enum(BOTH_USER_AND_PARTNER_PROVIDED|PARTNER_PROVIDED_ONLY|USER_PROVIDED_ONLY),
		dataset_id string, description string, enable_fetch_or_create bool, event_source_group string,
		event_sources list<map>, exclusions list<Object>, facebook_page_id string, inclusionOperator string,
		inclusions list<Object>, is_snapshot bool, is_value_based bool, list_of_accounts list<unsigned int>,
		lookalike_spec string, marketing_message_channels Object, name string, opt_out_link string,
		origin_audience_id string, parent_audience_id unsigned int, partner_reference_key string, pixel_id string,
		prefill bool, product_set_id string, regulated_audience_spec string, retention_days unsigned int,
		rev_share_policy_id unsigned int, rule string, rule_aggregation string,
		subscription_info list<enum(MESSENGER|WHATSAPP)>,
		subtype enum(APP|BAG_OF_ACCOUNTS|BIDDING|CLAIM|CUSTOM|ENGAGEMENT|EXCLUSION|FOX|LOOKALIKE|MANAGED|MEASUREMENT|MESSENGER_SUBSCRIBER_LIST|OFFLINE_CONVERSION|PARTNER|PRIMARY|REGULATED_CATEGORIES_AUDIENCE|STUDY_RULE_AUDIENCE|VIDEO|WEBSITE),
		usage_restriction enum(EXCLUSION_ONLY|NONE), use_for_products list<enum(ADS|MARKETING_MESSAGES)>,
		use_in_campaigns bool, video_group_ids list<string>, whats_app_business_phone_number_id string`

	campaignCopyParams = `
		deep_copy bool, end_time datetime, migrate_to_advantage_plus bool, parameter_overrides Object,
		rename_options Object, start_time datetime, status_option enum(ACTIVE|INHERITED_FROM_SOURCE|PAUSED)`

	adSetCopyParams = `
		campaign_id string, create_dco_adset bool, deep_copy bool, end_time datetime, rename_options Object,
		start_time datetime, status_option enum(ACTIVE|INHERITED_FROM_SOURCE|PAUSED)`

	adCopyParams = `
		adset_id string, creative_parameters AdCreative, rename_options Object,
		status_option enum(ACTIVE|INHERITED_FROM_SOURCE|PAUSED)`
)
