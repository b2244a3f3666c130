package whatsapp

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

func decodeTemplateMessage(raw json.RawMessage) (Content, error) {
	var w struct {
		Name     string `json:"name"`
		Language struct {
			Code   string `json:"code"`
			Policy string `json:"policy"`
		} `json:"language"`
		Components []json.RawMessage `json:"components"`
	}
	if err := wire.UnmarshalStrict(raw, &w); err != nil {
		return nil, err
	}
	m := TemplateMessage{Name: w.Name, Language: w.Language.Code, LanguagePolicy: w.Language.Policy}
	for _, component := range w.Components {
		m.add(component)
	}
	return m, nil
}

// componentWire is the shape that all components of a message share.
type componentWire struct {
	Type       string            `json:"type"`
	SubType    string            `json:"sub_type"`
	Index      *int              `json:"index"`
	Parameters []json.RawMessage `json:"parameters"`
	Cards      []struct {
		Index      int               `json:"card_index"`
		Components []json.RawMessage `json:"components"`
	} `json:"cards"`
}

// add puts a component where it belongs. One of a kind or shape that is not
// known is kept as it came.
func (m *TemplateMessage) add(raw json.RawMessage) {
	var w componentWire
	err := wire.UnmarshalStrict(raw, &w)
	switch kind := strings.ToLower(w.Type); {
	case err != nil:
	case kind == "header":
		err = setHeader(&m.Header, &w)
	case kind == "body":
		err = setBody(&m.Body, &w)
	case kind == "button":
		m.Buttons = append(m.Buttons, decodeButton(&w, raw))
	case kind == "carousel":
		err = m.setCards(&w)
	case kind == "limited_time_offer":
		err = m.setOfferExpires(&w)
	case kind == "order_status":
		err = m.setOrderStatus(&w)
	case kind == "tap_target_configuration":
		err = m.setTapTarget(&w)
	default:
		err = errOtherShape
	}
	if err != nil {
		m.Other = append(m.Other, UnknownComponent{Type: w.Type, Raw: clone(raw)})
	}
}

func (card *CardParameters) add(raw json.RawMessage) {
	var w componentWire
	err := wire.UnmarshalStrict(raw, &w)
	switch kind := strings.ToLower(w.Type); {
	case err != nil:
	case kind == "header":
		err = setHeader(&card.Header, &w)
	case kind == "body":
		err = setBody(&card.Body, &w)
	case kind == "button":
		card.Buttons = append(card.Buttons, decodeButton(&w, raw))
	default:
		err = errOtherShape
	}
	if err != nil {
		card.Other = append(card.Other, UnknownComponent{Type: w.Type, Raw: clone(raw)})
	}
}

func setHeader(header *HeaderParameter, w *componentWire) error {
	if *header != nil || len(w.Parameters) != 1 {
		return errOtherShape
	}
	var p parameterWire
	if err := wire.UnmarshalStrict(w.Parameters[0], &p); err != nil {
		return err
	}
	*header = p.header(w.Parameters[0])
	return nil
}

func setBody(body *[]BodyParameter, w *componentWire) error {
	if *body != nil {
		return errOtherShape
	}
	list := make([]BodyParameter, 0, len(w.Parameters))
	for _, raw := range w.Parameters {
		var p parameterWire
		if err := wire.UnmarshalStrict(raw, &p); err != nil {
			return err
		}
		list = append(list, p.body(raw))
	}
	*body = list
	return nil
}

func (m *TemplateMessage) setCards(w *componentWire) error {
	if m.Cards != nil {
		return errOtherShape
	}
	cards := make([]CardParameters, len(w.Cards))
	for i, c := range w.Cards {
		if c.Index != i {
			return errOtherShape
		}
		for _, component := range c.Components {
			cards[i].add(component)
		}
	}
	m.Cards = cards
	return nil
}

func (m *TemplateMessage) setOfferExpires(w *componentWire) error {
	if len(w.Parameters) != 1 || !m.OfferExpires.IsZero() {
		return errOtherShape
	}
	var p struct {
		Offer struct {
			ExpirationTimeMS int64 `json:"expiration_time_ms"`
		} `json:"limited_time_offer"`
	}
	if err := wire.UnmarshalStrict(w.Parameters[0], &p); err != nil {
		return err
	}
	m.OfferExpires = time.UnixMilli(p.Offer.ExpirationTimeMS).UTC()
	return nil
}

func (m *TemplateMessage) setTapTarget(w *componentWire) error {
	if len(w.Parameters) != 1 || m.TapTarget != nil {
		return errOtherShape
	}
	var p struct {
		Targets []TapTarget `json:"tap_target_configuration"`
	}
	if err := wire.UnmarshalStrict(w.Parameters[0], &p); err != nil {
		return err
	}
	if len(p.Targets) != 1 {
		return errOtherShape
	}
	m.TapTarget = &p.Targets[0]
	return nil
}

