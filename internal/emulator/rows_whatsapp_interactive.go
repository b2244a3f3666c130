package emulator

import (
	"slices"
	"strings"
)

// interactiveKind is a kind of interactive message: what stands around its action, and what the action is.
type interactiveKind struct {
	headers  []string // types of header that it may have; nil: none
	needs    string   // header or body: what must be there, separated by a blank
	longest  int      // characters of the body; 0: 1,024
	noFooter bool
	action   func(s *sending, p *piece)
}

var anyHeader = []string{"text", "image", "video", "document"}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
var interactiveKinds = map[string]interactiveKind{
	"button":                   {headers: anyHeader, needs: "body", action: replyButtons},
	"list":                     {headers: []string{"text"}, needs: "body", longest: 4096, action: listRows},
	"cta_url":                  {headers: anyHeader, needs: "body", action: linkButton},
	"flow":                     {headers: anyHeader, needs: "body", action: flowButton},
	"product":                  {action: oneProduct},
	"product_list":             {headers: []string{"text"}, needs: "header body", action: productList},
	"catalog_message":          {needs: "body", action: catalog},
	"location_request_message": {needs: "body", noFooter: true, action: named("send_location", "Send location")},
	"address_message":          {headers: anyHeader, needs: "body", action: address},
	"request_contact_info":     {needs: "body", action: named("request_contact_info", "Share contact info")},
	"call_permission_request":  {action: named("call_permission_request", "Allow calls")},
	"voice_call":               {headers: anyHeader, needs: "body", action: callButton},
	"carousel":                 {needs: "body", noFooter: true, action: carousel},
	"order_details":            {headers: []string{"image", "document", "text"}, needs: "body", action: orderAction("review_and_pay")},
	"order_status":             {needs: "body", action: orderAction("review_order")},
}

func interactiveContent(s *sending, p *piece) {
	names := make([]string, 0, len(interactiveKinds))
	for name := range interactiveKinds {
		names = append(names, name)
	}
	slices.Sort(names)
	s.seen.Kind = p.enum("type", names...)
	kind, ok := interactiveKinds[s.seen.Kind]
	if !ok {
		return
	}
	s.header(p, kind)
	longest := 1024
	if kind.longest > 0 {
		longest = kind.longest
	}
	if body, ok := p.optObj("body"); ok {
		s.seen.Text = body.str("text", 1, longest)
		body.done()
	} else if strings.Contains(kind.needs, "body") {
		p.missing("body")
	}
	if footer, ok := p.optObj("footer"); ok {
		if kind.noFooter {
			p.bad("footer", "is not supported by messages of the type %s.", s.seen.Kind)
		}
		s.seen.Footer = footer.str("text", 1, 60)
		footer.done()
	}
	action := p.obj("action")
	kind.action(s, action)
	action.done()
	p.done()
}

func (s *sending) header(p *piece, kind interactiveKind) {
	header, ok := p.optObj("header")
	switch {
	case !ok && strings.Contains(kind.needs, "header"):
		p.missing("header")
	case ok && kind.headers == nil:
		p.bad("header", "is not supported by messages of the type %s.", s.seen.Kind)
	}
	if !ok {
		return
	}
	switch form := header.enum("type", kind.headers...); form {
	case "text":
		s.seen.Header = header.str("text", 1, 60)
	case "image", "video", "document":
		media := header.obj(form)
		s.seen.MediaID, s.seen.MediaURL = s.media(media, form)
		if form == "document" {
			s.seen.Filename = media.optStr("filename", 0, 240)
		}
		media.optStr("caption", 0, 1024)
		media.done()
	}
	header.optStr("sub_text", 0, 60)
	header.done()
}

// unique refuses what an earlier element has, too.
func unique(seen map[string]bool, p *piece, key, value string) {
	if value != "" && seen[value] {
		p.bad(key, "must be different from that of the other elements - got %q twice.", value)
	}
	seen[value] = true
}

