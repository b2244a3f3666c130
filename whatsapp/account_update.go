package whatsapp

import (
	"context"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// AccountChange changes what it sets and leaves the rest of an account as it is.
type AccountChange struct {
	Name       string `json:"name,omitzero"`
	TimezoneID string `json:"timezone_id,omitzero"`
	// IsEnabledForInsights begins the figures of templates, and Meta's tracking of
	// links. It can't be undone (200006).
	IsEnabledForInsights               bool  `json:"is_enabled_for_insights,omitzero"`
	DisableMarketingMessagesOnCloudAPI *bool `json:"disable_marketing_messages_on_cloud_api,omitempty"` // then only by [Phone.SendMarketing]
	TemplateAutoArchivalEnabled        *bool `json:"template_auto_archival_enabled,omitempty"`
	// CreativeFeatures are those that marketing messages use where their template
	// says nothing else. [Account.CreativeOptIns] reads them.
	CreativeFeatures CreativeFeatures `json:"degrees_of_freedom_spec,omitzero"`
}

// Update changes the account.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account.
//
//meta:operation POST /{waba-id}
func (a *Account) Update(ctx context.Context, change AccountChange, opts ...metabiz.Option) error {
	var c checker
	if change.Name == "" && change.TimezoneID == "" && !change.IsEnabledForInsights && change.DisableMarketingMessagesOnCloudAPI == nil &&
		change.TemplateAutoArchivalEnabled == nil && change.CreativeFeatures == nil {
		c.add(at("name"), "is required, or something else to change", nil, nil)
	}
	if err := c.err("whatsapp.AccountChange"); err != nil {
		return err
	}
	req := a.request(http.MethodPost, "")
	req.Body = change
	req.Idempotent = true
	return succeed(ctx, a.client, req, opts)
}

// PhoneNumberRequest is a number to be added to an account. It is then verified by
// [Phone.RequestCode] and [Phone.VerifyCode], and made ready by [Phone.Register].
type PhoneNumberRequest struct {
	CountryCode        string `json:"cc,omitzero"`                   // dialled before the number: "39"
	PhoneNumber        string `json:"phone_number"`                  // without it
	VerifiedName       string `json:"verified_name"`                 // 2 to 75 characters, as people see it; goes to review
	MigratePhoneNumber bool   `json:"migrate_phone_number,omitzero"` // from another account
	PreverifiedID      string `json:"preverified_id,omitzero"`       // of a number that a partner has verified
}

// AddPhoneNumber adds a number to the account and gives its id. A portfolio has 2
// numbers, after its verification 20.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers.
//
//meta:operation POST /{waba-id}/phone_numbers
func (a *Account) AddPhoneNumber(ctx context.Context, r PhoneNumberRequest, opts ...metabiz.Option) (phoneNumberID string, err error) {
	const leastName, mostName = 2, 75
	var c checker
	c.required(at("phone_number"), r.PhoneNumber)
	if !r.MigratePhoneNumber || r.VerifiedName != "" {
		c.text(at("verified_name"), r.VerifiedName, mostName)
		if len([]rune(r.VerifiedName)) == 1 {
			c.add(at("verified_name"), "has 1 character, at least 2", leastName, r.VerifiedName)
		}
	}
	if err := c.err("whatsapp.PhoneNumberRequest"); err != nil {
		return "", err
	}
	req := a.request(http.MethodPost, "phone_numbers")
	req.Body = r
	return created(ctx, a.client, req, opts)
}

// created makes a call that makes something, and gives its id.
func created(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (id string, err error) {
	answer, err := metabiz.Call[struct {
		ID string `json:"id"`
	}](ctx, client, req, opts...)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
}
