package whatsapp

// Text is a text message. Body takes up to 4,096 characters, 1,024 in a Direct
// Send; the first link in it is shown with a preview where PreviewURL is set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages.
type Text struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url"`
}

func (Text) kind() string { return "text" }

func (t Text) encode(e *encoder) {
	e.open("text")
	e.always("body", t.Body)
	e.bool("preview_url", t.PreviewURL)
	e.close()
}

func (t Text) check(c *checker) { c.text(at("text.body"), t.Body, 4096) }
