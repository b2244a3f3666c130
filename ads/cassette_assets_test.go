package ads_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/internal/vcr"
)

func (p played) business() *ads.BusinessHandle { return ads.NewBusiness(p.client, p.Seed.BusinessID) }

// catalog makes a catalogue.
func (p played) catalog(t *testing.T, name string) *ads.ProductCatalogHandle {
	t.Helper()
	made, err := p.business().CreateProductCatalog(t.Context(), ads.ProductCatalogParams{Name: name, Vertical: ads.CatalogVerticalCommerce})
	failOn(t, err)
	return ads.NewProductCatalog(p.client, made.ID)
}

func (p played) later(d time.Duration) {
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(d) })
}

// A catalogue is made, its products written one by one, and sets cut from them.
func TestCassetteCatalog(t *testing.T) {
	t.Parallel()
	p := play(t, "catalog")
	catalog := p.catalog(t, "Bottega")
	failOn(t, catalog.Update(t.Context(), ads.ProductCatalogUpdate{Name: "Bottega online"}))
	made, err := catalog.CreateProduct(t.Context(), ads.ProductParams{
		Name: "Espresso", RetailerID: "c1", Currency: "EUR", Price: 850, ImageURL: "https://bottega.example/c1.jpg", URL: "https://bottega.example/c1",
		Availability: ads.ProductAvailabilityInStock, Brand: "Bottega", Description: "Roasted this morning",
	})
	failOn(t, err)
	product := ads.NewProductItem(p.client, made.ID)
	failOn(t, product.Update(t.Context(), ads.ProductItemUpdate{Price: 790, Currency: "EUR"}))
	got, err := product.Get(t.Context(), ads.ProductItemGetQuery{})
	failOn(t, err)
	if got.RetailerID != "c1" || got.Price != "7.90 EUR" {
		t.Errorf("product %+v", got)
	}
	made2, err := catalog.CreateProductSet(t.Context(), ads.ProductSetParams{Name: "Ours", Filter: ads.ProductsWhere("brand", ads.ProductIsAny, []string{"Bottega"})})
	failOn(t, err)
	set := ads.NewProductSet(p.client, made2.ID)
	failOn(t, set.Update(t.Context(), ads.ProductSetUpdate{Name: "Our own"}))
	whole, err := set.Get(t.Context())
	failOn(t, err)
	if whole.Name != "Our own" || whole.ProductCount != 1 {
		t.Errorf("set %+v", whole)
	}
	chosen, err := metabiz.Collect(set.Products(t.Context(), ads.ProductSetProductQuery{}))
	failOn(t, err)
	sets, err := metabiz.Collect(product.ProductSets(t.Context()))
	failOn(t, err)
	listed, err := metabiz.Collect(catalog.ProductSets(t.Context(), ads.ProductSetQuery{}))
	failOn(t, err)
	if len(chosen) != 1 || len(sets) != 1 || len(listed) != 1 || sets[0].ID != made2.ID {
		t.Errorf("%d products of the set, %d sets of the product, %d of the catalogue", len(chosen), len(sets), len(listed))
	}
	if _, err := metabiz.Collect(catalog.Diagnostics(t.Context(), ads.DiagnosticQuery{})); err != nil {
		t.Error(err)
	}
	owned, err := metabiz.Collect(p.business().OwnedProductCatalogs(t.Context()))
	failOn(t, err)
	if !slices.ContainsFunc(owned, func(c ads.ProductCatalog) bool { return c.ID == catalog.ID() && c.Name == "Bottega online" }) {
		t.Errorf("owned %+v", owned)
	}
	if clients, err := metabiz.Collect(p.business().ClientProductCatalogs(t.Context())); err != nil || len(clients) != 0 {
		t.Errorf("of clients %+v, %v", clients, err)
	}
	failOn(t, set.Delete(t.Context(), ads.ProductSetDeleteParams{}))
	failOn(t, product.Delete(t.Context()))
	failOn(t, catalog.Delete(t.Context(), ads.ProductCatalogDeleteParams{}))
}

