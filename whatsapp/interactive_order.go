package whatsapp

import (
	"encoding/json"
	"time"
)

// OrderDetails is a bill that the person can pay in the chat. It works in India
// and Brazil only.
//
// Body takes up to 1,024 characters, Footer 60.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/pg
// and https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/orders.
type OrderDetails struct {
	Header Header // optional: an [Image]
	Body   string
	Footer string // optional

	ReferenceID          string // the business's own, unique; up to 35 letters, digits, "_", "-" and "."
	Type                 string // "digital-goods" or "physical-goods"
	Currency             string // "INR" or "BRL"
	TotalAmount          Amount // Subtotal + Tax + Shipping - Discount
	PaymentType          string // "upi", "br" …
	PaymentConfiguration string // as named in WhatsApp Manager
	PaymentSettings      []PaymentSetting
	Beneficiaries        []Beneficiary // required for physical goods that are shipped in India

	Status     string // "pending"
	CatalogID  string
	Expires    time.Time // at least 300 s ahead
	ExpiryText string    // what is said of it
	Items      []OrderDetailsItem
	Subtotal   Amount // of all items: amount, or sale amount, times quantity
	Tax        Charge
	Shipping   *Charge
	Discount   *Charge
}

// Amount is money: Value divided by Offset units of the currency. Offset is 100
// where it is left out, so that Value is in paise or centavos.
type Amount struct {
	Value  int64 `json:"value"`
	Offset int64 `json:"offset"`
}

// Charge is an amount that is added to the price or taken off it.
type Charge struct {
	Amount
	Description         string `json:"description,omitzero"`           // up to 60 characters
	DiscountProgramName string `json:"discount_program_name,omitzero"` // up to 60 characters
}

// OrderDetailsItem is a line of the bill.
type OrderDetailsItem struct {
	Name            string       `json:"name"` // up to 60 characters
	RetailerID      string       `json:"retailer_id,omitzero"`
	ProductID       string       `json:"product_id,omitzero"`
	Amount          Amount       `json:"amount"` // of one
	SaleAmount      *Amount      `json:"sale_amount,omitzero"`
	Quantity        int          `json:"quantity"`
	CountryOfOrigin string       `json:"country_of_origin,omitzero"`
	ImporterName    string       `json:"importer_name,omitzero"`
	ImporterAddress *Beneficiary `json:"importer_address,omitzero"`
}

// Beneficiary is a name and address on a bill.
type Beneficiary struct {
	Name         string `json:"name,omitzero"`
	AddressLine1 string `json:"address_line1,omitzero"`
	AddressLine2 string `json:"address_line2,omitzero"`
	City         string `json:"city,omitzero"`
	State        string `json:"state,omitzero"`
	ZoneCode     string `json:"zone_code,omitzero"`
	Country      string `json:"country,omitzero"`
	CountryCode  string `json:"country_code,omitzero"`
	PostalCode   string `json:"postal_code,omitzero"`
}

// PaymentSetting is a way to pay: Type and, under the same name, how. Settings
// is anything that marshals to a JSON object; after decoding it is a json.RawMessage.
type PaymentSetting struct {
	Type     string // "payment_gateway", "pix_dynamic_code", "payment_link", "boleto" …
	Settings any
}

// OrderStatus tells how an order gets on that was billed by [OrderDetails].
//
// Body takes up to 1,024 characters, Footer 60.
type OrderStatus struct {
	Header      Header // optional
	Body        string
	Footer      string // optional
	ReferenceID string // of the bill
	Status      string // "processing", "partially_shipped", "shipped", "completed" or "canceled"
	Description string // optional, up to 120 characters
	Payment     any    // what became of the payment, optional; a JSON object, json.RawMessage after decoding
}

func (OrderDetails) kind() string { return kindInteractive }
func (OrderStatus) kind() string  { return kindInteractive }

