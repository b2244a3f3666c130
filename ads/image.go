package ads

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/metabiz-go/metabiz"
)

var imageFields = metabiz.WithFields(
	"id", "account_id", "hash", "name", "status", "url", "url_128", "permalink_url", "width", "height",
	"original_width", "original_height", "created_time", "updated_time",
)

// Images lists the account's image library.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
//
//meta:operation GET /{ad-account-id}/adimages
func (a *Account) Images(ctx context.Context, query AdImageQuery, opts ...metabiz.Option) iter.Seq2[AdImage, error] {
	return metabiz.List[AdImage](ctx, a.client, a.get("adimages", query), reading(imageFields, opts)...)
}

// ImagePages is [Account.Images] by pages, with the cursors to resume from.
func (a *Account) ImagePages(ctx context.Context, query AdImageQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[AdImage], error] {
	return metabiz.Pages[AdImage](ctx, a.client, a.get("adimages", query), reading(imageFields, opts)...)
}

// UploadImage puts an image into the account's library. The answer has the Hash that
// creatives name it by. The same content gives the same hash: uploading it again does no harm.
//
// The file is read once before it is sent: one that is no image, is malformed, or is
// larger than 30 MB is refused with a [metabiz.ValidationError] and nothing is sent.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
//
//meta:operation POST /{ad-account-id}/adimages
func (a *Account) UploadImage(ctx context.Context, file metabiz.File, opts ...metabiz.Option) (*AdImage, error) {
	info, problems := inspectImage(file, "file")
	if len(problems) > 0 {
		return nil, &metabiz.ValidationError{What: "ads.Account.UploadImage", Fields: problems}
	}
	file.ContentType = cmp.Or(file.ContentType, info.contentType)
	req := a.post("adimages", &metabiz.Form{Files: map[string]metabiz.File{"filename": file}})
	req.Idempotent = true
	return a.addImage(ctx, req, opts)
}

// AddImage puts an image into the account's library that is not a file: one in base64,
// or one of another account. The answer has the Hash that creatives name it by.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
//
//meta:operation POST /{ad-account-id}/adimages
func (a *Account) AddImage(ctx context.Context, params AdImageParams, opts ...metabiz.Option) (*AdImage, error) {
	var found problems
	switch {
	case params.Bytes == "" && params.CopyFrom == nil:
		found.add("bytes", "is empty, and there is no copy_from")
	case params.Bytes != "" && params.CopyFrom != nil:
		found.add("bytes", "and copy_from exclude each other")
	case params.CopyFrom != nil && params.CopyFrom.Hash == "":
		found.add("copy_from.hash", "is empty")
	case params.CopyFrom != nil && params.CopyFrom.SourceAccountID == "":
		found.add("copy_from.source_account_id", "is empty")
	}
	if err := found.err("ads.Account.AddImage"); err != nil {
		return nil, err
	}
	return a.addImage(ctx, repeatable(a.post("adimages", params)), opts)
}

// CopyImage puts an image of another account, which the caller may use, into this
// account's library. It has the same hash there.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
func (a *Account) CopyImage(ctx context.Context, from *Account, hash string, opts ...metabiz.Option) (*AdImage, error) {
	source := &AdImageSource{SourceAccountID: strings.TrimPrefix(from.id, "act_"), Hash: hash}
	return a.AddImage(ctx, AdImageParams{CopyFrom: source}, opts...)
}

// addImage finds the one image in an answer that is keyed by the file's name.
func (a *Account) addImage(ctx context.Context, req *metabiz.Request, opts []metabiz.Option) (*AdImage, error) {
	images, err := a.addImages(ctx, req, opts)
	if err != nil {
		return nil, err
	}
	return &images[0], nil
}

// addImages gives the images of an answer, by their names; at least one.
func (a *Account) addImages(ctx context.Context, req *metabiz.Request, opts []metabiz.Option) ([]AdImage, error) {
	type added struct {
		Images map[string]AdImage `json:"images"`
	}
	answer, err := metabiz.Call[added](ctx, a.client, req, opts...)
	if err != nil {
		return nil, err
	}
	var images []AdImage
	for _, name := range slices.Sorted(maps.Keys(answer.Images)) {
		if image := answer.Images[name]; image.Hash != "" {
			image.Name = cmp.Or(image.Name, name)
			images = append(images, image)
		}
	}
	if len(images) == 0 {
		return nil, fmt.Errorf("ads: %s: the answer has no image hash", req.Operation)
	}
	return images, nil
}

// DeleteImage takes an image out of the library. One that an ad uses can't be deleted.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
//
//meta:operation DELETE /{ad-account-id}/adimages
func (a *Account) DeleteImage(ctx context.Context, image AdImageDelete, opts ...metabiz.Option) error {
	req := a.request("DELETE", "adimages")
	req.Query = image
	return acknowledge(ctx, a.client, req, opts)
}
