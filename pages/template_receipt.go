package pages

import (
	"fmt"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// ReceiptTemplate confirms an order: what was bought, by whom, where it goes, what it cost. Amounts
// are in the currency itself, not in its minor units.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/template/receipt.
type ReceiptTemplate struct {
	RecipientName string              `json:"recipient_name"`
	OrderNumber   string              `json:"order_number"` // one of its own for each receipt
	Currency      string              `json:"currency"`     // "EUR"
	PaymentMethod string              `json:"payment_method"`
	Summary       ReceiptSummary      `json:"summary"`
	MerchantName  string              `json:"merchant_name,omitzero"` // the Page's name where empty
	OrderURL      string              `json:"order_url,omitzero"`
	Timestamp     time.Time           `json:"timestamp,omitzero"` // of the order, in whole seconds
	Address       *ReceiptAddress     `json:"address,omitzero"`
	Adjustments   []ReceiptAdjustment `json:"adjustments,omitzero"`
	Elements      []ReceiptElement    `json:"elements,omitzero"` // at most 100
	Sharable      bool                `json:"sharable,omitzero"` // shows the button to share
}

// ReceiptSummary is what the order cost.
type ReceiptSummary struct {
	TotalCost    float64 `json:"total_cost" wire:"direct"`
	Subtotal     float64 `json:"subtotal,omitzero"`
	ShippingCost float64 `json:"shipping_cost,omitzero"`
	TotalTax     float64 `json:"total_tax,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (s *ReceiptSummary) UnmarshalJSON(data []byte) error {
	type plain ReceiptSummary
	return wire.Unmarshal(data, (*plain)(s))
}

// ReceiptAddress is where the order goes.
type ReceiptAddress struct {
	Street1    string `json:"street_1"`
	Street2    string `json:"street_2,omitzero"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`   // or province
	Country    string `json:"country"` // two letters
}

// ReceiptAdjustment is a discount or the like.
type ReceiptAdjustment struct {
	Name   string  `json:"name"`
	Amount float64 `json:"amount"`
}

// ReceiptElement is something that was bought.
type ReceiptElement struct {
	Title    string  `json:"title"`
	Subtitle string  `json:"subtitle,omitzero"`
	Quantity int     `json:"quantity,omitzero"`
	Price    float64 `json:"price"` // 0 for what is free
	Currency string  `json:"currency,omitzero"`
	ImageURL string  `json:"image_url,omitzero"`
}

type receiptPayload struct {
	ReceiptTemplate
	Timestamp string `json:"timestamp,omitzero"`
}

func (t ReceiptTemplate) fill(b *messageBody) error {
	w := receiptPayload{ReceiptTemplate: t}
	if !t.Timestamp.IsZero() {
		w.Timestamp = fmt.Sprint(t.Timestamp.Unix())
	}
	return attachTemplate(b, templateReceipt, w)
}

// UnmarshalJSON takes numbers and times in each form that Meta writes them in.
func (t *ReceiptTemplate) UnmarshalJSON(data []byte) error {
	type plain ReceiptTemplate
	return wire.Unmarshal(data, (*plain)(t))
}

func (t ReceiptTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.required(path+".recipient_name", t.RecipientName)
	c.required(path+".order_number", t.OrderNumber)
	c.required(path+".payment_method", t.PaymentMethod)
	if len(t.Currency) != 3 || strings.Trim(t.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		c.add(path+".currency", "is not a currency of three capital letters", 3, t.Currency)
	}
	if t.OrderURL != "" {
		c.link(path+".order_url", t.OrderURL, "https", "http")
	}
	c.count(path+".elements", len(t.Elements), 0, 100, "element")
	for i, e := range t.Elements {
		at := fmt.Sprintf("%s.elements[%d]", path, i)
		c.required(at+".title", e.Title)
		if e.ImageURL != "" {
			c.link(at+".image_url", e.ImageURL, "https", "http")
		}
	}
	for i, a := range t.Adjustments {
		c.required(fmt.Sprintf("%s.adjustments[%d].name", path, i), a.Name)
	}
	if a := t.Address; a != nil {
		for _, f := range []struct{ name, value string }{{"street_1", a.Street1}, {"city", a.City}, {"postal_code", a.PostalCode}, {"state", a.State}, {"country", a.Country}} {
			c.required(path+".address."+f.name, f.value)
		}
	}
}
