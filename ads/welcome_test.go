package ads_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metabiz-go/metabiz/ads"
)

func TestWelcomeMessageJSON(t *testing.T) {
	t.Parallel()
	const head = `{"type":"VISUAL_EDITOR","version":2,"landing_screen_type":"welcome_message","media_type":"text","text_format":`
	const foot = `,"user_edit":false,"surface":"visual_editor_new"}`
	tests := []struct {
		name    string
		message ads.WelcomeMessage
		want    string
	}{
		{"greeting", ads.WelcomeMessage{Text: "Pizza & più <3"},
			head + `{"customer_action_type":"ice_breakers","message":{"text":"Pizza & più <3","ice_breakers":[],"quick_replies":[]}}` + foot},
		{"ice breakers", ads.WelcomeMessage{Text: "Ciao {{user_first_name}}!", IceBreakers: []ads.IceBreaker{{Title: "Prezzi?", Response: "Da 5 €"}, {Title: "Orari?"}}},
			head + `{"customer_action_type":"ice_breakers","message":{"text":"Ciao {{user_first_name}}!","ice_breakers":[{"title":"Prezzi?","response":"Da 5 €"},{"title":"Orari?"}],"quick_replies":[]}}` + foot},
		{"autofill", ads.WelcomeMessage{Text: "Ciao", Autofill: "Salve, vorrei informazioni"},
			head + `{"customer_action_type":"autofill_message","message":{"text":"Ciao","autofill_message":{"content":"Salve, vorrei informazioni"}}}` + foot},
		{"flow", ads.WelcomeMessage{Text: "Ciao", Flow: &ads.WelcomeFlow{FlowID: "7", CallToAction: "Prenota"}},
			strings.Replace(head, `"welcome_message"`, `"ctwa_flows"`, 1) + `{"customer_action_type":"whatsapp_flow","message":{"text":"Ciao","automated_greeting_message_cta":{"type":"flow","flow_data":{"flow_id":"7","call_to_action":"Prenota"}}}}` + foot},
		{"call prompt", ads.WelcomeMessage{Text: "Ciao", CallPrompt: "Chiamaci"},
			strings.Replace(head, `"welcome_message"`, `"ctwa_call_prompt"`, 1) + `{"customer_action_type":"ice_breakers","message":{"text":"Ciao","call_prompt_data":{"call_prompt_message":"Chiamaci"}}}` + foot},
		{"button and what is unknown", ads.WelcomeMessage{Text: "Ciao", Button: &ads.WelcomeButton{Type: ads.WelcomeButtonURL, URL: "https://a.example"},
			Extra: map[string]json.RawMessage{"attachment": json.RawMessage(`{"type":"template"}`)}},
			head + `{"customer_action_type":"ice_breakers","message":{"text":"Ciao","ice_breakers":[],"quick_replies":[],"automated_greeting_message_cta":{"type":"url","url":"https://a.example"},"attachment":{"type":"template"}}}` + foot},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.message.JSON()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("JSON (-want +got):\n%s", diff)
			}
			back, err := ads.ParseWelcomeMessage(got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.message, back); diff != "" {
				t.Errorf("parsed (-want +got):\n%s", diff)
			}
			if err := tt.message.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestParseWelcomeMessage(t *testing.T) {
	t.Parallel()
	picture, err := ads.ParseWelcomeMessage(`{"type":"VISUAL_EDITOR","version":5,"media_type":"image","image_format":{"customer_action_type":"buttons","message":{"text":"Hi","attachment":{"type":"template"}}}}`)
	if err != nil || picture.Text != "Hi" || string(picture.Extra["attachment"]) != `{"type":"template"}` {
		t.Errorf("%+v, %v", picture, err)
	}
	if empty, err := ads.ParseWelcomeMessage(`{"ctm_lead_gen_template_id":"1"}`); err != nil || !cmp.Equal(empty, &ads.WelcomeMessage{}) {
		t.Errorf("%+v, %v", empty, err)
	}
	if _, err := ads.ParseWelcomeMessage("Hello!"); err == nil {
		t.Error("plain text was taken for JSON")
	}
}

func TestWelcomeMessageValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		message ads.WelcomeMessage
		want    []string
	}{
		{"empty", ads.WelcomeMessage{IceBreakers: []ads.IceBreaker{{}}}, []string{"Text is empty", "IceBreakers[0].Title is empty"}},
		{"limits hold for characters, not bytes", ads.WelcomeMessage{Text: strings.Repeat("è", 300), IceBreakers: []ads.IceBreaker{
			{Title: strings.Repeat("è", 80), Response: strings.Repeat("è", 300)}}}, nil},
		{"too long", ads.WelcomeMessage{Text: "a", IceBreakers: []ads.IceBreaker{{Title: "b", Response: strings.Repeat("c", 301)}}},
			[]string{"IceBreakers[0].Response has 301 characters, at most 300"}},
		{"placeholders", ads.WelcomeMessage{Text: "{{user_first_name}} {{name}}", Autofill: "{{ page_name }}"},
			[]string{`Text has a placeholder that Meta doesn't fill`, `Autofill has a placeholder`}},
		{"two ways", ads.WelcomeMessage{Text: "a", IceBreakers: []ads.IceBreaker{{Title: "b"}}, Autofill: "c"}, []string{"Autofill stands beside IceBreakers"}},
		{"half a flow", ads.WelcomeMessage{Text: "a", Flow: &ads.WelcomeFlow{FlowID: "1"}, Button: &ads.WelcomeButton{Type: ads.WelcomeButtonCall}},
			[]string{"Flow needs FlowID and CallToAction", "Button stands beside Flow"}},
		{"button", ads.WelcomeMessage{Text: "a", Button: &ads.WelcomeButton{Type: ads.WelcomeButtonURL, URL: "example.com"}}, []string{"Button.URL is not an address"}},
		{"button of no kind", ads.WelcomeMessage{Text: "a", Button: &ads.WelcomeButton{}}, []string{"Button.Type is empty"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantProblems(t, tt.message.Validate(), tt.want)
		})
	}
}
