package main

import "testing"

func TestFieldName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"id":                                     "ID",
		"adset_id":                               "AdSetID",
		"image_url":                              "ImageURL",
		"lookalike_audience_ids":                 "LookalikeAudienceIDs",
		"dsa_payor":                              "DSAPayor",
		"whatsapp_phone_number":                  "WhatsAppPhoneNumber",
		"whats_app_business_phone_number_id":     "WhatsAppBusinessPhoneNumberID",
		"1d_click":                               "Click1D",
		"28d_view_all_conversions":               "View28DAllConversions",
		"191x100":                                "Ratio191x100",
		"action.type":                            "ActionType",
		"inclusionOperator":                      "InclusionOperator",
		"is_in_3ds_authorization_enabled_market": "IsIn3DSAuthorizationEnabledMarket",
	} {
		if got := fieldName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestConstName(t *testing.T) {
	t.Parallel()
	tests := []struct{ enum, value, want string }{
		{"Objective", "OUTCOME_SALES", "ObjectiveOutcomeSales"},
		{"DestinationType", "WHATSAPP", "DestinationWhatsApp"},
		{"CallToActionType", "WHATSAPP_MESSAGE", "CallToActionWhatsAppMessage"},
		{"MessagingLimitTier", "TIER_250", "MessagingLimitTier250"},
		{"Breakdown", "breakdown_ad_objective", "BreakdownAdObjective"},
		{"CategoryMediaSource", "CATEGORY", "CategoryMediaSourceCategory"},
		{"Status", "STATUS", "StatusStatus"},
		{"ProductAvailability", "out of stock", "ProductAvailabilityOutOfStock"},
	}
	for _, test := range tests {
		if got := constName(test.enum, test.value); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.enum, test.value, got, test.want)
		}
	}
}
