package whatsapp

import "fmt"

// takeCard gives the next card all that it takes: what is missing of it is
// missing, even if other values are left.
func (b *binding) takeCard(place path, card CardParameters) {
	n := b.nextCard()
	if n < 0 {
		b.c.add(place, "is left over: the template has no further card", len(b.template.Cards), nil)
		return
	}
	b.whole[n] = true
	where := fmt.Sprintf("cards[%d] ", n)
	out := &b.message.Cards[n]
	out.Other = card.Other
	if header := direct(card.Header); header != nil {
		b.takeCardHeader(n, at(where+"header"), header)
	}
	for _, p := range card.Body {
		b.takeCardBody(n, at(where+"body"), direct(p))
	}
	for _, p := range card.Buttons {
		if p = direct(p); p == nil {
			b.c.add(at(where+"buttons"), "has a parameter that is nil", nil, nil)
			continue
		}
		b.takeButton(at(where+"buttons"), where+"buttons", n, b.template.Cards[n].Buttons, p, &out.Buttons)
	}
}

// nextCard is the first card of which nothing has been filled in.
func (b *binding) nextCard() int {
	touched := make([]bool, len(b.whole))
	copy(touched, b.whole)
	for _, s := range b.slots {
		if s.card >= 0 && s.filled {
			touched[s.card] = true
		}
	}
	for n, t := range touched {
		if !t {
			return n
		}
	}
	return -1
}

func (b *binding) takeCardHeader(card int, place path, p HeaderParameter) {
	s := b.next(func(s *slot) bool { return s.card == card && s.button < 0 && !s.body })
	text, isText := p.(TextParameter)
	switch {
	case s == nil:
		b.c.add(place, "takes nothing", nil, nil)
	case s.header != nil:
		b.fillHeader(s, p)
	case isText:
		b.put(s, text.Text)
	default:
		b.c.add(place, "takes a text, got "+typeName(p), nil, nil)
	}
}

func (b *binding) takeCardBody(card int, place path, p BodyParameter) {
	if p == nil {
		b.c.add(place, "has a parameter that is nil", nil, nil)
		return
	}
	name := p.parameterName()
	s := b.next(func(s *slot) bool { return s.card == card && s.body && (s.name == name || name == "" && !s.named) })
	if s == nil {
		b.c.add(place, "has a value left over: no variable is open for it", nil, nil)
		return
	}
	if text, ok := p.(TextParameter); ok {
		b.put(s, text.Text)
		return
	}
	b.putBody(s, p)
}
