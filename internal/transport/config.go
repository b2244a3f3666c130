package transport

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Config is how one client, derived client or single call sends. It is read only after it has been given to Do.
type Config struct {
	// HTTPClient supplies the wire and, by its Timeout, a limit for each attempt. Its redirect policy and cookie jar
	// are not used. Nil: the Transport's own pool.
	HTTPClient *http.Client
	// Token gives the access token of an attempt; it is asked anew for each. Nil: calls carry no credentials.
	Token func(ctx context.Context) (string, error)
	// AppSecret signs the token of each call as appsecret_proof. Empty: no proof.
	AppSecret string
	// Hosts are those that credentials may travel to, as host or host:port.
	Hosts []string
	// Logger receives one line an attempt at debug level and one a retry or wait at warn level. Nil: silent.
	Logger *slog.Logger
	// Retry bounds repetition. Zero fields take the defaults.
	Retry Retry
	// Circuit says when calls fail at once because of an outage. Zero fields take the defaults.
	Circuit Circuit
	// Limiter replaces the Transport's own buckets. The not-before gates stay in force beside it.
	Limiter Limiter
	// Middleware wraps the wire, the first one outermost. It sees the credentials. Each function is called once for a
	// slice and HTTPClient, so that what it returns may keep state between the calls of a client.
	Middleware []func(http.RoundTripper) http.RoundTripper
	// Hook is told of each attempt, retry and wait, on the goroutine of the call. Nil: none.
	Hook func(ctx context.Context, e Event)
}

// Retry bounds repetition.
type Retry struct {
	// Attempts counts the first one too: 1 never repeats. Zero: 4.
	Attempts int
	// MinWait is the ceiling of the first backoff, which doubles with each further one. Zero: 500 ms.
	MinWait time.Duration
	// MaxWait is the longest wait that is taken, whether of our own choice or Meta's: a refusal that asks for more is
	// returned at once. Zero: 30 s.
	MaxWait time.Duration
	// Budget is how many retries of our own choice there may be, as a share of the calls of all that share the Transport. Zero: 0.2.
	// Below zero: as many as the attempts allow.
	Budget float64
}

func (r Retry) withDefaults() Retry {
	if r.Attempts <= 0 {
		r.Attempts = 4
	}
	if r.MinWait <= 0 {
		r.MinWait = 500 * time.Millisecond
	}
	if r.MaxWait <= 0 {
		r.MaxWait = 30 * time.Second
	}
	if r.Budget == 0 {
		r.Budget = 0.2
	}
	return r
}
