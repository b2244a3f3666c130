package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// WelcomeMessageFlow is a welcome message flow as Meta keeps it.
type WelcomeMessageFlow struct {
	ID                  string     `json:"id,omitzero" wire:"direct"`
	Name                string     `json:"name,omitzero"`
	EligiblePlatforms   []Platform `json:"eligible_platforms,omitzero"`
	CompatiblePlatforms []Platform `json:"compatible_platforms,omitzero"` // where its messages could be shown
	IsIGOnlyFlow        bool       `json:"is_ig_only_flow,omitzero"`
	IsUsedInAd          bool       `json:"is_used_in_ad,omitzero"` // it can't be changed or deleted then
	LastUpdateTime      time.Time  `json:"last_update_time,omitzero"`

	WelcomeMessageFlow     string `json:"welcome_message_flow,omitzero"`     // JSON text: see [WelcomeMessageFlow.Messages]
	WelcomeMessageSequence string `json:"welcome_message_sequence,omitzero"` // JSON text, of a flow for WhatsApp
}

// UnmarshalJSON takes times in each form that Meta writes them in.
func (f *WelcomeMessageFlow) UnmarshalJSON(data []byte) error {
	type plain WelcomeMessageFlow
	return wire.Unmarshal(data, (*plain)(f))
}

// Messages reads the flow's messages. It was read with welcome_message_flow, as
// [PageHandle.WelcomeFlows] does.
func (f *WelcomeMessageFlow) Messages() ([]WelcomeMessage, error) {
	if f.WelcomeMessageFlow == "" {
		return nil, nil
	}
	var messages []WelcomeMessage
	if err := json.Unmarshal([]byte(f.WelcomeMessageFlow), &messages); err != nil {
		return nil, fmt.Errorf("pages: welcome message flow %s: %w", f.ID, err)
	}
	return messages, nil
}

// WelcomeFlowQuery narrows the list of welcome message flows.
type WelcomeFlowQuery struct {
	AppID  string `json:"app_id,omitzero"`
	FlowID string `json:"flow_id,omitzero"`
}

type welcomeFlowQuery struct {
	WelcomeFlowQuery
	fieldsOf
}

const welcomeFlowFields = "id,name,eligible_platforms,compatible_platforms,is_ig_only_flow,is_used_in_ad,last_update_time,welcome_message_flow"

// WelcomeFlows lists the welcome message flows of the Page that the app has made.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
//
//meta:operation GET /{page-id}/welcome_message_flows
func (p *PageHandle) WelcomeFlows(ctx context.Context, query WelcomeFlowQuery, opts ...metabiz.Option) iter.Seq2[WelcomeMessageFlow, error] {
	return metabiz.List[WelcomeMessageFlow](ctx, p.client, p.welcomeFlows(query), opts...)
}

// WelcomeFlowPages is [PageHandle.WelcomeFlows] page by page, with cursors to resume from.
//
//meta:operation GET /{page-id}/welcome_message_flows
func (p *PageHandle) WelcomeFlowPages(ctx context.Context, query WelcomeFlowQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[WelcomeMessageFlow], error] {
	return metabiz.Pages[WelcomeMessageFlow](ctx, p.client, p.welcomeFlows(query), opts...)
}

func (p *PageHandle) welcomeFlows(query WelcomeFlowQuery) *metabiz.Request {
	return p.get("GET /{page-id}/welcome_message_flows", welcomeFlowQuery{query, fieldsOf{welcomeFlowFields}}, "welcome_message_flows")
}

// CreateWelcomeFlow makes a welcome message flow and gives its id, which an ad's
// creative names. Limits: a text 300 characters, a question 80, its answer 300;
// [WelcomeFlow.Validate] is called first. It needs the Page's token with the
// MESSAGING task and pages_messaging.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
//
//meta:operation POST /{page-id}/welcome_message_flows
func (p *PageHandle) CreateWelcomeFlow(ctx context.Context, flow WelcomeFlow, opts ...metabiz.Option) (id string, err error) {
	if err := flow.Validate(); err != nil {
		return "", err
	}
	answer, err := metabiz.Call[struct {
		FlowID string `json:"flow_id"`
	}](ctx, p.client, p.post("POST /{page-id}/welcome_message_flows", flow, "welcome_message_flows"), opts...)
	if err != nil {
		return "", err
	}
	return answer.FlowID, nil
}

// UpdateWelcomeFlow changes what is set in flow and leaves the rest. A flow that
// an ad uses can't be changed: see [WelcomeMessageFlow.IsUsedInAd].
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
//
//meta:operation POST /{page-id}/welcome_message_flows
func (p *PageHandle) UpdateWelcomeFlow(ctx context.Context, flowID string, flow WelcomeFlow, opts ...metabiz.Option) error {
	var c checker
	c.required("flow_id", flowID)
	if flow.Name == "" && len(flow.Platforms) == 0 && len(flow.Messages) == 0 {
		c.add("", "changes nothing", nil, nil)
	}
	flow.check(&c)
	if err := c.err("WelcomeFlow"); err != nil {
		return err
	}
	return done(ctx, p.client, idempotent(p.post("POST /{page-id}/welcome_message_flows", struct {
		FlowID string `json:"flow_id"`
		WelcomeFlow
	}{flowID, flow}, "welcome_message_flows")), opts)
}

// DeleteWelcomeFlow deletes a flow. Meta refuses it while an ad uses the flow.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
//
//meta:operation DELETE /{page-id}/welcome_message_flows
func (p *PageHandle) DeleteWelcomeFlow(ctx context.Context, flowID string, opts ...metabiz.Option) error {
	var c checker
	c.required("flow_id", flowID)
	if err := c.err("DeleteWelcomeFlow"); err != nil {
		return err
	}
	return done(ctx, p.client, p.delete("DELETE /{page-id}/welcome_message_flows", struct {
		FlowID string `json:"flow_id"`
	}{flowID}, "welcome_message_flows"), opts)
}
