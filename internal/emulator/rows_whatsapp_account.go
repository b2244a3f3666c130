package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// accountState is what is remembered of a WhatsApp Business Account besides its fields.
type accountState struct {
	subscribed bool                 // the app gets its webhooks
	override   string               // callback of its webhooks
	deleted    map[string]time.Time // names of templates that were deleted, and are taken until then
	payments   []map[string]any     // ways to pay
	creative   Args                 // creative features of its marketing messages
}

func accountOf(o *Object) *accountState { return o.State.(*accountState) }

func accountRows(r *Registry) {
	r.Edge(accountType, permitted(
		Edge{Method: "POST", Params: Params(`name string, timezone_id string, is_enabled_for_insights bool, disable_marketing_messages_on_cloud_api bool,
			template_auto_archival_enabled bool, degrees_of_freedom_spec map`), Handle: updateAccount},
		Edge{Method: "GET", Name: "phone_numbers", Of: phoneNumberType, Handle: listNumbers, Params: Params(
			`sort enum(creation_time.asc|creation_time.desc|last_onboarded_time.asc|last_onboarded_time.desc)`)},
		Edge{Method: "POST", Name: "phone_numbers", Of: phoneNumberType, Handle: addNumber, Params: Params(
			`cc string, phone_number! string, migrate_phone_number bool, preverified_id string, verified_name! string`)},
		Edge{Method: "GET", Name: "subscribed_apps", Of: appType, Handle: listApps},
		Edge{Method: "POST", Name: "subscribed_apps", Handle: subscribeApp, Params: Params(`override_callback_uri string, verify_token string`)},
		Edge{Method: "DELETE", Name: "subscribed_apps", Handle: unsubscribeApp},
		Edge{Method: "GET", Name: "welcome_message_sequences", Of: sequenceType, Handle: listSequences, Params: Params(`app_id string, sequence_id string`)},
		Edge{Method: "POST", Name: "welcome_message_sequences", Check: checkSequence, Handle: saveSequence, Params: Params(
			`name string, sequence_id string, welcome_message_sequence any`)},
		Edge{Method: "DELETE", Name: "welcome_message_sequences", Handle: deleteSequence, Params: Params(`sequence_id! string`)},
		Edge{Method: "GET", Name: "product_catalogs", Of: catalogType},
		Edge{Method: "POST", Name: "product_catalogs", Handle: linkCatalog, Params: Params(`catalog_id! string`)},
		Edge{Method: "DELETE", Name: "product_catalogs", Handle: unlinkCatalog, Params: Params(`catalog_id! string`)},
		Edge{Method: "GET", Name: "message_campaigns", Handle: listNothing},
		Edge{Method: "GET", Name: "audiences", Handle: listNothing},
		Edge{Method: "GET", Name: "degrees_of_freedom_spec", Handle: listCreativeOptIns},
		Edge{Method: "POST", Name: "business_messaging_feature_status", Handle: askAccountFeatures, Params: Params(`features! list<map>`)},
		Edge{Method: "POST", Name: "message_samples", Handle: addSample, Params: Params(`type! enum(INTERACTIVE|TEXT), interactive map, text map`)},
	)...)
	r.Edge(accountType, datasetEdges()...)
}

func updateAccount(c *Call) (any, error) {
	for name, v := range c.Values(accountType) {
		c.Node.Values[name] = v
	}
	if spec := c.Args.Map("degrees_of_freedom_spec"); spec != nil {
		accountOf(c.Node).creative = spec
	}
	return map[string]any{"id": c.Node.ID, "success": true}, nil
}

func listNumbers(c *Call) (any, error) {
	numbers := slices.Clone(c.Node.Children("phone_numbers"))
	switch c.Args.Text("sort") {
	case "creation_time.desc":
		slices.Reverse(numbers)
	case "last_onboarded_time.asc", "last_onboarded_time.desc":
		slices.SortStableFunc(numbers, func(a, b *Object) int {
			ta, _ := a.Values["last_onboarded_time"].(time.Time)
			tb, _ := b.Values["last_onboarded_time"].(time.Time)
			return ta.Compare(tb)
		})
		if strings.HasSuffix(c.Args.Text("sort"), "desc") {
			slices.Reverse(numbers)
		}
	}
	return numbers, nil
}

