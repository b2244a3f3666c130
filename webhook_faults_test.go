package metabiz_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/metabiz-go/metabiz"
)

// One subscriber's panic keeps no other from its delivery, and is not hidden.
func TestSubscriberThatPanics(t *testing.T) {
	t.Parallel()
	delivered := 0
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}},
		nil,
		metabiz.SubscriberFunc(func(context.Context, *metabiz.Delivery) error { panic("boom") }),
		metabiz.SubscriberFunc(func(context.Context, *metabiz.Delivery) error { delivered++; return nil }),
	)
	defer func() {
		if r := recover(); r != "boom" || delivered != 1 {
			t.Errorf("recovered %v after %d deliveries", r, delivered)
		}
	}()
	post(hook, "s", delivery)
}

func TestWebhookWithoutASecretSaysSo(t *testing.T) {
	t.Parallel()
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{""}})
	err := hook.Handle(t.Context(), metabiz.Signature("", []byte(delivery)), []byte(delivery))
	if !errors.Is(err, metabiz.ErrSignature) || !strings.Contains(err.Error(), "AppSecrets") {
		t.Errorf("got %v", err)
	}
}

// What is configured can't be changed behind the webhook's back.
func TestWebhookKeepsItsConfig(t *testing.T) {
	t.Parallel()
	secrets := []string{"s"}
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: secrets})
	secrets[0] = "other"
	if code := post(hook, "s", delivery).Code; code != 200 {
		t.Errorf("answered %d", code)
	}
}

// Deliveries as they may come over a real connection.
func TestWebhookOverTheWire(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}, MaxBody: 200}))
	defer server.Close()
	signature := metabiz.Signature("s", []byte(delivery))
	chunked := func(body string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body) }
	large := strings.Repeat("x", 201)
	for name, tt := range map[string]struct {
		request string
		status  int
	}{
		"chunked":            {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Hub-Signature-256: " + signature + "\r\n", 200},
		"chunked, too large": {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Hub-Signature-256: " + signature + "\r\n", 413},
		"too large":          {"POST / HTTP/1.1\r\nContent-Length: 201\r\nX-Hub-Signature-256: " + signature + "\r\n", 413},
		"no body":            {"POST / HTTP/1.1\r\nContent-Length: 0\r\nX-Hub-Signature-256: " + signature + "\r\n", 401},
		"broken off":         {"POST / HTTP/1.1\r\nContent-Length: 150\r\nX-Hub-Signature-256: " + signature + "\r\n", 400},
		"head":               {"HEAD / HTTP/1.1\r\n", 405},
		"options":            {"OPTIONS / HTTP/1.1\r\n", 405},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			body := map[string]string{"chunked": chunked(delivery), "chunked, too large": chunked(large), "too large": large, "broken off": delivery}[name]
			if _, err := io.WriteString(conn, tt.request+"Host: x\r\nConnection: close\r\n\r\n"+body); err != nil {
				t.Fatal(err)
			}
			_ = conn.(*net.TCPConn).CloseWrite()
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.status {
				t.Errorf("answered %d, want %d", res.StatusCode, tt.status)
			}
		})
	}
}

// brokenSeen is a store whose calls fail as told.
type brokenSeen struct {
	metabiz.Seen
	claim, done error
}

func (s *brokenSeen) Claim(ctx context.Context, key string, token uint64, lease time.Duration) (metabiz.Claim, int, error) {
	if s.claim != nil {
		return 0, 0, s.claim
	}
	return s.Seen.Claim(ctx, key, token, lease)
}

func (s *brokenSeen) Done(ctx context.Context, key string, token uint64) error {
	if s.done != nil {
		return s.done
	}
	return s.Seen.Done(ctx, key, token)
}

func TestSeenStoreThatFails(t *testing.T) {
	t.Parallel()
	away := errors.New("redis is away")
	store := &brokenSeen{Seen: metabiz.NewMemorySeen(10), claim: away}
	handled := 0
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}, Seen: store},
		metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
			return d.Once(ctx, "k", func(context.Context) error { handled++; return nil })
		}))
	handle := func() error {
		return hook.Handle(t.Context(), metabiz.Signature("s", []byte(delivery)), []byte(delivery))
	}
	if err := handle(); !errors.Is(err, away) || handled != 0 {
		t.Errorf("without a claim: %v, handled %d times", err, handled)
	}
	store.claim, store.done = nil, away
	if err := handle(); !errors.Is(err, away) || handled != 1 {
		t.Errorf("not marked as done: %v, handled %d times", err, handled)
	}
	// It was handled, so for as long as the claim holds it is not handled again.
	store.done = nil
	if err := handle(); !errors.Is(err, metabiz.ErrInFlight) || handled != 1 {
		t.Errorf("delivered again: %v, handled %d times", err, handled)
	}
}
