package pages

import (
	"context"
	"errors"

	"github.com/metabiz-go/metabiz"
)

// Events calls a function for each event of webhooks about Pages and Instagram
// accounts. It is a [metabiz.Subscriber]: give it to [metabiz.NewWebhook].
// Functions that are left out are not called.
//
// Events are handled one after the other, in the order in which they came, each
// once: one that was handled before is skipped. An error makes Meta deliver
// again, which then concerns only the events that failed; the others are tried all the same, also
// where a function panics. What fails again and again goes to [metabiz.WebhookConfig].DeadLetter.
//
// Events of conversations that are other apps' have [EventHeader.Standby] set and
// go to OnStandby alone.
//
// Meta waits a few seconds for the answer. What takes longer belongs into a
// queue: events encode to JSON.
type Events struct {
	OnMessage  func(context.Context, MessageEvent) error
	OnEcho     func(context.Context, EchoEvent) error
	OnEdit     func(context.Context, EditEvent) error
	OnPostback func(context.Context, PostbackEvent) error
	OnReaction func(context.Context, ReactionEvent) error
	OnRead     func(context.Context, ReadEvent) error
	OnDelivery func(context.Context, DeliveryEvent) error
	OnReferral func(context.Context, ReferralEvent) error
	OnOptIn    func(context.Context, OptInEvent) error
	OnOptOut   func(context.Context, OptOutEvent) error
	OnHandover func(context.Context, HandoverEvent) error
	OnStandby  func(context.Context, Event) error

	OnAccountLinking   func(context.Context, AccountLinkingEvent) error
	OnPolicy           func(context.Context, PolicyEvent) error
	OnMarketingMessage func(context.Context, MarketingMessageEvent) error

	OnFeedback            func(context.Context, FeedbackEvent) error
	OnCustomerInformation func(context.Context, CustomerInformationEvent) error
	OnResponseFeedback    func(context.Context, ResponseFeedbackEvent) error
	OnLabel               func(context.Context, LabelEvent) error
	OnTemplateStatus      func(context.Context, TemplateStatusEvent) error

	OnRating            func(context.Context, RatingEvent) error
	OnBusinessIntegrity func(context.Context, BusinessIntegrityEvent) error

	OnLead    func(context.Context, LeadEvent) error
	OnFeed    func(context.Context, FeedEvent) error
	OnComment func(context.Context, CommentEvent) error

	// OnUnknown gets what this version does not know or could not read.
	OnUnknown func(context.Context, UnknownEvent) error
	// OnOther gets every event whose own function is left out.
	OnOther func(context.Context, Event) error
}

// Deliver hands the events of a delivery to their functions. Deliveries about
// other objects are ignored.
func (e Events) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if !ours(d.Object) {
		return nil
	}
	events, err := metabiz.Parsed(d, parseEvents)
	if err != nil {
		return err
	}
	x := dispatch{events: *events}
	x.all(ctx, &e, d)
	return errors.Join(x.errs...)
}

// A dispatch is on its way through the events of a delivery.
type dispatch struct {
	events eventList
	next   int
	keys   keyText
	errs   []error
}

// all calls the functions of all events: a panic goes on only after the last of them.
func (x *dispatch) all(ctx context.Context, e *Events, d *metabiz.Delivery) {
	through := false
	defer func() {
		if !through {
			x.all(ctx, e, d)
		}
	}()
	for x.next < len(x.events) {
		x.next++
		if err := x.one(ctx, e, d, x.events[x.next-1]); err != nil {
			x.errs = append(x.errs, err)
		}
	}
	through = true
}

