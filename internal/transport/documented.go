package transport

// Documented finds the quota that Meta publishes for an owner. tier is an ads_api_access_tier; the empty one is what holds until an
// answer has named another.
func Documented(key Key, tier string) (Quota, bool) { return quotaOf(key.canonical(), tier) }
