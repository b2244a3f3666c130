package ads

import (
	"math/big"
	"strings"
)

// Action is the count of an action of any type; empty where the row has none. Where the
// report breaks actions down, it is their sum.
func (a *AdsInsights) Action(actionType string) Decimal { return actionSum(a.Actions, actionType) }

// ActionCounts are the row's actions by their types, in one attribution window; "" is the default
// one. For another the report must ask by ActionAttributionWindows. Where the report
// breaks actions down, the counts of a type are added up, but for people, who can't be.
//
// Types contain one another: of "omni_purchase", "purchase" and "onsite_conversion.purchase"
// each has those of the next. Take one of them, never the sum of all. Windows
// count the same actions, too.
func (a *AdsInsights) ActionCounts(window AttributionWindow) map[string]Decimal {
	return byType(a.Actions, window, func(actionType string) bool { return !ofPeople(actionType) })
}

// ActionAmounts is what the row's actions were worth by their types, in whole units of the
// account's currency; as for [AdsInsights.ActionCounts].
func (a *AdsInsights) ActionAmounts(window AttributionWindow) map[string]Decimal {
	return byType(a.ActionValues, window, func(string) bool { return true })
}

// ActionCosts is what the row's actions have cost each, by their types, in whole units of
// the account's currency. Types that the report breaks down are left out: costs can't be added.
func (a *AdsInsights) ActionCosts(window AttributionWindow) map[string]Decimal {
	return byType(a.CostPerActionType, window, func(string) bool { return false })
}

func byType(list []AdsActionStats, window AttributionWindow, addable func(actionType string) bool) map[string]Decimal {
	values := make(map[string][]Decimal, len(list))
	for i := range list {
		if v := list[i].In(window); v != "" {
			values[list[i].ActionType] = append(values[list[i].ActionType], v)
		}
	}
	out := make(map[string]Decimal, len(values))
	for actionType, of := range values {
		if len(of) == 1 || addable(actionType) {
			out[actionType] = sum(of)
		}
	}
	return out
}

// ofPeople tells that an action type counts people, of whom the same may be in another row.
func ofPeople(actionType string) bool { return actionType == ActionConnection }

// In is the value in one attribution window: for the default one, Value. It is empty where the report
// did not ask for the window, or the window is unknown here.
func (s *AdsActionStats) In(window AttributionWindow) Decimal {
	switch window {
	case AttributionWindowDefault, "":
		return s.Value
	case AttributionWindowClick1D:
		return s.Click1D
	case AttributionWindowEV1D:
		return s.EV1D
	case AttributionWindowView1D:
		return s.View1D
	case AttributionWindowClick28D:
		return s.Click28D
	case AttributionWindowView28D:
		return s.View28D
	case AttributionWindowView28DAllConversions:
		return s.View28DAllConversions
	case AttributionWindowView28DFirstConversion:
		return s.View28DFirstConversion
	case AttributionWindowClick7D:
		return s.Click7D
	case AttributionWindowView7D:
		return s.View7D
	case AttributionWindowView7DAllConversions:
		return s.View7DAllConversions
	case AttributionWindowView7DFirstConversion:
		return s.View7DFirstConversion
	case AttributionWindowDDA:
		return s.DDA
	case AttributionWindowSKANClick:
		return s.SKANClick
	case AttributionWindowSKANClickSecondPostback:
		return s.SKANClickSecondPostback
	case AttributionWindowSKANClickThirdPostback:
		return s.SKANClickThirdPostback
	case AttributionWindowSKANView:
		return s.SKANView
	case AttributionWindowSKANViewSecondPostback:
		return s.SKANViewSecondPostback
	case AttributionWindowSKANViewThirdPostback:
		return s.SKANViewThirdPostback
	}
	return ""
}

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
	return sum(actionValues(stats, actionType))
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

// sum adds numbers up without losing a digit; what is no number is passed over. A single one is as it was.
func sum(values []Decimal) Decimal {
	switch len(values) {
	case 0:
		return ""
	case 1:
		return values[0]
	}
	total, digits := new(big.Rat), 0
	for _, v := range values {
		number, ok := v.rat()
		if !ok {
			continue
		}
		_, fraction, _ := strings.Cut(string(v), ".")
		total, digits = total.Add(total, number), max(digits, len(fraction))
	}
	return Decimal(total.FloatString(digits))
}

// rat is the exact number.
func (d Decimal) rat() (*big.Rat, bool) {
	if strings.Trim(string(d), "-.0123456789") != "" {
		return nil, false // a power of ten could be of any size
	}
	return new(big.Rat).SetString(string(d))
}
