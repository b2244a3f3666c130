package pages

import (
	"context"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PageInboxAppID is the app that people of the Page answer with: Meta's inbox.
// Passing a thread there hands a conversation over to them.
const PageInboxAppID = "263902037430900"

// InstagramInboxAppID is the app that people of the Page answer with on Instagram.
const InstagramInboxAppID = "1217981644879628"

// ThreadControl says whose conversation with a Page goes to which app.
type ThreadControl struct {
	// PersonID is whose conversation it is, as scoped to the Page or the Instagram account.
	PersonID string
	// TargetAppID is the app that gets it, such as [PageInboxAppID]; only for passing.
	TargetAppID string
	// Metadata goes to the app that gets it, or that is asked, in its [HandoverEvent].
	Metadata string
}

type threadControlParams struct {
	Recipient   Recipient `json:"recipient"`
	TargetAppID string    `json:"target_app_id,omitzero"`
	Metadata    string    `json:"metadata,omitzero"`
	Duration    int       `json:"duration,omitzero"`
}

// PassThreadControl hands a conversation over to another app, which may then
// answer. An answer that was lost is [metabiz.ErrOutcomeUnknown]: see [PageHandle.ThreadOwner].
//
// See https://developers.facebook.com/docs/messenger-platform/handover-protocol/pass-thread-control.
//
//meta:operation POST /{page-id}/pass_thread_control
func (p *PageHandle) PassThreadControl(ctx context.Context, control ThreadControl, opts ...metabiz.Option) error {
	var c checker
	c.required("target_app_id", control.TargetAppID)
	return p.control(ctx, &c, "POST /{page-id}/pass_thread_control", "pass_thread_control", control, 0, opts)
}

// TakeThreadControl takes a conversation back. Only the Page's default app may.
//
// See https://developers.facebook.com/docs/messenger-platform/handover-protocol/take-thread-control.
//
//meta:operation POST /{page-id}/take_thread_control
func (p *PageHandle) TakeThreadControl(ctx context.Context, control ThreadControl, opts ...metabiz.Option) error {
	return p.control(ctx, new(checker), "POST /{page-id}/take_thread_control", "take_thread_control", control, 0, opts)
}

// RequestThreadControl asks the app that has a conversation to pass it on.
//
// See https://developers.facebook.com/docs/messenger-platform/handover-protocol/request-thread-control.
//
//meta:operation POST /{page-id}/request_thread_control
func (p *PageHandle) RequestThreadControl(ctx context.Context, control ThreadControl, opts ...metabiz.Option) error {
	return p.control(ctx, new(checker), "POST /{page-id}/request_thread_control", "request_thread_control", control, 0, opts)
}

// ReleaseThreadControl gives a conversation up: the next message of the person is routed anew.
//
// See https://developers.facebook.com/docs/messenger-platform/conversation-routing.
//
//meta:operation POST /{page-id}/release_thread_control
func (p *PageHandle) ReleaseThreadControl(ctx context.Context, personID string, opts ...metabiz.Option) error {
	return p.control(ctx, new(checker), "POST /{page-id}/release_thread_control", "release_thread_control", ThreadControl{PersonID: personID}, 0, opts)
}

// ExtendThreadControl keeps a conversation for longer, in whole seconds.
//
// See https://developers.facebook.com/docs/messenger-platform/conversation-routing.
//
//meta:operation POST /{page-id}/extend_thread_control
func (p *PageHandle) ExtendThreadControl(ctx context.Context, personID string, duration time.Duration, opts ...metabiz.Option) error {
	var c checker
	if duration < time.Second {
		c.add("duration", "must be a second or more", time.Second, duration)
	}
	return p.control(ctx, &c, "POST /{page-id}/extend_thread_control", "extend_thread_control", ThreadControl{PersonID: personID}, duration, opts)
}

func (p *PageHandle) control(ctx context.Context, c *checker, operation, edge string, control ThreadControl, duration time.Duration, opts []metabiz.Option) error {
	c.required("recipient.id", control.PersonID)
	c.atMost("metadata", control.Metadata, maxPayload)
	if err := c.err("ThreadControl"); err != nil {
		return err
	}
	req := p.messenger(p.post(operation, threadControlParams{
		Recipient: Recipient{ID: control.PersonID}, TargetAppID: control.TargetAppID, Metadata: control.Metadata, Duration: int(duration / time.Second),
	}, edge))
	// Who has given a conversation away is refused when giving it away again, and
	// asking twice tells the other app twice.
	req.Idempotent = edge == "take_thread_control" || edge == "extend_thread_control"
	return done(ctx, p.client, req, opts)
}

// PageThreadOwner tells which app has a conversation.
type PageThreadOwner struct {
	ThreadOwner ThreadOwnerApp `json:"thread_owner,omitzero"`
}

// ThreadOwnerApp is the app that has a conversation, and until when.
type ThreadOwnerApp struct {
	AppID      string    `json:"app_id,omitzero" wire:"direct"`
	Expiration time.Time `json:"expiration,omitzero"`
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (o *ThreadOwnerApp) UnmarshalJSON(data []byte) error {
	type plain ThreadOwnerApp
	return wire.Unmarshal(data, (*plain)(o))
}

// ThreadOwner tells which app has the conversation with a person; the AppID is
// empty where none has it.
//
// See https://developers.facebook.com/docs/messenger-platform/handover-protocol/get-thread-owner.
//
//meta:operation GET /{page-id}/thread_owner
func (p *PageHandle) ThreadOwner(ctx context.Context, personID string, opts ...metabiz.Option) (*ThreadOwnerApp, error) {
	var c checker
	c.required("recipient", personID)
	if err := c.err("ThreadOwner"); err != nil {
		return nil, err
	}
	req := p.messenger(p.get("GET /{page-id}/thread_owner", struct {
		Recipient string `json:"recipient"`
	}{personID}, "thread_owner"))
	for owner, err := range metabiz.List[PageThreadOwner](ctx, p.client, req, opts...) {
		if err != nil {
			return nil, err
		}
		return &owner.ThreadOwner, nil
	}
	return &ThreadOwnerApp{}, nil
}

// App is an app, as far as nodes of this package name it.
type App struct {
	ID       string `json:"id,omitzero"`
	Name     string `json:"name,omitzero"`
	Category string `json:"category,omitzero"`
	Link     string `json:"link,omitzero"`
}

// SecondaryReceivers lists the apps that conversations can be passed to.
//
// See https://developers.facebook.com/docs/messenger-platform/handover-protocol/secondary-receivers.
//
//meta:operation GET /{page-id}/secondary_receivers
func (p *PageHandle) SecondaryReceivers(ctx context.Context, platform Platform, opts ...metabiz.Option) iter.Seq2[App, error] {
	req := p.messenger(p.get("GET /{page-id}/secondary_receivers", struct {
		Fields   string   `json:"fields"`
		Platform Platform `json:"platform,omitzero"`
	}{"id,name", platform}, "secondary_receivers"))
	return metabiz.List[App](ctx, p.client, req, opts...)
}
