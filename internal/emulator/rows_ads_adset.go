package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

var adSetCompute = map[string]Compute{
	"effective_status":  func(c *Call, o *Object) any { return adSetStatus(c, o) },
	"configured_status": func(_ *Call, o *Object) any { return configured(o) },
	"budget_remaining":  budgetRemaining,
	"issues_info":       func(c *Call, o *Object) any { return adIssues(c, o, "AD_SET") },
	"campaign":          func(_ *Call, o *Object) any { return o.Get("campaign_id") },
}

func adSetRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "POST", Name: "adsets", Of: "AdSet", Params: Params(adSetParams), Check: checkNewAdSet, Handle: makeAdSet})
	r.Edge("AdSet",
		Edge{Method: "POST", Params: Params(adSetUpdateParams), Check: checkAdSetUpdate, Handle: updateAdSet},
		Edge{Method: "DELETE", Handle: deleteAdObject},
		Edge{Method: "GET", Name: "ads", Of: "Ad", Params: Params(listAdParams), Handle: listAdObjects},
		Edge{Method: "GET", Name: "adcreatives", Of: "AdCreative", Handle: listCreativesOf},
		Edge{Method: "GET", Name: "copies", Of: "AdSet", Handle: listCopies},
		Edge{Method: "POST", Name: "copies", Params: Params(adSetCopyParams), Handle: copyAdSet},
	)
}

const maxAdSets = 200 // of a campaign

