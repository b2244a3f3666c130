package ads

import (
	"slices"
	"strings"
	"time"
)

// ClickToMessage describes a whole ad whose button opens a chat: the campaign, the ad
// set, the creative and the ad that it becomes.
//
// It is a plain value. [ClickToMessage.Validate] holds it against Meta's rules,
// [Account.Plan] shows what would be sent, [Account.Preflight] looks for what would make
// it fail, and [Account.Launch] does it. What is left zero is what most ads want:
// an ad that asks for conversations on WhatsApp, in all placements, from its launch until it is stopped.
//
// See https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp.
type ClickToMessage struct {
	// Name is that of the campaign, the ad set, the creative and the ad. Up to 400 characters.
	Name string

	// Objective is what the campaign is for; zero is [ObjectiveOutcomeEngagement].
	Objective Objective
	// Goal is what delivery strives for; zero is the first that the objective has for
	// the destination, mostly [OptimizationGoalConversations].
	Goal OptimizationGoal
	// Destinations are the apps whose chat the button opens: [DestinationWhatsApp],
	// [DestinationMessenger], [DestinationInstagramDirect]. None is WhatsApp alone; of
	// several Meta picks the one in which the person will rather answer.
	Destinations []DestinationType
	// DestinationType is where delivery counts what the goal asks for, in place of the
	// chat: [DestinationOnPost] for reactions to the ad's post, [DestinationOnVideo] for
	// views of its video. The button opens the chat all the same. Zero is the chat itself, or the website.
	DestinationType DestinationType
	// Website is an address to which the ad leads, with a button for the chats of
	// Destinations besides. Percent-encoded.
	Website string
	// BillingEvent is what is paid for; zero is [BillingEventImpressions], which is all that chats have.
	BillingEvent BillingEvent

	// PageID is the Page that the ad speaks for. Every ad has one.
	PageID string
	// WhatsAppNumber is the linked number to chat with, in international form; it may be
	// left out where the Page has only one.
	WhatsAppNumber string
	// InstagramUserID is the Instagram account that the ad speaks for on Instagram:
	// needed for chats there.
	InstagramUserID string
	// WhatsAppAccountID is the WhatsApp Business account of the number. It is not sent:
	// with it [Account.Preflight] looks whether number, flows and templates are there and in order.
	WhatsAppAccountID string
	// Templates are names of message templates that the chats will go on with. They are
	// not sent: [Account.Preflight] looks whether they are approved.
	Templates []string

	Budget     Budget
	Schedule   Schedule
	Audience   Audience
	Placements Placements

	// Creative is what the ad shows: an [ImageCreative], [VideoCreative],
	// [CarouselCreative], [SlideshowCreative], [CollectionCreative], [CatalogCreative],
	// [FlexibleCreative], [AssetFeedCreative], [ExistingPost] or [InstagramPost].
	Creative Creative
	// Text stands above the picture, Headline and Description beside the button.
	Text, Headline, Description string
	// Button is what the button says and does; zero is the one of the destination.
	Button CallToActionType
	// StandardEnhancements lets Meta change the picture and the texts.
	StandardEnhancements bool
	// StatusIdentity is whom the ad speaks for in WhatsApp's status: the id of the Page, or of
	// its link to the number. Since v26.0; it can't be changed later.
	StatusIdentity string
	// LandOnCatalog and LandOnProfile open the catalog or the profile of the number before the chat.
	LandOnCatalog, LandOnProfile bool

	// Welcome greets in the chat; nil leaves that to Meta. Not with WelcomeFlowID.
	Welcome *WelcomeMessage
	// WelcomeFlowID greets with a flow made beforehand: a welcome message sequence of the
	// WhatsApp account, or a welcome message flow of the Page.
	WelcomeFlowID string

	// Conversion is the event to optimise for, with [OptimizationGoalOffsiteConversions].
	Conversion Conversion

	// SpecialAdCategories must name what the ad is about where that is credit,
	// employment, housing, politics and the like. The countries, as ISO 3166 codes, are
	// those whose rules apply; none is the account's own.
	SpecialAdCategories        []SpecialAdCategory
	SpecialAdCategoryCountries []string
	// DSABeneficiary profits from the ad and DSAPayor pays for it. People in the EU are
	// told; empty is the account's default.
	DSABeneficiary, DSAPayor string
	// RegionalCategories are regulations of other countries that the ad comes under, and
	// RegionalIdentities who benefits and who pays there: ids of verified identities.
	RegionalCategories []RegionalCategory
	RegionalIdentities RegionalRegulationIdentities
	// Labels are ad labels for all four parts, made where they don't exist.
	Labels []string

	// Matrix takes the place of the version's table of what goes together.
	Matrix *Matrix
	// Unchecked leaves out the check of objective, destination, goal and placements
	// against each other, for what Meta allows and this version does not know.
	Unchecked bool
}

