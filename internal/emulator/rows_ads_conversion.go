package emulator

import (
	"slices"
	"time"
)

// conversionRows are custom conversions, and what datasets have besides events.
func conversionRows(r *Registry) {
	r.Type(NodeType{Name: "CustomConversion", Product: Ads, UseCase: "ads_management", Fields: Fields(customConversionFields), Default: []string{"id", "name"}})
	r.Type(NodeType{Name: "DACheck", Product: Ads, Fields: Fields(daCheckFields), Default: []string{"key", "title", "result", "description"}})
	r.Edge("AdAccount",
		Edge{Method: "GET", Name: "customconversions", Of: "CustomConversion"},
		Edge{Method: "POST", Name: "customconversions", Of: "CustomConversion", Scope: "ads_management", Check: checkConversion, Handle: makeConversion,
			Params: Params(`action_source_type enum(app|business_messaging|chat|email|other|phone_call|physical_store|system_generated|website),
				advanced_rule string, custom_event_type string, default_conversion_value float, description string, event_source_id string,
				name! string, rule string`)},
	)
	r.Edge("CustomConversion",
		Edge{Method: "POST", Params: Params(`default_conversion_value float, description string, name string`)},
		Edge{Method: "DELETE", Handle: func(c *Call) (any, error) {
			c.Node.Values["is_archived"] = true
			return map[string]any{"success": true}, nil
		}},
		Edge{Method: "GET", Name: "stats", Handle: conversionStats, Params: Params(`aggregation string, end_time datetime, start_time datetime`)},
	)
	r.Edge("Business",
		Edge{Method: "GET", Name: "adspixels", Of: "AdsPixel", Params: Params(`id_filter string, name_filter string, sort_by string`),
			Handle: func(c *Call) (any, error) { return c.Node.Children("owned_pixels"), nil }},
		Edge{Method: "POST", Name: "adspixels", Of: "AdsPixel", Scope: "business_management", Params: Params(`is_crm bool, name! string`), Handle: makePixel},
		Edge{Method: "GET", Name: "owned_pixels", Of: "AdsPixel"},
		Edge{Method: "GET", Name: "client_pixels", Of: "AdsPixel"},
	)
	shared := Params(`account_id! string, business! string`)
	r.Edge("AdsPixel",
		Edge{Method: "GET", Name: "da_checks", Of: "DACheck", Handle: daChecks,
			Params: Params(`checks list<string>, connection_method enum(ALL|APP|BROWSER|SERVER)`)},
		Edge{Method: "GET", Name: "shared_accounts", Of: "AdAccount", Params: Params(`business! string`)},
		Edge{Method: "POST", Name: "shared_accounts", Params: shared, Handle: sharePixel},
		Edge{Method: "DELETE", Name: "shared_accounts", Params: shared, Handle: unsharePixel},
		Edge{Method: "GET", Name: "agencies", Of: "Business"},
		Edge{Method: "POST", Name: "agencies", Handle: sharePixelWithBusiness,
			Params: Params(`business! string, permitted_tasks! list<enum(ADVERTISE|ANALYZE|EDIT|UPLOAD)>`)},
		Edge{Method: "DELETE", Name: "agencies", Params: Params(`business! string`), Handle: func(c *Call) (any, error) {
			if business := c.Find("Business", c.Args.Text("business")); business != nil {
				c.Node.Unlink("agencies", business)
				business.Unlink("client_pixels", c.Node)
			}
			return map[string]any{"success": true}, nil
		}},
	)
	// The specification has no DELETE of a dataset's assigned users.
	r.Edge("AdsPixel", assignedUserEdges("AA_ANALYZE|ADVERTISE|ANALYZE|EDIT|UPLOAD")[:2]...)
}