// one calls the function of an event, unless it was handled before. What comes often is not made
// an [Event] for it, which would have to be allocated.
func (x *dispatch) one(ctx context.Context, e *Events, d *metabiz.Delivery, event Event) error {
	switch event := event.(type) {
	case *MessageEvent:
		if !event.Standby && e.OnMessage != nil {
			return once(ctx, d, x.key(event.appendKey(make([]byte, 0, keyRoom))), event, e.OnMessage)
		}
	case *ReadEvent:
		if !event.Standby && e.OnRead != nil {
			return once(ctx, d, x.key(event.appendKey(make([]byte, 0, keyRoom))), event, e.OnRead)
		}
	case *DeliveryEvent:
		if !event.Standby && e.OnDelivery != nil {
			return once(ctx, d, x.key(event.appendKey(make([]byte, 0, keyRoom))), event, e.OnDelivery)
		}
	case *PostbackEvent:
		if !event.Standby && e.OnPostback != nil {
			return once(ctx, d, x.key(event.appendKey(make([]byte, 0, keyRoom))), event, e.OnPostback)
		}
	}
	event = plain(event)
	handle := e.handler(event)
	if handle == nil {
		return nil
	}
	return once(ctx, d, event.Key(), &event, handle)
}

func (x *dispatch) key(text []byte) string { return x.keys.add(text, len(x.events)-x.next) }

func once[E Event](ctx context.Context, d *metabiz.Delivery, key string, event *E, handle func(context.Context, E) error) error {
	return d.OnceEvent(ctx, key, func() any { return *event }, func(ctx context.Context) error { return handle(ctx, *event) })
}

// A handler takes an event of its own type.
type handler func(context.Context, Event) error

// handler finds the function for an event; nil where there is none.
func (e *Events) handler(event Event) handler {
	f := e.own(event)
	if event.Header().Standby {
		f = e.OnStandby
	}
	if f == nil {
		f = e.OnOther
	}
	return f
}

// own finds the function that is for the event's type.
func (e *Events) own(event Event) handler {
	switch event.(type) {
	case MessageEvent:
		return bind(e.OnMessage)
	case EchoEvent:
		return bind(e.OnEcho)
	case EditEvent:
		return bind(e.OnEdit)
	case PostbackEvent:
		return bind(e.OnPostback)
	case ReactionEvent:
		return bind(e.OnReaction)
	case ReadEvent:
		return bind(e.OnRead)
	case DeliveryEvent:
		return bind(e.OnDelivery)
	case ReferralEvent:
		return bind(e.OnReferral)
	case OptInEvent:
		return bind(e.OnOptIn)
	case OptOutEvent:
		return bind(e.OnOptOut)
	case AccountLinkingEvent:
		return bind(e.OnAccountLinking)
	case PolicyEvent:
		return bind(e.OnPolicy)
	case MarketingMessageEvent:
		return bind(e.OnMarketingMessage)
	case HandoverEvent:
		return bind(e.OnHandover)
	case LeadEvent:
		return bind(e.OnLead)
	case FeedEvent:
		return bind(e.OnFeed)
	case CommentEvent:
		return bind(e.OnComment)
	case FeedbackEvent:
		return bind(e.OnFeedback)
	case CustomerInformationEvent:
		return bind(e.OnCustomerInformation)
	case ResponseFeedbackEvent:
		return bind(e.OnResponseFeedback)
	case LabelEvent:
		return bind(e.OnLabel)
	case TemplateStatusEvent:
		return bind(e.OnTemplateStatus)
	case RatingEvent:
		return bind(e.OnRating)
	case BusinessIntegrityEvent:
		return bind(e.OnBusinessIntegrity)
	case UnknownEvent:
		return bind(e.OnUnknown)
	}
	return nil
}

func bind[E Event](f func(context.Context, E) error) handler {
	if f == nil {
		return nil
	}
	return func(ctx context.Context, event Event) error { return f(ctx, event.(E)) }
}

// Reply is the message that answers this one:
//
//	page.Send(ctx, event.Reply(pages.Text{Body: "Ciao!"}))
//
// It goes to who wrote, quoting them. The page is that of [EventHeader.EntryID]; for
// Instagram, the Page that the account is connected to.
func (e MessageEvent) Reply(content Content) Message {
	return Message{To: e.Sender.one(), Content: content, ReplyTo: e.Message.MID}
}

// Reply is the message that answers the tap. It goes to who tapped.
func (e PostbackEvent) Reply(content Content) Message {
	return Message{To: e.Sender.one(), Content: content}
}

// one is the recipient by a single name: a webhook may give a person several.
func (r Recipient) one() Recipient {
	if r.ID != "" {
		return Recipient{ID: r.ID}
	}
	return r
}
