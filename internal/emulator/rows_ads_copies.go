package emulator

import (
	"maps"
	"slices"
	"time"
)

// maxSyncCopies is how many objects may be copied along in a call that waits.
const maxSyncCopies = 3

// copier copies objects, and remembers what became of which.
type copier struct {
	c       *Call
	account *Object
	made    []any
}

func (k *copier) copy(o *Object, changes map[string]any) *Object {
	values := maps.Clone(o.Values)
	now := inZone(k.account, k.c.Now())
	source := map[string]string{"Campaign": "source_campaign_id", "AdSet": "source_adset_id", "Ad": "source_ad_id"}[o.Type]
	maps.Copy(values, map[string]any{"created_time": now, "updated_time": now, source: o.ID})
	delete(values, "ad_review_feedback")
	switch k.c.Args.Text("status_option") {
	case "ACTIVE":
		values["status"] = "ACTIVE"
	case "INHERITED_FROM_SOURCE":
	default:
		values["status"] = "PAUSED"
	}
	rename := k.c.Args.Map("rename_options")
	top := len(k.made) == 0
	if s := rename.Text("rename_strategy"); s != "NO_RENAME" && (top || s == "DEEP_RENAME") {
		suffix := rename.Text("rename_suffix")
		if !rename.Has("rename_suffix") && !rename.Has("rename_prefix") {
			suffix = " - Copy"
		}
		values["name"] = rename.Text("rename_prefix") + o.Get("name") + suffix
	}
	maps.Copy(values, changes)
	twin := k.c.Make(o.Type, values)
	twin.Owner = k.account.ID
	kind := map[string]string{"Campaign": "campaign", "AdSet": "ad_set", "Ad": "ad"}[o.Type]
	k.made = append(k.made, map[string]any{"ad_object_type": kind, "source_id": o.ID, "copied_id": twin.ID})
	if twin.Type == "Ad" {
		review(k.c, twin)
	}
	return twin
}

// schedule gives a copied ad set the times that were asked for; times of the source that are past are dropped.
func (k *copier) schedule(o *Object) map[string]any {
	changes := map[string]any{}
	for _, name := range []string{"start_time", "end_time"} {
		if t := k.c.Args.Time(name); !isUnset(t) {
			changes[name] = inZone(k.account, t)
		} else if was, ok := o.Values[name].(time.Time); ok && was.Before(k.c.Now()) && name == "start_time" {
			changes[name] = inZone(k.account, k.c.Now())
		}
	}
	return changes
}

func (k *copier) ads(from, to *Object) {
	for _, ad := range adsOf(k.c, from) {
		if !gone(ad) {
			k.copy(ad, map[string]any{"adset_id": to.ID, "campaign_id": to.Get("campaign_id")})
		}
	}
}

func (k *copier) tooMany(children int) error {
	if k.c.Args.Bool("deep_copy") && children > maxSyncCopies {
		return invalid(0, "Copy is too large", "A deep copy in one call has at most 3 objects below it; make it asynchronously.", "deep_copy")
	}
	return nil
}

func live(objects []*Object) []*Object { return slices.DeleteFunc(objects, gone) }

func copyCampaign(c *Call) (any, error) {
	k := &copier{c: c, account: adAccountOf(c, c.Node)}
	sets := live(below(c, c.Node, "AdSet"))
	if err := k.tooMany(len(sets) + len(live(adsOf(c, c.Node)))); err != nil {
		return nil, err
	}
	twin := k.copy(c.Node, nil)
	if c.Args.Bool("deep_copy") {
		for _, set := range sets {
			changes := k.schedule(set)
			changes["campaign_id"] = twin.ID
			k.ads(set, k.copy(set, changes))
		}
	}
	return map[string]any{"copied_campaign_id": twin.ID, "ad_object_ids": k.made}, nil
}

func copyAdSet(c *Call) (any, error) {
	k := &copier{c: c, account: adAccountOf(c, c.Node)}
	if err := k.tooMany(len(live(adsOf(c, c.Node)))); err != nil {
		return nil, err
	}
	changes := k.schedule(c.Node)
	if id := c.Args.Text("campaign_id"); id != "" {
		if campaign := c.Find("Campaign", id); campaign == nil || campaign.Owner != k.account.ID || gone(campaign) {
			return nil, invalid(0, "Invalid campaign", "The campaign does not exist in this ad account.", "campaign_id")
		}
		changes["campaign_id"] = id
	}
	twin := k.copy(c.Node, changes)
	if c.Args.Bool("deep_copy") {
		k.ads(c.Node, twin)
	}
	return map[string]any{"copied_adset_id": twin.ID, "ad_object_ids": k.made}, nil
}

func copyAd(c *Call) (any, error) {
	k := &copier{c: c, account: adAccountOf(c, c.Node)}
	changes := map[string]any{}
	if id := c.Args.Text("adset_id"); id != "" {
		set := c.Find("AdSet", id)
		if set == nil || set.Owner != k.account.ID || gone(set) {
			return nil, invalid(0, "Invalid ad set", "The ad set does not exist in this ad account.", "adset_id")
		}
		changes["adset_id"], changes["campaign_id"] = id, set.Get("campaign_id")
	}
	twin := k.copy(c.Node, changes)
	return map[string]any{"copied_ad_id": twin.ID, "ad_object_ids": k.made}, nil
}

func listCopies(c *Call) (any, error) {
	source := map[string]string{"Campaign": "source_campaign_id", "AdSet": "source_adset_id", "Ad": "source_ad_id"}[c.Node.Type]
	return slices.DeleteFunc(c.All(c.Node.Type), func(o *Object) bool { return o.Get(source) != c.Node.ID || gone(o) }), nil
}
