package ads_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// visit is an event of a website.
func visit(id string) ads.Event {
	return ads.Event{
		EventName: ads.EventViewContent, EventTime: time.Now(), EventID: id, ActionSource: ads.ActionSourceWebsite, EventSourceURL: "https://bottega.example",
		UserData: ads.UserData{ClientUserAgent: "UA", ClientIPAddress: "192.0.2.1"},
	}
}

func visits(n int, change func(i int, e *ads.Event)) iter.Seq[ads.Event] {
	return func(yield func(ads.Event) bool) {
		for i := range n {
			e := visit(fmt.Sprintf("e%d", i))
			if change != nil {
				change(i, &e)
			}
			if !yield(e) {
				return
			}
		}
	}
}

// eventIDs are those of the call that is being answered.
func (g *graph) eventIDs(t *testing.T) []string {
	t.Helper()
	var sent struct {
		Data []struct {
			EventID string `json:"event_id"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(g.last(t, "POST 6/events").Body), &sent); err != nil {
		t.Error(err)
	}
	var ids []string
	for _, e := range sent.Data {
		ids = append(ids, e.EventID)
	}
	return ids
}

func places(failures []ads.EventFailure) []int {
	var at []int
	for _, f := range failures {
		at = append(at, f.Index)
	}
	return at
}

// A stream is cut in calls of 1,000, and an event that is wrong is told and left out.
func TestReportEvents(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	var sizes []int
	g.on("POST 6/events", func(w http.ResponseWriter, r *http.Request) {
		n := len(g.eventIDs(t))
		sizes = append(sizes, n)
		answer(fmt.Sprintf(`{"events_received":%d,"messages":["m"],"fbtrace_id":"T%d"}`, n, len(sizes)))(w, r)
	})
	old := func(i int, e *ads.Event) {
		switch i {
		case 7:
			e.EventTime = time.Now().Add(-8 * 24 * time.Hour)
		case 1500:
			e.EventName = ""
		case 2000:
			e.UserData.Emails = []string{"n/a"}
		}
	}
	report, err := ads.NewDataset(client, "6").ReportEvents(t.Context(), visits(2502, old), ads.EventOptions{PartnerAgent: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{1000, 1000, 500}, sizes); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if report.Received != 2500 || report.Calls != 3 || report.Settled != 2502 || len(report.Unknown) != 0 ||
		!slices.Equal(report.TraceIDs, []string{"T1", "T2", "T3"}) || len(report.Messages) != 3 {
		t.Errorf("%+v", report)
	}
	if diff := cmp.Diff([]int{7, 1500}, places(report.Refused)); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if f := report.Refused[0]; f.EventID != "e7" || !errors.Is(f, metabiz.ErrInvalidParam) {
		t.Errorf("%v", f)
	}
	if len(report.LeftOut) != 1 || report.LeftOut[0].Path != "events[2000].user_data.em[0]" || report.LeftOut[0].Value != nil {
		t.Errorf("left out %v", report.LeftOut)
	}
}

// Meta takes all or none. The event that it refuses is left out, whether it says
// which one it was or not, and every other one arrives once.
func TestReportEventsWithoutTheRefused(t *testing.T) {
	t.Parallel()
	bad := []string{"e3", "e40", "e41"}
	for _, blames := range []bool{true, false} {
		t.Run(fmt.Sprint("blames ", blames), func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			arrived := map[string]int{}
			g.on("POST 6/events", func(w http.ResponseWriter, r *http.Request) {
				ids := g.eventIDs(t)
				at := slices.IndexFunc(ids, func(id string) bool { return slices.Contains(bad, id) })
				switch {
				case at < 0:
					for _, id := range ids {
						arrived[id]++
					}
					answer(fmt.Sprintf(`{"events_received":%d}`, len(ids)))(w, r)
				case blames:
					w.WriteHeader(400)
					_, _ = fmt.Fprintf(w, `{"error":{"code":100,"message":"Invalid parameter","error_data":{"blame_field_specs":[["data","%d","event_time"]]}}}`, at)
				default:
					refuse(100, 2804003, "Invalid parameter")(w, r)
				}
			})
			report, err := ads.NewDataset(client, "6").ReportEvents(t.Context(), visits(64, nil), ads.EventOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]int{3, 40, 41}, places(report.Refused)); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
			if report.Received != 61 || len(arrived) != 61 || report.Settled != 64 {
				t.Errorf("%d received, %d arrived, %d settled", report.Received, len(arrived), report.Settled)
			}
			for id, n := range arrived {
				if n != 1 {
					t.Errorf("%s arrived %d times", id, n)
				}
			}
			if calls := len(g.lines()); calls > 40 || blames && calls > 4 {
				t.Errorf("%d calls", calls)
			}
		})
	}
}

// What is not about single events ends the report, which tells where to go on.
func TestReportEventsEnds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		handle http.HandlerFunc
		calls  int
	}{
		"no right":         {refuse(200, 0, "Permissions error"), 2},
		"no such dataset":  {refuse(100, 33, "Unsupported post request"), 2},
		"nothing is taken": {refuse(100, 0, "Invalid parameter"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			first := true
			g.on("POST 6/events", func(w http.ResponseWriter, r *http.Request) {
				if first {
					first = false
					answer(`{"events_received":1000}`)(w, r)
					return
				}
				tt.handle(w, r)
			})
			report, err := ads.NewDataset(client, "6").ReportEvents(t.Context(), visits(1500, nil), ads.EventOptions{})
			if _, ok := errors.AsType[*metabiz.Error](err); !ok || report.Settled != 1000 || report.Received != 1000 {
				t.Errorf("error %v, %d settled", err, report.Settled)
			}
			if calls := len(g.lines()); tt.calls > 0 && calls != tt.calls || calls > 60 {
				t.Errorf("%d calls", calls)
			}
		})
	}
}

// A call whose answer was lost is repeated where Meta knows its events again, and else told.
func TestReportEventsWithoutAnswer(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	patient, err := client.With(metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: time.Millisecond, MaxWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	g.on("POST 6/events", drop)
	chats := func(yield func(ads.Event) bool) { yield(purchase(time.Now())) }
	report, err := ads.NewDataset(patient, "6").ReportEvents(t.Context(), chats, ads.EventOptions{})
	if err != nil || len(report.Unknown) != 1 || !errors.Is(report.Unknown[0], metabiz.ErrOutcomeUnknown) || len(g.lines()) != 1 || report.Settled != 1 {
		t.Errorf("%+v, %v after %d calls", report, err, len(g.lines()))
	}
	if _, err = ads.NewDataset(patient, "6").ReportEvents(t.Context(), visits(2, nil), ads.EventOptions{}); err == nil || len(g.lines()) != 4 {
		t.Errorf("%v after %d calls", err, len(g.lines()))
	}
}

// What a website, an app, a shop and chats report is as Meta takes it.
func TestEventsOfEverySource(t *testing.T) {
	t.Parallel()
	e, client := emulated(t)
	now := e.Clock().Now()
	events := []ads.Event{
		visit("w1"),
		{
			EventName: "Subscribe", ActionSource: ads.ActionSourceApp, EventID: "a1", UserData: ads.UserData{InstallID: "i1"},
			AppData: &ads.AppData{AdvertiserTrackingEnabled: true, Device: ads.AppDevice{Version: ads.AppDeviceIOS, OSVersion: "18.1", Package: "it.bottega"}},
		},
		{
			EventName: ads.EventPurchase, EventTime: now.Add(-30 * 24 * time.Hour), ActionSource: ads.ActionSourcePhysicalStore,
			UserData: ads.UserData{Phones: []string{"+39 333 000 0001"}}, CustomData: ads.CustomData{Currency: "EUR", Value: new(8.0)},
		},
		{
			EventName: ads.EventLeadSubmitted, ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelMessenger,
			UserData: ads.UserData{PageID: e.Seed().PageID, PageScopedUserID: "77"},
		},
		{
			EventName: ads.EventLeadSubmitted, ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelInstagram,
			UserData: ads.UserData{InstagramBusinessAccountID: "88", InstagramScopedUserID: "99"},
		},
	}
	for i := range events {
		if events[i].EventTime.IsZero() || i == 0 {
			events[i].EventTime = now
		}
	}
	report, err := ads.NewDataset(client, e.Seed().DatasetID).ReportEvents(t.Context(), slices.Values(events), ads.EventOptions{})
	if err != nil || report.Received != len(events) || len(report.Refused) != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// Meta's refusal of a whole call, as the emulator words it, costs the one event alone.
func TestOneBadEventHidesNoOther(t *testing.T) {
	t.Parallel()
	e, client := emulated(t, func(c *emulator.Config) {})
	// The dataset's clock is ahead: what is young here is too old there.
	e.Clock().Advance(7*24*time.Hour - time.Hour)
	now := e.Clock().Now()
	events := visits(10, func(i int, event *ads.Event) {
		if event.EventTime = now; i == 4 {
			event.EventTime = time.Now().Add(-2 * time.Hour)
		}
	})
	report, err := ads.NewDataset(client, e.Seed().DatasetID).ReportEvents(t.Context(), events, ads.EventOptions{})
	if err != nil || report.Received != 9 || !slices.Equal(places(report.Refused), []int{4}) {
		t.Fatalf("%+v, %v", report, err)
	}
	if refusal, ok := errors.AsType[*metabiz.Error](report.Refused[0]); !ok || refusal.Subcode != 2804003 {
		t.Errorf("%v", report.Refused[0])
	}
}

func TestAppEventOnTheWire(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(ads.Event{
		EventName: ads.EventPurchase, EventTime: time.Unix(1_700_000_000, 0), EventID: "a1", ActionSource: ads.ActionSourceApp, ReferrerURL: "https://r.example",
		UserData: ads.UserData{InstallID: "i1"},
		AppData: &ads.AppData{
			AdvertiserTrackingEnabled: true, CampaignIDs: "c", InstallReferrer: "r", VendorID: "v",
			Device: ads.AppDevice{Version: ads.AppDeviceAndroid, Package: "it.bottega", OSVersion: "15", Locale: "it_IT", Timezone: "Europe/Rome"},
		},
		CustomData: ads.CustomData{
			Currency: "EUR", Value: new(9.0), ContentCategory: "coffee", SearchString: "moka", PredictedLTV: new(120.5), NetRevenue: new(4.0),
			DeliveryCategory: ads.DeliveryHome, Properties: map[string]any{"roast": "dark", "currency": "USD"},
			Contents: []ads.Content{{ID: "p", Title: "T", Description: "D", Brand: "B", Category: "C", DeliveryCategory: ads.DeliveryInStore}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, got, `{"event_name":"Purchase","event_time":1700000000,"event_id":"a1","action_source":"app","referrer_url":"https://r.example",
		"app_data":{"advertiser_tracking_enabled":1,"application_tracking_enabled":0,"campaign_ids":"c","install_referrer":"r","vendor_id":"v",
			"extinfo":["a2","it.bottega","","","15","","it_IT","","","","","","","","","Europe/Rome"]},
		"user_data":{"anon_id":"i1"},
		"custom_data":{"currency":"EUR","value":9,"content_category":"coffee","search_string":"moka","predicted_ltv":120.5,"net_revenue":4,
			"delivery_category":"home_delivery","roast":"dark","contents":[{"id":"p","title":"T","description":"D","brand":"B","category":"C","delivery_category":"in_store"}]}}`)
}
