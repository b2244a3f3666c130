package emulator

import (
	"cmp"
	"fmt"
	"html"
	"slices"
)

func estimateRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "minimum_budgets", Of: "MinimumBudget", Params: Params(`bid_amount int`), Handle: listMinimumBudgets},
		Edge{Method: "GET", Name: "generatepreviews", Of: "AdPreview", Params: Params(previewParams), Handle: generatePreview},
		Edge{Method: "GET", Name: "reachestimate", Params: Params(`targeting_spec! map, object_store_url string`), Handle: estimateReach},
		Edge{Method: "GET", Name: "delivery_estimate", Of: "AdAccountDeliveryEstimate", Handle: estimateDelivery,
			Params: Params(`targeting_spec! map, optimization_goal! string, promoted_object map`)},
		Edge{Method: "GET", Name: "dsa_recommendations", Handle: recommendDisclosure},
		Edge{Method: "GET", Name: "message_delivery_estimate", Of: "MessageDeliveryEstimate", Params: Params(messageEstimateParams), Handle: estimateMessages},
		Edge{Method: "GET", Name: "targetingsentencelines", Handle: describeTargeting,
			Params: Params(`discard_ages bool, discard_placements bool, hide_targeting_spec_from_return bool, targeting_spec! map`)},
	)
	for _, typ := range []string{"Ad", "AdSet"} {
		r.Edge(typ, Edge{Method: "GET", Name: "targetingsentencelines", Handle: describeTargeting})
	}
	r.Edge("AdSet",
		Edge{Method: "GET", Name: "delivery_estimate", Of: "AdAccountDeliveryEstimate", Handle: estimateDelivery,
			Params: Params(`targeting_spec map, optimization_goal string, promoted_object map`)})
}

func listMinimumBudgets(c *Call) (any, error) {
	return []*Object{c.Row("MinimumBudget", minimumBudgets(c.Node))}, nil
}

// people is how many a targeting may reach, at the least and at the most: more with every country, fewer with every limit.
func people(c *Call, t Args) (least, most int64, err error) {
	countries := countriesOf(t.Map("geo_locations"), adAccountOf(c, c.Node).Get("business_country_code"))
	if len(countries) == 0 && len(t.List("custom_audiences")) == 0 {
		return 0, 0, invalid(0, "Missing location", "The audience needs a location, such as a country, a region or a city.",
			"targeting_spec.geo_locations")
	}
	least = int64(max(1, len(countries))) * 20_000_000
	if len(t.Map("geo_locations").List("countries")) == 0 {
		least /= 20
	}
	if low := t.Int("age_min"); low > 18 {
		least -= least * (low - 18) / 60
	}
	if len(t.List("genders")) == 1 {
		least /= 2
	}
	for _, key := range []string{"flexible_spec", "interests", "behaviors", "custom_audiences"} {
		if len(t.List(key)) > 0 {
			least /= 5
		}
	}
	return least, least * 118 / 100, nil
}

func estimateReach(c *Call) (any, error) {
	least, most, err := people(c, c.Args.Map("targeting_spec"))
	if err != nil {
		return nil, err
	}
	row, err := c.renderMap(map[string]any{"users_lower_bound": least, "users_upper_bound": most, "estimate_ready": true}, c.selected())
	return wholeAnswer{"data": row}, err
}

func estimateDelivery(c *Call) (any, error) {
	t := c.Args.Map("targeting_spec")
	if t == nil {
		t = Args(c.Node.Values).Map("targeting")
	}
	least, most, err := people(c, t)
	if err != nil {
		return nil, err
	}
	row := map[string]any{"estimate_mau_lower_bound": least, "estimate_mau_upper_bound": most, "estimate_ready": true}
	if c.Version == "v25.0" {
		row["estimate_dau"] = least / 30
	}
	return []*Object{c.Row("AdAccountDeliveryEstimate", row)}, nil
}

const messageEstimateParams = `bid_amount unsigned int, daily_budget unsigned int, is_direct_send_campaign bool, lifetime_budget unsigned int,
	lifetime_in_days unsigned int, optimization_goal string, pacing_type string, promoted_object! Object, targeting_spec! map`

// messagePrice is what a marketing message costs, in minor units: at the least and at the most.
const messagePriceLow, messagePriceHigh = 3, 6

