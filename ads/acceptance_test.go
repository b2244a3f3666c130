package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// What a library for ads that open a chat must get right, case by case.
func TestAcceptance(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"one: the four bodies of a launch, all paused, the greeting as text", acceptBodies},
		{"two: an app objective is refused with its reason, unless unchecked", acceptAppObjective},
		{"three: a button is missing for one of several destinations", acceptMissingButton},
		{"four: the status needs Instagram's story, and is told not to reach the EU", acceptStatus},
		{"five: a code is the same at the top as below, and may be negative", acceptCodes},
		{"six: fractions, seconds and minutes of quotas; accounts apart", acceptUsage},
		{"seven: what may have been done is looked up before it is done again", acceptTimeouts},
		{"eight: 120 calls go as 50, 50 and 20; ad sets of one campaign apart; a null slot again", acceptBatches},
		{"nine: a report that runs at 100 % is not read", acceptReport},
		{"ten: people are hashed as published, kept in their alphabet, in batches", acceptPeople},
		{"eleven: an event of eight days ago is refused; ids are not hashed", acceptEvents},
		{"twelve: a video goes on where it was cut", acceptVideo},
		{"thirteen: a wrong signature reaches nobody; a click without id does no harm", acceptWebhooks},
		{"fourteen: a rollback takes what the launch made, and the key makes nothing twice", acceptRollback},
		{"fifteen: unlinking is a step for a person, with the ad sets it concerns", acceptUnlink},
		{"sixteen: paging follows cursors, not addresses, and logs no token", acceptPaging},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

func acceptBodies(t *testing.T) {
	e, client := emulated(t)
	launched, err := ads.NewAccount(client, e.Seed().AdAccountID).Launch(t.Context(), springOn(e), ads.LaunchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	created := 0
	for _, r := range e.Requests() {
		if _, sent := r.Params["date_format"]; sent {
			t.Errorf("%s sent date_format", r.Path)
		}
		if r.Method != "POST" || !strings.Contains(r.Path, "act_") || strings.HasSuffix(r.Path, "adimages") {
			continue
		}
		created++
		if status := r.Params["status"]; !strings.HasSuffix(r.Path, "adcreatives") && status != "PAUSED" {
			t.Errorf("%s was made %v", r.Path, status)
		}
	}
	if created != 4 {
		t.Errorf("%d objects were made", created)
	}
	creative, err := ads.NewAdCreative(client, launched.CreativeID).Get(t.Context(), metabiz.WithFields("object_story_spec"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(springWelcome, creative.ObjectStorySpec.LinkData.PageWelcomeMessage); diff != "" {
		t.Errorf("greeting (-want +got):\n%s", diff)
	}
}

func acceptAppObjective(t *testing.T) {
	ad := plain()
	ad.Objective = ads.ObjectiveOutcomeAppPromotion
	wantProblems(t, ad.Validate(), []string{"Objective promotes an app, and the click leads to its store"})
	ad.Unchecked = true
	wantProblems(t, ad.Validate(), nil)
}

func acceptMissingButton(t *testing.T) {
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	ad := springOn(e)
	ad.Destinations = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationMessenger}
	launched, err := account.Launch(t.Context(), ad, ads.LaunchOptions{KeepPaused: true})
	if err != nil {
		t.Fatal(err)
	}
	// A creative with one of the two buttons does not fit the ad set.
	single := springOn(e)
	other, err := account.Launch(t.Context(), single, ads.LaunchOptions{KeepPaused: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = account.CreateAd(t.Context(), ads.AdParams{Name: "n", AdSetID: launched.AdSetID, Creative: ads.AdCreative{CreativeID: other.CreativeID}, Status: ads.StatusPaused})
	refusal, ok := errors.AsType[*metabiz.Error](err)
	if !ok || !slices.ContainsFunc(refusal.BlamedFields, func(f string) bool { return strings.Contains(f, "call_to_action") }) {
		t.Errorf("error %v", err)
	}
}

func acceptStatus(t *testing.T) {
	ad := plain()
	ad.Placements = ads.Placements{WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}
	wantProblems(t, ad.Validate(), []string{"Placements have whatsapp/status, which shows only together with instagram/story"})
	e, client := emulated(t)
	ad = springOn(e)
	ad.Placements = ads.Placements{WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}, Instagram: []ads.InstagramPosition{ads.InstagramPositionStory}}
	found, err := ads.NewAccount(client, e.Seed().AdAccountID).Preflight(t.Context(), ad)
	if err != nil {
		t.Fatal(err)
	}
	if warnings := found.Of(ads.Warning); len(warnings) != 1 || warnings[0].Kind != ads.FindingPlacement {
		t.Errorf("findings\n%s", found)
	}
}

func acceptCodes(t *testing.T) {
	g, client := newGraph(t)
	hints := map[string]bool{}
	for _, body := range []string{`{"error":{"code":1487901,"message":"m"}}`, `{"error":{"code":100,"error_subcode":1487901,"message":"m"}}`} {
		g.on("GET 7", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, body)
		})
		_, err := ads.NewCampaign(client, "7").Get(t.Context())
		refusal, ok := errors.AsType[*metabiz.Error](err)
		if !ok || !errors.Is(err, metabiz.ErrInvalidParam) || refusal.Hint == "" {
			t.Fatalf("%s: %v", body, err)
		}
		hints[refusal.Hint] = true
	}
	if len(hints) != 1 {
		t.Errorf("hints %v", hints)
	}
	g.on("GET 7", refuse(-3, 1504045, "too large"))
	_, err := ads.NewCampaign(client, "7").Get(t.Context())
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != -3 || refusal.Subcode != 1504045 {
		t.Errorf("error %v", err)
	}
}

func acceptUsage(t *testing.T) {
	g, client := newGraph(t)
	g.on("GET act_1", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Ad-Account-Usage", `{"acc_id_util_pct":9.67,"reset_time_duration":120}`)
		w.Header().Set("X-Business-Use-Case-Usage", `{"1":[{"type":"ads_management","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":3}]}`)
		_, _ = io.WriteString(w, `{"id":"act_1"}`)
	})
	g.on("GET act_2", answer(`{"id":"act_2"}`))
	if _, err := ads.NewAccount(client, "1").Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	var percent float64
	var regain time.Duration
	for _, u := range client.Usage() {
		if u.Key.ID != "act_1" && u.Key.ID != "1" {
			continue
		}
		percent = max(percent, u.Used["acc_id_util_pct"])
		if !u.RegainAt.IsZero() {
			regain = time.Until(u.RegainAt).Round(time.Minute)
		}
	}
	if percent != 9.67 || regain != 3*time.Minute {
		t.Errorf("%v %%, access again in %s: %v", percent, regain, client.Usage())
	}
	// The other account is as free as before.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, err := ads.NewAccount(client, "2").Get(ctx); err != nil {
		t.Errorf("another account: %v", err)
	}
}

