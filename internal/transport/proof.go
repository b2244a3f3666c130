package transport

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// appSecretProof shows that the caller of a token knows the app's secret.
func appSecretProof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// proofs remembers what it takes a hash to find: the same few secrets and tokens make all the calls.
type proofs struct {
	mu    sync.RWMutex
	known map[proofOf]string
}

type proofOf struct{ secret, token string }

// maxProofs bounds the memory of processes with very many tokens. Forgetting all of it now and then is cheaper than
// keeping an order.
const maxProofs = 4096

func newProofs() *proofs { return &proofs{known: map[proofOf]string{}} }

func (p *proofs) of(secret, token string) string {
	key := proofOf{secret, token}
	p.mu.RLock()
	proof, ok := p.known[key]
	p.mu.RUnlock()
	if ok {
		return proof
	}
	proof = appSecretProof(secret, token)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= maxProofs {
		clear(p.known)
	}
	p.known[key] = proof
	return proof
}

// app names an application by its secret, which it doesn't tell: its id is not known here.
func (p *proofs) app(secret string) string { return p.of(secret, "metabiz application")[:8] }
