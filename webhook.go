package metabiz

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
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

	seen  Seen
	scope string
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
	subscribers []Subscriber
}

// NewWebhook makes a webhook. Subscribers get each delivery one after the other,
// in this order, by which a [Seen] store that outlives the process also tells
// them apart: add new ones at the end.
func NewWebhook(cfg WebhookConfig, subscribers ...Subscriber) *Webhook {
	if cfg.Seen == nil {
		cfg.Seen = NewMemorySeen(100_000)
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 4 << 20
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	// Deployments often have an environment variable here that is not set.
	cfg.AppSecrets = slices.DeleteFunc(slices.Clone(cfg.AppSecrets), func(s string) bool { return s == "" })
	return &Webhook{cfg: &cfg, subscribers: slices.Clone(subscribers)}
}

// Format leaves the secrets out, whatever the verb.
func (w Webhook) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "metabiz.Webhook(%d subscribers)", len(w.subscribers))
}

// ErrSignature is found where the signature of a delivery is missing or wrong.
var ErrSignature = errors.New("signature does not fit")

// Signature is what Meta's X-Hub-Signature-256 says of a body: for tests and
// for webhooks of one's own.
func Signature(appSecret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(appSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// VerifySignature holds a header X-Hub-Signature-256 against the raw body, in
// constant time. One of the secrets must fit. The error is [ErrSignature] and
// tells nothing of the signature expected.
func VerifySignature(header string, body []byte, appSecrets ...string) error {
	got, ok := strings.CutPrefix(header, "sha256=")
	if !ok {
		return fmt.Errorf("metabiz: webhook: no X-Hub-Signature-256: %w", ErrSignature)
	}
	var sum [sha256.Size]byte
	if n, err := hex.Decode(sum[:], []byte(clipTo(got, 2*sha256.Size))); err != nil || n != len(sum) || len(got) != 2*sha256.Size {
		return fmt.Errorf("metabiz: webhook: X-Hub-Signature-256 is malformed: %w", ErrSignature)
	}
	fits := false
	for _, secret := range appSecrets {
		if secret == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		var want [sha256.Size]byte
		fits = hmac.Equal(mac.Sum(want[:0]), sum[:]) || fits
	}
	if !fits {
		return fmt.Errorf("metabiz: webhook: %w", ErrSignature)
	}
	return nil
}

func clipTo(s string, n int) string { return s[:min(len(s), n)] }

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
// panic goes on after the last of them.
func (w *Webhook) Handle(ctx context.Context, signature string, body []byte) error {
	if len(w.cfg.AppSecrets) == 0 {
		return fmt.Errorf("metabiz: webhook: WebhookConfig.AppSecrets has none that is not empty: set the app's secret: %w", ErrSignature)
	}
	if err := VerifySignature(signature, body, w.cfg.AppSecrets...); err != nil {
		return err
	}
	var envelope struct {
		Object string `json:"object"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil || envelope.Object == "" {
		return fmt.Errorf("metabiz: webhook: %w", errMalformed)
	}
	var errs []error
	w.hand(ctx, 0, Delivery{Object: envelope.Object, Body: body, seen: w.cfg.Seen}, &errs)
	return errors.Join(errs...)
}

// hand gives a delivery to the subscribers from the nth on: to all of them, even
// where one panics, which then goes on.
func (w *Webhook) hand(ctx context.Context, n int, d Delivery, errs *[]error) {
	if n == len(w.subscribers) {
		return
	}
	defer w.hand(ctx, n+1, d, errs)
	if w.subscribers[n] == nil {
		return
	}
	d.scope = strconv.Itoa(n) + ":"
	if err := w.subscribers[n].Deliver(ctx, &d); err != nil {
		*errs = append(*errs, err)
	}
}

// ErrInFlight is found where the same event, of an earlier delivery, is being handled at this
// moment. The delivery is answered with an error, so that it comes again.
var ErrInFlight = errors.New("the same event is being handled")

// leaseTime bounds how long an event whose handler never came back stays claimed.
const leaseTime = 5 * time.Minute

// Once runs handle unless this subscriber has handled the event before. The
// event counts as handled only when handle returned nil. Subscribers do not see
// each other's marks: where one failed, only that one handles the event again.
// While the event is being handled, for up to five minutes, the error of another
// call is [ErrInFlight].
func (d *Delivery) Once(ctx context.Context, key string, handle func(context.Context) error) (err error) {
	if d.seen == nil || key == "" {
		return handle(ctx)
	}
	key = d.scope + key
	claim, err := d.seen.Claim(ctx, key, leaseTime)
	switch {
	case err != nil:
		return fmt.Errorf("metabiz: webhook: seen store: %w", err)
	case claim == ClaimDone:
		return nil
	case claim == ClaimHeld:
		return fmt.Errorf("metabiz: webhook: %w", ErrInFlight)
	}
	done := false
	defer func() {
		// Also when handle panics: the event is not done, and the next delivery may try.
		if !done {
			if rerr := d.seen.Release(context.WithoutCancel(ctx), key); rerr != nil && err != nil {
				err = errors.Join(err, rerr)
			}
		}
	}()
	if err := handle(ctx); err != nil {
		return err
	}
	done = true
	if err := d.seen.Done(context.WithoutCancel(ctx), key); err != nil {
		return fmt.Errorf("metabiz: webhook: seen store: %w", err)
	}
	return nil
}
