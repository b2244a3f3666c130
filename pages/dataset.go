package pages

import (
	"context"

	"github.com/metabiz-go/metabiz"
)

// Dataset is where conversions are reported to that began in chats with the Page.
type Dataset struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

// Dataset gives the Page's dataset, and makes it where there is none yet: a Page
// has one. The name, which may be empty, is that of a new one.
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging.
//
//meta:operation POST /{page-id}/dataset
func (p *PageHandle) Dataset(ctx context.Context, name string, opts ...metabiz.Option) (*Dataset, error) {
	return metabiz.Call[Dataset](ctx, p.client, idempotent(p.post("POST /{page-id}/dataset", struct {
		Name string `json:"dataset_name,omitzero"`
	}{name}, "dataset")), opts...)
}
