package emulator

// The names of WhatsApp's node types, as Meta's specification has them, and the object of its webhooks.
const (
	phoneNumberType = "WhatsAppBusinessAccountToNumberCurrentStatus"
	accountType     = "WhatsAppBusinessAccount"
	templateType    = "WhatsAppBusinessHSM"
	mediaType       = "WhatsAppMedia"
	sequenceType    = "WhatsAppWelcomeMessageSequence"
	blockedType     = "WhatsAppBlockedUser"
	catalogType     = "ProductCatalog"
	appType         = "WhatsAppApplication"
	profileType     = "WhatsAppBusinessProfile"

	whatsappObject = "whatsapp_business_account"
)

// What calls count as, and the permissions that they need: managing has a quota of calls an hour, messaging one of
// messages a second.
const (
	managing  = "whatsapp_business_management"
	messaging = "whatsapp_business_messaging"
)

// permitted gives operations the permission that their tokens must have.
func permitted(edges ...Edge) []Edge {
	for i := range edges {
		edges[i].Scope = managing
		if edges[i].UseCase == messaging {
			edges[i].Scope = messaging
		}
	}
	return edges
}

// whatsappRows are the WhatsApp Business Platform: accounts, numbers, templates, media and messages.
func whatsappRows(r *Registry) {
	r.Type(NodeType{Name: accountType, Product: WhatsApp, UseCase: managing, Fields: Fields(accountFields),
		Default: []string{"name", "timezone_id", "message_template_namespace"}, Compute: map[string]Compute{"health_status": accountHealth}})
	r.Type(NodeType{Name: phoneNumberType, Product: WhatsApp, UseCase: managing, Fields: Fields(phoneNumberFields),
		Default: []string{"verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput"},
		Compute: map[string]Compute{"health_status": phoneHealth, "webhook_configuration": webhookConfiguration}})
	r.Type(NodeType{Name: templateType, Product: WhatsApp, UseCase: managing, Fields: Fields(templateFields),
		Default: []string{"name", "parameter_format", "components", "language", "status", "category", "sub_category", "previous_category"},
		Compute: map[string]Compute{"health_status": templateHealth}})
	r.Type(NodeType{Name: mediaType, Product: WhatsApp, UseCase: messaging,
		Fields:  Fields(`messaging_product string, url string, mime_type string, sha256 string, file_size numeric string`),
		Default: []string{"messaging_product", "url", "mime_type", "sha256", "file_size"},
		Compute: map[string]Compute{"url": mediaURL}})
	r.Type(NodeType{Name: catalogType, Product: WhatsApp, UseCase: "catalog_management", Fields: Fields(catalogFields), Default: []string{"id", "name"}})
	r.Type(NodeType{Name: sequenceType, Product: WhatsApp, UseCase: managing,
		Fields: Fields(`sequence_id string, name string, welcome_message_sequence string, is_used_in_ad bool,
			compatible_platforms list<string>, eligible_platforms list<string>, last_update_time datetime`),
		Default: []string{"name", "welcome_message_sequence", "is_used_in_ad"}})
	r.Type(NodeType{Name: blockedType, Product: WhatsApp, Fields: Fields(`messaging_product string, wa_id string`),
		Default: []string{"messaging_product", "wa_id"}})
	r.Type(NodeType{Name: appType, Product: WhatsApp, Fields: Fields(`whatsapp_business_api_data Object, override_callback_uri string`),
		Default: []string{"whatsapp_business_api_data", "override_callback_uri"}})
	r.Type(NodeType{Name: profileType, Product: WhatsApp, UseCase: managing, Fields: Fields(`id string, name_verification Object, whatsapp_business_api_data Object, messaging_product string, about string, address string,
			description string, email string, profile_picture_url string, websites list<string>, vertical string`),
		Default: []string{"messaging_product"}, Always: []string{"messaging_product"}})

	accountRows(r)
	phoneNumberRows(r)
	templateRows(r)
	mediaRows(r)
	numberSettingRows(r)
	callRows(r)
	groupRows(r)
	flowRows(r)
	figureRows(r)
	partnerRows(r)
	r.Route(whatsappObject, routeWhatsApp)
}

