package ads

import (
	"fmt"
	"slices"
)

// RegionalCategory is a regulation of a country under which ads name who benefits from them and who pays.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-campaign.
type RegionalCategory string

const (
	RegionalTaiwanUniversal    RegionalCategory = "TAIWAN_UNIVERSAL"    // everything that is shown in Taiwan
	RegionalTaiwanFinServ      RegionalCategory = "TAIWAN_FINSERV"      // financial services
	RegionalSingaporeUniversal RegionalCategory = "SINGAPORE_UNIVERSAL" // everything that is shown in Singapore
	RegionalAustraliaFinServ   RegionalCategory = "AUSTRALIA_FINSERV"
	RegionalIndiaFinServ       RegionalCategory = "INDIA_FINSERV"
)

// regionalParty are the identities of a category.
type regionalParty struct {
	category           RegionalCategory
	country            string
	everyAd            bool // not financial services alone
	beneficiary, payer string
	path               string // of the field, without Beneficiary or Payer
}

func regionalParties(r *RegionalRegulationIdentities) []regionalParty {
	return []regionalParty{
		{RegionalTaiwanUniversal, "TW", true, r.TaiwanUniversalBeneficiary, r.TaiwanUniversalPayer, "TaiwanUniversal"},
		{RegionalTaiwanFinServ, "TW", false, r.TaiwanFinServBeneficiary, r.TaiwanFinServPayer, "TaiwanFinServ"},
		{RegionalSingaporeUniversal, "SG", true, r.SingaporeUniversalBeneficiary, r.SingaporeUniversalPayer, "SingaporeUniversal"},
		{RegionalAustraliaFinServ, "AU", false, r.AustraliaFinServBeneficiary, r.AustraliaFinServPayer, "AustraliaFinServ"},
		{RegionalIndiaFinServ, "IN", false, r.IndiaFinServBeneficiary, r.IndiaFinServPayer, "IndiaFinServ"},
	}
}

// checkRegional wants both identities of every category, and the category of every identity.
func (ad *ClickToMessage) checkRegional(found *problems) {
	for _, p := range regionalParties(&ad.RegionalIdentities) {
		chosen := slices.Contains(ad.RegionalCategories, p.category)
		for _, side := range []struct{ name, id string }{{"Beneficiary", p.beneficiary}, {"Payer", p.payer}} {
			path := fmt.Sprintf("RegionalIdentities.%s%s", p.path, side.name)
			switch {
			case chosen && side.id == "":
				found.add(path, "is empty: the category %s needs it", p.category)
			case !chosen && side.id != "":
				found.value(path, side.id, "is given, but RegionalCategories lacks %s", p.category)
			case side.id != "" && digitsOf(side.id) != side.id:
				found.value(path, side.id, "is not the id of a verified identity, which has digits only")
			}
		}
	}
	seen := map[RegionalCategory]bool{}
	for i, c := range ad.RegionalCategories {
		switch {
		case c == "":
			found.add(fmt.Sprintf("RegionalCategories[%d]", i), "is empty")
		case seen[c]:
			found.value(fmt.Sprintf("RegionalCategories[%d]", i), string(c), "is there twice")
		}
		seen[c] = true
	}
}

// unnamedRegions are the countries that the ad reaches in which every ad names its parties, and this one does not.
func (ad *ClickToMessage) unnamedRegions() []regionalParty {
	reached := reachOf(ad.targeting())
	return slices.DeleteFunc(regionalParties(&ad.RegionalIdentities), func(p regionalParty) bool {
		named := slices.ContainsFunc(ad.RegionalCategories, func(c RegionalCategory) bool { return c == p.category })
		return !p.everyAd || named || !slices.Contains(reached.countries, p.country)
	})
}

func (ad *ClickToMessage) writeRegional(params *AdSetParams) {
	for _, c := range ad.RegionalCategories {
		params.RegionalRegulatedCategories = append(params.RegionalRegulatedCategories, string(c))
	}
	r := ad.RegionalIdentities
	if r.UniversalBeneficiary != "" || r.UniversalPayer != "" || len(r.Extra) > 0 ||
		slices.ContainsFunc(regionalParties(&r), func(p regionalParty) bool { return p.beneficiary != "" || p.payer != "" }) {
		params.RegionalRegulationIdentities = &r
	}
}
