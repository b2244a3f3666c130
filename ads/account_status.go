package ads

import (
	"fmt"
	"maps"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// Values of [AdAccount.AccountStatus].
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
const (
	AccountActive            = 1
	AccountDisabled          = 2
	AccountUnsettled         = 3
	AccountPendingRiskReview = 7
	AccountPendingSettlement = 8
	AccountInGracePeriod     = 9
	AccountPendingClosure    = 100
	AccountClosed            = 101
)

// accountStatuses are the states of an ad account in words.
var accountStatuses = map[int]string{
	AccountActive:            "active",
	AccountDisabled:          "disabled",
	AccountUnsettled:         "unsettled: a bill is open and ads don't run",
	AccountPendingRiskReview: "in risk review",
	AccountPendingSettlement: "pending settlement: a bill is about to be paid",
	AccountInGracePeriod:     "in its grace period after a payment that failed",
	AccountPendingClosure:    "about to be closed",
	AccountClosed:            "closed",
}

// disableReasons are why an ad account was disabled, in words.
var disableReasons = map[int]string{
	1:  "its ads go against the advertising policies",
	2:  "its ads are reviewed for intellectual property",
	3:  "its payments are a risk",
	4:  "it belongs to an account that is no real person's or business's",
	5:  "it is reviewed for fraud",
	6:  "its business is restricted",
	7:  "it was closed for good",
	8:  "its reseller does not use it",
	9:  "it is not used",
	10: "its umbrella account was disabled",
	11: "its business goes against the policies for businesses",
	12: "it misrepresents whom it belongs to",
	13: "the legal entity that it was shared with is not allowed to use it",
	14: "chats that its ads opened are reviewed",
	15: "it was compromised: somebody else may have used it",
}

// fundingSources are the means of payment, by [FundingSourceDetails.Type].
var fundingSources = map[int]string{
	1: "credit card", 2: "Facebook wallet", 3: "Facebook paid credit", 4: "extended credit line", 5: "order", 6: "invoice", 7: "Facebook token",
	8: "external funding", 9: "fee", 10: "foreign exchange", 11: "discount", 12: "PayPal token", 13: "PayPal billing agreement", 15: "external deposit",
	16: "tax", 17: "direct debit", 19: "alternative payment", 20: "stored balance",
}

// StatusText is the account's state in words; of a disabled one with the reason.
func (a *AdAccount) StatusText() string {
	text, ok := accountStatuses[a.AccountStatus]
	if !ok {
		text = fmt.Sprintf("in state %d", a.AccountStatus)
	}
	if reason := a.DisableReasonText(); reason != "" {
		text += ": " + reason
	}
	return text
}

// DisableReasonText tells in words why the account was disabled; empty where it wasn't.
func (a *AdAccount) DisableReasonText() string {
	if a.DisableReason == 0 {
		return ""
	}
	if text, ok := disableReasons[a.DisableReason]; ok {
		return text
	}
	return fmt.Sprintf("reason %d", a.DisableReason)
}

// CanDeliver tells whether ads of an account in this state run: it is active, or in its grace period.
func (a *AdAccount) CanDeliver() bool {
	return a.AccountStatus == AccountActive || a.AccountStatus == AccountInGracePeriod
}

// SpendLeft is what the account may spend until it reaches its spend cap, in minor
// units of its currency. limited is false where it has no cap.
func (a *AdAccount) SpendLeft() (left Money, limited bool) {
	if a.SpendCap <= 0 {
		return 0, false
	}
	return max(0, a.SpendCap-a.AmountSpent), true
}

// HasTask tells whether the caller has a task on the account, such as ADVERTISE. Who may MANAGE it may do all.
func (a *AdAccount) HasTask(task AdAccountPermittedTask) bool {
	return slices.Contains(a.UserTasks, string(task)) || slices.Contains(a.UserTasks, string(AdAccountPermittedTaskManage))
}

// Terms whose acceptance [AdAccount.TOSAccepted] tells.
const (
	TermsCustomAudience    = "custom_audience_tos"
	TermsWebCustomAudience = "web_custom_audience_tos"
	TermsValueAudience     = "value_based_custom_audience_tos"
)

// AcceptedTerms are the terms that were accepted for the account, in the order of their names.
func (a *AdAccount) AcceptedTerms() []string {
	var accepted []string
	for _, name := range slices.Sorted(maps.Keys(a.TOSAccepted)) {
		if a.TOSAccepted[name] == 1 {
			accepted = append(accepted, name)
		}
	}
	return accepted
}

// TypeText is the means of payment in words.
func (f *FundingSourceDetails) TypeText() string {
	if text, ok := fundingSources[f.Type]; ok {
		return text
	}
	return fmt.Sprintf("type %d", f.Type)
}

// adAccountUserFields are what the people of an account are read with: also what they may do.
var adAccountUserFields = metabiz.WithFields("id", "name", "tasks")
