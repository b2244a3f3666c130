package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	maxBatchItems = 5000 // of items_batch
	// batchTime is how long a batch of items takes; half of it before it begins.
	batchTime = 40 * time.Millisecond

	maxCatalogs = 10_000 // of a business
)

// catalogRows are catalogues, their items and sets.
// https://developers.facebook.com/docs/marketing-api/reference/product-catalog
func catalogRows(r *Registry) {
	for _, t := range []NodeType{
		{Name: "ProductSet", Fields: Fields(productSetFields), Default: []string{"id", "name"}, Compute: map[string]Compute{"product_count": countOfSet}},
		{Name: "ProductItem", Fields: Fields(productItemFields), Default: []string{"id", "name", "retailer_id"}},
		{Name: "CheckBatchRequestStatus", Fields: Fields(batchStatusFields), Default: []string{"status", "errors", "errors_total_count", "warnings"}},
		{Name: "ProductCatalogDiagnosticGroup", Fields: Fields(diagnosticFields),
			Default: []string{"type", "severity", "title", "subtitle", "number_of_affected_items", "number_of_affected_entities"}},
	} {
		t.Product, t.UseCase = Ads, "catalog_management"
		r.Type(t)
	}
	r.Compute("ProductCatalog", "product_count", func(_ *Call, o *Object) any { return int64(len(o.Children("products"))) })
	r.Compute("ProductCatalog", "feed_count", func(_ *Call, o *Object) any { return int64(len(o.Children("product_feeds"))) })
	r.Edge("Business",
		Edge{Method: "GET", Name: "owned_product_catalogs", Of: "ProductCatalog"},
		Edge{Method: "GET", Name: "client_product_catalogs", Of: "ProductCatalog"},
		Edge{Method: "POST", Name: "owned_product_catalogs", Of: "ProductCatalog", Scope: "business_management", Handle: makeCatalog, Params: Params(`
			additional_vertical_option string, business_metadata map, catalog_segment_filter Object, catalog_segment_product_set_id string,
			da_display_settings Object, destination_catalog_settings map, flight_catalog_settings map, name! string, parent_catalog_id string,
			partner_integration map, store_catalog_settings map, vertical enum(` + catalogVerticals + `)`)},
	)
	r.Edge("ProductCatalog",
		Edge{Method: "POST", Params: Params(`additional_vertical_option string, da_display_settings Object, default_image_url string,
			destination_catalog_settings map, fallback_image_url string, flight_catalog_settings map, name string, partner_integration map,
			store_catalog_settings map`)},
		Edge{Method: "DELETE", Params: Params(`allow_delete_catalog_with_live_product_set bool`)},
		Edge{Method: "GET", Name: "products", Of: "ProductItem", Params: productQuery},
		Edge{Method: "POST", Name: "products", Of: "ProductItem", Params: slices.Concat(Params(`allow_upsert bool, retailer_product_group_id string,
			currency! string, name! string, price! unsigned int`), Params(productParams)), Check: checkProduct, Handle: makeProduct},
		Edge{Method: "GET", Name: "product_sets", Of: "ProductSet", Params: Params(`ancestor_id string, has_children bool, parent_id string, retailer_id string`)},
		Edge{Method: "POST", Name: "product_sets", Of: "ProductSet", Params: slices.Concat(Params(`name! string`), Params(productSetParams)), Handle: makeProductSet},
		Edge{Method: "POST", Name: "items_batch", Handle: takeItems,
			Params: Params(`allow_upsert bool, item_sub_type string, item_type! string, requests! list<map>, version unsigned int`)},
		Edge{Method: "GET", Name: "check_batch_request_status", Of: "CheckBatchRequestStatus", Handle: batchStatus,
			Params: Params(`error_priority enum(HIGH|LOW|MEDIUM), handle! string, load_ids_of_invalid_requests bool`)},
		Edge{Method: "GET", Name: "diagnostics", Of: "ProductCatalogDiagnosticGroup", Handle: diagnostics, Params: Params(`affected_channels list<string>,
			affected_entities list<string>, affected_features list<string>, severities list<enum(MUST_FIX|OPPORTUNITY)>, types list<string>`)},
	)
	r.Edge("ProductCatalog", assignedUserEdges("AA_ANALYZE|ADVERTISE|MANAGE|MANAGE_AR")...)
	r.Edge("ProductSet",
		Edge{Method: "POST", Params: slices.Concat(Params(`name string`), Params(productSetParams)), Handle: changeProductSet},
		Edge{Method: "DELETE", Params: Params(`allow_live_product_set_deletion bool`)},
		Edge{Method: "GET", Name: "products", Of: "ProductItem", Params: Params(`bulk_pagination bool, error_priority string, error_type string, filter Object`),
			Handle: func(c *Call) (any, error) { return productsOfSet(c, c.Node), nil }},
	)
	r.Edge("ProductItem",
		Edge{Method: "GET", Params: Params(`catalog_id string, image_height unsigned int, image_width unsigned int, override_country string, override_language string`)},
		Edge{Method: "POST", Params: slices.Concat(Params(`currency string, name string, price unsigned int`), Params(productParams)), Handle: changeProduct},
		Edge{Method: "DELETE"},
		Edge{Method: "GET", Name: "product_sets", Of: "ProductSet", Handle: setsOfProduct},
	)
	catalogFeedRows(r)
}

