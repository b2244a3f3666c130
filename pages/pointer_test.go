package pages_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/pages"
)

// A pointer to content or a button is as good as the value; one that is nil is told of.
func TestPointers(t *testing.T) {
	t.Parallel()
	to := pages.Recipient{ID: "P"}
	button := pages.PostbackButton{Title: "Menu", Payload: "MENU"}
	for name, pair := range map[string][2]pages.Message{
		"content": {{To: to, Content: pages.Text{Body: "Ciao"}}, {To: to, Content: &pages.Text{Body: "Ciao"}}},
		"button": {{To: to, Content: pages.ButtonTemplate{Text: "Ciao", Buttons: []pages.Button{button}}},
			{To: to, Content: &pages.ButtonTemplate{Text: "Ciao", Buttons: []pages.Button{&button}}}},
	} {
		noError(t, pair[1].Validate())
		if diff := cmp.Diff(compact(t, pair[0]), compact(t, pair[1])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	long := strings.Repeat("è", 301)
	title := strings.Repeat("è", 30) // as long as menus take it
	menu := func(b pages.Button) pages.MessengerProfile {
		return pages.MessengerProfile{PersistentMenu: []pages.LocalMenu{{Locale: pages.DefaultLocale, Items: []pages.Button{b}}}}
	}
	noError(t, menu(&pages.PostbackButton{Title: title, Payload: "p"}).Validate())
	for name, v := range map[string]interface{ Validate() error }{
		"message.text":                           pages.Message{To: to, Content: &pages.Text{}},
		"message":                                pages.Message{To: to, Content: (*pages.Text)(nil)},
		"message.attachment.payload.buttons[0]":  pages.Message{To: to, Content: pages.ButtonTemplate{Text: "a", Buttons: []pages.Button{(*pages.CallButton)(nil)}}},
		"persistent_menu[0].call_to_actions[0]":  menu((*pages.URLButton)(nil)),
		"welcome_message_flow[0].message.text":   pages.WelcomeFlow{Name: "n", Platforms: []pages.Platform{pages.PlatformMessenger}, Messages: []pages.WelcomeMessage{{Content: &pages.Text{Body: long}}}},
		"welcome_message_flow[0].message":        pages.WelcomeFlow{Name: "n", Platforms: []pages.Platform{pages.PlatformMessenger}, Messages: []pages.WelcomeMessage{{Content: (*pages.Text)(nil)}}},
		"message.attachment":                     pages.Message{To: to, Content: pages.UnknownContent{Raw: json.RawMessage(`5`)}},
		"message.attachment.payload.buttons[0] ": pages.Message{To: to, Content: pages.ButtonTemplate{Text: "a", Buttons: []pages.Button{pages.UnknownButton{Raw: json.RawMessage(`"a"`)}}}},
		"message.quick_replies":                  pages.Message{To: to, Extra: map[string]json.RawMessage{"quick_replies": json.RawMessage(`[]`)}},
		"message.template":                       pages.Message{To: to, Extra: map[string]json.RawMessage{"template": json.RawMessage(`{`)}},
	} {
		e, ok := errors.AsType[*metabiz.ValidationError](v.Validate())
		if !ok || len(e.Fields) != 1 || e.Fields[0].Path != strings.TrimSpace(name) {
			t.Errorf("%s: %v", name, v.Validate())
		}
	}
}

// What this version does not know of a message survives a queue.
func TestUnknownMembersOfMessages(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"recipient":{"id":"P"},"messaging_type":"UTILITY","message":{"template":{"name":"order_update","language":{"code":"it"}}}}`,
		`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"image","payload":{"url":"https://x/i","crop":true}}}}`,
		`{"recipient":{"id":"P"},"messaging_type":"RESPONSE","message":{"text":"Ciao","effect":"hearts"}}`,
	} {
		var m pages.Message
		noError(t, json.Unmarshal([]byte(body), &m))
		noError(t, m.Validate())
		if diff := cmp.Diff(body, compact(t, m)); diff != "" {
			t.Error(diff)
		}
	}
}
