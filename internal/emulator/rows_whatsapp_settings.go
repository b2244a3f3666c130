package emulator

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// numberSettings are what a business may set of its number, beside its fields.
type numberSettings struct {
	calling    map[string]any
	encryption map[string]any
	storage    map[string]any
	identity   bool
	compliance map[string]any
	official   string
	cart, shop bool
	publicKey  string
	codes      []*Object // QR codes, the newest first
	calls      map[string]*phoneCall
	callable   map[string]bool // people who let themselves be called, by telephone
}

func newNumberSettings() *numberSettings {
	return &numberSettings{
		calling: map[string]any{"status": "DISABLED", "call_icon_visibility": "DEFAULT", "callback_permission_status": "DISABLED",
			"ip_addresses": map[string]any{"default": []any{"157.240.0.1"}}},
		encryption: map[string]any{"status": "DISABLED"},
		storage:    map[string]any{"status": "DEFAULT"},
		official:   "NOT_STARTED", shop: true, cart: true,
		calls: map[string]*phoneCall{}, callable: map[string]bool{},
	}
}

func settingsOf(o *Object) *numberSettings { return numberOf(o).settings }

const (
	qrType       = "WhatsAppQrCode"
	officialType = "WhatsAppOfficialBusinessAccount"
	infoType     = "WhatsAppBusinessComplianceInfo"
	historyType  = "WhatsAppMessageHistory"
	stepType     = "WhatsAppMessageHistoryEventsEdge"
	botType      = "WhatsAppBusinessBot"
)

// numberSettingRows are what a business sets of its number.
func numberSettingRows(r *Registry) {
	r.Type(NodeType{Name: qrType, Product: WhatsApp, Fields: Fields(`code string, prefilled_message string, deep_link_url string,
		qr_image_url string, creation_time int`), Default: []string{"code", "prefilled_message", "deep_link_url"}})
	r.Type(NodeType{Name: officialType, Product: WhatsApp, Fields: Fields(`id string, oba_status string, status_message string`),
		Default: []string{"id", "oba_status", "status_message"}})
	r.Type(NodeType{Name: infoType, Product: WhatsApp, Fields: Fields(complianceFields), Default: []string{"messaging_product"}, Always: []string{"whatsapp_business_account_id"}})
	r.Type(NodeType{Name: historyType, Product: WhatsApp, UseCase: managing, Fields: Fields(`id string, message_id string, events Object`),
		Default: []string{"message_id"}, Compute: map[string]Compute{"events": historyEvents}})
	r.Type(NodeType{Name: stepType, Product: WhatsApp, Fields: Fields(`cursor string, node Object`), Default: []string{"cursor", "node"}})
	r.Type(NodeType{Name: botType, Product: WhatsApp, UseCase: managing, Fields: Fields(`id string, prompts list<string>, commands list<Object>, enable_welcome_message bool`),
		Default: []string{"prompts", "commands", "enable_welcome_message"}})
	product := Param{Name: "messaging_product", Type: "string", Required: true, Enum: []string{"whatsapp"}}
	r.Edge(phoneNumberType, permitted(
		Edge{Method: "GET", Name: "settings", Params: Params(`include_sip_credentials bool`), Handle: getSettings},
		Edge{Method: "POST", Name: "settings", Check: checkSettings, Handle: setSettings, Strict: true, Params: Params(
			`calling map, user_identity_change map, payload_encryption map, storage_configuration map`)},
		Edge{Method: "POST", Name: "conversational_automation", Check: checkAutomation, Handle: setAutomation, Params: Params(
			`enable_welcome_message bool, prompts list<string>, commands list<map>`)},
		Edge{Method: "GET", Name: "business_compliance_info", Of: infoType, Handle: getCompliance},
		Edge{Method: "POST", Name: "business_compliance_info", Check: checkCompliance, Handle: setCompliance, Params: append(Params(
			`entity_name! string, entity_type! enum(LIMITED_LIABILITY_PARTNERSHIP|SOLE_PROPRIETORSHIP|PARTNERSHIP|PUBLIC_COMPANY|PRIVATE_COMPANY|OTHER),
			entity_type_custom string, is_registered bool, grievance_officer_details! map, customer_care_details! map`), product)},
		Edge{Method: "GET", Name: "official_business_account", Of: officialType, Handle: getOfficial},
		Edge{Method: "POST", Name: "official_business_account", Handle: applyOfficial, Params: Params(
			`action enum(SUBMIT_APPLICATION|WITHDRAW_APPLICATION|RESUBMIT_APPLICATION), application_data map, business_website_url string,
			supporting_links list<string>`)},
		Edge{Method: "GET", Name: "whatsapp_commerce_settings", Handle: getCommerce},
		Edge{Method: "POST", Name: "whatsapp_commerce_settings", Handle: setCommerce, Params: Params(`is_cart_enabled bool, is_catalog_visible bool`)},
		Edge{Method: "GET", Name: "whatsapp_business_encryption", Handle: getPublicKey},
		Edge{Method: "POST", Name: "whatsapp_business_encryption", Handle: setPublicKey, Params: Params(`business_public_key! string`)},
		Edge{Method: "GET", Name: "username", Handle: getUsername},
		Edge{Method: "POST", Name: "username", Handle: setUsername, Params: Params(`username! string, transfer_action enum(none|force_transfer)`)},
		Edge{Method: "DELETE", Name: "username", Handle: deleteUsername},
		Edge{Method: "GET", Name: "username_suggestions", Handle: suggestUsernames},
		Edge{Method: "GET", Name: "message_qrdls", Of: qrType, Params: Params(`code string`), Handle: listQRCodes},
		Edge{Method: "POST", Name: "message_qrdls", Of: qrType, Handle: saveQRCode, Params: append(Params(`code string, generate_qr_image enum(PNG|SVG)`),
			Param{Name: "prefilled_message", Type: "string", Required: true, MaxLen: 140, Check: notEmpty})},
		Edge{Method: "GET", Name: "message_qrdls" + anyItem, Of: qrType, Handle: getQRCode},
		Edge{Method: "DELETE", Name: "message_qrdls" + anyItem, Handle: deleteQRCode},
		Edge{Method: "GET", Name: "message_history", Of: historyType, Params: Params(`message_id string`), Handle: listHistory},
	)...)
	r.Edge(historyType, permitted(Edge{Method: "GET", Name: "events", Of: stepType, Params: Params(`status_filter enum(SENT|DELIVERED|READ|FAILED|DELETED)`),
		Handle: listHistoryEvents})...)
}