const (
	catalogVerticals = "adoptable_pets|apps_and_software|articles_and_publications|commerce|destinations|flights|generic|home_listings|hotels|" +
		"local_service_businesses|media_titles|offer_items|offline_commerce|professional_services|transactable_items|vehicles"

	productSetParams = `filter Object, metadata map, ordering_info list<unsigned int>, publish_to_shops list<map>, retailer_id string`

	productParams = `
		additional_image_urls list<string>, additional_variant_attributes map, age_group string, android_app_name string, android_class string,
		android_package string, android_url string,
		availability enum(available for order|discontinued|in stock|mark_as_sold|out of stock|pending|preorder), brand string,
		category string, category_specific_fields map, checkout_url string, color string, commerce_tax_category string, condition string,
		custom_data map, custom_label_0 string, custom_label_1 string, custom_label_2 string, custom_label_3 string, custom_label_4 string,
		custom_number_0 unsigned int, custom_number_1 unsigned int, custom_number_2 unsigned int, custom_number_3 unsigned int,
		custom_number_4 unsigned int, description string, expiration_date string, fb_product_category string, gender string, gtin string,
		image_url string, importer_address map, importer_name string, inventory unsigned int, launch_date string, live_special_price string,
		manufacturer_info string, manufacturer_part_number string, material string, mobile_link string, ordering_index unsigned int,
		origin_country string, pattern string, product_type string, quantity_to_sell_on_facebook unsigned int, retailer_id string,
		return_policy_days unsigned int, rich_text_description string, sale_price unsigned int, sale_price_end_date datetime,
		sale_price_start_date datetime, short_description string, size string, start_date string, url string, visibility string,
		wa_compliance_category string`
)

var productQuery = Params(`bulk_pagination bool, error_priority string, error_type string, filter Object, return_only_approved_products bool`)

// assignedUserEdges are the edges by which people and system users come to tasks on an asset.
func assignedUserEdges(tasks string) []Edge {
	return []Edge{
		{Method: "GET", Name: "assigned_users", Of: "AssignedUser", Params: Params(`business! string`)},
		{Method: "POST", Name: "assigned_users", Params: Params(`user! int, tasks! list<enum(` + tasks + `)>`), Handle: assignAsset},
		{Method: "DELETE", Name: "assigned_users", Params: Params(`user! int`), Handle: unassignAsset},
	}
}

