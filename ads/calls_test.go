package ads_test

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

// drain walks a list to its end.
func drain[T any](seq iter.Seq2[T, error]) error {
	_, err := metabiz.Collect(seq)
	return err
}

func errOf[T any](_ T, err error) error { return err }

// Every call goes to its route, with its query or its body.
func TestCalls(t *testing.T) {
	t.Parallel()
	type call func(context.Context, *metabiz.Client, ...metabiz.Option) error
	account := func(c *metabiz.Client) *ads.Account { return ads.NewAccount(c, "1") }
	targeting := ads.Targeting{GeoLocations: &ads.TargetingGeoLocation{Countries: []string{"IT"}}}
	tests := []struct {
		line  string
		query string // but for fields
		body  string
		call  call
	}{
		{"GET act_1", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).Get(ctx, o...))
		}},
		{"POST act_1", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return account(c).Update(ctx, ads.AdAccountUpdate{Name: "n"}, o...)
		}},
		{"GET act_1/minimum_budgets", "bid_amount=5", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).MinimumBudgets(ctx, ads.MinimumBudgetQuery{BidAmount: 5}, o...))
		}},
		{"GET act_1/dsa_recommendations", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).DSARecommendations(ctx, o...))
		}},
		{"GET act_1/subscribed_apps", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).SubscribedApps(ctx, o...))
		}},
		{"POST act_1/subscribed_apps", "", `{"app_id":"9"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return account(c).SubscribeApp(ctx, "9", o...)
		}},
		{"DELETE act_1/subscribed_apps", "app_id=9", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return account(c).UnsubscribeApp(ctx, "9", o...)
		}},
		{"GET act_1/adlabels", "limit=2", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).AdLabels(ctx, ads.AdLabelQuery{Limit: 2}, o...))
		}},
		{"POST act_1/adlabels", "", `{"name":"l"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).CreateAdLabel(ctx, ads.AdLabelParams{Name: "l"}, o...))
		}},
		{"GET act_1/reachestimate", `targeting_spec={"geo_locations":{"countries":["IT"]}}`, "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).ReachEstimate(ctx, ads.ReachEstimateQuery{TargetingSpec: targeting}, o...))
		}},
		{"GET act_1/delivery_estimate", `optimization_goal=REACH&targeting_spec={"geo_locations":{"countries":["IT"]}}`, "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).DeliveryEstimate(ctx, ads.DeliveryEstimateQuery{OptimizationGoal: ads.OptimizationGoalReach, TargetingSpec: targeting}, o...))
		}},

		{"GET act_1/campaigns", `effective_status=["ACTIVE"]&limit=5`, "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).Campaigns(ctx, ads.CampaignQuery{EffectiveStatus: []ads.EffectiveStatus{ads.EffectiveStatusActive}, Limit: 5}, o...))
		}},
		{"POST act_1/campaigns", "", `{"name":"n","special_ad_categories":[]}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).CreateCampaign(ctx, ads.CampaignParams{Name: "n"}, o...))
		}},
		{"GET 2", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewCampaign(c, "2").Get(ctx, o...))
		}},
		{"POST 2", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewCampaign(c, "2").Update(ctx, ads.CampaignUpdate{Name: "n"}, o...)
		}},
		{"POST 2", "", `{"status":"PAUSED"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewCampaign(c, "2").SetStatus(ctx, ads.StatusPaused, o...)
		}},
		{"DELETE 2", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewCampaign(c, "2").Delete(ctx, o...)
		}},
		{"GET 2/adsets", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewCampaign(c, "2").AdSets(ctx, ads.AdSetQuery{}, o...))
		}},
		{"GET 2/ads", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewCampaign(c, "2").Ads(ctx, ads.AdQuery{}, o...))
		}},
		{"GET 2/insights", "date_preset=today", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewCampaign(c, "2").Insights(ctx, ads.InsightsQuery{DatePreset: ads.DatePresetToday}, o...))
		}},
		{"POST 2/copies", "", `{"deep_copy":true}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewCampaign(c, "2").Copy(ctx, ads.CampaignCopyParams{DeepCopy: new(true)}, o...))
		}},

		{"GET act_1/adsets", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).AdSets(ctx, ads.AdSetQuery{}, o...))
		}},
		{"POST act_1/adsets", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).CreateAdSet(ctx, ads.AdSetParams{Name: "n"}, o...))
		}},
		{"GET 3", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAdSet(c, "3").Get(ctx, o...))
		}},
		{"POST 3", "", `{"daily_budget":700}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAdSet(c, "3").Update(ctx, ads.AdSetUpdate{DailyBudget: 700}, o...)
		}},
		{"POST 3", "", `{"status":"ACTIVE"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAdSet(c, "3").SetStatus(ctx, ads.StatusActive, o...)
		}},
		{"DELETE 3", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAdSet(c, "3").Delete(ctx, o...)
		}},
		{"GET 3/ads", "limit=1", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewAdSet(c, "3").Ads(ctx, ads.AdQuery{Limit: 1}, o...))
		}},
		{"GET 3/insights", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewAdSet(c, "3").Insights(ctx, ads.InsightsQuery{}, o...))
		}},
		{"GET 3/delivery_estimate", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAdSet(c, "3").DeliveryEstimate(ctx, ads.AdSetDeliveryEstimateQuery{}, o...))
		}},
		{"POST 3/copies", "", `{"campaign_id":"2"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAdSet(c, "3").Copy(ctx, ads.AdSetCopyParams{CampaignID: "2"}, o...))
		}},

		{"GET act_1/ads", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).Ads(ctx, ads.AdQuery{}, o...))
		}},
		{"POST act_1/ads", "", `{"name":"n","creative":{"creative_id":"5"}}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).CreateAd(ctx, ads.AdParams{Name: "n", Creative: ads.AdCreative{CreativeID: "5"}}, o...))
		}},
		{"GET 4", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAd(c, "4").Get(ctx, o...))
		}},
		{"POST 4", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAd(c, "4").Update(ctx, ads.AdUpdate{Name: "n"}, o...)
		}},
		{"POST 4", "", `{"status":"ARCHIVED"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAd(c, "4").SetStatus(ctx, ads.StatusArchived, o...)
		}},
		{"DELETE 4", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAd(c, "4").Delete(ctx, o...)
		}},
		{"GET 4/insights", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewAd(c, "4").Insights(ctx, ads.InsightsQuery{}, o...))
		}},
		{"GET 4/previews", "ad_format=INSTAGRAM_STORY", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewAd(c, "4").Previews(ctx, ads.AdPreviewQuery{AdFormat: ads.PreviewFormatInstagramStory}, o...))
		}},
		{"POST 4/copies", "", `{"adset_id":"3"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAd(c, "4").Copy(ctx, ads.AdCopyParams{AdSetID: "3"}, o...))
		}},

		{"GET act_1/adcreatives", "limit=3", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).AdCreatives(ctx, ads.AdCreativeQuery{Limit: 3}, o...))
		}},
		{"POST act_1/adcreatives", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(account(c).CreateAdCreative(ctx, ads.AdCreativeParams{Name: "n"}, o...))
		}},
		{"GET act_1/generatepreviews", `ad_format=INSTAGRAM_STORY&creative={"creative_id":"5"}`, "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).GeneratePreviews(ctx, ads.GeneratePreviewQuery{AdFormat: ads.PreviewFormatInstagramStory, Creative: ads.AdCreative{CreativeID: "5"}}, o...))
		}},
		{"GET 5", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return errOf(ads.NewAdCreative(c, "5").Get(ctx, o...))
		}},
		{"POST 5", "", `{"name":"n"}`, func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAdCreative(c, "5").Update(ctx, ads.AdCreativeUpdate{Name: "n"}, o...)
		}},
		{"DELETE 5", "", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return ads.NewAdCreative(c, "5").Delete(ctx, o...)
		}},
		{"GET 5/previews", "ad_format=INSTAGRAM_STORY", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(ads.NewAdCreative(c, "5").Previews(ctx, ads.AdPreviewQuery{AdFormat: ads.PreviewFormatInstagramStory}, o...))
		}},

		{"GET act_1/adimages", `hashes=["h"]`, "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).Images(ctx, ads.AdImageQuery{Hashes: []string{"h"}}, o...))
		}},
		{"DELETE act_1/adimages", "hash=h", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return account(c).DeleteImage(ctx, ads.AdImageDelete{Hash: "h"}, o...)
		}},
		{"GET act_1/insights", "level=ad", "", func(ctx context.Context, c *metabiz.Client, o ...metabiz.Option) error {
			return drain(account(c).Insights(ctx, ads.InsightsQuery{Level: ads.InsightsLevelAd}, o...))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.line+" "+tt.body, func(t *testing.T) {
			t.Parallel()
			g, client := newGraph(t)
			if err := tt.call(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			got := g.last(t, tt.line)
			query, _ := url.ParseQuery(got.Query)
			query.Del("fields")
			want, _ := url.ParseQuery(tt.query)
			if diff := cmp.Diff(want, query); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if tt.body != "" {
				sameJSON(t, []byte(got.Body), tt.body)
			}

			g.on(tt.line, refuse(200, 0, "not yours"))
			if err := tt.call(t.Context(), client); !errors.Is(err, metabiz.ErrPermission) {
				t.Errorf("a refusal is lost: %v", err)
			}
			if strings.HasPrefix(tt.line, "GET") {
				g.on(tt.line, answer(`{"data":[],"id":"1"}`))
				if err := tt.call(t.Context(), client, metabiz.WithFields("id", "owner{name}")); err != nil {
					t.Fatal(err)
				}
				query, _ := url.ParseQuery(g.last(t, tt.line).Query)
				if got := query.Get("fields"); got != "id,owner{name}" {
					t.Errorf("fields %q", got)
				}
			}
		})
	}
}

func TestPagesForms(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	for line, walk := range map[string]func(context.Context) error{
		"GET act_1/campaigns":   func(ctx context.Context) error { return drain(account.CampaignPages(ctx, ads.CampaignQuery{})) },
		"GET act_1/adsets":      func(ctx context.Context) error { return drain(account.AdSetPages(ctx, ads.AdSetQuery{})) },
		"GET act_1/ads":         func(ctx context.Context) error { return drain(account.AdPages(ctx, ads.AdQuery{})) },
		"GET act_1/adcreatives": func(ctx context.Context) error { return drain(account.AdCreativePages(ctx, ads.AdCreativeQuery{})) },
		"GET act_1/adimages":    func(ctx context.Context) error { return drain(account.ImagePages(ctx, ads.AdImageQuery{})) },
		"GET act_1/insights":    func(ctx context.Context) error { return drain(account.InsightsPages(ctx, ads.InsightsQuery{})) },
	} {
		if err := walk(t.Context()); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if got := g.last(t, line); !strings.Contains(got.Query, "fields=") {
			t.Errorf("%s: query %s", line, got.Query)
		}
	}
}

func TestHandles(t *testing.T) {
	t.Parallel()
	_, client := newGraph(t)
	account := ads.NewAccount(client, "1234")
	for _, ids := range [][2]string{
		{account.ID(), "act_1234"}, {ads.NewAccount(client, "act_9").ID(), "act_9"},
		{account.Campaign("2").ID(), "2"}, {account.AdSet("3").ID(), "3"}, {account.Ad("4").ID(), "4"}, {account.AdCreative("5").ID(), "5"},
		{ads.NewDataset(client, "6").ID(), "6"},
	} {
		if ids[0] != ids[1] {
			t.Errorf("id %s, want %s", ids[0], ids[1])
		}
	}
	for _, id := range []string{"", "..", "a/b"} {
		if _, err := ads.NewAccount(client, id).Get(t.Context()); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("account %q: %v", id, err)
		}
		if err := ads.NewCampaign(client, id).Delete(t.Context()); !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("campaign %q: %v", id, err)
		}
	}
}

// Answers come with data around them, or without.
func TestSingleAnswers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"users_lower_bound":"1000","users_upper_bound":2000,"estimate_ready":true}`,
		`{"data":{"users_lower_bound":1000,"users_upper_bound":2000,"estimate_ready":true}}`,
		`{"data":[{"users_lower_bound":1000,"users_upper_bound":2000,"estimate_ready":true}]}`,
	} {
		g, client := newGraph(t)
		g.on("GET act_1/reachestimate", answer(text))
		got, err := ads.NewAccount(client, "1").ReachEstimate(t.Context(), ads.ReachEstimateQuery{})
		if diff := cmp.Diff(&ads.AdAccountReachEstimate{EstimateReady: true, UsersLowerBound: 1000, UsersUpperBound: 2000}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
	g, client := newGraph(t)
	g.on("POST 2", answer(`{"success":false}`))
	if err := ads.NewCampaign(client, "2").SetStatus(t.Context(), ads.StatusPaused); err == nil {
		t.Error("success: false passed")
	}
}

func TestInsightsFields(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	account := ads.NewAccount(client, "1")
	const figures = "date_start,date_stop,spend,impressions,reach,frequency,clicks,inline_link_clicks,ctr,cpc,cpm,actions,action_values,cost_per_action_type"
	tests := []struct {
		name, line, want string
		walk             func() error
	}{
		{"account", "GET act_1/insights", "account_id,account_name,account_currency," + figures,
			func() error { return drain(account.Insights(t.Context(), ads.InsightsQuery{})) }},
		{"ad", "GET 4/insights", "account_id,account_name,account_currency,campaign_id,campaign_name,adset_id,adset_name,ad_id,ad_name," + figures,
			func() error { return drain(account.Ad("4").Insights(t.Context(), ads.InsightsQuery{})) }},
		{"by level", "GET act_1/insights", "account_id,account_name,account_currency,campaign_id,campaign_name," + figures,
			func() error {
				return drain(account.Insights(t.Context(), ads.InsightsQuery{Level: ads.InsightsLevelCampaign}))
			}},
		{"by query", "GET act_1/insights", "spend,reach",
			func() error {
				return drain(account.Insights(t.Context(), ads.InsightsQuery{Fields: []string{"spend", "reach"}}))
			}},
		{"by option, over the query", "GET act_1/insights", "ctr,cpc",
			func() error {
				return drain(account.Insights(t.Context(), ads.InsightsQuery{Fields: []string{"spend"}}, metabiz.WithFields("ctr", "cpc")))
			}},
	}
	for _, tt := range tests {
		if err := tt.walk(); err != nil {
			t.Fatal(err)
		}
		query, _ := url.ParseQuery(g.last(t, tt.line).Query)
		if diff := cmp.Diff([]string{tt.want}, query["fields"]); diff != "" {
			t.Errorf("%s: fields (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestMessagingMetrics(t *testing.T) {
	t.Parallel()
	g, client := newGraph(t)
	g.on("GET act_1/insights", answer(`{"data":[{"spend":"12.34","actions":[
		{"action_type":"link_click","value":"40"},
		{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"7","1d_click":"5"},
		{"action_type":"onsite_conversion.messaging_first_reply","value":6},
		{"action_type":"onsite_conversion.total_messaging_connection","value":"9"},
		{"action_type":"onsite_conversion.messaging_block","value":"1"},
		{"action_type":"onsite_conversion.purchase","value":"2"}],
		"action_values":[{"action_type":"onsite_conversion.purchase","value":"21.5"}],
		"cost_per_action_type":[{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"1.762857"},
		{"action_type":"onsite_conversion.messaging_first_reply","value":"2.056667"}]}]}`))
	rows, err := metabiz.Collect(ads.NewAccount(client, "1").Insights(t.Context(), ads.InsightsQuery{}))
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := ads.MessagingMetrics{
		ConversationsStarted7d: 7, FirstReplies: 6, Connections: 9, Blocked: 1, Purchases: 2,
		PurchaseValue: "21.5", CostPerConversationStarted: "1.762857", CostPerFirstReply: "2.056667",
	}
	if diff := cmp.Diff(want, rows[0].Messaging()); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if got := rows[0].Action("link_click"); got != "40" {
		t.Errorf("link clicks %q", got)
	}
}
