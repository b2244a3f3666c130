package whatsapp

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bind fills the template in and gives the content that sends it. Values go
// where their type says:
//
//   - a string takes the next open variable: header, body by its numbers, then the buttons in
//     their order (the end of a URL, the code to copy), then the cards;
//   - map[string]string takes named variables, as does a [TextParameter] with a Name;
//   - a [CurrencyParameter] or [DateTimeParameter] takes the next variable of a body, or the one of its Name;
//   - an [Image], [Video], [Document], [Location] or [ProductParameter] takes the next open header;
//   - a [ButtonParameter] takes the button at its Index;
//   - a [CardParameters] takes the next card whole;
//   - a time.Time says when a limited-time offer ends;
//   - an [OrderStatusParameter] tells of the order, a [TapTarget] makes the message a link.
//
// The one code of an authentication template is given once and goes to body and button.
//
// What is missing, left over, of the wrong kind or too long is told all at once
// by a [metabiz.ValidationError] whose paths name the variable: "body {{2}}".
func (t Template) Bind(values ...any) (TemplateMessage, error) {
	b := t.binding()
	for i, v := range values {
		b.take(i, v)
	}
	b.finish()
	if err := b.c.err(t.name()); err != nil {
		return TemplateMessage{}, err
	}
	return b.message, nil
}

func (t Template) name() string {
	return fmt.Sprintf("whatsapp.Template %q (%s)", t.Name, t.Language)
}

// A slot is a place in the message that a value goes to.
type slot struct {
	place    string // as errors name it: "body {{2}}"
	name     string // of the variable, "" for media
	format   HeaderFormat
	named    bool   // can't be filled by a value without a name
	body     bool   // takes an amount or a date too
	button   int    // index of the button, -1 elsewhere
	card     int    // index of the card, -1 elsewhere
	needs    string // what it takes, where that is no text
	optional bool
	filled   bool
	text     func(text string)
	value    func(p BodyParameter)
	header   func(p HeaderParameter)
}

type binding struct {
	template Template
	message  TemplateMessage
	slots    []*slot
	texts    map[string]string // what went where, for the length of the whole
	whole    []bool            // the cards that were given whole
	c        checker
}

func (t Template) binding() *binding {
	t = t.direct()
	b := &binding{
		template: t,
		message:  TemplateMessage{Name: t.Name, Language: t.Language},
		texts:    map[string]string{},
	}
	b.headerSlot("header", -1, t.Header, &b.message.Header)
	b.bodySlots("body", -1, t.Body, &b.message.Body)
	b.buttonSlots("buttons", -1, t.Buttons, &b.message.Buttons)
	if t.Cards != nil {
		b.message.Cards = make([]CardParameters, len(t.Cards))
		b.whole = make([]bool, len(t.Cards))
	}
	for i, card := range t.Cards {
		place := fmt.Sprintf("cards[%d] ", i)
		b.headerSlot(place+"header", i, card.Header, &b.message.Cards[i].Header)
		b.bodySlots(place+"body", i, card.Body, &b.message.Cards[i].Body)
		b.buttonSlots(place+"buttons", i, card.Buttons, &b.message.Cards[i].Buttons)
	}
	return b
}

func (b *binding) headerSlot(place string, card int, h *TemplateHeader, to *HeaderParameter) {
	if h == nil {
		return
	}
	set := func(p HeaderParameter) { *to = p }
	if format := h.format(); format != HeaderText {
		b.slots = append(b.slots, &slot{place: place, format: format, button: -1, card: card, header: set})
		return
	}
	for _, name := range variables(h.Text) {
		b.slots = append(b.slots, &slot{
			place: variablePlace(place, name), name: name, named: !isPositional(name), button: -1, card: card,
			text: func(text string) { set(TextParameter{Name: parameterName(name), Text: text}) },
		})
	}
}

func (b *binding) bodySlots(place string, card int, body TemplateBody, to *[]BodyParameter) {
	names := variables(body.Text)
	if b.template.Category == Authentication && len(names) == 0 {
		names = []string{"1"} // the text is Meta's own: {{1}} is your verification code
	}
	if len(names) == 0 {
		return
	}
	list := make([]BodyParameter, len(names))
	*to = list
	for i, name := range names {
		b.slots = append(b.slots, &slot{
			place: variablePlace(place, name), name: name, named: !isPositional(name), button: -1, card: card, body: true,
			text:  func(text string) { list[i] = TextParameter{Name: parameterName(name), Text: text} },
			value: func(p BodyParameter) { list[i] = p },
		})
	}
}