func addNumber(c *Call) (any, error) {
	dial, phone := phoneDigits(c.Args.Text("cc")), phoneDigits(c.Args.Text("phone_number"))
	if dial == "" {
		for n := min(3, len(phone)); n > 0 && dial == ""; n-- {
			if countryCodes[phone[:n]] != "" {
				dial, phone = phone[:n], phone[n:]
			}
		}
	}
	if n := len(dial + phone); n < 7 || n > 15 {
		return nil, badParam(c, "phone_number", "must be a telephone number")
	}
	if c.e.numberWith(dial+phone) != "" {
		return nil, Fail(100, "Invalid parameter").Sub(2388103).Titled("Phone number in use", "This phone number is on a WhatsApp Business Account already.")
	}
	return newPhoneNumber(c, c.Node, "+"+dial+" "+phone, dial, c.Args.Text("verified_name")), nil
}

// appRow is the app as an account's subscriptions have it.
func appRow(c *Call, account *Object) *Object {
	app := c.Object(c.Seed().AppID)
	row := c.Row(appType, map[string]any{"whatsapp_business_api_data": map[string]any{
		"id": app.ID, "name": app.Get("name"), "link": app.Get("link")}})
	if override := accountOf(account).override; override != "" {
		row.Values["override_callback_uri"] = override
	}
	return row
}

func listApps(c *Call) (any, error) {
	if !accountOf(c.Node).subscribed {
		return &List{}, nil
	}
	return &List{Items: []*Object{appRow(c, c.Node)}, Whole: true}, nil
}

// subscribeApp subscribes the app, or takes a callback that overrides the app's. Without one the override is removed.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
func subscribeApp(c *Call) (any, error) {
	state, callback := accountOf(c.Node), c.Args.Text("override_callback_uri")
	if callback == "" {
		state.subscribed, state.override = true, ""
		return map[string]any{"success": true}, nil
	}
	if !state.subscribed {
		return nil, Fail(100, "Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account")
	}
	if err := c.verifyOverride(callback, c.Args.Text("verify_token")); err != nil {
		return nil, err
	}
	state.override = callback
	return map[string]any{"success": true, "data": []any{appRow(c, c.Node).Values}}, nil
}

func unsubscribeApp(c *Call) (any, error) {
	state := accountOf(c.Node)
	state.subscribed, state.override = false, ""
	return map[string]any{"success": true}, nil
}

// overridable are the fields whose webhooks an account or a number may send elsewhere: those about messages.
var overridable = map[string]bool{"messages": true, "message_echoes": true, "calls": true, "messaging_handovers": true, "standby": true,
	"smb_message_echoes": true, "smb_app_state_sync": true, "history": true, "group_lifecycle_update": true,
	"group_participants_update": true, "group_settings_update": true, "group_status_update": true}

// routeWhatsApp finds where the webhooks of an account go: a number's own callback goes before the account's.
func routeWhatsApp(c *Call, field, entryID string, value any) (override string, subscribed bool) {
	account := c.Find(accountType, entryID)
	if account == nil {
		return "", true // of a business portfolio
	}
	state := accountOf(account)
	if !overridable[field] {
		return "", state.subscribed
	}
	override = state.override
	if v, ok := value.(map[string]any); ok {
		metadata, _ := v["metadata"].(map[string]any)
		if number := c.Find(phoneNumberType, text(metadata["phone_number_id"])); number != nil && numberOf(number).override != "" {
			override = numberOf(number).override
		}
	}
	return override, state.subscribed
}

func listSequences(c *Call) (any, error) {
	id := c.Args.Text("sequence_id")
	rows := []*Object{}
	for _, o := range c.Node.Children("welcome_message_sequences") {
		if id == "" || o.ID == id {
			rows = append(rows, o)
		}
	}
	return rows, nil
}

// Limits of a welcome message sequence: ice breakers, and their characters.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/ctwa/welcome-message-sequences
const (
	maxIceBreakers      = 4
	maxIceBreakerLength = 80
)

func checkSequence(c *Call) error {
	if !c.Args.Has("sequence_id") && c.Args.Text("name") == "" {
		return missingParam(c, "name")
	}
	if !c.Args.Has("welcome_message_sequence") {
		if c.Args.Has("sequence_id") {
			return nil
		}
		return missingParam(c, "welcome_message_sequence")
	}
	in := &inspector{}
	sequence := in.root("welcome_message_sequence", c.Args.Map("welcome_message_sequence"))
	if c.Args.Map("welcome_message_sequence") == nil {
		return badParam(c, "welcome_message_sequence", "must be a JSON object")
	}
	sequence.str("text", 1, 1024)
	if autofill, ok := sequence.optObj("autofill_message"); ok {
		autofill.str("content", 1, 1024)
		autofill.done()
	}
	if sequence.has("ice_breakers") {
		for _, breaker := range sequence.objs("ice_breakers", 0, maxIceBreakers) {
			title := breaker.str("title", 1, 0)
			if utf8.RuneCountInString(title) > maxIceBreakerLength {
				breaker.bad("title", "must be no longer than %d characters", maxIceBreakerLength)
			}
			breaker.done()
		}
	}
	sequence.done()
	return in.failure()
}

