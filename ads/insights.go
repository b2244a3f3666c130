package ads

import "encoding/json"

// InsightsResult is the result that delivery strove for, or its cost or rate: the
// Indicator tells of what. Without Values the result is zero.
type InsightsResult struct {
	Indicator string                `json:"indicator,omitzero"`
	Values    []InsightsResultValue `json:"values,omitzero"`
}

// InsightsResultValue is a result under some attribution windows. Values of different
// windows count the same actions: they must not be added up.
type InsightsResultValue struct {
	Value              Decimal             `json:"value,omitzero"`
	AttributionWindows []AttributionWindow `json:"attribution_windows,omitzero"`
}

// Breakdown is the row's value of a breakdown that the report asked for, such as
// "25-34" of [BreakdownAge]; empty where the row has none.
func (a *AdsInsights) Breakdown(b Breakdown) string {
	raw := a.Extra[string(b)]
	var text string
	if err := json.Unmarshal(raw, &text); err == nil {
		return text
	}
	// An asset is an object, and some breakdowns are numbers.
	return string(raw)
}
