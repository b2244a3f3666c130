package emulator

import (
	"slices"
	"strings"
)

const (
	searchParams = `type! string, q string, class string, limit int, locale string, location_types list<string>, country_code string,
		region_id string, countries list<string>, regions list<string>, cities list<string>, zips list<string>, geo_markets list<string>,
		interest_list list<string>, interest_fbid_list list<string>, targeting_option_list list<string>, match_country_code bool`
	unifiedParams = `app_store string, countries list<string>, excluded_category string, include_nodes bool, is_exclusion bool,
		limit_type string, objective string, objects Object, promoted_object Object, q string, regulated_categories list<string>,
		regulated_countries list<string>, session_id string, targeting_list list<Object>, whitelisted_types list<string>`
)

func targetingSearchRows(r *Registry) {
	r.Edge(Root, Edge{Method: "GET", Name: "search", Params: Params(searchParams), Handle: search})
	unified := func(name, drop string, handle func(c *Call) []targetingOption) Edge {
		params := slices.DeleteFunc(Params(unifiedParams), func(p Param) bool { return slices.Contains(strings.Fields(drop), p.Name) })
		return Edge{Method: "GET", Name: name, Of: "AdAccountTargetingUnified", Params: params,
			Handle: func(c *Call) (any, error) { return optionRows(c, handle(c)), nil }}
	}
	searched := unified("targetingsearch", "excluded_category include_nodes objects", searchOptions)
	for i := range searched.Params {
		searched.Params[i].Required = searched.Params[i].Name == "q"
	}
	r.Edge("AdAccount", searched,
		unified("targetingbrowse", "app_store countries objective objects promoted_object q session_id targeting_list", func(c *Call) []targetingOption {
			return ofType(c, slices.Clone(targetingOptions))
		}),
		unified("targetingsuggestions", "excluded_category include_nodes is_exclusion promoted_object q", suggestOptions),
		Edge{Method: "GET", Name: "targetingvalidation", Of: "AdAccountTargetingUnified", Handle: validateOptions,
			Params: Params(`id_list list<string>, is_exclusion bool, name_list list<string>, targeting_list list<Object>`)})
}

// targetingOption is something that people can be told apart by.
type targetingOption struct {
	id, name, kind, topic string
	least                 int64
	retired               bool
}

// targetingOptions are a few of the many that Meta has.
var targetingOptions = []targetingOption{
	{"6003139266461", "Coffee", "interests", "Food and drink", 720_000_000, false},
	{"6003626773307", "Espresso", "interests", "Food and drink", 180_000_000, false},
	{"6003088846792", "Cappuccino", "interests", "Food and drink", 95_000_000, false},
	{"6003384248805", "Fitness and wellness", "interests", "Fitness and wellness", 1_100_000_000, false},
	{"6003107902433", "Football", "interests", "Sports and outdoors", 870_000_000, false},
	{"6003305057498", "Cooking", "interests", "Hobbies and activities", 790_000_000, false},
	{"6004140335706", "Frequent travellers", "behaviors", "Travel", 320_000_000, false},
	{"6071631541183", "Engaged shoppers", "behaviors", "Purchase behavior", 450_000_000, false},
	{"6002714398172", "Newly engaged", "life_events", "Demographics", 30_000_000, false},
	{"6003054185372", "Recently moved", "life_events", "Demographics", 25_000_000, true},
	{"6008888980183", "Restaurant owners", "industries", "Demographics", 12_000_000, false},
	{"6023420966183", "Parents", "family_statuses", "Demographics", 610_000_000, false},
}

func (o targetingOption) path() []any {
	top := "Demographics"
	switch o.kind {
	case "interests":
		top = "Interests"
	case "behaviors":
		top = "Behaviors"
	}
	return []any{top, o.topic, o.name}
}

func (o targetingOption) values() map[string]any {
	return map[string]any{"id": o.id, "name": o.name, "type": o.kind, "path": o.path(), "description": o.topic,
		"audience_size_lower_bound": o.least, "audience_size_upper_bound": o.least * 118 / 100, "topic": o.topic}
}

func optionRows(c *Call, options []targetingOption) []*Object {
	rows := []*Object{}
	for _, o := range options {
		values := o.values()
		delete(values, "topic")
		row := c.Row("AdAccountTargetingUnified", values)
		row.ID = o.id
		rows = append(rows, row)
	}
	return rows
}

