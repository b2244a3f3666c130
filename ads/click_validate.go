package ads

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Validate holds the ad against every rule of Meta's that needs no look at an account,
// and tells all that it breaks as one [metabiz.ValidationError], by the names of the
// fields. Files are not opened: [Account.Plan] and [Account.Launch] do that.
//
// It goes by the latest version's [Matrix] unless the ad has one; Plan, Preflight and
// Launch go by that of the client's version.
func (ad *ClickToMessage) Validate() error {
	found := &problems{}
	ad.checkIdentity(found)
	ad.checkBudget(found)
	ad.checkSchedule(found, time.Now())
	ad.checkAudience(found)
	ad.checkContent(found)
	ad.checkCategories(found)
	ad.checkRegional(found)
	if !ad.Unchecked {
		ad.checkMatrix(found)
		ad.checkPlaces(found)
	}
	return found.err("ads.ClickToMessage")
}

const maxAdName = 400

func (ad *ClickToMessage) checkIdentity(found *problems) {
	if strings.TrimSpace(ad.Name) == "" {
		found.add("Name", "is empty")
	}
	found.utf8("Name", ad.Name)
	found.length("Name", ad.Name, maxAdName)
	if ad.PageID == "" {
		found.add("PageID", "is empty: an ad needs the Page that it speaks for")
	} else if digitsOf(ad.PageID) != ad.PageID {
		found.value("PageID", ad.PageID, "is not a Page's id, which has digits only")
	}
	switch {
	case ad.WhatsAppNumber == "":
	case !ad.opens(DestinationWhatsApp):
		found.value("WhatsAppNumber", ad.WhatsAppNumber, "is given, but the ad doesn't open WhatsApp")
	case !numberPattern.MatchString(ad.WhatsAppNumber):
		found.value("WhatsAppNumber", ad.WhatsAppNumber, "is not a number in international form, such as +393331234567")
	}
	for i, app := range ad.Destinations {
		if _, known := chats[app]; !known {
			found.value(fmt.Sprintf("Destinations[%d]", i), string(app), "is not WHATSAPP, MESSENGER or INSTAGRAM_DIRECT: several are named one by one")
		}
	}
	ad.checkDestination(found)
	if ad.opens(DestinationInstagramDirect) && ad.InstagramUserID == "" {
		found.add("InstagramUserID", "is empty: a chat on Instagram needs the account")
	}
}

// checkDestination holds the ways in which an ad leads elsewhere than to a chat against each other.
func (ad *ClickToMessage) checkDestination(found *problems) {
	if ad.Website != "" {
		found.link("Website", ad.Website)
		if ad.DestinationType != "" && ad.DestinationType != DestinationWebsite {
			found.value("DestinationType", string(ad.DestinationType), "stands beside Website")
		}
		if ad.LandOnCatalog || ad.LandOnProfile {
			found.add("LandOnCatalog, LandOnProfile", "are for buttons that open WhatsApp, not a Website")
		}
	} else if ad.DestinationType == DestinationWebsite {
		found.add("Website", "is empty, but DestinationType is %s", ad.DestinationType)
	}
	switch ad.DestinationType {
	case "", DestinationWebsite, DestinationOnPost, DestinationOnVideo:
	default:
		if !ad.Unchecked {
			found.value("DestinationType", string(ad.DestinationType), "is neither ON_POST, ON_VIDEO nor WEBSITE: chats are named by Destinations")
		}
	}
	if ad.DestinationType == DestinationOnPost || ad.DestinationType == DestinationOnVideo {
		if ad.severalChats() {
			found.add("Destinations", "are several, but a post or a video has one button")
		}
	}
	if format := creativeValue(ad.Creative); ad.DestinationType == DestinationOnVideo && format != nil {
		if f := format.format(); f != FormatVideo && f != FormatSlideshow && f != FormatExistingPost {
			found.value("Creative", string(f), "is no video, whose views %s counts", ad.DestinationType)
		}
	}
	if (ad.LandOnCatalog || ad.LandOnProfile) && ad.Website == "" && ad.first() != DestinationWhatsApp {
		found.add("LandOnCatalog, LandOnProfile", "are for buttons that open WhatsApp")
	}
	if ad.LandOnCatalog && ad.LandOnProfile {
		found.add("LandOnProfile", "stands beside LandOnCatalog: give one of them")
	}
	if ad.StatusIdentity != "" && ad.matrix().Version == "v25.0" {
		found.value("StatusIdentity", ad.StatusIdentity, "is not known before v26.0")
	}
}

