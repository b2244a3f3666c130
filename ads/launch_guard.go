package ads

import (
	"context"
	"fmt"
	"time"

	"github.com/metabiz-go/metabiz"
)

// BudgetError is a campaign or an ad set of an earlier launch that may spend more than the ad
// says. It is [metabiz.ErrInvalidParam].
type BudgetError struct {
	ID   string // of the campaign or the ad set
	What string // "campaign" or "ad set"
	// Told is the budget of the ad, Found what stands at Meta: both daily, or both for the lifetime.
	// Told is 0 where the kinds differ.
	Told, Found Money
	Lifetime    bool
}

func (e *BudgetError) Error() string {
	kind := "daily"
	if e.Lifetime {
		kind = "lifetime"
	}
	return fmt.Sprintf("ads: the %s %s of an earlier launch has a %s budget of %d, more than the %d of the ad: change it there, or approve it",
		e.What, e.ID, kind, e.Found, e.Told)
}

// Is holds for [metabiz.ErrInvalidParam].
func (e *BudgetError) Is(target error) bool { return target == metabiz.ErrInvalidParam }

// guardReused looks whether what an earlier launch made may spend more than the ad says,
// and asks for it.
func (l *launch) guardReused(ctx context.Context) error {
	type budgets struct {
		Daily    Money     `json:"daily_budget"`
		Lifetime Money     `json:"lifetime_budget"`
		End      time.Time `json:"end_time"`
	}
	for _, reused := range []struct{ what, have, made, route string }{
		{"campaign", l.have.CampaignID, l.made.CampaignID, "{campaign-id}"},
		{"ad set", l.have.AdSetID, l.made.AdSetID, "{ad-set-id}"},
	} {
		if reused.have == reused.made {
			continue
		}
		node := l.account.child(reused.have, reused.route)
		fields := l.with("id", "daily_budget", "lifetime_budget")
		if reused.what == "ad set" {
			fields = l.with("id", "daily_budget", "lifetime_budget", "end_time")
		}
		found, err := metabiz.Call[budgets](ctx, node.client, node.get("", nil), fields...)
		if err != nil {
			return fmt.Errorf("read the budget of %s: %w", reused.have, err)
		}
		var dearer *BudgetError
		told := *l.ad
		switch {
		case found.Lifetime > l.ad.Budget.Lifetime:
			dearer = &BudgetError{ID: reused.have, What: reused.what, Told: l.ad.Budget.Lifetime, Found: found.Lifetime, Lifetime: true}
			told.Budget = Budget{Lifetime: found.Lifetime}
		case found.Daily > l.ad.Budget.Daily:
			dearer = &BudgetError{ID: reused.have, What: reused.what, Told: l.ad.Budget.Daily, Found: found.Daily}
			told.Budget = Budget{Daily: found.Daily}
		default:
			continue
		}
		if l.options.Approve == nil {
			return dearer
		}
		if reused.what == "ad set" {
			told.Schedule.End = found.End
		}
		if err := l.approve(ctx, &told); err != nil {
			return err
		}
	}
	return nil
}