const complianceFields = `whatsapp_business_account_id string, messaging_product string, entity_name string, entity_type string, entity_type_custom string,
	is_registered bool, grievance_officer_details Object, customer_care_details Object`

func getSettings(c *Call) (any, error) {
	s := settingsOf(c.Node)
	calling := maps.Clone(s.calling)
	if sip, ok := calling["sip"].(map[string]any); ok && c.Args.Bool("include_sip_credentials") {
		sip = maps.Clone(sip)
		var servers []any
		for _, server := range objectsIn(Args(sip).List("servers")) {
			server = maps.Clone(server)
			server["sip_user_password"] = "sip-" + c.Node.ID
			servers = append(servers, server)
		}
		sip["servers"], calling["sip"] = servers, sip
	}
	return map[string]any{"calling": calling, "payload_encryption": s.encryption, "storage_configuration": s.storage}, nil
}

// checkSettings holds what Meta wants of settings: one feature a call, and hours that make sense.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings
func checkSettings(c *Call) error {
	features := 0
	for _, name := range []string{"calling", "user_identity_change", "payload_encryption", "storage_configuration"} {
		if c.Args.Has(name) {
			features++
		}
	}
	if features != 1 {
		return Fail(100, "Invalid parameter").Detailed("Only one feature setting can be specified per request.")
	}
	hours := c.Args.Map("calling").Map("call_hours")
	if hours == nil || !strings.EqualFold(hours.Text("status"), "ENABLED") {
		return nil
	}
	weekly := objectsIn(hours.List("weekly_operating_hours"))
	if hours.Text("timezone_id") == "" || len(weekly) == 0 {
		return Fail(100, "Invalid parameter").Detailed("call_hours needs a timezone_id and weekly_operating_hours.")
	}
	spans := map[string]int{}
	for _, day := range weekly {
		if spans[text(day["day_of_week"])]++; spans[text(day["day_of_week"])] > 2 || text(day["open_time"]) >= text(day["close_time"]) {
			return Fail(100, "Invalid parameter").Detailed("The schedule of call_hours is not valid.")
		}
	}
	if len(hours.List("holiday_schedule")) > 20 {
		return Fail(100, "Invalid parameter").Detailed("holiday_schedule takes at most 20 entries.")
	}
	return nil
}

