package transport

import (
	"net/http"
	"runtime"
	"sync"
	"weak"
)

type middleware = func(http.RoundTripper) http.RoundTripper

// wire is what a Config's attempts go out through: its middleware, around its own or the shared connections.
func (t *Transport) wire(cfg *Config) http.RoundTripper {
	if len(cfg.Middleware) == 0 {
		return t.base(cfg)
	}
	return t.chains.of(cfg, func(wire http.RoundTripper) http.RoundTripper {
		for i := len(cfg.Middleware) - 1; i >= 0; i-- {
			wire = cfg.Middleware[i](wire)
		}
		return wire
	}, t.base(cfg))
}

func (t *Transport) base(cfg *Config) http.RoundTripper {
	switch {
	case cfg.HTTPClient == nil:
		return t.pool
	case cfg.HTTPClient.Transport == nil:
		return http.DefaultTransport
	}
	return cfg.HTTPClient.Transport
}

// chains keeps middleware wrapped for as long as its slice and its http.Client live: what a middleware remembers between calls
// would be lost if it were wrapped anew for each. The Configs of calls share the slice of their client.
type chains struct{ wrapped sync.Map }

type chainKey struct {
	first  weak.Pointer[middleware]
	length int
	client weak.Pointer[http.Client]
}

func (c *chains) of(cfg *Config, wrap middleware, base http.RoundTripper) http.RoundTripper {
	key := chainKey{weak.Make(&cfg.Middleware[0]), len(cfg.Middleware), weak.Make(cfg.HTTPClient)}
	if chain, ok := c.wrapped.Load(key); ok {
		return chain.(func() http.RoundTripper)()
	}
	chain, known := c.wrapped.LoadOrStore(key, sync.OnceValue(func() http.RoundTripper { return wrap(base) }))
	if !known {
		// Whichever of the two goes first takes the cleanup of the other along: an http.Client may outlive any number of slices.
		var other runtime.Cleanup
		if cfg.HTTPClient != nil {
			other = runtime.AddCleanup(cfg.HTTPClient, func(key chainKey) { c.wrapped.Delete(key) }, key)
		}
		runtime.AddCleanup(&cfg.Middleware[0], func(key chainKey) {
			c.wrapped.Delete(key)
			other.Stop()
		}, key)
	}
	return chain.(func() http.RoundTripper)()
}
