package pages_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/pages"
)

// annaIGSID is the person's id for the Page's Instagram account.
const annaIGSID = "170055548100454254"

// anna has written to the Page on Messenger.
func (p played) anna(t *testing.T) pages.Recipient {
	t.Helper()
	p.World(func(e *emulator.Emulator) {
		noError(t, e.Person("+39 333 000 0001", "Anna Rossi").Messenger().Write("Ciao"))
	})
	return pages.Recipient{ID: annaPSID}
}

// later has the emulator's clock go on.
func (p played) later(d time.Duration) {
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(d) })
}

func TestCassetteSend(t *testing.T) {
	t.Parallel()
	p := play(t, "page_messages")
	page, to := p.page(t), p.anna(t)
	noError(t, page.SendAction(t.Context(), to, pages.SenderMarkSeen))
	kept, err := page.UploadAttachment(t.Context(), pages.Upload{Type: pages.AttachmentImage, URL: "https://www.example.com/menu.png"})
	noError(t, err)
	persona, err := page.CreatePersona(t.Context(), "Luca", "https://www.example.com/luca.png")
	noError(t, err)
	privacy := pages.BusinessPrivacy{URL: "https://www.example.com/privacy"}
	for _, content := range []pages.Content{
		pages.Text{Body: "Ciao Anna!"},
		pages.Media{Type: pages.AttachmentImage, AttachmentID: kept},
		pages.Images{{Type: pages.AttachmentImage, URL: "https://www.example.com/1.png"}, {Type: pages.AttachmentImage, URL: "https://www.example.com/2.png"}},
		pages.Sticker{ID: "767226160478561"},
		pages.ButtonTemplate{Text: "What next?", Buttons: []pages.Button{pages.PostbackButton{Title: "Menu", Payload: "MENU"}}},
		pages.GenericTemplate{Elements: []pages.Element{{Title: "Aurora", Subtitle: "Chocolate, hazelnut"}}},
		pages.MediaTemplate{Type: pages.AttachmentImage, AttachmentID: kept},
		pages.ImageGridTemplate{Images: []pages.GridImage{{URL: "https://www.example.com/1.png"}, {URL: "https://www.example.com/2.png"}}},
		pages.ReceiptTemplate{RecipientName: "Anna Rossi", OrderNumber: "1001", Currency: "EUR", PaymentMethod: "Card", Summary: pages.ReceiptSummary{TotalCost: 18}},
		pages.CouponTemplate{Title: "10% off", Code: "TEN"},
		pages.ProductTemplate{ProductIDs: []string{"4001"}},
		pages.InformationTemplate{Countries: []string{"IT"}, BusinessPrivacy: privacy},
		pages.FeedbackTemplate{Title: "How was it?", Subtitle: "One question", ButtonTitle: "Rate", BusinessPrivacy: privacy, Screens: []pages.FeedbackScreen{{
			Questions: []pages.FeedbackQuestion{{ID: "q1", Type: pages.FeedbackCSAT}}}}},
		pages.OptInTemplate{Title: "News of the roastery", Payload: "NEWS"},
	} {
		sent, err := page.Send(t.Context(), pages.Message{To: to, Content: content, PersonaID: persona})
		if err != nil || sent.MessageID == "" || sent.RecipientID != annaPSID {
			t.Errorf("%T: %+v, %v", content, sent, err)
		}
	}
	_, err = page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "Arabica?"}, QuickReplies: []pages.QuickReply{{Title: "Yes", Payload: "Y"}}})
	noError(t, err)
	noError(t, page.DeletePersona(t.Context(), persona))
	personas, err := metabiz.Collect(page.Personas(t.Context()))
	noError(t, err)
	if len(personas) > 0 {
		t.Errorf("personas %+v", personas)
	}
}

// A day later a message is refused, but for a template and a person's answer.
func TestCassetteWindow(t *testing.T) {
	t.Parallel()
	p := play(t, "page_messages_window")
	page, to := p.page(t), p.anna(t)
	_, err := page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "We write when it is ready."}})
	noError(t, err)
	made, err := page.CreateMessageTemplate(t.Context(), pages.MessageTemplateParams{Name: "order_ready", Language: "en", Category: "UTILITY",
		Components: []map[string]any{{"type": "BODY", "text": "Your order {{1}} is ready."}}})
	noError(t, err)
	p.later(25 * time.Hour)
	if _, err := page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "Too late"}}); !errors.Is(err, pages.ErrWindowClosed) {
		t.Errorf("too late: %v", err)
	}
	_, err = page.Send(t.Context(), pages.Message{To: to, Type: pages.MessagingTag, Tag: pages.TagHumanAgent, Content: pages.Text{Body: "Luca here"}})
	noError(t, err)
	_, err = page.Send(t.Context(), pages.Message{To: to, Content: pages.UtilityTemplate{Name: "order_ready", Language: "en", Body: []pages.UtilityParameter{{Text: "1001"}}}})
	noError(t, err)
	p.World(func(e *emulator.Emulator) {
		inbox := e.Person("+39 333 000 0001", "").Messenger().Inbox()
		if got := inbox[len(inbox)-1].Text; got != "Your order 1001 is ready." {
			t.Errorf("Anna reads %q", got)
		}
	})
	listed, err := metabiz.Collect(page.MessageTemplates(t.Context(), pages.MessageTemplateQuery{Name: "order_ready"}))
	noError(t, err)
	if len(listed) != 1 || listed[0].ID != made.ID || listed[0].Status != "APPROVED" {
		t.Errorf("templates %+v", listed)
	}
	noError(t, page.DeleteMessageTemplate(t.Context(), pages.DeleteMessageTemplateParams{Name: "order_ready"}))
}

