package ads_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

// One definition of a greeting is written in each form that Meta has for it, and read from each.
func TestWelcomeMessageForms(t *testing.T) {
	t.Parallel()
	questions := ads.WelcomeMessage{Text: "Ciao {{user_first_name}}!", IceBreakers: []ads.IceBreaker{{Title: "Prezzi?"}, {Title: "Orari?"}}}
	answers := ads.WelcomeMessage{Text: "Ciao", IceBreakers: []ads.IceBreaker{{Title: "Prezzi?", Response: "Da 5 €"}}}
	subscribe := ads.WelcomeMessage{Text: "News?", Subscribe: &ads.WelcomeSubscription{
		Title: "Weekly roast", Subtitle: "One message a week", ImageURL: "https://a.example/i.png", AppID: "9", Payload: "weekly",
	}}
	const card = `{"type":"template","payload":{"template_type":"notification_messages","elements":[{"title":"Weekly roast","subtitle":"One message a week",` +
		`"image_url":"https://a.example/i.png","app_id":"9","buttons":[{"type":"postback","title":"Get messages","payload":"weekly"}]}]}}`
	tests := []struct {
		name    string
		message ads.WelcomeMessage
		write   func(*ads.WelcomeMessage) (string, error)
		want    string // JSON, or the first problems
		wrong   []string
	}{
		{"sequence", questions, (*ads.WelcomeMessage).SequenceJSON, `{"text":"Ciao {{user_first_name}}!","ice_breakers":[{"title":"Prezzi?"},{"title":"Orari?"}]}`, nil},
		{"sequence with autofill", ads.WelcomeMessage{Text: "Ciao", Autofill: "Salve"}, (*ads.WelcomeMessage).SequenceJSON,
			`{"text":"Ciao","autofill_message":{"content":"Salve"}}`, nil},
		{"sequence with answers", answers, (*ads.WelcomeMessage).SequenceJSON, "", []string{"IceBreakers[0].Response is not possible in a sequence"}},
		{"sequence with a Flow", ads.WelcomeMessage{Text: "a", Flow: &ads.WelcomeFlow{FlowID: "1", CallToAction: "b"}}, (*ads.WelcomeMessage).SequenceJSON, "",
			[]string{"Flow is not possible in a sequence"}},
		{"flow of a Page", answers, (*ads.WelcomeMessage).PageFlowJSON, `[{"message":{"text":"Ciao","ice_breakers":[{"title":"Prezzi?","response":"Da 5 €"}]}}]`, nil},
		{"flow of a Page with a subscription", subscribe, (*ads.WelcomeMessage).PageFlowJSON, `[{"message":{"text":"News?","attachment":` + card + `}}]`, nil},
		{"flow of a Page with autofill", ads.WelcomeMessage{Text: "a", Autofill: "b"}, (*ads.WelcomeMessage).PageFlowJSON, "",
			[]string{"Autofill is not possible in a flow of a Page"}},
		{"subscription", subscribe, (*ads.WelcomeMessage).JSON, `{"type":"VISUAL_EDITOR","version":2,"landing_screen_type":"marketing_messages","media_type":"image",` +
			`"image_format":{"customer_action_type":"buttons","message":{"text":"News?","attachment":` + card + `}},"user_edit":false,"surface":"visual_editor_new"}`, nil},
		{"picture", ads.WelcomeMessage{Text: "a", Media: ads.WelcomeMediaImage}, (*ads.WelcomeMessage).JSON,
			`{"type":"VISUAL_EDITOR","version":2,"landing_screen_type":"welcome_message","media_type":"image","image_format":{"customer_action_type":"ice_breakers",` +
				`"message":{"text":"a","ice_breakers":[],"quick_replies":[]}},"user_edit":false,"surface":"visual_editor_new"}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.write(&tt.message)
			if len(tt.wrong) > 0 {
				wantProblems(t, err, tt.wrong)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			sameJSON(t, []byte(got), tt.want)
			back, err := ads.ParseWelcomeMessage(got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.message, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
	if bare, err := ads.ParseWelcomeMessage(`{"message":{"text":"Hi","quick_replies":[{"title":"Yes"}]}}`); err != nil || bare.Text != "Hi" || len(bare.Extra) != 1 {
		t.Errorf("bare: %+v, %v", bare, err)
	}
	if _, err := ads.ParseWelcomeMessage(`[{"message":{"text":"a"}},{"message":{"text":"b"}}]`); err == nil {
		t.Error("a flow of two messages was read as one greeting")
	}
}

// A card that is not wholly known is kept as it came.
func TestWelcomeMessageKeepsCards(t *testing.T) {
	t.Parallel()
	const text = `{"type":"VISUAL_EDITOR","media_type":"image","image_format":{"customer_action_type":"buttons","message":{"text":"a","attachment":` +
		`{"type":"template","payload":{"template_type":"notification_messages","frequency":"DAILY","elements":[{"title":"t","buttons":[{"type":"postback","title":"b","payload":"p"}]}]}}}}}`
	m, err := ads.ParseWelcomeMessage(text)
	if err != nil || m.Subscribe != nil {
		t.Fatalf("%+v, %v", m, err)
	}
	again, err := m.JSON()
	if err != nil || !strings.Contains(again, `"frequency":"DAILY"`) {
		t.Errorf("%s, %v", again, err)
	}
}

func TestWelcomeMessageForApps(t *testing.T) {
	t.Parallel()
	flow := ads.WelcomeMessage{Text: "a", Flow: &ads.WelcomeFlow{FlowID: "1", CallToAction: "b"}}
	subscribe := ads.WelcomeMessage{Text: "a", Subscribe: &ads.WelcomeSubscription{Title: "t", Payload: "p"}}
	catalog := ads.WelcomeMessage{Text: "a", Button: &ads.WelcomeButton{Type: ads.WelcomeButtonCatalog}}
	for _, tt := range []struct {
		name    string
		message ads.WelcomeMessage
		app     ads.DestinationType
		want    []string
	}{
		{"Flow on WhatsApp", flow, ads.DestinationWhatsApp, nil},
		{"Flow on Instagram", flow, ads.DestinationInstagramDirect, []string{"WelcomeMessage has a Flow or a CallPrompt"}},
		{"subscription on Messenger", subscribe, ads.DestinationMessenger, nil},
		{"subscription on WhatsApp", subscribe, ads.DestinationWhatsApp, []string{"WelcomeMessage.Subscribe is known to Messenger only"}},
		{"catalog on Messenger", catalog, ads.DestinationMessenger, []string{"WelcomeMessage.Button opens a catalog"}},
		{"half a subscription beside ice breakers", ads.WelcomeMessage{Text: "a", Subscribe: &ads.WelcomeSubscription{ImageURL: "x"}, IceBreakers: []ads.IceBreaker{{Title: "b"}}, Media: "smell",
			Button: &ads.WelcomeButton{Type: ads.WelcomeButtonCall, URL: "https://a.example"}},
			ads.DestinationMessenger, []string{"Subscribe.Title is empty", "Subscribe.Payload is empty", "Subscribe.ImageURL is not an address", "Media is neither", "Subscribe stands beside IceBreakers", "Button.URL goes with the button url only"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantProblems(t, tt.message.ValidateFor(tt.app), tt.want)
		})
	}
}

func FuzzParseWelcomeMessage(f *testing.F) {
	for _, seed := range []string{
		`{"type":"VISUAL_EDITOR","version":2,"text_format":{"message":{"text":"a","ice_breakers":[{"title":"b"}]}}}`,
		`{"text_format":{"message":{"autofill_message":{"content":"x"},"extra":[1,null]}}}`,
		`{"image_format":{"message":{"automated_greeting_message_cta":{"type":"flow","flow_data":{"flow_id":"1"}}}}}`,
		springWelcome, `{}`, `null`, `[]`, `{"message":{"text":"a"}}`, `[{"message":{"text":"a","attachment":null}}]`, `{"text":"a","ice_breakers":[{"title":"b"}]}`,
		`{"type":"VISUAL_EDITOR","media_type":"image","image_format":{"message":{"text":"a","attachment":{"type":"template","payload":{"template_type":"notification_messages","elements":[{"title":"t","buttons":[{"type":"postback","title":"Get messages","payload":"p"}]}]}}}}}`,
		`{"text_format":{"message":{"automated_greeting_message_cta":{"type":"flow","flow_data":{"flow_id":7,"call_to_action":"x"}},"call_prompt_data":{"call_prompt_message":"y"},"unknown":[1]}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ads.ParseWelcomeMessage(text)
		if err != nil {
			return
		}
		invalid := m.Validate()
		once, err := m.JSON()
		if err != nil {
			t.Fatalf("%q can't be written: %v", text, err)
		}
		back, err := ads.ParseWelcomeMessage(once)
		if err != nil {
			t.Fatalf("%s can't be read: %v", once, err)
		}
		// Of what Meta would refuse, no more is promised.
		twice, err := back.JSON()
		if err != nil || invalid == nil && once != twice {
			t.Fatalf("%s became %s, %v", once, twice, err)
		}
		if !json.Valid([]byte(once)) {
			t.Fatalf("%s is no JSON", once)
		}
	})
}
