package whatsapp

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Rendered is what a person sees of a template message, for previews and tests:
// [Rendered.Text] and [Rendered.HTML] show it.
type Rendered struct {
	Template string // name
	Language string
	Header   *RenderedHeader
	Offer    *RenderedOffer
	Body     string // with the marks of WhatsApp: *bold*, _italic_, ~strike~, ```mono```
	Footer   string
	Buttons  []RenderedButton
	Cards    []RenderedCard
	// TapTarget is the page that the whole message leads to.
	TapTarget *TapTarget
	// CallPermissionRequest asks whether the business may call.
	CallPermissionRequest bool
}

// RenderedHeader is the header of a message or card.
type RenderedHeader struct {
	Format HeaderFormat
	// Text is that of a text header, the name and address of a place, the file
	// name of a document or the id of a product.
	Text string
	Link string // where a picture, video or document is; empty where it is sent by its id
}

// RenderedOffer is a limited-time offer.
type RenderedOffer struct {
	Text    string
	Code    string    // of the button that copies it
	Expires time.Time // zero where the offer does not end
}

// RenderedButton is a button as it is shown, and what it does.
type RenderedButton struct {
	Type string // "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE" … as in the definition
	Text string
	// Value is the address that is opened, the number that is called, or the code that is copied.
	Value string
}

// RenderedCard is a card of a carousel.
type RenderedCard struct {
	Header  *RenderedHeader
	Body    string
	Buttons []RenderedButton
}

// Render fills the template in as [Template.Bind] does, with the same errors, and
// gives what the person will see.
//
// The texts of an authentication template are Meta's: where the definition lacks them they are shown in English, and
// [Account.TemplatePreviews] has those of every language.
func (t Template) Render(values ...any) (*Rendered, error) {
	m, err := t.Bind(values...)
	if err != nil {
		return nil, err
	}
	return t.RenderMessage(m), nil
}

// RenderMessage gives what the person will see of a message that sends the
// template. A variable without a value stays as it is written: {{1}}.
func (t Template) RenderMessage(m TemplateMessage) *Rendered {
	t, m = t.direct(), m.direct()
	r := &Rendered{
		Template: t.Name, Language: t.Language, Header: renderHeader(t.Header, m.Header), Footer: t.Footer,
		Buttons: renderButtons(t.Buttons, m.Buttons), TapTarget: m.TapTarget, CallPermissionRequest: t.CallPermissionRequest,
		Body: fillIn(t.Body.Text, m.Body),
	}
	if t.Category == Authentication {
		t.renderCode(r, m.Body)
	}
	if t.LimitedTimeOffer != nil {
		r.Offer = &RenderedOffer{Text: t.LimitedTimeOffer.Text, Expires: m.OfferExpires}
		if i := slices.IndexFunc(r.Buttons, func(b RenderedButton) bool { return b.Type == CopyCodeButton{}.buttonType() }); i >= 0 {
			r.Offer.Code = r.Buttons[i].Value
		}
	}
	for i, card := range t.Cards {
		var p CardParameters
		if i < len(m.Cards) {
			p = m.Cards[i]
		}
		r.Cards = append(r.Cards, RenderedCard{renderHeader(card.Header, p.Header), fillIn(card.Body.Text, p.Body), renderButtons(card.Buttons, p.Buttons)})
	}
	return r
}

// RenderExamples shows the template with the examples of its definition, as the review sees it.
func (t Template) RenderExamples() *Rendered {
	t = t.direct()
	m := TemplateMessage{Name: t.Name, Language: t.Language, Body: exampleParameters(t.Body), Buttons: exampleButtons(t.Buttons)}
	m.Header = exampleHeader(t.Header)
	if t.Category == Authentication && m.Body == nil {
		m.Body = TextParameters("123456")
	}
	for _, card := range t.Cards {
		m.Cards = append(m.Cards, CardParameters{Header: exampleHeader(card.Header), Body: exampleParameters(card.Body), Buttons: exampleButtons(card.Buttons)})
	}
	return t.RenderMessage(m)
}

