package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

var campaignCompute = map[string]Compute{
	"effective_status":  func(c *Call, o *Object) any { return campaignStatus(c, o) },
	"configured_status": func(_ *Call, o *Object) any { return configured(o) },
	"budget_remaining":  budgetRemaining,
}

func campaignRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "POST", Name: "campaigns", Of: "Campaign", Params: Params(campaignParams), Check: checkCampaign, Handle: makeCampaign},
		Edge{Method: "DELETE", Name: "campaigns", Handle: deleteCampaigns, Params: Params(
			`delete_strategy! enum(DELETE_ANY|DELETE_ARCHIVED_BEFORE|DELETE_OLDEST), before_date datetime, object_count int`)},
	)
	r.Edge("Campaign",
		Edge{Method: "POST", Params: Params(campaignUpdateParams), Check: checkCampaignUpdate, Handle: updateCampaign},
		Edge{Method: "DELETE", Handle: deleteAdObject},
		Edge{Method: "GET", Name: "adsets", Of: "AdSet", Params: Params(listSetParams), Handle: listAdObjects},
		Edge{Method: "GET", Name: "ads", Of: "Ad", Params: Params(listAdParams), Handle: listAdObjects},
		Edge{Method: "GET", Name: "copies", Of: "Campaign", Handle: listCopies},
		Edge{Method: "POST", Name: "copies", Params: Params(campaignCopyParams), Handle: copyCampaign},
	)
}

const outcomePrefix = "OUTCOME_"

// realCategories are the special ad categories but for NONE.
func realCategories(spec Args) []string {
	return slices.DeleteFunc(spec.Strings("special_ad_categories"), func(s string) bool { return s == "NONE" || s == "" })
}

