package emulator

import (
	"slices"
	"strings"
)

// goalsOf are the optimization goals that an objective takes for a destination. A destination without entry is refused for
// the objective.
// https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group#odax-mapping
var goalsOf = map[string]map[string]string{
	"OUTCOME_ENGAGEMENT": {
		"WHATSAPP":         "CONVERSATIONS LINK_CLICKS",
		"MESSENGER":        "CONVERSATIONS LINK_CLICKS LEAD_GENERATION IMPRESSIONS",
		"INSTAGRAM_DIRECT": "CONVERSATIONS IMPRESSIONS LINK_CLICKS",
		"MULTI":            "CONVERSATIONS",
		"ON_POST":          "POST_ENGAGEMENT REACH",
		"ON_VIDEO":         "THRUPLAY",
		"ON_PAGE":          "PAGE_LIKES",
		"ON_EVENT":         "EVENT_RESPONSES POST_ENGAGEMENT REACH IMPRESSIONS",
		"PHONE_CALL":       "QUALITY_CALL LINK_CLICKS",
		"WEBSITE":          "OFFSITE_CONVERSIONS LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS POST_ENGAGEMENT THRUPLAY",
		"": "OFFSITE_CONVERSIONS LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS POST_ENGAGEMENT THRUPLAY PAGE_LIKES " +
			"EVENT_RESPONSES",
	},
	"OUTCOME_SALES": {
		"WHATSAPP":         "CONVERSATIONS OFFSITE_CONVERSIONS LINK_CLICKS IMPRESSIONS REACH MESSAGING_PURCHASE_CONVERSION",
		"MESSENGER":        "CONVERSATIONS OFFSITE_CONVERSIONS IMPRESSIONS MESSAGING_PURCHASE_CONVERSION",
		"INSTAGRAM_DIRECT": "CONVERSATIONS IMPRESSIONS",
		"MULTI":            "CONVERSATIONS",
		"PHONE_CALL":       "QUALITY_CALL",
		"WEBSITE":          "OFFSITE_CONVERSIONS VALUE LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS",
		"":                 "OFFSITE_CONVERSIONS VALUE LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS",
	},
	"OUTCOME_TRAFFIC": {
		"WHATSAPP":         "CONVERSATIONS LANDING_PAGE_VIEWS LINK_CLICKS IMPRESSIONS REACH POST_ENGAGEMENT",
		"MESSENGER":        "LINK_CLICKS REACH IMPRESSIONS CONVERSATIONS",
		"INSTAGRAM_DIRECT": "CONVERSATIONS LINK_CLICKS IMPRESSIONS",
		"MULTI":            "CONVERSATIONS",
		"PHONE_CALL":       "QUALITY_CALL LINK_CLICKS",
		"WEBSITE":          "LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS",
		"":                 "LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS",
	},
	"OUTCOME_LEADS": {
		"WHATSAPP":   "CONVERSATIONS",
		"ON_AD":      "LEAD_GENERATION QUALITY_LEAD",
		"PHONE_CALL": "QUALITY_CALL",
		"WEBSITE":    "OFFSITE_CONVERSIONS LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS",
		"":           "OFFSITE_CONVERSIONS LANDING_PAGE_VIEWS LINK_CLICKS REACH IMPRESSIONS LEAD_GENERATION QUALITY_LEAD",
		"APP":        "OFFSITE_CONVERSIONS LINK_CLICKS REACH",
	},
	"OUTCOME_AWARENESS": {
		"WHATSAPP":         "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"MESSENGER":        "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"INSTAGRAM_DIRECT": "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"MULTI":            "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"WEBSITE":          "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
		"":                 "REACH IMPRESSIONS THRUPLAY AD_RECALL_LIFT",
	},
	"OUTCOME_APP_PROMOTION": {
		"APP": "APP_INSTALLS APP_INSTALLS_AND_OFFSITE_CONVERSIONS LINK_CLICKS OFFSITE_CONVERSIONS VALUE",
		"":    "APP_INSTALLS APP_INSTALLS_AND_OFFSITE_CONVERSIONS LINK_CLICKS OFFSITE_CONVERSIONS VALUE",
	},
}

// statusGoals are what the WhatsApp Status placement takes besides.
// https://developers.facebook.com/docs/marketing-api/ads-in-whatsapp-status
var statusGoals = map[string]string{
	"OUTCOME_AWARENESS":  "REACH IMPRESSIONS THRUPLAY",
	"OUTCOME_TRAFFIC":    "LINK_CLICKS REACH IMPRESSIONS CONVERSATIONS LANDING_PAGE_VIEWS",
	"OUTCOME_ENGAGEMENT": "LINK_CLICKS REACH IMPRESSIONS CONVERSATIONS LANDING_PAGE_VIEWS THRUPLAY",
	"OUTCOME_LEADS":      "LINK_CLICKS REACH IMPRESSIONS CONVERSATIONS LANDING_PAGE_VIEWS",
	"OUTCOME_SALES":      "LINK_CLICKS REACH IMPRESSIONS CONVERSATIONS LANDING_PAGE_VIEWS",
}

// statusGoalsSince26 came with v26.0.
var statusGoalsSince26 = map[string]string{"OUTCOME_LEADS": "OFFSITE_CONVERSIONS", "OUTCOME_SALES": "OFFSITE_CONVERSIONS"}

// apps are the places that a messaging destination leads to, as call_to_action.value.app_destination has them; nil where the
// destination is no chat.
func apps(destination string) []string {
	var out []string
	switch {
	case strings.HasPrefix(destination, "MESSAGING_"):
		for _, app := range []string{"INSTAGRAM_DIRECT", "MESSENGER", "WHATSAPP"} {
			if strings.Contains(destination, "_"+app) {
				out = append(out, app)
			}
		}
	case destination == "WHATSAPP" || destination == "MESSENGER" || destination == "INSTAGRAM_DIRECT":
		out = []string{destination}
	}
	return out
}

func destinationKey(destination string) string {
	switch {
	case strings.HasPrefix(destination, "MESSAGING_"):
		return "MULTI"
	case destination == "UNDEFINED":
		return ""
	}
	return destination
}

// checkMatrix refuses a destination that the objective does not have, and a goal that they do not have together.
func checkMatrix(c *Call, objective string, spec Args) error {
	destination, goal := spec.Text("destination_type"), spec.Text("optimization_goal")
	goals, ok := goalsOf[objective][destinationKey(destination)]
	if !ok {
		return invalid(2446509, "Campaign destination type is not valid",
			"The destination type "+destination+" is not available for the objective "+objective+".", "destination_type")
	}
	known := strings.Fields(goals)
	if slices.Contains(spec.Map("targeting").Strings("whatsapp_positions"), "status") {
		known = append(known, strings.Fields(statusGoals[objective])...)
		if c.Version != "v25.0" {
			known = append(known, strings.Fields(statusGoalsSince26[objective])...)
		}
	}
	if !slices.Contains(known, goal) {
		return invalid(2490408, "Performance goal isn't available",
			"The goal "+goal+" cannot be used with the objective and destination of this ad set.", "optimization_goal")
	}
	billing, paidBy := spec.Text("billing_event"), []string{"IMPRESSIONS"}
	if apps(destination) == nil {
		switch goal {
		case "LINK_CLICKS", "THRUPLAY", "PAGE_LIKES", "POST_ENGAGEMENT", "APP_INSTALLS":
			paidBy = append(paidBy, goal)
		}
	}
	if !slices.Contains(paidBy, billing) {
		return invalid(0, "Billing event isn't available", "The billing event "+billing+" cannot be used with the goal "+goal+".", "billing_event")
	}
	return nil
}
