package ads_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func beans(id string) ads.ItemChange {
	return ads.ItemChange{Method: ads.ItemCreate, ID: id, Data: ads.CatalogItem{
		Title: "Coffee " + id, Description: "Roasted this morning", Availability: ads.ProductAvailabilityInStock, Condition: ads.ProductConditionNew, Price: ads.Price(850, "EUR"),
		Link: "https://bottega.example/" + id, ImageLink: "https://bottega.example/" + id + ".jpg", Brand: "Bottega",
	}}
}

func sacks(n int) iter.Seq[ads.ItemChange] {
	return func(yield func(ads.ItemChange) bool) {
		for i := range n {
			if !yield(beans(fmt.Sprintf("c%d", i))) {
				return
			}
		}
	}
}

func TestItemChangeOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change ads.ItemChange
		want   string
	}{
		{"update", ads.ItemChange{Method: ads.ItemUpdate, ID: "a", Data: ads.CatalogItem{Price: ads.Price(5, "EUR"), Inventory: new(0), Extra: map[string]string{"roast": "dark"}}},
			`{"method":"UPDATE","data":{"id":"a","price":"0.05 EUR","quantity_to_sell_on_facebook":0,"roast":"dark"}}`},
		{"map", ads.ItemChange{Method: ads.ItemCreate, ID: "h", Data: map[string]any{"id": "other", "name": "Hotel"}}, `{"method":"CREATE","data":{"id":"h","name":"Hotel"}}`},
		{"deletion", ads.ItemChange{Method: ads.ItemDelete, ID: "a"}, `{"method":"DELETE","data":{"id":"a"}}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.change)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(tt.name)
		sameJSON(t, got, tt.want)
	}
	for want, got := range map[string]ads.ItemPrice{
		"9.99 EUR": ads.Price(999, "EUR"), "1200 JPY": ads.Price(1200, "JPY"), "0.00 USD": ads.Price(0, "USD"), "-1.05 EUR": ads.Price(-105, "EUR"),
	} {
		if string(got) != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A stream is cut in batches of 5,000, and everything that was wrong is told of the item itself.
func TestWriteItemsOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	var sizes []int
	g.on("POST 7/items_batch", func(w http.ResponseWriter, r *http.Request) {
		var sent struct {
			ItemType    string           `json:"item_type"`
			AllowUpsert *bool            `json:"allow_upsert"`
			Requests    []map[string]any `json:"requests"`
		}
		if err := json.Unmarshal([]byte(g.last(t, "POST 7/items_batch").Body), &sent); err != nil || sent.ItemType != "PRODUCT_ITEM" || sent.AllowUpsert == nil || *sent.AllowUpsert {
			t.Errorf("%+v, %v", sent, err)
		}
		sizes = append(sizes, len(sent.Requests))
		answer(fmt.Sprintf(`{"handles":["H%d"],"validation_status":[{"retailer_id":"c4","errors":[{"message":"bad"}],"warnings":[{"message":"careful"}]}]}`, len(sizes)))(w, r)
	})
	looks := 0
	g.on("GET 7/check_batch_request_status", func(w http.ResponseWriter, r *http.Request) {
		looks++
		handle := r.URL.Query().Get("handle")
		if looks == 1 || r.URL.Query().Get("load_ids_of_invalid_requests") != "true" {
			answer(`{"data":[{"handle":"`+handle+`","status":"started"}]}`)(w, r)
			return
		}
		answer(`{"data":[{"handle":"`+handle+`","status":"Finished","errors":[{"line":2,"id":"c2","message":"no image"},{"line":2,"id":"c2","message":"no price"}],
			"errors_total_count":"3","warnings":[{"line":1,"id":"","message":"dark"}],"ids_of_invalid_requests":["c2","c9","x"]}]}`)(w, r)
	})
	changes := func(yield func(ads.ItemChange) bool) {
		for i := range 5002 {
			change := beans(fmt.Sprintf("c%d", i))
			if i == 3 {
				change.Method, change.ID = "REPLACE", ""
			}
			if !yield(change) {
				return
			}
		}
	}
	var results []*ads.ItemsResult
	for result, err := range ads.NewProductCatalog(client, "7").WriteItems(t.Context(), changes, ads.ItemWrite{UpdateOnly: true, Every: time.Microsecond}) {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, result)
	}
	if diff := cmp.Diff([]int{5000, 1}, sizes); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	if len(results) != 2 {
		t.Fatalf("%d results", len(results))
	}
	want := &ads.ItemsResult{
		First: 0, Count: 5001, Handle: "H1", Status: ads.BatchFinished,
		Failed: []ads.ItemFailure{
			{Index: -1, ID: "x", Problems: []string{"Meta did not write the item, and did not say why"}},
			{Index: 2, ID: "c2", Problems: []string{"no image", "no price"}},
			{Index: 3, Problems: []string{"data.id is empty", `method is none of CREATE, UPDATE, DELETE, got "REPLACE"`}},
			{Index: 4, ID: "c4", Problems: []string{"bad"}},
			{Index: 9, ID: "c9", Problems: []string{"Meta did not write the item, and did not say why"}},
		},
		Warnings: []ads.ItemFailure{{Index: 4, ID: "c4", Problems: []string{"careful"}}, {Index: 1, ID: "c1", Problems: []string{"dark"}}},
	}
	if diff := cmp.Diff(want, results[0]); diff != "" {
		t.Errorf("first batch (-want +got):\n%s", diff)
	}
	if r := results[1]; r.First != 5001 || r.Count != 1 || r.Handle != "H2" {
		t.Errorf("second batch %+v", r)
	}
}

// A batch that can't be written ends the stream, which tells where.
func TestWriteItemsEnds(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	n := 0
	g.on("POST 7/items_batch", func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 2 {
			refuse(200, 0, "Permissions error")(w, r)
			return
		}
		answer(`{"handles":[]}`)(w, r)
	})
	var seen []int
	lost := 0 // items of batches that Meta gave no handle for
	var last error
	for result, err := range ads.NewProductCatalog(client, "7").WriteItems(t.Context(), sacks(25), ads.ItemWrite{BatchSize: 10}) {
		if last = err; err == nil {
			seen = append(seen, result.First)
			lost += len(result.Failed)
		}
	}
	failed, ok := errors.AsType[*ads.ItemsError](last)
	if !ok || failed.First != 10 || failed.Count != 10 || failed.Handle != "" || !errors.Is(last, metabiz.ErrPermission) || !slices.Equal(seen, []int{0}) {
		t.Errorf("%v after %v", last, seen)
	}
	if n != 2 || lost != 10 {
		t.Errorf("%d batches, %d items told of that were not taken", n, lost)
	}
}

// The wait for a batch is bounded by the context, and looks no more often than asked.
func TestAwaitBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		looks := 0
		g.on("GET 7/check_batch_request_status", func(w http.ResponseWriter, r *http.Request) {
			state := "started"
			if looks++; looks == 4 {
				state = "error"
			}
			answer(`{"data":[{"status":"`+state+`"}]}`)(w, r)
		})
		began := time.Now()
		status, err := ads.NewProductCatalog(client, "7").AwaitBatch(t.Context(), "H", 0)
		if err != nil || status.Status != ads.BatchFailed || time.Since(began) != 15*time.Second {
			t.Errorf("%+v, %v after %v", status, err, time.Since(began))
		}
	})
}

func TestCatalogItemProblems(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	tests := []struct {
		name   string
		change ads.ItemChange
		want   []string
	}{
		{"new and empty", ads.ItemChange{Method: ads.ItemCreate, ID: "a", Data: ads.CatalogItem{}}, []string{
			"data.title is empty", "data.description is empty", "data.availability is empty", "data.condition is empty", "data.price is empty",
			"data.link is empty", "data.image_link is empty", "data.brand is empty, and so are gtin and mpn"}},
		{"changed", ads.ItemChange{Method: ads.ItemUpdate, ID: strings.Repeat("a", 101), Data: &ads.CatalogItem{
			Title: strings.Repeat("è", 201), Price: "8,50 EUR", SalePrice: "EUR 8", Link: "bottega", AdditionalImageLinks: make([]string, 21)}}, []string{
			"data.id has 101 characters, at most 100", "data.title has 201 characters, at most 200", "data.price is not an amount", "data.sale_price is not an amount",
			"data.link is not an address", "data.additional_image_link has 21 images"}},
		{"nothing to change", ads.ItemChange{Method: ads.ItemUpdate, ID: "a"}, []string{"data is empty"}},
		{"nil item", ads.ItemChange{Method: ads.ItemUpdate, ID: "a", Data: (*ads.CatalogItem)(nil)}, []string{"data is a nil item"}},
	}
	for _, tt := range tests {
		for result, err := range ads.NewProductCatalog(client, "7").WriteItems(t.Context(), slices.Values([]ads.ItemChange{tt.change}), ads.ItemWrite{}) {
			if err != nil || len(result.Failed) != 1 || !slices.EqualFunc(result.Failed[0].Problems, tt.want, strings.HasPrefix) {
				t.Errorf("%s: %+v, %v", tt.name, result, err)
			}
		}
	}
	if calls := g.lines(); len(calls) > 0 {
		t.Errorf("sent %v", calls)
	}
}

// A catalogue is made, filled, changed and cut into sets.
func TestCatalog(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	made, err := ads.NewBusiness(client, e.Seed().BusinessID).CreateProductCatalog(t.Context(), ads.ProductCatalogParams{Name: "Coffee"})
	failOn(t, err)
	catalog := ads.NewProductCatalog(client, made.ID)
	write := func(changes ...ads.ItemChange) *ads.ItemsResult {
		t.Helper()
		var last *ads.ItemsResult
		for result, err := range catalog.WriteItems(t.Context(), slices.Values(changes), ads.ItemWrite{Every: 5 * time.Millisecond}) {
			failOn(t, err)
			last = result
		}
		return last
	}
	dear := beans("c2")
	dear.Data = ads.CatalogItem{
		Title: "Kopi", Description: "Rare", Availability: ads.ProductAvailabilityPreorder, Condition: ads.ProductConditionNew, Price: "90.00 EUR", Brand: "Luwak",
		Link: "https://bottega.example/k", ImageLink: "https://bottega.example/k.jpg",
	}
	if r := write(beans("c1"), dear, ads.ItemChange{Method: ads.ItemUpdate, ID: "c3", Data: ads.CatalogItem{Title: "No such"}}); len(r.Failed) != 1 || r.Failed[0].Index != 2 ||
		r.Status != ads.BatchFinished {
		t.Errorf("%+v", r)
	}
	if r := write(ads.ItemChange{Method: ads.ItemUpdate, ID: "c1", Data: ads.CatalogItem{Price: "7.00 EUR"}}, ads.ItemChange{Method: ads.ItemDelete, ID: "c9"}); len(r.Failed) != 0 || len(r.Warnings) != 1 {
		t.Errorf("%+v", r)
	}
	products, err := metabiz.Collect(catalog.Products(t.Context(), ads.ProductCatalogProductQuery{}))
	failOn(t, err)
	var got []string
	for _, p := range products {
		got = append(got, fmt.Sprintf("%s %s %s %s", p.RetailerID, p.Name, p.Price, p.Availability))
	}
	if diff := cmp.Diff([]string{"c1 Coffee c1 7.00 EUR in stock", "c2 Kopi 90.00 EUR preorder"}, got); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
	set, err := catalog.CreateProductSet(t.Context(), ads.ProductSetParams{Name: "Cheap", Filter: ads.AllProducts(
		ads.ProductsWhere("price", ads.ProductBelow, 2000), ads.AnyProducts(
			ads.ProductsWhere("brand", ads.ProductIsAny, []string{"Bottega", "Other"}), ads.ProductsWhere("name", ads.ProductContains, "kopi")))})
	failOn(t, err)
	chosen, err := metabiz.Collect(ads.NewProductSet(client, set.ID).Products(t.Context(), ads.ProductSetProductQuery{}))
	failOn(t, err)
	if len(chosen) != 1 || chosen[0].RetailerID != "c1" {
		t.Errorf("chosen %+v", chosen)
	}
	whole, err := catalog.Get(t.Context(), ads.ProductCatalogGetQuery{})
	failOn(t, err)
	if whole.ProductCount != 2 || whole.Name != "Coffee" {
		t.Errorf("%+v", whole)
	}
	// What Meta refuses at once.
	for _, err := range catalog.WriteItems(t.Context(), sacks(1), ads.ItemWrite{ItemType: "HOTEL"}) {
		if refused, ok := errors.AsType[*metabiz.Error](err); !ok || refused.Code != 100 {
			t.Errorf("%v", err)
		}
	}
	if _, err := catalog.BatchStatus(t.Context(), ads.BatchStatusQuery{Handle: "none"}); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("%v", err)
	}
}

func TestProductFilterJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(map[string]any{"none": ads.ProductFilter{}, "some": ads.AnyProducts(ads.ProductsWhere("brand", ads.ProductEquals, "B"), ads.ProductsWhere("price", ads.ProductAtLeast, 5))})
	failOn(t, err)
	sameJSON(t, got, `{"none":{},"some":{"or":[{"brand":{"eq":"B"}},{"price":{"gte":5}}]}}`)
}
