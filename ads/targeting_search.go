package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// adAccountTargetingUnifiedFields are what is found with: also where it stands, and how many people it is.
var adAccountTargetingUnifiedFields = metabiz.WithFields("id", "name", "type", "description", "path", "valid",
	"audience_size_lower_bound", "audience_size_upper_bound")

// Ref names what was found where a targeting_list is asked for.
func (a *AdAccountTargetingUnified) Ref() TargetingRef { return TargetingRef{Type: a.Type, ID: a.ID} }

// TargetingSearch looks up what ads can be targeted at, whatever the account: places,
// languages, interests. It costs nothing to make. What is found is named by its key or
// id in a [Targeting]; names change.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
type TargetingSearch struct{ client *metabiz.Client }

// NewTargetingSearch makes the handle of the search.
func NewTargetingSearch(client *metabiz.Client) *TargetingSearch {
	return &TargetingSearch{client}
}

func (s *TargetingSearch) request(query any) *metabiz.Request {
	return &metabiz.Request{Method: "GET", Path: "search", Operation: "GET /search", Query: query}
}

// LocationType is a kind of place.
type LocationType string

const (
	LocationCountry           LocationType = "country"
	LocationCountryGroup      LocationType = "country_group"
	LocationRegion            LocationType = "region"
	LocationCity              LocationType = "city"
	LocationZip               LocationType = "zip"
	LocationGeoMarket         LocationType = "geo_market"
	LocationElectoralDistrict LocationType = "electoral_district"
	LocationSubcity           LocationType = "subcity"
	LocationNeighborhood      LocationType = "neighborhood"
	LocationSmallGeoArea      LocationType = "small_geo_area"
	LocationMediumGeoArea     LocationType = "medium_geo_area"
	LocationLargeGeoArea      LocationType = "large_geo_area"
)

// LocationQuery looks for places.
type LocationQuery struct {
	Q                string         `json:"q,omitzero"` // the beginning of the name; empty lists all, of countries and groups
	LocationTypes    []LocationType `json:"location_types,omitzero"`
	CountryCode      string         `json:"country_code,omitzero"` // two letters
	RegionID         string         `json:"region_id,omitzero"`
	MatchCountryCode *bool          `json:"match_country_code,omitzero"` // Q may be a country's code
	Locale           string         `json:"locale,omitzero"`             // of the names: it_IT
	Limit            int            `json:"limit,omitzero"`
}

// Location is a place that ads can be shown at.
type Location struct {
	Key                string       `json:"key"`
	Name               string       `json:"name"`
	Type               LocationType `json:"type"`
	CountryCode        string       `json:"country_code,omitzero"`
	CountryName        string       `json:"country_name,omitzero"`
	CountryCodes       []string     `json:"country_codes,omitzero"` // of a group
	Region             string       `json:"region,omitzero"`
	RegionID           string       `json:"region_id,omitzero"`
	PrimaryCity        string       `json:"primary_city,omitzero"`
	PrimaryCityID      string       `json:"primary_city_id,omitzero"`
	SupportsRegion     bool         `json:"supports_region,omitzero"`
	SupportsCity       bool         `json:"supports_city,omitzero"`
	GeoHierarchyLevel  string       `json:"geo_hierarchy_level,omitzero"`
	GeoHierarchyName   string       `json:"geo_hierarchy_name,omitzero"`
	Population         int64        `json:"population,omitzero"`
	SpecialAdCountries []string     `json:"special_ad_category_countries,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (l *Location) UnmarshalJSON(data []byte) error {
	type plain Location
	return wire.Unmarshal(data, (*plain)(l))
}

// Locations looks for places by their names.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) Locations(ctx context.Context, query LocationQuery, opts ...metabiz.Option) iter.Seq2[Location, error] {
	return edge.List[Location](ctx, s.client, s.request(struct {
		Type string `json:"type"`
		LocationQuery
	}{"adgeolocation", query}), opts)
}

// LocationPages is [TargetingSearch.Locations] by pages, with the cursors to resume from.
func (s *TargetingSearch) LocationPages(ctx context.Context, query LocationQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[Location], error] {
	return edge.Pages[Location](ctx, s.client, s.request(struct {
		Type string `json:"type"`
		LocationQuery
	}{"adgeolocation", query}), opts)
}

// LocationKeys names places by their keys, to learn what they are.
type LocationKeys struct {
	Countries  []string `json:"countries,omitzero"`
	Regions    []string `json:"regions,omitzero"`
	Cities     []string `json:"cities,omitzero"`
	Zips       []string `json:"zips,omitzero"`
	GeoMarkets []string `json:"geo_markets,omitzero"`
}

// LocationDetails are places by their keys, as [TargetingSearch.LocationDetails] gives them.
type LocationDetails struct {
	Countries  map[string]Location `json:"countries"`
	Regions    map[string]Location `json:"regions"`
	Cities     map[string]Location `json:"cities"`
	Zips       map[string]Location `json:"zips"`
	GeoMarkets map[string]Location `json:"geo_markets"`
}

// LocationDetails tells what places are that a targeting names by their keys.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) LocationDetails(ctx context.Context, keys LocationKeys, opts ...metabiz.Option) (*LocationDetails, error) {
	return edge.One[LocationDetails](ctx, s.client, s.request(struct {
		Type string `json:"type"`
		LocationKeys
	}{"adgeolocationmeta", keys}), opts)
}

// Locale is a language that people have set: its key is what [Targeting] Locales holds.
type Locale struct {
	Key  int    `json:"key"`
	Name string `json:"name"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (l *Locale) UnmarshalJSON(data []byte) error {
	type plain Locale
	return wire.Unmarshal(data, (*plain)(l))
}

// Locales looks for languages by their names.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) Locales(ctx context.Context, q string, opts ...metabiz.Option) iter.Seq2[Locale, error] {
	return edge.List[Locale](ctx, s.client, s.request(map[string]string{"type": "adlocale", "q": q}), opts)
}