// assignAsset gives a person or system user tasks on an asset, instead of those that they had.
func assignAsset(c *Call) (any, error) {
	id := c.Args.Text("user")
	user := c.Object(id)
	if user == nil || user.Type != "User" && user.Type != "SystemUser" {
		return nil, badParam(c, "user", "must be the ID of a user of the business")
	}
	if len(c.Args.List("tasks")) == 0 {
		return nil, FailPlain(100, "Invalid parameter").Sub(1752129).Titled("Invalid tasks", "These tasks can't be given together.").Blame("tasks")
	}
	c.dismiss(id)
	kind := "business_user"
	if user.Type == "SystemUser" {
		kind = "system_user"
	}
	c.Node.Link("assigned_users", &Object{ID: id, Type: "AssignedUser", Created: c.Now(),
		Values: map[string]any{"name": user.Get("name"), "user_type": kind, "tasks": c.Args.List("tasks")}})
	if edge := assignedEdges[c.Node.Type]; edge != "" {
		user.Link(edge, c.Node)
	}
	return map[string]any{"success": true}, nil
}

func unassignAsset(c *Call) (any, error) {
	c.dismiss(c.Args.Text("user"))
	if user, edge := c.Object(c.Args.Text("user")), assignedEdges[c.Node.Type]; user != nil && edge != "" {
		user.Unlink(edge, c.Node)
	}
	return map[string]any{"success": true}, nil
}

// assignedEdges are the edges of users that list what they work with.
var assignedEdges = map[string]string{"AdAccount": "assigned_ad_accounts", "ProductCatalog": "assigned_product_catalogs"}

func makeCatalog(c *Call) (any, error) {
	if len(c.Node.Children("owned_product_catalogs")) >= maxCatalogs {
		return nil, Fail(100, "The business has too many catalogues")
	}
	values := c.Values("ProductCatalog")
	fill(values, map[string]any{"vertical": "commerce"})
	values["business"] = c.Node
	catalog := c.Make("ProductCatalog", values)
	catalog.Owner = catalog.ID
	c.Node.Link("owned_product_catalogs", catalog)
	return catalog, nil
}

func checkProduct(c *Call) error {
	if c.Args.Text("retailer_id") == "" {
		return missingParam(c, "retailer_id")
	}
	if c.Args.Text("image_url") == "" {
		return missingParam(c, "image_url")
	}
	if productOf(c.Node, c.Args.Text("retailer_id")) != nil && !c.Args.Bool("allow_upsert") {
		return invalid(10800, "Duplicate retailer_id", "A product with this retailer_id is in the catalogue already.", "retailer_id")
	}
	return nil
}

func productOf(catalog *Object, retailerID string) *Object {
	for _, p := range catalog.Children("products") {
		if p.Get("retailer_id") == retailerID {
			return p
		}
	}
	return nil
}

func makeProduct(c *Call) (any, error) {
	values := productValues(c)
	if p := productOf(c.Node, c.Args.Text("retailer_id")); p != nil {
		maps.Copy(p.Values, values)
		return p, nil
	}
	values["product_catalog"] = c.Node
	fill(values, map[string]any{"availability": "in stock", "condition": "new", "review_status": "approved", "visibility": "published"})
	p := c.Make("ProductItem", values)
	c.Node.Link("products", p)
	return p, nil
}

func changeProduct(c *Call) (any, error) {
	maps.Copy(c.Node.Values, productValues(c))
	return map[string]any{"success": true}, nil
}

// productValues shows prices as Meta does: with their currency.
func productValues(c *Call) map[string]any {
	values := c.Values("ProductItem")
	currency := c.Args.Text("currency")
	if currency == "" && c.Node.Type == "ProductItem" {
		currency = c.Node.Get("currency")
	}
	for _, name := range []string{"price", "sale_price"} {
		if c.Args.Has(name) {
			offset := currencyOffset(currency)
			values[name] = fmt.Sprintf("%.2f %s", float64(c.Args.Int(name))/float64(offset), currency)
		}
	}
	return values
}

func makeProductSet(c *Call) (any, error) {
	values := productSetValues(c)
	values["product_catalog"] = c.Node
	set := c.Make("ProductSet", values)
	c.Node.Link("product_sets", set)
	return set, nil
}

func changeProductSet(c *Call) (any, error) {
	maps.Copy(c.Node.Values, productSetValues(c))
	return map[string]any{"success": true}, nil
}

// productSetValues keeps the filter as Meta shows it: as text.
func productSetValues(c *Call) map[string]any {
	values := c.Values("ProductSet")
	if m := c.Args.Map("filter"); m != nil {
		if data, err := json.Marshal(m); err == nil {
			values["filter"] = string(data)
		}
	}
	return values
}

