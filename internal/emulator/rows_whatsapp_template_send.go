package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// templateContent checks a template message against the template that it names, and fills its values in.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
func templateContent(s *sending, p *piece) {
	name := p.str("name", 1, 512)
	language := p.obj("language")
	code := language.str("code", 1, 0)
	language.optEnum("policy", "deterministic")
	language.done()
	p.optStr("namespace", 0, 0)
	if p.in.err != nil {
		return
	}
	account := s.c.Find(accountType, s.number.Owner)
	t := findTemplate(account, name, code)
	if err := usable(t, name, code); err != nil {
		p.in.fail(err)
		return
	}
	if s.byUser && t.Get("category") == "AUTHENTICATION" {
		p.in.fail(Fail(131062, "Business-scoped User ID recipients are not supported for this message").Detailed("Send codes to a phone number."))
		return
	}
	if !s.marketing && t.Get("category") == "MARKETING" && account.Values["disable_marketing_messages_on_cloud_api"] == true {
		p.in.fail(Fail(131063, "Marketing templates are disabled on Cloud API").Detailed("Send marketing templates by the Marketing Messages API."))
		return
	}
	s.template, s.seen.Template, s.seen.Language = t, name, code
	var components []*piece
	if p.has("components") {
		components = p.objs("components", 0, 0)
	}
	p.read["components"] = true
	f := &filling{s: s, in: p.in, named: t.Get("parameter_format") == "NAMED", category: t.Get("category")}
	f.fill(componentsOf(t), components, &s.seen)
	p.done()
}

// usable tells whether a template can be sent.
func usable(t *Object, name, language string) *Error {
	status := ""
	if t != nil {
		status = t.Get("status")
	}
	switch status {
	case "APPROVED":
		return nil
	case "PAUSED":
		return Fail(132015, "Template is Paused").Detailed("Template %s in %s is paused due to low quality so it cannot be sent in a template message", name, language)
	case "DISABLED":
		return Fail(132016, "Template is Disabled").Detailed("Template %s in %s has been paused too many times due to low quality and is now permanently disabled", name, language)
	}
	return Fail(132001, "Template name does not exist in the translation").Detailed("template name (%s) does not exist in %s", name, language)
}

// filling puts the parameters of a message into a template.
type filling struct {
	s        *sending
	in       *inspector
	named    bool
	category string
	card     bool
}

func (f *filling) fail(code int, message, format string, args ...any) {
	f.in.fail(Fail(code, "%s", message).Detailed(format, args...))
}

func (f *filling) count(where string, have, want int) {
	f.fail(132000, "Number of parameters does not match the expected number of params",
		"%s: number of localizable_params (%d) does not match the expected number of params (%d)", where, have, want)
}

func (f *filling) mismatch(where, want, have string) {
	f.fail(132012, "Parameter format does not match format in the created template",
		"%s: Format mismatch, expected %s, received %s", where, strings.ToUpper(want), strings.ToUpper(have))
}

// fill goes through the components of a template, and refuses those of the message that the template lacks.
func (f *filling) fill(defined []map[string]any, sent []*piece, seen *Received) {
	used := map[*piece]bool{}
	take := func(kind string) *piece {
		for _, p := range sent {
			if !used[p] && strings.EqualFold(text(p.keys["type"]), kind) {
				used[p] = true
				p.read["type"] = true
				return p
			}
		}
		return nil
	}
	for _, m := range defined {
		switch text(m["type"]) {
		case "HEADER":
			f.header(m, take("header"), seen)
		case "BODY":
			f.body(m, take("body"), seen)
		case "FOOTER":
			seen.Footer = text(m["text"])
		case "BUTTONS":
			f.buttons(objectsIn(m["buttons"]), sent, used, seen)
		case "LIMITED_TIME_OFFER":
			f.offer(m, take("limited_time_offer"))
		case "CAROUSEL":
			f.carousel(objectsIn(m["cards"]), take("carousel"), seen)
		}
	}
	if !f.card {
		f.orderStatus(take("order_status"))
		f.tapTarget(take("tap_target_configuration"))
	}
	for _, p := range sent {
		kind := p.enum("type", "header", "body", "button", "limited_time_offer", "carousel", "HEADER", "BODY", "BUTTON", "LIMITED_TIME_OFFER", "CAROUSEL", "footer",
			"order_status", "tap_target_configuration")
		if !used[p] && f.in.err == nil && (p.has("parameters") || p.has("cards")) {
			if list, _ := p.any("parameters").([]any); len(list) > 0 || p.has("cards") {
				f.fail(132018, "Template parameters are not valid", "%s: the template has no such component, or it takes no parameters", kind)
			}
		}
		p.read["parameters"], p.read["cards"] = true, p.read["cards"] || strings.EqualFold(kind, "carousel")
		p.done()
	}
}

