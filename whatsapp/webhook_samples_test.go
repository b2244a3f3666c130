package whatsapp

import "fmt"

// sample is a webhook of one change, made up after Meta's pages.
type sample struct {
	name  string
	field string
	value string
	want  string // the Go types of its events
}

func (s sample) body() []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"104996122399160","time":1764576000,"changes":[{"value":%s,"field":%q}]}]}`, s.value, s.field)
}

const (
	sampleNumber = `"messaging_product":"whatsapp","metadata":{"display_phone_number":"390612345678","phone_number_id":"106540352242922"}`
	samplePerson = `"contacts":[{"profile":{"name":"Anna Rossi","username":"anna.rossi"},"wa_id":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","identity_key_hash":"DF2lS5v2W6x="}]`
	sampleFrom   = `"from":"393331234567","from_user_id":"IT.1349","from_parent_user_id":"IT.ENT.1181","id":"wamid.IN1","timestamp":"1764576000"`
	sampleErrors = `"errors":[{"code":131051,"title":"Message type unknown","message":"Message type unknown","error_data":{"details":"Not supported."},"href":"https://developers.facebook.com/x"}]`
)

func messageSample(name, message string) sample {
	return sample{name, FieldMessages, `{` + sampleNumber + `,` + samplePerson + `,"messages":[{` + sampleFrom + `,` + message + `}]}`, "MessageEvent"}
}

func statusSample(name, status string) sample {
	return sample{name, FieldMessages, `{` + sampleNumber + `,"statuses":[{"id":"wamid.OUT1","timestamp":"1764576001",` + status + `}]}`, "StatusEvent"}
}

func numberSample(name, field, members, want string) sample {
	return sample{name, field, `{` + sampleNumber + `,` + samplePerson + `,` + members + `}`, want}
}

// samples has every field and every kind of message that Meta documents.
var samples = []sample{
	messageSample("text", `"type":"text","text":{"body":"Ciao, \u00e8 ancora libero? <b>&"}`),
	messageSample("text of a product", `"context":{"from":"390612345678","id":"wamid.OUT0","referred_product":{"catalog_id":"194836987003835","product_retailer_id":"sku-1"}},"text":{"body":"Quanto costa?"},"type":"text"`),
	messageSample("text from an ad", `"referral":{"source_url":"https://fb.me/x","source_id":"120226305854810726","source_type":"ad","body":"Nuova stagione","headline":"Scrivici","media_type":"video","video_url":"https://v.example/1","thumbnail_url":"https://v.example/1.jpg","ctwa_clid":"Aff-n8","welcome_message":{"text":"Ciao!"},"ref":"REF"},"type":"text","text":{"body":"Info?"}`),
	messageSample("image", `"type":"image","image":{"caption":"Il divano","mime_type":"image/jpeg","sha256":"SfIn=","id":"1003383421387256","url":"https://lookaside.fbsbx.com/1"}`),
	messageSample("video", `"type":"video","video":{"caption":"Guarda","mime_type":"video/mp4","sha256":"SfIn=","id":"2"}`),
	messageSample("voice message", `"type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","sha256":"SfIn=","id":"3","voice":true}`),
	messageSample("audio file", `"type":"audio","audio":{"mime_type":"audio/mpeg","sha256":"SfIn=","id":"3","voice":false}`),
	messageSample("document", `"type":"document","document":{"caption":"Preventivo","filename":"preventivo.pdf","mime_type":"application/pdf","sha256":"SfIn=","id":"4"}`),
	messageSample("sticker", `"type":"sticker","sticker":{"mime_type":"image/webp","sha256":"SfIn=","id":"5","animated":false}`),
	messageSample("location", `"type":"location","location":{"address":"Via Roma 1","latitude":41.89,"longitude":12.49,"name":"Bottega","url":"https://b.example/"}`),
	messageSample("contacts", `"type":"contacts","contacts":[{"addresses":[{"city":"Roma","country":"Italia","country_code":"IT","state":"RM","street":"Via Roma 1","type":"HOME","zip":"00184"}],"birthday":"1990-01-23","emails":[{"email":"a@example.com","type":"HOME"}],"name":{"formatted_name":"Anna Rossi","first_name":"Anna","last_name":"Rossi","middle_name":"M","suffix":"jr","prefix":"dr"},"org":{"company":"Bottega","department":"Vendite","title":"Capo"},"phones":[{"phone":"+39 333 1234567","wa_id":"393331234567","type":"CELL"}],"urls":[{"url":"https://b.example","type":"WORK"}],"vcard":"BEGIN:VCARD","origin":"contact_request"}]`),
	messageSample("reaction", `"type":"reaction","reaction":{"message_id":"wamid.OUT0","emoji":"\ud83d\udc4d"}`),
	messageSample("reaction removed", `"type":"reaction","reaction":{"message_id":"wamid.OUT0"}`),
	messageSample("template button", `"context":{"from":"390612345678","id":"wamid.OUT0"},"type":"button","button":{"payload":"STOP","text":"Basta"}`),
	messageSample("reply button", `"context":{"from":"390612345678","id":"wamid.OUT0"},"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"keep","title":"Confermo"}}`),
	messageSample("list row", `"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r1","title":"Espresso","description":"Domani"}}`),
	messageSample("flow", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"flow_token\":\"t\",\"size\":\"M\"}"}}`),
	messageSample("address", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"address_message","body":"Via Roma","response_json":"{\"saved_address_id\":\"1\"}"}}`),
	messageSample("call permission", `"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","is_permanent":false,"expiration_timestamp":"1765180800","response_source":"user_action"}}`),
	messageSample("order", `"type":"order","order":{"catalog_id":"194836987003835","text":"","product_items":[{"product_retailer_id":"sku-1","quantity":2,"item_price":7.99,"currency":"EUR"}]}`),
	messageSample("number changed", `"type":"system","system":{"body":"User A changed from 1 to 2","wa_id":"393339999999","type":"user_changed_number"}`),
	messageSample("user id changed", `"type":"system","system":{"body":"User A changed","user_id":"IT.2000","parent_user_id":"IT.ENT.2","type":"user_changed_user_id"}`),
	messageSample("identity changed", `"type":"system","system":{"body":"User A changed","identity":"hash","customer":"393331234567","new_wa_id":"393331234567","type":"customer_identity_changed"}`),
	messageSample("edit", `"type":"edit","edit":{"original_message_id":"wamid.IN0","message":{"context":{"id":"M0"},"type":"image","image":{"caption":"Nuova","mime_type":"image/jpeg","sha256":"SfIn=","id":"6"}}}`),
	messageSample("revoke", `"type":"revoke","revoke":{"original_message_id":"wamid.IN0"}`),
	messageSample("welcome request", `"type":"request_welcome"`),
	messageSample("unsupported", `"type":"unsupported","unsupported":{"type":"poll"},`+sampleErrors),
	messageSample("unsupported, unnamed", `"type":"unsupported",`+sampleErrors),
	messageSample("unknown type", `"type":"hologram","hologram":{"depth":3}`),
	messageSample("unknown interactive reply", `"type":"interactive","interactive":{"type":"dance_reply","dance_reply":{"id":1}}`),
	messageSample("forwarded in a group", `"group_id":"Y2FwaV9ncm91","context":{"forwarded":true,"frequently_forwarded":true},"type":"text","text":{"body":"ciao"}`),
	numberSample("system-level errors", FieldMessages, sampleErrors, "ErrorEvent"),
	numberSample("click", FieldMessages, `"user_actions":[{"action_type":"marketing_messages_link_click","timestamp":"1764576000","marketing_messages_link_click_data":{"click_component":"cta","product_id":"sku","click_id":"c","tracking_token":"t"}}]`, "UserActionEvent"),
	numberSample("handed-over chat", FieldMessages, `"conversation_context":{"type":"summary","summary":{"text":"Wants a table"}},"messages":[{`+sampleFrom+`,"type":"text","text":{"body":"ciao"}}]`, "MessageEvent"),

	statusSample("sent", `"status":"sent","recipient_id":"393331234567","recipient_user_id":"IT.1349","recipient_parent_user_id":"IT.ENT.1181","biz_opaque_callback_data":"order-1","conversation":{"id":"CONV","expiration_timestamp":"1764835200","origin":{"type":"referral_conversion"}},"pricing":{"billable":false,"pricing_model":"PMP","type":"free_entry_point","category":"referral_conversion"}`),
	statusSample("delivered", `"status":"delivered","recipient_id":"393331234567","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"}`),
	statusSample("read", `"status":"read","recipient_user_id":"IT.1349"`),
	statusSample("played", `"status":"played","recipient_id":"393331234567"`),
	statusSample("failed", `"status":"failed","recipient_id":"393331234567","recipient_identity_key_hash":"h",`+sampleErrors),
	statusSample("group, pricing nested", `"status":"delivered","recipient_id":"Y2FwaV9ncm91","recipient_type":"group","recipient_participant_id":"393331234567","recipient_participant_user_id":"IT.1349","recipient_participant_parent_user_id":"IT.ENT.1181","conversation":{"id":"CONV","origin":{"type":"group_marketing"},"pricing":{"billable":true,"pricing_model":"PMP","category":"group_marketing"}}`),
	statusSample("group, in the reference", `"status":"read","recipient_id":"393331234567","group_id":"Y2FwaV9ncm91"`),
	statusSample("direct send", `"status":"sent","recipient_id":"393331234567","template_id":"1123"`),
	statusSample("payment", `"type":"payment","status":"captured","recipient_id":"919876543210","payment":{"reference_id":"order-1","amount":{"value":21000,"offset":100},"currency":"INR","receipt":"r-1","notes":{"key1":"value1"},"transaction":{"id":"t1","type":"razorpay","status":"success","created_timestamp":1764576000,"updated_timestamp":1764576001,"amount":{"value":21000,"offset":100},"currency":"INR","method":{"type":"upi"},"refunds":[{"id":"rfnd_1","amount":{"value":100,"offset":100},"currency":"INR","speed_processed":"normal","status":"completed","created_timestamp":1764576000,"updated_timestamp":1764576001}]}}`),
	statusSample("payment failed", `"type":"payment","status":"pending","recipient_id":"919876543210","payment":{"reference_id":"order-1","sender":"919876543210","transaction":{"id":"t0","type":"upi","status":"failed","error":{"code":"U30","reason":"declined"}}}`),

	{"message echo", FieldSMBMessageEchoes, `{` + sampleNumber + `,` + samplePerson + `,"message_echoes":[{"from":"390612345678","to":"393331234567","to_user_id":"IT.1349","to_parent_user_id":"IT.ENT.1181","id":"wamid.ECHO","timestamp":"1764576000","type":"text","text":{"body":"Arrivo"}}]}`, "EchoEvent"},
	{"message echo, other field", FieldMessageEchoes, `{` + sampleNumber + `,"message_echoes":[{"from":"390612345678","to":"393331234567","id":"wamid.ECHO","timestamp":"1764576000","type":"revoke","revoke":{"original_message_id":"wamid.ECHO0"}}]}`, "EchoEvent"},
	{"history", FieldHistory, `{` + sampleNumber + `,"history":[{"metadata":{"phase":0,"chunk_order":1,"progress":55},"threads":[{"id":"393331234567","context":{"wa_id":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","username":"anna"},"messages":[{"from":"390612345678","to":"393331234567","id":"wamid.H1","timestamp":"1764000000","type":"text","text":{"body":"Ciao"},"history_context":{"status":"READ"}},{"from":"393331234567","from_user_id":"IT.1349","id":"wamid.H2","timestamp":"1764000001","type":"media_placeholder","history_context":{"status":"PLAYED"}}]}]}]}`, "HistoryEvent"},
	{"history declined", FieldHistory, `{` + sampleNumber + `,"history":[{"errors":[{"code":2593109,"title":"Declined","message":"Declined","error_data":{"details":"Turned off"}}]}]}`, "HistoryEvent"},
	{"history media", FieldHistory, `{` + sampleNumber + `,` + samplePerson + `,"messages":[{"from":"393331234567","id":"wamid.H2","timestamp":"1764000001","type":"image","image":{"mime_type":"image/jpeg","sha256":"SfIn=","id":"9"}}]}`, "HistoryEvent"},
	{"address book", FieldSMBAppStateSync, `{` + sampleNumber + `,"state_sync":[{"type":"contact","contact":{"full_name":"Anna Rossi","first_name":"Anna","phone_number":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","username":"anna"},"action":"add","metadata":{"timestamp":"1764576000"}},{"type":"contact","contact":{"phone_number":"393331234568"},"action":"remove","metadata":{"timestamp":"1764576001"}}]}`, "AppStateEvent AppStateEvent"},

	numberSample("call connects", FieldCalls, `"calls":[{"id":"wacid.1","to":"390612345678","from":"393331234567","from_user_id":"IT.1349","from_parent_user_id":"IT.ENT.1181","event":"connect","timestamp":"1764576000","direction":"USER_INITIATED","deeplink_payload":"d","cta_payload":"c","session":{"sdp_type":"offer","sdp":"v=0"},"connection":{"webrtc":{"sdp":"v=0"}}}]`, "CallEvent"),
	numberSample("call ends", FieldCalls, `"calls":[{"id":"wacid.1","from":"390612345678","to":"393331234567","to_user_id":"IT.1349","to_parent_user_id":"IT.ENT.1181","event":"terminate","timestamp":"1764576100","direction":"BUSINESS_INITIATED","biz_opaque_callback_data":"b","status":"Failed","start_time":"1764576000","end_time":"1764576100","duration":100}],"errors":[{"code":138007,"message":"Connect timeout"}]`, "CallEvent"),
	numberSample("call recorded", FieldCalls, `"calls":[{"id":"wacid.1","from":"393331234567","event":"call_recording_available","timestamp":"1764576200","call_recording":{"type":"audio","audio":{"id":"7","mime_type":"audio/ogg","sha256":"SfIn=","url":"https://lookaside.fbsbx.com/7"}}},{"id":"wacid.1","from":"393331234567","event":"call_transcription_available","timestamp":"1764576201","call_transcript":{"document":{"id":"8","mime_type":"application/json"}}}]`, "CallEvent CallEvent"),
	numberSample("call status", FieldCalls, `"statuses":[{"id":"wacid.2","type":"call","status":"RINGING","timestamp":"1764576000","recipient_id":"393331234567","recipient_user_id":"IT.1349","recipient_parent_user_id":"IT.ENT.1181","biz_opaque_callback_data":"b"}]`, "CallStatusEvent"),

	numberSample("preferences", FieldUserPreferences, `"user_preferences":[{"wa_id":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","detail":"User requested to stop marketing messages","category":"marketing_messages","value":"stop","timestamp":1764576000},{"wa_id":"393331234568","category":"marketing_messages","value":"signup","signup_id":"s","timestamp":1764576001}]`, "PreferenceEvent PreferenceEvent"),
	numberSample("user id update", FieldUserIDUpdate, `"user_id_update":[{"wa_id":"393331234567","detail":"updated","user_id":{"previous":"IT.1349","current":"IT.2000"},"parent_user_id":{"previous":"IT.ENT.1181","current":"IT.ENT.2"},"timestamp":"1764576000"}]`, "UserIDEvent"),
	{"control passed", FieldMessagingHandovers, `{"messaging_product":"whatsapp","sender":{"phone_number":"393331234567"},"recipient":{"phone_number_id":"106540352242922","display_phone_number":"390612345678"},"type":"control_passed","timestamp":"1764576000","control_passed":{"previous_owner_app_id":"1","previous_owner_app_role":"meta_business_agent","previous_owner_role":"ai_agent","new_owner_role":"escalation","new_owner_app_id":"2","metadata":"help","conversation_context":{"type":"summary","summary":{"text":"Wants a refund"}}}}`, "HandoverEvent"},
	{"control taken", FieldMessagingHandovers, `{"messaging_product":"whatsapp","recipient":{"phone_number_id":"106540352242922","display_phone_number":"390612345678"},"type":"control_taken","timestamp":"1764576000","control_taken":{"new_owner_role":"escalation"}}`, "HandoverEvent"},
	{"standby message", FieldStandby, `{` + sampleNumber + `,"standby":{` + samplePerson + `,"messages":[{` + sampleFrom + `,"type":"text","text":{"body":"ciao"}}]}}`, "StandbyEvent"},
	{"standby echo", FieldStandby, `{` + sampleNumber + `,"standby":{"message_echoes":[{"id":"wamid.E","timestamp":"1764576000","message":{"messaging_product":"whatsapp","to":"393331234567","type":"text","text":{"body":"ciao"}},"template":{"name":"t"},"flow":{"id":"1"}}]}}`, "StandbyEvent"},
	{"standby status", FieldStandby, `{` + sampleNumber + `,"standby":{"statuses":[{"id":"wamid.E","status":"sent","timestamp":"1764576000","recipient_id":"393331234567"}]}}`, "StandbyEvent"},
	{"lead and purchase", FieldAutomaticEvents, `{` + sampleNumber + `,"automatic_events":[{"id":"wamid.IN1","event_name":"LeadSubmitted","timestamp":1764576000,"ctwa_clid":"Aff-n8"},{"id":"wamid.IN2","event_name":"Purchase","timestamp":1764576000,"ctwa_clid":"Aff-n8","custom_data":{"currency":"EUR","value":25000}}]}`, "AutomaticEvent AutomaticEvent"},

	{"group created", FieldGroupLifecycle, `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","group_id":"G1","type":"group_create","request_id":"R1","subject":"Soci","description":"I soci","invite_link":"https://chat.whatsapp.com/L","join_approval_mode":"auto_approve"}]}`, "GroupEvent"},
	{"group not created", FieldGroupLifecycle, `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","type":"group_create","request_id":"R1","subject":"Soci",` + sampleErrors + `}]}`, "GroupEvent"},
	{"group members", FieldGroupParticipants, `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","group_id":"G1","type":"group_participants_remove","request_id":"R2","initiated_by":"business","reason":"r","added_participants":[{"input":"393331234567","wa_id":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","username":"anna"}],"removed_participants":[{"input":"393331234567"}],"failed_participants":[{"input":"393331234568",` + sampleErrors + `}],` + sampleErrors + `}]}`, "GroupEvent"},
	{"group join request", "group_participant_update", `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","group_id":"G1","type":"group_join_request_created","join_request_id":"J1","wa_id":"393331234567","user_id":"IT.1349","parent_user_id":"IT.ENT.1181","username":"anna"}]}`, "GroupEvent"},
	{"group settings", FieldGroupSettings, `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","group_id":"G1","type":"group_settings_update","request_id":"R3","profile_picture":{"mime_type":"image/jpeg","sha256":"SfIn=","update_successful":true},"group_subject":{"text":"Soci","update_successful":false,` + sampleErrors + `},"group_description":{"text":"d","update_successful":true}}]}`, "GroupEvent"},
	{"group suspended", FieldGroupStatus, `{` + sampleNumber + `,"groups":[{"timestamp":"1764576000","group_id":"G1","type":"group_suspend"}]}`, "GroupEvent"},

	{"flow status", FieldFlows, `{"event":"FLOW_STATUS_CHANGE","message":"Flow 1 changed","flow_id":"1","old_status":"DRAFT","new_status":"PUBLISHED"}`, "FlowEvent"},
	{"flow errors", FieldFlows, `{"event":"ENDPOINT_ERROR_RATE","message":"m","flow_id":"1","error_rate":14.28,"threshold":10,"alert_state":"ACTIVATED","requests_count":34,"p50_latency":1,"p90_latency":2,"availability":75.01,"errors":[{"error_type":"TIMEOUT","error_rate":66.66,"error_count":20}]}`, "FlowEvent"},

	{"template approved", FieldTemplateStatus, `{"event":"APPROVED","message_template_id":1689556908129832,"message_template_name":"promemoria","message_template_language":"it","message_template_category":"UTILITY","reason":"NONE"}`, "TemplateStatusEvent"},
	{"template rejected", FieldTemplateStatus, `{"event":"REJECTED","message_template_id":1689556908129832,"message_template_name":"promo","message_template_language":"it","reason":"INVALID_FORMAT","rejection_info":{"reason":"Parameters","recommendation":"Add an example"}}`, "TemplateStatusEvent"},
	{"template paused", FieldTemplateStatus, `{"event":"PAUSED","message_template_id":1689556908129832,"message_template_name":"promo","message_template_language":"it","reason":null,"other_info":{"title":"FIRST_PAUSE","description":"For 3 hours"},"disable_info":{"disable_date":1764576000}}`, "TemplateStatusEvent"},
	{"template quality", FieldTemplateQuality, `{"previous_quality_score":"GREEN","new_quality_score":"YELLOW","message_template_id":806312974732579,"message_template_name":"promo","message_template_language":"it"}`, "TemplateQualityEvent"},
	{"template quality under a wrong name", FieldTemplateStatus, `{"previous_quality_score":"GREEN","new_quality_score":"RED","message_template_id":806312974732579,"message_template_name":"promo","message_template_language":"it"}`, "TemplateQualityEvent"},
	{"template edited", FieldTemplateComponents, `{"message_template_id":1315502779341834,"message_template_name":"promo","message_template_language":"it","message_template_title":"Ciao {{1}}","message_template_element":"Corpo","message_template_footer":"Piede","message_template_buttons":[{"message_template_button_type":"URL","message_template_button_text":"Apri","message_template_button_url":"https://b.example/{{1}}"},{"message_template_button_type":"PHONE_NUMBER","message_template_button_text":"Chiama","message_template_button_phone_number":"+39061234567"}]}`, "TemplateComponentsEvent"},
	{"template category changed", FieldTemplateCategory, `{"message_template_id":278077987957091,"message_template_name":"promo","message_template_language":"it","previous_category":"UTILITY","new_category":"MARKETING"}`, "TemplateCategoryEvent"},
	{"template category impending", FieldTemplateCategory, `{"message_template_id":278077987957091,"message_template_name":"promo","message_template_language":"it","new_category":"UTILITY","correct_category":"MARKETING","category_update_timestamp":1764662400}`, "TemplateCategoryEvent"},
	{"template category detected", FieldTemplateCategoryDetection, `{"message_template_id":"278077987957091","message_template_name":"promo","message_template_language":"it","category":"UTILITY","correct_category":"MARKETING"}`, "TemplateCategoryDetectionEvent"},

	{"display name", FieldPhoneNumberName, `{"display_phone_number":"390612345678","decision":"REJECTED","requested_verified_name":"Bottega","rejection_reason":"NAME_FORMAT_UNACCEPTABLE"}`, "PhoneNumberNameEvent"},
	{"throughput", FieldPhoneNumberQuality, `{"display_phone_number":"390612345678","event":"THROUGHPUT_UPGRADE","old_limit":"TIER_2K","current_limit":"TIER_UNLIMITED","max_daily_conversations_per_business":"TIER_UNLIMITED"}`, "PhoneNumberQualityEvent"},
	{"security", FieldSecurity, `{"display_phone_number":"390612345678","event":"PIN_RESET_REQUEST","requester":"61555822107539"}`, "SecurityEvent"},

	{"account deleted", FieldAccountUpdate, `{"event":"ACCOUNT_DELETED"}`, "AccountEvent"},
	{"account restricted", FieldAccountUpdate, `{"event":"ACCOUNT_RESTRICTION","phone_number":"390612345678","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1764662400,"remediation":"Wait"}],"violation_info":{"violation_type":"SCAM","remediation":"Appeal"}}`, "AccountEvent"},
	{"account disabled", FieldAccountUpdate, `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"December 1, 2026"}}`, "AccountEvent"},
	{"account shared", FieldAccountUpdate, `{"event":"PARTNER_APP_INSTALLED","waba_info":{"waba_id":"495709166956424","owner_business_id":"942647313864044","ad_account_linked":"1","ad_account_id":"1","partner_app_id":"67567","solution_id":"9","solution_partner_business_ids":["5","6"]}}`, "AccountEvent"},
	{"account prices", FieldAccountUpdate, `{"event":"AUTH_INTL_PRICE_ELIGIBILITY_UPDATE","auth_international_rate_eligibility":{"exception_countries":[{"country_code":"IN","start_time":1764662400}],"start_time":1764576000}}`, "AccountEvent"},
	{"account tier", FieldAccountUpdate, `{"event":"VOLUME_BASED_PRICING_TIER_UPDATE","volume_tier_info":{"tier_update_time":1764576000,"pricing_category":"UTILITY","tier":"25000001:50000000","effective_month":"2026-12","region":"India"}}`, "AccountEvent"},
	{"account location", FieldAccountUpdate, `{"event":"BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE","country":"IT"}`, "AccountEvent"},
	{"account disconnected", FieldAccountUpdate, `{"event":"PARTNER_REMOVED","waba_info":{"waba_id":"495709166956424","owner_business_id":"942647313864044"},"disconnection_info":{"reason":"PRIMARY_INACTIVITY","initiated_by":"SYSTEM"}}`, "AccountEvent"},
	{"account verified by a partner", FieldAccountUpdate, `{"event":"PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE","partner_client_certification_info":{"client_business_id":"2729","status":"FAILED","rejection_reasons":["LEGAL NAME NOT MATCHING"]},"partner_client_certification_needed_info":{"client_business_id":"2729"}}`, "AccountEvent"},
	{"account alert", FieldAccountAlerts, `{"entity_type":"PHONE_NUMBER","entity_id":"106540352242922","alert_info":{"alert_severity":"INFORMATIONAL","alert_status":"NONE","alert_type":"OBA_APPROVED","alert_description":"Approved"}}`, "AccountAlertEvent"},
	{"account review", FieldAccountReview, `{"decision":"APPROVED"}`, "AccountReviewEvent"},
	{"account settings", FieldAccountSettings, `{"messaging_product":"whatsapp","timestamp":"1764576000","type":"phone_number_settings","phone_number_settings":{"phone_number_id":"106540352242922","calling":{"status":"ENABLED","call_hours":{"status":"ENABLED"}}}}`, "AccountSettingsEvent"},
	{"capability, number", FieldBusinessCapability, `{"max_daily_conversations_per_business":2000,"max_phone_numbers_per_business":20}`, "BusinessCapabilityEvent"},
	{"capability, tier", FieldBusinessCapability, `{"max_daily_conversations_per_business":"TIER_UNLIMITED","max_daily_conversation_per_phone":-1,"max_phone_numbers_per_waba":20}`, "BusinessCapabilityEvent"},
	{"username", FieldBusinessUsername, `{"display_phone_number":"390612345678","username":"bottega","status":"approved"}`, "BusinessUsernameEvent"},
	{"username, other name", "business_username_update", `{"display_phone_number":"390612345678","status":"deleted"}`, "BusinessUsernameEvent"},
	{"partner solution", FieldPartnerSolutions, `{"event":"SOLUTION_CREATED","solution_id":"774485461512159","solution_status":"INITIATED"}`, "PartnerSolutionEvent"},
	{"payment configuration", FieldPaymentConfiguration, `{"configuration_name":"upi","provider_name":"razorpay","provider_mid":"m","status":"Needs Testing","created_timestamp":1764576000,"updated_timestamp":1764576001}`, "PaymentConfigurationEvent"},

	{"tracking", FieldTrackingEvents, `{` + sampleNumber + `,"anything":[{"goes":1}]}`, "UnknownEvent"},
	{"a new field", "hologram_update", `{"depth":3,"of":null}`, "UnknownEvent"},
}
