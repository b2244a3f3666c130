package pages_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

func ExampleDoctor() {
	answers := map[string]string{
		"/me":             `{"id":"7","name":"Anna Rossi"}`,
		"/me/permissions": `{"data":[{"permission":"pages_show_list","status":"granted"},{"permission":"pages_read_engagement","status":"granted"}]}`,
		"/me/accounts":    `{"data":[{"id":"1","name":"Bottega","tasks":["ANALYZE","ADVERTISE"]}]}`,
		"/1":              `{"id":"1","is_published":true,"promotion_eligible":true,"instagram_business_account":{"id":"17","username":"bottega"}}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[strings.TrimPrefix(r.URL.Path, "/v26.0")])
	}))
	defer server.Close()
	client, err := metabiz.New(metabiz.WithToken("EAAUSER"), metabiz.WithBaseURL(server.URL))
	if err != nil {
		fmt.Println(err)
		return
	}

	d, err := pages.Doctor(context.Background(), client, pages.Checkup{PageID: "1", Number: "+39 06 0000 0012"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(d)
	// Output:
	// Person
	//   ✓ the token works: it is of Anna Rossi
	//   ✗ the token lacks pages_manage_ads
	//     → log in again and allow it, or make the system user a token with it; an app that others use needs App Review for it
	//   ✓ Anna Rossi may advertise for the Page Bottega (advertiser: read insights, advertise and link a WhatsApp number)
	// Page
	//   ✓ the Page is published
	//   ✓ Meta lets it be promoted
	//   ✓ the Instagram account bottega goes with it
	// Number
	//   ✗ the Page shows no WhatsApp number
	//     → link it: pages.Link, or a person in the Page's Settings › Linked accounts › WhatsApp, with full control of the Page
}

func ExampleMessengerProfileFrom() {
	greeting := metabiz.Greeting{
		Text:      "Ciao {{user_first_name}}!",
		Questions: []metabiz.GreetingQuestion{{Title: "Are you open?", Answer: "Every day from 8 to 19.", Payload: "HOURS"}},
	}
	profile, err := pages.MessengerProfileFrom(greeting, pages.PlatformMessenger)
	if err != nil {
		fmt.Println(err)
		return
	}
	wire, err := json.Marshal(profile)
	fmt.Println(string(wire), err)
	// Output:
	// {"greeting":[{"locale":"default","text":"Ciao {{user_first_name}}!"}],"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"Are you open?","payload":"HOURS"}]}]} <nil>
}