func checkNewAdSet(c *Call) error {
	a := c.Args
	for _, name := range []string{"campaign_id", "optimization_goal", "billing_event", "targeting"} {
		if !a.Has(name) || a.Text(name) == "" && name != "targeting" {
			if name == "campaign_id" && a.Map("campaign_spec") != nil {
				continue
			}
			return missingParam(c, name)
		}
	}
	campaign, err := campaignOf(c)
	if err != nil {
		return err
	}
	if campaign == nil || campaign.Owner != c.Node.ID {
		return invalid(0, "Invalid campaign", "The campaign does not exist in this ad account.", "campaign_id")
	}
	if gone(campaign) {
		return invalid(1487056, "Campaign is deleted", "Nothing can be added to a deleted or archived campaign.", "campaign_id")
	}
	if err := checkStatus(c); err != nil {
		return err
	}
	if len([]rune(a.Text("name"))) > 400 {
		return badParam(c, "name", "must be no longer than 400 characters")
	}
	live := slices.DeleteFunc(below(c, campaign, "AdSet"), gone)
	if len(live) >= maxAdSets {
		return invalid(0, "Too many ad sets", "A campaign has at most 200 ad sets.", "campaign_id")
	}
	if !hasBudget(a) && !hasBudget(campaign.Values) {
		return invalid(0, "Budget required", "An ad set needs a daily_budget or a lifetime_budget when its campaign has none.", "daily_budget")
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	return checkAdSet(c, c.Node, campaign, a)
}

// campaignOf is the campaign of a new ad set: the one that it names, or the one that it describes, which does not exist yet.
func campaignOf(c *Call) (*Object, error) {
	spec := c.Args.Map("campaign_spec")
	if spec == nil || c.Args.Text("campaign_id") != "" {
		return c.Find("Campaign", c.Args.Text("campaign_id")), nil
	}
	if err := checkCampaign(describedCampaign(c)); err != nil {
		return nil, err
	}
	return &Object{Type: "Campaign", Owner: c.Node.ID, Values: map[string]any(spec)}, nil
}

// describedCampaign is the call that would make the campaign of a new ad set.
func describedCampaign(c *Call) *Call {
	described := *c
	described.Args = c.Args.Map("campaign_spec")
	described.Edge = &Edge{Params: Params(campaignParams)}
	return &described
}

// checkAdSet holds the rules of an ad set as it is to be.
func checkAdSet(c *Call, account, campaign *Object, spec Args) error {
	if hasBudget(spec) && hasBudget(campaign.Values) {
		return bothLevels("daily_budget")
	}
	lifetime := spec.Int("lifetime_budget") > 0 || Args(campaign.Values).Int("lifetime_budget") > 0
	strategy := spec.Text("bid_strategy")
	if hasBudget(campaign.Values) {
		strategy = campaign.Get("bid_strategy")
	}
	checks := []func() error{
		func() error { return checkBudgetSize(account, spec, lastingDays(c, spec)) },
		func() error { return checkSchedule(c, spec, lifetime) },
		func() error { return checkBid(strategy, spec) },
		func() error { return checkMatrix(c, campaign.Get("objective"), spec) },
		func() error { return checkPromoted(c, campaign, spec) },
		func() error { return checkTargeting(c, campaign, spec) },
		func() error { return checkDisclosure(account, spec) },
		func() error { return checkRegions(spec) },
		func() error { return checkDayParts(spec, lifetime) },
		func() error { return checkRaisedBudget(spec, hasBudget(spec)) },
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// promotedKinds are the keys that say what is promoted; one ad set promotes one thing.
var promotedKinds = []string{"application_id", "product_set_id", "event_id", "offer_id", "product_catalog_id"}

func checkPromoted(c *Call, campaign *Object, spec Args) error {
	p := spec.Map("promoted_object")
	destination, goal := spec.Text("destination_type"), spec.Text("optimization_goal")
	kinds := 0
	for _, k := range promotedKinds {
		if p.Text(k) != "" {
			kinds++
		}
	}
	if kinds > 1 || kinds == 1 && p.Text("application_id") != "" && p.Text("page_id") != "" {
		return invalid(1487929, "More than one promoted object", "An ad set promotes exactly one object.", "promoted_object")
	}
	if goal == "OFFSITE_CONVERSIONS" || goal == "VALUE" {
		if p.Text("custom_conversion_id") == "" && p.Text("application_id") == "" && (p.Text("pixel_id") == "" || p.Text("custom_event_type") == "") {
			return invalid(0, "Conversion event required", "The goal "+goal+" needs pixel_id and custom_event_type.", "promoted_object.pixel_id")
		}
		if id := p.Text("pixel_id"); id != "" && c.Find("AdsPixel", id) == nil {
			return invalid(0, "Invalid pixel", "The dataset does not exist.", "promoted_object.pixel_id")
		}
	}
	places := apps(destination)
	if places == nil {
		if id := p.Text("page_id"); id != "" {
			return checkPage(c, id, "promoted_object.page_id")
		}
		switch goal {
		case "PAGE_LIKES", "LEAD_GENERATION", "QUALITY_LEAD":
			return missingParam(c, "promoted_object[page_id]")
		}
		return nil
	}
	if p.Text("page_id") == "" {
		return missingParam(c, "promoted_object[page_id]")
	}
	if err := checkPage(c, p.Text("page_id"), "promoted_object.page_id"); err != nil {
		return err
	}
	if len(places) > 1 && len(realCategories(campaign.Values)) > 0 {
		return invalid(2909034, "Special ad category not allowed", "Ads with several messaging destinations cannot be of a special category.",
			"special_ad_categories")
	}
	if slices.Contains(places, "WHATSAPP") {
		return checkLinkedNumber(c, p)
	}
	return nil
}

// checkPage refuses a Page that is not there, and one that the caller may not advertise for.
func checkPage(c *Call, id, blamed string) error {
	page := c.Find("Page", id)
	if page == nil {
		return invalid(0, "Invalid Page", "The Page does not exist, or you have no access to it.", blamed)
	}
	for _, task := range Args(page.Values).Strings("tasks") {
		switch task {
		case "ADVERTISE", "PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_FULL_CONTROL":
			if page.Values["is_published"] == false {
				return invalid(1487472, "Page cannot be promoted", "The Page is not published.", blamed)
			}
			return nil
		}
	}
	return Fail(200, "Requires the ADVERTISE task on the Page %s", id).Blame(strings.Split(blamed, ".")...)
}

// checkLinkedNumber refuses an ad set that opens WhatsApp chats for a Page without a number, or with another number.
func checkLinkedNumber(c *Call, promoted Args) error {
	page := c.Find("Page", promoted.Text("page_id"))
	if page == nil {
		return nil
	}
	linked := page.Values["has_whatsapp_number"] == true || page.Values["has_whatsapp_business_number"] == true
	asked, has := phoneDigits(promoted.Text("whatsapp_phone_number")), phoneDigits(page.Get("whatsapp_number"))
	if linked && (asked == "" || has == "" || asked == has) {
		return nil
	}
	return invalid(1487246, "WhatsApp number is not linked",
		"The WhatsApp number is not linked to the Page of this ad. Link it in the Page's settings.", "promoted_object.whatsapp_phone_number")
}

// checkDisclosure wants to know who benefits from and who pays for ads in the European Union.
func checkDisclosure(account *Object, spec Args) error {
	if !reachesUnion(countriesOf(spec.Map("targeting").Map("geo_locations"), account.Get("business_country_code"))) {
		return nil
	}
	for _, name := range []string{"dsa_beneficiary", "dsa_payor"} {
		if strings.TrimSpace(spec.Text(name)) == "" && account.Get("default_"+name) == "" {
			return invalid(3858152, "Beneficiary and payer required",
				"Ads that reach the European Union name who benefits from them and who pays for them.", name)
		}
	}
	return nil
}

func checkDayParts(spec Args, lifetime bool) error {
	parts := spec.List("adset_schedule")
	if len(parts) == 0 {
		return nil
	}
	if !slices.Contains(spec.Strings("pacing_type"), "day_parting") {
		return invalid(0, "Pacing type required", "adset_schedule needs the pacing type day_parting.", "pacing_type")
	}
	if !lifetime {
		return invalid(0, "Lifetime budget required", "adset_schedule needs a lifetime budget.", "adset_schedule")
	}
	for _, v := range parts {
		part, _ := v.(map[string]any)
		start, end := Args(part).Int("start_minute"), Args(part).Int("end_minute")
		if start < 0 || end > 24*60 || end-start < 60 || start%60 != 0 || end%60 != 0 {
			return invalid(0, "Invalid schedule", "A part of the day lasts whole hours, from start_minute to end_minute.", "adset_schedule")
		}
	}
	return nil
}

func makeAdSet(c *Call) (any, error) {
	campaign := c.Find("Campaign", c.Args.Text("campaign_id"))
	if campaign == nil {
		made, err := makeCampaign(describedCampaign(c))
		if err != nil {
			return nil, err
		}
		campaign = made.(*Object)
	}
	values := c.Values("AdSet")
	now := inZone(c.Node, c.Now())
	maps.Copy(values, map[string]any{"campaign_id": campaign.ID, "account_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
	fill(values, map[string]any{"status": "ACTIVE", "start_time": now, "destination_type": "UNDEFINED", "pacing_type": []any{"standard"},
		"attribution_spec":      []any{map[string]any{"event_type": "CLICK_THROUGH", "window_days": int64(1)}},
		"learning_stage_info":   map[string]any{"status": "LEARNING", "conversions": int64(0), "last_sig_edit_ts": now.Unix()},
		"is_dynamic_creative":   false,
		"special_ad_categories": campaign.Values["special_ad_categories"]})
	if start, _ := values["start_time"].(time.Time); start.Before(c.Now()) {
		values["start_time"] = now
	}
	if !hasBudget(campaign.Values) {
		strategy := "LOWEST_COST_WITHOUT_CAP"
		if c.Args.Has("bid_amount") {
			strategy = "LOWEST_COST_WITH_BID_CAP"
		}
		fill(values, map[string]any{"bid_strategy": strategy})
	}
	for _, name := range []string{"dsa_beneficiary", "dsa_payor"} {
		if v := c.Node.Get("default_" + name); v != "" {
			fill(values, map[string]any{name: v})
		}
	}
	values["targeting"] = settleTargeting(Args(values).Map("targeting"))
	zoneTimes(c, c.Node, values)
	keepLabels(c, c.Node, values)
	return c.Make("AdSet", values), nil
}

// settleTargeting adds to an audience what Meta decides where nothing was said.
func settleTargeting(t Args) map[string]any {
	settled := maps.Clone(map[string]any(t))
	automation := maps.Clone(map[string]any(t.Map("targeting_automation")))
	if automation == nil {
		automation = map[string]any{}
	}
	fill(automation, map[string]any{"advantage_audience": int64(1)})
	settled["targeting_automation"] = automation
	if text(automation["advantage_audience"]) == "1" {
		fill(settled, map[string]any{"age_min": int64(18), "age_max": int64(65)})
	}
	return settled
}

func checkAdSetUpdate(c *Call) error {
	if err := checkEditable(c); err != nil {
		return err
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	account, campaign := adAccountOf(c, c.Node), c.Object(c.Node.Get("campaign_id"))
	if c.Args.Has("promoted_object") {
		was := Args(c.Node.Values).Map("promoted_object")
		for k, v := range c.Args.Map("promoted_object") {
			if text(v) != was.Text(k) {
				return invalid(0, "Promoted object cannot be changed", "The promoted object of an ad set cannot be changed.", "promoted_object")
			}
		}
	}
	budget := c.Args.Has("daily_budget") || c.Args.Has("lifetime_budget")
	if budget {
		if err := checkBudgetEdits(c); err != nil {
			return err
		}
	}
	spec := merged(c)
	if c.Args.Int("daily_budget") > 0 && !c.Args.Has("lifetime_budget") && Args(c.Node.Values).Int("lifetime_budget") > 0 ||
		c.Args.Int("lifetime_budget") > 0 && !c.Args.Has("daily_budget") && Args(c.Node.Values).Int("daily_budget") > 0 {
		return invalid(0, "Budget type cannot be changed", "An ad set keeps its kind of budget, daily or lifetime.", "daily_budget")
	}
	if end := spec.Time("end_time"); !c.Args.Has("end_time") && !isUnset(end) && !end.After(c.Now()) {
		if text(c.Args["status"]) == "ACTIVE" || budget {
			return invalid(1487007, "Ad set has ended", "The schedule of the ad set has ended. Give it a later end first.", "end_time")
		}
		return nil
	}
	for name := range c.Args {
		switch name {
		case "name", "status", "execution_options", "adlabels":
		default:
			if !ambient[name] {
				return checkAdSet(c, account, campaign, spec)
			}
		}
	}
	return nil
}

const maxBudgetEdits = 4 // of an ad set, an hour

// adSetState is what an ad set remembers beside its fields.
type adSetState struct{ budgetEdits []time.Time }

func editsOf(set *Object) *adSetState {
	s, ok := set.State.(*adSetState)
	if !ok {
		s = &adSetState{}
		set.State = s
	}
	return s
}

func checkBudgetEdits(c *Call) error {
	s := editsOf(c.Node)
	s.budgetEdits = slices.DeleteFunc(s.budgetEdits, func(t time.Time) bool { return c.Now().Sub(t) >= time.Hour })
	if len(s.budgetEdits) >= maxBudgetEdits {
		return Fail(613, "Calls to this api have exceeded the rate limit.").Sub(1487632).Titled("Budget changed too often",
			"The budget of an ad set can be changed four times an hour.")
	}
	return nil
}

func updateAdSet(c *Call) (any, error) {
	settleDelivery(c)
	account := adAccountOf(c, c.Node)
	values := c.Values("AdSet")
	for _, name := range []string{"status", "campaign_id", "account_id", "promoted_object"} {
		delete(values, name)
	}
	if c.Args.Has("end_time") && isUnset(c.Args.Time("end_time")) {
		delete(c.Node.Values, "end_time")
	}
	if c.Args.Has("targeting") {
		values["targeting"] = settleTargeting(c.Args.Map("targeting"))
	}
	zoneTimes(c, account, values)
	keepLabels(c, account, values)
	if hasBudget(values) {
		s := editsOf(c.Node)
		s.budgetEdits = append(s.budgetEdits, c.Now())
	}
	maps.Copy(c.Node.Values, values)
	dropZeroBudget(c.Node.Values)
	c.Node.Values["updated_time"] = inZone(account, c.Now())
	if s := c.Args.Text("status"); s != "" {
		setStatus(c, c.Node, s)
	}
	return map[string]any{"success": true}, nil
}
