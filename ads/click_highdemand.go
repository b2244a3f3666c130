package ads

import (
	"fmt"
	"time"
)

// Periods of high demand begin and end on the quarter of an hour.
const highDemandGrid = 15 * time.Minute

// checkHighDemand holds the periods of a raised budget against the schedule and the budget.
//
// See https://developers.facebook.com/docs/graph-api/reference/high-demand-period.
func (ad *ClickToMessage) checkHighDemand(found *problems) {
	s := &ad.Schedule
	for i, period := range s.HighDemand {
		at := fmt.Sprintf("Schedule.HighDemand[%d]", i)
		start, end := period.TimeStart.Time, period.TimeEnd.Time
		switch {
		case start.IsZero() || end.IsZero():
			found.add(at, "needs TimeStart and TimeEnd")
		case !end.After(start):
			found.value(at+".TimeEnd", end.Format(time.RFC3339), "is not after TimeStart")
		case !start.Equal(start.Truncate(highDemandGrid)) || !end.Equal(end.Truncate(highDemandGrid)):
			found.add(at, "does not begin and end on a quarter of an hour")
		case !s.Start.IsZero() && start.Before(s.Start):
			found.value(at+".TimeStart", start.Format(time.RFC3339), "is before the ad runs")
		case !s.End.IsZero() && end.After(s.End):
			found.value(at+".TimeEnd", end.Format(time.RFC3339), "is after the ad has ended")
		}
		if period.BudgetValue <= 0 {
			found.value(at+".BudgetValue", period.BudgetValue, "must be above 0")
		}
		switch period.BudgetValueType {
		case BudgetValueAbsolute, BudgetValueMultiplier:
		default:
			found.value(at+".BudgetValueType", string(period.BudgetValueType), "is neither %s nor %s", BudgetValueAbsolute, BudgetValueMultiplier)
		}
		switch period.RecurrenceType {
		case "", "ONE_TIME":
			if len(period.WeeklySchedule) > 0 {
				found.add(at+".WeeklySchedule", "goes with RecurrenceType WEEKLY")
			}
		case "WEEKLY":
			if len(period.WeeklySchedule) == 0 {
				found.add(at+".WeeklySchedule", "is empty, but RecurrenceType is WEEKLY")
			}
		default:
			found.value(at+".RecurrenceType", period.RecurrenceType, "is neither ONE_TIME nor WEEKLY")
		}
	}
	if len(s.HighDemand) > 0 && ad.Budget.Daily == 0 {
		found.add("Schedule.HighDemand", "needs a daily budget to raise")
	}
}

// raisedDaily is the daily budget at its highest. A multiplier is taken for a factor
// that comes on top, the dearest way to read it.
func (ad *ClickToMessage) raisedDaily() Money {
	daily := ad.Budget.Daily
	highest := daily
	for _, period := range ad.Schedule.HighDemand {
		raised := daily
		switch value := Money(period.BudgetValue); {
		case value <= 0:
		case period.BudgetValueType == BudgetValueAbsolute:
			raised = plus(daily, value)
		case daily > 0:
			raised = times(daily, plus(value, 1))
		}
		highest = max(highest, raised)
	}
	return highest
}
