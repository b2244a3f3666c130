package pages

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/window"
)

// A HandoverConfig says how a [HandoverGuard] works.
type HandoverConfig struct {
	// AppID is the app itself, which may answer.
	AppID string
	// Owner asks who has a conversation of which nothing was heard, or nothing for as long as
	// apps keep one: page.ThreadOwner. nil asks nobody, and lets such messages through. Where it
	// gives nil, no app has the conversation.
	Owner func(ctx context.Context, personID string, opts ...metabiz.Option) (*ThreadOwnerApp, error)
	// Store remembers conversations; nil is [NewMemoryHandoverStore] with 100,000 of them.
	Store HandoverStore
	// Now is the time; nil is time.Now.
	Now func() time.Time
	// Logger gets what could not be remembered after a conversation was handed over; nil is silence.
	Logger *slog.Logger
}

// A HandoverGuard lets a bot and the people of a Page share conversations without answering twice:
// it refuses to send where another app has the conversation. It learns who has it as a
// [metabiz.Subscriber] of the webhook and from what is handed over by its client, and refuses as an
// option of that:
//
//	guard := pages.NewHandoverGuard(pages.HandoverConfig{AppID: appID})
//	webhook := metabiz.NewWebhook(config, guard, pages.Events{ … })
//	client, err := metabiz.New(metabiz.WithToken(token), guard.Guard())
//
// The app must be subscribed to messaging_handovers and standby. Put it before the subscribers that
// answer messages. It is safe for concurrent use.
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversation-routing.
type HandoverGuard struct {
	cfg   HandoverConfig
	clock window.Clock
	guard window.Guard[guardedMessage, HandoverRecord]
}

// NewHandoverGuard makes a guard. Without an AppID every conversation that some app has is another's.
func NewHandoverGuard(cfg HandoverConfig) *HandoverGuard {
	if cfg.Store == nil {
		cfg.Store = NewMemoryHandoverStore(100_000)
	}
	cfg.Logger = window.Quiet(cfg.Logger)
	g := &HandoverGuard{cfg: cfg, clock: window.NewClock(cfg.Now, -1)}
	g.guard = window.Guard[guardedMessage, HandoverRecord]{
		Message: guardedBody, Recipient: func(m guardedMessage) string { return m.personID }, Logger: cfg.Logger,
		Load: g.load, Refusal: g.refusal, Sent: g.learnSend,
	}
	return g
}

// A HandoverRecord is who has a conversation, as far as was heard.
type HandoverRecord struct {
	AppID string    `json:"app_id,omitzero"` // empty: no app
	At    time.Time `json:"at,omitzero"`     // when it was told; zero: never
	Other bool      `json:"other,omitzero"`  // another app than the guard's, though it is not told which
}

// Merge gives the record that was told later.
func (r HandoverRecord) Merge(other HandoverRecord) HandoverRecord {
	if other.At.Before(r.At) {
		return r
	}
	return other
}

// A HandoverStore remembers conversations for a [HandoverGuard], by the ids of people. Use one that
// all processes share where more than one answers. It must be safe for concurrent use.
type HandoverStore interface {
	// Load gives what is known; the zero record where nothing is.
	Load(ctx context.Context, personID string) (HandoverRecord, error)
	// Merge keeps the record that was told later, atomically: see [HandoverRecord.Merge].
	Merge(ctx context.Context, personID string, r HandoverRecord) error
}

// NewMemoryHandoverStore remembers the last capacity conversations in this process.
// Where it is full, the one heard of longest ago is forgotten first.
func NewMemoryHandoverStore(capacity int) HandoverStore {
	return window.NewMemory[string, HandoverRecord](capacity, strings.Clone)
}

// Deliver learns from a delivery of the webhook. Deliveries about other objects
// are ignored. An error is the store's, and makes Meta deliver again.
func (g *HandoverGuard) Deliver(ctx context.Context, d *metabiz.Delivery) error {
	return eachEvent(d, func(e Event) error { return g.Learn(ctx, e) })
}

// Learn takes in one event, for those who get events from elsewhere than the webhook.
func (g *HandoverGuard) Learn(ctx context.Context, event Event) error {
	event = direct(event)
	if event == nil {
		return nil
	}
	h := event.Header()
	r := HandoverRecord{At: g.clock.Past(h.Time)}
	person := h.Sender.ID
	switch e := event.(type) {
	case HandoverEvent:
		switch e.Kind {
		case HandoverPass, HandoverTake:
			r.AppID = e.NewOwnerAppID
			if e.NewOwnerAppID == "" && e.Kind == HandoverTake {
				r.Other = true // taken, and told to who had it
			}
		default:
			return nil
		}
	case MessageEvent, PostbackEvent:
		// What comes by itself is for who has the conversation; nothing more is told in standby.
		if r.AppID = g.cfg.AppID; h.Standby {
			r.AppID, r.Other = "", true
		}
	default:
		return nil
	}
	return g.merge(ctx, person, r)
}

