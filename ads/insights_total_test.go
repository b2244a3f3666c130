package ads_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

func insightsRows(t *testing.T, texts ...string) []ads.AdsInsights {
	t.Helper()
	rows := make([]ads.AdsInsights, len(texts))
	for i, text := range texts {
		decode(t, text, &rows[i])
	}
	return rows
}

// Counts and money are added exactly, rates follow from the sums, and what is of people is named instead of added.
func TestTotalInsights(t *testing.T) {
	t.Parallel()
	rows := insightsRows(t,
		`{"campaign_id":"1","campaign_name":"A","ad_id":"7","account_currency":"EUR","date_start":"2026-11-02","date_stop":"2026-11-02","spend":"0.10",
			"impressions":"1000","reach":"800","frequency":"1.25","clicks":"20","ctr":"2.0","cpc":"0.005","cpm":"0.1","unique_clicks":"19","country":"IT",
			"quality_ranking":"AVERAGE","actions":[
			{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"4","1d_click":"3"},
			{"action_type":"onsite_conversion.total_messaging_connection","value":"5"},
			{"action_type":"onsite_conversion.purchase","value":"1"},{"action_type":"omni_purchase","value":"1"}],
			"action_values":[{"action_type":"omni_purchase","value":"10.05"}],
			"cost_per_action_type":[{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"0.025"}],
			"purchase_roas":[{"action_type":"omni_purchase","value":"100.5"}]}`,
		`{"campaign_id":"1","campaign_name":"A","ad_id":"8","account_currency":"EUR","date_start":"2026-11-01","date_stop":"2026-11-01","spend":"0.20",
			"impressions":"500","reach":"500","frequency":"1","clicks":"10","ctr":"2.0","cpc":"0.02","cpm":"0.4","unique_clicks":"9","country":"IT",
			"quality_ranking":"ABOVE_AVERAGE","actions":[
			{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"2","1d_click":"2"},
			{"action_type":"onsite_conversion.total_messaging_connection","value":"2"}],
			"action_values":[{"action_type":"omni_purchase","value":"0.10"}],
			"cost_per_action_type":[{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"0.1"}]}`)
	got := ads.TotalInsights(rows)
	want := ads.InsightsTotal{
		NotAdded: []string{"actions.onsite_conversion.total_messaging_connection", "frequency", "quality_ranking", "reach", "unique_clicks"},
		AdsInsights: ads.AdsInsights{
			CampaignID: "1", CampaignName: "A", AccountCurrency: "EUR", DateStart: "2026-11-01", DateStop: "2026-11-02",
			Spend: "0.30", Impressions: 1500, Clicks: 30, CTR: "2.000000", CPC: "0.010000", CPM: "0.200000",
			Actions: []ads.AdsActionStats{
				{ActionType: "onsite_conversion.messaging_conversation_started_7d", Value: "6", Click1D: "5"},
				{ActionType: "onsite_conversion.purchase", Value: "1"}, {ActionType: "omni_purchase", Value: "1"},
			},
			ActionValues: []ads.AdsActionStats{{ActionType: "omni_purchase", Value: "10.15"}},
			CostPerActionType: []ads.AdsActionStats{
				{ActionType: "onsite_conversion.messaging_conversation_started_7d", Value: "0.050000"},
				{ActionType: "onsite_conversion.purchase", Value: "0.300000"}, {ActionType: "omni_purchase", Value: "0.300000"},
			},
			PurchaseROAS: []ads.AdsActionStats{{ActionType: "omni_purchase", Value: "33.833333"}},
			Extra:        map[string]json.RawMessage{"country": json.RawMessage(`"IT"`)},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
	if rows[0].Actions[0].Value != "4" {
		t.Error("the rows have changed")
	}
	if m := got.Messaging(); m.ConversationsStarted7d != 6 || m.Purchases != 1 || m.Connections != 0 || m.CostPerConversationStarted != "0.050000" {
		t.Errorf("messaging %+v", m)
	}

	// A single row is its own total, none is nothing.
	if diff := cmp.Diff(rows[0], ads.TotalInsights(rows[:1]).AdsInsights); diff != "" {
		t.Errorf("of one (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ads.InsightsTotal{}, ads.TotalInsights(nil)); diff != "" {
		t.Errorf("of none (-want +got):\n%s", diff)
	}

	// Euros are not added to yen, nor is what was sent in another currency.
	rows[1].AccountCurrency = "JPY"
	rows[0].MarketingMessagesSpend, rows[0].MarketingMessagesSpendCurrency = "1", "EUR"
	rows[1].MarketingMessagesSpend, rows[1].MarketingMessagesSpendCurrency = "2", "USD"
	got = ads.TotalInsights(rows)
	wantNot := []string{
		"action_values", "actions.onsite_conversion.total_messaging_connection", "cost_per_action_type", "cpc", "cpm", "frequency",
		"marketing_messages_spend", "purchase_roas", "quality_ranking", "reach", "spend", "unique_clicks",
	}
	if diff := cmp.Diff(wantNot, got.NotAdded); diff != "" || got.Spend != "" || got.Impressions != 1500 {
		t.Errorf("spend %q, not added (-want +got):\n%s", got.Spend, diff)
	}
	// A rate whose parts the report did not ask for is no rate of zero.
	got = ads.TotalInsights(insightsRows(t, `{"ctr":"1.5","spend":"1"}`, `{"ctr":"2.5","spend":"1"}`))
	if diff := cmp.Diff([]string{"ctr"}, got.NotAdded); diff != "" || got.CTR != "" {
		t.Errorf("ctr %q (-want +got):\n%s", got.CTR, diff)
	}
}

// Each action, its worth and its cost by type and window, people and costs never added.
func TestActionsByType(t *testing.T) {
	t.Parallel()
	row := insightsRows(t, `{"actions":[
		{"action_type":"purchase","value":"1","7d_click":"1","action_device":"iphone"},{"action_type":"purchase","value":"2","action_device":"desktop"},
		{"action_type":"onsite_conversion.total_messaging_connection","value":"3"},{"action_type":"onsite_conversion.total_messaging_connection","value":"4"}],
		"action_values":[{"action_type":"purchase","value":"0.1"},{"action_type":"purchase","value":"0.25"}],
		"cost_per_action_type":[{"action_type":"purchase","value":"1"},{"action_type":"purchase","value":"2"},{"action_type":"link_click","value":"0.5"}]}`)[0]
	for name, test := range map[string]struct{ got, want map[string]ads.Decimal }{
		"counts":  {row.ActionCounts(""), map[string]ads.Decimal{"purchase": "3"}},
		"default": {row.ActionCounts(ads.AttributionWindowDefault), map[string]ads.Decimal{"purchase": "3"}},
		"7 days":  {row.ActionCounts(ads.AttributionWindowClick7D), map[string]ads.Decimal{"purchase": "1"}},
		"unknown": {row.ActionCounts("400d_click"), map[string]ads.Decimal{}},
		"amounts": {row.ActionAmounts(""), map[string]ads.Decimal{"purchase": "0.35"}},
		"costs":   {row.ActionCosts(""), map[string]ads.Decimal{"link_click": "0.5"}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if m := row.Messaging(); m.Connections != 0 {
		t.Errorf("%d connections of people that may be the same", m.Connections)
	}
	m := insightsRows(t, `{"actions":[{"action_type":"onsite_conversion.total_messaging_connection","value":"9"},
		{"action_type":"onsite_conversion.messaging_first_reply","value":"6"},{"action_type":"onsite_conversion.messaging_first_biz_reply","value":"4"},
		{"action_type":"onsite_conversion.messaging_conversation_started_7d","value":"8"}]}`)[0].Messaging()
	if m.Connections != 9 || m.ReturningConnections() != 3 || m.ReplyRate() != 0.5 || (ads.MessagingMetrics{}).ReplyRate() != 0 {
		t.Errorf("%+v, %d returning, %v answered", m, m.ReturningConnections(), m.ReplyRate())
	}
}

// Every window of a report has its value.
func TestActionsByWindow(t *testing.T) {
	t.Parallel()
	windows := []ads.AttributionWindow{
		"1d_click", "1d_ev", "1d_view", "28d_click", "28d_view", "28d_view_all_conversions", "28d_view_first_conversion", "7d_click", "7d_view",
		"7d_view_all_conversions", "7d_view_first_conversion", "dda", "skan_click", "skan_click_second_postback", "skan_click_third_postback",
		"skan_view", "skan_view_second_postback", "skan_view_third_postback",
	}
	for _, window := range windows {
		var stats ads.AdsActionStats
		decode(t, `{"action_type":"x","value":"1","`+string(window)+`":"2"}`, &stats)
		if got := stats.In(window); got != "2" {
			t.Errorf("%s: %q", window, got)
		}
		if got := stats.In(""); got != "1" {
			t.Errorf("by default: %q", got)
		}
	}
}

// The fields that a query is to ask for are those that the metrics are read from.
func TestMarketingMessageMetrics(t *testing.T) {
	t.Parallel()
	object := map[string]string{}
	for i, field := range ads.MarketingMessageFields() {
		object[field] = []string{"7", "8", "9"}[i%3]
	}
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	row := insightsRows(t, string(text))[0]
	want := ads.MarketingMessageMetrics{
		Sent: 7, Delivered: 8, Read: 9, LinkClicks: 7, QuickReplyClicks: 8, WebsiteAddToCarts: 9, WebsiteCheckoutsInitiated: 7,
		WebsitePurchases: 8, WebsitePurchaseValue: "9", Spend: "7", Currency: "8", CostPerDelivered: "9", CostPerLinkClick: "7",
		DeliveryRate: "8", ReadRate: "9", LinkClickRate: "7", QuickReplyClickRate: "8", CallClickRate: "9", MediaViewRate: "7",
		ReadRateBenchmark: "8", ClickRateBenchmark: "9",
	}
	if diff := cmp.Diff(want, row.MarketingMessages()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(row.Extra) > 0 {
		t.Errorf("no fields: %v", row.Extra)
	}
}
