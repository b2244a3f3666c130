package pages

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// WhatsAppAccess is a WhatsApp account that a business can use.
type WhatsAppAccess struct {
	WhatsAppBusinessAccount
	Shared bool // it belongs to another business, which shares it
}

// WhatsAppAccounts lists the WhatsApp accounts that the business can use: its own,
// then those that clients share with it. It needs whatsapp_business_management.
// What one of them allows, package whatsapp does: its Account lists people and
// their tasks, and subscribes the app to webhooks, with an address of its own if wished.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/owned_whatsapp_business_accounts
// and https://developers.facebook.com/docs/marketing-api/reference/business/client_whatsapp_business_accounts.
func (b *BusinessHandle) WhatsAppAccounts(ctx context.Context, opts ...metabiz.Option) iter.Seq2[WhatsAppAccess, error] {
	return func(yield func(WhatsAppAccess, error) bool) {
		for _, shared := range []bool{false, true} {
			list := b.OwnedWhatsAppBusinessAccounts(ctx, opts...)
			if shared {
				list = b.ClientWhatsAppBusinessAccounts(ctx, opts...)
			}
			for account, err := range list {
				if !yield(WhatsAppAccess{account, shared}, err) || err != nil {
					return
				}
			}
		}
	}
}

// WhatsAppNumber is a number of the WhatsApp Business Platform that a business can use.
type WhatsAppNumber struct {
	ID           string // to call by
	Number       string // as people see it: "+39 06 0000 0012"
	VerifiedName string
	Status       string // "CONNECTED" where messages can be sent
	Account      WhatsAppAccess
}

const whatsAppNumberFields = "id,display_phone_number,verified_name,status"

type whatsAppNumber struct {
	ID                 string `json:"id" wire:"direct"`
	DisplayPhoneNumber string `json:"display_phone_number"`
	VerifiedName       string `json:"verified_name"`
	Status             string `json:"status"`
}

func (n *whatsAppNumber) UnmarshalJSON(data []byte) error {
	type plain whatsAppNumber
	return wire.Unmarshal(data, (*plain)(n))
}

// WhatsAppNumbers lists the numbers of all WhatsApp accounts that the business can
// use, its own first. It needs whatsapp_business_management.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/phone_numbers.
//
//meta:operation GET /{whatsapp-business-account-id}/phone_numbers
func (b *BusinessHandle) WhatsAppNumbers(ctx context.Context, opts ...metabiz.Option) iter.Seq2[WhatsAppNumber, error] {
	return func(yield func(WhatsAppNumber, error) bool) {
		for account, err := range b.WhatsAppAccounts(ctx, opts...) {
			if err != nil {
				yield(WhatsAppNumber{}, err)
				return
			}
			req := whatsAppAccount(b.client, account.ID).get("phone_numbers", fieldsOf{whatsAppNumberFields})
			for n, err := range metabiz.List[whatsAppNumber](ctx, b.client, req, opts...) {
				number := WhatsAppNumber{ID: n.ID, Number: n.DisplayPhoneNumber, VerifiedName: n.VerifiedName, Status: n.Status, Account: account}
				if err != nil {
					number = WhatsAppNumber{}
				}
				if !yield(number, err) || err != nil {
					return
				}
			}
		}
	}
}

// FindWhatsAppNumber finds a number, such as the one that a Page shows, among those
// that the business can use: with it comes the WhatsApp account that it belongs to.
// Digits are compared. A number of the WhatsApp Business app, or of a business that
// shares nothing, is not among them.
//
// The error is [metabiz.ErrNotFound] where it is not.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/phone_numbers.
//
//meta:operation GET /{whatsapp-business-account-id}/phone_numbers
func (b *BusinessHandle) FindWhatsAppNumber(ctx context.Context, number string, opts ...metabiz.Option) (*WhatsAppNumber, error) {
	var c checker
	c.number("number", number)
	if err := c.err("FindWhatsAppNumber"); err != nil {
		return nil, err
	}
	for n, err := range b.WhatsAppNumbers(ctx, opts...) {
		if err != nil {
			return nil, err
		}
		if digits(n.Number) == digits(number) {
			return &n, nil
		}
	}
	return nil, fmt.Errorf("pages: no WhatsApp account that business %s owns or is given has the number %s: %w", b.id, number, metabiz.ErrNotFound)
}

// NumberDetails is all that is known of the WhatsApp number that a Page shows.
type NumberDetails struct {
	LinkedNumber
	// Platform is the number as the WhatsApp Business Platform knows it; nil for one
	// of the WhatsApp Business app, or of a business that shares nothing.
	Platform *WhatsAppNumber
	// CanManageFlows tells whether the token may manage the flows of the account
	// that the number belongs to, which an ad may open.
	CanManageFlows bool
}

// NumberDetails reads which WhatsApp number the Page shows, whether it is a
// business's, which WhatsApp account of the business it belongs to, and whether the
// token may manage its flows. Meta has one type for all of this and no edge that
// gives it, so it is put together from what the business can use. The handle needs
// the token of a person or system user, with pages_read_engagement and
// whatsapp_business_management.
//
// See https://developers.facebook.com/docs/graph-api/reference/page#Reading.
//
//meta:operation GET /{page-id}
//meta:operation GET /{whatsapp-business-account-id}/flows
func (p *PageHandle) NumberDetails(ctx context.Context, businessID string, opts ...metabiz.Option) (*NumberDetails, error) {
	var c checker
	c.required("businessID", businessID)
	if err := c.err("NumberDetails"); err != nil {
		return nil, err
	}
	shown, err := p.LinkedNumber(ctx, opts...)
	if err != nil {
		return nil, err
	}
	details := &NumberDetails{LinkedNumber: *shown}
	if digits(shown.Number) == "" {
		return details, nil
	}
	details.Platform, err = NewBusiness(p.client, businessID).FindWhatsAppNumber(ctx, shown.Number, opts...)
	switch {
	case errors.Is(err, metabiz.ErrNotFound):
		return details, nil
	case err != nil:
		return nil, err
	}
	details.CanManageFlows, err = allowed(ctx, p.client, whatsAppAccount(p.client, details.Platform.Account.ID).get("flows", listOf{"id", 1}), opts)
	if err != nil {
		return nil, err
	}
	return details, nil
}

// listOf asks for fields of so many items.
type listOf struct {
	Fields string `json:"fields,omitzero"`
	Limit  int    `json:"limit,omitzero"`
}

// allowed makes a call only to see whether the token may: a refusal for want of a
// permission is an answer, too.
func allowed(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (bool, error) {
	_, err := client.Do(ctx, req, opts...)
	if errors.Is(err, metabiz.ErrPermission) {
		return false, nil
	}
	return err == nil, err
}
