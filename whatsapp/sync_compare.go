package whatsapp

import (
	"net/url"
	"strconv"
	"strings"
)

// TemplateDifference is a part of a template that is not the same in the file and in the account.
type TemplateDifference struct {
	Path string // as errors name it: "components[1].text"
	Want string // in the file
	Have string // in the account
}

// comparison gathers what differs.
type comparison struct{ list []TemplateDifference }

func (c *comparison) text(place, want, have string) {
	if normal(want) != normal(have) {
		c.list = append(c.list, TemplateDifference{place, want, have})
	}
}

// given compares what the file says, and nothing where it says nothing: Meta fills it in.
func (c *comparison) given(place, want, have string) {
	if want != "" {
		c.text(place, want, have)
	}
}

func (c *comparison) boolean(place string, want, have *bool) {
	if want != nil {
		c.text(place, strconv.FormatBool(*want), strconv.FormatBool(have != nil && *have))
	}
}

// normal is a text without what Meta changes in it: spaces at its ends, and how lines are broken.
func normal(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// differences are what sets the template of a file apart from that of an account.
// Examples are for the review alone: Meta gives others back, and they make no difference. Neither does
// what Meta adds: ids, states, texts of codes, labels of buttons that have none.
func (t Template) differences(have Template) []TemplateDifference {
	t, have = t.direct(), have.direct()
	var c comparison
	if t.Category != have.Category && t.Category != have.PreviousCategory {
		c.text("category", string(t.Category), string(have.Category))
	}
	if t.MessageSendTTLSeconds != 0 {
		c.text("message_send_ttl_seconds", strconv.Itoa(t.MessageSendTTLSeconds), strconv.Itoa(have.MessageSendTTLSeconds))
	}
	c.boolean("cta_url_link_tracking_opted_out", t.LinkTrackingOptedOut, have.LinkTrackingOptedOut)
	c.given("sub_category", t.SubCategory, have.SubCategory)
	if t.LibraryTemplateName != "" && !t.hasComponents() {
		c.text("library_template_name", t.LibraryTemplateName, have.LibraryTemplateName)
		return c.list
	}
	if t.Category != Authentication {
		c.text("parameter_format", string(t.format()), string(have.format()))
	}
	c.header("header", t.Header, have.Header)
	if t.Category == Authentication {
		c.boolean("body.add_security_recommendation", t.Body.AddSecurityRecommendation, have.recommends())
		c.codeExpiration(t, have)
	} else {
		c.text("body.text", t.Body.Text, have.Body.Text)
		c.text("footer.text", t.Footer, have.Footer)
	}
	c.offer(t.LimitedTimeOffer, have.LimitedTimeOffer)
	c.buttons("buttons", t.Buttons, have.Buttons)
	c.text("call_permission_request", strconv.FormatBool(t.CallPermissionRequest), strconv.FormatBool(have.CallPermissionRequest))
	c.text("cards", strconv.Itoa(len(t.Cards)), strconv.Itoa(len(have.Cards)))
	for i := range min(len(t.Cards), len(have.Cards)) {
		place := "cards[" + strconv.Itoa(i) + "]."
		c.header(place+"header", t.Cards[i].Header, have.Cards[i].Header)
		c.text(place+"body.text", t.Cards[i].Body.Text, have.Cards[i].Body.Text)
		c.buttons(place+"buttons", t.Cards[i].Buttons, have.Cards[i].Buttons)
	}
	for i := range max(len(t.Other), len(have.Other)) {
		var want, got UnknownComponent
		if i < len(t.Other) {
			want = t.Other[i]
		}
		if i < len(have.Other) {
			got = have.Other[i]
		}
		c.text("components."+orElse(want.Type, got.Type), string(want.Raw), string(got.Raw))
	}
	return c.list
}

func (t Template) format() ParameterFormat {
	if t.ParameterFormat == "" {
		return Positional
	}
	return t.ParameterFormat
}

// recommends is whether an authentication template warns of sharing the code. Where Meta gives its text alone there
// is no telling, other than that without the warning there is one sentence.
func (t Template) recommends() *bool {
	if t.Body.AddSecurityRecommendation != nil || t.Body.Text == "" {
		return t.Body.AddSecurityRecommendation
	}
	sentences := strings.FieldsFunc(strings.TrimSpace(t.Body.Text), func(r rune) bool { return strings.ContainsRune(".。।؟!?", r) })
	return new(len(sentences) > 1)
}

// codeExpiration compares for how long a code works, which the account may tell by its footer alone.
func (c *comparison) codeExpiration(t, have Template) {
	minutes := have.CodeExpirationMinutes
	if minutes == 0 {
		minutes, _ = strconv.Atoi(strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, have.Footer))
	}
	c.text("footer.code_expiration_minutes", strconv.Itoa(t.CodeExpirationMinutes), strconv.Itoa(minutes))
}

