package whatsapp

func (c InboundText) member(e *encoder)         { e.any("text", c) }
func (c InboundLocation) member(e *encoder)     { e.any("location", c) }
func (c InboundContacts) member(e *encoder)     { e.any("contacts", []InboundContact(c)) }
func (c InboundReaction) member(e *encoder)     { e.any("reaction", c) }
func (c ButtonReply) member(e *encoder)         { e.interactive("button_reply", c) }
func (c ListReply) member(e *encoder)           { e.interactive("list_reply", c) }
func (c FlowReply) member(e *encoder)           { e.interactive("nfm_reply", c) }
func (c CallPermissionReply) member(e *encoder) { e.interactive("call_permission_reply", c) }
func (c TemplateButtonReply) member(e *encoder) { e.any("button", c) }
func (c Order) member(e *encoder)               { e.any("order", c) }
func (c SystemChange) member(e *encoder)        { e.any("system", c) }
func (c MessageEdit) member(e *encoder)         { e.any("edit", c) }
func (c MessageRevoke) member(e *encoder)       { e.any("revoke", c) }
func (WelcomeRequest) member(*encoder)          {}
func (MediaPlaceholder) member(*encoder)        {}

func (c InboundMedia) member(e *encoder) {
	if c.Kind == "" {
		return
	}
	media := struct {
		InboundMedia
		Voice    *bool `json:"voice,omitempty"`
		Animated *bool `json:"animated,omitempty"`
	}{InboundMedia: c}
	switch c.Kind {
	case InboundAudio:
		media.Voice = &c.Voice
	case InboundSticker:
		media.Animated = &c.Animated
	}
	e.any(c.Kind, media)
}

func (c Unsupported) member(e *encoder) {
	if c.Kind != "" {
		e.any("unsupported", c)
	}
}

func (c UnknownInbound) member(e *encoder) {
	if c.Kind != "" && c.Raw != nil {
		e.raw(c.Kind, c.Raw)
	}
}

func (e *encoder) interactive(kind string, reply any) {
	e.open("interactive")
	e.always("type", kind)
	e.any(kind, reply)
	e.close()
}
