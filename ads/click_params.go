package ads

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// chat is how an ad names an app whose chat it opens.
type chat struct {
	button    CallToActionType
	link      string
	extension string // on website ads
}

// chats are as Meta's pages on messaging ads have them. Instagram's button is missing
// in the specification.
var chats = map[DestinationType]chat{
	DestinationWhatsApp:        {CallToActionWhatsAppMessage, "https://api.whatsapp.com/send", "whatsapp"},
	DestinationMessenger:       {CallToActionMessagePage, "https://fb.com/messenger_doc/", "messenger"},
	DestinationInstagramDirect: {"INSTAGRAM_MESSAGE", "https://www.instagram.com", "instagram_message"},
}

// campaignParams, adSetParams, creativeParams and adParams are the ad's four parts.
// Every one is paused: Meta's own default is active.
func (ad *ClickToMessage) campaignParams() CampaignParams {
	params := CampaignParams{
		Name:                     ad.Name,
		Objective:                ad.objective(),
		Status:                   StatusPaused,
		BuyingType:               "AUCTION",
		SpecialAdCategories:      ad.SpecialAdCategories,
		SpecialAdCategoryCountry: ad.SpecialAdCategoryCountries,
		AdLabels:                 ad.labels(),
	}
	if ad.Budget.OnCampaign {
		params.DailyBudget, params.LifetimeBudget = ad.Budget.Daily, ad.Budget.Lifetime
		params.BidStrategy = ad.Budget.strategy()
		params.PacingType, params.BudgetScheduleSpecs = ad.pacing(), ad.Schedule.HighDemand
	} else {
		// Must be told where the ad sets have the budgets, since v24.0.
		params.IsAdSetBudgetSharingEnabled = new(false)
	}
	return params
}

func (ad *ClickToMessage) adSetParams(campaignID string) AdSetParams {
	params := AdSetParams{
		Name:             ad.Name,
		CampaignID:       campaignID,
		Status:           StatusPaused,
		DestinationType:  ad.destinationType(),
		PromotedObject:   ad.promotedObject(),
		OptimizationGoal: ad.goal(),
		BillingEvent:     cmp.Or(ad.BillingEvent, BillingEventImpressions),
		BidAmount:        ad.Budget.BidAmount,
		StartTime:        ad.Schedule.Start.Truncate(time.Second),
		EndTime:          ad.Schedule.End.Truncate(time.Second),
		AdSetSchedule:    ad.Schedule.DayParts,
		Targeting:        ad.targeting(),
		DSABeneficiary:   ad.DSABeneficiary,
		DSAPayor:         ad.DSAPayor,
		AdLabels:         ad.labels(),

		PlacementSoftOptOut: ad.Placements.SoftOptOut,
	}
	ad.writeRegional(&params)
	if _, dynamic := creativeValue(ad.Creative).(AssetFeedCreative); dynamic {
		params.IsDynamicCreative = new(true)
	}
	if !ad.Budget.OnCampaign {
		params.DailyBudget, params.LifetimeBudget = ad.Budget.Daily, ad.Budget.Lifetime
		params.BidStrategy = ad.Budget.strategy()
		params.PacingType, params.BudgetScheduleSpecs = ad.pacing(), ad.Schedule.HighDemand
	}
	return params
}

// creativeBody is a creative with what Meta documents and its specification lacks.
type creativeBody struct {
	AdCreativeParams
	StatusIdentity *statusIdentity `json:"wamo_whatsapp_identity_spec,omitzero"`
}

type statusIdentity struct {
	ID          string `json:"wamo_whatsapp_identity_id"`
	PhoneNumber string `json:"whatsapp_phone_number,omitzero"`
}

func (ad *ClickToMessage) creativeBody(up uploaded) (creativeBody, error) {
	params, err := ad.creativeParams(up)
	body := creativeBody{AdCreativeParams: params}
	if ad.StatusIdentity != "" {
		body.StatusIdentity = &statusIdentity{ad.StatusIdentity, internationalNumber(ad.WhatsAppNumber)}
	}
	return body, err
}

func (ad *ClickToMessage) creativeParams(up uploaded) (AdCreativeParams, error) {
	params := AdCreativeParams{Name: ad.Name, AdLabels: ad.labels(), DegreesOfFreedomSpec: ad.enhancements()}
	if ad.isPolitical() {
		params.AuthorizationCategory = AuthorizationCategoryPolitical
	}
	if err := ad.Creative.write(ad, &params, up); err != nil {
		return AdCreativeParams{}, err
	}
	ad.writeFeed(&params)
	return params, nil
}

// inline tells that the creative goes with the ad itself: Meta takes buttons for messages on
// website ads in no other way.
func (ad *ClickToMessage) inline() bool { return ad.Website != "" }

// adBody is an ad with its creative by id, or inline with all of it.
type adBody struct {
	AdParams
	Creative any `json:"creative"`
}

// adBody makes an ad of a creative by its id, or of one that is made along with it.
func (ad *ClickToMessage) adBody(adSetID, creativeID string, up uploaded) (adBody, error) {
	body := adBody{AdParams: AdParams{Name: ad.Name, AdSetID: adSetID, Status: StatusPaused, AdLabels: ad.labels()}}
	if flexible, ok := creativeValue(ad.Creative).(FlexibleCreative); ok {
		groups, err := flexible.groups(ad, up)
		if err != nil {
			return adBody{}, err
		}
		body.CreativeAssetGroupsSpec = groups
	}
	if ad.inline() {
		creative, err := ad.creativeBody(up)
		body.Creative = creative
		return body, err
	}
	body.Creative = AdCreative{CreativeID: creativeID}
	return body, nil
}

