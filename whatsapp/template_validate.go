package whatsapp

import (
	"fmt"
	"strconv"
	"strings"
)

// Validate finds every documented limit that the template breaks, each with its
// place in the JSON, the limit and the value, as a [metabiz.ValidationError]. It
// can't tell what the review will say of the words.
func (t Template) Validate() error {
	var c checker
	t.direct().check(&c)
	return c.err("whatsapp.Template")
}

func (t Template) check(c *checker) {
	checkTemplateName(c, at("name"), t.Name)
	checkLanguage(c, at("language"), t.Language)
	c.required(at("category"), string(t.Category))
	t.checkTTL(c)
	t.checkLibrary(c)
	t.checkCreative(c)
	if t.LibraryTemplateName != "" && !t.hasComponents() {
		return // they come from the library
	}
	t.checkComponents(c)
}

// checkChange checks what changes a template: any part of it.
func (t Template) checkChange(c *checker) {
	t.checkTTL(c)
	t.checkCreative(c)
	if t.hasComponents() {
		t.checkComponents(c)
	} else if t.Category == "" && t.MessageSendTTLSeconds == 0 && t.LinkTrackingOptedOut == nil && t.Extra == nil &&
		t.CreativeFeatures == nil && t.OptimizationSpec == nil {
		c.add(at("components"), "are required, or else something else to change", nil, nil)
	}
}

func (t Template) checkComponents(c *checker) {
	list := at("components")
	n := 0
	if t.Category == Authentication {
		t.checkAuthentication(c, list)
	}
	if t.Header != nil {
		t.Header.check(c, list.element(n), t)
		n++
	}
	if offer := t.LimitedTimeOffer; offer != nil {
		c.text(list.element(n).dot("limited_time_offer.text"), offer.Text, 16)
		if t.Category != "" && t.Category != Marketing {
			c.add(list.element(n), "is for marketing templates only", Marketing, string(t.Category))
		}
		n++
	}
	t.checkBody(c, list.element(n))
	if !t.Body.isZero() {
		n++
	}
	if t.hasFooter() {
		t.checkFooter(c, list.element(n))
		n++
	}
	if t.Cards != nil {
		t.checkCards(c, list.element(n).dot("cards"))
		n++
	}
	if t.Buttons != nil || t.Category == Authentication && t.ID == "" {
		t.checkButtons(c, list.element(n).dot("buttons"))
	}
	if t.CallPermissionRequest && (t.Buttons != nil || t.Cards != nil || t.LimitedTimeOffer != nil) {
		c.add(list, "can't have buttons, cards or an offer beside a call permission request", nil, nil)
	}
}

func (t Template) checkTTL(c *checker) {
	ttl, p := t.MessageSendTTLSeconds, at("message_send_ttl_seconds")
	switch {
	case ttl == 0:
	case t.Category == Authentication && ttl != -1:
		c.between(p, ttl, 30, 900)
	case t.Category == Utility && ttl != -1:
		c.between(p, ttl, 30, 43200)
	case t.Category == Marketing:
		c.between(p, ttl, 43200, 2592000)
	}
}

func (h *TemplateHeader) check(c *checker, p path, t Template) {
	switch format := h.format(); format {
	case HeaderText:
		c.text(p.dot("text"), h.Text, headerTextLimit)
		names := t.checkVariables(c, p.dot("text"), h.Text)
		if len(names) > 1 {
			c.add(p.dot("text"), "takes at most 1 variable", 1, len(names))
		}
		if len(names) > 0 && h.Example == "" {
			c.add(p.dot("example"), "is required: a value for {{"+names[0]+"}}", nil, nil)
		}
	case HeaderLocation, HeaderProduct:
		if t.Category == Authentication {
			c.add(p.dot("format"), "is for utility and marketing templates only", nil, string(format))
		}
	case HeaderImage, HeaderVideo, HeaderDocument, HeaderGIF:
		if format == HeaderGIF && t.Category != "" && t.Category != Marketing {
			c.add(p.dot("format"), "is for marketing templates only", Marketing, string(t.Category))
		}
		c.required(p.dot("example.header_handle"), h.Example)
		// A template that is read has an address in the place of the handle.
		if t.ID == "" && (strings.HasPrefix(h.Example, "https://") || strings.HasPrefix(h.Example, "http://")) {
			c.add(p.dot("example.header_handle"), "is an address: upload the file and give the handle", nil, h.Example)
		}
	}
	if t.LimitedTimeOffer != nil && h.format() != HeaderImage && h.format() != HeaderVideo {
		c.add(p.dot("format"), "must be IMAGE or VIDEO beside a limited-time offer", nil, string(h.format()))
	}
}