func (b *binding) buttonSlots(place string, card int, buttons []TemplateButton, to *[]ButtonParameter) {
	add := func(p ButtonParameter) { *to = append(*to, p) }
	for i, button := range buttons {
		s := &slot{place: fmt.Sprintf("%s[%d]", place, i), button: i, card: card}
		switch button := button.(type) {
		case URLButton:
			names := variables(button.URL)
			if len(names) == 0 {
				continue
			}
			s.place, s.name = variablePlace(s.place+".url", names[0]), names[0]
			s.text = func(text string) { add(URLParameter{Index: i, Text: text}) }
		case OTPButton:
			s.name = "1"
			s.text = func(text string) { add(URLParameter{Index: i, Text: text}) }
		case CopyCodeButton:
			s.name = "code"
			s.text = func(text string) { add(CopyCodeParameter{Index: i, Code: text}) }
		case ProductListButton:
			s.needs = "the products to show"
		case OrderDetailsButton:
			s.needs = "the bill to show"
		case QuickReplyButton, FlowButton, CatalogButton, VoiceCallButton:
			s.optional = true
		default:
			continue
		}
		b.slots = append(b.slots, s)
	}
}

func variablePlace(place, name string) string { return place + " {{" + name + "}}" }

// parameterName is what a message calls a variable: nothing where it is numbered.
func parameterName(name string) string {
	if isPositional(name) {
		return ""
	}
	return name
}

// next finds the first open slot that fits.
func (b *binding) next(fits func(*slot) bool) *slot {
	for _, s := range b.slots {
		if !s.filled && fits(s) {
			return s
		}
	}
	return nil
}

func (b *binding) take(i int, value any) {
	place := at("values[]", i)
	switch v := direct(value).(type) {
	case string:
		b.takeText(place, v)
	case TextParameter:
		if v.Name == "" {
			b.takeText(place, v.Text)
		} else {
			b.takeNamed(at(v.Name), v.Name, v.Text)
		}
	case map[string]string:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b.takeNamed(at(name), name, v[name])
		}
	case CurrencyParameter:
		b.takeBody(place, v.Name, func(name string) BodyParameter { v.Name = name; return v })
	case DateTimeParameter:
		b.takeBody(place, v.Name, func(name string) BodyParameter { v.Name = name; return v })
	case Image:
		b.takeHeader(place, v)
	case Video:
		b.takeHeader(place, v)
	case Document:
		b.takeHeader(place, v)
	case Location:
		b.takeHeader(place, v)
	case ProductParameter:
		b.takeHeader(place, v)
	case ButtonParameter:
		b.takeButton(place, "buttons", -1, b.template.Buttons, v, &b.message.Buttons)
	case CardParameters:
		b.takeCard(place, v)
	case time.Time:
		b.takeExpiry(place, v)
	case OrderStatusParameter:
		b.takeOrderStatus(place, v)
	case TapTarget:
		b.takeTapTarget(place, v)
	default:
		b.c.add(place, fmt.Sprintf("is a %T, which no template takes: give a string, a media, a parameter or a time", value), nil, nil)
	}
}

func (b *binding) takeText(place path, text string) {
	if s := b.next(func(s *slot) bool { return s.text != nil && !s.named }); s != nil {
		b.put(s, text)
		b.repeatCode(s, text)
		return
	}
	if s := b.next(func(s *slot) bool { return s.named }); s != nil {
		b.c.add(place, "has no name: the variables of this template are named, as in "+s.place, nil, text)
		return
	}
	b.c.add(place, "is left over: the template has no further variable", nil, text)
}

// repeatCode gives the code of an authentication template to its button too.
func (b *binding) repeatCode(first *slot, text string) {
	if b.template.Category != Authentication {
		return
	}
	for _, s := range b.slots {
		if s != first && !s.filled && s.text != nil {
			b.put(s, text)
		}
	}
}

