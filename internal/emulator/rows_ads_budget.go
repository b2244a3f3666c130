package emulator

import (
	"fmt"
	"strings"
	"time"
)

// minimumBudgets are the least daily budgets of an account, in minor units, by what is paid for.
func minimumBudgets(account *Object) map[string]any {
	least := Args(account.Values).Int("min_daily_budget")
	return map[string]any{"currency": account.Get("currency"), "min_daily_budget_imp": least,
		"min_daily_budget_high_freq": 5 * least, "min_daily_budget_low_freq": 40 * least, "min_daily_budget_video_views": least}
}

// checkBudgetSize refuses a budget that is too small, or two budgets at once. days is how long a lifetime budget has to last.
func checkBudgetSize(account *Object, spec Args, days int64) error {
	daily, lifetime := spec.Int("daily_budget"), spec.Int("lifetime_budget")
	if daily > 0 && lifetime > 0 {
		return invalid(0, "Two budgets", "An object has a daily budget or a lifetime budget, not both.", "daily_budget", "lifetime_budget")
	}
	least := Args(account.Values).Int("min_daily_budget")
	for _, b := range []struct {
		name          string
		amount, floor int64
	}{{"daily_budget", daily, least}, {"lifetime_budget", lifetime, least * max(days, 1)}} {
		if spec.Has(b.name) && b.amount < b.floor && (b.amount > 0 || daily+lifetime == 0) {
			return invalid(1885272, "Your budget is too low", fmt.Sprintf(
				"The budget must be at least %s %s, or the ads may not be delivered.", money(account, b.floor), account.Get("currency")), b.name)
		}
	}
	return nil
}

// money writes minor units as an amount.
func money(account *Object, minor int64) string {
	if offset := currencyOffset(account.Get("currency")); offset == 100 {
		return fmt.Sprintf("%d.%02d", minor/100, minor%100)
	}
	return fmt.Sprint(minor)
}

// currencyOffset is how many minor units make one of a currency.
func currencyOffset(currency string) int64 {
	switch currency {
	case "CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND":
		return 1
	}
	return 100
}

// checkBid refuses a bid strategy without the bid that it needs.
func checkBid(strategy string, spec Args) error {
	needed := ""
	switch strategy {
	case "LOWEST_COST_WITH_BID_CAP", "COST_CAP":
		if spec.Int("bid_amount") <= 0 {
			needed = "bid_amount"
		}
	case "LOWEST_COST_WITH_MIN_ROAS":
		if number(spec.Map("bid_constraints")["roas_average_floor"]) <= 0 {
			needed = "bid_constraints"
		}
	}
	if needed == "" {
		return nil
	}
	return invalid(1815857, "Bid amount or bid constraints required", fmt.Sprintf(
		"The bid strategy %s needs a bid amount or bid constraints.", strategy), needed)
}

// checkSchedule refuses an end that is past or before the start, and a lifetime budget without end.
func checkSchedule(c *Call, spec Args, lifetime bool) error {
	start, end := spec.Time("start_time"), spec.Time("end_time")
	if start.IsZero() {
		start = c.Now()
	}
	switch {
	case isUnset(end) && lifetime:
		return invalid(0, "End date required", "A lifetime budget needs an end_time.", "end_time")
	case isUnset(end):
		return nil
	case !end.After(c.Now()):
		return invalid(1487033, "End date is in the past", "The end date must be in the future.", "end_time")
	case !end.After(start):
		return invalid(1487033, "End date is before the start", "The end date must be later than the start date.", "end_time")
	case end.Sub(start) < 24*time.Hour && spec.Int("daily_budget") > 0:
		return invalid(0, "Schedule is too short", "An ad set with a daily budget must run for at least 24 hours.", "end_time")
	}
	return nil
}

// isUnset tells that a time is absent; 0 is how a client takes one away.
func isUnset(t time.Time) bool { return t.IsZero() || t.Unix() == 0 }

// lastingDays is how many days the schedule of an ad set has.
func lastingDays(c *Call, spec Args) int64 {
	start, end := spec.Time("start_time"), spec.Time("end_time")
	if isUnset(end) {
		return 1
	}
	if start.IsZero() || start.Before(c.Now()) {
		start = c.Now()
	}
	return max(1, int64((end.Sub(start)+24*time.Hour-1)/(24*time.Hour)))
}

// zoneTimes shows times as the account's clock has them. One that was written without a zone is meant by that clock.
func zoneTimes(c *Call, account *Object, values map[string]any) {
	for name, v := range values {
		t, ok := v.(time.Time)
		if !ok {
			continue
		}
		raw := strings.TrimSpace(text(c.raw[name]))
		for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
			if local, err := time.ParseInLocation(form, raw, adStateOf(account).zone); err == nil {
				t = local
			}
		}
		if isUnset(t) {
			delete(values, name)
			continue
		}
		values[name] = inZone(account, t)
	}
}
