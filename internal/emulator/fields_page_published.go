package emulator

// The fields of what a Page publishes and is tied to, with their types, as Meta documents them.
const (
	callToActionFields = `
	android_app Application, android_deeplink string, android_destination_type string,
	android_package_name string, android_url string, created_time datetime, email_address string, from Page,
	id string, intl_number_with_plus string, iphone_app Application, iphone_deeplink string,
	iphone_destination_type string, iphone_url string, status string, type string, updated_time datetime,
	web_destination_type string, web_url string`

	pagePostFields = `
	actions list, admin_creator Object, allowed_advertising_objectives list<string>, application Application,
	backdated_time datetime, call_to_action Object, can_reply_privately bool, child_attachments list,
	comments_mirroring_domain string, coordinates Object, created_time datetime, event Event,
	expanded_height unsigned int, expanded_width unsigned int, feed_targeting Object, from Object,
	full_picture string, height unsigned int, icon string, id string, instagram_eligibility string,
	is_app_share bool, is_eligible_for_dark_post bool, is_eligible_for_promotion bool, is_expired bool,
	is_hidden bool, is_inline_created bool, is_instagram_eligible bool, is_popular bool, is_published bool,
	is_spherical bool, message string, message_tags list, multi_share_end_card bool, multi_share_optimized bool,
	parent_id string, permalink_url string, picture string, place Place, privacy Privacy, promotable_id string,
	promotion_status string, properties list, scheduled_publish_time float, shares Object, status_type string,
	story string, story_tags list, subscribed bool, target Profile, targeting Object, timeline_visibility string,
	updated_time datetime, via Object, video_buying_eligibility list<string>, width unsigned int`

	photoFields = `
	album Album, alt_text string, alt_text_custom string, backdated_time datetime,
	backdated_time_granularity string, can_backdate bool, can_delete bool, can_tag bool, created_time datetime,
	event Event, from Object, height unsigned int, icon string, id string, images list<PlatformImageSource>,
	link string, name string, name_tags list<EntityAtTextRange>, page_story_id string, picture string,
	place Place, position unsigned int, source string, target Profile, updated_time datetime,
	webp_images list<PlatformImageSource>, width unsigned int`

	igUserFields = `
	biography string, business_discovery IGUser, followers_count int, follows_count int, has_profile_pic bool,
	id string, ig_id int, is_published bool, legacy_instagram_user_id string, media_count int,
	mentioned_comment IGComment, mentioned_media IGMedia, name string, owner_business Business,
	profile_picture_url string, shopping_product_tag_eligibility bool, shopping_review_status string,
	username string, website string`
)