// orderDetailsWire is the order as the JSON nests it.
type orderDetailsWire struct {
	ReferenceID          string           `json:"reference_id"`
	Type                 string           `json:"type,omitzero"`
	Currency             string           `json:"currency"`
	TotalAmount          Amount           `json:"total_amount"`
	PaymentType          string           `json:"payment_type,omitzero"`
	PaymentConfiguration string           `json:"payment_configuration,omitzero"`
	PaymentSettings      []PaymentSetting `json:"payment_settings,omitzero"`
	Beneficiaries        []Beneficiary    `json:"beneficiaries,omitzero"`
	Order                struct {
		Status     string             `json:"status"`
		CatalogID  string             `json:"catalog_id,omitzero"`
		Expiration *expirationWire    `json:"expiration,omitzero"`
		Items      []OrderDetailsItem `json:"items"`
		Subtotal   Amount             `json:"subtotal"`
		Tax        Charge             `json:"tax"`
		Shipping   *Charge            `json:"shipping,omitzero"`
		Discount   *Charge            `json:"discount,omitzero"`
	} `json:"order"`
}

type expirationWire struct {
	Timestamp   int64  `json:"timestamp,string"`
	Description string `json:"description"`
}

func (m OrderDetails) encode(e *encoder) {
	e.openInteractive("order_details", m.Header, m.Body, m.Footer)
	e.always("name", "review_and_pay")
	e.any("parameters", m.wire())
	e.closeInteractive()
}

func (m OrderDetails) wire() orderDetailsWire {
	w := orderDetailsWire{
		ReferenceID: m.ReferenceID, Type: m.Type, Currency: m.Currency, TotalAmount: m.TotalAmount,
		PaymentType: m.PaymentType, PaymentConfiguration: m.PaymentConfiguration,
		PaymentSettings: m.PaymentSettings, Beneficiaries: m.Beneficiaries,
	}
	w.Order.Status, w.Order.CatalogID, w.Order.Items = m.Status, m.CatalogID, m.Items
	w.Order.Subtotal, w.Order.Tax, w.Order.Shipping, w.Order.Discount = m.Subtotal, m.Tax, m.Shipping, m.Discount
	if w.Order.Status == "" {
		w.Order.Status = "pending"
	}
	if w.Order.Items == nil {
		w.Order.Items = []OrderDetailsItem{}
	}
	if !m.Expires.IsZero() {
		w.Order.Expiration = &expirationWire{Timestamp: m.Expires.Unix(), Description: m.ExpiryText}
	}
	return w
}

func decodeOrderDetails(w *interactiveWire) (Content, error) {
	var p orderDetailsWire
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	m := OrderDetails{
		Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text,
		ReferenceID: p.ReferenceID, Type: p.Type, Currency: p.Currency, TotalAmount: p.TotalAmount,
		PaymentType: p.PaymentType, PaymentConfiguration: p.PaymentConfiguration,
		PaymentSettings: p.PaymentSettings, Beneficiaries: p.Beneficiaries,
		Status: p.Order.Status, CatalogID: p.Order.CatalogID, Items: p.Order.Items,
		Subtotal: p.Order.Subtotal, Tax: p.Order.Tax, Shipping: p.Order.Shipping, Discount: p.Order.Discount,
	}
	if x := p.Order.Expiration; x != nil {
		m.Expires, m.ExpiryText = time.Unix(x.Timestamp, 0).UTC(), x.Description
	}
	return m, nil
}

func (m OrderStatus) encode(e *encoder) {
	e.openInteractive("order_status", m.Header, m.Body, m.Footer)
	e.always("name", "review_order")
	e.open("parameters")
	e.always("reference_id", m.ReferenceID)
	e.open("order")
	e.always("status", m.Status)
	e.text("description", m.Description)
	e.close()
	if m.Payment != nil {
		e.any("payment", m.Payment)
	}
	e.close()
	e.closeInteractive()
}

func decodeOrderStatus(w *interactiveWire) (Content, error) {
	var p struct {
		ReferenceID string `json:"reference_id"`
		Order       struct {
			Status      string `json:"status"`
			Description string `json:"description"`
		} `json:"order"`
		Payment json.RawMessage `json:"payment"`
	}
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	return OrderStatus{
		Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text,
		ReferenceID: p.ReferenceID, Status: p.Order.Status, Description: p.Order.Description, Payment: rawOrNil(p.Payment),
	}, nil
}

