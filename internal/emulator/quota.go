package emulator

import "time"

// Quota is what may be spent within a time. The fields from Return on are what Meta publishes nothing of, or is free to change: a client
// can't know them, and has to get along with any.
type Quota struct {
	Limit  float64            // calls, or points; 0: as Meta documents; below 0: unlimited
	Per    time.Duration      // 0: as Meta documents
	Block  time.Duration      // how long nothing goes once it is spent; a call meanwhile begins it anew; 0: until enough has come back
	Return Return             // how what was spent comes back
	Costs  map[string]float64 // of a call, by "METHOD edge" or "METHOD"; what is missing costs what Meta documents
	Delay  time.Duration      // how old the figures in the headers are
	Others []Others           // who spend of it, too
}

// Return is how what was spent comes back.
type Return string

// The ways that are known of quotas.
const (
	ReturnSliding Return = ""      // each call when it is Per ago
	ReturnDrain   Return = "drain" // steadily, all of the limit in Per
	ReturnReset   Return = "reset" // all at once, at every full Per of the clock
)

// Others are other clients, which spend as much as they can of what they would spend.
type Others struct {
	Share       float64   // of the limit, in Per
	From, Until time.Time // zero: always
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

// cost is what a call takes of a quota.
func (q Quota) cost(c *Call, documented float64) float64 {
	edge := ""
	if c.Edge != nil {
		edge = c.Edge.Name
	}
	for _, kind := range []string{c.Method + " " + edge, c.Method} {
		if cost, ok := q.Costs[kind]; ok {
			return cost
		}
	}
	return documented
}
