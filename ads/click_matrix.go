package ads

import (
	"slices"
	"strings"
)

// Matrix is what Meta takes together in an ad that opens a chat: objective, destination,
// goal, billing event, promoted object and placement, with a reason for each refusal.
//
// It is data, one table a Graph version: [MatrixFor] gives a copy that may be changed and
// put into [ClickToMessage].Matrix, where an account knows better.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign#destination_type.
type Matrix struct {
	Version string
	Goals   []GoalRule
	Places  []PlaceRule
	// Objectives are those that no rule has, and why.
	Objectives map[Objective]string
	// Gated are goals that Meta opens to some accounts only.
	Gated []OptimizationGoal
}

// GoalRule are goals of an objective for a destination, or why there are none. Several
// rules may share objective and destination: their goals add up, the first being the usual one.
type GoalRule struct {
	Objective Objective
	// Destination is a chat, a MESSAGING_ type that stands for any several chats,
	// [DestinationWebsite], [DestinationOnPost] or [DestinationOnVideo].
	Destination DestinationType
	// Status makes it a rule of ads that show in WhatsApp's status, for any destination.
	Status bool

	Goals    []OptimizationGoal
	Billing  []BillingEvent // what may be paid for, the usual first; none is impressions alone
	Promoted []PromotedKey  // keys that the promoted object must have
	Refused  string         // why there are no goals
}

// PromotedKey is a key of [AdPromotedObject] that a goal needs.
type PromotedKey string

const (
	PromotedPage  PromotedKey = "page_id"
	PromotedPixel PromotedKey = "pixel_id"
	PromotedEvent PromotedKey = "custom_event_type"
)

// PlaceRule is a rule of a placement.
type PlaceRule struct {
	// Place is "platform/position"; "platform/" is all of a platform.
	Place string
	// With is a placement beside which alone this one shows.
	With string
	// Alone keeps it from being combined with others.
	Alone bool
	// Refused tells why it can't be chosen, under the conditions below where there are any.
	Refused string

	Objective    Objective         // the rule holds for this objective only
	Destinations []DestinationType // the rule holds for ads that open one of these
	Only         []DestinationType // the placement is for ads that open one of these, or a website where it is listed
	Formats      []CreativeFormat  // what it shows; none is everything
	NoCategory   bool              // not with a special ad category
	NoEnhancing  bool              // not with standard enhancements
}

// MatrixFor is the table of a Graph version, as a copy to change. A version that this
// package does not know has the one of the latest.
func MatrixFor(version string) *Matrix {
	if version == "v25.0" {
		return matrixV25()
	}
	return matrixV26()
}

// severalApps stands for any two or three destinations.
const severalApps = DestinationMessagingInstagramDirectMessengerWhatsApp

// rules are those of an objective and a destination.
func (m *Matrix) rules(objective Objective, destination DestinationType, status bool) []GoalRule {
	if strings.HasPrefix(string(destination), "MESSAGING_") {
		destination = severalApps
	}
	var found []GoalRule
	for _, r := range m.Goals {
		if r.Objective == objective && r.Status == status && (status || r.Destination == destination) {
			found = append(found, r)
		}
	}
	return found
}

func (m *Matrix) knows(objective Objective) bool {
	return slices.ContainsFunc(m.Goals, func(r GoalRule) bool { return r.Objective == objective })
}

// matrix is the ad's own table, or that of the latest version.
func (ad *ClickToMessage) matrix() *Matrix {
	if ad.Matrix != nil {
		return ad.Matrix
	}
	return MatrixFor("")
}

// goalRules are the matrix's rules for the ad. WhatsApp's status has rules of its own.
func (ad *ClickToMessage) goalRules() []GoalRule {
	m, destination := ad.matrix(), ad.destinationType()
	rules := m.rules(ad.objective(), destination, false)
	if len(rules) > 0 && (destination == DestinationWhatsApp || destination == DestinationWebsite) && ad.showsInStatus() {
		return m.rules(ad.objective(), destination, true)
	}
	return rules
}

func goalsOf(rules []GoalRule) []OptimizationGoal {
	var goals []OptimizationGoal
	for _, r := range rules {
		goals = append(goals, r.Goals...)
	}
	return goals
}

// ruleOfGoal is the rule that has the ad's goal; the zero rule where none has.
func (ad *ClickToMessage) ruleOfGoal() GoalRule {
	goal := ad.goal()
	for _, r := range ad.goalRules() {
		if slices.Contains(r.Goals, goal) {
			return r
		}
	}
	return GoalRule{}
}

// checkMatrix holds objective, destinations, goal, billing event and promoted object against each other (2446509).
func (ad *ClickToMessage) checkMatrix(found *problems) {
	m := ad.matrix()
	switch reason, gone := m.Objectives[ad.objective()]; {
	case slices.ContainsFunc(ad.destinations(), func(app DestinationType) bool { return chats[app].link == "" }):
		// Nothing can be said of a destination that is wrong itself.
	case gone:
		found.value("Objective", string(ad.objective()), "%s", reason)
	case !m.knows(ad.objective()):
		found.value("Objective", string(ad.objective()), "is not known for ads that open a chat")
	default:
		ad.checkGoal(found)
	}
}

func (ad *ClickToMessage) checkGoal(found *problems) {
	rules := ad.goalRules()
	goals := goalsOf(rules)
	for _, r := range rules {
		if r.Refused != "" && len(goals) == 0 {
			found.value("Objective", string(ad.objective()), "can't lead to %s: %s", ad.destinationType(), r.Refused)
			return
		}
	}
	switch {
	case len(rules) == 0:
		found.value("Objective", string(ad.objective()), "has no destination %s", ad.destinationType())
	case ad.Goal == "" || slices.Contains(goals, ad.Goal):
		ad.checkRule(found, ad.ruleOfGoal())
	case slices.Contains(ad.matrix().Gated, ad.Goal):
		found.value("Goal", string(ad.Goal), "is open only to accounts that Meta has let in: set Unchecked where yours is one")
	default:
		found.value("Goal", string(ad.Goal), "is none that %s has for %s: choose %s", ad.objective(), ad.destinationType(), orList(goals))
	}
}

// checkRule holds the billing event and the promoted object against the rule of the goal.
func (ad *ClickToMessage) checkRule(found *problems, rule GoalRule) {
	billing := rule.Billing
	if len(billing) == 0 {
		billing = []BillingEvent{BillingEventImpressions}
	}
	if ad.BillingEvent != "" && !slices.Contains(billing, ad.BillingEvent) {
		found.value("BillingEvent", string(ad.BillingEvent), "is not what %s to %s is paid by: choose %s", ad.goal(), ad.destinationType(), orList(billing))
	}
	wantsEvent := slices.Contains(rule.Promoted, PromotedPixel) || slices.Contains(rule.Promoted, PromotedEvent)
	if wantsEvent && (ad.Conversion.PixelID == "" || ad.Conversion.Event == "") {
		found.add("Conversion", "needs PixelID and Event for the goal %s", ad.goal())
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