// ofType narrows options by the types that the call allows. Housing, jobs and credit are not aimed by life events.
func ofType(c *Call, options []targetingOption) []targetingOption {
	allowed := c.Args.Strings("whitelisted_types")
	if kind := c.Args.Text("limit_type"); kind != "" {
		allowed = append(allowed, kind)
	}
	regulated := slices.ContainsFunc(c.Args.Strings("regulated_categories"), func(s string) bool { return s != "NONE" })
	return slices.DeleteFunc(options, func(o targetingOption) bool {
		return o.retired || len(allowed) > 0 && !slices.Contains(allowed, o.kind) || regulated && o.kind != "interests"
	})
}

func optionsNamed(q string) []targetingOption {
	return slices.DeleteFunc(slices.Clone(targetingOptions), func(o targetingOption) bool { return !contain(o.name, q) })
}

func searchOptions(c *Call) []targetingOption { return ofType(c, optionsNamed(c.Args.Text("q"))) }

// suggestOptions are those of the same topic as what is targeted already.
func suggestOptions(c *Call) []targetingOption {
	given, topics := map[string]bool{}, map[string]bool{}
	for _, v := range c.Args.List("targeting_list") {
		m, _ := v.(map[string]any)
		for _, o := range targetingOptions {
			if o.id == text(m["id"]) {
				given[o.id], topics[o.topic] = true, true
			}
		}
	}
	return ofType(c, slices.DeleteFunc(slices.Clone(targetingOptions), func(o targetingOption) bool { return given[o.id] || !topics[o.topic] }))
}

// validateOptions tells which of the given can be targeted; what is not known at all is not valid.
func validateOptions(c *Call) (any, error) {
	ids := c.Args.Strings("id_list")
	for _, v := range c.Args.List("targeting_list") {
		m, _ := v.(map[string]any)
		ids = append(ids, text(m["id"]))
	}
	rows := []*Object{}
	add := func(id, name string) {
		i := slices.IndexFunc(targetingOptions, func(o targetingOption) bool { return o.id == id || id == "" && strings.EqualFold(o.name, name) })
		values := map[string]any{"id": id, "name": name, "valid": false}
		if i >= 0 {
			values = targetingOptions[i].values()
			delete(values, "topic")
			values["valid"] = !targetingOptions[i].retired
		}
		row := c.Row("AdAccountTargetingUnified", values)
		row.ID = text(values["id"])
		rows = append(rows, row)
	}
	for _, id := range ids {
		add(id, "")
	}
	for _, name := range c.Args.Strings("name_list") {
		add("", name)
	}
	return rows, nil
}

// countryNames are the names of a few countries; others are called by their codes.
var countryNames = map[string]string{"AT": "Austria", "BR": "Brazil", "CH": "Switzerland", "DE": "Germany", "ES": "Spain", "FR": "France",
	"GB": "United Kingdom", "IE": "Ireland", "IN": "India", "IT": "Italy", "MX": "Mexico", "PT": "Portugal", "SI": "Slovenia", "US": "United States"}

// locations are a few places below countries.
var locations = []map[string]any{
	{"key": "1889", "name": "Lazio", "type": "region", "country_code": "IT", "country_name": "Italy"},
	{"key": "1891", "name": "Lombardia", "type": "region", "country_code": "IT", "country_name": "Italy"},
	{"key": "1298", "name": "Bayern", "type": "region", "country_code": "DE", "country_name": "Germany"},
	{"key": "1230145", "name": "Rome", "type": "city", "country_code": "IT", "country_name": "Italy", "region": "Lazio", "region_id": "1889"},
	{"key": "1210358", "name": "Milan", "type": "city", "country_code": "IT", "country_name": "Italy", "region": "Lombardia", "region_id": "1891"},
	{"key": "1209498", "name": "Milanino", "type": "city", "country_code": "IT", "country_name": "Italy", "region": "Lombardia", "region_id": "1891"},
	{"key": "577063", "name": "Munich", "type": "city", "country_code": "DE", "country_name": "Germany", "region": "Bayern", "region_id": "1298"},
	{"key": "IT:20121", "name": "20121", "type": "zip", "country_code": "IT", "country_name": "Italy", "region": "Lombardia", "region_id": "1891",
		"primary_city": "Milan", "primary_city_id": "1210358"},
	{"key": "DMA:501", "name": "New York", "type": "geo_market", "country_code": "US", "country_name": "United States"},
	{"key": "europe", "name": "Europe", "type": "country_group", "country_codes": []any{"IT", "DE", "FR", "ES"}},
	{"key": "worldwide", "name": "Worldwide", "type": "country_group", "country_codes": []any{}},
}