func checkCampaign(c *Call) error {
	a := c.Args
	for _, name := range []string{"name", "objective"} {
		if a.Text(name) == "" && a.Text("source_campaign_id") == "" {
			return missingParam(c, name)
		}
	}
	if o := a.Text("objective"); o != "" && !strings.HasPrefix(o, outcomePrefix) {
		return Fail(100, "Objective %s is invalid. Use one of: OUTCOME_APP_PROMOTION, OUTCOME_AWARENESS, OUTCOME_ENGAGEMENT, "+
			"OUTCOME_LEADS, OUTCOME_SALES, OUTCOME_TRAFFIC.", o).Blame("objective")
	}
	if slices.Contains(realCategories(a), "ISSUES_ELECTIONS_POLITICS") {
		return invalid(2708008, "Not authorised for political ads", "The advertiser is not authorised to run ads about social issues, elections or politics.",
			"special_ad_categories")
	}
	if b := a.Text("buying_type"); b != "" && b != "AUCTION" && b != "RESERVED" {
		return badParam(c, "buying_type", "must be one of {AUCTION, RESERVED} - got %q", b)
	}
	if err := checkStatus(c); err != nil {
		return err
	}
	budgeted := a.Int("daily_budget")+a.Int("lifetime_budget") > 0
	if !budgeted && !a.Has("is_adset_budget_sharing_enabled") {
		return invalid(4834011, "Must specify True or False in is_adset_budget_sharing_enabled field",
			"The field is_adset_budget_sharing_enabled is required when the campaign has no budget of its own.", "is_adset_budget_sharing_enabled")
	}
	if budgeted && a.Bool("is_adset_budget_sharing_enabled") {
		return invalid(0, "Budget sharing with a campaign budget", "Ad sets share budgets only when the campaign has none.",
			"is_adset_budget_sharing_enabled")
	}
	if !budgeted && a.Has("bid_strategy") {
		return invalid(0, "Bid strategy without budget", "A campaign has a bid strategy only with a budget of its own.", "bid_strategy")
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	if err := checkRaisedBudget(a, budgeted); err != nil {
		return err
	}
	return checkCampaignMoney(c, c.Node, a)
}

func checkCampaignMoney(c *Call, account *Object, spec Args) error {
	if err := checkBudgetSize(account, spec, 1); err != nil {
		return err
	}
	if least := Args(account.Values).Int("min_campaign_group_spend_cap"); spec.Has("spend_cap") && spec.Int("spend_cap") < least {
		return invalid(2446307, "Spending limit is too low", fmt.Sprintf("A campaign's spending limit is at least %s %s.",
			money(account, least), account.Get("currency")), "spend_cap")
	}
	if stop := spec.Time("stop_time"); !isUnset(stop) && !stop.After(c.Now()) {
		return invalid(1487033, "End date is in the past", "The end date must be in the future.", "stop_time")
	}
	return nil
}

// noSpendCap is the amount that takes a spending limit away.
const noSpendCap = 922337203685478

func makeCampaign(c *Call) (any, error) {
	values := c.Values("Campaign")
	now := inZone(c.Node, c.Now())
	if source := c.Find("Campaign", c.Args.Text("source_campaign_id")); source != nil {
		merged := maps.Clone(source.Values)
		maps.Copy(merged, values)
		values = merged
	}
	maps.Copy(values, map[string]any{"account_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
	fill(values, map[string]any{"status": "ACTIVE", "buying_type": "AUCTION", "start_time": now,
		"is_skadnetwork_attribution": false, "budget_rebalance_flag": false})
	if hasBudget(values) {
		fill(values, map[string]any{"bid_strategy": "LOWEST_COST_WITHOUT_CAP", "pacing_type": []any{"standard"}})
		values["is_adset_budget_sharing_enabled"] = false
	}
	categories := realCategories(c.Args)
	values["special_ad_category"] = "NONE"
	if len(categories) > 0 {
		values["special_ad_category"] = categories[0]
		fill(values, map[string]any{"special_ad_category_country": []any{c.Node.Get("business_country_code")}})
	}
	zoneTimes(c, c.Node, values)
	keepLabels(c, c.Node, values)
	return c.Make("Campaign", values), nil
}

// fill sets what has no value yet.
func fill(values, defaults map[string]any) {
	for k, v := range defaults {
		if values[k] == nil {
			values[k] = v
		}
	}
}

func hasBudget(values map[string]any) bool {
	return Args(values).Int("daily_budget")+Args(values).Int("lifetime_budget") > 0
}

// merged is what a node would be after an update.
func merged(c *Call) Args {
	spec := maps.Clone(c.Node.Values)
	maps.Copy(spec, c.Args)
	return spec
}

func checkCampaignUpdate(c *Call) error {
	if err := checkEditable(c); err != nil {
		return err
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	if o := c.Args.Text("objective"); o != "" && o != c.Node.Get("objective") {
		return badParam(c, "objective", "cannot be changed once the campaign has been made")
	}
	if c.Args.Has("daily_budget") || c.Args.Has("lifetime_budget") {
		for _, set := range below(c, c.Node, "AdSet") {
			if !gone(set) && hasBudget(set.Values) && !hasBudget(c.Node.Values) {
				return bothLevels("daily_budget")
			}
		}
	}
	if c.Args.Int("spend_cap") == noSpendCap {
		return nil
	}
	spec := merged(c)
	if !c.Args.Has("stop_time") {
		delete(spec, "stop_time")
	}
	return checkCampaignMoney(c, adAccountOf(c, c.Node), spec)
}

func bothLevels(blamed string) *Error {
	return invalid(1885621, "Budget set on campaign and ad set", "Set the budget on the campaign or on its ad sets, not on both.", blamed)
}

func updateCampaign(c *Call) (any, error) {
	settleDelivery(c)
	account := adAccountOf(c, c.Node)
	values := c.Values("Campaign")
	delete(values, "status")
	zoneTimes(c, account, values)
	keepLabels(c, account, values)
	maps.Copy(c.Node.Values, values)
	dropZeroBudget(c.Node.Values)
	if c.Args.Int("spend_cap") == noSpendCap {
		delete(c.Node.Values, "spend_cap")
	}
	c.Node.Values["updated_time"] = inZone(account, c.Now())
	if s := c.Args.Text("status"); s != "" {
		setStatus(c, c.Node, s)
	}
	return map[string]any{"success": true}, nil
}

// dropZeroBudget forgets a budget that was set to 0 in favour of the other.
func dropZeroBudget(values map[string]any) {
	for _, name := range []string{"daily_budget", "lifetime_budget"} {
		if v, ok := values[name]; ok && number(v) == 0 {
			delete(values, name)
		}
	}
}

func deleteCampaigns(c *Call) (any, error) {
	count, deleted := c.Args.Int("object_count"), []any{}
	for _, o := range below(c, c.Node, "Campaign") {
		switch {
		case configured(o) == "DELETED", count > 0 && int64(len(deleted)) >= count:
			continue
		case c.Args.Text("delete_strategy") == "DELETE_ARCHIVED_BEFORE" &&
			(configured(o) != "ARCHIVED" || !o.Created.Before(c.Args.Time("before_date"))):
			continue
		}
		setStatus(c, o, "DELETED")
		deleted = append(deleted, o.ID)
	}
	return map[string]any{"success": true, "deleted_object_ids": deleted}, nil
}