// Budget is what the ad may cost, in minor units of the account's currency: 1000 is
// 10.00 EUR. It is either daily or for the whole run.
type Budget struct {
	// Daily is spent on average: up to 175 % of it in a day, and 7 times it in a week.
	Daily Money
	// Lifetime is for the whole schedule, which needs an End then.
	Lifetime Money
	// OnCampaign puts the budget on the campaign, to be shared by all ad sets that it
	// will have, instead of on the ad set.
	OnCampaign bool
	// BidStrategy is how to bid; zero is [BidStrategyLowestCostWithoutCap].
	BidStrategy BidStrategy
	// BidAmount is the cap or the average of the strategies that have one.
	BidAmount Money
}

// Schedule is when the ad runs. The zero Schedule begins with the launch and does not end.
type Schedule struct {
	Start, End time.Time
	// DayParts are hours of the week to which the ad keeps. They need a lifetime budget.
	DayParts []DayPart
	// HighDemand are times for which the budget is raised, once or every week.
	HighDemand []BudgetScheduleSpec
}

// length is how long the ad runs; from now where it has no start.
func (s *Schedule) length(now time.Time) time.Duration {
	if !s.Start.IsZero() {
		now = s.Start
	}
	return s.End.Sub(now)
}

// Conversion is an event that a pixel or dataset reports.
type Conversion struct {
	PixelID string
	Event   CustomEventType
}

// destinations are the apps in one order, without doubles; WhatsApp where none is set.
func (ad *ClickToMessage) destinations() []DestinationType {
	if len(ad.Destinations) == 0 {
		return []DestinationType{DestinationWhatsApp}
	}
	sorted := slices.Clone(ad.Destinations)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// first is the destination that the button names where there is room for one only.
func (ad *ClickToMessage) first() DestinationType {
	if len(ad.Destinations) == 0 {
		return DestinationWhatsApp
	}
	return ad.Destinations[0]
}

func (ad *ClickToMessage) opens(app DestinationType) bool {
	return slices.Contains(ad.destinations(), app)
}

func (ad *ClickToMessage) severalChats() bool { return len(ad.destinations()) > 1 }

// destinationType is how the ad set names the destinations: several in alphabetical
// order, as in MESSAGING_INSTAGRAM_DIRECT_WHATSAPP.
func (ad *ClickToMessage) destinationType() DestinationType {
	switch {
	case ad.DestinationType != "":
		return ad.DestinationType
	case ad.Website != "":
		return DestinationWebsite
	}
	apps := ad.destinations()
	if len(apps) == 1 {
		return apps[0]
	}
	names := make([]string, 0, len(apps)+1)
	names = append(names, "MESSAGING")
	for _, app := range apps {
		names = append(names, string(app))
	}
	return DestinationType(strings.Join(names, "_"))
}

func (ad *ClickToMessage) objective() Objective {
	if ad.Objective == "" {
		return ObjectiveOutcomeEngagement
	}
	return ad.Objective
}

func (ad *ClickToMessage) goal() OptimizationGoal {
	if ad.Goal != "" {
		return ad.Goal
	}
	if goals := goalsOf(ad.goalRules()); len(goals) > 0 {
		return goals[0]
	}
	return OptimizationGoalConversations
}

func (b *Budget) strategy() BidStrategy {
	if b.BidStrategy == "" {
		return BidStrategyLowestCostWithoutCap
	}
	return b.BidStrategy
}
