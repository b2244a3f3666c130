package whatsapp

// CTAURL is a message with one button that opens a web page (Meta's
// call-to-action URL button).
//
// Body takes up to 1,024 characters, Footer 60, DisplayText 20.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-cta-url-messages.
type CTAURL struct {
	Header      Header // optional
	Body        string
	Footer      string // optional
	DisplayText string // what the button says
	URL         string
}

func (CTAURL) kind() string { return kindInteractive }

func (m CTAURL) encode(e *encoder) {
	e.openInteractive("cta_url", m.Header, m.Body, m.Footer)
	e.always("name", "cta_url")
	e.urlParameters(m.DisplayText, m.URL)
	e.closeInteractive()
}

func (e *encoder) urlParameters(displayText, url string) {
	e.open("parameters")
	e.always("display_text", displayText)
	e.always("url", url)
	e.close()
}

func (m CTAURL) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.text(at("interactive.action.parameters.display_text"), m.DisplayText, 20)
	if p := at("interactive.action.parameters.url"); c.required(p, m.URL) {
		checkLink(c, p, m.URL)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m CTAURL) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeCTAURL(w *interactiveWire) (Content, error) {
	u, err := w.Action.url()
	if err != nil {
		return nil, err
	}
	return CTAURL{Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text, DisplayText: u.DisplayText, URL: u.URL}, nil
}
