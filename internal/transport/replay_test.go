package transport

import (
	"errors"
	"io"
	"net/http"
	"testing"
)

// net/http repeats by itself what was sent on a connection that then broke, if a header says that this does no harm. What may be
// repeated is for the policy to say, whatever headers a call has.
func TestNoHeaderHasNetHTTPRepeatASend(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "x-idempotency-key"} {
		keys := make(chan string, 10)
		s := serve(t, func(hit int, w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			keys <- r.Header.Get(name)
			if hit == 2 {
				drop(w) // on a connection that was used before
			}
		})
		tr, cfg := New(), s.config()
		call := send(s)
		call.Header = http.Header{name: {"k"}}
		if _, err := tr.Do(t.Context(), cfg, call); err != nil {
			t.Fatal(err)
		}
		_, err := tr.Do(t.Context(), cfg, call)
		if _, ok := errors.AsType[*UnknownOutcomeError](err); !ok || s.hits.Load() != 2 {
			t.Errorf("%s: sent %d times, %v", name, s.hits.Load(), err)
		}
		if first, second := <-keys, <-keys; first != "k" || second != "k" {
			t.Errorf("%s arrived as %q and %q", name, first, second)
		}
	}
}