// Products are written in a batch, which tells what was wrong with single ones.
func TestCassetteItemsBatch(t *testing.T) {
	t.Parallel()
	p := play(t, "items_batch")
	catalog := p.catalog(t, "Bottega")
	beans := map[string]any{
		"id": "c1", "title": "Coffee", "description": "Roasted this morning", "availability": "in stock", "condition": "new", "price": "8.50 EUR",
		"link": "https://bottega.example/c1", "image_link": "https://bottega.example/c1.jpg", "brand": "Bottega",
	}
	started, err := catalog.ItemsBatch(t.Context(), ads.ItemsBatchParams{ItemType: ads.ItemTypeProduct, Requests: []map[string]any{
		{"method": "CREATE", "data": beans}, {"method": "CREATE", "data": map[string]any{"id": "c2", "title": "Tea"}},
	}})
	failOn(t, err)
	p.later(time.Minute)
	status, err := catalog.AwaitBatch(t.Context(), started.Handles[0], time.Millisecond)
	failOn(t, err)
	if status.Status != ads.BatchFinished || len(status.Errors) != 1 || status.Errors[0].ID != "c2" || !slices.Equal(status.IDsOfInvalidRequests, []string{"c2"}) {
		t.Errorf("%+v", status)
	}
	products, err := metabiz.Collect(catalog.Products(t.Context(), ads.ProductCatalogProductQuery{}))
	failOn(t, err)
	if len(products) != 1 || products[0].RetailerID != "c1" {
		t.Errorf("%+v", products)
	}
}

// A feed is made, read from a file, and its problems are listed.
func TestCassetteFeed(t *testing.T) {
	t.Parallel()
	p := play(t, "product_feed")
	catalog := p.catalog(t, "Bottega")
	text, err := ads.FeedSchedule{URL: "https://bottega.example/feed.csv", Interval: ads.FeedIntervalDaily, Hour: 3, Timezone: "Europe/Rome"}.Text()
	failOn(t, err)
	made, err := catalog.CreateProductFeed(t.Context(), ads.ProductFeedParams{Name: "Shop", Schedule: text})
	failOn(t, err)
	feed := ads.NewProductFeed(p.client, made.ID)
	failOn(t, feed.ScheduleUpdates(t.Context(), ads.FeedSchedule{URL: "https://bottega.example/delta.csv", Interval: ads.FeedIntervalHourly}))
	started, err := feed.CreateUpload(t.Context(), ads.UploadParams{File: metabiz.FileFromBytes("shop.csv", []byte(feedFile))})
	failOn(t, err)
	p.later(time.Minute)
	upload := ads.NewFeedUpload(p.client, started.ID)
	over, err := upload.Await(t.Context(), time.Millisecond)
	failOn(t, err)
	problems, err := metabiz.Collect(upload.Errors(t.Context(), ads.FeedUploadErrorQuery{}))
	failOn(t, err)
	if over.NumPersistedItems != 2 || over.NumInvalidItems != 2 || len(problems) != 1 {
		t.Fatalf("%+v, %+v", over, problems)
	}
	samples, err := metabiz.Collect(ads.NewFeedUploadError(p.client, problems[0].ID).Samples(t.Context()))
	failOn(t, err)
	if len(samples) != 2 || samples[0].RowNumber != 3 {
		t.Errorf("%+v", samples)
	}
	failOn(t, upload.RequestErrorReport(t.Context()))
	uploads, err := metabiz.Collect(feed.Uploads(t.Context()))
	failOn(t, err)
	products, err := metabiz.Collect(feed.Products(t.Context(), ads.ProductFeedProductQuery{}))
	failOn(t, err)
	feeds, err := metabiz.Collect(catalog.ProductFeeds(t.Context()))
	failOn(t, err)
	whole, err := feed.Get(t.Context())
	failOn(t, err)
	if len(uploads) != 1 || len(products) != 2 || len(feeds) != 1 || whole.ProductCount != 2 {
		t.Errorf("%d uploads, %d products, %d feeds, %+v", len(uploads), len(products), len(feeds), whole)
	}
	failOn(t, feed.Delete(t.Context()))
}