func acceptTimeouts(t *testing.T) {
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	e.Fault(emulator.Fault{Kind: emulator.FaultDropAfter, Method: "POST", Path: "*/campaigns"})
	if _, err := account.Launch(t.Context(), springOn(e), ads.LaunchOptions{Key: "seven"}); err != nil {
		t.Fatal(err)
	}
	var calls []string
	for _, r := range e.Requests() {
		for _, edge := range []string{"/campaigns", "/adlabels"} {
			if strings.HasSuffix(r.Path, edge) {
				calls = append(calls, r.Method+" "+edge)
			}
		}
	}
	if i := slices.Index(calls, "POST /campaigns"); i < 0 || slices.Contains(calls[i+1:], "POST /campaigns") || !slices.Contains(calls[i+1:], "GET /adlabels") {
		t.Errorf("calls %v", calls)
	}
	e.Fault(emulator.Fault{Kind: emulator.FaultDropAfter, Method: "GET", Path: "act_*"})
	if _, err := account.Get(t.Context()); err != nil {
		t.Errorf("a read was not repeated: %v", err)
	}
}

func acceptBatches(t *testing.T) {
	var mu sync.Mutex
	var sizes []int
	apart, nulls := true, map[string]int{}
	g, client := newGraph(t)
	g.on("POST ", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		last := g.requests[len(g.requests)-1].Body
		type op struct {
			RelativeURL string `json:"relative_url"`
			Body        string `json:"body"`
		}
		var sent []op
		if err := batchOf(last, &sent); err != nil {
			t.Error(err)
		}
		sizes = append(sizes, len(sent))
		answers := make([]string, len(sent))
		sets := 0
		for i, o := range sent {
			answers[i] = `{"code":200,"headers":[],"body":"{\"id\":\"1\"}"}`
			if strings.HasSuffix(o.RelativeURL, "n99") {
				if nulls[o.RelativeURL]++; nulls[o.RelativeURL] == 1 {
					answers[i] = "null"
				}
			}
			if strings.Contains(o.Body, "campaign_id=5") {
				sets++
			}
		}
		apart = apart && sets <= 1
		answer("["+strings.Join(answers, ",")+"]")(w, r)
	})
	var calls []metabiz.BatchCall
	for n := range 120 {
		calls = append(calls, metabiz.BatchCall{Request: &metabiz.Request{Method: "GET", Path: fmt.Sprintf("n%d", n)}})
	}
	results, err := client.Batch(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil {
			t.Fatalf("call %d: %v", i, r.Err)
		}
	}
	slices.Sort(sizes)
	if diff := cmp.Diff([]int{1, 20, 50, 50}, sizes); diff != "" {
		t.Errorf("sizes, with the null slot alone (-want +got):\n%s", diff)
	}
	set := metabiz.BatchCall{Request: &metabiz.Request{Method: "POST", Path: "act_1/adsets", Body: map[string]any{"campaign_id": "5"}}}
	if _, err := client.Batch(t.Context(), []metabiz.BatchCall{set, set}); err != nil || !apart {
		t.Errorf("ad sets of one campaign apart: %v, %v", apart, err)
	}
}

