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
	Attachment   json.RawMessage    `json:"attachment,omitzero"`

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
	switch m.Media {
	case WelcomeMediaImage:
		envelope.MediaType, envelope.TextFormat, envelope.ImageFormat = string(m.Media), nil, format
	case WelcomeMediaVideo:
		envelope.MediaType, envelope.TextFormat, envelope.VideoFormat = string(m.Media), nil, format
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
	case m.Subscribe != nil:
		format.CustomerAction, envelope.LandingScreen = "buttons", "marketing_messages"
		envelope.MediaType, envelope.TextFormat, envelope.VideoFormat, envelope.ImageFormat = string(WelcomeMediaImage), nil, nil, format
		content.Attachment = m.Subscribe.attachment()
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

// ParseWelcomeMessage reads a welcome message in each form that Meta has for one: the
// text of page_welcome_message, as creatives have it; a bare {"message": ...}; a welcome message
// sequence of a WhatsApp account; and a welcome message flow of a Page, if it is of one message.
// What the editor adds around the message is left out.
func ParseWelcomeMessage(text string) (*WelcomeMessage, error) {
	m := &WelcomeMessage{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil, fmt.Errorf("ads: page_welcome_message: %w", err)
	}
	return m, nil
}

// UnmarshalJSON reads a welcome message as [ParseWelcomeMessage] does.
func (m *WelcomeMessage) UnmarshalJSON(data []byte) error {
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '[' {
		return m.readFlow(trimmed)
	}
	var envelope struct {
		welcomeEnvelope
		Message *welcomeContent `json:"message"`
	}
	if err := wire.Unmarshal(data, &envelope); err != nil {
		return err
	}
	*m = WelcomeMessage{}
	for _, format := range []struct {
		media WelcomeMedia
		*welcomeFormat
	}{{"", envelope.TextFormat}, {WelcomeMediaImage, envelope.ImageFormat}, {WelcomeMediaVideo, envelope.VideoFormat}} {
		if format.welcomeFormat != nil {
			m.read(&format.Message, format.media)
			return nil
		}
	}
	if envelope.Message != nil {
		m.read(envelope.Message, "")
		return nil
	}
	var sequence struct {
		Text        string           `json:"text"`
		IceBreakers []IceBreaker     `json:"ice_breakers"`
		Autofill    *welcomeAutofill `json:"autofill_message"`
	}
	if err := wire.Unmarshal(data, &sequence); err != nil {
		return err
	}
	m.read(&welcomeContent{Text: sequence.Text, IceBreakers: sequence.IceBreakers, Autofill: sequence.Autofill}, "")
	return nil
}

// readFlow reads a flow of a Page, a list of messages.
func (m *WelcomeMessage) readFlow(data []byte) error {
	var flow []struct {
		Message *welcomeContent `json:"message"`
	}
	if err := wire.Unmarshal(data, &flow); err != nil {
		return err
	}
	if len(flow) != 1 || flow[0].Message == nil {
		return fmt.Errorf("the flow has %d messages, not the one of a greeting", len(flow))
	}
	*m = WelcomeMessage{}
	m.read(flow[0].Message, "")
	return nil
}

func (m *WelcomeMessage) read(content *welcomeContent, media WelcomeMedia) {
	m.Text, m.IceBreakers, m.Media = content.Text, content.IceBreakers, media
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
	keep := func(name string, raw json.RawMessage) {
		if m.Extra == nil {
			m.Extra = make(map[string]json.RawMessage)
		}
		m.Extra[name] = raw
	}
	if m.Subscribe = subscriptionOf(content.Attachment); m.Subscribe != nil {
		m.Media = "" // which it always is an image
	} else if len(content.Attachment) > 0 {
		keep("attachment", content.Attachment)
	}
	if len(content.QuickReplies) > 0 {
		// Each is JSON that has just been read.
		replies, _ := json.Marshal(content.QuickReplies)
		keep(quickReplies, replies)
	}
}
