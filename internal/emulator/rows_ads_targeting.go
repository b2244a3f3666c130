package emulator

import (
	"fmt"
	"slices"
	"strings"
)

var geoKinds = []string{"countries", "country_groups", "regions", "cities", "zips", "geo_markets", "custom_locations", "places",
	"neighborhoods", "subcities", "electoral_districts", "small_geo_areas", "medium_geo_areas", "large_geo_areas"}

var europeanUnion = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

// targetCountries are the codes of ISO 3166-1, and Kosovo's.
var targetCountries = strings.Fields(`AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
	BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB
	GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
	KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF
	NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO
	SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`)

// countriesOf are the countries that a targeting reaches, as far as it tells; a place without country lies in home.
func countriesOf(geo Args, home string) []string {
	var out []string
	for _, kind := range geoKinds {
		for _, v := range geo.List(kind) {
			switch u := v.(type) {
			case map[string]any:
				country := Args(u).Text("country")
				if prefix, _, ok := strings.Cut(Args(u).Text("key"), ":"); country == "" && ok && len(prefix) == 2 {
					country = prefix
				}
				if country == "" {
					country = home
				}
				out = append(out, strings.ToUpper(country))
			default:
				s := text(u)
				if kind == "country_groups" {
					switch s {
					case "worldwide", "europe", "eea", "eu_area":
						out = append(out, europeanUnion...)
					}
					continue
				}
				out = append(out, strings.ToUpper(s))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func reachesUnion(countries []string) bool {
	return slices.ContainsFunc(countries, func(s string) bool { return slices.Contains(europeanUnion, s) })
}

// checkTargeting refuses an audience without place, ages that do not fit, and placements that cannot be.
func checkTargeting(c *Call, campaign *Object, spec Args) error {
	t := spec.Map("targeting")
	geo := t.Map("geo_locations")
	if !slices.ContainsFunc(geoKinds, func(kind string) bool { return len(geo.List(kind)) > 0 }) && len(t.List("custom_audiences")) == 0 {
		return invalid(0, "Missing location", "The audience of an ad set needs a location, such as a country, a region or a city.",
			"targeting.geo_locations")
	}
	if err := checkPlaces(geo); err != nil {
		return err
	}
	if err := checkAges(campaign, t); err != nil {
		return err
	}
	if err := checkAdvantage(c, campaign, t); err != nil {
		return err
	}
	return checkPlacements(c, campaign, spec, t)
}

// checkPlaces refuses codes of no country, and places that are not named by their key.
func checkPlaces(geo Args) error {
	for _, country := range geo.Strings("countries") {
		if !slices.Contains(targetCountries, country) {
			return invalid(0, "Invalid country", fmt.Sprintf("%q is not a country code of two letters.", country), "targeting.geo_locations.countries")
		}
	}
	for _, kind := range []string{"regions", "cities", "zips", "geo_markets"} {
		for _, v := range geo.List(kind) {
			if place, ok := v.(map[string]any); !ok || Args(place).Text("key") == "" {
				return invalid(0, "Invalid location", "Every entry of "+kind+" needs its key.", "targeting.geo_locations."+kind)
			}
		}
	}
	return nil
}

func checkAges(campaign *Object, t Args) error {
	low, high := t.Int("age_min"), t.Int("age_max")
	switch {
	case t.Has("age_min") && (low < 13 || low > 65):
		return invalid(0, "Invalid age", "age_min must be between 13 and 65.", "targeting.age_min")
	case t.Has("age_max") && (high < 13 || high > 65):
		return invalid(0, "Invalid age", "age_max must be between 13 and 65.", "targeting.age_max")
	case t.Has("age_min") && t.Has("age_max") && low > high:
		return invalid(0, "Invalid age", "age_min must not be above age_max.", "targeting.age_min")
	}
	for _, g := range t.Strings("genders") {
		if g != "0" && g != "1" && g != "2" {
			return invalid(0, "Invalid gender", "genders holds 1 (men) and 2 (women).", "targeting.genders")
		}
	}
	for _, category := range realCategories(campaign.Values) {
		switch category {
		case "HOUSING", "EMPLOYMENT", "FINANCIAL_PRODUCTS_SERVICES", "CREDIT":
			if low > 18 || t.Has("age_max") && high < 65 || len(t.List("genders")) == 1 || len(t.Map("geo_locations").List("zips")) > 0 {
				return invalid(2909034, "Audience not allowed for the special ad category",
					"Ads of this category reach all genders and ages from 18 to 65+, and are not targeted by zip code.", "targeting")
			}
		}
	}
	return nil
}

// checkAdvantage wants the Advantage audience switched on or off wherever the audience was narrowed.
func checkAdvantage(c *Call, campaign *Object, t Args) error {
	automation := t.Map("targeting_automation")
	if !automation.Has("advantage_audience") {
		narrowed := t.Int("age_min") > 18 || t.Has("age_max") && t.Int("age_max") < 65 || len(t.List("genders")) == 1
		for _, key := range []string{"flexible_spec", "interests", "behaviors", "custom_audiences", "locales", "life_events"} {
			narrowed = narrowed || len(t.List(key)) > 0
		}
		explicit := c.Version != "v25.0" && len(realCategories(campaign.Values)) > 0
		if narrowed || explicit {
			return invalid(1870227, "Advantage audience flag required",
				"Set targeting_automation.advantage_audience to 1 or to 0.", "targeting.targeting_automation.advantage_audience")
		}
		return nil
	}
	switch automation.Text("advantage_audience") {
	case "0":
	case "1":
		if t.Has("age_max") && t.Int("age_max") < 65 {
			return invalid(1870189, "Maximum age is below threshold", "With an Advantage audience age_max must be 65.", "targeting.age_max")
		}
		if t.Int("age_min") > 25 {
			return invalid(0, "Minimum age is above threshold", "With an Advantage audience age_min must not be above 25.", "targeting.age_min")
		}
	default:
		return badParam(c, "targeting[targeting_automation][advantage_audience]", "must be 0 or 1")
	}
	return nil
}

// placements are the positions of every platform, with the version of their end, or none.
var placements = map[string]map[string]string{
	"facebook": {"feed": "", "right_hand_column": "", "marketplace": "", "story": "", "search": "", "instream_video": "",
		"facebook_reels": "", "facebook_reels_overlay": "", "profile_feed": "", "notification": "", "video_feeds": "v24.0"},
	"instagram": {"stream": "", "story": "", "reels": "", "profile_feed": "", "ig_search": "", "profile_reels": "",
		"explore": "v26.0", "explore_home": "v26.0"},
	"threads":          {"threads_stream": ""},
	"messenger":        {"sponsored_messages": "", "marketing_messages": "", "messenger_home": "", "story": "v26.0"},
	"audience_network": {"classic": "", "rewarded_video": ""},
	"whatsapp":         {"status": "", "marketing_messages": ""},
}

var platforms = []string{"facebook", "instagram", "threads", "messenger", "audience_network", "whatsapp"}

func badPlacement(key, format string, args ...any) *Error {
	return invalid(0, "Placement not available", fmt.Sprintf(format, args...), "targeting."+key)
}

// checkPlacements refuses positions that are gone, unknown, or lack what they need.
// https://developers.facebook.com/docs/marketing-api/audiences/reference/placement-targeting
func checkPlacements(c *Call, campaign *Object, spec, t Args) error {
	chosen := t.Strings("publisher_platforms")
	for _, p := range chosen {
		if !slices.Contains(platforms, p) {
			return badPlacement("publisher_platforms", "%s is not a platform.", p)
		}
	}
	for _, p := range platforms {
		key := p + "_positions"
		for _, position := range t.Strings(key) {
			end, known := placements[p][position]
			if !known {
				return badPlacement(key, "%s has no placement %s.", p, position)
			}
			if end != "" && c.Version >= end {
				return badPlacement(key, "The placement %s of %s is no longer available.", position, p)
			}
		}
		if t.Has(key) && len(chosen) > 0 && !slices.Contains(chosen, p) {
			return badPlacement(key, "Positions of %s need it among publisher_platforms.", p)
		}
	}
	for _, d := range t.Strings("device_platforms") {
		if d != "mobile" && d != "desktop" {
			return badPlacement("device_platforms", "%s is not a device platform.", d)
		}
	}
	facebook, instagram, whatsapp := t.Strings("facebook_positions"), t.Strings("instagram_positions"), t.Strings("whatsapp_positions")
	for _, position := range facebook {
		switch position {
		case "marketplace", "search", "profile_feed", "notification":
			if !slices.Contains(facebook, "feed") {
				return badPlacement("facebook_positions", "%s needs the placement feed.", position)
			}
		}
	}
	switch {
	case len(chosen) == 1 && chosen[0] == "audience_network":
		return badPlacement("publisher_platforms", "Audience Network cannot be the only platform.")
	case slices.Contains(chosen, "threads") && (!slices.Contains(chosen, "instagram") || len(instagram) > 0 && !slices.Contains(instagram, "stream")):
		return badPlacement("threads_positions", "Threads needs the placement stream of Instagram.")
	case slices.Contains(t.Strings("messenger_positions"), "sponsored_messages") && len(chosen) > 1:
		return badPlacement("messenger_positions", "Sponsored messages cannot be combined with other placements.")
	case slices.Contains(whatsapp, "marketing_messages") && len(chosen) > 1:
		return badPlacement("whatsapp_positions", "Marketing messages cannot be combined with other placements.")
	}
	destination := spec.Text("destination_type")
	if slices.Contains(whatsapp, "status") {
		if !slices.Contains(instagram, "story") {
			return badPlacement("whatsapp_positions", "WhatsApp Status needs the placement story of Instagram.")
		}
		if len(realCategories(campaign.Values)) > 0 {
			return invalid(2909034, "Special ad category not allowed", "WhatsApp Status takes no ads of a special category.", "special_ad_categories")
		}
	}
	if slices.Contains(instagram, "ig_search") && campaign.Get("objective") == "OUTCOME_TRAFFIC" &&
		(destination == "WHATSAPP" || destination == "MESSENGER") {
		return badPlacement("instagram_positions", "ig_search is not available for traffic to a chat.")
	}
	return nil
}