// batchOf reads the calls of a batch, whichever way it was sent.
func batchOf(body string, into any) error {
	var sent struct {
		Batch json.RawMessage `json:"batch"`
	}
	if err := json.Unmarshal([]byte(body), &sent); err != nil {
		return err
	}
	var text string
	if json.Unmarshal(sent.Batch, &text) == nil {
		sent.Batch = json.RawMessage(text)
	}
	return json.Unmarshal(sent.Batch, into)
}

func acceptReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		g.on("GET 9", answer(`{"id":"9","async_status":"Job Running","async_percent_completion":100}`))
		g.on("GET 9/insights", answer(`{"data":[{"impressions":"5"}]}`))
		time.AfterFunc(time.Minute, func() {
			for _, line := range g.lines() {
				if line == "GET 9/insights" {
					t.Error("the report was read while it ran")
				}
			}
			g.on("GET 9", answer(`{"id":"9","async_status":"Job Completed","async_percent_completion":100}`))
		})
		rows, err := metabiz.Collect(ads.NewAdReportRun(client, "9").AwaitInsights(t.Context(), 10*time.Second))
		if err != nil || len(rows) != 1 || rows[0].Impressions != 5 {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}

func acceptPeople(t *testing.T) {
	g, client := newGraph(t)
	type batch struct {
		Session struct {
			BatchSeq int  `json:"batch_seq"`
			Last     bool `json:"last_batch_flag"`
		} `json:"session"`
		Payload struct {
			Data [][]any `json:"data"`
		} `json:"payload"`
	}
	g.on("POST 5/users", func(w http.ResponseWriter, r *http.Request) { answer(`{"audience_id":"5","num_received":1}`)(w, r) })
	audience := ads.NewCustomAudience(client, "5")
	sent := func(n int) batch {
		var b batch
		if err := json.Unmarshal([]byte(g.requests[n].Body), &b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	_, err := audience.Upload(t.Context(), slices.Values([]ads.Person{{Email: " Mary@Example.com", Phone: "+1 (555) 987-6543", FirstName: "Ünal", MobileAdvertiserID: "EA7583CD-A667-48BC-B806-42ECB2B48606", ExternalID: "Cust 7"}}),
		ads.UploadOptions{Schema: []ads.MatchKey{ads.MatchKeyEmail, ads.MatchKeyPhone, ads.MatchKeyFirstName, ads.MatchKeyMobileAdvertiserID, ads.MatchKeyExternalID}})
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79", "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e",
		sha("ünal"), "ea7583cd-a667-48bc-b806-42ecb2b48606", "Cust 7"}
	if diff := cmp.Diff([][]any{want}, sent(0).Payload.Data); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if _, err := audience.Upload(t.Context(), customers(25_000), byEmail); err != nil {
		t.Fatal(err)
	}
	for i, rows := range []int{10_000, 10_000, 5_000} {
		if b := sent(1 + i); len(b.Payload.Data) != rows || b.Session.BatchSeq != i+1 || b.Session.Last != (i == 2) {
			t.Errorf("batch %d: %d rows, seq %d, last %v", i+1, len(b.Payload.Data), b.Session.BatchSeq, b.Session.Last)
		}
	}
}

func acceptEvents(t *testing.T) {
	g, client := newGraph(t)
	event := ads.Event{
		EventName: ads.EventPurchase, EventTime: time.Now().Add(-8 * 24 * time.Hour), ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelWhatsApp,
		UserData:   ads.UserData{WhatsAppBusinessAccountID: "77", CTWAClid: "Aff-X_1"},
		CustomData: ads.CustomData{Currency: "EUR", Value: new(10.5)},
	}
	dataset := ads.NewDataset(client, "9")
	if _, err := dataset.SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{event}}); !errors.Is(err, metabiz.ErrInvalidParam) || len(g.lines()) > 0 {
		t.Errorf("error %v, sent %v", err, g.lines())
	}
	event.EventTime = time.Now()
	text, err := json.Marshal(event)
	if err != nil || !strings.Contains(string(text), `"whatsapp_business_account_id":"77"`) || !strings.Contains(string(text), `"ctwa_clid":"Aff-X_1"`) {
		t.Errorf("%s, %v", text, err)
	}
}

