package emulator

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// The limits of the Conversions API.
// https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api
const (
	maxEvents     = 1000
	maxEventAge   = 7 * 24 * time.Hour
	maxStoreAge   = 62 * 24 * time.Hour
	maxEventAhead = time.Minute
)

var actionSources = []string{"email", "website", "app", "phone_call", "chat", "physical_store", "system_generated", "business_messaging", "other"}

func datasetRows(r *Registry) {
	r.Edge("AdsPixel",
		Edge{Method: "POST", Name: "events", Handle: takeEvents, Params: Params(`data! list<map>, namespace_id string, partner_agent string,
			platforms list<map>, progress Object, test_event_code string, trace unsigned int, upload_id string, upload_source string,
			upload_tag string`)},
		Edge{Method: "GET", Name: "stats", Handle: eventStats, Params: Params(`aggregation string, event string, start_time datetime, end_time datetime`)},
		Edge{Method: "POST", Params: Params(`name string, enable_automatic_matching bool, first_party_cookie_status string`)},
	)
}

// datasetState are the events that a dataset has taken.
type datasetState struct{ events []map[string]any }

func eventsOf(dataset *Object) *datasetState {
	s, ok := dataset.State.(*datasetState)
	if !ok {
		s = &datasetState{}
		dataset.State = s
	}
	return s
}

// takeEvents takes all events of a call or, if one is bad, none. Events are not told apart: what is sent twice counts twice.
func takeEvents(c *Call) (any, error) {
	data := c.Args.List("data")
	switch {
	case len(data) == 0:
		return nil, invalid(0, "No events", "data must hold at least one event.", "data")
	case len(data) > maxEvents:
		return nil, invalid(0, "Too many events", fmt.Sprintf("A call has at most 1,000 events, this has %d.", len(data)), "data")
	}
	for i, v := range data {
		m, _ := v.(map[string]any)
		if err := checkEvent(c, fmt.Sprintf("data[%d]", i), m); err != nil {
			return nil, err
		}
	}
	s := eventsOf(c.Node)
	for _, v := range data {
		event := Args(v.(map[string]any))
		s.events = append(s.events, event)
		creditPurchase(c, event)
	}
	c.Node.Values["last_fired_time"] = c.Now()
	return map[string]any{"events_received": int64(len(data)), "messages": []any{}, "fbtrace_id": fmt.Sprintf("A%010dEvents", len(s.events))}, nil
}

func badEvent(subcode int, title, message, at, field string) *Error {
	return invalid(subcode, title, message, strings.NewReplacer("[", ".", "]", "").Replace(at)+"."+field)
}

func checkEvent(c *Call, at string, event Args) error {
	if strings.TrimSpace(event.Text("event_name")) == "" {
		return badEvent(0, "Event name required", at+" has no event_name.", at, "event_name")
	}
	source := event.Text("action_source")
	if !slices.Contains(actionSources, source) {
		return badEvent(0, "Invalid action source", at+".action_source must be one of "+strings.Join(actionSources, ", ")+".", at, "action_source")
	}
	seconds := event.Int("event_time")
	age := c.Now().Sub(time.Unix(seconds, 0))
	limit := maxEventAge
	if source == "physical_store" {
		limit = maxStoreAge
	}
	switch {
	case seconds <= 0:
		return badEvent(2804003, "Event time required", at+".event_time must be a time in seconds.", at, "event_time")
	case age > limit:
		return badEvent(2804003, "Event Timestamp Too Old", fmt.Sprintf("%s.event_time lies more than %d days back.", at, int(limit.Hours()/24)), at, "event_time")
	case age < -maxEventAhead:
		return badEvent(0, "Event Timestamp In The Future", at+".event_time lies in the future.", at, "event_time")
	}
	user := event.Map("user_data")
	if len(user) == 0 {
		return badEvent(2804050, "Customer information parameters", at+" has insufficient customer information.", at, "user_data")
	}
	if source == "business_messaging" {
		if err := checkMessagingEvent(at, event, user); err != nil {
			return err
		}
	}
	if event.Text("event_name") == "Purchase" {
		custom := event.Map("custom_data")
		if v, ok := custom["value"]; !ok || number(v) < 0 || math.IsNaN(number(v)) {
			return badEvent(0, "Value required", at+" is a purchase, and needs a value.", at, "custom_data.value")
		}
		if len(custom.Text("currency")) != 3 {
			return badEvent(0, "Currency required", at+" is a purchase, and needs a currency of three letters.", at, "custom_data.currency")
		}
	}
	return nil
}

// messagingKeys are what tells the person of a chat, by channel.
var messagingKeys = map[string][]string{
	"whatsapp":  {"whatsapp_business_account_id", "ctwa_clid"},
	"messenger": {"page_id", "page_scoped_user_id"},
	"instagram": {"instagram_business_account_id|ig_account_id", "ig_sid"},
}

func checkMessagingEvent(at string, event, user Args) error {
	keys, ok := messagingKeys[event.Text("messaging_channel")]
	if !ok {
		return badEvent(0, "Invalid messaging channel", at+".messaging_channel must be whatsapp, messenger or instagram.", at, "messaging_channel")
	}
	for _, key := range keys {
		names := strings.Split(key, "|")
		if !slices.ContainsFunc(names, func(n string) bool { return user.Text(n) != "" }) {
			return badEvent(2804050, "Customer information parameters", at+".user_data needs "+names[0]+".", at, "user_data."+names[0])
		}
	}
	return nil
}

// creditPurchase counts a purchase for the ad whose click led to it. A click that is not known is no mistake: the event is
// kept, and matches nothing.
func creditPurchase(c *Call, event Args) {
	if event.Text("event_name") != "Purchase" {
		return
	}
	click := clickOf(c, event.Map("user_data").Text("ctwa_clid"))
	if click == nil {
		return
	}
	day := dayOf(c, click.ad, time.Unix(event.Int("event_time"), 0))
	day.add(purchases, 1)
	day.add(purchaseValue, int64(math.Round(number(event.Map("custom_data")["value"])*float64(currencyOffset(event.Map("custom_data").Text("currency"))))))
}

func eventStats(c *Call) (any, error) {
	counts := map[string]int64{}
	var order []string
	for _, e := range eventsOf(c.Node).events {
		name := Args(e).Text("event_name")
		if counts[name]++; counts[name] == 1 {
			order = append(order, name)
		}
	}
	data := []any{}
	for _, name := range order {
		data = append(data, map[string]any{"value": name, "count": counts[name]})
	}
	return map[string]any{"data": []any{map[string]any{"aggregation": "event", "start_time": c.Now().Add(-24 * time.Hour).Format(graphTime), "data": data}}}, nil
}