const (
	accountFields = `
	account_review_status string, analytics Object, auth_international_rate_eligibility Object,
	business_verification_status string, country string, creation_time int, currency string,
	disable_marketing_messages_on_cloud_api bool, health_status Object, id string, is_enabled_for_insights bool,
	is_shared_with_partners bool, linked_commerce_account CommerceMerchantSettings,
	marketing_messages_lite_api_status string, marketing_messages_onboarding_status string,
	message_template_namespace string, name string, on_behalf_of_business_info Object, owner_business Business,
	owner_business_info Object, ownership_type string, primary_business_location string, primary_funding_id string,
	purchase_order_number string, status string, template_auto_archival_enabled bool, timezone_id string,
	whatsapp_business_manager_messaging_limit string, audiences list<Object>, dcc_config Object,
	schedules list<Object>`

	phoneNumberFields = `
	account_mode string, certificate string, code_verification_status string, conversational_automation Object,
	country_code string, country_dial_code string, display_phone_number string,
	eligibility_for_api_business_global_search string, health_status Object, host_platform string, id string,
	is_official_business_account bool, is_on_biz_app bool, is_pin_enabled bool, is_preverified_number bool,
	last_onboarded_time datetime, messaging_limit_tier string, name_status string, new_certificate string,
	new_display_name string, new_name_status string, official_business_account Object, platform_type string,
	quality_rating string, quality_score Object, search_visibility string, status string, throughput Object,
	unified_cert_status string, username string, verified_name string, webhook_configuration Object,
	whatsapp_business_manager_messaging_limit string`

	catalogFields = `
	ad_account_to_collaborative_ads_share_settings Object, agency_collaborative_ads_share_settings Object, business Business,
	catalog_store Object, commerce_merchant_settings Object, creator_user User, da_display_settings Object,
	default_image_url string, fallback_image_url list<string>, feed_count int, id string, is_catalog_segment bool,
	is_local_catalog bool, name string, owner_business Business, product_count int, store_catalog_settings Object,
	user_access_expire_time datetime, vertical string`

	templateFields = `
	bid_spec Object, category string, components list<Object>, correct_category string, creative_sourcing_spec Object,
	cta_url_link_tracking_opted_out bool, degrees_of_freedom_spec Object, disabled_until int, display_format string,
	health_status Object, id string, is_primary_device_delivery_only bool, language string, last_updated_time datetime,
	library_template_name string, message_send_ttl_seconds int, name string, optimization_spec Object,
	parameter_format string, previous_category string, quality_score Object, rejected_reason string,
	rejection_info Object, send_type string, status string, sub_category string`
)

// whatsappSeed makes an account with one registered number and approved templates.
func whatsappSeed(c *Call) {
	s := c.Seed()
	business := c.Object(s.BusinessID)
	account := c.Make(accountType, map[string]any{
		"name": "Bottega Srl", "timezone_id": "71", "currency": "EUR", "country": "IT", "account_review_status": "APPROVED",
		"business_verification_status": "verified", "ownership_type": "SELF", "status": "ACTIVE", "creation_time": c.Now().Unix(),
		"message_template_namespace": "ba30dd89_2ebd_41e4_b805_f2c05ae04cc9", "is_enabled_for_insights": false,
		"primary_business_location": "IT", "primary_funding_id": "3344556677889900", "owner_business": business,
		"owner_business_info":                       map[string]any{"id": s.BusinessID, "name": business.Get("name")},
		"on_behalf_of_business_info":                map[string]any{"id": s.BusinessID, "name": business.Get("name"), "status": "APPROVED", "type": "SELF"},
		"marketing_messages_onboarding_status":      "ELIGIBLE",
		"whatsapp_business_manager_messaging_limit": "TIER_10K",
	})
	account.Owner, account.State = account.ID, &accountState{}
	business.Link("owned_whatsapp_business_accounts", account)

	number := newPhoneNumber(c, account, "+39 06 0000 0012", "39", "Bottega del Caffè")
	number.Values["code_verification_status"], number.Values["status"] = "VERIFIED", "CONNECTED"
	number.Values["name_status"], number.Values["is_pin_enabled"] = "APPROVED", true
	number.Values["quality_rating"], number.Values["last_onboarded_time"] = "GREEN", c.Now()
	number.State.(*numberState).registered, number.State.(*numberState).pin = true, "123456"

	catalog := c.Make(catalogType, map[string]any{"name": "Bottega", "vertical": "commerce", "product_count": 0, "business": business})
	business.Link("owned_product_catalogs", catalog)

	s.WABAID, s.PhoneNumberID, s.DisplayPhone = account.ID, number.ID, number.Get("display_phone_number")
	for _, t := range seededTemplates {
		newTemplate(c, account, t, "APPROVED")
	}
	s.Templates = []string{"order_update", "spring_offer", "hello_world"}
}

