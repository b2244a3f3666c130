package whatsapp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sound is a template without a fault, for tests that add one.
func sound(change func(t *Template)) Template {
	t := Template{
		Name: "order_update", Language: "it", Category: Utility,
		Body: TemplateBody{Text: "Ciao {{1}}, order {{2}} is on its way.", Examples: []string{"Anna", "860198"}},
	}
	change(&t)
	return t
}

func auth(change func(t *Template)) Template {
	t := Template{
		Name: "code", Language: "it", Category: Authentication, Body: TemplateBody{AddSecurityRecommendation: new(true)},
		CodeExpirationMinutes: 10, Buttons: []TemplateButton{OTPButton{OTPType: OTPCopyCode}},
	}
	change(&t)
	return t
}

func offer(change func(t *Template)) Template {
	t := sound(func(t *Template) {
		t.Category = Marketing
		t.Header = &TemplateHeader{Format: HeaderImage, Example: "4::aW"}
		t.LimitedTimeOffer = &LimitedTimeOffer{Text: long(16), HasExpiration: new(true)}
	})
	change(&t)
	return t
}

func cards(n int) []TemplateCard {
	list := make([]TemplateCard, n)
	for i := range list {
		list[i] = TemplateCard{
			Header:  &TemplateHeader{Format: HeaderImage, Example: "4::aW"},
			Body:    TemplateBody{Text: "Only {{1}} left", Examples: []string{"3"}},
			Buttons: []TemplateButton{QuickReplyButton{Text: "More"}},
		}
	}
	return list
}

func replies(n int) []TemplateButton {
	list := make([]TemplateButton, n)
	for i := range list {
		list[i] = QuickReplyButton{Text: "Yes"}
	}
	return list
}

