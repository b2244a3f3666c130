package emulator

import (
	"slices"
	"strings"
	"time"
)

// adReviewTime is what the review of an ad takes.
const adReviewTime = 5 * time.Minute

// adRejectedWord in the text of an ad has it disapproved by the review.
const adRejectedWord = "DISAPPROVE"

// adState is what an ad remembers beside its fields.
type adState struct {
	reviewing bool
	reviewed  bool
	rejected  bool
	accounted time.Time         // delivery has been worked out up to here
	days      map[string]*adDay // by date in the account's time zone
	appeal    *Appeal           // nil: no crowd
}

func stateOfAd(ad *Object) *adState {
	s, ok := ad.State.(*adState)
	if !ok {
		s = &adState{days: map[string]*adDay{}}
		ad.State = s
	}
	return s
}

// configured is the status that was set on an object itself.
func configured(o *Object) string { return o.Get("status") }

func gone(o *Object) bool {
	return o == nil || configured(o) == "DELETED" || configured(o) == "ARCHIVED"
}

func campaignStatus(c *Call, campaign *Object) string { return configured(campaign) }

func adSetStatus(c *Call, set *Object) string {
	campaign := c.Object(set.Get("campaign_id"))
	switch own := configured(set); {
	case own == "DELETED" || own == "ARCHIVED":
		return own
	case configured(campaign) == "DELETED" || configured(campaign) == "ARCHIVED":
		return configured(campaign)
	case own == "PAUSED":
		return own
	case configured(campaign) == "PAUSED":
		return "CAMPAIGN_PAUSED"
	case numberLost(c, set):
		return "WITH_ISSUES"
	}
	return "ACTIVE"
}

// adStatus works an ad's effective status out from its own, its review and all that stands above it.
func adStatus(c *Call, ad *Object) string {
	set, campaign, s := c.Object(ad.Get("adset_id")), c.Object(ad.Get("campaign_id")), stateOfAd(ad)
	for _, o := range []*Object{ad, set, campaign} {
		if gone(o) {
			return configured(o)
		}
	}
	switch {
	case s.rejected:
		return "DISAPPROVED"
	case configured(ad) == "PAUSED":
		return "PAUSED"
	case configured(campaign) == "PAUSED":
		return "CAMPAIGN_PAUSED"
	case configured(set) == "PAUSED":
		return "ADSET_PAUSED"
	case !s.reviewed:
		return "PENDING_REVIEW"
	case unpaid(adAccountOf(c, ad)):
		return "PENDING_BILLING_INFO"
	case numberLost(c, set):
		return "WITH_ISSUES"
	}
	return "ACTIVE"
}

// unpaid tells that an account cannot pay for ads: it has nothing to pay with, or is not in order.
func unpaid(account *Object) bool {
	return account.Get("funding_source") == "" || account.Get("account_status") != "1"
}

// numberLost tells that the ad set opens WhatsApp chats with a number that its Page has no more.
func numberLost(c *Call, set *Object) bool {
	if !strings.Contains(set.Get("destination_type"), "WHATSAPP") {
		return false
	}
	return checkLinkedNumber(c, Args(set.Values).Map("promoted_object")) != nil
}

const (
	lostCode    = 2446880
	lostSummary = "WhatsApp number disconnected"
	lostMessage = "The WhatsApp number of this ad was disconnected from the Page. Connect it again to go on."
)

func adIssues(c *Call, set *Object, level string) any {
	if gone(set) || !numberLost(c, set) {
		return nil
	}
	return []any{map[string]any{"level": level, "error_code": int64(lostCode), "error_type": "HARD_ERROR",
		"error_summary": lostSummary, "error_message": lostMessage}}
}

// notifyIssues sends the webhook of an ad that can no longer run.
func notifyIssues(c *Call, ad *Object) {
	notify(c, adAccountOf(c, ad), "with_issues_ad_objects", map[string]any{"id": ad.ID, "level": "AD",
		"error_code": int64(lostCode), "error_summary": lostSummary, "error_message": lostMessage})
}

// review has an ad looked at, once, as soon as it is to run.
func review(c *Call, ad *Object) {
	s := stateOfAd(ad)
	if s.reviewing || s.reviewed || configured(ad) != "ACTIVE" {
		return
	}
	s.reviewing = true
	c.After(adReviewTime, func(c *Call) {
		settleDelivery(c)
		s.reviewing, s.reviewed = false, true
		s.rejected = strings.Contains(strings.ToUpper(specOf(c.Object(ad.Get("creative"))).text()), adRejectedWord)
		if s.rejected {
			ad.Values["ad_review_feedback"] = map[string]any{"global": map[string]any{
				"UNACCEPTABLE_BUSINESS_PRACTICES": "The ad's text goes against the Advertising Standards."}}
		}
		s.accounted = c.Now()
		notify(c, adAccountOf(c, ad), "in_process_ad_objects", map[string]any{"id": ad.ID, "level": "AD", "status_name": adStatus(c, ad)})
	})
}

