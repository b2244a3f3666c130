package whatsapp

import (
	"context"
	"errors"

	"github.com/metabiz-go/metabiz"
)

// Events calls a function for each event of WhatsApp webhooks. It is a
// [metabiz.Subscriber]: give it to [metabiz.NewWebhook]. Functions that are left
// out are not called.
//
// Events are handled one after the other, in the order in which they came, each
// once: one that was handled before is skipped. An error makes Meta deliver
// again, which then concerns only the events that failed; the others are tried all the same, also
// where a function panics. What fails again and again goes to [metabiz.WebhookConfig].DeadLetter.
// [Ordered] handles the events of different people at once.
//
// Meta waits a few seconds for the answer. What takes longer belongs into a
// queue: events encode to JSON.
type Events struct {
	OnMessage    func(context.Context, MessageEvent) error
	OnStatus     func(context.Context, StatusEvent) error
	OnUserAction func(context.Context, UserActionEvent) error
	OnError      func(context.Context, ErrorEvent) error

	OnEcho     func(context.Context, EchoEvent) error
	OnHistory  func(context.Context, HistoryEvent) error
	OnAppState func(context.Context, AppStateEvent) error

	OnCall       func(context.Context, CallEvent) error
	OnCallStatus func(context.Context, CallStatusEvent) error

	OnPreference     func(context.Context, PreferenceEvent) error
	OnUserID         func(context.Context, UserIDEvent) error
	OnHandover       func(context.Context, HandoverEvent) error
	OnStandby        func(context.Context, StandbyEvent) error
	OnAutomaticEvent func(context.Context, AutomaticEvent) error
	OnGroup          func(context.Context, GroupEvent) error
	OnFlow           func(context.Context, FlowEvent) error

	OnTemplateStatus            func(context.Context, TemplateStatusEvent) error
	OnTemplateQuality           func(context.Context, TemplateQualityEvent) error
	OnTemplateComponents        func(context.Context, TemplateComponentsEvent) error
	OnTemplateCategory          func(context.Context, TemplateCategoryEvent) error
	OnTemplateCategoryDetection func(context.Context, TemplateCategoryDetectionEvent) error

	OnPhoneNumberName    func(context.Context, PhoneNumberNameEvent) error
	OnPhoneNumberQuality func(context.Context, PhoneNumberQualityEvent) error
	OnSecurity           func(context.Context, SecurityEvent) error

	OnAccount              func(context.Context, AccountEvent) error
	OnAccountAlert         func(context.Context, AccountAlertEvent) error
	OnAccountReview        func(context.Context, AccountReviewEvent) error
	OnAccountSettings      func(context.Context, AccountSettingsEvent) error
	OnBusinessCapability   func(context.Context, BusinessCapabilityEvent) error
	OnBusinessUsername     func(context.Context, BusinessUsernameEvent) error
	OnPartnerSolution      func(context.Context, PartnerSolutionEvent) error
	OnPaymentConfiguration func(context.Context, PaymentConfigurationEvent) error

	// OnUnknown gets what this version does not know or could not read.
	OnUnknown func(context.Context, UnknownEvent) error
	// OnOther gets every event whose own function is left out.
	OnOther func(context.Context, Event) error
}

// Deliver hands the events of a delivery to their functions. Deliveries about
// other objects are ignored.
func (e Events) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	if d.Object != WebhookObject {
		return nil
	}
	n, err := metabiz.Parsed(d, parseShared)
	if err != nil {
		return err
	}
	var x dispatch
	x.at.entries = n.Entry
	x.all(ctx, &e, d)
	return errors.Join(x.errs...)
}

// A dispatch is on its way through the events of a delivery.
type dispatch struct {
	at   cursor
	errs []error
}

// all calls the functions of all events: a panic goes on only after the last of them.
func (x *dispatch) all(ctx context.Context, e *Events, d *metabiz.Delivery) {
	through := false
	defer func() {
		if !through {
			x.all(ctx, e, d)
		}
	}()
	for x.at.next() {
		if err := x.one(ctx, e, d); err != nil {
			x.errs = append(x.errs, err)
		}
	}
	through = true
}

