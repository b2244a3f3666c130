package emulator

// flowTypes are the node types of welcome messages that ads refer to instead of carrying their own.
var flowTypes = []string{"WhatsAppWelcomeMessageSequence", "CTXPartnerAppWelcomeMessageFlow"}

// flowOf finds a welcome message flow or sequence, or nil.
func flowOf(c *Call, id string) *Object {
	for _, typ := range flowTypes {
		if o := c.Find(typ, id); o != nil {
			return o
		}
	}
	return nil
}

// markFlows notes which flows are used by ads that are neither deleted nor archived: those cannot be deleted.
func markFlows(c *Call) {
	used := map[string]bool{}
	for _, ad := range c.All("Ad") {
		if !gone(ad) {
			used[specOf(c.Object(ad.Get("creative"))).flowID] = true
		}
	}
	for _, typ := range flowTypes {
		for _, o := range c.All(typ) {
			o.Values["is_used_in_ad"] = used[o.ID]
		}
	}
}

// flowText is the greeting of a flow.
func flowText(flow *Object) string {
	v, err := decodeJSON([]byte(flow.Get("welcome_message_sequence")))
	if m, ok := v.(map[string]any); ok && err == nil {
		return Args(m).Text("text")
	}
	v, err = decodeJSON([]byte(flow.Get("welcome_message_flow")))
	if steps, ok := v.([]any); ok && err == nil && len(steps) > 0 {
		step, _ := steps[0].(map[string]any)
		if t := Args(step).Map("message").Text("text"); t != "" {
			return t
		}
		return Args(step).Text("text")
	}
	return ""
}
