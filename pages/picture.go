package pages

import (
	"context"

	"github.com/metabiz-go/metabiz"
)

// PictureQuery says how large a profile picture is wished, in pixels. Meta
// gives the nearest that it has.
type PictureQuery struct {
	Height int `json:"height,omitzero"`
	Width  int `json:"width,omitzero"`
}

// Picture tells where the Page's profile picture is.
//
// See https://developers.facebook.com/docs/graph-api/reference/page/picture.
//
//meta:operation GET /{page-id}/picture
func (p *PageHandle) Picture(ctx context.Context, query PictureQuery, opts ...metabiz.Option) (*ProfilePictureSource, error) {
	answer, err := metabiz.Call[struct {
		Data ProfilePictureSource `json:"data"`
	}](ctx, p.client, p.get("GET /{page-id}/picture", struct {
		PictureQuery
		Redirect bool `json:"redirect"`
	}{query, false}, "picture"), opts...)
	if err != nil {
		return nil, err
	}
	return &answer.Data, nil
}
