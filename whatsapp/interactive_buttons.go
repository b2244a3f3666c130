package whatsapp

import (
	"encoding/json"
	"strings"
)

// ReplyButtons is a message with one to three buttons, each of which answers
// with its ID when tapped.
//
// Body takes up to 1,024 characters, Footer 60.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages.
type ReplyButtons struct {
	Header  Header // optional
	Body    string
	Footer  string // optional
	Buttons []ReplyButton
}

// ReplyButton is a button that answers. ID takes up to 256 characters, none of
// them a blank at its ends, Title 20; both differ from those of the other buttons.
type ReplyButton struct {
	ID    string
	Title string
}

func (ReplyButtons) kind() string { return kindInteractive }

func (m ReplyButtons) encode(e *encoder) {
	e.openInteractive("button", m.Header, m.Body, m.Footer)
	e.list("buttons")
	for _, b := range m.Buttons {
		b.encode(e, "reply")
	}
	e.end()
	e.closeInteractive()
}

// encode appends a button, whose type is also the name of what it holds.
func (b ReplyButton) encode(e *encoder, kind string) {
	e.open("")
	e.always("type", kind)
	e.open(kind)
	e.always("id", b.ID)
	e.always("title", b.Title)
	e.close()
	e.close()
}

func (m ReplyButtons) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.count(at("interactive.action.buttons"), len(m.Buttons), 1, 3, "buttons")
	for i, b := range m.Buttons {
		c.buttonID(at("interactive.action.buttons[].reply.id", i), b.ID)
		c.text(at("interactive.action.buttons[].reply.title", i), b.Title, 20)
		for _, other := range m.Buttons[:i] {
			if b.ID != "" && b.ID == other.ID {
				c.add(at("interactive.action.buttons[].reply.id", i), "is the id of another button", nil, b.ID)
				break
			}
		}
		for _, other := range m.Buttons[:i] {
			if b.Title != "" && b.Title == other.Title {
				c.add(at("interactive.action.buttons[].reply.title", i), "is the title of another button", nil, b.Title)
				break
			}
		}
	}
}

// buttonID notes an id that is missing, too long, or has blanks around it, which Meta refuses.
func (c *checker) buttonID(p path, id string) {
	c.text(p, id, 256)
	if id != "" && strings.TrimSpace(id) != id && strings.TrimSpace(id) != "" {
		c.add(p, "can't begin or end with a blank", nil, id)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m ReplyButtons) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeReplyButtons(w *interactiveWire) (Content, error) {
	var buttons []ReplyButton
	for _, b := range w.Action.Buttons {
		if b.Type != "reply" || b.Reply == nil {
			return nil, errOtherShape
		}
		buttons = append(buttons, ReplyButton(*b.Reply))
	}
	return ReplyButtons{Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text, Buttons: buttons}, nil
}

// MarshalJSON gives the id and the title.
func (b ReplyButton) MarshalJSON() ([]byte, error) { return json.Marshal(replyWire(b)) }
