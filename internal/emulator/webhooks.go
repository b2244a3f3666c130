package emulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
	"unicode/utf16"
)

// Route tells where an app's webhooks of an object go: whether the app is subscribed to the entry's account and field at
// all, and the callback that overrides the app's own (empty: none does). It runs with the emulator locked.
type Route func(c *Call, field, entryID string, value any) (override string, subscribed bool)

// webhooks delivers what was emitted, one after the other, in the order of emission. A failed delivery goes back on the
// clock, so that it overtakes nothing and is overtaken.
type webhooks struct {
	e      *Emulator
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex
	queue   []*delivery
	idle    chan struct{} // closed while nothing is under way
	running bool
	repeat  int // deliveries that are to be sent twice
}

type delivery struct {
	url   string
	body  []byte
	first time.Time // of the first attempt
	tries int
}

func newWebhooks(e *Emulator) *webhooks {
	h := &webhooks{e: e, idle: make(chan struct{})}
	close(h.idle)
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

// Meta repeats what was not answered with 200 at once and then ever more rarely, for seven days.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
var retryDelays = []time.Duration{0, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

const retryFor = 7 * 24 * time.Hour

// emit sends the entry of an object to all that are subscribed to the field. The caller holds the lock.
func (e *Emulator) emit(object, field, entryID string, value any, entry map[string]any) {
	payload := struct {
		Object string `json:"object"`
		Entry  []any  `json:"entry"`
	}{object, []any{entry}}
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(payload); err != nil {
		panic(fmt.Sprintf("emulator: webhook of %s cannot be written: %v", object, err))
	}
	body := escapeLikeMeta(bytes.TrimSpace(plain.Bytes()))
	for _, target := range e.targets(object, field, entryID, value) {
		e.hooks.send(&delivery{url: target, body: body, first: e.clock.now()})
	}
}

// targets are the addresses that a change goes to.
func (e *Emulator) targets(object, field, entryID string, value any) []string {
	if e.config.WebhookURL != "" {
		return []string{e.config.WebhookURL}
	}
	override, subscribed := "", true
	if route := e.registry.routes[object]; route != nil {
		override, subscribed = route(&Call{e: e}, field, entryID, value)
	}
	sub := e.subscriptions[object]
	if !subscribed || sub == nil || !sub.fields[field] {
		return nil
	}
	if override != "" {
		return []string{override}
	}
	return []string{sub.callback}
}

// escapeLikeMeta writes JSON as Meta's webhooks have it: non-ASCII as \u00e4 in lowercase, and slashes escaped. The
// signature is over these bytes.
func escapeLikeMeta(plain []byte) []byte {
	out := make([]byte, 0, len(plain)+len(plain)/8)
	for _, r := range string(plain) {
		switch {
		case r == '/':
			out = append(out, '\\', '/')
		case r < 0x80:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func (h *webhooks) send(d *delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = append(h.queue, d)
	if h.repeat > 0 && d.tries == 0 {
		h.repeat--
		h.queue = append(h.queue, &delivery{url: d.url, body: d.body, first: d.first, tries: len(retryDelays)})
	}
	if !h.running && h.ctx.Err() == nil {
		h.running = true
		h.idle = make(chan struct{})
		go h.run()
	}
}

// run delivers until nothing is left.
func (h *webhooks) run() {
	for {
		h.mu.Lock()
		if len(h.queue) == 0 || h.ctx.Err() != nil {
			h.running = false
			close(h.idle)
			h.mu.Unlock()
			return
		}
		d := h.queue[0]
		h.queue = h.queue[1:]
		h.mu.Unlock()
		if err := h.deliver(d); err != nil {
			h.e.config.Logger.Debug("emulator: webhook not accepted", "attempt", d.tries+1, "error", err)
			h.retry(d)
		}
	}
}

func (h *webhooks) deliver(d *delivery) error {
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, d.url, bytes.NewReader(d.body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	if secret := h.e.config.AppSecret; secret != "" {
		req.Header.Set("X-Hub-Signature", "sha1="+sign(sha1.New, secret, d.body))
		req.Header.Set("X-Hub-Signature-256", "sha256="+sign(sha256.New, secret, d.body))
	}
	resp, err := h.e.config.HTTPClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)) // so that the connection can be used again
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answered with %d", resp.StatusCode)
	}
	return nil
}

func sign(h func() hash.Hash, secret string, body []byte) string {
	mac := hmac.New(h, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// retry puts a delivery back on the clock, unless its time is over.
func (h *webhooks) retry(d *delivery) {
	delay := retryDelays[min(d.tries, len(retryDelays)-1)]
	d.tries++
	h.e.mu.Lock()
	defer h.e.mu.Unlock()
	if h.ctx.Err() != nil || h.e.clock.now().Add(delay).Sub(d.first) > retryFor {
		return
	}
	if delay == 0 {
		h.send(d)
		return
	}
	h.e.clock.after(delay, func() { h.send(d) })
}

// wait returns when nothing is under way.
func (h *webhooks) wait(ctx context.Context) error {
	for {
		h.mu.Lock()
		idle, busy := h.idle, h.running
		h.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return fmt.Errorf("waiting for webhooks to be answered: %w", ctx.Err())
		}
	}
}

// join returns when the deliveries that were under way have ended, after cancel.
func (h *webhooks) join() {
	for h.busy() {
		h.mu.Lock()
		idle := h.idle
		h.mu.Unlock()
		<-idle
	}
}

// settle waits for what is under way; a receiver that hangs is given up on by the HTTP client's time limit.
func (e *Emulator) settle() { _ = e.hooks.wait(e.hooks.ctx) }

// Wait returns when all webhooks that are due have been answered, and those that the answers led to.
func (e *Emulator) Wait(ctx context.Context) error {
	for {
		e.mu.Lock()
		e.clock.runDue()
		e.mu.Unlock()
		if err := e.hooks.wait(ctx); err != nil {
			return err
		}
		e.mu.Lock()
		due := e.clock.due()
		e.mu.Unlock()
		if !due && !e.hooks.busy() {
			return nil
		}
	}
}

func (h *webhooks) busy() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.running
}

// Verify asks a callback to prove that it knows the verify token, as Meta does before it subscribes one. The emulator is
// unlocked meanwhile.
func (c *Call) Verify(callback, verifyToken string) error {
	target, err := url.Parse(callback)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || target.Host == "" {
		return Fail(2200, "Callback verification failed: %q is no URL", callback)
	}
	challenge := c.NewID(Root)
	q := target.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.verify_token", verifyToken)
	q.Set("hub.challenge", challenge)
	target.RawQuery = q.Encode()

	c.e.mu.Unlock()
	defer c.e.mu.Lock()
	req, err := http.NewRequestWithContext(c.e.hooks.ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return Fail(2200, "Callback verification failed: %q is no URL", callback)
	}
	resp, err := c.e.config.HTTPClient.Do(req)
	if err != nil {
		return Fail(2200, "Callback verification failed with the following errors: the callback could not be reached")
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if resp.StatusCode != http.StatusOK || string(answer) != challenge {
		return Fail(2200, "Callback verification failed with the following errors: HTTP Status Code = %d; the challenge was not echoed", resp.StatusCode)
	}
	return nil
}
