package ads

import (
	"slices"
	"strings"
)

// Audience is who may see an ad. It needs a place; all else that is left zero means everybody there.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/basic-targeting.
type Audience struct {
	Countries []string                   // ISO 3166-1: "IT"
	Cities    []TargetingGeoLocationCity // by Key, as the targeting search gives it, with a Radius
	Regions   []string                   // by key
	Zips      []string                   // by key: "IT:20121"
	Around    []TargetingGeoLocationCustomLocation
	// Excluding are places within those above.
	Excluding *TargetingGeoLocation

	AgeMin, AgeMax int // 13 to 65, which stands for 65 and above; zero is 18 and 65
	Genders        []Gender
	Locales        []int // languages, by key

	Interests               []IDName
	CustomAudiences         []string // by id
	ExcludedCustomAudiences []string

	// Advantage lets Meta look beyond the audience too. Ages may then be bounded only
	// from below, at 25 at most.
	Advantage bool

	// Targeting takes the place of all fields above: for whatever they don't have.
	Targeting *Targeting
}

// Gender is one of those that ads can be targeted at.
type Gender int

const (
	GenderMen   Gender = 1
	GenderWomen Gender = 2
)

// targeting is the audience and the placements as the ad set has them.
func (ad *ClickToMessage) targeting() *Targeting {
	var t Targeting
	if ad.Audience.Targeting != nil {
		t = *ad.Audience.Targeting
	} else {
		t = ad.Audience.targeting()
	}
	if t.TargetingAutomation == nil || t.TargetingAutomation.AdvantageAudience == nil {
		// Left out, Meta would decide, or refuse.
		var automation TargetingAutomation
		if t.TargetingAutomation != nil {
			automation = *t.TargetingAutomation
		}
		automation.AdvantageAudience = new(0)
		if ad.Audience.Advantage {
			automation.AdvantageAudience = new(1)
		}
		t.TargetingAutomation = &automation
	}
	ad.Placements.apply(&t)
	return &t
}

func (a *Audience) targeting() Targeting {
	t := Targeting{
		GeoLocations:            a.places(),
		ExcludedGeoLocations:    a.Excluding,
		AgeMin:                  a.AgeMin,
		AgeMax:                  a.AgeMax,
		Locales:                 a.Locales,
		CustomAudiences:         audiencesByID(a.CustomAudiences),
		ExcludedCustomAudiences: audiencesByID(a.ExcludedCustomAudiences),
	}
	for _, g := range a.Genders {
		t.Genders = append(t.Genders, int(g))
	}
	if len(a.Interests) > 0 {
		t.FlexibleSpec = []FlexibleTargeting{{Interests: a.Interests}}
	}
	return t
}

func (a *Audience) places() *TargetingGeoLocation {
	if len(a.Countries)+len(a.Cities)+len(a.Regions)+len(a.Zips)+len(a.Around) == 0 {
		return nil
	}
	geo := &TargetingGeoLocation{Countries: a.Countries, Cities: a.Cities, CustomLocations: a.Around}
	for _, key := range a.Regions {
		geo.Regions = append(geo.Regions, TargetingGeoLocationRegion{Key: key})
	}
	for _, key := range a.Zips {
		geo.Zips = append(geo.Zips, TargetingGeoLocationZip{Key: key})
	}
	return geo
}

func audiencesByID(ids []string) []RawCustomAudience {
	var all []RawCustomAudience
	for _, id := range ids {
		all = append(all, RawCustomAudience{ID: id})
	}
	return all
}

// reach is what the keys of a targeting tell of the countries it reaches.
type reach struct {
	countries []string // sorted
	certain   bool     // false where it also reaches places that may be anywhere
}

func reachOf(t *Targeting) reach {
	geo := t.GeoLocations
	if geo == nil {
		return reach{}
	}
	r := reach{certain: true}
	add := func(country string) {
		if country == "" {
			r.certain = false
		} else {
			r.countries = append(r.countries, strings.ToUpper(country))
		}
	}
	for _, c := range geo.Countries {
		add(c)
	}
	for _, group := range geo.CountryGroups {
		// Each of these holds the EU, and all but one more than that.
		if slices.Contains([]string{"eu", "eea", "europe", "worldwide"}, group) {
			r.countries = append(r.countries, euCountries...)
		}
		r.certain = r.certain && group == "eu"
	}
	for _, c := range geo.Cities {
		add(c.Country)
	}
	for _, l := range geo.CustomLocations {
		add(l.Country)
	}
	for _, z := range geo.Zips {
		country, _, _ := strings.Cut(z.Key, ":")
		add(country)
	}
	for _, g := range geo.Regions {
		add(g.Country)
	}
	if len(geo.Places)+len(geo.Neighborhoods)+len(geo.GeoMarkets)+len(geo.Subcities)+len(geo.MetroAreas) > 0 {
		r.certain = false
	}
	slices.Sort(r.countries)
	r.countries = slices.Compact(r.countries)
	return r
}

// reachesNowhere tells that nothing at all is said of a place.
func reachesNowhere(geo *TargetingGeoLocation) bool {
	if geo == nil {
		return true
	}
	text, err := geo.MarshalJSON()
	return err == nil && string(text) == "{}"
}

// euCountries are those in which ads must name beneficiary and payor.
var euCountries = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

// inEU are those of the countries that belong to the EU.
func (r reach) inEU() []string {
	return slices.DeleteFunc(slices.Clone(r.countries), func(c string) bool { return !slices.Contains(euCountries, c) })
}
