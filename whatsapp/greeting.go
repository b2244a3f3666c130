package whatsapp

import "github.com/metabiz-go/metabiz"

// WelcomeMessageSequenceFrom makes a welcome message sequence of a greeting: its
// name, its text, what stands ready to send, and its questions, which the app
// answers. The error is a *metabiz.ValidationError that tells what breaks the limits
// of sequences.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/ctwa/welcome-message-sequences.
func WelcomeMessageSequenceFrom(g metabiz.Greeting) (WelcomeMessageSequence, error) {
	s := WelcomeMessageSequence{Name: g.Name, Sequence: WelcomeSequence{Text: g.Text}}
	if g.Autofill != "" {
		s.Sequence.AutofillMessage = &AutofillMessage{Content: g.Autofill}
	}
	for _, q := range g.Questions {
		s.Sequence.IceBreakers = append(s.Sequence.IceBreakers, IceBreaker{Title: q.Title})
	}
	return s, s.Validate()
}

// ConversationalAutomationFrom makes of a greeting what helps people to begin a chat
// with a number, by whatever way they come: its questions and its commands. Its text
// Meta does not keep here: where there is one, people who open the chat for the first
// time bring the app a [WelcomeRequest], which it answers with the text. Parts that
// the greeting lacks are taken away. The error is a *metabiz.ValidationError that
// tells what breaks the limits.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/conversational-components.
func ConversationalAutomationFrom(g metabiz.Greeting) (ConversationalAutomation, error) {
	prompts, commands := []string{}, []BotCommand{}
	for _, q := range g.Questions {
		prompts = append(prompts, q.Title)
	}
	for _, c := range g.Commands {
		commands = append(commands, BotCommand{CommandName: c.Name, CommandDescription: c.Description})
	}
	a := ConversationalAutomation{EnableWelcomeMessage: new(g.Text != ""), Prompts: &prompts, Commands: &commands}
	return a, a.Validate()
}
