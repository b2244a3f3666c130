package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A MessageCampaign is a campaign of marketing messages of an account. Meta
// describes no more of it than its id; Raw has whatever else came, and
// [metabiz.WithFields] asks for it.
type MessageCampaign struct {
	ID  string
	Raw json.RawMessage // the campaign as it came
}

// UnmarshalJSON takes a campaign with all that it has.
func (c *MessageCampaign) UnmarshalJSON(data []byte) (err error) {
	c.ID, c.Raw, err = undescribed(data)
	return err
}

// MarshalJSON gives the campaign as it came.
func (c MessageCampaign) MarshalJSON() ([]byte, error) { return describe(c.ID, c.Raw) }

// A MessageAudience is an audience for marketing messages of an account. Meta
// describes no more of it than its id; Raw has whatever else came, and
// [metabiz.WithFields] asks for it.
type MessageAudience struct {
	ID  string
	Raw json.RawMessage // the audience as it came
}

// UnmarshalJSON takes an audience with all that it has.
func (a *MessageAudience) UnmarshalJSON(data []byte) (err error) {
	a.ID, a.Raw, err = undescribed(data)
	return err
}

// MarshalJSON gives the audience as it came.
func (a MessageAudience) MarshalJSON() ([]byte, error) { return describe(a.ID, a.Raw) }

// undescribed reads the id of something that nothing else is known of.
func undescribed(data []byte) (id string, raw json.RawMessage, err error) {
	var node struct {
		ID string `json:"id"`
	}
	if err := wire.Unmarshal(data, &node); err != nil {
		return "", nil, err
	}
	return node.ID, clone(data), nil
}

func describe(id string, raw json.RawMessage) ([]byte, error) {
	if raw != nil {
		return raw, nil
	}
	return json.Marshal(struct {
		ID string `json:"id"`
	}{id})
}

// MessageCampaigns lists the account's campaigns of marketing messages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_campaigns.
//
//meta:operation GET /{waba-id}/message_campaigns
func (a *Account) MessageCampaigns(ctx context.Context, opts ...metabiz.Option) iter.Seq2[MessageCampaign, error] {
	return metabiz.List[MessageCampaign](ctx, a.client, a.request(http.MethodGet, "message_campaigns"), opts...)
}

// MessageCampaignPages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_campaigns.
//
//meta:operation GET /{waba-id}/message_campaigns
func (a *Account) MessageCampaignPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[MessageCampaign], error] {
	return metabiz.Pages[MessageCampaign](ctx, a.client, a.request(http.MethodGet, "message_campaigns"), opts...)
}

// MessageAudiences lists the account's audiences for marketing messages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/audiences.
//
//meta:operation GET /{waba-id}/audiences
func (a *Account) MessageAudiences(ctx context.Context, opts ...metabiz.Option) iter.Seq2[MessageAudience, error] {
	return metabiz.List[MessageAudience](ctx, a.client, a.request(http.MethodGet, "audiences"), opts...)
}

// MessageAudiencePages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/audiences.
//
//meta:operation GET /{waba-id}/audiences
func (a *Account) MessageAudiencePages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[MessageAudience], error] {
	return metabiz.Pages[MessageAudience](ctx, a.client, a.request(http.MethodGet, "audiences"), opts...)
}

// CreativeOptIn says which creative features an account's marketing messages use
// where their template says nothing else.
type CreativeOptIn struct {
	Features CreativeFeatures // nil where they came in a shape that this version does not know
	Raw      json.RawMessage  // as it came
}

// UnmarshalJSON takes the features in either of the shapes that templates have them in.
func (o *CreativeOptIn) UnmarshalJSON(data []byte) error {
	o.Raw = clone(data)
	var spec struct {
		Features json.RawMessage `json:"creative_features_spec"`
	}
	if err := wire.Unmarshal(data, &spec); err != nil {
		return err
	}
	o.Features = nil
	if len(spec.Features) > 0 {
		o.Features, _ = creativeFeatures(append(append([]byte(`{"creative_features_spec":`), spec.Features...), '}'))
	}
	return nil
}

// CreativeOptIns lists which creative features the account's marketing messages
// use. [Account.Update] changes them, [Template].CreativeFeatures those of one template.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/degrees_of_freedom_spec.
//
//meta:operation GET /{waba-id}/degrees_of_freedom_spec
func (a *Account) CreativeOptIns(ctx context.Context, opts ...metabiz.Option) iter.Seq2[CreativeOptIn, error] {
	return metabiz.List[CreativeOptIn](ctx, a.client, a.request(http.MethodGet, creativeMember), opts...)
}

// CreativeOptInPages lists them by pages.
//
// See https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/degrees_of_freedom_spec.
//
//meta:operation GET /{waba-id}/degrees_of_freedom_spec
func (a *Account) CreativeOptInPages(ctx context.Context, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[CreativeOptIn], error] {
	return metabiz.Pages[CreativeOptIn](ctx, a.client, a.request(http.MethodGet, creativeMember), opts...)
}
