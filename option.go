package metabiz

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/metabiz-go/metabiz/internal/transport"
)

// DefaultVersion is the Graph API version that a client names where nothing else is said.
const DefaultVersion = "v26.0"

// DefaultBaseURL is where the Graph API is.
const DefaultBaseURL = "https://graph.facebook.com"

// An Option configures a client ([New], [Client.With]) or a single call, to
// which it is passed last. Where two say the same thing, the later wins.
type Option interface {
	apply(*config) error
}

type optionFunc func(*config) error

func (f optionFunc) apply(cfg *config) error { return f(cfg) }

// config is what a client or a call is made with; it is never changed once made.
type config struct {
	token        func(context.Context) (string, error)
	secret       *string // a pointer, which fmt does not follow
	version      string
	base         *url.URL
	custom       bool // base is not Meta's
	httpClient   *http.Client
	logger       *slog.Logger
	retry        Retry
	breaker      CircuitBreaker
	limiter      Limiter
	middleware   []func(http.RoundTripper) http.RoundTripper
	interceptors []Interceptor
	hook         Hook
	quotas       []ownQuota
	maxSize      int64 // of an answer in bytes; 0: as the chain has it
	unguarded    bool  // WithoutVersionGuard

	ahead  int            // WithReadAhead
	fields string         // WithFields
	params map[string]any // WithParam

	transport *transport.Config // likewise
}

func (cfg *config) setQuotas(chain *transport.Transport) {
	for _, q := range cfg.quotas {
		chain.SetQuota(q.key, q.quota)
	}
}

func defaultConfig() *config {
	base, _ := url.Parse(DefaultBaseURL)
	return &config{version: DefaultVersion, base: base}
}

func (cfg *config) with(opts []Option) (*config, error) {
	next := *cfg
	// Slices and maps are appended to below: clip them, lest two derived clients share a tail.
	next.middleware = slices.Clip(next.middleware)
	next.interceptors = slices.Clip(next.interceptors)
	next.params = maps.Clone(next.params)
	next.quotas = nil // those given before are in force already
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt.apply(&next); err != nil {
			return nil, err
		}
	}
	next.transport = &transport.Config{
		HTTPClient: next.httpClient,
		Token:      next.token,
		Hosts:      next.hosts(),
		Logger:     next.logger,
		Retry:      next.retry.transport(),
		Circuit:    transport.Circuit(next.breaker),
		Middleware: next.middleware,
	}
	if next.secret != nil {
		next.transport.AppSecret = *next.secret
	}
	if next.limiter != nil {
		next.transport.Limiter = limiterAdapter{next.limiter}
	}
	if next.hook != nil {
		next.transport.Hook = next.hook.transport()
	}
	return &next, nil
}

var (
	// Hosts of Meta's that credentials may travel to.
	metaHosts = []string{"graph.facebook.com", "graph-video.facebook.com", "rupload.facebook.com", "api.facebook.com", "lookaside.fbsbx.com"}
	hostNames = [...]string{
		HostGraph: "graph.facebook.com", HostVideo: "graph-video.facebook.com", HostUpload: "rupload.facebook.com", HostAPI: "api.facebook.com",
	}
)

func (cfg *config) hosts() []string {
	if cfg.custom {
		return []string{cfg.base.Host}
	}
	return metaHosts
}

// address makes u that of a path, as it stands in the request.
func (cfg *config) address(u *url.URL, host Host, below string) *url.URL {
	*u = *cfg.base
	if !cfg.custom {
		u.Host = hostNames[host]
	}
	base := strings.TrimSuffix(u.EscapedPath(), "/")
	below = strings.TrimPrefix(below, "/")
	// A host of one's own stands for all of Meta's, and tells versions apart.
	if host != HostUpload && (host != HostAPI || cfg.custom) {
		u.RawPath = base + "/" + cfg.version + "/" + below
	} else {
		u.RawPath = base + "/" + below
	}
	// An escaped path that checkPath has passed can always be unescaped.
	u.Path, _ = url.PathUnescape(u.RawPath)
	return u
}

// A TokenSource gives the access token for a call. It is asked once an attempt,
// must be safe for concurrent use, and should keep the token for as long as it lives.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// TokenFunc is a function that is a [TokenSource].
type TokenFunc func(ctx context.Context) (string, error)

// Token calls f.
func (f TokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// WithToken sets the access token: of a system user, a user or a Page.
// It is sent as a header, never in an address.
func WithToken(token string) Option {
	return optionFunc(func(cfg *config) error {
		if err := checkToken(token); err != nil {
			return optionError("WithToken", err.Error())
		}
		cfg.token = func(context.Context) (string, error) { return token, nil }
		return nil
	})
}

func checkToken(token string) error {
	if token == "" {
		return fmt.Errorf("the token is empty")
	}
	for _, r := range token {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("the token has a space, line break or non-ASCII character in it")
		}
	}
	return nil
}

