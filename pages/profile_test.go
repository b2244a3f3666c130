package pages_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

const profile = "/v26.0/1/messenger_profile"

func TestMessengerProfile(t *testing.T) {
	t.Parallel()
	want := pages.MessengerProfile{
		Greeting:    []pages.LocalGreeting{{Locale: "default", Text: "Ciao {{user_first_name}}"}},
		GetStarted:  &pages.GetStarted{Payload: "START"},
		IceBreakers: []pages.LocalIceBreakers{{Locale: "default", Questions: []pages.Question{{Question: "Open?", Payload: "OPEN"}}}},
		PersistentMenu: []pages.LocalMenu{{Locale: "default", ComposerInputDisabled: true, Items: []pages.Button{
			pages.PostbackButton{Title: "Talk to an agent, please", Payload: "HELP"}, pages.URLButton{Title: "Shop", URL: "https://x"}, pages.UnknownButton{Type: "nested", Raw: json.RawMessage(`{"type":"nested"}`)}}}},
		Commands:           []pages.LocalCommands{{Locale: "default", Commands: []pages.Command{{Name: "menu", Description: "What there is"}}}},
		WhitelistedDomains: []string{"https://x.example"},
		AccountLinkingURL:  "https://x.example/link",
	}
	const body = `{"greeting":[{"locale":"default","text":"Ciao {{user_first_name}}"}],"get_started":{"payload":"START"},` +
		`"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"Open?","payload":"OPEN"}]}],` +
		`"persistent_menu":[{"locale":"default","composer_input_disabled":true,"call_to_actions":[{"type":"postback","title":"Talk to an agent, please","payload":"HELP"},{"type":"web_url","title":"Shop","url":"https://x"},{"type":"nested"}]}],` +
		`"commands":[{"locale":"default","commands":[{"name":"menu","description":"What there is"}]}],"whitelisted_domains":["https://x.example"],"account_linking_url":"https://x.example/link"`
	g := newGraph(t, `{"result":"success"}`, `{"data":[`+body+`}]}`, `{"data":[]}`, `{"success":true}`)
	page := pages.NewPage(g.client, "1")
	noError(t, want.Validate())
	noError(t, page.SetMessengerProfile(t.Context(), pages.PlatformMessenger, want))
	got, err := page.MessengerProfile(t.Context(), "")
	noError(t, err)
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	got, err = page.MessengerProfile(t.Context(), pages.PlatformInstagram)
	noError(t, err)
	if diff := cmp.Diff(&pages.MessengerProfile{}, got); diff != "" {
		t.Errorf("none: %s", diff)
	}
	noError(t, page.DeleteMessengerProfile(t.Context(), pages.PlatformInstagram, []pages.ProfileField{pages.ProfileIceBreakers, pages.ProfilePersistentMenu}))
	g.want(
		call{Line: "POST " + profile, Body: body + `,"platform":"MESSENGER"}`},
		call{Line: "GET " + profile, Query: fields("greeting,get_started,ice_breakers,persistent_menu,commands,whitelisted_domains,account_linking_url")},
		call{Line: "GET " + profile, Query: url.Values{"fields": {"ice_breakers,persistent_menu"}, "platform": {"INSTAGRAM"}}},
		call{Line: "DELETE " + profile, Query: url.Values{"fields": {`["ice_breakers","persistent_menu"]`}, "platform": {"INSTAGRAM"}}},
	)
	for name, err := range map[string]error{
		"delete nothing":    page.DeleteMessengerProfile(t.Context(), "", nil),
		"delete an empty":   page.DeleteMessengerProfile(t.Context(), "", []pages.ProfileField{""}),
		"set a faulty one":  page.SetMessengerProfile(t.Context(), "", pages.MessengerProfile{GetStarted: &pages.GetStarted{}}),
		"validate that one": pages.MessengerProfile{GetStarted: &pages.GetStarted{}}.Validate(),
	} {
		if !errors.Is(err, metabiz.ErrInvalidParam) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.want()
}

func TestMessengerProfileLimits(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("è", n) }
	breakers := func(q ...pages.Question) pages.MessengerProfile {
		return pages.MessengerProfile{IceBreakers: []pages.LocalIceBreakers{{Locale: "default", Questions: q}}}
	}
	menu := func(b ...pages.Button) pages.MessengerProfile {
		return pages.MessengerProfile{PersistentMenu: []pages.LocalMenu{{Locale: "default", Items: b}}}
	}
	q := pages.Question{Question: "q", Payload: "p"}
	many := make([]pages.Button, 21)
	for i := range many {
		many[i] = pages.PostbackButton{Title: "t", Payload: "p"}
	}
	for path, m := range map[string]pages.MessengerProfile{
		"greeting":                                      {Greeting: []pages.LocalGreeting{{Locale: "it_IT", Text: "Ciao"}}},
		"greeting[1].locale":                            {Greeting: []pages.LocalGreeting{{Locale: "default", Text: "Ciao"}, {Locale: "default", Text: "Ciao"}}},
		"greeting[0].text":                              {Greeting: []pages.LocalGreeting{{Locale: "default", Text: long(161)}}},
		"get_started.payload":                           {GetStarted: &pages.GetStarted{Payload: long(1001)}},
		"ice_breakers[0].call_to_actions":               breakers(),
		"ice_breakers[0].call_to_actions ":              breakers(q, q, q, q, q),
		"ice_breakers[0].call_to_actions[0].question":   breakers(pages.Question{Question: long(81), Payload: "p"}),
		"ice_breakers[0].call_to_actions[1].payload":    breakers(q, pages.Question{Question: "q"}),
		"persistent_menu[0].call_to_actions":            menu(many...),
		"persistent_menu[0].call_to_actions ":           {PersistentMenu: []pages.LocalMenu{{Locale: "default", ComposerInputDisabled: true}}},
		"persistent_menu[0].call_to_actions[0]":         menu(nil),
		"persistent_menu[0].call_to_actions[0].title":   menu(pages.URLButton{Title: long(31), URL: "https://x"}),
		"persistent_menu[0].call_to_actions[0].payload": menu(pages.PostbackButton{Title: "t"}),
		"commands[0].commands[0].name":                  {Commands: []pages.LocalCommands{{Locale: "default", Commands: []pages.Command{{Name: long(33), Description: "d"}}}}},
		"whitelisted_domains[0]":                        {WhitelistedDomains: []string{"http://x"}},
		"account_linking_url":                           {AccountLinkingURL: "x"},
	} {
		e, ok := errors.AsType[*metabiz.ValidationError](m.Validate())
		if !ok || len(e.Fields) != 1 || e.Fields[0].Path != strings.TrimSpace(path) {
			t.Errorf("%s: %v", path, e)
		}
	}
}