// parameters are those of a component, which may be left out altogether.
func (f *filling) parameters(p *piece) []*piece {
	if p == nil || !p.has("parameters") {
		return nil
	}
	return p.objs("parameters", 0, 0)
}

func (f *filling) header(m map[string]any, p *piece, seen *Received) {
	parameters, format := f.parameters(p), strings.ToLower(text(m["format"]))
	if format == "text" {
		seen.Header = f.texts("header", text(m["text"]), parameters)
		return
	}
	if len(parameters) != 1 {
		f.count("header", len(parameters), 1)
		return
	}
	param := parameters[0]
	want := format
	if format == "gif" {
		want = "video"
	}
	if kind := param.str("type", 1, 0); !strings.EqualFold(kind, want) && !(format == "gif" && kind == "gif") {
		f.mismatch("header", format, kind)
		return
	}
	switch want {
	case "image", "video", "document":
		media := param.obj(text(param.keys["type"]))
		seen.MediaID, seen.MediaURL = f.s.media(media, want)
		if want == "document" {
			seen.Filename = media.optStr("filename", 0, 240)
		}
		media.done()
	case "location":
		location := param.obj("location")
		location.num("latitude", -90, 90)
		location.num("longitude", -180, 180)
		seen.Header = strings.TrimPrefix(location.optStr("name", 0, 0)+", "+location.optStr("address", 0, 0), ", ")
		location.done()
	case "product":
		product := param.obj("product")
		product.str("product_retailer_id", 1, 0)
		product.str("catalog_id", 1, 0)
		product.done()
	}
	param.optStr("parameter_name", 0, 0)
	param.done()
}

func (f *filling) body(m map[string]any, p *piece, seen *Received) {
	written := text(m["text"])
	if f.category == "AUTHENTICATION" && written == "" {
		written = "{{1}} is your verification code."
		if m["add_security_recommendation"] == true {
			written += " For your security, do not share this code."
		}
	}
	rendered := f.texts("body", written, f.parameters(p))
	if f.card {
		seen.Cards = append(seen.Cards, Card{Text: rendered})
	} else {
		seen.Text = rendered
	}
	if n := utf8.RuneCountInString(rendered); n > 1024 && f.in.err == nil {
		f.fail(132005, "Translated text too long", "body: the text with its values has %d characters, and at most 1024 are allowed", n)
	}
}

// texts fills the values into a text, and refuses too few, too many, and those of another name or form.
func (f *filling) texts(where, written string, parameters []*piece) string {
	names, _ := definition{named: f.named}.variables(written)
	if len(parameters) != len(names) {
		f.count(where, len(parameters), len(names))
		return written
	}
	values := map[string]string{}
	for i, param := range parameters {
		name := strconv.Itoa(i + 1)
		if f.named {
			name = param.optStr("parameter_name", 0, 0)
			if !slices.Contains(names, name) || values[name] != "" {
				f.fail(132012, "Parameter format does not match format in the created template",
					"%s: Parameter name is missing, unknown or repeated: %q; the template has %s", where, name, strings.Join(names, ", "))
				return written
			}
		}
		values[name] = f.value(where, param)
	}
	return variable.ReplaceAllStringFunc(written, func(found string) string {
		return values[strings.TrimSpace(strings.Trim(found, "{}"))]
	})
}

