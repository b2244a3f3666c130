package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// An account may have so many audiences of a kind.
var audienceQuotas = map[string]int{"CUSTOM": 500, "LOOKALIKE": 500, "ENGAGEMENT": 500, "APP": 200, "WEBSITE": 10_000}

// leastSeed is how many people a lookalike must be made from.
const leastSeed = 100

func audienceRows(r *Registry) {
	for _, t := range []NodeType{
		{Name: "SavedAudience", Fields: Fields(`account AdAccount, approximate_count_lower_bound int, approximate_count_upper_bound int,
			delete_time int, description string, id string, name string, operation_status CustomAudienceStatus, owner_business Business,
			page_deletion_marked_delete_time int, permission_for_actions AudiencePermissionForActions, run_status string,
			sentence_lines list<string>, targeting Targeting, time_created datetime, time_updated datetime`), Default: []string{"id", "name"}},
		{Name: "CustomAudiencesTOS", Fields: Fields(`content string, id string, type string`), Default: []string{"id", "content", "type"}},
		{Name: "CustomAudienceAdAccount", Fields: Fields(`id string`), Default: []string{"id"}},
		{Name: "CustomAudiencesharedAccountInfo", Fields: Fields(`account_id string, account_name string, business_id string, business_name string,
			sharing_status string`), Default: []string{"account_id", "account_name", "business_id", "business_name", "sharing_status"}},
		{Name: "CustomAudienceHealth", Fields: Fields(`health list<Object>`), Default: []string{"health"}},
		{Name: "CustomAudienceSalts", Fields: Fields(`app_id unsigned int, public_key string, salts list<Object>, user_id unsigned int`),
			Default: []string{"app_id", "public_key", "salts", "user_id"}},
	} {
		t.Product, t.UseCase = Ads, "custom_audience"
		r.Type(t)
	}
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "customaudiences", Of: "CustomAudience", UseCase: "custom_audience", Handle: listAudiences,
			Params: Params(`business_id string, fetch_primary_audience bool, fields list<string>, filtering list<Object>, pixel_id string`)},
		Edge{Method: "POST", Name: "customaudiences", Of: "CustomAudience", UseCase: "custom_audience", Params: Params(customAudienceParams),
			Check: checkAudience, Handle: makeAudience},
		Edge{Method: "GET", Name: "customaudiencestos", Of: "CustomAudiencesTOS", Handle: listAudienceTerms},
		Edge{Method: "POST", Name: "customaudiencestos", Of: "AdAccount", Params: Params(`business_id string, tos_id! string`), Handle: acceptAudienceTerms},
		Edge{Method: "GET", Name: "saved_audiences", Of: "SavedAudience", Params: Params(`business_id string, fields list<string>, filtering list<Object>`)},
	)
	r.Edge("CustomAudience",
		Edge{Method: "POST", Params: Params(`name string, description string, opt_out_link string, retention_days unsigned int, rule string,
			rule_aggregation string, lookalike_spec string, use_for_products list<enum(ADS|MARKETING_MESSAGES)>`), Check: checkRule},
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "adaccounts", Of: "CustomAudienceAdAccount", Params: Params(`permissions string`), Handle: listShared},
		Edge{Method: "POST", Name: "adaccounts", Of: "CustomAudience", Handle: shareAudience,
			Params: Params(`adaccounts list<string>, permissions string, relationship_type list<string>, replace bool`)},
		Edge{Method: "DELETE", Name: "adaccounts", Params: Params(`adaccounts list<string>`), Handle: unshareAudience},
		Edge{Method: "GET", Name: "shared_account_info", Of: "CustomAudiencesharedAccountInfo", Handle: listSharedInfo},
		Edge{Method: "GET", Name: "ads", Of: "Ad", Params: Params(`effective_status list<string>, status list<string>`), Handle: listAudienceAds},
		Edge{Method: "GET", Name: "health", Of: "CustomAudienceHealth", Params: Params(`calculated_date string, processed_date string,
			value_aggregation_duration unsigned int, value_country string, value_currency string, value_version unsigned int`),
			Handle: func(c *Call) (any, error) {
				return []*Object{c.Row("CustomAudienceHealth", map[string]any{"health": []any{}})}, nil
			}},
		Edge{Method: "GET", Name: "salts", Of: "CustomAudienceSalts", Params: Params(`params list<string>`)},
		Edge{Method: "POST", Name: "salts", Of: "CustomAudience", Params: Params(`salt! string, valid_from! datetime, valid_to! datetime`), Handle: addSalt},
	)
	peopleRows(r)
}

