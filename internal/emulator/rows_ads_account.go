package emulator

import (
	"fmt"
	"maps"
	"time"
)

func digitID(n int64) string { return fmt.Sprint(100_200_300_400_000 + n) }

var accountCompute = map[string]Compute{
	"amount_spent": func(c *Call, o *Object) any { return spentMinor(c, adsOf(c, o)) - adStateOf(o).spentBefore },
	"balance":      func(c *Call, o *Object) any { return int64(spentMinor(c, adsOf(c, o))) },
	"timezone_offset_hours_utc": func(c *Call, o *Object) any {
		_, offset := c.Now().In(adStateOf(o).zone).Zone()
		return float64(offset) / float64(time.Hour/time.Second)
	},
}

const (
	listParams    = `date_preset string, time_range map`
	listSetParams = listParams + `, is_completed bool, effective_status list<enum(ACTIVE|ADSET_PAUSED|ARCHIVED|CAMPAIGN_PAUSED|DELETED|` +
		`DISAPPROVED|IN_PROCESS|PAUSED|PENDING_BILLING_INFO|PENDING_REVIEW|PREAPPROVED|WITH_ISSUES)>`
	listAdParams = listParams + `, updated_since int, effective_status list<string>`
)

func adAccountRows(r *Registry) {
	r.Edge("User", Edge{Method: "GET", Name: "adaccounts", Of: "AdAccount"})
	r.Edge("AdAccount",
		Edge{Method: "POST", Params: Params(accountUpdateParams), Handle: updateAdAccount},
		Edge{Method: "GET", Name: "campaigns", Of: "Campaign", Params: Params(listSetParams), Handle: listAdObjects},
		Edge{Method: "GET", Name: "adsets", Of: "AdSet", Params: Params(listSetParams + `, updated_since int`), Handle: listAdObjects},
		Edge{Method: "GET", Name: "ads", Of: "Ad", Params: Params(listAdParams), Handle: listAdObjects},
		Edge{Method: "GET", Name: "adcreatives", Of: "AdCreative", Handle: listAdObjects},
		Edge{Method: "GET", Name: "promote_pages", Of: "Page"},
		Edge{Method: "GET", Name: "users", Of: "AdAccountUser", Handle: listAdAccountUsers},
		Edge{Method: "GET", Name: "recommendations", Handle: listRecommendations},
		Edge{Method: "POST", Name: "recommendations", Params: Params(`recommendation_signature! string`), Handle: applyRecommendation},
		Edge{Method: "GET", Name: "adspixels", Of: "AdsPixel"},
		Edge{Method: "POST", Name: "adspixels", Of: "AdsPixel", Params: Params(`name string`)},
		Edge{Method: "GET", Name: "subscribed_apps", Of: "AdAccountSubscribedApps", Handle: listSubscribedApps},
		Edge{Method: "POST", Name: "subscribed_apps", Params: Params(`app_id string`), Handle: subscribeAdApp},
		Edge{Method: "DELETE", Name: "subscribed_apps", Params: Params(`app_id string`), Handle: unsubscribeAdApp},
	)
}

func updateAdAccount(c *Call) (any, error) {
	maps.Copy(c.Node.Values, c.Values("AdAccount"))
	if c.Args.Has("spend_cap") {
		c.Node.Values["spend_cap"] = int64(number(c.Args["spend_cap"]) * float64(currencyOffset(c.Node.Get("currency"))))
		logActivity(c, c.Node, "ad_account_update_spend_limit", c.Node, nil, c.Node.Values["spend_cap"])
	}
	switch c.Args.Text("spend_cap_action") {
	case "":
	case "reset":
		adStateOf(c.Node).spentBefore = spentMinor(c, adsOf(c, c.Node))
		logActivity(c, c.Node, "ad_account_reset_spend_limit", c.Node, nil, nil)
	case "delete":
		c.Node.Values["spend_cap"] = int64(0)
		logActivity(c, c.Node, "ad_account_remove_spend_limit", c.Node, nil, nil)
	default:
		return nil, badParam(c, "spend_cap_action", "must be reset or delete")
	}
	return map[string]any{"success": true}, nil
}

func listSubscribedApps(c *Call) (any, error) {
	rows := []*Object{}
	for _, app := range c.Node.Children("subscribed_apps") {
		rows = append(rows, c.Row("AdAccountSubscribedApps", map[string]any{"app_id": app.ID, "app_name": app.Get("name"),
			"id": app.ID, "name": app.Get("name")}))
	}
	return rows, nil
}

// appOf is the app that a subscription is about: the one named, or the caller's.
func appOf(c *Call) (*Object, error) {
	id := c.Args.Text("app_id")
	if id == "" {
		id = c.Token.AppID
	}
	app := c.Find("Application", id)
	if app == nil {
		return nil, badParam(c, "app_id", "must be the id of an app")
	}
	return app, nil
}

func subscribeAdApp(c *Call) (any, error) {
	app, err := appOf(c)
	if err != nil {
		return nil, err
	}
	c.Node.Link("subscribed_apps", app)
	return map[string]any{"success": true}, nil
}

func unsubscribeAdApp(c *Call) (any, error) {
	app, err := appOf(c)
	if err != nil {
		return nil, err
	}
	c.Node.Unlink("subscribed_apps", app)
	return map[string]any{"success": true}, nil
}

// notify sends a webhook of an ad account to the apps that subscribed.
func notify(c *Call, account *Object, field string, value map[string]any) {
	if len(account.Children("subscribed_apps")) > 0 {
		c.Emit("ad_account", field, account.Get("account_id"), value)
	}
}
