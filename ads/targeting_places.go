package ads

// Add puts places that a search found into a targeting, each where its type belongs;
// those of types that have no place there are left out, and false is given.
func (t *TargetingGeoLocation) Add(found ...Location) (all bool) {
	all = true
	for _, l := range found {
		entity := TargetingGeoLocationGeoEntities{Key: l.Key, Name: l.Name, Country: l.CountryCode, Region: l.Region, RegionID: l.RegionID}
		switch l.Type {
		case LocationCountry:
			t.Countries = append(t.Countries, l.Key)
		case LocationCountryGroup:
			t.CountryGroups = append(t.CountryGroups, l.Key)
		case LocationRegion:
			t.Regions = append(t.Regions, TargetingGeoLocationRegion{Key: l.Key, Name: l.Name, Country: l.CountryCode})
		case LocationCity:
			t.Cities = append(t.Cities, TargetingGeoLocationCity{Key: l.Key, Name: l.Name, Country: l.CountryCode, Region: l.Region, RegionID: l.RegionID})
		case LocationZip:
			t.Zips = append(t.Zips, TargetingGeoLocationZip{Key: l.Key, Name: l.Name, Country: l.CountryCode, PrimaryCityID: l.PrimaryCityID, RegionID: l.RegionID})
		case LocationGeoMarket:
			t.GeoMarkets = append(t.GeoMarkets, TargetingGeoLocationMarket{Key: l.Key, Name: l.Name, Country: l.CountryCode})
		case LocationElectoralDistrict:
			t.ElectoralDistricts = append(t.ElectoralDistricts, TargetingGeoLocationElectoralDistrict{Key: l.Key, Name: l.Name, Country: l.CountryCode})
		case LocationSubcity:
			t.Subcities = append(t.Subcities, entity)
		case LocationNeighborhood:
			t.Neighborhoods = append(t.Neighborhoods, entity)
		case LocationSmallGeoArea:
			t.SmallGeoAreas = append(t.SmallGeoAreas, entity)
		case LocationMediumGeoArea:
			t.MediumGeoAreas = append(t.MediumGeoAreas, entity)
		case LocationLargeGeoArea:
			t.LargeGeoAreas = append(t.LargeGeoAreas, entity)
		default:
			all = false
		}
	}
	return all
}
