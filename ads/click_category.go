package ads

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// specialCategories are those that are set and not NONE.
func (ad *ClickToMessage) specialCategories() []SpecialAdCategory {
	return slices.DeleteFunc(slices.Clone(ad.SpecialAdCategories), func(c SpecialAdCategory) bool { return c == SpecialAdCategoryNone })
}

func (ad *ClickToMessage) isPolitical() bool {
	return slices.Contains(ad.SpecialAdCategories, SpecialAdCategoryIssuesElectionsPolitics)
}

// limitedCategories narrow whom an ad may be targeted at, in the countries below.
var (
	limitedCategories = []SpecialAdCategory{
		SpecialAdCategoryHousing, SpecialAdCategoryEmployment, SpecialAdCategoryCredit, SpecialAdCategoryFinancialProductsServices,
	}
	limitedCountries = append([]string{"US", "CA"}, euCountries...)
)

// checkCategories holds the ad against the rules of special ad categories (2909034).
//
// See https://developers.facebook.com/docs/marketing-api/audiences/special-ad-category.
func (ad *ClickToMessage) checkCategories(found *problems) {
	categories := ad.specialCategories()
	if len(categories) == 0 {
		return
	}
	if ad.severalChats() && ad.Website == "" {
		found.add("SpecialAdCategories", "are not possible with several destinations")
	}
	t := ad.targeting()
	reached := reachOf(t)
	if ad.isPolitical() && len(reached.inEU()) > 0 {
		found.value("SpecialAdCategories", reached.inEU(), "has politics, about which no ads are shown in the EU")
	}
	limited := slices.ContainsFunc(categories, func(c SpecialAdCategory) bool { return slices.Contains(limitedCategories, c) })
	if !limited || !slices.ContainsFunc(reached.countries, func(c string) bool { return slices.Contains(limitedCountries, c) }) {
		return
	}
	const whom = "such ads reach everybody from 18 up"
	if t.AgeMin > 18 || t.AgeMax != 0 && t.AgeMax < mostAge {
		found.add("Audience.AgeMin, AgeMax", "can't be narrowed with %s: %s", categories[0], whom)
	}
	if len(t.Genders) == 1 {
		found.add("Audience.Genders", "can't be narrowed with %s: %s, of all genders", categories[0], whom)
	}
	if t.ExcludedGeoLocations != nil {
		found.add("Audience.Excluding", "is not possible with %s", categories[0])
	}
	if t.GeoLocations == nil {
		return
	}
	if len(t.GeoLocations.Zips) > 0 {
		found.add("Audience.Zips", "are not possible with %s", categories[0])
	}
	if len(t.GeoLocations.Neighborhoods) > 0 {
		found.add("Audience.Targeting.GeoLocations.Neighborhoods", "are not possible with %s", categories[0])
	}
	for i, city := range t.GeoLocations.Cities {
		checkRadius(found, fmt.Sprintf("Audience.Cities[%d].Radius", i), float64(city.Radius), city.DistanceUnit, city.Country)
	}
	for i, spot := range t.GeoLocations.CustomLocations {
		checkRadius(found, fmt.Sprintf("Audience.Around[%d].Radius", i), spot.Radius, spot.DistanceUnit, spot.Country)
	}
}

// Of a radius around a place, for categories that must not be targeted narrowly.
const (
	leastRadiusMiles    = 15
	leastRadiusKM       = 25
	leastRadiusKMEurope = 15
)

// checkRadius wants a radius that is wide enough. One that is left out is Meta's own.
func checkRadius(found *problems, path string, radius float64, unit, country string) {
	least := float64(leastRadiusMiles)
	if unit == "kilometer" {
		least = leastRadiusKM
		if slices.Contains(euCountries, strings.ToUpper(country)) {
			least = leastRadiusKMEurope
		}
	}
	if radius > 0 && radius < least {
		found.value(path, radius, "is below %g %s, the least for a special ad category", least, cmp.Or(unit, "mile"))
	}
}
