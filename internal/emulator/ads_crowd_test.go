package emulator

import (
	"testing"
	"time"
)

// A crowd has a funnel that narrows, the same figures at each look, and sums over days and countries that hold.
func TestCrowd(t *testing.T) {
	t.Parallel()
	c := newAdsClient(t)
	s := c.running()
	if err := c.e.SetAppeal(s.ad, Appeal{LinkClicks: 30, Conversations: 400, Purchases: 250, Basket: 2400}); err != nil {
		t.Fatal(err)
	}
	if err := c.e.SetAppeal(s.campaign, Appeal{}); err == nil {
		t.Error("a campaign has no crowd")
	}
	c.e.Clock().Advance(6 * 24 * time.Hour)
	const fields = "impressions,inline_link_clicks,actions,action_values,spend"
	whole := dig(c.get(s.ad+"/insights", "date_preset", "maximum", "fields", fields), "data", 0)
	actions := numbers(dig(whole, "actions"))
	before := number(dig(whole, "impressions"))
	for _, step := range []string{"link_click", "onsite_conversion.messaging_conversation_started_7d", "onsite_conversion.messaging_first_reply",
		"onsite_conversion.messaging_user_depth_2_message_send", "onsite_conversion.messaging_user_depth_3_message_send",
		"onsite_conversion.messaging_user_depth_5_message_send"} {
		n := number(actions[step])
		if n <= 0 || n >= before {
			t.Errorf("%s: %v of %v", step, n, before)
		}
		before = n
	}
	chats := number(actions["onsite_conversion.messaging_conversation_started_7d"])
	if n := number(actions["onsite_conversion.purchase"]); n < chats/8 || n > chats/2 {
		t.Errorf("%v purchases of %v conversations, and a quarter buys", n, chats)
	}
	for _, params := range [][]string{{"time_increment", "1"}, {"breakdowns", "country"}} {
		var begun, worth float64
		for _, row := range c.get(s.ad+"/insights", append(params, "date_preset", "maximum", "fields", fields)...)["data"].([]any) {
			begun += number(numbers(dig(row, "actions"))["onsite_conversion.messaging_conversation_started_7d"])
			worth += number(numbers(dig(row, "action_values"))["onsite_conversion.purchase"])
		}
		if begun != chats {
			t.Errorf("%v: %v conversations, of all %v", params, begun, chats)
		}
		if want := number(numbers(dig(whole, "action_values"))["onsite_conversion.purchase"]); worth < want-0.01 || worth > want+0.01 {
			t.Errorf("%v: worth %v, of all %v", params, worth, want)
		}
	}
}
