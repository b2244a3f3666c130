package ads

import "github.com/metabiz-go/metabiz"

// WelcomeMessageFrom makes an ad's own welcome message of a greeting: its text, and
// its questions with their answers, or where it has none what stands ready to send.
// The error is a *metabiz.ValidationError that tells what breaks the limits.
//
// See https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp.
func WelcomeMessageFrom(g metabiz.Greeting) (*WelcomeMessage, error) {
	m := &WelcomeMessage{Text: g.Text}
	for _, q := range g.Questions {
		m.IceBreakers = append(m.IceBreakers, IceBreaker{Title: q.Title, Response: q.Answer})
	}
	if len(m.IceBreakers) == 0 {
		m.Autofill = g.Autofill
	}
	return m, m.Validate()
}
