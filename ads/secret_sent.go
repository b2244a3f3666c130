package ads

import (
	"fmt"
	"log/slog"

	"github.com/metabiz-go/metabiz"
)

// The structs here hold a secret that goes to Meta, which their JSON therefore has.

// Format prints the value without its secret, whatever the verb.
func (h HotelRoomsBatchParams) Format(f fmt.State, verb rune) {
	type plain HotelRoomsBatchParams
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(h.hidden()))
}

// LogValue logs the value without its secret.
func (h HotelRoomsBatchParams) LogValue() slog.Value {
	type plain HotelRoomsBatchParams
	return slog.AnyValue(plain(h.hidden()))
}

func (h HotelRoomsBatchParams) hidden() HotelRoomsBatchParams {
	h.Password = metabiz.Secret(h.Password).String()
	return h
}

// Format prints the value without its secret, whatever the verb.
func (p PricingVariablesBatchParams) Format(f fmt.State, verb rune) {
	type plain PricingVariablesBatchParams
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(p.hidden()))
}

// LogValue logs the value without its secret.
func (p PricingVariablesBatchParams) LogValue() slog.Value {
	type plain PricingVariablesBatchParams
	return slog.AnyValue(plain(p.hidden()))
}

func (p PricingVariablesBatchParams) hidden() PricingVariablesBatchParams {
	p.Password = metabiz.Secret(p.Password).String()
	return p
}

// Format prints the value without its secret, whatever the verb.
func (u UploadParams) Format(f fmt.State, verb rune) {
	type plain UploadParams
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(u.hidden()))
}

// LogValue logs the value without its secret.
func (u UploadParams) LogValue() slog.Value {
	type plain UploadParams
	return slog.AnyValue(plain(u.hidden()))
}

func (u UploadParams) hidden() UploadParams {
	u.Password = metabiz.Secret(u.Password).String()
	return u
}

// Format prints the value without its secret, whatever the verb.
func (a AdCreativeBrandedContentAds) Format(f fmt.State, verb rune) {
	type plain AdCreativeBrandedContentAds
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(a.hidden()))
}

// LogValue logs the value without its secret.
func (a AdCreativeBrandedContentAds) LogValue() slog.Value {
	type plain AdCreativeBrandedContentAds
	return slog.AnyValue(plain(a.hidden()))
}

func (a AdCreativeBrandedContentAds) hidden() AdCreativeBrandedContentAds {
	a.FacebookBoostPostAccessToken = metabiz.Secret(a.FacebookBoostPostAccessToken).String()
	a.InstagramBoostPostAccessToken = metabiz.Secret(a.InstagramBoostPostAccessToken).String()
	return a
}
