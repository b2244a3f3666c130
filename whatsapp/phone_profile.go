package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// BusinessProfile is what people see of the business behind a number.
type BusinessProfile struct {
	MessagingProduct     string   `json:"messaging_product,omitzero"`
	ID                   string   `json:"id,omitzero"`
	About                string   `json:"about,omitzero"`
	AccountName          string   `json:"account_name,omitzero"`
	Address              string   `json:"address,omitzero"`
	Description          string   `json:"description,omitzero"`
	Email                string   `json:"email,omitzero"`
	ProfilePictureURL    string   `json:"profile_picture_url,omitzero"`
	ProfilePictureHandle string   `json:"profile_picture_handle,omitzero"`
	Vertical             Vertical `json:"vertical,omitzero"`
	Websites             []string `json:"websites,omitzero"`
}

// BusinessProfileUpdate changes what it sets and leaves the rest as it is. An
// empty text takes a value away.
type BusinessProfileUpdate struct {
	MessagingProduct     string    `json:"messaging_product"`               // "whatsapp" where it is left out
	About                *string   `json:"about,omitempty"`                 // 1 to 139 characters
	Address              *string   `json:"address,omitempty"`               // up to 256
	Description          *string   `json:"description,omitempty"`           // up to 512
	Email                *string   `json:"email,omitempty"`                 // up to 128
	ProfilePictureHandle string    `json:"profile_picture_handle,omitzero"` // from [metabiz.Client.Upload]
	Vertical             Vertical  `json:"vertical,omitzero"`
	Websites             *[]string `json:"websites,omitempty"` // up to two, each up to 256 characters
}

// Vertical is the industry of a business.
type Vertical string

const (
	VerticalAlcohol              Vertical = "ALCOHOL"
	VerticalApparel              Vertical = "APPAREL"
	VerticalAuto                 Vertical = "AUTO"
	VerticalBeauty               Vertical = "BEAUTY"
	VerticalEducation            Vertical = "EDU"
	VerticalEntertainment        Vertical = "ENTERTAIN"
	VerticalEventPlanning        Vertical = "EVENT_PLAN"
	VerticalFinance              Vertical = "FINANCE"
	VerticalGovernment           Vertical = "GOVT"
	VerticalGrocery              Vertical = "GROCERY"
	VerticalHealth               Vertical = "HEALTH"
	VerticalHotel                Vertical = "HOTEL"
	VerticalNonprofit            Vertical = "NONPROFIT"
	VerticalNotABusiness         Vertical = "NOT_A_BIZ"
	VerticalOnlineGambling       Vertical = "ONLINE_GAMBLING"
	VerticalOther                Vertical = "OTHER"
	VerticalOverTheCounterDrugs  Vertical = "OTC_DRUGS"
	VerticalPhysicalGambling     Vertical = "PHYSICAL_GAMBLING"
	VerticalProfessionalServices Vertical = "PROF_SERVICES"
	VerticalRestaurant           Vertical = "RESTAURANT"
	VerticalRetail               Vertical = "RETAIL"
	VerticalTravel               Vertical = "TRAVEL"
	VerticalUndefined            Vertical = "UNDEFINED"
)

// Validate finds every documented limit that the update breaks.
func (u BusinessProfileUpdate) Validate() error {
	var c checker
	if u.About != nil {
		c.text(at("about"), *u.About, 139)
	}
	c.optional(at("address"), u.Address, 256)
	c.optional(at("description"), u.Description, 512)
	c.optional(at("email"), u.Email, 128)
	if u.Email != nil && *u.Email != "" && !strings.Contains(*u.Email, "@") {
		c.add(at("email"), "is not an e-mail address", nil, *u.Email)
	}
	if u.Websites != nil {
		c.count(at("websites"), len(*u.Websites), 0, 2, "websites")
		for i, site := range *u.Websites {
			c.atMost(at("websites[]", i), site, 256)
			checkLink(&c, at("websites[]", i), site)
		}
	}
	return c.err("whatsapp.BusinessProfileUpdate")
}

func (c *checker) optional(p path, value *string, limit int) {
	if value != nil {
		c.atMost(p, *value, limit)
	}
}

const profileFields = "about,address,description,email,profile_picture_url,websites,vertical"

// Profile reads what people see of the business.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-profiles.
//
//meta:operation GET /{phone-number-id}/whatsapp_business_profile
func (p *Phone) Profile(ctx context.Context, opts ...metabiz.Option) (*BusinessProfile, error) {
	req := p.request(http.MethodGet, "whatsapp_business_profile")
	req.Query = fieldsQuery{profileFields}
	list, err := metabiz.Call[struct {
		Data []profileWire `json:"data"`
	}](ctx, p.client, req, opts...)
	if err != nil {
		return nil, err
	}
	if len(list.Data) == 0 {
		return &BusinessProfile{}, nil
	}
	return &list.Data[0].BusinessProfile, nil
}

// profileWire is a profile that stands in the list by itself, or one deeper as
// the specification has it.
type profileWire struct{ BusinessProfile }

func (p *profileWire) UnmarshalJSON(data []byte) error {
	var nested struct {
		Profile json.RawMessage `json:"business_profile"`
	}
	if err := wire.Unmarshal(data, &nested); err != nil {
		return err
	}
	if len(nested.Profile) > 0 {
		data = nested.Profile
	}
	return wire.Unmarshal(data, &p.BusinessProfile)
}

// BusinessProfileHandle is a handle on a profile as a node of its own.
type BusinessProfileHandle struct{ node }

// NewBusinessProfile makes a handle on the profile with the id.
func NewBusinessProfile(client *metabiz.Client, profileID string) *BusinessProfileHandle {
	return &BusinessProfileHandle{node{client, profileID, "{whatsapp-business-profile-id}"}}
}

// Get reads the profile.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-profile.
//
//meta:operation GET /{whatsapp-business-profile-id}
func (p *BusinessProfileHandle) Get(ctx context.Context, opts ...metabiz.Option) (*BusinessProfile, error) {
	return metabiz.Call[BusinessProfile](ctx, p.client, p.read("", "id,account_name,"+profileFields), opts...)
}

// Update changes the profile.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-profile.
//
//meta:operation POST /{whatsapp-business-profile-id}
func (p *BusinessProfileHandle) Update(ctx context.Context, u BusinessProfileUpdate, opts ...metabiz.Option) error {
	return u.send(ctx, p.client, p.request(http.MethodPost, ""), opts)
}

func (u BusinessProfileUpdate) send(ctx context.Context, client *metabiz.Client, req *metabiz.Request, opts []metabiz.Option) error {
	if err := u.Validate(); err != nil {
		return err
	}
	if u.MessagingProduct == "" {
		u.MessagingProduct = "whatsapp"
	}
	req.Body = u
	req.Idempotent = true
	return succeed(ctx, client, req, opts)
}

// UpdateProfile changes what people see of the business.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-profiles.
//
//meta:operation POST /{phone-number-id}/whatsapp_business_profile
func (p *Phone) UpdateProfile(ctx context.Context, u BusinessProfileUpdate, opts ...metabiz.Option) error {
	return u.send(ctx, p.client, p.request(http.MethodPost, "whatsapp_business_profile"), opts)
}
