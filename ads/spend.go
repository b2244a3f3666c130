package ads

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Spend is what an ad may cost at the most, in minor units of the account's currency.
type Spend struct {
	AccountID string
	Currency  string
	Name      string // of the ad
	Daily     Money  // on average; 0 with a lifetime budget
	Raised    Money  // the daily budget in times of high demand; 0 without any
	InADay    Money  // at the most, as Meta may spend 175 % of a daily budget; or the lifetime budget
	InAWeek   Money  // at the most; or the lifetime budget
	Total     Money  // at the most over the whole run; 0 where the run has no end
	Start     time.Time
	End       time.Time // zero: until it is stopped
}

// approve asks the caller's guard for what an ad may cost.
func (l *launch) approve(ctx context.Context, ad *ClickToMessage) error {
	account, err := l.account.Get(ctx, l.with("currency")...)
	if err != nil {
		return fmt.Errorf("read the account's currency: %w", err)
	}
	spend := ad.spend(time.Now())
	spend.AccountID, spend.Currency = l.account.id, account.Currency
	return l.options.Approve(ctx, spend)
}

// plus and times stop at the largest amount: one that turned negative would seem to cost nothing.
func plus(a, b Money) Money {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func times(amount, n Money) Money {
	if n > 0 && amount > math.MaxInt64/n {
		return math.MaxInt64
	}
	return amount * n
}

func (ad *ClickToMessage) spend(now time.Time) Spend {
	s := Spend{Name: ad.Name, Start: ad.Schedule.Start, End: ad.Schedule.End}
	if ad.Budget.Lifetime > 0 {
		s.InADay, s.InAWeek, s.Total = ad.Budget.Lifetime, ad.Budget.Lifetime, ad.Budget.Lifetime
		return s
	}
	s.Daily = ad.Budget.Daily
	highest := ad.raisedDaily()
	if highest > s.Daily {
		s.Raised = highest
	}
	s.InADay, s.InAWeek = plus(highest, highest/4*3+highest%4*3/4), times(highest, 7)
	if !s.End.IsZero() {
		s.Total = s.inDays(Money((ad.Schedule.length(now) + 24*time.Hour - 1) / (24 * time.Hour)))
	}
	return s
}

// inDays is the most that so many days may cost. Meta's weeks begin on Sunday in the account's time zone, whatever day the
// run begins on: a week that is only begun may be spent like a whole one as far as its days go, and a run may have two of those.
func (s *Spend) inDays(days Money) (most Money) {
	upTo := func(days Money) Money { return min(times(s.InADay, days), s.InAWeek) }
	for first := range min(days, 7) {
		rest := days - first
		most = max(most, plus(upTo(first), plus(times(s.InAWeek, rest/7), upTo(rest%7))))
	}
	return most
}
