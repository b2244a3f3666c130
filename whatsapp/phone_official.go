package whatsapp

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// OfficialStatusValue is how far a number has come to the blue badge: "NOT_STARTED"
// before it was asked for.
type OfficialStatusValue string

const (
	OfficialPending     OfficialStatusValue = "PENDING"
	OfficialUnderReview OfficialStatusValue = "UNDER_REVIEW"
	OfficialApproved    OfficialStatusValue = "APPROVED"
	OfficialRejected    OfficialStatusValue = "REJECTED" // may be asked for again after 30 days
	OfficialExpired     OfficialStatusValue = "EXPIRED"
	OfficialCancelled   OfficialStatusValue = "CANCELLED"
)

// OfficialBusinessAccount is whether a number is an Official Business Account.
type OfficialBusinessAccount struct {
	ID            string              `json:"id,omitzero"`
	Status        OfficialStatusValue `json:"oba_status"`
	StatusMessage string              `json:"status_message,omitzero"`
}

// OfficialAction is what becomes of an application.
type OfficialAction string

const (
	SubmitApplication   OfficialAction = "SUBMIT_APPLICATION"
	WithdrawApplication OfficialAction = "WITHDRAW_APPLICATION"
	ResubmitApplication OfficialAction = "RESUBMIT_APPLICATION"
)

// OfficialApplication asks for the badge. Meta's guide and its specification name
// different members; those that are set are sent.
type OfficialApplication struct {
	// As the guide has it.

	BusinessWebsiteURL              string   `json:"business_website_url,omitzero"`
	PrimaryCountryOfOperation       string   `json:"primary_country_of_operation,omitzero"` // "Italy"
	PrimaryLanguage                 string   `json:"primary_language,omitzero"`
	ParentBusinessOrBrand           string   `json:"parent_business_or_brand,omitzero"`
	SupportingLinks                 []string `json:"supporting_links,omitzero"` // up to 5, to articles about the business
	AdditionalSupportingInformation string   `json:"additional_supporting_information,omitzero"`

	// As the specification has it.

	Action          OfficialAction           `json:"action,omitzero"`
	ApplicationData *OfficialApplicationData `json:"application_data,omitzero"`
}

// OfficialApplicationData is what is told of the business.
type OfficialApplicationData struct {
	BusinessName        string `json:"business_name,omitzero"`
	BusinessDescription string `json:"business_description,omitzero"`
	WebsiteURL          string `json:"website_url,omitzero"`
	ContactEmail        string `json:"contact_email,omitzero"`
}

// OfficialApplied is that an application was taken, which is not yet an approval.
type OfficialApplied struct {
	Success       bool                     `json:"success"`
	Message       string                   `json:"message,omitzero"`
	TrackingID    string                   `json:"tracking_id,omitzero"`
	UpdatedStatus *OfficialBusinessAccount `json:"updated_status,omitzero"`
}

// OfficialBusinessAccount reads whether the number has the badge.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/official-business-accounts.
//
//meta:operation GET /{phone-number-id}/official_business_account
func (p *Phone) OfficialBusinessAccount(ctx context.Context, opts ...metabiz.Option) (*OfficialBusinessAccount, error) {
	req := p.request(http.MethodGet, "official_business_account")
	req.Query = fieldsQuery{"id,oba_status,status_message"}
	return metabiz.Call[OfficialBusinessAccount](ctx, p.client, req, opts...)
}

// ApplyForOfficialBusinessAccount asks for the badge, or takes the wish back. The
// number needs an approved name and two-step verification, its business a verification.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/official-business-accounts.
//
//meta:operation POST /{phone-number-id}/official_business_account
func (p *Phone) ApplyForOfficialBusinessAccount(ctx context.Context, a OfficialApplication, opts ...metabiz.Option) (*OfficialApplied, error) {
	const maxLinks = 5
	var c checker
	if a.Action == "" && a.BusinessWebsiteURL == "" {
		c.add(at("business_website_url"), "is required, or action with application_data", nil, nil)
	}
	if a.BusinessWebsiteURL != "" {
		checkLink(&c, at("business_website_url"), a.BusinessWebsiteURL)
	}
	if a.ApplicationData != nil && a.ApplicationData.WebsiteURL != "" {
		checkLink(&c, at("application_data.website_url"), a.ApplicationData.WebsiteURL)
	}
	c.count(at("supporting_links"), len(a.SupportingLinks), 0, maxLinks, "links")
	for i, link := range a.SupportingLinks {
		checkLink(&c, at("supporting_links[]", i), link)
	}
	if err := c.err("whatsapp.OfficialApplication"); err != nil {
		return nil, err
	}
	req := p.request(http.MethodPost, "official_business_account")
	req.Body = a
	return metabiz.Call[OfficialApplied](ctx, p.client, req, opts...)
}
