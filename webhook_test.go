package metabiz_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/metabiz-go/metabiz"
)

func TestWebhookVerification(t *testing.T) {
	t.Parallel()
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}, VerifyToken: "right"})
	unset := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}})
	for name, tt := range map[string]struct {
		hook               *metabiz.Webhook
		mode, token        string
		status             int
		body, contentTypes string
	}{
		"right":             {hook, "subscribe", "right", 200, "4711", "text/plain; charset=utf-8"},
		"wrong token":       {hook, "subscribe", "wrong", 403, "verify token does not fit", "text/plain; charset=utf-8"},
		"longer token":      {hook, "subscribe", "right ", 403, "verify token does not fit", "text/plain; charset=utf-8"},
		"other mode":        {hook, "unsubscribe", "right", 403, "verify token does not fit", "text/plain; charset=utf-8"},
		"no token is set":   {unset, "subscribe", "", 403, "verify token does not fit", "text/plain; charset=utf-8"},
		"empty, one is set": {hook, "subscribe", "", 403, "verify token does not fit", "text/plain; charset=utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := url.Values{"hub.mode": {tt.mode}, "hub.verify_token": {tt.token}, "hub.challenge": {"4711"}}
			rec := httptest.NewRecorder()
			tt.hook.ServeHTTP(rec, httptest.NewRequest("GET", "/?"+q.Encode(), nil))
			if rec.Code != tt.status || rec.Body.String() != tt.body || rec.Header().Get("Content-Type") != tt.contentTypes {
				t.Errorf("answered %d %q %q", rec.Code, rec.Body, rec.Header().Get("Content-Type"))
			}
		})
	}
}

