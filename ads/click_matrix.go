package ads

import (
	"slices"
	"strings"
)

// Which goals an objective has for a chat, from the pages on click-to-WhatsApp,
// click-to-Messenger, click-to-Instagram and multi-destination ads, and from
// https://developers.facebook.com/docs/marketing-api/reference/ad-campaign#destination_type.
// Where those disagree, the page on the kind of ad is followed.

// goalRule are the goals of an objective for a destination, the usual one first, or
// why there are none.
type goalRule struct {
	goals   []OptimizationGoal
	refused string
}

// severalApps stands for any two or three destinations.
const severalApps = DestinationMessagingInstagramDirectMessengerWhatsApp

var awarenessGoals = goalRule{goals: []OptimizationGoal{
	OptimizationGoalReach, OptimizationGoalImpressions, OptimizationGoalThruplay, OptimizationGoalAdRecallLift,
}}

var goalMatrix = map[Objective]map[DestinationType]goalRule{
	ObjectiveOutcomeEngagement: {
		DestinationWhatsApp: {goals: []OptimizationGoal{OptimizationGoalConversations, OptimizationGoalLinkClicks}},
		DestinationMessenger: {goals: []OptimizationGoal{
			OptimizationGoalConversations, OptimizationGoalLinkClicks, OptimizationGoalLeadGeneration, OptimizationGoalImpressions,
		}},
		DestinationInstagramDirect: {goals: []OptimizationGoal{OptimizationGoalConversations, OptimizationGoalImpressions}},
		severalApps:                {goals: []OptimizationGoal{OptimizationGoalConversations}},
	},
	ObjectiveOutcomeSales: {
		DestinationWhatsApp: {goals: []OptimizationGoal{
			OptimizationGoalConversations, OptimizationGoalOffsiteConversions, OptimizationGoalLinkClicks,
			OptimizationGoalImpressions, OptimizationGoalReach,
		}},
		DestinationMessenger:       {goals: []OptimizationGoal{OptimizationGoalConversations, OptimizationGoalImpressions}},
		DestinationInstagramDirect: {goals: []OptimizationGoal{OptimizationGoalConversations, OptimizationGoalImpressions}},
		severalApps:                {goals: []OptimizationGoal{OptimizationGoalConversations}},
	},
	ObjectiveOutcomeTraffic: {
		DestinationWhatsApp: {goals: []OptimizationGoal{
			OptimizationGoalConversations, OptimizationGoalLandingPageViews, OptimizationGoalLinkClicks,
			OptimizationGoalImpressions, OptimizationGoalReach, OptimizationGoalPostEngagement,
		}},
		DestinationMessenger: {goals: []OptimizationGoal{
			OptimizationGoalConversations, OptimizationGoalLinkClicks, OptimizationGoalReach, OptimizationGoalImpressions,
		}},
		DestinationInstagramDirect: {goals: []OptimizationGoal{OptimizationGoalConversations, OptimizationGoalImpressions}},
		severalApps:                {goals: []OptimizationGoal{OptimizationGoalConversations}},
	},
	ObjectiveOutcomeLeads: {
		DestinationWhatsApp:        {goals: []OptimizationGoal{OptimizationGoalConversations}},
		DestinationMessenger:       {refused: "lead ads in Messenger can't be made through the API since v24.0"},
		DestinationInstagramDirect: {refused: "chats on Instagram know the objectives engagement, sales, traffic and awareness"},
		severalApps:                {refused: "several destinations know the objectives engagement, sales, traffic and awareness"},
	},
	ObjectiveOutcomeAwareness: {
		DestinationWhatsApp: awarenessGoals, DestinationMessenger: awarenessGoals,
		DestinationInstagramDirect: awarenessGoals, severalApps: awarenessGoals,
	},
}

// statusGoals are the goals of ads that show in WhatsApp's status.
//
// See https://developers.facebook.com/docs/marketing-api/ads-in-whatsapp-status.
var statusGoals = map[Objective][]OptimizationGoal{
	ObjectiveOutcomeAwareness:  {OptimizationGoalReach, OptimizationGoalImpressions, OptimizationGoalThruplay},
	ObjectiveOutcomeTraffic:    clickGoals,
	ObjectiveOutcomeEngagement: slices.Concat(clickGoals, []OptimizationGoal{OptimizationGoalThruplay}),
	ObjectiveOutcomeLeads:      slices.Concat(clickGoals, []OptimizationGoal{OptimizationGoalOffsiteConversions}),
	ObjectiveOutcomeSales:      slices.Concat(clickGoals, []OptimizationGoal{OptimizationGoalOffsiteConversions}),
}

var clickGoals = []OptimizationGoal{
	OptimizationGoalConversations, OptimizationGoalLinkClicks, OptimizationGoalReach,
	OptimizationGoalImpressions, OptimizationGoalLandingPageViews,
}

// Why an objective is none for a chat at all.
const (
	appObjective = "promotes an app, and the click leads to its store: no chat can be its destination"
	oldObjective = "is an objective of old campaigns: they can be read, but no new ones made"
)

// gatedGoals are open to accounts that Meta has let in, and to no others.
var gatedGoals = []OptimizationGoal{
	OptimizationGoalMessagingPurchaseConversion, OptimizationGoalMessagingAppointmentConversion,
	"MESSAGING_DEEP_CONVERSATION_AND_FOLLOW",
}

// rule is what the matrix says of the ad's objective and destinations.
func (ad *ClickToMessage) rule() goalRule {
	app := severalApps
	if apps := ad.destinations(); len(apps) == 1 {
		app = apps[0]
	}
	rule := goalMatrix[ad.objective()][app]
	if app == DestinationWhatsApp && ad.showsInStatus() {
		rule.goals = statusGoals[ad.objective()]
	}
	return rule
}

// checkGoal holds objective, destinations and goal against each other (2446509).
func (ad *ClickToMessage) checkGoal(found *problems) {
	switch _, known := goalMatrix[ad.objective()]; {
	case slices.ContainsFunc(ad.destinations(), func(app DestinationType) bool { return chats[app].link == "" }):
		// Nothing can be said of a destination that is wrong itself.
	case known:
		ad.checkRule(found)
	case ad.objective() == ObjectiveOutcomeAppPromotion:
		found.value("Objective", string(ad.objective()), appObjective)
	case strings.HasPrefix(string(ad.objective()), "OUTCOME_"):
		found.value("Objective", string(ad.objective()), "is not known for ads that open a chat")
	default:
		found.value("Objective", string(ad.objective()), oldObjective)
	}
}

func (ad *ClickToMessage) checkRule(found *problems) {
	rule := ad.rule()
	switch {
	case rule.refused != "":
		found.value("Objective", string(ad.objective()), "can't lead to %s: %s", ad.destinationType(), rule.refused)
	case ad.Goal == "" || slices.Contains(rule.goals, ad.Goal):
	case slices.Contains(gatedGoals, ad.Goal):
		found.value("Goal", string(ad.Goal), "is open only to accounts that Meta has let in: set Unchecked where yours is one")
	default:
		found.value("Goal", string(ad.Goal), "is none that %s has for %s: choose %s", ad.objective(), ad.destinationType(), orList(rule.goals))
	}
}

// orList writes "A, B or C".
func orList[T ~string](items []T) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = string(item)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
