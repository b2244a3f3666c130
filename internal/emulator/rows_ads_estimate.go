package emulator

import (
	"fmt"
	"html"
)

func estimateRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "minimum_budgets", Of: "MinimumBudget", Params: Params(`bid_amount int`), Handle: listMinimumBudgets},
		Edge{Method: "GET", Name: "generatepreviews", Of: "AdPreview", Params: Params(previewParams), Handle: generatePreview},
		Edge{Method: "GET", Name: "reachestimate", Params: Params(`targeting_spec! map, object_store_url string`), Handle: estimateReach},
		Edge{Method: "GET", Name: "delivery_estimate", Of: "AdAccountDeliveryEstimate", Handle: estimateDelivery,
			Params: Params(`targeting_spec! map, optimization_goal! string, promoted_object map`)},
		Edge{Method: "GET", Name: "dsa_recommendations", Handle: recommendDisclosure},
	)
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