var locales = []map[string]any{
	{"key": int64(6), "name": "English (US)"}, {"key": int64(24), "name": "English (UK)"}, {"key": int64(1001), "name": "English (All)"},
	{"key": int64(10), "name": "Italian"}, {"key": int64(5), "name": "German"}, {"key": int64(9), "name": "French (France)"}, {"key": int64(23), "name": "Spanish"},
}

// allLocations are the countries, and the places below them.
func allLocations() []map[string]any {
	var out []map[string]any
	for _, code := range targetCountries {
		name := countryNames[code]
		if name == "" {
			name = code
		}
		out = append(out, map[string]any{"key": code, "name": name, "type": "country", "country_code": code, "country_name": name,
			"supports_region": true, "supports_city": true})
	}
	return append(out, locations...)
}

// search looks for places, languages and interests, whatever the account.
// https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search
func search(c *Call) (any, error) {
	rows := []any{}
	q := c.Args.Text("q")
	switch kind := c.Args.Text("type"); kind {
	case "adgeolocation":
		for _, l := range allLocations() {
			v := Args(l)
			types := c.Args.Strings("location_types")
			if len(types) > 0 && !slices.Contains(types, v.Text("type")) || c.Args.Has("country_code") && v.Text("country_code") != strings.ToUpper(c.Args.Text("country_code")) ||
				c.Args.Has("region_id") && v.Text("region_id") != c.Args.Text("region_id") {
				continue
			}
			if byCode := c.Args.Bool("match_country_code") && strings.EqualFold(v.Text("key"), q); byCode || strings.HasPrefix(strings.ToLower(v.Text("name")), strings.ToLower(q)) {
				rows = append(rows, l)
			}
		}
	case "adgeolocationmeta":
		answer := map[string]any{}
		for name, typ := range map[string]string{"countries": "country", "regions": "region", "cities": "city", "zips": "zip", "geo_markets": "geo_market"} {
			found := map[string]any{}
			for _, l := range allLocations() {
				if text(l["type"]) == typ && slices.Contains(c.Args.Strings(name), text(l["key"])) {
					found[text(l["key"])] = l
				}
			}
			if c.Args.Has(name) {
				answer[name] = found
			}
		}
		return wholeAnswer{"data": answer}, nil
	case "adlocale":
		for _, l := range locales {
			if contain(l["name"], q) {
				rows = append(rows, l)
			}
		}
	case "adinterest":
		for _, o := range optionsNamed(q) {
			if o.kind == "interests" {
				rows = append(rows, o.values())
			}
		}
	case "adinterestsuggestion":
		for _, o := range targetingOptions {
			if o.kind == "interests" && !slices.Contains(c.Args.Strings("interest_list"), o.name) && likes(c.Args.Strings("interest_list"), o.topic) {
				rows = append(rows, o.values())
			}
		}
	case "adinterestvalid":
		for _, asked := range slices.Concat(c.Args.Strings("interest_list"), c.Args.Strings("interest_fbid_list")) {
			row := map[string]any{"name": asked, "valid": false}
			for _, o := range targetingOptions {
				if o.kind == "interests" && (o.id == asked || strings.EqualFold(o.name, asked)) {
					row = o.values()
					row["valid"] = true
				}
			}
			rows = append(rows, row)
		}
	case "adTargetingCategory":
		for _, o := range targetingOptions {
			if o.kind == c.Args.Text("class") && !o.retired {
				rows = append(rows, o.values())
			}
		}
	case "targetingoptionstatus":
		for _, id := range c.Args.Strings("targeting_option_list") {
			row := map[string]any{"id": id, "current_status": "UNKNOWN"}
			for _, o := range targetingOptions {
				if o.id == id && o.retired {
					row = map[string]any{"id": id, "name": o.name, "type": o.kind, "current_status": "DEPRECATING",
						"future_plan": []any{map[string]any{"planned_status": "NON-DELIVERABLE", "planned_date": "2027-01-15"}}}
				} else if o.id == id {
					row = map[string]any{"id": id, "name": o.name, "type": o.kind, "current_status": "NORMAL"}
				}
			}
			rows = append(rows, row)
		}
	default:
		return nil, Fail(100, "Param type must be a kind of search for targeting - got %q", kind)
	}
	if n := int(c.Args.Int("limit")); n > 0 && len(rows) > n {
		rows = rows[:n]
	}
	return wholeAnswer{"data": rows}, nil
}

// likes tells whether one of the interests is of the topic.
func likes(names []string, topic string) bool {
	return slices.ContainsFunc(targetingOptions, func(o targetingOption) bool { return o.topic == topic && slices.Contains(names, o.name) })
}
