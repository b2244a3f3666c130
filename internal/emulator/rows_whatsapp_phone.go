package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// numberState is what is remembered of a business number besides its fields.
type numberState struct {
	registered  bool
	pin         string // of two-step verification; empty: none set
	attempts    []time.Time
	override    string // callback of its webhooks
	profile     *Object
	serviceSent map[string]int // free service messages, by month
	settings    *numberSettings
}

func numberOf(o *Object) *numberState { return o.State.(*numberState) }

func phoneNumberRows(r *Registry) {
	product := Param{Name: "messaging_product", Type: "string", Required: true, Enum: []string{"whatsapp"}}
	r.Edge(phoneNumberType, permitted(
		Edge{Method: "POST", Handle: updateNumber, Params: slices.Concat(Params(
			`pin string, new_display_name string, username string, search_visibility enum(VISIBLE|HIDDEN),
			connection_status string, webhook_url string, whatsapp_business_api_data map`),
			[]Param{{Name: "webhook_configuration", Type: "map", Params: Params(`override_callback_uri string, verify_token string`), Strict: true}})},
		Edge{Method: "POST", Name: "register", Handle: register, Params: append(Params(`pin! string, tier enum(PROD|SANDBOX), backup map,
			meta_store_retention_minutes int,
			data_localization_region enum(AE|AU|BH|BR|CA|CH|DE|GB|ID|IN|JP|KR|SG|ZA)`), product)},
		Edge{Method: "POST", Name: "deregister", Handle: deregister},
		Edge{Method: "POST", Name: "request_code", Handle: requestCode, Params: Params(`code_method! enum(SMS|VOICE), language! string`)},
		Edge{Method: "POST", Name: "verify_code", Handle: verifyCode, Params: Params(`code! string`)},
		Edge{Method: "GET", Name: "whatsapp_business_profile", Of: profileType, Handle: getProfile},
		Edge{Method: "POST", Name: "whatsapp_business_profile", Handle: setProfile, Params: []Param{product,
			{Name: "about", Type: "string", MaxLen: 139, Check: notEmpty}, {Name: "address", Type: "string", MaxLen: 256},
			{Name: "description", Type: "string", MaxLen: 512}, {Name: "email", Type: "string", MaxLen: 128},
			{Name: "profile_picture_handle", Type: "string"}, {Name: "websites", Type: "list<string>", MaxLen: 2, Check: websites},
			{Name: "vertical", Type: "string", Enum: verticals}}},
		Edge{Method: "POST", Name: "messages", UseCase: messaging, Handle: sendMessage},
		Edge{Method: "POST", Name: "marketing_messages", UseCase: messaging, Handle: sendMarketing},
		Edge{Method: "POST", Name: "media", UseCase: messaging, Handle: uploadMedia, Params: append(Params(`file! file, type string, ttl_minutes int`), product)},
		Edge{Method: "GET", Name: "block_users", Of: blockedType, UseCase: messaging, Handle: listBlocked},
		Edge{Method: "POST", Name: "block_users", UseCase: messaging, Handle: blockUsers, Params: blockParams(product)},
		Edge{Method: "DELETE", Name: "block_users", UseCase: messaging, Handle: unblockUsers, Params: blockParams(product)},
	)...)
}

var verticals = []string{"OTHER", "AUTO", "BEAUTY", "APPAREL", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GROCERY", "GOVT", "HOTEL",
	"HEALTH", "NONPROFIT", "PROF_SERVICES", "RETAIL", "TRAVEL", "RESTAURANT", "ALCOHOL", "ONLINE_GAMBLING", "PHYSICAL_GAMBLING",
	"OTC_DRUGS", "MATRIMONY_SERVICE", "UNDEFINED", "NOT_A_BIZ", ""}

func notEmpty(c *Call, path string, v any) error {
	if v == "" {
		return badParam(c, path, "must not be empty")
	}
	return nil
}

func websites(c *Call, path string, v any) error {
	for i, site := range v.([]any) {
		s := text(site)
		if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") || len(s) > 256 {
			return badParam(c, fmt.Sprintf("%s[%d]", path, i), "must be a URL of at most 256 characters that begins with http:// or https://")
		}
	}
	return nil
}

