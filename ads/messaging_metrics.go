package ads

// MessagingMetrics are what a report tells of the chats that ads have opened. Counts are
// of the report's default attribution; costs are the spend per count, in whole units of the account's currency.
//
// The metrics overlap: a chat or a person counts in several of them, so that none must
// be added to another. The same metric of several rows can be added but for Connections,
// which are people: see [TotalInsights].
//
// See https://developers.facebook.com/docs/marketing-api/reference/ads-action-stats.
type MessagingMetrics struct {
	ConversationsStarted7d int64 // chats begun, or begun again after 7 days of silence
	FirstReplies           int64 // people who wrote to the business for the first time: new connections
	Replied7d              int64 // chats in which the business was written to again
	Connections            int64 // people who wrote, new and returning; 0 where actions are broken down, as people can't be added
	Blocked                int64 // people who have blocked the business
	WelcomeViews           int64 // greetings seen
	FirstBusinessReplies   int64 // chats that the business has answered
	Depth2, Depth3, Depth5 int64 // chats with at least so many messages of the person
	DeepConversations      int64
	Engaged                int64 // chats that went on
	Subscribed             int64 // people who have agreed to marketing messages
	QualifiedLeads         int64
	AppointmentsBooked     int64
	OrdersCreated          int64
	OrdersShipped          int64
	Leads                  int64
	Purchases              int64 // in chats: "purchase" and "omni_purchase" count them once more
	Calls                  int64 // placed by people
	Calls20s, Calls60s     int64 // that lasted as long

	PurchaseValue Decimal // in whole units of the account's currency

	CostPerConversationStarted     Decimal
	CostPerFirstReply              Decimal
	CostPerReplied                 Decimal
	CostPerConnection              Decimal
	CostPerBlock                   Decimal
	CostPerWelcomeView             Decimal
	CostPerFirstBusinessReply      Decimal
	CostPerDepth2                  Decimal
	CostPerDepth3                  Decimal
	CostPerDepth5                  Decimal
	CostPerDeepConversation        Decimal
	CostPerEngaged                 Decimal
	CostPerSubscribed              Decimal
	CostPerQualifiedLead           Decimal
	CostPerAppointmentBooked       Decimal
	CostPerOrderCreated            Decimal
	CostPerOrderShipped            Decimal
	CostPerLead                    Decimal
	CostPerPurchase                Decimal
	CostPerCall                    Decimal
	CostPerCall20s, CostPerCall60s Decimal
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
	ActionDeepConversation      = "onsite_conversion.messaging_deep_conversation"
	ActionConversationEngaged   = "onsite_conversion.messaging_conversation_engaged"
	ActionSubscribed            = "onsite_conversion.messaging_user_subscribed"
	ActionQualifiedLead         = "onsite_conversion.messaging_qualified_lead"
	ActionAppointmentBooked     = "onsite_conversion.messaging_appointment_booked"
	ActionOrderCreated          = "onsite_conversion.messaging_order_created_v2"
	ActionOrderShipped          = "onsite_conversion.messaging_order_shipped_v2"
	ActionLead                  = "onsite_conversion.lead_grouped"
	ActionPurchase              = "onsite_conversion.purchase"
	ActionCallPlaced            = "onsite_conversion.messaging_user_call_placed"
	ActionCall20s               = "onsite_conversion.messaging_20s_call_connect"
	ActionCall60s               = "onsite_conversion.messaging_60s_call_connect"
)

// messagingActions tell where the count and the cost of each action are kept.
var messagingActions = []struct {
	action string
	fields func(*MessagingMetrics) (count *int64, cost *Decimal)
}{
	{ActionConversationStarted7d, func(m *MessagingMetrics) (*int64, *Decimal) {
		return &m.ConversationsStarted7d, &m.CostPerConversationStarted
	}},
	{ActionFirstReply, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.FirstReplies, &m.CostPerFirstReply }},
	{ActionReplied7d, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Replied7d, &m.CostPerReplied }},
	{ActionConnection, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Connections, &m.CostPerConnection }},
	{ActionBlock, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Blocked, &m.CostPerBlock }},
	{ActionWelcomeView, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.WelcomeViews, &m.CostPerWelcomeView }},
	{ActionFirstBusinessReply, func(m *MessagingMetrics) (*int64, *Decimal) {
		return &m.FirstBusinessReplies, &m.CostPerFirstBusinessReply
	}},
	{ActionDepth2, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Depth2, &m.CostPerDepth2 }},
	{ActionDepth3, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Depth3, &m.CostPerDepth3 }},
	{ActionDepth5, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Depth5, &m.CostPerDepth5 }},
	{ActionDeepConversation, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.DeepConversations, &m.CostPerDeepConversation }},
	{ActionConversationEngaged, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Engaged, &m.CostPerEngaged }},
	{ActionSubscribed, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Subscribed, &m.CostPerSubscribed }},
	{ActionQualifiedLead, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.QualifiedLeads, &m.CostPerQualifiedLead }},
	{ActionAppointmentBooked, func(m *MessagingMetrics) (*int64, *Decimal) {
		return &m.AppointmentsBooked, &m.CostPerAppointmentBooked
	}},
	{ActionOrderCreated, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.OrdersCreated, &m.CostPerOrderCreated }},
	{ActionOrderShipped, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.OrdersShipped, &m.CostPerOrderShipped }},
	{ActionLead, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Leads, &m.CostPerLead }},
	{ActionPurchase, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Purchases, &m.CostPerPurchase }},
	{ActionCallPlaced, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Calls, &m.CostPerCall }},
	{ActionCall20s, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Calls20s, &m.CostPerCall20s }},
	{ActionCall60s, func(m *MessagingMetrics) (*int64, *Decimal) { return &m.Calls60s, &m.CostPerCall60s }},
}

// Messaging reads the chats out of the row's actions, values and costs. What the report
// did not ask for stays zero: it takes the fields actions, action_values and cost_per_action_type.
//
// Where the report breaks actions down, their counts and values are added up; people
// and costs, which can't be, are empty.
func (a *AdsInsights) Messaging() MessagingMetrics {
	m := MessagingMetrics{PurchaseValue: actionSum(a.ActionValues, ActionPurchase)}
	for _, of := range messagingActions {
		count, cost := of.fields(&m)
		counted := actionSum(a.Actions, of.action)
		if ofPeople(of.action) {
			counted = actionValue(a.Actions, of.action)
		}
		*count = int64(counted.Float64())
		*cost = actionValue(a.CostPerActionType, of.action)
	}
	return m
}

// ReturningConnections are the people who wrote and had done so before.
func (m MessagingMetrics) ReturningConnections() int64 {
	return max(0, m.Connections-m.FirstReplies)
}

// ReplyRate is how many of the chats begun the business has answered, from 0 to 1; 0 where none was begun.
func (m MessagingMetrics) ReplyRate() float64 {
	if m.ConversationsStarted7d == 0 {
		return 0
	}
	return float64(m.FirstBusinessReplies) / float64(m.ConversationsStarted7d)
}
