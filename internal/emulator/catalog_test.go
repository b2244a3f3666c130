package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The operations of catalogues and what hangs on them are among those that Meta specifies, with its parameters.
func TestCatalogsOfTheSpecification(t *testing.T) {
	t.Parallel()
	dir := specs(t)
	types := newRegistry(domains).types
	for _, name := range []string{"ProductCatalog", "ProductSet", "ProductItem", "ProductFeed", "ProductFeedUpload", "ProductFeedUploadError", "CustomConversion"} {
		spec := readSpec(t, dir, name)
		for key, edge := range types[name].edges {
			i := slices.IndexFunc(spec.APIs, func(api struct {
				Method, Endpoint string
				Params           []specParam
			}) bool {
				return api.Method == key.method && api.Endpoint == key.name
			})
			if i < 0 {
				t.Errorf("%s /{%s}/%s is no operation", key.method, name, key.name)
				continue
			}
			for _, q := range edge.Params {
				if !slices.ContainsFunc(spec.APIs[i].Params, func(p specParam) bool { return p.Name == q.Name }) {
					t.Errorf("%s /{%s}/%s: %s is no parameter", key.method, name, key.name, q.Name)
				}
			}
			for _, p := range spec.APIs[i].Params {
				if j := slices.IndexFunc(edge.Params, func(q Param) bool { return q.Name == p.Name }); p.Required && (j < 0 || !edge.Params[j].Required) {
					t.Errorf("%s /{%s}/%s: %s is required", key.method, name, key.name, p.Name)
				}
			}
		}
	}
}

func body(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// commerce is a catalogue with one product, in an emulator whose clock stands.
func commerce(t *testing.T) (c *adsClient, catalog string) {
	t.Helper()
	c = newAdsClient(t)
	catalog = c.posted(c.s.BusinessID+"/owned_product_catalogs", `{"name":"Shop"}`)["id"].(string)
	c.posted(catalog+"/items_batch", body(set{"item_type": "PRODUCT_ITEM", "requests": []any{set{"method": "CREATE", "data": roast("c1")}}}))
	c.e.Clock().Advance(time.Second)
	return c, catalog
}

func roast(id string) set {
	return set{"id": id, "title": "Coffee", "description": "D", "availability": "in stock", "condition": "new", "price": "8.50 EUR",
		"link": "https://a.example", "image_link": "https://a.example/i.jpg"}
}

func TestBatchesOfItems(t *testing.T) {
	t.Parallel()
	c, catalog := commerce(t)
	bad := roast("c2")
	delete(bad, "image_link")
	odd := roast("c4")
	odd["price"] = "8,50"
	answer := c.posted(catalog+"/items_batch", body(set{"item_type": "PRODUCT_ITEM", "allow_upsert": false, "requests": []any{
		set{"method": "CREATE", "data": bad}, set{"method": "UPDATE", "data": set{"id": "c1", "title": "Tea"}},
		set{"method": "UPDATE", "data": set{"id": "c3"}}, set{"method": "DELETE", "data": set{"id": "c9"}}, set{"method": "CREATE", "data": odd},
		set{"method": "CREATE", "data": set{}}, set{"method": "MERGE", "data": set{"id": "c5"}},
	}}))
	handle := fmt.Sprint(answer["handles"].([]any)[0])
	if told := answer["validation_status"].([]any); len(told) != 2 {
		t.Errorf("told at once: %v", told)
	}
	status := func() map[string]any {
		t.Helper()
		return c.get(catalog+"/check_batch_request_status", "load_ids_of_invalid_requests", "true", "handle", handle,
			"fields", "status,errors,errors_total_count,ids_of_invalid_requests,warnings")["data"].([]any)[0].(map[string]any)
	}
	if s := status(); s["status"] != "scheduled" {
		t.Errorf("at first %v", s)
	}
	c.e.Clock().Advance(batchTime / 2)
	if s := status(); s["status"] != "started" {
		t.Errorf("then %v", s)
	}
	c.e.Clock().Advance(batchTime)
	s := status()
	if s["status"] != "finished" || fmt.Sprint(s["ids_of_invalid_requests"]) != "[c2 c3 c4]" || fmt.Sprint(s["errors_total_count"]) != "3" || len(s["warnings"].([]any)) != 1 {
		t.Errorf("at last %v", s)
	}
	text, _ := json.Marshal(s["errors"])
	for _, want := range []string{"image_link", "allow_upsert", "8,50"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no error speaks of %s: %s", want, text)
		}
	}
	products := c.get(catalog+"/products", "fields", "name,retailer_id")["data"].([]any)
	if len(products) != 1 || products[0].(map[string]any)["name"] != "Tea" {
		t.Errorf("products %v", products)
	}
}

