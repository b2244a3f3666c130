package whatsapp

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/metabiz-go/metabiz"
)

// sniffLength is how much of a file is looked at to tell what it is.
const sniffLength = 64 << 10

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
)

// mediaTypes are the files that WhatsApp takes and how large they may be.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media.
var mediaTypes = map[string]int64{
	"audio/aac":  16 * megabyte,
	"audio/amr":  16 * megabyte,
	"audio/mpeg": 16 * megabyte,
	"audio/mp4":  16 * megabyte,
	"audio/ogg":  16 * megabyte,

	"image/jpeg": 5 * megabyte,
	"image/png":  5 * megabyte,
	"image/webp": 100 * kilobyte,

	"video/mp4":  16 * megabyte,
	"video/3gpp": 16 * megabyte,

	"text/plain":                    100 * megabyte,
	"application/pdf":               100 * megabyte,
	"application/msword":            100 * megabyte,
	"application/vnd.ms-excel":      100 * megabyte,
	"application/vnd.ms-powerpoint": 100 * megabyte,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   100 * megabyte,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         100 * megabyte,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": 100 * megabyte,
}

// animatedStickerLimit is how large a WebP may be that moves.
const animatedStickerLimit = 500 * kilobyte

// voiceType is the only type under which Meta takes voice notes: without the
// codec they are accepted, and fail later (131053).
const voiceType = "audio/ogg; codecs=opus"

// UploadMedia uploads a file for messages of this number and gives its id, which
// is good for 30 days. The file is streamed.
//
// What it is is told from its bytes, not from its name, and checked before
// anything is sent: image JPEG or PNG (5 MB, 8 bits a channel, no CMYK), sticker
// WebP (100 KB, animated 500 KB), video MP4 or 3GPP (16 MB), audio AAC, AMR, MP3,
// M4A or OGG with Opus (16 MB), document PDF, text or Microsoft Office (100 MB).
// A voice note must be OGG with Opus; it is sent under the type and name that Meta wants for it.
//
// For a number without storage the parameter ttl_minutes ([metabiz.WithParam])
// says how long the file is kept, 60 to 43,200.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media.
//
//meta:operation POST /{phone-number-id}/media
func (p *Phone) UploadMedia(ctx context.Context, file metabiz.File, opts ...metabiz.Option) (mediaID string, err error) {
	if file, err = checkMedia(file); err != nil {
		return "", err
	}
	return p.upload(ctx, file, opts)
}

// upload sends a file that was looked at.
func (p *Phone) upload(ctx context.Context, file metabiz.File, opts []metabiz.Option) (mediaID string, err error) {
	req := p.request(http.MethodPost, "media")
	req.Idempotent = true // a file that is uploaded twice is forgotten once
	req.Body = &metabiz.Form{
		Fields: map[string]string{"messaging_product": "whatsapp", "type": file.ContentType},
		Files:  map[string]metabiz.File{"file": file},
	}
	answer, err := metabiz.Call[struct {
		ID string `json:"id"`
	}](ctx, p.client, req, opts...)
	if err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", fmt.Errorf("whatsapp: %s: the answer has no id", req.Operation)
	}
	return answer.ID, nil
}

// CheckMedia looks at a file as [Phone.UploadMedia] does, without uploading it. It
// gives the file as it would go: with the type that its bytes have, a voice note
// under the name that Meta wants for it. The error is a [metabiz.ValidationError]
// that says what Meta would refuse.
func CheckMedia(file metabiz.File) (metabiz.File, error) { return checkMedia(file) }

// checkMedia looks at the file and gives it back with the type that it really has.
func checkMedia(file metabiz.File) (metabiz.File, error) { return checkMediaFor(file, anyUse) }

// checkMediaFor looks at a file that is to be used in a certain way.
func checkMediaFor(file metabiz.File, use mediaUse) (metabiz.File, error) {
	var c checker
	switch {
	case file.Open == nil:
		c.add(at("file.Open"), "is nil: make the file with FileFromPath or FileFromBytes", nil, nil)
	case file.Size <= 0:
		c.add(at("file.Size"), "must be above 0", 1, file.Size)
	}
	if err := c.err("whatsapp.Phone.UploadMedia"); err != nil {
		return file, err
	}
	head, err := readHead(file)
	if err != nil {
		return file, fmt.Errorf("whatsapp: read %s: %w", file.Name, err)
	}
	found := sniff(head, file.Name)
	declared := declaredType(file)
	if limit := mediaTypes[declared]; found.mimeType == "" && isOfficeContainer(head) && strings.HasPrefix(declared, "application/") && limit > 0 && declared != "application/pdf" {
		found.mimeType, found.limit = declared, limit // the name has no ending to tell it by
	}
	if found.mimeType == "video/mp4" && declared == "audio/mp4" {
		found.mimeType = declared // one container: only the name can tell
	}
	switch {
	case found.problem != "":
		c.add(at("file"), found.problem, nil, file.Name)
	case found.mimeType == "":
		c.add(at("file"), "is of no kind that WhatsApp takes, or damaged: "+accepted, nil, file.Name)
	case declared != "" && declared != found.mimeType:
		c.add(at("file"), "should be "+declared+" by its name or type, but holds "+found.mimeType, nil, file.Name)
	case !fits(use, found):
		c.add(at("file"), "can't be sent as "+use.String()+": "+found.mimeType+" is "+usedAs(found.mimeType).String(), use.String(), file.Name)
	case file.Size > found.limit:
		c.add(at("file.Size"), fmt.Sprintf("is too large: %s may have %d bytes", found.mimeType, found.limit), found.limit, file.Size)
	}
	if err := c.err("whatsapp.Phone.UploadMedia"); err != nil {
		return file, err
	}
	file.ContentType = found.mimeType
	if file.Name == "" {
		file.Name = "file"
	}
	if found.voice {
		file.ContentType = voiceType
		file.Name = strings.TrimSuffix(file.Name, filepath.Ext(file.Name)) + ".ogg"
	}
	return file, nil
}

// usedAs is what media of a type are sent as.
func usedAs(mimeType string) mediaUse {
	switch family, _, _ := strings.Cut(mimeType, "/"); {
	case mimeType == "image/webp":
		return useSticker
	case family == "image":
		return useImage
	case family == "audio":
		return useAudio
	case family == "video":
		return useVideo
	}
	return useDocument
}

func fits(use mediaUse, found sniffed) bool {
	switch use {
	case anyUse:
		return true
	case useVoice:
		return found.voice
	}
	return usedAs(found.mimeType) == use
}

const accepted = "JPEG, PNG, WebP, MP4, 3GPP, AAC, AMR, MP3, M4A, OGG with Opus, PDF, text and Microsoft Office are"

// declaredType is what the caller, or else the name, says that the file is; ""
// where neither says anything that could be held against the bytes.
func declaredType(file metabiz.File) string {
	declared, _, err := mime.ParseMediaType(file.ContentType)
	if err != nil || declared == "application/octet-stream" {
		return nameTypes[strings.ToLower(filepath.Ext(file.Name))]
	}
	return canonicalType(declared)
}

// canonicalType is the one name of a type that goes by several.
func canonicalType(t string) string {
	switch t {
	case "image/jpg":
		return "image/jpeg"
	case "audio/mp3":
		return "audio/mpeg"
	case "audio/m4a", "audio/x-m4a":
		return "audio/mp4"
	case "audio/opus":
		return "audio/ogg"
	case "audio/x-aac", "audio/aacp":
		return "audio/aac"
	}
	return t
}

func readHead(file metabiz.File) ([]byte, error) {
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, sniffLength))
}
