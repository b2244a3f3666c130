package whatsapp

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/metabiz-go/metabiz"
	"github.com/metabiz-go/metabiz/internal/wire"
)

// PayloadKeys are the keys of encrypted messages.
type PayloadKeys struct {
	// Cloud is Meta's public key: [PayloadEncryption].CloudEncryptionKey of [Phone.Settings].
	Cloud *rsa.PublicKey
	// Own is the private half of what [Phone.UpdatePayloadEncryption] has set: answers are encrypted for it.
	Own *rsa.PrivateKey
}

// SendEncrypted sends a message whose content only Meta's messaging servers can
// read, not what lies between, as a JSON Web Encryption (RSA-OAEP, A256GCM). The answer is
// encrypted likewise. Otherwise it is [Phone.Send], but for files, which must be uploaded before.
//
// See https://developers.facebook.com/documentation/business-messaging/whatsapp/payload-encryption.
//
//meta:operation POST /{phone-number-id}/messages_encrypted
func (p *Phone) SendEncrypted(ctx context.Context, m Message, keys PayloadKeys, opts ...metabiz.Option) (*Sent, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var c checker
	if keys.Cloud == nil {
		c.add(at("keys.Cloud"), "is required", nil, nil)
	}
	if keys.Own == nil {
		c.add(at("keys.Own"), "is required", nil, nil)
	}
	if err := c.err("whatsapp.PayloadKeys"); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: encode message: %w", err)
	}
	sealed, err := sealPayload(keys.Cloud, plain)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: encrypt message: %w", err)
	}
	req := p.request(http.MethodPost, "messages_encrypted")
	req.Body = encryptedWire{"whatsapp", sealed}
	req.Limits = []metabiz.LimitKey{{Kind: metabiz.LimitPhoneNumber, ID: p.id}}
	answer, err := metabiz.Call[encryptedWire](ctx, p.client, req, opts...)
	if err != nil {
		return nil, err
	}
	opened, err := openPayload(keys.Own, answer.Contents)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: %s: the message was sent but its answer can't be decrypted: %w", req.Operation, err)
	}
	sent := new(Sent)
	if err := wire.Unmarshal(opened, sent); err != nil {
		return nil, fmt.Errorf("whatsapp: %s: the message was sent but its answer can't be read: %w", req.Operation, err)
	}
	return sent, nil
}

type encryptedWire struct {
	MessagingProduct string `json:"messaging_product,omitzero"`
	Contents         string `json:"encrypted_contents"`
}
