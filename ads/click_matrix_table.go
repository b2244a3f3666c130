package ads

import "slices"

// Which goals an objective has for a chat, from the pages on click-to-WhatsApp,
// click-to-Messenger, click-to-Instagram and multi-destination ads, on website ads with a
// button for messages, and from
// https://developers.facebook.com/docs/marketing-api/reference/ad-campaign#destination_type.
// Where those disagree, the page on the kind of ad is followed.

// Why an objective is none for a chat at all.
const (
	appObjective = "promotes an app, and the click leads to its store: no chat can be its destination"
	oldObjective = "is an objective of old campaigns: they can be read, but no new ones made"
)

var (
	onPage      = []PromotedKey{PromotedPage}
	onPagePixel = []PromotedKey{PromotedPage, PromotedPixel, PromotedEvent}
	onPixel     = []PromotedKey{PromotedPixel, PromotedEvent}
)

// goalsAlike are the goals of one objective for several destinations.
func goalsAlike(objective Objective, goals []OptimizationGoal, destinations ...DestinationType) []GoalRule {
	var rules []GoalRule
	for _, d := range destinations {
		rules = append(rules, GoalRule{Objective: objective, Destination: d, Goals: goals, Promoted: onPage})
	}
	return rules
}

func matrixV25() *Matrix {
	const (
		wa, ms, ig = DestinationWhatsApp, DestinationMessenger, DestinationInstagramDirect
		engagement = ObjectiveOutcomeEngagement
		sales      = ObjectiveOutcomeSales
		traffic    = ObjectiveOutcomeTraffic
		leads      = ObjectiveOutcomeLeads
		awareness  = ObjectiveOutcomeAwareness

		conversations = OptimizationGoalConversations
		linkClicks    = OptimizationGoalLinkClicks
		impressions   = OptimizationGoalImpressions
		reach         = OptimizationGoalReach
		landing       = OptimizationGoalLandingPageViews
		thruplay      = OptimizationGoalThruplay
		offsite       = OptimizationGoalOffsiteConversions
	)
	goals := func(all ...OptimizationGoal) []OptimizationGoal { return all }
	m := &Matrix{
		Version: "v25.0",
		Goals: slices.Concat(
			goalsAlike(engagement, goals(conversations, linkClicks), wa),
			goalsAlike(engagement, goals(conversations, linkClicks, OptimizationGoalLeadGeneration, impressions), ms),
			goalsAlike(engagement, goals(conversations, impressions), ig),
			goalsAlike(engagement, goals(conversations), severalApps),

			goalsAlike(sales, goals(conversations, linkClicks, impressions, reach), wa),
			[]GoalRule{{Objective: sales, Destination: wa, Goals: goals(offsite), Promoted: onPagePixel}},
			goalsAlike(sales, goals(conversations, impressions), ms, ig),
			goalsAlike(sales, goals(conversations), severalApps),

			goalsAlike(traffic, goals(conversations, landing, linkClicks, impressions, reach, OptimizationGoalPostEngagement), wa),
			goalsAlike(traffic, goals(conversations, linkClicks, reach, impressions), ms),
			goalsAlike(traffic, goals(conversations, impressions), ig),
			goalsAlike(traffic, goals(conversations), severalApps),

			goalsAlike(leads, goals(conversations), wa),
			goalsAlike(awareness, goals(reach, impressions, thruplay, OptimizationGoalAdRecallLift), wa, ms, ig, severalApps),
			[]GoalRule{
				{Objective: leads, Destination: ms, Refused: "lead ads in Messenger can't be made through the API since v24.0"},
				{Objective: leads, Destination: ig, Refused: "chats on Instagram know the objectives engagement, sales, traffic and awareness"},
				{Objective: leads, Destination: severalApps, Refused: "several destinations know the objectives engagement, sales, traffic and awareness"},

				// Posts and videos whose button opens the chat.
				{
					Objective: engagement, Destination: DestinationOnPost, Goals: goals(OptimizationGoalPostEngagement),
					Billing: []BillingEvent{BillingEventImpressions, BillingEventPostEngagement}, Promoted: onPage,
				},
				{
					Objective: engagement, Destination: DestinationOnVideo, Goals: goals(thruplay),
					Billing: []BillingEvent{BillingEventImpressions, BillingEventThruplay}, Promoted: onPage,
				},

				// Websites, with a button for the chat besides.
				{Objective: sales, Destination: DestinationWebsite, Goals: goals(offsite), Promoted: onPixel},
				{Objective: leads, Destination: DestinationWebsite, Goals: goals(offsite), Promoted: onPixel},
				{Objective: engagement, Destination: DestinationWebsite, Goals: goals(offsite), Promoted: onPixel},
				{Objective: traffic, Destination: DestinationWebsite, Goals: goals(landing)},
				{Objective: awareness, Destination: DestinationWebsite, Goals: goals(reach), Promoted: onPage},

				// WhatsApp's status.
				// See https://developers.facebook.com/docs/marketing-api/ads-in-whatsapp-status.
				{Objective: awareness, Status: true, Goals: goals(reach, impressions, thruplay), Promoted: onPage},
				{Objective: traffic, Status: true, Goals: goals(conversations, linkClicks, reach, impressions, landing), Promoted: onPage},
				{Objective: engagement, Status: true, Goals: goals(conversations, linkClicks, reach, impressions, landing, thruplay), Promoted: onPage},
				{Objective: leads, Status: true, Goals: goals(conversations, linkClicks, reach, impressions, landing), Promoted: onPage},
				{Objective: sales, Status: true, Goals: goals(conversations, linkClicks, reach, impressions, landing), Promoted: onPage},
			},
		),
		Places: placesV25(),
		Gated: []OptimizationGoal{
			OptimizationGoalMessagingPurchaseConversion, OptimizationGoalMessagingAppointmentConversion,
			"MESSAGING_DEEP_CONVERSATION_AND_FOLLOW",
		},
		Objectives: map[Objective]string{ObjectiveOutcomeAppPromotion: appObjective},
	}
	for _, old := range []Objective{
		ObjectiveAppInstalls, ObjectiveBrandAwareness, ObjectiveConversions, ObjectiveEventResponses, ObjectiveLeadGeneration,
		ObjectiveLinkClicks, ObjectiveLocalAwareness, ObjectiveMessages, ObjectiveOfferClaims, ObjectivePageLikes,
		ObjectivePostEngagement, ObjectiveProductCatalogSales, ObjectiveReach, ObjectiveStoreVisits, ObjectiveVideoViews,
	} {
		m.Objectives[old] = oldObjective
	}
	return m
}

