package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// Answering whoever writes, and writing first by a template.
func Example() {
	p := start()
	defer p.Close()
	ctx, client := context.Background(), p.client
	wabaID, phoneNumberID, appSecret, verifyToken := p.WABAID, p.PhoneNumberID, "secret", "verify"

	window := whatsapp.NewWindow(whatsapp.WindowConfig{})
	guarded, err := client.With(window.Guard())
	if err != nil {
		log.Fatal(err)
	}
	phone := whatsapp.NewPhone(guarded, phoneNumberID)

	webhook := metabiz.NewWebhook(
		metabiz.WebhookConfig{AppSecrets: []string{appSecret}, VerifyToken: verifyToken},
		window, // learns until when people may be written to
		whatsapp.Events{
			OnMessage: func(ctx context.Context, m whatsapp.MessageEvent) error {
				_, err := phone.Send(ctx, m.Reply(whatsapp.ReplyButtons{
					Body:    "Ciao " + m.Contact.Name() + "! What may I bring you?",
					Buttons: []whatsapp.ReplyButton{{ID: "menu", Title: "The coffees"}, {ID: "human", Title: "A person"}},
				}))
				return err // an error has Meta deliver the message again
			},
		},
	)
	http.Handle("/webhook", webhook)

	message := whatsapp.Message{To: "393330000009", Content: whatsapp.Text{Body: "Your coffee is on its way!"}}
	_, err = phone.Send(ctx, message)
	if errors.Is(err, whatsapp.ErrWindowClosed) { // the person has not written for 24 hours
		template, terr := whatsapp.NewAccount(client, wabaID).Template(ctx, "order_update", "en")
		if terr != nil {
			log.Fatal(terr)
		}
		message.Content, err = template.Bind(map[string]string{"customer": "Giulia", "order_number": "2041"})
		if err == nil {
			_, err = phone.Send(ctx, message)
		}
	}

	p.Clock().Advance(time.Minute)
	inbox := p.Person("393330000009", "Giulia").Inbox()
	fmt.Println(err, inbox[0].Text)
	// Output: <nil> Hello Giulia, your order 2041 is on its way and will be with you soon.
}
