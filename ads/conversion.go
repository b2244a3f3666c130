package ads

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// DatasetHandle is a dataset, or a pixel, to report events to. It costs nothing to make.
type DatasetHandle struct{ object }

// NewDataset makes the handle of a dataset. A Page and a WhatsApp account each have one.
func NewDataset(client *metabiz.Client, id string) *DatasetHandle {
	return &DatasetHandle{object{client: client, id: id, route: "{ads-pixel-id}"}}
}

// ID is the dataset's id.
func (d *DatasetHandle) ID() string { return d.id }

// EventBatch are events to report, with what goes for all of them.
type EventBatch struct {
	Events []Event `json:"data"`
	// TestEventCode shows the events in the Events Manager's test view. They count nonetheless.
	TestEventCode string `json:"test_event_code,omitzero"`
	// PartnerAgent names the software that reports.
	PartnerAgent string `json:"partner_agent,omitzero"`
	UploadTag    string `json:"upload_tag,omitzero"`
}

// EventsAnswer is what became of reported events.
type EventsAnswer struct {
	EventsReceived int      `json:"events_received"`
	Messages       []string `json:"messages"` // warnings
	TraceID        string   `json:"fbtrace_id"`
	// LeftOut are the values of user_data that nobody could be recognised by; they
	// were not sent. They are named, not shown.
	LeftOut []metabiz.FieldError `json:"-"`
}

// MaxEvents is how many events one call reports.
const MaxEvents = 1000

// How old an event may be.
const (
	maxEventAge = 7 * 24 * time.Hour
	maxStoreAge = 62 * 24 * time.Hour // of events with ActionSourcePhysicalStore
)

// SendEvents reports up to 1,000 events, such as a purchase in a chat that an ad has
// opened, so that insights count them and delivery learns from them.
//
// Meta takes all or none: one event that is wrong or older than 7 days (62 in a shop)
// fails the call, so the events are checked first and a [metabiz.ValidationError] tells which
// are wrong. [DatasetHandle.ReportEvents] takes any number and sends the rest of them.
//
// Events of websites and apps that all have an EventID are sent again where the
// outcome of the call is unknown: Meta knows them again. Those of chats it does not,
// so that they are not repeated.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api and
// https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging.
//
//meta:operation POST /{ads-pixel-id}/events
func (d *DatasetHandle) SendEvents(ctx context.Context, batch EventBatch, opts ...metabiz.Option) (*EventsAnswer, error) {
	if err := batch.validate(time.Now()); err != nil {
		return nil, err
	}
	return d.send(ctx, batch, opts)
}

// send reports events that were checked.
func (d *DatasetHandle) send(ctx context.Context, batch EventBatch, opts []metabiz.Option) (*EventsAnswer, error) {
	req := d.post("events", batch)
	req.Idempotent = !slices.ContainsFunc(batch.Events, func(e Event) bool { return !e.knownAgain() })
	answer, err := edge.Call[EventsAnswer](ctx, d.client, req, opts)
	if err != nil {
		return nil, err
	}
	for i := range batch.Events {
		answer.LeftOut = append(answer.LeftOut, batch.Events[i].UserData.leftOut(fmt.Sprintf("data[%d].", i))...)
	}
	return answer, nil
}

// knownAgain tells whether Meta drops the event when it comes twice.
func (e *Event) knownAgain() bool {
	return e.EventID != "" && (e.ActionSource == ActionSourceWebsite || e.ActionSource == ActionSourceApp)
}

func (b *EventBatch) validate(now time.Time) error {
	found := &problems{}
	if n := len(b.Events); n == 0 || n > MaxEvents {
		found.list = append(found.list, metabiz.FieldError{
			Path: "data", Problem: fmt.Sprintf("has %d events, from 1 to %d are possible", n, MaxEvents), Limit: MaxEvents, Value: n,
		})
	}
	for i := range b.Events {
		b.Events[i].check(found, fmt.Sprintf("data[%d].", i), now)
	}
	return found.err("ads.EventBatch")
}

var currencyPattern = regexp.MustCompile(`^[A-Za-z]{3}$`)

// check holds an event against the rules of its action source and channel.
func (e *Event) check(found *problems, path string, now time.Time) {
	if e.EventName == "" {
		found.add(path+"event_name", "is empty")
	}
	switch {
	case e.ActionSource == "":
		found.add(path+"action_source", "is empty: a purchase in a chat is of business_messaging")
	case e.ActionSource == ActionSourceBusinessMessaging:
		e.checkChat(found, path)
	case e.ActionSource == ActionSourceWebsite:
		e.checkWebsite(found, path)
	case e.ActionSource == ActionSourceApp && e.AppData == nil:
		found.add(path+"app_data", "is empty: events of apps need it")
	}
	if e.AppData != nil {
		e.AppData.check(found, path+"app_data.")
	}
	if e.ActionSource != "" && e.ActionSource != ActionSourceBusinessMessaging && e.UserData.nobody() {
		found.add(path+"user_data", "has nothing that a person could be recognised by")
	}
	most := maxEventAge
	if e.ActionSource == ActionSourcePhysicalStore {
		most = maxStoreAge
	}
	switch {
	case e.EventTime.IsZero():
		found.add(path+"event_time", "is not set")
	case now.Sub(e.EventTime) > most:
		found.value(path+"event_time", e.EventTime.Format(time.RFC3339), "is more than %d days ago", most/(24*time.Hour))
	}
	if e.EventName == EventPurchase && (e.CustomData.Currency == "" || e.CustomData.Value == nil) {
		found.add(path+"custom_data", "needs currency and value for a purchase")
	}
	if c := e.CustomData.Currency; c != "" && !currencyPattern.MatchString(c) {
		found.value(path+"custom_data.currency", c, "is not a currency's code of three letters, such as EUR")
	}
	for _, amount := range []struct {
		name  string
		value *float64
	}{{"value", e.CustomData.Value}, {"predicted_ltv", e.CustomData.PredictedLTV}, {"net_revenue", e.CustomData.NetRevenue}} {
		if v := amount.value; v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			found.add(path+"custom_data."+amount.name, "is not a number")
		}
	}
	if e.LimitedDataUse && (e.DataProcessingCountry < 0 || e.DataProcessingState < 0) {
		found.add(path+"data_processing_options_state", "and country must not be negative: 0 and 0 let Meta find out, 1 and 1000 are California")
	}
}

// checkWebsite wants what Meta needs of every event of a website.
func (e *Event) checkWebsite(found *problems, path string) {
	if e.EventSourceURL == "" {
		found.add(path+"event_source_url", "is empty: events of websites need it")
	}
	if e.UserData.ClientUserAgent == "" {
		found.add(path+"user_data.client_user_agent", "is empty: events of websites need it")
	}
}

// checkChat wants what tells whose chat it was.
func (e *Event) checkChat(found *problems, path string) {
	u := &e.UserData
	need := func(name, value string) {
		if value == "" {
			found.add(path+"user_data."+name, "is empty: %s needs it", e.MessagingChannel)
		}
	}
	switch e.MessagingChannel {
	case "":
		found.add(path+"messaging_channel", "is empty: whatsapp, messenger or instagram")
	case ChannelWhatsApp:
		need("whatsapp_business_account_id", u.WhatsAppBusinessAccountID)
		need("ctwa_clid", u.CTWAClid)
	case ChannelMessenger:
		need("page_id", u.PageID)
		need("page_scoped_user_id", u.PageScopedUserID)
	case ChannelInstagram:
		need("instagram_business_account_id", u.InstagramBusinessAccountID)
		need("ig_sid", u.InstagramScopedUserID)
	}
}