func (g *HandoverGuard) merge(ctx context.Context, personID string, r HandoverRecord) error {
	if personID == "" {
		return nil
	}
	if known, err := g.cfg.Store.Load(ctx, personID); err == nil && r.Other && known.AppID != "" && known.AppID != g.cfg.AppID {
		r.AppID = known.AppID // which one is known
	}
	if err := g.cfg.Store.Merge(ctx, personID, r); err != nil {
		return fmt.Errorf("pages: handover store: %w", err)
	}
	return nil
}

// Guard is an option for a client, or for one call: it refuses messages, and what people see the
// Page do, where another app has the conversation, with an [OtherOwnerError], before they are sent.
func (g *HandoverGuard) Guard() metabiz.Option { return metabiz.WithInterceptor(g.intercept) }

func (g *HandoverGuard) intercept(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
	switch control, isControl := req.Body.(threadControlParams); {
	case isControl:
		res, err := next(ctx, req)
		if err == nil {
			// The webhook will say so, too; until then, nothing must be sent.
			if lerr := g.learnControl(context.WithoutCancel(ctx), req, control); lerr != nil {
				g.cfg.Logger.WarnContext(ctx, "handover not remembered", "error", lerr)
			}
		}
		return res, err
	default:
		return g.guard.Intercept(ctx, req, next)
	}
}

func (g *HandoverGuard) learnControl(ctx context.Context, req *metabiz.Request, control threadControlParams) error {
	r := HandoverRecord{At: g.clock.Now()}
	switch _, edge := window.Edge(req); edge {
	case "pass_thread_control":
		r.AppID = control.TargetAppID
	case "take_thread_control":
		r.AppID = g.cfg.AppID
	case "release_thread_control":
	default:
		return nil
	}
	return g.merge(ctx, control.Recipient.ID, r)
}

// guardedMessage is whom something goes to that only who has the conversation may send.
type guardedMessage struct{ personID string }

func guardedBody(body any) (guardedMessage, bool) {
	if action, ok := body.(senderAction); ok {
		return guardedMessage{action.Recipient.ID}, true
	}
	m, ok := messageOf(body)
	return guardedMessage{m.To.ID}, ok
}

func (g *HandoverGuard) load(ctx context.Context, s window.Sending[guardedMessage]) (HandoverRecord, error) {
	person := s.Message.personID
	if person == "" {
		return HandoverRecord{}, nil
	}
	r, err := g.cfg.Store.Load(ctx, person)
	if err != nil {
		return r, fmt.Errorf("pages: handover store: %w", err)
	}
	if g.clock.Open(r.At.Add(StandardWindow)) {
		return r, nil
	}
	if g.cfg.Owner == nil {
		return HandoverRecord{}, nil // whoever had it has lost it by now
	}
	owner, err := g.cfg.Owner(ctx, person)
	if err != nil {
		return r, fmt.Errorf("pages: who has the conversation: %w", err)
	}
	r = HandoverRecord{At: g.clock.Now()}
	if owner != nil {
		r.AppID = owner.AppID
	}
	return r, g.merge(ctx, person, r)
}

func (g *HandoverGuard) refusal(_ context.Context, s window.Sending[guardedMessage], r HandoverRecord) error {
	if !r.Other && (r.AppID == "" || r.AppID == g.cfg.AppID) {
		return nil
	}
	return &OtherOwnerError{PageID: s.From, PersonID: s.Message.personID, AppID: r.AppID}
}

// learnSend takes in that Meta refused: another app has it, though nobody told.
func (g *HandoverGuard) learnSend(ctx context.Context, s window.Sending[guardedMessage], _ HandoverRecord, _ *metabiz.Response, err error) error {
	if errors.Is(err, ErrOtherOwner) {
		return g.merge(ctx, s.Message.personID, HandoverRecord{At: g.clock.Now(), Other: true})
	}
	return nil
}

// An OtherOwnerError is a message that was not sent, because another app has the conversation.
// errors.Is finds [ErrOtherOwner].
type OtherOwnerError struct {
	PageID   string
	PersonID string
	AppID    string // who has it; empty where it is not known which app
}

func (e *OtherOwnerError) Error() string {
	who := "another app"
	switch e.AppID {
	case PageInboxAppID, InstagramInboxAppID:
		who = "the Page's inbox"
	case "":
	default:
		who = "app " + e.AppID
	}
	return fmt.Sprintf("pages: not sent to %s: %s has the conversation; request thread control, or wait until it is passed back", window.Masked(e.PersonID), who)
}

// Is holds for [ErrOtherOwner] and metabiz.ErrPermission.
func (e *OtherOwnerError) Is(target error) bool {
	return target == ErrOtherOwner || target == metabiz.ErrPermission
}

var _ metabiz.Subscriber = (*HandoverGuard)(nil)
