package emulator

import (
	"slices"
	"strings"
)

// checkRegions wants both parties of every regional category, and the category of every party.
// https://developers.facebook.com/docs/marketing-api/reference/ad-campaign
func checkRegions(spec Args) error {
	identities, categories := spec.Map("regional_regulation_identities"), spec.Strings("regional_regulated_categories")
	for _, category := range categories {
		prefix := strings.ToLower(category) + "_"
		if strings.Trim(category, "0123456789") == "" {
			continue // numbers stand for names that are not published
		}
		for _, party := range []string{"beneficiary", "payer"} {
			if identities.Text(prefix+party) == "" {
				return invalid(0, "Verified identity required", "The category "+category+" needs a verified "+party+".",
					"regional_regulation_identities."+prefix+party)
			}
		}
	}
	for key := range identities {
		category, _, _ := strings.Cut(strings.TrimPrefix(key, "universal_"), "_beneficiary")
		category, _, _ = strings.Cut(category, "_payer")
		named := slices.ContainsFunc(categories, func(c string) bool {
			return strings.EqualFold(c, category) || strings.Trim(c, "0123456789") == ""
		})
		if !strings.HasPrefix(key, "universal_") && !named {
			return invalid(0, "Regional category required", "The identity "+key+" needs its category.", "regional_regulated_categories")
		}
	}
	return nil
}

// checkRaisedBudget refuses times of high demand that raise nothing, or are no times.
// https://developers.facebook.com/docs/graph-api/reference/high-demand-period
func checkRaisedBudget(spec Args, budgeted bool) error {
	const at = "budget_schedule_specs"
	periods := spec.List(at)
	if len(periods) > 0 && !budgeted {
		return invalid(0, "Budget required", "The budget of an object is raised where it stands.", at)
	}
	for _, v := range periods {
		m, _ := v.(map[string]any)
		period := Args(m)
		start, end := period.Int("time_start"), period.Int("time_end")
		switch kind := period.Text("budget_value_type"); {
		case kind != "ABSOLUTE" && kind != "MULTIPLIER":
			return invalid(0, "Invalid budget schedule", "budget_value_type is ABSOLUTE or MULTIPLIER.", at)
		case period.Int("budget_value") <= 0:
			return invalid(0, "Invalid budget schedule", "budget_value must be above 0.", at)
		case start <= 0 || end <= start:
			return invalid(0, "Invalid budget schedule", "time_end must be later than time_start.", at)
		case start%900 != 0 || end%900 != 0:
			return invalid(0, "Invalid budget schedule", "Times begin and end on a quarter of an hour.", at)
		}
	}
	return nil
}