// parameterWire is the shape that all parameters share.
type parameterWire struct {
	Type     string            `json:"type"`
	Name     string            `json:"parameter_name"`
	Text     *string           `json:"text"`
	Image    *Image            `json:"image"`
	Video    *Video            `json:"video"`
	Document *Document         `json:"document"`
	Location *Location         `json:"location"`
	Product  *ProductParameter `json:"product"`
	Currency *struct {
		FallbackValue string `json:"fallback_value"`
		Code          string `json:"code"`
		Amount1000    int64  `json:"amount_1000"`
	} `json:"currency"`
	DateTime *struct {
		FallbackValue string                     `json:"fallback_value"`
		Extra         map[string]json.RawMessage `json:"-" wire:"extra"`
	} `json:"date_time"`
	Payload    *string `json:"payload"`
	CouponCode *string `json:"coupon_code"`
	TTLMinutes *int    `json:"ttl_minutes"`
	Action     *struct {
		FlowToken string          `json:"flow_token"`
		FlowData  json.RawMessage `json:"flow_action_data"`
		Thumbnail string          `json:"thumbnail_product_retailer_id"`
		Sections  []sectionWire   `json:"sections"`
		Order     json.RawMessage `json:"order_details"`
	} `json:"action"`
}

func (p *parameterWire) header(raw json.RawMessage) HeaderParameter {
	switch {
	case p.Type == "text" && p.Text != nil:
		return TextParameter{Name: p.Name, Text: *p.Text}
	case p.Type == "image" && p.Image != nil:
		return *p.Image
	case p.Type == "video" && p.Video != nil:
		return *p.Video
	case p.Type == "document" && p.Document != nil:
		return *p.Document
	case p.Type == "location" && p.Location != nil:
		return *p.Location
	case p.Type == "product" && p.Product != nil:
		return *p.Product
	}
	return UnknownParameter{Type: p.Type, Raw: clone(raw)}
}

func (p *parameterWire) body(raw json.RawMessage) BodyParameter {
	switch {
	case p.Type == "text" && p.Text != nil:
		return TextParameter{Name: p.Name, Text: *p.Text}
	case p.Type == "currency" && p.Currency != nil:
		return CurrencyParameter{
			Name: p.Name, Code: p.Currency.Code, Amount1000: p.Currency.Amount1000, FallbackValue: p.Currency.FallbackValue,
		}
	case p.Type == "date_time" && p.DateTime != nil:
		return DateTimeParameter{Name: p.Name, FallbackValue: p.DateTime.FallbackValue, Extra: p.DateTime.Extra}
	}
	return UnknownParameter{Type: p.Type, Raw: clone(raw)}
}

// decodeButton reads a component of type button, and keeps it as it came where
// its parameters are not the ones that its sub-type has.
func decodeButton(w *componentWire, raw json.RawMessage) ButtonParameter {
	other := UnknownButtonParameter{SubType: w.SubType, Raw: clone(raw)}
	params := make([]parameterWire, len(w.Parameters))
	for i, p := range w.Parameters {
		if wire.UnmarshalStrict(p, &params[i]) != nil {
			return other
		}
	}
	subType := strings.ToLower(w.SubType)
	if subType == "voice_call" {
		return voiceCallParameter(w, params, other)
	}
	if w.Index == nil {
		return other
	}
	index := *w.Index
	if subType == "catalog" && len(params) == 0 {
		return CatalogParameter{Index: index}
	}
	if len(params) != 1 {
		return other
	}
	switch p := params[0]; {
	case subType == "quick_reply" && p.Type == "payload" && p.Payload != nil:
		return QuickReplyParameter{Index: index, Payload: *p.Payload}
	case subType == "url" && p.Type == "text" && p.Text != nil:
		return URLParameter{Index: index, Text: *p.Text}
	case subType == "copy_code" && p.Type == "coupon_code" && p.CouponCode != nil:
		return CopyCodeParameter{Index: index, Code: *p.CouponCode}
	case p.Action == nil:
	case subType == "order_details":
		if bill, ok := orderDetailsParameter(index, p.Action.Order); ok {
			return bill
		}
	case subType == "flow":
		return FlowParameter{Index: index, Token: p.Action.FlowToken, Data: rawOrNil(p.Action.FlowData)}
	case subType == "catalog":
		return CatalogParameter{Index: index, ThumbnailProductRetailerID: p.Action.Thumbnail}
	case subType == "mpm":
		return ProductListParameter{
			Index: index, ThumbnailProductRetailerID: p.Action.Thumbnail, Sections: productSections(p.Action.Sections),
		}
	}
	return other
}

func voiceCallParameter(w *componentWire, params []parameterWire, other UnknownButtonParameter) ButtonParameter {
	if w.Index != nil {
		return other
	}
	var call VoiceCallParameter
	for _, p := range params {
		switch {
		case p.Type == "ttl_minutes" && p.TTLMinutes != nil:
			call.TTLMinutes = *p.TTLMinutes
		case p.Type == "payload" && p.Payload != nil:
			call.Payload = *p.Payload
		default:
			return other
		}
	}
	return call
}
