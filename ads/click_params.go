package ads

import (
	"strings"
	"time"
)

// chat is how an ad names an app whose chat it opens.
type chat struct {
	button CallToActionType
	link   string
}

// chats are as Meta's pages on messaging ads have them. Instagram's button is missing
// in the specification.
var chats = map[DestinationType]chat{
	DestinationWhatsApp:        {CallToActionWhatsAppMessage, "https://api.whatsapp.com/send"},
	DestinationMessenger:       {CallToActionMessagePage, "https://fb.com/messenger_doc/"},
	DestinationInstagramDirect: {"INSTAGRAM_MESSAGE", "https://www.instagram.com"},
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
		params.PacingType = ad.pacing()
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
		BillingEvent:     BillingEventImpressions,
		BidAmount:        ad.Budget.BidAmount,
		StartTime:        ad.Schedule.Start.Truncate(time.Second),
		EndTime:          ad.Schedule.End.Truncate(time.Second),
		AdSetSchedule:    ad.Schedule.DayParts,
		Targeting:        ad.targeting(),
		DSABeneficiary:   ad.DSABeneficiary,
		DSAPayor:         ad.DSAPayor,
		AdLabels:         ad.labels(),
	}
	if !ad.Budget.OnCampaign {
		params.DailyBudget, params.LifetimeBudget = ad.Budget.Daily, ad.Budget.Lifetime
		params.BidStrategy = ad.Budget.strategy()
		params.PacingType = ad.pacing()
	}
	return params
}

func (ad *ClickToMessage) creativeParams(hashes []string) (AdCreativeParams, error) {
	params := AdCreativeParams{Name: ad.Name, AdLabels: ad.labels(), DegreesOfFreedomSpec: ad.enhancements()}
	if ad.isPolitical() {
		params.AuthorizationCategory = AuthorizationCategoryPolitical
	}
	if err := ad.Creative.write(ad, &params, hashes); err != nil {
		return AdCreativeParams{}, err
	}
	ad.writeFeed(&params)
	return params, nil
}

func (ad *ClickToMessage) adParams(adSetID, creativeID string) AdParams {
	return AdParams{
		Name:     ad.Name,
		AdSetID:  adSetID,
		Creative: AdCreative{CreativeID: creativeID},
		Status:   StatusPaused,
		AdLabels: ad.labels(),
	}
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

func (ad *ClickToMessage) promotedObject() *AdPromotedObject {
	promoted := &AdPromotedObject{PageID: ad.PageID, PixelID: ad.Conversion.PixelID, CustomEventType: ad.Conversion.Event}
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
		Link: chats[ad.first()].link, CallToAction: ad.callToAction(false), PageWelcomeMessage: welcome,
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
// which there must be one for each, and a welcome flow made beforehand.
func (ad *ClickToMessage) writeFeed(params *AdCreativeParams) {
	feed := &AdAssetFeedSpec{}
	if apps := ad.destinations(); len(apps) > 1 {
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