// setStatus changes an object's status and settles what was delivered until then.
func setStatus(c *Call, o *Object, status string) {
	settleDelivery(c)
	account := adAccountOf(c, o)
	logActivity(c, account, statusActivities[o.Type], o, o.Values["status"], status)
	o.Values["status"] = status
	o.Values["updated_time"] = inZone(account, c.Now())
	if o.Type == "Ad" {
		review(c, o)
		markFlows(c)
	}
	level := map[string]string{"Campaign": "CAMPAIGN", "AdSet": "AD_SET", "Ad": "AD"}[o.Type]
	notify(c, account, "effective_status", map[string]any{"id": o.ID, "level": level, "status_name": text(c.Value(o, "effective_status"))})
}

// checkStatus refuses a new object that does not begin active or paused.
func checkStatus(c *Call) error {
	if s := c.Args.Text("status"); s == "ARCHIVED" || s == "DELETED" {
		return badParam(c, "status", "must be ACTIVE or PAUSED when an object is made - got %q", s)
	}
	return nil
}

// checkEditable refuses the change of what has been deleted or archived. What is archived can still be deleted.
// https://developers.facebook.com/docs/marketing-api/best-practices/manage-your-ad-object-status
func checkEditable(c *Call) error {
	subcode := map[string]int{"AdSet": 1487056, "Campaign": 1487566, "Ad": 1885088}[c.Node.Type]
	status := configured(c.Node)
	if status != "DELETED" && status != "ARCHIVED" {
		return nil
	}
	for name := range c.Args {
		if ambient[name] || name == "name" || name == "execution_options" ||
			status == "ARCHIVED" && name == "status" && (c.Args.Text(name) == "DELETED" || c.Args.Text(name) == status) {
			continue
		}
		return invalid(subcode, "Cannot edit what is deleted or archived", "Only the name of a deleted or archived object can be edited.", name)
	}
	return nil
}

// deleteAdObject deletes as Meta does: the object stays readable by its id, and leaves the lists.
func deleteAdObject(c *Call) (any, error) {
	setStatus(c, c.Node, "DELETED")
	return map[string]any{"success": true}, nil
}

// listAdObjects lists campaigns, ad sets, ads or creatives below a node. What is archived is only listed when its status is
// asked for, and what is deleted is not listed at all.
func listAdObjects(c *Call) (any, error) {
	wanted := c.Args.Strings("effective_status")
	if len(wanted) == 0 {
		wanted = statusFilter(c)
	}
	if c.Edge.Of != "AdCreative" && slices.Contains(wanted, "DELETED") {
		return nil, (&Error{Code: 100, Message: "Invalid parameter"}).Sub(1815001).Titled("Cannot Request for Deleted Objects",
			"Deleted objects are not listed. Ask for each by its own id.").Blame("effective_status")
	}
	items := []*Object{}
	for _, o := range below(c, c.Node, c.Edge.Of) {
		status := text(c.Value(o, effectiveField(o)))
		if len(wanted) == 0 && (status == "DELETED" || status == "ARCHIVED") || len(wanted) > 0 && !slices.Contains(wanted, status) {
			continue
		}
		if since := c.Args.Int("updated_since"); since > 0 {
			if t, _ := o.Values["updated_time"].(time.Time); t.Unix() < since {
				continue
			}
		}
		items = append(items, o)
	}
	slices.Reverse(items) // newest first, as Meta lists them
	return items, nil
}

func effectiveField(o *Object) string {
	if o.Type == "AdCreative" {
		return "status"
	}
	return "effective_status"
}

// statusFilter is what `filtering` asks for by status.
func statusFilter(c *Call) []string {
	rules, _ := fromText(c.raw["filtering"]).([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		_, field, _ := strings.Cut(text(rule["field"]), ".")
		if field == "" {
			field = text(rule["field"])
		}
		if field == "effective_status" {
			return Args(rule).Strings("value")
		}
	}
	return nil
}

// below are the objects of a type under an account, campaign or ad set, oldest first.
func below(c *Call, o *Object, typ string) []*Object {
	var out []*Object
	for _, x := range c.All(typ) {
		switch o.Type {
		case "AdLabel":
			if !hasLabel(x, o.ID) {
				continue
			}
		case "AdAccount":
			if x.Owner != o.ID {
				continue
			}
		case "Campaign":
			if x.Get("campaign_id") != o.ID {
				continue
			}
		case "AdSet":
			if x.Get("adset_id") != o.ID {
				continue
			}
		case "Ad":
			if x != o {
				continue
			}
		}
		out = append(out, x)
	}
	return out
}

// adsOf are the ads under an object, or the ad itself.
func adsOf(c *Call, o *Object) []*Object { return below(c, o, "Ad") }