// value is the text of a parameter. What has to be put in the person's own way comes with a text to fall back on.
func (f *filling) value(where string, param *piece) string {
	defer param.done()
	param.read["parameter_name"] = true
	switch kind := param.str("type", 1, 0); kind {
	case "text":
		value := param.str("text", 1, 0)
		if strings.ContainsAny(value, "\n\t") || strings.Contains(value, "     ") {
			f.fail(132018, "Template parameters are not valid", "%s: Param text cannot have new-line/tab characters or more than 4 consecutive spaces", where)
		}
		return value
	case "currency", "date_time":
		o := param.obj(kind)
		fallback := o.str("fallback_value", 1, 0)
		if kind == "currency" {
			o.str("code", 3, 3)
			o.num("amount_1000", -1e18, 1e18)
			o.done()
		}
		return fallback
	default:
		f.mismatch(where, "TEXT", kind)
		return ""
	}
}

// buttonSubTypes are what the buttons of a template are called in messages.
var buttonSubTypes = map[string]string{"QUICK_REPLY": "quick_reply", "URL": "url", "COPY_CODE": "copy_code", "OTP": "url", "FLOW": "flow",
	"CATALOG": "catalog", "MPM": "mpm", "SPM": "spm", "ORDER_DETAILS": "order_details", "VOICE_CALL": "voice_call", "PHONE_NUMBER": "phone_number"}

func (f *filling) buttons(defined []map[string]any, sent []*piece, used map[*piece]bool, seen *Received) {
	byIndex := map[int]*piece{}
	for _, p := range sent {
		if !strings.EqualFold(text(p.keys["type"]), "button") {
			continue
		}
		used[p] = true
		sub, i := strings.ToLower(p.str("sub_type", 1, 0)), 0
		if sub == "voice_call" && !p.has("index") {
			i = max(0, slices.IndexFunc(defined, func(b map[string]any) bool { return strings.EqualFold(text(b["type"]), sub) }))
		} else {
			i = int(p.num("index", 0, 9))
		}
		if f.in.err != nil {
			return
		}
		if i >= len(defined) || byIndex[i] != nil || buttonSubTypes[strings.ToUpper(text(defined[i]["type"]))] != sub {
			f.fail(132018, "Template parameters are not valid", "button: the template has no button of the type %s at index %d", sub, i)
			return
		}
		byIndex[i] = p
	}
	buttons := make([]Button, 0, len(defined))
	for i, b := range defined {
		buttons = append(buttons, f.button(i, b, byIndex[i]))
	}
	if f.card && len(seen.Cards) > 0 {
		seen.Cards[len(seen.Cards)-1].Buttons = buttons
		return
	}
	seen.Buttons = buttons
}

func (f *filling) button(i int, b map[string]any, p *piece) Button {
	where, kind := fmt.Sprintf("buttons: Button at index %d", i), strings.ToUpper(text(b["type"]))
	button := Button{Kind: strings.ToLower(kind), Title: text(b["text"]), Payload: text(b["text"])}
	if kind != "QUICK_REPLY" {
		button.Payload = ""
	}
	parameters := f.parameters(p)
	if p != nil {
		p.read["type"], p.read["parameters"] = true, true
		p.done()
	}
	link, want := text(b["url"]), 0
	if kind == "OTP" {
		link = "https://www.whatsapp.com/otp/code/?otp_type=" + text(b["otp_type"]) + "&code={{1}}"
	}
	if variable.MatchString(link) || kind == "COPY_CODE" || kind == "MPM" {
		want = 1
	}
	optional := kind == "QUICK_REPLY" || kind == "FLOW" || kind == "CATALOG" || kind == "SPM" || kind == "ORDER_DETAILS" || kind == "VOICE_CALL"
	if kind == "VOICE_CALL" && len(parameters) == 2 {
		parameters[1].enum("type", "payload", "ttl_minutes")
		parameters[1].any(text(parameters[1].keys["type"]))
		parameters[1].done()
		parameters = parameters[:1]
	}
	if len(parameters) != want && !(optional && len(parameters) == 1) {
		if len(parameters) < want {
			f.fail(131008, "Required parameter is missing", "%s of type %s requires a parameter", where, button.Kind)
		} else {
			f.count(where, len(parameters), want)
		}
		return button
	}
	if len(parameters) == 0 {
		button.URL = link
		return button
	}
	param := parameters[0]
	switch sent := param.str("type", 1, 0); {
	case (kind == "URL" || kind == "OTP") && sent == "text":
		value := param.str("text", 1, 2000)
		button.URL = variable.ReplaceAllLiteralString(link, value)
		if kind == "OTP" {
			button.Payload = value
		}
	case kind == "QUICK_REPLY" && sent == "payload":
		button.Payload = param.str("payload", 1, 256)
	case kind == "QUICK_REPLY" && sent == "text":
		button.Payload = param.str("text", 1, 256)
	case kind == "COPY_CODE" && sent == "coupon_code":
		button.Payload = param.str("coupon_code", 1, 20)
	case kind == "VOICE_CALL" && (sent == "ttl_minutes" || sent == "payload"):
		param.any(sent)
	case (optional || kind == "MPM") && sent == "action" && kind != "QUICK_REPLY":
		param.obj("action")
	default:
		f.mismatch(where, buttonSubTypes[kind], sent)
	}
	param.optStr("parameter_name", 0, 0)
	param.done()
	return button
}

