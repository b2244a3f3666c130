package emulator

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// receiver is an app's webhook. It keeps what it got.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status []int // of the next answers; none left: 200
	got    []hook
}

type hook struct {
	at        time.Time
	body      string
	signature string
}

func newReceiver(t *testing.T, clock func() time.Time, status ...int) *receiver {
	t.Helper()
	r := &receiver{status: status}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodGet {
			if req.URL.Query().Get("hub.mode") != "subscribe" || req.URL.Query().Get("hub.verify_token") != "vt" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, req.URL.Query().Get("hub.challenge"))
			return
		}
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, hook{at: clock(), body: string(body), signature: req.Header.Get("X-Hub-Signature-256")})
		if len(r.status) > 0 {
			w.WriteHeader(r.status[0])
			r.status = r.status[1:]
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) received() []hook {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]hook(nil), r.got...)
}

func TestWebhookSignature(t *testing.T) {
	t.Parallel()
	var c *client
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() })
	c = newShop(t, Config{Start: start, AppSecret: "s3cret", WebhookURL: r.URL})
	c.ok("POST", "act_7/messages", "to", "1")
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(r.received()); n != 0 {
		t.Fatalf("%d webhooks before their time", n)
	}
	c.e.Clock().Advance(time.Second)
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.received()
	if len(got) != 1 {
		t.Fatalf("%d webhooks", len(got))
	}
	want := `{"object":"shop","entry":[{"changes":[{"field":"status","value":{"text":"\u00e8 <a\/b> \ud83d\ude00"}}],"id":"act_7","time":1796115601}]}`
	if diff := cmp.Diff(want, got[0].body); diff != "" {
		t.Error(diff)
	}
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write([]byte(got[0].body))
	if got[0].signature != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %s", got[0].signature)
	}
}

func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	var c *client
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() }, 500, 503, 404, 302)
	c = newShop(t, Config{Start: start, WebhookURL: r.URL})
	c.ok("POST", "act_7/messages", "to", "1")
	c.e.Clock().Advance(25 * time.Hour)
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	var after []time.Duration
	for _, h := range r.received() {
		after = append(after, h.at.Sub(start.Add(time.Second)))
	}
	want := []time.Duration{0, 0, time.Minute, 6 * time.Minute, 21 * time.Minute}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Error(diff)
	}
}

func TestWebhookGivesUpAfterAWeek(t *testing.T) {
	t.Parallel()
	var c *client
	status := make([]int, 1000)
	for i := range status {
		status[i] = 500
	}
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() }, status...)
	c = newShop(t, Config{Start: start, WebhookURL: r.URL})
	c.ok("POST", "act_7/messages", "to", "1")
	c.e.Clock().Advance(30 * 24 * time.Hour)
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.received()
	last := got[len(got)-1].at.Sub(start)
	if last > 7*24*time.Hour+time.Second || last < 6*24*time.Hour {
		t.Errorf("last of %d attempts after %v", len(got), last)
	}
}

func TestWebhookDuplicates(t *testing.T) {
	t.Parallel()
	var c *client
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() })
	c = newShop(t, Config{Start: start, WebhookURL: r.URL})
	c.e.Fault(Fault{Kind: FaultDuplicate})
	for range 2 {
		c.ok("POST", "act_7/messages", "to", "1")
	}
	c.e.Clock().Advance(time.Second)
	if err := c.e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.received()
	if len(got) != 3 || got[0].body != got[1].body {
		t.Errorf("%d webhooks", len(got))
	}
}

// An app gets what it has subscribed to, at the callback that it has proved to be its own.
func TestSubscriptions(t *testing.T) {
	t.Parallel()
	var c *client
	r := newReceiver(t, func() time.Time { return c.e.Clock().Now() })
	c = newClient(t, Config{Start: start, AppSecret: "s"})
	s := c.e.Seed()
	app, page := c.with(s.AppID+"|s"), c.with(s.PageToken)
	app.secret = ""
	emit := func(field string) {
		t.Helper()
		if err := c.e.act(func(c *Call) error {
			c.Emit("page", field, s.PageID, map[string]any{"x": 1})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := c.e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := app.call("POST", s.AppID+"/subscriptions", "object", "page", "callback_url", r.URL, "verify_token", "wrong", "fields", "feed"); got.code() != 2200 {
		t.Fatalf("wrong verify token: %s", got.raw)
	}
	emit("feed")
	made := app.ok("POST", s.AppID+"/subscriptions", "object", "page", "callback_url", r.URL, "verify_token", "vt", "fields", "feed,messages")
	if made.body["success"] != true {
		t.Errorf("subscribed: %s", made.raw) // its fields are those of the webhooks, not of the answer
	}
	emit("feed")
	if n := len(r.received()); n != 0 {
		t.Fatalf("%d webhooks, though the Page has not subscribed the app", n)
	}
	page.ok("POST", s.PageID+"/subscribed_apps", "subscribed_fields", `["feed"]`)
	emit("feed")
	emit("messages")
	if n := len(r.received()); n != 1 {
		t.Fatalf("%d webhooks, want that of feed", n)
	}
	apps := page.ok("GET", s.PageID+"/subscribed_apps").data()
	if diff := cmp.Diff([]any{"feed"}, apps[0].(map[string]any)["subscribed_fields"]); diff != "" {
		t.Error(diff)
	}
	list := app.ok("GET", s.AppID+"/subscriptions").data()[0].(map[string]any)
	if list["object"] != "page" || list["callback_url"] != r.URL || len(list["fields"].([]any)) != 2 {
		t.Errorf("subscription = %v", list)
	}
	page.ok("DELETE", s.PageID+"/subscribed_apps")
	emit("feed")
	app.ok("DELETE", s.AppID+"/subscriptions", "object", "page")
	if n := len(r.received()); n != 1 || len(app.ok("GET", s.AppID+"/subscriptions").data()) != 0 {
		t.Errorf("%d webhooks after the subscription ended", n)
	}
	if got := page.call("POST", s.PageID+"/subscribed_apps", "subscribed_fields", "colours"); got.code() != 100 {
		t.Errorf("unknown field: %s", got.raw)
	}
}

func TestWaitGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	r := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	c := newShop(t, Config{WebhookURL: r.URL})
	t.Cleanup(func() { close(hang); r.Close() })
	if err := c.e.act(func(c *Call) error { c.Emit("shop", "x", "1", json.RawMessage(`{}`)); return nil }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.e.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
