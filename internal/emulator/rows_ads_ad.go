package emulator

import (
	"maps"
	"slices"
)

var adCompute = map[string]Compute{
	"effective_status":  func(c *Call, o *Object) any { return adStatus(c, o) },
	"configured_status": func(_ *Call, o *Object) any { return configured(o) },
	"adset":             func(_ *Call, o *Object) any { return o.Get("adset_id") },
	"campaign":          func(_ *Call, o *Object) any { return o.Get("campaign_id") },
	"issues_info":       func(c *Call, o *Object) any { return adIssues(c, c.Object(o.Get("adset_id")), "AD") },
	"targeting":         func(c *Call, o *Object) any { return c.Object(o.Get("adset_id")).Values["targeting"] },
}

func adRows(r *Registry) {
	r.Edge("AdAccount",
		Edge{Method: "POST", Name: "ads", Of: "Ad", Params: Params(adParams), Check: checkNewAd, Handle: makeAd})
	r.Edge("Ad",
		Edge{Method: "POST", Params: Params(adUpdateParams), Check: checkAdUpdate, Handle: updateAd},
		Edge{Method: "DELETE", Handle: deleteAdObject},
		Edge{Method: "GET", Name: "adcreatives", Of: "AdCreative", Handle: listCreativesOf},
		Edge{Method: "GET", Name: "previews", Of: "AdPreview", Params: Params(nodePreviewParams), Handle: previewNode},
		Edge{Method: "GET", Name: "copies", Of: "Ad", Handle: listCopies},
		Edge{Method: "POST", Name: "copies", Params: Params(adCopyParams), Handle: copyAd},
	)
}

const maxAds = 50 // of an ad set

func checkNewAd(c *Call) error {
	if err := checkStatus(c); err != nil {
		return err
	}
	if c.Args.Text("adset_id") == "" {
		return missingParam(c, "adset_id")
	}
	set := c.Find("AdSet", c.Args.Text("adset_id"))
	if set == nil || set.Owner != c.Node.ID {
		return invalid(0, "Invalid ad set", "The ad set does not exist in this ad account.", "adset_id")
	}
	if gone(set) {
		return invalid(1487056, "Ad set is deleted", "Nothing can be added to a deleted or archived ad set.", "adset_id")
	}
	if live := slices.DeleteFunc(adsOf(c, set), gone); len(live) >= maxAds {
		return invalid(0, "Too many ads", "An ad set has at most 50 ads.", "adset_id")
	}
	if err := checkLabels(c); err != nil {
		return err
	}
	return checkAdCreative(c, c.Node, set)
}

// givenCreative is the creative that the parameters name, or the values of the one that they describe.
func givenCreative(c *Call) (creative *Object, inline Args) {
	v := c.Args["creative"]
	if id := text(v); id != "" {
		return c.Find("AdCreative", id), nil
	}
	given := c.Args.Map("creative")
	if id := given.Text("creative_id"); id != "" {
		return c.Find("AdCreative", id), nil
	}
	if id := given.Text("id"); id != "" {
		return c.Find("AdCreative", id), nil
	}
	if len(given) == 0 {
		return nil, nil
	}
	return nil, given
}

// given are the values of a creative that is there, or is described.
func given(creative *Object, inline Args) Args {
	if inline != nil {
		return inline
	}
	return creative.Values
}

