package whatsapp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// A payload is a JSON Web Encryption in its compact form (RFC 7516): header, key,
// nonce, text and tag, each in base64, joined by dots.

type jweHeader struct {
	Algorithm  string `json:"alg"`
	Encryption string `json:"enc"`
}

var (
	jweBase64 = base64.RawURLEncoding
	jweKeys   = map[string]int{"A128GCM": 16, "A256GCM": 32} // bytes of the key
	jweHashes = map[string]func() hash.Hash{"RSA-OAEP": sha1.New, "RSA-OAEP-256": sha256.New}
)

// sealPayload encrypts for the owner of the key.
func sealPayload(key *rsa.PublicKey, plain []byte) (string, error) {
	header, err := json.Marshal(jweHeader{"RSA-OAEP", "A256GCM"})
	if err != nil {
		return "", err
	}
	contentKey := make([]byte, jweKeys["A256GCM"])
	if _, err := rand.Read(contentKey); err != nil {
		return "", err
	}
	wrapped, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, contentKey, nil)
	if err != nil {
		return "", err
	}
	aead, err := gcm(contentKey)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	protected := jweBase64.EncodeToString(header)
	sealed := aead.Seal(nil, nonce, plain, []byte(protected))
	text, tag := sealed[:len(plain)], sealed[len(plain):]
	return strings.Join([]string{
		protected, jweBase64.EncodeToString(wrapped), jweBase64.EncodeToString(nonce), jweBase64.EncodeToString(text), jweBase64.EncodeToString(tag),
	}, "."), nil
}

// openPayload decrypts what was sealed for the key.
func openPayload(key *rsa.PrivateKey, payload string) ([]byte, error) {
	parts := strings.Split(payload, ".")
	if len(parts) != 5 {
		return nil, errors.New("it is no compact JSON Web Encryption")
	}
	var raw [5][]byte
	for i, part := range parts {
		var err error
		if raw[i], err = jweBase64.DecodeString(part); err != nil {
			return nil, fmt.Errorf("part %d: %w", i+1, err)
		}
	}
	var header jweHeader
	if err := json.Unmarshal(raw[0], &header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	newHash, known := jweHashes[header.Algorithm]
	size := jweKeys[header.Encryption]
	if !known || size == 0 {
		return nil, fmt.Errorf("it is encrypted by %s and %s, which are not known", header.Algorithm, header.Encryption)
	}
	contentKey, err := rsa.DecryptOAEP(newHash(), nil, key, raw[1], nil)
	if err != nil {
		return nil, err
	}
	if len(contentKey) != size {
		return nil, errors.New("its key is of the wrong length")
	}
	aead, err := gcm(contentKey)
	if err != nil {
		return nil, err
	}
	if len(raw[2]) != aead.NonceSize() {
		return nil, errors.New("its nonce is of the wrong length")
	}
	return aead.Open(nil, raw[2], append(raw[3], raw[4]...), []byte(parts[0]))
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