func setSettings(c *Call) (any, error) {
	s := settingsOf(c.Node)
	if calling := c.Args.Map("calling"); calling != nil {
		s.calling = maps.Clone(s.calling)
		maps.Copy(s.calling, calling)
		c.Emit(whatsappObject, "account_settings_update", c.Node.Owner, map[string]any{"messaging_product": "whatsapp", "type": "phone_number_settings",
			"timestamp": fmt.Sprint(c.Now().Unix()), "phone_number_settings": map[string]any{"phone_number_id": c.Node.ID, "calling": s.calling}})
	}
	if e := c.Args.Map("payload_encryption"); e != nil {
		s.encryption = map[string]any{"status": strings.ToUpper(e.Text("status"))}
		if s.encryption["status"] == "ENABLED" {
			if e.Text("client_encryption_key") == "" {
				return nil, missingParam(c, "payload_encryption[client_encryption_key]")
			}
			s.encryption["client_encryption_key_fingerprint"], s.encryption["cloud_encryption_key"] = "SHA256:"+c.Node.ID, cloudKey
		}
	}
	if storage := c.Args.Map("storage_configuration"); storage != nil {
		s.storage = map[string]any{"status": "DEFAULT"}
		if storage.Bool("enabled") {
			if storage.Text("region") == "" {
				return nil, missingParam(c, "storage_configuration[region]")
			}
			s.storage = map[string]any{"status": "IN_COUNTRY_STORAGE_ENABLED", "data_localization_region": storage.Text("region")}
		}
	}
	if identity := c.Args.Map("user_identity_change"); identity != nil {
		s.identity = identity.Bool("enable_identity_key_check") || identity.Bool("enabled")
	}
	return map[string]any{"success": true}, nil
}

// cloudKey is the public key that messages are encrypted for. It is the same in every emulator.
const cloudKey = "-----BEGIN PUBLIC KEY-----\nZW11bGF0b3I=\n-----END PUBLIC KEY-----\n"

// checkAutomation holds the limits of what helps people to begin.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components
func checkAutomation(c *Call) error {
	prompts, commands := c.Args.Strings("prompts"), objectsIn(c.Args.List("commands"))
	if len(prompts) > 4 || slices.ContainsFunc(prompts, func(s string) bool { return len([]rune(s)) > 80 || s == "" }) {
		return badParam(c, "prompts", "must be at most 4 texts of at most 80 characters")
	}
	names := map[string]bool{}
	for i, command := range commands {
		name, hint := text(command["command_name"]), text(command["command_description"])
		if name == "" || len([]rune(name)) > 32 || hint == "" || len([]rune(hint)) > 256 || names[name] || i >= 30 {
			return badParam(c, fmt.Sprintf("commands[%d]", i), "is not a valid command, or there are too many")
		}
		names[name] = true
	}
	return nil
}

func setAutomation(c *Call) (any, error) {
	automation, _ := c.Node.Values["conversational_automation"].(map[string]any)
	automation = maps.Clone(automation)
	if automation == nil {
		automation = map[string]any{"enable_welcome_message": false, "prompts": []any{}, "commands": []any{}}
	}
	for _, name := range []string{"enable_welcome_message", "prompts", "commands"} {
		if v, given := c.Args[name]; given {
			automation[name] = v
		}
	}
	c.Node.Values["conversational_automation"] = automation
	bots := c.Node.Children("bot")
	if len(bots) == 0 {
		c.Node.Link("bot", c.Make(botType, nil))
		bots = c.Node.Children("bot")
	}
	bots[0].Values = automation
	return map[string]any{"success": true}, nil
}

func getCompliance(c *Call) (any, error) {
	values := maps.Clone(settingsOf(c.Node).compliance)
	if values == nil {
		values = map[string]any{"messaging_product": "whatsapp"}
	}
	values["whatsapp_business_account_id"] = c.Node.Owner
	return &List{Items: []*Object{c.Row(infoType, values)}, Whole: true}, nil
}

func checkCompliance(c *Call) error {
	kind, custom := c.Args.Text("entity_type"), c.Args.Text("entity_type_custom")
	if (kind == "OTHER") != (custom != "") {
		return badParam(c, "entity_type_custom", "is for the type OTHER, and required there")
	}
	if c.Args.Has("is_registered") && kind != "OTHER" && kind != "PARTNERSHIP" {
		return badParam(c, "is_registered", "is for the types OTHER and PARTNERSHIP")
	}
	return nil
}

func setCompliance(c *Call) (any, error) {
	settingsOf(c.Node).compliance = c.Values(infoType)
	return map[string]any{"success": true}, nil
}

func officialRow(c *Call) *Object {
	status := settingsOf(c.Node).official
	message := map[string]string{"NOT_STARTED": "No application has been submitted.", "PENDING": "The application is under review.",
		"CANCELLED": "The application was withdrawn."}[status]
	row := c.Row(officialType, map[string]any{"oba_status": status, "status_message": message})
	row.Values["id"] = c.Node.ID
	return row
}