func (t Template) checkBody(c *checker, p path) {
	if t.Category == Authentication {
		if t.Body.Text != "" && t.ID == "" {
			c.add(p.dot("text"), "is Meta's own in authentication templates", nil, t.Body.Text)
		}
		return
	}
	if t.Body.AddSecurityRecommendation != nil {
		c.add(p.dot("add_security_recommendation"), "is for authentication templates only", nil, nil)
	}
	limit := bodyTextLimit
	switch {
	case t.LimitedTimeOffer != nil:
		limit = 600
	case t.Header != nil && t.Header.format() == HeaderProduct:
		limit = cardTextLimit
	}
	c.text(p.dot("text"), t.Body.Text, limit)
	t.checkText(c, p, t.Body)
}

// checkAuthentication checks what codes can't have. When the template is read its texts are Meta's.
func (t Template) checkAuthentication(c *checker, list path) {
	switch {
	case t.Header != nil:
		c.add(list, "can't have a header in authentication templates", nil, nil)
	case t.Cards != nil:
		c.add(list, "can't have cards in authentication templates", nil, nil)
	case t.CallPermissionRequest:
		c.add(list, "can't have a call permission request in authentication templates", nil, nil)
	}
	if t.Footer != "" && t.ID == "" {
		c.add(list, "can't have a footer of their own in authentication templates: set code_expiration_minutes", nil, t.Footer)
	}
}

// checkCreative checks what only marketing messages have.
func (t Template) checkCreative(c *checker) {
	if t.Category == "" || t.Category == Marketing {
		return
	}
	if len(t.CreativeFeatures) > 0 {
		c.add(at(creativeMember), "is for marketing templates only", Marketing, string(t.Category))
	}
	if t.OptimizationSpec != nil {
		c.add(at("optimization_spec"), "is for marketing templates only", Marketing, string(t.Category))
	}
}

// checkLanguage takes what languages look like, such as it, en_US or fil; which of
// them there are is Meta's to say.
func checkLanguage(c *checker, p path, language string) {
	if !c.required(p, language) {
		return
	}
	base, region, found := strings.Cut(language, "_")
	sound := len(base) >= 2 && len(base) <= 3 && (!found || len(region) >= 2 && len(region) <= 4)
	for _, b := range []byte(base) {
		sound = sound && b >= 'a' && b <= 'z'
	}
	for _, b := range []byte(region) {
		sound = sound && (isUpper(b) || b >= '0' && b <= '9' || b >= 'a' && b <= 'z')
	}
	if !sound {
		c.add(p, "is not the code of a language, such as it or en_US", nil, language)
	}
}

const cardTextLimit = 160

// checkText checks the variables of a body and their examples.
func (t Template) checkText(c *checker, p path, b TemplateBody) {
	names := t.checkVariables(c, p.dot("text"), b.Text)
	text := strings.TrimSpace(b.Text)
	if strings.HasPrefix(text, "{{") {
		c.add(p.dot("text"), "can't begin with a variable", nil, b.Text)
	}
	if strings.HasSuffix(text, "}}") {
		c.add(p.dot("text"), "can't end with a variable", nil, b.Text)
	}
	if len(b.Examples) != len(names) {
		c.add(p.dot("example"), fmt.Sprintf("needs %d values, one for each variable", len(names)), len(names), len(b.Examples))
	}
	if words := wordsBeside(b.Text); words < len(names) {
		c.add(p.dot("text"), fmt.Sprintf("has %d variables and %d words beside them: Meta refuses more variables than words", len(names), words), words, len(names))
	}
	for i, example := range b.Examples {
		if strings.TrimSpace(example) == "" {
			c.add(p.dot("example"), fmt.Sprintf("value %d is empty", i+1), nil, nil)
		}
	}
}

// checkVariables checks how variables are written and gives their names.
func (t Template) checkVariables(c *checker, p path, text string) []string {
	if strings.Count(text, "{{") != strings.Count(text, "}}") {
		c.add(p, "has braces that are not closed or not opened", nil, text)
	}
	end := -1
	for name, start := range eachVariable(text) {
		written := "{{" + name + "}}"
		switch {
		case isPositional(name):
			if t.ParameterFormat == Named {
				c.add(p, "has the numbered variable "+written+", but parameter_format is NAMED", nil, text)
			}
		case !isParameterName(name):
			c.add(p, "has the variable "+written+"; names are lower-case letters and underscores", nil, text)
		case t.ParameterFormat != Named:
			c.add(p, "has the named variable "+written+", which needs parameter_format NAMED", nil, text)
		}
		if start == end {
			c.add(p, "has two variables side by side at "+written, nil, text)
		}
		end = start + len(written)
	}
	names := variables(text)
	for i, name := range names {
		if n, err := strconv.Atoi(name); err == nil && n != i+1 {
			c.add(p, fmt.Sprintf("has {{%d}} where {{%d}} is due: variables are numbered from {{1}}, without gaps", n, i+1), nil, text)
			break
		}
	}
	return names
}

