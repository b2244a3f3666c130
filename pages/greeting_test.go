package pages_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

var trattoria = metabiz.Greeting{
	Name: "Spring", Text: "Ciao {{user_first_name}}!", Autofill: "I'd like a table", Start: "STARTED",
	Questions:    []metabiz.GreetingQuestion{{Title: "Open?", Answer: "From noon.", Payload: "OPEN"}, {Title: "Where?"}},
	Commands:     []metabiz.GreetingCommand{{Name: "menu", Description: "What there is today"}},
	Translations: map[string]metabiz.GreetingText{"it_IT": {Text: "Benvenuti!", Questions: []metabiz.GreetingQuestion{{Title: "Aperti?", Payload: "OPEN"}}}, "de_DE": {Text: "Hallo!"}},
}

// What is made of a greeting is what goes over the wire.
func TestMadeFromAGreeting(t *testing.T) {
	t.Parallel()
	flow, err := pages.WelcomeFlowFrom(trattoria, pages.PlatformMessenger, pages.PlatformInstagram)
	noError(t, err)
	messenger, err := pages.MessengerProfileFrom(trattoria, "")
	noError(t, err)
	instagram, err := pages.MessengerProfileFrom(trattoria, pages.PlatformInstagram)
	noError(t, err)
	for want, v := range map[string]any{
		`{"name":"Spring","eligible_platforms":["MESSENGER","INSTAGRAM"],"welcome_message_flow":[{"message":{"text":"Ciao {{user_first_name}}!",` +
			`"ice_breakers":[{"title":"Open?","response":"From noon."},{"title":"Where?"}]}}]}`: flow,
		`{"greeting":[{"locale":"default","text":"Ciao {{user_first_name}}!"},{"locale":"de_DE","text":"Hallo!"},{"locale":"it_IT","text":"Benvenuti!"}],` +
			`"get_started":{"payload":"STARTED"},` +
			`"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"Open?","payload":"OPEN"},{"question":"Where?","payload":"Where?"}]},` +
			`{"locale":"it_IT","call_to_actions":[{"question":"Aperti?","payload":"OPEN"}]}],` +
			`"commands":[{"locale":"default","commands":[{"name":"menu","description":"What there is today"}]}]}`: messenger,
		`{"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"Open?","payload":"OPEN"},{"question":"Where?","payload":"Where?"}]},` +
			`{"locale":"it_IT","call_to_actions":[{"question":"Aperti?","payload":"OPEN"}]}]}`: instagram,
	} {
		if diff := cmp.Diff(want, compact(t, v)); diff != "" {
			t.Error(diff)
		}
	}
}

// A greeting that is too much for one place is refused there, by the limits of that place.
func TestGreetingsThatAreTooMuch(t *testing.T) {
	t.Parallel()
	long := trattoria
	long.Text = strings.Repeat("a", 161)
	if _, err := pages.WelcomeFlowFrom(long, pages.PlatformMessenger); err != nil {
		t.Errorf("a flow has room for 300: %v", err)
	}
	long.Questions = make([]metabiz.GreetingQuestion, 5)
	for i := range long.Questions {
		long.Questions[i].Title = "?"
	}
	_, flow := pages.WelcomeFlowFrom(metabiz.Greeting{Text: strings.Repeat("a", 301)})
	_, messenger := pages.MessengerProfileFrom(long, pages.PlatformMessenger)
	_, instagram := pages.MessengerProfileFrom(long, pages.PlatformInstagram)
	_, nothing := pages.MessengerProfileFrom(metabiz.Greeting{Text: "Only Messenger has room for it"}, pages.PlatformInstagram)
	_, local := pages.MessengerProfileFrom(metabiz.Greeting{Translations: trattoria.Translations}, pages.PlatformMessenger)
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"flow":       {flow, []string{"name", "eligible_platforms", "welcome_message_flow[0].message.text"}},
		"messenger":  {messenger, []string{"greeting[0].text", "ice_breakers[0].call_to_actions"}},
		"instagram":  {instagram, []string{"ice_breakers[0].call_to_actions"}},
		"nothing":    {nothing, []string{""}},
		"no default": {local, []string{"greeting", "ice_breakers"}},
	} {
		refused, ok := errors.AsType[*metabiz.ValidationError](tt.err)
		if !ok {
			t.Errorf("%s: %v", name, tt.err)
			continue
		}
		var got []string
		for _, f := range refused.Fields {
			got = append(got, f.Path)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
