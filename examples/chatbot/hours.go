package main

import "time"

// The kitchen is open from noon to three and from half past six to eleven, but
// not on Mondays. Times are minutes of the day.
var sittings = [][2]int{{12 * 60, 15 * 60}, {18*60 + 30, 23 * 60}}

const closedOn = time.Monday

func isOpen(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	for _, s := range sittings {
		if t.Weekday() != closedOn && minute >= s[0] && minute < s[1] {
			return true
		}
	}
	return false
}

// opens is when the kitchen opens next.
func opens(t time.Time) time.Time {
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	for day := midnight; ; day = day.AddDate(0, 0, 1) {
		if day.Weekday() == closedOn {
			continue
		}
		for _, s := range sittings {
			if at := day.Add(time.Duration(s[0]) * time.Minute); at.After(t) {
				return at
			}
		}
	}
}

// when says a time as people do.
func when(now, at time.Time) string {
	clock := at.Format("15:04")
	switch {
	case at.YearDay() == now.YearDay():
		return "today at " + clock
	case at.YearDay() == now.AddDate(0, 0, 1).YearDay():
		return "tomorrow at " + clock
	}
	return "on " + at.Weekday().String() + " at " + clock
}
