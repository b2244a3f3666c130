package pages

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

// InstagramWelcomeFlows lists the welcome message flows of the app for an Instagram
// account that the Page is tied to: see [PageHandle.LinkedInstagram] for its id. They
// are made and changed on the Page, with [PlatformInstagram] among their platforms.
//
// See https://developers.facebook.com/docs/messenger-platform/ads/ads-welcome-message-flows.
//
//meta:operation GET /{iguser-id}/welcome_message_flows
func (p *PageHandle) InstagramWelcomeFlows(ctx context.Context, igUserID string, query WelcomeFlowQuery, opts ...metabiz.Option) iter.Seq2[WelcomeMessageFlow, error] {
	return metabiz.List[WelcomeMessageFlow](ctx, p.client, p.instagramWelcomeFlows(igUserID, query), opts...)
}

// InstagramWelcomeFlowPages is [PageHandle.InstagramWelcomeFlows] page by page, with cursors to resume from.
//
//meta:operation GET /{iguser-id}/welcome_message_flows
func (p *PageHandle) InstagramWelcomeFlowPages(ctx context.Context, igUserID string, query WelcomeFlowQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[WelcomeMessageFlow], error] {
	return metabiz.Pages[WelcomeMessageFlow](ctx, p.client, p.instagramWelcomeFlows(igUserID, query), opts...)
}

func (p *PageHandle) instagramWelcomeFlows(igUserID string, query WelcomeFlowQuery) *metabiz.Request {
	return p.child(igUserID, "{iguser-id}").get("welcome_message_flows", welcomeFlowQuery{query, fieldsOf{welcomeFlowFields}})
}
