package whatsapp

import "strings"

// MediaCarousel is a message with two to ten cards, which scroll sideways. All
// cards have headers of the same kind, and buttons of the same kind and number.
//
// Body takes up to 1,024 characters. There is no header and no footer.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages.
type MediaCarousel struct {
	Body  string
	Cards []MediaCard
}

// MediaCard is a card of a [MediaCarousel]. Body is optional and takes up to 160
// characters and two line breaks.
type MediaCard struct {
	Header CardHeader
	Body   string
	Action CardAction
}

// CardAction is what a card's buttons do: a [CardURL] or [CardReplies].
type CardAction interface {
	encodeAction(e *encoder)
	checkAction(c *checker, card int)
	buttons() (kind string, n int)
}

// CardURL is a button that opens a web page. DisplayText takes up to 20 characters.
type CardURL struct {
	DisplayText string
	URL         string
}

// CardReplies are buttons that answer with their ID when tapped.
type CardReplies []ReplyButton

// ProductCarousel is a message with two to ten products of one catalog, which
// scroll sideways.
//
// Body takes up to 1,024 characters. There is no header and no footer.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/interactive-product-carousel-messages.
type ProductCarousel struct {
	Body               string
	CatalogID          string
	ProductRetailerIDs []string
}

func (MediaCarousel) kind() string   { return kindInteractive }
func (ProductCarousel) kind() string { return kindInteractive }

func (CardURL) buttons() (string, int)       { return "cta_url", 1 }
func (r CardReplies) buttons() (string, int) { return "quick_reply", len(r) }

func (u CardURL) encodeAction(e *encoder) {
	e.always("name", "cta_url")
	e.urlParameters(u.DisplayText, u.URL)
}

func (r CardReplies) encodeAction(e *encoder) {
	e.list("buttons")
	for _, b := range r {
		b.encode(e, "quick_reply")
	}
	e.end()
}

func (m MediaCarousel) encode(e *encoder) {
	e.openInteractive("carousel", nil, m.Body, "")
	e.list("cards")
	for i, card := range m.Cards {
		e.open("")
		e.int("card_index", int64(i))
		e.always("type", "cta_url") // of cards with replies too
		e.header(card.Header)
		e.wrapped("body", card.Body)
		e.open("action")
		if action := direct(card.Action); action != nil {
			action.encodeAction(e)
		}
		e.close()
		e.close()
	}
	e.end()
	e.closeInteractive()
}

func (m ProductCarousel) encode(e *encoder) {
	e.openInteractive("carousel", nil, m.Body, "")
	e.list("cards")
	for i, id := range m.ProductRetailerIDs {
		e.open("")
		e.int("card_index", int64(i))
		e.always("type", "product")
		e.open("action")
		e.always("product_retailer_id", id)
		e.always("catalog_id", m.CatalogID)
		e.close()
		e.close()
	}
	e.end()
	e.closeInteractive()
}

func (m MediaCarousel) check(c *checker) {
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.count(at("interactive.action.cards"), len(m.Cards), 2, 10, "cards")
	for i, card := range m.Cards {
		if direct(card.Header) == nil {
			c.add(at("interactive.action.cards[].header", i), "is required", nil, nil)
		} else {
			c.header(at("interactive.action.cards[].header", i), card.Header)
			if first := direct(m.Cards[0].Header); first != nil && first.headerKind() != direct(card.Header).headerKind() {
				c.add(at("interactive.action.cards[].header.type", i), "is another than that of the first card: all have the same",
					first.headerKind(), direct(card.Header).headerKind())
			}
		}
		c.atMost(at("interactive.action.cards[].body.text", i), card.Body, 160)
		if n := strings.Count(card.Body, "\n"); n > 2 {
			c.add(at("interactive.action.cards[].body.text", i), "takes at most 2 line breaks", 2, n)
		}
		action := direct(card.Action)
		if action == nil {
			c.add(at("interactive.action.cards[].action", i), "is required", nil, nil)
			continue
		}
		action.checkAction(c, i)
		if first := direct(m.Cards[0].Action); first != nil {
			kind, n := action.buttons()
			if firstKind, firstN := first.buttons(); kind != firstKind || n != firstN {
				c.add(at("interactive.action.cards[].action", i), "has other buttons than the first card: all have the same kind and number", nil, nil)
			}
		}
	}
}

func (u CardURL) checkAction(c *checker, card int) {
	c.text(at("interactive.action.cards[].action.parameters.display_text", card), u.DisplayText, 20)
	if p := at("interactive.action.cards[].action.parameters.url", card); c.required(p, u.URL) {
		checkLink(c, p, u.URL)
	}
}

func (r CardReplies) checkAction(c *checker, card int) {
	if len(r) == 0 {
		c.add(at("interactive.action.cards[].action.buttons", card), "needs at least 1 button", 1, 0)
	}
	for i, b := range r {
		c.buttonID(at("interactive.action.cards[].action.buttons[].quick_reply.id", card, i), b.ID)
		c.text(at("interactive.action.cards[].action.buttons[].quick_reply.title", card, i), b.Title, 20)
	}
}

func (m ProductCarousel) check(c *checker) {
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.count(at("interactive.action.cards"), len(m.ProductRetailerIDs), 2, 10, "cards")
	c.required(at("interactive.action.cards[0].action.catalog_id"), m.CatalogID)
	for i, id := range m.ProductRetailerIDs {
		c.required(at("interactive.action.cards[].action.product_retailer_id", i), id)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m MediaCarousel) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m ProductCarousel) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeCarousel(w *interactiveWire) (Content, error) {
	if w.header != nil || w.Footer.Text != "" {
		return nil, errOtherShape
	}
	for i, card := range w.Action.Cards {
		if card.Index != i || card.Type != w.Action.Cards[0].Type {
			return nil, errOtherShape
		}
	}
	if len(w.Action.Cards) > 0 && w.Action.Cards[0].Type == "product" {
		return decodeProductCarousel(w)
	}
	m := MediaCarousel{Body: w.Body.Text}
	for _, card := range w.Action.Cards {
		decoded, err := card.media()
		if err != nil {
			return nil, err
		}
		m.Cards = append(m.Cards, decoded)
	}
	return m, nil
}

func decodeProductCarousel(w *interactiveWire) (Content, error) {
	m := ProductCarousel{Body: w.Body.Text, CatalogID: w.Action.Cards[0].Action.CatalogID}
	for _, card := range w.Action.Cards {
		if card.Action.CatalogID != m.CatalogID {
			return nil, errOtherShape
		}
		m.ProductRetailerIDs = append(m.ProductRetailerIDs, card.Action.ProductRetailerID)
	}
	return m, nil
}

func (w cardWire) media() (MediaCard, error) {
	card := MediaCard{Body: w.Body.Text}
	header, err := decodeHeader(w.Header)
	if err != nil {
		return card, err
	}
	if header != nil {
		fits := false
		if card.Header, fits = header.(CardHeader); !fits {
			return card, errOtherShape
		}
	}
	switch {
	case w.Action.Name == "cta_url":
		u, err := w.Action.url()
		card.Action = CardURL(u)
		return card, err
	case len(w.Action.Buttons) > 0:
		var replies CardReplies
		for _, b := range w.Action.Buttons {
			if b.QuickReply == nil {
				return card, errOtherShape
			}
			replies = append(replies, ReplyButton(*b.QuickReply))
		}
		card.Action = replies
		return card, nil
	}
	return card, errOtherShape
}