func countOfSet(c *Call, set *Object) any { return int64(len(productsOfSet(c, set))) }

// productsOfSet are the products that the set's filter lets through.
func productsOfSet(_ *Call, set *Object) []*Object {
	catalog, _ := set.Values["product_catalog"].(*Object)
	if catalog == nil {
		return nil
	}
	rule, _ := fromText(set.Values["filter"]).(map[string]any)
	out := []*Object{}
	for _, p := range catalog.Children("products") {
		if chosen(p, rule) {
			out = append(out, p)
		}
	}
	return out
}

func setsOfProduct(c *Call) (any, error) {
	catalog, _ := c.Node.Values["product_catalog"].(*Object)
	out := []*Object{}
	for _, set := range catalog.Children("product_sets") {
		if slices.Contains(productsOfSet(c, set), c.Node) {
			out = append(out, set)
		}
	}
	return out, nil
}

// chosen tells whether a product meets a filter: each part of it, and and or.
func chosen(p *Object, rule map[string]any) bool {
	for name, condition := range rule {
		switch name {
		case "and", "or":
			list, _ := condition.([]any)
			meets := func(v any) bool { m, _ := v.(map[string]any); return chosen(p, m) }
			if name == "or" && !slices.ContainsFunc(list, meets) ||
				name == "and" && slices.ContainsFunc(list, func(v any) bool { return !meets(v) }) {
				return false
			}
			continue
		}
		operators, _ := condition.(map[string]any)
		for operator, want := range operators {
			if !compares(partOf(p, name), operator, want) {
				return false
			}
		}
	}
	return true
}

// partOf is the text of a product's part; of a price its amount in the smallest unit.
func partOf(p *Object, name string) string {
	value := p.Get(name)
	if name != "price" && name != "sale_price" {
		return value
	}
	amount, currency, _ := strings.Cut(value, " ")
	return fmt.Sprint(int64(number(amount)*float64(currencyOffset(currency)) + 0.5))
}

func compares(have, operator string, want any) bool {
	list, _ := want.([]any)
	among := func(fold bool) bool {
		return slices.ContainsFunc(list, func(v any) bool { return text(v) == have || fold && strings.EqualFold(text(v), have) })
	}
	lower, wanted := strings.ToLower(have), strings.ToLower(text(want))
	switch operator {
	case "eq":
		return have == text(want)
	case "neq":
		return have != text(want)
	case "lt":
		return number(have) < number(want)
	case "lte":
		return number(have) <= number(want)
	case "gt":
		return number(have) > number(want)
	case "gte":
		return number(have) >= number(want)
	case "contains":
		return strings.Contains(have, text(want))
	case "not_contains":
		return !strings.Contains(have, text(want))
	case "i_contains":
		return strings.Contains(lower, wanted)
	case "i_not_contains":
		return !strings.Contains(lower, wanted)
	case "starts_with":
		return strings.HasPrefix(have, text(want))
	case "is_any":
		return among(false)
	case "is_not_any":
		return !among(false)
	case "i_is_any":
		return among(true)
	case "i_is_not_any":
		return !among(true)
	}
	return false
}

// diagnostics tell of products that lack what ads show.
func diagnostics(c *Call) (any, error) {
	var without int64
	for _, p := range c.Node.Children("products") {
		if p.Get("description") == "" {
			without++
		}
	}
	rows := []*Object{}
	if without > 0 && (len(c.Args.Strings("severities")) == 0 || slices.Contains(c.Args.Strings("severities"), "OPPORTUNITY")) {
		rows = append(rows, c.Row("ProductCatalogDiagnosticGroup", map[string]any{"type": "ATTRIBUTES_MISSING", "severity": "OPPORTUNITY",
			"title": "Some items have no description", "subtitle": "Items with a description are shown more often", "affected_entity": "product_item",
			"affected_channels": []any{"da"}, "number_of_affected_items": without, "number_of_affected_entities": without, "error_code": int64(2000)}))
	}
	return rows, nil
}
