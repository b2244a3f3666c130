package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"sync"
)

// exchange is one run of Do: a call, its attempts, and what is known so far.
type exchange struct {
	transport *Transport
	cfg       *Config
	call      *Call
	retry     Retry
	charges   []Charge // canonical, the application's among them
	redact    redactor
	observe   observer

	attempts  int
	last      attempt
	refused   *GraphError // the newest refusal, of whichever attempt
	verdict   verdict
	elsewhere string // the host of a redirect that was not followed

	lull lull      // of the answer that is being read
	room [4]Charge // for charges
}

// exchanges that have ended, to be used again: nothing that outlives a call refers to its exchange.
var exchanges = sync.Pool{New: func() any { return new(exchange) }}

func newExchange(ctx context.Context, t *Transport, cfg *Config, call *Call) *exchange {
	x := exchanges.Get().(*exchange)
	x.transport, x.cfg, x.call = t, cfg, call
	x.retry = cfg.Retry.withDefaults()
	x.charges = t.charges(x.room[:0], cfg, call)
	x.redact.add(cfg.AppSecret)
	x.observe = observer{ctx: ctx, x: x}
	return x
}

// end lets go of an exchange. One that a panic leaves behind is not used again.
func (x *exchange) end() {
	*x = exchange{}
	exchanges.Put(x)
}

// charges adds to a call's the quota that every call with credentials counts against: its application's.
func (t *Transport) charges(room []Charge, cfg *Config, call *Call) []Charge {
	charges := canonicalCharges(room, call.Charges)
	named := slices.ContainsFunc(charges, func(c Charge) bool { return c.Key.Kind == KindApp })
	if call.Anonymous || named {
		return charges
	}
	key := Key{Kind: KindApp}
	if cfg.AppSecret != "" {
		key.ID = t.credentials.app(cfg.AppSecret)
	}
	return append(charges, Charge{Key: key, Cost: 1})
}

// fingerprint identifies the request. A body that is not in memory stands by its size and type.
func (x *exchange) fingerprint() string {
	hash := sha256.New()
	_, _ = io.WriteString(hash, x.call.Method+"\x00"+x.call.URL.Host+x.call.URL.EscapedPath()+"\x00")
	switch body := x.call.Body.(type) {
	case nil:
	case *Bytes:
		hash.Write(body.Content)
	default:
		_, _ = io.WriteString(hash, body.ContentType()+"\x00"+strconv.FormatInt(body.Size(), 10))
	}
	return hex.EncodeToString(hash.Sum(nil)[:12])
}
