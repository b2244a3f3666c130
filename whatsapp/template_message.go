package whatsapp

import "time"

// TemplateMessage sends a template that Meta has approved: the only content that
// may be sent outside the customer service window.
//
// What it holds must fit the template; [Template.Bind] makes one that does.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview.
type TemplateMessage struct {
	Name     string // up to 512 lower-case letters, digits and underscores
	Language string // exactly as approved: "it", "en_US"

	Header  HeaderParameter   // the variable, picture, video, document, place or product of the header
	Body    []BodyParameter   // see [TextParameters]
	Buttons []ButtonParameter // for the buttons that take something
	Cards   []CardParameters  // of a carousel: one for each card, in their order
	// OfferExpires is when a limited-time offer ends, to the millisecond.
	OfferExpires time.Time
	// OrderStatus tells how an order gets on, by templates of that sub-category.
	OrderStatus *OrderStatusParameter
	// TapTarget makes the whole message a link.
	TapTarget *TapTarget

	// LanguagePolicy is "deterministic" where it is left out, the only one there is.
	LanguagePolicy string
	// Other are components of kinds that this version does not know.
	Other []UnknownComponent
}

// CardParameters is what a card of a carousel holds.
type CardParameters struct {
	Header  HeaderParameter
	Body    []BodyParameter
	Buttons []ButtonParameter
	Other   []UnknownComponent
}

// TapTarget is the page that opens when a message is tapped, and its title.
type TapTarget struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

const kindTemplate = "template"

func (TemplateMessage) kind() string { return kindTemplate }

func (m TemplateMessage) encode(e *encoder) {
	m = m.direct()
	e.open("template")
	e.always("name", m.Name)
	e.open("language")
	e.always("code", m.Language)
	e.text("policy", m.LanguagePolicy)
	e.close()
	if m.hasComponents() {
		e.list("components")
		e.components(m.Header, m.Body)
		if !m.OfferExpires.IsZero() {
			e.offerExpires(m.OfferExpires)
		}
		if m.Cards != nil {
			e.cards(m.Cards)
		}
		e.buttons(m.Buttons)
		if m.OrderStatus != nil {
			e.orderStatus(*m.OrderStatus)
		}
		if m.TapTarget != nil {
			e.tapTarget(*m.TapTarget)
		}
		e.others(m.Other)
		e.end()
	}
	e.close()
}

func (m TemplateMessage) hasComponents() bool {
	return m.Header != nil || m.Body != nil || m.Buttons != nil || m.Cards != nil ||
		!m.OfferExpires.IsZero() || m.OrderStatus != nil || m.TapTarget != nil || m.Other != nil
}

func (e *encoder) components(header HeaderParameter, body []BodyParameter) {
	if header != nil {
		e.open("")
		e.always("type", "header")
		e.list("parameters")
		header.encodeHeaderParameter(e)
		e.end()
		e.close()
	}
	if body != nil {
		e.open("")
		e.always("type", "body")
		e.list("parameters")
		for _, p := range body {
			if p == nil {
				e.fail("template body", errNil)
				continue
			}
			p.encodeBodyParameter(e)
		}
		e.end()
		e.close()
	}
}

func (e *encoder) buttons(buttons []ButtonParameter) {
	for _, b := range buttons {
		if b == nil {
			e.fail("template button", errNil)
			continue
		}
		b.encodeButton(e)
	}
}

func (e *encoder) offerExpires(t time.Time) {
	e.open("")
	e.always("type", "limited_time_offer")
	e.list("parameters")
	e.open("")
	e.always("type", "limited_time_offer")
	e.open("limited_time_offer")
	e.int("expiration_time_ms", t.UnixMilli())
	e.close()
	e.close()
	e.end()
	e.close()
}

func (e *encoder) cards(cards []CardParameters) {
	e.open("")
	e.always("type", "carousel")
	e.list("cards")
	for i, card := range cards {
		e.open("")
		e.int("card_index", int64(i))
		e.list("components")
		e.components(card.Header, card.Body)
		e.buttons(card.Buttons)
		e.others(card.Other)
		e.end()
		e.close()
	}
	e.end()
	e.close()
}

