package whatsapp

import "encoding/json"

// FlowMessage is a message whose button opens a WhatsApp Flow, a form of one or
// more screens. What the person fills in comes back as a message.
//
// Exactly one of FlowID and FlowName is set. Body takes up to 1,024 characters,
// Footer 60, CTA 20 without emoji.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/sendingaflow.
type FlowMessage struct {
	Header   Header // optional
	Body     string
	Footer   string // optional
	FlowID   string
	FlowName string // must be changed here too when the Flow is renamed
	CTA      string // what the button says

	// Token comes back with every answer of this Flow; Meta takes "unused" where it is left out.
	Token string
	// Mode is the published Flow where it is left out.
	Mode FlowMode
	// Action is FlowNavigate where it is left out.
	Action FlowAction
	// Screen is the first one, for FlowNavigate.
	Screen string
	// Data is for the first screen: anything that marshals to a JSON object with
	// at least one member. After decoding it is a json.RawMessage.
	Data any
	// MessageVersion is "3" where it is left out, the only one there is.
	MessageVersion string
}

// FlowMode is which state of a Flow is opened.
type FlowMode string

const (
	FlowDraft     FlowMode = "draft"
	FlowPublished FlowMode = "published"
)

// FlowAction is how a Flow begins.
type FlowAction string

const (
	FlowNavigate     FlowAction = "navigate"      // with a screen that the message names
	FlowDataExchange FlowAction = "data_exchange" // with what the Flow's endpoint answers
)

const flowMessageVersion = "3"

func (FlowMessage) kind() string { return kindInteractive }

func (m FlowMessage) encode(e *encoder) {
	e.openInteractive("flow", m.Header, m.Body, m.Footer)
	e.always("name", "flow")
	e.open("parameters")
	version := m.MessageVersion
	if version == "" {
		version = flowMessageVersion
	}
	e.always("flow_message_version", version)
	e.text("flow_token", m.Token)
	e.text("flow_id", m.FlowID)
	e.text("flow_name", m.FlowName)
	e.always("flow_cta", m.CTA)
	e.text("mode", string(m.Mode))
	e.text("flow_action", string(m.Action))
	if m.Screen != "" || m.Data != nil {
		e.open("flow_action_payload")
		e.text("screen", m.Screen)
		if m.Data != nil {
			e.any("data", m.Data)
		}
		e.close()
	}
	e.close()
	e.closeInteractive()
}

func (m FlowMessage) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	p := at("interactive.action.parameters")
	switch {
	case m.FlowID == "" && m.FlowName == "":
		c.add(p, "needs flow_id or flow_name", nil, nil)
	case m.FlowID != "" && m.FlowName != "":
		c.add(p, "has both flow_id and flow_name", nil, nil)
	}
	c.text(p.dot("flow_cta"), m.CTA, 20)
	c.noEmoji(p.dot("flow_cta"), m.CTA)
	if m.Action == FlowDataExchange && m.Screen != "" {
		c.add(p.dot("flow_action_payload.screen"), "can't be given with data_exchange: the endpoint names the screen", nil, m.Screen)
	}
	if m.Data != nil && m.Screen == "" && m.Action != FlowDataExchange {
		c.add(p.dot("flow_action_payload.screen"), "is required where there is data for it", nil, nil)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m FlowMessage) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeFlowMessage(w *interactiveWire) (Content, error) {
	var p struct {
		Version string     `json:"flow_message_version"`
		Token   string     `json:"flow_token"`
		ID      string     `json:"flow_id"`
		Name    string     `json:"flow_name"`
		CTA     string     `json:"flow_cta"`
		Mode    FlowMode   `json:"mode"`
		Action  FlowAction `json:"flow_action"`
		Payload struct {
			Screen string          `json:"screen"`
			Data   json.RawMessage `json:"data"`
		} `json:"flow_action_payload"`
	}
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	m := FlowMessage{
		Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text,
		FlowID: p.ID, FlowName: p.Name, CTA: p.CTA, Token: p.Token,
		Mode: p.Mode, Action: p.Action, Screen: p.Payload.Screen, Data: rawOrNil(p.Payload.Data),
	}
	if p.Version != flowMessageVersion {
		m.MessageVersion = p.Version
	}
	return m, nil
}

// rawOrNil keeps JSON for a field of type any, nil where there is none.
func rawOrNil(raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return clone(raw)
}
