package whatsapp

import (
	"context"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// Catalog is what the products of an account's messages are from.
type Catalog struct {
	ID   string `json:"id"`
	Name string `json:"name,omitzero"`
}

// Catalogs lists the catalog that the account's messages may show products of. An account has one.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs.
//
//meta:operation GET /{waba-id}/product_catalogs
func (a *Account) Catalogs(ctx context.Context, opts ...metabiz.Option) iter.Seq2[Catalog, error] {
	return metabiz.List[Catalog](ctx, a.client, a.request(http.MethodGet, "product_catalogs"), opts...)
}

// CatalogPages lists it by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs.
//
//meta:operation GET /{waba-id}/product_catalogs
func (a *Account) CatalogPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Catalog], error] {
	return metabiz.Pages[Catalog](ctx, a.client, a.request(http.MethodGet, "product_catalogs"), opts...)
}

// LinkCatalog lets the account's messages show products of a catalog.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs.
//
//meta:operation POST /{waba-id}/product_catalogs
func (a *Account) LinkCatalog(ctx context.Context, catalogID string, opts ...metabiz.Option) error {
	req, err := a.catalog(http.MethodPost, catalogID)
	if err != nil {
		return err
	}
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// UnlinkCatalog takes a catalog from the account.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs.
//
//meta:operation DELETE /{waba-id}/product_catalogs
func (a *Account) UnlinkCatalog(ctx context.Context, catalogID string, opts ...metabiz.Option) error {
	req, err := a.catalog(http.MethodDelete, catalogID)
	if err != nil {
		return err
	}
	return succeed(ctx, a.client, req, opts)
}

func (a *Account) catalog(method, catalogID string) (*metabiz.Request, error) {
	var c checker
	c.required(at("catalog_id"), catalogID)
	param := struct {
		CatalogID string `json:"catalog_id"`
	}{catalogID}
	req := a.request(method, "product_catalogs")
	if req.Query = param; method == http.MethodPost {
		req.Query, req.Body = nil, param
	}
	return req, c.err("whatsapp.Account.Catalog")
}