// On Instagram, the same calls carry what there is on Instagram alone, too.
func TestCassetteInstagramChat(t *testing.T) {
	t.Parallel()
	p := play(t, "page_messages_instagram")
	page := p.page(t)
	p.World(func(e *emulator.Emulator) {
		chat := e.Person("+39 333 000 0001", "Anna Rossi").Instagram()
		if chat.ID() != annaIGSID {
			t.Errorf("the person is %q", chat.ID())
		}
		noError(t, chat.Write("Ciao"))
	})
	to := pages.Recipient{ID: annaIGSID}
	for _, content := range []pages.Content{pages.Text{Body: "Ciao Anna!"}, pages.Heart{}, pages.PublishedPost{ID: "17900000000000001"}} {
		if _, err := page.Send(t.Context(), pages.Message{To: to, Content: content}); err != nil {
			t.Errorf("%T: %v", content, err)
		}
	}
	threads, err := metabiz.Collect(page.Conversations(t.Context(), pages.ConversationQuery{Platform: pages.PlatformInstagram}))
	noError(t, err)
	if len(threads) != 1 || threads[0].Participants.Data[0].ID != annaIGSID {
		t.Errorf("conversations %+v", threads)
	}
}

func TestCassetteConversations(t *testing.T) {
	t.Parallel()
	p := play(t, "page_conversations")
	page, to := p.page(t), p.anna(t)
	threads, err := metabiz.Collect(page.Conversations(t.Context(), pages.ConversationQuery{UserID: to.ID}))
	noError(t, err)
	if len(threads) != 1 {
		t.Fatalf("conversations %+v", threads)
	}
	thread, err := page.UnifiedThread(threads[0].ID).Get(t.Context())
	noError(t, err)
	said, err := metabiz.Collect(page.Messages(t.Context(), thread.ID))
	noError(t, err)
	if len(said) != 1 || said[0].Message != "Ciao" || said[0].From.ID != to.ID {
		t.Errorf("messages %+v", said)
	}
	profile, err := page.PersonProfile(t.Context(), to.ID, "")
	noError(t, err)
	if profile.FirstName != "Anna" || profile.LastName != "Rossi" || profile.ProfilePic == "" {
		t.Errorf("profile %+v", profile)
	}
	label, err := page.CreateLabel(t.Context(), "vip")
	noError(t, err)
	noError(t, page.LabelPerson(t.Context(), label, to.ID))
	labels, err := metabiz.Collect(page.Labels(t.Context()))
	noError(t, err)
	if diff := cmp.Diff([]pages.PageUserMessageThreadLabel{{ID: label, PageLabelName: "vip"}}, labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	noError(t, page.UnlabelPerson(t.Context(), label, to.ID))
	noError(t, page.DeleteLabel(t.Context(), label))
}

func TestCassetteModeration(t *testing.T) {
	t.Parallel()
	p := play(t, "page_moderate_conversations")
	page, to := p.page(t), p.anna(t)
	noError(t, page.Moderate(t.Context(), []string{to.ID}, []pages.Moderation{pages.ModerationMoveToSpam, pages.ModerationBlockUser}))
	if _, err := page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "x"}}); !errors.Is(err, pages.ErrUndeliverable) {
		t.Errorf("to who is blocked: %v", err)
	}
	blocked, err := metabiz.Collect(page.Blocked(t.Context(), pages.BlockedQuery{}))
	noError(t, err)
	if len(blocked) != 1 || blocked[0].ID != to.ID {
		t.Errorf("blocked %+v", blocked)
	}
	noError(t, page.Unblock(t.Context(), pages.UnblockParams{PSID: to.ID}))
	told, err := page.Block(t.Context(), pages.BlockParams{PSID: []string{to.ID}})
	noError(t, err)
	if string((*told)[to.ID]) != "true" {
		t.Errorf("told %s", *told)
	}
	noError(t, page.Moderate(t.Context(), []string{to.ID}, []pages.Moderation{pages.ModerationUnblockUser}))
}