func bodyWith(text string, example ...any) map[string]any {
	body := map[string]any{"type": "BODY", "text": text}
	if len(example) > 0 {
		body["example"] = map[string]any{"body_text": []any{example}}
	}
	return body
}

func namedBody(text string, names ...string) map[string]any {
	examples := make([]any, 0, len(names)/2)
	for i := 0; i+1 < len(names); i += 2 {
		examples = append(examples, map[string]any{"param_name": names[i], "example": names[i+1]})
	}
	return map[string]any{"type": "BODY", "text": text, "example": map[string]any{"body_text_named_params": examples}}
}

// seededTemplates are there from the beginning: one with named parameters, one with numbered ones and buttons, each in
// English and Italian, and Meta's own sample, which every new account has.
var seededTemplates = []map[string]any{
	{"name": "order_update", "category": "UTILITY", "language": "en", "parameter_format": "NAMED", "components": []any{
		namedBody("Hello {{customer}}, your order {{order_number}} is on its way and will be with you soon.",
			"customer", "Anna", "order_number", "1042")}},
	{"name": "order_update", "category": "UTILITY", "language": "it", "parameter_format": "NAMED", "components": []any{
		namedBody("Ciao {{customer}}, il tuo ordine {{order_number}} è partito e arriverà presto da te.",
			"customer", "Anna", "order_number", "1042")}},
	{"name": "spring_offer", "category": "MARKETING", "language": "en", "parameter_format": "POSITIONAL", "components": []any{
		map[string]any{"type": "HEADER", "format": "TEXT", "text": "Spring at the Bottega"},
		bodyWith("Hi {{1}}, spring is here: all our coffees are cheaper by a fifth until Sunday.", "Anna"),
		map[string]any{"type": "FOOTER", "text": "Tap Stop to hear no more of our offers"},
		map[string]any{"type": "BUTTONS", "buttons": []any{
			map[string]any{"type": "QUICK_REPLY", "text": "Stop"},
			map[string]any{"type": "URL", "text": "See the offers", "url": "https://bottega.example/offers/{{1}}",
				"example": []any{"https://bottega.example/offers/anna"}}}}}},
	{"name": "spring_offer", "category": "MARKETING", "language": "it", "parameter_format": "POSITIONAL", "components": []any{
		map[string]any{"type": "HEADER", "format": "TEXT", "text": "Primavera in Bottega"},
		bodyWith("Ciao {{1}}, è primavera: tutti i nostri caffè costano un quinto in meno fino a domenica.", "Anna"),
		map[string]any{"type": "FOOTER", "text": "Tocca Stop per non ricevere altre offerte"},
		map[string]any{"type": "BUTTONS", "buttons": []any{
			map[string]any{"type": "QUICK_REPLY", "text": "Stop"},
			map[string]any{"type": "URL", "text": "Vedi le offerte", "url": "https://bottega.example/offerte/{{1}}",
				"example": []any{"https://bottega.example/offerte/anna"}}}}}},
	{"name": "hello_world", "category": "UTILITY", "language": "en_US", "parameter_format": "POSITIONAL", "components": []any{
		map[string]any{"type": "HEADER", "format": "TEXT", "text": "Hello World"},
		bodyWith("Welcome! This message shows that your number can send notifications."),
		map[string]any{"type": "FOOTER", "text": "WhatsApp Business Platform sample message"}}},
}
