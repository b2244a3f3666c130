package pages

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// MessagingFeatureStatus tells which features of messaging are on for a Page.
type MessagingFeatureStatus struct {
	HOPv2        bool `json:"hop_v2,omitzero"`         // conversation routing, which came after the handover protocol
	IGMultiApp   bool `json:"ig_multi_app,omitzero"`   // several apps may answer on Instagram
	MsgrMultiApp bool `json:"msgr_multi_app,omitzero"` // several apps may answer on Messenger
}

// MessagingFeatureStatus reads which features of messaging are on for the Page.
// No call turns them on or off.
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

// MessagingFeature is a feature that a Page may or may not use.
type MessagingFeature struct {
	Feature string `json:"feature"`          // FeatureCalling
	Status  string `json:"status,omitempty"` // "enabled" where the Page may use it
}

// FeatureCalling are calls on Messenger, by the Page's app.
const FeatureCalling = "messenger_api_calling"

// MessagingFeatures asks whether the Page may use features of messaging, such as
// [FeatureCalling]. It changes nothing, although Meta has it as a POST. It needs
// the Page's token and pages_messaging.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/business_messaging_feature_status.
//
//meta:operation POST /{page-id}/business_messaging_feature_status
func (p *PageHandle) MessagingFeatures(ctx context.Context, features []string, opts ...metabiz.Option) ([]MessagingFeature, error) {
	var c checker
	c.some("features", len(features), "feature")
	asked := make([]MessagingFeature, len(features))
	for i, name := range features {
		c.required(fmt.Sprintf("features[%d].feature", i), name)
		asked[i].Feature = name
	}
	if err := c.err("MessagingFeatures"); err != nil {
		return nil, err
	}
	answer, err := metabiz.Call[struct {
		Data []MessagingFeature `json:"data"`
	}](ctx, p.client, idempotent(p.post("POST /{page-id}/business_messaging_feature_status", struct {
		Features []MessagingFeature `json:"features"`
	}{asked}, "business_messaging_feature_status")), opts...)
	if err != nil {
		return nil, err
	}
	return answer.Data, nil
}
