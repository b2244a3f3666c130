package ads

import (
	"context"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/edge"
)

// Get reads the dataset: its name, whose it is and when it last heard of an event.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ads-pixel.
//
//meta:operation GET /{ads-pixel-id}
func (d *DatasetHandle) Get(ctx context.Context, opts ...metabiz.Option) (*AdsPixel, error) {
	return edge.Call[AdsPixel](ctx, d.client, d.get("", nil), reading(adsPixelFields, opts))
}
