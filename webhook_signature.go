package metabiz

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"
)

// ErrSignature is found where the signature of a delivery is missing or wrong.
var ErrSignature = errors.New("signature does not fit")

// Signature is what Meta's X-Hub-Signature-256 says of a body: for tests and
// for webhooks of one's own.
func Signature(appSecret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// VerifySignature holds a header X-Hub-Signature-256 against the raw body, in
// constant time. One of the secrets must fit. The error is [ErrSignature] and
// tells nothing of the signature expected.
func VerifySignature(header string, body []byte, appSecrets ...string) error {
	signers := make([]*signer, 0, len(appSecrets))
	for _, secret := range appSecrets {
		if secret != "" {
			signers = append(signers, newSigner(secret))
		}
	}
	return verify(header, body, signers)
}

func verify(header string, body []byte, signers []*signer) error {
	got, ok := strings.CutPrefix(header, "sha256=")
	if !ok {
		return fmt.Errorf("metabiz: webhook: no X-Hub-Signature-256: %w", ErrSignature)
	}
	sum, ok := unhex(got)
	if !ok {
		return fmt.Errorf("metabiz: webhook: X-Hub-Signature-256 is malformed: %w", ErrSignature)
	}
	fits := false
	for _, s := range signers {
		fits = s.fits(body, &sum) || fits
	}
	if !fits {
		return fmt.Errorf("metabiz: webhook: %w", ErrSignature)
	}
	return nil
}

func unhex(text string) (sum [sha256.Size]byte, ok bool) {
	if len(text) != 2*len(sum) {
		return sum, false
	}
	for i := range sum {
		high, low := hexDigits[text[2*i]], hexDigits[text[2*i+1]]
		if high|low > 0xF {
			return sum, false
		}
		sum[i] = high<<4 | low
	}
	return sum, true
}

// hexDigits has what a digit stands for, and 0xFF for what is none.
var hexDigits = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xFF
	}
	for v, c := range "0123456789abcdef" {
		values[c] = byte(v)
	}
	for v, c := range "ABCDEF" {
		values[c] = byte(10 + v)
	}
	return values
}()

// A signer signs with one secret. The key's schedule is the same for each body, so
// that states which have it are kept.
type signer struct {
	states sync.Pool // of *signerState
}

type signerState struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

func newSigner(secret string) *signer {
	key := []byte(secret)
	s := new(signer)
	s.states.New = func() any { return &signerState{mac: hmac.New(sha256.New, key)} }
	return s
}

func (s *signer) fits(body []byte, sum *[sha256.Size]byte) bool {
	state := s.states.Get().(*signerState)
	defer s.states.Put(state)
	state.mac.Reset()
	state.mac.Write(body)
	state.mac.Sum(state.sum[:0])
	return hmac.Equal(state.sum[:], sum[:])
}
