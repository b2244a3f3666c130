package ads_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// A creative may be given by its address too; one that is nil is none.
func TestCreativePointers(t *testing.T) {
	t.Parallel()
	for _, none := range []ads.Creative{(*ads.ImageCreative)(nil), (*ads.VideoCreative)(nil), (*ads.CarouselCreative)(nil), (*ads.ExistingPost)(nil), (*ads.InstagramPost)(nil)} {
		ad := plain()
		ad.Creative = none
		wantProblems(t, ad.Validate(), []string{"Creative is not set"})
	}
	ad := plain()
	ad.Creative = &ads.ImageCreative{Hash: "h"}
	wantProblems(t, ad.Validate(), nil)
	if body := bodyOf(t, ad, ads.StepCreative); !strings.Contains(string(body), `"image_hash":"h"`) {
		t.Errorf("creative %s", body)
	}
}

func TestValidateOddValues(t *testing.T) {
	t.Parallel()
	now := time.Now()
	tests := []struct {
		name   string
		change func(*ads.ClickToMessage)
		want   []string
	}{
		{"name", func(ad *ads.ClickToMessage) { ad.Name = "a\xff" }, []string{"Name is not UTF-8"}},
		{"label", func(ad *ads.ClickToMessage) { ad.Labels = []string{"\xff", " spring"} }, []string{"Labels[0] is not UTF-8", "Labels[1] begins or ends with a space"}},
		{"over already", func(ad *ads.ClickToMessage) { ad.Schedule.End = now.Add(-time.Hour) }, []string{"Schedule.End is not in the future"}},
		{"over already, begun before", func(ad *ads.ClickToMessage) {
			ad.Schedule = ads.Schedule{Start: now.Add(-72 * time.Hour), End: now.Add(-time.Hour)}
		}, []string{"Schedule.End is not in the future"}},
		{"too short from now", func(ad *ads.ClickToMessage) { ad.Schedule.End = now.Add(23 * time.Hour) }, []string{"Schedule is too short for a daily budget"}},
		{"no place in the whole targeting", func(ad *ads.ClickToMessage) {
			ad.Audience.Targeting = &ads.Targeting{GeoLocations: &ads.TargetingGeoLocation{}}
		}, []string{"Audience.Targeting.GeoLocations is empty"}},
		{"children with Advantage", func(ad *ads.ClickToMessage) { ad.Audience.AgeMin, ad.Audience.Advantage = 16, true }, []string{"Audience.AgeMin is below 18"}},
		{"unknown destination with a goal", func(ad *ads.ClickToMessage) {
			ad.Destinations, ad.Goal = []ads.DestinationType{"TELEGRAM"}, ads.OptimizationGoalReach
		}, []string{"Destinations[0] is not WHATSAPP"}},
		{"same destination twice", func(ad *ads.ClickToMessage) {
			ad.Destinations = []ads.DestinationType{ads.DestinationWhatsApp, ads.DestinationWhatsApp}
		}, nil},
		{"greeting's leftovers", func(ad *ads.ClickToMessage) {
			ad.Welcome = &ads.WelcomeMessage{Text: "a", Extra: map[string]json.RawMessage{"x": json.RawMessage("{")}}
		}, []string{"Welcome.Extra is not JSON"}},
		{"greeting", func(ad *ads.ClickToMessage) { ad.Welcome = &ads.WelcomeMessage{Text: "\xff"} }, []string{"Welcome.Text is not UTF-8"}},
		{"status by the whole targeting", func(ad *ads.ClickToMessage) {
			ad.Goal = ads.OptimizationGoalThruplay
			ad.Audience.Targeting = &ads.Targeting{
				GeoLocations:       &ads.TargetingGeoLocation{Countries: []string{"BR"}},
				PublisherPlatforms: []ads.PublisherPlatform{"whatsapp", "instagram"},
				WhatsAppPositions:  []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}, InstagramPositions: []ads.InstagramPosition{"story"},
			}
		}, nil},
		{"whole WhatsApp with a category", func(ad *ads.ClickToMessage) {
			ad.SpecialAdCategories = []ads.SpecialAdCategory{ads.SpecialAdCategoryOnlineGamblingAndGaming}
			ad.Placements.Platforms = []ads.PublisherPlatform{"whatsapp", "instagram"}
		}, []string{"Placements have whatsapp/, which is not possible with a special ad category"}},
		{"status to Messenger", func(ad *ads.ClickToMessage) {
			ad.Destinations = []ads.DestinationType{ads.DestinationMessenger}
			ad.Placements = ads.Placements{Platforms: []ads.PublisherPlatform{"instagram"}, WhatsApp: []ads.WhatsAppPosition{ads.WhatsAppPositionStatus}}
		}, []string{"Placements have whatsapp/status, which is for ads that lead to WHATSAPP"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ad := plain()
			tt.change(&ad)
			wantProblems(t, ad.Validate(), tt.want)
		})
	}
}

