package emulator

import (
	"slices"
	"strings"
	"time"
)

// messageCampaignRows are marketing messages on Messenger: a campaign that pays for them, and the messages.
// https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger
func messageCampaignRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "POST", Name: "message_campaign", Check: checkMessageCampaign, Handle: makeMessageCampaign, Params: Params(`name! string, page_id! string,
			daily_budget unsigned int, lifetime_budget unsigned int, bid_amount unsigned int, start_time datetime, end_time datetime, pixel_id string`)},
		Edge{Method: "POST", Name: "messages", Check: checkMarketingMessage, Handle: sendMarketingMessage, Params: Params(`message_id! string, message Object,
			messenger_delivery_data! map, min_conversation_gap_seconds unsigned int`)},
	)
}

// messageCountries are those whose businesses may send marketing messages on Messenger.
var messageCountries = strings.Fields("AU BR CL CO HK IN ID IL MY MX NZ PE PH SA SG TW TH AE US VN")

const (
	messageStartAhead = 30 * 24 * time.Hour
	messagePause      = 12 * time.Hour // between messages to one person
)

func checkMessageCampaign(c *Call) error {
	if country := c.Node.Get("business_country_code"); !slices.Contains(messageCountries, country) {
		return Fail(3, "Application does not have the capability to make this API call.").Titled("Marketing messages are not available",
			"Marketing messages on Messenger are not available to businesses of "+country+".")
	}
	if err := checkPage(c, c.Args.Text("page_id"), "page_id"); err != nil {
		return err
	}
	if !hasBudget(c.Args) {
		return invalid(0, "Budget required", "A message campaign needs a daily_budget or a lifetime_budget.", "daily_budget")
	}
	if c.Args.Time("start_time").Sub(c.Now()) > messageStartAhead {
		return invalid(0, "Start is too late", "A message campaign starts within 30 days.", "start_time")
	}
	return checkBudgetSize(c.Node, c.Args, 30)
}

// messageState is what a message campaign remembers of the people it has written to.
type messageState struct{ last map[string]time.Time }

func makeMessageCampaign(c *Call) (any, error) {
	now := inZone(c.Node, c.Now())
	common := func(values map[string]any) map[string]any {
		fill(values, map[string]any{"name": c.Args.Text("name"), "status": "ACTIVE", "account_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
		return values
	}
	campaign := c.Make("Campaign", common(map[string]any{"objective": "OUTCOME_ENGAGEMENT", "is_message_campaign": true, "is_direct_send_campaign": true,
		"special_ad_categories": []any{}, "buying_type": "AUCTION"}))
	set := common(map[string]any{"campaign_id": campaign.ID, "promoted_object": map[string]any{"page_id": c.Args.Text("page_id")},
		"destination_type": "MESSENGER", "optimization_goal": "IMPRESSIONS", "billing_event": "IMPRESSIONS", "start_time": now,
		"targeting": map[string]any{"publisher_platforms": []any{"messenger"}, "messenger_positions": []any{"marketing_messages"}}})
	for _, name := range []string{"daily_budget", "lifetime_budget", "bid_amount", "start_time", "end_time"} {
		if c.Args.Has(name) {
			set[name] = c.Args[name]
		}
	}
	made := c.Make("AdSet", set)
	creative := c.Make("AdCreative", map[string]any{"name": c.Args.Text("name"), "status": "ACTIVE", "account_id": c.Node.Get("account_id")})
	ad := c.Make("Ad", common(map[string]any{"adset_id": made.ID, "campaign_id": campaign.ID, "creative": creative.ID}))
	stateOfAd(ad).reviewed = true
	c.Node.Link("message_campaigns", ad)
	return map[string]any{"id": ad.ID}, nil
}

func checkMarketingMessage(c *Call) error {
	ad := c.Find("Ad", c.Args.Text("message_id"))
	if ad == nil || ad.Owner != c.Node.ID || gone(ad) || !slices.Contains(c.Node.Children("message_campaigns"), ad) {
		return invalid(0, "Unknown message campaign", "The message campaign does not exist in this ad account.", "message_id")
	}
	token := c.Args.Map("messenger_delivery_data").Text("subscription_token")
	if token == "" {
		return missingParam(c, "messenger_delivery_data[subscription_token]")
	}
	for _, other := range c.Node.Children("message_campaigns") {
		last, told := messagesOf(c, other).last[token]
		if !told || c.Now().Sub(last) >= messagePause {
			continue
		}
		return FailPlain(551, "This person isn't available right now.").Sub(2300052).Titled("Person not available",
			"A person gets one marketing message in 12 hours.")
	}
	return nil
}

func sendMarketingMessage(c *Call) (any, error) {
	ad := c.Find("Ad", c.Args.Text("message_id"))
	messagesOf(c, ad).last[c.Args.Map("messenger_delivery_data").Text("subscription_token")] = c.Now()
	return map[string]any{"success": true, "marketing_message_tracking_id": "mm" + c.NewID("Ad")}, nil
}

// messagesOf finds what a message campaign remembers. It stands in the state of its campaign, which has no other.
func messagesOf(c *Call, ad *Object) *messageState {
	campaign := c.Object(ad.Get("campaign_id"))
	state, ok := campaign.State.(*messageState)
	if !ok {
		state = &messageState{last: map[string]time.Time{}}
		campaign.State = state
	}
	return state
}