func (e *encoder) tapTarget(t TapTarget) {
	e.open("")
	e.always("type", "tap_target_configuration")
	e.list("parameters")
	e.open("")
	e.always("type", "tap_target_configuration")
	e.list("tap_target_configuration")
	e.open("")
	e.always("url", t.URL)
	e.always("title", t.Title)
	e.close()
	e.end()
	e.close()
	e.end()
	e.close()
}

func (e *encoder) others(others []UnknownComponent) {
	for _, u := range others {
		e.item(u.Raw)
	}
}

// MarshalJSON gives the value of the member "template".
func (m TemplateMessage) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// Limits of what is filled in for a variable: a body that stands alone may be
// far longer than one with other components beside it.
const (
	headerTextLimit = 60
	bodyTextLimit   = 1024
	bodyAloneLimit  = 32768
)

func (m TemplateMessage) check(c *checker) {
	m = m.direct()
	checkTemplateName(c, at("template.name"), m.Name)
	c.required(at("template.language.code"), m.Language)
	limit := bodyAloneLimit
	if m.Header != nil || m.Buttons != nil || m.Cards != nil || !m.OfferExpires.IsZero() {
		limit = bodyTextLimit
	}
	list := at("template.components")
	n := c.components(list, m.Header, m.Body, limit)
	if !m.OfferExpires.IsZero() {
		n++
	}
	if m.Cards != nil {
		cards := list.element(n).dot("cards")
		c.count(cards, len(m.Cards), 2, 10, "cards")
		for i, card := range m.Cards {
			inside := cards.element(i).dot("components")
			k := c.components(inside, card.Header, card.Body, bodyTextLimit)
			c.buttons(inside, k, card.Buttons)
		}
		n++
	}
	c.buttons(list, n, m.Buttons)
	n += len(m.Buttons)
	if m.OrderStatus != nil {
		m.OrderStatus.check(c, list.element(n).dot("parameters").element(0).dot("order_status"))
		n++
	}
	if m.TapTarget != nil {
		target := list.element(n).dot("parameters").element(0).dot("tap_target_configuration").element(0)
		if c.required(target.dot("url"), m.TapTarget.URL) {
			checkLink(c, target.dot("url"), m.TapTarget.URL)
		}
		c.required(target.dot("title"), m.TapTarget.Title)
	}
}

// components checks header and body and tells how many components they are.
func (c *checker) components(list path, header HeaderParameter, body []BodyParameter, limit int) int {
	n := 0
	if header != nil {
		header.checkHeaderParameter(c, list.element(n).dot("parameters").element(0))
		n++
	}
	if body != nil {
		named := 0
		for i, p := range body {
			if p == nil {
				c.add(list.element(n).dot("parameters").element(i), "is nil", nil, nil)
				continue
			}
			if p.parameterName() != "" {
				named++
			}
			if text, ok := p.(TextParameter); ok && text.sound(limit) {
				continue // most are, and then need no name for their place
			}
			p.checkBodyParameter(c, list.element(n).dot("parameters").element(i), limit)
		}
		if named > 0 && named < len(body) {
			c.add(list.element(n).dot("parameters"), "has values with a parameter_name and values without: all or none have one", nil, nil)
		}
		n++
	}
	return n
}

func (c *checker) buttons(list path, n int, buttons []ButtonParameter) {
	var seen [10]bool
	for i, b := range buttons {
		place := list.element(n + i)
		if b == nil {
			c.add(place, "is nil", nil, nil)
			continue
		}
		b.checkButton(c, place)
		index, has := b.buttonIndex()
		switch {
		case !has:
		case index < 0 || index > 9:
			c.between(place.dot("index"), index, 0, 9)
		case seen[index]:
			c.add(place.dot("index"), "is the index of another button", nil, index)
		default:
			seen[index] = true
		}
	}
}

func checkTemplateName(c *checker, p path, name string) {
	c.text(p, name, 512)
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			c.add(p, "takes lower-case letters, digits and underscores only", nil, name)
			return
		}
	}
}
