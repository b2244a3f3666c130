package ads

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// The envelope that Meta's editor of welcome messages writes. Messages with a picture
// have image_format in place of text_format.
type welcomeEnvelope struct {
	Type          string         `json:"type"`
	Version       int            `json:"version"`
	LandingScreen string         `json:"landing_screen_type"`
	MediaType     string         `json:"media_type"`
	TextFormat    *welcomeFormat `json:"text_format,omitzero"`
	ImageFormat   *welcomeFormat `json:"image_format,omitzero"`
	VideoFormat   *welcomeFormat `json:"video_format,omitzero"`
	UserEdit      bool           `json:"user_edit"`
	Surface       string         `json:"surface"`
}

type welcomeFormat struct {
	CustomerAction string         `json:"customer_action_type"`
	Message        welcomeContent `json:"message"`
}

type welcomeContent struct {
	Text         string             `json:"text,omitzero"`
	IceBreakers  []IceBreaker       `json:"ice_breakers,omitzero"`
	QuickReplies []json.RawMessage  `json:"quick_replies,omitzero"` // see quickReplies
	Autofill     *welcomeAutofill   `json:"autofill_message,omitzero"`
	Button       *welcomeFullButton `json:"automated_greeting_message_cta,omitzero"`
	CallPrompt   *welcomeCallPrompt `json:"call_prompt_data,omitzero"`

	Extra map[string]json.RawMessage `json:"-" wire:"extra"`
}

// quickReplies has no field in a [WelcomeMessage]: what is in the list is kept in Extra.
const quickReplies = "quick_replies"

type welcomeAutofill struct {
	Content string `json:"content"`
}

type welcomeCallPrompt struct {
	Message string `json:"call_prompt_message"`
}

type welcomeFullButton struct {
	WelcomeButton
	FlowData *WelcomeFlow `json:"flow_data,omitzero"`
}

func (c welcomeContent) MarshalJSON() ([]byte, error) {
	type plain welcomeContent
	return wire.MarshalWithExtra(plain(c), c.Extra)
}

// MarshalJSON writes the message as the object that page_welcome_message holds as text.
func (m WelcomeMessage) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	// An ampersand of the greeting must reach Meta as it is: the text is quoted once more on its way.
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m.envelope()); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func (m *WelcomeMessage) envelope() welcomeEnvelope {
	format := &welcomeFormat{CustomerAction: "ice_breakers", Message: welcomeContent{Text: m.Text, Extra: m.Extra}}
	envelope := welcomeEnvelope{
		Type: "VISUAL_EDITOR", Version: 2, LandingScreen: "welcome_message", MediaType: "text",
		TextFormat: format, Surface: "visual_editor_new",
	}
	content := &format.Message
	if m.Button != nil {
		content.Button = &welcomeFullButton{WelcomeButton: *m.Button}
	}
	switch {
	case m.Autofill != "":
		format.CustomerAction = "autofill_message"
		content.Autofill = &welcomeAutofill{m.Autofill}
	case m.Flow != nil:
		format.CustomerAction, envelope.LandingScreen = "whatsapp_flow", "ctwa_flows"
		content.Button = &welcomeFullButton{WelcomeButton: WelcomeButton{Type: welcomeButtonFlow}, FlowData: m.Flow}
	case m.CallPrompt != "":
		envelope.LandingScreen = "ctwa_call_prompt"
		content.CallPrompt = &welcomeCallPrompt{m.CallPrompt}
	default:
		// Meta's editor writes both lists, also when they are empty.
		content.IceBreakers = append([]IceBreaker{}, m.IceBreakers...)
		if _, own := m.Extra[quickReplies]; !own {
			content.QuickReplies = []json.RawMessage{}
		}
	}
	return envelope
}

// JSON is the text for page_welcome_message. It fails only where Extra holds what is no JSON.
func (m *WelcomeMessage) JSON() (string, error) {
	text, err := m.MarshalJSON()
	if err != nil {
		return "", fmt.Errorf("ads: welcome message: %w", err)
	}
	return string(text), nil
}

// ParseWelcomeMessage reads the text of page_welcome_message, as creatives have it.
// What the editor adds around the message is left out.
func ParseWelcomeMessage(text string) (*WelcomeMessage, error) {
	m := &WelcomeMessage{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil, fmt.Errorf("ads: page_welcome_message: %w", err)
	}
	return m, nil
}

// UnmarshalJSON reads the object that page_welcome_message holds as text.
func (m *WelcomeMessage) UnmarshalJSON(data []byte) error {
	var envelope welcomeEnvelope
	if err := wire.Unmarshal(data, &envelope); err != nil {
		return err
	}
	*m = WelcomeMessage{}
	for _, format := range []*welcomeFormat{envelope.TextFormat, envelope.ImageFormat, envelope.VideoFormat} {
		if format != nil {
			m.read(&format.Message)
			return nil
		}
	}
	return nil
}

func (m *WelcomeMessage) read(content *welcomeContent) {
	m.Text, m.IceBreakers = content.Text, content.IceBreakers
	if len(m.IceBreakers) == 0 {
		m.IceBreakers = nil
	}
	if content.Autofill != nil {
		m.Autofill = content.Autofill.Content
	}
	if content.CallPrompt != nil {
		m.CallPrompt = content.CallPrompt.Message
	}
	if b := content.Button; b != nil {
		if b.Type == welcomeButtonFlow && b.FlowData != nil {
			m.Flow = b.FlowData
		} else {
			m.Button = &b.WelcomeButton
		}
	}
	if len(content.Extra) > 0 {
		m.Extra = maps.Clone(content.Extra)
	}
	if len(content.QuickReplies) > 0 {
		if m.Extra == nil {
			m.Extra = make(map[string]json.RawMessage)
		}
		// Each is JSON that has just been read.
		m.Extra[quickReplies], _ = json.Marshal(content.QuickReplies)
	}
}
