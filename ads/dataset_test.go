package ads_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// A dataset is made, shared, worked with, fed and looked into.
func TestDataset(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	seed := e.Seed()
	business := ads.NewBusiness(client, seed.BusinessID)
	made, err := business.CreateAdsPixel(t.Context(), ads.BusinessAdsPixelParams{Name: "Shop"})
	failOn(t, err)
	dataset := ads.NewDataset(client, made.ID)
	failOn(t, dataset.ShareWithAccount(t.Context(), ads.ShareWithAccountParams{AccountID: strings.TrimPrefix(seed.AdAccountID, "act_"), Business: seed.BusinessID}))
	shared, err := metabiz.Collect(dataset.SharedAccounts(t.Context(), seed.BusinessID))
	failOn(t, err)
	if len(shared) != 1 || shared[0].ID != seed.AdAccountID {
		t.Errorf("shared with %+v", shared)
	}
	system, err := business.CreateSystemUser(t.Context(), ads.SystemUserParams{Name: "Reporter", Role: ads.BusinessUserRoleEmployee})
	failOn(t, err)
	failOn(t, dataset.AssignUser(t.Context(), ads.DatasetAssignUserParams{User: system.ID, Tasks: []ads.AdsPixelTask{ads.AdsPixelTaskUpload}}))
	assigned, err := metabiz.Collect(dataset.AssignedUsers(t.Context(), seed.BusinessID))
	failOn(t, err)
	if len(assigned) != 1 || assigned[0].ID != system.ID || assigned[0].Name != "Reporter" {
		t.Errorf("assigned %+v", assigned)
	}
	_, err = dataset.SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{visit("v1"), visit("v2")}})
	failOn(t, err)
	checks, err := metabiz.Collect(dataset.DAChecks(t.Context(), ads.DACheckQuery{}))
	failOn(t, err)
	results := map[string]string{}
	for _, c := range checks {
		results[c.Key] = c.Result
	}
	if results["view_content"] != "passed" || results["purchase"] != "failed" {
		t.Errorf("checks %v", results)
	}
	stats, err := metabiz.Collect(dataset.Stats(t.Context(), ads.DatasetStatQuery{Aggregation: ads.AdsPixelStatsResultAggregationEvent}))
	if err != nil || len(stats) != 1 || stats[0].Aggregation != "event" {
		t.Errorf("stats %+v, %v", stats, err)
	}
	account := ads.NewAccount(client, seed.AdAccountID)
	conversion, err := account.CreateCustomConversion(t.Context(), ads.CustomConversionParams{
		Name: "Product pages", EventSourceID: made.ID, CustomEventType: ads.CustomConversionEventContentView, Rule: `{"url":{"i_contains":"/product"}}`,
	})
	failOn(t, err)
	failOn(t, account.CustomConversion(conversion.ID).Update(t.Context(), ads.CustomConversionUpdate{Name: "Pages of products"}))
	all, err := metabiz.Collect(account.CustomConversions(t.Context()))
	failOn(t, err)
	if len(all) != 1 || all[0].Name != "Pages of products" || all[0].Pixel.ID != made.ID || all[0].IsArchived {
		t.Errorf("conversions %+v", all)
	}
	failOn(t, account.CustomConversion(conversion.ID).Delete(t.Context()))
	if got, err := account.CustomConversion(conversion.ID).Get(t.Context()); err != nil || !got.IsArchived {
		t.Errorf("%+v, %v", got, err)
	}
	failOn(t, dataset.UnshareWithAccount(t.Context(), ads.UnshareWithAccountParams{AccountID: strings.TrimPrefix(seed.AdAccountID, "act_"), Business: seed.BusinessID}))
	if shared, err := metabiz.Collect(dataset.SharedAccounts(t.Context(), seed.BusinessID)); err != nil || len(shared) != 0 {
		t.Errorf("still shared with %+v, %v", shared, err)
	}
	_, err = account.CreateCustomConversion(t.Context(), ads.CustomConversionParams{Name: "Nowhere", EventSourceID: "1", Rule: "{}"})
	if refused, ok := errors.AsType[*metabiz.Error](err); !ok || refused.Subcode != 1885097 || !slices.Contains(refused.BlamedFields, "event_source_id") {
		t.Errorf("%v", err)
	}
}

