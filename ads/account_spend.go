package ads

import (
	"context"

	"github.com/metabiz-go/metabiz"
)

// spendCapAction changes the spend cap in another way than to a number.
type spendCapAction struct {
	SpendCapAction string `json:"spend_cap_action"`
}

// SetSpendCap sets what the account may spend in all, in whole units of its currency,
// not in minor ones as [AdAccount.SpendCap] is read: 5000 is 5,000 euros. Ads stop when
// it is reached. It may be changed 10 times a day (17/1885172).
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
func (a *Account) SetSpendCap(ctx context.Context, whole float64, opts ...metabiz.Option) error {
	if whole <= 0 {
		return &metabiz.ValidationError{What: "ads.Account.SetSpendCap", Fields: []metabiz.FieldError{
			{Path: "spend_cap", Problem: "is not above 0: RemoveSpendCap takes the cap away", Value: whole},
		}}
	}
	return a.change(ctx, AdAccountUpdate{SpendCap: new(whole)}, opts)
}

// ResetSpend counts what was spent from 0 again; the cap stays.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
func (a *Account) ResetSpend(ctx context.Context, opts ...metabiz.Option) error {
	return a.change(ctx, spendCapAction{"reset"}, opts)
}

// RemoveSpendCap lets the account spend without a cap.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
func (a *Account) RemoveSpendCap(ctx context.Context, opts ...metabiz.Option) error {
	return a.change(ctx, spendCapAction{"delete"}, opts)
}
