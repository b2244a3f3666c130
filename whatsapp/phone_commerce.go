package whatsapp

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// CommerceSettings are whether people see the shop of a number. In an update what
// is nil stays as it is.
type CommerceSettings struct {
	ID               string `json:"id,omitzero"`
	IsCartEnabled    *bool  `json:"is_cart_enabled,omitempty"`
	IsCatalogVisible *bool  `json:"is_catalog_visible,omitempty"`
}

// CommerceSettings reads whether people see the shop.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/sell-products-and-services/set-commerce-settings.
//
//meta:operation GET /{phone-number-id}/whatsapp_commerce_settings
func (p *Phone) CommerceSettings(ctx context.Context, opts ...metabiz.Option) (*CommerceSettings, error) {
	return first[CommerceSettings](ctx, p.client, p.request(http.MethodGet, "whatsapp_commerce_settings"), opts)
}

// UpdateCommerceSettings shows or hides the catalog and the cart.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/sell-products-and-services/set-commerce-settings.
//
//meta:operation POST /{phone-number-id}/whatsapp_commerce_settings
func (p *Phone) UpdateCommerceSettings(ctx context.Context, s CommerceSettings, opts ...metabiz.Option) error {
	var c checker
	if s.IsCartEnabled == nil && s.IsCatalogVisible == nil {
		c.add(at("is_catalog_visible"), "is required, or is_cart_enabled", nil, nil)
	}
	if err := c.err("whatsapp.CommerceSettings"); err != nil {
		return err
	}
	s.ID = ""
	req := p.request(http.MethodPost, "whatsapp_commerce_settings")
	req.Query = s // Meta takes these in the address alone
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}
