package ads_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// purchase is bought in a chat that an ad has opened.
func purchase(at time.Time) ads.Event {
	return ads.Event{
		EventName: ads.EventPurchase, EventTime: at,
		ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelWhatsApp,
		UserData:   ads.UserData{WhatsAppBusinessAccountID: "55", CTWAClid: "ARAk"},
		CustomData: ads.CustomData{Currency: "EUR", Value: new(10.5)},
	}
}

func TestEventOnTheWire(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("POST 6/events", answer(`{"events_received":1,"messages":["careful"],"fbtrace_id":"A1"}`))
	at := time.Now().Add(-time.Hour)
	got, err := ads.NewDataset(client, "6").SendEvents(t.Context(), ads.EventBatch{
		Events: []ads.Event{purchase(at)}, PartnerAgent: "shop", TestEventCode: "TEST1",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&ads.EventsAnswer{EventsReceived: 1, Messages: []string{"careful"}, TraceID: "A1"}, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	seconds, _ := json.Marshal(at.Unix())
	sameJSON(t, []byte(g.last(t, "POST 6/events").Body), `{"data":[{"event_name":"Purchase","event_time":`+string(seconds)+`,
		"action_source":"business_messaging","messaging_channel":"whatsapp",
		"user_data":{"whatsapp_business_account_id":"55","ctwa_clid":"ARAk"},
		"custom_data":{"currency":"EUR","value":10.5}}],"partner_agent":"shop","test_event_code":"TEST1"}`)
}

// An event whose answer was lost may have been counted: it is not sent twice.
func TestEventsAreNotRepeated(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	patient, err := client.With(metabiz.WithRetry(metabiz.Retry{Attempts: 3, MinWait: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	g.on("POST 6/events", drop)
	_, err = ads.NewDataset(patient, "6").SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{purchase(time.Now())}})
	if !errors.Is(err, metabiz.ErrOutcomeUnknown) || len(g.lines()) != 1 {
		t.Errorf("error %v after %d calls", err, len(g.lines()))
	}
}

func TestEventJSON(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_700_000_000, 0)
	event := ads.Event{
		EventName: "Custom", EventTime: at, EventID: "e1", ActionSource: ads.ActionSourceWebsite, EventSourceURL: "https://a.example", OptOut: true,
		AutomaticEvent: true, LimitedDataUse: true,
		CustomData: ads.CustomData{OrderID: "o", ContentIDs: []string{"p"}, Contents: []ads.Content{{ID: "p", Quantity: 2, ItemPrice: 1.5}}, NumItems: 2},
		UserData:   ads.UserData{ClientIPAddress: "192.0.2.1", ClientUserAgent: "UA", ClickID: "fb.1.1.a", BrowserID: "fb.1.1.b", LeadID: "9"},
	}
	got, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, got, `{"event_name":"Custom","event_time":1700000000,"event_id":"e1","action_source":"website","event_source_url":"https://a.example",
		"opt_out":true,"messaging_outcome_data":{"outcome_type":"automatic_events"},
		"data_processing_options":["LDU"],"data_processing_options_country":0,"data_processing_options_state":0,
		"custom_data":{"order_id":"o","content_ids":["p"],"contents":[{"id":"p","quantity":2,"item_price":1.5}],"num_items":2},
		"user_data":{"client_ip_address":"192.0.2.1","client_user_agent":"UA","fbc":"fb.1.1.a","fbp":"fb.1.1.b","lead_id":"9"}}`)
}

// The hashes are Meta's own samples, or were made with sha256sum.
func TestUserDataHashes(t *testing.T) {
	t.Parallel()
	const (
		mary   = "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79" // mary@example.com
		number = "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e" // 15559876543
	)
	tests := []struct {
		name string
		data ads.UserData
		want string
	}{
		{"email", ads.UserData{Emails: []string{" Mary@Example.com ", "mary@example.com", mary}}, `{"em":["` + mary + `"]}`},
		{"phone", ads.UserData{Phones: []string{"+1 (555) 987-6543", "0015559876543", ""}}, `{"ph":["` + number + `"]}`},
		{"first names", ads.UserData{FirstNames: []string{"Mary", "정", "Valéry"}}, `{"fn":["6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
			"8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14","08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"]}`},
		{"what nobody is recognised by", ads.UserData{Emails: []string{"n/a", "Mary@example.com"}, Genders: []string{"?"}, ExternalIDs: []string{" "}}, `{"em":["` + mary + `"]}`},
		{"ids of apps stay", ads.UserData{MobileAdvertiserID: "aece52e7-03ee-455a-b3c4-e57283966239", InstallID: "i", SubscriptionID: "s", FacebookLoginID: "7"},
			`{"madid":"aece52e7-03ee-455a-b3c4-e57283966239","anon_id":"i","subscription_id":"s","fb_login_id":"7"}`},
		{"ids of chats stay", ads.UserData{PageID: "1", PageScopedUserID: "2", InstagramBusinessAccountID: "3", InstagramScopedUserID: "4"},
			`{"page_id":"1","page_scoped_user_id":"2","instagram_business_account_id":"3","ig_sid":"4"}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.data)
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, got, tt.want)
	}
	// Pairs that are the same to Meta, whose hashes must be equal.
	same := []struct {
		name string
		a, b ads.UserData
	}{
		{"letters of all alphabets", ads.UserData{FirstNames: []string{"Ünal"}}, ads.UserData{FirstNames: []string{" ünal "}}},
		{"punctuation of names", ads.UserData{LastNames: []string{"D'Angelo"}}, ads.UserData{LastNames: []string{"dangelo"}}},
		{"gender", ads.UserData{Genders: []string{"Female"}}, ads.UserData{Genders: []string{"f"}}},
		{"city", ads.UserData{Cities: []string{"Reggio nell'Emilia"}}, ads.UserData{Cities: []string{"reggionellemilia"}}},
		{"state", ads.UserData{States: []string{"C.A."}}, ads.UserData{States: []string{"ca"}}},
		{"zip", ads.UserData{Zips: []string{"94035-1234"}}, ads.UserData{Zips: []string{"94035"}}},
		{"British zip", ads.UserData{Zips: []string{"SW1A 1AA"}}, ads.UserData{Zips: []string{"sw1a1aa"}}},
		{"country", ads.UserData{Countries: []string{"IT"}}, ads.UserData{Countries: []string{"it"}}},
		{"birthday", ads.UserData{DateOfBirth: time.Date(1990, 2, 3, 4, 5, 6, 7, time.UTC)}, ads.UserData{DateOfBirth: time.Date(1990, 2, 3, 0, 0, 0, 0, time.UTC)}},
	}
	for _, tt := range same {
		a, _ := json.Marshal(tt.a)
		b, _ := json.Marshal(tt.b)
		if string(a) != string(b) || len(a) < 64 {
			t.Errorf("%s: %s and %s", tt.name, a, b)
		}
	}
	different, _ := json.Marshal(ads.UserData{FirstNames: []string{"Unal"}})
	if unal, _ := json.Marshal(ads.UserData{FirstNames: []string{"Ünal"}}); string(unal) == string(different) {
		t.Error("the letter Ü was changed")
	}
}

func TestSendEventsValidates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		now := time.Now()
		tests := []struct {
			name   string
			change func(*ads.EventBatch)
			want   []string
		}{
			{"none", func(b *ads.EventBatch) { b.Events = nil }, []string{"data has 0 events"}},
			{"too many", func(b *ads.EventBatch) {
				for len(b.Events) <= 1000 {
					b.Events = append(b.Events, purchase(now))
				}
			}, []string{"data has 1001 events, from 1 to 1000 are possible, got 1001"}},
			{"eight days old", func(b *ads.EventBatch) { b.Events[0].EventTime = now.Add(-8 * 24 * time.Hour) }, []string{"data[0].event_time is more than 7 days ago"}},
			{"eight days old, in a shop", func(b *ads.EventBatch) {
				b.Events[0].EventTime, b.Events[0].ActionSource = now.Add(-8*24*time.Hour), ads.ActionSourcePhysicalStore
			}, nil},
			{"63 days old, in a shop", func(b *ads.EventBatch) {
				b.Events[0].EventTime, b.Events[0].ActionSource = now.Add(-63*24*time.Hour), ads.ActionSourcePhysicalStore
			}, []string{"data[0].event_time is more than 62 days ago"}},
			{"empty", func(b *ads.EventBatch) { b.Events[0] = ads.Event{} }, []string{"data[0].event_name is empty", "data[0].action_source is empty", "data[0].event_time is not set"}},
			{"whose chat", func(b *ads.EventBatch) { b.Events[0].UserData = ads.UserData{} },
				[]string{"data[0].user_data.whatsapp_business_account_id is empty", "data[0].user_data.ctwa_clid is empty"}},
			{"no channel", func(b *ads.EventBatch) { b.Events[0].MessagingChannel = "" }, []string{"data[0].messaging_channel is empty"}},
			{"Messenger", func(b *ads.EventBatch) { b.Events[0].MessagingChannel = ads.ChannelMessenger },
				[]string{"data[0].user_data.page_id is empty", "data[0].user_data.page_scoped_user_id is empty"}},
			{"Instagram", func(b *ads.EventBatch) { b.Events[0].MessagingChannel = ads.ChannelInstagram },
				[]string{"data[0].user_data.instagram_business_account_id is empty", "data[0].user_data.ig_sid is empty"}},
			{"website", func(b *ads.EventBatch) {
				b.Events[0].ActionSource, b.Events[0].UserData = ads.ActionSourceWebsite, ads.UserData{Emails: []string{"n/a"}}
			}, []string{"data[0].event_source_url is empty", "data[0].user_data.client_user_agent is empty", "data[0].user_data has nothing"}},
			{"app without data", func(b *ads.EventBatch) { b.Events[0].ActionSource = ads.ActionSourceApp }, []string{"data[0].app_data is empty"}},
			{"app of no system", func(b *ads.EventBatch) {
				b.Events[0].ActionSource, b.Events[0].AppData = ads.ActionSourceApp, &ads.AppData{Device: ads.AppDevice{Version: "w1"}}
			}, []string{"data[0].app_data.extinfo[0] is neither a2 (Android) nor i2 (iOS), got \"w1\"", "data[0].app_data.extinfo[4] is empty"}},
			{"a value that is none", func(b *ads.EventBatch) { b.Events[0].CustomData.PredictedLTV = new(math.Inf(1)) }, []string{"data[0].custom_data.predicted_ltv is not a number"}},
			{"a state that is none", func(b *ads.EventBatch) { b.Events[0].LimitedDataUse, b.Events[0].DataProcessingState = true, -1 },
				[]string{"data[0].data_processing_options_state and country must not be negative"}},
			{"worth nothing", func(b *ads.EventBatch) { b.Events[0].CustomData = ads.CustomData{Currency: "Euro"} },
				[]string{"data[0].custom_data needs currency and value", "data[0].custom_data.currency is not a currency's code"}},
		}
		for _, tt := range tests {
			batch := ads.EventBatch{Events: []ads.Event{purchase(now)}}
			tt.change(&batch)
			before := len(g.lines())
			_, err := ads.NewDataset(client, "6").SendEvents(t.Context(), batch)
			t.Log(tt.name)
			wantProblems(t, err, tt.want)
			if sent := len(g.lines()) > before; sent != (tt.want == nil) {
				t.Errorf("%s: sent %v", tt.name, sent)
			}
		}
	})
}

// A purchase counts for the ad whose click began the chat.
func TestPurchaseIsCounted(t *testing.T) {
	t.Parallel()
	clicks := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if found := regexp.MustCompile(`"ctwa_clid":"([^"]+)"`).FindSubmatch(body); found != nil {
			clicks <- string(found[1])
		}
	}))
	t.Cleanup(hook.Close)
	e, client := emulated(t, func(c *emulator.Config) { c.WebhookURL = hook.URL })
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	launched, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(time.Hour)
	giulia := e.Person("393339876543", "Giulia")
	if err := giulia.ClickAd(launched.AdID); err != nil {
		t.Fatal(err)
	}
	if err := giulia.Write("Lo prendo"); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	event := purchase(e.Clock().Now())
	event.UserData = ads.UserData{WhatsAppBusinessAccountID: e.Seed().WABAID, CTWAClid: <-clicks}
	got, err := ads.NewDataset(client, e.Seed().DatasetID).SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{event}})
	if err != nil || got.EventsReceived != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	for row, err := range account.Ad(launched.AdID).Insights(t.Context(), ads.InsightsQuery{DatePreset: ads.DatePresetMaximum}) {
		if err != nil {
			t.Fatal(err)
		}
		if m := row.Messaging(); m.Purchases != 1 || m.PurchaseValue.Float64() != 10.5 {
			t.Errorf("metrics %+v", m)
		}
	}
}