func replyButtons(s *sending, p *piece) {
	ids, titles := map[string]bool{}, map[string]bool{}
	for _, b := range p.objs("buttons", 1, 3) {
		b.enum("type", "reply")
		reply := b.obj("reply")
		button := Button{Kind: "reply", ID: reply.str("id", 1, 256), Title: reply.str("title", 1, 20)}
		unique(ids, reply, "id", button.ID)
		unique(titles, reply, "title", button.Title)
		reply.done()
		b.done()
		s.seen.Buttons = append(s.seen.Buttons, button)
	}
}

func listRows(s *sending, p *piece) {
	p.str("button", 1, 20)
	ids := map[string]bool{}
	sections := p.objs("sections", 1, 10)
	for _, section := range sections {
		if len(sections) > 1 {
			section.str("title", 1, 24)
		} else {
			section.optStr("title", 0, 24)
		}
		for _, r := range section.objs("rows", 1, 10) {
			row := Button{Kind: "row", ID: r.str("id", 1, 200), Title: r.str("title", 1, 24), Description: r.optStr("description", 0, 72)}
			unique(ids, r, "id", row.ID)
			r.done()
			s.seen.Buttons = append(s.seen.Buttons, row)
		}
		section.done()
	}
	if len(s.seen.Buttons) > 10 {
		p.bad("sections", "must have at most 10 rows in all.")
	}
}

func linkButton(s *sending, p *piece) {
	p.enum("name", "cta_url")
	parameters := p.obj("parameters")
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "url", Title: parameters.str("display_text", 1, 20), URL: parameters.url("url")})
	parameters.done()
}

func flowButton(s *sending, p *piece) {
	p.enum("name", "flow")
	parameters := p.obj("parameters")
	parameters.enum("flow_message_version", "3")
	parameters.optStr("flow_token", 0, 0)
	if parameters.has("flow_id") == parameters.has("flow_name") {
		if parameters.has("flow_id") {
			parameters.bad("flow_name", "must not be given together with flow_id.")
		} else {
			parameters.missing("flow_id")
		}
	}
	flow := parameters.optStr("flow_id", 1, 0) + parameters.optStr("flow_name", 1, 200)
	longest := 20
	if parameters.optEnum("mode", "draft", "published") == "draft" {
		longest = 0 // a draft has a button of its own
	}
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "flow", ID: flow, Title: parameters.str("flow_cta", 1, longest)})
	if parameters.optEnum("flow_action", "navigate", "data_exchange") == "data_exchange" && parameters.has("flow_action_payload") {
		parameters.bad("flow_action_payload", "must not be given with the flow_action data_exchange.")
	}
	if payload, ok := parameters.optObj("flow_action_payload"); ok {
		payload.str("screen", 1, 0)
		if payload.has("data") {
			if data := payload.obj("data"); len(data.keys) == 0 {
				payload.bad("data", "must not be an empty object.")
			}
		}
		payload.done()
	}
	parameters.done()
}

func oneProduct(s *sending, p *piece) {
	p.str("catalog_id", 1, 0)
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "product", ID: p.str("product_retailer_id", 1, 0), Title: "View"})
}

func productList(s *sending, p *piece) {
	p.str("catalog_id", 1, 0)
	sections := p.objs("sections", 1, 10)
	for _, section := range sections {
		if len(sections) > 1 {
			section.str("title", 1, 24)
		} else {
			section.optStr("title", 0, 24)
		}
		for _, item := range section.objs("product_items", 1, 30) {
			s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "product", ID: item.str("product_retailer_id", 1, 0)})
			item.done()
		}
		section.done()
	}
	if len(s.seen.Buttons) > 30 {
		p.bad("sections", "must have at most 30 products in all.")
	}
}

func catalog(s *sending, p *piece) {
	p.enum("name", "catalog_message")
	if parameters, ok := p.optObj("parameters"); ok {
		parameters.optStr("thumbnail_product_retailer_id", 0, 0)
		parameters.done()
	}
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "catalog", Title: "View catalog"})
}

// named is an action that has nothing but a name.
func named(name, title string) func(s *sending, p *piece) {
	return func(s *sending, p *piece) {
		p.enum("name", name)
		s.seen.Buttons = append(s.seen.Buttons, Button{Kind: name, Title: title})
	}
}

