package ads

import (
	"encoding/json"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/metabiz-go/metabiz"
)

// WelcomeMessage is what a person sees in the chat that an ad has opened, before
// writing: a greeting, and one way to answer it. Creatives carry it as JSON text in
// page_welcome_message, which [WelcomeMessage.JSON] gives.
//
// Without one Meta puts a text of its own into the person's input.
//
// See https://developers.facebook.com/docs/marketing-api/ad-creative/messaging-ads/click-to-whatsapp.
type WelcomeMessage struct {
	// Text greets. It may hold the placeholders {{user_first_name}}, {{user_last_name}},
	// {{user_full_name}} and {{page_name}}. Up to 300 characters.
	Text string

	// IceBreakers are questions to tap.
	IceBreakers []IceBreaker
	// Autofill is put into the person's input, ready to send.
	Autofill string
	// Flow opens a WhatsApp Flow: a published, static one of a single screen that belongs
	// to the account of the promoted number.
	Flow *WelcomeFlow
	// CallPrompt invites to a call. It goes with the objective engagement only.
	CallPrompt string

	// Subscribe asks whether the person wants marketing messages. Messenger only.
	Subscribe *WelcomeSubscription

	// Button stands below the greeting.
	Button *WelcomeButton
	// Media is what the greeting comes with; zero is text alone.
	Media WelcomeMedia

	// Extra keeps what Meta sends in the message and the fields above lack.
	Extra map[string]json.RawMessage
}

// IceBreaker is a question that a person can tap, with the answer that follows by itself.
type IceBreaker struct {
	Title    string `json:"title"`             // up to 80 characters
	Response string `json:"response,omitzero"` // up to 300 characters
}

// WelcomeFlow is the WhatsApp Flow of a [WelcomeMessage].
type WelcomeFlow struct {
	FlowID       string `json:"flow_id"`
	CallToAction string `json:"call_to_action"` // what the button says
}

// WelcomeSubscription is the card of a [WelcomeMessage] whose button subscribes to marketing messages of the Page.
//
// See https://developers.facebook.com/documentation/ads-commerce/marketing-api/ad-creative/messaging-ads/click-to-messenger.
type WelcomeSubscription struct {
	Title, Subtitle string
	ImageURL        string
	AppID           string // the app that gets the opt-in; empty is the one of the token
	Button          string // zero is "Get messages"
	Payload         string // which the app gets with the opt-in
}

// WelcomeMedia is what a greeting comes with.
type WelcomeMedia string

const (
	WelcomeMediaImage WelcomeMedia = "image"
	WelcomeMediaVideo WelcomeMedia = "video"
)

// WelcomeButton is the button of a [WelcomeMessage]: it calls the business, opens an
// address or opens the catalog.
type WelcomeButton struct {
	Type WelcomeButtonType `json:"type"`
	URL  string            `json:"url,omitzero"`
}

// WelcomeButtonType is what a [WelcomeButton] does.
type WelcomeButtonType string

const (
	WelcomeButtonCall    WelcomeButtonType = "call"
	WelcomeButtonURL     WelcomeButtonType = "url"
	WelcomeButtonCatalog WelcomeButtonType = "catalog"

	welcomeButtonFlow WelcomeButtonType = "flow" // that of WelcomeFlow
)

// Limits of a welcome message, in characters.
const (
	maxWelcomeText      = 300
	maxIceBreakerTitle  = 80
	maxIceBreakerAnswer = 300
)

// Validate finds every documented limit that the message breaks, whatever app it greets in.
func (m *WelcomeMessage) Validate() error {
	found := &problems{}
	m.check(found, "")
	return found.err("ads.WelcomeMessage")
}

// ValidateFor is [WelcomeMessage.Validate] for one app: [DestinationWhatsApp],
// [DestinationMessenger] or [DestinationInstagramDirect].
func (m *WelcomeMessage) ValidateFor(app DestinationType) error {
	found := &problems{}
	m.check(found, "")
	m.checkFor(found, "WelcomeMessage", app)
	return found.err("ads.WelcomeMessage")
}