func (b *binding) takeNamed(place path, name, text string) {
	if isPositional(name) {
		b.c.add(place, "is a number, not a name: values of numbered variables are given in their order, as strings", nil, text)
		return
	}
	found := false
	for _, s := range b.slots {
		if s.text != nil && s.name == name && !s.filled {
			b.put(s, text)
			found = true
		}
	}
	if !found {
		b.c.add(place, "is left over: the template has no such variable that is open", nil, text)
	}
}

func (b *binding) put(s *slot, text string) {
	s.filled = true
	s.text(text)
	b.texts[s.place] = text
	if strings.TrimSpace(text) == "" {
		b.c.add(at(s.place), "is empty", nil, nil)
	}
	if s.button < 0 && (strings.ContainsAny(text, "\n\r\t") || strings.Contains(text, "     ")) {
		b.c.add(at(s.place), "can't have line breaks, tabs or more than 4 spaces in a row", nil, text)
	}
	switch {
	case b.template.Category == Authentication:
		b.c.atMost(at(s.place), text, otpLimit)
	case s.name == "code" && s.button >= 0:
		b.c.atMost(at(s.place), text, 20)
	}
}

func (b *binding) takeBody(place path, name string, named func(name string) BodyParameter) {
	s := b.next(func(s *slot) bool { return s.body && (s.name == name || name == "" && !s.named) })
	if s == nil {
		b.c.add(place, "is left over: no variable of a body is open for it", nil, nil)
		return
	}
	b.putBody(s, named(parameterName(s.name)))
}

// otpLimit is how long a one-time code may be.
const otpLimit = 15

// putBody fills in an amount or a date.
func (b *binding) putBody(s *slot, p BodyParameter) {
	s.filled = true
	s.value(p)
	p.checkBodyParameter(&b.c, at(s.place), bodyTextLimit)
}

func (b *binding) takeHeader(place path, p HeaderParameter) {
	s := b.next(func(s *slot) bool { return s.header != nil })
	if s == nil {
		b.c.add(place, "is left over: the template has no header that is open for it", nil, nil)
		return
	}
	b.fillHeader(s, p)
}

func (b *binding) fillHeader(s *slot, p HeaderParameter) {
	s.filled = true
	if !fitsHeader(p, s.format) {
		b.c.add(at(s.place), "takes "+string(s.format)+", got "+typeName(p), string(s.format), nil)
		return
	}
	s.header(p)
	p.checkHeaderParameter(&b.c, at(s.place))
}

// fitsHeader tells whether a parameter is one that a header of the format takes.
func fitsHeader(p HeaderParameter, format HeaderFormat) bool {
	switch p.(type) {
	case Image:
		return format == HeaderImage
	case Video:
		return format == HeaderVideo || format == HeaderGIF
	case Document:
		return format == HeaderDocument
	case Location:
		return format == HeaderLocation
	case ProductParameter:
		return format == HeaderProduct
	case TextParameter:
		return false
	}
	return true
}

// typeName names the type of a value as a caller writes it.
func typeName(v any) string { return strings.TrimPrefix(fmt.Sprintf("%T", v), "whatsapp.") }

// takeButton gives a parameter to its button, one of those at a place: of the
// template, or of a card.
func (b *binding) takeButton(place path, where string, card int, buttons []TemplateButton, p ButtonParameter, to *[]ButtonParameter) {
	index, has := p.buttonIndex()
	if _, call := p.(VoiceCallParameter); call {
		index = slices.IndexFunc(buttons, func(b TemplateButton) bool { _, call := b.(VoiceCallButton); return call })
		if index < 0 {
			b.c.add(place, "is left over: there is no button that calls", nil, nil)
			return
		}
	} else if !has { // of a kind that is not known
		*to = append(*to, p)
		return
	}
	if index < 0 || index >= len(buttons) {
		b.c.add(place, "has no button at index "+strconv.Itoa(index)+" to go to", len(buttons), index)
		return
	}
	button := at(where+"[]", index)
	if want := buttons[index]; !fitsButton(p, want) {
		kind := "nil"
		if want != nil {
			kind = want.buttonType()
		}
		b.c.add(button, "is of type "+kind+", got "+typeName(p), nil, nil)
		return
	}
	s := b.next(func(s *slot) bool { return s.card == card && s.button == index })
	if s == nil {
		b.c.add(button, "takes nothing, or has its value already", nil, nil)
		return
	}
	s.filled = true
	*to = append(*to, p)
	p.checkButton(&b.c, at(s.place))
}

