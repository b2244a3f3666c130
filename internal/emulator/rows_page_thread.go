package emulator

import "time"

// notThreadOwner refuses what only the app may that has the conversation.
func notThreadOwner() *Error {
	return Fail(10, "Only the app that controls the thread may do this.").Sub(2018300)
}

// passThread hands a conversation over. The app that gets it, or that gave it, is told.
func passThread(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	target := c.Args.Text("target_app_id")
	switch {
	case target == "":
		return nil, missingParam(c, "target_app_id")
	case target != threadOf(o).inbox() && c.Find("Application", target) == nil:
		return nil, badParam(c, "target_app_id", "must be an app that is subscribed to the Page")
	}
	t, before := threadOf(o), threadOf(o).ownerAt(c.Now())
	if before != "" && before != c.Token.AppID {
		return nil, notThreadOwner()
	}
	c.handOver(o, target, "pass_thread_control", before)
	t.give(target, c.Now())
	return map[string]any{"success": true}, nil
}

// takeThread gives the conversation to the app, which is the Page's default one.
func takeThread(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	t := threadOf(o)
	before := t.ownerAt(c.Now())
	t.give(c.Token.AppID, c.Now())
	if before != c.Token.AppID {
		c.handOver(o, c.Token.AppID, "take_thread_control", before)
	}
	return map[string]any{"success": true}, nil
}

// requestThread asks the app that has the conversation for it; that app is told, which the emulator's own is when it has it.
func requestThread(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	if threadOf(o).ownerAt(c.Now()) == c.e.seed.AppID {
		c.emitThread(o, "messaging_handovers", "request_thread_control",
			map[string]any{"requested_owner_app_id": c.Token.AppID, "metadata": c.Args.Text("metadata")})
	}
	return map[string]any{"success": true}, nil
}

func releaseThread(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	if threadOf(o).ownerAt(c.Now()) != c.Token.AppID {
		return nil, notThreadOwner()
	}
	threadOf(o).owner = ""
	return map[string]any{"success": true}, nil
}

func extendThread(c *Call) (any, error) {
	o, err := c.recipient()
	if err != nil {
		return nil, err
	}
	t := threadOf(o)
	if t.ownerAt(c.Now()) != c.Token.AppID {
		return nil, notThreadOwner()
	}
	d := standardWindow
	if c.Args.Has("duration") {
		d = time.Duration(c.Args.Int("duration")) * time.Second
	}
	t.ownedUntil = c.Now().Add(d)
	return map[string]any{"success": true}, nil
}

func threadOwner(c *Call) (any, error) {
	o := threadWith(c.Node, c.Args.Text("recipient"))
	if o == nil {
		return nil, Fail(100, "No matching user found").Sub(2018001)
	}
	t := threadOf(o)
	owner := t.ownerAt(c.Now())
	if owner == "" {
		return []*Object{}, nil
	}
	return []*Object{c.Row("PageThreadOwner", map[string]any{
		"thread_owner": map[string]any{"app_id": owner, "expiration": t.ownedUntil.Unix()}})}, nil
}

// handOver tells by webhook that a conversation goes from one app to another.
func (c *Call) handOver(o *Object, to, member, from string) {
	value := map[string]any{"new_owner_app_id": to, "previous_owner_app_id": nil, "metadata": c.Args.Text("metadata")}
	if from != "" {
		value["previous_owner_app_id"] = from
	}
	c.tellThread(o, "messaging_handovers", map[string]any{"sender": map[string]any{"id": threadOf(o).psid},
		"recipient": map[string]any{"id": c.accountOf(o)}, "timestamp": c.Now().UnixMilli(), member: value})
}
