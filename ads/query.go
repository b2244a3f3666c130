package ads

// TimeRange is a span of days, both ends included, in the account's time zone. The
// days are written 2026-12-01. Insights go back 37 months.
type TimeRange struct {
	Since string `json:"since"`
	Until string `json:"until"`
}

// Filter is a condition that the objects of a list or the rows of a report must
// meet: {"ad.effective_status", "IN", []string{"ACTIVE"}}. All of a query's filters must hold.
//
// See https://developers.facebook.com/docs/marketing-api/insights.
type Filter struct {
	Field    string `json:"field"`
	Operator string `json:"operator"` // such as EQUAL, IN, GREATER_THAN, CONTAIN
	Value    any    `json:"value"`
}
