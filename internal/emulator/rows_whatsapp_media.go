package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mediaKind is what a media type is sent as, and how many bytes it may have.
type mediaKind struct {
	name  string
	bytes int
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
)

// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
var mediaKinds = map[string]mediaKind{
	"audio/aac": {"audio", 16 * megabyte}, "audio/amr": {"audio", 16 * megabyte}, "audio/mpeg": {"audio", 16 * megabyte},
	"audio/mp4": {"audio", 16 * megabyte}, "audio/ogg": {"audio", 16 * megabyte}, "audio/opus": {"audio", 16 * megabyte},
	"image/jpeg": {"image", 5 * megabyte}, "image/png": {"image", 5 * megabyte},
	"image/webp": {"sticker", 500 * kilobyte},
	"video/mp4":  {"video", 16 * megabyte}, "video/3gpp": {"video", 16 * megabyte},
	"text/plain": {"document", 100 * megabyte}, "application/pdf": {"document", 100 * megabyte},
	"application/msword": {"document", 100 * megabyte}, "application/vnd.ms-excel": {"document", 100 * megabyte},
	"application/vnd.ms-powerpoint":                                             {"document", 100 * megabyte},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {"document", 100 * megabyte},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {"document", 100 * megabyte},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {"document", 100 * megabyte},
}

const maxStillSticker = 100 * kilobyte

// How long media live, and their addresses.
const (
	uploadedMediaLife = 30 * 24 * time.Hour
	receivedMediaLife = 7 * 24 * time.Hour
	mediaURLLife      = 5 * time.Minute
)

const attachments = "whatsapp_business/attachments"

// storedMedia is a media itself.
type storedMedia struct {
	content []byte
	until   time.Time
}

func mediaRows(r *Registry) {
	r.Edge(mediaType, permitted(
		Edge{Method: "GET", UseCase: messaging, Check: checkMediaOwner, Handle: getMedia, Params: Params(`phone_number_id string`)},
		Edge{Method: "DELETE", UseCase: messaging, Check: checkMediaOwner, Params: Params(`phone_number_id string`)},
	)...)
	r.Edge(Root, Edge{Method: "GET", Name: attachments, Open: true, Handle: downloadMedia})
}

// baseType is a media type without its parameters.
func baseType(contentType string) string {
	base, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(base))
}

func uploadMedia(c *Call) (any, error) {
	file := c.Args.File("file")
	if file == nil {
		return nil, badParam(c, "file", "must be a file.")
	}
	contentType := c.Args.Text("type")
	if contentType == "" || !strings.Contains(contentType, "/") {
		contentType = file.ContentType
	}
	kind, ok := mediaKinds[baseType(contentType)]
	limit := kind.bytes
	if baseType(contentType) == "image/webp" && !bytes.Contains(file.Content[:min(len(file.Content), 64)], []byte("ANIM")) {
		limit = maxStillSticker
	}
	switch {
	case !ok:
		return nil, badParam(c, "file", "must be a file with one of the following types: %s. Received file of type '%s'.",
			strings.Join(slices.Sorted(maps.Keys(mediaKinds)), ", "), baseType(contentType))
	case len(file.Content) == 0:
		return nil, badParam(c, "file", "must not be an empty file.")
	case len(file.Content) > limit:
		return nil, badParam(c, "file", "must be at most %d bytes for a file of type '%s'. Received %d bytes.", limit, baseType(contentType), len(file.Content))
	}
	return c.storeMedia(c.Node, file.Content, contentType, uploadedMediaLife), nil
}

// storeMedia keeps a media of a business number.
func (c *Call) storeMedia(number *Object, content []byte, contentType string, life time.Duration) *Object {
	sum := sha256.Sum256(content)
	o := c.Make(mediaType, map[string]any{"messaging_product": "whatsapp", "mime_type": contentType,
		"sha256": hex.EncodeToString(sum[:]), "file_size": int64(len(content))})
	o.Owner, o.State = number.ID, &storedMedia{content: content, until: c.Now().Add(life)}
	return o
}

// checkMediaOwner refuses media that are gone, and those of another number than the one that was named.
func checkMediaOwner(c *Call) error {
	number := c.Args.Text("phone_number_id")
	if !c.Now().Before(c.Node.State.(*storedMedia).until) || number != "" && number != c.Node.Owner {
		return noSuchObject(c.Method, c.Node.ID)
	}
	return nil
}

func getMedia(c *Call) (any, error) { return c.Node, nil }

// mediaURL is an address that serves a media for five minutes. It is on the emulator's own host, where Meta's would be on one
// of its own for media.
func mediaURL(c *Call, o *Object) any {
	ends := strconv.FormatInt(c.Now().Add(mediaURLLife).Unix(), 10)
	q := url.Values{"mid": {o.ID}, "ext": {ends}, "hash": {mediaHash(o, ends)}}
	return c.URL(attachments + "/?" + q.Encode())
}

func mediaHash(o *Object, ends string) string {
	sum := sha256.Sum256([]byte(o.ID + " " + ends + " " + o.Get("sha256")))
	return hex.EncodeToString(sum[:16])
}

// downloadMedia serves a media. The token goes without a proof here, as this is not the Graph API.
func downloadMedia(c *Call) (any, error) {
	o := c.Find(mediaType, text(c.raw["mid"]))
	ends, _ := strconv.ParseInt(text(c.raw["ext"]), 10, 64)
	switch {
	case c.e.tokens[bearer(c.Header, nil)] == nil:
		return nil, badToken("An access token is required to download media.").With(http.StatusUnauthorized)
	case o == nil || text(c.raw["hash"]) != mediaHash(o, text(c.raw["ext"])) || !c.Now().Before(time.Unix(ends, 0)):
		return nil, FailPlain(100, "Content not found").With(http.StatusNotFound)
	}
	media := o.State.(*storedMedia)
	return &Answer{ContentType: o.Get("mime_type"), Body: media.content,
		Header: http.Header{"Content-Length": {fmt.Sprint(len(media.content))}}}, nil
}
