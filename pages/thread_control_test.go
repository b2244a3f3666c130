package pages_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func TestThreadControl(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"success":true}`)
	page := pages.NewPage(g.client, "1")
	control := pages.ThreadControl{PersonID: "P", Metadata: "x"}
	noError(t, page.PassThreadControl(t.Context(), pages.ThreadControl{PersonID: "P", TargetAppID: pages.PageInboxAppID, Metadata: "wants a person"}))
	noError(t, page.TakeThreadControl(t.Context(), control))
	noError(t, page.RequestThreadControl(t.Context(), control))
	noError(t, page.ReleaseThreadControl(t.Context(), "P"))
	noError(t, page.ExtendThreadControl(t.Context(), "P", 90*time.Minute))
	g.want(
		call{Line: "POST /v26.0/1/pass_thread_control", Body: `{"recipient":{"id":"P"},"target_app_id":"263902037430900","metadata":"wants a person"}`},
		call{Line: "POST /v26.0/1/take_thread_control", Body: `{"recipient":{"id":"P"},"metadata":"x"}`},
		call{Line: "POST /v26.0/1/request_thread_control", Body: `{"recipient":{"id":"P"},"metadata":"x"}`},
		call{Line: "POST /v26.0/1/release_thread_control", Body: `{"recipient":{"id":"P"}}`},
		call{Line: "POST /v26.0/1/extend_thread_control", Body: `{"recipient":{"id":"P"},"duration":5400}`},
	)
	for name, err := range map[string]error{
		"pass to nobody":  page.PassThreadControl(t.Context(), control),
		"pass, no person": page.PassThreadControl(t.Context(), pages.ThreadControl{TargetAppID: "2"}),
		"take, no person": page.TakeThreadControl(t.Context(), pages.ThreadControl{}),
		"release nobody":  page.ReleaseThreadControl(t.Context(), ""),
		"extend by 0":     page.ExtendThreadControl(t.Context(), "P", 0),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()

	refused := newGraph(t, `400 {"error":{"code":10,"message":"(#10) Not the owner","type":"OAuthException"}}`)
	if err := pages.NewPage(refused.client, "1").TakeThreadControl(t.Context(), control); !errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("refused: %v", err)
	}
}

// Giving a conversation away twice would be refused, so that it is tried once.
func TestThreadControlWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	control := pages.ThreadControl{PersonID: "P", TargetAppID: pages.PageInboxAppID}
	for name, tt := range map[string]struct {
		do    func(context.Context, *pages.PageHandle) error
		calls int
	}{
		"pass":    {func(ctx context.Context, p *pages.PageHandle) error { return p.PassThreadControl(ctx, control) }, 1},
		"request": {func(ctx context.Context, p *pages.PageHandle) error { return p.RequestThreadControl(ctx, control) }, 1},
		"release": {func(ctx context.Context, p *pages.PageHandle) error { return p.ReleaseThreadControl(ctx, "P") }, 1},
		"take":    {func(ctx context.Context, p *pages.PageHandle) error { return p.TakeThreadControl(ctx, control) }, 2},
		"extend": {func(ctx context.Context, p *pages.PageHandle) error {
			return p.ExtendThreadControl(ctx, "P", time.Hour)
		}, 2},
	} {
		g := newGraph(t, "drop", `{"success":true}`)
		client, err := g.client.With(metabiz.WithRetry(metabiz.Retry{Attempts: 2, MinWait: time.Millisecond}))
		noError(t, err)
		err = tt.do(t.Context(), pages.NewPage(client, "1"))
		lines, _ := g.lines()
		if len(lines) != tt.calls || errors.Is(err, metabiz.ErrOutcomeUnknown) != (tt.calls == 1) {
			t.Errorf("%s: %d calls, %v", name, len(lines), err)
		}
	}
}

func TestThreadOwner(t *testing.T) {
	t.Parallel()
	g := newGraph(t, `{"data":[{"thread_owner":{"app_id":263902037430900,"expiration":1764576000}}]}`, `{"data":[]}`)
	page := pages.NewPage(g.client, "1")
	owner, err := page.ThreadOwner(t.Context(), "P")
	noError(t, err)
	if diff := cmp.Diff(&pages.ThreadOwnerApp{AppID: pages.PageInboxAppID, Expiration: time.Unix(1764576000, 0).UTC()}, owner); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/thread_owner", Query: url.Values{"recipient": {"P"}}})
	owner, err = page.ThreadOwner(t.Context(), "P")
	noError(t, err)
	if owner.AppID != "" {
		t.Errorf("nobody: %+v", owner)
	}
	if _, err := page.ThreadOwner(t.Context(), ""); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("no person: %v", err)
	}

	g = newGraph(t, `{"data":[{"id":"2","name":"Inbox"}]}`)
	apps, err := metabiz.Collect(pages.NewPage(g.client, "1").SecondaryReceivers(t.Context(), pages.PlatformInstagram))
	noError(t, err)
	if diff := cmp.Diff([]pages.App{{ID: "2", Name: "Inbox"}}, apps); diff != "" {
		t.Error(diff)
	}
	g.want(call{Line: "GET /v26.0/1/secondary_receivers", Query: url.Values{"fields": {"id,name"}, "platform": {"INSTAGRAM"}}})
}

func TestConversations(t *testing.T) {
	t.Parallel()
	g := newGraph(t,
		`{"data":[{"id":"t_1","updated_time":"2026-12-01T08:00:00+0000","unread_count":"1","can_reply":true,"participants":{"data":[{"id":"P","name":"Anna","email":"P@facebook.com"}]}}]}`,
		`{"data":[{"id":"m_1","created_time":"2026-12-01T08:00:00+0000","message":"Ciao","from":{"id":"P"},"to":{"data":[{"id":"1"}]},"attachments":{"data":[{"id":"a","mime_type":"image/png","size":"12","image_data":{"width":3,"url":"https://x/i"}}]}}]}`)
	page := pages.NewPage(g.client, "1")
	list, err := metabiz.Collect(page.Conversations(t.Context(), pages.ConversationQuery{Platform: pages.PlatformMessenger, UserID: "P", Tags: []string{"a"}}))
	noError(t, err)
	at := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	if diff := cmp.Diff([]pages.UnifiedThread{{ID: "t_1", UpdatedTime: at, UnreadCount: 1, CanReply: true,
		Participants: pages.Participants{Data: []pages.Participant{{ID: "P", Name: "Anna", Email: "P@facebook.com"}}}}}, list); diff != "" {
		t.Error(diff)
	}
	written, err := metabiz.Collect(page.Messages(t.Context(), "t_1"))
	noError(t, err)
	if len(written) != 1 || written[0].Message != "Ciao" || written[0].From.ID != "P" || written[0].Attachments.Data[0].Size != 12 || !written[0].CreatedTime.Equal(at) {
		t.Errorf("got %+v", written)
	}
	g.want(
		call{Line: "GET /v26.0/1/conversations", Query: url.Values{"platform": {"MESSENGER"}, "user_id": {"P"}, "tags": {`["a"]`},
			"fields": {"id,link,updated_time,snippet,message_count,unread_count,can_reply,participants"}}},
		call{Line: "GET /v26.0/t_1/messages", Query: fields("id,created_time,from,to,message,sticker,attachments")},
	)
	for page, err := range page.ConversationPages(t.Context(), pages.ConversationQuery{}) {
		noError(t, err)
		if len(page.Data) != 1 {
			t.Errorf("page %+v", page)
		}
	}
	for _, err := range page.MessagePages(t.Context(), "") {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("no id: %v", err)
		}
	}
}
