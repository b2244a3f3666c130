package pages_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

// shop is a client of a Graph API that knows one Page.
func shop() (*metabiz.Client, func()) {
	shown := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch route := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v26.0"); {
		case route == "GET /me/accounts":
			_, _ = io.WriteString(w, `{"data":[{"id":"1","name":"Bottega del Caffè","access_token":"EAAPAGE","tasks":["ADVERTISE","MESSAGING"]}]}`)
		case route == "GET /1" && shown:
			_, _ = io.WriteString(w, `{"id":"1","whatsapp_number":"+39 333 123 4567","has_whatsapp_number":true}`)
		case route == "GET /1":
			_, _ = io.WriteString(w, `{"id":"1","access_token":"EAAPAGE"}`)
		case strings.HasSuffix(route, "/page_whatsapp_number_verification"):
			shown = strings.Contains(string(body), "verification_code")
			_, _ = io.WriteString(w, `{"verification_status":"OK"}`)
		case strings.HasSuffix(route, "/welcome_message_flows"):
			_, _ = io.WriteString(w, `{"flow_id":"42"}`)
		default:
			_, _ = io.WriteString(w, `{"recipient_id":"4711","message_id":"m_1"}`)
		}
	}))
	client, err := metabiz.New(metabiz.WithToken("EAAUSER"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func ExampleUserHandle_Administers() {
	client, closeShop := shop()
	defer closeShop()
	ctx := context.Background()

	page, err := pages.Me(client).Administers(ctx, "1", pages.TaskAdvertise)
	fmt.Println(page.Name, page.AccessToken, err)

	_, err = pages.Me(client).Administers(ctx, "1", pages.TaskManageLeads)
	fmt.Println(errors.Is(err, metabiz.ErrPermission))
	fmt.Println(err)
	// Output:
	// Bottega del Caffè [secret] <nil>
	// true
	// pages: Page 1 (Bottega del Caffè): the user lacks MANAGE_LEADS there and has only ADVERTISE, MESSAGING; somebody with full control of the Page gives it, in Business settings › Pages › People
}

func ExampleLink() {
	client, closeShop := shop()
	defer closeShop()
	ctx := context.Background()

	page, err := pages.NewPage(client, "1").WithPageToken(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	number, err := pages.Link(ctx, page, pages.NumberLink{
		Number: "+39 333 123 4567",
		Code:   func(context.Context) (string, error) { return "123 456", nil }, // ask somebody
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(number.Number)

	fmt.Println(page.UnlinkNumber(ctx))
	// Output:
	// +39 333 123 4567
	// pages: Page 1, +39 333 123 4567: Meta has no call to disconnect the WhatsApp number: a person does it in the Page's Settings › Linked accounts › WhatsApp, with full control of the Page; for a number of the WhatsApp Business Platform, Business settings › WhatsApp accounts
}

func ExamplePageHandle_CreateWelcomeFlow() {
	client, closeShop := shop()
	defer closeShop()
	page := pages.NewPage(client, "1")

	flow := pages.WelcomeFlow{
		Name:      "Spring menu",
		Platforms: []pages.Platform{pages.PlatformMessenger},
		Messages: pages.Greeting("Ciao {{user_first_name}}!",
			pages.IceBreaker{Title: "What is on the menu?", Response: "Espresso, mostly."},
			pages.IceBreaker{Title: "When are you open?"}),
	}
	id, err := page.CreateWelcomeFlow(context.Background(), flow)
	fmt.Println(id, err)

	flow.Platforms = nil
	fmt.Println(flow.Validate())
	// Output:
	// 42 <nil>
	// metabiz: pages.WelcomeFlow: eligible_platforms needs at least 1 platform, got 0
}

func ExamplePageHandle_Send() {
	client, closeShop := shop()
	defer closeShop()
	page := pages.NewPage(client, "1")

	sent, err := page.Send(context.Background(), pages.Message{
		To:      pages.Recipient{ID: "4711"},
		Content: pages.Text{Body: "Arabica or Robusta?"},
		QuickReplies: []pages.QuickReply{
			{Title: "Arabica", Payload: "ARABICA"},
			{Title: "Robusta", Payload: "ROBUSTA"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sent.MessageID)
	// Output: m_1
}

func ExampleEvents() {
	events := pages.Events{
		OnMessage: func(_ context.Context, e pages.MessageEvent) error {
			fmt.Printf("%s writes: %s\n", e.Sender.ID, e.Message.Text)
			if r := e.Message.Referral; r != nil && r.Source == pages.ReferralAds {
				fmt.Println("came from ad", r.AdID)
			}
			return nil
		},
	}
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"secret"}, VerifyToken: "verify"}, events)

	body := `{"object":"page","entry":[{"id":"1","time":1764576000123,"messaging":[{"sender":{"id":"4711"},"recipient":{"id":"1"},
		"timestamp":1764576000001,"message":{"mid":"m_1","text":"Ciao!","referral":{"source":"ADS","ad_id":"120"}}}]}]}`
	request := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	request.Header.Set("X-Hub-Signature-256", metabiz.Signature("secret", []byte(body)))
	answer := httptest.NewRecorder()
	hook.ServeHTTP(answer, request)
	fmt.Println(answer.Code)
	// Output:
	// 4711 writes: Ciao!
	// came from ad 120
	// 200
}
