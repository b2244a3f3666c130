package whatsapp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/internal/vcr"
	"github.com/metabiz-go/metabiz/whatsapp"
)

const (
	annaPhone = "393330000001"
	// annaWrote is the id of the first message that Anna writes.
	annaWrote = "wamid.HBgMMzkzMzMwMDAwMDAxFQIAEhgSQjUyNkFFRjFBMzQxQ0ZFNkU1AA=="
)

// played is a cassette that is played, and the account and number that it is about.
type played struct {
	*vcr.Tape
	phone   *whatsapp.Phone
	account *whatsapp.Account
	client  *metabiz.Client
}

func play(t *testing.T, name string, opts ...metabiz.Option) played {
	t.Helper()
	tape := vcr.Open(t, "whatsapp/"+name)
	client, err := metabiz.New(append([]metabiz.Option{
		metabiz.WithHTTPClient(tape.Client), metabiz.WithToken(tape.Token), metabiz.WithAppSecret(tape.AppSecret),
		metabiz.WithBaseURL(tape.BaseURL), metabiz.WithRetry(metabiz.Retry{Attempts: 1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return played{tape, whatsapp.NewPhone(client, tape.Seed.PhoneNumberID), whatsapp.NewAccount(client, tape.Seed.WABAID), client}
}

// annaWrites opens the window in which she may be answered freely.
func (p played) annaWrites(t *testing.T) {
	t.Helper()
	p.World(func(e *emulator.Emulator) {
		if err := e.Person(annaPhone, "Anna").Write("Ciao, are you open tonight?"); err != nil {
			t.Fatal(err)
		}
	})
}

// pass lets time go by, so that people are not written to faster than they may be.
func (p played) pass(d time.Duration) {
	p.World(func(e *emulator.Emulator) { e.Clock().Advance(d) })
}

// menuPicture is a grey picture of 8 by 8. It isn't drawn anew: how an encoder
// compresses may change, and cassettes hold it byte for byte.
func menuPicture(t *testing.T) []byte {
	t.Helper()
	picture, err := base64.StdEncoding.DecodeString(
		"iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAAA1BMVEXIyMiuWu3mAAAAD0lEQVR42mJAA4AAAAD//wAQAAHl3pUkAAAAAElFTkSuQmCC")
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// Every kind of message of the story is taken, and answered with its id.
func TestCassetteMessages(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]whatsapp.Content{
		"phone_messages_text": whatsapp.Text{Body: "Ciao Anna! See https://example.com/menu", PreviewURL: true},
		"phone_messages_reply_buttons": whatsapp.ReplyButtons{
			Header: whatsapp.TextHeader("Trattoria"), Body: "A table for tonight?", Footer: "We hold it for 15 minutes",
			Buttons: []whatsapp.ReplyButton{{ID: "book", Title: "Book a table"}, {ID: "menu", Title: "See the menu"}},
		},
		"phone_messages_list": whatsapp.List{
			Header: whatsapp.TextHeader("Menu"), Body: "What may we tell you about?", Button: "Choose",
			Sections: []whatsapp.ListSection{
				{Title: "Food", Rows: []whatsapp.ListRow{{ID: "pasta", Title: "Pasta", Description: "Made this morning"}, {ID: "fish", Title: "Fish"}}},
				{Title: "Place", Rows: []whatsapp.ListRow{{ID: "hours", Title: "Opening hours"}}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t, name)
			p.annaWrites(t)
			sent, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: content, ReplyTo: annaWrote, CallbackData: "table-7"})
			if err != nil {
				t.Fatal(err)
			}
			checkSent(t, sent)
		})
	}
}

func checkSent(t *testing.T, sent *whatsapp.Sent) {
	t.Helper()
	if len(sent.Contacts) != 1 || sent.Contacts[0].WhatsAppID != annaPhone || !strings.HasPrefix(sent.MessageID(), "wamid.") {
		t.Errorf("sent: %+v", sent)
	}
}

func TestCassetteImageOfAnUpload(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_messages_image")
	p.annaWrites(t)
	id, err := p.phone.UploadMedia(t.Context(), metabiz.FileFromBytes("menu.png", menuPicture(t)))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: whatsapp.Image{ID: id, Caption: "Today's menu"}})
	if err != nil {
		t.Fatal(err)
	}
	checkSent(t, sent)
	p.pass(10 * time.Second)
	sent, err = p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: whatsapp.ReplyButtons{
		Header: whatsapp.Image{ID: id}, Body: "Shall we keep a table?", Buttons: []whatsapp.ReplyButton{{ID: "yes", Title: "Yes"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkSent(t, sent)
}

// A template is read, filled in and sent to somebody who has not written for a day.
func TestCassetteTemplateBoundAndSent(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_messages_template")
	p.annaWrites(t)
	p.pass(25 * time.Hour)
	for _, test := range []struct {
		name   string
		values []any
	}{
		{"order_update", []any{map[string]string{"customer": "Anna", "order_number": "1042"}}},
		{"spring_offer", []any{"Anna", "anna"}},
	} {
		template, err := p.account.Template(t.Context(), test.name, "it")
		if err != nil {
			t.Fatal(err)
		}
		content, err := template.Bind(test.values...)
		if err != nil {
			t.Fatal(err)
		}
		sent, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: content})
		if err != nil {
			t.Fatal(err)
		}
		checkSent(t, sent)
		if sent.Messages[0].Status != whatsapp.SendAccepted {
			t.Errorf("status %q", sent.Messages[0].Status)
		}
		p.pass(10 * time.Second)
	}
}

func TestCassetteReadAndTyping(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_messages_read")
	p.annaWrites(t)
	if err := p.phone.MarkRead(t.Context(), annaWrote); err != nil {
		t.Error(err)
	}
	if err := p.phone.Typing(t.Context(), annaWrote); err != nil {
		t.Error(err)
	}
}

func TestCassetteMedia(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_media")
	picture := menuPicture(t)
	id, err := p.phone.UploadMedia(t.Context(), metabiz.FileFromBytes("menu.png", picture))
	if err != nil {
		t.Fatal(err)
	}
	media := whatsapp.NewMedia(p.client, id)
	info, err := media.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info.ID != id || info.MIMEType != "image/png" || info.FileSize != int64(len(picture)) {
		t.Errorf("%+v", info)
	}
	file, err := media.Download(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes of %d came back: %v", len(got), len(picture), err)
	}
	if err := media.Delete(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := media.Get(t.Context()); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("after it was deleted: %v", err)
	}
}

func TestCassetteTemplates(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_message_templates")
	want := whatsapp.Template{
		Name: "table_reminder", Language: "it", Category: whatsapp.Utility,
		Header:  &whatsapp.TemplateHeader{Format: whatsapp.HeaderText, Text: "Table for {{1}}", Example: "four"},
		Body:    whatsapp.TemplateBody{Text: "Ciao {{1}}, see you at {{2}} tonight.", Examples: []string{"Anna", "20:00"}},
		Footer:  "Trattoria",
		Buttons: []whatsapp.TemplateButton{whatsapp.QuickReplyButton{Text: "Cancel"}, whatsapp.URLButton{Text: "Menu", URL: "https://example.com/{{1}}", Example: "https://example.com/menu"}},
	}
	created, err := p.account.CreateTemplate(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	if created.ID == "" || created.Status != whatsapp.TemplatePending || created.Category != whatsapp.Utility {
		t.Errorf("created: %+v", created)
	}
	p.World(func(e *emulator.Emulator) { e.SetTemplateStatus("table_reminder", "APPROVED") })
	got, err := p.account.Template(t.Context(), "table_reminder", "it")
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != created.ID || got.Status != whatsapp.TemplateApproved {
		t.Errorf("read: %+v", got)
	}
	if diff := cmp.Diff([]any{want.Header, want.Body, want.Footer, want.Buttons}, []any{got.Header, got.Body, got.Footer, got.Buttons}); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	var names []string
	pages := 0
	for page, err := range p.account.TemplatePages(t.Context(), whatsapp.TemplateQuery{Status: []whatsapp.TemplateStatus{whatsapp.TemplateApproved}, Limit: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, template := range page.Data {
			names = append(names, template.Name+" "+template.Language)
		}
	}
	slices.Sort(names)
	all := []string{"hello_world en_US", "order_update en", "order_update it", "spring_offer en", "spring_offer it", "table_reminder it"}
	if diff := cmp.Diff(all, names); diff != "" || pages < 2 {
		t.Errorf("listed on %d pages (-want +got):\n%s", pages, diff)
	}
	if err := p.account.DeleteTemplate(t.Context(), whatsapp.TemplateDeletion{Name: "table_reminder", ID: created.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.account.Template(t.Context(), "table_reminder", "it"); !errors.Is(err, metabiz.ErrNotFound) {
		t.Errorf("after it was deleted: %v", err)
	}
}

func TestCassettePhoneNumber(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_number_get")
	number, err := p.phone.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if number.ID != p.Seed.PhoneNumberID || number.DisplayPhoneNumber != p.Seed.DisplayPhone || number.Status != "CONNECTED" ||
		number.QualityRating != whatsapp.QualityGreen || number.Throughput == nil {
		t.Errorf("%+v", number)
	}
	health, err := p.phone.Get(t.Context(), metabiz.WithFields("health_status"))
	if err != nil {
		t.Fatal(err)
	}
	if health.HealthStatus == nil || health.HealthStatus.CanSendMessage != "AVAILABLE" || len(health.HealthStatus.Entities) == 0 {
		t.Errorf("health: %+v", health.HealthStatus)
	}
}

func TestCassetteProfile(t *testing.T) {
	t.Parallel()
	p := play(t, "phone_whatsapp_business_profile")
	err := p.phone.UpdateProfile(t.Context(), whatsapp.BusinessProfileUpdate{
		About: new("Pasta, made by hand"), Email: new("ciao@example.com"), Vertical: whatsapp.VerticalRestaurant, Websites: &[]string{"https://example.com/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	profile, err := p.phone.Profile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if profile.About != "Pasta, made by hand" || profile.Email != "ciao@example.com" || profile.Vertical != whatsapp.VerticalRestaurant ||
		!slices.Equal(profile.Websites, []string{"https://example.com/"}) {
		t.Errorf("%+v", profile)
	}
}

func TestCassetteAccount(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_get")
	account, err := p.account.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if account.ID != p.Seed.WABAID || account.Name != "Bottega Srl" || account.Currency != "EUR" || account.OwnerBusinessInfo.ID != p.Seed.BusinessID {
		t.Errorf("%+v", account)
	}
}

func TestCassettePhoneNumbers(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_phone_numbers")
	numbers, err := metabiz.Collect(p.account.PhoneNumbers(t.Context(), whatsapp.PhoneNumberQuery{}))
	if err != nil {
		t.Fatal(err)
	}
	if len(numbers) != 1 || numbers[0].ID != p.Seed.PhoneNumberID || numbers[0].VerifiedName != "Bottega del Caffè" {
		t.Errorf("%+v", numbers)
	}
}

// An account has one dataset, which is made when it is first asked for.
func TestCassetteDataset(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_dataset")
	made, err := p.account.Dataset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.account.Dataset(t.Context())
	if err != nil || made.ID == "" || made.ID != again.ID {
		t.Errorf("%+v, %+v, %v", made, again, err)
	}
}

func TestCassetteSubscribedApps(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_subscribed_apps")
	for _, test := range []struct {
		change func() error
		want   int
	}{
		{func() error { return p.account.SubscribeApp(t.Context(), whatsapp.WebhookOverride{}) }, 1},
		{func() error { return p.account.UnsubscribeApp(t.Context()) }, 0},
	} {
		if err := test.change(); err != nil {
			t.Fatal(err)
		}
		apps, err := metabiz.Collect(p.account.SubscribedApps(t.Context()))
		if err != nil || len(apps) != test.want || len(apps) == 1 && apps[0].App.ID != p.Seed.AppID {
			t.Errorf("%+v, %v", apps, err)
		}
	}
}

func TestCassetteWelcomeMessageSequences(t *testing.T) {
	t.Parallel()
	p := play(t, "waba_welcome_message_sequences")
	want := whatsapp.WelcomeMessageSequence{Name: "Spring ad", Sequence: whatsapp.WelcomeSequence{
		Text: "Ciao! What may we do for you?", AutofillMessage: &whatsapp.AutofillMessage{Content: "Tell me more"},
		IceBreakers: []whatsapp.IceBreaker{{Title: "Are you open tonight?"}, {Title: "What is on the menu?"}},
	}}
	id, err := p.account.CreateWelcomeMessageSequence(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	want.ID, want.Name = id, "Spring ad, second try"
	if err := p.account.UpdateWelcomeMessageSequence(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := metabiz.Collect(p.account.WelcomeMessageSequences(t.Context(), whatsapp.WelcomeMessageSequenceQuery{}))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(got, func(s whatsapp.WelcomeMessageSequence) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("not listed: %+v", got)
	}
	if diff := cmp.Diff([]any{want.Name, want.Sequence}, []any{got[i].Name, got[i].Sequence}); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	if err := p.account.DeleteWelcomeMessageSequence(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

// What is refused comes back with its code, and as the class that one decides by.
func TestCassetteRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content whatsapp.Content
		late    bool // a day after Anna wrote
		opts    []metabiz.Option
		code    int
		class   error
	}{
		"phone_messages_window_closed": {whatsapp.Text{Body: "Are you still there?"}, true, nil, 131047, whatsapp.ErrWindowClosed},
		"phone_messages_template_parameters": {
			whatsapp.TemplateMessage{Name: "spring_offer", Language: "it", Body: whatsapp.TextParameters("Anna", "too many")},
			false, nil, 132000, whatsapp.ErrTemplate,
		},
		"phone_messages_template_missing":  {whatsapp.TemplateMessage{Name: "autumn_offer", Language: "it"}, false, nil, 132001, whatsapp.ErrTemplate},
		"phone_messages_template_language": {whatsapp.TemplateMessage{Name: "spring_offer", Language: "fr"}, false, nil, 132001, whatsapp.ErrTemplate},
		"phone_messages_invalid":           {whatsapp.Unknown{Type: "telegram", Raw: json.RawMessage(`{"body":"stop"}`)}, false, nil, 100, metabiz.ErrInvalidParam},
		"phone_messages_bad_token":         {whatsapp.Text{Body: "Ciao"}, false, []metabiz.Option{metabiz.WithToken("EAAEXPIRED")}, 190, metabiz.ErrAuth},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t, name, test.opts...)
			p.annaWrites(t)
			if test.late {
				p.pass(25 * time.Hour)
			}
			_, err := p.phone.Send(t.Context(), whatsapp.Message{To: annaPhone, Content: test.content})
			refusal, ok := errors.AsType[*metabiz.Error](err)
			if !ok || refusal.Code != test.code || !errors.Is(err, test.class) {
				t.Fatalf("%+v", err)
			}
			if refusal.Message == "" || refusal.TraceID == "" || refusal.Operation != "POST /{phone-number-id}/messages" {
				t.Errorf("%+v", refusal)
			}
		})
	}
}
