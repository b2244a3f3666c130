package ads

import (
	"fmt"
	"time"
)

// RuleScheduleType is how often a rule is evaluated.
//
// See https://developers.facebook.com/docs/marketing-api/ad-rules/guides/scheduled-based-rules.
type RuleScheduleType string

const (
	RuleDaily      RuleScheduleType = "DAILY"       // at midnight, by the account's clock
	RuleHourly     RuleScheduleType = "HOURLY"      // at the start of every hour
	RuleSemiHourly RuleScheduleType = "SEMI_HOURLY" // at the start of every half-hour
	RuleCustom     RuleScheduleType = "CUSTOM"      // as AdRuleScheduleSpec.Schedule has it
)

// RuleAt is a time of day, by the account's clock and in half-hours, on some days of the week, or without them on all.
func RuleAt(hour, minute int, days ...time.Weekday) AdRuleSchedule {
	return AdRuleSchedule{StartMinute: new(60*hour + minute), Days: weekdays(days)}
}

// RuleBetween is every half-hour from one hour to another on some days of the week, or without them on all.
func RuleBetween(fromHour, toHour int, days ...time.Weekday) AdRuleSchedule {
	return AdRuleSchedule{StartMinute: new(60 * fromHour), EndMinute: new(60 * toHour), Days: weekdays(days)}
}

func weekdays(days []time.Weekday) []int {
	var numbers []int
	for _, d := range days {
		numbers = append(numbers, int(d))
	}
	return numbers
}

const minutesOfDay = 24 * 60

func (a *AdRuleScheduleSpec) check(path string, found *problems) {
	custom := a.ScheduleType == string(RuleCustom)
	switch {
	case a.ScheduleType == "":
		found.add(path+".schedule_type", "is empty: DAILY, HOURLY, SEMI_HOURLY or CUSTOM")
	case custom && len(a.Schedule) == 0:
		found.add(path+".schedule", "is empty: CUSTOM needs at least one time")
	case !custom && len(a.Schedule) > 0:
		found.value(path+".schedule_type", a.ScheduleType, "takes no times: only CUSTOM does")
	}
	for i, s := range a.Schedule {
		s.check(fmt.Sprintf("%s.schedule[%d]", path, i), found)
	}
}

func (a AdRuleSchedule) check(path string, found *problems) {
	if a.StartMinute == nil && len(a.Days) == 0 {
		found.add(path, "needs start_minute or days")
	}
	if a.StartMinute == nil && a.EndMinute != nil {
		found.add(path+".end_minute", "needs a start_minute")
	}
	minute := func(name string, m *int) {
		if m != nil && (*m < 0 || *m > minutesOfDay || *m%30 != 0) {
			found.value(path+"."+name, *m, "is not a multiple of 30 from 0 to %d", minutesOfDay)
		}
	}
	minute("start_minute", a.StartMinute)
	minute("end_minute", a.EndMinute)
	if a.StartMinute != nil && a.EndMinute != nil && *a.EndMinute < *a.StartMinute {
		found.value(path+".end_minute", *a.EndMinute, "is before start_minute, %d", *a.StartMinute)
	}
	for i, d := range a.Days {
		if d < 0 || d > 6 {
			found.value(fmt.Sprintf("%s.days[%d]", path, i), d, "is not a day from 0 (Sunday) to 6")
		}
	}
}