// renderCode writes Meta's own texts where the definition has none.
func (t Template) renderCode(r *Rendered, body []BodyParameter) {
	if t.Body.Text == "" {
		text := "*{{1}}* is your verification code."
		if warn := t.Body.AddSecurityRecommendation; warn != nil && *warn {
			text += " For your security, do not share this code."
		}
		r.Body = fillIn(text, body)
	}
	if t.Footer == "" && t.CodeExpirationMinutes > 0 {
		r.Footer = fmt.Sprintf("This code expires in %d minutes.", t.CodeExpirationMinutes)
	}
}

// fillIn puts the values of a message in the place of the variables.
func fillIn(text string, parameters []BodyParameter) string {
	names := variables(text)
	values := make(map[string]string, len(names))
	for i, p := range parameters {
		if p == nil {
			continue
		}
		name := p.parameterName()
		if name == "" && i < len(names) {
			name = names[i]
		}
		if value, known := shown(p); known {
			values[name] = value
		}
	}
	var b strings.Builder
	last := 0
	for name, start := range eachVariable(text) {
		value, known := values[name]
		if !known {
			continue
		}
		b.WriteString(text[last:start])
		b.WriteString(value)
		last = start + len(name) + len("{{}}")
	}
	b.WriteString(text[last:])
	return b.String()
}

// shown is the text of a value. Amounts and times are shown as they fall back to.
func shown(p BodyParameter) (string, bool) {
	switch p := p.(type) {
	case TextParameter:
		return p.Text, true
	case CurrencyParameter:
		return p.FallbackValue, true
	case DateTimeParameter:
		return p.FallbackValue, true
	}
	return "", false
}

func renderHeader(h *TemplateHeader, p HeaderParameter) *RenderedHeader {
	if h == nil {
		return nil
	}
	r := &RenderedHeader{Format: h.format(), Text: h.Text}
	switch p := p.(type) {
	case TextParameter:
		r.Text = fillIn(h.Text, []BodyParameter{p})
	case Image:
		r.Link = p.Link
	case Video:
		r.Link = p.Link
	case Document:
		r.Link, r.Text = p.Link, p.Filename
		if p.Upload != nil {
			r.Text = orElse(p.Filename, p.Upload.Name)
		}
	case Location:
		r.Text = strings.Trim(p.Name+"\n"+p.Address, "\n")
	case ProductParameter:
		r.Text = p.ProductRetailerID
	}
	return r
}

func renderButtons(buttons []TemplateButton, parameters []ButtonParameter) []RenderedButton {
	var list []RenderedButton
	for i, b := range buttons {
		if b == nil {
			continue
		}
		var p ButtonParameter
		for _, candidate := range parameters {
			if candidate == nil {
				continue
			}
			if index, has := candidate.buttonIndex(); has && index == i {
				p = candidate
			}
		}
		list = append(list, renderButton(b, p))
	}
	return list
}

func renderButton(b TemplateButton, p ButtonParameter) RenderedButton {
	r := RenderedButton{Type: b.buttonType()}
	switch b := b.(type) {
	case QuickReplyButton:
		r.Text = b.Text
	case URLButton:
		r.Text, r.Value = b.Text, b.URL
		if suffix, ok := p.(URLParameter); ok {
			r.Value = fillIn(b.URL, TextParameters(suffix.Text))
		}
	case PhoneNumberButton:
		r.Text, r.Value = b.Text, b.PhoneNumber
	case CopyCodeButton:
		r.Text = orElse(b.Text, "Copy offer code")
		if code, ok := p.(CopyCodeParameter); ok {
			r.Value = code.Code
		}
	case OTPButton:
		r.Text = otpLabel(b)
		if code, ok := p.(URLParameter); ok {
			r.Value = code.Text
		}
	case FlowButton:
		r.Text = b.Text
	case CatalogButton:
		r.Text = orElse(b.Text, "View catalog")
	case ProductListButton:
		r.Text = orElse(b.Text, "View items")
	case ProductButton:
		r.Text = orElse(b.Text, "View")
	case OrderDetailsButton:
		r.Text = orElse(b.Text, "Review and pay")
	case VoiceCallButton:
		r.Text = orElse(b.Text, "Call on WhatsApp")
	case ContactInfoButton:
		r.Text = orElse(b.Text, "Share phone number")
	default:
		r.Text = r.Type
	}
	return r
}