// A key that Meta would write in another way would not be found again.
func TestLaunchKeyThatCannotBeFound(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	for _, key := range []string{" ", "order 7 ", "\tx", "\xff"} {
		_, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{Key: key})
		if !errors.Is(err, metabiz.ErrInvalidParam) || !strings.Contains(err.Error(), "LaunchOptions.Key") {
			t.Errorf("%q: error %v", key, err)
		}
	}
	if lines := g.lines(); len(lines) > 0 {
		t.Errorf("calls %v", lines)
	}
	ad := spring()
	ad.Labels = []string{`"a", {b}`, "order 7"}
	if _, err := ads.NewAccount(client, "1").Launch(t.Context(), ad, ads.LaunchOptions{Key: "order 7"}); err != nil {
		t.Fatal(err)
	}
	if body := g.last(t, "POST act_1/campaigns").Body; !strings.Contains(body, `"adlabels":[{"name":"\"a\", {b}"},{"name":"order 7"}]`) {
		t.Errorf("campaign %s", body)
	}
}

func TestSpendAtTheMost(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("GET act_1", answer(`{"currency":"EUR","id":"act_1"}`))
	ask := func(budget ads.Budget, schedule ads.Schedule) (got ads.Spend) {
		ad := spring()
		ad.Budget, ad.Schedule = budget, schedule
		_, err := ads.NewAccount(client, "1").Launch(t.Context(), ad, ads.LaunchOptions{Approve: func(_ context.Context, s ads.Spend) error {
			got = s
			return errors.New("no")
		}})
		if failed, ok := errors.AsType[*ads.LaunchError](err); !ok || failed.Step != ads.StepApprove {
			t.Errorf("error %v", err)
		}
		return got
	}
	if got := ask(ads.Budget{Daily: 1000}, ads.Schedule{End: time.Now().Add(72 * time.Hour)}); got.Total != 5250 {
		t.Errorf("three days from now cost up to %d", got.Total)
	}
	if got := ask(ads.Budget{Daily: math.MaxInt64}, ads.Schedule{End: time.Now().AddDate(1, 0, 0)}); got.InADay != math.MaxInt64 || got.InAWeek != math.MaxInt64 || got.Total != math.MaxInt64 {
		t.Errorf("%+v", got)
	}
}

// A panic of the caller's leaves nothing behind, and goes on.
func TestLaunchObserverPanics(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	defer func() {
		if recover() != "bug" {
			t.Error("the panic is lost")
		}
		want := []string{"POST act_1/adimages", "POST act_1/campaigns", "POST act_1/adsets", "DELETE adset1", "DELETE campaign1"}
		if diff := cmp.Diff(want, g.lines()); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	}()
	_, _ = ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{Observe: func(s ads.Step) {
		if s.Name == ads.StepAdSet {
			panic("bug")
		}
	}})
}

// What is lost twice is looked for again.
func TestLaunchLostTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, client := bubbleGraph(t)
		sent := 0
		g.on("POST act_1/adsets", func(w http.ResponseWriter, r *http.Request) {
			sent++
			drop(w, r)
		})
		g.on("GET campaign1/adsets", func(w http.ResponseWriter, r *http.Request) {
			if sent < 2 {
				answer(`{"data":[]}`)(w, r)
				return
			}
			answer(`{"data":[{"id":"s2","name":"CTWA spring","status":"PAUSED"}]}`)(w, r)
		})
		launched, err := ads.NewAccount(client, "1").Launch(t.Context(), spring(), ads.LaunchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if launched.AdSetID != "s2" || sent != 2 {
			t.Errorf("launched %s, sent %d times", launched, sent)
		}
	})
}

