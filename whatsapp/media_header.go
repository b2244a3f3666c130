package whatsapp

import (
	"context"
	"fmt"

	"github.com/metabiz-go/metabiz"
)

// headerTypes are the files that a template's header may show as its example,
// and that stand as the picture of a profile.
var headerTypes = map[string]bool{
	"image/jpeg":      true,
	"image/png":       true,
	"video/mp4":       true,
	"application/pdf": true,
}

// UploadHandle uploads a file by the resumable upload API of the app and gives
// its handle: the example of a template's header ([TemplateHeader]), or the
// picture of a [BusinessProfileUpdate]. An id of [Phone.UploadMedia] or an
// address does not do there.
//
// JPEG and PNG take up to 5 MB, MP4 16 MB, PDF 100 MB; what a file is is told
// from its bytes before anything is sent. An upload that breaks off goes on where
// it stood, at the end as a *[metabiz.UploadError] that can be resumed.
//
// See https://developers.facebook.com/docs/graph-api/guides/upload.
//
//meta:operation POST /{Application}/uploads
func UploadHandle(ctx context.Context, client *metabiz.Client, appID string, file metabiz.File, opts ...metabiz.Option) (handle string, err error) {
	if file, err = checkMedia(file); err != nil {
		return "", err
	}
	if !headerTypes[file.ContentType] {
		return "", &metabiz.ValidationError{What: "whatsapp.UploadHandle", Fields: []metabiz.FieldError{{
			Path: "file", Problem: "is " + file.ContentType + ": handles are for JPEG, PNG, MP4 and PDF", Value: file.Name,
		}}}
	}
	handle, err = client.Upload(ctx, appID, file, opts...)
	if err != nil {
		return "", fmt.Errorf("whatsapp: upload %s: %w", file.Name, err)
	}
	return handle, nil
}
