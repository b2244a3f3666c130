package ads

// BudgetScheduleSpec raises the budget of a new or changed campaign or ad set for a
// while, once or every week.
type BudgetScheduleSpec struct {
	ID              string                                        `json:"id,omitzero"` // of one that exists
	TimeStart       UnixTime                                      `json:"time_start"`
	TimeEnd         UnixTime                                      `json:"time_end"`
	BudgetValue     int                                           `json:"budget_value"` // an amount in minor units, or a percentage
	BudgetValueType BudgetValueType                               `json:"budget_value_type"`
	RecurrenceType  string                                        `json:"recurrence_type,omitzero"` // ONE_TIME or WEEKLY
	WeeklySchedule  []HighDemandPeriodTimeSuggestionWeeklySegment `json:"weekly_schedule,omitzero"`
}

// AdSetBudget changes the budget of an ad set together with its campaign.
type AdSetBudget struct {
	AdSetID        string `json:"adset_id"`
	DailyBudget    Money  `json:"daily_budget,omitzero"`
	LifetimeBudget Money  `json:"lifetime_budget,omitzero"`
}
