package pages_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/internal/vcr"
	"github.com/metabiz-go/metabiz/pages"
)

// played is a cassette that is played, and who is asked through it.
type played struct {
	*vcr.Tape
	client *metabiz.Client
}

func play(t *testing.T, name string, opts ...vcr.Option) played {
	t.Helper()
	tape := vcr.Open(t, "pages/"+name, opts...)
	client, err := metabiz.New(metabiz.WithHTTPClient(tape.Client), metabiz.WithToken(tape.Token), metabiz.WithAppSecret(tape.AppSecret),
		metabiz.WithBaseURL(tape.BaseURL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	noError(t, err)
	return played{tape, client}
}

// page acts with the Page's own token.
func (p played) page(t *testing.T) *pages.PageHandle {
	t.Helper()
	page, err := pages.NewPage(p.client, p.Seed.PageID).WithPageToken(t.Context())
	noError(t, err)
	return page
}

// The user's Pages come with their tasks, and with the token that the handle then acts with.
func TestCassetteAccounts(t *testing.T) {
	t.Parallel()
	p := play(t, "user_accounts")
	me, err := pages.Me(p.client).Get(t.Context())
	noError(t, err)
	if me.ID != p.Seed.UserID || me.Name == "" {
		t.Errorf("me: %+v", me)
	}
	own, err := metabiz.Collect(pages.Me(p.client).Accounts(t.Context(), pages.AccountQuery{}))
	noError(t, err)
	if len(own) != 1 || own[0].ID != p.Seed.PageID || !own[0].Can(pages.TaskAdvertise) {
		t.Errorf("Pages: %+v", own)
	}
	found, err := pages.Me(p.client).Administers(t.Context(), p.Seed.PageID, pages.TaskAdvertise, pages.TaskMessaging)
	noError(t, err)
	page, err := found.Handle(p.client)
	noError(t, err)
	read, err := page.Get(t.Context())
	noError(t, err)
	if read.Name != found.Name || !read.IsPublished {
		t.Errorf("Page: %+v", read)
	}
}

// Somebody without the task is told which one they lack.
func TestCassetteTaskMissing(t *testing.T) {
	t.Parallel()
	p := play(t, "user_accounts_task_missing")
	p.World(func(e *emulator.Emulator) {
		noError(t, e.Change(p.Seed.PageID, map[string]any{"tasks": []string{"ANALYZE", "MESSAGING"}}))
	})
	_, err := pages.Me(p.client).Administers(t.Context(), p.Seed.PageID, pages.TaskAdvertise, pages.TaskMessaging)
	denied, ok := errors.AsType[*pages.AccessError](err)
	if !ok || !errors.Is(err, metabiz.ErrPermission) {
		t.Fatalf("%+v", err)
	}
	if diff := cmp.Diff([]pages.Task{pages.TaskAdvertise}, denied.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

// firstCode is the first that the emulator sends.
const firstCode = "376558"

// codeSent is the code as its receiver reads it out.
func (p played) codeSent(t *testing.T) string {
	t.Helper()
	p.World(func(e *emulator.Emulator) {
		if code, _ := e.VerificationCode(p.Seed.DisplayPhone); code != firstCode {
			t.Errorf("the number was sent %q", code)
		}
	})
	return firstCode[:3] + "-" + firstCode[3:]
}

// A number is linked in two steps, and the Page shows it a little later.
func TestCassetteLink(t *testing.T) {
	t.Parallel()
	p := play(t, "page_link_number")
	// The emulator's clock goes on whenever somebody has looked at the Page.
	looks := 0
	client, err := p.client.With(metabiz.WithHook(func(_ context.Context, event metabiz.Event) {
		if event.Kind == metabiz.EventAttempt && event.Operation == "GET /{page-id}" {
			looks++
			p.World(func(e *emulator.Emulator) { e.Clock().Advance(2 * time.Second) })
		}
	}))
	noError(t, err)
	page, err := pages.NewPage(client, p.Seed.PageID).WithPageToken(t.Context())
	noError(t, err)
	link := pages.NumberLink{
		Number: p.Seed.DisplayPhone, Poll: pages.PollOptions{Interval: time.Millisecond},
		Code: func(context.Context) (string, error) { return p.codeSent(t), nil },
	}
	shown, err := pages.Link(t.Context(), page, link)
	noError(t, err)
	if !shown.Is(p.Seed.DisplayPhone) || !shown.IsBusiness {
		t.Errorf("the Page shows %+v", shown)
	}
	// For its token, before the code, and three times until the number is there.
	if looks != 5 {
		t.Errorf("looked %d times", looks)
	}
	link.Code = func(context.Context) (string, error) { return "", errors.New("asked for a second code") }
	_, err = pages.Link(t.Context(), page, link)
	noError(t, err)
}

// Each half of the linking has its own call; a wrong code is told within the answer.
func TestCassetteVerification(t *testing.T) {
	t.Parallel()
	p := play(t, "page_whatsapp_number_verification")
	page := p.page(t)
	sent, err := page.RequestNumberCode(t.Context(), p.Seed.DisplayPhone)
	noError(t, err)
	if sent.Status != "CODE_SENT" || sent.NumberType != 2 {
		t.Errorf("asked for a code: %+v", sent)
	}
	_, err = page.VerifyNumber(t.Context(), p.Seed.DisplayPhone, "000 000")
	if wrong, ok := errors.AsType[*pages.VerificationError](err); !ok || wrong.Message == "" || wrong.Status != "FAILED" {
		t.Errorf("a wrong code: %+v", err)
	}
	verified, err := page.VerifyNumber(t.Context(), p.Seed.DisplayPhone, p.codeSent(t))
	noError(t, err)
	if verified.Status != "VERIFIED" {
		t.Errorf("the right code: %+v", verified)
	}
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(time.Minute) })
	shown, err := page.WaitForNumber(t.Context(), p.Seed.DisplayPhone, pages.PollOptions{Interval: time.Millisecond})
	noError(t, err)
	if !shown.Linked {
		t.Errorf("the Page shows %+v", shown)
	}
	err = page.UnlinkNumber(t.Context())
	if manual, ok := errors.AsType[*pages.ManualStepError](err); !ok || manual.Step == "" {
		t.Errorf("unlinking: %+v", err)
	}
}

// Linking wants the Page's own token.
func TestCassetteVerificationRefused(t *testing.T) {
	t.Parallel()
	p := play(t, "page_whatsapp_number_verification_refused")
	_, err := pages.NewPage(p.client, p.Seed.PageID).RequestNumberCode(t.Context(), p.Seed.DisplayPhone)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 190 || !errors.Is(err, metabiz.ErrAuth) {
		t.Errorf("%+v", err)
	}
}

func TestCassetteWelcomeFlows(t *testing.T) {
	t.Parallel()
	p := play(t, "page_welcome_message_flows")
	page := p.page(t)
	flow := pages.WelcomeFlow{
		Name: "Spring ad", Platforms: []pages.Platform{pages.PlatformMessenger},
		Messages: pages.Greeting("Ciao {{user_first_name}}! What may we do for you?",
			pages.IceBreaker{Title: "Are you open?", Response: "Every day until seven."}, pages.IceBreaker{Title: "Do you ship?"}),
	}
	id, err := page.CreateWelcomeFlow(t.Context(), flow)
	noError(t, err)
	flow.Name = "Spring ad, second try"
	noError(t, page.UpdateWelcomeFlow(t.Context(), id, pages.WelcomeFlow{Name: flow.Name}))
	listed, err := metabiz.Collect(page.WelcomeFlows(t.Context(), pages.WelcomeFlowQuery{}))
	noError(t, err)
	if len(listed) != 1 || listed[0].ID != id || listed[0].Name != flow.Name || listed[0].IsUsedInAd {
		t.Fatalf("listed: %+v", listed)
	}
	got, err := listed[0].Messages()
	noError(t, err)
	if diff := cmp.Diff(flow.Messages, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	noError(t, page.DeleteWelcomeFlow(t.Context(), id))
	left, err := metabiz.Collect(page.WelcomeFlows(t.Context(), pages.WelcomeFlowQuery{}))
	noError(t, err)
	if len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestCassetteMessagingFeatureStatus(t *testing.T) {
	t.Parallel()
	p := play(t, "page_messaging_feature_status")
	status, err := p.page(t).MessagingFeatureStatus(t.Context())
	noError(t, err)
	if !status.HOPv2 {
		t.Errorf("status %+v", status)
	}
}

// A Page has one dataset, however often it is asked for.
func TestCassetteDataset(t *testing.T) {
	t.Parallel()
	p := play(t, "page_dataset")
	page := p.page(t)
	first, err := page.Dataset(t.Context(), "Chats of the Bottega")
	noError(t, err)
	again, err := page.Dataset(t.Context(), "")
	noError(t, err)
	if first.ID == "" || first.ID != again.ID {
		t.Errorf("%+v, %+v", first, again)
	}
}