// A system user is made, given an app and a token, and loses the token.
func TestSystemUser(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	seed := e.Seed()
	made, err := ads.NewBusiness(client, seed.BusinessID).CreateSystemUser(t.Context(), ads.SystemUserParams{Name: "Robot", Role: ads.BusinessUserRoleEmployee})
	failOn(t, err)
	user := ads.NewSystemUser(client, made.ID)
	want := ads.SystemUserTokenParams{AppID: seed.AppID, Scope: []string{"ads_management", "business_management"}}
	if _, err := user.GenerateToken(t.Context(), want); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("before the app is installed: %v", err)
	}
	failOn(t, user.InstallApp(t.Context(), seed.AppID))
	failOn(t, user.InstallApp(t.Context(), seed.AppID))
	catalog, err := ads.NewBusiness(client, seed.BusinessID).CreateProductCatalog(t.Context(), ads.ProductCatalogParams{Name: "C"})
	failOn(t, err)
	failOn(t, ads.NewProductCatalog(client, catalog.ID).AssignUser(t.Context(), ads.ProductCatalogAssignUserParams{User: made.ID, Tasks: []ads.ProductCatalogPermittedTask{ads.ProductCatalogPermittedTaskManage}}))
	if catalogs, err := metabiz.Collect(user.AssignedProductCatalogs(t.Context())); err != nil || len(catalogs) != 1 || catalogs[0].ID != catalog.ID {
		t.Errorf("%+v, %v", catalogs, err)
	}
	if accounts, err := metabiz.Collect(user.AssignedAdAccounts(t.Context())); err != nil || len(accounts) != 0 {
		t.Errorf("%+v, %v", accounts, err)
	}
	token, err := user.GenerateToken(t.Context(), want)
	failOn(t, err)
	robot, err := client.With(metabiz.WithToken(string(token.AccessToken)))
	failOn(t, err)
	if got, err := ads.NewSystemUser(robot, made.ID).Get(t.Context()); err != nil || got.Name != "Robot" {
		t.Errorf("%+v, %v", got, err)
	}
	e.Clock().Advance(61 * 24 * time.Hour)
	if _, err := ads.NewSystemUser(robot, made.ID).Get(t.Context()); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("after 61 days: %v", err)
	}
	want.NeverExpires = true
	lasting, err := user.GenerateToken(t.Context(), want)
	failOn(t, err)
	if robot, err = client.With(metabiz.WithToken(string(lasting.AccessToken))); err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(61 * 24 * time.Hour)
	if _, err := ads.NewSystemUser(robot, made.ID).Get(t.Context()); err != nil {
		t.Error(err)
	}
	failOn(t, user.RevokeToken(t.Context(), ads.RevokeTokenParams{AppID: seed.AppID, AppSecret: "S", Token: lasting.AccessToken}))
	if _, err := ads.NewSystemUser(robot, made.ID).Get(t.Context()); !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("revoked: %v", err)
	}
}

// A token is given only against the proof that the caller knows the app's secret, and secrets stay out of addresses.
func TestSystemUserOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	signed, err := client.With(metabiz.WithAppSecret("S"))
	failOn(t, err)
	g.on("POST 12/access_tokens", answer(`{"access_token":"EAAnew"}`))
	user := ads.NewSystemUser(signed, "12")
	token, err := user.GenerateToken(t.Context(), ads.SystemUserTokenParams{AppID: "3", Scope: []string{"ads_read", "catalog_management"}})
	if err != nil || string(token.AccessToken) != "EAAnew" || strings.Contains(token.AccessToken.String(), "EAA") {
		t.Errorf("%v, %v", token, err)
	}
	sent := g.last(t, "POST 12/access_tokens")
	sameJSON(t, []byte(sent.Body), `{"business_app":"3","scope":"ads_read,catalog_management","set_token_expires_in_60_days":true}`)
	if !strings.Contains(sent.Query, "appsecret_proof=") {
		t.Errorf("query %s", sent.Query)
	}
	_, err = user.GenerateToken(t.Context(), ads.SystemUserTokenParams{Scope: []string{"a,b", ""}})
	wantProblems(t, err, []string{"business_app is empty", "scope[0] is not the name of one permission", "scope[1] is not the name of one permission"})
	_, err = user.GenerateToken(t.Context(), ads.SystemUserTokenParams{AppID: "3"})
	wantProblems(t, err, []string{"scope is empty"})
	g.on("POST oauth/revoke", answer(`{"success":"true"}`))
	failOn(t, user.RevokeToken(t.Context(), ads.RevokeTokenParams{AppID: "3", AppSecret: "hush", Token: "EAAold"}))
	sent = g.last(t, "POST oauth/revoke")
	if sent.Body != "client_id=3&client_secret=hush&method=get&revoke_token=EAAold" || strings.Contains(sent.Query, "hush") || strings.Contains(sent.Query, "EAAold") {
		t.Errorf("%+v", sent)
	}
	wantProblems(t, user.RevokeToken(t.Context(), ads.RevokeTokenParams{}), []string{"client_id is empty", "client_secret is empty", "revoke_token is empty"})
}
