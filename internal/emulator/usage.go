package emulator

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"time"
)

func (e *Emulator) meter(kind, id string) *meter {
	key := meterKey{kind, id}
	m := e.meters[key]
	if m == nil {
		m = &meter{}
		e.meters[key] = m
	}
	return m
}

// charge counts a call against all that Meta would count it against, and refuses it once something is spent.
func (c *Call) charge() error {
	q, now := c.e.config.Quotas, c.Now()
	if c.Token != nil {
		if ok, _ := c.e.meter("app", c.Token.AppID).charge(q.app(), q.App.cost(c, 1), now); !ok {
			return Fail(4, "Application request limit reached").Temporary()
		}
		if c.Token.Kind == PageToken {
			if ok, _ := c.e.meter("page", c.Token.Subject).charge(q.page(), q.Page.cost(c, 1), now); !ok {
				return Fail(32, "Page request limit reached").Temporary()
			}
		}
	}
	owner, name := c.owner(), c.useCase()
	if account := adAccountID(owner); account != "" {
		cost := 1.0
		if c.Method != http.MethodGet {
			cost = 3
			if ok, _ := c.e.meter("mutations", account).charge(q.mutations(), 1, now); !ok {
				return Fail(613, "Calls to this api have exceeded the rate limit.").Sub(5044001).Temporary()
			}
		}
		if c.Edge.Cost != 0 {
			cost = float64(c.Edge.Cost)
		}
		if ok, _ := c.e.meter("ad_account", account).charge(q.adAccount(), q.AdAccount.cost(c, cost), now); !ok {
			return Fail(17, "User request limit reached").Sub(2446079).Temporary().Titled("Ad account has too many API calls",
				"There have been too many calls from this ad account. Wait a bit and try again.")
		}
	}
	if use, ok := useCases[name]; ok && owner != "" {
		if ok, _ := c.e.meter(name, owner).charge(q.useCase(name), q.UseCases[name].cost(c, 1), now); !ok {
			return Fail(use.code, "There have been too many calls to this %s account. Wait a bit and try again.", name).
				Sub(use.subcode).Temporary()
		}
	}
	return nil
}

// ChargeMessage counts a message against the throughput of a business phone number and, if it goes out, the limit of the
// pair of number and person. A message that comes in names nobody.
func (c *Call) ChargeMessage(phoneNumberID, recipient string) error {
	q, now := c.e.config.Quotas, c.Now()
	if recipient != "" {
		pair := c.e.pairs[phoneNumberID+" "+recipient]
		if pair == nil {
			pair = &pairMeter{}
			c.e.pairs[phoneNumberID+" "+recipient] = pair
		}
		if !pair.charge(q.pair(), now) {
			return Fail(131056, "(Business Account, Consumer Account) pair rate limit hit").Detailed(
				"Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time")
		}
	}
	if ok, _ := c.e.meter("phone", phoneNumberID).charge(q.phone(), 1, now); !ok {
		return Fail(130429, "Rate limit hit").Detailed(
			"Message failed to send because there were too many messages sent from this phone number in a short period of time")
	}
	return nil
}

// pairMeter is the limit of messages to one person: one every few seconds, where a burst borrows from the time after it.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/about-the-platform
type pairMeter struct {
	burst time.Time // when the burst began
	count float64   // messages in it
	free  time.Time // when all that was borrowed is paid back
}

func (p *pairMeter) charge(q Quota, now time.Time) bool {
	switch {
	case q.Limit < 0:
	case !now.Before(p.free):
		p.burst, p.count, p.free = now, 1, now.Add(q.Per)
	case now.Sub(p.burst) < q.Per && p.count < q.Limit:
		p.count++
		p.free = p.free.Add(q.Per)
	default:
		return false
	}
	return true
}

// owner is the account that a call counts against.
func (c *Call) owner() string {
	switch {
	case c.Node == nil:
		return ""
	case c.Node.Owner != "":
		return c.Node.Owner
	}
	return c.Node.ID
}

func (c *Call) useCase() string {
	if c.Edge != nil && c.Edge.UseCase != "" {
		return c.Edge.UseCase
	}
	if c.typ == nil {
		return ""
	}
	return c.typ.UseCase
}

// adAccountID is the number of an ad account, or empty for anything else.
func adAccountID(owner string) string {
	id, ok := strings.CutPrefix(owner, "act_")
	if !ok {
		return ""
	}
	return id
}

// usage adds the headers that tell how much is spent.
func (c *Call) usage(h http.Header) {
	q, now := c.e.config.Quotas, c.Now()
	set := func(name string, v any) {
		if b, err := json.Marshal(v); err == nil {
			h.Set(name, string(b))
		}
	}
	calls := func(percent float64) map[string]any {
		whole := math.Floor(percent)
		return map[string]any{"call_count": whole, "total_cputime": math.Floor(whole / 2), "total_time": math.Floor(whole / 2)}
	}
	if c.Token == nil {
		return
	}
	app := c.e.meter("app", c.Token.AppID).percent(q.app(), now)
	set("X-App-Usage", calls(app))
	if c.Token.Kind == PageToken {
		set("X-Page-Usage", calls(c.e.meter("page", c.Token.Subject).percent(q.page(), now)))
	}
	if c.Edge == nil {
		return
	}
	owner, name := c.owner(), c.useCase()
	account := adAccountID(owner)
	if account != "" {
		m := c.e.meter("ad_account", account)
		set("X-Ad-Account-Usage", map[string]any{
			"acc_id_util_pct":     m.percent(q.adAccount(), now),
			"reset_time_duration": math.Ceil(m.regain(q.adAccount(), q.adAccount().Limit, now).Seconds()),
			"ads_api_access_tier": q.tier(),
		})
	}
	if _, ok := useCases[name]; !ok || owner == "" {
		return
	}
	m, quota := c.e.meter(name, owner), q.useCase(name)
	percent := m.percent(quota, now)
	regain := 0.0
	if percent >= 100 || m.empty(quota, now) {
		regain = math.Ceil(m.regain(quota, 1, now).Minutes())
	}
	entry := calls(percent)
	entry["type"], entry["estimated_time_to_regain_access"] = name, regain
	key := owner
	if account != "" {
		key = account
		entry["ads_api_access_tier"] = q.tier()
	}
	set("X-Business-Use-Case-Usage", map[string]any{key: []any{entry}})
	if name == "ads_insights" {
		set("X-FB-Ads-Insights-Throttle", map[string]any{
			"app_id_util_pct": app, "acc_id_util_pct": percent, "ads_api_access_tier": q.tier()})
	}
}