func checkAudience(c *Call) error {
	if c.Args.Text("name") == "" {
		return missingParam(c, "name")
	}
	subtype := c.Args.Text("subtype")
	switch subtype {
	case "CUSTOM", "MESSENGER_SUBSCRIBER_LIST":
		if c.Args.Text("customer_file_source") == "" {
			return missingParam(c, "customer_file_source")
		}
	case "LOOKALIKE":
		if err := checkLookalike(c); err != nil {
			return err
		}
	}
	if subtype == "MESSENGER_SUBSCRIBER_LIST" && len(c.Args.Strings("subscription_info")) == 0 {
		return missingParam(c, "subscription_info")
	}
	if tos := Args(c.Node.Values).Map("tos_accepted"); tos.Int("custom_audience_tos") == 0 {
		return Fail(200, "The custom audience terms have not been accepted").Sub(1870034).
			Titled("Custom audience terms not accepted", "Someone who manages the ad account must accept the custom audience terms.")
	}
	if subtype == "" && !c.Args.Has("rule") {
		return missingParam(c, "rule")
	}
	if err := checkRule(c); err != nil {
		return err
	}
	kind, have := subtype, 0
	if kind == "" {
		kind = ruleKind(c)
	}
	for _, o := range c.Node.Children("customaudiences") {
		if o.Get("subtype") == kind {
			have++
		}
	}
	if most, limited := audienceQuotas[kind]; limited && have >= most {
		return Fail(2654, "Failed to create the custom audience: the ad account has %d audiences of this kind", most)
	}
	return nil
}

// checkLookalike wants a seed that is large enough, and a spec that no other lookalike of it has.
func checkLookalike(c *Call) error {
	origin := c.Find("CustomAudience", c.Args.Text("origin_audience_id"))
	if origin == nil {
		return Fail(2654, "Failed to create the custom audience: the origin audience does not exist").Blame("origin_audience_id")
	}
	spec := c.Args.Map("lookalike_spec")
	switch ratio := number(spec["ratio"]); {
	case spec == nil:
		return badParam(c, "lookalike_spec", "must be the text of a JSON object")
	case len(spec.Text("country")) != 2:
		return badParam(c, "lookalike_spec[country]", "must be the code of a country")
	case spec.Has("ratio") == spec.Has("type"):
		return badParam(c, "lookalike_spec", "must have either a ratio or a type")
	case spec.Has("ratio") && (ratio < 0.01 || ratio > 0.20):
		return badParam(c, "lookalike_spec[ratio]", "must be from 0.01 to 0.20")
	}
	if people, known := peopleCount(origin); known && people < leastSeed {
		return Fail(2654, "Failed to create the custom audience: the origin audience has fewer than %d people in the country", leastSeed).Blame("origin_audience_id")
	}
	for _, o := range c.Node.Children("customaudiences") {
		if o.Get("subtype") == "LOOKALIKE" && o.Get("origin_audience_id") == origin.ID && sameSpec(Args(o.Values).Map("lookalike_spec"), spec) {
			return Fail(2654, "Failed to create the custom audience: you have created this lookalike already")
		}
	}
	return nil
}

func sameSpec(a, b Args) bool {
	for _, key := range []string{"country", "ratio", "starting_ratio", "type"} {
		if a.Text(key) != b.Text(key) {
			return false
		}
	}
	return true
}

// retentionDays is how long is remembered what people did where.
var retentionDays = map[string]int64{"page": 730, "ig_business": 730, "canvas": 730, "shopping_page": 365, "shopping_ig": 365, "lead": 90, "ig_lead_generation": 90, "pixel": 180}

// checkRule refuses a rule that is none (1713098).
func checkRule(c *Call) error {
	if !c.Args.Has("rule") {
		return nil
	}
	wrong := func(message string) error {
		return invalid(1713098, "Invalid rule", message, "rule")
	}
	rule := c.Args.Map("rule")
	rules := Args(rule.Map("inclusions")).List("rules")
	if len(rules) == 0 {
		return wrong("The rule must be a JSON object with inclusions.")
	}
	if op := rule.Map("inclusions").Text("operator"); op != "and" && op != "or" {
		return wrong("The operator of inclusions must be and or or.")
	}
	for _, r := range rules {
		m, _ := r.(map[string]any)
		seconds, sources := Args(m).Int("retention_seconds"), Args(m).List("event_sources")
		if len(sources) == 0 {
			return wrong("A rule needs event sources.")
		}
		liked := strings.Contains(text(m["filter"]), "page_liked") || mentions(m["filter"], "page_liked")
		if liked != (seconds == 0) || liked && len(rules) > 1 {
			return wrong("The retention must be positive; page_liked stands alone with 0.")
		}
		for _, s := range sources {
			source, _ := s.(map[string]any)
			most, known := retentionDays[text(source["type"])]
			if text(source["id"]) == "" || known && seconds > most*86_400 {
				return wrong("An event source needs an id, and remembers a limited time.")
			}
		}
	}
	return nil
}

