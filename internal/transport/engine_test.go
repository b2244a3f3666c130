package transport

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// The engine's own logger would write every address to the standard error, and so would the log package. Not parallel: it
// replaces both.
func TestEngineWritesNothing(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	stderr, logged := os.Stderr, log.Writer()
	os.Stderr = out
	log.SetOutput(out)
	t.Cleanup(func() {
		os.Stderr = stderr
		log.SetOutput(logged)
	})
	s := serve(t, func(hit int, w http.ResponseWriter, _ *http.Request) {
		if hit%2 == 0 {
			drop(w)
			return
		}
		refuseWith(w, 500, `{"error":{"code":2}}`)
	})
	tr := New()
	for _, call := range []*Call{read(s), send(s)} {
		if _, err := tr.Do(t.Context(), s.config(), call); err == nil {
			t.Error("no error")
		}
	}
	s.Close()
	if _, err := tr.Do(t.Context(), s.config(), read(s)); err == nil {
		t.Error("no error")
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if written, err := os.ReadFile(out.Name()); err != nil || len(written) > 0 {
		t.Errorf("%v, written: %s", err, written)
	}
}

// Each attempt is signed anew: a token that was renewed meanwhile goes with the next.
func TestEachAttemptHasItsToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []string
		b := newBubble(t, func(hit int, w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			got = append(got, r.Header.Get("Authorization")+" "+r.URL.Query().Get("appsecret_proof")+" "+string(body))
			if hit < 3 {
				refuseWith(w, 400, `{"error":{"code":613}}`)
			}
		})
		cfg := b.config()
		asked := 0
		cfg.AppSecret = testSecret
		cfg.Token = func(context.Context) (string, error) {
			asked++
			return fmt.Sprint("token-", asked), nil
		}
		if _, err := New().Do(t.Context(), cfg, b.call(http.MethodPost)); err != nil {
			t.Fatal(err)
		}
		var want []string
		for i := 1; i <= 3; i++ {
			token := fmt.Sprint("token-", i)
			want = append(want, "Bearer "+token+" "+appSecretProof(testSecret, token)+` {"to":"1"}`)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
