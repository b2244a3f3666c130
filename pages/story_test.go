package pages_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// The way of a Page to its first ad, against a Graph API that checks what it gets.
func TestStory(t *testing.T) {
	t.Parallel()
	e, err := emulator.Start(emulator.Config{Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), AppSecret: "secret"})
	noError(t, err)
	t.Cleanup(func() { noError(t, e.Close()) })
	seed := e.Seed()
	// Each call takes a second there.
	client, err := metabiz.New(metabiz.WithToken(seed.Token), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(e.URL()),
		metabiz.WithInterceptor(func(ctx context.Context, req *metabiz.Request, next func(context.Context, *metabiz.Request) (*metabiz.Response, error)) (*metabiz.Response, error) {
			e.Clock().Advance(time.Second)
			return next(ctx, req)
		}))
	noError(t, err)
	ctx := t.Context()

	read, err := pages.Me(client).Administers(ctx, seed.PageID, pages.TaskManage, pages.TaskAdvertise)
	noError(t, err)
	page, err := read.Handle(client)
	noError(t, err)

	const number = "+39 333 123 4567"
	wrong := true
	link := pages.NumberLink{Number: number, Poll: quick, Code: func(context.Context) (string, error) {
		if wrong {
			return "000000", nil
		}
		code, ok := e.VerificationCode(number)
		if !ok {
			t.Error("no code was sent")
		}
		return code, nil
	}}
	if _, err := pages.Link(ctx, page, link); !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("wrong code: %v", err)
	}
	wrong = false
	for range 2 {
		linked, err := pages.Link(ctx, page, link)
		noError(t, err)
		if !linked.Is(number) || !linked.IsBusiness {
			t.Errorf("linked %+v", linked)
		}
	}
	if err := page.UnlinkNumber(ctx); err == nil {
		t.Error("unlinked")
	}

	flow := pages.WelcomeFlow{
		Name: "Spring", Platforms: []pages.Platform{pages.PlatformMessenger, pages.PlatformInstagram},
		Messages: pages.Greeting("Ciao {{user_first_name}}!", pages.IceBreaker{Title: "Open?", Response: "From 9 to 18."}),
	}
	id, err := page.CreateWelcomeFlow(ctx, flow)
	noError(t, err)
	noError(t, page.UpdateWelcomeFlow(ctx, id, pages.WelcomeFlow{Name: "Summer"}))
	flows, err := metabiz.Collect(page.WelcomeFlows(ctx, pages.WelcomeFlowQuery{FlowID: id}))
	noError(t, err)
	if len(flows) != 1 || flows[0].Name != "Summer" || !flows[0].LastUpdateTime.After(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)) {
		t.Fatalf("flows %+v", flows)
	}
	messages, err := flows[0].Messages()
	noError(t, err)
	if diff := cmp.Diff(flow.Messages, messages); diff != "" {
		t.Error(diff)
	}
	noError(t, page.DeleteWelcomeFlow(ctx, id))

	status, err := page.MessagingFeatureStatus(ctx)
	noError(t, err)
	if !status.HOPv2 {
		t.Errorf("status %+v", status)
	}
	noError(t, page.SubscribeApp(ctx, []pages.SubscribedField{pages.FieldMessages, pages.FieldLeadGen}))
	apps, err := metabiz.Collect(page.SubscribedApps(ctx))
	noError(t, err)
	if len(apps) != 1 || apps[0].ID != seed.AppID {
		t.Errorf("apps %+v", apps)
	}
	noError(t, page.UnsubscribeApp(ctx))
	noError(t, page.ChangeSettings(ctx, map[string]any{"USERS_CAN_POST": false}))
	settings, err := metabiz.Collect(page.Settings(ctx))
	noError(t, err)
	if len(settings) == 0 {
		t.Error("no settings")
	}
	first, err := page.Dataset(ctx, "Shop")
	noError(t, err)
	second, err := page.Dataset(ctx, "Other")
	noError(t, err)
	if first.ID == "" || first.ID != second.ID {
		t.Errorf("datasets %+v, %+v", first, second)
	}
	_, err = metabiz.Collect(page.Conversations(ctx, pages.ConversationQuery{Platform: pages.PlatformMessenger}))
	noError(t, err)

	own, err := pages.NewPage(client, seed.PageID).WithPageToken(ctx)
	noError(t, err)
	got, err := own.Get(ctx)
	noError(t, err)
	if got.WhatsAppNumber == "" || got.Name != read.Name {
		t.Errorf("Page %+v", got)
	}
}