func acceptVideo(t *testing.T) {
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	film := metabiz.FileFromBytes("film.mp4", append([]byte("\x00\x00\x00\x18ftypmp42"), make([]byte, 100_000)...))
	e.Fault(emulator.Fault{Kind: emulator.FaultDropAfter, Method: "POST", Path: "*video*"})
	video, err := account.UploadVideo(t.Context(), film, ads.VideoDetails{Title: "Spring"})
	if err != nil || video.ID == "" {
		t.Fatalf("%v, %v", video, err)
	}
	e.Clock().Advance(time.Minute)
	ad := springOn(e)
	ad.Creative = ads.VideoCreative{VideoID: video.ID, Thumbnail: picture(600, 600)}
	if _, err := account.Launch(t.Context(), ad, ads.LaunchOptions{}); err != nil {
		t.Error(err)
	}
}

func acceptWebhooks(t *testing.T) {
	reached := 0
	events := ads.Events{OnOther: func(context.Context, ads.AccountEvent) error {
		reached++
		return nil
	}}
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"other"}, VerifyToken: "V"}, events)
	if status := delivered(t, hook, accountChanges); status != http.StatusUnauthorized && status != http.StatusForbidden || reached > 0 {
		t.Errorf("answered %d, reached %d", status, reached)
	}
	// A click without an id is no event for the Conversions API.
	event := ads.Event{EventName: ads.EventLeadSubmitted, EventTime: time.Now(), ActionSource: ads.ActionSourceBusinessMessaging, MessagingChannel: ads.ChannelWhatsApp,
		UserData: ads.UserData{WhatsAppBusinessAccountID: "77"}}
	g, client := newGraph(t)
	if _, err := ads.NewDataset(client, "9").SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{event}}); !errors.Is(err, metabiz.ErrInvalidParam) || len(g.lines()) > 0 {
		t.Errorf("error %v, sent %v", err, g.lines())
	}
}

func acceptRollback(t *testing.T) {
	e, client := emulated(t)
	account := ads.NewAccount(client, e.Seed().AdAccountID)
	options := ads.LaunchOptions{Key: "fourteen"}
	e.Fault(emulator.Fault{Kind: emulator.FaultThrottle, Method: "POST", Path: "*/ads", Code: 368})
	_, err := account.Launch(t.Context(), springOn(e), options)
	failed, ok := errors.AsType[*ads.LaunchError](err)
	if !ok || failed.Step != ads.StepAd || !failed.RolledBack {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff(map[string]int{}, census(t, account)); diff != "" {
		t.Errorf("after the rollback (-want +got):\n%s", diff)
	}
	for range 2 {
		if _, err := account.Launch(t.Context(), springOn(e), options); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(oneAd, census(t, account)); diff != "" {
		t.Errorf("after two launches (-want +got):\n%s", diff)
	}
}

func acceptUnlink(t *testing.T) {
	e, client := emulated(t)
	if _, err := ads.NewAccount(client, e.Seed().AdAccountID).Launch(t.Context(), springOn(e), ads.LaunchOptions{}); err != nil {
		t.Fatal(err)
	}
	manual, ok := errors.AsType[*pages.ManualStepError](pages.NewPage(client, e.Seed().PageID).UnlinkNumber(t.Context()))
	if !ok || manual.Step == "" || manual.Where == "" || manual.Number == "" {
		t.Errorf("%+v", manual)
	}
}

func acceptPaging(t *testing.T) {
	g, client := newGraph(t)
	pagesServed := 0
	g.on("GET act_1/campaigns", func(w http.ResponseWriter, r *http.Request) {
		pagesServed++
		if pagesServed == 1 {
			answer(`{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"http://evil.example/v26.0/act_1/campaigns?access_token=LEAK&after=A1"}}`)(w, r)
			return
		}
		answer(`{"data":[{"id":"2"}]}`)(w, r)
	})
	var logged strings.Builder
	rows, err := metabiz.Collect(ads.NewAccount(client, "1").Campaigns(t.Context(), ads.CampaignQuery{}, metabiz.WithLogger(logger(&logged))))
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	if query := g.requests[1].Query; !strings.Contains(query, "after=A1") || strings.Contains(query, "LEAK") {
		t.Errorf("second page: %s", query)
	}
	if text := logged.String(); text == "" || strings.Contains(text, "LEAK") || strings.Contains(text, "Bearer T") {
		t.Errorf("logged %s", text)
	}
}

func logger(into io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(into, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
