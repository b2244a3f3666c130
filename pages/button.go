package pages

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// Button is something to tap in a template or a menu: [URLButton],
// [PostbackButton], [CallButton], [LoginButton], [LogoutButton] or [GameButton]; [UnknownButton] for
// what this version does not know.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/buttons.
type Button interface {
	check(c *checker, path string)
}

// URLButton opens an address. As the action of a card it has no title.
type URLButton struct {
	Title               string        `json:"title,omitzero"` // at most 20 characters
	URL                 string        `json:"url"`
	WebviewHeightRatio  WebviewHeight `json:"webview_height_ratio,omitzero"`
	MessengerExtensions bool          `json:"messenger_extensions,omitzero"`
	FallbackURL         string        `json:"fallback_url,omitzero"` // where Messenger extensions are missing
	WebviewShareButton  string        `json:"webview_share_button,omitzero"`
}

// WebviewHeight is how much of the screen a page opened from a chat takes.
type WebviewHeight string

const (
	WebviewCompact WebviewHeight = "compact"
	WebviewTall    WebviewHeight = "tall"
	WebviewFull    WebviewHeight = "full"
)

// MarshalJSON writes the wire form, with its type.
func (b URLButton) MarshalJSON() ([]byte, error) {
	type plain URLButton
	return wire.Marshal(struct {
		Type string `json:"type"`
		plain
	}{"web_url", plain(b)})
}

func (b URLButton) check(c *checker, path string) {
	c.text(path+".title", b.Title, maxButtonTitle)
	c.link(path+".url", b.URL, "https", "http")
}

// PostbackButton sends its payload back as a [PostbackEvent].
type PostbackButton struct {
	Title   string `json:"title"`   // at most 20 characters
	Payload string `json:"payload"` // at most 1,000 characters
}

// MarshalJSON writes the wire form, with its type.
func (b PostbackButton) MarshalJSON() ([]byte, error) {
	type plain PostbackButton
	return wire.Marshal(struct {
		Type string `json:"type"`
		plain
	}{"postback", plain(b)})
}

func (b PostbackButton) check(c *checker, path string) {
	c.text(path+".title", b.Title, maxButtonTitle)
	c.text(path+".payload", b.Payload, maxPayload)
}

// CallButton rings up a telephone number.
type CallButton struct {
	Title       string // at most 20 characters
	PhoneNumber string // with a plus sign and the country code: "+393331234567"
}

type callButton struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Payload string `json:"payload"`
}

// MarshalJSON writes the wire form, with its type.
func (b CallButton) MarshalJSON() ([]byte, error) {
	return wire.Marshal(callButton{"phone_number", b.Title, b.PhoneNumber})
}

// UnmarshalJSON takes the wire form.
func (b *CallButton) UnmarshalJSON(data []byte) error {
	var w callButton
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*b = CallButton{Title: w.Title, PhoneNumber: w.Payload}
	return nil
}

func (b CallButton) check(c *checker, path string) {
	c.text(path+".title", b.Title, maxButtonTitle)
	c.number(path+".payload", b.PhoneNumber)
	if b.PhoneNumber != "" && !strings.HasPrefix(b.PhoneNumber, "+") {
		c.add(path+".payload", "must begin with + and the country code", nil, b.PhoneNumber)
	}
}

// LoginButton lets a person link their account of the business; what becomes of it comes as an
// [AccountLinkingEvent].
//
// See https://developers.facebook.com/docs/messenger-platform/reference/buttons/login.
type LoginButton struct {
	URL string `json:"url"` // where they log in; https://
}

// MarshalJSON writes the wire form, with its type.
func (b LoginButton) MarshalJSON() ([]byte, error) {
	type plain LoginButton
	return wire.Marshal(struct {
		Type string `json:"type"`
		plain
	}{"account_link", plain(b)})
}

func (b LoginButton) check(c *checker, path string) { c.link(path+".url", b.URL, "https") }

// LogoutButton ends what a [LoginButton] began.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/buttons/logout.
type LogoutButton struct{}

// MarshalJSON writes the wire form.
func (LogoutButton) MarshalJSON() ([]byte, error) { return []byte(`{"type":"account_unlink"}`), nil }

func (LogoutButton) check(*checker, string) {}

// GameButton begins an instant game that belongs to the Page.
//
// See https://developers.facebook.com/docs/messenger-platform/reference/buttons/game-play.
type GameButton struct {
	Title    string        `json:"title"`            // at most 20 characters
	Payload  string        `json:"payload,omitzero"` // goes to the game; at most 1,000 characters
	Metadata *GameMetadata `json:"game_metadata,omitzero"`
}

// GameMetadata is whom or where a game is played against: one of the two.
type GameMetadata struct {
	PlayerID  string `json:"player_id,omitzero"`
	ContextID string `json:"context_id,omitzero"`
}

// MarshalJSON writes the wire form, with its type.
func (b GameButton) MarshalJSON() ([]byte, error) {
	type plain GameButton
	return wire.Marshal(struct {
		Type string `json:"type"`
		plain
	}{"game_play", plain(b)})
}

func (b GameButton) check(c *checker, path string) {
	c.text(path+".title", b.Title, maxButtonTitle)
	c.atMost(path+".payload", b.Payload, maxPayload)
	if m := b.Metadata; m != nil && (m.PlayerID == "") == (m.ContextID == "") {
		c.add(path+".game_metadata", "needs one of player_id and context_id", nil, nil)
	}
}

// UnknownButton is a button of a kind that this version does not know. It is sent as it is.
type UnknownButton struct {
	Type string
	Raw  json.RawMessage
}

// MarshalJSON gives the button as it came.
func (b UnknownButton) MarshalJSON() ([]byte, error) { return b.Raw, nil }

func (b UnknownButton) check(c *checker, path string) { c.object(path, b.Raw) }

func checkButtons(c *checker, path string, list []Button, least int) {
	c.count(path, len(list), least, 3, "button")
	for i, b := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if b = direct(b); b == nil {
			c.add(at, "is nil", nil, nil)
			continue
		}
		b.check(c, at)
	}
}

// anyButton decodes a button of any kind.
type anyButton struct{ Button }

func (b *anyButton) UnmarshalJSON(data []byte) error {
	var head struct {
		Type string `json:"type"`
	}
	if err := wire.Unmarshal(data, &head); err != nil {
		return err
	}
	switch head.Type {
	case "web_url":
		b.Button = decodeButton[URLButton](data)
	case "postback":
		b.Button = decodeButton[PostbackButton](data)
	case "phone_number":
		b.Button = decodeButton[CallButton](data)
	case "account_link":
		b.Button = decodeButton[LoginButton](data)
	case "account_unlink":
		b.Button = decodeButton[LogoutButton](data)
	case "game_play":
		b.Button = decodeButton[GameButton](data)
	}
	if b.Button == nil {
		b.Button = UnknownButton{Type: head.Type, Raw: append(json.RawMessage(nil), data...)}
	}
	return nil
}

func decodeButton[B Button](data []byte) Button {
	var b B
	if err := wire.Unmarshal(data, &b); err != nil {
		return nil
	}
	return b
}

func buttons(list []anyButton) []Button {
	if list == nil {
		return nil
	}
	out := make([]Button, len(list))
	for i, b := range list {
		out[i] = b.Button
	}
	return out
}
