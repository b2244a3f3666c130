package transport

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"
)

// appSecretProof shows that the caller of a token knows the app's secret.
func appSecretProof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// credential is what is made of a token, once for all the calls that carry it.
type credential struct {
	authorization string
	proof, query  string      // where there is an app secret
	header        http.Header // of calls that have no headers of their own; it is only read
}

// credentialOf is what a credential depends on.
type credentialOf struct {
	secret, token, scheme string
	contentType           string
	small, shared         bool
}

// credentials remembers what it takes a hash to find: the same few secrets and tokens make all the calls.
type credentials struct {
	mu    sync.RWMutex
	known map[credentialOf]*credential
}

// maxCredentials bounds the memory of processes with very many tokens. Forgetting all of it now and then is cheaper than
// keeping an order.
const maxCredentials = 4096

func newCredentials() *credentials { return &credentials{known: map[credentialOf]*credential{}} }

// get finds a credential. One that is new is made, and then finished by the caller.
func (s *credentials) get(of credentialOf, finish func(*credential)) *credential {
	s.mu.RLock()
	c := s.known[of]
	s.mu.RUnlock()
	if c != nil {
		return c
	}
	c = &credential{authorization: of.scheme + " " + of.token}
	if of.secret != "" {
		c.proof = appSecretProof(of.secret, of.token)
		c.query = "appsecret_proof=" + c.proof
	}
	if finish != nil {
		finish(c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= maxCredentials {
		clear(s.known)
	}
	s.known[of] = c
	return c
}

// app names an application by its secret, which it doesn't tell: its id is not known here.
func (s *credentials) app(secret string) string {
	return s.get(credentialOf{secret: secret, token: "metabiz application"}, nil).proof[:8]
}
