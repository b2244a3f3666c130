package emulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// activityKind is a kind of activity: its category and its name in words.
type activityKind struct{ category, words string }

var activityKinds = map[string]activityKind{
	"create_campaign_group":         {"CAMPAIGN", "Campaign created"},
	"create_ad_set":                 {"AD_SET", "Ad set created"},
	"create_ad":                     {"AD", "Ad created"},
	"update_campaign_run_status":    {"STATUS", "Campaign status updated"},
	"update_ad_set_run_status":      {"STATUS", "Ad set status updated"},
	"update_ad_run_status":          {"STATUS", "Ad status updated"},
	"ad_account_update_spend_limit": {"ACCOUNT", "Account spending limit updated"},
	"ad_account_reset_spend_limit":  {"ACCOUNT", "Account spending limit reset"},
	"ad_account_remove_spend_limit": {"ACCOUNT", "Account spending limit removed"},
}

// statusActivities are the activities of a change of status, and createActivities those of making something.
var (
	statusActivities = map[string]string{"Campaign": "update_campaign_run_status", "AdSet": "update_ad_set_run_status", "Ad": "update_ad_run_status"}
	createActivities = map[string]string{"Campaign": "create_campaign_group", "AdSet": "create_ad_set", "Ad": "create_ad"}
)

var activityObjects = map[string]string{"Campaign": "CAMPAIGN_GROUP", "AdSet": "CAMPAIGN", "Ad": "ADGROUP", "AdAccount": "ACCOUNT"}

func activityRows(r *Registry) {
	params := Params(`add_children bool, business_id string,
		category enum(ACCOUNT|AD|AD_KEYWORDS|AD_SET|AUDIENCE|BID|BUDGET|CAMPAIGN|DATE|STATUS|TARGETING),
		data_source enum(CALYPSO|TAO|TAO_AD_ACCOUNT|TAO_AD_STATUS), extra_oids list<string>, oid string, since datetime, uid string, until datetime`)
	r.Edge("AdAccount", Edge{Method: "GET", Name: "activities", Of: "AdActivity", Params: params, Handle: listAdActivities})
	r.Edge("AdSet", Edge{Method: "GET", Name: "activities", Of: "AdActivity", Handle: listAdActivities,
		Params: Params(`category string, since datetime, until datetime`)})
}

// logActivity remembers who changed what. What has no token behind it was done by Meta.
func logActivity(c *Call, account *Object, kind string, o *Object, was, is any) {
	if account == nil || kind == "" {
		return
	}
	row := activity(account, kind, o, c.Now())
	if c.Token != nil {
		row["actor_id"], row["application_id"] = c.Token.Subject, c.Token.AppID
		if actor := c.Object(c.Token.Subject); actor != nil {
			row["actor_name"] = actor.Get("name")
		}
		if app := c.Object(c.Token.AppID); app != nil {
			row["application_name"] = app.Get("name")
		}
	}
	extra := map[string]any{}
	if was != nil || is != nil {
		extra["old_value"], extra["new_value"] = was, is
	}
	told, _ := json.Marshal(extra)
	row["extra_data"] = string(told)
	s := adStateOf(account)
	s.log = append(s.log, c.Row("AdActivity", row))
}

func activity(account *Object, kind string, o *Object, at time.Time) map[string]any {
	return map[string]any{"event_type": kind, "translated_event_type": activityKinds[kind].words, "event_time": inZone(account, at),
		"date_time_in_timezone": inZone(account, at).Format("01/02/2006 at 3:04 PM"), "object_id": o.ID, "object_name": o.Get("name"),
		"object_type": activityObjects[o.Type]}
}

// listAdActivities lists what was made and changed, newest first: of the last week unless the call says since when.
func listAdActivities(c *Call) (any, error) {
	account := adAccountOf(c, c.Node)
	rows := slices.Clone(adStateOf(account).log)
	for _, typ := range []string{"Campaign", "AdSet", "Ad"} {
		for _, o := range below(c, account, typ) {
			rows = append(rows, c.Row("AdActivity", activity(account, createActivities[typ], o, o.Created)))
		}
	}
	since := c.Now().AddDate(0, 0, -7)
	if c.Args.Has("since") {
		since = c.Args.Time("since")
	}
	objects := append(c.Args.Strings("extra_oids"), strings.Fields(c.Args.Text("oid"))...)
	if c.Node.Type == "AdSet" {
		objects = []string{c.Node.ID}
	}
	rows = slices.DeleteFunc(rows, func(o *Object) bool {
		v := Args(o.Values)
		at := v.Time("event_time")
		return at.Before(since.Truncate(time.Second)) || c.Args.Has("until") && at.After(c.Args.Time("until")) ||
			c.Args.Has("category") && activityKinds[v.Text("event_type")].category != c.Args.Text("category") ||
			c.Args.Has("uid") && v.Text("actor_id") != c.Args.Text("uid") ||
			len(objects) > 0 && !slices.Contains(objects, v.Text("object_id"))
	})
	slices.SortStableFunc(rows, func(a, b *Object) int {
		return Args(b.Values).Time("event_time").Compare(Args(a.Values).Time("event_time"))
	})
	return rows, nil
}

// listAdAccountUsers lists who works with an account: whoever's token reaches it.
func listAdAccountUsers(c *Call) (any, error) {
	rows := []*Object{}
	for _, user := range c.All("User") {
		if slices.Contains(user.Children("adaccounts"), c.Node) {
			tasks, _ := c.Node.Values["user_tasks"].([]any)
			rows = append(rows, c.Row("AdAccountUser", map[string]any{"id": user.ID, "name": user.Get("name"), "tasks": tasks}))
		}
	}
	return rows, nil
}

// listRecommendations advises to widen ad sets that are shown in one place only.
func listRecommendations(c *Call) (any, error) {
	advice := []any{}
	for _, set := range below(c, c.Node, "AdSet") {
		if gone(set) || len(Args(set.Values).Map("targeting").Strings("publisher_platforms")) != 1 || slices.Contains(adStateOf(c.Node).applied, widen(set)) {
			continue
		}
		advice = append(advice, map[string]any{"type": "ADVANTAGE_PLUS_PLACEMENTS", "recommendation_signature": widen(set), "object_ids": []any{set.ID},
			"url":                    "https://adsmanager.facebook.com/adsmanager/manage/adsets?selected_adset_ids=" + set.ID,
			"recommendation_content": map[string]any{"body": "Show " + set.Get("name") + " in more places.", "lift_estimate": "5", "opportunity_score_lift": "3"}})
	}
	return wholeAnswer{"data": []any{map[string]any{"recommendations": advice}}}, nil
}

// widen is the signature of the advice on an ad set.
func widen(set *Object) string { return "placements-" + set.ID }

func applyRecommendation(c *Call) (any, error) {
	signature := c.Args.Text("recommendation_signature")
	for _, set := range below(c, c.Node, "AdSet") {
		if widen(set) != signature || gone(set) {
			continue
		}
		if t, ok := set.Values["targeting"].(map[string]any); ok {
			for _, p := range platforms {
				delete(t, p+"_positions")
			}
			delete(t, "publisher_platforms")
		}
		s := adStateOf(c.Node)
		s.applied = append(s.applied, signature)
		return map[string]any{"success": true}, nil
	}
	return nil, badParam(c, "recommendation_signature", "must be that of a recommendation")
}
