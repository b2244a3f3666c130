package whatsapp

import (
	"context"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// BusinessEntityType is the legal form of a business.
type BusinessEntityType string

const (
	EntityLimitedLiabilityPartnership BusinessEntityType = "LIMITED_LIABILITY_PARTNERSHIP"
	EntitySoleProprietorship          BusinessEntityType = "SOLE_PROPRIETORSHIP"
	EntityPartnership                 BusinessEntityType = "PARTNERSHIP"
	EntityPublicCompany               BusinessEntityType = "PUBLIC_COMPANY"
	EntityPrivateCompany              BusinessEntityType = "PRIVATE_COMPANY"
	EntityOther                       BusinessEntityType = "OTHER"
)

// ComplianceInfo is what Indian law wants people to be told of a business.
type ComplianceInfo struct {
	WhatsAppBusinessAccountID string             `json:"whatsapp_business_account_id,omitzero"` // read only
	MessagingProduct          string             `json:"messaging_product,omitzero"`
	EntityName                string             `json:"entity_name,omitzero"` // 2 to 128 characters
	EntityType                BusinessEntityType `json:"entity_type,omitzero"`
	EntityTypeCustom          string             `json:"entity_type_custom,omitzero"` // for EntityOther, and only for it
	IsRegistered              *bool              `json:"is_registered,omitempty"`     // for EntityOther and EntityPartnership only
	GrievanceOfficerDetails   *GrievanceOfficer  `json:"grievance_officer_details,omitzero"`
	CustomerCareDetails       *CustomerCare      `json:"customer_care_details,omitzero"`
}

// GrievanceOfficer is whom complaints go to.
type GrievanceOfficer struct {
	Name           string `json:"name"`
	Email          string `json:"email"`
	MobileNumber   string `json:"mobile_number,omitzero"`   // with + and country code
	LandlineNumber string `json:"landline_number,omitzero"` // likewise
}

// CustomerCare is whom questions go to.
type CustomerCare struct {
	Email          string `json:"email"`
	MobileNumber   string `json:"mobile_number,omitzero"`
	LandlineNumber string `json:"landline_number,omitzero"`
}

// Validate finds every documented limit that an update by the information breaks.
func (i ComplianceInfo) Validate() error {
	const least, most = 2, 128
	var c checker
	c.text(at("entity_name"), i.EntityName, most)
	if n := len([]rune(i.EntityName)); n == 1 {
		c.add(at("entity_name"), "has 1 character, at least 2", least, i.EntityName)
	}
	c.required(at("entity_type"), string(i.EntityType))
	switch {
	case i.EntityType == EntityOther:
		c.required(at("entity_type_custom"), i.EntityTypeCustom)
	case i.EntityTypeCustom != "":
		c.add(at("entity_type_custom"), "is for the type OTHER only", string(EntityOther), i.EntityTypeCustom)
	}
	if i.IsRegistered != nil && i.EntityType != EntityOther && i.EntityType != EntityPartnership {
		c.add(at("is_registered"), "is for the types OTHER and PARTNERSHIP only", nil, *i.IsRegistered)
	}
	if g := i.GrievanceOfficerDetails; g == nil {
		c.add(at("grievance_officer_details"), "is required", nil, nil)
	} else {
		c.required(at("grievance_officer_details.name"), g.Name)
		c.reachable("grievance_officer_details", g.Email, g.MobileNumber, g.LandlineNumber)
	}
	if care := i.CustomerCareDetails; care == nil {
		c.add(at("customer_care_details"), "is required", nil, nil)
	} else {
		c.reachable("customer_care_details", care.Email, care.MobileNumber, care.LandlineNumber)
	}
	return c.err("whatsapp.ComplianceInfo")
}

// reachable notes what is wrong with the ways to reach somebody.
func (c *checker) reachable(of, email, mobile, landline string) {
	const maxEmail = 128
	if c.required(at(of+".email"), email) {
		c.atMost(at(of+".email"), email, maxEmail)
		if !strings.Contains(email, "@") {
			c.add(at(of+".email"), "is not an e-mail address", nil, email)
		}
	}
	for _, phone := range [...]struct{ name, number string }{{"mobile_number", mobile}, {"landline_number", landline}} {
		if phone.number != "" && !strings.HasPrefix(phone.number, "+") {
			c.add(at(of+"."+phone.name), "needs a + and the country code", nil, phone.number)
		}
	}
}

const complianceFields = "messaging_product,entity_name,entity_type,entity_type_custom,is_registered,grievance_officer_details,customer_care_details"

// ComplianceInfo reads what people are told of the business; all is zero where nothing was set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/business-compliance-information-api.
//
//meta:operation GET /{phone-number-id}/business_compliance_info
func (p *Phone) ComplianceInfo(ctx context.Context, opts ...metabiz.Option) (*ComplianceInfo, error) {
	req := p.request(http.MethodGet, "business_compliance_info")
	req.Query = fieldsQuery{complianceFields}
	return first[ComplianceInfo](ctx, p.client, req, opts)
}

// UpdateComplianceInfo sets what people are told of the business, as a whole.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/business-compliance-information-api.
//
//meta:operation POST /{phone-number-id}/business_compliance_info
func (p *Phone) UpdateComplianceInfo(ctx context.Context, i ComplianceInfo, opts ...metabiz.Option) error {
	if err := i.Validate(); err != nil {
		return err
	}
	i.WhatsAppBusinessAccountID = ""
	if i.MessagingProduct == "" {
		i.MessagingProduct = "whatsapp"
	}
	req := p.request(http.MethodPost, "business_compliance_info")
	req.Body = i
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}

// first makes a call that answers a list of one, or of none.
func first[T any](ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) (*T, error) {
	list, err := metabiz.Call[struct {
		Data []T `json:"data"`
	}](ctx, client, req, opts...)
	if err != nil {
		return nil, err
	}
	if len(list.Data) == 0 {
		return new(T), nil
	}
	return &list.Data[0], nil
}