func (f *filling) offer(m map[string]any, p *piece) {
	offer, _ := m["limited_time_offer"].(map[string]any)
	if offer["has_expiration"] != true {
		return
	}
	parameters := f.parameters(p)
	if len(parameters) != 1 {
		f.count("limited_time_offer", len(parameters), 1)
		return
	}
	parameters[0].enum("type", "limited_time_offer")
	expires := parameters[0].obj("limited_time_offer")
	if ms := expires.num("expiration_time_ms", 0, 1e15); f.in.err == nil && int64(ms) <= f.s.c.Now().UnixMilli() {
		expires.bad("expiration_time_ms", "must be in the future.")
	}
	expires.done()
	parameters[0].done()
}

func (f *filling) carousel(defined []map[string]any, p *piece, seen *Received) {
	if p == nil {
		f.count("carousel", 0, len(defined))
		return
	}
	cards := p.objs("cards", 0, 0)
	if len(cards) != len(defined) && f.in.err == nil {
		f.count("carousel", len(cards), len(defined))
		return
	}
	for i, c := range cards {
		if n := int(c.num("card_index", 0, 9)); n != i {
			c.bad("card_index", "must be %d.", i)
		}
		var components []*piece
		if c.has("components") {
			components = c.objs("components", 0, 0)
		}
		c.done()
		card := *f
		card.card = true
		var one Received
		card.fill(objectsIn(defined[i]["components"]), components, &one)
		if len(one.Cards) == 0 {
			one.Cards = []Card{{Buttons: one.Buttons}}
		}
		one.Cards[0].MediaID, one.Cards[0].MediaURL = one.MediaID, one.MediaURL
		seen.Cards = append(seen.Cards, one.Cards[0])
	}
}

// orderStatus is what a template tells of an order.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/orderstatustemplate
func (f *filling) orderStatus(p *piece) {
	if p == nil {
		return
	}
	if f.s.template.Get("sub_category") != "ORDER_STATUS" {
		f.fail(132018, "Template parameters are not valid", "order_status: the template's sub_category is not ORDER_STATUS")
		return
	}
	parameters := f.parameters(p)
	if len(parameters) != 1 {
		f.count("order_status", len(parameters), 1)
		return
	}
	parameters[0].enum("type", "order_status")
	status := parameters[0].obj("order_status")
	status.str("reference_id", 1, 35)
	order := status.obj("order")
	order.enum("status", "pending", "processing", "partially-shipped", "shipped", "completed", "canceled")
	order.optStr("description", 0, 120)
	order.done()
	status.done()
	parameters[0].done()
}

// tapTarget is the page that a tap on the message opens.
func (f *filling) tapTarget(p *piece) {
	if p == nil {
		return
	}
	parameters := f.parameters(p)
	if len(parameters) != 1 {
		f.count("tap_target_configuration", len(parameters), 1)
		return
	}
	parameters[0].enum("type", "tap_target_configuration")
	for _, target := range parameters[0].objs("tap_target_configuration", 1, 1) {
		target.url("url")
		target.str("title", 1, 0)
		target.done()
	}
	parameters[0].done()
}
