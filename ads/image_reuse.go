package ads

import (
	"context"
	"crypto/md5" //nolint:gosec // Meta names images by it
	"encoding/hex"
	"fmt"
	"io"

	"github.com/metabiz-go/metabiz"
)

// ReuseImage gives the image of the account's library that has the file's content, and
// uploads the file only where there is none: a look-up of a few bytes instead of up to
// 30 MB. uploaded tells which of the two it was.
//
// Meta names images by the MD5 sum of their content. Where it has changed a file while
// taking it in, it isn't found by that, and is uploaded again, which does no harm.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
func (a *Account) ReuseImage(ctx context.Context, file metabiz.File, opts ...metabiz.Option) (image *AdImage, uploaded bool, err error) {
	if _, problems := inspectImage(file, "file"); len(problems) > 0 {
		return nil, false, &metabiz.ValidationError{What: "ads.Account.ReuseImage", Fields: problems}
	}
	hash, err := imageHash(file)
	if err != nil {
		return nil, false, err
	}
	image, err = a.ImageByHash(ctx, hash, opts...)
	if err != nil || image != nil {
		return image, false, err
	}
	image, err = a.UploadImage(ctx, file, opts...)
	return image, err == nil, err
}

// ImageByHash finds an image of the account's library; nil where there is none, or it was deleted.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
func (a *Account) ImageByHash(ctx context.Context, hash string, opts ...metabiz.Option) (*AdImage, error) {
	if hash == "" {
		return nil, &metabiz.ValidationError{What: "ads.Account.ImageByHash", Fields: []metabiz.FieldError{{Path: "hash", Problem: "is empty"}}}
	}
	for image, err := range a.Images(ctx, AdImageQuery{Hashes: []string{hash}}, opts...) {
		if err != nil {
			return nil, err
		}
		if image.Hash == hash && image.Status != ImageStatusDeleted {
			return &image, nil
		}
	}
	return nil, nil
}

func imageHash(file metabiz.File) (string, error) {
	content, err := file.Open()
	if err != nil {
		return "", fmt.Errorf("ads: open %s: %w", file.Name, err)
	}
	defer func() { _ = content.Close() }()
	sum := md5.New() //nolint:gosec // Meta names images by it
	if _, err := io.Copy(sum, content); err != nil {
		return "", fmt.Errorf("ads: read %s: %w", file.Name, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