// estimateMessages tells how many marketing messages a budget delivers.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger
func estimateMessages(c *Call) (any, error) {
	t := c.Args.Map("targeting_spec")
	if !slices.Contains(t.Strings("publisher_platforms"), "messenger") || !slices.Contains(t.Strings("messenger_positions"), "marketing_messages") {
		return nil, invalid(0, "Placement not available", "Marketing messages are estimated for the placement marketing_messages of Messenger.",
			"targeting_spec.messenger_positions")
	}
	if err := checkPage(c, c.Args.Map("promoted_object").Text("page_id"), "promoted_object.page_id"); err != nil {
		return nil, err
	}
	daily, lifetime := c.Args.Int("daily_budget"), c.Args.Int("lifetime_budget")
	if (daily > 0) == (lifetime > 0) {
		return nil, invalid(0, "Missing budget", "Give one of daily_budget and lifetime_budget.", "daily_budget")
	}
	budget := max(daily, lifetime)
	return []*Object{c.Row("MessageDeliveryEstimate", map[string]any{
		"estimate_delivery_lower_bound": budget / messagePriceHigh, "estimate_delivery_upper_bound": budget / messagePriceLow,
		"estimate_delivery": budget * 2 / (messagePriceLow + messagePriceHigh), "estimate_cost": float64(messagePriceLow+messagePriceHigh) / 2,
		"estimate_cost_lower_bound": float64(messagePriceLow), "estimate_cost_upper_bound": float64(messagePriceHigh),
		"estimate_coverage_lower_bound": int64(60), "estimate_coverage_upper_bound": int64(80), "estimate_status": "SUCCESS"})}, nil
}

// describeTargeting puts an audience into words.
func describeTargeting(c *Call) (any, error) {
	t := c.Args.Map("targeting_spec")
	if c.Node.Type == "Ad" {
		t = Args(c.Object(c.Node.Get("adset_id")).Values).Map("targeting")
	} else if c.Node.Type == "AdSet" {
		t = Args(c.Node.Values).Map("targeting")
	}
	lines := []any{}
	line := func(content string, children ...string) {
		if len(children) > 0 {
			lines = append(lines, map[string]any{"content": content, "children": asAny(children)})
		}
	}
	var places []string
	geo := t.Map("geo_locations")
	for _, kind := range geoKinds {
		for _, v := range geo.List(kind) {
			if m, ok := v.(map[string]any); ok {
				v = cmp.Or(text(m["name"]), text(m["key"]))
			}
			places = append(places, cmp.Or(countryNames[text(v)], text(v)))
		}
	}
	line("Location:", places...)
	if low := t.Int("age_min"); !c.Args.Bool("discard_ages") {
		high := "65+"
		if t.Has("age_max") {
			high = t.Text("age_max")
		}
		line("Age:", fmt.Sprintf("%d - %s", max(low, 18), high))
	}
	if g := t.Strings("genders"); len(g) == 1 {
		line("Gender:", map[string]string{"1": "Male", "2": "Female"}[g[0]])
	}
	var interests []string
	for _, v := range t.List("flexible_spec") {
		m, _ := v.(map[string]any)
		for _, interest := range Args(m).List("interests") {
			if m, ok := interest.(map[string]any); ok {
				interests = append(interests, cmp.Or(text(m["name"]), text(m["id"])))
			}
		}
	}
	line("People Who Match:", interests...)
	if !c.Args.Bool("discard_placements") {
		line("Placements:", t.Strings("publisher_platforms")...)
	}
	answer := map[string]any{"id": c.Node.ID, "targetingsentencelines": lines}
	if !c.Args.Bool("hide_targeting_spec_from_return") {
		answer["params"] = map[string]any(t)
	}
	return wholeAnswer(answer), nil
}

func asAny(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// wholeAnswer is an answer that is no node, and not cut down to the fields asked for.
type wholeAnswer map[string]any

// selected are the fields that the call asks for; nil: none in particular.
func (c *Call) selected() []selection {
	if c.raw["fields"] == nil {
		return nil
	}
	sel, _ := parseSelections(c.raw["fields"]) // parsed without error before
	return sel
}

func recommendDisclosure(c *Call) (any, error) {
	names := []any{}
	for _, set := range below(c, c.Node, "AdSet") {
		if s := set.Get("dsa_beneficiary"); s != "" {
			names = append(names, s)
		}
	}
	if len(names) == 0 {
		names = append(names, c.Node.Get("business_name"))
	}
	return []*Object{c.Row("AdAccountDsaRecommendations", map[string]any{"recommendations": names})}, nil
}

func preview(spec creativeSpec, format string) map[string]any {
	return map[string]any{"body": fmt.Sprintf(`<iframe src="https://www.facebook.com/ads/api/preview_iframe.php?d=%s&amp;t=%s" width="320" height="545"></iframe>`,
		html.EscapeString(format), html.EscapeString(spec.pageID))}
}

func generatePreview(c *Call) (any, error) {
	creative, inline := givenCreative(c)
	spec := specOf(creative)
	if inline != nil {
		if err := checkCreative(c, c.Node, inline, "creative."); err != nil {
			return nil, err
		}
		spec = specFrom(inline)
	} else if creative == nil {
		return nil, invalid(0, "Invalid creative", "The creative does not exist in this ad account.", "creative")
	}
	return []*Object{c.Row("AdPreview", preview(spec, c.Args.Text("ad_format")))}, nil
}

func previewNode(c *Call) (any, error) {
	creative := c.Node
	if c.Node.Type == "Ad" {
		creative = c.Object(c.Node.Get("creative"))
	}
	return []*Object{c.Row("AdPreview", preview(specOf(creative), c.Args.Text("ad_format")))}, nil
}
