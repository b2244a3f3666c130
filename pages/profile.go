package pages

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// MessengerProfile is what people see of a Page on Messenger or Instagram before
// and beside a conversation. What is zero is left as it is when the profile is set.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api.
type MessengerProfile struct {
	Greeting           []LocalGreeting    `json:"greeting,omitzero"`
	GetStarted         *GetStarted        `json:"get_started,omitzero"`
	IceBreakers        []LocalIceBreakers `json:"ice_breakers,omitzero"`
	PersistentMenu     []LocalMenu        `json:"persistent_menu,omitzero"`
	Commands           []LocalCommands    `json:"commands,omitzero"`
	WhitelistedDomains []string           `json:"whitelisted_domains,omitzero"` // at most 50, with https://
	AccountLinkingURL  string             `json:"account_linking_url,omitzero"`

	SubjectToNewEUPrivacyRules bool `json:"subject_to_new_eu_privacy_rules,omitzero"` // read only
}

// DefaultLocale is that of the texts for people whose own language has none.
const DefaultLocale = "default"

// LocalGreeting is the text on the welcome screen, for one locale.
type LocalGreeting struct {
	Locale string `json:"locale"` // "default", "it_IT"
	Text   string `json:"text"`   // at most 160 characters; may address the person: {{user_first_name}}
}

// GetStarted is the button that a conversation begins with. Its payload comes as a [PostbackEvent].
type GetStarted struct {
	Payload string `json:"payload"` // at most 1,000 characters
}

// LocalIceBreakers are the questions that a conversation can begin with, for one locale.
type LocalIceBreakers struct {
	Locale    string     `json:"locale,omitzero"`
	Questions []Question `json:"call_to_actions"` // at most 4
}

// Question is one that people can begin a conversation with. Its payload comes as a [PostbackEvent].
type Question struct {
	Question string `json:"question"` // at most 80 characters
	Payload  string `json:"payload"`  // at most 1,000 characters
}

// LocalMenu is the menu beside the text that people write, for one locale. It
// needs GetStarted.
type LocalMenu struct {
	Locale                string   `json:"locale"`
	ComposerInputDisabled bool     `json:"composer_input_disabled,omitzero"` // people can only use the menu
	Items                 []Button `json:"call_to_actions,omitzero"`         // at most 20: [PostbackButton], [URLButton]
}

