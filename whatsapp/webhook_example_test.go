package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// fromAd is what Meta sends when a person who tapped an ad writes.
const fromAd = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
	"messaging_product":"whatsapp",
	"metadata":{"display_phone_number":"390612345678","phone_number_id":"106540352242922"},
	"contacts":[{"profile":{"name":"Anna"},"wa_id":"393331234567","user_id":"IT.1349"}],
	"messages":[{"from":"393331234567","from_user_id":"IT.1349","id":"wamid.1","timestamp":"1764576000","type":"text","text":{"body":"Is the sofa still there?"},
		"referral":{"source_type":"ad","source_id":"120226305854810726","headline":"Sofas","ctwa_clid":"Aff-n8"}}]}}]}]}`

// A webhook body holds any number of events, each of its own type.
func ExampleParseWebhook() {
	notification, err := whatsapp.ParseWebhook([]byte(fromAd))
	if err != nil {
		fmt.Println(err)
		return
	}
	for event := range notification.Events() {
		switch ev := event.(type) {
		case whatsapp.MessageEvent:
			fmt.Printf("%s wrote %q to %s\n", ev.Contact.Name(), ev.Message.Text(), ev.PhoneNumberID)
			if ad := ev.Message.Referral; ad != nil {
				fmt.Printf("after a click on %s %s, to be credited by %s\n", ad.SourceType, ad.SourceID, ad.CTWAClid)
			}
		case whatsapp.StatusEvent:
			fmt.Println(ev.Status.ID, "is", ev.Status.Status)
		case whatsapp.UnknownEvent:
			fmt.Println("something new:", ev.Field)
		}
	}
	// Output:
	// Anna wrote "Is the sofa still there?" to 106540352242922
	// after a click on ad 120226305854810726, to be credited by Aff-n8
}

// Events is a subscriber of a webhook: one function for each kind of event.
func ExampleEvents() {
	webhook := metabiz.NewWebhook(
		metabiz.WebhookConfig{AppSecrets: []string{"app secret"}, VerifyToken: "verify token"},
		whatsapp.Events{
			OnMessage: func(_ context.Context, ev whatsapp.MessageEvent) error {
				switch content := ev.Message.Content.(type) {
				case whatsapp.InboundText:
					fmt.Println("text:", content.Body)
				case whatsapp.ButtonReply:
					fmt.Println("button:", content.ID)
				case whatsapp.InboundMedia:
					fmt.Println(content.Kind, content.ID)
				}
				return nil // an error would have Meta deliver it again
			},
			OnStatus: func(_ context.Context, ev whatsapp.StatusEvent) error {
				if err := ev.Status.Err(); errors.Is(err, whatsapp.ErrUndeliverable) {
					fmt.Println("not on WhatsApp:", ev.Status.RecipientID)
				}
				return nil
			},
		},
	)

	// What Meta does, twice.
	for range 2 {
		req := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(fromAd))
		req.Header.Set("X-Hub-Signature-256", metabiz.Signature("app secret", []byte(fromAd)))
		answer := httptest.NewRecorder()
		webhook.ServeHTTP(answer, req)
		fmt.Println(answer.Code)
	}
	// Output:
	// text: Is the sofa still there?
	// 200
	// 200
}

// A reply goes where the message came from, and quotes it.
func ExampleMessageEvent_Reply() {
	notification, err := whatsapp.ParseWebhook([]byte(fromAd))
	if err != nil {
		fmt.Println(err)
		return
	}
	for event := range notification.Events() {
		if ev, ok := event.(whatsapp.MessageEvent); ok {
			message := ev.Reply(whatsapp.Text{Body: "Yes, it is!"})
			fmt.Println("to", message.To, "in answer to", message.ReplyTo)
		}
	}
	// Output:
	// to 393331234567 in answer to wamid.1
}
