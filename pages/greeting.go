package pages

import (
	"cmp"
	"maps"
	"slices"

	"github.com/metabiz-go/metabiz"
)

// WelcomeFlowFrom makes a welcome message flow of a greeting: its name, its text and
// its questions with their answers. The error is a *metabiz.ValidationError that
// tells what breaks the limits of flows.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
func WelcomeFlowFrom(g metabiz.Greeting, platforms ...Platform) (WelcomeFlow, error) {
	breakers := make([]IceBreaker, 0, len(g.Questions))
	for _, q := range g.Questions {
		breakers = append(breakers, IceBreaker{Title: q.Title, Response: q.Answer})
	}
	flow := WelcomeFlow{Name: g.Name, Platforms: platforms, Messages: Greeting(g.Text, breakers...)}
	return flow, flow.Validate()
}

// MessengerProfileFrom makes a Messenger profile of a greeting: on Messenger its
// text, questions and commands, in each language, and the button to start with; on
// Instagram its questions. A persistent menu can be set beside it, where the greeting
// has a Start. An empty platform is Messenger. The error is a
// *metabiz.ValidationError that tells what breaks the limits of profiles.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api.
func MessengerProfileFrom(g metabiz.Greeting, platform Platform) (MessengerProfile, error) {
	var profile MessengerProfile
	profile.addGreeting(DefaultLocale, metabiz.GreetingText{Text: g.Text, Questions: g.Questions}, platform)
	for _, locale := range slices.Sorted(maps.Keys(g.Translations)) {
		profile.addGreeting(locale, g.Translations[locale], platform)
	}
	if platform != PlatformInstagram {
		if g.Start != "" {
			profile.GetStarted = &GetStarted{Payload: g.Start}
		}
		if len(g.Commands) > 0 {
			local := LocalCommands{Locale: DefaultLocale}
			for _, command := range g.Commands {
				local.Commands = append(local.Commands, Command{Name: command.Name, Description: command.Description})
			}
			profile.Commands = []LocalCommands{local}
		}
	}
	var c checker
	if profile.empty() {
		c.add("", "has nothing of the greeting", nil, nil)
	}
	profile.check(&c)
	return profile, c.err("MessengerProfile")
}

func (m *MessengerProfile) addGreeting(locale string, g metabiz.GreetingText, platform Platform) {
	if g.Text != "" && platform != PlatformInstagram {
		m.Greeting = append(m.Greeting, LocalGreeting{Locale: locale, Text: g.Text})
	}
	if len(g.Questions) == 0 {
		return
	}
	breakers := LocalIceBreakers{Locale: locale}
	for _, q := range g.Questions {
		breakers.Questions = append(breakers.Questions, Question{Question: q.Title, Payload: cmp.Or(q.Payload, q.Title)})
	}
	m.IceBreakers = append(m.IceBreakers, breakers)
}
