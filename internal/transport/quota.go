package transport

import "time"

// Quota is what an owner may use: Rate a second in the long run, and Burst at once after a pause.
type Quota struct {
	Rate  float64
	Burst int
	// CreditFor makes a loan of the burst: it may be used for this long from its first call on, and has to be paid
	// back in full, at Rate, before there is another. Zero: what has come back may be used at once.
	CreditFor time.Duration
}

// within is the quota that never exceeds n in any window of that length, wherever the window begins: a twentieth of it may be
// used at once, and the rest flows evenly.
func within(n int, window time.Duration) Quota {
	burst := max(n/20, 1)
	return Quota{Rate: max(float64(n-burst), 1) / window.Seconds(), Burst: burst}
}

// The values of ads_api_access_tier.
const (
	tierLimited = "development_access"
	tierFull    = "standard_access"
)

// quotaName is a quota without its owner.
type quotaName struct{ kind, useCase string }

// documented holds the quotas that Meta publishes, by access tier; the tier "" is assumed until an answer names
// another. Those of ad accounts grow with the active ads, which aren't known here: these are the least.
var documented = map[quotaName]map[string]Quota{
	// Messages, in and out: developers.facebook.com/documentation/business-messaging/whatsapp/throughput
	{KindPhoneNumber, ""}: {"": within(80, time.Second)},
	// One message in 6 seconds; up to 45 in 6 seconds on credit: .../business-messaging/whatsapp/about-the-platform.
	// Meta counts them as they arrive, so a twentieth is left for what the way adds.
	{KindPair, ""}: {"": {Rate: 1 / 6.3, Burst: 43, CreditFor: 5700 * time.Millisecond}},
	// Management calls of an active account: .../business-messaging/whatsapp/about-the-platform
	{KindWhatsAppAccount, ""}: {"": within(5000, time.Hour)},
	// Scores, and calls an hour: .../ads-commerce/marketing-api/overview/rate-limiting
	{KindAdAccount, ""}: {
		"":          {Rate: 9000.0 / 300, Burst: 9000},
		tierLimited: {Rate: 60.0 / 300, Burst: 60},
	},
	{KindAdAccount, "ads_management"}:  {"": within(100_000, time.Hour), tierLimited: within(300, time.Hour)},
	{KindAdAccount, "ads_insights"}:    {"": within(190_000, time.Hour), tierLimited: within(600, time.Hour)},
	{KindAdAccount, "custom_audience"}: {"": within(190_000, time.Hour), tierLimited: within(5000, time.Hour)},
	// Send API and Conversations API: developers.facebook.com/docs/graph-api/overview/rate-limiting
	{KindPage, "messenger"}:     {"": within(300, time.Second)},
	{KindPage, "conversations"}: {"": {Rate: 2, Burst: 1}},
}

// unpublished stands for quotas that depend on figures only Meta has, such as an application's users. It comes into force
// when reported use is high.
var unpublished = Quota{Rate: 10, Burst: 5}

// quotaOf finds what is documented for a key.
func quotaOf(key Key, tier string) (Quota, bool) {
	tiers, ok := documented[quotaName{key.Kind, key.UseCase}]
	if !ok {
		return Quota{}, false
	}
	if q, ok := tiers[tier]; ok {
		return q, true
	}
	return tiers[""], true
}

// windowOf is how long a report of use says something about the time after it.
func windowOf(key Key) time.Duration {
	if key.Kind == KindAdAccount && key.UseCase == "" {
		return 5 * time.Minute
	}
	return time.Hour
}
