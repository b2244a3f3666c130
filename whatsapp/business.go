package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// A Business is a handle on a business portfolio, with the edges that belong to
// WhatsApp. It holds no state and costs nothing to make.
type Business struct{ node }

// NewBusiness makes a handle on the business portfolio with the id.
func NewBusiness(client *metabiz.Client, businessID string) *Business {
	return &Business{node{client, businessID, "{business-id}"}}
}

// BusinessPortfolio is a business portfolio as WhatsApp needs it.
type BusinessPortfolio struct {
	ID                          string `json:"id"`
	Name                        string `json:"name,omitzero"`
	TimezoneID                  int    `json:"timezone_id,omitzero"`
	VerificationStatus          string `json:"verification_status,omitzero"`                       // "verified", "not_verified", "pending" …
	MessagingLimit              string `json:"whatsapp_business_manager_messaging_limit,omitzero"` // of all its numbers: "TIER_2K", "TIER_UNLIMITED" …
	MarketingMessagesOnboarding any    `json:"marketing_messages_onboarding_status,omitzero"`
}

// Get reads the portfolio, its messaging limit included.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business.
//
//meta:operation GET /{business-id}
func (b *Business) Get(ctx context.Context, opts ...metabiz.Option) (*BusinessPortfolio, error) {
	return metabiz.Call[BusinessPortfolio](ctx, b.client, b.read("", "id,name,timezone_id,verification_status,whatsapp_business_manager_messaging_limit"), opts...)
}

// OwnedAccounts lists the WhatsApp Business Accounts that the business owns.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/owned_whatsapp_business_accounts.
//
//meta:operation GET /{business-id}/owned_whatsapp_business_accounts
func (b *Business) OwnedAccounts(ctx context.Context, opts ...metabiz.Option) iter.Seq2[BusinessAccount, error] {
	return metabiz.List[BusinessAccount](ctx, b.client, b.accounts("owned"), opts...)
}

// OwnedAccountPages lists them by pages.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/owned_whatsapp_business_accounts.
//
//meta:operation GET /{business-id}/owned_whatsapp_business_accounts
func (b *Business) OwnedAccountPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[BusinessAccount], error] {
	return metabiz.Pages[BusinessAccount](ctx, b.client, b.accounts("owned"), opts...)
}

// ClientAccounts lists the WhatsApp Business Accounts that clients have shared with the business.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/client_whatsapp_business_accounts.
//
//meta:operation GET /{business-id}/client_whatsapp_business_accounts
func (b *Business) ClientAccounts(ctx context.Context, opts ...metabiz.Option) iter.Seq2[BusinessAccount, error] {
	return metabiz.List[BusinessAccount](ctx, b.client, b.accounts("client"), opts...)
}

// ClientAccountPages lists them by pages.
//
// See https://developers.facebook.com/docs/marketing-api/reference/business/client_whatsapp_business_accounts.
//
//meta:operation GET /{business-id}/client_whatsapp_business_accounts
func (b *Business) ClientAccountPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[BusinessAccount], error] {
	return metabiz.Pages[BusinessAccount](ctx, b.client, b.accounts("client"), opts...)
}

const listedAccountFields = "id,name,timezone_id,message_template_namespace,currency"

func (b *Business) accounts(whose string) *metabiz.Request {
	return b.read(whose+"_whatsapp_business_accounts", listedAccountFields)
}

// CreditLine is by what a business pays for accounts of its own and its clients.
type CreditLine struct {
	ID              string `json:"id"`
	LegalEntityName string `json:"legal_entity_name,omitzero"`
}

// CreditLines lists the credit lines of the business.
//
// See https://developers.facebook.com/docs/marketing-api/reference/extended-credit.
//
//meta:operation GET /{business-id}/extendedcredits
func (b *Business) CreditLines(ctx context.Context, opts ...metabiz.Option) iter.Seq2[CreditLine, error] {
	return metabiz.List[CreditLine](ctx, b.client, b.read("extendedcredits", "id,legal_entity_name"), opts...)
}

// CreditLinePages lists them by pages.
//
// See https://developers.facebook.com/docs/marketing-api/reference/extended-credit.
//
//meta:operation GET /{business-id}/extendedcredits
func (b *Business) CreditLinePages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[CreditLine], error] {
	return metabiz.Pages[CreditLine](ctx, b.client, b.read("extendedcredits", "id,legal_entity_name"), opts...)
}

// OnboardToMarketingMessages asks a client, named by the portfolio's id, to take part in
// the Marketing Messages API, and gives the id of the request. The solution may be left out.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/onboarding.
//
//meta:operation POST /{business-id}/onboard_partners_to_mm_lite
func (b *Business) OnboardToMarketingMessages(ctx context.Context, solutionID string, opts ...metabiz.Option) (requestID string, err error) {
	req := b.request(http.MethodPost, "onboard_partners_to_mm_lite")
	if solutionID != "" {
		req.Query = struct {
			SolutionID string `json:"solution_id"`
		}{solutionID}
	}
	return requested(ctx, b.client, req, opts)
}

// A User is a handle on a user or system user, with the edges that belong to WhatsApp.
type User struct{ node }

// NewUser makes a handle on the user with the id; "me" is the token's own.
func NewUser(client *metabiz.Client, userID string) *User {
	return &User{node{client, userID, "{user-id}"}}
}

// AssignedAccount is a WhatsApp Business Account that a user may work with.
type AssignedAccount struct {
	ID             string          `json:"id"`
	Name           string          `json:"name,omitzero"`
	Status         string          `json:"status,omitzero"`
	AssignmentDate string          `json:"assignment_date,omitzero"`
	Permissions    []Task          `json:"permissions,omitzero"`
	BusinessID     string          `json:"business_id,omitzero"`
	PhoneNumbers   json.RawMessage `json:"phone_numbers,omitzero"` // a list, or an edge where it is asked for as one
}

// AssignedAccounts lists the WhatsApp Business Accounts that the user may work with.
//
// See https://developers.facebook.com/docs/graph-api/reference/user/assigned_whatsapp_business_accounts.
//
//meta:operation GET /{user-id}/assigned_whatsapp_business_accounts
func (u *User) AssignedAccounts(ctx context.Context, opts ...metabiz.Option) iter.Seq2[AssignedAccount, error] {
	return metabiz.List[AssignedAccount](ctx, u.client, u.read("assigned_whatsapp_business_accounts", "id,name,status"), opts...)
}

// AssignedAccountPages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/user/assigned_whatsapp_business_accounts.
//
//meta:operation GET /{user-id}/assigned_whatsapp_business_accounts
func (u *User) AssignedAccountPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AssignedAccount], error] {
	return metabiz.Pages[AssignedAccount](ctx, u.client, u.read("assigned_whatsapp_business_accounts", "id,name,status"), opts...)
}
