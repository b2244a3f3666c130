package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/emulator"
	"github.com/metabiz-go/metabiz/whatsapp"
)

// platform is what the examples run against: a number, and Anna, who has just written to it.
type platform struct {
	*emulator.Emulator
	client *metabiz.Client
	anna   *emulator.Person
	emulator.Seed
}

func start() platform {
	e, err := emulator.Start(emulator.Config{Token: "token"})
	if err != nil {
		log.Fatal(err)
	}
	client, err := metabiz.New(metabiz.WithToken("token"), metabiz.WithBaseURL(e.URL()))
	if err != nil {
		log.Fatal(err)
	}
	anna := e.Person("393331234567", "Anna")
	if err := anna.Write("Ciao"); err != nil {
		log.Fatal(err)
	}
	return platform{e, client, anna, e.Seed()}
}

// read is what Anna sees last.
func (p platform) read() emulator.Received {
	p.Clock().Advance(10 * time.Second)
	inbox := p.anna.Inbox()
	return inbox[len(inbox)-1]
}

func ExamplePhone_Send() {
	p := start()
	defer p.Close()

	phone := whatsapp.NewPhone(p.client, p.PhoneNumberID)
	sent, err := phone.Send(context.Background(), whatsapp.Message{
		To:           "393331234567",
		Content:      whatsapp.Text{Body: "Ciao!"},
		CallbackData: "greeting-1", // comes back in the statuses
	})
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println(sent.Contacts[0].WhatsAppID, sent.MessageID() != "", p.read().Text)
	// Output: 393331234567 true Ciao!
}