func getOfficial(c *Call) (any, error) {
	row := officialRow(c)
	return map[string]any{"id": c.Node.ID, "oba_status": row.Values["oba_status"], "status_message": row.Values["status_message"]}, nil
}

func applyOfficial(c *Call) (any, error) {
	s := settingsOf(c.Node)
	switch c.Args.Text("action") {
	case "WITHDRAW_APPLICATION":
		if s.official != "PENDING" {
			return nil, Fail(100, "Invalid parameter").Detailed("There is no application to withdraw.")
		}
		s.official = "CANCELLED"
	default:
		if s.official == "PENDING" {
			return nil, Fail(100, "Invalid parameter").Detailed("An application is under review already.")
		}
		if len(c.Args.List("supporting_links")) > 5 {
			return nil, badParam(c, "supporting_links", "must have at most 5 elements")
		}
		s.official = "PENDING"
	}
	c.Node.Values["official_business_account"] = map[string]any{"oba_status": s.official}
	answer := map[string]any{"success": true}
	if c.Args.Has("action") {
		answer["message"] = "The application was changed."
		answer["updated_status"] = officialRow(c).Values
	}
	return answer, nil
}

func getCommerce(c *Call) (any, error) {
	s := settingsOf(c.Node)
	return map[string]any{"data": []any{map[string]any{"id": c.Node.ID, "is_cart_enabled": s.cart, "is_catalog_visible": s.shop}}}, nil
}

func setCommerce(c *Call) (any, error) {
	s := settingsOf(c.Node)
	if c.Args.Has("is_cart_enabled") {
		s.cart = c.Args.Bool("is_cart_enabled")
	}
	if c.Args.Has("is_catalog_visible") {
		s.shop = c.Args.Bool("is_catalog_visible")
	}
	return map[string]any{"success": true}, nil
}

func getPublicKey(c *Call) (any, error) {
	data := []any{}
	if key := settingsOf(c.Node).publicKey; key != "" {
		data = append(data, map[string]any{"business_public_key": key, "business_public_key_signature_status": "VALID"})
	}
	return map[string]any{"data": data}, nil
}

func setPublicKey(c *Call) (any, error) {
	block, _ := pem.Decode([]byte(c.Args.Text("business_public_key")))
	if block == nil {
		return nil, badParam(c, "business_public_key", "must be a public key in PEM")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	}
	if public, ok := key.(*rsa.PublicKey); err != nil || !ok || public.N.BitLen() != 2048 {
		return nil, badParam(c, "business_public_key", "must be an RSA key of 2048 bits")
	}
	settingsOf(c.Node).publicKey = c.Args.Text("business_public_key")
	return map[string]any{"success": true}, nil
}

var usernamePattern = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

func getUsername(c *Call) (any, error) {
	if name := c.Node.Get("username"); name != "" {
		return map[string]any{"username": name, "status": "reserved"}, nil
	}
	return map[string]any{}, nil
}

func setUsername(c *Call) (any, error) {
	name := c.Args.Text("username")
	if len(name) < 3 || len(name) > 35 || !usernamePattern.MatchString(name) || strings.Trim(name, "0123456789._") == "" || strings.HasPrefix(name, "www") {
		return nil, badParam(c, "username", "is not of a valid format")
	}
	for _, other := range c.All(phoneNumberType) {
		if other == c.Node || other.Get("username") != name {
			continue
		}
		if c.Args.Text("transfer_action") != "force_transfer" {
			return nil, Fail(147005, "Username belongs to another number").Detailed("Use force_transfer to move the username within the portfolio.")
		}
		delete(other.Values, "username")
	}
	c.Node.Values["username"] = name
	c.emitUsername("reserved")
	return map[string]any{"status": "reserved"}, nil
}

func (c *Call) emitUsername(status string) {
	value := map[string]any{"display_phone_number": phoneDigits(c.Node.Get("display_phone_number")), "status": status}
	if name := c.Node.Get("username"); name != "" {
		value["username"] = name
	}
	c.Emit(whatsappObject, "business_username_updates", c.Node.Owner, value)
}

func deleteUsername(c *Call) (any, error) {
	delete(c.Node.Values, "username")
	c.emitUsername("deleted")
	return map[string]any{"success": true}, nil
}

func suggestUsernames(c *Call) (any, error) {
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, c.Node.Get("verified_name")))
	return map[string]any{"data": []any{map[string]any{"username_suggestions": []any{name, name + "_official"}}}}, nil
}