// A number has 7 to 15 digits and does not begin with 0; people write it with spaces and the like.
var numberPattern = regexp.MustCompile(`^\+?[1-9](?:[ .()-]*[0-9]){6,14}$`)

func (ad *ClickToMessage) checkBudget(found *problems) {
	b := &ad.Budget
	switch {
	case b.Daily == 0 && b.Lifetime == 0:
		found.add("Budget", "is 0: give Daily or Lifetime, in minor units of the account's currency (1000 is 10.00 EUR)")
	case b.Daily < 0:
		found.value("Budget.Daily", int64(b.Daily), "is below 0")
	case b.Lifetime < 0:
		found.value("Budget.Lifetime", int64(b.Lifetime), "is below 0")
	case b.Daily > 0 && b.Lifetime > 0:
		found.add("Budget", "has Daily and Lifetime: give one of them")
	case b.Lifetime > 0 && ad.Schedule.End.IsZero():
		found.add("Schedule.End", "is not set: a lifetime budget needs the end of the lifetime")
	}
	switch b.strategy() {
	case BidStrategyLowestCostWithoutCap:
		if b.BidAmount != 0 {
			found.value("Budget.BidAmount", int64(b.BidAmount), "has no meaning with %s: choose another BidStrategy or leave it out", b.strategy())
		}
	case BidStrategyLowestCostWithBidCap, BidStrategyCostCap:
		if b.BidAmount <= 0 {
			found.value("Budget.BidAmount", int64(b.BidAmount), "must be given with %s", b.strategy())
		}
	case BidStrategyLowestCostWithMinROAS:
		found.value("Budget.BidStrategy", string(b.strategy()), "needs a goal that counts value, which no chat has")
	}
}

// leastDailyRun is the shortest run that may have a daily budget.
const leastDailyRun = 24 * time.Hour

func (ad *ClickToMessage) checkSchedule(found *problems, now time.Time) {
	s := &ad.Schedule
	switch {
	case s.End.IsZero():
	case !s.Start.IsZero() && !s.End.After(s.Start):
		found.value("Schedule.End", s.End.Format(time.RFC3339), "is not after Start")
	case !s.End.After(now):
		found.value("Schedule.End", s.End.Format(time.RFC3339), "is not in the future")
	case ad.Budget.Daily > 0 && s.length(now) <= leastDailyRun:
		found.value("Schedule", s.length(now).Round(time.Second).String(), "is too short for a daily budget, which needs more than 24 hours: give a lifetime budget")
	}
	for i, part := range s.DayParts {
		at := fmt.Sprintf("Schedule.DayParts[%d]", i)
		if part.StartMinute < 0 || part.EndMinute > 24*60 || part.StartMinute >= part.EndMinute {
			found.add(at, "is from minute %d to %d, which is no span of a day of 1440 minutes", part.StartMinute, part.EndMinute)
		} else if part.StartMinute%60 != 0 || part.EndMinute%60 != 0 {
			found.add(at, "is from minute %d to %d, which are not whole hours", part.StartMinute, part.EndMinute)
		}
		if part.TimezoneType != "" && part.TimezoneType != "USER" && part.TimezoneType != "ADVERTISER" {
			found.value(at+".TimezoneType", part.TimezoneType, "is neither USER nor ADVERTISER")
		}
		if len(part.Days) == 0 {
			found.add(at+".Days", "is empty: 0 is Sunday, 6 is Saturday")
		}
		for _, day := range part.Days {
			if day < 0 || day > 6 {
				found.value(at+".Days", day, "has a day that is not 0 (Sunday) to 6 (Saturday)")
			}
		}
	}
	if len(s.DayParts) > 0 && ad.Budget.Lifetime == 0 {
		found.add("Schedule.DayParts", "need a lifetime budget")
	}
	ad.checkHighDemand(found)
}

// Ages that can be targeted.
const (
	leastAge = 13
	mostAge  = 65 // and above

	// Of the least age, where Meta may widen the audience.
	leastAdvantageAge = 18
	mostAdvantageAge  = 25
)