// A dataset is made, shared, assigned, fed and looked into; conversions are made of it.
func TestCassetteDataset(t *testing.T) {
	t.Parallel()
	p := play(t, "dataset", vcr.Ignore("event_time"))
	p.World(func(e *emulator.Emulator) { e.Clock().Set(time.Now()) })
	made, err := p.business().CreateAdsPixel(t.Context(), ads.BusinessAdsPixelParams{Name: "Shop"})
	failOn(t, err)
	dataset := ads.NewDataset(p.client, made.ID)
	failOn(t, dataset.Update(t.Context(), ads.AdsPixelUpdate{Name: "The shop", EnableAutomaticMatching: new(true)}))
	got, err := dataset.Get(t.Context())
	failOn(t, err)
	if got.Name != "The shop" {
		t.Errorf("%+v", got)
	}
	account := strings.TrimPrefix(p.Seed.AdAccountID, "act_")
	failOn(t, dataset.ShareWithAccount(t.Context(), ads.ShareWithAccountParams{AccountID: account, Business: p.Seed.BusinessID}))
	shared, err := metabiz.Collect(dataset.SharedAccounts(t.Context(), p.Seed.BusinessID))
	failOn(t, err)
	failOn(t, dataset.AssignUser(t.Context(), ads.DatasetAssignUserParams{User: p.Seed.UserID, Tasks: []ads.AdsPixelTask{ads.AdsPixelTaskEdit, ads.AdsPixelTaskAnalyze}}))
	assigned, err := metabiz.Collect(dataset.AssignedUsers(t.Context(), p.Seed.BusinessID))
	failOn(t, err)
	failOn(t, dataset.ShareWithBusiness(t.Context(), ads.DatasetShareWithBusinessParams{Business: p.Seed.BusinessID, PermittedTasks: []ads.AdsPixelPermittedTask{ads.AdsPixelPermittedTaskUpload}}))
	agencies, err := metabiz.Collect(dataset.Agencies(t.Context()))
	failOn(t, err)
	if len(shared) != 1 || shared[0].ID != p.Seed.AdAccountID || len(assigned) != 1 || assigned[0].ID != p.Seed.UserID || len(agencies) != 1 {
		t.Errorf("shared with %+v and %+v, assigned to %+v", shared, agencies, assigned)
	}
	failOn(t, dataset.UnshareWithBusiness(t.Context(), p.Seed.BusinessID))
	report, err := dataset.ReportEvents(t.Context(), visits(3, func(i int, e *ads.Event) {
		if i == 1 {
			e.EventTime = e.EventTime.Add(-8 * 24 * time.Hour)
		}
	}), ads.EventOptions{PartnerAgent: "metabiz", TestEventCode: "TEST1"})
	failOn(t, err)
	if report.Received != 2 || len(report.Refused) != 1 {
		t.Errorf("%+v", report)
	}
	checks, err := metabiz.Collect(dataset.DAChecks(t.Context(), ads.DACheckQuery{Checks: []string{"view_content"}}))
	failOn(t, err)
	if len(checks) != 1 || checks[0].Result != "passed" {
		t.Errorf("checks %+v", checks)
	}
	stats, err := metabiz.Collect(dataset.Stats(t.Context(), ads.DatasetStatQuery{Aggregation: ads.AdsPixelStatsResultAggregationEvent}))
	if err != nil || len(stats) != 1 {
		t.Errorf("stats %+v, %v", stats, err)
	}
	failOn(t, dataset.UnshareWithAccount(t.Context(), ads.UnshareWithAccountParams{AccountID: account, Business: p.Seed.BusinessID}))
	owned, err := metabiz.Collect(p.business().OwnedPixels(t.Context()))
	failOn(t, err)
	listed, err := metabiz.Collect(p.business().AdsPixels(t.Context(), ads.BusinessAdsPixelQuery{}))
	failOn(t, err)
	clients, err := metabiz.Collect(p.business().ClientPixels(t.Context()))
	failOn(t, err)
	of, err := metabiz.Collect(p.account.AdsPixels(t.Context(), ads.AccountAdsPixelQuery{}))
	failOn(t, err)
	if len(owned) != 1 || len(listed) != 1 || len(clients) != 0 || len(of) != 1 || of[0].ID != p.Seed.DatasetID {
		t.Errorf("owned %+v, listed %+v, of clients %+v, of the account %+v", owned, listed, clients, of)
	}
}

