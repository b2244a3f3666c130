package pages

import (
	"fmt"
	"strings"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// WelcomeFlow is the definition of a welcome message flow: what greets people
// whom an ad leads into a chat with the Page, until the app that it belongs to
// takes over.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
type WelcomeFlow struct {
	// Name as people see it who choose the flow for an ad; required for a new flow.
	Name string `json:"name,omitzero"`
	// Platforms that the flow may greet on; required for a new flow.
	Platforms []Platform `json:"eligible_platforms,omitzero"`
	// Messages in their order; required for a new flow. See [Greeting].
	Messages []WelcomeMessage `json:"welcome_message_flow,omitzero"`
}

// Platform is where people chat with a Page.
type Platform string

const (
	PlatformMessenger Platform = "MESSENGER"
	PlatformInstagram Platform = "INSTAGRAM"
	PlatformWhatsApp  Platform = "WHATSAPP"
)

// UnmarshalText takes a platform in either case: Meta's specification has capitals, its examples have small letters.
func (p *Platform) UnmarshalText(text []byte) error {
	*p = Platform(strings.ToUpper(string(text)))
	return nil
}

// WelcomeMessage is a message of a [WelcomeFlow].
type WelcomeMessage struct {
	// Content is what it says. A text is of up to 300 characters, and may address
	// the person: "Ciao {{user_first_name}}!".
	Content Content
	// IceBreakers are questions to tap that the flow answers by itself.
	IceBreakers []IceBreaker
	// QuickReplies are answers to tap that the app gets.
	QuickReplies []QuickReply
}

// IceBreaker is a question that people can ask by tapping it.
type IceBreaker struct {
	Title    string `json:"title"`             // the question, at most 80 characters
	Response string `json:"response,omitzero"` // the answer that is given at once, at most 300 characters
}

// Greeting is a flow of a single text with questions to tap.
func Greeting(text string, questions ...IceBreaker) []WelcomeMessage {
	return []WelcomeMessage{{Content: Text{Body: text}, IceBreakers: questions}}
}

type welcomeMessage struct {
	Message messageBody `json:"message"`
}

// MarshalJSON writes the wire form.
func (m WelcomeMessage) MarshalJSON() ([]byte, error) {
	w := welcomeMessage{messageBody{IceBreakers: m.IceBreakers, QuickReplies: m.QuickReplies}}
	if content := direct(m.Content); content != nil {
		if err := content.fill(&w.Message); err != nil {
			return nil, err
		}
	}
	return wire.Marshal(w)
}

// UnmarshalJSON takes the wire form.
func (m *WelcomeMessage) UnmarshalJSON(data []byte) error {
	var w welcomeMessage
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*m = WelcomeMessage{Content: w.Message.content(), IceBreakers: w.Message.IceBreakers, QuickReplies: w.Message.QuickReplies}
	return nil
}

// Validate finds every documented limit that the flow breaks, as a new flow. The
// error is a *metabiz.ValidationError.
func (f WelcomeFlow) Validate() error {
	var c checker
	c.required("name", f.Name)
	c.count("eligible_platforms", len(f.Platforms), 1, 3, "platform")
	c.some("welcome_message_flow", len(f.Messages), "message")
	f.check(&c)
	return c.err("WelcomeFlow")
}

// check notes the limits that hold for changes, too.
func (f WelcomeFlow) check(c *checker) {
	for i, p := range f.Platforms {
		c.required(fmt.Sprintf("eligible_platforms[%d]", i), string(p))
	}
	for i, m := range f.Messages {
		m.check(c, fmt.Sprintf("welcome_message_flow[%d].message", i))
	}
}

func (m WelcomeMessage) check(c *checker, path string) {
	switch content := direct(m.Content).(type) {
	case nil:
		c.add(path, "has no content", nil, nil)
	case Text:
		c.text(path+".text", content.Body, maxWelcomeText)
	default:
		content.check(c, path)
	}
	for i, b := range m.IceBreakers {
		at := fmt.Sprintf("%s.ice_breakers[%d]", path, i)
		c.text(at+".title", b.Title, maxIceTitle)
		c.atMost(at+".response", b.Response, maxIceResponse)
	}
	checkQuickReplies(c, path+".quick_replies", m.QuickReplies)
}
