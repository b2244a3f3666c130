package pages

import (
	"net/mail"
	"strings"
)

// leadsToWhatsApp tells whether a change would have the button open WhatsApp.
func (c CallToActionChange) leadsToWhatsApp() bool {
	for _, v := range []string{string(c.Type), c.WebDestinationType, c.AndroidDestinationType, c.IPhoneDestinationType} {
		if strings.Contains(strings.ToUpper(v), "WHATSAPP") {
			return true
		}
	}
	return false
}

// whatsAppButton says who can make the button lead to WhatsApp.
func whatsAppButton(pageID string) *ManualStepError {
	return &ManualStepError{
		PageID: pageID,
		Step:   "have the Page's button lead to WhatsApp",
		Where:  "the Page, › Edit action button › WhatsApp, with full control or the task to create content; an ad's button can be set by a call",
	}
}

// callToActionNeeds is what buttons lead to that lead nowhere without it.
var callToActionNeeds = map[CallToActionType]struct {
	field string
	set   func(CallToActionChange) bool
}{
	CallToActionEmail:   {"email_address", func(c CallToActionChange) bool { return c.EmailAddress != "" }},
	CallToActionCallNow: {"intl_number_with_plus", func(c CallToActionChange) bool { return c.IntlNumberWithPlus != "" }},
}

func (c CallToActionChange) check(k *checker) {
	if c == (CallToActionChange{}) {
		k.add("", "changes nothing", nil, nil)
	}
	for path, address := range map[string]string{"web_url": c.WebURL, "iphone_url": c.IPhoneURL, "android_url": c.AndroidURL} {
		if address != "" {
			k.link(path, address, "https", "http")
		}
	}
	if c.EmailAddress != "" {
		if a, err := mail.ParseAddress(c.EmailAddress); err != nil || a.Address != c.EmailAddress {
			k.add("email_address", "is not an email address", nil, c.EmailAddress)
		}
	}
	if n := c.IntlNumberWithPlus; n != "" {
		k.number("intl_number_with_plus", n)
		if !strings.HasPrefix(n, "+") {
			k.add("intl_number_with_plus", "must begin with + and the country code", nil, n)
		}
	}
	if needs, ok := callToActionNeeds[c.Type]; ok && !needs.set(c) {
		k.add(needs.field, "is required for a button of type "+string(c.Type), nil, nil)
	}
}
