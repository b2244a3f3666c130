package whatsapp

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// QRCode opens a chat with the number, with a message ready to be sent.
type QRCode struct {
	Code             string    `json:"code"`
	PrefilledMessage string    `json:"prefilled_message"`
	DeepLinkURL      string    `json:"deep_link_url"`          // "https://wa.me/message/…", which the code leads to
	QRImageURL       string    `json:"qr_image_url,omitzero"`  // where a picture was asked for
	CreationTime     time.Time `json:"creation_time,omitzero"` // where it was asked for
}

// UnmarshalJSON takes the time in any of Graph's forms.
func (q *QRCode) UnmarshalJSON(data []byte) error {
	type plain QRCode
	return wire.Unmarshal(data, (*plain)(q))
}

// QRImageFormat is the form of a code's picture.
type QRImageFormat string

const (
	QRImagePNG QRImageFormat = "PNG"
	QRImageSVG QRImageFormat = "SVG"
)

// NewQRCode is a code to be made. PrefilledMessage is required.
type NewQRCode struct {
	PrefilledMessage string        `json:"prefilled_message"`          // up to 140 characters
	GenerateQRImage  QRImageFormat `json:"generate_qr_image,omitzero"` // no picture where it is left out
}

// QRCodeQuery narrows a list of codes.
type QRCodeQuery struct {
	Code   string        // this one alone
	Format QRImageFormat // of the pictures; none where it is left out
	Limit  int           // a page; Meta's own is 25
}

type qrQueryWire struct {
	Fields string `json:"fields"`
	Code   string `json:"code,omitzero"`
	Limit  int    `json:"limit,omitzero"`
}

// maxPrefilled is how many characters a code's message may have.
const maxPrefilled = 140

func qrFields(format QRImageFormat) string {
	fields := "code,prefilled_message,deep_link_url"
	if format != "" {
		fields += fmt.Sprintf(",qr_image_url.format(%s)", format)
	}
	return fields
}

// QRCodes lists the number's codes, the newest first.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation GET /{phone-number-id}/message_qrdls
func (p *Phone) QRCodes(ctx context.Context, q QRCodeQuery, opts ...metabiz.Option) iter.Seq2[QRCode, error] {
	return metabiz.List[QRCode](ctx, p.client, p.qrCodes(q), opts...)
}

// QRCodePages lists the number's codes by pages.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation GET /{phone-number-id}/message_qrdls
func (p *Phone) QRCodePages(ctx context.Context, q QRCodeQuery, opts ...metabiz.Option) iter.Seq2[*metabiz.Page[QRCode], error] {
	return metabiz.Pages[QRCode](ctx, p.client, p.qrCodes(q), opts...)
}

func (p *Phone) qrCodes(q QRCodeQuery) *metabiz.Request {
	req := p.request(http.MethodGet, "message_qrdls")
	req.Query = qrQueryWire{qrFields(q.Format), q.Code, q.Limit}
	return req
}

// QRCode reads a code, with its picture where a format is named. An unknown code is [metabiz.ErrNotFound].
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation GET /{phone-number-id}/message_qrdls/{qr-code-id}
func (p *Phone) QRCode(ctx context.Context, code string, format QRImageFormat, opts ...metabiz.Option) (*QRCode, error) {
	req := p.qrCode(http.MethodGet, code)
	req.Query = fieldsQuery{qrFields(format)}
	answer, err := metabiz.Call[qrWire](ctx, p.client, req, opts...)
	switch {
	case err != nil:
		return nil, err
	case len(answer.Data) > 0:
		return &answer.Data[0], nil
	case answer.Code != "":
		return &QRCode{answer.Code, answer.PrefilledMessage, answer.DeepLinkURL, answer.QRImageURL, answer.CreationTime}, nil
	}
	return nil, fmt.Errorf("whatsapp: %s: there is no code %q: %w", req.Operation, code, metabiz.ErrNotFound)
}

// qrWire is a code by itself, or in a list of one.
type qrWire struct {
	Data             []QRCode  `json:"data"`
	Code             string    `json:"code"`
	PrefilledMessage string    `json:"prefilled_message"`
	DeepLinkURL      string    `json:"deep_link_url"`
	QRImageURL       string    `json:"qr_image_url"`
	CreationTime     time.Time `json:"creation_time"`
}

// CreateQRCode makes a code. A number has up to 2,000.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation POST /{phone-number-id}/message_qrdls
func (p *Phone) CreateQRCode(ctx context.Context, q NewQRCode, opts ...metabiz.Option) (*QRCode, error) {
	var c checker
	c.text(at("prefilled_message"), q.PrefilledMessage, maxPrefilled)
	if err := c.err("whatsapp.NewQRCode"); err != nil {
		return nil, err
	}
	req := p.request(http.MethodPost, "message_qrdls")
	req.Body = q
	return metabiz.Call[QRCode](ctx, p.client, req, opts...)
}

// UpdateQRCode gives a code another message, up to 140 characters. What is printed stays good.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation POST /{phone-number-id}/message_qrdls
func (p *Phone) UpdateQRCode(ctx context.Context, code, prefilledMessage string, opts ...metabiz.Option) (*QRCode, error) {
	var c checker
	c.required(at("code"), code)
	c.text(at("prefilled_message"), prefilledMessage, maxPrefilled)
	if err := c.err("whatsapp.Phone.UpdateQRCode"); err != nil {
		return nil, err
	}
	req := p.request(http.MethodPost, "message_qrdls")
	req.Body = struct {
		Code             string `json:"code"`
		PrefilledMessage string `json:"prefilled_message"`
	}{code, prefilledMessage}
	req.Idempotent = true
	return metabiz.Call[QRCode](ctx, p.client, req, opts...)
}

// DeleteQRCode makes a code useless, and all that is printed of it.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes.
//
//meta:operation DELETE /{phone-number-id}/message_qrdls/{qr-code-id}
func (p *Phone) DeleteQRCode(ctx context.Context, code string, opts ...metabiz.Option) error {
	return succeed(ctx, p.client, p.qrCode(http.MethodDelete, code), opts)
}

func (p *Phone) qrCode(method, code string) *metabiz.Request {
	req := p.request(method, "message_qrdls")
	req.Path, req.Operation = metabiz.Path(p.id, "message_qrdls", code), req.Operation+"/{qr-code-id}"
	return req
}
