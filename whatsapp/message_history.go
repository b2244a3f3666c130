package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// MessageHistory is what became of a message, as Meta has noted it: a way to find
// out about webhooks that were missed.
type MessageHistory struct {
	ID        string         `json:"id"`
	MessageID string         `json:"message_id"`
	Events    DeliveryEvents `json:"events,omitzero"`
}

// UnmarshalJSON takes the times in any of Graph's forms.
func (h *MessageHistory) UnmarshalJSON(data []byte) error {
	type plain MessageHistory
	return wire.Unmarshal(data, (*plain)(h))
}

// DeliveryEvents are the first steps of a message; [Phone.MessageHistoryEvents] has all.
type DeliveryEvents struct {
	Data []DeliveryEvent `json:"data,omitzero"`
}

// DeliveryEvent is a step of a message, and what became of its webhook.
type DeliveryEvent struct {
	ID                 string    `json:"id"`
	DeliveryStatus     string    `json:"delivery_status"` // "SENT", "DELIVERED", "READ", "FAILED", "DELETED"
	Timestamp          time.Time `json:"timestamp,omitzero"`
	WebhookUpdateState string    `json:"webhook_update_state,omitzero"` // "PENDING", "DELIVERED", "FAILED", "RETRYING"
	WebhookURI         string    `json:"webhook_uri,omitzero"`
	ErrorDescription   string    `json:"error_description,omitzero"`
	Application        *App      `json:"application,omitzero"`
}

// DeliveryOccurrence is a step of a message, as the list of its events has it.
type DeliveryOccurrence struct {
	ID                  string    `json:"id"`
	DeliveryStatus      string    `json:"delivery_status"` // "ACCEPTED", "SENT", "DELIVERED", "READ", "ERROR"
	OccurrenceTimestamp time.Time `json:"occurrence_timestamp,omitzero"`
	StatusTimestamp     time.Time `json:"status_timestamp,omitzero"`
	ErrorDescription    string    `json:"error_description,omitzero"`
	Application         *App      `json:"application,omitzero"`
}

// MessageHistoryQuery narrows a history.
type MessageHistoryQuery struct {
	MessageID string `json:"message_id,omitzero"`
	Limit     int    `json:"limit,omitzero"` // a page, up to 100
}

type historyQueryWire struct {
	fieldsQuery
	MessageHistoryQuery
}

const (
	historyFields = "id,message_id,events"
	eventFields   = "cursor,node{id,delivery_status,error_description,occurrence_timestamp,status_timestamp,application}"
)

// MessageHistory lists what became of the number's messages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-history-api.
//
//meta:operation GET /{phone-number-id}/message_history
func (p *Phone) MessageHistory(ctx context.Context, q MessageHistoryQuery, opts ...metabiz.Option) iter.Seq2[MessageHistory, error] {
	return metabiz.List[MessageHistory](ctx, p.client, p.messageHistory(q), opts...)
}

// MessageHistoryPages lists it by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-history-api.
//
//meta:operation GET /{phone-number-id}/message_history
func (p *Phone) MessageHistoryPages(ctx context.Context, q MessageHistoryQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[MessageHistory], error] {
	return metabiz.Pages[MessageHistory](ctx, p.client, p.messageHistory(q), opts...)
}

func (p *Phone) messageHistory(q MessageHistoryQuery) *metabiz.Request {
	req := p.request(http.MethodGet, "message_history")
	req.Query = historyQueryWire{fieldsQuery{historyFields}, q}
	return req
}

// MessageHistoryEventQuery narrows the steps of a message.
type MessageHistoryEventQuery struct {
	StatusFilter string `json:"status_filter,omitzero"` // "SENT", "DELIVERED", "READ", "FAILED", "DELETED"
	Limit        int    `json:"limit,omitzero"`         // a page, up to 100
}

type historyEventQueryWire struct {
	fieldsQuery
	MessageHistoryEventQuery
}

// MessageHistoryEvents lists every step of a message, by the ID of its [MessageHistory].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-message-history/message-history-events-api.
//
//meta:operation GET /{message-history-id}/events
func (p *Phone) MessageHistoryEvents(ctx context.Context, historyID string, q MessageHistoryEventQuery, opts ...metabiz.Option) iter.Seq2[DeliveryOccurrence, error] {
	edges := metabiz.List[struct {
		Node DeliveryOccurrence `json:"node"`
	}](ctx, p.client, &metabiz.Request{
		Path: metabiz.Path(historyID, "events"), Operation: "GET /{message-history-id}/events",
		Query: historyEventQueryWire{fieldsQuery{eventFields}, q},
	}, opts...)
	return func(yield func(DeliveryOccurrence, error) bool) {
		for edge, err := range edges {
			if !yield(edge.Node, err) || err != nil {
				return
			}
		}
	}
}
