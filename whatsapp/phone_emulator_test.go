package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
)

// emulated is a platform with a number, an account and a person who has just written.
func emulated(t *testing.T) (*emulator.Emulator, *metabiz.Client, *emulator.Person) {
	t.Helper()
	e, err := emulator.Start(emulator.Config{Token: "token", AppSecret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithAppSecret("secret"), metabiz.WithBaseURL(e.URL()),
		metabiz.WithRetry(metabiz.Retry{Attempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	anna := e.Person("393331234567", "Anna")
	if err := anna.Write("Ciao"); err != nil {
		t.Fatal(err)
	}
	return e, client, anna
}

// Every kind of content that the emulator takes from any client is what this
// package sends.
func TestEmulatorTakesWhatIsSent(t *testing.T) {
	t.Parallel()
	e, client, anna := emulated(t)
	phone := NewPhone(client, e.Seed().PhoneNumberID)
	for name, test := range wireCases {
		switch test.message.Content.(type) {
		case TemplateMessage, Unknown, ReadReceipt, Pin, Unpin, OrderDetails, OrderStatus, AddressMessage, Reaction:
			continue // they need something that is there already, or are not for Italy
		}
		m := Message{To: anna.Phone(), Content: test.message.Content}
		if usesUpload(test.body) {
			continue
		}
		if sent, err := phone.Send(t.Context(), m); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if sent.MessageID() == "" {
			t.Errorf("%s: no id", name)
		}
		// The person is not written to faster than a person may be.
		e.Clock().Advance(6 * time.Second)
	}
}

// usesUpload tells whether a body names media that were never uploaded.
func usesUpload(body string) bool {
	return strings.Contains(body, `"id":"9"`) || strings.Contains(body, `"id":"7"`) || strings.Contains(body, `"id":"1"`)
}

func TestEmulatedConversation(t *testing.T) {
	t.Parallel()
	e, client, anna := emulated(t)
	ctx, seed := t.Context(), e.Seed()
	phone, account := NewPhone(client, seed.PhoneNumberID), NewAccount(client, seed.WABAID)

	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	id, err := phone.UploadMedia(ctx, metabiz.FileFromBytes("menu.png", drawn.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := phone.Send(ctx, Message{To: anna.Phone(), Content: ReplyButtons{
		Header: Image{ID: id}, Body: "Keep your table?", Buttons: []ReplyButton{{ID: "keep", Title: "Keep it"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(10 * time.Second) // until it is there
	if err := anna.Tap("Keep it"); err != nil {
		t.Fatal(err)
	}
	if _, err := phone.Send(ctx, Message{To: anna.Phone(), ReplyTo: sent.MessageID(), Content: Reaction{MessageID: sent.MessageID(), Emoji: "👍"}}); err != nil {
		t.Error(err)
	}
	download, err := NewMedia(client, id).Download(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer download.Close()
	if got, err := io.ReadAll(download); err != nil || !bytes.Equal(got, drawn.Bytes()) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}

	e.Clock().Advance(25 * time.Hour)
	if _, err := phone.Send(ctx, Message{To: anna.Phone(), Content: Text{Body: "Still there?"}}); !errors.Is(err, ErrWindowClosed) {
		t.Errorf("after 25 hours: %v", err)
	}

	created, err := account.CreateTemplate(ctx, Template{
		Name: "table_reminder", Language: "it", Category: Utility, Footer: "Trattoria",
		Header:  &TemplateHeader{Text: "Table for {{1}}", Example: "four"},
		Body:    TemplateBody{Text: "Ciao {{1}}, see you at {{2}} tonight.", Examples: []string{"Anna", "20:00"}},
		Buttons: []TemplateButton{QuickReplyButton{Text: "Cancel"}, URLButton{Text: "Menu", URL: "https://example.com/{{1}}", Example: "menu"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.SetTemplateStatus("table_reminder", "APPROVED")
	template, err := account.Template(ctx, "table_reminder", "it")
	if err != nil || template.ID != created.ID || template.Status != TemplateApproved {
		t.Fatalf("%+v, %v", template, err)
	}
	content, err := template.Bind("two", "Anna", "20:30", "summer")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := phone.Send(ctx, Message{To: anna.Phone(), Content: content}); err != nil {
		t.Fatal(err)
	}
	e.Clock().Advance(10 * time.Second)
	inbox := anna.Inbox()
	last := inbox[len(inbox)-1]
	if last.Header != "Table for two" || last.Text != "Ciao Anna, see you at 20:30 tonight." {
		t.Errorf("the person reads %q, %q", last.Header, last.Text)
	}
	if err := account.DeleteTemplate(ctx, TemplateDeletion{Name: "table_reminder"}); err != nil {
		t.Error(err)
	}
}

func TestEmulatedAccount(t *testing.T) {
	t.Parallel()
	e, client, _ := emulated(t)
	ctx, seed := t.Context(), e.Seed()
	phone, account := NewPhone(client, seed.PhoneNumberID), NewAccount(client, seed.WABAID)

	number, err := phone.Get(ctx)
	if err != nil || number.ID != seed.PhoneNumberID || number.Throughput == nil || number.QualityRating != QualityGreen {
		t.Errorf("%+v, %v", number, err)
	}
	if number, err = phone.Get(ctx, metabiz.WithFields("health_status")); err != nil || number.HealthStatus == nil {
		t.Errorf("%+v, %v", number, err)
	}
	if err := phone.UpdateProfile(ctx, BusinessProfileUpdate{About: new("Pizza"), Vertical: VerticalRestaurant}); err != nil {
		t.Error(err)
	}
	if profile, err := phone.Profile(ctx); err != nil || profile.About != "Pizza" || profile.Vertical != VerticalRestaurant {
		t.Errorf("%+v, %v", profile, err)
	}
	if waba, err := account.Get(ctx); err != nil || waba.ID != seed.WABAID || waba.Name == "" {
		t.Errorf("%+v, %v", waba, err)
	}
	if numbers, err := metabiz.Collect(account.PhoneNumbers(ctx, PhoneNumberQuery{})); err != nil || len(numbers) != 1 {
		t.Errorf("%+v, %v", numbers, err)
	}
	templates, err := metabiz.Collect(account.Templates(ctx, TemplateQuery{Status: []TemplateStatus{TemplateApproved}}))
	if err != nil || len(templates) == 0 {
		t.Errorf("%+v, %v", templates, err)
	}
	for _, template := range templates {
		if err := template.Validate(); err != nil {
			t.Error(err)
		}
		if again, err := json.Marshal(template); err != nil || !json.Valid(again) {
			t.Errorf("%s, %v", again, err)
		}
	}
	if err := account.SubscribeApp(ctx, WebhookOverride{}); err != nil {
		t.Error(err)
	}
	if apps, err := metabiz.Collect(account.SubscribedApps(ctx)); err != nil || len(apps) != 1 || apps[0].App.ID != seed.AppID {
		t.Errorf("%+v, %v", apps, err)
	}

	greeting := WelcomeMessageSequence{Name: "ad", Sequence: WelcomeSequence{
		Text: "Ciao!", AutofillMessage: &AutofillMessage{Content: "Tell me more"}, IceBreakers: []IceBreaker{{Title: "Menu?"}},
	}}
	if greeting.ID, err = account.CreateWelcomeMessageSequence(ctx, greeting); err != nil || greeting.ID == "" {
		t.Fatalf("%q, %v", greeting.ID, err)
	}
	greeting.Name = "ad 2"
	if err := account.UpdateWelcomeMessageSequence(ctx, greeting); err != nil {
		t.Error(err)
	}
	sequences, err := metabiz.Collect(account.WelcomeMessageSequences(ctx, WelcomeMessageSequenceQuery{}))
	if i := slices.IndexFunc(sequences, func(s WelcomeMessageSequence) bool { return s.ID == greeting.ID }); err != nil || i < 0 {
		t.Errorf("%+v, %v", sequences, err)
	} else if diff := cmp.Diff(greeting.Sequence, sequences[i].Sequence); diff != "" || sequences[i].Name != "ad 2" {
		t.Errorf("sequence (-want +got):\n%s\n%+v", diff, sequences[i])
	}
	if err := account.DeleteWelcomeMessageSequence(ctx, greeting.ID); err != nil {
		t.Error(err)
	}
	dataset, err := account.Dataset(ctx)
	if err != nil || dataset.ID == "" {
		t.Fatalf("%+v, %v", dataset, err)
	}
	if again, err := account.Dataset(ctx); err != nil || again.ID != dataset.ID {
		t.Errorf("%+v, %v", again, err)
	}
}
