package pages

import (
	"encoding/json"
	"fmt"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// UtilityTemplate is an approved template about an order, an account or an appointment. It may be
// sent at any time, with [MessagingUtility], which [Message] takes by itself. It needs
// page_utility_messaging; templates are made by [PageHandle.CreateMessageTemplate].
//
// See https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages.
type UtilityTemplate struct {
	Name     string // of the template
	Language string // "en", "it_IT"
	Header   []UtilityParameter
	Body     []UtilityParameter // what its placeholders stand for, in their order
	Buttons  []UtilityButton    // of those that send a payload or whose address has a placeholder

	// Components are parts that this version does not know, sent as they are behind the others.
	Components []json.RawMessage
}

// UtilityParameter is what a placeholder stands for.
type UtilityParameter struct {
	Name     string `json:"parameter_name,omitzero"` // where the template's placeholders have names
	Text     string `json:"text,omitzero"`
	ImageURL string `json:"-"` // of a header that is an image
}

type utilityParameter struct {
	Type  string            `json:"type"`
	Name  string            `json:"parameter_name,omitzero"`
	Text  string            `json:"text,omitzero"`
	Image *utilityImageLink `json:"image,omitzero"`
}

type utilityImageLink struct {
	Link string `json:"link"`
}

// MarshalJSON writes the wire form, with its type.
func (p UtilityParameter) MarshalJSON() ([]byte, error) {
	if p.ImageURL != "" {
		return wire.Marshal(utilityParameter{Type: "image", Name: p.Name, Image: &utilityImageLink{p.ImageURL}})
	}
	return wire.Marshal(utilityParameter{Type: "text", Name: p.Name, Text: p.Text})
}

// UnmarshalJSON takes the wire form.
func (p *UtilityParameter) UnmarshalJSON(data []byte) error {
	var w utilityParameter
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*p = UtilityParameter{Name: w.Name, Text: w.Text}
	if w.Image != nil {
		p.ImageURL = w.Image.Link
	}
	return nil
}

// UtilityButton fills in a button of the template, in their order.
type UtilityButton struct {
	Type    UtilityButtonType `json:"type"`
	Payload string            `json:"payload,omitzero"` // of UtilityPostback; comes as a [PostbackEvent]
	URL     string            `json:"url,omitzero"`     // of UtilityURL: what its placeholder stands for
}

// UtilityButtonType is what a button of a utility template does.
type UtilityButtonType string

const (
	UtilityPostback UtilityButtonType = "POSTBACK"
	UtilityURL      UtilityButtonType = "URL"
)

type utilityTemplate struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []json.RawMessage `json:"components,omitzero"`
}

type utilityComponent[P any] struct {
	Type       string `json:"type"`
	Parameters []P    `json:"parameters"`
}

func (t UtilityTemplate) fill(b *messageBody) error {
	w := utilityTemplate{Name: t.Name}
	w.Language.Code = t.Language
	for _, part := range []struct {
		kind       string
		parameters []UtilityParameter
	}{{"header", t.Header}, {"body", t.Body}} {
		if len(part.parameters) > 0 {
			raw, err := wire.Marshal(utilityComponent[UtilityParameter]{part.kind, part.parameters})
			if err != nil {
				return err
			}
			w.Components = append(w.Components, raw)
		}
	}
	if len(t.Buttons) > 0 {
		raw, err := wire.Marshal(utilityComponent[UtilityButton]{"buttons", t.Buttons})
		if err != nil {
			return err
		}
		w.Components = append(w.Components, raw)
	}
	w.Components = append(w.Components, t.Components...)
	raw, err := wire.Marshal(w)
	b.Template = raw
	return err
}

// UnmarshalJSON takes the wire form.
func (t *UtilityTemplate) UnmarshalJSON(data []byte) error {
	var w utilityTemplate
	if err := wire.Unmarshal(data, &w); err != nil {
		return err
	}
	*t = UtilityTemplate{Name: w.Name, Language: w.Language.Code}
	for _, raw := range w.Components {
		var head struct {
			Type string `json:"type"`
		}
		if err := wire.Unmarshal(raw, &head); err != nil {
			return err
		}
		var err error
		switch head.Type {
		case "header":
			t.Header, err = utilityParameters[UtilityParameter](raw)
		case "body":
			t.Body, err = utilityParameters[UtilityParameter](raw)
		case "buttons":
			t.Buttons, err = utilityParameters[UtilityButton](raw)
		default:
			t.Components = append(t.Components, raw)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func utilityParameters[P any](raw json.RawMessage) ([]P, error) {
	var w utilityComponent[P]
	err := wire.Unmarshal(raw, &w)
	return w.Parameters, err
}

func (t UtilityTemplate) check(c *checker, path string) {
	path += ".template"
	c.required(path+".name", t.Name)
	c.required(path+".language.code", t.Language)
	n := 0
	for _, parameters := range [][]UtilityParameter{t.Header, t.Body} {
		for i, p := range parameters {
			at := fmt.Sprintf("%s.components[%d].parameters[%d]", path, n, i)
			switch {
			case p.ImageURL != "":
				c.link(at+".image.link", p.ImageURL, "https", "http")
			default:
				c.required(at+".text", p.Text)
			}
		}
		if len(parameters) > 0 {
			n++
		}
	}
	for i, b := range t.Buttons {
		at := fmt.Sprintf("%s.components[%d].parameters[%d]", path, n, i)
		switch b.Type {
		case UtilityPostback:
			c.text(at+".payload", b.Payload, maxPayload)
		case UtilityURL:
			c.required(at+".url", b.URL)
		default:
			c.required(at+".type", string(b.Type))
		}
	}
	for i, raw := range t.Components {
		c.object(fmt.Sprintf("%s.components[%d]", path, n+i), raw)
	}
}
