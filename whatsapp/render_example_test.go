package whatsapp_test

import (
	"fmt"

	"github.com/metabiz-go/metabiz/whatsapp"
)

// A template is filled in and shown as the person will see it, before anything is sent.
func ExampleTemplate_Render() {
	template := whatsapp.Template{
		Name: "order_ready", Language: "en", Category: whatsapp.Utility,
		Body:    whatsapp.TemplateBody{Text: "Hello *{{1}}*, your order {{2}} is ready."},
		Footer:  "Bottega del Caffè",
		Buttons: []whatsapp.TemplateButton{whatsapp.URLButton{Text: "See it", URL: "https://bottega.example/orders/{{1}}"}},
	}
	shown, err := template.Render("Anna", "1042", "1042")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shown.Text())
	_, err = template.Render("Anna")
	fmt.Println(err)
	// Output:
	// Hello *Anna*, your order 1042 is ready.
	// Bottega del Caffè
	// [See it] https://bottega.example/orders/1042
	// metabiz: whatsapp.Template "order_ready" (en): body {{2}} has no value; buttons[0].url {{1}} has no value
}
