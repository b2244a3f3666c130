package ads

import (
	"slices"
	"strings"
)

// Placements are where an ad shows. The zero Placements leave that to Meta, which
// mostly costs least.
//
// A platform without positions shows in all of its own; positions need not repeat their platform.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/placement-targeting.
type Placements struct {
	Platforms       []PublisherPlatform
	Facebook        []FacebookPosition
	Instagram       []InstagramPosition
	Threads         []ThreadsPosition
	Messenger       []MessengerPosition
	AudienceNetwork []AudienceNetworkPosition
	WhatsApp        []WhatsAppPosition
	Devices         []DevicePlatform // none is all

	// SoftOptOut are placements that should get little of the budget: up to 5 %.
	SoftOptOut *PlacementSoftOptOut
	// UnknownAges tells whether people whose age isn't known may see the ad, as in
	// WhatsApp's status; nil leaves that to Meta.
	UnknownAges *bool
}

// statusPlaces are WhatsApp's status: by name, or with all of WhatsApp.
var statusPlaces = []place{"whatsapp/status", "whatsapp/"}

func isStatus(p place) bool { return slices.Contains(statusPlaces, p) }

// showsInStatus tells whether WhatsApp's status was chosen.
func (ad *ClickToMessage) showsInStatus() bool {
	return slices.ContainsFunc(placesOf(ad.targeting()), isStatus)
}

// platforms are those named and those whose positions are.
func (p *Placements) platforms() []PublisherPlatform {
	all := slices.Clone(p.Platforms)
	for _, implied := range []struct {
		platform PublisherPlatform
		chosen   int
	}{
		{PublisherPlatformFacebook, len(p.Facebook)}, {PublisherPlatformInstagram, len(p.Instagram)},
		{PublisherPlatformThreads, len(p.Threads)}, {PublisherPlatformMessenger, len(p.Messenger)},
		{PublisherPlatformAudienceNetwork, len(p.AudienceNetwork)}, {PublisherPlatformWhatsApp, len(p.WhatsApp)},
	} {
		if implied.chosen > 0 && !slices.Contains(all, implied.platform) {
			all = append(all, implied.platform)
		}
	}
	return all
}

// apply writes the placements into a targeting.
func (p *Placements) apply(t *Targeting) {
	t.DevicePlatforms = orKeep(p.Devices, t.DevicePlatforms)
	if p.UnknownAges != nil {
		t.UserAgeUnknown = p.UnknownAges
	}
	if platforms := p.platforms(); len(platforms) > 0 {
		t.PublisherPlatforms = platforms
		t.FacebookPositions, t.InstagramPositions, t.ThreadsPositions = p.Facebook, p.Instagram, p.Threads
		t.MessengerPositions, t.AudienceNetworkPositions, t.WhatsAppPositions = p.Messenger, p.AudienceNetwork, p.WhatsApp
	}
}

func orKeep[T any](chosen, kept []T) []T {
	if len(chosen) > 0 {
		return chosen
	}
	return kept
}

// place is a position as "platform/position".
type place string

// placesOf lists the positions that a targeting chooses, and the platforms it leaves whole as "platform/".
func placesOf(t *Targeting) []place {
	positions := map[PublisherPlatform][]string{
		PublisherPlatformFacebook:        texts(t.FacebookPositions),
		PublisherPlatformInstagram:       texts(t.InstagramPositions),
		PublisherPlatformThreads:         texts(t.ThreadsPositions),
		PublisherPlatformMessenger:       texts(t.MessengerPositions),
		PublisherPlatformAudienceNetwork: texts(t.AudienceNetworkPositions),
		PublisherPlatformWhatsApp:        texts(t.WhatsAppPositions),
	}
	var all []place
	for _, platform := range t.PublisherPlatforms {
		if len(positions[platform]) == 0 {
			all = append(all, place(platform+"/"))
		}
		for _, position := range positions[platform] {
			all = append(all, place(string(platform)+"/"+position))
		}
	}
	return all
}

func texts[T ~string](items []T) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = string(item)
	}
	return out
}

func (p place) platform() string {
	platform, _, _ := strings.Cut(string(p), "/")
	return platform
}

// checkPlaces holds the chosen positions against each other, the objective, the destination and the creative.
func (ad *ClickToMessage) checkPlaces(found *problems) {
	chosen := placesOf(ad.targeting())
	for _, p := range chosen {
		for _, rule := range ad.matrix().Places {
			if rule.Place != string(p) {
				continue
			}
			if problem := ad.breaks(rule, chosen); problem != "" {
				found.add("Placements", "have %s, which %s", p, problem)
			}
		}
	}
	if len(chosen) > 0 && !slices.ContainsFunc(chosen, func(p place) bool { return p.platform() != string(PublisherPlatformAudienceNetwork) }) {
		found.add("Placements", "have audience_network alone: add another platform")
	}
}

// breaks tells how the ad breaks the rule of a placement that it has chosen; empty where it does not.
func (ad *ClickToMessage) breaks(rule PlaceRule, chosen []place) string {
	opensOneOf := func(all []DestinationType) bool {
		return slices.ContainsFunc(all, func(d DestinationType) bool { return ad.opens(d) || d == ad.destinationType() })
	}
	has := func(p place) bool {
		return slices.Contains(chosen, p) || slices.Contains(chosen, place(p.platform()+"/"))
	}
	switch {
	case rule.Objective != "" && rule.Objective != ad.objective(), len(rule.Destinations) > 0 && !opensOneOf(rule.Destinations):
		return ""
	case rule.Refused != "":
		return rule.Refused
	case rule.With != "" && !has(place(rule.With)):
		return "shows only together with " + rule.With
	case rule.Alone && len(chosen) > 1:
		return "can't be combined with other placements"
	case len(rule.Only) > 0 && !opensOneOf(rule.Only):
		return "is for ads that lead to " + orList(rule.Only)
	case rule.NoCategory && len(ad.specialCategories()) > 0:
		return "is not possible with a special ad category"
	case rule.NoEnhancing && ad.StandardEnhancements:
		return "is not possible with StandardEnhancements"
	}
	if creative := creativeValue(ad.Creative); creative != nil && len(rule.Formats) > 0 && !slices.Contains(rule.Formats, creative.format()) {
		return "does not show a creative of the format " + string(creative.format()) + " but " + orList(rule.Formats)
	}
	return ""
}