// What a plan shows is what is sent, byte for byte.
func TestPlanIsWhatIsSent(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	ad := spring()
	ad.Name, ad.Text, ad.Labels = `Tè & "caffè" <b>`, "riga\nriga \\u003c €", []string{"a,b"}
	ad.Budget.OnCampaign = true
	plan, err := account.Plan(ad)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := account.Launch(t.Context(), ad, ads.LaunchOptions{}); err != nil {
		t.Fatal(err)
	}
	ids := strings.NewReplacer("{image.hash}", "hash1", "{campaign.id}", "campaign1", "{adset.id}", "adset1", "{creative.id}", "adcreative1", "{ad.id}", "ad1")
	for _, step := range plan.Steps {
		sent := g.last(t, step.Method+" "+ids.Replace(step.Path))
		if step.Body == nil {
			continue
		}
		body, err := json.Marshal(step.Body)
		if err != nil {
			t.Fatal(err)
		}
		var planned, got any
		if err := errors.Join(json.Unmarshal([]byte(ids.Replace(string(body))), &planned), json.Unmarshal([]byte(sent.Body), &got)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(planned, got); diff != "" {
			t.Errorf("%s (-planned +sent):\n%s", step.Name, diff)
		}
	}
}

// An account's id reaches no other node.
func TestPlanOfAnotherNode(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	_, err := ads.NewAccount(client, "act_1/x").Launch(t.Context(), plain(), ads.LaunchOptions{})
	if err == nil {
		t.Error("launched")
	}
	if lines := g.lines(); len(lines) > 0 {
		t.Errorf("calls %v", lines)
	}
}

func TestWelcomeMessageKeepsQuickReplies(t *testing.T) {
	t.Parallel()
	const text = `{"text_format":{"message":{"text":"a","quick_replies":[{"content_type":"text","title":"Sì"}]}}}`
	m, err := ads.ParseWelcomeMessage(text)
	if err != nil {
		t.Fatal(err)
	}
	written, err := m.JSON()
	if err != nil || !strings.Contains(written, `"quick_replies":[{"content_type":"text","title":"Sì"}]`) {
		t.Errorf("%s, %v", written, err)
	}
}

// With action breakdowns a type has several rows: their counts and values add up, their costs don't.
func TestMessagingOfBrokenDownActions(t *testing.T) {
	t.Parallel()
	var row ads.AdsInsights
	if err := json.Unmarshal([]byte(`{"actions":[
		{"action_type":"onsite_conversion.messaging_first_reply","action_destination":"1","value":"3"},
		{"action_type":"onsite_conversion.messaging_first_reply","action_destination":"2","value":4},
		{"action_type":"onsite_conversion.purchase","value":"NaN"},{"action_type":"onsite_conversion.messaging_block"}],
		"action_values":[{"action_type":"onsite_conversion.purchase","value":"0.10"},{"action_type":"onsite_conversion.purchase","value":"0.2"}],
		"cost_per_action_type":[{"action_type":"onsite_conversion.messaging_first_reply","value":"1"},{"action_type":"onsite_conversion.messaging_first_reply","value":"2"}]}`), &row); err != nil {
		t.Fatal(err)
	}
	want := ads.MessagingMetrics{FirstReplies: 7, PurchaseValue: "0.30"}
	if diff := cmp.Diff(want, row.Messaging()); diff != "" {
		t.Errorf("messaging (-want +got):\n%s", diff)
	}
}

func TestHashesInCapitals(t *testing.T) {
	t.Parallel()
	const hash = "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"
	got, err := json.Marshal(ads.UserData{Emails: []string{" " + strings.ToUpper(hash) + " ", "Mary@example.com "}})
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, got, `{"em":["`+hash+`"]}`)
}

func TestEventValueIsANumber(t *testing.T) {
	t.Parallel()
	_, client := newGraph(t)
	event := ads.Event{EventName: ads.EventPurchase, EventTime: time.Now(), ActionSource: ads.ActionSourceWebsite, EventSourceURL: "https://a.example",
		UserData: ads.UserData{ClientUserAgent: "UA"}, CustomData: ads.CustomData{Currency: "€", Value: new(math.NaN())}}
	_, err := ads.NewDataset(client, "5").SendEvents(t.Context(), ads.EventBatch{Events: []ads.Event{event}})
	wantProblems(t, err, []string{"data[0].custom_data.currency is not a currency's code", "data[0].custom_data.value is not a number"})
}

// Meta's answers about apps have two forms.
func TestSubscribedAppsInBothForms(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("GET act_1/subscribed_apps", answer(`{"data":[{"app_id":"9","app_name":"A"},{"id":"8","name":"B"}]}`))
	g.on("POST act_1/subscribed_apps", answer(`{"success":"true"}`))
	account := ads.NewAccount(client, "1")
	got, err := metabiz.Collect(account.SubscribedApps(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ads.SubscribedApp{{AppID: "9", AppName: "A"}, {AppID: "8", AppName: "B"}}, got); diff != "" {
		t.Errorf("apps (-want +got):\n%s", diff)
	}
	if err := account.SubscribeApp(t.Context(), "9"); err != nil {
		t.Error(err)
	}
}