func ExampleReplyButtons() {
	p := start()
	defer p.Close()

	phone := whatsapp.NewPhone(p.client, p.PhoneNumberID)
	_, err := phone.Send(context.Background(), whatsapp.Message{
		To: "393331234567",
		Content: whatsapp.ReplyButtons{
			Header: whatsapp.TextHeader("Trattoria"),
			Body:   "Keep your table for four tonight?",
			Footer: "We hold it until 20:15",
			Buttons: []whatsapp.ReplyButton{
				{ID: "keep", Title: "Keep it"},
				{ID: "cancel", Title: "Cancel"},
			},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	for _, b := range p.read().Buttons {
		fmt.Println(b.ID, b.Title)
	}
	// Output:
	// keep Keep it
	// cancel Cancel
}

func ExampleList() {
	body, err := json.MarshalIndent(whatsapp.Message{
		To: "393331234567",
		Content: whatsapp.List{
			Body:   "What would you like to know?",
			Button: "Choose",
			Sections: []whatsapp.ListSection{
				{Title: "Food", Rows: []whatsapp.ListRow{
					{ID: "menu", Title: "Menu", Description: "What is cooking today"},
					{ID: "allergens", Title: "Allergens"},
				}},
				{Title: "Place", Rows: []whatsapp.ListRow{
					{ID: "hours", Title: "Opening hours"},
				}},
			},
		},
	}, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(body))
	// Output:
	// {
	//   "messaging_product": "whatsapp",
	//   "to": "393331234567",
	//   "type": "interactive",
	//   "interactive": {
	//     "type": "list",
	//     "body": {
	//       "text": "What would you like to know?"
	//     },
	//     "action": {
	//       "button": "Choose",
	//       "sections": [
	//         {
	//           "title": "Food",
	//           "rows": [
	//             {
	//               "id": "menu",
	//               "title": "Menu",
	//               "description": "What is cooking today"
	//             },
	//             {
	//               "id": "allergens",
	//               "title": "Allergens"
	//             }
	//           ]
	//         },
	//         {
	//           "title": "Place",
	//           "rows": [
	//             {
	//               "id": "hours",
	//               "title": "Opening hours"
	//             }
	//           ]
	//         }
	//       ]
	//     }
	//   }
	// }
}

// A message can wait in a queue as JSON and keeps its type.
func ExampleMessage_UnmarshalJSON() {
	var m whatsapp.Message
	err := json.Unmarshal([]byte(`{"to":"393331234567","type":"image","image":{"link":"https://example.com/menu.png","caption":"Today"}}`), &m)
	if err != nil {
		log.Fatal(err)
	}
	switch content := m.Content.(type) {
	case whatsapp.Image:
		fmt.Println(content.Link, content.Caption)
	case whatsapp.Unknown:
		fmt.Println("of a kind that is not known:", content.Type)
	}
	// Output: https://example.com/menu.png Today
}

// All faults are told at once, before anything is sent.
func ExampleMessage_Validate() {
	err := whatsapp.Message{
		To: "IT.13491208655302741918",
		Content: whatsapp.ReplyButtons{
			Body:    "Keep it?",
			Buttons: []whatsapp.ReplyButton{{ID: "keep", Title: "Yes, please do keep it"}},
		},
	}.Validate()

	if invalid, ok := errors.AsType[*metabiz.ValidationError](err); ok {
		for _, f := range invalid.Fields {
			fmt.Println(f.Path, f.Problem)
		}
	}
	// Output:
	// interactive.action.buttons[0].reply.title has 22 characters, at most 20
	// to is a business-scoped user id, which belongs in recipient
}

// After 24 hours only a template may be sent.
func ExamplePhone_Send_windowClosed() {
	p := start()
	defer p.Close()
	ctx := context.Background()
	phone := whatsapp.NewPhone(p.client, p.PhoneNumberID)
	p.Clock().Advance(25 * time.Hour)

	_, err := phone.Send(ctx, whatsapp.Message{To: "393331234567", Content: whatsapp.Text{Body: "Are you still there?"}})
	if errors.Is(err, whatsapp.ErrWindowClosed) {
		_, err = phone.Send(ctx, whatsapp.Message{To: "393331234567", Content: whatsapp.TemplateMessage{Name: "hello_world", Language: "en_US"}})
	}
	fmt.Println(err, p.read().Template)
	// Output: <nil> hello_world
}

func ExampleTemplate_Bind() {
	template := whatsapp.Template{
		Name: "order_update", Language: "it", Category: whatsapp.Utility,
		Body:    whatsapp.TemplateBody{Text: "Ciao {{1}}, your order {{2}} is on its way.", Examples: []string{"Anna", "860198"}},
		Buttons: []whatsapp.TemplateButton{whatsapp.URLButton{Text: "Track", URL: "https://example.com/{{1}}", Example: "860198"}},
	}

	content, err := template.Bind("Anna", "860198", "t/860198")
	fmt.Println(content.Body, content.Buttons, err)

	_, err = template.Bind("Anna")
	fmt.Println(err)
	// Output:
	// [{ Anna} { 860198}] [{0 t/860198}] <nil>
	// metabiz: whatsapp.Template "order_update" (it): body {{2}} has no value; buttons[0].url {{1}} has no value
}

func ExampleAccount_CreateTemplate() {
	p := start()
	defer p.Close()
	ctx := context.Background()

	account := whatsapp.NewAccount(p.client, p.WABAID)
	created, err := account.CreateTemplate(ctx, whatsapp.Template{
		Name:     "table_ready",
		Language: "it",
		Category: whatsapp.Utility,
		Body:     whatsapp.TemplateBody{Text: "Ciao {{1}}, your table is ready.", Examples: []string{"Anna"}},
		Footer:   "Trattoria",
		Buttons:  []whatsapp.TemplateButton{whatsapp.QuickReplyButton{Text: "On my way"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Status)

	template, err := account.Template(ctx, "table_ready", "it")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(template.Body.Text)
	// Output:
	// PENDING
	// Ciao {{1}}, your table is ready.
}

func ExamplePhone_UploadMedia() {
	p := start()
	defer p.Close()
	ctx := context.Background()
	var menu bytes.Buffer
	if err := png.Encode(&menu, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		log.Fatal(err)
	}

	phone := whatsapp.NewPhone(p.client, p.PhoneNumberID)
	id, err := phone.UploadMedia(ctx, metabiz.FileFromBytes("menu.png", menu.Bytes())) // FileFromPath for files
	if err != nil {
		log.Fatal(err)
	}
	if _, err := phone.Send(ctx, whatsapp.Message{To: "393331234567", Content: whatsapp.Image{ID: id, Caption: "Today"}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.read().Text)

	// What looks like something else is refused before it is sent.
	_, err = phone.UploadMedia(ctx, metabiz.FileFromBytes("menu.jpg", menu.Bytes()))
	fmt.Println(err)
	// Output:
	// Today
	// metabiz: whatsapp.Phone.UploadMedia: file should be image/jpeg by its name or type, but holds image/png, got "menu.jpg"
}

func ExampleMedia_Download() {
	p := start()
	defer p.Close()
	ctx := context.Background()
	phone := whatsapp.NewPhone(p.client, p.PhoneNumberID)
	id, err := phone.UploadMedia(ctx, metabiz.FileFromBytes("note.txt", []byte("buy flour")))
	if err != nil {
		log.Fatal(err)
	}

	file, err := whatsapp.NewMedia(p.client, id).Download(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	note, err := io.ReadAll(file) // its SHA-256 is checked at the end
	fmt.Println(file.MIMEType, string(note), err)
	// Output: text/plain buy flour <nil>
}