// WithTokenSource sets where each attempt's access token comes from, for tokens that are renewed.
func WithTokenSource(source TokenSource) Option {
	return optionFunc(func(cfg *config) error {
		if source == nil {
			return optionError("WithTokenSource", "the source is nil")
		}
		cfg.token = func(ctx context.Context) (string, error) {
			token, err := source.Token(ctx)
			if err != nil {
				return "", fmt.Errorf("token source: %w", err)
			}
			if err := checkToken(token); err != nil {
				return "", fmt.Errorf("token source: %w: %w", err, ErrAuth)
			}
			return token, nil
		}
		return nil
	})
}

// WithAppSecret adds appsecret_proof, the HMAC of the token really used, to every call.
//
// See https://developers.facebook.com/docs/graph-api/guides/secure-requests.
func WithAppSecret(secret string) Option {
	return optionFunc(func(cfg *config) error {
		if secret == "" {
			return optionError("WithAppSecret", "the secret is empty")
		}
		cfg.secret = &secret
		return nil
	})
}

var versionPattern = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]{1,2}$`)

// WithVersion sets the Graph API version, such as "v25.0". The default is [DefaultVersion].
func WithVersion(version string) Option {
	return optionFunc(func(cfg *config) error {
		if !versionPattern.MatchString(version) {
			return optionError("WithVersion", fmt.Sprintf("%q is not of the form v26.0", version))
		}
		cfg.version = version
		return nil
	})
}

// WithBaseURL sends calls elsewhere: to an emulator or a proxy. Credentials then
// travel to that host and no other. Plain HTTP is refused but for loopback addresses.
func WithBaseURL(base string) Option {
	return optionFunc(func(cfg *config) error {
		u, err := url.Parse(base)
		switch {
		case err != nil || u.Hostname() == "":
			return optionError("WithBaseURL", "it has no host or is not an absolute URL such as https://graph.facebook.com")
		case u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return optionError("WithBaseURL", "it must have no user, query or fragment")
		case versionPattern.MatchString(path.Base(u.Path)):
			return optionError("WithBaseURL", fmt.Sprintf("it ends in a version: leave %s out here and name it by WithVersion", path.Base(u.Path)))
		case u.Scheme != "https" && u.Scheme != "http":
			return optionError("WithBaseURL", fmt.Sprintf("scheme %q is neither https nor http", u.Scheme))
		case u.Scheme == "http" && !loopback(u.Hostname()):
			return optionError("WithBaseURL", "plain http would show the token to the network: use https, or a loopback address")
		}
		cfg.base = u
		cfg.custom = u.Host != hostNames[HostGraph]
		return nil
	})
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// WithHTTPClient makes attempts with another http.Client, whose Timeout is that of
// each attempt and whose Jar is not used. It is not changed.
// Its CheckRedirect is not asked: redirects are never followed with credentials.
func WithHTTPClient(client *http.Client) Option {
	return optionFunc(func(cfg *config) error {
		if client == nil {
			return optionError("WithHTTPClient", "the client is nil")
		}
		cfg.httpClient = client
		return nil
	})
}

// WithLogger logs one line an attempt at Debug, and one a retry or wait at Warn,
// without tokens, queries or bodies. The default is silence.
func WithLogger(logger *slog.Logger) Option {
	return optionFunc(func(cfg *config) error {
		cfg.logger = logger
		return nil
	})
}

// Retry says how often and how patiently a call is tried.
//
// Whether a call is tried again at all depends on what is known to have happened
// to it, not on these numbers: what may have been acted on is repeated only when
// the call is idempotent. See also [CircuitBreaker].
type Retry struct {
	// Attempts is the most tries in all; 0 is 4, 1 is never again.
	Attempts int
	// MinWait and MaxWait bound the wait between two tries; 0 is 500 ms and 30 s.
	// A wait that Meta asks for and that is longer than MaxWait is not waited for:
	// the refusal is returned at once, with its RetryAfter.
	MinWait, MaxWait time.Duration
	// Budget keeps an outage from being multiplied: retries for other reasons than
	// a limit are at most this share of the calls of all clients that share limits,
	// and 250 times as many at once. 0 is 0.2: a fifth, 50 at once. Below 0 there is no such bound.
	Budget float64
}

func (r Retry) transport() transport.Retry {
	return transport.Retry{Attempts: r.Attempts, MinWait: r.MinWait, MaxWait: r.MaxWait, Budget: r.Budget}
}

// WithRetry sets how often and how patiently calls are tried.
func WithRetry(retry Retry) Option {
	return optionFunc(func(cfg *config) error {
		switch {
		case retry.Attempts < 0:
			return optionError("WithRetry", fmt.Sprintf("Attempts is %d, below 0", retry.Attempts))
		case retry.MinWait < 0 || retry.MaxWait < 0:
			return optionError("WithRetry", "a wait is negative")
		case retry.MaxWait > 0 && retry.MaxWait < retry.MinWait:
			return optionError("WithRetry", fmt.Sprintf("MaxWait %v is below MinWait %v", retry.MaxWait, retry.MinWait))
		}
		cfg.retry = retry
		return nil
	})
}

// WithLimiter replaces the limiter, for instance by one that many processes share.
func WithLimiter(limiter Limiter) Option {
	return optionFunc(func(cfg *config) error {
		if limiter == nil {
			return optionError("WithLimiter", "the limiter is nil")
		}
		cfg.limiter = limiter
		return nil
	})
}

// WithMiddleware wraps the wire: each function gets the next RoundTripper and
// returns one around it, the first given being the outermost. It sees every
// attempt as it is sent, credentials included.
func WithMiddleware(middleware ...func(http.RoundTripper) http.RoundTripper) Option {
	return optionFunc(func(cfg *config) error {
		if slices.ContainsFunc(middleware, func(m func(http.RoundTripper) http.RoundTripper) bool { return m == nil }) {
			return optionError("WithMiddleware", "a middleware is nil")
		}
		cfg.middleware = append(cfg.middleware, middleware...)
		return nil
	})
}

// An Interceptor stands around whole calls: it sees the request before it is
// encoded, may refuse it or change a copy of it, and sees the answer. next makes
// the call, and gives its error as [Client.Do] would return it.
//
// In a batch the interceptors of all calls stand side by side: each next returns
// once the whole batch has been answered, and may be asked once. One that lets
// calls pass only one after the other holds a batch up until its context ends.
type Interceptor func(ctx context.Context, req *Request, next func(context.Context, *Request) (*Response, error)) (*Response, error)

// WithInterceptor adds an interceptor, inside of those already there.
func WithInterceptor(interceptor Interceptor) Option {
	return optionFunc(func(cfg *config) error {
		if interceptor == nil {
			return optionError("WithInterceptor", "the interceptor is nil")
		}
		cfg.interceptors = append(cfg.interceptors, interceptor)
		return nil
	})
}

// WithFields names the fields that a read answers with, in place of those that
// the method asks for. Edges and nested nodes are written as Graph has them:
// "name", "adsets.limit(2){id,name}".
func WithFields(fields ...string) Option {
	return optionFunc(func(cfg *config) error {
		for _, f := range fields {
			if strings.TrimSpace(f) == "" {
				return optionError("WithFields", "a field is empty")
			}
		}
		cfg.fields = strings.Join(fields, ",")
		return nil
	})
}

// WithParam adds a parameter that the method has no field for: to the address of
// a GET or DELETE, to the body of a POST. It wins over one of the same name.
func WithParam(name string, value any) Option {
	return optionFunc(func(cfg *config) error {
		switch name {
		case "":
			return optionError("WithParam", "the name is empty")
		case "access_token", "appsecret_proof":
			return optionError("WithParam", name+" is set by WithToken and WithAppSecret")
		}
		if cfg.params == nil {
			cfg.params = map[string]any{}
		}
		cfg.params[name] = value
		return nil
	})
}

// WithMaxSize bounds an answer, in bytes as it is unpacked: beyond it there is
// [ErrTooLarge]. Without it the answers of calls may have 64 MiB, and a
// [Download], which is held nowhere in memory, may be of any size.
func WithMaxSize(bytes int64) Option {
	return optionFunc(func(cfg *config) error {
		if bytes < 1 {
			return optionError("WithMaxSize", fmt.Sprintf("%d is below 1", bytes))
		}
		cfg.maxSize = bytes
		return nil
	})
}

// WithPageSize sets how many items a page of a list has: Graph's limit.
func WithPageSize(n int) Option {
	return optionFunc(func(cfg *config) error {
		if n < 1 {
			return optionError("WithPageSize", fmt.Sprintf("%d is below 1", n))
		}
		return WithParam("limit", n).apply(cfg)
	})
}

// WithAfter starts a list behind a cursor, as [Page] gives it: to resume where a walk ended.
func WithAfter(cursor string) Option {
	return optionFunc(func(cfg *config) error {
		if cursor == "" {
			return nil // the beginning
		}
		return WithParam("after", cursor).apply(cfg)
	})
}

func optionError(option, problem string) error {
	return &ValidationError{What: option, Fields: []FieldError{{Problem: problem}}}
}
