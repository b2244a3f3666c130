package ads

import (
	"context"
	"fmt"
	"io"

	"github.com/metabiz-go/metabiz"
)

// UploadImageArchive puts all images of a zip archive into the account's library in one
// call, and gives them in the order of their names. An archive with anything in it that
// is no image is refused as a whole.
//
// See https://developers.facebook.com/docs/marketing-api/reference/ad-image.
//
//meta:operation POST /{ad-account-id}/adimages
func (a *Account) UploadImageArchive(ctx context.Context, archive metabiz.File, opts ...metabiz.Option) ([]AdImage, error) {
	if err := checkArchive(archive); err != nil {
		return nil, err
	}
	archive.ContentType = "application/zip"
	req := repeatable(a.post("adimages", &metabiz.Form{Files: map[string]metabiz.File{"filename": archive}}))
	return a.addImages(ctx, req, opts)
}

// archiveHead is what an archive with something in it begins with.
const archiveHead = "PK\x03\x04"

func checkArchive(archive metabiz.File) error {
	var found problems
	switch {
	case archive.Open == nil:
		found.add("archive", "has no content: make it with metabiz.FileFromPath or metabiz.FileFromBytes")
	case archive.Name == "":
		found.add("archive", "has no name, such as images.zip")
	case archive.Size <= 0:
		found.value("archive", archive.Name, "is empty")
	default:
		if head, err := headOf(archive); err != nil {
			found.value("archive", archive.Name, "can't be read: %v", err)
		} else if head != archiveHead {
			found.value("archive", archive.Name, "is not a zip archive with something in it")
		}
	}
	return found.err("ads.Account.UploadImageArchive")
}

func headOf(file metabiz.File) (string, error) {
	content, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = content.Close() }()
	head := make([]byte, len(archiveHead))
	if n, err := io.ReadFull(content, head); err != nil {
		return "", fmt.Errorf("after %d bytes: %w", n, err)
	}
	return string(head), nil
}
