package pages

import (
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// GenericTemplate is up to ten cards side by side.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/template/generic.
type GenericTemplate struct {
	Elements         []Element        `json:"elements"`
	ImageAspectRatio ImageAspectRatio `json:"image_aspect_ratio,omitzero"`
	Sharable         bool             `json:"sharable,omitzero"` // shows the button to share
}

// ImageAspectRatio is the shape of a card's image.
type ImageAspectRatio string

const (
	ImageHorizontal ImageAspectRatio = "horizontal" // 1.91:1, where nothing is said
	ImageSquare     ImageAspectRatio = "square"     // 1:1
)

// Element is a card: a title, and at least one of the others.
type Element struct {
	Title         string     `json:"title"`              // at most 80 characters
	Subtitle      string     `json:"subtitle,omitzero"`  // at most 80 characters
	ImageURL      string     `json:"image_url,omitzero"` // Meta fetches it
	DefaultAction *URLButton `json:"default_action,omitzero"`
	Buttons       []Button   `json:"buttons,omitzero"` // at most three
}

// UnmarshalJSON takes the buttons of every kind.
func (e *Element) UnmarshalJSON(data []byte) error {
	type plain Element
	var w struct {
		*plain
		Buttons []anyButton `json:"buttons"`
	}
	*e = Element{}
	w.plain = (*plain)(e)
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	e.Buttons = buttons(w.Buttons)
	return nil
}

func (t GenericTemplate) fill(b *messageBody) error {
	type plain GenericTemplate
	return attachTemplate(b, templateGeneric, plain(t))
}

func (t GenericTemplate) check(c *checker, path string) {
	path += ".attachment.payload.elements"
	c.count(path, len(t.Elements), 1, 10, "element")
	for i, e := range t.Elements {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.text(at+".title", e.Title, maxElementTitle)
		c.atMost(at+".subtitle", e.Subtitle, maxElementTitle)
		if e.ImageURL != "" {
			c.link(at+".image_url", e.ImageURL, "https", "http")
		}
		if e.DefaultAction != nil {
			c.link(at+".default_action.url", e.DefaultAction.URL, "https", "http")
			if e.DefaultAction.Title != "" {
				c.add(at+".default_action.title", "must be left out", nil, e.DefaultAction.Title)
			}
		}
		if e.Subtitle == "" && e.ImageURL == "" && e.DefaultAction == nil && len(e.Buttons) == 0 {
			c.add(at, "needs a subtitle, an image, an action or buttons beside its title", nil, nil)
		}
		checkButtons(c, at+".buttons", e.Buttons, 0)
	}
}

// ButtonTemplate is a text with up to three buttons below.
//
// See https://developers.facebook.com/docs/messenger-platform/send-messages/template/button.
type ButtonTemplate struct {
	Text    string   `json:"text"` // at most 640 characters
	Buttons []Button `json:"buttons"`
}

func (t ButtonTemplate) fill(b *messageBody) error {
	type plain ButtonTemplate
	return attachTemplate(b, templateButton, plain(t))
}

func (t ButtonTemplate) check(c *checker, path string) {
	path += ".attachment.payload"
	c.text(path+".text", t.Text, maxButtonText)
	checkButtons(c, path+".buttons", t.Buttons, 1)
}

// UnmarshalJSON takes the buttons of every kind.
func (t *ButtonTemplate) UnmarshalJSON(data []byte) error {
	var w struct {
		Text    string      `json:"text"`
		Buttons []anyButton `json:"buttons"`
	}
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*t = ButtonTemplate{Text: w.Text, Buttons: buttons(w.Buttons)}
	return nil
}
