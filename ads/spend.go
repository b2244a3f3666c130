package ads

import (
	"context"
	"fmt"
	"time"
)

// Spend is what an ad may cost at the most, in minor units of the account's currency.
type Spend struct {
	AccountID string
	Currency  string
	Name      string // of the ad
	Daily     Money  // on average; 0 with a lifetime budget
	InADay    Money  // at the most, as Meta may spend 175 % of a daily budget; or the lifetime budget
	InAWeek   Money  // at the most; or the lifetime budget
	Total     Money  // at the most over the whole run; 0 where the run has no end
	Start     time.Time
	End       time.Time // zero: until it is stopped
}

// approve asks the caller's guard.
func (l *launch) approve(ctx context.Context) error {
	account, err := l.account.Get(ctx, l.with("currency")...)
	if err != nil {
		return fmt.Errorf("read the account's currency: %w", err)
	}
	spend := l.ad.spend()
	spend.AccountID, spend.Currency = l.account.id, account.Currency
	return l.options.Approve(ctx, spend)
}

func (ad *ClickToMessage) spend() Spend {
	s := Spend{Name: ad.Name, Start: ad.Schedule.Start, End: ad.Schedule.End}
	if ad.Budget.Lifetime > 0 {
		s.InADay, s.InAWeek, s.Total = ad.Budget.Lifetime, ad.Budget.Lifetime, ad.Budget.Lifetime
		return s
	}
	s.Daily = ad.Budget.Daily
	s.InADay, s.InAWeek = s.Daily+s.Daily*3/4, 7*s.Daily
	if !s.Start.IsZero() && !s.End.IsZero() {
		// A week begun may be spent like a whole one as far as its days go.
		days := Money((s.End.Sub(s.Start) + 24*time.Hour - 1) / (24 * time.Hour))
		weeks, rest := days/7, days%7
		s.Total = weeks*s.InAWeek + min(rest*s.InADay, s.InAWeek)
	}
	return s
}
