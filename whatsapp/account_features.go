package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// MessagingFeature is a feature of messaging that an account may or may not use.
type MessagingFeature struct {
	Feature string `json:"feature"`
	Status  string `json:"status,omitzero"` // "enabled" where the account may use it
}

// MessagingFeatures asks whether the account may use features of messaging. It
// changes nothing, although Meta has it as a POST.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/business_messaging_feature_status.
//
//meta:operation POST /{waba-id}/business_messaging_feature_status
func (a *Account) MessagingFeatures(ctx context.Context, features []string, opts ...metabiz.Option) ([]MessagingFeature, error) {
	var c checker
	if len(features) == 0 {
		c.count(at("features"), 0, 1, 1, "feature")
	}
	asked := make([]MessagingFeature, len(features))
	for i, name := range features {
		c.required(at("features[].feature", i), name)
		asked[i].Feature = name
	}
	if err := c.err("whatsapp.Account.MessagingFeatures"); err != nil {
		return nil, err
	}
	req := a.request(http.MethodPost, "business_messaging_feature_status")
	req.Idempotent = true
	req.Body = struct {
		Features []MessagingFeature `json:"features"`
	}{asked}
	answer, err := metabiz.Call[struct {
		Data []MessagingFeature `json:"data"`
	}](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	return answer.Data, nil
}

// AddMessageSample gives Meta a sample of what the account's free-form messages
// say: a [Text] or an interactive message, within the limits of one that is sent.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_samples.
//
//meta:operation POST /{waba-id}/message_samples
func (a *Account) AddMessageSample(ctx context.Context, content Content, opts ...metabiz.Option) error {
	content = direct(content)
	var c checker
	switch {
	case content == nil:
		c.add(at("type"), "is required: give content", nil, nil)
	case content.kind() != "text" && content.kind() != kindInteractive:
		c.add(at("type"), "must be text or interactive", nil, content.kind())
	default:
		content.check(&c)
		if carriesFile(content) {
			c.add(at("interactive.header"), "can't be a file to upload in a sample: give its id or a link", nil, nil)
		}
	}
	if err := c.err("whatsapp.Account.AddMessageSample"); err != nil {
		return err
	}
	e := encoder{buf: []byte{'{'}}
	e.always("type", strings.ToUpper(content.kind()))
	content.encode(&e)
	e.close()
	if e.err != nil {
		return e.err
	}
	req := a.request(http.MethodPost, "message_samples")
	req.Body = json.RawMessage(e.buf)
	return succeed(ctx, a.client, req, opts)
}
