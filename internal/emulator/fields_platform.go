package emulator

// The fields that Meta documents, with their types. Those that have no value are known nonetheless, and left out of
// answers.
const (
	userFields = `
	about string, age_range AgeRange, birthday string, client_business_id string, community Group, cover UserCoverPhoto,
	currency Currency, education list<EducationExperience>, email string, favorite_athletes list<Experience>,
	favorite_teams list<Experience>, first_name string, gender string, hometown Page, id string,
	inspirational_people list<Experience>, install_type string, installed bool, is_guest_user bool, is_work_account bool,
	languages list<Experience>, last_name string, link string, local_news_megaphone_dismiss_status bool,
	local_news_subscription_status bool, locale string, location Page, meeting_for list<string>, middle_name string,
	name string, name_format string, payment_pricepoints PaymentPricepoints, political string, profile_pic string,
	quotes string, relationship_status string, religion string, shared_login_upgrade_required_by datetime,
	short_name string, significant_other User, sports list<Experience>, supports_donate_button_in_live_video bool,
	third_party_id string, timezone float, token_for_business string, updated_time datetime, verified bool,
	video_upload_limits VideoUploadLimits, website string`

	businessFields = `
	block_offline_analytics bool, collaborative_ads_managed_partner_business_info ManagedPartnerBusiness,
	collaborative_ads_managed_partner_eligibility BusinessManagedPartnerEligibility,
	collaborative_ads_partner_premium_options BusinessPartnerPremiumOptions, created_by Object, created_time datetime,
	extended_updated_time datetime, id string, is_hidden bool, link string,
	marketing_messages_onboarding_status MarketingMessagesOnboardingStatus, name string, payment_account_id string,
	primary_page Page, profile_picture_uri string, timezone_id unsigned int, two_factor_type string, updated_by Object,
	updated_time datetime, user_access_expire_time datetime, verification_status Business_verification_status,
	vertical string, vertical_id unsigned int,
	whatsapp_business_manager_messaging_limit Business_whatsapp_business_manager_messaging_limit`

	applicationFields = `
	aam_rules string, an_ad_space_limit unsigned int, an_platforms list<string>, android_key_hash list<string>,
	android_sdk_error_categories list<Object>, app_domains list<string>, app_events_config Object,
	app_events_feature_bitmask unsigned int, app_events_session_timeout unsigned int, app_install_tracked bool,
	app_name string, app_signals_binding_ios list<Object>, app_type unsigned int, auth_dialog_data_help_url string,
	auth_dialog_headline string, auth_dialog_perms_explanation string, auth_referral_default_activity_privacy string,
	auth_referral_enabled unsigned int, auth_referral_extended_perms list<string>,
	auth_referral_friend_perms list<string>, auth_referral_response_type string, auth_referral_user_perms list<string>,
	auto_event_mapping_android list<Object>, auto_event_mapping_ios list<Object>, auto_event_setup_enabled bool,
	auto_log_app_events_default bool, auto_log_app_events_enabled bool, business Business, canvas_fluid_height bool,
	canvas_fluid_width unsigned int, canvas_url string, category string, client_config map, company string,
	config_ids list<Object>, configured_ios_sso bool, contact_email string, created_time datetime, creator_uid string,
	daily_active_users string, daily_active_users_rank unsigned int, deauth_callback_url string,
	default_share_mode string, description string, enigma_config Object, financial_id string,
	gdpv4_chrome_custom_tabs_enabled bool, gdpv4_enabled bool, gdpv4_nux_content string, gdpv4_nux_enabled bool,
	has_messenger_product bool, hosting_url string, icon_url string, id string, ios_bundle_id list<string>,
	ios_sdk_dialog_flows Object, ios_sdk_error_categories list<Object>, ios_sfvc_attr bool,
	ios_supports_native_proxy_auth_flow bool, ios_supports_system_auth bool, ipad_app_store_id string,
	iphone_app_store_id string, latest_sdk_version Object, link string, logging_token string, logo_url string,
	migrations map<string, bool>, mobile_profile_section_url string, mobile_web_url string, monthly_active_users string,
	monthly_active_users_rank unsigned int, name string, namespace string, object_store_urls Object,
	owner_business Business, page_tab_default_name string, page_tab_url string, photo_url string,
	privacy_policy_url string, profile_section_url string, property_id string, protected_mode_rules Object,
	real_time_mode_devices list<string>, restrictions Object, restrictive_data_filter_params string,
	restrictive_data_filter_rules string, sdk_update_message string, seamless_login int, secure_canvas_url string,
	secure_page_tab_url string, server_ip_whitelist string, smart_login_bookmark_icon_url string,
	smart_login_menu_icon_url string, social_discovery unsigned int, subcategory string, suggested_events_setting string,
	supported_platforms list<Application_supported_platforms>, supports_apprequests_fast_app_switch Object,
	supports_attribution bool, supports_implicit_sdk_logging bool, suppress_native_ios_gdp bool,
	terms_of_service_url string, url_scheme_suffix string, user_support_email string, user_support_url string,
	website_url string, weekly_active_users string`
)
