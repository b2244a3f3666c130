package pages

import (
	"bytes"
	"encoding/json"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// What templates call themselves.
const (
	templateGeneric     = "generic"
	templateButton      = "button"
	templateMedia       = "media"
	templateReceipt     = "receipt"
	templateCoupon      = "coupon"
	templateProduct     = "product"
	templateFeedback    = "customer_feedback"
	templateInformation = "customer_information"
	templateForm        = "instant_form"
	templateGrid        = "image_grid"
	templateOptIn       = "notification_messages"
)

// attachTemplate writes a template, whose kind comes first, into a message.
func attachTemplate(b *messageBody, kind string, fields any) error {
	raw, err := wire.Marshal(fields)
	if err != nil {
		return err
	}
	payload := append([]byte(`{"template_type":`), wire.AppendString(nil, kind)...)
	if rest := bytes.TrimPrefix(raw, []byte("{")); len(rest) > 1 {
		payload = append(append(payload, ','), rest...)
	} else {
		payload = append(payload, '}')
	}
	b.Attachment, err = wire.Marshal(attachment{Type: string(AttachmentTemplate), Payload: payload})
	return err
}

// decodeTemplate reads the templates that this version knows; nil for others.
func decodeTemplate(payload json.RawMessage) Content {
	var head struct {
		Type string `json:"template_type"`
	}
	if wire.Unmarshal(payload, &head) != nil {
		return nil
	}
	switch head.Type {
	case templateGeneric:
		return decodeAs[GenericTemplate](payload)
	case templateButton:
		return decodeAs[ButtonTemplate](payload)
	case templateMedia:
		return decodeAs[MediaTemplate](payload)
	case templateReceipt:
		return decodeAs[ReceiptTemplate](payload)
	case templateCoupon:
		return decodeAs[CouponTemplate](payload)
	case templateProduct:
		return decodeAs[ProductTemplate](payload)
	case templateFeedback:
		return decodeAs[FeedbackTemplate](payload)
	case templateInformation:
		return decodeAs[InformationTemplate](payload)
	case templateForm:
		return decodeAs[InstantFormTemplate](payload)
	case templateGrid:
		return decodeAs[ImageGridTemplate](payload)
	case templateOptIn:
		return decodeAs[OptInTemplate](payload)
	}
	return nil
}