func saveSequence(c *Call) (any, error) {
	id := c.Args.Text("sequence_id")
	o := c.Find(sequenceType, id)
	switch {
	case id != "" && (o == nil || o.Owner != c.Node.ID):
		return nil, Fail(100, "Invalid parameter").Sub(4027006).Titled("Unknown sequence", "There is no welcome message sequence with this id.")
	case o == nil:
		o = c.Make(sequenceType, map[string]any{"is_used_in_ad": false})
		o.Values["sequence_id"] = o.ID
		c.Node.Link("welcome_message_sequences", o)
	}
	if name := c.Args.Text("name"); name != "" {
		o.Values["name"] = name
	}
	if sequence := c.Args.Map("welcome_message_sequence"); sequence != nil {
		encoded, err := json.Marshal(sequence)
		if err != nil {
			return nil, err
		}
		o.Values["welcome_message_sequence"] = string(encoded)
	}
	o.Values["last_update_time"] = c.Now()
	return map[string]any{"sequence_id": o.ID}, nil
}

func deleteSequence(c *Call) (any, error) {
	o := c.Find(sequenceType, c.Args.Text("sequence_id"))
	if o == nil || o.Owner != c.Node.ID {
		return nil, Fail(100, "Invalid parameter").Sub(4027006).Titled("Unknown sequence", "There is no welcome message sequence with this id.")
	}
	if greets(c, o) {
		return nil, Fail(100, "Invalid parameter").Sub(4027012).Titled("Sequence in use", "A sequence that an active ad uses cannot be deleted.")
	}
	c.Remove(o)
	return map[string]any{"success": true}, nil
}

// greets tells whether an ad that is running greets with a sequence.
func greets(c *Call, o *Object) bool {
	for _, ad := range c.All("Ad") {
		creative := c.Object(ad.Get("creative"))
		if creative == nil || adStatus(c, ad) != "ACTIVE" {
			continue
		}
		data := Args(creative.Values).Map("asset_feed_spec").Map("additional_data")
		if data.Text("partner_app_welcome_message_flow_id") == o.ID {
			return true
		}
	}
	return false
}

func linkCatalog(c *Call) (any, error) {
	catalog := c.Find(catalogType, c.Args.Text("catalog_id"))
	if catalog == nil {
		return nil, noSuchObject(c.Method, c.Args.Text("catalog_id"))
	}
	c.Node.Link("product_catalogs", catalog)
	return map[string]any{"success": true}, nil
}

func unlinkCatalog(c *Call) (any, error) {
	if catalog := c.Find(catalogType, c.Args.Text("catalog_id")); catalog != nil {
		c.Node.Unlink("product_catalogs", catalog)
	}
	return map[string]any{"success": true}, nil
}

// listNothing lists what can only be made elsewhere than in the API.
func listNothing(*Call) (any, error) { return map[string]any{"data": []any{}}, nil }

func listCreativeOptIns(c *Call) (any, error) {
	rows := []any{}
	if spec := accountOf(c.Node).creative; spec != nil {
		rows = append(rows, spec)
	}
	return map[string]any{"data": rows}, nil
}

// askAccountFeatures tells of features whether the account may use them. It is a POST that changes nothing.
func askAccountFeatures(c *Call) (any, error) {
	rows := []any{}
	for i, item := range c.Args.List("features") {
		feature, _ := item.(map[string]any)
		name, _ := feature["feature"].(string)
		if name == "" {
			return nil, badParam(c, fmt.Sprintf("features[%d][feature]", i), "must be a messaging feature")
		}
		rows = append(rows, map[string]any{"feature": name, "status": "disabled"})
	}
	return map[string]any{"data": rows}, nil
}

// addSample takes a sample of what the account writes.
func addSample(c *Call) (any, error) {
	member := strings.ToLower(c.Args.Text("type"))
	if c.Args.Map(member) == nil {
		return nil, badParam(c, member, "is required for this type")
	}
	return map[string]any{"success": true}, nil
}