// checkConversion wants events to count, and a rule that is JSON text.
func checkConversion(c *Call) error {
	if c.Find("AdsPixel", c.Args.Text("event_source_id")) == nil {
		return invalid(1885097, "Event source required", "event_source_id must be a dataset that the account may use.", "event_source_id")
	}
	rule := c.Args.Text("rule")
	if rule == "" {
		return missingParam(c, "rule")
	}
	if v, err := decodeJSON([]byte(rule)); err != nil {
		return badParam(c, "rule", "must be the text of a JSON object")
	} else if m, _ := v.(map[string]any); len(m) == 0 {
		return badParam(c, "rule", "must be the text of a JSON object")
	}
	if len(c.Node.Children("customconversions")) >= maxConversions {
		return invalid(0, "Too many custom conversions", "An ad account has at most 100 custom conversions.")
	}
	return nil
}

const maxConversions = 100 // of an account

func makeConversion(c *Call) (any, error) {
	values := c.Values("CustomConversion")
	fill(values, map[string]any{"custom_event_type": "OTHER"})
	values["account_id"], values["creation_time"], values["is_archived"] = c.Node.Get("account_id"), c.Now(), false
	values["pixel"] = c.Object(c.Args.Text("event_source_id"))
	o := c.Make("CustomConversion", values)
	c.Node.Link("customconversions", o)
	return o, nil
}

func conversionStats(c *Call) (any, error) {
	pixel, _ := c.Node.Values["pixel"].(*Object)
	return map[string]any{"data": []any{map[string]any{"aggregation": "count", "timestamp": c.Now().Truncate(time.Hour).Format(graphTime),
		"data": []any{map[string]any{"value": "count", "count": int64(len(eventsOf(pixel).events))}}}}}, nil
}

func makePixel(c *Call) (any, error) {
	pixel := c.Make("AdsPixel", c.Values("AdsPixel"))
	pixel.Values["owner_business"], pixel.Values["creation_time"] = c.Node, c.Now()
	c.Node.Link("owned_pixels", pixel)
	return pixel, nil
}

// daChecks tell whether the dataset hears of what ads from a catalogue need.
func daChecks(c *Call) (any, error) {
	heard := map[string]bool{}
	for _, e := range eventsOf(c.Node).events {
		heard[Args(e).Text("event_name")] = true
	}
	rows := []*Object{}
	for _, check := range []struct{ key, event string }{{"view_content", "ViewContent"}, {"add_to_cart", "AddToCart"}, {"purchase", "Purchase"}} {
		result, message := "passed", ""
		if !heard[check.event] {
			result, message = "failed", "Report "+check.event+" events with content_ids"
		}
		if asked := c.Args.Strings("checks"); len(asked) > 0 && !slices.Contains(asked, check.key) {
			continue
		}
		rows = append(rows, c.Row("DACheck", map[string]any{"key": check.key, "title": check.event + " events", "result": result,
			"description": "Whether " + check.event + " is reported", "user_message": message}))
	}
	return rows, nil
}

// sharePixel lets an ad account of a business use the dataset.
func sharePixel(c *Call) (any, error) {
	account := c.Find("AdAccount", "act_"+trimAct(c.Args.Text("account_id")))
	if account == nil {
		return nil, badParam(c, "account_id", "must be the ID of an ad account")
	}
	if c.Find("Business", c.Args.Text("business")) == nil {
		return nil, badParam(c, "business", "must be the ID of the business that owns the ad account")
	}
	c.Node.Link("shared_accounts", account)
	account.Link("adspixels", c.Node)
	return map[string]any{"success": true}, nil
}

func unsharePixel(c *Call) (any, error) {
	if account := c.Find("AdAccount", "act_"+trimAct(c.Args.Text("account_id"))); account != nil {
		c.Node.Unlink("shared_accounts", account)
		account.Unlink("adspixels", c.Node)
	}
	return map[string]any{"success": true}, nil
}

func sharePixelWithBusiness(c *Call) (any, error) {
	business := c.Find("Business", c.Args.Text("business"))
	if business == nil {
		return nil, badParam(c, "business", "must be the ID of a business")
	}
	c.Node.Link("agencies", business)
	business.Link("client_pixels", c.Node)
	return map[string]any{"success": true}, nil
}