// Interest is something that people are interested in.
type Interest struct {
	ID                     string   `json:"id"`
	Name                   string   `json:"name"`
	Description            string   `json:"description,omitzero"`
	Topic                  string   `json:"topic,omitzero"`
	Path                   []string `json:"path,omitzero"`
	AudienceSizeLowerBound int64    `json:"audience_size_lower_bound,omitzero"`
	AudienceSizeUpperBound int64    `json:"audience_size_upper_bound,omitzero"`
	Valid                  bool     `json:"valid,omitzero"` // of ValidInterests
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (i *Interest) UnmarshalJSON(data []byte) error {
	type plain Interest
	return wire.Unmarshal(data, (*plain)(i))
}

// Interests looks for interests by their names.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) Interests(ctx context.Context, q string, opts ...metabiz.Option) iter.Seq2[Interest, error] {
	return edge.List[Interest](ctx, s.client, s.request(map[string]string{"type": "adinterest", "q": q}), opts)
}

// SuggestedInterests looks for interests of people who have those given, by their names.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) SuggestedInterests(ctx context.Context, names []string, opts ...metabiz.Option) iter.Seq2[Interest, error] {
	return edge.List[Interest](ctx, s.client, s.request(interestList{"adinterestsuggestion", names, nil}), opts)
}

// ValidInterests tells of interests, by their names or ids, which can be targeted still: their Valid is true.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) ValidInterests(ctx context.Context, names, ids []string, opts ...metabiz.Option) iter.Seq2[Interest, error] {
	return edge.List[Interest](ctx, s.client, s.request(interestList{"adinterestvalid", names, ids}), opts)
}

type interestList struct {
	Type  string   `json:"type"`
	Names []string `json:"interest_list,omitzero"`
	IDs   []string `json:"interest_fbid_list,omitzero"`
}

// TargetingCategory is a group of people that can be targeted, such as behaviors.
type TargetingCategory struct {
	ID                     string   `json:"id"`
	Name                   string   `json:"name"`
	Type                   string   `json:"type"`
	Description            string   `json:"description,omitzero"`
	Path                   []string `json:"path,omitzero"`
	AudienceSizeLowerBound int64    `json:"audience_size_lower_bound,omitzero"`
	AudienceSizeUpperBound int64    `json:"audience_size_upper_bound,omitzero"`
}

// UnmarshalJSON takes numbers in each form that Meta writes them in.
func (t *TargetingCategory) UnmarshalJSON(data []byte) error {
	type plain TargetingCategory
	return wire.Unmarshal(data, (*plain)(t))
}

// Categories lists the groups of a class: interests, behaviors, demographics,
// life_events, industries, income, family_statuses, user_device or user_os.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) Categories(ctx context.Context, class string, opts ...metabiz.Option) iter.Seq2[TargetingCategory, error] {
	return edge.List[TargetingCategory](ctx, s.client, s.request(map[string]string{"type": "adTargetingCategory", "class": class}), opts)
}

// OptionStatus tells whether an option of a targeting can still be used.
type OptionStatus struct {
	ID            string             `json:"id"`
	Name          string             `json:"name,omitzero"`
	Type          string             `json:"type,omitzero"`
	CurrentStatus OptionStatusValue  `json:"current_status"`
	FuturePlan    []OptionFuturePlan `json:"future_plan,omitzero"`
}

// OptionStatusValue is the state of an option of a targeting.
type OptionStatusValue string

const (
	OptionNormal                    OptionStatusValue = "NORMAL"
	OptionDeprecating               OptionStatusValue = "DEPRECATING"
	OptionNonDeliverable            OptionStatusValue = "NON-DELIVERABLE"
	OptionNonDeliverableInExclusion OptionStatusValue = "NON-DELIVERABLE-IN-EXCLUSION"
	OptionUnknown                   OptionStatusValue = "UNKNOWN"
)

// OptionFuturePlan is what Meta has decided of an option for a later day.
type OptionFuturePlan struct {
	Status OptionStatusValue `json:"planned_status"`
	Date   string            `json:"planned_date"`
}

// OptionStatuses tells of options of a targeting, by their ids, whether they can still be used.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/targeting-search.
//
//meta:operation GET /search
func (s *TargetingSearch) OptionStatuses(ctx context.Context, ids []string, opts ...metabiz.Option) iter.Seq2[OptionStatus, error] {
	return edge.List[OptionStatus](ctx, s.client, s.request(struct {
		Type string   `json:"type"`
		IDs  []string `json:"targeting_option_list"`
	}{"targetingoptionstatus", ids}), opts)
}
