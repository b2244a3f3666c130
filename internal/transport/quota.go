package transport

import (
	"math"
	"time"
)

// Quota is what an owner may use: Rate a second in the long run, and Burst at once after a pause.
type Quota struct {
	Rate  float64
	Burst int
	// CreditFor makes a loan of the burst: it may be used for this long from its first call on, and has to be paid
	// back in full, at Rate, before there is another. Zero: what has come back may be used at once.
	CreditFor time.Duration

	counted time.Duration // the window in which Meta counts it and reports its use; zero where it reports none
}

// within is what may be used in the window.
func (q Quota) within() float64 { return q.Rate*q.counted.Seconds() + float64(q.Burst) }

// boundless stands for quotas that only Meta knows, until reports tell how large they are.
var boundless = Quota{Rate: math.MaxFloat64, Burst: math.MaxInt32}

// within is the quota that never exceeds n in any window of that length, wherever the window begins: a twentieth of it may be
// used at once, and the rest flows evenly.
func within(n int, window time.Duration) Quota { return evenly(n, max(n/20, 1), window) }

func evenly(n, burst int, window time.Duration) Quota {
	return Quota{Rate: max(float64(n-burst), 1) / window.Seconds(), Burst: burst}
}

// counted is a quota whose use Meta reports.
func counted(q Quota, window time.Duration) Quota {
	q.counted = window
	return q
}

func hourly(n int) Quota { return counted(within(n, time.Hour), time.Hour) }

// score is the quota of points that an ad account has in five minutes. They are few for some, and often used all at once.
func score(n int) Quota { return counted(evenly(n, n/2, 5*time.Minute), 5*time.Minute) }

// The values of ads_api_access_tier.
const (
	tierLimited = "development_access"
	tierFull    = "standard_access"
)

// The throughput levels of phone numbers. The second is no word of Meta's: numbers that are used by the WhatsApp Business app, too, have
// a throughput of their own.
const (
	tierHigh          = "HIGH"
	tierBusinessPhone = "BUSINESS_APP"
)

// quotaName is a quota without its owner.
type quotaName struct{ kind, useCase string }

// documented holds the quotas that Meta publishes, by access tier; the tier "" is assumed until an answer names
// another. Those of ad accounts grow with the active ads, which aren't known here: these are the least.
var documented = map[quotaName]map[string]Quota{
	// Messages, in and out: developers.facebook.com/documentation/business-messaging/whatsapp/throughput
	{KindPhoneNumber, ""}: {
		"":                within(80, time.Second),
		tierHigh:          within(1000, time.Second),
		tierBusinessPhone: within(20, time.Second),
	},
	// One message in 6 seconds; up to 45 in 6 seconds on credit: .../business-messaging/whatsapp/about-the-platform.
	// Meta counts them as they arrive, so a twentieth is left for what the way adds.
	{KindPair, ""}: {"": {Rate: 1 / 6.3, Burst: 43, CreditFor: 5700 * time.Millisecond}},
	// Management calls of an active account: .../business-messaging/whatsapp/about-the-platform
	{KindWhatsAppAccount, ""}: {"": hourly(5000)},
	// Scores, and calls an hour: .../ads-commerce/marketing-api/overview/rate-limiting
	{KindAdAccount, ""}:                {"": score(9000), tierLimited: score(60)},
	{KindAdAccount, "ads_management"}:  {"": hourly(100_000), tierLimited: hourly(300)},
	{KindAdAccount, "ads_insights"}:    {"": hourly(190_000), tierLimited: hourly(600)},
	{KindAdAccount, "custom_audience"}: {"": hourly(190_000), tierLimited: hourly(5000)},
	// Send API and Conversations API: developers.facebook.com/docs/graph-api/overview/rate-limiting
	{KindPage, "messenger"}:     {"": within(300, time.Second)},
	{KindPage, "conversations"}: {"": {Rate: 2, Burst: 1}},
}

// unpublished stands for quotas that depend on figures only Meta has, such as an application's users. It comes into force when
// reported use is high before there were calls enough to learn from.
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

// Learn takes in what was told of a quota elsewhere than in a header.
func (t *Transport) Learn(cfg *Config, key Key, r Report) {
	if cfg.Limiter != nil {
		cfg.Limiter.Report(key.canonical(), r)
		return
	}
	t.buckets.Report(key, r)
}

// reported tells whether Meta tells the use of an owner's quotas.
func reported(key Key) bool {
	switch key.Kind {
	case KindApp, KindAdAccount, KindWhatsAppAccount, KindPage:
		return true
	}
	return false
}

// windowOf is the window in which Meta counts a quota, and so how long a report of its use says something.
func windowOf(key Key) time.Duration {
	switch {
	case key.Kind == KindAdAccount && key.UseCase == "":
		return 5 * time.Minute
	case key.Kind == KindPage && key.UseCase != "":
		return 24 * time.Hour
	}
	return time.Hour
}