const delivery = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}`

func TestWebhookDelivery(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		secrets   []string
		body      string
		signature string
		method    string
		fails     error
		status    int
		delivered int
	}{
		"signed":                   {secrets: []string{"new"}, body: delivery, signature: metabiz.Signature("new", []byte(delivery)), status: 200, delivered: 1},
		"signed by the old secret": {secrets: []string{"new", "old"}, body: delivery, signature: metabiz.Signature("old", []byte(delivery)), status: 200, delivered: 1},
		"signed by another":        {secrets: []string{"new"}, body: delivery, signature: metabiz.Signature("old", []byte(delivery)), status: 401},
		"not signed":               {secrets: []string{"new"}, body: delivery, status: 401},
		"sha1":                     {secrets: []string{"new"}, body: delivery, signature: "sha1=0000", status: 401},
		"not hex":                  {secrets: []string{"new"}, body: delivery, signature: "sha256=" + strings.Repeat("z", 64), status: 401},
		"too long":                 {secrets: []string{"new"}, body: delivery, signature: metabiz.Signature("new", []byte(delivery)) + "00", status: 401},
		"no secret is set":         {body: delivery, signature: metabiz.Signature("", []byte(delivery)), status: 401},
		"an empty secret is set":   {secrets: []string{""}, body: delivery, signature: metabiz.Signature("", []byte(delivery)), status: 401},
		"body changed":             {secrets: []string{"new"}, body: delivery + " ", signature: metabiz.Signature("new", []byte(delivery)), status: 401},
		"escaped as Meta does":     {secrets: []string{"new"}, body: `{"object":"page","x":"\u00e4 \/"}`, signature: metabiz.Signature("new", []byte(`{"object":"page","x":"\u00e4 \/"}`)), status: 200, delivered: 1},
		"signed, not JSON":         {secrets: []string{"new"}, body: "{", signature: metabiz.Signature("new", []byte("{")), status: 400},
		"signed, no object":        {secrets: []string{"new"}, body: "{}", signature: metabiz.Signature("new", []byte("{}")), status: 400},
		"too large":                {secrets: []string{"new"}, body: strings.Repeat("x", 101), signature: "sha256=", status: 413},
		"subscriber fails":         {secrets: []string{"new"}, body: delivery, signature: metabiz.Signature("new", []byte(delivery)), fails: io.ErrUnexpectedEOF, status: 500, delivered: 1},
		"put":                      {secrets: []string{"new"}, body: delivery, method: "PUT", status: 405},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: tt.secrets, MaxBody: 100},
				metabiz.SubscriberFunc(func(_ context.Context, d *metabiz.Delivery) error {
					got = append(got, d.Object+" "+string(d.Body))
					return tt.fails
				}))
			if tt.method == "" {
				tt.method = "POST"
			}
			req := httptest.NewRequest(tt.method, "/", strings.NewReader(tt.body))
			req.Header.Set("X-Hub-Signature-256", tt.signature)
			rec := httptest.NewRecorder()
			hook.ServeHTTP(rec, req)
			if rec.Code != tt.status || len(got) != tt.delivered {
				t.Fatalf("answered %d after %d deliveries, want %d after %d", rec.Code, len(got), tt.status, tt.delivered)
			}
			if tt.delivered > 0 && !strings.HasSuffix(got[0], tt.body) {
				t.Errorf("delivered %q", got[0])
			}
			if want := metabiz.Signature("new", []byte(tt.body)); strings.Contains(rec.Body.String(), want[7:]) {
				t.Error("the answer tells the right signature")
			}
		})
	}
}

// Meta delivers again until it hears 200: whoever succeeded must not see the
// event twice, and whoever failed must.
func TestOnceAcrossRedeliveries(t *testing.T) {
	t.Parallel()
	var calls []string
	failures := 2
	subscriber := func(name string, err func() error) metabiz.Subscriber {
		return metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
			return d.Once(ctx, "wamid.1", func(context.Context) error {
				calls = append(calls, name)
				return err()
			})
		})
	}
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}},
		subscriber("ok", func() error { return nil }),
		subscriber("flaky", func() error {
			if failures--; failures >= 0 {
				return errors.New("database is away")
			}
			return nil
		}))
	var statuses []int
	for range 4 {
		statuses = append(statuses, post(hook, "s", delivery).Code)
	}
	if diff := cmp.Diff([]int{500, 500, 200, 200}, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ok", "flaky", "flaky", "flaky"}, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func post(h http.Handler, secret, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest("POST", "/", strings.NewReader(body))
	req.Header.Set("X-Hub-Signature-256", metabiz.Signature(secret, []byte(body)))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

func TestOnceReleasesAfterPanic(t *testing.T) {
	t.Parallel()
	tries := 0
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}},
		metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
			return d.Once(ctx, "k", func(context.Context) error {
				if tries++; tries == 1 {
					panic("boom")
				}
				return nil
			})
		}))
	func() {
		defer func() { _ = recover() }()
		post(hook, "s", delivery)
	}()
	if code := post(hook, "s", delivery).Code; code != 200 || tries != 2 {
		t.Errorf("the second delivery was answered %d after %d tries", code, tries)
	}
}

// Two deliveries of one event at the same time must not both handle it, and
// must not both be answered 200 before it is handled.
func TestOnceConcurrently(t *testing.T) {
	t.Parallel()
	var handled atomic.Int32
	entered, leave := make(chan struct{}), make(chan struct{})
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}},
		metabiz.SubscriberFunc(func(ctx context.Context, d *metabiz.Delivery) error {
			return d.Once(ctx, "k", func(context.Context) error {
				handled.Add(1)
				close(entered)
				<-leave
				return nil
			})
		}))
	var first int
	var wg sync.WaitGroup
	wg.Go(func() { first = post(hook, "s", delivery).Code })
	<-entered
	if code := post(hook, "s", delivery).Code; code != 500 {
		t.Errorf("while the event is being handled, its duplicate was answered %d", code)
	}
	close(leave)
	wg.Wait()
	if third := post(hook, "s", delivery).Code; first != 200 || third != 200 || handled.Load() != 1 {
		t.Errorf("first %d, third %d, handled %d times", first, third, handled.Load())
	}
}

func TestMemorySeenForgetsTheOldest(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	seen := metabiz.NewMemorySeen(2)
	claim := func(key string) metabiz.Claim {
		c, _, err := seen.Claim(ctx, key, 1, 1<<40)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, key := range []string{"a", "b", "c"} {
		claim(key)
		if err := seen.Done(ctx, key, 1); err != nil {
			t.Fatal(err)
		}
	}
	got := []metabiz.Claim{claim("b"), claim("c"), claim("a"), claim("a")}
	want := []metabiz.Claim{metabiz.ClaimDone, metabiz.ClaimDone, metabiz.ClaimNew, metabiz.ClaimHeld}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_ = seen.Release(ctx, "a", 1)
	if c := claim("a"); c != metabiz.ClaimNew {
		t.Errorf("a released event is %v", c)
	}
}

func FuzzWebhook(f *testing.F) {
	f.Add(delivery, "sha256=00", "right")
	f.Add(`{"object":"page"}`, metabiz.Signature("s", []byte(`{"object":"page"}`)), "")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, body, signature, token string) {
		hook := metabiz.NewWebhook(metabiz.WebhookConfig{AppSecrets: []string{"s"}, VerifyToken: "right"})
		req := httptest.NewRequest("POST", "/", strings.NewReader(body))
		req.Header["X-Hub-Signature-256"] = []string{signature}
		rec := httptest.NewRecorder()
		hook.ServeHTTP(rec, req)
		signed := signature == metabiz.Signature("s", []byte(body))
		upper := strings.EqualFold(signature, metabiz.Signature("s", []byte(body))) // hex is hex
		if rec.Code == 200 && !signed && !upper {
			t.Fatalf("answered 200 to a body that was not signed")
		}
		if signed && rec.Code == 401 {
			t.Fatalf("refused a signed body")
		}
		req = httptest.NewRequest("GET", "/", nil)
		req.URL.RawQuery = url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {token}}.Encode()
		rec = httptest.NewRecorder()
		hook.ServeHTTP(rec, req)
		if (rec.Code == 200) != (token == "right") {
			t.Fatalf("verification with %q was answered %d", token, rec.Code)
		}
	})
}