func otpLabel(b OTPButton) string {
	if b.OTPType == OTPOneTap {
		return orElse(b.AutofillText, "Autofill")
	}
	return orElse(b.Text, "Copy code")
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func exampleParameters(b TemplateBody) []BodyParameter {
	names := variables(b.Text)
	var list []BodyParameter
	for i, example := range b.Examples {
		if i < len(names) {
			list = append(list, TextParameter{Name: parameterName(names[i]), Text: example})
		}
	}
	return list
}

// exampleHeader is the header of the definition as a message would have it. The handle
// of an upload leads nowhere.
func exampleHeader(h *TemplateHeader) HeaderParameter {
	if h == nil || h.Example == "" {
		return nil
	}
	link := h.Example
	if !strings.HasPrefix(link, "https://") {
		link = ""
	}
	switch h.format() {
	case HeaderText:
		if names := variables(h.Text); len(names) > 0 {
			return TextParameter{Name: parameterName(names[0]), Text: h.Example}
		}
	case HeaderImage:
		return Image{Link: link}
	case HeaderVideo, HeaderGIF:
		return Video{Link: link}
	case HeaderDocument:
		return Document{Link: link}
	}
	return nil
}

// exampleButtons take their examples, which of addresses are the whole or the end of them.
func exampleButtons(buttons []TemplateButton) []ButtonParameter {
	var list []ButtonParameter
	for i, b := range buttons {
		switch b := b.(type) {
		case URLButton:
			before, _, found := strings.Cut(b.URL, "{{")
			if found && b.Example != "" {
				list = append(list, URLParameter{Index: i, Text: strings.TrimPrefix(b.Example, before)})
			}
		case CopyCodeButton:
			list = append(list, CopyCodeParameter{Index: i, Code: b.Example})
		}
	}
	return list
}

// Text gives the message as plain text: header, body, footer, then a line in
// brackets for each button, and the cards below.
func (r *Rendered) Text() string {
	var b strings.Builder
	if r.Header != nil {
		b.WriteString(r.Header.line())
		b.WriteByte('\n')
	}
	if r.Offer != nil {
		b.WriteString(r.Offer.line())
		b.WriteByte('\n')
	}
	b.WriteString(r.Body)
	b.WriteByte('\n')
	if r.Footer != "" {
		b.WriteString(r.Footer)
		b.WriteByte('\n')
	}
	writeButtons(&b, r.Buttons)
	for i, card := range r.Cards {
		fmt.Fprintf(&b, "\n(%d) ", i+1)
		if card.Header != nil {
			b.WriteString(card.Header.line())
			b.WriteByte('\n')
		}
		if card.Body != "" {
			b.WriteString(card.Body)
			b.WriteByte('\n')
		}
		writeButtons(&b, card.Buttons)
	}
	return strings.TrimRight(b.String(), "\n")
}

func writeButtons(b *strings.Builder, buttons []RenderedButton) {
	for _, button := range buttons {
		b.WriteString("[" + button.Text + "]")
		if button.Value != "" {
			b.WriteString(" " + button.Value)
		}
		b.WriteByte('\n')
	}
}

func (h *RenderedHeader) line() string {
	if h.Format == HeaderText {
		return h.Text
	}
	parts := []string{string(h.Format)}
	for _, part := range []string{strings.ReplaceAll(h.Text, "\n", ", "), h.Link} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return "<" + strings.Join(parts, " ") + ">"
}

func (o *RenderedOffer) line() string {
	line := o.Text
	if !o.Expires.IsZero() {
		line += ", until " + o.Expires.UTC().Format("2006-01-02 15:04 MST")
	}
	if o.Code != "" {
		line += ", code " + o.Code
	}
	return line
}