// fitsButton tells whether a parameter is the one that a button of the definition takes.
func fitsButton(p ButtonParameter, b TemplateButton) bool {
	switch p.(type) {
	case QuickReplyParameter:
		_, ok := b.(QuickReplyButton)
		return ok
	case URLParameter:
		_, url := b.(URLButton)
		_, otp := b.(OTPButton)
		return url || otp
	case CopyCodeParameter:
		_, ok := b.(CopyCodeButton)
		return ok
	case FlowParameter:
		_, ok := b.(FlowButton)
		return ok
	case CatalogParameter:
		_, ok := b.(CatalogButton)
		return ok
	case ProductListParameter:
		_, ok := b.(ProductListButton)
		return ok
	case OrderDetailsParameter:
		_, ok := b.(OrderDetailsButton)
		return ok
	case VoiceCallParameter:
		_, ok := b.(VoiceCallButton)
		return ok
	}
	return true
}

func (b *binding) takeExpiry(place path, t time.Time) {
	if b.template.LimitedTimeOffer == nil || !b.message.OfferExpires.IsZero() {
		b.c.add(place, "is left over: the template has no limited-time offer that is open for it", nil, nil)
		return
	}
	b.message.OfferExpires = t
}

// subCategoryOrderStatus is that of templates that tell how an order gets on.
const subCategoryOrderStatus = "ORDER_STATUS"

func (b *binding) takeOrderStatus(place path, status OrderStatusParameter) {
	if b.template.SubCategory != subCategoryOrderStatus || b.message.OrderStatus != nil {
		b.c.add(place, "is left over: the template is of another sub-category, or has its value already", nil, b.template.SubCategory)
		return
	}
	status.check(&b.c, at("order_status"))
	b.message.OrderStatus = &status
}

func (b *binding) takeTapTarget(place path, target TapTarget) {
	if b.message.TapTarget != nil {
		b.c.add(place, "is left over: the message is a link already", nil, nil)
		return
	}
	if p := at("tap_target_configuration"); b.c.required(p.dot("url"), target.URL) {
		checkLink(&b.c, p.dot("url"), target.URL)
		b.c.required(p.dot("title"), target.Title)
	}
	b.message.TapTarget = &target
}

// finish notes what is missing, and what is too long now that it is filled in.
func (b *binding) finish() {
	for _, s := range b.slots {
		switch {
		case s.filled || s.optional:
		case s.header != nil:
			b.c.add(at(s.place), "has no value: it needs "+string(s.format), string(s.format), nil)
		case s.text == nil:
			b.c.add(at(s.place), "has no value: it needs "+s.needs, nil, nil)
		default:
			b.c.add(at(s.place), "has no value", nil, nil)
		}
	}
	t := b.template
	if offer := t.LimitedTimeOffer; offer != nil && offer.HasExpiration != nil && *offer.HasExpiration && b.message.OfferExpires.IsZero() {
		b.c.add(at("limited_time_offer"), "has no value: it needs the time when the offer ends", nil, nil)
	}
	if t.SubCategory == subCategoryOrderStatus && b.message.OrderStatus == nil {
		b.c.add(at("order_status"), "has no value: it needs what has become of the order", nil, nil)
	}
	if t.Header != nil && t.Header.format() == HeaderText {
		b.checkLength("header", t.Header.Text, headerTextLimit)
	}
	limit := bodyAloneLimit
	if t.Header != nil || t.Footer != "" || t.Buttons != nil || t.Cards != nil || t.LimitedTimeOffer != nil {
		limit = bodyTextLimit
	}
	b.checkLength("body", t.Body.Text, limit)
	for i, card := range t.Cards {
		b.checkLength(fmt.Sprintf("cards[%d] body", i), card.Body.Text, cardTextLimit)
	}
	slices.SortStableFunc(b.message.Buttons, func(x, y ButtonParameter) int {
		i, _ := x.buttonIndex()
		j, _ := y.buttonIndex()
		return i - j
	})
}

// checkLength notes a text that its values make too long.
func (b *binding) checkLength(place, text string, limit int) {
	n := renderedLength(text, func(name string) (string, bool) {
		v, known := b.texts[variablePlace(place, name)]
		return v, known
	})
	if n > limit {
		b.c.add(at(place), fmt.Sprintf("has %d characters once it is filled in, at most %d", n, limit), limit, n)
	}
}