// UnmarshalJSON takes the buttons of every kind.
func (m *LocalMenu) UnmarshalJSON(data []byte) error {
	var w struct {
		Locale                string      `json:"locale"`
		ComposerInputDisabled bool        `json:"composer_input_disabled"`
		Items                 []anyButton `json:"call_to_actions"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*m = LocalMenu{Locale: w.Locale, ComposerInputDisabled: w.ComposerInputDisabled, Items: buttons(w.Items)}
	return nil
}

// LocalCommands are what people can write behind a slash, for one locale.
type LocalCommands struct {
	Locale   string    `json:"locale"`
	Commands []Command `json:"commands"`
}

// Command is a word that people can write behind a slash.
type Command struct {
	Name        string `json:"name"`        // at most 32 characters
	Description string `json:"description"` // at most 64 characters
}

// Validate finds every documented limit that the profile breaks. The error is a
// *metabiz.ValidationError.
func (m MessengerProfile) Validate() error {
	var c checker
	m.check(&c)
	return c.err("MessengerProfile")
}

func (m MessengerProfile) check(c *checker) {
	locales(c, "greeting", m.Greeting, func(g LocalGreeting) string { return g.Locale })
	for i, g := range m.Greeting {
		c.text(fmt.Sprintf("greeting[%d].text", i), g.Text, 160)
	}
	if m.GetStarted != nil {
		c.text("get_started.payload", m.GetStarted.Payload, maxPayload)
	}
	locales(c, "ice_breakers", m.IceBreakers, func(b LocalIceBreakers) string { return b.Locale })
	for i, b := range m.IceBreakers {
		path := fmt.Sprintf("ice_breakers[%d].call_to_actions", i)
		c.count(path, len(b.Questions), 1, 4, "question")
		for j, q := range b.Questions {
			c.text(fmt.Sprintf("%s[%d].question", path, j), q.Question, maxIceTitle)
			c.text(fmt.Sprintf("%s[%d].payload", path, j), q.Payload, maxPayload)
		}
	}
	locales(c, "persistent_menu", m.PersistentMenu, func(menu LocalMenu) string { return menu.Locale })
	for i, menu := range m.PersistentMenu {
		menu.check(c, fmt.Sprintf("persistent_menu[%d].call_to_actions", i))
	}
	locales(c, "commands", m.Commands, func(l LocalCommands) string { return l.Locale })
	for i, l := range m.Commands {
		for j, command := range l.Commands {
			at := fmt.Sprintf("commands[%d].commands[%d]", i, j)
			c.text(at+".name", command.Name, 32)
			c.text(at+".description", command.Description, 64)
		}
	}
	c.count("whitelisted_domains", len(m.WhitelistedDomains), 0, 50, "domain")
	for i, domain := range m.WhitelistedDomains {
		c.link(fmt.Sprintf("whitelisted_domains[%d]", i), domain, "https")
	}
	if m.AccountLinkingURL != "" {
		c.link("account_linking_url", m.AccountLinkingURL, "https")
	}
}

// empty tells that nothing is set.
func (m MessengerProfile) empty() bool {
	return len(m.Greeting)+len(m.IceBreakers)+len(m.PersistentMenu)+len(m.Commands)+len(m.WhitelistedDomains) == 0 &&
		m.GetStarted == nil && m.AccountLinkingURL == ""
}

func (m LocalMenu) check(c *checker, path string) {
	least := 0
	if m.ComposerInputDisabled {
		least = 1
	}
	c.count(path, len(m.Items), least, 20, "item")
	for i, item := range m.Items {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch b := direct(item).(type) {
		case nil:
			c.add(at, "is nil", nil, nil)
		case URLButton:
			// Titles of menus may be longer than those of buttons.
			c.text(at+".title", b.Title, 30)
			c.link(at+".url", b.URL, "https", "http")
		case PostbackButton:
			c.text(at+".title", b.Title, 30)
			c.text(at+".payload", b.Payload, maxPayload)
		default:
			b.check(c, at)
		}
	}
}

// locales notes a list that has no entry for the locale "default", or two for one locale.
func locales[T any](c *checker, path string, list []T, locale func(T) string) {
	if len(list) == 0 {
		return
	}
	seen := map[string]bool{}
	for i, item := range list {
		l := locale(item)
		if seen[l] {
			c.add(fmt.Sprintf("%s[%d].locale", path, i), "comes twice", nil, l)
		}
		seen[l] = true
	}
	if !seen[DefaultLocale] {
		c.add(path, `needs an entry with the locale "default"`, nil, nil)
	}
}

// ProfileField is a part of a [MessengerProfile].
type ProfileField string

const (
	ProfileGreeting           ProfileField = "greeting"
	ProfileGetStarted         ProfileField = "get_started"
	ProfileIceBreakers        ProfileField = "ice_breakers"
	ProfilePersistentMenu     ProfileField = "persistent_menu"
	ProfileCommands           ProfileField = "commands"
	ProfileWhitelistedDomains ProfileField = "whitelisted_domains"
	ProfileAccountLinkingURL  ProfileField = "account_linking_url"
)

const profileFields = "greeting,get_started,ice_breakers,persistent_menu,commands,whitelisted_domains,account_linking_url"

type profileQuery struct {
	Fields   string   `json:"fields"`
	Platform Platform `json:"platform,omitzero"`
}

// MessengerProfile reads the profile. An empty platform is Messenger.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api.
//
//meta:operation GET /{page-id}/messenger_profile
func (p *PageHandle) MessengerProfile(ctx context.Context, platform Platform, opts ...metabiz.Option) (*MessengerProfile, error) {
	fields := profileFields
	if platform == PlatformInstagram {
		fields = "ice_breakers,persistent_menu"
	}
	req := p.messenger(p.get("GET /{page-id}/messenger_profile", profileQuery{fields, platform}, "messenger_profile"))
	for profile, err := range metabiz.List[MessengerProfile](ctx, p.client, req, opts...) {
		if err != nil {
			return nil, err
		}
		return &profile, nil
	}
	return &MessengerProfile{}, nil
}

// SetMessengerProfile sets what is not zero in profile and leaves the rest.
// Limits: a greeting of 160 characters, 4 questions of 80, menus of 20 items.
// An empty platform is Messenger.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api.
//
//meta:operation POST /{page-id}/messenger_profile
func (p *PageHandle) SetMessengerProfile(ctx context.Context, platform Platform, profile MessengerProfile, opts ...metabiz.Option) error {
	var c checker
	profile.SubjectToNewEUPrivacyRules = false
	if profile.empty() {
		c.add("", "sets nothing: DeleteMessengerProfile removes parts", nil, nil)
	}
	profile.check(&c)
	if err := c.err("MessengerProfile"); err != nil {
		return err
	}
	return done(ctx, p.client, p.messenger(idempotent(p.post("POST /{page-id}/messenger_profile", struct {
		MessengerProfile
		Platform Platform `json:"platform,omitzero"`
	}{profile, platform}, "messenger_profile"))), opts)
}

// DeleteMessengerProfile removes parts of the profile. An empty platform is Messenger.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api.
//
//meta:operation DELETE /{page-id}/messenger_profile
func (p *PageHandle) DeleteMessengerProfile(ctx context.Context, platform Platform, fields []ProfileField, opts ...metabiz.Option) error {
	var c checker
	c.some("fields", len(fields), "field")
	for i, f := range fields {
		c.required(fmt.Sprintf("fields[%d]", i), string(f))
	}
	if err := c.err("DeleteMessengerProfile"); err != nil {
		return err
	}
	query := struct {
		Fields   []ProfileField `json:"fields"`
		Platform Platform       `json:"platform,omitzero"`
	}{fields, platform}
	return done(ctx, p.client, p.messenger(p.delete("DELETE /{page-id}/messenger_profile", query, "messenger_profile")), opts)
}