// one calls the function of the event where the cursor is. Messages and statuses
// are not made an [Event] for it, which would have to be allocated.
func (x *dispatch) one(ctx context.Context, e *Events, d *metabiz.Delivery) error {
	at := &x.at
	switch {
	case at.kind == messageKind && e.OnMessage != nil:
		return d.OnceEvent(ctx, at.message.key(), func() any { return at.message }, func(ctx context.Context) error {
			return e.OnMessage(ctx, at.message)
		})
	case at.kind == statusKind && e.OnStatus != nil:
		return d.OnceEvent(ctx, at.status.key(), func() any { return at.status }, func(ctx context.Context) error {
			return e.OnStatus(ctx, at.status)
		})
	case at.kind != otherKind && e.OnOther == nil:
		return nil
	}
	return e.once(ctx, d, at.event())
}

// once calls the function of an event, unless it was handled before.
func (e *Events) once(ctx context.Context, d *metabiz.Delivery, event Event) error {
	handle := e.handler(event)
	if handle == nil {
		return nil
	}
	return d.OnceEvent(ctx, event.Key(), func() any { return event }, handle)
}

// handler finds the function for an event; nil where there is none.
func (e *Events) handler(event Event) func(context.Context) error {
	var f func(context.Context) error
	switch ev := event.(type) {
	case MessageEvent:
		f = bind(e.OnMessage, ev)
	case StatusEvent:
		f = bind(e.OnStatus, ev)
	case UserActionEvent:
		f = bind(e.OnUserAction, ev)
	case ErrorEvent:
		f = bind(e.OnError, ev)
	case EchoEvent:
		f = bind(e.OnEcho, ev)
	case HistoryEvent:
		f = bind(e.OnHistory, ev)
	case AppStateEvent:
		f = bind(e.OnAppState, ev)
	case CallEvent:
		f = bind(e.OnCall, ev)
	case CallStatusEvent:
		f = bind(e.OnCallStatus, ev)
	case PreferenceEvent:
		f = bind(e.OnPreference, ev)
	case UserIDEvent:
		f = bind(e.OnUserID, ev)
	case HandoverEvent:
		f = bind(e.OnHandover, ev)
	case StandbyEvent:
		f = bind(e.OnStandby, ev)
	case AutomaticEvent:
		f = bind(e.OnAutomaticEvent, ev)
	case GroupEvent:
		f = bind(e.OnGroup, ev)
	case FlowEvent:
		f = bind(e.OnFlow, ev)
	case TemplateStatusEvent:
		f = bind(e.OnTemplateStatus, ev)
	case TemplateQualityEvent:
		f = bind(e.OnTemplateQuality, ev)
	case TemplateComponentsEvent:
		f = bind(e.OnTemplateComponents, ev)
	case TemplateCategoryEvent:
		f = bind(e.OnTemplateCategory, ev)
	case TemplateCategoryDetectionEvent:
		f = bind(e.OnTemplateCategoryDetection, ev)
	case PhoneNumberNameEvent:
		f = bind(e.OnPhoneNumberName, ev)
	case PhoneNumberQualityEvent:
		f = bind(e.OnPhoneNumberQuality, ev)
	case SecurityEvent:
		f = bind(e.OnSecurity, ev)
	case AccountEvent:
		f = bind(e.OnAccount, ev)
	case AccountAlertEvent:
		f = bind(e.OnAccountAlert, ev)
	case AccountReviewEvent:
		f = bind(e.OnAccountReview, ev)
	case AccountSettingsEvent:
		f = bind(e.OnAccountSettings, ev)
	case BusinessCapabilityEvent:
		f = bind(e.OnBusinessCapability, ev)
	case BusinessUsernameEvent:
		f = bind(e.OnBusinessUsername, ev)
	case PartnerSolutionEvent:
		f = bind(e.OnPartnerSolution, ev)
	case PaymentConfigurationEvent:
		f = bind(e.OnPaymentConfiguration, ev)
	case UnknownEvent:
		f = bind(e.OnUnknown, ev)
	}
	if f == nil {
		f = bind(e.OnOther, event)
	}
	return f
}

func bind[E Event](f func(context.Context, E) error, event E) func(context.Context) error {
	if f == nil {
		return nil
	}
	return func(ctx context.Context) error { return f(ctx, event) }
}

// Reply is the message that answers this one, quoting it:
//
//	phone.Send(ctx, event.Reply(whatsapp.Text{Body: "Ciao!"}))
//
// It goes to the person's number, else to their business-scoped user id; in a group, to the group.
func (e MessageEvent) Reply(content Content) Message {
	m := Message{Content: content, ReplyTo: e.Message.ID}
	switch {
	case e.Message.GroupID != "":
		m.To, m.RecipientType = e.Message.GroupID, RecipientGroup
	case e.Message.From != "":
		m.To = e.Message.From
	default:
		m.Recipient = e.Message.FromUserID
	}
	return m
}
