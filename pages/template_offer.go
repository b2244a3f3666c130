package pages

import (
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// CouponTemplate is a code that a person reveals and copies with one tap.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/coupon.
type CouponTemplate struct {
	Title      string `json:"title"`                            // at most 80 characters
	Subtitle   string `json:"subtitle,omitzero"`                // at most 80 characters
	Code       string `json:"coupon_code"`                      // what is revealed
	PreMessage string `json:"coupon_pre_message,omitzero"`      // stands in front
	URL        string `json:"coupon_url,omitzero"`              // where the code is used
	URLTitle   string `json:"coupon_url_button_title,omitzero"` // "Shop now" where empty
	ImageURL   string `json:"image_url,omitzero"`
	Payload    string `json:"payload,omitzero"`     // comes back in the webhook; at most 1,000 characters
	ExpireTime string `json:"expire_time,omitzero"` // of a marketing message, which counts down: see [ExpireTime]
}

func (t CouponTemplate) fill(b *messageBody) error {
	type plain CouponTemplate
	return attachTemplate(b, templateCoupon, plain(t))
}

// ExpireTime writes a time as [CouponTemplate] wants it.
func ExpireTime(t time.Time) string { return t.Format(time.DateTime) }

func (t CouponTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.text(path+".title", t.Title, maxElementTitle)
	c.atMost(path+".subtitle", t.Subtitle, maxElementTitle)
	c.required(path+".coupon_code", t.Code)
	if t.URL != "" {
		c.link(path+".coupon_url", t.URL, "https", "http")
	}
	if t.ImageURL != "" {
		c.link(path+".image_url", t.ImageURL, "https", "http")
	}
	c.atMost(path+".payload", t.Payload, maxPayload)
	if t.ExpireTime != "" {
		if _, err := time.Parse(time.DateTime, t.ExpireTime); err != nil {
			c.add(path+".expire_time", "is not written as "+time.DateTime, time.DateTime, t.ExpireTime)
		}
	}
}

// ProductTemplate is up to ten products of a catalog that belongs to the Page; their pictures,
// names and prices are the catalog's. Meta's error 100 with subcode 2018320 names an id that is
// none of the catalog's.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/product.
type ProductTemplate struct {
	ProductIDs []string
}

type productElement struct {
	ID string `json:"id"`
}

func (t ProductTemplate) fill(b *messageBody) error {
	elements := make([]productElement, len(t.ProductIDs))
	for i, id := range t.ProductIDs {
		elements[i].ID = id
	}
	return attachTemplate(b, templateProduct, struct {
		Elements []productElement `json:"elements"`
	}{elements})
}

// UnmarshalJSON takes the payload of the attachment.
func (t *ProductTemplate) UnmarshalJSON(data []byte) error {
	var w struct {
		Elements []productElement `json:"elements"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*t = ProductTemplate{}
	for _, e := range w.Elements {
		t.ProductIDs = append(t.ProductIDs, e.ID)
	}
	return nil
}

func (t ProductTemplate) check(c *checker, path string) {
	path += ".attachment.payload.elements"
	c.count(path, len(t.ProductIDs), 1, 10, "product")
	for i, id := range t.ProductIDs {
		c.required(fmt.Sprintf("%s[%d].id", path, i), id)
	}
}

// OptInTemplate asks a person whether the Page may send them marketing messages. Who agrees comes
// as an [OptInEvent], with the token that such messages go to.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger.
type OptInTemplate struct {
	Title    string    `json:"title"` // of what is subscribed to; at most 65 characters
	ImageURL string    `json:"image_url,omitzero"`
	Payload  string    `json:"payload"`                                 // comes back in the [OptInEvent]; at most 1,000 characters
	CTAText  OptInText `json:"notification_messages_cta_text,omitzero"` // the zero value is Meta's own
	Timezone string    `json:"notification_messages_timezone,omitzero"` // "Europe/Rome"
}

// OptInText is what the button of an [OptInTemplate] says, in the person's language.
type OptInText string

const (
	OptInAllow      OptInText = "ALLOW"
	OptInGet        OptInText = "GET"
	OptInGetUpdates OptInText = "GET_UPDATES"
	OptInOptIn      OptInText = "OPT_IN"
	OptInSignUp     OptInText = "SIGN_UP"
)

func (t OptInTemplate) fill(b *messageBody) error {
	type plain OptInTemplate
	return attachTemplate(b, templateOptIn, plain(t))
}

func (t OptInTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.text(path+".title", t.Title, 65)
	c.text(path+".payload", t.Payload, maxPayload)
	if t.ImageURL != "" {
		c.link(path+".image_url", t.ImageURL, "https", "http")
	}
	if t.Timezone != "" {
		if _, err := time.LoadLocation(t.Timezone); err != nil {
			c.add(path+".notification_messages_timezone", "is no time zone", nil, t.Timezone)
		}
	}
}
