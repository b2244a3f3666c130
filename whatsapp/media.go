package whatsapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// A Media is a handle on a file at Meta, named by the id of an upload or of a
// received message. Uploads are kept for 30 days, received files for seven.
type Media struct {
	client *metabiz.Client
	id     string
}

// NewMedia makes a handle on the file with the id.
func NewMedia(client *metabiz.Client, mediaID string) *Media {
	return &Media{client: client, id: mediaID}
}

// ID is the id that the handle was made with.
func (m *Media) ID() string { return m.id }

// MediaInfo is what Meta knows of a file.
type MediaInfo struct {
	ID               string `json:"id"`
	URL              string `json:"url"` // works for five minutes, with the token only
	MIMEType         string `json:"mime_type"`
	SHA256           string `json:"sha256"`    // hexadecimal, in webhooks base64
	FileSize         int64  `json:"file_size"` // in bytes
	MessagingProduct string `json:"messaging_product,omitzero"`
}

// UnmarshalJSON takes the size as a number and as a text.
func (m *MediaInfo) UnmarshalJSON(data []byte) error {
	type plain MediaInfo
	return wire.Unmarshal(data, (*plain)(m))
}

func (m *Media) request(method string) *metabiz.Request {
	return &metabiz.Request{Method: method, Path: metabiz.Path(m.id), Operation: method + " /{media-id}"}
}

// Get reads what Meta knows of the file, with a fresh address. The parameter
// phone_number_id ([metabiz.WithParam]) makes sure that it is a file of that number.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media.
//
//meta:operation GET /{media-id}
func (m *Media) Get(ctx context.Context, opts ...metabiz.Option) (*MediaInfo, error) {
	return metabiz.Call[MediaInfo](ctx, m.client, m.request(http.MethodGet), opts...)
}

// Delete removes the file from Meta.
//
//meta:operation DELETE /{media-id}
func (m *Media) Delete(ctx context.Context, opts ...metabiz.Option) error {
	return succeed(ctx, m.client, m.request(http.MethodDelete), opts)
}

// ErrCorruptMedia ends the reading of a [Download] whose bytes are not the ones
// that Meta announced.
var ErrCorruptMedia = errors.New("media is not what was announced")

// A Download is a file that is read as it arrives. It must be closed. The read
// that would give io.EOF gives [ErrCorruptMedia] instead where the bytes do not
// match the announced SHA-256: use what was read only after io.EOF.
type Download struct {
	MediaInfo
	body io.ReadCloser
	hash hash.Hash
	want []byte // nil where Meta announced nothing that could be checked
	read int64
}

// Download begins to read the file, by way of a fresh address. The token goes
// to Meta's hosts only.
//
//meta:operation GET /{media-id}
func (m *Media) Download(ctx context.Context, opts ...metabiz.Option) (*Download, error) {
	info, err := m.Get(ctx, opts...)
	if err != nil {
		return nil, err
	}
	file, err := m.client.Open(ctx, info.URL, opts...)
	if err != nil {
		return nil, err
	}
	d := &Download{MediaInfo: *info, body: file, hash: sha256.New(), want: digest(info.SHA256)}
	if d.FileSize == 0 && file.Size > 0 {
		d.FileSize = file.Size
	}
	if d.MIMEType == "" {
		d.MIMEType = file.ContentType
	}
	return d, nil
}

// digest reads a SHA-256 in either of the forms that Meta writes.
func digest(text string) []byte {
	if sum, err := hex.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	if sum, err := base64.StdEncoding.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	return nil
}

// Read reads the file and checks it at its end.
func (d *Download) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	d.hash.Write(p[:n])
	d.read += int64(n)
	if err == io.EOF {
		if corrupt := d.check(); corrupt != nil {
			return n, corrupt
		}
	}
	return n, err
}

func (d *Download) check() error {
	switch sum := d.hash.Sum(nil); {
	case d.want != nil && !bytes.Equal(sum, d.want):
		return fmt.Errorf("whatsapp: media %s: SHA-256 is %x, announced was %x: %w", d.ID, sum, d.want, ErrCorruptMedia)
	case d.want == nil && d.FileSize > 0 && d.read != d.FileSize:
		return fmt.Errorf("whatsapp: media %s: %d bytes, announced were %d: %w", d.ID, d.read, d.FileSize, ErrCorruptMedia)
	}
	return nil
}

// Close ends the reading.
func (d *Download) Close() error { return d.body.Close() }
