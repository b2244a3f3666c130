package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// TokenKind is what an access token stands for.
type TokenKind int

// The kinds of tokens.
const (
	UserToken TokenKind = iota + 1 // a person's or a system user's
	PageToken
	AppToken
)

// Token is an access token that the emulator has given out.
type Token struct {
	Text    string
	Kind    TokenKind
	Subject string // User, Page or Application that it speaks for
	AppID   string
	Scopes  []string
	Issued  time.Time
	Expires time.Time // zero: never
}

// proof is the appsecret_proof of a token.
func proof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// bearer finds the token that a request came with: in the header, or as a parameter.
func bearer(header http.Header, params map[string]any) string {
	scheme, token, ok := strings.Cut(header.Get("Authorization"), " ")
	if ok && (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth")) {
		return strings.TrimSpace(token)
	}
	return text(params["access_token"])
}

// authenticate finds the token of a request and checks its proof.
func (e *Emulator) authenticate(req *request) (*Token, error) {
	given := bearer(req.header, req.params)
	if given == "" {
		if len(req.path) > 0 && req.path[0] == "me" {
			return nil, FailPlain(2500, "An active access token must be used to query information about the current user.")
		}
		return nil, badToken("An access token is required to request this resource.")
	}
	t := e.tokens[given]
	if t == nil {
		return nil, badToken("Invalid OAuth access token - Cannot parse access token")
	}
	if !t.Expires.IsZero() && !e.clock.now().Before(t.Expires) {
		return nil, badToken("Error validating access token: Session has expired on %s. The current time is %s.",
			t.Expires.UTC().Format(time.RFC1123), e.clock.now().UTC().Format(time.RFC1123)).Sub(463)
	}
	// An app token holds the secret itself, and needs no proof of it.
	if e.config.AppSecret != "" && t.Kind != AppToken {
		p := text(req.params["appsecret_proof"])
		if p == "" {
			return nil, (&Error{Code: 104, Type: "GraphMethodException",
				Message: "API calls from the server require an appsecret_proof argument"})
		}
		if !hmac.Equal([]byte(p), []byte(proof(e.config.AppSecret, given))) {
			return nil, (&Error{Code: 104, Type: "GraphMethodException",
				Message: "Invalid appsecret_proof provided in the API argument"})
		}
	}
	return t, nil
}

func badToken(format string, args ...any) *Error { return FailPlain(190, format, args...) }

// pageToken gives the token of a Page, the same one each time.
func (c *Call) pageToken(page *Object) string {
	text := "EAAPAGE" + proof("page", page.ID)[:24]
	if c.e.tokens[text] == nil {
		c.issue(&Token{Text: text, Kind: PageToken, Subject: page.ID, Scopes: allScopes()})
	}
	return text
}
