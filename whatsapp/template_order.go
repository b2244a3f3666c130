package whatsapp

import (
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// OrderDetailsParameter is the bill that a button of a template shows. Header, Body and
// Footer of Order are left out: the template has its own.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/orderdetailstemplate.
type OrderDetailsParameter struct {
	Index int
	Order OrderDetails
}

// OrderStatusParameter tells how an order gets on, by a template whose SubCategory is ORDER_STATUS.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/orderstatustemplate.
type OrderStatusParameter struct {
	ReferenceID string // of the bill
	Status      string // "pending", "processing", "partially-shipped", "shipped", "completed" or "canceled"
	Description string // optional, up to 120 characters
}

func (b OrderDetailsParameter) buttonIndex() (int, bool) { return b.Index, true }

// encodeButton writes the index as a number, as Meta documents it for this button.
func (b OrderDetailsParameter) encodeButton(e *encoder) {
	e.open("")
	e.always("type", "button")
	e.always("sub_type", "order_details")
	e.int("index", int64(b.Index))
	e.list("parameters")
	e.openAction()
	e.any("order_details", b.Order.wire())
	e.closeAction()
	e.end()
	e.close()
}

// checkButton checks the bill at the place where it stands in a template. It has a body
// for that alone: in a template the body is the template's.
func (b OrderDetailsParameter) checkButton(c *checker, p path) {
	if b.Order.Body != "" || b.Order.Footer != "" || direct(b.Order.Header) != nil {
		c.add(p.dot("parameters[0].action.order_details"), "can't have a header, body or footer: the template has its own", nil, nil)
	}
	order := b.Order
	order.Header, order.Body, order.Footer = nil, "-", ""
	var inside checker
	order.check(&inside)
	const standalone = "interactive.action.parameters"
	for _, field := range inside.fields {
		if len(field.Path) > len(standalone) {
			field.Path = p.dot("parameters[0].action.order_details").String() + field.Path[len(standalone):]
		}
		c.fields = append(c.fields, field)
	}
}

// orderDetailsParameter reads the bill of a button.
func orderDetailsParameter(index int, raw json.RawMessage) (ButtonParameter, bool) {
	content, err := decodeOrderDetails(&interactiveWire{Action: actionWire{Parameters: raw}})
	order, ok := content.(OrderDetails)
	if err != nil || !ok {
		return nil, false
	}
	return OrderDetailsParameter{Index: index, Order: order}, true
}

type orderStatusWire struct {
	ReferenceID string `json:"reference_id"`
	Order       struct {
		Status      string `json:"status"`
		Description string `json:"description,omitzero"`
	} `json:"order"`
}

func (e *encoder) orderStatus(s OrderStatusParameter) {
	w := orderStatusWire{ReferenceID: s.ReferenceID}
	w.Order.Status, w.Order.Description = s.Status, s.Description
	e.open("")
	e.always("type", "order_status")
	e.list("parameters")
	e.open("")
	e.always("type", "order_status")
	e.any("order_status", w)
	e.close()
	e.end()
	e.close()
}

func (m *TemplateMessage) setOrderStatus(w *componentWire) error {
	if len(w.Parameters) != 1 || m.OrderStatus != nil {
		return errOtherShape
	}
	var p struct {
		Type   string          `json:"type"`
		Status orderStatusWire `json:"order_status"`
	}
	if err := wire.UnmarshalStrict(w.Parameters[0], &p); err != nil {
		return err
	}
	m.OrderStatus = &OrderStatusParameter{p.Status.ReferenceID, p.Status.Order.Status, p.Status.Order.Description}
	return nil
}

func (s OrderStatusParameter) check(c *checker, p path) {
	c.text(p.dot("reference_id"), s.ReferenceID, 35)
	c.required(p.dot("order.status"), s.Status)
	c.atMost(p.dot("order.description"), s.Description, 120)
}
