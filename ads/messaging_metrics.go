package ads

import (
	"math/big"
	"strings"
)

// MessagingMetrics are what a report tells of the chats that ads have opened. Counts are
// of the report's default attribution; costs are per count, in whole units of the account's currency.
//
// The metrics overlap: a chat or a person counts in several of them, so that they must
// not be added up.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ads-action-stats.
type MessagingMetrics struct {
	ConversationsStarted7d int64 // chats begun, or begun again after 7 days of silence
	FirstReplies           int64 // people who wrote to the business for the first time
	Replied7d              int64 // chats in which the business was written to again
	Connections            int64 // people new and returning, once more counted: never add
	Blocked                int64 // people who have blocked the business
	WelcomeViews           int64 // greetings seen
	FirstBusinessReplies   int64 // chats that the business has answered
	Depth2, Depth3, Depth5 int64 // chats with at least so many messages of the person
	Subscribed             int64 // people who have agreed to marketing messages
	QualifiedLeads         int64
	AppointmentsBooked     int64
	OrdersCreated          int64
	OrdersShipped          int64
	Leads                  int64
	Purchases              int64
	Calls                  int64 // placed by people

	PurchaseValue              Decimal
	CostPerConversationStarted Decimal
	CostPerFirstReply          Decimal
	CostPerPurchase            Decimal
}

// Action types of messaging, as [AdsActionStats] names them.
const (
	ActionConversationStarted7d = "onsite_conversion.messaging_conversation_started_7d"
	ActionFirstReply            = "onsite_conversion.messaging_first_reply"
	ActionReplied7d             = "onsite_conversion.messaging_conversation_replied_7d"
	ActionConnection            = "onsite_conversion.total_messaging_connection"
	ActionBlock                 = "onsite_conversion.messaging_block"
	ActionWelcomeView           = "onsite_conversion.messaging_welcome_message_view"
	ActionFirstBusinessReply    = "onsite_conversion.messaging_first_biz_reply"
	ActionDepth2                = "onsite_conversion.messaging_user_depth_2_message_send"
	ActionDepth3                = "onsite_conversion.messaging_user_depth_3_message_send"
	ActionDepth5                = "onsite_conversion.messaging_user_depth_5_message_send"
	ActionSubscribed            = "onsite_conversion.messaging_user_subscribed"
	ActionQualifiedLead         = "onsite_conversion.messaging_qualified_lead"
	ActionAppointmentBooked     = "onsite_conversion.messaging_appointment_booked"
	ActionOrderCreated          = "onsite_conversion.messaging_order_created_v2"
	ActionOrderShipped          = "onsite_conversion.messaging_order_shipped_v2"
	ActionLead                  = "onsite_conversion.lead_grouped"
	ActionPurchase              = "onsite_conversion.purchase"
	ActionCallPlaced            = "onsite_conversion.messaging_user_call_placed"
)

// Messaging reads the chats out of the row's actions, values and costs. What the report
// did not ask for stays zero: it takes the fields actions, action_values and cost_per_action_type.
//
// Where the report breaks actions down, their counts and values are added up; their
// costs, which can't be, are empty.
func (a *AdsInsights) Messaging() MessagingMetrics {
	count := func(action string) int64 { return int64(actionSum(a.Actions, action).Float64()) }
	return MessagingMetrics{
		ConversationsStarted7d: count(ActionConversationStarted7d),
		FirstReplies:           count(ActionFirstReply),
		Replied7d:              count(ActionReplied7d),
		Connections:            count(ActionConnection),
		Blocked:                count(ActionBlock),
		WelcomeViews:           count(ActionWelcomeView),
		FirstBusinessReplies:   count(ActionFirstBusinessReply),
		Depth2:                 count(ActionDepth2),
		Depth3:                 count(ActionDepth3),
		Depth5:                 count(ActionDepth5),
		Subscribed:             count(ActionSubscribed),
		QualifiedLeads:         count(ActionQualifiedLead),
		AppointmentsBooked:     count(ActionAppointmentBooked),
		OrdersCreated:          count(ActionOrderCreated),
		OrdersShipped:          count(ActionOrderShipped),
		Leads:                  count(ActionLead),
		Purchases:              count(ActionPurchase),
		Calls:                  count(ActionCallPlaced),

		PurchaseValue:              actionSum(a.ActionValues, ActionPurchase),
		CostPerConversationStarted: actionValue(a.CostPerActionType, ActionConversationStarted7d),
		CostPerFirstReply:          actionValue(a.CostPerActionType, ActionFirstReply),
		CostPerPurchase:            actionValue(a.CostPerActionType, ActionPurchase),
	}
}

// Action is the count of an action of any type; empty where the row has none. Where the
// report breaks actions down, it is their sum.
func (a *AdsInsights) Action(actionType string) Decimal { return actionSum(a.Actions, actionType) }

// actionValue is the value of the one action of a type; empty where there are several.
func actionValue(stats []AdsActionStats, actionType string) Decimal {
	values := actionValues(stats, actionType)
	if len(values) != 1 {
		return ""
	}
	return values[0]
}

// actionSum adds up the values of all actions of a type, without losing a digit.
func actionSum(stats []AdsActionStats, actionType string) Decimal {
	values := actionValues(stats, actionType)
	if len(values) < 2 {
		return actionValue(stats, actionType)
	}
	sum, digits := new(big.Rat), 0
	for _, v := range values {
		if strings.Trim(string(v), "-.0123456789") != "" {
			continue // a power of ten could be of any size
		}
		number, ok := new(big.Rat).SetString(string(v))
		if !ok {
			continue
		}
		_, fraction, _ := strings.Cut(string(v), ".")
		sum, digits = sum.Add(sum, number), max(digits, len(fraction))
	}
	return Decimal(sum.FloatString(digits))
}

func actionValues(stats []AdsActionStats, actionType string) []Decimal {
	var values []Decimal
	for i := range stats {
		if stats[i].ActionType == actionType {
			values = append(values, stats[i].Value)
		}
	}
	return values
}