func (c *comparison) header(place string, want, have *TemplateHeader) {
	if want == nil || have == nil {
		if want != have {
			c.list = append(c.list, TemplateDifference{place, want.describe(), have.describe()})
		}
		return
	}
	c.text(place+".format", string(want.format()), string(have.format()))
	c.text(place+".text", want.Text, have.Text)
}

func (h *TemplateHeader) describe() string {
	if h == nil {
		return ""
	}
	return strings.TrimSpace(string(h.format()) + " " + h.Text)
}

func (c *comparison) offer(want, have *LimitedTimeOffer) {
	if want == nil || have == nil {
		if want != have {
			var a, b LimitedTimeOffer
			if want != nil {
				a = *want
			}
			if have != nil {
				b = *have
			}
			c.list = append(c.list, TemplateDifference{"limited_time_offer", a.Text, b.Text})
		}
		return
	}
	c.text("limited_time_offer.text", want.Text, have.Text)
	c.boolean("limited_time_offer.has_expiration", want.HasExpiration, have.HasExpiration)
}

func (c *comparison) buttons(place string, want, have []TemplateButton) {
	c.text(place, buttonTypes(want), buttonTypes(have))
	if buttonTypes(want) != buttonTypes(have) {
		return
	}
	for i := range want {
		c.button(place+"["+strconv.Itoa(i)+"]", want[i], have[i])
	}
}

// buttonTypes names the buttons. One for a code is a URL once it has been created.
func buttonTypes(buttons []TemplateButton) string {
	types := make([]string, len(buttons))
	for i, b := range buttons {
		if b == nil {
			continue
		}
		if types[i] = b.buttonType(); otpTypeOf(b) != "" {
			types[i] = OTPButton{}.buttonType()
		}
	}
	return strings.Join(types, " ")
}

// otpTypeOf is how a button brings a code, which the address that Meta makes of it says.
func otpTypeOf(b TemplateButton) string {
	switch b := b.(type) {
	case OTPButton:
		return string(b.OTPType)
	case URLButton:
		if u, err := url.Parse(b.URL); err == nil && strings.HasSuffix(u.Host, "whatsapp.com") && strings.HasPrefix(u.Path, "/otp/") {
			return orElse(u.Query().Get("otp_type"), string(OTPCopyCode))
		}
	}
	return ""
}

func (c *comparison) button(place string, want, have TemplateButton) {
	if otp := otpTypeOf(want); otp != "" {
		c.text(place+".otp_type", otp, otpTypeOf(have))
		if b, ok := want.(OTPButton); ok {
			c.given(place+".text", b.Text, otpText(have))
		}
		return
	}
	switch want := want.(type) {
	case QuickReplyButton:
		c.text(place+".text", want.Text, have.(QuickReplyButton).Text)
	case URLButton:
		got := have.(URLButton)
		c.text(place+".text", want.Text, got.Text)
		c.text(place+".url", want.URL, got.URL)
		if want.AppDeepLink != nil {
			var link AppDeepLink
			if got.AppDeepLink != nil {
				link = *got.AppDeepLink
			}
			c.text(place+".app_deep_link.meta_app_id", want.AppDeepLink.MetaAppID, link.MetaAppID)
			c.text(place+".app_deep_link.android_deep_link", want.AppDeepLink.AndroidDeepLink, link.AndroidDeepLink)
		}
	case PhoneNumberButton:
		got := have.(PhoneNumberButton)
		c.text(place+".text", want.Text, got.Text)
		c.text(place+".phone_number", telephone(want.PhoneNumber), telephone(got.PhoneNumber))
	case FlowButton:
		got := have.(FlowButton)
		c.text(place+".text", want.Text, got.Text)
		// A flow that is named, or given whole, has an id of its own in the account.
		c.given(place+".flow_id", want.FlowID, got.FlowID)
		c.given(place+".navigate_screen", want.Screen, got.Screen)
		c.given(place+".flow_action", strings.ToUpper(string(want.Action)), strings.ToUpper(string(got.Action)))
	case VoiceCallButton:
		got := have.(VoiceCallButton)
		c.given(place+".text", want.Text, got.Text)
		if want.TTLMinutes != 0 {
			c.text(place+".ttl_minutes", strconv.Itoa(want.TTLMinutes), strconv.Itoa(got.TTLMinutes))
		}
	case UnknownButton:
		c.text(place, string(want.Raw), string(have.(UnknownButton).Raw))
	}
	// What is left has no text but Meta's own.
}

func otpText(b TemplateButton) string {
	switch b := b.(type) {
	case OTPButton:
		return b.Text
	case URLButton:
		return b.Text
	}
	return ""
}
