package ads

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
)

// States of an ad account in which it can't advertise, and what to do.
var accountStates = map[int]struct {
	severity        Severity
	problem, remedy string
}{
	2:   {Blocker, "is disabled", "See Account Quality, and ask for a review there"},
	3:   {Blocker, "has a bill that is not settled", "Pay it in the account's billing settings"},
	7:   {Blocker, "is in risk review", "Wait for the review, or complete what it asks for"},
	8:   {Warning, "has a bill to be settled", "Pay it in the account's billing settings"},
	9:   {Warning, "is in its grace period after a failed payment", "Pay in the account's billing settings"},
	100: {Blocker, "is about to be closed", "Use another ad account"},
	101: {Blocker, "is closed", "Use another ad account"},
}

func (p *preflight) accountState(ctx context.Context) error {
	account, err := p.account.Get(ctx, p.with(
		"id", "name", "account_status", "disable_reason", "currency", "funding_source", "is_prepay_account", "balance", "spend_cap",
		"amount_spent", "min_daily_budget", "tos_accepted", "user_tasks", "default_dsa_beneficiary", "default_dsa_payor")...)
	if err != nil {
		return p.hidden(FindingAccountState, "the ad account "+p.account.id, err)
	}
	p.state = account
	if state, found := accountStates[account.AccountStatus]; found {
		problem := fmt.Sprintf("the ad account %s %s", p.account.id, state.problem)
		if account.DisableReason != 0 {
			problem += fmt.Sprintf(" (disable_reason %d)", account.DisableReason)
		}
		p.add(Finding{Kind: FindingAccountState, Severity: state.severity, Problem: problem, Remedy: state.remedy})
	}
	if len(account.UserTasks) > 0 && !slices.ContainsFunc(account.UserTasks, func(t string) bool { return t == "ADVERTISE" || t == "MANAGE" }) {
		p.add(Finding{
			Kind: FindingAccountTask, Severity: Blocker,
			Problem: fmt.Sprintf("the caller has the tasks %s on the ad account, but not ADVERTISE", strings.Join(account.UserTasks, ", ")),
			Remedy:  "Assign the task in the business's settings", Prevents: []int{10, 200, 2654},
		})
	}
	p.funding(account)
	p.terms(account)
	p.dsa(account)
	return nil
}

func (p *preflight) funding(account *AdAccount) {
	if account.FundingSource == "" || account.FundingSource == "0" {
		p.add(Finding{
			Kind: FindingFunding, Severity: Warning, Problem: "the ad account has no means of payment that the caller can see: ads may stay at PENDING_BILLING_INFO",
			Remedy: "Add one in the account's billing settings",
		})
	}
	if account.SpendCap > 0 && account.AmountSpent >= account.SpendCap {
		p.add(Finding{
			Kind: FindingFunding, Severity: Blocker,
			Problem: fmt.Sprintf("the ad account has spent its cap of %d %s, in minor units", account.SpendCap, account.Currency),
			Remedy:  "Raise or reset the cap in the account's billing settings",
		})
	}
}

// audienceTerms are the terms that custom audiences come under.
const audienceTerms = "custom_audience_tos"

func (p *preflight) terms(account *AdAccount) {
	t := p.ad.targeting()
	if len(t.CustomAudiences)+len(t.ExcludedCustomAudiences) == 0 || account.TOSAccepted[audienceTerms] == 1 {
		return
	}
	p.add(Finding{
		Kind: FindingTerms, Severity: Warning, Problem: "the ad account's answer doesn't show the terms of custom audiences as accepted",
		Remedy: "Accept them at https://business.facebook.com/ads/manage/customaudiences/tos/", Prevents: []int{1870034, 1870090},
	})
}

// dsa: ads to people in the EU name who profits and who pays, themselves or by the account's default.
func (p *preflight) dsa(account *AdAccount) {
	beneficiary := p.ad.DSABeneficiary != "" || account.DefaultDSABeneficiary != ""
	payor := p.ad.DSAPayor != "" || account.DefaultDSAPayor != ""
	if beneficiary && payor {
		return
	}
	reached := reachOf(p.ad.targeting())
	finding := Finding{
		Kind: FindingDSA, Severity: Blocker, Remedy: "Set DSABeneficiary and DSAPayor, or the account's defaults; Account.DSARecommendations suggests names",
		Prevents: []int{3858152},
	}
	switch in := reached.inEU(); {
	case len(in) > 0:
		finding.Problem = fmt.Sprintf("the audience is in the EU (%s), but beneficiary and payor are not named", strings.Join(in, ", "))
	case !reached.certain:
		finding.Severity, finding.Problem = Warning, "beneficiary and payor are not named, and the audience may be in the EU"
	default:
		return
	}
	p.add(finding)
}

func (p *preflight) budgets(ctx context.Context) error {
	budget, what := p.ad.Budget.Daily, "the daily budget"
	if p.ad.Budget.Lifetime > 0 {
		days := p.ad.lifetimeDays(time.Now())
		budget, what = p.ad.Budget.Lifetime/days, fmt.Sprintf("the lifetime budget, spread over %d days,", days)
	}
	least, currency, err := p.leastBudget(ctx)
	if err != nil {
		return err
	}
	if budget < least {
		p.add(Finding{
			Kind: FindingBudget, Severity: Blocker,
			Problem: fmt.Sprintf("%s is %d a day, below the least of %d (minor units of %s)", what, budget, least, currency),
			Remedy:  "Raise it", Prevents: []int{1487901, 1885272},
		})
	}
	return nil
}

// leastBudget is the least daily budget of ads that are paid by impressions, in the account's currency.
func (p *preflight) leastBudget(ctx context.Context) (least Money, currency string, err error) {
	if p.state != nil {
		least, currency = p.state.MinDailyBudget, p.state.Currency
	}
	opts := append(p.opts[:len(p.opts):len(p.opts)], metabiz.WithFields("currency", "min_daily_budget_imp"))
	for row, err := range p.account.MinimumBudgets(ctx, MinimumBudgetQuery{BidAmount: p.ad.Budget.BidAmount}, opts...) {
		if err != nil {
			return 0, "", err
		}
		if row.Currency == currency || currency == "" {
			return max(least, row.MinDailyBudgetImp), row.Currency, nil
		}
	}
	return least, currency, nil
}