// mentions tells whether a value stands anywhere in another.
func mentions(v any, word string) bool {
	switch v := v.(type) {
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), func(x any) bool { return mentions(x, word) })
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return mentions(x, word) })
	}
	return text(v) == word
}

// ruleKind is the subtype that Meta tells from the rule.
func ruleKind(c *Call) string {
	if mentions(any(map[string]any(c.Args.Map("rule"))), "pixel") {
		return "WEBSITE"
	}
	return "ENGAGEMENT"
}

func makeAudience(c *Call) (any, error) {
	values := c.Values("CustomAudience")
	maps.Copy(values, map[string]any{"account_id": c.Node.Get("account_id"), "time_created": c.Now().Unix(), "time_updated": c.Now().Unix(),
		"approximate_count_lower_bound": int64(-1), "approximate_count_upper_bound": int64(-1),
		"operation_status": map[string]any{"code": int64(200), "description": "Normal"},
		"delivery_status":  map[string]any{"code": int64(300), "description": "This audience is too small"},
		"permission_for_actions": map[string]any{"can_edit": true, "can_see_insight": true, "can_share": true, "subtype_supports_lookalike": true,
			"supports_recipient_lookalike": true}})
	fill(values, map[string]any{"subtype": ruleKind(c)})
	if spec := c.Args.Map("lookalike_spec"); spec != nil {
		values["lookalike_spec"] = map[string]any(spec)
		values["origin_audience_id"] = c.Args.Text("origin_audience_id")
	}
	if subtype := text(values["subtype"]); subtype == "CUSTOM" || subtype == "MESSENGER_SUBSCRIBER_LIST" {
		values["operation_status"] = map[string]any{"code": int64(410), "description": "No audience was uploaded"}
	}
	if c.Args.Has("use_for_products") {
		values["use_for_products"] = c.Args["use_for_products"]
	}
	o := c.Make("CustomAudience", values)
	c.Node.Link("customaudiences", o)
	if text(values["subtype"]) != "CUSTOM" && text(values["subtype"]) != "MESSENGER_SUBSCRIBER_LIST" {
		c.After(time.Hour, func(c *Call) { ready(o, 1000) })
	}
	return o, nil
}

// ready lets an audience be delivered to.
func ready(o *Object, people int64) {
	o.Values["delivery_status"] = map[string]any{"code": int64(200), "description": "This audience is ready for use"}
	o.Values["operation_status"] = map[string]any{"code": int64(200), "description": "Normal"}
	o.Values["approximate_count_lower_bound"], o.Values["approximate_count_upper_bound"] = people, people+people/5
}

// listAudiences leaves out those of other pixels.
func listAudiences(c *Call) (any, error) {
	items := slices.Clone(c.Node.Children("customaudiences"))
	if pixel := c.Args.Text("pixel_id"); pixel != "" {
		items = slices.DeleteFunc(items, func(o *Object) bool { return !strings.Contains(o.Get("rule"), pixel) })
	}
	return items, nil
}

// audienceTerms are the terms by their ids, and where the account has that they were accepted.
var audienceTerms = []struct{ id, field, kind, content string }{
	{"1860000000001", "custom_audience_tos", "custom_audience_tos", "Terms of customer lists"},
	{"1860000000002", "value_based_custom_audience_tos", "value_based_custom_audience_tos", "Terms of value-based customer lists"},
}

func listAudienceTerms(c *Call) (any, error) {
	var rows []*Object
	for _, terms := range audienceTerms {
		row := c.Row("CustomAudiencesTOS", map[string]any{"content": terms.content, "type": terms.kind})
		row.ID = terms.id
		rows = append(rows, row)
	}
	return rows, nil
}

