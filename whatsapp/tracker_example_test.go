package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// statusWebhook is what Meta posts when a message has come further.
func statusWebhook(messageID, status, callbackData, more string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},
		"statuses":[{"id":%q,"status":%q,"timestamp":"1764662400","recipient_id":"393331234567","biz_opaque_callback_data":%q%s}]}}]}]}`,
		messageID, status, callbackData, more)
}

// A tracker is told by the webhook what became of a message, and whoever sent it waits for that.
func ExampleTracker_Await() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tracker := whatsapp.NewTracker(whatsapp.TrackerConfig{})
	webhook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"app secret"}}, tracker)

	// What Meta does: the second message can't be delivered.
	for _, body := range [][]byte{
		statusWebhook("wamid.first", "read", "", ""), // that it was delivered is not told: it must have been
		statusWebhook("wamid.second", "failed", "", `,"errors":[{"code":131047,"title":"Re-engagement message"}]`),
	} {
		if err := webhook.Handle(ctx, metabiz.Signature("app secret", body), body); err != nil {
			fmt.Println(err)
			return
		}
	}

	message, err := tracker.Await(ctx, "wamid.first", whatsapp.StatusDelivered)
	fmt.Println(message.Status(), err)
	_, err = tracker.Await(ctx, "wamid.second", whatsapp.StatusDelivered)
	fmt.Println(err)
	fmt.Println("only a template may be sent:", errors.Is(err, whatsapp.ErrWindowClosed))
	// Output:
	// read <nil>
	// whatsapp: message wamid.second failed: Re-engagement message (code 131047)
	// only a template may be sent: true
}

// The answer to a send is lost. The status that carries its callback data tells that it went out all the same.
func ExampleTracker_Settle() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	meta := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler) // the message is taken, and the connection breaks
	}))
	defer meta.Close()
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(meta.URL), whatsapp.WithCallbackData())
	if err != nil {
		fmt.Println(err)
		return
	}
	tracker := whatsapp.NewTracker(whatsapp.TrackerConfig{})
	webhook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"app secret"}}, tracker)

	_, err = whatsapp.NewPhone(client, "106540352242922").Send(ctx, whatsapp.Message{
		To:      "393331234567",
		Content: whatsapp.Text{Body: "Your table is ready."},
	})
	lost, ok := errors.AsType[*metabiz.OutcomeUnknownError](err)
	if !ok {
		fmt.Println(err)
		return
	}
	body := statusWebhook("wamid.A", "sent", lost.CallbackData, "")
	go func() { _ = webhook.Handle(ctx, metabiz.Signature("app secret", body), body) }()

	message, err := tracker.Settle(ctx, err)
	fmt.Println(message.ID, message.Status(), err)
	// Output:
	// wamid.A sent <nil>
}
