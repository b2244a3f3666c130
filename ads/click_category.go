package ads

import "slices"

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
	if len(ad.destinations()) > 1 {
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
	if t.GeoLocations != nil && len(t.GeoLocations.Zips) > 0 {
		found.add("Audience.Zips", "are not possible with %s", categories[0])
	}
}