func (t Template) checkFooter(c *checker, p path) {
	if t.CodeExpirationMinutes != 0 {
		c.between(p.dot("code_expiration_minutes"), t.CodeExpirationMinutes, 1, 90)
		if t.Category != "" && t.Category != Authentication {
			c.add(p.dot("code_expiration_minutes"), "is for authentication templates only", Authentication, string(t.Category))
		}
	}
	c.atMost(p.dot("text"), t.Footer, 60)
	if names := variables(t.Footer); len(names) > 0 {
		c.add(p.dot("text"), "takes no variables", 0, t.Footer)
	}
	if t.LimitedTimeOffer != nil {
		c.add(p, "can't stand beside a limited-time offer", nil, t.Footer)
	}
}

func (t Template) checkCards(c *checker, p path) {
	c.count(p, len(t.Cards), 2, 10, "cards")
	for i, card := range t.Cards {
		list := p.element(i).dot("components")
		n := 0
		switch {
		case card.Header == nil:
			c.add(list.element(n), "needs a header: a picture, a video or a product", nil, nil)
		case card.Header.format() != HeaderImage && card.Header.format() != HeaderVideo && card.Header.format() != HeaderProduct:
			c.add(list.element(n).dot("format"), "must be IMAGE, VIDEO or PRODUCT on a card", nil, string(card.Header.format()))
		default:
			card.Header.check(c, list.element(n), Template{ID: t.ID})
		}
		n++
		if !card.Body.isZero() {
			c.text(list.element(n).dot("text"), card.Body.Text, cardTextLimit)
			t.checkText(c, list.element(n), card.Body)
			n++
		}
		buttons := list.element(n).dot("buttons")
		c.count(buttons, len(card.Buttons), 1, 2, "buttons")
		for j, b := range card.Buttons {
			t.checkButton(c, buttons.element(j), b)
		}
		if i > 0 && !sameShape(card, t.Cards[0]) {
			c.add(list, "has other components than the first card: all cards have the same", nil, nil)
		}
	}
}

func sameShape(a, b TemplateCard) bool {
	if len(a.Buttons) != len(b.Buttons) || a.Body.isZero() != b.Body.isZero() || (a.Header == nil) != (b.Header == nil) {
		return false
	}
	if a.Header != nil && a.Header.format() != b.Header.format() {
		return false
	}
	for i := range a.Buttons {
		if a.Buttons[i] == nil || b.Buttons[i] == nil || a.Buttons[i].buttonType() != b.Buttons[i].buttonType() {
			return false
		}
	}
	return true
}

func (t Template) checkButtons(c *checker, p path) {
	c.count(p, len(t.Buttons), 1, 10, "buttons")
	count := map[string]int{}
	groups, replies := 0, false
	for i, b := range t.Buttons {
		t.checkButton(c, p.element(i), b)
		if b == nil {
			continue
		}
		count[b.buttonType()]++
		if _, reply := b.(QuickReplyButton); i == 0 || reply != replies {
			groups, replies = groups+1, reply
		}
	}
	if groups > 2 {
		c.add(p, "must have all quick replies together, before or behind the other buttons", nil, nil)
	}
	for _, limit := range []struct {
		kind string
		most int
	}{
		{"URL", 2}, {"PHONE_NUMBER", 1}, {"COPY_CODE", 1}, {"OTP", 1}, {"FLOW", 1}, {"CATALOG", 1}, {"MPM", 1}, {"SPM", 1},
		{"ORDER_DETAILS", 1}, {"VOICE_CALL", 1}, {"REQUEST_CONTACT_INFO", 1},
	} {
		if n := count[limit.kind]; n > limit.most {
			c.add(p, fmt.Sprintf("takes at most %d of type %s", limit.most, limit.kind), limit.most, n)
		}
	}
	if t.Category == Authentication && t.ID == "" && (count["OTP"] != 1 || len(t.Buttons) != 1) {
		c.add(p, "must be one OTP button in authentication templates", 1, len(t.Buttons))
	}
	if count["SPM"] > 0 && (t.Header == nil || t.Header.format() != HeaderProduct) {
		c.add(p, "has a button that shows the product of the header, which is none", HeaderProduct, nil)
	}
	if t.Category != "" && t.Category != Authentication && count["OTP"] > 0 {
		c.add(p, "can't be OTP buttons: those are for authentication templates", Authentication, string(t.Category))
	}
}