func address(s *sending, p *piece) {
	p.enum("name", "address_message")
	parameters := p.obj("parameters")
	if country := parameters.str("country", 2, 2); strings.ToUpper(country) != country {
		parameters.bad("country", "must be a country code of two capitals.")
	}
	for _, key := range []string{"values", "saved_addresses", "validation_errors"} {
		parameters.any(key)
	}
	parameters.done()
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "address_message", Title: "Provide address"})
}

func callButton(s *sending, p *piece) {
	p.enum("name", "voice_call")
	title := "Call now"
	if parameters, ok := p.optObj("parameters"); ok {
		if given := parameters.optStr("display_text", 1, 20); given != "" {
			title = given
		}
		if parameters.has("ttl_minutes") {
			parameters.num("ttl_minutes", 1, 43_200)
		}
		parameters.optStr("payload", 0, 512)
		parameters.done()
	}
	s.seen.Buttons = append(s.seen.Buttons, Button{Kind: "voice_call", Title: title})
}

// orderAction is the action of the messages about orders and their payment, whose contents differ by country.
func orderAction(name string) func(s *sending, p *piece) {
	return func(s *sending, p *piece) {
		p.enum("name", name)
		parameters := p.obj("parameters")
		parameters.str("reference_id", 1, 0)
		if o := parameters.obj("order"); o.str("status", 1, 0) != "" && name == "review_and_pay" {
			parameters.str("currency", 3, 3)
			if total := parameters.obj("total_amount"); total.num("value", 0, 1e15) > 0 {
				total.num("offset", 100, 100)
			}
		}
		s.seen.Buttons = append(s.seen.Buttons, Button{Kind: name, ID: text(parameters.keys["reference_id"]), Title: "Review order"})
	}
}

// carousel is a row of cards of the same make: with media and buttons, or with products.
func carousel(s *sending, p *piece) {
	products := 0
	var shape string
	cards := p.objs("cards", 2, 10)
	for i, c := range cards {
		if n := c.num("card_index", 0, 9); int(n) != i {
			c.bad("card_index", "must be %d.", i)
		}
		var card Card
		c.optEnum("type", "cta_url", "quick_reply", "button", "product")
		var kind string
		action := c.obj("action")
		if action.has("product_retailer_id") {
			products++
			kind = "product"
			action.str("catalog_id", 1, 0)
			card.Buttons = append(card.Buttons, Button{Kind: "product", ID: action.str("product_retailer_id", 1, 0), Title: "View"})
		} else {
			card, kind = s.mediaCard(c, action)
		}
		action.done()
		c.done()
		if i > 0 && kind != shape {
			c.bad("action", "must be of the same make on all cards.")
		}
		shape = kind
		s.seen.Cards = append(s.seen.Cards, card)
	}
}

func (s *sending) mediaCard(c, action *piece) (card Card, shape string) {
	header := c.obj("header")
	form := header.enum("type", "image", "video")
	if form != "" {
		media := header.obj(form)
		card.MediaID, card.MediaURL = s.media(media, form)
		media.done()
	}
	header.done()
	if body, ok := c.optObj("body"); ok {
		card.Text = body.str("text", 1, 160)
		if strings.Count(card.Text, "\n") > 2 {
			body.bad("text", "must have at most 2 line breaks.")
		}
		body.done()
	}
	if action.has("buttons") {
		for _, b := range action.objs("buttons", 1, 3) {
			b.enum("type", "quick_reply", "reply")
			reply := b.obj(text(b.keys["type"]))
			card.Buttons = append(card.Buttons, Button{Kind: "reply", ID: reply.str("id", 1, 256), Title: reply.str("title", 1, 20)})
			reply.done()
			b.done()
		}
		return card, form + " replies " + strings.Repeat("|", len(card.Buttons))
	}
	action.enum("name", "cta_url")
	parameters := action.obj("parameters")
	card.Buttons = append(card.Buttons, Button{Kind: "url", Title: parameters.str("display_text", 1, 20), URL: parameters.url("url")})
	parameters.done()
	return card, form + " link"
}
