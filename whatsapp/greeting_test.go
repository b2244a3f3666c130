package whatsapp_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/whatsapp"
)

var trattoria = metabiz.Greeting{
	Name: "Spring", Text: "Ciao! What may we do for you?", Autofill: "I'd like a table", Start: "STARTED",
	Questions: []metabiz.GreetingQuestion{{Title: "Are you open?", Answer: "From noon.", Payload: "OPEN"}, {Title: "Where are you?"}},
	Commands:  []metabiz.GreetingCommand{{Name: "menu", Description: "What there is today"}},
}

// What is made of a greeting is what goes over the wire.
func TestMadeFromAGreeting(t *testing.T) {
	t.Parallel()
	sequence, err := whatsapp.WelcomeMessageSequenceFrom(trattoria)
	if err != nil {
		t.Fatal(err)
	}
	automation, err := whatsapp.ConversationalAutomationFrom(trattoria)
	if err != nil {
		t.Fatal(err)
	}
	empty, err := whatsapp.ConversationalAutomationFrom(metabiz.Greeting{})
	if err != nil {
		t.Fatal(err)
	}
	for want, v := range map[string]any{
		`{"text":"Ciao! What may we do for you?","autofill_message":{"content":"I'd like a table"},"ice_breakers":[{"title":"Are you open?"},{"title":"Where are you?"}]}`: sequence.Sequence,
		`{"enable_welcome_message":true,"prompts":["Are you open?","Where are you?"],"commands":[{"command_name":"menu","command_description":"What there is today"}]}`:    automation,
		// What a greeting lacks is taken away.
		`{"enable_welcome_message":false,"prompts":[],"commands":[]}`: empty,
	} {
		got, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Error(diff)
		}
	}
	if sequence.Name != "Spring" {
		t.Errorf("named %q", sequence.Name)
	}
}

// A greeting that is too much for one place is refused there, by the limits of that place.
func TestGreetingsThatAreTooMuch(t *testing.T) {
	t.Parallel()
	long := trattoria
	long.Name = ""
	long.Questions = append(long.Questions, metabiz.GreetingQuestion{Title: strings.Repeat("a", 81)}, metabiz.GreetingQuestion{Title: "4"}, metabiz.GreetingQuestion{Title: "Pizza 🍕?"})
	_, sequence := whatsapp.WelcomeMessageSequenceFrom(long)
	_, automation := whatsapp.ConversationalAutomationFrom(long)
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"sequence":   {sequence, []string{"name", "welcome_message_sequence.ice_breakers", "welcome_message_sequence.ice_breakers[2].title"}},
		"automation": {automation, []string{"prompts", "prompts[2]", "prompts[4]"}},
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
