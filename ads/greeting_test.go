package ads_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/ads"
)

func TestWelcomeMessageFromAGreeting(t *testing.T) {
	t.Parallel()
	g := metabiz.Greeting{
		Name: "Spring", Text: "Ciao {{user_first_name}}!", Autofill: "I'd like a table", Start: "STARTED",
		Questions: []metabiz.GreetingQuestion{{Title: "Are you open?", Answer: "From noon.", Payload: "OPEN"}},
	}
	got, err := ads.WelcomeMessageFrom(g)
	if err != nil {
		t.Fatal(err)
	}
	want := &ads.WelcomeMessage{Text: "Ciao {{user_first_name}}!", IceBreakers: []ads.IceBreaker{{Title: "Are you open?", Response: "From noon."}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Without questions there is room for what stands ready to send.
	g.Questions = nil
	got, err = ads.WelcomeMessageFrom(g)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&ads.WelcomeMessage{Text: g.Text, Autofill: g.Autofill}, got); diff != "" {
		t.Error(diff)
	}
	g.Text = strings.Repeat("a", 301)
	_, err = ads.WelcomeMessageFrom(g)
	if refused, ok := errors.AsType[*metabiz.ValidationError](err); !ok || refused.Fields[0].Path != "Text" {
		t.Errorf("too long: %v", err)
	}
}
