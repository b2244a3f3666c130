package whatsapp

func (c InboundText) member(e *encoder)         { e.any("text", c) }
func (c InboundLocation) member(e *encoder)     { e.any("location", c) }
func (c InboundContacts) member(e *encoder)     { e.any("contacts", []InboundContact(c)) }
func (r InboundReaction) member(e *encoder)     { e.any("reaction", r) }
func (c ButtonReply) member(e *encoder)         { e.interactive("button_reply", c) }
func (c ListReply) member(e *encoder)           { e.interactive("list_reply", c) }
func (r FlowReply) member(e *encoder)           { e.interactive("nfm_reply", r) }
func (r CallPermissionReply) member(e *encoder) { e.interactive("call_permission_reply", r) }
func (c TemplateButtonReply) member(e *encoder) { e.any("button", c) }
func (c Order) member(e *encoder)               { e.any("order", c) }
func (c SystemChange) member(e *encoder)        { e.any("system", c) }
func (m MessageEdit) member(e *encoder)         { e.any("edit", m) }
func (c MessageRevoke) member(e *encoder)       { e.any("revoke", c) }
func (WelcomeRequest) member(*encoder)          {}
func (MediaPlaceholder) member(*encoder)        {}

func (m InboundMedia) member(e *encoder) {
	if m.Kind == "" {
		return
	}
	media := struct {
		InboundMedia
		Voice    *bool `json:"voice,omitempty"`
		Animated *bool `json:"animated,omitempty"`
	}{InboundMedia: m}
	switch m.Kind {
	case InboundAudio:
		media.Voice = &m.Voice
	case InboundSticker:
		media.Animated = &m.Animated
	}
	e.any(m.Kind, media)
}

func (c Unsupported) member(e *encoder) {
	if c.Kind != "" {
		e.any("unsupported", c)
	}
}

func (u UnknownInbound) member(e *encoder) {
	if u.Kind != "" && u.Raw != nil {
		e.raw(u.Kind, u.Raw)
	}
}

func (e *encoder) interactive(kind string, reply any) {
	e.open("interactive")
	e.always("type", kind)
	e.any(kind, reply)
	e.close()
}