func TestTemplateLimits(t *testing.T) {
	t.Parallel()
	text := func(text string, examples ...string) func(*Template) {
		return func(t *Template) { t.Body = TemplateBody{Text: text, Examples: examples} }
	}
	tests := map[string]struct {
		template Template
		want     []string
	}{
		"sound": {sound(func(*Template) {}), nil},
		"empty": {Template{}, []string{"name", "language", "category", "components[0].text"}},
		"name":  {sound(func(t *Template) { t.Name = "Order update" }), []string{"name"}},
		"from the library": {
			Template{Name: "n", Language: "it", Category: Utility, LibraryTemplateName: "delivery_update_1"}, nil,
		},

		"TTL, utility":        {sound(func(t *Template) { t.MessageSendTTLSeconds = 43200 }), nil},
		"TTL, utility, month": {sound(func(t *Template) { t.MessageSendTTLSeconds = -1 }), nil},
		"TTL, utility, long":  {sound(func(t *Template) { t.MessageSendTTLSeconds = 43201 }), []string{"message_send_ttl_seconds"}},
		"TTL, marketing":      {offer(func(t *Template) { t.MessageSendTTLSeconds = 43199 }), []string{"message_send_ttl_seconds"}},
		"TTL, code":           {auth(func(t *Template) { t.MessageSendTTLSeconds = 901 }), []string{"message_send_ttl_seconds"}},

		"code without a button": {auth(func(t *Template) { t.Buttons = nil }), []string{"components[2].buttons", "components[2].buttons"}},

		"body, longest":        {sound(text(long(1024))), nil},
		"body, too long":       {sound(text(long(1025))), []string{"components[0].text"}},
		"variable first":       {sound(text("{{1}} is here.", "Anna")), []string{"components[0].text"}},
		"variable last":        {sound(text("Ciao {{1}}", "Anna")), []string{"components[0].text"}},
		"variables adjacent":   {sound(text("Ciao {{1}}{{2}}!", "A", "B")), []string{"components[0].text"}},
		"numbers with a gap":   {sound(text("Ciao {{1}} and {{3}}!", "A", "B")), []string{"components[0].text"}},
		"variable twice":       {sound(text("Ciao {{1}}, dear {{1}}!", "Anna")), nil},
		"example missing":      {sound(text("Ciao {{1}} and {{2}}!", "A")), []string{"components[0].example"}},
		"example empty":        {sound(text("Ciao {{1}}!", " ")), []string{"components[0].example"}},
		"braces":               {sound(text("Ciao {{1}, you")), []string{"components[0].text"}},
		"named without saying": {sound(text("Ciao {{name}}!", "Anna")), []string{"components[0].text"}},
		"named": {
			sound(func(t *Template) { t.ParameterFormat = Named; text("Ciao {{first_name}}!", "Anna")(t) }), nil,
		},
		"numbered though named": {
			sound(func(t *Template) { t.ParameterFormat = Named; text("Ciao {{1}}!", "Anna")(t) }), []string{"components[0].text"},
		},
		"bad name": {
			sound(func(t *Template) { t.ParameterFormat = Named; text("Ciao {{First Name}}!", "Anna")(t) }), []string{"components[0].text"},
		},

		"header text, longest": {sound(func(t *Template) { t.Header = &TemplateHeader{Text: long(60)} }), nil},
		"header text, too long, two variables": {
			sound(func(t *Template) { t.Header = &TemplateHeader{Text: "{{1}} {{2}}" + long(60)} }),
			[]string{"components[0].text", "components[0].text", "components[0].example"},
		},
		"header media without a handle": {
			sound(func(t *Template) { t.Header = &TemplateHeader{Format: HeaderVideo} }), []string{"components[0].example.header_handle"},
		},
		"header media with an address": {
			sound(func(t *Template) {
				t.Header = &TemplateHeader{Format: HeaderImage, Example: "https://example.com/a.jpg"}
			}),
			[]string{"components[0].example.header_handle"},
		},
		"header media as it is read": {
			sound(func(t *Template) {
				t.ID, t.Header = "1", &TemplateHeader{Format: HeaderImage, Example: "https://scontent.whatsapp.net/a.jpg"}
			}), nil,
		},
		"header location": {sound(func(t *Template) { t.Header = &TemplateHeader{Format: HeaderLocation} }), nil},

		"footer, longest":  {sound(func(t *Template) { t.Footer = long(60) }), nil},
		"footer, too long": {sound(func(t *Template) { t.Footer = "{{1}}" + long(60) }), []string{"components[1].text", "components[1].text"}},

		"buttons, ten":    {sound(func(t *Template) { t.Buttons = replies(10) }), nil},
		"buttons, eleven": {sound(func(t *Template) { t.Buttons = replies(11) }), []string{"components[1].buttons"}},
		"buttons, longest": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{
					QuickReplyButton{Text: long(25)}, QuickReplyButton{Text: "2"},
					URLButton{Text: long(25), URL: "https://example.com/{{1}}", Example: "x"}, URLButton{Text: "u", URL: "https://example.com"},
					PhoneNumberButton{Text: "Call", PhoneNumber: "15550051310"}, CopyCodeButton{Example: long(20)},
					VoiceCallButton{Text: long(20), TTLMinutes: 1440}, CatalogButton{Text: "All"}, ContactInfoButton{},
				}
			}), nil,
		},
		"buttons, too long": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{
					QuickReplyButton{Text: long(26)}, URLButton{Text: long(26), URL: "https://example.com/" + long(2000)},
					PhoneNumberButton{Text: "c", PhoneNumber: long(21)}, CopyCodeButton{Example: long(21)}, VoiceCallButton{TTLMinutes: 1},
				}
			}),
			[]string{
				"components[1].buttons[0].text", "components[1].buttons[1].text", "components[1].buttons[1].url",
				"components[1].buttons[2].phone_number", "components[1].buttons[3].example", "components[1].buttons[4].ttl_minutes",
			},
		},
		"buttons, mixed up": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{QuickReplyButton{Text: "a"}, CatalogButton{}, QuickReplyButton{Text: "b"}}
			}), []string{"components[1].buttons"},
		},
		"buttons, too many of a kind": {
			sound(func(t *Template) {
				u := URLButton{Text: "u", URL: "https://example.com"}
				p := PhoneNumberButton{Text: "p", PhoneNumber: "1"}
				t.Buttons = []TemplateButton{u, u, u, p, p}
			}), []string{"components[1].buttons", "components[1].buttons"},
		},
		"URL, variable within": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{URLButton{Text: "u", URL: "https://example.com/{{1}}/x"}}
			}),
			[]string{"components[1].buttons[0].url"},
		},
		"URL, no example": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{URLButton{Text: "u", URL: "https://example.com/{{1}}"}}
			}),
			[]string{"components[1].buttons[0].example"},
		},
		"flow button, two sources, no screen": {
			sound(func(t *Template) {
				t.Buttons = []TemplateButton{FlowButton{Text: "f", FlowID: "1", FlowName: "n", Action: FlowNavigate}}
			}), []string{"components[1].buttons[0]", "components[1].buttons[0].navigate_screen"},
		},
		"code button elsewhere": {
			sound(func(t *Template) { t.Buttons = []TemplateButton{OTPButton{OTPType: OTPCopyCode}} }), []string{"components[1].buttons"},
		},

		"code, sound": {auth(func(*Template) {}), nil},
		"code with a text and a link": {
			auth(func(t *Template) {
				t.Body.Text = "Your code"
				t.Buttons = []TemplateButton{URLButton{Text: "u", URL: "https://example.com"}}
			}), []string{"components[0].text", "components[2].buttons"},
		},
		"code, expiry": {auth(func(t *Template) { t.CodeExpirationMinutes = 91 }), []string{"components[1].code_expiration_minutes"}},
		"one tap": {
			auth(func(t *Template) {
				t.Buttons = []TemplateButton{OTPButton{OTPType: OTPOneTap, SupportedApps: []SupportedApp{{PackageName: long(224), SignatureHash: "K8a/AINcGX7"}}}}
			}), nil,
		},
		"zero tap": {
			auth(func(t *Template) {
				t.Buttons = []TemplateButton{OTPButton{OTPType: OTPZeroTap, SupportedApps: []SupportedApp{{PackageName: long(225), SignatureHash: "K8a"}}}}
			}),
			[]string{
				"components[2].buttons[0].supported_apps[0].package_name", "components[2].buttons[0].supported_apps[0].signature_hash",
				"components[2].buttons[0].zero_tap_terms_accepted",
			},
		},
		"one tap without an app": {
			auth(func(t *Template) { t.Buttons = []TemplateButton{OTPButton{OTPType: OTPOneTap}} }),
			[]string{"components[2].buttons[0].supported_apps"},
		},

		"offer, sound": {offer(func(t *Template) { t.Body = TemplateBody{Text: long(600)} }), nil},
		"offer, too long, with a footer, for a location": {
			offer(func(t *Template) {
				t.Category, t.Footer, t.Header = Utility, "f", &TemplateHeader{Format: HeaderLocation}
				t.Body = TemplateBody{Text: long(601)}
				t.LimitedTimeOffer.Text = long(17)
			}),
			[]string{
				"components[0].format", "components[1].limited_time_offer.text", "components[1]", "components[2].text", "components[3]",
			},
		},

		"cards, two": {sound(func(t *Template) { t.Cards = cards(2) }), nil},
		"cards, ten": {sound(func(t *Template) { t.Cards = cards(10) }), nil},
		"cards, one": {sound(func(t *Template) { t.Cards = cards(1) }), []string{"components[1].cards"}},
		"cards, faults": {
			sound(func(t *Template) {
				t.Cards = cards(3)
				t.Cards[0].Buttons = nil
				t.Cards[1].Header = &TemplateHeader{Format: HeaderDocument}
				t.Cards[1].Body.Text = long(161)
				t.Cards[1].Body.Examples = nil
				t.Cards[2].Buttons = replies(3)
			}),
			[]string{
				"components[1].cards[0].components[2].buttons",
				"components[1].cards[1].components[0].format", "components[1].cards[1].components[1].text", "components[1].cards[1].components",
				"components[1].cards[2].components[2].buttons", "components[1].cards[2].components",
			},
		},
		"call permission": {sound(func(t *Template) { t.CallPermissionRequest = true }), nil},
		"call permission with buttons": {
			sound(func(t *Template) { t.CallPermissionRequest, t.Buttons = true, replies(1) }), []string{"components"},
		},
		"product": {
			sound(func(t *Template) {
				t.Header = &TemplateHeader{Format: HeaderProduct}
				t.Body = TemplateBody{Text: long(161)}
			}), []string{"components[1].text"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.template.Validate()
			if diff := cmp.Diff(test.want, broken(t, err)); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}
