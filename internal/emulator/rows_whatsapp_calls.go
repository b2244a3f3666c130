package emulator

import (
	"fmt"
	"time"
)

// phoneCall is a call between a person and a number.
type phoneCall struct {
	id       string
	human    *human
	byPerson bool
	state    string    // ringing, accepted, ended
	started  time.Time // when it was answered
	ended    time.Time
	callback string
}

// callRows are calls. https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
func callRows(r *Registry) {
	product := Param{Name: "messaging_product", Type: "string", Required: true, Enum: []string{"whatsapp"}}
	r.Edge(phoneNumberType, permitted(
		Edge{Method: "GET", Name: "call_permissions", UseCase: messaging, Params: Params(`user_wa_id! string`), Handle: getCallPermissions},
		Edge{Method: "POST", Name: "calls", UseCase: messaging, Handle: manageCall, Params: append(Params(`to string, call_id string,
			action! enum(connect|pre_accept|accept|reject|terminate)`), product,
			Param{Name: "session", Type: "map", Params: Params(`sdp_type! enum(offer|answer), sdp! string`), Strict: true},
			Param{Name: "biz_opaque_callback_data", Type: "string", MaxLen: 512})},
	)...)
}

func getCallPermissions(c *Call) (any, error) {
	granted := settingsOf(c.Node).callable[phoneDigits(c.Args.Text("user_wa_id"))]
	permission := map[string]any{"status": "denied"}
	if granted {
		permission = map[string]any{"status": "granted", "expiration_time": c.Now().Add(7 * 24 * time.Hour).Unix()}
	}
	return map[string]any{"messaging_product": "whatsapp", "permission": permission, "actions": []any{
		map[string]any{"action_name": "start_call", "can_perform_action": granted, "limits": []any{
			map[string]any{"time_period": "PT24H", "max_allowed": 10, "current_usage": 0}}},
		map[string]any{"action_name": "send_call_permission_request", "can_perform_action": !granted, "limits": []any{
			map[string]any{"time_period": "PT24H", "max_allowed": 1, "current_usage": 0}}},
	}}, nil
}

func manageCall(c *Call) (any, error) {
	s := settingsOf(c.Node)
	if s.calling["status"] != "ENABLED" {
		return nil, Fail(138000, "Calling not enabled").Detailed("Calling is not enabled for this phone number.")
	}
	session, action := c.Args.Map("session"), c.Args.Text("action")
	if action == "connect" {
		return connectCall(c, s, session)
	}
	call := s.calls[c.Args.Text("call_id")]
	if call == nil || call.state == "ended" {
		return nil, badParam(c, "call_id", "is not the id of a call that is going on")
	}
	switch action {
	case "pre_accept", "accept":
		if !call.byPerson || call.state != "ringing" || session.Text("sdp_type") != "answer" {
			return nil, Fail(100, "Invalid parameter").Detailed("Only a call that rings can be accepted, with an answer.")
		}
		if action == "accept" {
			call.state, call.started, call.callback = "accepted", c.Now(), c.Args.Text("biz_opaque_callback_data")
		}
	case "reject":
		if !call.byPerson || call.state != "ringing" {
			return nil, Fail(100, "Invalid parameter").Detailed("Only a call that rings can be rejected.")
		}
		c.endCall(call, c.Node)
	case "terminate":
		c.endCall(call, c.Node)
	}
	return map[string]any{"messaging_product": "whatsapp", "success": true}, nil
}

func connectCall(c *Call, s *numberSettings, session Args) (any, error) {
	if c.Args.Text("to") == "" {
		return nil, missingParam(c, "to")
	}
	if session.Text("sdp_type") != "offer" {
		return nil, badParam(c, "session", "must be an offer")
	}
	human := c.e.network.byPhone(phoneDigits(c.Args.Text("to")))
	if !s.callable[human.phone] {
		return nil, Fail(138006, "No call permission").Detailed("The user has not given the business permission to call.")
	}
	call := c.newCall(s, human, false)
	call.callback = c.Args.Text("biz_opaque_callback_data")
	number := c.Node
	c.After(2*time.Second, func(c *Call) {
		if call.state != "ringing" {
			return
		}
		call.state, call.started = "accepted", c.Now()
		c.emitNumber(number, "calls", map[string]any{"calls": []any{callItem(c, call, number, "connect", map[string]any{
			"session": map[string]any{"sdp_type": "answer", "sdp": "v=0"}})}})
	})
	return map[string]any{"messaging_product": "whatsapp", "calls": []any{map[string]any{"id": call.id}}}, nil
}

func (c *Call) newCall(s *numberSettings, h *human, byPerson bool) *phoneCall {
	c.e.store.last++
	call := &phoneCall{id: fmt.Sprintf("wacid.EMU%015d", c.e.store.last), human: h, byPerson: byPerson, state: "ringing"}
	s.calls[call.id] = call
	return call
}

func callItem(c *Call, call *phoneCall, number *Object, event string, more map[string]any) map[string]any {
	business := phoneDigits(number.Get("display_phone_number"))
	item := map[string]any{"id": call.id, "event": event, "timestamp": fmt.Sprint(c.Now().Unix()), "direction": "BUSINESS_INITIATED", "from": business, "to": call.human.phone}
	if call.byPerson {
		item["direction"], item["from"], item["to"] = "USER_INITIATED", call.human.phone, business
	}
	for k, v := range more {
		item[k] = v
	}
	return item
}

// endCall hangs up, and tells the business how long it took.
func (c *Call) endCall(call *phoneCall, number *Object) {
	more := map[string]any{"status": "FAILED"}
	if call.state == "accepted" {
		more = map[string]any{"status": "COMPLETED", "start_time": fmt.Sprint(call.started.Unix()), "end_time": fmt.Sprint(c.Now().Unix()),
			"duration": int64(c.Now().Sub(call.started).Seconds())}
	}
	if call.callback != "" {
		more["biz_opaque_callback_data"] = call.callback
	}
	call.state, call.ended = "ended", c.Now()
	c.emitNumber(number, "calls", map[string]any{"calls": []any{callItem(c, call, number, "terminate", more)}})
}

// AllowCalls lets the business call the person.
func (p *Person) AllowCalls() error {
	return p.do(func(_ *Call, ch *chat) error {
		settingsOf(ch.number).callable[ch.human.phone] = true
		return nil
	})
}

// Call calls the business, and gives the id of the call. The business has a minute to accept it.
func (p *Person) Call() (callID string, err error) {
	err = p.do(func(c *Call, ch *chat) error {
		s := settingsOf(ch.number)
		if s.calling["status"] != "ENABLED" {
			return fmt.Errorf("emulator: the number %s takes no calls", ch.number.ID)
		}
		call := c.newCall(s, ch.human, true)
		callID, ch.lastIn = call.id, c.Now()
		c.emitNumber(ch.number, "calls", map[string]any{"calls": []any{callItem(c, call, ch.number, "connect", map[string]any{
			"session": map[string]any{"sdp_type": "offer", "sdp": "v=0"}})}})
		number := ch.number
		c.After(time.Minute, func(c *Call) {
			if call.state == "ringing" {
				c.endCall(call, number)
			}
		})
		return nil
	})
	return callID, err
}