// checkFor finds what an app does not know. path is the message itself.
func (m *WelcomeMessage) checkFor(found *problems, path string, app DestinationType) {
	if (m.Flow != nil || m.CallPrompt != "") && app != DestinationWhatsApp {
		found.add(path, "has a Flow or a CallPrompt, which only WhatsApp knows")
	}
	if m.Subscribe != nil && app != DestinationMessenger {
		found.add(path+".Subscribe", "is known to Messenger only")
	}
	if m.Button != nil && m.Button.Type == WelcomeButtonCatalog && app != DestinationWhatsApp {
		found.add(path+".Button", "opens a catalog, which only WhatsApp knows")
	}
}

func (m *WelcomeMessage) check(found *problems, path string) {
	if m.Text == "" {
		found.add(path+"Text", "is empty: the chat needs a greeting")
	}
	found.utf8(path+"Text", m.Text)
	found.length(path+"Text", m.Text, maxWelcomeText)
	found.placeholders(path+"Text", m.Text)
	found.placeholders(path+"Autofill", m.Autofill)
	for i, ice := range m.IceBreakers {
		at := fmt.Sprintf("%sIceBreakers[%d].", path, i)
		if ice.Title == "" {
			found.add(at+"Title", "is empty")
		}
		found.length(at+"Title", ice.Title, maxIceBreakerTitle)
		found.length(at+"Response", ice.Response, maxIceBreakerAnswer)
		found.placeholders(at+"Response", ice.Response)
	}
	for _, raw := range m.Extra {
		if !json.Valid(raw) {
			found.add(path+"Extra", "is not JSON")
			break
		}
	}
	if m.Flow != nil && (m.Flow.FlowID == "" || m.Flow.CallToAction == "") {
		found.add(path+"Flow", "needs FlowID and CallToAction")
	}
	if sub := m.Subscribe; sub != nil {
		if sub.Title == "" {
			found.add(path+"Subscribe.Title", "is empty")
		}
		if sub.Payload == "" {
			found.add(path+"Subscribe.Payload", "is empty: by it the app knows what was opted in to")
		}
		if sub.ImageURL != "" {
			found.link(path+"Subscribe.ImageURL", sub.ImageURL)
		}
	}
	switch m.Media {
	case "", WelcomeMediaImage, WelcomeMediaVideo:
	default:
		found.value(path+"Media", string(m.Media), "is neither image nor video, nor empty for text alone")
	}
	if ways := m.ways(); len(ways) > 1 {
		found.add(path+ways[1], "stands beside %s: a chat offers one way to answer", ways[0])
	}
	if b := m.Button; b != nil {
		switch {
		case m.Flow != nil:
			found.add(path+"Button", "stands beside Flow, which is a button itself")
		case b.Type == "":
			found.add(path+"Button.Type", "is empty: %s, %s or %s", WelcomeButtonCall, WelcomeButtonURL, WelcomeButtonCatalog)
		case b.Type == WelcomeButtonURL:
			found.link(path+"Button.URL", b.URL)
		case b.URL != "":
			found.value(path+"Button.URL", b.URL, "goes with the button url only")
		}
	}
}

// ways names the ways to answer that are set.
func (m *WelcomeMessage) ways() []string {
	var set []string
	for _, way := range []struct {
		name string
		set  bool
	}{
		{"IceBreakers", len(m.IceBreakers) > 0}, {"Autofill", m.Autofill != ""},
		{"Flow", m.Flow != nil}, {"CallPrompt", m.CallPrompt != ""}, {"Subscribe", m.Subscribe != nil},
	} {
		if way.set {
			set = append(set, way.name)
		}
	}
	return set
}

var placeholderPattern = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// placeholders are the words that Meta puts something in for.
var placeholders = map[string]bool{
	"{{user_first_name}}": true, "{{user_last_name}}": true, "{{user_full_name}}": true, "{{page_name}}": true,
}

func (p *problems) placeholders(path, text string) {
	for _, found := range placeholderPattern.FindAllString(text, -1) {
		if !placeholders[found] {
			p.list = append(p.list, metabiz.FieldError{
				Path: path, Problem: "has a placeholder that Meta doesn't fill: it knows user_first_name, user_last_name, user_full_name and page_name", Value: found,
			})
		}
	}
}

func (p *problems) length(path, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		p.list = append(p.list, metabiz.FieldError{Path: path, Problem: fmt.Sprintf("has %d characters, at most %d", n, most), Limit: most, Value: text})
	}
}
