package ads

import (
	"context"
	"iter"

	"github.com/metabiz-go/metabiz"
)

var labelFields = metabiz.WithFields("id", "name", "created_time", "updated_time")

// AdLabels lists the account's labels, of which it has up to 100,000.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-label.
//
//meta:operation GET /{ad-account-id}/adlabels
func (a *Account) AdLabels(ctx context.Context, query AdLabelQuery, opts ...metabiz.Option) iter.Seq2[AdLabel, error] {
	return metabiz.List[AdLabel](ctx, a.client, a.get("adlabels", query), reading(labelFields, opts)...)
}

// CreateAdLabel makes a label. Objects can also be labelled by a name that isn't one yet.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-label.
//
//meta:operation POST /{ad-account-id}/adlabels
func (a *Account) CreateAdLabel(ctx context.Context, params AdLabelParams, opts ...metabiz.Option) (*AdLabel, error) {
	return metabiz.Call[AdLabel](ctx, a.client, a.post("adlabels", params), opts...)
}
