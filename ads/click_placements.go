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

// The rules of positions.
var (
	// withdrawnPlaces can't be chosen any more.
	withdrawnPlaces = map[place]string{
		"facebook/video_feeds":   "v24.0",
		"instagram/explore":      "v26.0",
		"instagram/explore_home": "v26.0",
		"messenger/story":        "v26.0",
	}
	// companionPlaces show only beside another.
	companionPlaces = map[place]place{
		"facebook/marketplace":   "facebook/feed",
		"facebook/search":        "facebook/feed",
		"facebook/profile_feed":  "facebook/feed",
		"facebook/notification":  "facebook/feed",
		"threads/":               "instagram/stream",
		"threads/threads_stream": "instagram/stream",
		"whatsapp/":              "instagram/story",
		"whatsapp/status":        "instagram/story",
	}
	// lonelyPlaces show beside no other.
	lonelyPlaces = []place{"messenger/sponsored_messages", "messenger/marketing_messages", "whatsapp/marketing_messages"}
)

// checkPlaces holds the chosen positions against each other, the objective and the destination.
func (ad *ClickToMessage) checkPlaces(found *problems) {
	chosen := placesOf(ad.targeting())
	has := func(p place) bool {
		return slices.Contains(chosen, p) || slices.Contains(chosen, place(p.platform()+"/"))
	}
	wrong := func(p place, format string, args ...any) {
		found.add("Placements", "have "+string(p)+", which "+format, args...)
	}
	for _, p := range chosen {
		if since, gone := withdrawnPlaces[p]; gone {
			wrong(p, "can't be chosen since %s", since)
		}
		if with, needs := companionPlaces[p]; needs && !has(with) {
			wrong(p, "shows only together with %s", with)
		}
		if slices.Contains(lonelyPlaces, p) && len(chosen) > 1 {
			wrong(p, "can't be combined with other placements")
		}
		switch {
		case p == "instagram/ig_search" && ad.objective() == ObjectiveOutcomeTraffic && (ad.opens(DestinationWhatsApp) || ad.opens(DestinationMessenger)):
			wrong(p, "is not possible with the objective traffic to WhatsApp or Messenger")
		case p == "facebook/right_hand_column" && ad.opens(DestinationMessenger):
			wrong(p, "is not possible for ads that open Messenger")
		case isStatus(p) && !ad.opens(DestinationWhatsApp):
			wrong(p, "is for ads that open WhatsApp")
		case isStatus(p) && len(ad.specialCategories()) > 0:
			wrong(p, "is not possible with a special ad category")
		}
	}
	if len(chosen) > 0 && !slices.ContainsFunc(chosen, func(p place) bool { return p.platform() != string(PublisherPlatformAudienceNetwork) }) {
		found.add("Placements", "have audience_network alone: add another platform")
	}
}
