package whatsapp

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Each of these is a [StatusValue], too, where Status.Type is "payment". Meta's
// pages have them, its specification does not yet.
const (
	PaymentPending  = "pending"  // tried, without an outcome so far
	PaymentCaptured = "captured" // paid; refunds come as this status, too
)

// A PaymentUpdate tells how a person's payment for an order details message goes.
// Look the payment up before goods are handed over.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/pg.
type PaymentUpdate struct {
	ReferenceID string              `json:"reference_id"` // as given in the order details message
	Amount      *Amount             `json:"amount,omitempty"`
	Currency    string              `json:"currency,omitempty"`
	Transaction *PaymentTransaction `json:"transaction,omitempty"`
	Receipt     string              `json:"receipt,omitempty"`
	Notes       map[string]string   `json:"notes,omitempty"`
	Sender      string              `json:"sender,omitempty"` // the person's phone number
}

// A PaymentTransaction is the latest try to pay.
type PaymentTransaction struct {
	ID               string          `json:"id"`
	Type             string          `json:"type,omitempty"`   // the gateway: "razorpay", "payu", "billdesk", "zaakpay", "upi" …
	Status           string          `json:"status,omitempty"` // "pending", "success", "failed"
	CreatedTimestamp time.Time       `json:"created_timestamp,omitzero" wire:"direct"`
	UpdatedTimestamp time.Time       `json:"updated_timestamp,omitzero"`
	Amount           *Amount         `json:"amount,omitempty"`
	Currency         string          `json:"currency,omitempty"`
	Method           *PaymentMethod  `json:"method,omitempty"`
	Error            *PaymentError   `json:"error,omitempty"`
	Refunds          []PaymentRefund `json:"refunds,omitempty"`
}

// A PaymentMethod is what a person pays by.
type PaymentMethod struct {
	Type string `json:"type"` // "upi", "card", "wallet", "netbanking"
}

// A PaymentError is why a try to pay has failed, in the gateway's words.
type PaymentError struct {
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// A PaymentRefund is money that goes back.
type PaymentRefund struct {
	ID               string    `json:"id"`
	Amount           *Amount   `json:"amount,omitempty"`
	Currency         string    `json:"currency,omitempty"`
	SpeedProcessed   string    `json:"speed_processed,omitempty"` // "instant" or "normal"
	Status           string    `json:"status,omitempty"`          // "pending", "completed", "failed"
	CreatedTimestamp time.Time `json:"created_timestamp,omitzero" wire:"direct"`
	UpdatedTimestamp time.Time `json:"updated_timestamp,omitzero"`
}

// UnmarshalJSON takes the times in any of Graph's forms.
func (t *PaymentTransaction) UnmarshalJSON(data []byte) error {
	type plain PaymentTransaction
	return wire.Unmarshal(data, (*plain)(t))
}

// MarshalJSON writes the times as Meta does.
func (t PaymentTransaction) MarshalJSON() ([]byte, error) {
	type plain PaymentTransaction
	return json.Marshal(struct {
		plain
		CreatedTimestamp unixNumber `json:"created_timestamp,omitzero"`
		UpdatedTimestamp unixNumber `json:"updated_timestamp,omitzero"`
	}{plain(t), unixNumber(t.CreatedTimestamp), unixNumber(t.UpdatedTimestamp)})
}

// UnmarshalJSON takes the times in any of Graph's forms.
func (r *PaymentRefund) UnmarshalJSON(data []byte) error {
	type plain PaymentRefund
	return wire.Unmarshal(data, (*plain)(r))
}

// MarshalJSON writes the times as Meta does.
func (r PaymentRefund) MarshalJSON() ([]byte, error) {
	type plain PaymentRefund
	return json.Marshal(struct {
		plain
		CreatedTimestamp unixNumber `json:"created_timestamp,omitzero"`
		UpdatedTimestamp unixNumber `json:"updated_timestamp,omitzero"`
	}{plain(r), unixNumber(r.CreatedTimestamp), unixNumber(r.UpdatedTimestamp)})
}