func acceptAudienceTerms(c *Call) (any, error) {
	for _, terms := range audienceTerms {
		if terms.id == c.Args.Text("tos_id") {
			accepted := maps.Clone(map[string]any(Args(c.Node.Values).Map("tos_accepted")))
			accepted[terms.field] = int64(1)
			c.Node.Values["tos_accepted"] = accepted
			return map[string]any{"success": true}, nil
		}
	}
	return nil, badParam(c, "tos_id", "names no terms")
}

func listShared(c *Call) (any, error) {
	var rows []*Object
	for _, account := range c.Node.Children("adaccounts") {
		row := c.Row("CustomAudienceAdAccount", map[string]any{})
		row.ID = account.Get("account_id")
		rows = append(rows, row)
	}
	return rows, nil
}

func listSharedInfo(c *Call) (any, error) {
	var rows []*Object
	for _, account := range c.Node.Children("adaccounts") {
		business, _ := account.Values["business"].(*Object)
		values := map[string]any{"account_id": account.Get("account_id"), "account_name": account.Get("name"), "sharing_status": "ACTIVE"}
		if business != nil {
			values["business_id"], values["business_name"] = business.ID, business.Get("name")
		}
		rows = append(rows, c.Row("CustomAudiencesharedAccountInfo", values))
	}
	return rows, nil
}

// accountsNamed are ad accounts by their ids, with act_ or without.
func accountsNamed(c *Call) ([]*Object, error) {
	var accounts []*Object
	for _, id := range c.Args.Strings("adaccounts") {
		account := c.Find("AdAccount", "act_"+strings.TrimPrefix(id, "act_"))
		if account == nil {
			return nil, badParam(c, "adaccounts", "names an ad account that does not exist: %s", id)
		}
		accounts = append(accounts, account)
	}
	if len(accounts) == 0 {
		return nil, missingParam(c, "adaccounts")
	}
	return accounts, nil
}

func shareAudience(c *Call) (any, error) {
	accounts, err := accountsNamed(c)
	if err != nil {
		return nil, err
	}
	if c.Args.Bool("replace") {
		for _, old := range slices.Clone(c.Node.Children("adaccounts")) {
			c.Node.Unlink("adaccounts", old)
		}
	}
	for _, account := range accounts {
		c.Node.Link("adaccounts", account)
		account.Link("customaudiences", c.Node)
	}
	return map[string]any{"success": true}, nil
}

func unshareAudience(c *Call) (any, error) {
	accounts, err := accountsNamed(c)
	if err != nil {
		return nil, err
	}
	for _, account := range accounts {
		c.Node.Unlink("adaccounts", account)
		if account.ID != c.Node.Owner {
			account.Unlink("customaudiences", c.Node)
		}
	}
	return map[string]any{"success": true}, nil
}

// listAudienceAds are the ads whose ad sets target the audience.
func listAudienceAds(c *Call) (any, error) {
	var ads []*Object
	for _, ad := range c.All("Ad") {
		adSet := c.Find("AdSet", ad.Get("adset_id"))
		if adSet != nil && mentions(Args(Args(adSet.Values).Map("targeting")).List("custom_audiences"), c.Node.ID) {
			ads = append(ads, ad)
		}
	}
	return ads, nil
}

func addSalt(c *Call) (any, error) {
	if !c.Args.Time("valid_to").After(c.Args.Time("valid_from")) {
		return nil, badParam(c, "valid_to", "must be after valid_from")
	}
	c.Node.Link("salts", c.Row("CustomAudienceSalts", map[string]any{"salts": []any{map[string]any{"salt": c.Args.Text("salt")}}, "public_key": ""}))
	return map[string]any{"success": true}, nil
}

// SaveAudience saves a targeting under a name, as people do in Ads Manager: no call can.
func (e *Emulator) SaveAudience(accountID, name string, targeting map[string]any) (id string, err error) {
	err = e.act(func(c *Call) error {
		account := c.Find("AdAccount", accountID)
		if account == nil {
			return fmt.Errorf("emulator: there is no ad account %s", accountID)
		}
		saved := c.Make("SavedAudience", map[string]any{"name": name, "targeting": stored(targeting), "account": account, "run_status": "ACTIVE",
			"time_created": c.Now(), "time_updated": c.Now(), "approximate_count_lower_bound": int64(1000), "approximate_count_upper_bound": int64(1200)})
		saved.Owner = account.ID
		account.Link("saved_audiences", saved)
		id = saved.ID
		return nil
	})
	return id, err
}
