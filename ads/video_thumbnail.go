package ads

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// videoThumbnailFields are what a still is read with: its address, and whether it is the chosen one.
var videoThumbnailFields = metabiz.WithFields("id", "uri", "width", "height", "scale", "is_preferred", "name")

// PreferredThumbnail is the still that the video is shown by, or where none was chosen
// the first. Creatives with a video need the address of one as their image_url (1443226).
// Stills are there when the video is ready: see [AdVideoHandle.AwaitReady].
//
// See https://developers.facebook.com/docs/graph-api/reference/video/thumbnails.
func (v *AdVideoHandle) PreferredThumbnail(ctx context.Context, opts ...metabiz.Option) (*VideoThumbnail, error) {
	var first *VideoThumbnail
	for still, err := range v.Thumbnails(ctx, opts...) {
		if err != nil {
			return nil, err
		}
		if still.IsPreferred {
			return &still, nil
		}
		if first == nil {
			first = &still
		}
	}
	if first == nil {
		return nil, fmt.Errorf("ads: video %s has no thumbnail yet", v.id)
	}
	return first, nil
}