// checkAdCreative refuses a creative that is missing, wrong in itself, or does not fit the ad set.
func checkAdCreative(c *Call, account, set *Object) error {
	creative, inline := givenCreative(c)
	var spec creativeSpec
	switch {
	case inline != nil:
		if err := checkCreative(c, account, inline, "creative."); err != nil {
			return err
		}
		spec = specFrom(inline)
	case creative == nil || creative.Owner != account.ID || configured(creative) == "DELETED":
		return invalid(0, "Invalid creative", "The creative does not exist in this ad account.", "creative.creative_id")
	default:
		spec = specOf(creative)
	}
	promoted := Args(set.Values).Map("promoted_object")
	if page := promoted.Text("page_id"); page != "" && spec.pageID != "" && page != spec.pageID {
		return invalid(1885029, "Pages do not match", "The Page of the ad is not the Page that its ad set promotes.", "creative")
	}
	campaign := c.Object(set.Get("campaign_id"))
	if spec.isCallPrompt() && campaign.Get("objective") != "OUTCOME_ENGAGEMENT" {
		return invalid(0, "Call prompt not available", "A call prompt needs the objective OUTCOME_ENGAGEMENT.", "creative")
	}
	if err := checkFormat(c, set, campaign, given(creative, inline)); err != nil {
		return err
	}
	if err := checkGroups(c, account, campaign); err != nil {
		return err
	}
	wanted := apps(set.Get("destination_type"))
	if wanted == nil && slices.Contains(spec.buttonApps(), "WHATSAPP") {
		return checkLinkedNumber(c, map[string]any{"page_id": spec.pageID})
	}
	if wanted == nil || spec.existing && len(spec.buttons) == 0 {
		return nil
	}
	if slices.Contains(wanted, "INSTAGRAM_DIRECT") && spec.instagram == "" {
		return missingParam(c, "object_story_spec[instagram_user_id]")
	}
	if !slices.Equal(spec.buttonApps(), wanted) {
		return invalid(0, "Call to action does not fit the destination",
			"The call to action of the creative must lead to the destinations of its ad set.", "creative.call_to_action")
	}
	return nil
}

func makeAd(c *Call) (any, error) {
	set := c.Find("AdSet", c.Args.Text("adset_id"))
	creative, inline := givenCreative(c)
	if inline != nil {
		creative = newCreative(c, c.Node, inline)
	}
	values := c.Values("Ad")
	now := inZone(c.Node, c.Now())
	maps.Copy(values, map[string]any{"adset_id": set.ID, "campaign_id": set.Get("campaign_id"), "creative": creative.ID,
		"account_id": c.Node.Get("account_id"), "created_time": now, "updated_time": now})
	fill(values, map[string]any{"status": "ACTIVE", "bid_type": "ABSOLUTE_OCPM",
		"last_updated_by_app_id": c.Token.AppID})
	zoneTimes(c, c.Node, values)
	keepLabels(c, c.Node, values)
	ad := c.Make("Ad", values)
	ad.Values["preview_shareable_link"] = "https://fb.me/preview" + ad.ID
	ad.Values["tracking_specs"] = []any{map[string]any{"action.type": []any{"offsite_conversion"}}}
	review(c, ad)
	markFlows(c)
	return ad, nil
}

func checkAdUpdate(c *Call) error {
	if err := checkEditable(c); err != nil {
		return err
	}
	if err := checkLabels(c); err != nil || !c.Args.Has("creative") {
		return err
	}
	return checkAdCreative(c, adAccountOf(c, c.Node), c.Object(c.Node.Get("adset_id")))
}

func updateAd(c *Call) (any, error) {
	settleDelivery(c)
	account := adAccountOf(c, c.Node)
	values := c.Values("Ad")
	for _, name := range []string{"status", "adset_id", "creative"} {
		delete(values, name)
	}
	zoneTimes(c, account, values)
	keepLabels(c, account, values)
	maps.Copy(c.Node.Values, values)
	if c.Args.Has("creative") {
		creative, inline := givenCreative(c)
		if inline != nil {
			creative = newCreative(c, account, inline)
		}
		if creative.ID != c.Node.Get("creative") {
			c.Node.Values["creative"] = creative.ID
			s := stateOfAd(c.Node) // what it shows is new, and is reviewed anew
			s.reviewed, s.rejected = false, false
			delete(c.Node.Values, "ad_review_feedback")
			review(c, c.Node)
		}
	}
	markFlows(c)
	c.Node.Values["updated_time"] = inZone(account, c.Now())
	if s := c.Args.Text("status"); s != "" {
		setStatus(c, c.Node, s)
	}
	return map[string]any{"success": true}, nil
}
