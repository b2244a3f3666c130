package emulator

import (
	"math"
	"time"
)

// Quota is what may be spent within a time.
type Quota struct {
	Limit float64       // calls, or points; 0: as Meta documents; below 0: unlimited
	Per   time.Duration // 0: as Meta documents
	Block time.Duration // how long nothing goes once it is spent; a call meanwhile begins it anew; 0: until enough has expired
}

// Quotas say how much the emulator takes before it throttles. What is zero is as Meta documents it.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
type Quotas struct {
	Tier      string           // development_access or standard_access (the default), which the documented limits depend on
	App       Quota            // calls of the app: code 4
	Page      Quota            // calls with a Page's token: code 32
	AdAccount Quota            // points of an ad account, 1 a read and 3 a write: code 17/2446079
	Mutations Quota            // writes to an ad account: code 613/5044001
	UseCases  map[string]Quota // by business use case (ads_management, ads_insights, whatsapp_business_management ...): codes 80000 and on
	Phone     Quota            // messages of a business phone number, in and out together: code 130429
	Pair      Quota            // messages to one person, Limit of them at once but one every Per in the long run: code 131056
}

const developmentTier = "development_access"

// useCase is a business use case: what its limit is called, and the code when it is spent.
type useCase struct {
	code                  int
	subcode               int
	development, standard Quota
}

const hour = time.Hour

var useCases = map[string]useCase{
	"ads_insights":                 {80000, 2446079, Quota{Limit: 600, Per: hour}, Quota{Limit: 190_000, Per: hour}},
	"pages":                        {80001, 0, Quota{Limit: 4_800, Per: 24 * hour}, Quota{Limit: 48_000, Per: 24 * hour}},
	"instagram":                    {80002, 0, Quota{Limit: 4_800, Per: 24 * hour}, Quota{Limit: 48_000, Per: 24 * hour}},
	"custom_audience":              {80003, 2446079, Quota{Limit: 5_000, Per: hour}, Quota{Limit: 190_000, Per: hour}},
	"ads_management":               {80004, 2446079, Quota{Limit: 300, Per: hour}, Quota{Limit: 100_000, Per: hour}},
	"leadgen":                      {80005, 0, Quota{Limit: 4_800, Per: 24 * hour}, Quota{Limit: 48_000, Per: 24 * hour}},
	"messenger":                    {80006, 0, Quota{Limit: 200, Per: 24 * hour}, Quota{Limit: 20_000, Per: 24 * hour}},
	"whatsapp_business_management": {80007, 0, Quota{Limit: 5_000, Per: hour}, Quota{Limit: 5_000, Per: hour}},
	"catalog_management":           {80009, 0, Quota{Limit: 20_000, Per: hour}, Quota{Limit: 20_000, Per: hour}},
}

// or fills in what a quota leaves open.
func (q Quota) or(documented Quota) Quota {
	if q.Limit == 0 {
		q.Limit = documented.Limit
	}
	if q.Per == 0 {
		q.Per = documented.Per
	}
	if q.Block == 0 {
		q.Block = documented.Block
	}
	return q
}

func (q Quotas) tier() string {
	if q.Tier == "" {
		return "standard_access"
	}
	return q.Tier
}

func (q Quotas) app() Quota { return q.App.or(Quota{Limit: 200 * 1000, Per: hour}) }

func (q Quotas) page() Quota { return q.Page.or(Quota{Limit: 4_800 * 10, Per: 24 * hour}) }

func (q Quotas) adAccount() Quota {
	if q.tier() == developmentTier {
		return q.AdAccount.or(Quota{Limit: 60, Per: 5 * time.Minute, Block: 5 * time.Minute})
	}
	return q.AdAccount.or(Quota{Limit: 9000, Per: 5 * time.Minute, Block: time.Minute})
}

func (q Quotas) useCase(name string) Quota {
	documented := useCases[name].standard
	if q.tier() == developmentTier {
		documented = useCases[name].development
	}
	return q.UseCases[name].or(documented)
}

func (q Quotas) mutations() Quota { return q.Mutations.or(Quota{Limit: 100, Per: time.Second}) }

func (q Quotas) phone() Quota { return q.Phone.or(Quota{Limit: 80, Per: time.Second}) }
func (q Quotas) pair() Quota  { return q.Pair.or(Quota{Limit: 45, Per: 6 * time.Second}) }

// meter counts what is spent of a quota, in a window that slides with the clock.
type meter struct {
	spent   []charge
	sum     float64
	blocked time.Time // nothing goes before
}

type charge struct {
	at   time.Time
	cost float64
}

// meterKey says what is metered: of which kind, and whose.
type meterKey struct{ kind, id string }

func (m *meter) expire(q Quota, now time.Time) {
	i := 0
	for i < len(m.spent) && !m.spent[i].at.After(now.Add(-q.Per)) {
		m.sum -= m.spent[i].cost
		i++
	}
	m.spent = m.spent[i:]
	if len(m.spent) == 0 {
		m.spent, m.sum = nil, 0
	}
}

// charge spends, or tells that nothing is left and when there will be.
func (m *meter) charge(q Quota, cost float64, now time.Time) (ok bool, regain time.Duration) {
	m.expire(q, now)
	if q.Limit < 0 {
		return true, 0
	}
	if now.Before(m.blocked) && q.Block > 0 || m.sum+cost > q.Limit {
		if q.Block > 0 {
			m.blocked = now.Add(q.Block)
		}
		return false, m.regain(q, cost, now)
	}
	m.spent = append(m.spent, charge{now, cost})
	m.sum += cost
	return true, 0
}

// regain is how long until the cost can be spent again.
func (m *meter) regain(q Quota, cost float64, now time.Time) time.Duration {
	wait := max(0, m.blocked.Sub(now))
	left := m.sum
	for _, c := range m.spent {
		if left+cost <= q.Limit {
			break
		}
		left -= c.cost
		wait = max(wait, c.at.Add(q.Per).Sub(now))
	}
	return wait
}

// percent is how much of the quota is spent.
func (m *meter) percent(q Quota, now time.Time) float64 {
	m.expire(q, now)
	if q.Limit <= 0 {
		return 0
	}
	if now.Before(m.blocked) {
		return 100
	}
	return math.Round(m.sum/q.Limit*10000) / 100
}
