package emulator

import "strconv"

// actionKinds are the action types that are counted, and the figures behind them. They overlap, and are never to be added.
var actionKinds = []struct {
	name   string
	metric metricKind
}{
	{"link_click", mLinkClicks},
	{"onsite_conversion.messaging_conversation_started_7d", mConversations},
	{"onsite_conversion.total_messaging_connection", mConversations},
	{"onsite_conversion.messaging_first_reply", mFirstReplies},
	{"onsite_conversion.messaging_welcome_message_view", mWelcomeViews},
	{"onsite_conversion.messaging_first_biz_reply", mBusinessReplies},
	{"onsite_conversion.messaging_conversation_replied_7d", mReplied},
	{"onsite_conversion.messaging_user_depth_2_message_send", mDepth2},
	{"onsite_conversion.messaging_user_depth_3_message_send", mDepth3},
	{"onsite_conversion.messaging_user_depth_5_message_send", mDepth5},
	{"onsite_conversion.messaging_block", mBlocks},
	{"onsite_conversion.purchase", mPurchases},
	{"purchase", mPurchases},
	{"omni_purchase", mPurchases},
}

// figures are the fields of a row that come of its metrics. All are text, as Meta has them; what has no value is left out.
func figures(c *Call, account *Object, m metrics) map[string]any {
	minor := float64(m[mSpent]) / float64(msPerDay)
	spend := minor / float64(currencyOffset(account.Get("currency")))
	row := map[string]any{"impressions": m[mImpressions], "reach": m[mReach], "spend": major(account, minor),
		"clicks": m[mClicks], "inline_link_clicks": m[mLinkClicks], "unique_clicks": m[mClicks]}
	ratio := func(name string, over, under float64) {
		if under > 0 {
			row[name] = sixDecimals(over / under)
		}
	}
	views, people := float64(m[mImpressions]), float64(m[mReach])
	ratio("ctr", 100*float64(m[mClicks]), views)
	ratio("inline_link_click_ctr", 100*float64(m[mLinkClicks]), views)
	ratio("cpm", 1000*spend, views)
	ratio("cpp", 1000*spend, people)
	ratio("frequency", views, people)
	ratio("cpc", spend, float64(m[mClicks]))
	ratio("cost_per_inline_link_click", spend, float64(m[mLinkClicks]))

	windows := c.Args.Strings("action_attribution_windows")
	stat := func(kind, value string) map[string]any {
		s := map[string]any{"action_type": kind, "value": value}
		for _, w := range windows {
			s[w] = value
		}
		return s
	}
	var actions, costs, values []any
	for _, k := range actionKinds {
		n := m[k.metric]
		if n == 0 {
			continue
		}
		actions = append(actions, stat(k.name, strconv.FormatInt(n, 10)))
		costs = append(costs, stat(k.name, sixDecimals(spend/float64(n))))
		if k.metric == mPurchases {
			values = append(values, stat(k.name, major(account, float64(m[mPurchaseValue]))))
		}
	}
	if actions != nil {
		row["actions"], row["cost_per_action_type"] = actions, costs
		row["unique_actions"], row["cost_per_unique_action_type"] = actions, costs
	}
	if values != nil {
		row["action_values"] = values
		if spend > 0 {
			row["purchase_roas"] = []any{stat("omni_purchase", sixDecimals(float64(m[mPurchaseValue])/minor))}
		}
	}
	if n := m[mConversations]; n > 0 {
		indicator := "actions:onsite_conversion.messaging_conversation_started_7d"
		result := func(v string) []any {
			return []any{map[string]any{"indicator": indicator,
				"values": []any{map[string]any{"value": v, "attribution_windows": []any{"default"}}}}}
		}
		row["results"], row["cost_per_result"] = result(strconv.FormatInt(n, 10)), result(sixDecimals(spend/float64(n)))
	}
	return row
}
