package metabiz

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/metabiz-go/metabiz/internal/wire"
)

// A WebhookConfig says what a [Webhook] trusts.
type WebhookConfig struct {
	// AppSecrets verify signatures: one, or two while the secret is being changed.
	// Without any, every delivery is refused.
	AppSecrets []string `json:"-"`
	// VerifyToken is what the app was given for the subscription. Without one,
	// every verification is refused.
	VerifyToken string `json:"-"`
	// Seen recognises events that came before; nil is [NewMemorySeen] with 100,000 events.
	Seen Seen
	// Lease is how long an event whose handler does not come back stays claimed; 0 is five minutes.
	Lease time.Duration
	// DeadLetter takes an event that keeps failing, so that Meta stops delivering it again: it
	// counts as handled once DeadLetter has returned nil. Where that fails or is nil, Meta goes
	// on for seven days.
	DeadLetter func(context.Context, DeadLetter) error
	// MaxFailures is at which failure an event goes to DeadLetter; 0 is 5. They are counted by Seen.
	MaxFailures int
	// MaxBody bounds a delivery, in bytes; 0 is 4 MiB. Meta sends 3 MB at most.
	MaxBody int64
	// Logger gets one line a delivery that was refused or failed; nil is silence.
	Logger *slog.Logger
}

// Format keeps the secrets out of logs, whatever the verb.
func (c WebhookConfig) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "metabiz.WebhookConfig(%d app secrets, verify token %t)", len(c.AppSecrets), c.VerifyToken != "")
}

// A Subscriber takes deliveries, such as whatsapp.Events. It ignores objects
// that are not its own, and returns an error when the delivery must come again.
type Subscriber interface {
	Deliver(ctx context.Context, d *Delivery) error
}

// SubscriberFunc is a function that is a [Subscriber].
type SubscriberFunc func(ctx context.Context, d *Delivery) error

// Deliver calls f.
func (f SubscriberFunc) Deliver(ctx context.Context, d *Delivery) error { return f(ctx, d) }

// A Delivery is one verified body, which may hold many events.
type Delivery struct {
	Object string // "whatsapp_business_account", "page", "instagram", "ad_account"
	Body   []byte // as it came; subscribers may keep it but must not change it

	parcel     *parcel // nil for one that no webhook has made
	subscriber int
}

// A Webhook is the http.Handler that Meta's deliveries go to.
//
// A GET is answered with the challenge when the verify token fits. A POST is
// verified over its raw body (X-Hub-Signature-256) and handed to every
// subscriber in turn; it is answered 200 only once all of them returned without
// error, so that Meta delivers again what failed, for up to seven days. Handlers
// run to their end even if Meta hangs up meanwhile: one that takes longer than a
// few seconds should put its work into a queue and return.
//
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
type Webhook struct {
	cfg         *WebhookConfig // a pointer, which fmt does not follow
	signers     []*signer
	subscribers []Subscriber
}

// NewWebhook makes a webhook. Subscribers get each delivery one after the other,
// in this order, by which a [Seen] store that outlives the process also tells
// them apart: add new ones at the end.
func NewWebhook(cfg WebhookConfig, subscribers ...Subscriber) *Webhook {
	if cfg.Seen == nil {
		cfg.Seen = NewMemorySeen(100_000)
	}
	if cfg.Lease <= 0 {
		cfg.Lease = 5 * time.Minute
	}
	if cfg.MaxFailures <= 0 {
		cfg.MaxFailures = 5
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 4 << 20
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	// Deployments often have an environment variable here that is not set.
	cfg.AppSecrets = slices.DeleteFunc(slices.Clone(cfg.AppSecrets), func(s string) bool { return s == "" })
	w := &Webhook{cfg: &cfg, subscribers: slices.Clone(subscribers)}
	for _, secret := range cfg.AppSecrets {
		w.signers = append(w.signers, newSigner(secret))
	}
	return w
}

// Format leaves the secrets out, whatever the verb.
func (w Webhook) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "metabiz.Webhook(%d subscribers)", len(w.subscribers))
}

// ServeHTTP answers Meta.
func (w *Webhook) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		w.verify(rw, r)
	case http.MethodPost:
		w.deliver(rw, r)
	default:
		rw.Header().Set("Allow", "GET, POST")
		answer(rw, http.StatusMethodNotAllowed, "GET or POST")
	}
}

func (w *Webhook) verify(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	// Hashed first, so that not even the token's length shows in the time it takes.
	got, want := sha256.Sum256([]byte(q.Get("hub.verify_token"))), sha256.Sum256([]byte(w.cfg.VerifyToken))
	fits := subtle.ConstantTimeCompare(got[:], want[:]) == 1
	if w.cfg.VerifyToken == "" || !fits || q.Get("hub.mode") != "subscribe" {
		w.cfg.Logger.Warn("webhook verification refused", "mode", q.Get("hub.mode"), "configured", w.cfg.VerifyToken != "")
		answer(rw, http.StatusForbidden, "verify token does not fit")
		return
	}
	answer(rw, http.StatusOK, q.Get("hub.challenge"))
}