func (t Template) checkButton(c *checker, p path, b TemplateButton) {
	if b == nil {
		c.add(p, "is nil", nil, nil)
		return
	}
	b.checkDefinition(c, p)
	if u, ok := b.(URLButton); ok {
		t.checkURL(c, p, u)
	}
}

// checkURL checks the variable of a URL, which is always numbered.
func (t Template) checkURL(c *checker, p path, b URLButton) {
	names := variables(b.URL)
	switch {
	case len(names) == 0:
	case len(names) > 1:
		c.add(p.dot("url"), "takes at most 1 variable", 1, len(names))
	case !strings.HasSuffix(b.URL, "{{"+names[0]+"}}"):
		c.add(p.dot("url"), "takes a variable at its end only", nil, b.URL)
	case b.Example == "":
		c.add(p.dot("example"), "is required: a value for {{"+names[0]+"}}", nil, nil)
	}
}

const labelLimit = 25

func (b QuickReplyButton) checkDefinition(c *checker, p path) {
	c.text(p.dot("text"), b.Text, labelLimit)
}

func (b URLButton) checkDefinition(c *checker, p path) {
	c.text(p.dot("text"), b.Text, labelLimit)
	c.text(p.dot("url"), b.URL, 2000)
	c.atMost(p.dot("example"), b.Example, 2000)
}

func (b PhoneNumberButton) checkDefinition(c *checker, p path) {
	c.text(p.dot("text"), b.Text, labelLimit)
	c.text(p.dot("phone_number"), b.PhoneNumber, 20)
}

func (b CopyCodeButton) checkDefinition(c *checker, p path) {
	c.text(p.dot("example"), b.Example, 20)
}

func (b OTPButton) checkDefinition(c *checker, p path) {
	c.required(p.dot("otp_type"), string(b.OTPType))
	c.atMost(p.dot("text"), b.Text, labelLimit)
	c.atMost(p.dot("autofill_text"), b.AutofillText, labelLimit)
	apps := p.dot("supported_apps")
	if b.OTPType == OTPOneTap || b.OTPType == OTPZeroTap {
		if b.PackageName == "" || b.SupportedApps != nil {
			c.count(apps, len(b.SupportedApps), 1, 5, "apps")
		}
	}
	checkApps(c, apps, b.SupportedApps)
	if b.OTPType == OTPZeroTap && !b.ZeroTapTermsAccepted {
		c.add(p.dot("zero_tap_terms_accepted"), "must be true", true, false)
	}
}

func checkApps(c *checker, p path, apps []SupportedApp) {
	for i, app := range apps {
		c.text(p.element(i).dot("package_name"), app.PackageName, 224)
		if len(app.SignatureHash) != 11 {
			c.add(p.element(i).dot("signature_hash"), "must have 11 characters", 11, app.SignatureHash)
		}
	}
}

func (b FlowButton) checkDefinition(c *checker, p path) {
	c.text(p.dot("text"), b.Text, labelLimit)
	given := 0
	for _, source := range []string{b.FlowID, b.FlowName, b.FlowJSON} {
		if source != "" {
			given++
		}
	}
	if given != 1 {
		c.add(p, "needs exactly one of flow_id, flow_name and flow_json", 1, given)
	}
	if b.Action == FlowNavigate && b.FlowJSON == "" {
		c.required(p.dot("navigate_screen"), b.Screen)
	}
}

func (b CatalogButton) checkDefinition(c *checker, p path) {
	c.atMost(p.dot("text"), b.Text, labelLimit)
}
func (b ProductListButton) checkDefinition(c *checker, p path) {
	c.atMost(p.dot("text"), b.Text, labelLimit)
}
func (b ProductButton) checkDefinition(c *checker, p path) {
	c.atMost(p.dot("text"), b.Text, labelLimit)
}
func (b OrderDetailsButton) checkDefinition(c *checker, p path) {
	c.atMost(p.dot("text"), b.Text, labelLimit)
}
func (ContactInfoButton) checkDefinition(*checker, path) {}
func (UnknownButton) checkDefinition(*checker, path)     {}

func (b VoiceCallButton) checkDefinition(c *checker, p path) {
	c.atMost(p.dot("text"), b.Text, 20)
	if b.TTLMinutes != 0 {
		c.between(p.dot("ttl_minutes"), b.TTLMinutes, 1440, 43200)
	}
}
