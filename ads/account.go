package ads

import (
	"cmp"
	"context"
	"iter"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// Account is an ad account to work with. It costs nothing to make.
type Account struct{ object }

// NewAccount makes the handle of an ad account. Both "act_1234" and "1234" name it.
func NewAccount(client *metabiz.Client, id string) *Account {
	if id != "" && strings.Trim(id, "0123456789") == "" {
		id = "act_" + id
	}
	return &Account{object{client: client, id: id, route: "{ad-account-id}", account: id}}
}

// ID is the account's id: "act_1234".
func (a *Account) ID() string { return a.id }

// Campaign is the handle of a campaign of this account: its calls count against the account's limits.
func (a *Account) Campaign(id string) *CampaignHandle {
	return &CampaignHandle{a.child(id, "{campaign-id}")}
}

// AdSet is the handle of an ad set of this account.
func (a *Account) AdSet(id string) *AdSetHandle { return &AdSetHandle{a.child(id, "{ad-set-id}")} }

// Ad is the handle of an ad of this account.
func (a *Account) Ad(id string) *AdHandle { return &AdHandle{a.child(id, "{ad-id}")} }

// AdCreative is the handle of a creative of this account.
func (a *Account) AdCreative(id string) *AdCreativeHandle {
	return &AdCreativeHandle{a.child(id, "{ad-creative-id}")}
}

func (a *Account) child(id, route string) object {
	return object{client: a.client, id: id, route: route, account: a.account}
}

var accountFields = metabiz.WithFields(
	"id", "account_id", "name", "account_status", "disable_reason", "currency", "timezone_id", "timezone_name",
	"timezone_offset_hours_utc", "amount_spent", "balance", "spend_cap", "min_daily_budget", "min_campaign_group_spend_cap",
	"business", "business_country_code", "owner", "created_time", "capabilities", "default_dsa_beneficiary",
	"default_dsa_payor", "funding_source", "is_prepay_account", "is_personal", "tos_accepted", "user_tasks",
)

// Get reads the account: by default its state, currency, time zone, spending, terms
// and the caller's tasks.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
//
//meta:operation GET /{ad-account-id}
func (a *Account) Get(ctx context.Context, opts ...metabiz.Option) (*AdAccount, error) {
	return metabiz.Call[AdAccount](ctx, a.client, a.get("", nil), reading(accountFields, opts)...)
}

// Update changes the account. Its spend cap may be changed 10 times a day (17/1885172).
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account.
//
//meta:operation POST /{ad-account-id}
func (a *Account) Update(ctx context.Context, params AdAccountUpdate, opts ...metabiz.Option) error {
	return a.change(ctx, params, opts)
}

// MinimumBudgets lists the least daily budgets, one row a currency. Amounts are in that currency's minor units.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/minimum_budgets.
//
//meta:operation GET /{ad-account-id}/minimum_budgets
func (a *Account) MinimumBudgets(ctx context.Context, query MinimumBudgetQuery, opts ...metabiz.Option) iter.Seq2[MinimumBudget, error] {
	return metabiz.List[MinimumBudget](ctx, a.client, a.get("minimum_budgets", query), opts...)
}

// DSARecommendations lists whom Meta supposes to be beneficiary and payor of the
// account's ads, as ads to people in the EU must name them.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/dsa_recommendations.
//
//meta:operation GET /{ad-account-id}/dsa_recommendations
func (a *Account) DSARecommendations(ctx context.Context, opts ...metabiz.Option) ([]string, error) {
	type recommendations struct {
		Recommendations []string `json:"recommendations"`
	}
	answer, err := one[recommendations](ctx, a.client, a.get("dsa_recommendations", nil), opts)
	if err != nil {
		return nil, err
	}
	return answer.Recommendations, nil
}

// SubscribedApp is an app that gets webhooks of an ad account.
type SubscribedApp struct {
	AppID   string `json:"app_id"`
	AppName string `json:"app_name"`
}

// UnmarshalJSON takes both forms in which Meta writes an app: app_id with app_name, and id with name.
func (s *SubscribedApp) UnmarshalJSON(data []byte) error {
	var app struct {
		AppID   string `json:"app_id"`
		AppName string `json:"app_name"`
		ID      string `json:"id"`
		Name    string `json:"name"`
	}
	if err := wire.Unmarshal(data, &app); err != nil {
		return err
	}
	s.AppID, s.AppName = cmp.Or(app.AppID, app.ID), cmp.Or(app.AppName, app.Name)
	return nil
}

// SubscribedApps lists the apps that get the account's webhooks.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/subscribed_apps.
//
//meta:operation GET /{ad-account-id}/subscribed_apps
func (a *Account) SubscribedApps(ctx context.Context, opts ...metabiz.Option) iter.Seq2[SubscribedApp, error] {
	return metabiz.List[SubscribedApp](ctx, a.client, a.get("subscribed_apps", nil), opts...)
}

// SubscribeApp has the account's webhooks sent to an app, whose own subscription to
// the object ad_account tells where. The token must be of an admin of the account.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/subscribed_apps.
//
//meta:operation POST /{ad-account-id}/subscribed_apps
func (a *Account) SubscribeApp(ctx context.Context, appID string, opts ...metabiz.Option) error {
	req := a.post("subscribed_apps", map[string]string{"app_id": appID})
	req.Idempotent = true
	return acknowledge(ctx, a.client, req, opts)
}

// UnsubscribeApp ends what [Account.SubscribeApp] began.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-account/subscribed_apps.
//
//meta:operation DELETE /{ad-account-id}/subscribed_apps
func (a *Account) UnsubscribeApp(ctx context.Context, appID string, opts ...metabiz.Option) error {
	req := a.request("DELETE", "subscribed_apps")
	req.Query = map[string]string{"app_id": appID}
	return acknowledge(ctx, a.client, req, opts)
}
