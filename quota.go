package metabiz

import "github.com/metabiz-go/metabiz/internal/transport"

// DocumentedQuota is what Meta publishes for a budget, less a margin for what the
// way to Meta adds: what the built-in [Limiter] starts from, for another one to
// start from too. tier is an ads_api_access_tier as in a [UsageReport]; empty
// before one was told. It is false for a budget whose size only Meta knows, such
// as an app's, which depends on its users: those are held to what is reported.
//
// See https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
func DocumentedQuota(key LimitKey, tier string) (Quota, bool) {
	q, ok := transport.Documented(key.transport(), tier)
	return Quota{PerSecond: q.Rate, Burst: q.Burst, CreditFor: q.CreditFor}, ok
}