// newPhoneNumber makes a number of an account that is not yet verified nor registered.
func newPhoneNumber(c *Call, account *Object, display, dialCode, name string) *Object {
	number := c.Make(phoneNumberType, map[string]any{
		"display_phone_number": display, "verified_name": name, "code_verification_status": "NOT_VERIFIED",
		"quality_rating": "UNKNOWN", "platform_type": "CLOUD_API", "host_platform": "CLOUD_API", "account_mode": "LIVE",
		"throughput": map[string]any{"level": "STANDARD"}, "name_status": "PENDING_REVIEW", "status": "PENDING",
		"is_official_business_account": false, "is_pin_enabled": false, "is_on_biz_app": false, "is_preverified_number": false,
		"search_visibility": "NON_VISIBLE", "country_dial_code": dialCode, "country_code": countryOf(dialCode),
		"messaging_limit_tier":                      "TIER_10K",
		"whatsapp_business_manager_messaging_limit": account.Get("whatsapp_business_manager_messaging_limit"),
	})
	number.Owner = account.ID
	number.State = &numberState{serviceSent: map[string]int{}, settings: newNumberSettings(), profile: c.Row(profileType, map[string]any{"messaging_product": "whatsapp"})}
	account.Link("phone_numbers", number)
	return number
}

func updateNumber(c *Call) (any, error) {
	state := numberOf(c.Node)
	if pin := c.Args.Text("pin"); c.Args.Has("pin") {
		if !isPin(pin) {
			return nil, badParam(c, "pin", "must be 6 digits")
		}
		state.pin = pin
		c.Node.Values["is_pin_enabled"] = true
		c.Emit(whatsappObject, "security", c.Node.Owner, map[string]any{
			"display_phone_number": phoneDigits(c.Node.Get("display_phone_number")), "event": "PIN_CHANGED", "requester": c.Token.Subject})
	}
	if c.Args.Has("webhook_configuration") {
		callback := c.Args.Map("webhook_configuration").Text("override_callback_uri")
		if callback != "" {
			if err := c.verifyOverride(callback, c.Args.Map("webhook_configuration").Text("verify_token")); err != nil {
				return nil, err
			}
		}
		state.override = callback
	}
	if name := c.Args.Text("new_display_name"); name != "" {
		c.Node.Values["new_display_name"], c.Node.Values["new_name_status"] = name, "PENDING_REVIEW"
	}
	for _, field := range []string{"username", "search_visibility"} {
		if c.Args.Has(field) {
			c.Node.Values[field] = c.Args.Text(field)
		}
	}
	return map[string]any{"success": true}, nil
}

const maxCallbackLength = 200

// verifyOverride checks a callback that is to be used in place of the app's.
func (c *Call) verifyOverride(callback, verifyToken string) error {
	if len(callback) > maxCallbackLength {
		return badParam(c, "override_callback_uri", "must be no longer than %d characters", maxCallbackLength)
	}
	if verifyToken == "" {
		return missingParam(c, "verify_token")
	}
	return c.Verify(callback, verifyToken)
}

func isPin(pin string) bool { return len(pin) == 6 && digits(pin) }

// A number may be registered and deregistered ten times in 72 hours.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/registration
const (
	maxRegistrations   = 10
	registrationPeriod = 72 * time.Hour
)

func (s *numberState) attempt(now time.Time) error {
	s.attempts = slices.DeleteFunc(s.attempts, func(t time.Time) bool { return !t.After(now.Add(-registrationPeriod)) })
	if len(s.attempts) >= maxRegistrations {
		return Fail(133016, "Account register/deregister rate limit exceeded").Detailed(
			"There were too many registration or deregistration attempts for this phone number in a short period of time")
	}
	s.attempts = append(s.attempts, now)
	return nil
}

func register(c *Call) (any, error) {
	state, pin := numberOf(c.Node), c.Args.Text("pin")
	if !isPin(pin) {
		return nil, badParam(c, "pin", "must be 6 digits")
	}
	if err := state.attempt(c.Now()); err != nil {
		return nil, err
	}
	switch {
	case c.Node.Get("code_verification_status") != "VERIFIED":
		return nil, Fail(133006, "Phone number re-verification needed").Detailed("Phone number needs to be verified before registering")
	case state.pin != "" && state.pin != pin:
		return nil, Fail(133005, "Two step verification PIN Mismatch").Detailed("The two-step verification PIN that was given is not the one that was set")
	}
	state.pin, state.registered = pin, true
	c.Node.Values["is_pin_enabled"], c.Node.Values["status"], c.Node.Values["last_onboarded_time"] = true, "CONNECTED", c.Now()
	if c.Node.Get("name_status") == "PENDING_REVIEW" {
		c.Node.Values["name_status"] = "APPROVED"
	}
	if c.Node.Get("quality_rating") == "UNKNOWN" {
		c.Node.Values["quality_rating"] = "GREEN"
	}
	return map[string]any{"success": true}, nil
}

