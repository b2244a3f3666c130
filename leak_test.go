package metabiz_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/metabiz-go/metabiz"
)

const (
	secretToken = "plain-token-4711"
	pageToken   = "plain-page-token-0815"
	secretKey   = "app-secret-1234"
)

// shown is a value in every form in which it may end up before somebody's eyes.
func shown(v any) string {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("", "v", v)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("", "v", v)
	data, _ := json.Marshal(v)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		fmt.Fprintf(&b, verb, v)
	}
	return b.String() + string(data)
}

func mustHide(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range []string{secretToken, pageToken, secretKey, "verify-token-99"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells %s: %s", what, secret, text)
		}
	}
}

func TestValuesThatHoldSecretsDoNotShowThem(t *testing.T) {
	t.Parallel()
	opts := []metabiz.Option{metabiz.WithToken(secretToken), metabiz.WithAppSecret(secretKey)}
	client, err := metabiz.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	cfg := metabiz.WebhookConfig{AppSecrets: []string{secretKey}, VerifyToken: "verify-token-99"}
	call := metabiz.BatchCall{Token: pageToken, Request: &metabiz.Request{Method: "GET", Path: "1"}}
	for _, v := range []any{
		client, *client, opts, opts[0], cfg, &cfg, metabiz.NewWebhook(cfg), *metabiz.NewWebhook(cfg), call, &call, []metabiz.BatchCall{call},
		struct{ C *metabiz.Client }{client}, struct{ c *metabiz.Client }{client}, struct{ c metabiz.Client }{*client},
		struct{ W *metabiz.Webhook }{metabiz.NewWebhook(cfg)}, struct{ w *metabiz.Webhook }{metabiz.NewWebhook(cfg)},
	} {
		mustHide(t, fmt.Sprintf("%T", v), shown(v))
	}
}

func TestErrorsOfBatchesAndAnswersDoNotTellTokens(t *testing.T) {
	t.Parallel()
	answer := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
	defer server.Close()
	var log bytes.Buffer
	client, err := metabiz.New(
		metabiz.WithToken(secretToken), metabiz.WithAppSecret(secretKey), metabiz.WithBaseURL(server.URL),
		metabiz.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	)
	if err != nil {
		t.Fatal(err)
	}
	answer = fmt.Sprintf("[%s]", slot(400, `{"error":{"message":"Malformed token `+pageToken+` or `+secretToken+`","code":190,"error_data":"`+pageToken+`"}}`))
	results, err := client.Batch(t.Context(), []metabiz.BatchCall{{Token: pageToken, Request: &metabiz.Request{Method: "GET", Path: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	refusal, ok := errors.AsType[*metabiz.Error](results[0].Err)
	if !ok {
		t.Fatalf("got %v", results[0].Err)
	}
	mustHide(t, "the result", shown(results)+shown(results[0]))
	mustHide(t, "the refusal", shown(refusal)+string(refusal.Body)+string(refusal.Data))

	answer = `{}`
	res, err := client.Do(t.Context(), &metabiz.Request{Method: "GET", Path: "1"})
	if err != nil {
		t.Fatal(err)
	}
	mustHide(t, "the response", shown(res)+shown(*res))

	answer = `access_token=` + secretToken + `&{"broken`
	err = client.Get(t.Context(), "1", nil, new(item))
	broken, ok := errors.AsType[*metabiz.DecodeError](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	mustHide(t, "the answer", shown(broken)+string(broken.Body))
	mustHide(t, "the log", log.String())
}

// An error that told the right signature would sign a forged delivery.
func TestWebhookTellsNoSignature(t *testing.T) {
	t.Parallel()
	body := `{"object":"whatsapp_business_account","entry":[]}`
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(body))
	right := hex.EncodeToString(mac.Sum(nil))
	var log bytes.Buffer
	hook := metabiz.NewWebhook(metabiz.WebhookConfig{
		AppSecrets: []string{secretKey}, VerifyToken: "verify-token-99",
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	var answers strings.Builder
	for _, header := range []string{"", "sha256=", "sha256=" + strings.Repeat("0", 64), "sha256=" + right[:60], "sha1=" + right, right} {
		err := metabiz.VerifySignature(header, []byte(body), secretKey)
		if err == nil {
			t.Errorf("%q is taken for a signature", header)
			continue
		}
		if text := shown(err); strings.Contains(text, right) || strings.Contains(text, right[:60]) {
			t.Errorf("%q: the error tells the signature: %s", header, text)
		}
		mustHide(t, "the error", shown(err))
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("X-Hub-Signature-256", header)
		rec := httptest.NewRecorder()
		hook.ServeHTTP(rec, r)
		if rec.Code < 400 {
			t.Errorf("%q was let in: %d", header, rec.Code)
		}
		fmt.Fprint(&answers, rec.Header(), rec.Body)
	}
	rec := httptest.NewRecorder()
	hook.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1", nil))
	fmt.Fprint(&answers, rec.Header(), rec.Body)
	for what, text := range map[string]string{"the answer": answers.String(), "the log": log.String()} {
		mustHide(t, what, text)
		if strings.Contains(text, right[:60]) {
			t.Errorf("%s tells the signature: %s", what, text)
		}
	}
}