// matrixV26 differs in placements that are gone, and in what WhatsApp's status takes.
func matrixV26() *Matrix {
	m := matrixV25()
	m.Version = "v26.0"
	for _, objective := range []Objective{ObjectiveOutcomeLeads, ObjectiveOutcomeSales} {
		m.Goals = append(m.Goals, GoalRule{
			Objective: objective, Status: true, Goals: []OptimizationGoal{OptimizationGoalOffsiteConversions}, Promoted: onPagePixel,
		})
	}
	for i := range m.Places {
		if r := &m.Places[i]; len(r.Formats) > 0 && (r.Place == "whatsapp/status" || r.Place == "whatsapp/") {
			r.Formats = append(r.Formats, FormatCarousel)
		}
	}
	for _, place := range []string{"instagram/explore", "instagram/explore_home", "messenger/story"} {
		m.Places = append(m.Places, PlaceRule{Place: place, Refused: "can't be chosen since v26.0"})
	}
	return m
}

// placesV25 are the rules of placements.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/placement-targeting.
func placesV25() []PlaceRule {
	rules := []PlaceRule{
		{Place: "facebook/video_feeds", Refused: "can't be chosen since v24.0"},

		{Place: "facebook/marketplace", With: "facebook/feed"},
		{Place: "facebook/search", With: "facebook/feed"},
		{Place: "facebook/profile_feed", With: "facebook/feed"},
		{Place: "facebook/notification", With: "facebook/feed"},
		{Place: "threads/", With: "instagram/stream"},
		{Place: "threads/threads_stream", With: "instagram/stream"},

		{
			Place: "messenger/sponsored_messages", Alone: true,
			Refused: "is for campaigns of the objective MESSAGES, of which no new ones can be made",
		},
		{
			Place: "messenger/marketing_messages", Alone: true,
			Refused: "is for message campaigns: see Account.StartMessageCampaign",
		},
		{
			Place: "whatsapp/marketing_messages", Alone: true,
			Refused: "shows marketing messages to subscribers, whose creative has no button that opens a chat",
		},

		{
			Place: "instagram/ig_search", Objective: ObjectiveOutcomeTraffic, Destinations: []DestinationType{DestinationWhatsApp, DestinationMessenger},
			Refused: "is not possible with the objective traffic to WhatsApp or Messenger",
		},
		{
			Place: "facebook/right_hand_column", Destinations: []DestinationType{DestinationMessenger},
			Refused: "is not possible for ads that open Messenger",
		},
	}
	for _, place := range []string{"whatsapp/status", "whatsapp/"} {
		rules = append(rules,
			PlaceRule{Place: place, With: "instagram/story"},
			PlaceRule{
				Place: place, Only: []DestinationType{DestinationWhatsApp, DestinationWebsite}, NoCategory: true, NoEnhancing: true,
				Formats: []CreativeFormat{FormatImage, FormatVideo, FormatSlideshow, FormatExistingPost},
			},
		)
	}
	return rules
}