func TestCassetteCustomConversion(t *testing.T) {
	t.Parallel()
	p := play(t, "custom_conversion")
	made, err := p.account.CreateCustomConversion(t.Context(), ads.CustomConversionParams{
		Name: "Product pages", EventSourceID: p.Seed.DatasetID, CustomEventType: ads.CustomConversionEventContentView, Rule: `{"url":{"i_contains":"/product"}}`,
	})
	failOn(t, err)
	conversion := p.account.CustomConversion(made.ID)
	failOn(t, conversion.Update(t.Context(), ads.CustomConversionUpdate{Name: "Pages of products", DefaultConversionValue: 2.5}))
	got, err := conversion.Get(t.Context())
	failOn(t, err)
	if got.Name != "Pages of products" || got.Pixel == nil || got.Pixel.ID != p.Seed.DatasetID {
		t.Errorf("%+v", got)
	}
	stats, err := metabiz.Collect(conversion.Stats(t.Context(), ads.CustomConversionStatQuery{}))
	if err != nil || len(stats) != 1 {
		t.Errorf("%+v, %v", stats, err)
	}
	all, err := metabiz.Collect(p.account.CustomConversions(t.Context()))
	if err != nil || len(all) != 1 || all[0].ID != made.ID {
		t.Errorf("%+v, %v", all, err)
	}
	failOn(t, conversion.Delete(t.Context()))
}

// What a business owns and works with for others is listed; a system user is made and works with a catalogue.
func TestCassetteBusiness(t *testing.T) {
	t.Parallel()
	p := play(t, "business")
	business := p.business()
	got, err := business.Get(t.Context())
	failOn(t, err)
	if got.ID != p.Seed.BusinessID || got.Name == "" {
		t.Errorf("%+v", got)
	}
	owned, err := metabiz.Collect(business.OwnedAdAccounts(t.Context(), ads.OwnedAdAccountQuery{}))
	failOn(t, err)
	clients, err := metabiz.Collect(business.ClientAdAccounts(t.Context(), ads.ClientAdAccountQuery{}))
	failOn(t, err)
	if len(owned) != 1 || owned[0].ID != p.Seed.AdAccountID || len(clients) != 0 {
		t.Errorf("owned %+v, of clients %+v", owned, clients)
	}
	made, err := business.CreateSystemUser(t.Context(), ads.SystemUserParams{Name: "Robot", Role: ads.BusinessUserRoleEmployee})
	failOn(t, err)
	users, err := metabiz.Collect(business.SystemUsers(t.Context()))
	failOn(t, err)
	if !slices.ContainsFunc(users, func(u ads.SystemUser) bool { return u.ID == made.ID && u.Name == "Robot" }) {
		t.Errorf("%+v", users)
	}
	catalog := p.catalog(t, "Bottega")
	failOn(t, catalog.AssignUser(t.Context(), ads.ProductCatalogAssignUserParams{User: made.ID, Tasks: []ads.ProductCatalogPermittedTask{ads.ProductCatalogPermittedTaskManage}}))
	assigned, err := metabiz.Collect(catalog.AssignedUsers(t.Context(), p.Seed.BusinessID))
	failOn(t, err)
	robot := ads.NewSystemUser(p.client, made.ID)
	whole, err := robot.Get(t.Context())
	failOn(t, err)
	catalogs, err := metabiz.Collect(robot.AssignedProductCatalogs(t.Context()))
	failOn(t, err)
	accounts, err := metabiz.Collect(robot.AssignedAdAccounts(t.Context()))
	failOn(t, err)
	if len(assigned) != 1 || assigned[0].ID != made.ID || whole.Name != "Robot" || len(catalogs) != 1 || len(accounts) != 0 {
		t.Errorf("assigned %+v, %+v with catalogues %+v and accounts %+v", assigned, whole, catalogs, accounts)
	}
	failOn(t, catalog.UnassignUser(t.Context(), made.ID))
}
