package whatsapp

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// CallActionType is what becomes of a call.
type CallActionType string

const (
	CallConnect   CallActionType = "connect"    // the business calls
	CallPreAccept CallActionType = "pre_accept" // the media connect before the call is taken, so that no word is lost
	CallAccept    CallActionType = "accept"
	CallReject    CallActionType = "reject"
	CallTerminate CallActionType = "terminate"
)

// CallRequest is a step of a call.
type CallRequest struct {
	MessagingProduct string         `json:"messaging_product"` // "whatsapp" where it is left out
	Action           CallActionType `json:"action"`
	To               string         `json:"to,omitzero"`      // of CallConnect
	CallID           string         `json:"call_id,omitzero"` // of every other step
	// Session is the offer of CallConnect, the answer of CallPreAccept and CallAccept.
	Session *CallSession `json:"session,omitzero"`
	// CallbackData comes back in the webhooks of the call; up to 512 characters.
	CallbackData string `json:"biz_opaque_callback_data,omitzero"`
}

// Validate finds every documented rule that the step breaks.
func (r CallRequest) Validate() error {
	var c checker
	c.required(at("action"), string(r.Action))
	if r.Action == CallConnect {
		c.required(at("to"), r.To)
		r.needs(&c, "offer")
	} else {
		c.required(at("call_id"), r.CallID)
	}
	if r.Action == CallPreAccept || r.Action == CallAccept {
		r.needs(&c, "answer")
	}
	c.atMost(at("biz_opaque_callback_data"), r.CallbackData, 512)
	return c.err("whatsapp.CallRequest")
}

// needs notes a session that is missing or of the wrong type.
func (r CallRequest) needs(c *checker, sdpType string) {
	if r.Session == nil {
		c.add(at("session"), "is required", nil, nil)
		return
	}
	c.required(at("session.sdp"), r.Session.SDP)
	if r.Session.SDPType != sdpType {
		c.add(at("session.sdp_type"), fmt.Sprintf("must be %q", sdpType), sdpType, r.Session.SDPType)
	}
}

// ManageCall does a step of a call; a call that it begins has its id in the
// answer. [Phone.Call] and its kin are this with less to write.
//
// A call needs the person's permission (138006), at most so many are connected in
// 24 hours (138012), and 1,000 at once (138002).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) ManageCall(ctx context.Context, r CallRequest, opts ...metabiz.Option) (callID string, err error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	if r.MessagingProduct == "" {
		r.MessagingProduct = "whatsapp"
	}
	req := p.request(http.MethodPost, "calls")
	req.Body = r
	answer, err := metabiz.Call[struct {
		Success *bool `json:"success"`
		Calls   []struct {
			ID string `json:"id"`
		} `json:"calls"`
	}](ctx, p.client, req, opts...)
	switch {
	case err != nil:
		return "", err
	case answer.Success != nil && !*answer.Success:
		return "", fmt.Errorf("whatsapp: %s: Meta answered that it did not succeed", req.Operation)
	case len(answer.Calls) > 0:
		return answer.Calls[0].ID, nil
	}
	return r.CallID, nil
}

// Call calls a person with a WebRTC offer and gives the call's id. Their answer
// comes by the webhook "calls".
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/business-initiated-calls.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) Call(ctx context.Context, to, sdpOffer, callbackData string, opts ...metabiz.Option) (callID string, err error) {
	return p.ManageCall(ctx, CallRequest{
		Action: CallConnect, To: to, Session: &CallSession{SDPType: "offer", SDP: sdpOffer}, CallbackData: callbackData,
	}, opts...)
}

// PreAcceptCall connects the media of a call that came in, before it is taken by
// [Phone.AcceptCall] with the same answer.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-initiated-calls.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) PreAcceptCall(ctx context.Context, callID, sdpAnswer string, opts ...metabiz.Option) error {
	return p.step(ctx, CallRequest{Action: CallPreAccept, CallID: callID, Session: &CallSession{SDPType: "answer", SDP: sdpAnswer}}, opts)
}

// AcceptCall takes a call that came in, within 30 to 60 seconds of its webhook.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-initiated-calls.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) AcceptCall(ctx context.Context, callID, sdpAnswer, callbackData string, opts ...metabiz.Option) error {
	return p.step(ctx, CallRequest{
		Action: CallAccept, CallID: callID, Session: &CallSession{SDPType: "answer", SDP: sdpAnswer}, CallbackData: callbackData,
	}, opts)
}

// RejectCall refuses a call that came in.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-initiated-calls.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) RejectCall(ctx context.Context, callID string, opts ...metabiz.Option) error {
	return p.step(ctx, CallRequest{Action: CallReject, CallID: callID}, opts)
}

// TerminateCall ends a call, also where its media have ended: it is charged until then.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference.
//
//meta:operation POST /{phone-number-id}/calls
func (p *Phone) TerminateCall(ctx context.Context, callID string, opts ...metabiz.Option) error {
	return p.step(ctx, CallRequest{Action: CallTerminate, CallID: callID}, opts)
}

func (p *Phone) step(ctx context.Context, r CallRequest, opts []metabiz.Option) error {
	_, err := p.ManageCall(ctx, r, opts...)
	return err
}

// CallPermissions is whether a person may be called.
type CallPermissions struct {
	MessagingProduct string               `json:"messaging_product,omitzero"`
	Permission       CallPermissionStatus `json:"permission"`
	Actions          []CallPermitted      `json:"actions,omitzero"`
}

// CallPermissionStatus is what the person has said.
type CallPermissionStatus struct {
	Status         string    `json:"status"` // "granted", "pending", "denied", "expired"; in the guide "no_permission", "temporary", "permanent"
	ExpirationTime time.Time `json:"expiration_time,omitzero"`
}

// CallPermitted is something that may be done, or may not for now.
type CallPermitted struct {
	ActionName       string      `json:"action_name"` // "start_call", "send_call_permission_request"
	CanPerformAction bool        `json:"can_perform_action"`
	Limits           []CallLimit `json:"limits,omitzero"`
}

// CallLimit is how often something may be done in a time.
type CallLimit struct {
	TimePeriod          string    `json:"time_period"` // "24h"; in ISO 8601 "PT24H", "P7D"
	MaxAllowed          int       `json:"max_allowed"`
	CurrentUsage        int       `json:"current_usage"`
	LimitExpirationTime time.Time `json:"limit_expiration_time,omitzero"`
}

// UnmarshalJSON takes the times in any of Graph's forms.
func (c *CallPermissions) UnmarshalJSON(data []byte) error {
	type plain CallPermissions
	return wire.Unmarshal(data, (*plain)(c))
}

// Can tells whether an action, "start_call" or "send_call_permission_request", may be done now.
func (c *CallPermissions) Can(action string) bool {
	for _, a := range c.Actions {
		if a.ActionName == action {
			return a.CanPerformAction
		}
	}
	return false
}

// CallPermissions reads whether a person may be called. It takes 5 calls a second (613).
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions.
//
//meta:operation GET /{phone-number-id}/call_permissions
func (p *Phone) CallPermissions(ctx context.Context, whatsAppID string, opts ...metabiz.Option) (*CallPermissions, error) {
	var c checker
	c.required(at("user_wa_id"), whatsAppID)
	if err := c.err("whatsapp.Phone.CallPermissions"); err != nil {
		return nil, err
	}
	req := p.request(http.MethodGet, "call_permissions")
	req.Query = struct {
		User string `json:"user_wa_id"`
	}{whatsAppID}
	return metabiz.Call[CallPermissions](ctx, p.client, req, opts...)
}
