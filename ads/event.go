package ads

import (
	"encoding/json"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// EventName is what happened; Meta knows those of the constants, and takes others as custom events.
type EventName string

const (
	EventPurchase         EventName = "Purchase"
	EventLeadSubmitted    EventName = "LeadSubmitted"
	EventInitiateCheckout EventName = "InitiateCheckout"
	EventAddToCart        EventName = "AddToCart"
	EventViewContent      EventName = "ViewContent"
	EventOrderCreated     EventName = "OrderCreated"
	EventOrderShipped     EventName = "OrderShipped"
	EventOrderDelivered   EventName = "OrderDelivered"
	EventOrderCanceled    EventName = "OrderCanceled"
	EventOrderReturned    EventName = "OrderReturned"
	EventCartAbandoned    EventName = "CartAbandoned"
	EventQualifiedLead    EventName = "QualifiedLead"
	EventRatingProvided   EventName = "RatingProvided"
	EventReviewProvided   EventName = "ReviewProvided"
)

// MessagingChannel is the app in whose chat an event happened.
type MessagingChannel string

const (
	ChannelWhatsApp  MessagingChannel = "whatsapp"
	ChannelMessenger MessagingChannel = "messenger"
	ChannelInstagram MessagingChannel = "instagram"
)

// Event is something that a person did, for the Conversions API.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event.
type Event struct {
	EventName        EventName
	EventTime        time.Time        // up to 7 days ago
	ActionSource     ActionSource     // where it happened
	MessagingChannel MessagingChannel // with ActionSourceBusinessMessaging
	UserData         UserData
	CustomData       CustomData

	// EventID is by which Meta knows an event of a website or an app again, for 48
	// hours: one that the pixel or the app reports too, or that is sent twice.
	EventID        string
	EventSourceURL string   // of the page; with ActionSourceWebsite
	ReferrerURL    string   // of the page before
	AppData        *AppData // with ActionSourceApp
	OptOut         bool     // use it for counting only

	// AutomaticEvent tells that software has recognised the event in a chat by itself.
	AutomaticEvent bool

	// LimitedDataUse asks to process the data as the law of a state in the US has it;
	// with country and state 0 Meta finds out which. The US are 1, California is 1000.
	LimitedDataUse        bool
	DataProcessingCountry int
	DataProcessingState   int
}

// CustomData is what the event was about.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data.
type CustomData struct {
	Currency    string    `json:"currency,omitzero"` // ISO 4217: "EUR"
	Value       *float64  `json:"value,omitzero"`    // in whole units of the currency: new(10.5)
	OrderID     string    `json:"order_id,omitzero"`
	ContentName string    `json:"content_name,omitzero"`
	ContentType string    `json:"content_type,omitzero"` // product or product_group
	ContentIDs  []string  `json:"content_ids,omitzero"`
	Contents    []Content `json:"contents,omitzero"`
	NumItems    int       `json:"num_items,omitzero"`
	Status      string    `json:"status,omitzero"`

	ContentCategory  string           `json:"content_category,omitzero"`
	SearchString     string           `json:"search_string,omitzero"` // what was looked for
	PredictedLTV     *float64         `json:"predicted_ltv,omitzero"` // what the person is expected to be worth
	NetRevenue       *float64         `json:"net_revenue,omitzero"`   // of the value, what the business keeps
	DeliveryCategory DeliveryCategory `json:"delivery_category,omitzero"`

	// Properties are further ones, of the business's own naming; they stand beside the rest.
	Properties map[string]any `json:"-"`
}

// Content is a product that an event was about.
type Content struct {
	ID               string           `json:"id"`
	Quantity         int              `json:"quantity,omitzero"`
	ItemPrice        float64          `json:"item_price,omitzero"`
	Title            string           `json:"title,omitzero"`
	Description      string           `json:"description,omitzero"`
	Brand            string           `json:"brand,omitzero"`
	Category         string           `json:"category,omitzero"`
	DeliveryCategory DeliveryCategory `json:"delivery_category,omitzero"`
}

// DeliveryCategory is how what was bought comes to the person.
type DeliveryCategory string

const (
	DeliveryInStore  DeliveryCategory = "in_store"      // taken in the shop
	DeliveryCurbside DeliveryCategory = "curbside"      // handed over in front of it
	DeliveryHome     DeliveryCategory = "home_delivery" // brought
)

// MarshalJSON writes Properties among the others, which win.
func (c CustomData) MarshalJSON() ([]byte, error) {
	type plain CustomData
	if len(c.Properties) == 0 {
		return json.Marshal(plain(c))
	}
	extra := make(map[string]json.RawMessage, len(c.Properties))
	for name, value := range c.Properties {
		data, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		extra[name] = data
	}
	return wire.MarshalWithExtra(plain(c), extra)
}

// MarshalJSON writes the event as the Conversions API has it.
func (e Event) MarshalJSON() ([]byte, error) {
	type outcome struct {
		Type string `json:"outcome_type"`
	}
	wire := struct {
		EventName        EventName        `json:"event_name"`
		EventTime        int64            `json:"event_time"`
		EventID          string           `json:"event_id,omitzero"`
		ActionSource     ActionSource     `json:"action_source"`
		MessagingChannel MessagingChannel `json:"messaging_channel,omitzero"`
		EventSourceURL   string           `json:"event_source_url,omitzero"`
		ReferrerURL      string           `json:"referrer_url,omitzero"`
		AppData          *AppData         `json:"app_data,omitzero"`
		OptOut           bool             `json:"opt_out,omitzero"`
		UserData         UserData         `json:"user_data"`
		CustomData       *CustomData      `json:"custom_data,omitzero"`
		Outcome          *outcome         `json:"messaging_outcome_data,omitzero"`
		Options          []string         `json:"data_processing_options,omitzero"`
		Country          *int             `json:"data_processing_options_country,omitzero"`
		State            *int             `json:"data_processing_options_state,omitzero"`
	}{
		EventName: e.EventName, EventTime: e.EventTime.Unix(), EventID: e.EventID, ActionSource: e.ActionSource,
		MessagingChannel: e.MessagingChannel, EventSourceURL: e.EventSourceURL, ReferrerURL: e.ReferrerURL, AppData: e.AppData,
		OptOut: e.OptOut, UserData: e.UserData,
	}
	if data := e.CustomData; data.any() {
		wire.CustomData = &data
	}
	if e.AutomaticEvent {
		wire.Outcome = &outcome{"automatic_events"}
	}
	if e.LimitedDataUse {
		wire.Options, wire.Country, wire.State = []string{"LDU"}, new(e.DataProcessingCountry), new(e.DataProcessingState)
	}
	return json.Marshal(wire)
}

func (c *CustomData) any() bool {
	return c.Currency != "" || c.Value != nil || c.OrderID != "" || c.ContentName != "" || c.ContentType != "" ||
		len(c.ContentIDs) > 0 || len(c.Contents) > 0 || c.NumItems != 0 || c.Status != "" || c.ContentCategory != "" ||
		c.SearchString != "" || c.PredictedLTV != nil || c.NetRevenue != nil || c.DeliveryCategory != "" || len(c.Properties) > 0
}