func (ad *ClickToMessage) labels() []AdLabel {
	var labels []AdLabel
	for _, name := range ad.Labels {
		labels = append(labels, AdLabel{Name: name})
	}
	return labels
}

func (ad *ClickToMessage) pacing() []string {
	if len(ad.Schedule.DayParts) > 0 {
		return []string{"day_parting"}
	}
	return nil
}

// promotedObject has the Page and the number of a chat. A website has what its goal needs and no more: one
// ad set promotes one thing.
func (ad *ClickToMessage) promotedObject() *AdPromotedObject {
	promoted := &AdPromotedObject{PageID: ad.PageID, PixelID: ad.Conversion.PixelID, CustomEventType: ad.Conversion.Event}
	if ad.Website != "" {
		needed := ad.ruleOfGoal().Promoted
		switch {
		case len(needed) == 0 && promoted.PixelID == "":
			return nil
		case !slices.Contains(needed, PromotedPage):
			promoted.PageID = ""
		}
		return promoted
	}
	if ad.opens(DestinationWhatsApp) {
		promoted.WhatsAppPhoneNumber = internationalNumber(ad.WhatsAppNumber)
	}
	return promoted
}

// internationalNumber writes a number as Meta has it: "+393331234567".
func internationalNumber(number string) string {
	digits := digitsOf(number)
	if digits == "" {
		return ""
	}
	return "+" + digits
}

func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// enhancements says explicitly what Meta refuses to guess (3858082).
func (ad *ClickToMessage) enhancements() *AdCreativeDegreesOfFreedomSpec {
	status := "OPT_OUT"
	if ad.StandardEnhancements {
		status = "OPT_IN"
	}
	return &AdCreativeDegreesOfFreedomSpec{CreativeFeaturesSpec: &AdCreativeFeaturesSpec{
		StandardEnhancements: &AdCreativeFeatureDetails{EnrollStatus: status},
	}}
}

// callToAction is the button. The link of the chat stands in it where the creative has no other place for it.
func (ad *ClickToMessage) callToAction(withLink bool) *AdCreativeLinkDataCallToAction {
	if ad.Website != "" {
		return &AdCreativeLinkDataCallToAction{
			Type: cmp.Or(ad.Button, CallToActionLearnMore), Value: &AdCreativeLinkDataCallToActionValue{Link: ad.Website},
		}
	}
	app := ad.first()
	button := &AdCreativeLinkDataCallToAction{
		Type:  chats[app].button,
		Value: &AdCreativeLinkDataCallToActionValue{AppDestination: string(app)},
	}
	if ad.Button != "" {
		button.Type = ad.Button
	}
	if withLink {
		button.Value.Link = chats[app].link
	}
	if ad.LandOnCatalog {
		button.Value.LandOnWhatsAppCatalog = new(1)
	}
	if ad.LandOnProfile {
		button.Value.LandOnWhatsAppProfile = new(1)
	}
	return button
}

func (ad *ClickToMessage) welcomeText() (string, error) {
	if ad.Welcome == nil {
		return "", nil
	}
	return ad.Welcome.JSON()
}

func (ad *ClickToMessage) linkData() (*AdCreativeLinkData, error) {
	welcome, err := ad.welcomeText()
	if err != nil {
		return nil, err
	}
	return &AdCreativeLinkData{
		Message: ad.Text, Name: ad.Headline, Description: ad.Description,
		Link: cmp.Or(ad.Website, chats[ad.first()].link), CallToAction: ad.callToAction(false), PageWelcomeMessage: welcome,
	}, nil
}

// writeButton adds the button and the greeting to a post that exists.
func (ad *ClickToMessage) writeButton(params *AdCreativeParams) error {
	welcome, err := ad.welcomeText()
	if err != nil {
		return err
	}
	params.CallToAction, params.PageWelcomeMessage = ad.callToAction(true), welcome
	return nil
}

// writeFeed adds what stands in the asset feed: the buttons of several destinations, of
// which there must be one for each, the buttons for messages beside a website's, and a
// welcome flow made beforehand.
func (ad *ClickToMessage) writeFeed(params *AdCreativeParams) {
	feed := params.AssetFeedSpec
	if feed == nil {
		feed = &AdAssetFeedSpec{}
	}
	switch apps := ad.destinations(); {
	case ad.Website != "":
		for _, app := range apps {
			feed.MessageExtensions = append(feed.MessageExtensions, AdAssetMessageExtensions{Type: chats[app].extension})
		}
		params.AssetFeedSpec = feed
	case len(apps) > 1:
		feed.OptimizationType = "DOF_MESSAGING_DESTINATION"
		for _, app := range apps {
			feed.CallToActions = append(feed.CallToActions, AdAssetFeedSpecCallToAction{
				Type:  string(chats[app].button),
				Value: &AdCreativeLinkDataCallToActionValue{AppDestination: string(app), Link: chats[app].link},
			})
		}
		params.AssetFeedSpec = feed
	}
	if ad.WelcomeFlowID != "" {
		feed.AdditionalData = &AdAssetFeedAdditionalData{PartnerAppWelcomeMessageFlowID: ad.WelcomeFlowID}
		params.AssetFeedSpec = feed
	}
}