func (ad *ClickToMessage) checkAudience(found *problems) {
	t, path, places := ad.targeting(), "Audience.", "Countries"
	if ad.Audience.Targeting != nil {
		path, places = "Audience.Targeting.", "GeoLocations"
	}
	if reachesNowhere(t.GeoLocations) && len(t.CustomAudiences) == 0 {
		found.add(path+places, "is empty: an audience needs a place")
	}
	found.countries(path+"Countries", ad.Audience.Countries)
	found.countries("SpecialAdCategoryCountries", ad.SpecialAdCategoryCountries)
	for _, age := range []struct {
		name  string
		value int
	}{{"AgeMin", t.AgeMin}, {"AgeMax", t.AgeMax}} {
		if age.value != 0 && (age.value < leastAge || age.value > mostAge) {
			found.value(path+age.name, age.value, "is not between %d and %d", leastAge, mostAge)
		}
	}
	if t.AgeMin > 0 && t.AgeMax > 0 && t.AgeMin > t.AgeMax {
		found.value(path+"AgeMin", t.AgeMin, "is above AgeMax %d", t.AgeMax)
	}
	if *t.TargetingAutomation.AdvantageAudience == 1 {
		if t.AgeMin != 0 && t.AgeMin < leastAdvantageAge {
			found.value(path+"AgeMin", t.AgeMin, "is below %d, which is the least with Advantage", leastAdvantageAge)
		}
		if t.AgeMin > mostAdvantageAge {
			found.value(path+"AgeMin", t.AgeMin, "is above %d, which is the most with Advantage", mostAdvantageAge)
		}
		if t.AgeMax != 0 && t.AgeMax < mostAge {
			found.value(path+"AgeMax", t.AgeMax, "can't be set with Advantage, which suggests ages instead of keeping to them")
		}
	}
	for _, g := range t.Genders {
		if g != int(GenderMen) && g != int(GenderWomen) {
			found.value(path+"Genders", g, "is neither GenderMen nor GenderWomen")
		}
	}
}

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

func (p *problems) countries(path string, codes []string) {
	for _, c := range codes {
		if !countryPattern.MatchString(c) {
			p.value(path, c, "is not a country's code of two letters, such as IT")
		}
	}
}

func (ad *ClickToMessage) checkContent(found *problems) {
	if creative := creativeValue(ad.Creative); creative == nil {
		found.add("Creative", "is not set: give an ImageCreative, VideoCreative, CarouselCreative or another one, ExistingPost or InstagramPost")
	} else {
		creative.check(ad, found)
	}
	for _, text := range []struct{ path, text string }{{"Text", ad.Text}, {"Headline", ad.Headline}, {"Description", ad.Description}} {
		found.utf8(text.path, text.text)
	}
	if ad.Button != "" && ad.severalChats() && ad.Website == "" {
		found.value("Button", string(ad.Button), "can't be chosen with several destinations, of which each has its own")
	}
	if w := ad.Welcome; w != nil {
		w.check(found, "Welcome.")
		if ad.WelcomeFlowID != "" {
			found.add("WelcomeFlowID", "stands beside Welcome: give one of them")
		}
		if w.CallPrompt != "" && ad.objective() != ObjectiveOutcomeEngagement {
			found.add("Welcome.CallPrompt", "goes with the objective engagement only")
		}
		for _, app := range ad.destinations() {
			w.checkFor(found, "Welcome", app)
		}
	}
	if ad.Unchecked && ad.goal() == OptimizationGoalOffsiteConversions && (ad.Conversion.PixelID == "" || ad.Conversion.Event == "") {
		found.add("Conversion", "needs PixelID and Event for the goal %s", ad.goal())
	}
	for i, label := range ad.Labels {
		found.label(fmt.Sprintf("Labels[%d]", i), label)
	}
}

// label wants a name that Meta keeps as it is: one that it writes in another way is not found again.
func (p *problems) label(path, name string) {
	p.utf8(path, name)
	switch trimmed := strings.TrimSpace(name); {
	case trimmed == "":
		p.add(path, "is empty")
	case trimmed != name:
		p.value(path, name, "begins or ends with a space")
	}
}

func (p *problems) utf8(path, text string) {
	if !utf8.ValidString(text) {
		p.add(path, "is not UTF-8")
	}
}
