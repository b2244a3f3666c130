package pages_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// A conversation on Messenger from the first tap to the hand-over, against a Graph API that checks what it gets.
func TestMessengerStory(t *testing.T) {
	t.Parallel()
	var (
		mu   sync.Mutex
		told []string
		page *pages.PageHandle
	)
	note := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprintf(format, args...))
	}
	server := httptest.NewServer(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}}, pages.Events{
		OnPostback: func(ctx context.Context, e pages.PostbackEvent) error {
			note("tapped %s", e.Payload)
			_, err := page.Send(ctx, e.Reply(pages.ButtonTemplate{Text: "Ciao!", Buttons: []pages.Button{pages.PostbackButton{Title: "Menu", Payload: "MENU"}}}))
			return err
		},
		OnMessage: func(ctx context.Context, e pages.MessageEvent) error {
			note("wrote %s", e.Message.Text)
			answer := e.Reply(pages.Text{Body: "Arabica or Robusta?"})
			answer.QuickReplies = []pages.QuickReply{{Title: "Arabica", Payload: "A"}, {Title: "Robusta", Payload: "R"}}
			_, err := page.Send(ctx, answer)
			return err
		},
		OnRead: func(context.Context, pages.ReadEvent) error { note("read"); return nil },
		OnHandover: func(_ context.Context, e pages.HandoverEvent) error {
			note("%s to %s", e.Kind, e.NewOwnerAppID)
			return nil
		},
		OnStandby: func(_ context.Context, e pages.Event) error { note("standby %T", e); return nil },
		OnUnknown: func(_ context.Context, e pages.UnknownEvent) error { note("unknown %s %v", e.Raw, e.Err); return nil },
	}))
	t.Cleanup(server.Close)
	e, err := emulator.Start(emulator.Config{Start: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), AppSecret: "secret", WebhookURL: server.URL})
	noError(t, err)
	t.Cleanup(func() { noError(t, e.Close()) })
	seed, anna, ctx := e.Seed(), e.Person("+39 333 000 0001", "Anna"), t.Context()
	client, err := metabiz.New(metabiz.WithToken(seed.PageToken), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(e.URL()))
	noError(t, err)
	page = pages.NewPage(client, seed.PageID)

	profile := pages.MessengerProfile{
		Greeting:       []pages.LocalGreeting{{Locale: pages.DefaultLocale, Text: "Ciao {{user_first_name}}!"}},
		GetStarted:     &pages.GetStarted{Payload: "START"},
		IceBreakers:    []pages.LocalIceBreakers{{Locale: pages.DefaultLocale, Questions: []pages.Question{{Question: "Open?", Payload: "OPEN"}}}},
		PersistentMenu: []pages.LocalMenu{{Locale: pages.DefaultLocale, Items: []pages.Button{pages.URLButton{Title: "Shop", URL: "https://www.example.com/"}}}},
	}
	noError(t, page.SetMessengerProfile(ctx, pages.PlatformMessenger, profile))
	read, err := page.MessengerProfile(ctx, "")
	noError(t, err)
	if diff := cmp.Diff(&profile, read); diff != "" {
		t.Error(diff)
	}

	after := func(do error) {
		t.Helper()
		noError(t, do)
		noError(t, e.Wait(ctx))
	}
	after(anna.Messenger().Tap("Open?"))
	after(anna.Messenger().Write("What is on the menu?"))
	after(anna.Messenger().Tap("Robusta"))
	after(anna.Messenger().Read())
	to := pages.Recipient{ID: anna.Messenger().ID()}
	noError(t, page.SendAction(ctx, to, pages.SenderMarkSeen))
	persona, err := page.CreatePersona(ctx, "Luca", "https://www.example.com/luca.png")
	noError(t, err)
	kept, err := page.UploadAttachment(ctx, pages.Upload{Type: pages.AttachmentImage, File: new(metabiz.FileFromBytes("a.png", []byte("png")))})
	noError(t, err)
	sent, err := page.Send(ctx, pages.Message{To: to, PersonaID: persona, Content: pages.Media{Type: pages.AttachmentImage, AttachmentID: kept}})
	noError(t, err)
	noError(t, page.React(ctx, to, sent.MessageID, "❤"))
	noError(t, page.DeletePersona(ctx, persona))
	label, err := page.CreateLabel(ctx, "vip")
	noError(t, err)
	noError(t, page.LabelPerson(ctx, label, anna.Messenger().ID()))
	noError(t, page.UnlabelPerson(ctx, label, anna.Messenger().ID()))
	noError(t, page.DeleteLabel(ctx, label))
	picture, err := page.Picture(ctx, pages.PictureQuery{Width: 100})
	noError(t, err)
	if picture.URL == "" {
		t.Errorf("picture %+v", picture)
	}

	noError(t, page.PassThreadControl(ctx, pages.ThreadControl{PersonID: anna.Messenger().ID(), TargetAppID: pages.PageInboxAppID}))
	after(anna.Messenger().Write("Hello?"))
	if _, err := page.Send(ctx, pages.Message{To: to, Content: pages.Text{Body: "x"}}); !errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("sent in a conversation of others: %v", err)
	}
	owner, err := page.ThreadOwner(ctx, anna.Messenger().ID())
	noError(t, err)
	if owner.AppID != pages.PageInboxAppID || owner.Expiration.IsZero() {
		t.Errorf("owner %+v", owner)
	}
	noError(t, page.TakeThreadControl(ctx, pages.ThreadControl{PersonID: anna.Messenger().ID()}))
	noError(t, page.ExtendThreadControl(ctx, anna.Messenger().ID(), time.Hour))
	noError(t, e.Wait(ctx))

	want := []string{"tapped OPEN", "wrote What is on the menu?", "wrote Robusta", "read", "pass_thread_control to " + pages.PageInboxAppID,
		"standby pages.MessageEvent", "take_thread_control to " + seed.AppID}
	mu.Lock()
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	mu.Unlock()

	conversations, err := metabiz.Collect(page.Conversations(ctx, pages.ConversationQuery{Platform: pages.PlatformMessenger}))
	noError(t, err)
	if len(conversations) != 1 || conversations[0].MessageCount != 8 {
		t.Fatalf("conversations %+v", conversations)
	}
	messages, err := metabiz.Collect(page.Messages(ctx, conversations[0].ID))
	noError(t, err)
	if len(messages) != 8 || messages[0].Message != "Hello?" || messages[0].From.Name != "Anna" {
		t.Errorf("messages %+v", messages)
	}
	e.Clock().Advance(25 * time.Hour)
	if _, err := page.Send(ctx, pages.Message{To: to, Content: pages.Text{Body: "x"}}); !errors.Is(err, pages.ErrWindowClosed) || !errors.Is(err, metabiz.ErrPermission) {
		t.Errorf("a day later: %v", err)
	}
	_, err = page.Send(ctx, pages.Message{To: to, Type: pages.MessagingTag, Tag: pages.TagHumanAgent, Content: pages.Text{Body: "Luca here"}})
	noError(t, err)
	noError(t, page.DeleteMessengerProfile(ctx, "", []pages.ProfileField{pages.ProfileGreeting, pages.ProfileGetStarted, pages.ProfileIceBreakers, pages.ProfilePersistentMenu}))
	noError(t, page.Moderate(ctx, []string{anna.Messenger().ID()}, []pages.Moderation{pages.ModerationBlockUser}))
	if _, err := page.Send(ctx, pages.Message{To: to, Content: pages.Text{Body: "x"}}); !errors.Is(err, pages.ErrUndeliverable) {
		t.Errorf("to who is blocked: %v", err)
	}
}