func TestCassetteThreadControl(t *testing.T) {
	t.Parallel()
	p := play(t, "page_thread_control")
	page, to := p.page(t), p.anna(t)
	owner := func(want string) {
		t.Helper()
		got, err := page.ThreadOwner(t.Context(), to.ID)
		noError(t, err)
		if got.AppID != want {
			t.Errorf("%q has the conversation, want %q", got.AppID, want)
		}
	}
	owner(p.Seed.AppID)
	noError(t, page.ExtendThreadControl(t.Context(), to.ID, 2*time.Hour))
	receivers, err := metabiz.Collect(page.SecondaryReceivers(t.Context(), pages.PlatformMessenger))
	noError(t, err)
	if len(receivers) != 1 || receivers[0].ID != pages.PageInboxAppID {
		t.Errorf("receivers %+v", receivers)
	}
	control := pages.ThreadControl{PersonID: to.ID, TargetAppID: receivers[0].ID, Metadata: "a wholesale order"}
	noError(t, page.PassThreadControl(t.Context(), control))
	owner(pages.PageInboxAppID)
	if _, err := page.Send(t.Context(), pages.Message{To: to, Content: pages.Text{Body: "x"}}); !errors.Is(err, pages.ErrOtherOwner) {
		t.Errorf("another's: %v", err)
	}
	control.TargetAppID = ""
	noError(t, page.RequestThreadControl(t.Context(), control))
	noError(t, page.TakeThreadControl(t.Context(), control))
	owner(p.Seed.AppID)
	noError(t, page.ReleaseThreadControl(t.Context(), to.ID))
	owner("")
}

// Who agrees to marketing messages is listed with a token.
func TestCassetteOptIn(t *testing.T) {
	t.Parallel()
	p := play(t, "page_notification_message_tokens")
	page, to := p.page(t), p.anna(t)
	_, err := page.Send(t.Context(), pages.Message{To: to, Content: pages.OptInTemplate{Title: "News of the roastery", Payload: "NEWS"}})
	noError(t, err)
	p.World(func(e *emulator.Emulator) {
		noError(t, e.Person("+39 333 000 0001", "").Messenger().Tap("News of the roastery"))
	})
	tokens, err := metabiz.Collect(page.NotificationMessageTokens(t.Context(), pages.NotificationMessageTokenQuery{}))
	noError(t, err)
	if len(tokens) != 1 || tokens[0].RecipientID != to.ID || tokens[0].NotificationMessagesToken == "" {
		t.Errorf("tokens %+v", tokens)
	}
}

func TestCassetteSubscriptions(t *testing.T) {
	t.Parallel()
	p := play(t, "page_subscribed_apps")
	page := p.page(t)
	fields := []pages.SubscribedField{pages.FieldMessages, pages.FieldMessagingPostbacks, pages.FieldMessagingHandovers, pages.FieldStandby}
	noError(t, page.SubscribeApp(t.Context(), fields))
	apps, err := metabiz.Collect(page.SubscribedApps(t.Context(), metabiz.WithFields("id", "name")))
	noError(t, err)
	if len(apps) != 1 || apps[0].ID != p.Seed.AppID {
		t.Fatalf("apps %+v", apps)
	}
	noError(t, page.UnsubscribeApp(t.Context()))
	if left, err := metabiz.Collect(page.SubscribedApps(t.Context(), metabiz.WithFields("id"))); err != nil || len(left) > 0 {
		t.Errorf("left %+v, %v", left, err)
	}
}

// An app's own webhooks want the app's own token, and an address for the first.
func TestCassetteAppSubscriptions(t *testing.T) {
	t.Parallel()
	p := play(t, "application_subscriptions")
	client, err := p.client.With(metabiz.WithToken(p.Seed.AppID + "|" + p.AppSecret))
	noError(t, err)
	app := pages.NewApp(client, p.Seed.AppID)
	err = app.Subscribe(t.Context(), pages.AppSubscription{Object: pages.WebhookPage, Fields: []pages.SubscribedField{pages.FieldMessages}})
	if !errors.Is(err, metabiz.ErrInvalidParam) {
		t.Errorf("without an address: %v", err)
	}
	noError(t, app.Unsubscribe(t.Context(), pages.WebhookPage, nil))
	listed, err := metabiz.Collect(app.Subscriptions(t.Context()))
	noError(t, err)
	if len(listed) > 0 {
		t.Errorf("subscriptions %+v", listed)
	}
	err = pages.NewApp(p.client, p.Seed.AppID).Unsubscribe(t.Context(), pages.WebhookPage, nil)
	if refusal, ok := errors.AsType[*metabiz.Error](err); !ok || refusal.Code != 15 {
		t.Errorf("with a person's token: %v", err)
	}
}
