package emulator

import (
	"hash/fnv"
	"time"
)

// Delivery is worked out when somebody looks, from what was running since the last look: an ad that runs spends its share
// of the budget evenly, and what it spends buys views at the ad's own price. So the same story always gives the same figures,
// however often it is looked at.

// adDay is a day of an ad in the account's time zone.
type adDay struct {
	spent  int64 // minor units times the milliseconds of a day
	counts [countKinds]int64
}

// countKind is a thing that people do, and are counted for one by one.
type countKind int

const (
	personClicks countKind = iota
	conversations
	firstReplies
	purchases
	purchaseValue // minor units
	countKinds
)

func (d *adDay) add(k countKind, n int64) { d.counts[k] += n }

const (
	dayForm   = "2006-01-02"
	msPerDay  = int64(24 * time.Hour / time.Millisecond)
	clickRate = 15 // of 1,000 views
	linkRate  = 12 // of 1,000 views
	reachRate = 80 // of 100 views
)

// dayOf is an ad's day at a time.
func dayOf(c *Call, ad *Object, t time.Time) *adDay {
	days := stateOfAd(ad).days
	date := t.In(adStateOf(adAccountOf(c, ad)).zone).Format(dayForm)
	if days[date] == nil {
		days[date] = &adDay{}
	}
	return days[date]
}

func today(c *Call, ad *Object) *adDay { return dayOf(c, ad, c.Now()) }

// price is what 1,000 views of an ad cost, in minor units.
func price(ad *Object) int64 {
	h := fnv.New32a()
	h.Write([]byte(ad.ID))
	return 400 + int64(h.Sum32()%300)
}

// running tells that the schedule of an ad set includes the present.
func running(c *Call, set *Object) bool {
	from, to := scheduleWindow(c, set, c.Now(), c.Now().Add(time.Millisecond))
	return from.Before(to)
}

// scheduleWindow cuts a span of time down to the schedules of an ad set and its campaign.
func scheduleWindow(c *Call, set *Object, from, to time.Time) (time.Time, time.Time) {
	campaign := c.Object(set.Get("campaign_id"))
	for _, o := range []*Object{set, campaign} {
		v := Args(o.Values)
		if t := v.Time("start_time"); !isUnset(t) && t.After(from) {
			from = t
		}
		for _, name := range []string{"end_time", "stop_time"} {
			if t := v.Time(name); !isUnset(t) && t.Before(to) {
				to = t
			}
		}
	}
	return from, to
}

// settleDelivery works out what all ads did since it was last called. It is called before anything changes that delivery
// depends on, and before figures are read.
func settleDelivery(c *Call) {
	now := c.Now()
	active := map[*Object][]*Object{}      // by ad set
	sets := map[*Object]map[*Object]bool{} // by campaign
	for _, ad := range c.All("Ad") {
		if adStatus(c, ad) != "ACTIVE" {
			stateOfAd(ad).accounted = now
			continue
		}
		set, campaign := c.Object(ad.Get("adset_id")), c.Object(ad.Get("campaign_id"))
		active[set] = append(active[set], ad)
		if sets[campaign] == nil {
			sets[campaign] = map[*Object]bool{}
		}
		sets[campaign][set] = true
	}
	for campaign, of := range sets {
		for set := range of {
			for _, ad := range active[set] {
				spendFor(c, ad, set, campaign, int64(len(active[set])), int64(len(of)), now)
			}
		}
	}
}

// spendFor has an ad spend its share of the time up to now: the budget of its ad set is shared by the ads that run in it,
// that of a campaign by its ad sets first.
func spendFor(c *Call, ad, set, campaign *Object, ads, sets int64, now time.Time) {
	s := stateOfAd(ad)
	from, to := scheduleWindow(c, set, s.accounted, now)
	s.accounted = now
	source, share := set, ads
	if hasBudget(campaign.Values) {
		source, share = campaign, ads*sets
	}
	zone := adStateOf(adAccountOf(c, ad)).zone
	for from.Before(to) {
		local := from.In(zone)
		end := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone)
		if end.After(to) {
			end = to
		}
		dayOf(c, ad, from).spent += dailyRate(source, set) * end.Sub(from).Milliseconds() / share
		from = end
	}
}

// dailyRate is what a budget spends a day, in minor units.
func dailyRate(source, set *Object) int64 {
	v := Args(source.Values)
	if daily := v.Int("daily_budget"); daily > 0 {
		return daily
	}
	start, end := Args(set.Values).Time("start_time"), Args(set.Values).Time("end_time")
	if isUnset(end) {
		end = v.Time("stop_time")
	}
	length := end.Sub(start).Milliseconds()
	if isUnset(end) || length <= 0 {
		return 0
	}
	return int64(float64(v.Int("lifetime_budget")) * float64(msPerDay) / float64(length))
}

// spentMinor is what ads have spent in all, in minor units.
func spentMinor(c *Call, ads []*Object) int64 {
	settleDelivery(c)
	var sum int64
	for _, ad := range ads {
		for _, d := range stateOfAd(ad).days {
			sum += d.spent
		}
	}
	return sum / msPerDay
}

// budgetRemaining is what is left of the budget, of today or of the whole.
func budgetRemaining(c *Call, o *Object) any {
	v := Args(o.Values)
	if lifetime := v.Int("lifetime_budget"); lifetime > 0 {
		return max(0, lifetime-spentMinor(c, adsOf(c, o)))
	}
	daily := v.Int("daily_budget")
	if daily == 0 {
		return int64(0)
	}
	settleDelivery(c)
	var sum int64
	for _, ad := range adsOf(c, o) {
		sum += today(c, ad).spent
	}
	return max(0, daily-sum/msPerDay)
}
