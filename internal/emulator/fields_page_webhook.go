package emulator

// pageWebhookFields are the fields of a Page that an app can subscribe to.
const pageWebhookFields = "" +
	"affiliation|attire|awards|bio|birthday|business_integrity|call_permission_reply|call_settings_update|calls|" +
	"category|checkins|comment_poll_response|company_overview|conversations|culinary_team|current_location|" +
	"description|email|feature_access_list|feed|follow|founded|general_info|general_manager|group_feed|hometown|" +
	"hours|inbox_labels|invalid_topic_placeholder|invoice_access_bank_slip_events|invoice_access_invoice_change|" +
	"invoice_access_invoice_draft_change|invoice_access_onboarding_status_active|leadgen|leadgen_fat|leadgen_update|" +
	"live_videos|local_delivery|location|marketing_message_clicks|marketing_message_deliveries|" +
	"marketing_message_delivery_failed|marketing_message_echoes|marketing_message_reads|" +
	"marketing_messages_subscriber_upload_status|mcom_invoice_change|members|mention|merchant_review|" +
	"message_context|message_deliveries|message_echoes|message_edits|message_mention|message_reactions|" +
	"message_reads|message_template_status_update|messages|messaging_account_linking|messaging_appointments|" +
	"messaging_checkout_updates|messaging_customer_information|messaging_direct_sends|" +
	"messaging_fblogin_account_linking|messaging_feedback|messaging_game_plays|messaging_handovers|" +
	"messaging_in_thread_lead_form_submit|messaging_integrity|messaging_optins|messaging_optouts|messaging_payments|" +
	"messaging_policy_enforcement|messaging_postbacks|messaging_pre_checkouts|messaging_referrals|mission|name|" +
	"page_about_story|page_change_proposal|page_upcoming_change|parking|payment_options|payment_request_update|" +
	"personal_info|personal_interests|phone|picture|price_range|product_review|products|public_transit|" +
	"publisher_subscriptions|ratings|registration|response_feedback|send_cart|standby|story_poll_response|" +
	"story_share|user_action|video_text_question_responses|videos|website"

// pageTasks are what a person can be allowed to do on a Page: of the old family, and of that of the new Pages.
const pageTasks = "" +
	"ADVERTISE|ANALYZE|CASHIER_ROLE|CREATE_CONTENT|GLOBAL_STRUCTURE_MANAGEMENT|MANAGE|MANAGE_JOBS|MANAGE_LEADS|" +
	"MESSAGING|MODERATE|MODERATE_COMMUNITY|PAGES_MESSAGING|PAGES_MESSAGING_SUBSCRIPTIONS|" +
	"PROFILE_PLUS_ADVERTISE|PROFILE_PLUS_ANALYZE|PROFILE_PLUS_CREATE_CONTENT|PROFILE_PLUS_FACEBOOK_ACCESS|" +
	"PROFILE_PLUS_FULL_CONTROL|PROFILE_PLUS_GLOBAL_STRUCTURE_MANAGEMENT|PROFILE_PLUS_MANAGE|" +
	"PROFILE_PLUS_MANAGE_LEADS|PROFILE_PLUS_MESSAGING|PROFILE_PLUS_MODERATE|" +
	"PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY|PROFILE_PLUS_REVENUE|READ_PAGE_MAILBOXES|" +
	"VIEW_MONETIZATION_INSIGHTS"