func (w *Webhook) deliver(rw http.ResponseWriter, r *http.Request) {
	body, err := readBody(http.MaxBytesReader(rw, r.Body, w.cfg.MaxBody), r.ContentLength)
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			w.cfg.Logger.Warn("webhook delivery refused", "reason", "too large", "limit", w.cfg.MaxBody)
			answer(rw, http.StatusRequestEntityTooLarge, "over "+strconv.FormatInt(w.cfg.MaxBody, 10)+" bytes")
			return
		}
		answer(rw, http.StatusBadRequest, "the body broke off")
		return
	}
	// A handler that has begun to answer somebody must not be stopped because Meta lost patience.
	err = w.Handle(context.WithoutCancel(r.Context()), r.Header.Get("X-Hub-Signature-256"), body)
	switch {
	case err == nil:
		answer(rw, http.StatusOK, "")
	case errors.Is(err, ErrSignature):
		w.cfg.Logger.Warn("webhook delivery refused", "reason", err)
		answer(rw, http.StatusUnauthorized, "signature does not fit")
	case errors.Is(err, errMalformed):
		w.cfg.Logger.Warn("webhook delivery refused", "reason", err)
		answer(rw, http.StatusBadRequest, "not a webhook's JSON")
	default:
		w.cfg.Logger.Error("webhook delivery failed", "error", err)
		answer(rw, http.StatusInternalServerError, "failed, deliver again")
	}
}

// readBody makes room for what is announced only as far as it is likely: anybody
// can announce megabytes, and send none.
func readBody(r io.Reader, length int64) ([]byte, error) {
	const likely = 64 << 10
	var body bytes.Buffer
	body.Grow(int(min(max(length, 0), likely)) + bytes.MinRead)
	_, err := body.ReadFrom(r)
	return body.Bytes(), err
}

func answer(rw http.ResponseWriter, status int, text string) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, text)
}

var errMalformed = errors.New("body is not a webhook's JSON")

// Handle verifies one body and hands it to the subscribers, for servers that are
// not net/http and for bodies that come out of a queue. signature is the header
// X-Hub-Signature-256. All subscribers are tried; their errors are joined, and a
// panic goes on after the last of them. They may keep the body: it must not be
// changed afterwards.
func (w *Webhook) Handle(ctx context.Context, signature string, body []byte) error {
	if len(w.signers) == 0 {
		return fmt.Errorf("metabiz: webhook: WebhookConfig.AppSecrets has none that is not empty: set the app's secret: %w", ErrSignature)
	}
	if err := verify(signature, body, w.signers); err != nil {
		return err
	}
	object, ok := objectOf(body)
	if !ok {
		return fmt.Errorf("metabiz: webhook: %w", errMalformed)
	}
	p := &parcel{cfg: w.cfg}
	p.first = Delivery{Object: object, Body: body, parcel: p}
	var errs []error
	w.hand(ctx, 0, &p.first, &errs)
	return errors.Join(errs...)
}

// objectOf finds what a body is about. It stands in front of all else, and the rest
// is for the subscribers to read.
func objectOf(body []byte) (object string, ok bool) {
	s := wire.NewScanner(body)
	if !s.OpenObject() {
		return "", false
	}
	for {
		key, more := s.Member()
		if !more {
			break
		}
		if string(key) == "object" {
			object = objectName(s)
			return object, object != "" && s.Err() == nil
		}
		s.Skip()
	}
	return "", false
}

// objectName reads the name, and makes nothing new of the usual ones.
func objectName(s *wire.Scanner) string {
	if s.Kind() != wire.KindString {
		return ""
	}
	switch text := s.Raw(); string(text) {
	case `"whatsapp_business_account"`:
		return "whatsapp_business_account"
	case `"page"`:
		return "page"
	case `"instagram"`:
		return "instagram"
	case `"ad_account"`:
		return "ad_account"
	default:
		return wire.NewScanner(text).ReadString()
	}
}

// hand gives a delivery to the subscribers from that one's on: to all of them, even
// where one panics, which then goes on.
func (w *Webhook) hand(ctx context.Context, n int, d *Delivery, errs *[]error) {
	for n < len(w.subscribers) && w.subscribers[n] == nil {
		n++
	}
	if n == len(w.subscribers) {
		return
	}
	d.subscriber = n
	defer w.handNext(ctx, n+1, d, errs)
	if err := w.subscribers[n].Deliver(ctx, d); err != nil {
		*errs = append(*errs, err)
	}
}

func (w *Webhook) handNext(ctx context.Context, n int, d *Delivery, errs *[]error) {
	if n < len(w.subscribers) {
		w.hand(ctx, n, &Delivery{Object: d.Object, Body: d.Body, parcel: d.parcel}, errs)
	}
}
