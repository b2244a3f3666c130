package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// catalogState are the batches that a catalogue was given.
type catalogState struct{ batches map[string]*itemBatch }

type itemBatch struct {
	status   string
	errors   []any
	warnings []any
	invalid  []any
}

func batchesOf(catalog *Object) *catalogState {
	s, ok := catalog.State.(*catalogState)
	if !ok {
		s = &catalogState{batches: map[string]*itemBatch{}}
		catalog.State = s
	}
	return s
}

// takeItems takes a batch of changes, which are made a while later. What has no id or method is told at once.
// https://developers.facebook.com/docs/marketing-api/catalog-batch/guides/send-product-updates
func takeItems(c *Call) (any, error) {
	requests := c.Args.List("requests")
	switch {
	case c.Args.Text("item_type") != "PRODUCT_ITEM" && c.Node.Get("vertical") == "commerce":
		return nil, badParam(c, "item_type", "must be one that the catalogue's vertical has: PRODUCT_ITEM")
	case len(requests) == 0:
		return nil, missingParam(c, "requests")
	case len(requests) > maxBatchItems:
		return nil, invalid(0, "Too many items", fmt.Sprintf("A batch has at most 5,000 items, this has %d.", len(requests)), "requests")
	}
	var told []any
	var good []any
	for i, v := range requests {
		request, _ := v.(map[string]any)
		id, problem := Args(request).Map("data").Text("id"), ""
		switch method := Args(request).Text("method"); {
		case id == "":
			problem = fmt.Sprintf("The request at position %d has no id", i)
		case method != "CREATE" && method != "UPDATE" && method != "DELETE":
			problem = fmt.Sprintf("The request at position %d has an unknown method", i)
		}
		if problem != "" {
			told = append(told, map[string]any{"retailer_id": id, "errors": []any{map[string]any{"message": problem}}, "warnings": []any{}})
			continue
		}
		good = append(good, v)
	}
	answer := map[string]any{"handles": []any{}, "validation_status": told}
	if told == nil {
		answer["validation_status"] = []any{}
	}
	if len(good) == 0 {
		return answer, nil
	}
	handle := "Ac" + proof("batch", c.NewID("CheckBatchRequestStatus"))[:40]
	batch := &itemBatch{status: "scheduled"}
	batchesOf(c.Node).batches[handle] = batch
	answer["handles"] = []any{handle}
	upsert := !c.Args.Has("allow_upsert") || c.Args.Bool("allow_upsert")
	c.After(batchTime/2, func(*Call) { batch.status = "started" })
	c.After(batchTime, func(c *Call) {
		for line, v := range good {
			request := Args(v.(map[string]any))
			batch.write(c, line, request.Text("method"), request.Map("data"), upsert)
		}
		batch.status = "finished"
	})
	return answer, nil
}

// needed is what a new product must have.
var needed = []string{"title", "description", "availability", "condition", "price", "link", "image_link"}

// columns are the fields of products that columns of batches and feeds become.
var columns = map[string]string{"title": "name", "link": "url", "image_link": "image_url", "additional_image_link": "additional_image_urls",
	"mpn": "manufacturer_part_number", "id": "retailer_id", "google_product_category": "category"}

func (b *itemBatch) write(c *Call, line int, method string, data Args, upsert bool) {
	id := data.Text("id")
	tell := func(list *[]any, format string, args ...any) {
		*list = append(*list, map[string]any{"line": int64(line), "id": id, "message": fmt.Sprintf(format, args...)})
	}
	refuse := func(format string, args ...any) {
		tell(&b.errors, format, args...)
		b.invalid = append(b.invalid, id)
	}
	product := productOf(c.Node, id)
	switch {
	case method == "DELETE":
		if product == nil {
			tell(&b.warnings, "There is no item with the id %s to delete", id)
			return
		}
		c.Remove(product)
		return
	case method == "UPDATE" && product == nil && !upsert:
		refuse("There is no item with the id %s, and allow_upsert is false", id)
		return
	case product == nil:
		if lacks := slices.IndexFunc(needed, func(name string) bool { return data.Text(name) == "" }); lacks >= 0 {
			refuse("You cannot create an item without the required field %s", needed[lacks])
			return
		}
	}
	if price := data.Text("price"); price != "" && !isPrice(price) {
		refuse("The price %s is not an amount with a currency", price)
		return
	}
	values := map[string]any{}
	for name, v := range data {
		field := name
		if other, ok := columns[name]; ok {
			field = other
		}
		if c.e.registry.types["ProductItem"].fields[field] != nil && field != "id" {
			values[field] = v
		}
	}
	if product != nil {
		maps.Copy(product.Values, values)
		return
	}
	values["product_catalog"] = c.Node
	_, currency, _ := strings.Cut(data.Text("price"), " ")
	values["currency"] = currency
	fill(values, map[string]any{"review_status": "approved", "visibility": "published"})
	product = c.Make("ProductItem", values)
	c.Node.Link("products", product)
}

func isPrice(s string) bool {
	amount, currency, ok := strings.Cut(s, " ")
	return ok && len(currency) == 3 && currency == strings.ToUpper(currency) && strings.Trim(amount, "0123456789.") == "" && digits(strings.ReplaceAll(amount, ".", ""))
}

func batchStatus(c *Call) (any, error) {
	batch := batchesOf(c.Node).batches[c.Args.Text("handle")]
	if batch == nil {
		return nil, badParam(c, "handle", "must be the handle of a batch of this catalogue")
	}
	invalidIDs := []any{}
	if c.Args.Bool("load_ids_of_invalid_requests") {
		invalidIDs = append(invalidIDs, batch.invalid...)
	}
	list := func(l []any) []any { return append([]any{}, l...) }
	return []*Object{c.Row("CheckBatchRequestStatus", map[string]any{"handle": c.Args.Text("handle"), "status": batch.status,
		"errors": list(batch.errors), "errors_total_count": int64(len(batch.errors)), "ids_of_invalid_requests": invalidIDs,
		"warnings": list(batch.warnings), "warnings_total_count": int64(len(batch.warnings))})}, nil
}
