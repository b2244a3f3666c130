package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// insightsBreakdowns are the breakdowns that figures can be split by.
var insightsBreakdowns = []string{"age", "gender", "country", "region", "publisher_platform", "platform_position", "device_platform",
	"impression_device"}

// share is a value of a breakdown and its weight.
type share struct {
	value  string
	weight int64
}

func even(values []string) []share {
	out := make([]share, 0, len(values))
	for _, v := range values {
		out = append(out, share{v, 1})
	}
	return out
}

// parts are the values that a breakdown has for an ad, by its audience.
func parts(c *Call, breakdown string, ad *Object) []share {
	set := c.Object(ad.Get("adset_id"))
	t := Args(set.Values).Map("targeting")
	switch breakdown {
	case "age":
		return ages(t)
	case "gender":
		switch genders := t.Strings("genders"); {
		case len(genders) == 1 && genders[0] == "1":
			return even([]string{"male"})
		case len(genders) == 1 && genders[0] == "2":
			return even([]string{"female"})
		}
		return even([]string{"female", "male"})
	case "country":
		home := adAccountOf(c, ad).Get("business_country_code")
		if countries := countriesOf(t.Map("geo_locations"), home); len(countries) > 0 {
			return countryShares(ad, countries)
		}
		return even([]string{home})
	case "publisher_platform":
		if chosen := t.Strings("publisher_platforms"); len(chosen) > 0 {
			return even(chosen)
		}
		return []share{{"facebook", 6}, {"instagram", 4}}
	case "platform_position":
		return []share{{"feed", 7}, {"story", 3}}
	case "device_platform":
		return []share{{"mobile_app", 9}, {"desktop", 1}}
	case "impression_device":
		return []share{{"android_smartphone", 6}, {"iphone", 4}}
	}
	return even([]string{"Unknown"})
}

func ages(t Args) []share {
	low, high := t.Int("age_min"), t.Int("age_max")
	if low == 0 {
		low = 18
	}
	if high == 0 {
		high = 65
	}
	var out []share
	for _, p := range []struct {
		low, high int64
		share
	}{{18, 24, share{"18-24", 2}}, {25, 34, share{"25-34", 3}}, {35, 44, share{"35-44", 2}}, {45, 54, share{"45-54", 1}},
		{55, 64, share{"55-64", 1}}, {65, 65, share{"65+", 1}}} {
		if p.high >= low && p.low <= high {
			out = append(out, p.share)
		}
	}
	return out
}

// split shares figures out over parts; nothing gets lost.
func (m metrics) split(ps []share) []metrics {
	var total int64
	for _, p := range ps {
		total += p.weight
	}
	out := make([]metrics, len(ps))
	for k, v := range m {
		var before, weight int64
		for i, p := range ps {
			weight += p.weight
			upTo := v * weight / total
			out[i][k] = upTo - before
			before = upTo
		}
	}
	return out
}

// cell is a share of an ad's figures with the values of its breakdowns.
type cell struct {
	values map[string]string
	metrics
}

func cells(c *Call, ad *Object, m metrics, breakdowns []string) []cell {
	out := []cell{{map[string]string{}, m}}
	for _, b := range breakdowns {
		var next []cell
		ps := parts(c, b, ad)
		for _, old := range out {
			for i, m := range old.split(ps) {
				values := map[string]string{b: ps[i].value}
				for k, v := range old.values {
					values[k] = v
				}
				next = append(next, cell{values, m})
			}
		}
		out = next
	}
	return out
}

func checkBreakdowns(asked []string) error {
	for _, b := range asked {
		if !slices.Contains(insightsBreakdowns, b) {
			return Fail(100, "The breakdown %s cannot be combined with the fields asked for; known: %s", b, strings.Join(insightsBreakdowns, ", ")).
				Blame("breakdowns")
		}
	}
	if len(asked) > 4 {
		return FailPlain(2, "Invalid combination of breakdowns: %s", fmt.Sprint(asked)).Sub(1504041)
	}
	return nil
}
