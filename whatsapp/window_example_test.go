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

// A window learns from the webhook who has written, and tells until when
// free-form messages may be sent.
func ExampleWindow() {
	ctx := context.Background()
	window := whatsapp.NewWindow(whatsapp.WindowConfig{})
	webhook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"app secret"}}, window)

	// What Meta does when Anna writes.
	if err := webhook.Handle(ctx, metabiz.Signature("app secret", []byte(fromAd)), []byte(fromAd)); err != nil {
		fmt.Println(err)
		return
	}
	state, err := window.Until(ctx, "106540352242922", "+39 333 1234567")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(state.FreeFormUntil.UTC().Format(time.RFC1123))
	// Output:
	// Tue, 02 Dec 2025 08:00:00 UTC
}

// The guard refuses a message before it is sent, where Meta would drop it.
func ExampleWindow_Guard() {
	ctx := context.Background()
	meta := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fmt.Println("never reached") }))
	defer meta.Close()

	window := whatsapp.NewWindow(whatsapp.WindowConfig{})
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(meta.URL), window.Guard())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = whatsapp.NewPhone(client, "106540352242922").Send(ctx, whatsapp.Message{
		To:      "393331234567",
		Content: whatsapp.Text{Body: "Any news?"},
	})
	if errors.Is(err, whatsapp.ErrWindowClosed) {
		fmt.Println(err)
	}
	// Output:
	// whatsapp: not sent to …4567: the customer service window is closed: they are not known to have written to this number; send a template, or wait until they write
}