func TestRefusalsOfCommerce(t *testing.T) {
	t.Parallel()
	c, catalog := commerce(t)
	account := c.s.AdAccountID
	many := make([]any, maxBatchItems+1)
	for i := range many {
		many[i] = set{"method": "DELETE", "data": set{"id": "x"}}
	}
	feed := c.posted(catalog+"/product_feeds", `{"name":"F"}`)["id"].(string)
	product := set{"name": "P", "currency": "EUR", "price": 850, "retailer_id": "p1", "image_url": "https://a.example/i.jpg"}
	c.posted(catalog+"/products", body(product))
	tests := map[string]struct {
		path   string
		params set
		want   refused
	}{
		"too many items":          {catalog + "/items_batch", set{"item_type": "PRODUCT_ITEM", "requests": many}, refused{100, 0, "requests"}},
		"no items":                {catalog + "/items_batch", set{"item_type": "PRODUCT_ITEM", "requests": []any{}}, refused{100, 0, "requests"}},
		"type of another sort":    {catalog + "/items_batch", set{"item_type": "FLIGHT", "requests": many[:1]}, refused{100, 0, "item_type"}},
		"product that is there":   {catalog + "/products", product, refused{100, 10800, "retailer_id"}},
		"product without an id":   {catalog + "/products", set{"name": "P", "currency": "EUR", "price": 1, "image_url": "x"}, refused{100, 0, "retailer_id"}},
		"product without image":   {catalog + "/products", set{"name": "P", "currency": "EUR", "price": 1, "retailer_id": "q"}, refused{100, 0, "image_url"}},
		"schedule that is none":   {catalog + "/product_feeds", set{"schedule": "daily"}, refused{100, 0, "schedule"}},
		"schedule of nowhere":     {feed, set{"schedule": `{"interval":"DAILY"}`}, refused{100, 0, "schedule[url]"}},
		"schedule of no interval": {feed, set{"update_schedule": `{"url":"https://a.example"}`}, refused{100, 0, "update_schedule[interval]"}},
		"schedule at 25":          {feed, set{"schedule": `{"url":"https://a.example","interval":"DAILY","hour":25}`}, refused{100, 0, "schedule[hour]"}},
		"upload of nothing":       {feed + "/uploads", set{}, refused{100, 0, ""}},
		"user of nowhere":         {catalog + "/assigned_users", set{"user": 1, "tasks": []any{"MANAGE"}}, refused{100, 0, "user"}},
		"no tasks":                {catalog + "/assigned_users", set{"user": c.s.UserID, "tasks": []any{}}, refused{100, 1752129, "tasks"}},
		"conversion of nowhere":   {account + "/customconversions", set{"name": "C", "event_source_id": "1", "rule": "{}"}, refused{100, 1885097, "event_source_id"}},
		"conversion of no rule":   {account + "/customconversions", set{"name": "C", "event_source_id": c.s.DatasetID, "rule": "url"}, refused{100, 0, "rule"}},
		"account of nowhere":      {c.s.DatasetID + "/shared_accounts", set{"account_id": "1", "business": c.s.BusinessID}, refused{100, 0, "account_id"}},
		"business of nowhere":     {c.s.DatasetID + "/agencies", set{"business": "1", "permitted_tasks": []any{"EDIT"}}, refused{100, 0, "business"}},
	}
	for name, tt := range tests {
		// Who is not told in the fields that are blamed is told in words.
		a := c.post(tt.path, body(tt.params))
		if got := refusedBy(a); got.Code != tt.want.Code || got.Subcode != tt.want.Subcode || !strings.Contains(a.raw, tt.want.Blamed) {
			t.Errorf("%s: %s, want %+v", name, a.raw, tt.want)
		}
	}
}
