package whatsapp

// LocationRequest asks the person for a location, which comes back as a message.
// Body takes up to 1,024 characters.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-request-messages.
type LocationRequest struct {
	Body string
}

// ContactInfoRequest asks a person who writes under a user name for the phone
// number. Body takes up to 1,024 characters.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids.
type ContactInfoRequest struct {
	Body string
}

// CallPermissionRequest asks whether the business may call. A person can be
// asked once in 24 hours and twice in seven days. Body is optional and takes up
// to 1,024 characters.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions.
type CallPermissionRequest struct {
	Body string
}

// VoiceCall is a message whose button calls the business on WhatsApp.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links.
type VoiceCall struct {
	Body        string // up to 1,024 characters
	DisplayText string // what the button says, up to 20 characters; "Call Now" where it is left out
	TTLMinutes  int    // how long the button works, up to 43,200; 10,080 where it is left out
	Payload     string // comes back with the call, up to 512 characters
}

// AddressMessage asks for a delivery address. It works between businesses and
// people in India only.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/address-messages.
type AddressMessage struct {
	Header  Header // optional
	Body    string
	Footer  string // optional
	Country string // "IN"
	// Values fill the form in: "name", "phone_number", "in_pin_code", "house_number", "city" …
	Values map[string]string
	// SavedAddresses are offered instead of the form.
	SavedAddresses []SavedAddress
	// ValidationErrors say what is wrong with an address given before, by field.
	ValidationErrors map[string]string
}

// SavedAddress is an address that is offered to the person. ID comes back when it is chosen.
type SavedAddress struct {
	ID    string            `json:"id"`
	Value map[string]string `json:"value"`
}

func (LocationRequest) kind() string       { return kindInteractive }
func (ContactInfoRequest) kind() string    { return kindInteractive }
func (CallPermissionRequest) kind() string { return kindInteractive }
func (VoiceCall) kind() string             { return kindInteractive }
func (AddressMessage) kind() string        { return kindInteractive }

func (m LocationRequest) encode(e *encoder) {
	e.openInteractive("location_request_message", nil, m.Body, "")
	e.always("name", "send_location")
	e.closeInteractive()
}

func (m ContactInfoRequest) encode(e *encoder) {
	e.openInteractive("request_contact_info", nil, m.Body, "")
	e.always("name", "request_contact_info")
	e.closeInteractive()
}

func (m CallPermissionRequest) encode(e *encoder) {
	e.openInteractive("call_permission_request", nil, m.Body, "")
	e.always("name", "call_permission_request")
	e.closeInteractive()
}

func (m VoiceCall) encode(e *encoder) {
	e.openInteractive("voice_call", nil, m.Body, "")
	e.always("name", "voice_call")
	if m.DisplayText != "" || m.TTLMinutes != 0 || m.Payload != "" {
		e.open("parameters")
		e.text("display_text", m.DisplayText)
		if m.TTLMinutes != 0 {
			e.int("ttl_minutes", int64(m.TTLMinutes))
		}
		e.text("payload", m.Payload)
		e.close()
	}
	e.closeInteractive()
}

func (m AddressMessage) encode(e *encoder) {
	e.openInteractive("address_message", m.Header, m.Body, m.Footer)
	e.always("name", "address_message")
	e.open("parameters")
	e.always("country", m.Country)
	if len(m.Values) > 0 {
		e.any("values", m.Values)
	}
	if len(m.SavedAddresses) > 0 {
		e.any("saved_addresses", m.SavedAddresses)
	}
	if len(m.ValidationErrors) > 0 {
		e.any("validation_errors", m.ValidationErrors)
	}
	e.close()
	e.closeInteractive()
}

func (m LocationRequest) check(c *checker)    { c.text(at("interactive.body.text"), m.Body, 1024) }
func (m ContactInfoRequest) check(c *checker) { c.text(at("interactive.body.text"), m.Body, 1024) }

func (m CallPermissionRequest) check(c *checker) {
	c.atMost(at("interactive.body.text"), m.Body, 1024)
}

func (m VoiceCall) check(c *checker) {
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.action.parameters.display_text"), m.DisplayText, 20)
	if m.TTLMinutes != 0 {
		c.between(at("interactive.action.parameters.ttl_minutes"), m.TTLMinutes, 1, 43200)
	}
	c.atMost(at("interactive.action.parameters.payload"), m.Payload, 512)
}

func (m AddressMessage) check(c *checker) {
	c.header(at("interactive.header"), m.Header)
	c.text(at("interactive.body.text"), m.Body, 1024)
	c.atMost(at("interactive.footer.text"), m.Footer, 60)
	c.required(at("interactive.action.parameters.country"), m.Country)
	c.atMost(at("interactive.action.parameters.values.in_pin_code"), m.Values["in_pin_code"], 6)
	for i, a := range m.SavedAddresses {
		c.required(at("interactive.action.parameters.saved_addresses[].id", i), a.ID)
	}
}

// MarshalJSON gives the value of the member "interactive".
func (m LocationRequest) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m ContactInfoRequest) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m CallPermissionRequest) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m VoiceCall) MarshalJSON() ([]byte, error) { return marshalContent(m) }

// MarshalJSON gives the value of the member "interactive".
func (m AddressMessage) MarshalJSON() ([]byte, error) { return marshalContent(m) }

func decodeLocationRequest(w *interactiveWire) (Content, error) {
	return LocationRequest{Body: w.Body.Text}, w.bodyOnly()
}

func decodeContactInfoRequest(w *interactiveWire) (Content, error) {
	return ContactInfoRequest{Body: w.Body.Text}, w.bodyOnly()
}

func decodeCallPermissionRequest(w *interactiveWire) (Content, error) {
	return CallPermissionRequest{Body: w.Body.Text}, w.bodyOnly()
}

func decodeVoiceCall(w *interactiveWire) (Content, error) {
	var p struct {
		DisplayText string `json:"display_text"`
		TTLMinutes  int    `json:"ttl_minutes"`
		Payload     string `json:"payload"`
	}
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	return VoiceCall{Body: w.Body.Text, DisplayText: p.DisplayText, TTLMinutes: p.TTLMinutes, Payload: p.Payload}, w.bodyOnly()
}

func decodeAddressMessage(w *interactiveWire) (Content, error) {
	var p struct {
		Country          string            `json:"country"`
		Values           map[string]string `json:"values"`
		SavedAddresses   []SavedAddress    `json:"saved_addresses"`
		ValidationErrors map[string]string `json:"validation_errors"`
	}
	if err := w.Action.decode(&p); err != nil {
		return nil, err
	}
	return AddressMessage{
		Header: w.header, Body: w.Body.Text, Footer: w.Footer.Text,
		Country: p.Country, Values: p.Values, SavedAddresses: p.SavedAddresses, ValidationErrors: p.ValidationErrors,
	}, nil
}
