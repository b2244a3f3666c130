package ads

// Where ads show is a list of platforms and for each of them a list of positions.
// Lists that are left out are up to Meta. Some positions depend on others: story and
// stream of Instagram carry WhatsApp's and Threads' with them.
//
// See https://developers.facebook.com/docs/marketing-api/audiences/reference/placement-targeting.

// PublisherPlatform is where ads show.
type PublisherPlatform string

const (
	PublisherPlatformFacebook        PublisherPlatform = "facebook"
	PublisherPlatformInstagram       PublisherPlatform = "instagram"
	PublisherPlatformThreads         PublisherPlatform = "threads"
	PublisherPlatformMessenger       PublisherPlatform = "messenger"
	PublisherPlatformAudienceNetwork PublisherPlatform = "audience_network" // not alone
	PublisherPlatformWhatsApp        PublisherPlatform = "whatsapp"
)

// FacebookPosition is a place on Facebook.
type FacebookPosition string

const (
	FacebookPositionFeed         FacebookPosition = "feed"
	FacebookPositionRightColumn  FacebookPosition = "right_hand_column"
	FacebookPositionMarketplace  FacebookPosition = "marketplace" // with feed
	FacebookPositionStory        FacebookPosition = "story"
	FacebookPositionSearch       FacebookPosition = "search" // with feed
	FacebookPositionInstream     FacebookPosition = "instream_video"
	FacebookPositionReels        FacebookPosition = "facebook_reels"
	FacebookPositionReelsOverlay FacebookPosition = "facebook_reels_overlay"
	FacebookPositionProfileFeed  FacebookPosition = "profile_feed" // with feed
	FacebookPositionNotification FacebookPosition = "notification" // with feed
)

// InstagramPosition is a place on Instagram.
type InstagramPosition string

const (
	InstagramPositionStream       InstagramPosition = "stream"
	InstagramPositionStory        InstagramPosition = "story"
	InstagramPositionReels        InstagramPosition = "reels"
	InstagramPositionProfileFeed  InstagramPosition = "profile_feed"
	InstagramPositionProfileReels InstagramPosition = "profile_reels"
	InstagramPositionSearch       InstagramPosition = "ig_search" // not for traffic to a chat
)

// ThreadsPosition is a place on Threads.
type ThreadsPosition string

// ThreadsPositionStream is the feed of Threads. It goes with Instagram's stream.
const ThreadsPositionStream ThreadsPosition = "threads_stream"

// MessengerPosition is a place on Messenger. Each goes alone.
type MessengerPosition string

const (
	MessengerPositionSponsoredMessages MessengerPosition = "sponsored_messages"
	MessengerPositionMarketingMessages MessengerPosition = "marketing_messages"
)

// AudienceNetworkPosition is a place in the apps of others.
type AudienceNetworkPosition string

const (
	AudienceNetworkPositionClassic       AudienceNetworkPosition = "classic"
	AudienceNetworkPositionRewardedVideo AudienceNetworkPosition = "rewarded_video"
)

// WhatsAppPosition is a place on WhatsApp.
type WhatsAppPosition string

const (
	WhatsAppPositionStatus            WhatsAppPosition = "status" // with Instagram's story; not delivered in the EU and the UK
	WhatsAppPositionMarketingMessages WhatsAppPosition = "marketing_messages"
)
