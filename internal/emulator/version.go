package emulator

import (
	"time"
)

const defaultVersion = "v26.0"

// versionLife says until when a version can be called; a zero time: not announced.
// https://developers.facebook.com/docs/graph-api/changelog/versions
type versionLife struct {
	graph     time.Time
	marketing time.Time
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

var versions = map[string]versionLife{
	"v26.0": {},
	"v25.0": {graph: day(2028, 7, 29)},
	"v24.0": {graph: day(2028, 2, 18), marketing: day(2026, 10, 6)},
	"v23.0": {graph: day(2027, 10, 8), marketing: day(2026, 6, 9)},
	"v22.0": {graph: day(2027, 5, 20), marketing: day(2026, 6, 9)},
	"v21.0": {graph: day(2027, 1, 21), marketing: day(2026, 6, 9)},
}

// checkVersion refuses a version that never was or is no more, for the product that is called.
func checkVersion(version string, p Product, now time.Time) error {
	life, known := versions[version]
	until := life.graph
	if p == Ads && !life.marketing.IsZero() {
		until = life.marketing
	}
	if known && (until.IsZero() || now.Before(until)) {
		return nil
	}
	if p == Ads {
		return Fail(2635, "You are calling a deprecated version of the Ads API. Please update to the latest version: %s.", defaultVersion)
	}
	return Fail(2635, "You are calling a version of the Graph API that is not available: %s. The latest version is %s.", version, defaultVersion)
}
