package whatsapp

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"

	"github.com/metabiz-go/metabiz"
)

// BusinessPublicKey is the key that WhatsApp encrypts what people enter into Flows with.
type BusinessPublicKey struct {
	PublicKey       string `json:"business_public_key"`                  // in PEM
	SignatureStatus string `json:"business_public_key_signature_status"` // "VALID"; "MISMATCH": set it again
}

// BusinessPublicKey reads the number's key; it is zero where none was set.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/whatsapp-business-encryption-api.
//
//meta:operation GET /{phone-number-id}/whatsapp_business_encryption
func (p *Phone) BusinessPublicKey(ctx context.Context, opts ...metabiz.Option) (*BusinessPublicKey, error) {
	return first[BusinessPublicKey](ctx, p.client, p.request(http.MethodGet, "whatsapp_business_encryption"), opts)
}

// SetBusinessPublicKey sets the key, an RSA public key of 2,048 bits in PEM. The
// endpoint of a Flow decrypts with its private half.
//
// See https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint.
//
//meta:operation POST /{phone-number-id}/whatsapp_business_encryption
func (p *Phone) SetBusinessPublicKey(ctx context.Context, publicKeyPEM string, opts ...metabiz.Option) error {
	const bits = 2048
	var c checker
	if c.required(at("business_public_key"), publicKeyPEM) {
		switch key := rsaPublicKey(publicKeyPEM); {
		case key == nil:
			c.add(at("business_public_key"), "is not an RSA public key in PEM", nil, nil)
		case key.N.BitLen() != bits:
			c.add(at("business_public_key"), "must have 2048 bits", bits, key.N.BitLen())
		}
	}
	if err := c.err("whatsapp.Phone.SetBusinessPublicKey"); err != nil {
		return err
	}
	req := p.request(http.MethodPost, "whatsapp_business_encryption")
	req.Body = &metabiz.Form{Fields: map[string]string{"business_public_key": publicKeyPEM}}
	req.Idempotent = true
	return succeed(ctx, p.client, req, opts)
}

// rsaPublicKey reads a key in either of the two forms that PEM files have, and gives nil for anything else.
func rsaPublicKey(text string) *rsa.PublicKey {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
		return key
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil
	}
	public, _ := key.(*rsa.PublicKey)
	return public
}
