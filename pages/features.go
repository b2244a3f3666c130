package pages

import (
	"context"

	"github.com/metabiz-go/metabiz"
)

// MessagingFeatureStatus tells which features of messaging are on for a Page.
type MessagingFeatureStatus struct {
	HOPv2        bool `json:"hop_v2,omitzero"`         // conversation routing, which came after the handover protocol
	IGMultiApp   bool `json:"ig_multi_app,omitzero"`   // several apps may answer on Instagram
	MsgrMultiApp bool `json:"msgr_multi_app,omitzero"` // several apps may answer on Messenger
}

// MessagingFeatureStatus reads which features of messaging are on for the Page.
//
// See https://developers.facebook.com/docs/messenger-platform/conversation-routing.
//
//meta:operation GET /{page-id}
func (p *PageHandle) MessagingFeatureStatus(ctx context.Context, opts ...metabiz.Option) (*MessagingFeatureStatus, error) {
	page, err := metabiz.Call[Page](ctx, p.client, p.get("GET /{page-id}", fieldsOf{"messaging_feature_status"}), opts...)
	if err != nil {
		return nil, err
	}
	if page.MessagingFeatureStatus == nil {
		return &MessagingFeatureStatus{}, nil
	}
	return page.MessagingFeatureStatus, nil
}

// SetMessagingFeatures turns features of messaging on or off for the Page, by
// the names that [MessagingFeatureStatus] has in JSON: "hop_v2".
//
// See https://developers.facebook.com/docs/graph-api/reference/page/business_messaging_feature_status.
//
//meta:operation POST /{page-id}/business_messaging_feature_status
func (p *PageHandle) SetMessagingFeatures(ctx context.Context, features map[string]bool, opts ...metabiz.Option) error {
	var c checker
	c.some("features", len(features), "feature")
	if err := c.err("SetMessagingFeatures"); err != nil {
		return err
	}
	return done(ctx, p.client, idempotent(p.post("POST /{page-id}/business_messaging_feature_status", struct {
		Features []map[string]bool `json:"features"`
	}{[]map[string]bool{features}}, "business_messaging_feature_status")), opts)
}