func deregister(c *Call) (any, error) {
	state := numberOf(c.Node)
	if !state.registered {
		return nil, notRegistered()
	}
	if err := state.attempt(c.Now()); err != nil {
		return nil, err
	}
	state.registered = false
	c.Node.Values["status"] = "DISCONNECTED"
	return map[string]any{"success": true}, nil
}

func notRegistered() *Error {
	return Fail(133010, "Account not registered").Detailed("The account does not exist in Cloud API, please use /register API to create an account first")
}

func requestCode(c *Call) (any, error) {
	if c.Node.Get("code_verification_status") == "VERIFIED" {
		return nil, Fail(136024, "Request code error").Titled("Couldn't send code", "This phone number has been verified already.")
	}
	c.sendCode(c.Node.Get("display_phone_number"))
	return map[string]any{"success": true}, nil
}

func verifyCode(c *Call) (any, error) {
	if !c.takeCode(c.Node.Get("display_phone_number"), c.Args.Text("code")) {
		return nil, Fail(136024, "Verify code error").Titled("Incorrect code", "The code that was entered is not the one that was sent, or has expired.")
	}
	c.Node.Values["code_verification_status"] = "VERIFIED"
	return map[string]any{"success": true, "id": c.Node.ID}, nil
}

func getProfile(c *Call) (any, error) {
	return &List{Items: []*Object{numberOf(c.Node).profile}, Whole: true}, nil
}

func setProfile(c *Call) (any, error) {
	profile := numberOf(c.Node).profile
	for name, v := range c.Values(profileType) {
		profile.Values[name] = v
	}
	if handle := c.Args.Text("profile_picture_handle"); handle != "" {
		profile.Values["profile_picture_url"] = "https://pps.whatsapp.net/v/" + c.Node.ID
	}
	return map[string]any{"success": true}, nil
}

func phoneHealth(c *Call, o *Object) any {
	number := map[string]any{"entity_type": "PHONE_NUMBER", "id": o.ID, "can_send_message": "AVAILABLE"}
	if !numberOf(o).registered {
		number["can_send_message"] = "BLOCKED"
		number["errors"] = []any{map[string]any{"error_code": 141000, "error_description": "The phone number is not registered.",
			"possible_solution": "Register the phone number."}}
	}
	return health(c, o.Owner, number)
}

func accountHealth(c *Call, o *Object) any { return health(c, o.ID) }

func templateHealth(c *Call, o *Object) any {
	template := map[string]any{"entity_type": "MESSAGE_TEMPLATE", "id": o.ID, "can_send_message": "AVAILABLE"}
	if o.Get("status") != "APPROVED" {
		template["can_send_message"] = "BLOCKED"
		template["errors"] = []any{map[string]any{"error_code": 141002, "error_description": "The template is not approved.",
			"possible_solution": "Wait for its review, or edit it."}}
	}
	return health(c, o.Owner, template)
}

// health is the state of all that a message depends on; the worst decides.
func health(c *Call, account string, entities ...any) map[string]any {
	overall := "AVAILABLE"
	for _, e := range entities {
		if e.(map[string]any)["can_send_message"] == "BLOCKED" {
			overall = "BLOCKED"
		}
	}
	seed := c.Seed()
	for _, e := range [][2]string{{"WABA", account}, {"BUSINESS", seed.BusinessID}, {"APP", seed.AppID}} {
		entities = append(entities, map[string]any{"entity_type": e[0], "id": e[1], "can_send_message": "AVAILABLE"})
	}
	return map[string]any{"can_send_message": overall, "entities": entities}
}

// webhookConfiguration tells which callbacks hold for a number, from the app's to its own.
func webhookConfiguration(c *Call, o *Object) any {
	config := map[string]any{}
	if sub := c.e.subscriptions[whatsappObject]; sub != nil {
		config["application"] = sub.callback
	} else if c.Config().WebhookURL != "" {
		config["application"] = c.Config().WebhookURL
	}
	if account := c.Find(accountType, o.Owner); account != nil {
		if override := account.State.(*accountState).override; override != "" {
			config["whatsapp_business_account"] = override
		}
	}
	if override := numberOf(o).override; override != "" {
		config["phone_number"] = override
	}
	return config
}
