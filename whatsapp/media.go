package whatsapp

import (
	"context"
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
