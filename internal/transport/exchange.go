package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/go-retryablehttp"
)

// exchange is one run of Do: a call, its attempts, and what is known so far.
type exchange struct {
	transport *Transport
	cfg       *Config
	call      *Call
	retry     Retry
	charges   []Charge // canonical, the application's among them
	engine    engine
	redact    redactor
	observe   observer

	attempts  int
	last      attempt
	refused   *GraphError // the newest refusal, of whichever attempt
	verdict   verdict
	bodyErr   error  // why the body could not be opened
	elsewhere string // the host of a redirect that was not followed
}

func newExchange(ctx context.Context, t *Transport, cfg *Config, call *Call) *exchange {
	x := &exchange{
		transport: t, cfg: cfg, call: call,
		retry:   cfg.Retry.withDefaults(),
		charges: t.charges(cfg, call),
	}
	x.redact.add(cfg.AppSecret)
	x.observe = observer{ctx: ctx, x: x}
	return x
}

// charges adds to a call's the quota that every call with credentials counts against: its application's.
func (t *Transport) charges(cfg *Config, call *Call) []Charge {
	charges := canonicalCharges(call.Charges)
	named := slices.ContainsFunc(charges, func(c Charge) bool { return c.Key.Kind == KindApp })
	if call.Anonymous || named {
		return charges
	}
	key := Key{Kind: KindApp}
	if cfg.AppSecret != "" {
		key.ID = t.proofs.app(cfg.AppSecret)
	}
	return append(charges, Charge{Key: key, Cost: 1})
}

// request makes the request that the engine repeats.
func (x *exchange) request(ctx context.Context) (*retryablehttp.Request, error) {
	if x.call.URL == nil {
		return nil, errors.New("a call needs a URL")
	}
	bare, err := http.NewRequestWithContext(ctx, x.call.Method, "", nil)
	if err != nil {
		return nil, err
	}
	bare.URL, bare.Host = x.call.URL, x.call.URL.Host
	if x.call.Header != nil {
		bare.Header = x.call.Header.Clone()
		// Credentials are put on by the chain, which knows where they may go.
		maps.DeleteFunc(bare.Header, func(name string, _ []string) bool { return strings.EqualFold(name, "Authorization") })
	}
	req := &retryablehttp.Request{Request: bare}
	if body := x.call.Body; body != nil {
		if err := req.SetBody(x.readerOf(body)); err != nil {
			return nil, err
		}
		req.ContentLength = body.Size()
		if kind := body.ContentType(); kind != "" {
			bare.Header.Set("Content-Type", kind)
		}
	}
	return req, nil
}

// fingerprint identifies the request. A body that is not in memory stands by its size and type.
func (x *exchange) fingerprint() string {
	hash := sha256.New()
	_, _ = io.WriteString(hash, x.call.Method+"\x00"+x.call.URL.Host+x.call.URL.EscapedPath()+"\x00")
	switch body := x.call.Body.(type) {
	case nil:
	case *bytesBody:
		hash.Write(body.content)
	default:
		_, _ = io.WriteString(hash, body.ContentType()+"\x00"+strconv.FormatInt(body.Size(), 10))
	}
	return hex.EncodeToString(hash.Sum(nil)[:12])
}