func (m OrderDetails) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	p := at("interactive.action.parameters")
	c.referenceID(p.dot("reference_id"), m.ReferenceID)
	c.required(p.dot("currency"), m.Currency)
	c.offset(p.dot("total_amount"), m.TotalAmount)
	c.offset(p.dot("order.subtotal"), m.Subtotal)
	order := p.dot("order")
	if len(m.Items) == 0 {
		c.add(order.dot("items"), "needs at least 1 item", 1, 0)
	}
	subtotal := int64(0)
	for i, item := range m.Items {
		at := order.dot("items").element(i)
		c.text(at.dot("name"), item.Name, 60)
		if item.Quantity < 1 {
			c.add(at.dot("quantity"), "must be at least 1", 1, item.Quantity)
		}
		price := item.Amount
		c.offset(at.dot("amount"), item.Amount)
		if item.SaleAmount != nil {
			price = *item.SaleAmount
			c.offset(at.dot("sale_amount"), price)
		}
		subtotal += price.Value * int64(item.Quantity)
	}
	for _, charge := range []struct {
		name string
		*Charge
	}{{"tax", &m.Tax}, {"shipping", m.Shipping}, {"discount", m.Discount}} {
		if charge.Charge != nil {
			c.offset(order.dot(charge.name), charge.Amount)
			c.atMost(order.dot(charge.name).dot("description"), charge.Description, 60)
			c.atMost(order.dot(charge.name).dot("discount_program_name"), charge.DiscountProgramName, 60)
		}
	}
	if !m.Expires.IsZero() && time.Until(m.Expires) < 300*time.Second {
		c.add(order.dot("expiration.timestamp"), "must be at least 300 seconds ahead", 300, m.Expires.Format(time.RFC3339))
	}
	if m.Subtotal.Value != subtotal {
		c.add(order.dot("subtotal.value"), "must be the sum of the items", subtotal, m.Subtotal.Value)
	}
	total := m.Subtotal.Value + m.Tax.Value
	if m.Shipping != nil {
		total += m.Shipping.Value
	}
	if m.Discount != nil {
		total -= m.Discount.Value
	}
	if m.TotalAmount.Value != total {
		c.add(p.dot("total_amount.value"), "must be subtotal + tax + shipping - discount", total, m.TotalAmount.Value)
	}
}

// referenceID notes a number of a bill that is missing, too long or of other signs.
func (c *checker) referenceID(p path, id string) {
	c.text(p, id, 35)
	for i := range len(id) {
		if b := id[i]; !isUpper(b) && (b < 'a' || b > 'z') && (b < '0' || b > '9') && b != '_' && b != '-' && b != '.' {
			c.add(p, `takes letters, digits, "_", "-" and "."`, nil, id)
			return
		}
	}
}

// offset notes an amount that is not in hundredths, the only ones that payments know.
func (c *checker) offset(p path, a Amount) {
	if a.Offset != 0 && a.Offset != 100 {
		c.add(p.dot("offset"), "must be 100", 100, a.Offset)
	}
}

func (m OrderStatus) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.referenceID(at("interactive.action.parameters.reference_id"), m.ReferenceID)
	c.required(at("interactive.action.parameters.order.status"), m.Status)
	c.atMost(at("interactive.action.parameters.order.description"), m.Description, 120)
}

// MarshalJSON gives the value of the member "interactive".
func (m OrderDetails) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m OrderStatus) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON writes an offset of 100 where none is set.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.withOffset()) }

// MarshalJSON writes an offset of 100 where none is set.
func (c Charge) MarshalJSON() ([]byte, error) {
	type extra struct {
		Description         string `json:"description,omitzero"`
		DiscountProgramName string `json:"discount_program_name,omitzero"`
	}
	return json.Marshal(struct {
		amountWire
		extra
	}{c.withOffset(), extra{c.Description, c.DiscountProgramName}})
}

type amountWire struct {
	Value  int64 `json:"value"`
	Offset int64 `json:"offset"`
}

func (a Amount) withOffset() amountWire {
	if a.Offset == 0 {
		a.Offset = 100
	}
	return amountWire(a)
}

// MarshalJSON gives the type and, under its name, the settings.
func (s PaymentSetting) MarshalJSON() ([]byte, error) {
	e := encoder{}
	e.open("")
	e.always("type", s.Type)
	if s.Type != "" && s.Settings != nil {
		e.any(s.Type, s.Settings)
	}
	e.close()
	return e.buf, e.err
}

// UnmarshalJSON reads what MarshalJSON gives.
func (s *PaymentSetting) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	var out PaymentSetting
	if err := json.Unmarshal(members["type"], &out.Type); err != nil {
		return err
	}
	out.Settings = rawOrNil(members[out.Type])
	*s = out
	return nil
}
