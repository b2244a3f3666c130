package transport

import (
	"net/http"
	"runtime"
	"sync"
	"weak"
)

// wire is what a Config's attempts go out through: its middleware, around its own or the shared connections.
func (t *Transport) wire(cfg *Config) http.RoundTripper {
	if len(cfg.Middleware) == 0 {
		return t.base(cfg)
	}
	return t.chains.of(cfg, func() http.RoundTripper {
		wire := t.base(cfg)
		for i := len(cfg.Middleware) - 1; i >= 0; i-- {
			wire = cfg.Middleware[i](wire)
		}
		return wire
	})
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

// chains keeps the middleware of each Config wrapped, for as long as the Config lives: what a middleware remembers
// between calls would be lost if it were wrapped anew for each.
type chains struct{ byConfig sync.Map }

func (c *chains) of(cfg *Config, wrap func() http.RoundTripper) http.RoundTripper {
	key := weak.Make(cfg)
	if chain, ok := c.byConfig.Load(key); ok {
		return chain.(func() http.RoundTripper)()
	}
	chain, known := c.byConfig.LoadOrStore(key, sync.OnceValue(wrap))
	if !known {
		runtime.AddCleanup(cfg, func(key weak.Pointer[Config]) { c.byConfig.Delete(key) }, key)
	}
	return chain.(func() http.RoundTripper)()
}
