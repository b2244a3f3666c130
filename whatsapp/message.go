package whatsapp

import "encoding/json"

// A Message is what is sent to one person or group: the body of
// POST /{phone-number-id}/messages.
//
// To or Recipient, and Content, are required; the rest is optional.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages.
type Message struct {
	// To is the person's phone number with its country code, "+393331234567" or
	// "393331234567", or the id of a group.
	To string
	// Recipient is the person's business-scoped user id, "IT.1349…", for those
	// whose number is not known. Where To is set too, Meta uses To.
	Recipient string
	// RecipientType is an individual where it is left out.
	RecipientType RecipientType
	// Content is what is said: [Text], [Image], [ReplyButtons], [List], [TemplateMessage] …
	Content Content

	// ReplyTo is the id of the message that this one answers, shown as a quotation above it.
	ReplyTo string
	// CallbackData comes back in every status of this message; at most 512
	// characters. It is the only way to recognise a message whose answer was lost.
	CallbackData string
	// IdentityKeyHash makes Meta refuse the message (137000) when the person's
	// identity has changed since the hash was seen in a webhook.
	IdentityKeyHash string

	// Category makes a free-form message a Direct Send, for which Meta finds or
	// makes a template: "utility" or "authentication". It needs an eligible account.
	Category DirectSendCategory
	// TTLSeconds is how long Meta tries to deliver a Direct Send: 30 to 43,200
	// seconds as utility, to 900 as authentication. Left out, it is 30 days and ten
	// minutes. The time of a template stands in its definition instead.
	TTLSeconds int
	// ProductPolicy tells the Marketing Messages API what to do with a message
	// that it can't take.
	ProductPolicy ProductPolicy
	// ActivitySharing overrides whether the Marketing Messages API shares what
	// became of the message with Meta.
	ActivitySharing *bool

	// Extra holds members of the body that have no field here, by their name.
	Extra map[string]json.RawMessage
}

// RecipientType tells what Message.To names.
type RecipientType string

const (
	RecipientIndividual RecipientType = "individual"
	RecipientGroup      RecipientType = "group"
)

// DirectSendCategory is what Meta takes a free-form message for that is sent as a Direct Send.
type DirectSendCategory string

const (
	DirectSendUtility        DirectSendCategory = "utility"
	DirectSendAuthentication DirectSendCategory = "authentication"
	DirectSendService        DirectSendCategory = "service"
)

// ProductPolicy is what the Marketing Messages API does with a message that it can't take.
type ProductPolicy string

const (
	PolicyCloudAPIFallback ProductPolicy = "CLOUD_API_FALLBACK" // sends it by the Cloud API
	PolicyStrict           ProductPolicy = "STRICT"             // refuses it
)

// Content is what a message says. These types are content:
//
//   - [Text], [Image], [Video], [Audio], [Document], [Sticker], [Location], [Contacts], [Reaction], [Pin], [Unpin]
//   - [ReplyButtons], [List], [CTAURL], [FlowMessage], [MediaCarousel], [VoiceCall], [LocationRequest],
//     [AddressMessage], [ContactInfoRequest], [CallPermissionRequest]
//   - [ProductMessage], [ProductList], [ProductCarousel], [CatalogMessage], [OrderDetails], [OrderStatus]
//   - [TemplateMessage], the only one that may be sent outside the customer service window
//   - [ReadReceipt], which marks a received message as read
//   - [Unknown], which carries what this version does not know
type Content interface {
	// kind is the value of "type".
	kind() string
	// encode appends the member that carries the content, its key included.
	encode(e *encoder)
	// check notes every documented limit that the content breaks.
	check(c *checker)
}

// Unknown is content that this version does not know, as it stands on the wire.
// It is sent as it is.
type Unknown struct {
	Type string          // the value of "type"
	Raw  json.RawMessage // the value of the member named by Type
}

func (u Unknown) kind() string { return u.Type }

func (u Unknown) encode(e *encoder) { e.raw(u.Type, u.Raw) }

func (u Unknown) check(c *checker) {
	c.required(at("type"), u.Type)
	if envelope[u.Type] {
		c.add(at("type"), "is the name of another member of the message", nil, u.Type)
	}
	if len(u.Raw) > 0 && !json.Valid(u.Raw) {
		c.add(at(u.Type), "is not valid JSON", nil, nil)
	}
}
