package metabiz

// Greeting is how a chat with a business begins: what people read first, and what
// they can tap or send. One definition serves every place where Meta lets a greeting
// be kept, each of which has its own form and limits: the functions below make its
// form of it, and say what of the greeting breaks its limits.
//
//	                                       Text        Questions      Autofill  Commands     Translations
//	pages.WelcomeFlowFrom                  300         80, with 300   -         -            -
//	pages.MessengerProfileFrom, Messenger  160         4 of 80        -         32, with 64  one a locale
//	pages.MessengerProfileFrom, Instagram  -           4 of 80        -         -            one a locale
//	whatsapp.WelcomeMessageSequenceFrom    yes         4 of 80        yes       -            -
//	whatsapp.ConversationalAutomationFrom  by the app  4 of 80        -         30 of 32     -
//	ads.WelcomeMessageFrom                 300         80, with 300   yes       -            -
//
// The figures are how many there may be, and of how many characters; "with" is the
// answer or description. A dash is a part that the place has no room for: it stays out.
type Greeting struct {
	// Name is how people find the greeting who choose one for an ad. Only they see it.
	Name string
	// Text greets. It may address the person: "Ciao {{user_first_name}}!".
	Text string
	// Questions are to tap, for people who don't know what to write.
	Questions []GreetingQuestion
	// Autofill is put into the person's input, ready to send. An ad's own message has
	// room for it or for questions, and prefers these.
	Autofill string
	// Start is what Messenger's button Get started brings the app, as a postback.
	// Without it there is no such button, and no menu.
	Start string
	// Commands are words behind a slash.
	Commands []GreetingCommand
	// Translations are Text and Questions for people of other languages, by locale:
	// "it_IT".
	Translations map[string]GreetingText
}

// GreetingText is what of a [Greeting] is put in other languages.
type GreetingText struct {
	Text      string
	Questions []GreetingQuestion
}

// GreetingQuestion is one to tap.
type GreetingQuestion struct {
	Title string
	// Answer is given at once by Meta, where the place can: in welcome flows and in an
	// ad's own message. Elsewhere the app answers.
	Answer string
	// Payload is what the app is told, in the Messenger profile; left out, the Title.
	Payload string
}

// GreetingCommand is a word behind a slash, and what it is good for.
type GreetingCommand struct {
	Name        string // without the slash
	Description string
}
